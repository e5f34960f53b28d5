//! `cercle tile` as its users run it, its tiles read back.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::Command;
use fast_mvt::{MvtReaderRef, MvtValueRef};

const MALI: [&str; 3] = ["bundled:mali_incidents.csv", "--boundaries", "bundled:mali_districts.geojson"];
const BOTH: [&str; 3] = ["--vector", "--layer", "choropleth,points"];
/// Side of a tile, and what is drawn beyond it.
const EXTENT: i64 = 4096;
const BUFFER: i64 = 64;

fn run(folder: &Path, arguments: &[&str], threads: &str) -> Output {
    let mut command = Command::cargo_bin("cercle").expect("the program is built");
    command.current_dir(folder).env("RAYON_NUM_THREADS", threads).arg("tile").args(arguments).output().expect("runs")
}

fn tile(folder: &Path, arguments: &[&str], threads: &str) -> String {
    let output = run(folder, arguments, threads);
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(output.status.success(), "{said}");
    said
}

fn refused(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = run(folder, arguments, "2");
    assert!(output.stdout.is_empty());
    (output.status.code().expect("an exit code"), String::from_utf8(output.stderr).expect("text"))
}

/// All tiles of a folder.
fn tiles(folder: &Path) -> BTreeMap<(u8, u32, u32), Vec<u8>> {
    let number = |p: &Path| p.file_stem().and_then(|s| s.to_str()).and_then(|s| s.parse::<u32>().ok());
    let listed = |p: &Path| -> Vec<PathBuf> {
        fs::read_dir(p).expect("lists").map(|e| e.expect("an entry").path()).filter(|p| number(p).is_some()).collect()
    };
    let mut found = BTreeMap::new();
    for zoom in listed(folder) {
        for column in listed(&zoom) {
            for row in listed(&column) {
                let [z, x, y] = [&zoom, &column, &row].map(|p| number(p).expect("a number"));
                found.insert((z as u8, x, y), fs::read(&row).expect("reads"));
            }
        }
    }
    found
}

/// A feature of a layer.
#[derive(Debug, Clone)]
struct Feature {
    fields: BTreeMap<String, String>,
    id: Option<u64>,
    kind: i32,
    /// Rings, lines or points, each from its MoveTo.
    parts: Vec<Vec<[i64; 2]>>,
}

impl Feature {
    fn count(&self) -> u64 {
        self.fields["count"].parse().expect("a number")
    }
}

fn layers(bytes: &[u8]) -> BTreeMap<String, Vec<Feature>> {
    let reader = MvtReaderRef::new(bytes).expect("a tile");
    let mut found = BTreeMap::new();
    for layer in reader.layers() {
        assert_eq!((layer.version(), i64::from(layer.extent())), (2, EXTENT));
        let text = |value: MvtValueRef<'_>| match value {
            MvtValueRef::String(text) => text.to_string(),
            MvtValueRef::UInt(number) => number.to_string(),
            MvtValueRef::Double(number) => number.to_string(),
            other => panic!("a value that we do not write: {other:?}"),
        };
        let feature = |f: fast_mvt::MvtFeatureRef<'_>| Feature {
            fields: f.properties().map(|p| p.expect("valid")).map(|(k, v)| (k.to_string(), text(v))).collect(),
            id: f.id(),
            kind: f.geom_type_value().expect("a type"),
            parts: parts(f.geometry_commands()),
        };
        let features: Vec<Feature> = layer.features().map(feature).collect();
        assert!(!features.is_empty(), "{} is empty", layer.name());
        assert!(found.insert(layer.name().to_string(), features).is_none(), "{} is there twice", layer.name());
    }
    found
}

