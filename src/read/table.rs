//! A table as read: headings and rows of cells, of which only the columns that are needed are kept.

use jiff::civil::Date;

use super::crs::System;
use super::csv::csv_table;
use super::encoding::is_zip;
use super::features;
use super::flatgeobuf::FlatGeobuf;
use super::geopackage::{GeoPackage, Wanted};
use super::input::Input;
use super::json::json_table;
use super::parquet::parquet_table;
use super::xlsx::xlsx_table;
use crate::error::{Error, Result};

/// One cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value<'a> {
    /// Nothing.
    Empty,
    /// Text as in the file.
    Text(&'a str),
    /// A number of a format that has numbers.
    Number(f64),
    /// A day of a format that has dates.
    Day(Date),
    /// A truth value.
    Bool(bool),
    /// A cell that holds no value but an error, with its description.
    Broken(&'a str),
}

/// A cell as stored: texts lie in one common string, so that a million rows are not millions of allocations.
#[derive(Clone, Copy)]
enum Cell {
    Empty,
    Text { start: usize, length: u32 },
    Broken { start: usize, length: u32 },
    Number(f64),
    Day(Date),
    Bool(bool),
}

/// One row: where it stands in the file, and why it cannot be used if it cannot.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// Line, row of the sheet or number of the feature, from 1.
    pub number: u64,
    /// What is wrong with the whole row.
    pub fault: Option<Box<str>>,
}

/// What all cells of a row, kept or not, say about it.
#[derive(Default)]
pub(super) struct Glance {
    filled: bool,
    other_than_tag: bool,
}

impl Glance {
    /// Takes a cell's text into account.
    pub(super) fn see(&mut self, text: &str) {
        if self.other_than_tag {
            return;
        }
        let text = text.trim();
        self.filled |= !text.is_empty();
        self.other_than_tag = !text.is_empty() && !text.starts_with('#');
    }

    /// Takes a cell that is not text into account.
    pub(super) fn see_value(&mut self) {
        self.filled = true;
        self.other_than_tag = true;
    }
}

/// Given the headings, says which columns to keep; an error if the table cannot be used.
pub(super) type Choose<'a> = &'a dyn Fn(&str, &[String]) -> Result<Vec<usize>>;

/// A table as read.
pub(super) struct Table {
    /// The file's name, with `#` and the sheet's name where there are sheets.
    pub name: String,
    /// What a row's number counts: `line`, `row` or `feature`.
    pub unit: &'static str,
    /// Every heading, as written.
    pub headings: Vec<String>,
    /// Rows in the file's order.
    pub rows: Vec<Row>,
    /// Records, counted where they are met in the file.
    pub rows_read: u64,
    /// What had to be assumed or mended.
    pub notes: Vec<String>,
    /// The coordinate system that the file says its points are in; WGS 84 if `None`.
    pub system: Option<System>,
    slots: Vec<Option<usize>>,
    width: usize,
    text: String,
    cells: Vec<Cell>,
    /// Rows without content, which are not counted.
    pub empty_rows: u64,
    /// Whether the first row may hold HXL tags: not in a later part of a file.
    pub tags_possible: bool,
}

impl Table {
    /// An empty table that keeps the chosen columns.
    pub(super) fn new(name: String, unit: &'static str, headings: Vec<String>, keep: &[usize]) -> Table {
        let mut slots = vec![None; headings.len()];
        let mut width = 0;
        for column in keep {
            if slots[*column].is_none() {
                slots[*column] = Some(width);
                width += 1;
            }
        }
        Table {
            name,
            unit,
            headings,
            rows: Vec::new(),
            rows_read: 0,
            notes: Vec::new(),
            system: None,
            slots,
            width,
            text: String::new(),
            cells: Vec::new(),
            empty_rows: 0,
            tags_possible: true,
        }
    }

    /// Begins a row.
    pub(super) fn begin(&mut self, number: u64) {
        self.rows.push(Row { number, fault: None });
        self.cells.resize(self.cells.len() + self.width, Cell::Empty);
    }

