//! Symbols as QGIS stores them.

use super::rule::Look;
use super::xml::Node;
use crate::classify::CircleScale;
use crate::color::Color;
use crate::palette::ink;
use crate::symbol::{HATCH, HATCH_LINE, SMALLEST_CIRCLE};

/// One value of an option map.
pub(super) fn option(name: &'static str, value: impl ToString) -> Node {
    Node::new("Option").with("name", name).with("type", "QString").with("value", value)
}

/// An option map.
pub(super) fn options(inside: impl IntoIterator<Item = Node>) -> Node {
    Node::new("Option").with("type", "Map").add(inside)
}

/// A map inside a map.
pub(super) fn named_options(name: &'static str, inside: impl IntoIterator<Item = Node>) -> Node {
    Node::new("Option").with("name", name).with("type", "Map").add(inside)
}

/// Properties that an expression decides feature by feature.
pub(super) fn data_defined(name: &'static str, properties: &[(&'static str, String)]) -> Node {
    let property = |(name, expression): &(&'static str, String)| {
        named_options(
            name,
            [
                Node::new("Option").with("name", "active").with("type", "bool").with("value", "true"),
                option("expression", expression),
                Node::new("Option").with("name", "type").with("type", "int").with("value", 3),
            ],
        )
    };
    let inside = [
        option("name", ""),
        named_options("properties", properties.iter().map(property)),
        option("type", "collection"),
    ];
    Node::new(name).add([options(inside)])
}

/// A colour as QGIS writes it.
pub(super) fn rgba(color: Color) -> String {
    format!("{},{},{},255", color.r, color.g, color.b)
}

/// A symbol of several looks, lowest first; what stands for an area is of type fill, else marker. Those with circles are drawn
/// after all others of the layer.
pub(super) fn symbol(name: &str, looks: &[Look]) -> Node {
    let area = |look: &Look| matches!(look, Look::Area { .. } | Look::Hatch | Look::Circle { .. });
    let kind = if looks.iter().any(area) { "fill" } else { "marker" };
    let layers = looks.iter().enumerate().map(|(i, look)| layer(look, &format!("@{name}@{i}")));
    shell(name, kind).add(layers)
}

fn shell(name: &str, kind: &'static str) -> Node {
    let plain = Node::new("symbol").with("name", name).with("type", kind).with("alpha", 1);
    plain.with("clip_to_extent", 1).with("force_rhr", 0)
}

fn shaped(class: &'static str, values: impl IntoIterator<Item = Node>) -> Node {
    passed(class, 0).add([options(values)])
}

fn passed(class: &'static str, pass: u8) -> Node {
    Node::new("layer").with("class", class).with("enabled", 1).with("locked", 0).with("pass", pass)
}

/// One look; `below` is the name of the symbol inside it, where there is one.
fn layer(look: &Look, below: &str) -> Node {
    match look {
        Look::Area { fill, line } => area(*fill, *line),
        Look::Hatch => {
            let lines = shell(below, "line").add([shaped(
                "SimpleLine",
                [
                    option("line_color", rgba(ink::HATCH)),
                    option("line_style", "solid"),
                    option("line_width", HATCH_LINE),
                    option("line_width_unit", "Point"),
                ],
            )]);
            let values = [
                option("angle", 45),
                option("distance", HATCH),
                option("distance_unit", "Point"),
                option("line_width", HATCH_LINE),
                option("line_width_unit", "Point"),
            ];
            shaped("LinePatternFill", values).add([lines])
        }
        Look::Disc { fill, diameter } => marker("circle", Some(*fill), None, *diameter),
        Look::Ring { line, diameter } => marker("circle", None, Some(*line), *diameter),
        Look::Square { fill, line, side } => marker("square", Some(*fill), Some(*line), *side),
        Look::Circle { fill, line, field, scale } => {
            let size = circle_diameter(field, scale);
            let circle = marker("circle", Some(*fill), Some(*line), scale.diameter);
            let circle = circle.add([data_defined("data_defined_properties", &[("size", size)])]);
            let values =
                [option("SymbolType", "Marker"), option("geometryModifier", DEEP_INSIDE), option("units", "MapUnit")];
            passed("GeometryGenerator", 1).add([options(values), shell(below, "marker").add([circle])])
        }
    }
}

/// The place of an area's circle and its name, to 0.01 degrees: about a kilometre.
pub(super) const DEEP_INSIDE: &str = "pole_of_inaccessibility($geometry, 0.01)";

/// The diameter of a circle in points, as an expression.
pub(super) fn circle_diameter(field: &str, scale: &CircleScale) -> String {
    format!("max({SMALLEST_CIRCLE}, {} * sqrt(\"{field}\" / {}.0))", scale.diameter, scale.largest)
}

fn area(fill: Option<Color>, line: Option<(Color, f64)>) -> Node {
    let (color, width) = line.unwrap_or((ink::HAIRLINE, 0.0));
    shaped(
        "SimpleFill",
        [
            option("color", rgba(fill.unwrap_or(crate::color::WHITE))),
            option("style", if fill.is_some() { "solid" } else { "no" }),
            option("outline_color", rgba(color)),
            option("outline_style", if line.is_some() { "solid" } else { "no" }),
            option("outline_width", width),
            option("outline_width_unit", "Point"),
            option("joinstyle", "round"),
        ],
    )
}

fn marker(name: &'static str, fill: Option<Color>, line: Option<(Color, f64)>, size: f64) -> Node {
    let (color, width) = line.unwrap_or((crate::color::WHITE, 0.0));
    let inside = fill.map_or("255,255,255,0".to_string(), rgba);
    let values = [
        option("name", name),
        option("color", inside),
        option("outline_color", rgba(color)),
        option("outline_style", if line.is_some() { "solid" } else { "no" }),
        option("outline_width", width),
        option("outline_width_unit", "Point"),
        option("size", size),
        option("size_unit", "Point"),
        option("scale_method", "diameter"),
    ];
    shaped("SimpleMarker", values)
}
