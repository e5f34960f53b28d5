//! The style of regions: their borders over whatever lies below, as on a choropleth, with their names.

use super::qml::{Labels, Qml, Shape, by_rules};
use super::rule::{Look, Rule, Test};
use super::{LayerStyle, Style};
use crate::color::WHITE;
use crate::language::Language;
use crate::palette::ink;

/// Width of the border and of the light edge on either side of it, in points.
const BORDER: f64 = 0.5;
const CASING: f64 = 0.35;

/// Styles of the layer that `write::regions` makes.
pub fn region_styles(language: Language) -> Vec<LayerStyle> {
    vec![regions(language).written("regions")]
}

pub(super) fn regions(language: Language) -> Style {
    let line = |color, width| Look::Area { fill: None, line: Some((color, width)) };
    let rules = vec![Rule {
        key: "regions-border".into(),
        label: language.of("Region", "Région").into(),
        test: Test::Any,
        looks: vec![line(WHITE, BORDER + 2.0 * CASING), line(ink::REGION_ON_FILL, BORDER)],
    }];
    Style {
        name: language.of("Region borders", "Limites des régions").to_string(),
        description: language
            .of("Borders and names, to lie over districts.", "Limites et noms, à poser sur les districts.")
            .to_string(),
        qml: Qml {
            shape: Shape::Polygon,
            renderer: by_rules(&rules, None),
            labels: Some(Labels {
                words: "upper(\"name\")",
                shown: "true".into(),
                priority: "2".into(),
                beside: None,
                size: 7.0,
                color: ink::REGION_NAME,
            }),
            aliases: vec![("count", language.of("Incidents located", "Incidents localisés").to_string())],
            tip: "<b>[% \"name\" %]</b>".into(),
        },
        rules,
    }
}