/// The commands of a geometry (vector tile specification 2.1, section 4.3).
fn parts(commands: &[u32]) -> Vec<Vec<[i64; 2]>> {
    let mut parts: Vec<Vec<[i64; 2]>> = Vec::new();
    let (mut at, mut cursor) = (0, [0i64; 2]);
    while at < commands.len() {
        let (command, times) = (commands[at] & 7, commands[at] >> 3);
        at += 1;
        for _ in 0..if command == 7 { 0 } else { times } {
            for value in &mut cursor {
                *value += i64::from((commands[at] >> 1) as i32 ^ -((commands[at] & 1) as i32));
                at += 1;
            }
            if command == 1 {
                parts.push(Vec::new());
            }
            parts.last_mut().expect("begins with MoveTo").push(cursor);
        }
    }
    parts
}

fn area2(ring: &[[i64; 2]]) -> i64 {
    (0..ring.len()).map(|i| (ring[i], ring[(i + 1) % ring.len()])).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum()
}

fn side([a, b, c]: [[i64; 2]; 3]) -> i64 {
    ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])).signum()
}

/// Whether two steps of a ring meet elsewhere than in the vertex that neighbours share.
fn crosses(ring: &[[i64; 2]], i: usize, j: usize) -> bool {
    let n = ring.len();
    let [a, b, c, d] = [ring[i], ring[(i + 1) % n], ring[j], ring[(j + 1) % n]];
    let on = |p: [i64; 2], [s, e]: [[i64; 2]; 2]| {
        side([s, e, p]) == 0 && (0..2).all(|k| p[k] >= s[k].min(e[k]) && p[k] <= s[k].max(e[k]))
    };
    if (i + 1) % n == j {
        return on(d, [a, b]) || on(a, [c, d]);
    }
    if (j + 1) % n == i {
        return on(c, [a, b]) || on(b, [c, d]);
    }
    on(c, [a, b])
        || on(d, [a, b])
        || on(a, [c, d])
        || on(b, [c, d])
        || side([a, b, c]) != side([a, b, d]) && side([c, d, a]) != side([c, d, b])
}

/// Rings are simple and have an area; the first is an outer one; holes come after theirs.
fn check_polygon(feature: &Feature, place: &str) {
    assert_eq!(feature.kind, 3);
    assert!(area2(&feature.parts[0]) > 0, "{place}: begins with a hole");
    for ring in &feature.parts {
        assert!(ring.len() >= 3 && area2(ring) != 0, "{place}: {ring:?} has no area");
        let within = |v: &i64| (-BUFFER..=EXTENT + BUFFER).contains(v);
        assert!(ring.iter().flatten().all(within), "{place}: beyond the buffer");
        for i in 0..ring.len() {
            for j in i + 1..ring.len() {
                assert!(!crosses(ring, i, j), "{place}: steps {i} and {j} of {} meet", ring.len());
            }
        }
    }
}

#[test]
fn counts_add_up_at_every_zoom_and_every_district_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = tile(folder.path(), &[&MALI[..], &BOTH, &["--zoom", "0-7", "--out", "t"]].concat(), "2");
    assert!(said.contains("137 counted in a district") && said.contains("156 rows read"), "{said}");
    let all = tiles(&folder.path().join("t"));
    let mut districts: Vec<BTreeSet<String>> = vec![BTreeSet::new(); 8];
    let (mut incidents, mut labels, mut labelled) = ([0; 8], [0; 8], [0; 8]);
    let mut whole = 0;
    for ((z, x, y), bytes) in &all {
        let (z, place) = (usize::from(*z), format!("{z}/{x}/{y}"));
        let layers = layers(bytes);
        let of = |name: &str| layers.get(name).cloned().unwrap_or_default();
        for district in of("districts") {
            check_polygon(&district, &place);
            districts[z].insert(district.fields["pcode"].clone());
        }
        for dot in of("incidents").iter().chain(&of("labels")) {
            let [at] = dot.parts[0][..] else { panic!("{place}: not one point") };
            assert!(at.iter().all(|v| (0..EXTENT).contains(v)), "{place}: in a buffer, there twice");
        }
        incidents[z] += of("incidents").iter().map(Feature::count).sum::<u64>();
        labels[z] += of("labels").len();
        labelled[z] += of("labels").iter().map(Feature::count).sum::<u64>();
        let ids: BTreeSet<_> = of("districts").iter().map(|f| f.id).collect();
        assert_eq!(ids.len(), of("districts").len(), "{place}: identifiers are unique");
        let country = of("borders").iter().any(|f| f.fields["level"] == "country");
        if !country && !of("districts").is_empty() {
            // districts share their borders, so that nothing is left between them and nothing is there twice
            let areas =
                of("districts").iter().flat_map(|f| f.parts.iter().map(|r| area2(r)).collect::<Vec<_>>()).sum::<i64>();
            assert_eq!(areas, 2 * (EXTENT + 2 * BUFFER).pow(2), "{place}");
            whole += usize::from(of("districts").len() > 1);
        }
    }
    assert_eq!(incidents, [137; 8]);
    assert_eq!(labelled, [137; 8]);
    assert_eq!(labels, [53; 8]);
    assert!(whole > 2, "{whole} tiles in the middle of the country have more than one district");
    assert!(
        districts[3..].iter().all(|of| of.len() == 53),
        "{:?}",
        districts.iter().map(BTreeSet::len).collect::<Vec<_>>()
    );
}

