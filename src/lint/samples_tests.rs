//! A small figure that keeps every rule, and ways to spoil it.

use super::{Finding, lint};
use crate::color::{Color, WHITE};
use crate::font::Face;
use crate::palette::ink;
use crate::scene::{Facts, Group, Item, Outline, Scene, Shades, Text, filled, group};
use crate::text::{Style, Typesetter};
use crate::unit::Rect;

/// A dark text of 6 pt with its base line at the place.
pub fn words(text: &str, origin: [f64; 2]) -> Text {
    let style = Style::new(Face::Regular, 6.0, ink::TITLE);
    Typesetter::default().at(origin, text, &style).expect("the font has these letters")
}

fn layer(id: &str, text: &str, origin: [f64; 2]) -> Item {
    group(id, vec![Item::Text(words(text, origin))])
}

fn map() -> Item {
    let frame = filled(Outline::rect(Rect::new(40.0, 60.0, 160.0, 120.0)), ink::NOT_COVERED);
    let country = filled(Outline::rect(Rect::new(50.0, 70.0, 140.0, 100.0)), WHITE);
    let names =
        ["Kayes", "Mopti"].map(|name| Item::Text(words(name, [if name == "Kayes" { 60.0 } else { 100.0 }, 100.0])));
    group("map", vec![group("land", vec![frame, country]), group("names", names.to_vec())])
}

/// A figure that keeps every rule.
pub fn figure() -> Scene {
    titled("Known locations of reported incidents in Mali, 2022–2024")
}

/// The same figure with another title.
pub fn titled(title: &str) -> Scene {
    let notes = [
        ("note-coverage", "78 of 141 reported incidents mapped."),
        ("note-reported", "Differences may reflect reporting."),
        ("note-precision", "Locations are approximate."),
        ("note-boundaries", "53 cercles in force from December 2021."),
        ("note-sources", "A list. Accessed November 2026. Figure: B."),
        ("note-designations", "No endorsement."),
    ];
    let notes = notes.iter().enumerate().map(|(i, (id, text))| layer(id, text, [20.0, 200.0 + 10.0 * i as f64]));
    Scene {
        width: 240.0,
        height: 300.0,
        title: title.to_string(),
        description: "A map. ".repeat(30),
        facts: Facts { place: "Mali".into(), period: "2022–2024".into(), shading: None, ..Facts::default() },
        items: vec![layer("title", title, [20.0, 20.0]), map(), group("notes", notes.collect())],
        ..Scene::default()
    }
}

/// The figure with something more on its map.
pub fn in_map(item: Item) -> Scene {
    let mut scene = figure();
    if let Item::Group(map) = &mut scene.items[1] {
        map.items.push(item);
    }
    scene
}

/// The figure with something more in a layer of its own.
pub fn in_layer(id: &str, item: Item) -> Scene {
    let mut scene = figure();
    scene.items.push(group(id, vec![item]));
    scene
}

/// The figure without a layer.
pub fn without(id: &str) -> Scene {
    fn strip(items: &mut Vec<Item>, id: &str) {
        items.retain(|item| !matches!(item, Item::Group(Group { id: found, .. }) if found == id));
        for item in items {
            if let Item::Group(group) = item {
                strip(&mut group.items, id);
            }
        }
    }
    let mut scene = figure();
    strip(&mut scene.items, id);
    scene
}

/// The figure with a legend of classes, lowest first.
pub fn choropleth(title: &str, classes: &[u32]) -> Scene {
    let mut scene = figure();
    let row = |(i, hex): (usize, &u32)| {
        filled(Outline::rect(Rect::new(40.0, 30.0 + 10.0 * i as f64, 20.0, 8.0)), Color::hex(*hex))
    };
    let mut legend = vec![Item::Text(words(title, [40.0, 28.0]))];
    legend.extend(classes.iter().rev().enumerate().map(row));
    scene.items.push(group("legend", legend));
    scene.facts.shading = Some(Shades { classes: classes.len(), diverging: false, areas: 40, counts: false });
    scene
}

/// What a scene has against a rule.
pub fn broken(rule: &str, scene: Scene) -> Vec<String> {
    lint(&scene).into_iter().filter(|f: &Finding| f.rule == rule).map(|f| f.message).collect()
}