    /// Whether the column is kept.
    pub(super) fn keeps(&self, column: usize) -> bool {
        self.slots.get(column).is_some_and(Option::is_some)
    }

    /// Puts a value into the row begun last.
    pub(super) fn put(&mut self, column: usize, value: Value<'_>) {
        let Some(slot) = self.slots.get(column).copied().flatten() else {
            return;
        };
        let cell = match value {
            Value::Empty | Value::Text("") => Cell::Empty,
            Value::Text(text) => {
                let (start, length) = self.store(text);
                Cell::Text { start, length }
            }
            Value::Broken(text) => {
                let (start, length) = self.store(text);
                Cell::Broken { start, length }
            }
            Value::Number(number) => Cell::Number(number),
            Value::Day(day) => Cell::Day(day),
            Value::Bool(truth) => Cell::Bool(truth),
        };
        let at = self.cells.len() - self.width + slot;
        self.cells[at] = cell;
    }

    fn store(&mut self, text: &str) -> (usize, u32) {
        let start = self.text.len();
        self.text.push_str(text);
        // Inputs and inflated parts are limited to 2 GiB, so the length of a cell fits 32 bits.
        (start, text.len() as u32)
    }

    /// Marks the row begun last as unusable.
    pub(super) fn fault(&mut self, reason: String) {
        if let Some(row) = self.rows.last_mut() {
            row.fault = Some(reason.into_boxed_str());
        }
    }

    /// Ends the row begun last: counts it, unless it is empty or holds HXL tags below the headings.
    pub(super) fn end(&mut self, glance: &Glance) {
        let tags = glance.filled && !glance.other_than_tag && self.rows_read == 0 && self.tags_possible;
        if glance.filled && !tags {
            self.rows_read += 1;
            return;
        }
        let number = self.rows.pop().map_or(0, |r| r.number);
        self.cells.truncate(self.cells.len() - self.width);
        if tags {
            let unit = self.unit;
            self.notes.push(format!("{unit} {number} holds HXL tags and is not data"));
        } else {
            self.empty_rows += 1;
        }
    }

    /// Ends the table.
    ///
    /// # Errors
    /// `Kind::Data` if it has no rows.
    pub(super) fn finish(mut self) -> Result<Table> {
        if self.rows_read == 0 {
            return Err(Error::data(format!("{}: has headings but no rows", self.name))
                .hint("check that the right file and sheet are named"));
        }
        if self.empty_rows > 0 {
            self.notes.push(format!("empty rows passed over: {}", self.empty_rows));
        }
        Ok(self)
    }

    /// The cell of a kept column; `Empty` for a column that was not kept.
    pub(super) fn value(&self, row: usize, column: usize) -> Value<'_> {
        let Some(slot) = self.slots.get(column).copied().flatten() else {
            return Value::Empty;
        };
        let text = |start: usize, length: u32| &self.text[start..start + length as usize];
        match self.cells[row * self.width + slot] {
            Cell::Empty => Value::Empty,
            Cell::Text { start, length } => Value::Text(text(start, length)),
            Cell::Broken { start, length } => Value::Broken(text(start, length)),
            Cell::Number(number) => Value::Number(number),
            Cell::Day(day) => Value::Day(day),
            Cell::Bool(truth) => Value::Bool(truth),
        }
    }

    /// "incidents.csv, line 7, column 'Latitude'".
    pub(super) fn place(&self, row: usize, column: usize) -> String {
        format!("{}, {} {}, column '{}'", self.name, self.unit, self.rows[row].number, self.headings[column])
    }
}