#[test]
fn containers_hold_the_same_and_threads_change_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = |out: &str, threads: &str| {
        let with = ["--zoom", "0-6", "--base-url", "https://example.org/t", "--out", out];
        tile(folder.path(), &[&MALI[..], &BOTH, &with].concat(), threads);
        folder.path().join(out)
    };
    for extension in ["mbtiles", "pmtiles"] {
        let [one, two] =
            ["1", "2"].map(|threads| fs::read(made(&format!("same.{extension}"), threads)).expect("written"));
        assert!(one == two, "{extension}");
    }
    let plain = tiles(&made("folder", "2"));
    let database = rusqlite::Connection::open(made("same.mbtiles", "1")).expect("opens");
    let mut rows = database.prepare("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles").expect("a table");
    let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, Vec<u8>>(3)?)));
    let mut kept = BTreeMap::new();
    for row in rows.expect("rows") {
        let (z, x, south, bytes): (u8, u32, u32, Vec<u8>) = row.expect("a row");
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut unpacked).expect("gzip");
        kept.insert((z, x, (1 << z) - 1 - south), unpacked);
    }
    assert!(kept == plain);
    let json = |path: &str| -> serde_json::Value {
        serde_json::from_slice(&fs::read(folder.path().join(path)).expect("written")).expect("JSON")
    };
    assert_eq!(json("folder/tiles.json")["tiles"][0], "https://example.org/t/{z}/{x}/{y}.pbf");
    assert_eq!(json("folder/style.json")["sources"]["cercle"]["tiles"][0], "https://example.org/t/{z}/{x}/{y}.pbf");
    assert_eq!(
        json("same.pmtiles.style.json")["sources"]["cercle"]["url"],
        "pmtiles://https://example.org/t/same.pmtiles"
    );
    let described = json("folder/tiles.json");
    let fields = described["vector_layers"][0]["fields"].as_object().expect("fields").clone();
    let first = layers(&plain[&(0, 0, 0)]);
    for feature in &first["districts"] {
        assert!(feature.fields.keys().all(|name| fields.contains_key(name)));
    }
    assert!(described["description"].as_str().expect("text").contains("137 of 156 reported incidents"));
}

