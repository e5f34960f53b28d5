//! Layer styles of QGIS (QML): options in the form of QGIS 3.22 and later.

use super::qml_symbol::{DEEP_INSIDE, circle_diameter, data_defined, option, options, rgba, symbol};
use super::rule::{Look, Rule};
use super::xml::Node;
use crate::classify::CircleScale;
use crate::color::{Color, WHITE};

/// What a layer draws, as its file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Points.
    Point,
    /// Polygons.
    Polygon,
}

impl Shape {
    /// The number by which QGIS knows it.
    pub(super) fn code(self) -> u8 {
        match self {
            Shape::Point => 0,
            Shape::Polygon => 2,
        }
    }
}

/// Space between a circle and the name beside it, in points.
const NAME_GAP: f64 = 1.0;

/// Names of the features.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Labels {
    /// The words, as an expression.
    pub words: &'static str,
    /// Which features are named, as an expression.
    pub shown: String,
    /// Who goes before whom, 0 to 10, as an expression.
    pub priority: String,
    /// The circles that names stand beside, by a field; without any they stand inside the areas.
    pub beside: Option<(&'static str, CircleScale)>,
    /// Height of the type in points.
    pub size: f64,
    /// Colour of the letters, which have a white halo.
    pub color: Color,
}

/// One style of a layer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Qml {
    pub shape: Shape,
    pub renderer: Node,
    pub labels: Option<Labels>,
    /// What fields are called in forms and tables.
    pub aliases: Vec<(&'static str, String)>,
    /// What is shown where the pointer rests.
    pub tip: String,
}

impl Qml {
    /// The elements of the style, as QML files and project files hold them.
    pub(super) fn elements(&self) -> Vec<Node> {
        let mut all = vec![self.renderer.clone()];
        let points = || (self.shape == Shape::Point).then(obstacles);
        all.extend(self.labels.as_ref().map(Labels::node).or_else(points));
        all.push(self.alias_node());
        all.push(Node::text("mapTip", self.tip.clone()));
        all.extend([
            Node::text("blendMode", "0"),
            Node::text("featureBlendMode", "0"),
            Node::text("layerOpacity", "1"),
        ]);
        all
    }

    fn alias_node(&self) -> Node {
        let alias = |(i, (field, name)): (usize, &(&'static str, String))| {
            Node::new("alias").with("index", i).with("field", field).with("name", name)
        };
        Node::new("aliases").add(self.aliases.iter().enumerate().map(alias))
    }

    /// Whether the layer takes part in placing names, as QGIS writes it.
    pub(super) fn labelled(&self) -> u8 {
        u8::from(self.labels.is_some() || self.shape == Shape::Point)
    }

    /// The style as a file.
    pub(super) fn text(&self) -> String {
        let node =
            style("Symbology|Labeling|Fields|MapTips").with("labelsEnabled", self.labelled()).add(self.elements());
        document(node, self.shape.code())
    }

    /// The style of a table of the layer, in which points have columns and other shapes are left out.
    pub(super) fn table(&self) -> String {
        match self.shape {
            Shape::Point => self.text(),
            Shape::Polygon => document(style("Fields").add([self.alias_node()]), NO_SHAPE),
        }
    }
}

/// The number by which QGIS knows layers without shapes.
const NO_SHAPE: u8 = 4;

fn style(categories: &'static str) -> Node {
    Node::new("qgis").with("version", "3.22.0").with("styleCategories", categories)
}

fn document(style: Node, shape: u8) -> String {
    style
        .add([Node::text("layerGeometryType", shape.to_string())])
        .document("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>")
}

/// A renderer of rules; what has the higher `field` is drawn first where one is named, and circles after all areas.
pub(super) fn by_rules(rules: &[Rule], largest_first: Option<&'static str>) -> Node {
    let circles = rules.iter().flat_map(|r| &r.looks).any(|look| matches!(look, Look::Circle { .. }));
    let rule = |(i, rule): (usize, &Rule)| {
        let node = Node::new("rule").with("key", format!("{{{}}}", rule.key)).with("symbol", i);
        let filter = rule.test.expression();
        let node = if filter.is_empty() { node } else { node.with("filter", filter) };
        node.with("label", &rule.label)
    };
    let symbols = rules.iter().enumerate().map(|(i, rule)| symbol(&i.to_string(), &rule.looks));
    let node = renderer("RuleRenderer", circles, largest_first.is_some()).add([
        Node::new("rules").with("key", "{all}").add(rules.iter().enumerate().map(rule)),
        Node::new("symbols").add(symbols),
    ]);
    node.add(largest_first.map(|field| {
        let clause = Node::text("orderByClause", format!("\"{field}\"")).with("asc", 0).with("nullsFirst", 0);
        Node::new("orderby").add([clause])
    }))
}

fn renderer(kind: &'static str, levels: bool, ordered: bool) -> Node {
    Node::new("renderer-v2")
        .with("type", kind)
        .with("symbollevels", u8::from(levels))
        .with("enableorderby", u8::from(ordered))
        .with("forceraster", 0)
}

/// A range of values with its line in the legend and its colour.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Range {
    pub low: f64,
    pub high: f64,
    pub label: String,
    pub color: Color,
}

