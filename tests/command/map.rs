//! `cercle map`: what a project file can ask of a figure, its options can.

use std::path::Path;
use std::process::{Command, Output};

use assert_cmd::cargo::CommandCargoExt;
use cercle::project::{EMBEDDED, Project};
use cercle::run::build;

const DATA: [&str; 5] =
    ["map", "bundled:mali_incidents.csv", "--boundaries", "bundled:mali_districts.geojson", "--years=2022-2024"];

fn map(options: &[&str], out: &Path) -> Output {
    let mut command = Command::cargo_bin("cercle").expect("the program is built");
    command.args(DATA).args(options).arg("--out").arg(out).output().expect("runs")
}

fn drawn(options: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("map.svg");
    let output = map(options, &out);
    assert!(output.status.success(), "{options:?}: {}", String::from_utf8_lossy(&output.stderr));
    std::fs::read_to_string(out).expect("is written")
}

fn refused(options: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("map.svg");
    let output = map(options, &out);
    assert_eq!(output.status.code(), Some(64), "{options:?}");
    assert!(!out.exists());
    String::from_utf8(output.stderr).expect("text")
}

#[test]
fn circles_change_and_a_larger_part_are_layers_of_a_map() {
    let circles = drawn(&["--layer", "circles"]);
    assert!(circles.contains("<g id=\"circles\">") && circles.contains("Reported incidents by district, 2022–2024"));
    let change = drawn(&["--layer", "change", "--from", "2022", "--to", "2023-2024", "--breaks", "1,2"]);
    assert!(change.contains("<g id=\"change-marks\">") && change.contains("2022 to 2023–2024"), "{change:.900}");
    assert!(change.contains("+1 to under +2") && change.contains("−2 and under"), "breaks on both sides of zero");
    let larger = drawn(&["--enlarge", "-5.2,13.4,1.6,16.9"]);
    assert!(larger.contains("<g id=\"map-enlarged\">"));
    assert!(!drawn(&[]).contains("<g id=\"map-enlarged\">"));
    let both = drawn(&["--layer", "choropleth", "--layer", "points"]);
    assert!(both.contains("<g id=\"choropleth\">") && both.contains("<g id=\"incidents\">"));
}

#[test]
fn people_are_counted_in_circles_one_map_a_year() {
    let count = ["--layer", "circles", "--yearly", "--count", "health_workers_killed=Killed"];
    let people = drawn(&count);
    for name in ["map-2022", "map-2023", "map-2024"] {
        assert!(people.contains(&format!("<g id=\"{name}\">")), "{name}");
    }
    assert!(people.contains("Killed in reported incidents by district, 2022–2024"));
    let french = drawn(&[count.as_slice(), &["--language", "fr"]].concat());
    assert!(french.contains("Killed dans les incidents signalés par district"));
}

#[test]
fn a_project_can_ask_for_words_as_shapes() {
    let folder = tempfile::tempdir().expect("a folder");
    let live = "formats = [\"png\", \"svg\", \"pdf\", \"html\"]";
    let figures: Vec<&str> = EMBEDDED.split("[[figure]]").take(3).collect();
    let text = figures.join("[[figure]]").replace(live, "formats = [\"svg\"]\ntext = \"outline\"");
    let project = Project::parse(&text, "my.toml", Path::new("")).expect("valid");
    build(&project, folder.path(), false, &|_| ()).expect("builds");
    let figure = std::fs::read_to_string(folder.path().join("density-2022-2024.svg")).expect("is written");
    assert!(!figure.contains("<text") && !figure.contains("@font-face") && figure.contains("aria-label=\"Ansongo"));
    let wrong =
        Project::parse(&text.replace("outline", "outlined"), "my.toml", Path::new("")).expect_err("no such word");
    assert!(wrong.hint.is_some_and(|h| h.contains("did you mean 'outline'?")), "{}", wrong.message);
}

#[test]
fn what_no_project_file_may_say_no_option_may() {
    for (options, says) in [
        (["--layer=circles", "--layer=points"].as_slice(), "stand alone"),
        (&["--layer=change", "--from=2010"], "from = 2010 is not in the period"),
        (&["--layer=change", "--from=2023", "--to=2022"], "overlap or are in the wrong order"),
        (&["--layer=change", "--palette=ember"], "has no middle for no change"),
        (&["--layer=circles", "--enlarge=1,2,3,4"], "enlarge is for figures"),
        (&["--enlarge=1,2,3"], "west,south,east,north"),
        (&["--enlarge=4,2,3,nan"], "is no part of a country"),
        (&["--from=2022"], "has no from and to"),
        (&["--layer=hexbin", "--layer=heat"], "colour the same ground"),
        (&["--layer=heat", "--hexagon=20km"], "are for figures of kind \"hexbin\""),
        (&["--layer=hexbin", "--hexagon=20km", "--h3=4"], "cannot be used with"),
        (&["--layer=hexbin", "--breaks=0.5,2"], "0.5 parts no numbers of incidents"),
        (&["--layer=choropleth", "--yearly"], "--yearly is for points and circles"),
        (&["--palette=embers"], "did you mean 'ember'?"),
        (&["--method=quantil"], "did you mean 'quantile'?"),
        (&["--text=outlined"], "known are live, outline"),
    ] {
        let said = refused(options);
        assert!(said.contains(says), "{options:?}: {said}");
    }
}
