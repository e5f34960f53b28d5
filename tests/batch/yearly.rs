//! A yearly job over its years: more rows arrive, a year is added, the boundaries change. What is made again, what is said of it,
//! and what stays comparable.

use std::fs;
use std::path::Path;

use super::{build, done, files, made, root};

const PROJECT: &str = r#"
[subject]
incidents = "attacks"
place = "Mali"
[matrix]
folder = "{year}"
[matrix.axes]
year = [2022]
[period]
first = 2022
last = "{year}"
[[incidents]]
file = "incidents.csv"
only = { "Country ISO" = ["MLI"] }
[boundaries]
file = "districts.geojson"
[output]
formats = ["svg"]
layers = ["geojson"]
[[figure]]
name = "density"
kind = "density"
width = 120
[[figure]]
name = "circles"
kind = "circles"
width = 120
"#;

fn source(name: &str) -> String {
    fs::read_to_string(root().join(name)).expect("reads")
}

/// The rows of some years of the table that the program carries, year after year.
fn rows(years: &[&str]) -> String {
    let table = source("assets/mali_incidents.csv");
    let mut records = csv::Reader::from_reader(table.as_bytes());
    let headings = records.headers().expect("headings").clone();
    let date = headings.iter().position(|h| h == "Date").expect("a date");
    let mut kept = csv::Writer::from_writer(Vec::new());
    kept.write_record(&headings).expect("memory");
    let records: Vec<csv::StringRecord> = records.records().map(|r| r.expect("a record")).collect();
    // later years come behind, as they do in a table that grows
    for year in years {
        let of_year = records.iter().filter(|record| record[date].starts_with(year));
        of_year.for_each(|record| kept.write_record(record).expect("memory"));
    }
    String::from_utf8(kept.into_inner().expect("memory")).expect("text")
}

/// What differs from a copy that was made before.
fn differences(folder: &Path) -> Vec<String> {
    done(folder, &["diff", "before/matrix.json", "maps/matrix.json"]).0
}

fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("lists").map(|e| e.expect("an entry")) {
        let place = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &place),
            false => drop(fs::copy(entry.path(), place).expect("copied")),
        }
    }
}

#[test]
fn a_year_is_added_and_then_the_boundaries_change() {
    let here = tempfile::tempdir().expect("a folder");
    let place = |name: &str| here.path().join(name);
    let keep = || copy(&place("maps"), &place("before"));
    fs::write(place("incidents.csv"), rows(&["2022"])).expect("writes");
    fs::write(place("districts.geojson"), source("boundaries/mali_districts.geojson")).expect("writes");
    fs::write(place("my.toml"), PROJECT).expect("writes");
    assert!(!made(here.path(), &[]).is_empty());
    let first = files(&place("maps/2022"));
    keep();

    // the rows of the next year arrive: what is about 2022 alone keeps its counts, and says the same
    fs::write(place("incidents.csv"), rows(&["2022", "2023"])).expect("writes");
    let again = made(here.path(), &[]);
    assert!(!again.is_empty() && again.iter().all(|name| name.starts_with("2022/")), "{again:?}");
    let second = files(&place("maps/2022"));
    for name in ["density.svg", "circles.svg", "districts.geojson", "scale.toml", "caption.en.txt"] {
        assert!(first[name] == second[name], "{name} depends on rows that it does not count");
    }
    assert!(first["ledger.csv"] != second["ledger.csv"], "each row is in the ledger");
    let said = differences(here.path());
    assert!(said.iter().all(|line| line.starts_with("2022: ")), "{said:?}");
    assert!(said.iter().any(|line| line.starts_with("2022: incidents: incidents.csv differs")), "{said:?}");
    assert!(said.iter().any(|line| line.starts_with("2022: rows: +") && line.contains("filtered")), "{said:?}");
    assert!(!said.iter().any(|line| line.contains("district ")), "no district counts more: {said:?}");
    assert_eq!(said.last().map(String::as_str), Some("2022: outputs that differ: ledger.csv"), "{said:?}");
    assert_eq!(made(here.path(), &[]), [""; 0]);
    keep();

    // a set of both years is added, on the scale of the first
    let both = PROJECT.replace("year = [2022]", "year = [2022, 2023]");
    fs::write(place("scale.toml"), &second["scale.toml"]).expect("writes");
    fs::write(place("my.toml"), format!("{both}[scale]\nfile = \"scale.toml\"\n")).expect("writes");
    let again = made(here.path(), &[]);
    let [of_2022, of_2023] = ["2022/", "2023/"].map(|year| again.iter().filter(|name| name.starts_with(year)).count());
    assert!(of_2022 > 0 && of_2023 > 0 && of_2022 + of_2023 == again.len(), "{again:?}");
    let [old, new] =
        ["maps/2022/scale.toml", "maps/2023/scale.toml"].map(|name| fs::read_to_string(place(name)).expect("made"));
    assert_eq!(old, new, "classes, circles and extent are kept");
    assert_eq!(old.into_bytes(), second["scale.toml"]);
    let said = differences(here.path());
    assert!(said.iter().any(|line| line.starts_with("2023: is new, with ")), "{said:?}");
    assert!(!said.iter().any(|line| line.contains("district ")), "{said:?}");
    keep();

    // new boundaries: one district has another name, one is gone; every set is made again, and each says so
    let districts = source("boundaries/mali_districts.geojson");
    let [renamed, dropped] = ["\"name\":\"Bafoulabe\"", "\"name\":\"Gao\""];
    assert!(districts.contains(renamed) && districts.lines().any(|line| line.contains(dropped) && line.ends_with(',')));
    let kept = districts.replace(renamed, "\"name\":\"Mahina\"");
    let kept: Vec<&str> = kept.lines().filter(|line| !line.contains(dropped)).collect();
    fs::write(place("districts.geojson"), kept.join("\n")).expect("writes");
    let (plan, _) = build(here.path(), &["--dry-run"]);
    assert!(!plan.is_empty() && plan.iter().all(|line| line.ends_with("districts.geojson changed")), "{plan:?}");
    assert_eq!(made(here.path(), &[]).len(), plan.len());
    let said = differences(here.path());
    for year in ["2022", "2023"] {
        let starts = |with: &str| said.iter().find(|line| line.starts_with(&format!("{year}: {with}")));
        assert!(starts("district Mahina (").is_some_and(|line| line.contains("was named Bafoulabe")), "{said:?}");
        assert!(starts("district Gao (").is_some_and(|line| line.contains("is gone, which had")), "{said:?}");
        assert!(starts("boundaries: districts.geojson differs").is_some(), "{said:?}");
        assert!(starts("rows: +").is_some_and(|line| line.contains("outside")), "{said:?}");
    }
    let scale = |year: &str| fs::read_to_string(place(&format!("maps/{year}/scale.toml"))).expect("made");
    assert_eq!(scale("2022"), scale("2023"), "the scale is kept whatever the districts are called");

    // a year is taken out again: it is left, and named
    fs::write(place("my.toml"), format!("{}[scale]\nfile = \"scale.toml\"\n", PROJECT.replace("[2022]", "[2023]")))
        .expect("writes");
    let mut command = assert_cmd::Command::cargo_bin("cercle").expect("the program is built");
    let output = command.current_dir(here.path()).args(["build", "my.toml", "--out", "maps"]).output().expect("runs");
    let words = String::from_utf8(output.stderr).expect("text");
    assert!(words.contains("sets no longer made by the project, and left: 2022"), "{words}");
    assert!(place("maps/2022/density.svg").exists());
}
