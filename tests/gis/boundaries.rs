//! `cercle boundaries` as its users run it: two editions compared, and files cleaned.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;

fn cercle(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("cercle").expect("the program is built");
    command.env_remove("RUST_BACKTRACE").current_dir(folder).args(arguments).output().expect("runs")
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

/// A boundary file of rectangles [west, south, east, north].
fn edition(districts: &[(&str, &str, [f64; 4])]) -> String {
    let feature = |(id, name, [w, s, e, n]): &(&str, &str, [f64; 4])| {
        format!(
            r#"{{"type":"Feature","properties":{{"pcode":"{id}","name":"{name}","region_pcode":"R","region":"Region"}},
            "geometry":{{"type":"Polygon","coordinates":[[[{w},{s}],[{e},{s}],[{e},{n}],[{w},{n}],[{w},{s}]]]}}}}"#
        )
    };
    let features: Vec<String> = districts.iter().map(feature).collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

/// Two editions: one district keeps its name and gives a strip to the next, one is split, two are merged.
fn editions(folder: &Path) {
    let old = [
        ("1", "West", [0.0, 10.0, 1.0, 11.0]),
        ("2", "Middle", [1.0, 10.0, 2.0, 11.0]),
        ("3", "East", [2.0, 10.0, 3.0, 11.0]),
        ("4", "North", [0.0, 11.0, 1.5, 12.0]),
        ("5", "Far North", [1.5, 11.0, 3.0, 12.0]),
    ];
    let new = [
        ("1", "West", [0.0, 10.0, 0.9, 11.0]),
        ("2", "Middle", [0.9, 10.0, 2.0, 11.0]),
        ("3", "East", [2.0, 10.0, 2.6, 11.0]),
        ("3b", "Far East", [2.6, 10.0, 3.0, 11.0]),
        ("4", "Whole North", [0.0, 11.0, 3.0, 12.0]),
    ];
    fs::write(folder.join("old.geojson"), edition(&old)).expect("writes");
    fs::write(folder.join("new.geojson"), edition(&new)).expect("writes");
    let rows = "id,lat,lon\na,10.5,0.95\nb,10.5,0.5\nc,10.5,2.8\nd,11.5,2\ne,20,20\n";
    fs::write(folder.join("rows.csv"), rows).expect("writes");
}

#[test]
fn two_editions_are_compared_by_area_and_by_incidents() {
    let folder = tempfile::tempdir().expect("a folder");
    editions(folder.path());
    let run = cercle(
        folder.path(),
        &["boundaries", "diff", "old.geojson", "new.geojson", "--out", "walk.csv", "--incidents", "rows.csv"],
    );
    let (out, errors) = (said(&run.stdout), said(&run.stderr));
    assert!(run.status.success(), "{errors}");
    for line in [
        "0 unchanged, 0 renamed, 0 recoded, 2 moved; 1 split, 1 merged; 0 added, 0 removed",
        "split: 3 East → 3 East (60.0 %), 3b Far East (40.0 %)",
        "merged: 4 North (50.0 %) + 5 Far North (50.0 %) → 4 Whole North",
        "incidents: 4 counted by the old districts, 4 by the new ones; 0 only by the old, 0 only by the new",
        "count changes: 1 West → 1 West, 2 → 1",
        "counted elsewhere: 1 from 1 West to 2 Middle",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
    assert!(errors.contains("1 outside all districts"), "{errors}");
    let table = fs::read_to_string(folder.path().join("walk.csv")).expect("a table");
    assert!(
        table.starts_with("old_id,old_name,new_id,new_name,area_km2,share_of_old,share_of_new,relation,incidents\n")
    );
    let counts: Vec<(String, &str)> = table
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>())
        .map(|cells| (format!("{}>{}", cells[0], cells[2]), cells[8]))
        .filter(|(_, count)| *count != "0")
        .collect();
    let expected = [("1>1", "1"), ("1>2", "1"), ("3>3b", "1"), ("5>4", "1")];
    assert_eq!(counts, expected.map(|(pair, count)| (pair.to_string(), count)), "{table}");
}

