//! Symbols by kind: from a column of the incident files to the legend, the table and the panels of a figure.

use std::path::Path;

use cercle::language::Language;
use cercle::ledger::{Bucket, Ledger};
use cercle::lint::lint;
use cercle::project::{EMBEDDED, Project};
use cercle::run;
use cercle::scene::{Group, Item, Scene};

const LINES: &str = "[[figure]]\nname = \"kinds\"\nkind = \"locations\"\nwidth = 170\ncategory = \"Location of Incident\"\n\
    category_label = \"Place of the incident\"\nfr.category_label = \"Lieu de l’incident\"\n";
const VALUES: &str = "[[figure.value]]\ntext = \"Market\"\nlabel = \"Market\"\nfr.label = \"Marché\"\n\
    [[figure.value]]\ntext = \"Road\"\nlabel = \"Road\"\nfr.label = \"Route\"\n";

/// The figure with further lines, in a language, and the number of located incidents.
fn drawn(more: &str, language: Language) -> (Scene, usize) {
    let mut project = Project::parse(&format!("{EMBEDDED}\n{LINES}{more}"), "k.toml", Path::new("")).expect("valid");
    project.language = language;
    let mut ledger = Ledger::default();
    let (findings, ground) = run::findings(&project, &mut ledger).expect("reads");
    let spec = project.figures.last().expect("there is one");
    (run::scene(&project, &ground, &findings, spec).expect("draws"), ledger.count(Bucket::Joined))
}

fn texts<'a>(items: &'a [Item], found: &mut Vec<&'a str>) {
    for item in items {
        match item {
            Item::Group(group) => texts(&group.items, found),
            Item::Text(text) => found.push(&text.text),
            Item::Path(_) | Item::Image(_) => {}
        }
    }
}

fn groups<'a>(items: &'a [Item], id: &str, found: &mut Vec<&'a Group>) {
    for item in items {
        if let Item::Group(group) = item {
            if group.id == id {
                found.push(group);
            }
            groups(&group.items, id, found);
        }
    }
}

/// Words of the legend.
fn legend(scene: &Scene) -> Vec<&str> {
    let (mut found, mut words) = (Vec::new(), Vec::new());
    groups(&scene.items, "legend", &mut found);
    found.iter().for_each(|g| texts(&g.items, &mut words));
    words
}

/// The number in brackets at the end of each row of kinds.
fn numbers(rows: &[&str]) -> Vec<usize> {
    let end = rows.iter().position(|row| row.contains(": ") && !row.contains("located")).unwrap_or(rows.len());
    let number = |row: &&str| row.strip_suffix(')')?.rsplit_once('(')?.1.parse().ok();
    rows[..end].iter().filter_map(number).collect()
}

#[test]
fn kinds_of_the_legend_add_up_to_the_dots() {
    let (scene, located) = drawn(VALUES, Language::English);
    let rows = legend(&scene);
    assert_eq!(rows[0], format!("Place of the incident: {located} located"));
    assert_eq!(&rows[1..3], ["Market (0)", "Road (27)"], "the order that was asked for, empty or not");
    assert!(rows.iter().any(|row| row.starts_with("Not stated (")), "{rows:?}");
    assert_eq!(numbers(&rows).iter().sum::<usize>(), located);
    let words = scene.description;
    assert!(words.contains("Place of the incident: Market 0, Road 27"), "{words}");
    assert!((150..=400).contains(&words.chars().count()), "{words}");
}

#[test]
fn every_dot_of_a_kind_is_in_the_table() {
    let (scene, located) = drawn(VALUES, Language::French);
    let table = &scene.sheet.table;
    let first = table.columns.iter().position(|c| c.title == "Marché").expect("a column a kind");
    let sum: f64 = table.rows.iter().flat_map(|r| &r.cells[first..]).filter_map(|c| c.value).sum();
    assert_eq!(sum as usize, located);
    assert!(table.rows.iter().all(|r| r.cells.len() == table.columns.len()));
    assert_eq!(table.total.len(), table.columns.len());
    assert!(legend(&scene).contains(&"Route (27)"));
}

#[test]
fn a_panel_a_kind_keeps_the_empty_one_and_one_legend() {
    let (scene, _) = drawn(&format!("category_panels = true\n{VALUES}"), Language::English);
    let mut lands = Vec::new();
    groups(&scene.items, "land", &mut lands);
    let mut markets = Vec::new();
    groups(&scene.items, "map-market", &mut markets);
    assert_eq!(markets.len(), 1, "the empty kind has its map");
    let mut dots = Vec::new();
    groups(&markets[0].items, "incidents", &mut dots);
    assert!(dots.iter().all(|g| g.items.is_empty()));
    let mut legends = Vec::new();
    groups(&scene.items, "legend", &mut legends);
    assert!(lands.len() >= 6 && legends.len() == 1, "{} maps, {} legends", lands.len(), legends.len());
}

#[test]
fn figures_of_kinds_break_no_rule() {
    for more in [VALUES.to_string(), format!("category_panels = true\n{VALUES}")] {
        for language in Language::ALL {
            let found = lint(&drawn(&more, language).0);
            assert!(found.is_empty(), "{found:?}");
        }
    }
}

#[test]
fn a_column_that_no_file_has_is_an_error_with_the_nearest() {
    let lines = LINES.replace("Location of Incident", "Locaton of Incident");
    let project = Project::parse(&format!("{EMBEDDED}\n{lines}"), "k.toml", Path::new("")).expect("valid");
    let error = run::findings(&project, &mut Ledger::default()).map(|_| ()).expect_err("no such column");
    assert!(error.message.contains("no incident file has a column 'Locaton of Incident'"), "{error}");
    assert!(error.hint.is_some_and(|h| h.contains("did you mean 'Location of Incident'?")));
}

#[test]
fn the_command_line_draws_kinds_arrow_and_graticule_and_refuses_what_cannot_be() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("map.svg");
    let run = |more: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("cercle").expect("the program is built");
        command.args(["map", "bundled:mali_incidents.csv", "--boundaries", "bundled:mali_districts.geojson"]);
        command.args(["--only", "Country ISO=MLI", "--years", "2022-2024", "--out"]).arg(&out).args(more);
        let output = command.output().expect("runs");
        (output.status.code().expect("an exit code"), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let kinds = ["--category", "Weapon Carried/Used"];
    let (code, said) = run(&[&kinds[..], &["--north-arrow", "--graticule"]].concat());
    assert_eq!(code, 0, "{said}");
    let svg = std::fs::read_to_string(folder.path().join("map.svg")).expect("was written");
    for words in ["Firearms (59)", "id=\"north-arrow\"", "id=\"grid\"", "20°N"] {
        assert!(svg.contains(words), "{words}");
    }
    for (more, code, words) in [
        (&["--category-panels"][..], 64, "--category"),
        (&["--category", "Weapon Carried/Used", "--layer", "choropleth"][..], 64, "draws symbols by kind"),
        (&["--category", "Weapon Carried/Used", "--palette", "blues"][..], 64, "have an order"),
        (&["--category", "Wepon Carried/Used"][..], 65, "did you mean 'Weapon Carried/Used'?"),
        (&["--graticule", "0"][..], 64, "degrees"),
    ] {
        let (found, said) = run(more);
        assert!(found == code && said.contains(words), "{more:?}: {found} {said}");
    }
}
