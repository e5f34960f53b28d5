//! The public edition: what it refuses, and that nothing exact of any row is in any of its files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::Path;

use assert_cmd::Command;

const HEAD: &str = "Date,Country ISO,Admin 1,Latitude,Longitude,Geo Precision,Location of Incident,Health Workers Killed,SiND Event ID,Source";
const FORMATS: &str = "layers = [\"geojson\", \"geojsonl\", \"gpkg\", \"fgb\", \"csv\", \"xlsx\"]";

/// A row whose place, day, identifier and words are found nowhere else.
struct Canary {
    lon: f64,
    lat: f64,
    day: u32,
    id: u64,
    word: String,
}

fn run(folder: &Path, arguments: &[&str]) -> std::process::Output {
    Command::cargo_bin("cercle").expect("built").current_dir(folder).args(arguments).output().expect("runs")
}

fn printed(what: &str) -> String {
    String::from_utf8(run(Path::new("."), &["list", what]).stdout).expect("text")
}

/// The incidents of the program, each with a place some hundred metres off and with words of its own. Those of another `seed`
/// lie elsewhere in the same districts, on other days of the same months.
fn canaries(seed: u64) -> (String, Vec<Canary>) {
    let table = fs::read_to_string("assets/mali_incidents.csv").expect("the data of the program");
    let mut noise = seed;
    let mut next = || {
        noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        noise >> 33
    };
    let (mut text, mut canaries) = (format!("{HEAD}\n"), Vec::new());
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let (Ok(lat), Ok(lon)) = (cells[4].parse::<f64>(), cells[5].parse::<f64>()) else { continue };
        if !("2022".."2025").contains(&&cells[0][..4]) || cells[2] != "MLI" || line.contains("\"(3)") {
            continue;
        }
        let mut digits = |degrees: f64| ((degrees * 1000.0).round() * 10_000.0 + (next() % 9_999 + 1) as f64) / 1e7;
        let (lon, lat) = (digits(lon), digits(lat));
        let (day, id) = (1 + (next() % 28) as u32, 71_000_000 + next() % 9_000_000);
        let word = format!("Zq{}xw", next());
        text += &format!(
            "{}-{day:02},MLI,{},{lat:.7},{lon:.7},(1) Exact Location,Place {word},{},{id},By {word}\n",
            &cells[0][..7],
            cells[3],
            canaries.len() % 3,
        );
        canaries.push(Canary { lon, lat, day, id, word });
    }
    (text, canaries)
}

/// A project of these incidents with figures and layers in every format, and a policy.
fn prepare(folder: &Path, incidents: &str, policy: &str) {
    let project = printed("project");
    let tables: Vec<&str> = project.split("[[figure]]").collect();
    let wanted = |table: &&str| {
        ["known-locations", "density-2022", "bars-by-month"]
            .iter()
            .any(|n| table.trim_start().starts_with(&format!("name = \"{n}")))
    };
    let figures: Vec<&str> = tables[1..].iter().copied().filter(wanted).collect();
    assert_eq!(figures.len(), 3, "the embedded project has these figures");
    let head = tables[0].replace("bundled:mali_incidents.csv", "secret clinic.csv");
    let head = head.replace("layers = [\"geojson\", \"gpkg\", \"xlsx\"]", FORMATS);
    assert!(head.contains(FORMATS) && head.contains("secret clinic.csv"));
    fs::write(folder.join("my.toml"), [&[head.as_str()], &figures[..]].concat().join("[[figure]]")).expect("writes");
    fs::write(folder.join("secret clinic.csv"), incidents).expect("writes");
    fs::write(folder.join("policy.toml"), policy).expect("writes");
}

fn build(folder: &Path, audience: &[&str], out: &str) -> BTreeMap<String, Vec<u8>> {
    let made = run(folder, &[&["build", "my.toml", "--out", out], audience].concat());
    let said = String::from_utf8_lossy(&made.stderr).into_owned();
    assert!(made.status.success(), "{said}");
    let mut files =
        BTreeMap::from([("standard output".to_string(), made.stdout), ("standard error".into(), made.stderr)]);
    for entry in fs::read_dir(folder.join(out)).expect("built") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        files.insert(name, fs::read(&path).expect("reads"));
    }
    files
}

