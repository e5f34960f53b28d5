//! Figures without a map: key figures and bars, set on the same page as the maps that they stand beside.

mod axis;
mod bars;
mod columns;
mod page;
mod rows;
mod strip;
mod table;

pub use bars::{By, Drawn, bars_figure};
pub use strip::{Block, KeyFigure, Origin, strip_figure};

use crate::error::{Error, Result};
use crate::measure::Findings;

/// Refuses a count that no incident file has.
pub(super) fn no_count(findings: &Findings, name: &str) -> Error {
    let names: Vec<&str> = findings.incidents.tallies.iter().map(|t| t.name.as_str()).collect();
    let known = if names.is_empty() { "none".to_string() } else { names.join(", ") };
    Error::project(format!("the incidents have no count named '{name}'")).hint(format!("they have: {known}"))
}

/// What a measure answers for the count of that name, or for incidents.
fn of_count<'a, T>(
    findings: &Findings,
    count: Option<&'a str>,
    measure: impl Fn(Option<&'a str>) -> Option<T>,
) -> Result<T> {
    measure(count).ok_or_else(|| no_count(findings, count.unwrap_or_default()))
}
