//! Parquet and GeoParquet, read by column: metadata first, then the row groups in any order.

mod cells;
mod footer;
mod geometry;
mod kind;
mod page_header;
mod pages;
mod parts;
mod store;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use parquet::column::reader::get_column_reader;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, ParquetMetaDataReader};
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::serialized_reader::SerializedPageReader;

use super::input::Input;
use super::json_record::{POINT_LAT, POINT_LON};
use super::table::{Choose, Glance, Table};
use cells::Cells;
pub(super) use cells::{Face, civil};
use kind::{Kind, kind};
use pages::CheckedPages;
use store::Store;

use crate::error::{Error, Result};

/// Rows that are decoded at once: about what a core keeps close by.
pub(super) const ROWS: usize = 1 << 16;

/// A Parquet file of which the metadata was read.
pub(super) struct Parquet {
    name: String,
    store: Arc<Store>,
    meta: ParquetMetaData,
    /// A heading for each column; a column of points has two.
    pub headings: Vec<String>,
    /// For each heading its column, what that holds, and which coordinate is meant.
    fields: Vec<(usize, Kind, Face)>,
    pub notes: Vec<String>,
}

/// A row group on its way.
pub(super) struct Group {
    place: String,
    columns: Vec<Cells>,
    /// For each heading the place of its column in `columns`.
    slots: Vec<Option<(usize, Face)>>,
    rows: usize,
    left: usize,
    /// Whether the rows to be read are the last of the group.
    last: bool,
}

/// A row group and the rows of it that are meant.
pub(super) type Rows = (usize, Range<usize>);

impl Parquet {
    /// Reads the metadata.
    ///
    /// # Errors
    /// `Kind::NoInput` or `Kind::Io`; `Kind::Data` if they are damaged, or the points are not on WGS 84.
    pub(super) fn open(input: &Input) -> Result<Parquet> {
        let (name, store) = (input.name(), Store::open(input)?);
        if store.len() == 0 {
            return Err(Error::data(format!("{name}: the file is empty")));
        }
        guarded(&name, || describes_itself(&store))?;
        let meta = guarded(&name, || ParquetMetaDataReader::new().parse_and_finish(&store))?;
        check(&name, &meta, store.len())?;
        let mut parquet =
            Parquet { store: Arc::new(store), headings: Vec::new(), fields: Vec::new(), notes: Vec::new(), name, meta };
        parquet.find_fields()?;
        Ok(parquet)
    }

    fn find_fields(&mut self) -> Result<()> {
        let geometry = geometry::geometry(&self.name, &self.meta)?;
        let (mut headings, mut fields) = (Vec::new(), Vec::new());
        for (leaf, column) in self.meta.file_metadata().schema_descr().columns().iter().enumerate() {
            let path = column.path().string();
            let coordinate = geometry.as_ref().and_then(|g| path.strip_prefix(&g.column));
            match (coordinate, geometry.as_ref().is_some_and(|g| g.wkb)) {
                (Some(""), true) => {
                    headings.extend([POINT_LON.to_string(), POINT_LAT.to_string()]);
                    fields.extend([(leaf, Kind::Wkb, Face::Lon), (leaf, Kind::Wkb, Face::Lat)]);
                    continue;
                }
                (Some(".x"), false) => headings.push(POINT_LON.to_string()),
                (Some(".y"), false) => headings.push(POINT_LAT.to_string()),
                _ => headings.push(path),
            }
            fields.push((leaf, kind(column), Face::Whole));
        }
        if let Some(geometry) = geometry {
            if !headings.iter().any(|h| h == POINT_LON) || !headings.iter().any(|h| h == POINT_LAT) {
                let what = format!("{}: its geometry column '{}' is not there", self.name, geometry.column);
                return Err(Error::data(what).hint("write the file again with a program that knows GeoParquet 1.1"));
            }
            self.notes.extend(geometry.note);
        }
        (self.headings, self.fields) = (headings, fields);
        Ok(())
    }

    /// Number of row groups.
    pub(super) fn groups(&self) -> usize {
        self.meta.num_row_groups()
    }

    /// Bytes in the file of the columns with these headings.
    pub(super) fn bytes(&self, group: usize, headings: &[usize]) -> u64 {
        let group = self.meta.row_group(group);
        self.leaves(headings).iter().map(|leaf| group.column(*leaf).compressed_size().max(0) as u64).sum()
    }

    /// Whether the column holds text, which may be written in more than one way.
    pub(super) fn is_text(&self, heading: usize) -> bool {
        self.fields[heading].1 == Kind::Text
    }

    /// Whether every value of the column can be read as an identifier, so that no row is rejected for it.
    pub(super) fn is_surely_read(&self, heading: usize) -> bool {
        matches!(self.fields[heading].1, Kind::Text | Kind::Whole { .. } | Kind::Truth | Kind::Number | Kind::Uuid)
    }