#[test]
fn more_incidents_than_fit_are_cells_and_none_is_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut rows = String::from("lat,lon,date\n");
    for i in 0..40_000u32 {
        // a spiral around Bamako: every place is another one
        let (angle, reach) = (f64::from(i) * 0.7, f64::from(i) * 1e-5);
        rows +=
            &format!("{:.6},{:.6},2024-01-{:02}\n", 13.2 + reach * angle.sin(), -7.0 + reach * angle.cos(), i % 28 + 1);
    }
    fs::write(folder.path().join("many.csv"), rows).expect("writes");
    let with =
        ["many.csv", "--boundaries", "bundled:mali_districts.geojson", "--zoom", "3-9", "--limit", "60", "--out", "t"];
    tile(folder.path(), &[&with[..], &BOTH].concat(), "2");
    let mut sums = BTreeMap::new();
    let mut points = 0;
    for ((z, ..), bytes) in tiles(&folder.path().join("t")) {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
        std::io::Write::write_all(&mut packed, &bytes).expect("memory");
        assert!(packed.finish().expect("memory").len() <= 60_000);
        for dot in layers(&bytes).remove("incidents").unwrap_or_default() {
            *sums.entry(z).or_insert(0) += dot.count();
            points += usize::from(dot.fields.contains_key("year"));
            assert!(!dot.fields.contains_key("year") || z == 9, "points at the last zoom only");
        }
    }
    assert_eq!(sums.into_values().collect::<Vec<_>>(), [40_000; 7]);
    assert!(points > 1000, "where they fit, incidents are points: {points}");
}

/// Sums of the counts of incidents by zoom and year, and all fields that they have. Cells have a count of each year.
fn by_year(folder: &Path) -> (BTreeMap<(u8, String), u64>, BTreeSet<String>) {
    let (mut sums, mut fields) = (BTreeMap::new(), BTreeSet::new());
    for ((z, ..), bytes) in tiles(folder) {
        for dot in layers(&bytes).remove("incidents").unwrap_or_default() {
            if let Some(year) = dot.fields.get("year") {
                *sums.entry((z, year.clone())).or_insert(0) += dot.count();
            }
            for (name, count) in &dot.fields {
                let Some(year) = name.strip_prefix("count_") else { continue };
                *sums.entry((z, year.to_string())).or_insert(0) += count.parse::<u64>().expect("a number");
            }
            fields.extend(dot.fields.into_keys());
        }
    }
    (sums, fields)
}

#[test]
fn incidents_of_each_year_add_up_at_every_zoom() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut rows = String::from("lat,lon,date\n");
    let mut wanted = BTreeMap::new();
    for i in 0..9000u32 {
        // five years around three towns, and every tenth without a date
        let (angle, reach) = (f64::from(i) * 0.7, f64::from(i) * 3e-5);
        let town = [(13.2, -7.0), (14.5, -4.2), (16.3, -0.1)][i as usize % 3];
        let year = 2020 + i % 7 % 5;
        let date = if i % 10 == 0 { String::new() } else { format!("{year}-05-01") };
        rows += &format!("{:.6},{:.6},{date}\n", town.0 + reach * angle.sin(), town.1 + reach * angle.cos());
        if i % 10 > 0 {
            *wanted.entry(year.to_string()).or_insert(0u64) += 1;
        }
    }
    fs::write(folder.path().join("many.csv"), rows).expect("writes");
    let with =
        ["many.csv", "--boundaries", "bundled:mali_districts.geojson", "--zoom", "0-8", "--limit", "30", "--out", "t"];
    tile(folder.path(), &[&with[..], &BOTH].concat(), "2");
    let (sums, fields) = by_year(&folder.path().join("t"));
    for z in 0..=8 {
        let of: BTreeMap<String, u64> =
            sums.iter().filter(|((zoom, _), _)| *zoom == z).map(|((_, year), sum)| (year.clone(), *sum)).collect();
        assert_eq!(of, wanted, "zoom {z}");
    }
    assert!(fields.contains("count_2024") && fields.contains("year"), "both cells and points: {fields:?}");
    let described = fs::read_to_string(folder.path().join("t/tiles.template.json")).expect("there");
    let described: serde_json::Value = serde_json::from_str(&described).expect("JSON");
    let known = described["vector_layers"][3]["fields"].as_object().expect("fields");
    assert!(fields.iter().all(|field| known.contains_key(field)), "{fields:?} of {known:?}");
}

