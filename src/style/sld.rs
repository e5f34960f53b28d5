//! Styled Layer Descriptors (OGC 02-070, version 1.0.0), which GeoServer, MapServer, QGIS and others read.

use super::rule::{Look, Rule};
use super::xml::Node;
use crate::color::Color;
use crate::palette::ink;
use crate::symbol::HATCH;
use crate::unit::to_mm;

/// Millimetres of a pixel, which the specification takes to be 0.28 mm.
const PIXEL: f64 = 0.28;

/// A style of a layer: its name, title and rules.
pub(super) fn sld(layer: &str, (title, description): (&str, &str), rules: &[Rule]) -> String {
    let style = Node::new("UserStyle").add([
        Node::text("Name", layer),
        Node::text("Title", title),
        Node::text("Abstract", description),
        Node::text("IsDefault", "1"),
        Node::new("FeatureTypeStyle").add(rules.iter().map(rule)),
    ]);
    Node::new("StyledLayerDescriptor")
        .with("version", "1.0.0")
        .with("xmlns", "http://www.opengis.net/sld")
        .with("xmlns:ogc", "http://www.opengis.net/ogc")
        .with("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
        .with(
            "xsi:schemaLocation",
            "http://www.opengis.net/sld http://schemas.opengis.net/sld/1.0.0/StyledLayerDescriptor.xsd",
        )
        .add([Node::new("NamedLayer").add([Node::text("Name", layer), style])])
        .document("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
}

fn rule(rule: &Rule) -> Node {
    let filter = rule.test.filter().map(|condition| Node::new("ogc:Filter").add([condition]));
    Node::new("Rule")
        .add([Node::text("Name", &rule.key), Node::text("Title", &rule.label)])
        .add(filter)
        .add(rule.looks.iter().map(symbolizer))
}

fn symbolizer(look: &Look) -> Node {
    match look {
        Look::Area { fill, line } => Node::new("PolygonSymbolizer").add(fill.map(filled)).add(line.map(stroked)),
        Look::Hatch => {
            // The name is GeoServer's; QGIS knows it too. Programs that do not, show the grey below without lines.
            let lines = mark("shape://slash", None, Some((ink::HATCH, crate::symbol::HATCH_LINE)));
            let graphic = graphic(lines, Node::text("Size", pixels(HATCH * 2f64.sqrt())));
            Node::new("PolygonSymbolizer").add([Node::new("Fill").add([Node::new("GraphicFill").add([graphic])])])
        }
        Look::Disc { fill, diameter } => point(mark("circle", Some(*fill), None), *diameter),
        Look::Ring { line, diameter } => point(mark("circle", None, Some(*line)), *diameter),
        Look::Square { fill, line, side } => point(mark("square", Some(*fill), Some(*line)), *side),
        Look::Circle { fill, line, field, scale } => {
            let literal = |value: f64| Node::text("ogc:Literal", format!("{value}"));
            let share =
                Node::new("ogc:Div").add([Node::text("ogc:PropertyName", *field), literal(f64::from(scale.largest))]);
            let root = Node::new("ogc:Function").with("name", "sqrt").add([share]);
            let largest = format!("{:.3}", to_mm(scale.diameter) / PIXEL);
            let size = Node::new("Size").add([Node::new("ogc:Mul").add([Node::text("ogc:Literal", largest), root])]);
            Node::new("PointSymbolizer").add([graphic(mark("circle", Some(*fill), Some(*line)), size)])
        }
    }
}

fn point(mark: Node, size: f64) -> Node {
    Node::new("PointSymbolizer").add([graphic(mark, Node::text("Size", pixels(size)))])
}

fn graphic(mark: Node, size: Node) -> Node {
    Node::new("Graphic").add([mark, size])
}

fn mark(name: &'static str, fill: Option<Color>, line: Option<(Color, f64)>) -> Node {
    let fill = fill.map_or_else(|| nothing(name), |color| Some(filled(color)));
    Node::new("Mark").add([Node::text("WellKnownName", name)]).add(fill).add(line.map(stroked))
}

/// A fill that lets through what lies below; marks are filled with grey where they say nothing. Lines have none.
fn nothing(name: &str) -> Option<Node> {
    let clear = [("fill", "#FFFFFF"), ("fill-opacity", "0")];
    (name == "circle")
        .then(|| Node::new("Fill").add(clear.map(|(name, value)| Node::text("CssParameter", value).with("name", name))))
}

fn filled(color: Color) -> Node {
    Node::new("Fill").add([Node::text("CssParameter", color.to_string()).with("name", "fill")])
}

fn stroked((color, width): (Color, f64)) -> Node {
    Node::new("Stroke").add([
        Node::text("CssParameter", color.to_string()).with("name", "stroke"),
        Node::text("CssParameter", pixels(width)).with("name", "stroke-width"),
    ])
}

/// Points on paper as pixels, to a thousandth.
fn pixels(points: f64) -> String {
    format!("{:.3}", to_mm(points) / PIXEL)
}
