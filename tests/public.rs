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
    assert!(page.contains("Public edition: locations by district, dates by month."));
    let page = String::from_utf8_lossy(&internal["index.html"]).into_owned();
    assert!(page.contains("Internal edition: exact locations."));
    for extension in ["png", "svg", "pdf", "html"] {
        let metadata = |files: &BTreeMap<String, Vec<u8>>| {
            let bytes = unpacked(&files[&format!("density-2022-2024.{extension}")]);
            String::from_utf8_lossy(&bytes).replace('\0', "")
        };
        assert!(metadata(&internal).contains("Internal edition: exact locations."), "{extension}");
        assert!(metadata(&public).contains("Public edition: locations"), "{extension}");
    }
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
    // What others published leaves too little room for numbers below eleven.
    let policy = printed("policy").replace("small_below = 5", "small_below = 11");
    fs::write(folder.join("large.toml"), policy).expect("writes");
    assert!(refused(folder, &with("large.toml")).contains("published totals whatever else is held back"));
    for kind in ["heat", "hexbin"] {
        let project = printed("project").replace("kind = \"density\"", &format!("kind = \"{kind}\""));
        let project = project.replace("breaks = [0.2, 0.5, 1, 2]", "");
        fs::write(folder.join(format!("{kind}.toml")), project).expect("writes");
    }
    let heat = [&["build", "heat.toml"], &with("policy.toml")[1..]].concat();
    assert!(refused(folder, &heat).contains("figure 'density-2022-2024'"));
    let hexbin = [&["build", "hexbin.toml"], &with("policy.toml")[1..]].concat();
    let said = refused(folder, &hexbin);
    assert!(
        said.contains("hexagons of exact places") && said.contains("leave_out = [\"density-2022-2024\"]"),
        "{said}"
    );
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

/// Rows of the table of a page: texts of the cells.
fn table(page: &[u8]) -> Vec<Vec<String>> {
    let page = String::from_utf8_lossy(page);
    let table = page.split_once("<table").expect("a table").1.split_once("</table>").expect("whole").0;
    let plain = |cell: &str| {
        let (_, text) = cell.split_once('>').expect("a cell");
        let (text, _) = text.split_once("</t").expect("whole");
        text.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect::<String>()
    };
    let cells = |row: &str| row.replace("<th", "<td").split("<td").skip(1).map(plain).collect();
    table.split("<tr").skip(1).map(cells).collect()
}

/// Small numbers of people are not in the public edition, nor is zero in their place; what is not held back is as it was; and
/// the figure says how many there are.
#[test]
fn small_numbers_of_people_are_held_back_and_seen_to_be() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut project = printed("project");
    for by in ["month", "year", "region"] {
        project += &format!(
            "\n[[figure]]\nname = \"kidnapped-by-{by}\"\nkind = \"bars\"\nby = \"{by}\"\nwidth = 170\n\n\
             [[figure.count]]\ncolumn = \"health_workers_kidnapped\"\nlabel = \"Kidnapped\"\n"
        );
    }
    fs::write(folder.path().join("my.toml"), project).expect("writes");
    fs::write(folder.path().join("policy.toml"), printed("policy")).expect("writes");
    let (internal, public) = (build(folder.path(), &[], "internal"), build(folder.path(), &PUBLIC, "public"));
    let bars = ["kidnapped-by-month", "kidnapped-by-year", "kidnapped-by-region"];
    for figure in [&["people-2022-2024"], &bars[..]].concat() {
        let rows = |files: &BTreeMap<String, Vec<u8>>| -> BTreeMap<String, Vec<String>> {
            let rows = table(&files[&format!("{figure}.html")]).into_iter();
            rows.map(|row| (row[0].clone(), row[1..].to_vec())).collect()
        };
        let (exact, shown) = (rows(&internal), rows(&public));
        assert_eq!(exact.keys().collect::<Vec<_>>(), shown.keys().collect::<Vec<_>>(), "{figure}");
        let (mut held, mut small) = (0, 0);
        for (name, cells) in exact.iter().filter(|(name, _)| *name != "Total") {
            for (cell, told) in cells.iter().zip(&shown[name]) {
                let few = matches!(cell.as_str(), "1" | "2" | "3" | "4");
                small += usize::from(few);
                assert!(!few || told == "not shown", "{figure}: {name} says {told}");
                assert!(told == cell || told == "not shown", "{figure}: {name} says {told} for {cell}");
                assert!(figure != "people-2022-2024" || cell != "0" || told == "0", "{figure}: {name} hides a zero");
                held += usize::from(told == "not shown");
            }
        }
        assert!(small > 0 && held > small, "{figure}: {held} of which {small} are small");
        let svg = String::from_utf8_lossy(&public[&format!("{figure}.svg")]).into_owned();
        assert!(svg.contains("not shown:"), "the legend of {figure} says so");
        if figure == "people-2022-2024" {
            assert!(svg.contains(&format!("not shown: {held} numbers")) && svg.contains("id=\"withheld"), "{figure}");
        }
    }
    let strip = table(&public["strip-2022-2024.html"]);
    assert!(strip.iter().any(|row| row[0] == "Health workers killed" && row[1] == "not shown"), "{strip:?}");
    assert!(
        strip.iter().any(|row| row[0] == "Health workers kidnapped" && row[1] == "26"),
        "what others published stays"
    );
}