#[test]
fn tables_that_are_read_part_by_part_give_the_same_sums() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/mali_incidents.csv")).expect("reads");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, &table).expect("memory");
    fs::write(folder.path().join("i.csv.gz"), packed.finish().expect("memory")).expect("writes");
    fs::write(folder.path().join("i.csv"), table).expect("writes");
    let made = |table: &str, out: &str| {
        let with = [table, "--boundaries", "bundled:mali_districts.geojson", "--zoom", "3-6", "--out", out];
        let said = tile(folder.path(), &[&with[..], &BOTH].concat(), "2");
        assert!(said.contains("137 counted in a district"), "{said}");
        by_year(&folder.path().join(out))
    };
    let (whole, all) = made("i.csv", "whole");
    let (streamed, few) = made("i.csv.gz", "streamed");
    assert_eq!(whole, streamed);
    assert_eq!(whole.values().sum::<u64>(), 4 * 137);
    let names = |of: BTreeSet<String>| of.into_iter().collect::<Vec<_>>();
    assert_eq!(
        (names(all), names(few)),
        (
            ["count", "date", "precision", "year"].map(String::from).to_vec(),
            ["count", "year"].map(String::from).to_vec(),
        )
    );
}

#[test]
fn an_extent_keeps_what_lies_in_it_and_says_what_does_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let with = ["--zoom", "5", "--bounds", "-5,13,-1,18", "--out", "t"];
    let said = tile(folder.path(), &[&MALI[..], &BOTH, &with].concat(), "2");
    let all = tiles(&folder.path().join("t"));
    let counted =
        |bytes: &Vec<u8>| layers(bytes).remove("incidents").unwrap_or_default().iter().map(Feature::count).sum::<u64>();
    let inside: u64 = all.values().map(counted).sum::<u64>();
    assert!(inside > 20 && said.contains(&format!("{} of those counted lie beyond", 137 - inside)), "{inside}: {said}");
    assert!(folder.path().join("t/tiles.template.json").exists() && said.contains("template"));
}

#[test]
fn what_cannot_be_made_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let asked = |more: &[&str]| refused(folder.path(), &[&MALI[..], &["--vector"], more].concat());
    for (more, code, part) in [
        (&["--zoom", "0-30", "--out", "t"][..], 64, "zoom 0-30"),
        (&["--zoom", "6-3", "--out", "t"], 64, "zoom 6-3"),
        (&["--zoom", "x", "--out", "t"], 64, "0-10"),
        (&["--bounds", "170,-10,-170,10", "--out", "t"], 64, "antimeridian"),
        (&["--bounds", "0,86,10,89", "--out", "t"], 64, "beyond Web Mercator"),
        (&["--layer", "heat", "--out", "t"], 64, "--vector"),
        (&["--layer", "choropleth,heat", "--out", "t"], 64, "same ground"),
        (&["--base-url", "example.org", "--out", "t"], 64, "https://example.org"),
        (&["--limit", "1", "--out", "t"], 64, "10"),
    ] {
        let (found, said) = asked(more);
        assert!(found == code && said.contains(part), "{more:?}: {found} {said}");
    }
    fs::write(folder.path().join("diary.txt"), "dear diary").expect("writes");
    fs::write(folder.path().join("diary.pmtiles"), "dear diary").expect("writes");
    for (out, part) in
        [("diary.txt/t.pmtiles", "cannot write there"), ("diary.pmtiles", "no tile set"), ("diary.txt", "is a file")]
    {
        let (found, said) = asked(&["--zoom", "0-1", "--out", out]);
        assert!(found == 73 && said.contains(part), "{out}: {found} {said}");
    }
    let left: BTreeSet<_> =
        fs::read_dir(folder.path()).expect("lists").map(|e| e.expect("an entry").file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
    assert_eq!(fs::read_to_string(folder.path().join("diary.pmtiles")).expect("reads"), "dear diary");
}

