//! Maps of hexagons, beside the hexagons that `cercle heat` writes for GIS.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use assert_cmd::cargo::CommandCargoExt;
use cercle::classify::Classes;
use cercle::language::Language;
use cercle::layer::Ground;
use cercle::ledger::Ledger;
use cercle::lint::{Severity, lint};
use cercle::measure::Findings;
use cercle::project::{EMBEDDED, FigureScale, Project, Scale};
use cercle::run;
use cercle::scene::{Item, Scene};

const DATA: [&str; 4] =
    ["bundled:mali_incidents.csv", "--boundaries", "bundled:mali_districts.geojson", "--years=2022-2024"];

fn cercle(folder: &Path, arguments: &[&str], threads: &str) -> (Option<i32>, String) {
    let mut command = Command::cargo_bin("cercle").expect("the program is built");
    command.current_dir(folder).env("RAYON_NUM_THREADS", threads).args(arguments);
    let output = command.output().expect("runs");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The embedded project with a figure of hexagons alone.
fn project(lines: &str) -> Project {
    let head = EMBEDDED.split("[[figure]]").next().expect("a head");
    let text = format!("{head}[[figure]]\nname = \"hexagons\"\nkind = \"hexbin\"\nwidth = 120\n{lines}\n");
    Project::parse(&text, "my.toml", Path::new("")).expect("valid")
}

fn measured(project: &Project) -> (Findings, Ground) {
    run::findings(project, &mut Ledger::default()).expect("reads")
}

fn texts(items: &[Item], within: &str, inside: bool) -> Vec<String> {
    let of = |item: &Item| match item {
        Item::Group(group) => texts(&group.items, within, inside || group.id == within),
        Item::Text(text) if inside => vec![text.text.clone()],
        _ => Vec::new(),
    };
    items.iter().flat_map(of).collect()
}

/// Label and number of each row of the legend.
fn legend(scene: &Scene) -> Vec<(String, String)> {
    let texts = texts(&scene.items, "legend", false);
    let from = texts.iter().position(|t| t == "hexagons" || t == "cells").expect("a unit") + 1;
    let pairs = texts[from..].chunks(2);
    pairs.map(|pair| (pair[0].clone(), pair.get(1).cloned().unwrap_or_default())).collect()
}

#[test]
fn the_legend_counts_the_hexagons_that_heat_writes() {
    let folder = tempfile::tempdir().expect("a folder");
    for (key, option, value, unit) in [("hexagon", "--hexagon", "40", "km"), ("h3", "--h3", "4", "")] {
        let size = format!("{value}{unit}");
        let heat = [&["heat"][..], &DATA, &[option, &size, "--out", "h.geojson"]].concat();
        assert_eq!(cercle(folder.path(), &heat, "2").0, Some(0));
        let layer: serde_json::Value =
            serde_json::from_slice(&fs::read(folder.path().join("h.geojson")).expect("written")).expect("JSON");
        let features = layer["features"].as_array().expect("features");
        let counts: Vec<f64> = features.iter().filter_map(|f| f["properties"]["count"].as_f64()).collect();
        assert_eq!(counts.iter().sum::<f64>(), 78.0);
        let classes = Classes::new(vec![2.0, 3.0, 5.0]).expect("ascends");
        let mut wanted: BTreeMap<usize, u32> = BTreeMap::new();
        counts.iter().for_each(|n| *wanted.entry(classes.class_of(*n).expect("a number")).or_default() += 1);

        let project = project(&format!("{key} = {value}\nbreaks = [2, 3, 5]"));
        let (findings, ground) = measured(&project);
        let scene = run::scene(&project, &ground, &findings, &project.figures[0]).expect("draws");
        let number = |class: usize| wanted.get(&class).copied().unwrap_or(0).to_string();
        let rows = [("5 and over", 3), ("3–4", 2), ("2", 1), ("1", 0)].map(|(label, c)| (label.into(), number(c)));
        let none = ("none located".to_string(), String::new());
        assert_eq!(legend(&scene), [&rows[..], &[none]].concat(), "{key}");
        let held = format!("78 located incidents in {}", counts.len());
        assert!(scene.description.contains(&held), "{}", scene.description);
    }
}

#[test]
fn hexagons_of_numbers_and_densities_break_no_rule_in_both_languages() {
    for (lines, unit) in [
        ("hexagon = 25", ["Number of located incidents", "Nombre d’incidents localisés"]),
        ("hexagon = 60\nper_area = true", ["Incidents per 1,000", "Incidents pour 1"]),
        ("h3 = 4\nmethod = \"natural\"", ["Number of located incidents", "Nombre d’incidents localisés"]),
    ] {
        let mut project = project(lines);
        let (findings, ground) = measured(&project);
        for (language, unit) in Language::ALL.into_iter().zip(unit) {
            project.language = language;
            let scene = run::scene(&project, &ground, &findings, &project.figures[0]).expect("draws");
            let broken = lint(&scene).into_iter().filter(|f| f.severity != Severity::Note).map(|f| f.message);
            assert_eq!(broken.collect::<Vec<_>>(), [""; 0], "{lines} {language:?}");
            assert!(scene.description.contains(unit), "{}", scene.description);
            assert!((150..=500).contains(&scene.description.chars().count()), "{}", scene.description);
            assert_eq!(scene.sheet.table.rows.len(), 53);
        }
    }
}

#[test]
fn any_number_of_threads_draws_the_same_bytes() {
    let drawn = |threads: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        ["png", "svg", "pdf", "html"].map(|format| {
            let out = format!("m.{format}");
            let look = ["--layer", "hexbin,points", "--hexagon", "30km", "--out", &out];
            let (code, said) = cercle(folder.path(), &[&["map"][..], &DATA, &look].concat(), threads);
            assert_eq!(code, Some(0), "{said}");
            fs::read(folder.path().join(out)).expect("written")
        })
    };
    let one = drawn("1");
    assert!(one == drawn("2") && one == drawn("5"));
    let svg = String::from_utf8_lossy(&one[1]).into_owned();
    assert!(svg.contains("<g id=\"hexbin\">") && svg.contains("<g id=\"incidents\">"));
}