const PUBLIC: [&str; 4] = ["--audience", "public", "--policy", "policy.toml"];

/// The bytes of a file, and of everything that is packed in it: zlib streams (PNG, PDF) and entries of archives (XLSX, QGZ).
/// Pages of SQLite are in the bytes, free ones too.
fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut all = bytes.to_vec();
    if let Ok(mut archive) = zip::ZipArchive::new(std::io::Cursor::new(bytes)) {
        for i in 0..archive.len() {
            archive.by_index(i).expect("an entry").read_to_end(&mut all).expect("unpacks");
        }
    }
    for at in 0..bytes.len().saturating_sub(2) {
        if bytes[at] == 0x78 && u16::from_be_bytes([bytes[at], bytes[at + 1]]).is_multiple_of(31) {
            let mut stream = Vec::new();
            // What is no stream ends in an error, after what it gave.
            let _ = flate2::read::ZlibDecoder::new(&bytes[at..]).read_to_end(&mut stream);
            all.extend(stream);
        }
    }
    all
}

/// What of a row must be nowhere: identifier, words, and its place as text and as numbers of 64 bits. Of degrees, four
/// decimals or more tell a place; those that a border or river of the map happens to share are looked for with all seven.
fn told(canary: &Canary, inputs: &str) -> Vec<Vec<u8>> {
    let mut told = vec![canary.id.to_string().into_bytes(), canary.word.clone().into_bytes()];
    for degrees in [canary.lon, canary.lat] {
        let whole = format!("{:.7}", degrees.abs());
        let prefix = &whole[..whole.find('.').expect("decimals") + 5];
        told.push(if inputs.contains(prefix) { whole.into_bytes() } else { prefix.as_bytes().to_vec() });
        let rounded = (degrees * 1e6).round() / 1e6;
        told.extend([degrees, rounded].map(|d| d.to_le_bytes().to_vec()));
        told.extend([degrees, rounded].map(|d| d.to_be_bytes().to_vec()));
    }
    told
}

/// Files in which something of a row is told.
fn leaks(files: &BTreeMap<String, Vec<u8>>, canaries: &[Canary]) -> BTreeMap<String, usize> {
    let inputs =
        ["boundaries/mali_districts.geojson", "assets/rivers.geojson", "assets/lakes.geojson", "assets/mali_towns.csv"];
    let inputs = [&inputs[..], &["assets/neighbours.geojson", "boundaries/mali_regions.geojson"]].concat();
    let inputs: String = inputs.iter().map(|name| fs::read_to_string(name).expect("data of the program")).collect();
    let told: Vec<Vec<u8>> = canaries.iter().flat_map(|c| told(c, &inputs)).collect();
    // What starts with the same two bytes: most places of a file are passed at once.
    let mut by_start: Vec<Vec<usize>> = vec![Vec::new(); 1 << 16];
    let start = |bytes: &[u8]| usize::from(u16::from_be_bytes([bytes[0], bytes[1]]));
    told.iter().enumerate().for_each(|(i, wanted)| by_start[start(wanted)].push(i));
    let mut leaks = BTreeMap::new();
    for (name, bytes) in files {
        let text = unpacked(bytes);
        let mut found: BTreeSet<usize> = BTreeSet::new();
        for at in 0..text.len().saturating_sub(1) {
            let near = &by_start[usize::from(text[at]) << 8 | usize::from(text[at + 1])];
            if near.is_empty() {
                continue;
            }
            let near = near.iter();
            found.extend(near.filter(|i| text[at..].starts_with(&told[**i]) && !within_number(&text, at, &told[**i])));
        }
        if !found.is_empty() {
            leaks.insert(name.clone(), found.len());
        }
    }
    leaks
}

/// Whether what is found is a number that only continues another.
fn within_number(text: &[u8], at: usize, wanted: &[u8]) -> bool {
    let of_number = |b: &u8| b.is_ascii_digit() || *b == b'.';
    wanted.iter().all(of_number) && at > 0 && of_number(&text[at - 1])
}

