//! The style of incidents: dots and rings as on the map of locations, and what counts for no district in looks of its own.

use super::qml::{Qml, Shape, by_rules};
use super::rule::{Look, Rule, Test};
use super::{LayerStyle, Style};
use crate::color::WHITE;
use crate::language::Language;
use crate::palette::ink;
use crate::symbol::{DOT, RIM, RING};

/// What the symbols of a layer of incidents are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentLook {
    /// Those located well enough for a dot.
    pub located: String,
    /// Those located to a district or commune.
    pub district: String,
    /// Those whose coordinates stand for a region.
    pub region: String,
    /// The language of the labels.
    pub language: Language,
}

/// Styles of the layer that `write::incidents_geojson` writes.
pub fn incident_styles(look: &IncidentLook) -> Vec<LayerStyle> {
    vec![style(look).written("incidents")]
}

pub(super) fn style(look: &IncidentLook) -> Style {
    let rules = rules(look);
    let language = look.language;
    let aliases = [
        ("bucket", language.of("Counted as", "Compté comme")),
        ("district_pcode", language.of("District that it counts for", "District pour lequel il compte")),
        ("precision", language.of("Precision of the place", "Précision du lieu")),
    ];
    Style {
        name: language.of("Located incidents", "Incidents localisés").to_string(),
        description: language
            .of(
                "Dots and rings as on the map of locations; squares stand for a region, grey dots lie outside all districts.",
                "Points et anneaux comme sur la carte des lieux ; un carré vaut pour une région, un point gris est hors des districts.",
            )
            .to_string(),
        qml: Qml {
            shape: Shape::Point,
            renderer: by_rules(&rules, None),
            labels: None,
            aliases: aliases.map(|(field, name)| (field, name.to_string())).to_vec(),
            tip: "<b>[% coalesce(\"date\", '') %]</b><br/>[% \"bucket\" %], [% \"precision\" %]".into(),
        },
        rules,
    }
}

fn rules(look: &IncidentLook) -> Vec<Rule> {
    let disc = |fill, diameter| Look::Disc { fill, diameter };
    let bucket = |word| Test::Text("bucket", word, true);
    let joined = |ring: bool| Test::All(vec![bucket("joined"), Test::Text("precision", "district", ring)]);
    let rule = |key: &str, label: &str, test: Test, looks: Vec<Look>| Rule {
        key: format!("incidents-{key}"),
        label: label.to_string(),
        test,
        looks,
    };
    let ring = Look::Ring { line: (ink::INCIDENT, RING), diameter: DOT - RING };
    let square = Look::Square { fill: WHITE, line: (ink::REGION_ONLY, RING), side: DOT };
    let outside = look.language.of("Outside all districts: not counted", "Hors de tout district : non compté");
    vec![
        rule("located", &look.located, joined(false), vec![disc(WHITE, RIM), disc(ink::INCIDENT, DOT)]),
        rule("district", &look.district, joined(true), vec![disc(WHITE, RIM), ring]),
        rule("region", &look.region, bucket("low_precision"), vec![square]),
        rule("outside", outside, bucket("outside"), vec![disc(WHITE, RIM), disc(ink::UNKNOWN, DOT)]),
    ]
}
