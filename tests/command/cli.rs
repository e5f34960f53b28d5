//! The program as its users run it: the embedded build, users' own files, and every bad input with its exit code.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

fn cercle() -> Command {
    let mut command = Command::cargo_bin("cercle").expect("the program is built");
    command.env_remove("RUST_BACKTRACE");
    command
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn text(path: impl AsRef<Path>) -> String {
    fs::read_to_string(path).expect("a text file")
}

/// Files of a folder by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("lists").map(|e| e.expect("an entry").path());
    entries
        .map(|p| (p.file_name().expect("a name").to_string_lossy().into_owned(), fs::read(p).expect("reads")))
        .collect()
}

/// Runs `cercle` and answers its exit code and what it said on standard error.
fn failure(arguments: &[&str]) -> (i32, String) {
    let output = cercle().args(arguments).output().expect("runs");
    let said = String::from_utf8(output.stderr).expect("text");
    (output.status.code().expect("an exit code, not a signal"), said)
}

/// The reference files, if the checkout has them beside it.
fn reference(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/reference").join(path);
    if !path.exists() {
        eprintln!("skipped: {} is not here", path.display());
        return None;
    }
    Some(path)
}

const EMBEDDED: [&str; 10] = [
    "bars-by-month-2022-2024",
    "bars-by-region-2022-2024",
    "bars-by-year-2022-2024",
    "change-2022-2023",
    "circles-2022-2024",
    "density-2022-2024",
    "density-by-region-per-100k-2022-2024",
    "known-locations-2022-2024",
    "people-2022-2024",
    "strip-2022-2024",
];
const FORMATS: [&str; 4] = ["html", "pdf", "png", "svg"];
const TABLES: [&str; 18] = [
    "caption.en.txt",
    "caption.fr.txt",
    "districts.geojson",
    "districts.qml",
    "districts.sld",
    "incidents.geojson",
    "incidents.qml",
    "incidents.sld",
    "index.html",
    "layers.gpkg",
    "layers.qgz",
    "layers.xlsx",
    "ledger.csv",
    "manifest.json",
    "regions.geojson",
    "regions.qml",
    "regions.sld",
    "scale.toml",
];

#[test]
fn the_embedded_build_accounts_for_every_row() {
    let out = folder();
    let run = cercle().args(["build", "--out"]).arg(out.path()).output().expect("runs");
    assert!(run.status.success());
    let said = String::from_utf8(run.stderr).expect("text");
    for line in [
        "156 rows read",
        "78 counted in a district",
        "0 outside all districts",
        "2 of too low precision",
        "7 without location",
        "69 not asked for",
        "0 rejected",
    ] {
        assert!(said.contains(line), "{line} in {said}");
    }
    let mut expected: Vec<String> = EMBEDDED.iter().flat_map(|f| FORMATS.map(|x| format!("{f}.{x}"))).collect();
    expected.extend(TABLES.map(String::from));
    expected.sort();
    assert_eq!(files(out.path()).into_keys().collect::<Vec<_>>(), expected);
    let ledger = text(out.path().join("ledger.csv"));
    assert_eq!(ledger.lines().next(), Some("file,row,id,bucket,reason,district_pcode"));
    assert_eq!(ledger.lines().count(), 157);
    let districts: serde_json::Value = serde_json::from_str(&text(out.path().join("districts.geojson"))).expect("JSON");
    let sum = |key: &str| -> u64 {
        let features = districts["features"].as_array().expect("features");
        features.iter().map(|f| f["properties"][key].as_u64().expect("a count")).sum()
    };
    assert_eq!([sum("count"), sum("count_2022"), sum("count_2023"), sum("count_2024")], [78, 50, 24, 4]);
    let incidents: serde_json::Value = serde_json::from_str(&text(out.path().join("incidents.geojson"))).expect("JSON");
    let features = incidents["features"].as_array().expect("features");
    assert_eq!((features.len(), features.iter().filter(|f| f["geometry"].is_null()).count()), (87, 7));
    let keys: Vec<&str> =
        features[0]["properties"].as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(keys[..5], ["id", "date", "bucket", "district_pcode", "precision"]);
    assert!(keys.contains(&"health_workers_kidnapped"), "{keys:?}");
}

#[test]
fn figures_have_their_size_in_the_file() {
    let out = folder();
    cercle().args(["build", "--out"]).arg(out.path()).assert().success();
    for (name, width) in
        [("known-locations-2022-2024", 2008), ("density-2022-2024", 1417), ("bars-by-year-2022-2024", 1004)]
    {
        let bytes = fs::read(out.path().join(format!("{name}.png"))).expect("reads");
        let reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().expect("a PNG");
        let info = reader.info();
        assert_eq!((info.width, info.pixel_dims.map(|d| d.xppu)), (width, Some(11_811)), "{name}");
        let description = info.utf8_text[1].get_text().expect("text");
        assert!((100..600).contains(&description.len()), "{description}");
    }
}