#[test]
fn nothing_exact_is_in_a_public_file_and_the_search_finds_it_in_internal_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    let (incidents, canaries) = canaries(1);
    assert!(canaries.len() > 30, "{} rows", canaries.len());
    prepare(folder.path(), &incidents, &printed("policy"));
    let internal = build(folder.path(), &[], "internal");
    let found = leaks(&internal, &canaries);
    for file in
        ["incidents.geojson", "incidents.geojsonl", "incidents.fgb", "incidents.data.csv", "layers.gpkg", "layers.xlsx"]
    {
        assert!(found.get(file).is_some_and(|n| *n >= canaries.len()), "the search misses {file}: {found:?}");
    }
    assert!(found.contains_key("ledger.csv"));
    let public = build(folder.path(), &PUBLIC, "public");
    assert_eq!(leaks(&public, &canaries), BTreeMap::new());
    for exact in ["ledger.csv", "incidents.geojson", "layers.qgz"] {
        assert!(!public.contains_key(exact) && internal.contains_key(exact), "{exact}");
    }
    for (name, bytes) in &public {
        let named = String::from_utf8_lossy(&unpacked(bytes)).contains("secret clinic");
        assert!(!named, "{name} names the file");
    }
    let page = String::from_utf8_lossy(&public["index.html"]).into_owned();
    assert!(page.contains("Public edition: locations are generalised to districts, dates to months."));
    let page = String::from_utf8_lossy(&internal["index.html"]).into_owned();
    assert!(page.contains("Internal edition: exact locations."));
    let svg = String::from_utf8_lossy(&public["known-locations-2022-2024.svg"]).into_owned();
    assert!(svg.contains("Public edition"), "the figure says which edition it is");
}

/// Whatever of the rows is not to be known must not matter: other places in the same districts, other days of the same
/// months, other identifiers and words, and another order make the same bytes of every file in every format.
#[test]
fn files_of_the_public_do_not_depend_on_anything_exact() {
    let build_of = |seed: u64, backwards: bool| {
        let folder = tempfile::tempdir().expect("a folder");
        let (incidents, canaries) = canaries(seed);
        let mut lines: Vec<&str> = incidents.lines().skip(1).collect();
        if backwards {
            lines.reverse();
        }
        prepare(folder.path(), &format!("{HEAD}\n{}\n", lines.join("\n")), &printed("policy"));
        let places: Vec<_> = canaries.iter().map(|c| (c.lon.to_bits(), c.lat.to_bits(), c.day, c.id)).collect();
        (build(folder.path(), &PUBLIC, "public"), places)
    };
    let ((one, exact_one), (other, exact_other)) = (build_of(2, false), build_of(3, true));
    assert!(exact_one.iter().zip(&exact_other).all(|(a, b)| a != b), "the rows differ");
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(*bytes == other[name], "{name} depends on what is not to be known");
    }
}

/// The exit code and message of a run that is refused, which leaves nothing behind.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let made = run(folder, arguments);
    let said = String::from_utf8_lossy(&made.stderr).into_owned();
    assert_eq!(made.status.code(), Some(81), "{arguments:?}: {said}");
    said
}

