//! From rows to incidents: every row gets its bucket, or its place among the incidents.

use jiff::civil;

use super::IncidentOptions;
use super::admin::Shared;
use super::coordinate::shortened;
use super::crs::System;
use super::date::{DateOrder, NotADate, date, from_parts, is_day_number, order};
use super::encoding::mend;
use super::heading::fold;
use super::number::{Mark, count, decimal_mark};
use super::precision;
use super::preset::{Columns, DateColumns, Preset};
use super::table::{Table, Value};
use crate::error::{Error, Result};
use crate::incident::{Date, Grain, Incidents, Named, Precision, Tally, Texts};
use crate::ledger::{Bucket, Ledger};
use crate::name::without_controls;
use crate::unit::LonLat;

/// Why a row is not among the incidents.
pub(super) struct Settled(pub Bucket, pub String);

pub(super) type Judged<T> = std::result::Result<T, Settled>;

pub(super) fn rejected(reason: impl Into<String>) -> Settled {
    Settled(Bucket::Rejected, reason.into())
}

/// What a row says of an incident.
pub(super) struct Found {
    pub date: Option<Date>,
    pub location: Option<LonLat>,
    pub flags: Vec<&'static str>,
}

/// How the numbers and dates of a file are written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Writing {
    pub mark: Mark,
    pub order: Option<DateOrder>,
}

/// One table on its way into incidents and ledger.
pub(super) struct Rows<'a> {
    pub(super) table: &'a Table,
    pub(super) columns: &'a Columns,
    pub(super) options: &'a IncidentOptions,
    pub(super) writing: Writing,
    only: Vec<Vec<String>>,
}

/// Adds the table's rows to the incidents and enters each in the ledger, under the file opened last.
///
/// # Errors
/// `Kind::Data` if a column cannot be understood: mixed decimal marks, undecided dates, an unknown precision.
pub(super) fn append(
    table: &Table,
    columns: &Columns,
    options: &IncidentOptions,
    incidents: &mut Incidents,
    ledger: &mut Ledger,
) -> Result<()> {
    let rows = Rows::new(table, columns, options)?;
    rows.check_system()?;
    let writing = rows.writing;
    append_written((table, columns), (options, writing), incidents, ledger)
}

/// Opens the table's file in the ledger.
pub(super) fn open_file(table: &Table, columns: &Columns, ledger: &mut Ledger) {
    ledger.open(&table.name);
    if let Some(source) = ledger.files.last_mut() {
        source.rows_read = table.rows_read;
        source.notes.extend(table.notes.iter().chain(&columns.notes).cloned());
    }
}

/// As `append`, for a table of which it is known how its numbers and dates are written.
///
/// # Errors
/// `Kind::Data` for an unknown precision.
pub(super) fn append_written(
    (table, columns): (&Table, &Columns),
    (options, writing): (&IncidentOptions, Writing),
    incidents: &mut Incidents,
    ledger: &mut Ledger,
) -> Result<()> {
    let rows = Rows::written(table, columns, options, writing);
    let before = incidents.len();
    let mut shared = Shared::default();
    for row in 0..table.rows.len() {
        let number = table.rows[row].number;
        let id = rows.id(row);
        match rows.judge(row) {
            Err(Settled(bucket, reason)) => ledger.settled(number, &id, bucket, &reason),
            Ok(found) => {
                let precision = rows.precision(row)?;
                let entry = ledger.pending(number, &id);
                ledger.entries[entry].reason = found.flags.join(";");
                incidents.id.push(id);
                incidents.date.push(found.date);
                incidents.location.push(found.location);
                incidents.precision.push(precision);
                incidents.named.push(rows.words(row, precision).map(|words| shared.share(words)));
                incidents.entry.push(entry);
            }
        }
    }
    let kept: Vec<usize> = kept_rows(ledger, &incidents.entry[before..], table.rows.len());
    rows.texts(&kept, before, incidents);
    let mut notes = rows.tallies(&kept, before, incidents);
    notes.extend(rows.note_day_numbers());
    notes.extend(rows.system().and_then(System::note));
    if let Some(source) = ledger.files.last_mut() {
        source.notes.extend(notes);
    }
    Ok(())
}

/// The rows of the table that became incidents: their entries are the last ones of the ledger, in order.
fn kept_rows(ledger: &Ledger, entries: &[usize], rows: usize) -> Vec<usize> {
    let first = ledger.entries.len() - rows;
    entries.iter().map(|entry| entry - first).collect()
}

