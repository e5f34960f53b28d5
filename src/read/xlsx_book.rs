//! The part of reading a workbook that is calamine's: sheets, and their cells one by one.
//!
//! Of calamine only `worksheet_cells_reader` is used: `worksheet_range` allocates the whole rectangle that a
//! stray far cell spans. Its opening reserves what the shared strings claim to be, so the claim is checked first. It also
//! copies fonts and formats for each style that uses them, so that a small file can ask for any memory: a stranger's file is
//! opened in a process of its own (`apart`).

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx, XlsxCellReader, XlsxError};
use jiff::civil::Date;

use super::archive::Archive;
use crate::error::{Error, Result};

/// Columns and rows of the largest sheet that Excel has.
const MOST_COLUMNS: u32 = 16_384;
const MOST_ROWS: u32 = 1_048_576;

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Content<'a> {
    /// Nothing, but the cell is there.
    Empty,
    /// Text.
    Text(&'a str),
    /// A date or time as text.
    Time(&'a str),
    /// A number.
    Number(f64),
    /// A day.
    Day(Date),
    /// A truth value.
    Bool(bool),
    /// No value, but what stands in its place: "holds #N/A".
    Broken(&'a str),
}

/// A cell: row and column from 0, and what it holds.
pub(super) type Cell<'a> = (u32, u32, Content<'a>);

/// What is done with each cell; the answer says whether to go on.
pub(super) type Visit<'v> = &'v mut dyn FnMut(Cell<'_>) -> Result<bool>;

/// The first row of a sheet that is not empty.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Head {
    /// The row, from 0.
    pub row: u32,
    /// Its cells as texts.
    pub headings: Vec<String>,
}

/// The sheets of a workbook, with the headings of each or what is wrong with it.
pub(super) type Sheets = Vec<(String, Result<Head>)>;

/// A workbook that calamine opened.
pub(super) struct Book<'a> {
    name: String,
    book: Xlsx<Cursor<&'a [u8]>>,
}

impl<'a> Book<'a> {
    /// Opens a workbook.
    ///
    /// # Errors
    /// `Kind::Data` or `Kind::Limit` if it is damaged or lies about its size.
    pub(super) fn open(name: &str, bytes: &'a [u8]) -> Result<Book<'a>> {
        check_parts(name, bytes)?;
        let book = Xlsx::new(Cursor::new(bytes)).map_err(|e| refused(name, &e))?;
        Ok(Book { name: name.to_string(), book })
    }

    /// The sheets in the order of the workbook.
    pub(super) fn sheets(&mut self) -> Sheets {
        let names = self.book.sheet_names();
        names
            .into_iter()
            .map(|sheet| {
                let head = self.head(&sheet);
                (sheet, head)
            })
            .collect()
    }

    fn head(&mut self, sheet: &str) -> Result<Head> {
        let (mut head, mut at) = (Head { row: 0, headings: Vec::new() }, None);
        self.cells(sheet, &mut |(row, column, content)| {
            if at.is_some_and(|at| at != row) && !head.headings.is_empty() {
                return Ok(false);
            }
            at = Some(row);
            if let Some(text) = heading(&content) {
                head.row = row;
                head.headings.resize(head.headings.len().max(column as usize + 1), String::new());
                head.headings[column as usize] = text;
            }
            Ok(true)
        })?;
        if head.headings.is_empty() {
            return Err(Error::data(format!("{}#{sheet}: the sheet is empty", self.name)));
        }
        Ok(head)
    }

    /// Visits the cells of a sheet, row by row.
    ///
    /// # Errors
    /// `Kind::Data` if a cell lies beyond any sheet, a row before the one above it, or the sheet is damaged; what `visit` answers.
    pub(super) fn cells(&mut self, sheet: &str, visit: Visit<'_>) -> Result<()> {
        let full = format!("{}#{sheet}", self.name);
        let mut cells = self.book.worksheet_cells_reader(sheet).map_err(|e| refused(&full, &e))?;
        let mut last = 0;
        // what follows the cells is not theirs: the reader is not asked again after its end
        while let Some((row, column, value)) = next(&full, &mut cells)? {
            if row < last {
                return Err(Error::data(format!("{full}: row {} follows row {}", row + 1, last + 1))
                    .hint("the workbook is damaged: save it again in a spreadsheet program"));
            }
            last = row;
            if !show(row, column, &value, visit)? {
                break;
            }
        }
        Ok(())
    }
}

fn next<'b>(full: &str, cells: &mut XlsxCellReader<'b, Cursor<&[u8]>>) -> Result<Option<(u32, u32, DataRef<'b>)>> {
    let Some(record) = cells.next_cell_with_formula_metadata().map_err(|e| refused(full, &e))? else {
        return Ok(None);
    };
    let (row, column) = record.pos;
    if row >= MOST_ROWS || column >= MOST_COLUMNS {
        return Err(Error::data(format!(
            "{full}: a cell at row {}, column {} lies beyond any sheet",
            u64::from(row) + 1,
            u64::from(column) + 1
        )));
    }
    Ok(Some(match record.value {
        DataRef::Empty if record.formula.is_some() => (row, column, DataRef::Error(calamine::CellErrorType::NA)),
        value => (row, column, value),
    }))
}

