//! What is known of a table before its rows are read, and which of its columns can be read straight from the bytes.

use encoding_rs::WINDOWS_1252;

use super::super::heading::fold;
use super::super::precision;
use super::super::preset::{Columns, DateColumns, Preset};
use super::super::table::Value;
use super::Ask;
use super::scan::{Class, classes};
use crate::error::Error;

/// Places of a row's values in `Lane::spans`.
pub(super) const LAT: usize = 0;
pub(super) const LON: usize = 1;
pub(super) const DATE: usize = 2;
pub(super) const PRECISION: usize = 3;
pub(super) const CATEGORY: usize = 4;
pub(super) const ONLY: usize = 5;
const MOST_ONLY: usize = 8;
pub(super) const NOWHERE: usize = ONLY + MOST_ONLY;

/// What is known of a file before its rows are read.
pub(super) struct Sheet<'a> {
    pub name: &'a str,
    pub headings: &'a [String],
    pub columns: &'a Columns,
    pub category: Option<usize>,
    pub separator: u8,
    pub ask: &'a Ask<'a>,
    /// For each column the place of its value; empty if no row can be read straight from the bytes.
    pub slots: Vec<usize>,
    pub classes: [Class; 256],
    /// Values that are asked for, folded.
    pub only: Vec<Vec<String>>,
    /// First and last day asked for, as numbers such as 20240331.
    pub period: Option<(u32, u32)>,
}

impl<'a> Sheet<'a> {
    /// A file with the headings, of which the columns are known.
    pub(super) fn new(
        name: &'a str,
        (headings, separator): (&'a [String], u8),
        (columns, category): (&'a Columns, Option<usize>),
        ask: &'a Ask<'a>,
    ) -> Sheet<'a> {
        let day = |d: jiff::civil::Date| (d.year() as u32 * 100 + d.month() as u32) * 100 + d.day() as u32;
        Sheet {
            name,
            headings,
            columns,
            category,
            separator,
            ask,
            slots: slots(headings.len(), columns, category).unwrap_or_default(),
            classes: classes(separator),
            only: columns.only.iter().map(|(_, values)| values.iter().map(|v| fold(v)).collect()).collect(),
            period: ask.options.period.map(|(first, last)| (day(first), day(last))),
        }
    }

    /// The columns whose values are kept for the careful way.
    pub(super) fn kept(&self) -> Vec<usize> {
        self.columns.wanted().into_iter().chain(self.category).collect()
    }
}

/// For each column where its value goes; `None` if a column has two purposes or the rows have no plain place and date.
fn slots(headings: usize, columns: &Columns, category: Option<usize>) -> Option<Vec<usize>> {
    let mut slots = vec![NOWHERE; headings];
    let (lat, lon) = columns.place?;
    let date = match columns.date {
        DateColumns::None => None,
        DateColumns::One(column) => Some(column),
        DateColumns::Parts { .. } => return None,
    };
    if columns.only.len() > MOST_ONLY {
        return None;
    }
    let only = columns.only.iter().enumerate().map(|(i, (column, _))| (Some(*column), ONLY + i));
    let named =
        [(Some(lat), LAT), (Some(lon), LON), (date, DATE), (columns.precision, PRECISION), (category, CATEGORY)];
    for (column, slot) in named.into_iter().chain(only) {
        let Some(column) = column else { continue };
        if std::mem::replace(&mut slots[column], slot) != NOWHERE {
            return None;
        }
    }
    Some(slots)
}

impl Sheet<'_> {
    /// An error of a row without the file and line, which are only known when all parts before it are read.
    pub(super) fn at_its_row(&self, line: u64, error: Error) -> Error {
        let place = format!("{}, line {line}", self.name);
        let message = error.message.strip_prefix(&place).unwrap_or(&error.message).to_string();
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

/// UTF-8, or else Windows-1252.
pub(super) fn decoded(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}