#[test]
fn next_years_hexagons_keep_the_classes_of_this_year() {
    let first = project("hexagon = 40\nmethod = \"quantile\"");
    let (findings, ground) = measured(&first);
    let (scale, remarks) = run::scale(&first, &ground, &findings).expect("scales");
    assert_eq!(remarks, [""; 0]);
    let read = Scale::parse(&scale.text(), "scale.toml").expect("valid");
    let Some(FigureScale::Classes(classes, Some(_))) = read.of("hexagons") else { panic!("{read:?}") };
    assert!(classes.breaks().iter().all(|b| b.fract() == 0.0), "{classes:?}");
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("scale.toml"), scale.text()).expect("writes");
    let mut kept = project("hexagon = 40\nmethod = \"equal\"");
    kept.keep(cercle::read::Input::File(folder.path().join("scale.toml"))).expect("is a scale");
    let (again, _) = run::scale(&kept, &ground, &findings).expect("scales");
    assert_eq!(again.of("hexagons"), read.of("hexagons"));
    let scene = run::scene(&kept, &ground, &findings, &kept.figures[0]).expect("draws");
    assert!(scene.sheet.notes.iter().any(|note| note.text.contains("Bounds kept from an earlier map")));
}

#[test]
fn hexagons_too_small_to_be_seen_are_refused_with_the_size_that_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let with = |size: &str| {
        let look = ["--layer", "hexbin", "--width", "85", "--hexagon", size, "--out", "m.png"];
        cercle(folder.path(), &[&["map"][..], &DATA, &look].concat(), "2")
    };
    let (code, said) = with("2km");
    assert!(code == Some(65) && said.contains("hexagons of 2 km are 0.08 mm wide"), "{code:?} {said}");
    assert!(!folder.path().join("m.png").exists());
    let least = said.split("make them ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a size");
    assert_eq!(with(&format!("{least}km")).0, Some(0), "{said}");
}