/// The numbers of an edition's file: name of each cell of a count, and its parts; none where it is held back.
fn numbers(file: &[u8], count: &str) -> BTreeMap<String, Option<u64>> {
    let read: serde_json::Value = serde_json::from_slice(file).expect("JSON");
    let cells = read["counts"][count]["cells"].as_object().expect("cells");
    let sum = |value: &serde_json::Value| {
        value.as_array().map(|parts| parts.iter().map(|n| n.as_u64().expect("a number")).sum())
    };
    cells.iter().map(|(name, value)| (name.clone(), sum(value))).collect()
}

/// Two people more in a district, and the number of the district is not shown any more: what came since could be read off.
#[test]
fn an_edition_after_another_does_not_tell_what_came_since() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let count = "health_workers_kidnapped";
    let table = fs::read_to_string("assets/mali_incidents.csv").expect("the data of the program");
    fs::write(folder.join("first.csv"), &table).expect("writes");
    let policy = printed("policy");
    fs::write(folder.join("policy.toml"), &policy).expect("writes");
    let short = [
        ("[\"png\", \"svg\", \"pdf\", \"html\"]", "[\"svg\"]"),
        ("[\"geojson\", \"gpkg\", \"xlsx\"]", "[\"geojson\"]"),
    ];
    let project = |file: &str| {
        let project = printed("project").replace("bundled:mali_incidents.csv", file);
        short.iter().fold(project, |project, (from, to)| project.replace(from, to))
    };
    fs::write(folder.join("my.toml"), project("first.csv")).expect("writes");
    let first = build(folder, &PUBLIC, "first");
    let shown = |file: &[u8]| -> Vec<(String, u64)> {
        let cells = numbers(file, count).into_iter().filter(|(name, _)| name.starts_with("district"));
        cells.filter_map(|(name, n)| Some((name, n?))).collect()
    };
    let before = shown(&first["edition.json"]);
    let (cell, was) = before.iter().max_by_key(|(_, n)| *n).expect("a number is shown");
    let [_, district, year] = cell.split(' ').collect::<Vec<_>>()[..] else { panic!("{cell}") };
    let layer: serde_json::Value = serde_json::from_slice(&first["incidents_generalised.geojson"]).expect("JSON");
    let features = layer["features"].as_array().expect("features");
    let there = features.iter().find(|f| f["properties"]["district_pcode"] == district).expect("an incident");
    let [lon, lat] = [0, 1].map(|i| there["geometry"]["coordinates"][i].as_f64().expect("degrees"));
    let header: Vec<&str> = table.lines().next().expect("a header").split(',').collect();
    let cell_of = |heading: &str| match heading {
        "Date" => format!("{year}-06-05"),
        "Country ISO" => "MLI".to_string(),
        "Latitude" => lat.to_string(),
        "Longitude" => lon.to_string(),
        "Geo Precision" => "(1) Exact Location".to_string(),
        "Health Workers Kidnapped" => "2".to_string(),
        "SiND Event ID" => "99999999".to_string(),
        _ => String::new(),
    };
    let row: Vec<String> = header.iter().map(|heading| cell_of(heading)).collect();
    fs::write(folder.join("later.csv"), format!("{}\n{}\n", table.trim_end(), row.join(","))).expect("writes");
    fs::write(folder.join("my.toml"), project("later.csv")).expect("writes");

    let alone = build(folder, &PUBLIC, "alone");
    let now = numbers(&alone["edition.json"], count)[cell];
    assert_eq!(now, Some(was + 2), "without the earlier edition the difference is told");
    let after = [&PUBLIC[..], &["--previous", "first"]].concat();
    let later = build(folder, &after, "later");
    let held = numbers(&later["edition.json"], count);
    assert_eq!(held[cell], None, "{cell} tells that two were kidnapped");
    for (name, was) in numbers(&first["edition.json"], count) {
        if let (Some(was), Some(Some(now))) = (was, held.get(&name)) {
            assert!(was == *now || now.abs_diff(was) >= 5, "{name}: {was}, then {now}");
        }
    }
    let file = [&PUBLIC[..], &["--previous", "first/edition.json"]].concat();
    assert_eq!(build(folder, &file, "again")["edition.json"], later["edition.json"]);
    assert_eq!(build(folder, &after, "later")["edition.json"], later["edition.json"], "the folder may be built again");

    fs::write(folder.join("policy.toml"), policy.replace("\"month\"", "\"year\"")).expect("writes");
    let said = refused(folder, &[&["build", "my.toml", "--out", "x"], &after[..]].concat());
    assert!(said.contains("[dates] is 'year' in the policy, and was 'month'"), "{said}");
    let made = run(folder, &["build", "my.toml", "--out", "x", "--previous", "first"]);
    assert_eq!(made.status.code(), Some(64), "only a public edition comes after one");
}