#[test]
fn bytes_depend_neither_on_threads_nor_on_folder_nor_on_locale() {
    let one = folder();
    cercle().args(["build", "--out"]).arg(one.path()).env("RAYON_NUM_THREADS", "1").assert().success();
    for (threads, locale, zone) in [("2", "tr_TR.UTF-8", "Asia/Kathmandu"), ("7", "ar", "UTC")] {
        let (other, here) = (folder(), folder());
        let mut run = cercle();
        run.args(["build", "--out"]).arg(other.path()).current_dir(here.path());
        run.env("RAYON_NUM_THREADS", threads).env("LC_ALL", locale).env("TZ", zone).assert().success();
        assert!(files(one.path()) == files(other.path()), "{threads} threads");
    }
}

#[test]
fn the_users_own_files_give_the_same_counts() {
    let (Some(workbook), Some(boundaries)) = (
        reference("incidents/2016-2023-attacks-on-health-care-incident-data.xlsx"),
        reference("codab-20211220/mli_admbnda_adm2_1m_gov_20211220.shp"),
    ) else {
        return;
    };
    let out = folder();
    let project = String::from_utf8(cercle().args(["list", "project"]).output().expect("runs").stdout).expect("text");
    let quoted = |path: &Path| format!("'{}'", path.display());
    let mine = project
        .replace("\"bundled:mali_incidents.csv\"", &quoted(&workbook))
        .replace("\"bundled:mali_districts.geojson\"", &quoted(&boundaries))
        .replace("last = 2024", "last = 2023");
    fs::write(out.path().join("my.toml"), mine).expect("writes");
    let target = out.path().join("made");
    let run = cercle().arg("build").arg(out.path().join("my.toml")).arg("--out").arg(&target).output().expect("runs");
    let said = String::from_utf8(run.stderr).expect("text");
    for line in ["8854 rows read", "74 counted in a district", "2 of too low precision", "1 without location"] {
        assert!(said.contains(line), "{line} in {said}");
    }
    assert_eq!(text(target.join("ledger.csv")).lines().count(), 8855);
}

#[test]
fn a_join_has_the_identifiers_of_the_boundary_file() {
    let out = folder();
    let table = out.path().join("x.csv");
    let arguments = ["join", "bundled:mali_incidents.csv", "--boundaries", "bundled:mali_districts.geojson", "--years"];
    cercle().args(arguments).arg("2022-2024").arg("--out").arg(&table).assert().success();
    let table = text(table);
    assert_eq!(table.lines().next(), Some("id,name,region_id,region,area_km2,count_2022,count_2023,count_2024,count"));
    assert_eq!(table.lines().count(), 54);
    let gao = table.lines().find(|l| l.contains(",Gao,ML07,")).expect("Gao");
    assert!(gao.starts_with("ML07") && gao.ends_with(",9"), "{gao}");
    let piped = cercle().args(arguments).args(["2022-2024", "--out", "-", "--format", "csv"]).output().expect("runs");
    assert_eq!(String::from_utf8(piped.stdout).expect("text"), table);
}

#[test]
fn every_shape_of_points_on_a_grid_is_counted_once() {
    let out = folder();
    let square = |i: usize, j: usize| {
        let [x, y] = [i as f64 / 4.0, 10.0 + j as f64 / 4.0];
        format!(
            r#"{{"type":"Feature","properties":{{"id":"{i:02}-{j:02}","name":"x"}},"geometry":{{"type":"Polygon","coordinates":[[[{x},{y}],[{x1},{y}],[{x1},{y1}],[{x},{y1}],[{x},{y}]]]}}}}"#,
            x1 = x + 0.25,
            y1 = y + 0.25
        )
    };
    let squares: Vec<String> = (0..6).flat_map(|i| (0..6).map(move |j| square(i, j))).collect();
    let boundaries = out.path().join("grid.geojson");
    fs::write(&boundaries, format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, squares.join(",")))
        .expect("writes");
    let mut points = String::from("id,date,lat,lon\n");
    for i in 0..=12 {
        for j in 0..=12 {
            points += &format!("{i}-{j},2024-01-01,{},{}\n", 10.0 + f64::from(j) / 8.0, f64::from(i) / 8.0);
        }
    }
    let incidents = out.path().join("points.csv");
    fs::write(&incidents, points).expect("writes");
    let table = out.path().join("x.csv");
    let run = cercle()
        .arg("join")
        .arg(&incidents)
        .arg("--boundaries")
        .arg(&boundaries)
        .arg("--out")
        .arg(&table)
        .args(["--ledger", "-"])
        .output()
        .expect("runs");
    let sum: u32 = text(table)
        .lines()
        .skip(1)
        .map(|l| l.rsplit(',').next().expect("a cell").parse::<u32>().expect("a count"))
        .sum();
    assert_eq!(sum, 169);
    let flagged = String::from_utf8(run.stdout).expect("text").matches("on_boundary").count();
    assert_eq!(flagged, 169 - 36, "all but the middles of the squares lie on borders");
}

