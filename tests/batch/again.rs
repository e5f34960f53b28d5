//! Builds that run again and again, unattended: what is there is not made twice, and what is not as it should be is.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use cercle::run::{Lock, Manifest};
use serde_json::Value;

use super::{build, files, folder_of, made, run, sha256};

const PROJECT: &str = r#"
[subject]
incidents = "attacks"
place = "Mali"
[period]
first = 2022
last = 2024
[[incidents]]
file = "incidents.csv"
only = { "Country ISO" = ["MLI"] }
[boundaries]
file = "bundled:mali_districts.geojson"
[output]
formats = ["svg", "html"]
layers = ["geojson"]
[[figure]]
name = "density"
kind = "density"
width = 120
[[figure]]
name = "places"
kind = "locations"
width = 170
"#;

fn manifest(folder: &Path) -> Manifest {
    Manifest::read(&folder.join("maps/manifest.json")).expect("a manifest")
}

#[test]
fn the_manifest_tells_what_was_read_counted_and_made() {
    let here = folder_of(PROJECT);
    build(here.path(), &[]);
    let manifest = manifest(here.path());
    let maps = files(&here.path().join("maps"));
    let named: Vec<&str> = manifest.outputs.iter().map(|o| o.name.as_str()).collect();
    let mut sorted = named.clone();
    sorted.sort_unstable();
    let there: Vec<&str> = maps.keys().map(String::as_str).filter(|name| *name != "manifest.json").collect();
    assert_eq!(sorted, there, "every file but itself, and no other");
    for output in &manifest.outputs {
        let bytes = &maps[&output.name];
        assert_eq!((output.bytes, &output.sha256), (bytes.len() as u64, &sha256(bytes)), "{}", output.name);
    }
    let table = fs::read(here.path().join("incidents.csv")).expect("reads");
    let input = manifest.inputs.iter().find(|i| i.role == "incidents").expect("listed");
    assert_eq!((input.name.as_str(), input.sha256.clone()), ("incidents.csv", Some(sha256(&table))));
    assert_eq!(manifest.ledger.rows_read, 156);
    assert_eq!(manifest.ledger.buckets.values().sum::<u64>(), 156);
    assert_eq!(manifest.ledger.files[0].buckets, manifest.ledger.buckets, "there is one file");
    assert_eq!(manifest.ledger.buckets["joined"], manifest.districts.iter().map(|d| u64::from(d.count)).sum::<u64>());
    let layer: Value = serde_json::from_slice(&maps["districts.geojson"]).expect("JSON");
    for (feature, district) in layer["features"].as_array().expect("a list").iter().zip(&manifest.districts) {
        let properties = &feature["properties"];
        let found = (properties["pcode"].as_str(), properties["count"].as_u64(), properties["class"].as_u64());
        let class = district.class.map(|class| class as u64);
        assert_eq!(found, (Some(district.id.as_str()), Some(district.count.into()), class));
    }
    let text = String::from_utf8(maps["manifest.json"].clone()).expect("text");
    assert!(!text.contains(&*here.path().to_string_lossy()), "no path");
}

#[test]
fn nothing_is_made_twice_and_what_is_gone_or_edited_is_made_again() {
    let here = folder_of(PROJECT);
    let all = made(here.path(), &[]);
    let first = files(&here.path().join("maps"));
    assert_eq!(all.len() + 1, first.len());
    let started = Instant::now();
    let (lines, said) = build(here.path(), &[]);
    assert!(lines.is_empty() && said.contains("nothing to do"), "{lines:?} {said}");
    assert!(started.elapsed() < Duration::from_secs(5), "hashing alone: {:?}", started.elapsed());

    fs::remove_file(here.path().join("maps/density.svg")).expect("removed");
    fs::write(here.path().join("maps/ledger.csv"), "mine").expect("written");
    assert_eq!(made(here.path(), &["--only", "places"]), [""; 0], "these are as they should be");
    let (plan, _) = build(here.path(), &["--dry-run"]);
    assert!(plan[0].starts_with("would make maps/") && plan.len() == 2, "{plan:?}");
    assert!(!here.path().join("maps/density.svg").exists(), "nothing is written");
    assert_eq!(made(here.path(), &[]), ["density.svg", "ledger.csv"]);
    assert!(files(&here.path().join("maps")) == first, "as if it had been made at once");

    fs::remove_file(here.path().join("maps/index.html")).expect("removed");
    assert_eq!(made(here.path(), &[]), ["index.html"]);
    assert!(files(&here.path().join("maps")) == first, "the list has the sizes of what was kept");
    fs::remove_file(here.path().join("maps/manifest.json")).expect("removed");
    assert_eq!(made(here.path(), &[]), all, "without a manifest nothing is known");
    fs::write(here.path().join("maps/manifest.json"), "{").expect("written");
    assert_eq!(made(here.path(), &[]), all);
    assert_eq!(made(here.path(), &["--force"]), all);
    assert!(files(&here.path().join("maps")) == first);
}