impl<'a> Rows<'a> {
    fn new(table: &'a Table, columns: &'a Columns, options: &'a IncidentOptions) -> Result<Rows<'a>> {
        let mark = match columns.place {
            Some((lat, lon)) => decimal_mark(table, &[lat, lon])?,
            None => Mark::Point,
        };
        let order = match columns.date {
            DateColumns::One(column) => order(table, column, options.date_order)?,
            _ => options.date_order,
        };
        Ok(Rows::written(table, columns, options, Writing { mark, order }))
    }

    /// Rows of a table of which it is known how its numbers and dates are written.
    pub(super) fn written(
        table: &'a Table,
        columns: &'a Columns,
        options: &'a IncidentOptions,
        writing: Writing,
    ) -> Rows<'a> {
        let only = columns.only.iter().map(|(_, values)| values.iter().map(|v| fold(v)).collect()).collect();
        Rows { table, columns, options, writing, only }
    }

    pub(super) fn heading(&self, column: usize) -> &str {
        self.table.headings[column].trim()
    }

    /// The identifier, byte for byte; a number of a sheet is written without a fraction it does not have.
    pub(super) fn id(&self, row: usize) -> String {
        let Some(column) = self.columns.id else {
            return String::new();
        };
        match self.table.value(row, column) {
            Value::Text(text) => text.to_string(),
            other => display(other),
        }
    }

    pub(super) fn judge(&self, row: usize) -> Judged<Found> {
        if let Some(fault) = &self.table.rows[row].fault {
            return Err(rejected(fault.as_ref()));
        }
        for ((column, _), allowed) in self.columns.only.iter().zip(&self.only) {
            if !matches_one(self.table.value(row, *column), allowed) {
                let reason = format!("column '{}' has none of the values asked for", self.heading(*column));
                return Err(Settled(Bucket::Filtered, reason));
            }
        }
        for column in [self.columns.id, self.columns.precision].into_iter().flatten() {
            if let Value::Broken(what) = self.table.value(row, column) {
                return Err(rejected(format!("column '{}': {what}", self.heading(column))));
            }
        }
        let date = self.date(row)?;
        self.within_period(date)?;
        let (location, flags) = self.location(row)?;
        Ok(Found { date, location, flags })
    }

    fn date(&self, row: usize) -> Judged<Option<Date>> {
        let (column, found) = match self.columns.date {
            DateColumns::None => return Ok(None),
            DateColumns::One(column) => (column, date(self.table.value(row, column), self.writing.order)),
            DateColumns::Parts { year, month, day } => {
                let part = |column: Option<usize>| column.map_or(Value::Empty, |c| self.table.value(row, c));
                (year, from_parts(self.table.value(row, year), part(month), part(day)))
            }
        };
        found.map_err(|NotADate| {
            let what = match self.table.value(row, column) {
                Value::Broken(what) => what.to_string(),
                value => format!("{} is not a date", shortened(&display(value))),
            };
            rejected(format!("column '{}': {what}", self.heading(column)))
        })
    }

    /// Numbers read as days of Excel's 1900 calendar are said aloud: in the 1904 calendar they would be four years later.
    fn note_day_numbers(&self) -> Option<String> {
        let DateColumns::One(column) = self.columns.date else {
            return None;
        };
        let value = |row: &usize| matches!(self.table.value(*row, column), Value::Number(n) if is_day_number(n));
        let first = (0..self.table.rows.len()).find(value)?;
        Some(format!("{}: numbers were read as Excel's day numbers (1900 calendar)", self.table.place(first, column)))
    }

    fn within_period(&self, date: Option<Date>) -> Judged<()> {
        let Some((first, last)) = self.options.period else {
            return Ok(());
        };
        let Some(date) = date else {
            return Err(rejected("no date"));
        };
        let holds = |day: civil::Date| first <= day && day <= last;
        match (holds(date.first), holds(date.last())) {
            (true, true) => Ok(()),
            (false, false) if date.last() < first || date.first > last || date.grain == Grain::Day => {
                Err(Settled(Bucket::Filtered, "outside the period".to_string()))
            }
            _ => Err(Settled(Bucket::Filtered, "date too coarse for the period".to_string())),
        }
    }

    /// # Errors
    /// `Kind::Data` for a code that the scale does not have: guessing would put incidents in wrong districts.
    pub(super) fn precision(&self, row: usize) -> Result<Precision> {
        let Some(column) = self.columns.precision else {
            return Ok(Precision::Unstated);
        };
        let value = self.table.value(row, column);
        let found = match self.columns.preset {
            Preset::Acled => precision::acled(value),
            _ => precision::sind(value),
        };
        found.map_err(|what| {
            Error::data(format!("{}: unknown precision {what}", self.table.place(row, column))).hint(
                "correct the value, or choose the preset whose codes these are (sind: 1 to 7 and 'censored', acled: 1 to 3)",
            )
        })
    }

