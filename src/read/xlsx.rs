//! Excel workbooks, read as a stream of cells.
//!
//! Of calamine only `worksheet_cells_reader` is used: `worksheet_range` allocates the whole rectangle that a
//! stray far cell spans. Its opening reserves what the shared strings claim to be, so the claim is checked first.

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx, XlsxCellReader, XlsxError};

use super::archive::Archive;
use super::encoding::is_zip;
use super::heading::fold;
use super::table::{Choose, Glance, Table, Value};
use crate::error::{Error, Result, nearest};

/// Columns and rows of the largest sheet that Excel has.
const MOST_COLUMNS: u32 = 16_384;
const MOST_ROWS: u32 = 1_048_576;
/// Beyond this many digits a number in a cell has lost some.
const EXACT: f64 = 9_007_199_254_740_992.0;

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;
type Cells<'b, 'a> = XlsxCellReader<'b, Cursor<&'a [u8]>>;

/// Reads the sheet that is named, or else the one whose headings can be used.
pub(super) fn xlsx_table(name: &str, bytes: &[u8], sheet: Option<&str>, choose: Choose<'_>) -> Result<Table> {
    if !is_zip(bytes) {
        return Err(Error::data(format!("{name}: not an Excel workbook (.xlsx)"))
            .hint("old (.xls) and password-protected workbooks must be saved as .xlsx without a password"));
    }
    check_parts(name, bytes)?;
    let mut book: Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| refused(name, &e))?;
    let sheet = match sheet {
        Some(wanted) => named(name, &book, wanted)?,
        None => fitting(name, &mut book, choose)?,
    };
    let full = format!("{name}#{sheet}");
    let cells = book.worksheet_cells_reader(&sheet).map_err(|e| refused(&full, &e))?;
    read_sheet(full, cells, choose)
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
        if part_name.contains("sheet") && !part_name.ends_with("sharedstrings.xml") {
            if let Some(place) = impossible_place(&archive.read(index, u64::MAX)?) {
                return Err(Error::data(format!("{name}: {part} has a cell at {place}, beyond any sheet"))
                    .hint("the workbook is damaged: save it again in a spreadsheet program"));
            }
            continue;
        }
        if !part_name.ends_with("sharedstrings.xml") {
            continue;
        }
        let xml = archive.read(index, u64::MAX)?;
        if xml[..xml.len().min(64)].contains(&0) {
            return Err(Error::data(format!("{name}: {part} is not UTF-8")));
        }
        if let Some(claim) = largest_claim(&xml)
            && claim > xml.len() as u64
        {
            return Err(Error::data(format!("{name}: {part} claims {claim} texts but has only {} bytes", xml.len()))
                .hint("the workbook is damaged: save it again in a spreadsheet program"));
        }
    }
    Ok(())
}

/// The first `r="…"` or `ref="…"` that no sheet has: calamine counts in 32 bits, and in A4294967298 it would see A2.
fn impossible_place(xml: &[u8]) -> Option<String> {
    memchr::memchr_iter(b'=', xml).find_map(|at| {
        let before = xml[..at].trim_ascii_end();
        let name = before.strip_suffix(b"ref").or_else(|| before.strip_suffix(b"r"))?;
        name.last().filter(|b| b.is_ascii_whitespace())?;
        let value = xml[at + 1..].trim_ascii_start();
        let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'"))?;
        let end = value.iter().position(|b| !b.is_ascii_alphanumeric() && *b != b':').unwrap_or(value.len());
        let place = value[..end].split(|b| *b == b':').find(|place| {
            let letters = place.iter().take_while(|b| b.is_ascii_alphabetic()).count();
            letters > 3 || place.len() - letters > 7
        })?;
        Some(String::from_utf8_lossy(&place[..place.len().min(24)]).into_owned())
    })
}