#[test]
fn a_change_makes_what_depends_on_it() {
    let here = folder_of(PROJECT);
    let all = made(here.path(), &[]);
    let project = here.path().join("my.toml");

    fs::write(&project, format!("# a comment\n{PROJECT}")).expect("writes");
    assert_eq!(made(here.path(), &[]), [""; 0], "a comment changes nothing");

    fs::write(&project, PROJECT.replace("width = 120", "width = 130")).expect("writes");
    let (plan, _) = build(here.path(), &["--dry-run"]);
    assert!(plan.iter().any(|line| line.contains("density.svg: the project changed")), "{plan:?}");
    let some = made(here.path(), &[]);
    assert!(some.contains(&"density.svg".to_string()) && some.contains(&"index.html".to_string()), "{some:?}");
    assert!(!some.iter().any(|name| name.starts_with("places")), "the other figure is as it was: {some:?}");
    let again = files(&here.path().join("maps"));
    build(here.path(), &["--force"]);
    assert!(files(&here.path().join("maps")) == again, "a part made anew fits the rest");

    let table = fs::read_to_string(here.path().join("incidents.csv")).expect("reads");
    let last = table.lines().last().expect("a row");
    fs::copy(here.path().join("maps/manifest.json"), here.path().join("old.json")).expect("copies");
    fs::write(here.path().join("incidents.csv"), format!("{table}{last}\n")).expect("writes");
    let (plan, _) = build(here.path(), &["--dry-run"]);
    assert!(plan.iter().all(|line| line.ends_with(": incidents.csv changed")), "{plan:?}");
    assert_eq!(
        made(here.path(), &["--only", "density", "--only", "ledger.csv"]),
        ["density.svg", "density.html", "ledger.csv"]
    );
    let rest = made(here.path(), &[]);
    assert_eq!(rest.len() + 3, all.len(), "{rest:?}");
    assert_eq!(made(here.path(), &[]), [""; 0]);

    let told = run(here.path(), &["diff", "old.json", "maps/manifest.json"]);
    let told = String::from_utf8(told.stdout).expect("text");
    assert!(told.contains("incidents: incidents.csv differs"), "{told}");
    assert!(told.contains("rows: +1 row read (156 → 157)"), "{told}");
    assert!(told.contains("outputs that differ:"), "{told}");
    assert!(!told.contains("boundaries"), "{told}");
    let same = run(here.path(), &["diff", "old.json", "old.json"]);
    assert_eq!((same.status.code(), same.stdout), (Some(0), b"nothing changed\n".to_vec()));

    fs::write(&project, PROJECT.replace("name = \"places\"", "name = \"dots\"")).expect("writes");
    let (_, said) = build(here.path(), &[]);
    assert!(said.contains("left: places.svg, places.html") || said.contains("left: places.html, places.svg"), "{said}");
    assert!(here.path().join("maps/places.svg").exists(), "nothing is removed");
    let wrong = run(here.path(), &["build", "my.toml", "--out", "maps", "--only", "dotz"]);
    let said = String::from_utf8(wrong.stderr).expect("text");
    assert!(wrong.status.code() == Some(64) && said.contains("did you mean 'dots'?"), "{said}");
}

#[test]
fn every_part_of_a_shapefile_counts() {
    let here = folder_of(PROJECT);
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("boundaries");
    for extension in ["shp", "shx", "dbf", "prj"] {
        let name = format!("mali_districts.{extension}");
        fs::copy(source.join(&name), here.path().join(name)).expect("copies");
    }
    let project = PROJECT.replace("bundled:mali_districts.geojson", "mali_districts.shp");
    fs::write(here.path().join("my.toml"), project).expect("writes");
    build(here.path(), &[]);
    assert_eq!(made(here.path(), &[]), [""; 0]);
    fs::write(here.path().join("mali_districts.cpg"), "UTF-8").expect("writes");
    let (plan, _) = build(here.path(), &["--dry-run"]);
    assert!(!plan.is_empty() && plan.iter().all(|line| line.ends_with("mali_districts.cpg changed")), "{plan:?}");
}

#[test]
fn a_folder_has_one_build_at_a_time() {
    let here = folder_of(PROJECT);
    build(here.path(), &[]);
    let lock = Lock::take(&here.path().join("maps")).expect("free");
    let second = run(here.path(), &["build", "my.toml", "--out", "maps", "--json"]);
    assert_eq!(second.status.code(), Some(75));
    let last: Value =
        serde_json::from_slice(second.stdout.split(|b| *b == b'\n').rev().nth(1).expect("a line")).expect("JSON");
    assert_eq!(
        (last["event"].as_str(), last["code"].as_u64(), last["kind"].as_str()),
        (Some("error"), Some(75), Some("locked"))
    );
    drop(lock);
    build(here.path(), &[]);
    assert!(files(&here.path().join("maps")).keys().all(|name| !name.starts_with(".cercle")));
}

