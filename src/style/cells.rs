//! Styles of hexagons and contours: classes by rules, and for hexagons a scale that can be classified anew.

use super::qml::{Qml, Shape, by_ranges, by_rules};
use super::rule::{Look, Rule, Test};
use super::xml::Node;
use super::{Classed, LayerStyle, Style, ranges};
use crate::color::{Color, WHITE};
use crate::language::Language;
use crate::palette::Palette;

/// The rim of a hexagon, in points.
const RIM: (Color, f64) = (WHITE, 0.25);

/// Bands between contours with their words and colours.
#[derive(Debug, Clone, PartialEq)]
pub struct Bands {
    /// What the colours stand for, with the unit.
    pub title: String,
    /// The label of each band, lowest first.
    pub labels: Vec<String>,
    /// Where the colours come from.
    pub palette: Palette,
    /// The language of the labels.
    pub language: Language,
}

impl Bands {
    /// The colour of each band, lowest first: even steps where there are more bands than the palette has colours.
    fn colors(&self) -> Vec<Color> {
        let bands = self.labels.len();
        if bands <= self.palette.most() { self.palette.take(bands) } else { self.palette.ramp(bands, false) }
    }
}

/// Styles of the layer that `write::hexagons` makes, the first by default.
pub fn hexagon_styles(classed: &Classed) -> Vec<LayerStyle> {
    let rules = rules("hexagons", (&classed.labels, &classed.colors()), Some(RIM));
    let scale = by_ranges("density", &ranges(classed), &classed.palette.take(5), RIM);
    let language = classed.language;
    let classes = Style {
        name: language.of("Density classes", "Classes de densité").to_string(),
        description: language.of("Hexagons by class of density.", "Hexagones par classe de densité.").to_string(),
        qml: qml(&classed.title, by_rules(&rules, None), "count"),
        rules: rules.clone(),
    };
    let scale = Style {
        name: language.of("Density scale", "Échelle de densité").to_string(),
        description: language
            .of(
                "The same bounds as a graduated style, to be classified anew.",
                "Les mêmes bornes en style gradué, pour reclasser.",
            )
            .to_string(),
        qml: qml(&classed.title, scale, "count"),
        rules,
    };
    [classes, scale].iter().map(|style| style.written("hexagons")).collect()
}

/// The style of the layer that `write::contours` makes.
pub fn contour_styles(bands: &Bands) -> Vec<LayerStyle> {
    let rules = rules("contours", (&bands.labels, &bands.colors()), None);
    let language = bands.language;
    let style = Style {
        name: language.of("Density bands", "Plages de densité").to_string(),
        description: language
            .of("Bands between contours, by class of density.", "Plages entre isolignes, par classe de densité.")
            .to_string(),
        qml: qml(&bands.title, by_rules(&rules, None), "lower"),
        rules,
    };
    vec![style.written("contours")]
}

/// Highest class first, as in a legend.
fn rules(layer: &str, (labels, colors): (&[String], &[Color]), line: Option<(Color, f64)>) -> Vec<Rule> {
    let classes = labels.iter().zip(colors).enumerate().rev();
    let rule = |(i, (label, color)): (usize, (&String, &Color))| Rule {
        key: format!("{layer}-class-{}", i + 1),
        label: label.clone(),
        test: Test::Number("class", i + 1),
        looks: vec![Look::Area { fill: Some(*color), line }],
    };
    classes.map(rule).collect()
}

fn qml(title: &str, renderer: Node, first: &str) -> Qml {
    Qml {
        shape: Shape::Polygon,
        renderer,
        labels: None,
        aliases: vec![("density", title.to_string())],
        tip: format!("{first}: [% \"{first}\" %]<br/>{title}: [% round(\"density\", 3) %]"),
    }
}