/// Writes a table of incidents and answers the arguments of a join with it.
fn join_of(folder: &Path, name: &str, content: &[u8]) -> Vec<String> {
    let path = folder.join(name);
    fs::write(&path, content).expect("writes");
    let out = folder.join("x.csv");
    [
        "join",
        path.to_str().expect("text"),
        "--boundaries",
        "bundled:mali_districts.geojson",
        "--out",
        out.to_str().expect("text"),
    ]
    .map(str::to_string)
    .to_vec()
}

#[test]
fn bad_incident_files_get_one_clear_message_and_leave_old_outputs_alone() {
    let swapped: String = (0..9).map(|i| format!("{i},2024-01-0{},-8.{i},13.{i}\n", i + 1)).collect();
    let swapped = format!("id,date,lat,lon\n{swapped}");
    let cases: [(&str, &[u8], i32, &[&str]); 8] = [
        ("empty.csv", b"", 65, &["empty.csv", "empty"]),
        ("head.csv", b"id,date,lat,lon\n", 65, &["head.csv", "no rows"]),
        ("column.csv", b"id,date,latitud,lon\n1,2024-01-01,13,-8\n", 65, &["column.csv", "latitud"]),
        ("twice.csv", b"id,date,lat, LAT ,lon\n1,2024-01-01,13,13,-8\n", 65, &["twice.csv"]),
        ("swapped.csv", swapped.as_bytes(), 65, &["9 of 9", "exchanged", "hint"]),
        (
            "quote.csv",
            b"id,date,lat,lon\n1,2024-01-01,13,-8\n\"2,2024-01-01,13,-8\n3,2024-01-01,13,-8\n",
            65,
            &["quote.csv", "3"],
        ),
        ("dates.csv", b"id,date,lat,lon\n1,03/04/2024,13,-8\n2,05/06/2024,13,-8\n", 65, &["dates.csv", "date"]),
        ("what.docx", b"id,lat,lon\n", 65, &["what.docx"]),
    ];
    for (name, content, code, words) in cases {
        let here = folder();
        fs::write(here.path().join("x.csv"), "old").expect("writes");
        let arguments = join_of(here.path(), name, content);
        let (found, said) = failure(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(found, code, "{name}: {said}");
        assert_eq!(said.matches("error:").count(), 1, "{name}: {said}");
        words.iter().for_each(|word| assert!(said.contains(word), "{name}: '{word}' in {said}"));
        assert_eq!(text(here.path().join("x.csv")), "old", "{name}");
        assert_eq!(fs::read_dir(here.path()).expect("lists").count(), 2, "{name}: nothing else is left");
    }
}

#[test]
fn bad_rows_are_rejected_with_line_and_reason_and_the_others_kept() {
    let here = folder();
    let rows = b"id,date,lat,lon\n1,2024-01-01,95,-8\n\n2,2024-01-02,nan,-8\n3,2024-02-31,13,-8\n4,2024-01-03,13\n5,2024-01-04,13,-8\n";
    let mut arguments = join_of(here.path(), "rows.csv", rows);
    arguments.extend(["--ledger".to_string(), "-".to_string()]);
    let run = cercle().args(&arguments).output().expect("runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let ledger = String::from_utf8(run.stdout).expect("text");
    let line = |n: usize| ledger.lines().nth(n).expect("a line").to_string();
    assert!(line(1).starts_with("rows.csv,2,1,rejected,") && line(1).contains("95 is not a latitude"), "{ledger}");
    assert!(line(2).starts_with("rows.csv,4,2,rejected,") && line(2).contains("nan"), "{ledger}");
    assert!(line(3).starts_with("rows.csv,5,3,rejected,") && line(3).contains("date"), "{ledger}");
    assert!(line(4).starts_with("rows.csv,6,") && line(4).contains(",rejected,"), "{ledger}");
    assert!(line(5).starts_with("rows.csv,7,5,joined,"), "{ledger}");
}

#[test]
fn a_table_without_dates_is_counted_but_has_no_density() {
    let here = folder();
    let mut arguments = join_of(here.path(), "points.csv", b"id,lat,lon\n1,13,-8\n2,16.27,-0.04\n");
    cercle().args(&arguments).assert().success();
    let counts = text(here.path().join("x.csv"));
    assert_eq!(counts.lines().filter(|l| l.ends_with(",1")).count(), 2, "{counts}");
    arguments.extend(["--years".to_string(), "2024".to_string()]);
    let (code, said) = failure(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(code == 65 && said.contains("no date") && said.contains("all 2 rows"), "{code} {said}");
    let out = here.path().join("x.geojson");
    arguments.truncate(4);
    arguments.extend(["--out".to_string(), out.to_str().expect("text").to_string()]);
    let (code, said) = failure(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(code == 64 && said.contains("per year"), "{code} {said}");
}

#[test]
fn an_input_is_never_overwritten() {
    let here = folder();
    let arguments = join_of(here.path(), "x.csv", b"id,date,lat,lon\n1,2024-01-01,13,-8\n");
    let (code, said) = failure(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(code, 73, "{said}");
    assert!(text(here.path().join("x.csv")).starts_with("id,date,lat,lon"));
    let boundaries = here.path().join("districts.geojson");
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("boundaries/mali_districts.geojson"), &boundaries)
        .expect("copies");
    let before = fs::read(&boundaries).expect("reads");
    let project = String::from_utf8(cercle().args(["list", "project"]).output().expect("runs").stdout).expect("text");
    let mine = here.path().join("my.toml");
    fs::write(&mine, project.replace("bundled:mali_districts.geojson", "districts.geojson")).expect("writes");
    let (code, said) = failure(&["build", mine.to_str().expect("text"), "--out", here.path().to_str().expect("text")]);
    assert_eq!(code, 73, "{said}");
    assert!(said.contains("districts.geojson") && fs::read(&boundaries).expect("reads") == before);
}

/// Copies the shapefile of the districts into a folder, its files changed by `change` (extension, bytes).
fn shapefile(folder: &Path, change: impl Fn(&str, &mut Vec<u8>)) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("boundaries/mali_districts.shp");
    for extension in ["shp", "shx", "dbf", "prj", "cpg"] {
        let mut bytes = fs::read(from.with_extension(extension)).expect("the shapefile is whole");
        change(extension, &mut bytes);
        fs::write(folder.join("d").with_extension(extension), bytes).expect("writes");
    }
    folder.join("d.shp")
}

#[test]
fn bad_boundary_files_are_refused() {
    type Change = fn(&str, &mut Vec<u8>);
    let cases: [(&str, Change, &str); 4] = [
        (
            "fewer records",
            |e, b| {
                if e == "dbf" {
                    b[4..8].copy_from_slice(&50u32.to_le_bytes())
                }
            },
            "50",
        ),
        (
            "a deleted record",
            |e, b| {
                if e == "dbf" {
                    let head = usize::from(u16::from_le_bytes([b[8], b[9]]));
                    b[head] = b'*';
                }
            },
            "deleted",
        ),
        (
            "a shorter .shp",
            |e, b| {
                if e == "shp" {
                    b.truncate(1000)
                }
            },
            "d.shp",
        ),
        (
            "a projected .prj",
            |e, b| {
                if e == "prj" {
                    *b = b"PROJCS[\"WGS_1984_UTM_Zone_30N\",GEOGCS[\"GCS_WGS_1984\"]]".to_vec()
                }
            },
            "UTM",
        ),
    ];
    for (what, change, word) in cases {
        let here = folder();
        let path = shapefile(here.path(), change);
        let (code, said) = failure(&["check", "--boundaries", path.to_str().expect("text")]);
        assert_eq!(code, 65, "{what}: {said}");
        assert!(said.contains(word) && said.contains("hint:"), "{what}: {said}");
    }
}

#[test]
fn metres_tagged_as_degrees_are_refused() {
    let here = folder();
    let path = here.path().join("metres.geojson");
    let ring = "[[[500000,1400000],[510000,1400000],[510000,1410000],[500000,1400000]]]";
    let feature = format!(
        r#"{{"type":"Feature","properties":{{"id":"a","name":"A"}},"geometry":{{"type":"Polygon","coordinates":{ring}}}}}"#
    );
    fs::write(&path, format!(r#"{{"type":"FeatureCollection","features":[{feature}]}}"#)).expect("writes");
    let (code, said) = failure(&["check", "--boundaries", path.to_str().expect("text")]);
    assert_eq!(code, 65, "{said}");
    assert!(said.contains("500000") || said.contains("degrees"), "{said}");
}

#[test]
fn a_wrong_project_file_is_refused_before_any_work() {
    let here = folder();
    let project = here.path().join("my.toml");
    let out = here.path().join("out");
    for (content, word) in
        [("[subjct]\n", "subjct"), ("[period]\nfirst = 2022\n", "line"), ("not toml at all", "line 1")]
    {
        fs::write(&project, content).expect("writes");
        let (code, said) = failure(&["build", project.to_str().expect("text"), "--out", out.to_str().expect("text")]);
        assert_eq!(code, 78, "{said}");
        assert!(said.contains(word) && said.contains("my.toml"), "{said}");
        assert!(!out.exists());
    }
}

#[test]
fn exit_codes_are_those_of_the_help_text() {
    let help = String::from_utf8(cercle().arg("--help").output().expect("runs").stdout).expect("text");
    assert!(help.contains("Exit codes:") && help.contains("65  a file's content was refused"), "{help}");
    assert_eq!(failure(&["map"]).0, 64);
    assert_eq!(failure(&["check", "/nowhere/at-all.csv"]).0, 66);
    assert_eq!(failure(&["build", "/nowhere/my.toml"]).0, 66);
    let arguments = ["map", "bundled:mali_incidents.csv", "--boundaries", "bundled:mali_districts.geojson", "--out"];
    assert_eq!(failure(&[arguments.as_slice(), &["x.bmp"]].concat()).0, 64);
    let here = folder();
    fs::write(here.path().join("file"), "in the way").expect("writes");
    let blocked = here.path().join("file/x");
    assert_eq!(failure(&["build", "--out", blocked.to_str().expect("text")]).0, 73);
    let gigantic = [arguments.as_slice(), &["x.png", "--dpi", "100000"]].concat();
    assert_eq!(failure(&gigantic).0, 80);
}

#[test]
fn figures_of_every_report_width_find_room_for_their_text() {
    let here = folder();
    let arguments =
        ["map", "bundled:mali_incidents.csv", "--boundaries", "bundled:mali_districts.geojson", "--dpi", "72"];
    for width in ["85", "120", "170"] {
        for look in [["--yearly", "--layer", "points"], ["--years", "2022-2024", "--layer=choropleth"]] {
            let out = here.path().join("x.png");
            cercle().args(arguments).args(look).args(["--width", width, "--out"]).arg(&out).assert().success();
            let picture = image::open(&out).expect("a picture");
            let millimetres: f64 = width.parse().expect("a number");
            assert_eq!(picture.width(), (millimetres / 25.4 * 72.0).round() as u32);
        }
    }
}

#[test]
fn a_figure_of_fixed_size_has_that_size() {
    let here = folder();
    let out = here.path().join("x.png");
    let arguments = ["map", "bundled:mali_incidents.csv", "--boundaries", "bundled:mali_districts.geojson"];
    let look = ["--layer", "choropleth", "--layer", "points", "--size", "180x150mm", "--dpi", "100", "--out"];
    cercle().args(arguments).args(look).arg(&out).assert().success();
    let picture = image::open(out).expect("a picture");
    assert_eq!((picture.width(), picture.height()), (709, 591));
}

#[test]
fn methods_and_palettes_are_listed_with_what_they_are() {
    let list =
        |what: &str| String::from_utf8(cercle().args(["list", what]).output().expect("runs").stdout).expect("text");
    let methods = list("methods");
    for word in ["1-2-5", "quantile", "equal", "natural", "pretty", "deviation", "geometric", "head-tail"] {
        assert!(methods.lines().any(|l| l.split_whitespace().next() == Some(word)), "{word}: {methods}");
    }
    let french = cercle().args(["list", "methods", "--language", "fr"]).output().expect("runs").stdout;
    let french = String::from_utf8(french).expect("text");
    assert!(french.contains("même nombre d’unités") && french.lines().count() == methods.lines().count(), "{french}");
    assert!(french.lines().skip(1).all(|line| !methods.contains(line)), "{french}");
    let palettes = list("palettes");
    for (name, kind) in
        [("ember", "sequential"), ("viridis", "sequential"), ("rdbu", "diverging"), ("dark2", "qualitative")]
    {
        let listed = |l: &str| l.split_whitespace().take(2).eq([name, kind]);
        assert!(palettes.lines().any(listed), "{name}: {palettes}");
    }
}