#[test]
fn events_are_objects_with_a_stable_form() {
    let here = folder_of(PROJECT);
    let events = |more: &[&str]| -> Vec<Value> {
        let lines = build(here.path(), &[&["--json"], more].concat()).0;
        lines.iter().map(|line| serde_json::from_str(line).expect("an object a line")).collect()
    };
    let named =
        |events: &[Value], name: &str| events.iter().filter(|e| e["event"] == name).cloned().collect::<Vec<_>>();
    let dry = events(&["--dry-run"]);
    assert!(named(&dry, "output").iter().all(|e| e["action"] == "stale" && e["why"] == "not made yet"));
    assert!(!here.path().join("maps").exists(), "a dry run makes no folder");
    let first = events(&[]);
    assert_eq!(first[0]["event"], "start");
    assert_eq!(named(&first, "step").len(), 3);
    let summary = &first[first.len() - 1];
    assert_eq!((summary["event"].as_str(), summary["rows_read"].as_u64()), (Some("summary"), Some(156)));
    let sum: u64 = summary["buckets"].as_object().expect("buckets").values().filter_map(Value::as_u64).sum();
    assert_eq!(sum, 156);
    let outputs = named(&first, "output");
    assert_eq!(summary["made"].as_u64(), Some(outputs.len() as u64));
    assert!(outputs.iter().all(|e| e["action"] == "made" && e["bytes"].as_u64() > Some(0)));
    let second = events(&[]);
    assert!(named(&second, "output").iter().all(|e| e["action"] == "kept"));
    assert_eq!(second[second.len() - 1]["rows_read"], Value::Null);
    let missing = run(here.path(), &["build", "nowhere.toml", "--json"]);
    let text = String::from_utf8(missing.stdout).expect("text");
    let error: Value = serde_json::from_str(text.lines().last().expect("a line")).expect("JSON");
    assert_eq!(
        (error["event"].as_str(), error["kind"].as_str(), error["code"].as_u64()),
        (Some("error"), Some("no_input"), Some(66))
    );
}

#[test]
fn a_build_that_was_not_strict_is_no_excuse() {
    let here = folder_of(PROJECT);
    // whether the figures break a rule or not, a second run says the same as a first
    let first = run(here.path(), &["build", "my.toml", "--out", "maps"]);
    assert!(first.status.success());
    let errors: usize = manifest(here.path()).outputs.iter().map(|o| o.errors).sum();
    let again = run(here.path(), &["build", "my.toml", "--out", "maps", "--strict"]);
    let afresh = run(here.path(), &["build", "my.toml", "--out", "other", "--strict"]);
    assert_eq!(again.status.code(), afresh.status.code());
    assert_eq!(again.status.success(), errors == 0);
}

#[test]
#[cfg(unix)]
fn a_build_that_is_killed_leaves_whole_files_and_the_next_one_repairs() {
    let here = folder_of(PROJECT);
    let maps = here.path().join("maps");
    build(here.path(), &[]);
    let old = files(&maps);
    fs::write(here.path().join("my.toml"), PROJECT.replace("\"attacks\"", "\"other attacks\"")).expect("writes");
    build(here.path(), &[]);
    let new = files(&maps);
    let program = assert_cmd::cargo::cargo_bin("cercle");
    let (mut killed, mut mixed) = (0, 0);
    for round in 0..24u64 {
        fs::remove_dir_all(&maps).expect("removed");
        fs::create_dir(&maps).expect("made");
        old.iter().for_each(|(name, bytes)| fs::write(maps.join(name), bytes).expect("writes"));
        let mut child = std::process::Command::new(&program)
            .current_dir(here.path())
            .args(["build", "my.toml", "--out", "maps"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("starts");
        // the last rounds aim at the moment when files are put in place
        let ours = |e: &fs::DirEntry| e.file_name().to_string_lossy().starts_with(".cercle-new-");
        let aimed = || fs::read_dir(&maps).is_ok_and(|all| all.flatten().filter(ours).count() > 1);
        let started = Instant::now();
        match round < 8 {
            true => std::thread::sleep(Duration::from_millis(round * 60)),
            false => {
                while !aimed()
                    && child.try_wait().expect("waits").is_none()
                    && started.elapsed() < Duration::from_secs(20)
                {}
                std::thread::sleep(Duration::from_micros((round - 8) * 700));
            }
        }
        let _ = child.kill();
        killed += u32::from(!child.wait().expect("ends").success());
        let left = files(&maps);
        for name in new.keys() {
            assert!(left[name] == old[name] || left[name] == new[name], "round {round}: {name} is neither old nor new");
        }
        let is_new = left["manifest.json"] == new["manifest.json"];
        assert!(
            !is_new || new.iter().all(|(name, bytes)| left[name] == *bytes),
            "round {round}: the manifest came too early"
        );
        mixed += u32::from(!is_new && new.iter().any(|(name, bytes)| left[name] == *bytes && old[name] != *bytes));
        build(here.path(), &[]);
        assert!(files(&maps) == new, "round {round}: the next run leaves the files of a straight one and nothing else");
    }
    eprintln!("{killed} runs were killed, {mixed} of them between two files");
    assert!(killed > 0);
}