/// The largest `uniqueCount="…"` anywhere in the part; a number too large for 64 bits counts as the largest.
fn largest_claim(xml: &[u8]) -> Option<u64> {
    let word = b"uniqueCount";
    let ends = (0..xml.len().saturating_sub(word.len())).filter(|i| xml[*i..].starts_with(word));
    ends.filter_map(|i| {
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

fn named(name: &str, book: &Book<'_>, wanted: &str) -> Result<String> {
    let sheets = book.sheet_names();
    let exact = sheets.iter().find(|s| *s == wanted);
    if let Some(sheet) = exact.or_else(|| sheets.iter().find(|s| fold(s) == fold(wanted))) {
        return Ok(sheet.clone());
    }
    let error = Error::data(format!("{name}: no sheet '{wanted}' (sheets: '{}')", sheets.join("', '")));
    Err(match nearest(wanted, sheets.iter().map(String::as_str)) {
        Some(near) => error.hint(format!("did you mean '{near}'?")),
        None => error.hint("name one of these sheets"),
    })
}

/// The one sheet whose headings can be used.
fn fitting(name: &str, book: &mut Book<'_>, choose: Choose<'_>) -> Result<String> {
    let sheets = book.sheet_names();
    let (mut fit, mut refusals) = (Vec::new(), Vec::new());
    for sheet in &sheets {
        let full = format!("{name}#{sheet}");
        match headings(&full, book, sheet).and_then(|h| choose(&full, &h)) {
            Ok(_) => fit.push(sheet.clone()),
            Err(error) => refusals.push(error),
        }
    }
    match fit.len() {
        1 => Ok(fit.remove(0)),
        0 if refusals.len() == 1 => Err(refusals.remove(0)),
        0 => {
            let why: Vec<String> = refusals.into_iter().map(|e| e.message).collect();
            Err(Error::data(format!("{name}: no sheet can be used: {}", why.join("; ")))
                .hint("name the sheet, and the columns if their headings are unusual"))
        }
        _ => {
            Err(Error::data(format!("{name}: several sheets fit: '{}'", fit.join("', '")))
                .hint("name the sheet to read"))
        }
    }
}

fn headings(name: &str, book: &mut Book<'_>, sheet: &str) -> Result<Vec<String>> {
    let cells = book.worksheet_cells_reader(sheet).map_err(|e| refused(name, &e))?;
    Ok(Rows { name, cells, next: None, row: 0, ended: false }.headings()?.0)
}

fn read_sheet(name: String, cells: Cells<'_, '_>, choose: Choose<'_>) -> Result<Table> {
    let mut rows = Rows { name: &name, cells, next: None, row: 0, ended: false };
    let (headings, mut row) = rows.headings()?;
    let keep = choose(&name, &headings)?;
    let columns = headings.len() as u32;
    let mut table = Table::new(name.clone(), "row", headings, &keep);
    let (mut stray, mut long) = (None, None);
    let mut cells = Vec::new();
    while rows.next(&mut row, &mut cells)? {
        let mut glance = Glance::default();
        table.begin(u64::from(row) + 1);
        for (column, value) in cells.drain(..) {
            if column >= columns {
                stray.get_or_insert_with(|| address(row, column));
                continue;
            }
            put(&mut table, (row, column), value, &mut glance, &mut long);
        }
        table.end(&glance);
    }
    if let Some(first) = stray {
        table.notes.push(format!("cells beyond the headings were passed over, the first in {first}"));
    }
    if let Some(first) = long {
        table
            .notes
            .push(format!("numbers of more than 15 digits have lost digits in the workbook, the first in {first}"));
    }
    table.finish()
}

/// Stores a cell if its column is kept, and lets the row's glance see it.
fn put(
    table: &mut Table,
    (row, column): (u32, u32),
    value: DataRef<'_>,
    glance: &mut Glance,
    long: &mut Option<String>,
) {
    let index = column as usize;
    let text = match &value {
        DataRef::String(text) | DataRef::DateTimeIso(text) => text.as_str(),
        DataRef::SharedString(text) => text,
        DataRef::Empty => return,
        _ => "",
    };
    if !matches!(value, DataRef::String(_) | DataRef::SharedString(_)) {
        glance.see_value();
    } else {
        glance.see(text);
    }
    if !table.keeps(index) {
        return;
    }
    let broken = |what: &str| format!("cell {} {what}", address(row, column));
    match value {
        DataRef::Int(number) => table.put(index, Value::Number(number as f64)),
        DataRef::Float(number) => {
            if number.abs() >= EXACT {
                long.get_or_insert_with(|| address(row, column));
            }
            table.put(index, Value::Number(number));
        }
        DataRef::Bool(truth) => table.put(index, Value::Bool(truth)),
        DataRef::DateTime(date) => match day(&date) {
            Some(day) => table.put(index, Value::Day(day)),
            None => table.put(index, Value::Broken(&broken("holds a time that is no date"))),
        },
        DataRef::Error(error) => table.put(index, Value::Broken(&broken(&format!("holds {error}")))),
        DataRef::DurationIso(_) => table.put(index, Value::Broken(&broken("holds a duration"))),
        _ => table.put(index, Value::Text(text)),
    }
}

/// The day of an Excel date; `None` for durations, times alone and Excel's 29 February 1900.
fn day(date: &calamine::ExcelDateTime) -> Option<jiff::civil::Date> {
    if date.is_duration() || !(1.0..2_958_466.0).contains(&date.as_f64()) {
        return None;
    }
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    jiff::civil::Date::new(year as i16, month as i8, day as i8).ok()
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

/// Groups the stream of cells into rows.
struct Rows<'n, 'b, 'a> {
    name: &'n str,
    cells: Cells<'b, 'a>,
    next: Option<(u32, u32, DataRef<'b>)>,
    row: u32,
    ended: bool,
}

impl<'b> Rows<'_, 'b, '_> {
    /// The first row that is not empty, as texts.
    fn headings(&mut self) -> Result<(Vec<String>, u32)> {
        let (mut row, mut cells) = (0, Vec::new());
        while self.next(&mut row, &mut cells)? {
            let mut headings = Vec::new();
            for (column, value) in cells.drain(..) {
                let text = match value {
                    DataRef::Empty => continue,
                    DataRef::SharedString(text) => text.to_string(),
                    DataRef::String(text) => text,
                    DataRef::Float(number) => number.to_string(),
                    other => format!("{other:?}"),
                };
                headings.resize(headings.len().max(column as usize + 1), String::new());
                headings[column as usize] = text;
            }
            if !headings.is_empty() {
                return Ok((headings, row));
            }
        }
        Err(Error::data(format!("{}: the sheet is empty", self.name)))
    }

    /// Reads the cells of the next row that has any; `false` at the end of the sheet.
    fn next(&mut self, row: &mut u32, cells: &mut Vec<(u32, DataRef<'b>)>) -> Result<bool> {
        cells.clear();
        let first = match self.next.take() {
            Some(cell) => cell,
            None => match self.cell()? {
                Some(cell) => cell,
                None => return Ok(false),
            },
        };
        *row = first.0;
        cells.push((first.1, first.2));
        while let Some((at, column, value)) = self.cell()? {
            if at != *row {
                self.next = Some((at, column, value));
                break;
            }
            cells.push((column, value));
        }
        Ok(true)
    }

    fn cell(&mut self) -> Result<Option<(u32, u32, DataRef<'b>)>> {
        if self.ended {
            return Ok(None);
        }
        let record = self.cells.next_cell_with_formula_metadata().map_err(|e| refused(self.name, &e))?;
        let Some(record) = record else {
            // the reader itself would run on into what follows the cells
            self.ended = true;
            return Ok(None);
        };
        let (row, column) = record.pos;
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(Error::data(format!(
                "{}: a cell at row {}, column {} lies beyond any sheet",
                self.name,
                u64::from(row) + 1,
                u64::from(column) + 1
            )));
        }
        if row < self.row {
            return Err(Error::data(format!("{}: row {} follows row {}", self.name, row + 1, self.row + 1))
                .hint("the workbook is damaged: save it again in a spreadsheet program"));
        }
        self.row = row;
        let value = match record.value {
            DataRef::Empty if record.formula.is_some() => DataRef::Error(calamine::CellErrorType::NA),
            value => value,
        };
        Ok(Some((row, column, value)))
    }
}

#[cfg(test)]
#[path = "xlsx_tests.rs"]
mod tests;
