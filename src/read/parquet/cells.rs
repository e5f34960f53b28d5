//! Some rows of a Parquet column, decoded.

use jiff::civil::Date;
use parquet::column::reader::ColumnReader;
use parquet::data_type::{AsBytes, ByteArray, FixedLenByteArray, Int96};
use parquet::errors::Result;

use super::super::encoding::decoded;
use super::super::table::{Table, Value};
use super::super::wkb::point;
use super::kind::Kind;

/// The place of a row without a value.
const NULL: u32 = u32::MAX;

/// Values as stored, without the rows that have none.
enum Raw {
    Truths(Vec<bool>),
    Small(Vec<i32>),
    Large(Vec<i64>),
    Moments(Vec<Int96>),
    Singles(Vec<f32>),
    Doubles(Vec<f64>),
    Bytes(Vec<ByteArray>),
    Fixed(Vec<FixedLenByteArray>),
}

/// Which coordinate of a point is meant where a column holds points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::read) enum Face {
    Whole,
    Lon,
    Lat,
}

/// A column on its way, and the rows of it that were decoded last.
pub(super) struct Cells {
    kind: Kind,
    reader: ColumnReader,
    raw: Raw,
    levels: Vec<i16>,
    /// Level of a row that has a value.
    full: i16,
    /// Where each row's value is; empty if every row has one.
    places: Vec<u32>,
    rows: usize,
}

impl Cells {
    /// A column of which no row was decoded so far; `full` is the definition level of rows with a value.
    pub(super) fn new(kind: Kind, reader: ColumnReader, full: i16) -> Cells {
        let raw = match &reader {
            ColumnReader::BoolColumnReader(_) => Raw::Truths(Vec::new()),
            ColumnReader::Int32ColumnReader(_) => Raw::Small(Vec::new()),
            ColumnReader::Int64ColumnReader(_) => Raw::Large(Vec::new()),
            ColumnReader::Int96ColumnReader(_) => Raw::Moments(Vec::new()),
            ColumnReader::FloatColumnReader(_) => Raw::Singles(Vec::new()),
            ColumnReader::DoubleColumnReader(_) => Raw::Doubles(Vec::new()),
            ColumnReader::ByteArrayColumnReader(_) => Raw::Bytes(Vec::new()),
            ColumnReader::FixedLenByteArrayColumnReader(_) => Raw::Fixed(Vec::new()),
        };
        Cells { kind, reader, raw, levels: Vec::new(), full, places: Vec::new(), rows: 0 }
    }

    /// Decodes the next rows; answers how many there were.
    ///
    /// # Errors
    /// As the decoder.
    pub(super) fn fill(&mut self, rows: usize) -> Result<usize> {
        macro_rules! read {
            ($reader:expr, $values:expr) => {{
                $values.clear();
                $reader.read_records(rows, Some(&mut self.levels), None, $values)?
            }};
        }
        self.levels.clear();
        let (records, values, _) = match (&mut self.reader, &mut self.raw) {
            (ColumnReader::BoolColumnReader(r), Raw::Truths(v)) => read!(r, v),
            (ColumnReader::Int32ColumnReader(r), Raw::Small(v)) => read!(r, v),
            (ColumnReader::Int64ColumnReader(r), Raw::Large(v)) => read!(r, v),
            (ColumnReader::Int96ColumnReader(r), Raw::Moments(v)) => read!(r, v),
            (ColumnReader::FloatColumnReader(r), Raw::Singles(v)) => read!(r, v),
            (ColumnReader::DoubleColumnReader(r), Raw::Doubles(v)) => read!(r, v),
            (ColumnReader::ByteArrayColumnReader(r), Raw::Bytes(v)) => read!(r, v),
            (ColumnReader::FixedLenByteArrayColumnReader(r), Raw::Fixed(v)) => read!(r, v),
            _ => unreachable!("a column's values are stored as its reader says"),
        };
        self.rows = records;
        self.places.clear();
        if values < records {
            let mut next = 0;
            self.places.extend(self.levels.iter().map(|level| {
                let place = if *level == self.full { next } else { NULL };
                next += u32::from(*level == self.full);
                place
            }));
        }
        Ok(records)
    }

