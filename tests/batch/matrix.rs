//! One project file that makes a whole set of results for each combination of years, languages and the like.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use cercle::run::{Lock, Manifest, Sets};
use serde_json::Value;

use super::{done, files, folder_of, made, root, run, sha256};

const COMMON: &str = r#"
[subject]
incidents = "attacks"
fr.incidents = "attaques"
place = "{place}"
fr.in_place = "au {place}"
[[incidents]]
file = "incidents.csv"
only = { "Country ISO" = ["MLI"] }
[boundaries]
file = "districts.geojson"
vintage = "as of {year}"
[output]
language = "{language}"
formats = ["{format}"]
layers = ["geojson"]
[[figure]]
name = "density-{year}"
kind = "density"
width = 120
[[figure]]
name = "bars"
kind = "bars"
by = "month"
width = 120
"#;

const PROJECT: &str = r#"
include = ["common.toml"]
[variables]
place = "Mali"
[matrix]
folder = "{year}/{language}-{format}"
[matrix.axes]
year = [2022, 2023]
language = ["en", "fr"]
format = ["svg", "html"]
[period]
first = "{year}"
last = "{year}"
"#;

fn folder() -> tempfile::TempDir {
    let folder = folder_of(PROJECT);
    fs::write(folder.path().join("common.toml"), COMMON).expect("writes");
    let districts = root().join("boundaries/mali_districts.geojson");
    fs::copy(districts, folder.path().join("districts.geojson")).expect("copies");
    folder
}

fn edit(folder: &Path, name: &str, from: &str, to: &str) {
    let text = fs::read_to_string(folder.join(name)).expect("reads");
    assert!(text.contains(from), "{name}: {from}");
    fs::write(folder.join(name), text.replace(from, to)).expect("writes");
}

#[test]
fn a_matrix_writes_what_its_parts_alone_write() {
    let here = folder();
    done(here.path(), &["build", "my.toml", "--out", "maps"]);
    let mut whole = files(&here.path().join("maps"));
    let list = whole.remove("matrix.json").expect("a list");
    let list: Sets = serde_json::from_slice(&list).expect("JSON");
    let (_, period) = PROJECT.split_once("[period]").expect("a period");
    for year in ["2022", "2023"] {
        for language in ["en", "fr"] {
            for format in ["svg", "html"] {
                let folder = format!("{year}/{language}-{format}");
                let filled = |text: &str| {
                    let words = [("{year}", year), ("{language}", language), ("{format}", format), ("{place}", "Mali")];
                    words.iter().fold(text.to_string(), |text, (name, word)| text.replace(name, word))
                };
                // a number as a number, as one would write it
                let period = filled(period).replace('"', "");
                fs::write(here.path().join("one.toml"), format!("{}[period]{period}", filled(COMMON))).expect("writes");
                let out = format!("alone/{folder}");
                done(here.path(), &["build", "one.toml", "--out", &out]);
                let set = list.sets.iter().find(|set| set.folder == folder).expect("listed");
                let manifest = fs::read(here.path().join(&out).join("manifest.json")).expect("made");
                assert_eq!(set.manifest, Some(sha256(&manifest)), "{folder}");
                assert_eq!((set.variables["year"].as_str(), set.variables["format"].as_str()), (year, format));
                let manifest: Manifest = serde_json::from_slice(&manifest).expect("JSON");
                assert_eq!((set.rows_read, &set.buckets), (manifest.ledger.rows_read, &manifest.ledger.buckets));
                assert_eq!(set.bytes, manifest.outputs.iter().map(|o| o.bytes).sum::<u64>());
            }
        }
    }
    let alone = files(&here.path().join("alone"));
    assert_eq!(whole.keys().collect::<Vec<_>>(), alone.keys().collect::<Vec<_>>());
    for (name, bytes) in &alone {
        assert!(whole[name] == *bytes, "{name} differs");
    }
    assert!(whole.len() > 8 * 10, "{}", whole.len());
}