/// Places of grids and towns are those of the policy: each lies in the district that the row counts for.
#[test]
fn towns_and_cells_stand_for_places_too() {
    for (rule, words) in [("\"town\"", "by town or district"), ("\"grid\"\ngrid_km = 20", "by cell of 20")] {
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

/// Exact rows leave `run::gather` only if no policy holds: it is the one place of `run` that joins. What the types keep apart
/// is in the documentation of `disclose::Public`.
#[test]
fn there_is_no_way_around_the_generalisation() {
    let mut makers = Vec::new();
    for entry in fs::read_dir("src/run").expect("src/run") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("text");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        if code.contains("Findings::new(") || code.contains(" exact(") || code.contains("Gathered::Exact(findings), ") {
            makers.push(path.file_name().expect("a name").to_string_lossy().into_owned());
        }
    }
    assert_eq!(makers, ["gather.rs"]);
    let text = fs::read_to_string("src/run/gather.rs").expect("text");
    assert_eq!(text.matches("exact(project, districts, incidents, ledger)").count(), 1, "one caller");
    let (_, after) = text.split_once("exact(project, districts, incidents, ledger)?;").expect("the caller");
    let body = after.split("\n}\n").next().expect("its body");
    assert!(
        body.contains("Gathered::Public(generalise(findings, policy") && body.contains("*ledger = sums(ledger)"),
        "{body}"
    );
}

/// The policy that holds small counts of incidents back, without the figures that it cannot have.
fn suppressed() -> String {
    let policy = printed("policy").replace("incidents = \"published\"", "incidents = \"suppressed\"");
    policy
        .replace("layer = true", "layer = false")
        .replace("leave_out = []", "leave_out = [\"bars-by-month-2022-2024\"]")
}

/// Rows of which one lies in another district of its region: counts that are held back are others.
fn moved(incidents: &str) -> String {
    let mut rows: Vec<Vec<&str>> = incidents.lines().map(|line| line.split(',').collect()).collect();
    let near = |row: &Vec<&str>| row[2].starts_with("Timbuktu") && row[0].starts_with("2022");
    let one = rows.iter().position(near).expect("a row of the region");
    let place = |row: &Vec<&str>| -> f64 { row[3].parse().expect("a latitude") };
    let other = rows.iter().position(|row| near(row) && (place(row) - place(&rows[one])).abs() > 0.4).expect("another");
    (rows[one][3], rows[one][4]) = (rows[other][3], rows[other][4]);
    rows.iter().map(|row| row.join(",") + "\n").collect()
}

/// What is held back must not matter: other counts, of which everything that is shown is the same, make the same bytes of every
/// file in every format.
#[test]
fn files_do_not_depend_on_counts_of_incidents_that_are_held_back() {
    let (incidents, _) = canaries(5);
    let build_of = |incidents: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        prepare(folder.path(), incidents, &suppressed());
        let internal = build(folder.path(), &[], "internal").remove("districts.geojson").expect("made");
        (internal, build(folder.path(), &PUBLIC, "public"))
    };
    let ((before, one), (after, other)) = (build_of(&incidents), build_of(&moved(&incidents)));
    assert!(before != after, "the counts differ");
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(*bytes == other[name], "{name} depends on counts that are held back");
    }
    let layer: serde_json::Value = serde_json::from_slice(&one["districts.geojson"]).expect("JSON");
    let counts: Vec<&serde_json::Value> =
        layer["features"].as_array().expect("districts").iter().map(|f| &f["properties"]["count"]).collect();
    assert!(counts.iter().any(|n| n.is_null()) && counts.iter().any(|n| **n == 0), "none of both: {counts:?}");
    assert!(
        !counts.iter().any(|n| n.as_u64().is_some_and(|n| (1..5).contains(&n))),
        "a small one is shown: {counts:?}"
    );
    assert!(!String::from_utf8_lossy(&one["districts.geojson"]).contains("count_2022"), "none by year");
    let drawn = String::from_utf8_lossy(&one["density-2022-2024.svg"]).into_owned();
    assert!(drawn.contains("not shown") && drawn.contains("Numbers of incidents or people from 1 to"), "it says so");
}