#[test]
fn what_cannot_obey_is_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("policy.toml"), printed("policy")).expect("writes");
    fs::write(folder.join("half.toml"), "[places]\ngeneralise = \"district\"\n").expect("writes");
    let public = ["build", "--out", "o", "--audience", "public"];
    let with = |policy: &'static str| [&public[..], &["--policy", policy]].concat();
    assert!(refused(folder, &public).contains("--policy FILE"));
    assert!(refused(folder, &with("half.toml")).contains("half.toml"));
    // The embedded project has maps of a few people a district.
    assert!(refused(folder, &with("policy.toml")).contains("figure 'people-2022-2024' has"));
    let project =
        printed("project").replace("kind = \"density\"", "kind = \"heat\"").replace("breaks = [0.2, 0.5, 1, 2]", "");
    fs::write(folder.join("heat.toml"), project).expect("writes");
    let heat = [&["build", "heat.toml"], &with("policy.toml")[1..]].concat();
    assert!(refused(folder, &heat).contains("figure 'density-2022-2024'"));
    let files = ["bundled:mali_incidents.csv", "--boundaries", "bundled:mali_districts.geojson"];
    for (verb, out) in [("map", "m.png"), ("join", "j.csv"), ("heat", "h.png")] {
        let said = refused(folder, &[&[verb], &files[..], &["--out", out, "--audience", "public"]].concat());
        assert!(said.contains(&format!("cercle {verb} cannot")), "{said}");
        assert!(!folder.join(out).exists());
    }
    let files = fs::read_dir(folder.join("o")).map_or(0, |files| files.count());
    assert_eq!(files, 0, "nothing is written");
}

#[test]
fn a_folder_with_exact_files_does_not_become_a_public_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let (incidents, _) = canaries(4);
    prepare(folder.path(), &incidents, &printed("policy").replace("layer = true", "layer = false"));
    fs::create_dir(folder.path().join("o")).expect("made");
    fs::write(folder.path().join("o/ledger.csv"), "exact").expect("writes");
    let said = refused(folder.path(), &[&["build", "my.toml", "--out", "o"], &PUBLIC[..]].concat());
    assert!(said.contains("ledger.csv is no part of the public edition"), "{said}");
    fs::remove_file(folder.path().join("o/ledger.csv")).expect("removed");
    let first = build(folder.path(), &PUBLIC, "o");
    assert!(!first.keys().any(|name| name.starts_with("incidents")), "the policy leaves the layer out");
    assert_eq!(build(folder.path(), &PUBLIC, "o"), first, "an earlier public edition is replaced");
}

/// Places of grids and towns are those of the policy: each lies in the district that the row counts for.
#[test]
fn towns_and_cells_stand_for_places_too() {
    for (rule, words) in [("\"town\"", "towns or districts"), ("\"grid\"\ngrid_km = 20", "cells of 20")] {
        let folder = tempfile::tempdir().expect("a folder");
        let (incidents, canaries) = canaries(5);
        let policy = printed("policy").replace("generalise = \"district\"", &format!("generalise = {rule}"));
        prepare(folder.path(), &incidents, &policy);
        let public = build(folder.path(), &PUBLIC, "public");
        assert_eq!(leaks(&public, &canaries), BTreeMap::new(), "{rule}");
        let layer: serde_json::Value = serde_json::from_slice(&public["incidents_generalised.geojson"]).expect("JSON");
        let features = layer["features"].as_array().expect("features");
        let places: BTreeSet<String> = features.iter().map(|f| f["geometry"]["coordinates"].to_string()).collect();
        assert!(places.len() > 5 && places.len() < canaries.len(), "{} places of {}", places.len(), canaries.len());
        assert!(String::from_utf8_lossy(&public["index.html"]).contains(words));
        let columns: Vec<&String> = features[0]["properties"].as_object().expect("properties").keys().collect();
        assert_eq!(columns, ["date", "district_pcode", "generalised_to"]);
    }
}

/// Exact rows leave `run::findings` only if no policy holds: it is the one place of `run` that joins.
#[test]
fn there_is_no_way_around_the_generalisation() {
    let mut makers = Vec::new();
    for entry in fs::read_dir("src/run").expect("src/run") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("text");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        if code.contains("Findings::new(") || code.contains(" exact(") {
            makers.push(path.file_name().expect("a name").to_string_lossy().into_owned());
        }
    }
    assert_eq!(makers, ["gather.rs"]);
    let text = fs::read_to_string("src/run/gather.rs").expect("text");
    assert_eq!(text.matches("exact(project, districts, incidents, ledger)").count(), 1, "one caller");
    let (_, after) = text.split_once("exact(project, districts, incidents, ledger)?;").expect("the caller");
    let body = after.split("\n}\n").next().expect("its body");
    assert!(body.contains("generalise(findings, policy") && body.contains("*ledger = sums(ledger)"), "{body}");
}