#[test]
fn threads_change_no_byte_and_nothing_is_made_twice() {
    let here = folder();
    let build = |out: &str, threads: &str| {
        let mut command = assert_cmd::Command::cargo_bin("cercle").expect("the program is built");
        let command = command.current_dir(here.path()).env("RAYON_NUM_THREADS", threads);
        let output = command.args(["build", "my.toml", "--out", out]).output().expect("runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        files(&here.path().join(out))
    };
    let first = build("maps", "1");
    for (out, threads) in [("two", "2"), ("seven", "7")] {
        assert!(build(out, threads) == first, "{threads} threads");
    }
    let (lines, said) = done(here.path(), &["build", "my.toml", "--out", "maps"]);
    assert!(lines.is_empty() && said.contains("nothing to do"), "{lines:?} {said}");
    fs::remove_file(here.path().join("maps/2023/fr-svg/bars.svg")).expect("removed");
    fs::write(here.path().join("maps/2022/en-html/ledger.csv"), "mine").expect("written");
    fs::remove_file(here.path().join("maps/matrix.json")).expect("removed");
    let (plan, _) = done(here.path(), &["build", "my.toml", "--out", "maps", "--dry-run"]);
    assert_eq!(plan.len(), 2, "{plan:?}");
    assert_eq!(made(here.path(), &[]), ["2023/fr-svg/bars.svg", "2022/en-html/ledger.csv"]);
    assert!(files(&here.path().join("maps")) == first, "as if it had been made at once");
}

#[test]
fn parts_of_a_matrix_are_asked_for_by_folder_and_name() {
    let here = folder();
    let tops = |names: &[String]| {
        let mut tops: Vec<String> = names
            .iter()
            .map(|name| name.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_string()))
            .collect();
        tops.dedup();
        tops
    };
    assert_eq!(tops(&made(here.path(), &["--only", "2022/en-svg"])), ["2022/en-svg"]);
    let rest = tops(&made(here.path(), &["--only", "2022"]));
    assert_eq!(rest, ["2022/fr-svg", "2022/en-html", "2022/fr-html"]);
    assert_eq!(made(here.path(), &["--only", "2023/fr-svg/bars"]), ["2023/fr-svg/bars.svg"]);
    assert_eq!(made(here.path(), &["--only", "bars.html"]), ["2023/en-html/bars.html", "2023/fr-html/bars.html"]);
    let wrong = run(here.path(), &["build", "my.toml", "--out", "maps", "--only", "2024"]);
    let said = String::from_utf8(wrong.stderr).expect("text");
    assert!(wrong.status.code() == Some(64) && said.contains("--only 2024: the project makes no"), "{said}");
    let list = Sets::read(&here.path().join("maps/matrix.json")).expect("reads").expect("a list");
    assert_eq!(list.sets.len(), 8);
    let rest = made(here.path(), &[]);
    assert!(!rest.iter().any(|name| name.starts_with("2022/")), "{rest:?}");
}

#[test]
fn what_happens_is_told_set_by_set() {
    let here = folder();
    let (lines, _) = done(here.path(), &["build", "my.toml", "--out", "maps", "--json"]);
    let events: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let named = |name: &str| events.iter().filter(|e| e["event"] == name).collect::<Vec<_>>();
    let sets = named("set");
    assert_eq!(sets.len(), 8);
    assert!(sets.iter().all(|set| set["rows_read"] == 156), "{sets:?}");
    for set in &sets {
        let sum: u64 = set["buckets"].as_object().expect("buckets").values().filter_map(Value::as_u64).sum();
        assert_eq!(sum, 156, "{set}");
    }
    let outputs = named("output");
    assert!(outputs.iter().all(|e| e["action"] == "made" && e["name"].as_str().is_some_and(|n| n.starts_with("202"))));
    let summary = named("summary")[0];
    assert_eq!(summary["made"].as_u64(), Some(outputs.len() as u64));
    let of_sets: u64 = sets.iter().filter_map(|set| set["made"].as_u64()).sum();
    assert_eq!(summary["made"].as_u64(), Some(of_sets));
    assert!(named("step").iter().all(|e| e["set"].is_string()));
}

#[test]
fn a_matrix_has_one_build_at_a_time_and_so_has_each_set() {
    let here = folder();
    for held in ["maps", "maps/2023/en-svg"] {
        fs::create_dir_all(here.path().join(held)).expect("made");
        let lock = Lock::take(&here.path().join(held)).expect("free");
        let second = run(here.path(), &["build", "my.toml", "--out", "maps"]);
        assert_eq!(second.status.code(), Some(75), "{held}: {}", String::from_utf8_lossy(&second.stderr));
        drop(lock);
    }
    done(here.path(), &["build", "my.toml", "--out", "maps"]);
}

#[test]
fn inputs_are_spared_whichever_set_they_belong_to() {
    let here = folder();
    edit(here.path(), "common.toml", "file = \"incidents.csv\"", "file = \"maps/2022/fr-svg/ledger.csv\"");
    fs::create_dir_all(here.path().join("maps/2022/fr-svg")).expect("made");
    fs::copy(here.path().join("incidents.csv"), here.path().join("maps/2022/fr-svg/ledger.csv")).expect("copied");
    let refused = run(here.path(), &["build", "my.toml", "--out", "maps", "--only", "2023"]);
    assert_eq!(refused.status.code(), Some(73), "{}", String::from_utf8_lossy(&refused.stderr));
}

