//! What became of the rows of one part of a file.

use super::super::date::{ASK_ORDER, DateOrder, order_evidence};
use super::super::incident_rows::Writing;
use super::super::number::{Mark, mark_evidence};
use super::super::preset::{Columns, DateColumns};
use super::super::table::Table;
use crate::error::{Error, Result};
use crate::gazetteer::Misses;
use crate::ledger::{Bucket, Marks};

/// Rejected rows that a part names; the others are only counted.
const NAMED: usize = 5;

/// The account of one part. Rows are numbered from its beginning, where `0` is the first line.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// Lines, or whatever rows are numbered by, in the part.
    pub lines: u64,
    pub rows: u64,
    pub empty_rows: u64,
    /// Rows in each bucket, in the order of `Bucket::ALL`; located rows that count are under `Joined`.
    pub buckets: [u64; Bucket::ALL.len()],
    /// Rows under `Joined` that words have settled, and words that settle nothing.
    pub marks: Marks,
    pub misses: Misses,
    /// The first rejected rows and why.
    pub rejected: Vec<(u64, String)>,
    pub evidence: Evidence,
    pub notes: Vec<String>,
    /// Why the reading cannot go on, and in which row.
    pub fault: Option<(u64, Error)>,
}

impl Part {
    /// Counts a row.
    pub(super) fn count(&mut self, bucket: Bucket) {
        self.count_many(bucket, 1);
    }

    /// Counts rows.
    pub(super) fn count_many(&mut self, bucket: Bucket, rows: u64) {
        let index = Bucket::ALL.iter().position(|b| *b == bucket);
        self.buckets[index.expect("ALL has every bucket")] += rows;
    }

    /// Counts a rejected row.
    pub(super) fn reject(&mut self, row: u64, reason: String) {
        self.count(Bucket::Rejected);
        if self.rejected.len() < NAMED {
            self.rejected.push((row, reason));
        }
    }
}

/// The first cells that show how numbers and dates are written: row and column.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Evidence {
    pub point: Cell,
    comma: Cell,
    dmy: Cell,
    mdy: Cell,
    undecided: Cell,
}

type Cell = Option<(u64, usize)>;

fn earlier(a: Cell, b: Cell) -> Cell {
    a.into_iter().chain(b).min()
}

impl Evidence {
    /// What the rows of a table show.
    pub(super) fn of(table: &Table, columns: &Columns) -> Evidence {
        let number = |row: usize| table.rows[row].number;
        let mut found = Evidence::default();
        if let Some((lat, lon)) = columns.place {
            let cells = mark_evidence(table, &[lat, lon]).map(|cell| cell.map(|(row, column)| (number(row), column)));
            [found.point, found.comma] = cells;
        }
        if let DateColumns::One(column) = columns.date {
            let cells = order_evidence(table, column).map(|row| row.map(|row| (number(row), column)));
            [found.dmy, found.mdy, found.undecided] = cells;
        }
        found
    }

    /// Both together, the other's rows counted from so many further on.
    pub(super) fn and(self, other: Evidence, from: u64) -> Evidence {
        let both = |a, b: Cell| earlier(a, b.map(|(row, column)| (row + from, column)));
        Evidence {
            point: both(self.point, other.point),
            comma: both(self.comma, other.comma),
            dmy: both(self.dmy, other.dmy),
            mdy: both(self.mdy, other.mdy),
            undecided: both(self.undecided, other.undecided),
        }
    }

    /// Whether nothing that further rows show can change how numbers and dates are written.
    pub(super) fn decides(&self, declared: Option<DateOrder>) -> bool {
        let mark = self.point.is_some() || self.comma.is_some();
        let order = declared.is_some() || self.dmy.is_some() || self.mdy.is_some() || self.undecided.is_none();
        mark && order
    }

    /// How numbers and dates are written, going by what was seen so far; contradictions are left for `check`.
    pub(super) fn writing(&self, declared: Option<DateOrder>) -> Writing {
        let mark = if self.comma.is_some() && self.point.is_none() { Mark::Comma } else { Mark::Point };
        let found = if self.dmy.is_some() { Some(DateOrder::Dmy) } else { self.mdy.map(|_| DateOrder::Mdy) };
        Writing { mark, order: declared.or(found) }
    }

    /// Makes sure that the rows of the whole file do not contradict each other, nor leave it open what a date means.
    ///
    /// # Errors
    /// `Kind::Data` naming the cells.
    pub(super) fn check(
        &self,
        (file, unit): (&str, &str),
        headings: &[String],
        declared: Option<DateOrder>,
    ) -> Result<()> {
        let place = |(row, column): (u64, usize)| format!("{file}, {unit} {row}, column '{}'", headings[column]);
        if let (Some(point), Some((comma, _))) = (self.point, self.comma) {
            return Err(Error::data(format!(
                "{}: a number with a decimal point, but {unit} {comma} has a decimal comma",
                place(point)
            ))
            .hint("write all numbers of the file with the same decimal mark"));
        }
        let what = match (declared, self.dmy, self.mdy, self.undecided) {
            (None, Some(dmy), Some((mdy, _)), _) => {
                format!("{}: the day comes first, but in {unit} {mdy} the month does", place(dmy))
            }
            (None, None, None, Some(cell)) => {
                format!("{}: day or month first? no date of the column has a number above 12 to tell", place(cell))
            }
            _ => return Ok(()),
        };
        Err(Error::data(what).hint(ASK_ORDER))
    }
}