#[test]
fn districts_beyond_web_mercator_are_refused_and_those_across_its_edge_are_cut() {
    let folder = tempfile::tempdir().expect("a folder");
    let square = |south: f64, north: f64| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"shapeID":"P","shapeName":"Pole"}},
            "geometry":{{"type":"Polygon","coordinates":[[[0,{south}],[10,{south}],[10,{north}],[0,{north}],[0,{south}]]]}}}}]}}"#
        )
    };
    fs::write(folder.path().join("far.geojson"), square(87.0, 89.0)).expect("writes");
    fs::write(folder.path().join("cut.geojson"), square(80.0, 89.0)).expect("writes");
    fs::write(folder.path().join("i.csv"), "lat,lon,date\n81,5,2024-01-01\n88,5,2024-01-01\n88.5,6,2024-01-01\n")
        .expect("writes");
    let asked =
        |file: &str| [&["i.csv", "--boundaries", file, "--zoom", "0-3", "--out", "t"][..], &BOTH].concat().join(" ");
    let (code, said) = refused(folder.path(), &asked("far.geojson").split(' ').collect::<Vec<_>>());
    assert!(code == 64 && said.contains("beyond Web Mercator"), "{code} {said}");
    let said = tile(folder.path(), &asked("cut.geojson").split(' ').collect::<Vec<_>>(), "2");
    assert!(said.contains("2 of those counted lie beyond the extent"), "{said}");
    for bytes in tiles(&folder.path().join("t")).values() {
        for district in layers(bytes).remove("districts").unwrap_or_default() {
            check_polygon(&district, "cut");
        }
    }
}

/// Starts the program on a long job and answers it with the path of its spool.
fn started(folder: &Path, arguments: &[&str]) -> (std::process::Child, PathBuf) {
    let program = assert_cmd::cargo::cargo_bin("cercle");
    let child = std::process::Command::new(program)
        .current_dir(folder)
        .arg("tile")
        .args(arguments)
        .stderr(Stdio::null())
        .spawn()
        .expect("starts");
    (child, folder.join(".cercle-t.pmtiles.part"))
}

#[test]
fn a_killed_run_goes_on_and_ends_with_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = [&MALI[..], &BOTH, &["--zoom", "0-9", "--out", "t.pmtiles"]].concat();
    let (mut child, spool) = started(folder.path(), &arguments);
    let begun = Instant::now();
    while fs::metadata(&spool).map_or(0, |m| m.len()) < 60_000 && begun.elapsed() < Duration::from_secs(120) {
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().expect("kills");
    child.wait().expect("ends");
    assert!(spool.exists() && !folder.path().join("t.pmtiles").exists(), "it was killed in the middle");
    tile(folder.path(), &arguments, "2");
    assert!(!spool.exists());
    let straight = tempfile::tempdir().expect("a folder");
    tile(straight.path(), &arguments, "1");
    let read = |of: &Path| fs::read(of.join("t.pmtiles")).expect("written");
    assert!(read(folder.path()) == read(straight.path()));
}

#[cfg(unix)]
#[test]
fn a_disk_that_is_full_leaves_the_target_and_says_that_the_next_run_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = assert_cmd::cargo::cargo_bin("cercle");
    // no file may grow beyond 50 × 512 or 1024 bytes, and that is an error, not a signal
    let script = format!("trap '' XFSZ; ulimit -f 50; exec '{}' tile \"$@\"", program.display());
    let arguments = [&MALI[..], &BOTH, &["--zoom", "0-8", "--out", "t.pmtiles"]].concat();
    let output = std::process::Command::new("sh")
        .current_dir(folder.path())
        .args(["-c", &script, "sh"])
        .args(&arguments)
        .output();
    let output = output.expect("runs");
    let said = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(74), "{said}");
    assert!(said.contains("cannot keep tiles") && said.contains("the next run goes on"), "{said}");
    assert!(!folder.path().join("t.pmtiles").exists() && folder.path().join(".cercle-t.pmtiles.part").exists());
    tile(folder.path(), &arguments, "2");
    assert!(folder.path().join("t.pmtiles").exists());
}
