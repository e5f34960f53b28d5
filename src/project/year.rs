//! Years in a project file: numbers, or texts that a variable was filled into.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use super::schema::VARIABLE;

/// A calendar year: a number, or in a file with variables a text such as "{year}".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

impl<'de> Deserialize<'de> for Year {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Year, D::Error> {
        struct Digits;

        impl Visitor<'_> for Digits {
            type Value = Year;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a calendar year, such as 2022")
            }

            fn visit_i64<E: Error>(self, year: i64) -> Result<Year, E> {
                i16::try_from(year).map(Year).map_err(|_| E::custom(format!("{year} is no calendar year")))
            }

            fn visit_u64<E: Error>(self, year: u64) -> Result<Year, E> {
                i16::try_from(year).map(Year).map_err(|_| E::custom(format!("{year} is no calendar year")))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Year, E> {
                text.parse().map(Year).map_err(|_| E::custom(format!("'{text}' is no calendar year")))
            }
        }

        deserializer.deserialize_any(Digits)
    }
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