#[test]
fn what_would_tell_counts_of_incidents_that_are_held_back_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let (incidents, _) = canaries(6);
    prepare(folder, &incidents, &suppressed());
    let public = |more: &[&str]| refused(folder, &[&["build", "my.toml", "--out", "o"], &PUBLIC[..], more].concat());
    let project = fs::read_to_string(folder.join("my.toml")).expect("the project");
    for (figure, why) in [
        ("kind = \"change\"\nfrom = 2022\nto = 2023", "by district and year"),
        ("kind = \"circles\"\nyearly = true", "by district and year"),
        ("kind = \"bars\"\nby = \"month\"", "numbers of incidents by month"),
    ] {
        let more = format!("{project}\n[[figure]]\nname = \"more\"\n{figure}\nwidth = 120\n");
        fs::write(folder.join("my.toml"), more).expect("writes");
        assert!(public(&[]).contains(why), "{figure}");
    }
    fs::write(folder.join("my.toml"), project).expect("writes");
    for (from, to, why) in [
        ("layer = false", "layer = true", "a list of incidents gives their counts away"),
        ("people = \"suppressed\"", "people = \"published\"", "people tell where"),
    ] {
        fs::write(folder.join("policy.toml"), suppressed().replace(from, to)).expect("writes");
        assert!(public(&[]).contains(why), "{to}");
    }
    fs::write(folder.join("policy.toml"), suppressed()).expect("writes");
    let kept = build(folder, &[], "internal").remove("scale.toml").expect("a scale");
    fs::write(folder.join("kept.toml"), kept).expect("writes");
    assert!(public(&["--scale", "kept.toml"]).contains("a kept scale may tell"));
    let first = build(folder, &PUBLIC, "first");
    assert!(first.contains_key("edition.json"));
    assert!(public(&["--previous", "first"]).contains("what came since an earlier edition"));
    assert_eq!(fs::read_dir(folder.join("o")).map_or(0, |files| files.count()), 0, "nothing is written");
}
