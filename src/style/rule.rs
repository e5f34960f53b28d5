//! Rules: which features of a layer look how, whatever the program that draws them.

use super::xml::Node;
use crate::classify::CircleScale;
use crate::color::Color;

/// A rule with its line in the legend.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rule {
    /// Tells it from the others of its layer: lower case, without blanks.
    pub key: String,
    /// What the legend says.
    pub label: String,
    /// The features that it holds for.
    pub test: Test,
    /// How they are drawn, lowest first.
    pub looks: Vec<Look>,
}

/// What is asked of the attributes of a feature.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    /// Nothing.
    Any,
    /// That a field is null.
    Null(&'static str),
    /// That a field has the whole number.
    Number(&'static str, usize),
    /// That a field is above a number.
    Above(&'static str, f64),
    /// That a field is from a number to under another one; `None` is open.
    Between(&'static str, Option<f64>, Option<f64>),
    /// That a field has the text, or has not.
    Text(&'static str, &'static str, bool),
    /// All of these.
    All(Vec<Test>),
}

/// How a feature is drawn. Lengths are points on paper.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Look {
    /// An area, with a line around it where there is one.
    Area { fill: Option<Color>, line: Option<(Color, f64)> },
    /// The lines of no data.
    Hatch,
    /// A disc of a diameter.
    Disc { fill: Color, diameter: f64 },
    /// A ring of a diameter from middle to middle of its line.
    Ring { line: (Color, f64), diameter: f64 },
    /// A square with a side and a line around it.
    Square { fill: Color, line: (Color, f64), side: f64 },
    /// A circle deep inside an area, as large as its field says.
    Circle { fill: Color, line: (Color, f64), field: &'static str, scale: CircleScale },
}

impl Test {
    /// As an expression of QGIS.
    pub(super) fn expression(&self) -> String {
        match self {
            Test::Any => String::new(),
            Test::Null(field) => format!("\"{field}\" IS NULL"),
            Test::Number(field, number) => format!("\"{field}\" = {number}"),
            Test::Above(field, number) => format!("\"{field}\" > {number}"),
            Test::Between(field, low, high) => {
                let low = low.map(|v| format!("\"{field}\" >= {v}"));
                let high = high.map(|v| format!("\"{field}\" < {v}"));
                low.into_iter().chain(high).collect::<Vec<_>>().join(" AND ")
            }
            Test::Text(field, text, true) => format!("\"{field}\" = '{text}'"),
            Test::Text(field, text, false) => format!("\"{field}\" <> '{text}'"),
            Test::All(tests) => tests.iter().map(Test::expression).collect::<Vec<_>>().join(" AND "),
        }
    }

    /// As a condition of OGC's Filter Encoding 1.0; `None` if nothing is asked.
    pub(super) fn filter(&self) -> Option<Node> {
        let field = |name: &'static str| Node::text("ogc:PropertyName", name);
        let compared = |operator: &'static str, name: &'static str, value: String| {
            Node::new(operator).add([field(name), Node::text("ogc:Literal", value)])
        };
        Some(match self {
            Test::Any => return None,
            Test::Null(name) => Node::new("ogc:PropertyIsNull").add([field(name)]),
            Test::Number(name, number) => compared("ogc:PropertyIsEqualTo", name, number.to_string()),
            Test::Above(name, number) => compared("ogc:PropertyIsGreaterThan", name, number.to_string()),
            Test::Between(name, low, high) => {
                let low = low.map(|v| compared("ogc:PropertyIsGreaterThanOrEqualTo", name, v.to_string()));
                let high = high.map(|v| compared("ogc:PropertyIsLessThan", name, v.to_string()));
                return all(low.into_iter().chain(high).collect());
            }
            Test::Text(name, text, true) => compared("ogc:PropertyIsEqualTo", name, (*text).to_string()),
            Test::Text(name, text, false) => compared("ogc:PropertyIsNotEqualTo", name, (*text).to_string()),
            Test::All(tests) => return all(tests.iter().filter_map(Test::filter).collect()),
        })
    }
}

fn all(mut conditions: Vec<Node>) -> Option<Node> {
    if conditions.len() > 1 { Some(Node::new("ogc:And").add(conditions)) } else { conditions.pop() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_end_asks_nothing() {
        assert_eq!(Test::Between("density", None, Some(0.2)).expression(), "\"density\" < 0.2");
        assert_eq!(
            Test::Between("density", Some(0.2), Some(0.5)).expression(),
            "\"density\" >= 0.2 AND \"density\" < 0.5"
        );
        assert_eq!(Test::Between("density", None, None).filter(), None);
        assert_eq!(Test::Any.filter(), None);
    }
}