    /// What the row says of its place in words.
    ///
    /// ACLED puts an event of which only a larger region is known at a place within it, such as the provincial capital,
    /// and fills in that place's district (codebook, "geo-precision" 3): such a district is not known.
    pub(super) fn words(&self, row: usize, precision: Precision) -> Option<Named> {
        let admin = &self.columns.admin;
        let said = |column: Option<usize>| match column.map(|c| (c, self.table.value(row, c))) {
            Some((column, Value::Text(_))) => self.said(row, column),
            _ => String::new(),
        };
        // a number may be a code, though it is no name
        let code = |column: Option<usize>| match column.map(|c| (c, self.table.value(row, c))) {
            Some((column, Value::Text(_) | Value::Number(_))) => self.said(row, column),
            _ => String::new(),
        };
        let mut words = Named { region: said(admin.region), region_code: code(admin.region_code), ..Named::default() };
        if !(self.columns.preset == Preset::Acled && precision == Precision::Region) {
            words.district = said(admin.district);
            words.district_code = code(admin.district_code);
        }
        (!words.is_empty()).then_some(words)
    }

    /// The text of a cell, mended of mojibake and blanks; empty where a publisher writes that he does not say.
    fn said(&self, row: usize, column: usize) -> String {
        let text = display(self.table.value(row, column));
        let text = text.trim();
        let said = mend(text).unwrap_or_else(|| text.to_string());
        match fold(&said).as_str() {
            "censored" | "censored by hdx" => String::new(),
            folded if folded.starts_with("no information") || folded == "noinformation" => String::new(),
            _ => without_controls(&said).unwrap_or(said),
        }
    }

    /// Adds the texts of the kept rows that were asked for.
    fn texts(&self, kept: &[usize], before: usize, incidents: &mut Incidents) {
        for (name, column) in &self.columns.texts {
            let values = kept.iter().map(|row| self.said(*row, *column));
            let texts = match incidents.texts.iter().position(|t| t.name == *name) {
                Some(index) => &mut incidents.texts[index],
                None => {
                    incidents.texts.push(Texts { name: name.clone(), values: Vec::new() });
                    incidents.texts.last_mut().expect("one was pushed just now")
                }
            };
            texts.values.resize(before, String::new());
            texts.values.extend(values);
        }
        let length = incidents.id.len();
        incidents.texts.iter_mut().for_each(|t| t.values.resize(length, String::new()));
    }

    /// Adds the counts of the kept rows; answers notes on cells that are no counts.
    fn tallies(&self, kept: &[usize], before: usize, incidents: &mut Incidents) -> Vec<String> {
        let mut notes = Vec::new();
        for (name, column) in &self.columns.tallies {
            let (mut odd, mut first) = (0, None);
            let values = kept.iter().map(|row| {
                let value = self.table.value(*row, *column);
                let blank = matches!(value, Value::Empty) || matches!(value, Value::Text(t) if t.trim().is_empty());
                let number = count(value).and_then(|n| u32::try_from(n).ok());
                if number.is_none() && !blank {
                    odd += 1;
                    first.get_or_insert(self.table.rows[*row].number);
                }
                number
            });
            let values: Vec<Option<u32>> = values.collect();
            let tally = match incidents.tallies.iter().position(|t| t.name == *name) {
                Some(index) => &mut incidents.tallies[index],
                None => {
                    incidents.tallies.push(Tally { name: name.clone(), values: Vec::new() });
                    incidents.tallies.last_mut().expect("one was pushed just now")
                }
            };
            tally.values.resize(before, None);
            tally.values.extend(values);
            if let Some(first) = first {
                notes.push(format!(
                    "column '{}': values that are not counts were left empty: {odd}, the first in {} {first}",
                    self.heading(*column),
                    self.table.unit
                ));
            }
        }
        let length = incidents.id.len();
        incidents.tallies.iter_mut().for_each(|t| t.values.resize(length, None));
        notes
    }
}

/// A cell as text, for identifiers and messages.
pub(super) fn display(value: Value<'_>) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(text) | Value::Broken(text) => text.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Day(day) => day.to_string(),
        Value::Bool(true) => "TRUE".to_string(),
        Value::Bool(false) => "FALSE".to_string(),
    }
}

/// Whether the cell is one of the (folded) values.
pub(super) fn matches_one(value: Value<'_>, allowed: &[String]) -> bool {
    match value {
        Value::Text(text) if text.is_ascii() && !text.trim().contains("  ") => {
            allowed.iter().any(|a| a.eq_ignore_ascii_case(text.trim()))
        }
        other => {
            let folded = fold(&display(other));
            allowed.contains(&folded)
        }
    }
}

#[cfg(test)]
#[path = "incident_rows_tests.rs"]
mod tests;
