//! Excel workbooks as tables: which sheet, which columns, row by row.

use super::apart::Apart;
use super::encoding::is_zip;
use super::heading::fold;
use super::input::Input;
use super::table::{Choose, Glance, Table, Value};
use super::xlsx_book::{Book, Cell, Content, Sheets, Visit};
use crate::error::{Error, Kind, Result, nearest};

/// Beyond this many digits a number in a cell has lost some.
const EXACT: f64 = 9_007_199_254_740_992.0;
/// Bytes of text that one cell, and all that are kept of a sheet, may have: a text of the workbook can stand in many cells.
const MOST_IN_CELL: usize = 16 << 20;
const MOST_TEXT: usize = 1 << 30;

/// Reads the sheet that is named, or else the one whose headings can be used.
pub(super) fn xlsx_table((input, bytes): (&Input, &[u8]), sheet: Option<&str>, choose: Choose<'_>) -> Result<Table> {
    let name = &input.name();
    if !is_zip(bytes) {
        return Err(Error::data(format!("{name}: not an Excel workbook (.xlsx)"))
            .hint("old (.xls) and password-protected workbooks must be saved as .xlsx without a password"));
    }
    match input {
        Input::Apart { program, .. } => {
            let (mut book, sheets) = Apart::open(program, name, bytes)?;
            read_sheet(name, &sheets, (sheet, choose), |index, visit| book.cells(index, visit))
        }
        Input::File(_) | Input::Bundled { .. } | Input::Bytes { .. } => {
            let mut book = Book::open(name, bytes)?;
            let sheets = book.sheets();
            read_sheet(name, &sheets, (sheet, choose), |index, visit| book.cells(&sheets[index].0, visit))
        }
    }
}

fn named(name: &str, sheets: &Sheets, wanted: &str) -> Result<usize> {
    let sheets: Vec<&str> = sheets.iter().map(|(sheet, _)| sheet.as_str()).collect();
    let exact = sheets.iter().position(|s| *s == wanted);
    if let Some(index) = exact.or_else(|| sheets.iter().position(|s| fold(s) == fold(wanted))) {
        return Ok(index);
    }
    let error = Error::data(format!("{name}: no sheet '{wanted}' (sheets: '{}')", sheets.join("', '")));
    Err(match nearest(wanted, sheets.iter().copied()) {
        Some(near) => error.hint(format!("did you mean '{near}'?")),
        None => error.hint("name one of these sheets"),
    })
}

/// The one sheet whose headings can be used.
fn fitting(name: &str, sheets: &Sheets, choose: Choose<'_>) -> Result<usize> {
    let (mut fit, mut refusals) = (Vec::new(), Vec::new());
    for (index, (sheet, head)) in sheets.iter().enumerate() {
        match head.clone().and_then(|head| choose(&format!("{name}#{sheet}"), &head.headings)) {
            Ok(_) => fit.push(index),
            Err(error) => refusals.push(error),
        }
    }
    match fit.len() {
        1 => Ok(fit[0]),
        0 if refusals.len() == 1 => Err(refusals.remove(0)),
        0 => {
            let why: Vec<String> = refusals.into_iter().map(|e| e.message).collect();
            Err(Error::data(format!("{name}: no sheet can be used: {}", why.join("; ")))
                .hint("name the sheet, and the columns if their headings are unusual"))
        }
        _ => {
            let fit: Vec<&str> = fit.into_iter().map(|index| sheets[index].0.as_str()).collect();
            Err(Error::data(format!("{name}: several sheets fit: '{}'", fit.join("', '")))
                .hint("name the sheet to read"))
        }
    }
}

/// Reads the cells of the sheet that is wanted.
fn read_sheet(
    name: &str,
    sheets: &Sheets,
    (wanted, choose): (Option<&str>, Choose<'_>),
    cells: impl FnOnce(usize, Visit<'_>) -> Result<()>,
) -> Result<Table> {
    let index = match wanted {
        Some(wanted) => named(name, sheets, wanted)?,
        None => fitting(name, sheets, choose)?,
    };
    let (sheet, head) = &sheets[index];
    let (full, head) = (format!("{name}#{sheet}"), head.clone()?);
    let keep = choose(&full, &head.headings)?;
    let mut filling = Filling {
        head: head.row,
        columns: head.headings.len() as u32,
        table: Table::new(full, "row", head.headings, &keep),
        row: None,
        glance: Glance::default(),
        stray: None,
        long: None,
        text: 0,
    };
    cells(index, &mut |cell| filling.take(cell).map(|()| true))?;
    filling.finish()
}

/// A table on its way from cells to rows.
struct Filling {
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
    /// Bytes of text kept so far.
    text: usize,
}

impl Filling {
    fn take(&mut self, (row, column, content): Cell<'_>) -> Result<()> {
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

    fn end(&mut self) {
        let glance = std::mem::take(&mut self.glance);
        if self.row.is_some() {
            self.table.end(&glance);
        }
    }

    fn finish(mut self) -> Result<Table> {
        self.end();
        if let Some(first) = self.stray {
            self.table.notes.push(format!("cells beyond the headings were passed over, the first in {first}"));
        }
        if let Some(first) = self.long {
            let lost = format!("numbers of more than 15 digits have lost digits in the workbook, the first in {first}");
            self.table.notes.push(lost);
        }
        self.table.finish()
    }
}

/// A cell's address as a spreadsheet shows it, such as `F12`; both indices count from 0.
fn address(row: u32, column: u32) -> String {
    let (mut letters, mut rest) = (Vec::new(), column + 1);
    while rest > 0 {
        rest -= 1;
        letters.insert(0, (b'A' + (rest % 26) as u8) as char);
        rest /= 26;
    }
    format!("{}{}", letters.into_iter().collect::<String>(), row + 1)
}

#[cfg(test)]
#[path = "xlsx_tests.rs"]
mod tests;