    fn leaves(&self, headings: &[usize]) -> Vec<usize> {
        let mut leaves: Vec<usize> = headings.iter().map(|h| self.fields[*h].0).collect();
        leaves.sort_unstable();
        leaves.dedup();
        leaves
    }

    /// Rows that the metadata say a row group has.
    pub(super) fn rows(&self, group: usize) -> usize {
        usize::try_from(self.meta.row_group(group).num_rows()).unwrap_or(0)
    }

    /// Opens rows of a row group for the columns with these headings.
    ///
    /// # Errors
    /// `Kind::Data` if a column is damaged; the file's name is to be put before the message.
    pub(super) fn group(&self, (group, range): Rows, headings: &[usize]) -> Result<Group> {
        let place = format!(", row group {}", group + 1);
        let of = self.meta.row_group(group);
        let rows = self.rows(group);
        let leaves = self.leaves(headings);
        let schema = self.meta.file_metadata().schema_descr();
        let cells = |leaf: &usize| {
            let descr = schema.column(*leaf);
            let kind = self.fields.iter().find(|f| f.0 == *leaf).map_or(Kind::Unread(""), |f| f.1);
            let (cells, skipped) = guarded(&place, || {
                let pages = SerializedPageReader::new(self.store.clone(), of.column(*leaf), rows, None)?;
                let full = descr.max_def_level();
                let pages = CheckedPages::new(pages, [descr.max_rep_level(), full]);
                let mut cells = Cells::new(kind, get_column_reader(descr.clone(), Box::new(pages)), full);
                let skipped = cells.skip(range.start)?;
                Ok((cells, skipped))
            })?;
            if skipped == range.start { Ok(cells) } else { Err(too_few(&place, rows)) }
        };
        let columns = leaves.iter().map(cells).collect::<Result<Vec<_>>>()?;
        let mut slots = vec![None; self.headings.len()];
        for &heading in headings {
            let (leaf, _, face) = self.fields[heading];
            slots[heading] = leaves.iter().position(|l| *l == leaf).map(|slot| (slot, face));
        }
        Ok(Group { place, columns, slots, rows, left: range.len(), last: range.end == rows })
    }
}

impl Group {
    /// Rows that are not decoded so far.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// Decodes the next rows; 0 at the end.
    ///
    /// # Errors
    /// `Kind::Data` if a column is damaged or has not as many rows as the file says; the file's name is to be put before
    /// the message.
    pub(super) fn next(&mut self) -> Result<usize> {
        let rows = self.left.min(ROWS);
        if rows == 0 && !self.last {
            return Ok(0);
        }
        for cells in &mut self.columns {
            // at the end nothing may be left
            let found = guarded(&self.place, || cells.fill(rows.max(1)))?;
            if found != rows {
                return Err(too_few(&self.place, self.rows));
            }
        }
        self.left -= rows;
        Ok(rows)
    }

    /// The numbers of a column, NaN for what is no plain number; `spare` is room for them.
    pub(super) fn numbers<'a>(&'a self, heading: usize, spare: &'a mut Vec<f64>) -> &'a [f64] {
        match self.slots[heading] {
            Some((slot, face)) => self.columns[slot].numbers(face, spare),
            None => &[],
        }
    }

    /// Exchanges the numbers of a column for a vector that is not needed any more, for copying them would take time; `false` if
    /// they are not stored as such. The column has no numbers then, until the next rows are decoded.
    pub(super) fn exchange(&mut self, heading: usize, numbers: &mut Vec<f64>) -> bool {
        self.slots[heading].is_some_and(|(slot, _)| self.columns[slot].exchange(numbers))
    }

    /// The day of a row since 1970; `None` if it has none or its kind is another.
    #[inline]
    pub(super) fn day(&self, heading: usize, row: usize) -> Option<i64> {
        self.slots[heading].and_then(|(slot, _)| self.columns[slot].day(row))
    }

    /// Whether all rows decoded last either have a day between these, counted from 1970, or no value.
    pub(super) fn days_within(&self, heading: usize, first: i32, last: i32) -> bool {
        self.slots[heading].is_some_and(|(slot, _)| self.columns[slot].days_within(first, last))
    }

    /// Adds the years of a column of days, all of which lie in `table`, by day from the first on; 0 for rows without one.
    pub(super) fn years(&self, heading: usize, table: (i32, &[i16]), years: &mut Vec<i16>) {
        if let Some((slot, _)) = self.slots[heading] {
            self.columns[slot].years(table, years);
        }
    }

