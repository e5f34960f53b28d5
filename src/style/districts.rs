//! Styles of districts: classes by rules, a scale that can be classified anew, proportional circles.

use super::qml::{Labels, Qml, Range, Shape, by_ranges, by_rules};
use super::rule::{Look, Rule, Test};
use super::{Classed, HALF_DIGIT, LayerStyle, Style, ranges};
use crate::classify::CircleScale;
use crate::color::{Color, WHITE};
use crate::palette::ink;
use crate::symbol::CIRCLE_RIM;

/// Borders of districts over fills and on white, as figures have them, in points.
const ON_FILL: (Color, f64) = (ink::HAIRLINE, 0.25);
const ON_WHITE: (Color, f64) = (ink::DISTRICT, 0.25);

/// What a layer of districts shows, in the words and colours of the figures.
#[derive(Debug, Clone, PartialEq)]
pub struct DistrictLook {
    /// Density by class.
    pub classed: Classed,
    /// The label of districts without a located incident.
    pub zero: String,
    /// The label of districts without data.
    pub no_data: String,
    /// The scale of the circles of counts; lengths in points.
    pub circles: CircleScale,
    /// Most incidents of a district.
    pub most: u32,
}

/// Styles of the layer that `write::districts_geojson` writes, the first by default.
pub fn district_styles(look: &DistrictLook) -> Vec<LayerStyle> {
    styles(look).iter().map(|style| style.written("districts")).collect()
}

pub(super) fn styles(look: &DistrictLook) -> [Style; 3] {
    [classes(look), graduated(look), circles(look)]
}

fn classes(look: &DistrictLook) -> Style {
    let rules = class_rules(look);
    let language = look.classed.language;
    Style {
        name: language.of("Density classes", "Classes de densité").to_string(),
        description: language
            .of(
                "Districts by class of density as in the figure; none located and no data apart.",
                "Districts par classe de densité comme dans la figure ; aucun localisé et sans données à part.",
            )
            .to_string(),
        qml: qml(look, by_rules(&rules, None)),
        rules,
    }
}

/// Highest class first, as in the legend, then zero and no data.
fn class_rules(look: &DistrictLook) -> Vec<Rule> {
    let area = |fill: Color| Look::Area { fill: Some(fill), line: Some(ON_FILL) };
    let classes = look.classed.labels.iter().zip(look.classed.colors()).enumerate().rev();
    let rule = |key: &str, label: &str, test: Test, looks: Vec<Look>| Rule {
        key: format!("districts-{key}"),
        label: label.to_string(),
        test,
        looks,
    };
    let mut rules: Vec<Rule> = classes
        .map(|(i, (label, color))| {
            rule(&format!("class-{}", i + 1), label, Test::Number("class", i + 1), vec![area(color)])
        })
        .collect();
    rules.push(rule("zero", &look.zero, Test::Number("class", 0), vec![area(WHITE)]));
    rules.push(rule("no-data", &look.no_data, Test::Null("class"), vec![area(ink::NO_DATA), Look::Hatch]));
    rules
}

fn graduated(look: &DistrictLook) -> Style {
    let language = look.classed.language;
    let zero = Range { low: 0.0, high: HALF_DIGIT, label: look.zero.clone(), color: WHITE };
    let mut all = ranges(&look.classed);
    all[0].low = HALF_DIGIT;
    all.insert(0, zero);
    let ramp = look.classed.palette.take(5);
    Style {
        name: language.of("Density scale", "Échelle de densité").to_string(),
        description: language
            .of(
                "The same bounds as a graduated style, to be classified anew; what has no data is not drawn.",
                "Les mêmes bornes en style gradué, pour reclasser ; ce qui est sans données n’est pas dessiné.",
            )
            .to_string(),
        qml: qml(look, by_ranges("density", &all, &ramp, ON_FILL)),
        rules: density_rules(look),
    }
}

/// The classes as bounds of density.
fn density_rules(look: &DistrictLook) -> Vec<Rule> {
    let of_density = |i: usize| {
        let (low, high) = look.classed.classes.extent(i);
        let within = Test::Between("density", low, high);
        if i == 0 { Test::All(vec![Test::Above("density", 0.0), within]) } else { within }
    };
    let mut rules = class_rules(look);
    let classes = look.classed.labels.len();
    for (place, rule) in rules.iter_mut().enumerate() {
        rule.test = match place.cmp(&classes) {
            std::cmp::Ordering::Less => of_density(classes - 1 - place),
            std::cmp::Ordering::Equal => Test::Number("density", 0),
            std::cmp::Ordering::Greater => Test::Null("density"),
        };
    }
    rules
}

fn circles(look: &DistrictLook) -> Style {
    let language = look.classed.language;
    let white = Look::Area { fill: Some(WHITE), line: Some(ON_WHITE) };
    let circle = Look::Circle { fill: ink::CIRCLE, line: (WHITE, CIRCLE_RIM), field: "count", scale: look.circles };
    let largest = language.count(look.circles.largest.into());
    let label = language.of(
        format!("Incidents: area in proportion, the largest is {largest}"),
        format!("Incidents : surface proportionnelle, le plus grand vaut {largest}"),
    );
    let rules = vec![
        Rule {
            key: "districts-area".into(),
            label: language.of("District", "District").into(),
            test: Test::Any,
            looks: vec![white],
        },
        Rule { key: "districts-circle".into(), label, test: Test::Above("count", 0.0), looks: vec![circle] },
    ];
    Style {
        name: language.of("Circles of counts", "Cercles des effectifs").to_string(),
        description: language
            .of(
                "A circle a district, its area in proportion to its incidents.",
                "Un cercle par district, sa surface proportionnelle aux incidents.",
            )
            .to_string(),
        qml: beside_circles(look, by_rules(&rules, Some("count"))),
        rules,
    }
}

/// The same with names that do not lie on the circles.
fn beside_circles(look: &DistrictLook, renderer: super::xml::Node) -> Qml {
    let qml = qml(look, renderer);
    let labels = qml.labels.map(|labels| Labels { beside: Some(("count", look.circles)), ..labels });
    Qml { labels, ..qml }
}

fn qml(look: &DistrictLook, renderer: super::xml::Node) -> Qml {
    let language = look.classed.language;
    let count = language.of("Incidents located", "Incidents localisés");
    Qml {
        shape: Shape::Polygon,
        renderer,
        labels: Some(Labels {
            words: "\"name\" || ' ' || \"count\"",
            shown: "\"count\" > 0".into(),
            priority: format!("10.0 * \"count\" / {}", look.most.max(1)),
            beside: None,
            size: 6.5,
            color: ink::TITLE,
        }),
        aliases: vec![("count", count.to_string()), ("density", look.classed.title.clone())],
        tip: format!(
            "<b>[% \"name\" %]</b><br/>{count}{} [% \"count\" %]<br/>{}{} [% coalesce(round(\"density\", 2), '–') %]",
            language.of(":", " :"),
            look.classed.title,
            language.of(":", " :"),
        ),
    }
}