    /// Passes over rows, without unpacking pages of which none is wanted; answers how many there were.
    ///
    /// # Errors
    /// As the decoder.
    pub(super) fn skip(&mut self, rows: usize) -> Result<usize> {
        match &mut self.reader {
            ColumnReader::BoolColumnReader(r) => r.skip_records(rows),
            ColumnReader::Int32ColumnReader(r) => r.skip_records(rows),
            ColumnReader::Int64ColumnReader(r) => r.skip_records(rows),
            ColumnReader::Int96ColumnReader(r) => r.skip_records(rows),
            ColumnReader::FloatColumnReader(r) => r.skip_records(rows),
            ColumnReader::DoubleColumnReader(r) => r.skip_records(rows),
            ColumnReader::ByteArrayColumnReader(r) => r.skip_records(rows),
            ColumnReader::FixedLenByteArrayColumnReader(r) => r.skip_records(rows),
        }
    }

    /// Where the row's value is stored; `None` if it has none.
    #[inline]
    fn place(&self, row: usize) -> Option<usize> {
        match self.places.get(row) {
            None => Some(row),
            Some(&NULL) => None,
            Some(&place) => Some(place as usize),
        }
    }

    /// The numbers of all rows, NaN for what is no plain number; `spare` is room for them if they must be converted.
    pub(super) fn numbers<'a>(&'a self, face: Face, spare: &'a mut Vec<f64>) -> &'a [f64] {
        match (&self.raw, self.kind) {
            (Raw::Doubles(values), _) if self.places.is_empty() => return values,
            _ => spare.clear(),
        }
        let number = |place: usize| match (&self.raw, self.kind) {
            (Raw::Doubles(values), _) => values[place],
            (Raw::Singles(values), _) => f64::from(values[place]),
            (Raw::Small(values), Kind::Whole { signed: true }) => f64::from(values[place]),
            (Raw::Bytes(values), Kind::Wkb) => match (point(values[place].as_bytes()), face) {
                (Ok(Some([lon, _])), Face::Lon) => lon,
                (Ok(Some([_, lat])), Face::Lat) => lat,
                _ => f64::NAN,
            },
            _ => f64::NAN,
        };
        spare.extend((0..self.rows).map(|row| self.place(row).map_or(f64::NAN, number)));
        spare
    }

    /// Exchanges the numbers of all rows for a vector that is not needed any more; `false` if they are not stored as such. The
    /// rows have no numbers then, until the next are decoded.
    pub(super) fn exchange(&mut self, numbers: &mut Vec<f64>) -> bool {
        match &mut self.raw {
            Raw::Doubles(values) if self.places.is_empty() => {
                std::mem::swap(values, numbers);
                true
            }
            _ => false,
        }
    }

    /// The day of a row since 1970; `None` if it has none or is of another kind.
    #[inline]
    pub(super) fn day(&self, row: usize) -> Option<i64> {
        let place = self.place(row)?;
        match (&self.raw, self.kind) {
            (Raw::Small(values), Kind::Day) => Some(i64::from(values[place])),
            (Raw::Large(values), Kind::Moment(units)) => Some(values[place].div_euclid(units)),
            (Raw::Moments(values), Kind::Moment(units)) => Some(values[place].to_seconds().div_euclid(units)),
            _ => None,
        }
    }

    /// Whether all values are days between these, counted from 1970.
    pub(super) fn days_within(&self, first: i32, last: i32) -> bool {
        match (&self.raw, self.kind) {
            (Raw::Small(values), Kind::Day) => values.iter().fold(true, |all, v| all & (first <= *v) & (*v <= last)),
            (Raw::Large(values), Kind::Moment(units)) => {
                let (first, last) = (i64::from(first) * units, i64::from(last) * units);
                values.iter().fold(true, |all, v| all & (first <= *v) & (*v <= last))
            }
            _ => false,
        }
    }

    /// Adds the year of each row, looked up in a table by day from the first on; 0 for rows without a day.
    pub(super) fn years(&self, (first, table): (i32, &[i16]), years: &mut Vec<i16>) {
        let year = |day: i64| table.get((day - i64::from(first)) as usize).copied().unwrap_or(0);
        match (&self.raw, self.kind) {
            (Raw::Small(values), Kind::Day) if self.places.is_empty() => {
                years.extend(values.iter().map(|day| year((*day).into())));
            }
            _ => years.extend((0..self.rows).map(|row| self.day(row).map_or(0, year))),
        }
    }