#[test]
fn the_crosswalk_is_the_same_with_any_number_of_threads_and_goes_to_standard_output() {
    let folder = tempfile::tempdir().expect("a folder");
    editions(folder.path());
    let table = |threads: &str| {
        let mut command = Command::cargo_bin("cercle").expect("the program is built");
        let arguments = ["boundaries", "diff", "bundled:mali_districts.geojson", "new.geojson", "--out", "-"];
        let run = command.current_dir(folder.path()).env("RAYON_NUM_THREADS", threads).args(arguments).output();
        run.expect("runs").stdout
    };
    let one = table("1");
    assert!(one.starts_with(b"old_id,"), "{}", said(&one));
    assert_eq!(one, table("3"));
}

#[test]
fn a_cleaned_file_is_read_back_and_compares_as_unchanged() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = "bundled:mali_districts.geojson";
    let clean = ["boundaries", "clean", source, "--simplify", "500m", "--decimals", "5", "--vintage", "2021-12-20"];
    let run = cercle(folder.path(), &[&clean[..], &["--out", "thin.geojson", "--report", "areas.csv"]].concat());
    assert!(run.status.success(), "{}", said(&run.stderr));
    assert!(said(&run.stderr).contains("all of 53 districts, 13"), "{}", said(&run.stderr));
    assert_eq!(fs::read_to_string(folder.path().join("areas.csv")).expect("a table").lines().count(), 54);
    let run = cercle(folder.path(), &["boundaries", "diff", source, "thin.geojson", "--drawing", "1%"]);
    let out = said(&run.stdout);
    assert!(out.contains("53 unchanged") && out.contains("thin.geojson: 53 districts, 2021-12-20"), "{out}");
    let run =
        cercle(folder.path(), &["boundaries", "clean", source, "--dissolve", "region", "--out", "regions.geojson"]);
    assert!(run.status.success(), "{}", said(&run.stderr));
    let run = cercle(folder.path(), &["boundaries", "diff", "bundled:mali_regions.geojson", "regions.geojson"]);
    assert!(said(&run.stdout).contains("10 unchanged"), "{}{}", said(&run.stdout), said(&run.stderr));
}

#[test]
fn a_cleaned_file_is_the_same_in_every_format() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = "bundled:mali_districts.geojson";
    for out in ["c.geojson", "c.geojsonl", "c.gpkg", "c.fgb", "c.parquet"] {
        let clean = ["boundaries", "clean", source, "--decimals", "4", "--vintage", "2021-12-20", "--out", out];
        let run = cercle(folder.path(), &clean);
        assert!(run.status.success(), "{out}: {}", said(&run.stderr));
    }
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("a text");
    let features = read("c.geojson");
    let features: Vec<&str> = features.lines().skip(1).take(53).map(|line| line.trim_end_matches(',')).collect();
    assert!(features.iter().all(|feature| feature.contains(r#""valid_on":"2021-12-20""#)));
    assert_eq!(features, read("c.geojsonl").lines().collect::<Vec<_>>());
    for other in ["c.gpkg", "c.fgb"] {
        let run = cercle(folder.path(), &["boundaries", "diff", "c.geojson", other, "--drawing", "0%"]);
        let out = said(&run.stdout);
        assert!(
            out.contains("53 unchanged") && out.matches(": 53 districts, 2021-12-20").count() == 2,
            "{other}: {out}"
        );
    }
}

#[test]
fn what_cannot_be_done_is_said_with_its_code_and_writes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    editions(folder.path());
    for (arguments, code, words) in [
        (&["boundaries", "clean", "old.geojson", "--out", "old.geojson"][..], 73, "old.geojson"),
        (&["boundaries", "clean", "old.geojson", "--out", "x.shp"], 64, "'shp' cannot be written"),
        (&["boundaries", "clean", "old.geojson", "--out", "x.geojson", "--keep", "id=9"], 64, "no district"),
        (&["boundaries", "clean", "old.geojson", "--out", "x.geojson", "--simplify", "0m"], 64, "metres"),
        (&["boundaries", "diff", "old.geojson", "none.geojson"], 66, "none.geojson"),
        (&["boundaries", "diff", "old.geojson", "new.geojson", "--drawing", "70%"], 64, "per cent"),
        (&["boundaries", "diff", "old.geojson", "new.geojson", "--out", "new.geojson"], 73, "new.geojson"),
    ] {
        let run = cercle(folder.path(), arguments);
        let errors = said(&run.stderr);
        assert_eq!(run.status.code(), Some(code), "{arguments:?}: {errors}");
        assert!(errors.contains(words), "{arguments:?}: {errors}");
    }
    assert_eq!(fs::read_dir(folder.path()).expect("lists").count(), 3);
}
