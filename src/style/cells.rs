//! Styles of hexagons and contours: classes by rules, and for hexagons a scale that can be classified anew.

use super::qml::{Qml, Shape, by_ranges, by_rules};
use super::rule::{Look, Rule, Test};
use super::xml::Node;
use super::{Classed, LayerStyle, Style, ranges};
use crate::color::{Color, WHITE};

/// The rim of a hexagon, in points.
const RIM: (Color, f64) = (WHITE, 0.25);

/// Styles of the layer that `write::hexagons_geojson` writes, the first by default.
pub fn hexagon_styles(classed: &Classed) -> Vec<LayerStyle> {
    let rules = rules("hexagons", classed, Some(RIM));
    let scale = by_ranges("density", &ranges(classed), &classed.palette.take(5), RIM);
    let language = classed.language;
    let classes = Style {
        name: language.of("Density classes", "Classes de densité").to_string(),
        description: language.of("Hexagons by class of density.", "Hexagones par classe de densité.").to_string(),
        qml: qml(classed, by_rules(&rules, None), "count"),
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
        qml: qml(classed, scale, "count"),
        rules,
    };
    [classes, scale].iter().map(|style| style.written("hexagons")).collect()
}

/// The style of the layer that `write::contours_geojson` writes.
pub fn contour_styles(classed: &Classed) -> Vec<LayerStyle> {
    let rules = rules("contours", classed, None);
    let language = classed.language;
    let style = Style {
        name: language.of("Density bands", "Plages de densité").to_string(),
        description: language
            .of("Bands between contours, by class of density.", "Plages entre isolignes, par classe de densité.")
            .to_string(),
        qml: qml(classed, by_rules(&rules, None), "lower"),
        rules,
    };
    vec![style.written("contours")]
}

/// Highest class first, as in a legend.
fn rules(layer: &str, classed: &Classed, line: Option<(Color, f64)>) -> Vec<Rule> {
    let classes = classed.labels.iter().zip(classed.colors()).enumerate().rev();
    let rule = |(i, (label, color)): (usize, (&String, Color))| Rule {
        key: format!("{layer}-class-{}", i + 1),
        label: label.clone(),
        test: Test::Number("class", i + 1),
        looks: vec![Look::Area { fill: Some(color), line }],
    };
    classes.map(rule).collect()
}

fn qml(classed: &Classed, renderer: Node, first: &str) -> Qml {
    Qml {
        shape: Shape::Polygon,
        renderer,
        labels: None,
        aliases: vec![("density", classed.title.clone())],
        tip: format!("{first}: [% \"{first}\" %]<br/>{}: [% round(\"density\", 3) %]", classed.title),
    }
}