    /// The row's text, empty if it has none; `None` for what is no text. Whole numbers are written into `digits`.
    #[inline]
    pub(super) fn text<'a>(&'a self, row: usize, digits: &'a mut String) -> Option<&'a [u8]> {
        use std::fmt::Write;
        let Some(place) = self.place(row) else { return Some(b"") };
        digits.clear();
        let written = match (&self.raw, self.kind) {
            (Raw::Bytes(values), Kind::Text) => return Some(values[place].as_bytes()),
            (Raw::Small(values), Kind::Whole { signed: true }) => write!(digits, "{}", values[place]),
            (Raw::Small(values), Kind::Whole { signed: false }) => write!(digits, "{}", values[place] as u32),
            (Raw::Large(values), Kind::Whole { signed: true }) => write!(digits, "{}", values[place]),
            (Raw::Large(values), Kind::Whole { signed: false }) => write!(digits, "{}", values[place] as u64),
            _ => return None,
        };
        written.ok().map(|()| digits.as_bytes())
    }

    /// Puts the row's value into the table's row begun last.
    pub(super) fn put(&self, row: usize, face: Face, (table, column): (&mut Table, usize)) {
        let Some(place) = self.place(row) else { return };
        let mut digits = String::new();
        if let Some(text) = self.text(row, &mut digits) {
            return table.put(column, Value::Text(&decoded(text)));
        }
        if let Some(days) = self.day(row) {
            return table.put(column, civil(days).map_or(Value::Broken("holds a day beyond all years"), Value::Day));
        }
        match (&self.raw, self.kind) {
            (_, Kind::Unread(what)) => table.put(column, Value::Broken(what)),
            (Raw::Truths(values), _) => table.put(column, Value::Bool(values[place])),
            (Raw::Singles(values), _) => table.put(column, Value::Number(f64::from(values[place]))),
            (Raw::Doubles(values), _) => table.put(column, Value::Number(values[place])),
            (Raw::Small(values), Kind::Decimal(scale)) => table.put(column, decimal(values[place].into(), scale)),
            (Raw::Large(values), Kind::Decimal(scale)) => table.put(column, decimal(values[place].into(), scale)),
            (Raw::Bytes(values), Kind::Decimal(scale)) => table.put(column, wide(values[place].as_bytes(), scale)),
            (Raw::Fixed(values), Kind::Decimal(scale)) => table.put(column, wide(values[place].as_bytes(), scale)),
            (Raw::Fixed(values), Kind::Uuid) => table.put(column, Value::Text(&uuid(values[place].as_bytes()))),
            (Raw::Bytes(values), Kind::Wkb) => {
                let value = match (point(values[place].as_bytes()), face) {
                    (Ok(Some([lon, _])), Face::Lon) => Value::Number(lon),
                    (Ok(Some([_, lat])), Face::Lat) => Value::Number(lat),
                    (Ok(_), _) => Value::Empty,
                    (Err(what), _) => Value::Broken(what),
                };
                table.put(column, value);
            }
            _ => table.put(column, Value::Broken("holds a value of a kind that is not read")),
        }
    }
}

/// The day so many days after 1970 began.
pub(in crate::read) fn civil(days: i64) -> Option<Date> {
    let span = jiff::Span::new().try_days(days).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(span).ok()
}

/// A decimal number: up to 15 digits and 22 places one division rounds rightly (Clinger 1990).
fn decimal(value: i128, scale: i32) -> Value<'static> {
    match u32::try_from(scale) {
        Ok(scale) if scale <= 38 => Value::Number(value as f64 / 10f64.powi(scale as i32)),
        _ => Value::Broken("holds a decimal number of a kind that is not read"),
    }
}

/// A decimal number of many bytes, highest first.
fn wide(bytes: &[u8], scale: i32) -> Value<'static> {
    if bytes.is_empty() || bytes.len() > 16 {
        return Value::Broken("holds a decimal number of a kind that is not read");
    }
    let sign = if bytes[0] & 0x80 != 0 { -1i128 } else { 0 };
    decimal(bytes.iter().fold(sign, |value, byte| (value << 8) | i128::from(*byte)), scale)
}

fn uuid(bytes: &[u8]) -> String {
    let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)].map(|(from, to)| hex.get(from..to).unwrap_or_default()).join("-")
}
