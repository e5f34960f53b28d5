//! What is known of a file before its rows are read.

use super::super::admin::Admin;
use super::super::heading::{Headings, fold};
use super::super::precision;
use super::super::preset::{Columns, Preset};
use super::super::table::{Table, Value};
use super::Ask;
use crate::error::{Error, Result};
use crate::incident::Precision;

/// A file of which the headings are known, and what is wanted of its rows.
pub(super) struct Plan<'a> {
    pub name: &'a str,
    /// What a row's number counts: `line` or `row`.
    pub unit: &'static str,
    pub headings: &'a [String],
    pub columns: &'a Columns,
    pub category: Option<usize>,
    pub ask: &'a Ask<'a>,
    /// Values that are asked for, folded.
    pub only: Vec<Vec<String>>,
    /// First and last day asked for, as numbers such as 20240331.
    pub period: Option<(u32, u32)>,
    /// Whether incidents count whose file has no column of precisions.
    pub unstated: bool,
    /// Whether a place that does not count may still be settled by words.
    pub worded: bool,
}

/// The columns that a stream needs, and that of the categories.
///
/// # Errors
/// As `Columns::find`; `Kind::Data` if there is no column for the categories.
pub(super) fn wanted(name: &str, headings: &[String], ask: &Ask<'_>) -> Result<(Columns, Option<usize>)> {
    let mut columns = Columns::find(name, headings, ask.options)?;
    // nobody asks a stream for counts of people, nor for regions that help to find no district
    if ask.words.is_none() || !columns.admin.has_district() {
        columns.admin = Admin::default();
    }
    columns.tallies.clear();
    let category = ask.category.map(|c| Headings::new(name, headings).named(c)).transpose()?;
    Ok((columns, category))
}

/// What is not looked at where rows are only counted.
pub(super) fn uncompared(columns: &Columns) -> Option<String> {
    let both = columns.admin.district_code.is_some() && columns.place.is_some();
    both.then(|| "P-codes were not compared with coordinates: cercle check does that, and join --ledger".to_string())
}

impl<'a> Plan<'a> {
    /// A file with the headings, of which the columns are known; its rows are counted by the unit.
    pub(super) fn new(
        (name, unit): (&'a str, &'static str),
        headings: &'a [String],
        (columns, category): &'a (Columns, Option<usize>),
        ask: &'a Ask<'a>,
    ) -> Plan<'a> {
        let day = |d: jiff::civil::Date| (d.year() as u32 * 100 + d.month() as u32) * 100 + d.day() as u32;
        Plan {
            name,
            unit,
            headings,
            columns,
            category: *category,
            ask,
            only: columns.only.iter().map(|(_, values)| values.iter().map(|v| fold(v)).collect()).collect(),
            period: ask.options.period.map(|(first, last)| (day(first), day(last))),
            unstated: ask.counted.contains(&Precision::Unstated),
            worded: columns.admin.has_district(),
        }
    }

    /// The columns whose values are kept for the careful way.
    pub(super) fn kept(&self) -> Vec<usize> {
        self.columns.wanted().into_iter().chain(self.category).collect()
    }

    /// An empty table for rows that go the careful way.
    pub(super) fn table(&self) -> Table {
        Table::new(self.name.to_string(), self.unit, self.headings.to_vec(), &self.kept())
    }

    /// An error of a row without the file and line, which are only known when all parts before it are read.
    pub(super) fn at_its_row(&self, row: u64, error: Error) -> Error {
        let place = format!("{}, {} {row}", self.name, self.unit);
        let message = error.message.strip_prefix(&place).unwrap_or(&error.message).to_string();
        Error { message, ..error }
    }

    /// The error of a row with the file and its number there.
    pub(super) fn fault(&self, row: u64, error: Error) -> Error {
        let colon = if error.message.starts_with(',') { "" } else { ": " };
        let message = format!("{}, {} {row}{colon}{}", self.name, self.unit, error.message);
        Error { message, ..error }
    }

    /// Whether a precision counts; `None` if it is not plainly on the scale.
    pub(super) fn counts(&self, text: &[u8]) -> Option<bool> {
        let text = std::str::from_utf8(text).ok()?;
        let value = if text.is_empty() { Value::Empty } else { Value::Text(text) };
        let found = match self.columns.preset {
            Preset::Acled => precision::acled(value),
            _ => precision::sind(value),
        };
        found.ok().map(|p| self.ask.counted.contains(&p))
    }
}
