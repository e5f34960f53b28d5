//! Excel workbooks as tables: which sheet, which columns, row by row.

use std::borrow::Cow;

use super::apart::Apart;
use super::encoding::is_zip;
use super::heading::fold;
use super::input::Input;
use super::table::{Choose, Table};
use super::xlsx_book::{Book, Head, Sheets, Visit};
use super::xlsx_rows::Filling;
use crate::error::{Error, Result, nearest};

/// A workbook that is open, here or in a process of its own.
pub(super) struct Workbook<'a> {
    name: String,
    parser: Parser<'a>,
    sheets: Sheets,
}

enum Parser<'a> {
    Here(Box<Book<'a>>),
    Apart(Apart),
}

impl Workbook<'_> {
    /// The sheet that is named, or else the one whose headings can be used.
    ///
    /// # Errors
    /// `Kind::Data` if there is none such, or several.
    pub(super) fn sheet(&self, wanted: Option<&str>, choose: Choose<'_>) -> Result<usize> {
        match wanted {
            Some(wanted) => named(&self.name, &self.sheets, wanted),
            None => fitting(&self.name, &self.sheets, choose),
        }
    }

    /// The name of a sheet with that of the workbook before it, and its headings.
    ///
    /// # Errors
    /// `Kind::Data` if it has none.
    pub(super) fn head(&self, index: usize) -> Result<(String, Head)> {
        let (sheet, head) = &self.sheets[index];
        Ok((format!("{}#{sheet}", self.name), head.clone()?))
    }

    /// Visits the cells of a sheet; of a workbook that is parsed apart once only.
    ///
    /// # Errors
    /// As `Book::cells` and `Apart::cells`.
    pub(super) fn cells(&mut self, index: usize, visit: Visit<'_>) -> Result<()> {
        match &mut self.parser {
            Parser::Here(book) => book.cells(&self.sheets[index].0, visit),
            Parser::Apart(apart) => apart.cells(index, visit),
        }
    }
}

/// Opens a workbook and hands it on.
///
/// # Errors
/// `Kind::NoInput` or `Kind::Io` if it cannot be read, `Kind::Data` if it is none; as `Book::open`, `Apart::open` and `with`.
pub(super) fn with_workbook<T>(input: &Input, with: impl FnOnce(Workbook<'_>) -> Result<T>) -> Result<T> {
    with_bytes(input, input.bytes()?, with)
}

fn with_bytes<T>(input: &Input, bytes: Cow<'_, [u8]>, with: impl FnOnce(Workbook<'_>) -> Result<T>) -> Result<T> {
    let name = input.name();
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::data(format!("{name}: the file is empty")));
    }
    if !is_zip(&bytes) {
        return Err(Error::data(format!("{name}: not an Excel workbook (.xlsx)"))
            .hint("old (.xls) and password-protected workbooks must be saved as .xlsx without a password"));
    }
    match input {
        Input::Apart { program, .. } => {
            let (apart, sheets) = Apart::open(program, &name, &bytes)?;
            // the other process has them
            drop(bytes);
            with(Workbook { name, parser: Parser::Apart(apart), sheets })
        }
        Input::File(_) | Input::Bundled { .. } | Input::Bytes { .. } => {
            let mut book = Book::open(&name, &bytes)?;
            let sheets = book.sheets();
            with(Workbook { name, parser: Parser::Here(Box::new(book)), sheets })
        }
    }
}

/// Reads the sheet that is named, or else the one whose headings can be used.
pub(super) fn xlsx_table(
    (input, bytes): (&Input, Cow<'_, [u8]>),
    sheet: Option<&str>,
    choose: Choose<'_>,
) -> Result<Table> {
    with_bytes(input, bytes, |mut workbook| {
        let index = workbook.sheet(sheet, choose)?;
        let (name, head) = workbook.head(index)?;
        let keep = choose(&name, &head.headings)?;
        let mut filling = Filling::new(Table::new(name, "row", head.headings, &keep), head.row);
        workbook.cells(index, &mut |cell| filling.take(cell).map(|()| true))?;
        filling.last().0.finish()
    })
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

#[cfg(test)]
#[path = "xlsx_tests.rs"]
mod tests;