    /// The text of a row; `None` if its kind is another. Whole numbers are written into `digits`.
    #[inline]
    pub(super) fn text<'a>(&'a self, heading: usize, row: usize, digits: &'a mut String) -> Option<&'a [u8]> {
        self.slots[heading].and_then(|(slot, _)| self.columns[slot].text(row, digits))
    }

    /// Adds a row to the table: every row counts, also one without any value.
    pub(super) fn add(&self, row: usize, table: &mut Table, number: u64) {
        let mut glance = Glance::default();
        glance.see_value();
        table.begin(number);
        for (heading, slot) in self.slots.iter().enumerate() {
            if let Some((slot, face)) = slot {
                self.columns[*slot].put(row, *face, (table, heading));
            }
        }
        table.end(&glance);
    }
}

fn too_few(place: &str, rows: usize) -> Error {
    Error::data(format!("{place}: a column has not the {rows} rows that it should have"))
        .hint("the file is damaged or cut off: copy or write it again")
}

/// Reads the whole file into a table.
pub(super) fn parquet_table(input: &Input, choose: Choose<'_>) -> Result<Table> {
    let parquet = Parquet::open(input)?;
    let keep = choose(&parquet.name, &parquet.headings)?;
    let mut table = Table::new(parquet.name.clone(), "row", parquet.headings.clone(), &keep);
    table.notes.extend(parquet.notes.iter().cloned());
    let named = |error: Error| Error { message: format!("{}{}", parquet.name, error.message), ..error };
    for group in 0..parquet.groups() {
        let mut rows = parquet.group((group, 0..parquet.rows(group)), &keep).map_err(named)?;
        loop {
            let found = rows.next().map_err(named)?;
            if found == 0 {
                break;
            }
            let before = table.rows.len() as u64;
            (0..found).for_each(|row| rows.add(row, &mut table, before + row as u64 + 1));
        }
    }
    table.finish()
}

/// Does what reads bytes that may be damaged. The decoder panics on some damaged files (arrow-rs #9742), which must not
/// take the program down with it.
fn guarded<T>(place: &str, read: impl FnOnce() -> std::result::Result<T, ParquetError>) -> Result<T> {
    let what = match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(done)) => return Ok(done),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "its pages contradict each other".to_string(),
    };
    let mut what: String = what.chars().filter(|c| !c.is_control()).take(200).collect();
    if let Some((_, codec)) = what.split_once("Disabled feature at compile time: ") {
        return Err(Error::data(format!("{place}: compressed by {codec}, which is not read"))
            .hint("write the file again with zstd or snappy"));
    }
    if let Some((_, rest)) = what.split_once(": ") {
        what = rest.to_string();
    }
    Err(Error::data(format!("{place}: not readable as Parquet: {what}"))
        .hint("the file is damaged or cut off: copy or write it again"))
}

/// Makes sure that the description at the end of the file claims no more than it holds; where there is none, the decoder says so.
fn describes_itself(store: &Store) -> std::result::Result<(), ParquetError> {
    let length = store.len();
    let Some(end) = length.checked_sub(8) else { return Ok(()) };
    let tail = store.get_bytes(end, 8)?;
    let claimed = u64::from(u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]));
    let Some(start) = end.checked_sub(claimed).filter(|_| tail[4..] == *b"PAR1") else { return Ok(()) };
    footer::check_description(&store.get_bytes(start, claimed as usize)?).map_err(ParquetError::General)
}

/// Makes sure that what the metadata say lies in the file and adds up.
fn check(name: &str, meta: &ParquetMetaData, length: u64) -> Result<()> {
    let lie = |what: String| {
        Err(Error::data(format!("{name}: {what}")).hint("the file is damaged or cut off: copy or write it again"))
    };
    let mut rows = 0i64;
    for (index, group) in meta.row_groups().iter().enumerate() {
        if group.num_rows() < 0 {
            return lie(format!("row group {} claims {} rows", index + 1, group.num_rows()));
        }
        rows = rows.saturating_add(group.num_rows());
        if group.columns().iter().any(|column| !lies_within(column, length)) {
            return lie(format!("a column of row group {} lies beyond the end of the file", index + 1));
        }
    }
    let claimed = meta.file_metadata().num_rows();
    if claimed != rows {
        return lie(format!("claims {claimed} rows, but its row groups have {rows}"));
    }
    Ok(())
}

fn lies_within(column: &ColumnChunkMetaData, length: u64) -> bool {
    let start = column.dictionary_page_offset().unwrap_or(column.data_page_offset());
    let end = u64::try_from(start).ok().zip(u64::try_from(column.compressed_size()).ok());
    end.and_then(|(start, size)| start.checked_add(size)).is_some_and(|end| end <= length)
}

#[cfg(test)]
#[path = "parquet_tests.rs"]
pub(super) mod tests;