/// Reads a table of any format that the extension names and the content agrees with.
pub(super) fn table(input: &Input, sheet: Option<&str>, choose: Choose<'_>) -> Result<Table> {
    if matches!(input.extension().as_str(), "parquet" | "geoparquet") {
        return parquet_table(input, choose);
    }
    if input.extension() == "gpkg" {
        return features::table(&GeoPackage::open(input, sheet, Wanted::Points)?, choose);
    }
    if input.extension() == "fgb" {
        return features::table(&FlatGeobuf::open(input)?, choose);
    }
    let bytes = input.bytes()?;
    let name = input.name();
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::data(format!("{name}: the file is empty")));
    }
    let looks_like_json = matches!(bytes.iter().find(|b| !b.is_ascii_whitespace()), Some(b'{' | b'['));
    match input.extension().as_str() {
        "csv" | "tsv" | "tab" | "txt" => {
            if is_zip(&bytes) {
                return Err(Error::data(format!(
                    "{name}: named as text, but its content is a zip archive or an Excel workbook"
                ))
                .hint("rename it to .xlsx if it is a workbook"));
            }
            if looks_like_json {
                return Err(Error::data(format!(
                    "{name}: named as text with columns, but its content looks like JSON"
                ))
                .hint("rename it to .json"));
            }
            csv_table(&name, bytes.into_owned(), choose)
        }
        "xlsx" | "xlsm" => xlsx_table((input, bytes), sheet, choose),
        "json" | "geojson" | "ndjson" | "jsonl" | "geojsonl" | "geojsons" => json_table(&name, &bytes, choose),
        _ if is_zip(&bytes) => xlsx_table((input, bytes), sheet, choose),
        _ if looks_like_json => json_table(&name, &bytes, choose),
        "xls" | "xlsb" | "ods" => Err(Error::data(format!("{name}: this kind of workbook is not read"))
            .hint("save it as .xlsx in a spreadsheet program")),
        other => Err(Error::data(format!("{name}: no table format has the extension '{other}'"))
            .hint("readable are .csv, .tsv, .txt, .xlsx, .json, .geojson, .ndjson, .parquet, .gpkg and .fgb")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(_: &str, headings: &[String]) -> Result<Vec<usize>> {
        Ok((0..headings.len()).collect())
    }

    fn refusal(name: &'static str, bytes: &'static [u8]) -> String {
        let input = Input::Bundled { name, bytes };
        match table(&input, None, &all) {
            Ok(_) => String::from("was read"),
            Err(error) => error.message,
        }
    }

    #[test]
    fn the_content_must_agree_with_the_extension() {
        assert!(refusal("a.csv", b"PK\x03\x04....").contains("zip archive"));
        assert!(refusal("a.csv", b" [{}]").contains("looks like JSON"));
        assert!(refusal("a.docx", b"hello").contains("extension 'docx'"));
        assert!(refusal("a.xlsx", b"id,lat").contains("not an Excel workbook"));
    }

    #[test]
    fn empty_files_and_files_without_rows_are_refused() {
        assert!(refusal("a.csv", b"").contains("empty"));
        assert!(refusal("a.csv", b"\n").contains("empty"));
        assert!(refusal("a.csv", b"id,lat,lon\n").contains("has headings but no rows"));
    }

    #[test]
    fn a_column_that_is_not_kept_is_empty() {
        let mut table = Table::new("t".into(), "row", vec!["a".into(), "b".into()], &[1]);
        table.begin(2);
        table.put(0, Value::Text("x"));
        table.put(1, Value::Text("y"));
        assert_eq!(table.value(0, 0), Value::Empty);
        assert_eq!(table.value(0, 1), Value::Text("y"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_its_rows_add_up(
            text in "[ab1,;\"\n\r#\u{e9} ]{0,60}", json in "[\\[\\]{}\",:a1. ntrue]{0,40}"
        ) {
            for (extension, text) in [("csv", format!("a,b\n{text}")), ("json", json.clone()), ("json", format!("[{{{json}}}]"))] {
                let read = match extension {
                    "csv" => csv_table("t", text.into_bytes(), &all),
                    _ => json_table("t", text.as_bytes(), &all),
                };
                if let Ok(table) = read {
                    proptest::prop_assert_eq!(table.rows.len() as u64, table.rows_read);
                    proptest::prop_assert!(table.rows.windows(2).all(|w| w[0].number < w[1].number));
                }
            }
        }
    }
}