/// A renderer of ranges of a field, which QGIS can classify anew; `ramp` are the colours from which it takes them then.
pub(super) fn by_ranges(field: &'static str, ranges: &[Range], ramp: &[Color], line: (Color, f64)) -> Node {
    let area = |color: Color| [Look::Area { fill: Some(color), line: Some(line) }];
    let range = |(i, range): (usize, &Range)| {
        let node = Node::new("range").with("symbol", i).with("lower", range.low).with("upper", range.high);
        node.with("label", &range.label).with("render", "true")
    };
    let symbols = ranges.iter().enumerate().map(|(i, r)| symbol(&i.to_string(), &area(r.color)));
    let middle = ramp.get(ramp.len() / 2).copied().unwrap_or(WHITE);
    renderer("graduatedSymbol", false, false).with("attr", field).with("graduatedMethod", "GraduatedColor").add([
        Node::new("ranges").add(ranges.iter().enumerate().map(range)),
        Node::new("symbols").add(symbols),
        Node::new("source-symbol").add([symbol("0", &area(middle))]),
        color_ramp(ramp),
        Node::new("classificationMethod").with("id", "Quantile").add([
            Node::new("symmetricMode").with("enabled", 0).with("symmetrypoint", 0).with("astride", 0),
            Node::new("labelFormat").with("format", "%1 - %2").with("labelprecision", 2).with("trimtrailingzeroes", 1),
        ]),
    ])
}

/// A gradient through colours at even steps.
fn color_ramp(colors: &[Color]) -> Node {
    let [first, last] = [colors.first(), colors.last()].map(|c| c.copied().unwrap_or(WHITE));
    let last_index = colors.len().saturating_sub(1).max(1);
    let stop = |(i, color): (usize, &Color)| format!("{};{}", i as f64 / last_index as f64, rgba(*color));
    let stops: Vec<String> = colors.iter().enumerate().take(last_index).skip(1).map(stop).collect();
    let values = [
        option("color1", rgba(first)),
        option("color2", rgba(last)),
        option("discrete", 0),
        option("rampType", "gradient"),
        option("stops", stops.join(":")),
    ];
    Node::new("colorramp").with("type", "gradient").with("name", "[source]").add([options(values)])
}

/// No names, and none of other layers over the features of this one.
fn obstacles() -> Node {
    let rendering = Node::new("rendering").with("drawLabels", 0).with("obstacle", 1).with("obstacleFactor", 1);
    let settings = Node::new("settings").with("calloutType", "simple").add([rendering]);
    Node::new("labeling").with("type", "simple").add([settings])
}

impl Labels {
    fn node(&self) -> Node {
        let halo = Node::new("text-buffer")
            .with("bufferDraw", 1)
            .with("bufferSize", 0.8)
            .with("bufferSizeUnits", "Point")
            .with("bufferColor", rgba(WHITE))
            .with("bufferOpacity", 1)
            .with("bufferJoinStyle", 128)
            .with("bufferNoFill", 1);
        let families = ["Noto Sans", "Open Sans", "DejaVu Sans"].map(|name| Node::new("family").with("name", name));
        let style = Node::new("text-style")
            .with("fieldName", self.words)
            .with("isExpression", 1)
            .with("fontFamily", "Inter")
            .with("fontSize", self.size)
            .with("fontSizeUnit", "Point")
            .with("fontWeight", 50)
            .with("namedStyle", "Regular")
            .with("textColor", rgba(self.color))
            .with("textOpacity", 1)
            .add([Node::new("families").add(families), halo]);
        let placement = Node::new("placement").with("priority", 5).with("dist", 0);
        let (placement, distance) = match &self.beside {
            // 4 is horizontal inside the polygon.
            None => (placement.with("placement", 4), None),
            // 6 is around a point, the best sides first.
            Some((field, scale)) => (
                placement
                    .with("placement", 6)
                    .with("distUnits", "Point")
                    .with("offsetType", 0)
                    .with("predefinedPositionOrder", "R,L,TR,BR,TL,BL,T,B")
                    .with("geometryGenerator", DEEP_INSIDE)
                    .with("geometryGeneratorEnabled", 1)
                    .with("geometryGeneratorType", "PointGeometry"),
                Some(("LabelDistance", format!("{NAME_GAP} + {} / 2", circle_diameter(field, scale)))),
            ),
        };
        let rendering = Node::new("rendering").with("drawLabels", 1).with("obstacle", 1).with("obstacleFactor", 1);
        let chosen = [("Show", self.shown.clone()), ("Priority", self.priority.clone())];
        let chosen: Vec<_> = chosen.into_iter().chain(distance).collect();
        let settings = Node::new("settings").with("calloutType", "simple").add([
            style,
            Node::new("text-format"),
            placement,
            rendering.with("displayAll", 0).with("fontLimitPixelSize", 0),
            data_defined("dd_properties", &chosen),
        ]);
        Node::new("labeling").with("type", "simple").add([settings])
    }
}