#[test]
fn what_is_wrong_is_said_with_the_file_that_says_it() {
    let here = folder();
    let said = |name: &str, from: &str, to: &str| {
        let text = fs::read_to_string(here.path().join(name)).expect("reads");
        edit(here.path(), name, from, to);
        let output = run(here.path(), &["build", "my.toml", "--out", "maps"]);
        fs::write(here.path().join(name), text).expect("writes");
        assert!(!here.path().join("maps").exists());
        assert_eq!(output.status.code(), Some(78));
        String::from_utf8(output.stderr).expect("text")
    };
    let unknown =
        said("common.toml", "width = 120\n[[figure]]\nname = \"bars\"", "width = 120\n[[figure]]\nnmae = \"bars\"");
    assert!(unknown.contains("common.toml, line 22:") && unknown.contains("did you mean 'name'?"), "{unknown}");
    let variable = said("common.toml", "{place}\"\nfr", "{plaec}\"\nfr");
    assert!(
        variable.contains("common.toml, line 5: {plaec} is no variable") && variable.contains("did you mean {place}?"),
        "{variable}"
    );
    let cell = said("my.toml", "[\"en\", \"fr\"]", "[\"en\", \"de\"]");
    assert!(cell.contains("for 2022/de-") && cell.contains("[output] language = \"de\" is not known"), "{cell}");
    assert!(said("my.toml", "{year}/{language}-{format}", "{year}/{language}").contains("would be in one folder"));
    assert!(said("my.toml", "place = \"Mali\"", "plac = \"Mali\"").contains("{place} is no variable"));
}

#[test]
fn a_public_matrix_has_no_list_and_nothing_beside_its_sets() {
    let here = folder();
    edit(here.path(), "my.toml", "format = [\"svg\", \"html\"]", "format = [\"svg\"]");
    fs::write(here.path().join("policy.toml"), run(here.path(), &["list", "policy"]).stdout).expect("writes");
    let public = ["build", "my.toml", "--audience", "public", "--policy", "policy.toml", "--out", "public"];
    let output = run(here.path(), &public);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let all = files(&here.path().join("public"));
    assert!(
        !all.keys().any(|name| name.ends_with("manifest.json") || name.ends_with("matrix.json")),
        "{:?}",
        all.keys()
    );
    assert!(all.contains_key("2023/fr-svg/sums.csv"));
    done(here.path(), &public);
    fs::write(here.path().join("public/matrix.json"), "{}").expect("writes");
    assert_eq!(run(here.path(), &public).status.code(), Some(81));
}

#[test]
fn a_public_matrix_shows_people_of_one_set_of_rows_alone() {
    let here = folder();
    let people = "[[figure]]\nname = \"people\"\nkind = \"circles\"\nwidth = 120\n\
        [[figure.count]]\ncolumn = \"health_workers_killed\"\nlabel = \"Killed\"\n";
    fs::write(here.path().join("common.toml"), format!("{COMMON}{people}")).expect("writes");
    edit(here.path(), "my.toml", "format = [\"svg\", \"html\"]", "format = [\"svg\"]");
    fs::write(here.path().join("policy.toml"), run(here.path(), &["list", "policy"]).stdout).expect("writes");
    let public = ["build", "my.toml", "--audience", "public", "--policy", "policy.toml", "--out", "public"];
    let output = run(here.path(), &public);
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(output.status.code() == Some(81) && said.contains("numbers of people of several periods"), "{said}");
    assert!(!here.path().join("public").exists());
    // of one period in two languages both hold the same back
    edit(here.path(), "my.toml", "year = [2022, 2023]", "year = [2022]");
    done(here.path(), &public);
    let told = |language: &str| fs::read(here.path().join(format!("public/2022/{language}-svg/edition.json")));
    assert_eq!(told("en").expect("written"), told("fr").expect("written"));
}

#[test]
#[cfg(unix)]
fn a_matrix_that_is_killed_is_gone_on_with() {
    let here = folder();
    done(here.path(), &["build", "my.toml", "--out", "straight"]);
    let straight = files(&here.path().join("straight"));
    let mut killed = 0;
    for round in 0..6u64 {
        let _ = fs::remove_dir_all(here.path().join("maps"));
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("cercle"))
            .current_dir(here.path())
            .args(["build", "my.toml", "--out", "maps"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("starts");
        std::thread::sleep(std::time::Duration::from_millis(150 + round * 400));
        let _ = child.kill();
        let ended = child.wait().expect("ends").success();
        killed += u32::from(!ended);
        if ended {
            continue;
        }
        assert!(!here.path().join("maps/matrix.json").exists(), "the list comes last");
        let there = if here.path().join("maps").exists() { files(&here.path().join("maps")) } else { BTreeMap::new() };
        for (name, bytes) in there.iter().filter(|(name, _)| !name.contains(".cercle-")) {
            assert!(straight[name] == *bytes, "{name} is not whole");
        }
        let finished = there.keys().filter(|name| name.ends_with("manifest.json")).count();
        let again = made(here.path(), &[]);
        assert!(
            finished == 0 || again.len() + 9 < straight.len(),
            "{finished} sets were finished, and {} files made",
            again.len()
        );
        assert!(files(&here.path().join("maps")) == straight, "round {round}");
    }
    assert!(killed > 0);
}