/// Shows a cell to its visitor.
fn show(row: u32, column: u32, value: &DataRef<'_>, visit: Visit<'_>) -> Result<bool> {
    let mut cell = |content: Content<'_>| visit((row, column, content));
    match value {
        DataRef::Empty => cell(Content::Empty),
        DataRef::String(text) => cell(Content::Text(text)),
        DataRef::SharedString(text) => cell(Content::Text(text)),
        DataRef::DateTimeIso(text) => cell(Content::Time(text)),
        DataRef::Int(number) => cell(Content::Number(*number as f64)),
        DataRef::Float(number) => cell(Content::Number(*number)),
        DataRef::Bool(truth) => cell(Content::Bool(*truth)),
        DataRef::DateTime(date) => {
            cell(day(date).map_or(Content::Broken("holds a time that is no date"), Content::Day))
        }
        DataRef::Error(error) => cell(Content::Broken(&format!("holds {error}"))),
        DataRef::DurationIso(_) => cell(Content::Broken("holds a duration")),
    }
}

fn heading(content: &Content<'_>) -> Option<String> {
    Some(match content {
        Content::Empty => return None,
        Content::Text(text) | Content::Time(text) | Content::Broken(text) => (*text).to_string(),
        Content::Number(number) => number.to_string(),
        Content::Day(day) => day.to_string(),
        Content::Bool(truth) => truth.to_string(),
    })
}

fn refused(name: &str, cause: &XlsxError) -> Error {
    Error::data(format!("{name}: cannot read the workbook: {cause}"))
        .hint("open it in a spreadsheet program and save it again as .xlsx; a shapefile is given with --boundaries")
}

/// Refuses what would make calamine abort or exhaust the memory.
fn check_parts(name: &str, bytes: &[u8]) -> Result<()> {
    let mut archive = Archive::open(name, bytes)?;
    archive.measure()?;
    for index in 0..archive.len() {
        let part = archive.file_name(index)?.unwrap_or_default();
        let part_name = part.to_lowercase();
        if part_name.ends_with("sharedstrings.xml") {
            check_claim(name, &part, &mut archive, index)?;
        } else if part_name.contains("sheet") {
            let mut found = None;
            archive
                .look_through(index, &mut |xml, until| found = found.take().or_else(|| impossible_place(xml, until)))?;
            if let Some(place) = found {
                return Err(Error::data(format!("{name}: {part} has a cell at {place}, beyond any sheet"))
                    .hint("the workbook is damaged: save it again in a spreadsheet program"));
            }
        }
    }
    Ok(())
}

/// Refuses shared strings that claim to be more than can be.
fn check_claim(name: &str, part: &str, archive: &mut Archive<'_>, index: usize) -> Result<()> {
    let (mut claim, mut wide) = (None, None);
    let length = archive.look_through(index, &mut |xml, until| {
        wide = wide.or_else(|| Some(xml[..xml.len().min(64)].contains(&0)));
        claim = claim.max(largest_claim(xml, until));
    })?;
    if wide == Some(true) {
        return Err(Error::data(format!("{name}: {part} is not UTF-8")));
    }
    if let Some(claim) = claim.filter(|claim| *claim > length) {
        return Err(Error::data(format!("{name}: {part} claims {claim} texts but has only {length} bytes"))
            .hint("the workbook is damaged: save it again in a spreadsheet program"));
    }
    Ok(())
}

/// The first `r="…"` or `ref="…"` so far that no sheet has: calamine counts in 32 bits, and in A4294967298 it would see A2. Nor does it
/// expect a range from right to left or from below.
fn impossible_place(xml: &[u8], until: usize) -> Option<String> {
    memchr::memchr_iter(b'=', &xml[..until]).find_map(|at| {
        let before = xml[..at].trim_ascii_end();
        let name = before.strip_suffix(b"ref").or_else(|| before.strip_suffix(b"r"))?;
        name.last().filter(|b| b.is_ascii_whitespace())?;
        let value = xml[at + 1..].trim_ascii_start();
        let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'"))?;
        let end = value.iter().position(|b| !b.is_ascii_alphanumeric() && *b != b':').unwrap_or(value.len());
        let mut first: Option<(u32, u32)> = None;
        let impossible = value[..end].split(|b| *b == b':').any(|place| {
            let letters = place.iter().take_while(|b| b.is_ascii_alphabetic()).count();
            if letters > 3 || place.len() - letters > 7 {
                return true;
            }
            let count = |base: u32, from: u8, digits: &[u8]| {
                digits.iter().fold(0, |n, b| n * base + u32::from(b.to_ascii_uppercase().wrapping_sub(from)))
            };
            let place = (count(26, b'A' - 1, &place[..letters]), count(10, b'0', &place[letters..]));
            first.replace(place).is_some_and(|first| first.0 > place.0 || first.1 > place.1)
        });
        impossible.then(|| String::from_utf8_lossy(&value[..end.min(24)]).into_owned())
    })
}

/// The largest `uniqueCount="…"` so far; a number too large for 64 bits counts as the largest.
fn largest_claim(xml: &[u8], until: usize) -> Option<u64> {
    let word = b"uniqueCount";
    let found = memchr::memmem::find_iter(xml, word).take_while(|at| *at < until);
    found
        .filter_map(|i| {
            let digits: Vec<u8> = xml[i + word.len()..]
                .iter()
                .copied()
                .skip_while(|b| b.is_ascii_whitespace() || matches!(b, b'=' | b'"' | b'\'' | b'+'))
                .take_while(u8::is_ascii_digit)
                .take(32)
                .collect();
            let text = String::from_utf8(digits).unwrap_or_default();
            (!text.is_empty()).then(|| text.parse().unwrap_or(u64::MAX))
        })
        .max()
}

/// The day of an Excel date; `None` for durations, times alone and Excel's 29 February 1900.
pub(super) fn day(date: &calamine::ExcelDateTime) -> Option<jiff::civil::Date> {
    if date.is_duration() || !(1.0..2_958_466.0).contains(&date.as_f64()) {
        return None;
    }
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    jiff::civil::Date::new(year as i16, month as i8, day as i8).ok()
}
