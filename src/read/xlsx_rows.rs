//! The cells of a sheet as the rows of tables.

use super::table::{Glance, Table, Value};
use super::xlsx_book::{Cell, Content};
use crate::error::{Error, Kind, Result};

/// Beyond this many digits a number in a cell has lost some.
const EXACT: f64 = 9_007_199_254_740_992.0;
/// Bytes of text that one cell, and all that are kept of a sheet, may have: a text of the workbook can stand in many cells.
const MOST_IN_CELL: usize = 16 << 20;
const MOST_TEXT: usize = 1 << 30;

/// A table on its way from cells to rows.
pub(super) struct Filling {
    table: Table,
    /// The row of the headings; rows up to it hold no data.
    head: u32,
    columns: u32,
    /// The row begun last.
    row: Option<u32>,
    glance: Glance,
    /// The first cell beyond the headings, and the first number that has lost digits.
    stray: Option<String>,
    long: Option<String>,
    /// Bytes of text kept so far, and when the table was begun.
    text: usize,
    text_before: usize,
}

impl Filling {
    /// An empty table below the row of its headings, counted from 0.
    pub(super) fn new(table: Table, head: u32) -> Filling {
        let columns = table.headings.len() as u32;
        let (glance, text) = (Glance::default(), 0);
        Filling { table, head, columns, row: None, glance, stray: None, long: None, text, text_before: text }
    }

    /// Takes the next cell.
    ///
    /// # Errors
    /// `Kind::Limit` if there is more text than is read.
    pub(super) fn take(&mut self, (row, column, content): Cell<'_>) -> Result<()> {
        if row <= self.head {
            return Ok(());
        }
        if self.row != Some(row) {
            self.end();
            self.table.begin(u64::from(row) + 1);
            self.row = Some(row);
        }
        if column >= self.columns {
            self.stray.get_or_insert_with(|| address(row, column));
            return Ok(());
        }
        self.put((row, column), content)
    }

    /// Stores a cell if its column is kept, and lets the row's glance see it.
    fn put(&mut self, (row, column): (u32, u32), content: Content<'_>) -> Result<()> {
        match content {
            Content::Empty => return Ok(()),
            Content::Text(text) => self.glance.see(text),
            _ => self.glance.see_value(),
        }
        let index = column as usize;
        if !self.table.keeps(index) {
            return Ok(());
        }
        if let Content::Text(text) | Content::Time(text) = content {
            self.text += text.len();
            if text.len() > MOST_IN_CELL || self.text > MOST_TEXT {
                let place = format!("{}, cell {}", self.table.name, address(row, column));
                return Err(Error::new(Kind::Limit, format!("{place}: more text than is read from a workbook"))
                    .hint("16 MiB a cell and 1 GiB a sheet are read: keep only the columns that are needed"));
            }
        }
        match content {
            Content::Empty => {}
            Content::Text(text) | Content::Time(text) => self.table.put(index, Value::Text(text)),
            Content::Number(number) => {
                if number.abs() >= EXACT {
                    self.long.get_or_insert_with(|| address(row, column));
                }
                self.table.put(index, Value::Number(number));
            }
            Content::Bool(truth) => self.table.put(index, Value::Bool(truth)),
            Content::Day(day) => self.table.put(index, Value::Day(day)),
            Content::Broken(what) => {
                self.table.put(index, Value::Broken(&format!("cell {} {what}", address(row, column))));
            }
        }
        Ok(())
    }

    /// The row that a cell begins, counted from 0, if so many rows or so much text stand before it.
    pub(super) fn full(&self, (row, ..): Cell<'_>, rows: usize, text: usize) -> Option<u32> {
        let full = self.table.rows.len() >= rows || self.text - self.text_before >= text;
        self.row.filter(|last| *last != row && full).map(|_| row)
    }

    /// The rows so far; those that follow go into an empty table.
    pub(super) fn cut(&mut self, mut empty: Table) -> Table {
        self.end();
        self.row = None;
        self.text_before = self.text;
        empty.tags_possible = self.table.tags_possible && self.table.rows_read == 0;
        std::mem::replace(&mut self.table, empty)
    }

    fn end(&mut self) {
        let glance = std::mem::take(&mut self.glance);
        if self.row.is_some() {
            self.table.end(&glance);
        }
    }

    /// The rows after the last cell, with what is to be said of the sheet; and the row after them, counted from 0, if there is
    /// any.
    pub(super) fn last(mut self) -> (Table, Option<u32>) {
        self.end();
        if let Some(first) = self.stray {
            self.table.notes.push(format!("cells beyond the headings were passed over, the first in {first}"));
        }
        if let Some(first) = self.long {
            let lost = format!("numbers of more than 15 digits have lost digits in the workbook, the first in {first}");
            self.table.notes.push(lost);
        }
        (self.table, self.row.map(|row| row + 1))
    }
}

/// A cell's address as a spreadsheet shows it, such as `F12`; both indices count from 0.
pub(super) fn address(row: u32, column: u32) -> String {
    let (mut letters, mut rest) = (Vec::new(), column + 1);
    while rest > 0 {
        rest -= 1;
        letters.insert(0, (b'A' + (rest % 26) as u8) as char);
        rest /= 26;
    }
    format!("{}{}", letters.into_iter().collect::<String>(), row + 1)
}
