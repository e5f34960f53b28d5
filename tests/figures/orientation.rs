//! Names of towns and rivers, north arrow and graticule on the maps of a project.

use std::path::Path;

use cercle::language::Language;
use cercle::ledger::Ledger;
use cercle::lint::lint;
use cercle::project::{EMBEDDED, Project};
use cercle::run;
use cercle::scene::{Group, Item, Scene, Text};

/// A figure of the embedded data with the lines, under other labels if they are given.
fn drawn(lines: &str, labels: &str, language: Language) -> Scene {
    let text = format!("{EMBEDDED}\n[[figure]]\nname = \"o\"\n{lines}\n");
    let mut project = Project::parse(&text.replace("towns = 100000", labels), "o.toml", Path::new("")).expect("valid");
    project.language = language;
    let (findings, ground) = run::findings(&project, &mut Ledger::default()).expect("reads");
    run::scene(&project, &ground, &findings, project.figures.last().expect("there is one")).expect("draws")
}

fn found<'a>(items: &'a [Item], id: &str) -> Vec<&'a Group> {
    let mut groups = Vec::new();
    for item in items {
        if let Item::Group(group) = item {
            if group.id == id {
                groups.push(group);
            }
            groups.extend(found(&group.items, id));
        }
    }
    groups
}

fn texts<'a>(scene: &'a Scene, id: &str) -> Vec<&'a Text> {
    let of = |g: &&'a Group| g.items.iter().filter_map(|i| if let Item::Text(t) = i { Some(t) } else { None });
    found(&scene.items, id).iter().flat_map(of).collect()
}

const ONE: &str = "kind = \"locations\"\nyearly = false\nwidth = 170";

#[test]
fn towns_and_rivers_are_named_where_there_is_room_and_the_rest_is_reported() {
    let scene = drawn(ONE, "towns = 50000", Language::English);
    let towns: Vec<&str> = texts(&scene, "town-names").iter().map(|t| t.text.as_str()).collect();
    let rivers = texts(&scene, "river-names");
    assert!(towns.contains(&"San"), "{towns:?}");
    assert!(!towns.contains(&"Gao"), "a town is not named beside its region's name");
    assert!(rivers.iter().any(|t| t.text == "Niger" && t.face == cercle::font::Face::Italic));
    for name in ["San", "Kati", "Koutiala", "Niono", "Fana"] {
        let placed = towns.contains(&name);
        assert_ne!(placed, scene.facts.unplaced.iter().any(|n| n == name), "{name}: placed or reported");
    }
    let broken = lint(&scene);
    let of_names: Vec<_> = broken.iter().filter(|f| format!("{f:?}").contains("-names")).collect();
    assert!(of_names.is_empty(), "{of_names:?}");
    assert_eq!(scene, drawn(ONE, "towns = 50000", Language::English), "the same every time");
}

#[test]
fn small_maps_and_those_asked_not_to_name_neither() {
    let narrow = drawn("kind = \"locations\"\nyearly = false\nwidth = 85", "towns = 100000", Language::English);
    assert!(texts(&narrow, "town-names").is_empty() && texts(&narrow, "river-names").is_empty());
    let none = drawn(ONE, "towns = 0", Language::English);
    assert!(texts(&none, "town-names").is_empty() && !texts(&none, "river-names").is_empty());
}

#[test]
fn a_graticule_lies_over_the_land_and_its_degrees_are_in_the_language() {
    let lines = format!("{ONE}\ngraticule = true\nnorth_arrow = true");
    let scene = drawn(&lines, "towns = 100000", Language::French);
    let words: Vec<&str> = texts(&scene, "grid-labels").iter().map(|t| t.text.as_str()).collect();
    assert!(words.contains(&"20°\u{202f}N") && words.contains(&"5°\u{202f}O"), "{words:?}");
    let map = found(&scene.items, "map")[0];
    let place = |id: &str| map.items.iter().position(|i| matches!(i, Item::Group(g) if g.id == id));
    assert!(place("land") < place("grid") && place("grid") < place("incidents"));
    assert_eq!(found(&scene.items, "north-arrow").len(), 1);
    let ten = drawn(&format!("{ONE}\ngraticule = 10"), "towns = 100000", Language::English);
    let words: Vec<&str> = texts(&ten, "grid-labels").iter().map(|t| t.text.as_str()).collect();
    assert!(words.contains(&"20°N") && !words.contains(&"15°N"), "{words:?}");
    assert!(found(&ten.items, "north-arrow").is_empty());
}

#[test]
fn colours_lie_under_the_graticule() {
    let scene = drawn("kind = \"density\"\nwidth = 120\ngraticule = true", "towns = 100000", Language::English);
    let map = found(&scene.items, "map")[0];
    let place = |id: &str| map.items.iter().position(|i| matches!(i, Item::Group(g) if g.id == id)).expect("is there");
    assert!(place("choropleth") < place("grid") && place("grid") < place("names"));
    assert!(lint(&scene).is_empty(), "{:?}", lint(&scene));
}
