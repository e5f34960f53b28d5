//! Years in a project file: numbers, or variables that stand for them.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::schema::VARIABLE;

/// A calendar year: a number. A text such as "{year}" has become one before it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Year(pub i16);

/// A year, or several.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a year, such as 2022, or first and last year, such as [2022, 2023]")]
pub enum Years {
    /// A year.
    One(Year),
    /// First and last year.
    Span([Year; 2]),
}

impl JsonSchema for Year {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Year".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["integer", "string"], "pattern": VARIABLE })
    }
}
