//! One block of a text with columns: plain rows are read straight from the bytes, the others by the gates of `read`.

use std::io::Read;

use super::super::encoding::decoded;
use super::super::incident_rows::{Writing, matches_one};
use super::super::preset::DateColumns;
use super::super::table::{Glance, Table, Value};
use super::blocks::Block;
use super::collect::Collected;
use super::marks::Marks;
use super::memo::Memo;
use super::ordered::Raw;
use super::part::Part;
use super::quick::{decimal, iso_day, number, wide};
use super::scan::{closing, line_breaks};
use super::sheet::{CATEGORY, DATE, LAT, LON, NOWHERE, ONLY, PRECISION, Sheet};
use crate::error::Error;
use crate::incident::Batch;
use crate::unit::LonLat;

/// Lines that one record may span; more is a quote that was never closed.
const MOST_LINES: u64 = 1000;

/// Bytes of a short row: at first there is room for the places of so many rows as a block may have.
const ROW: usize = 48;

/// A block on its way.
struct Lane<'a> {
    sheet: &'a Sheet<'a>,
    text: &'a [u8],
    at: usize,
    line: u64,
    marks: Marks<'a>,
    /// Where the fields of the record are, one for each heading; what is too much comes into one more, as columns that
    /// are not there.
    spans: Vec<(usize, usize)>,
    /// The column of each value.
    columns: [usize; NOWHERE],
    precisions: Memo<Option<bool>>,
    onlies: Vec<Memo<bool>>,
    found: Collected<'a>,
    /// Rows for the careful way, each with a line break, and their lines.
    careful: (Vec<u8>, Vec<u64>),
    /// Line of the first row that was read straight from the bytes.
    first_quick: u64,
}

/// Reads a block of whole records and hands its incidents to `then`.
pub(super) fn read_block(
    sheet: &Sheet<'_>,
    Block { text, first }: &Block,
    writing: Writing,
    then: &mut dyn FnMut(&Batch),
) -> Part {
    let mut lane = Lane::new(sheet, text);
    lane.found.batch.reserve(text.len() / ROW);
    lane.walk();
    if let Err(fault) = lane.careful(writing, if *first { lane.first_quick } else { 0 }) {
        lane.found.part.fault.get_or_insert(fault);
    }
    lane.found.part.lines = lane.line;
    if lane.found.part.fault.is_none() {
        lane.found.hand_on(then);
    }
    lane.found.part
}

/// Reads a block of whole records into a table.
pub(super) fn read_table(sheet: &Sheet<'_>, Block { text, first }: &Block) -> Raw {
    let mut lane = Lane::new(sheet, text);
    lane.walk();
    let mut table = sheet.plan.table();
    let (text, lines) = std::mem::take(&mut lane.careful);
    let filled = fill(&mut table, sheet, (&text, &lines), if *first { u64::MAX } else { 0 });
    let fault = lane.found.part.fault.or(filled.err().map(|error| (0, error)));
    Raw { table, lines: lane.line, fault }
}

impl<'a> Lane<'a> {
    fn new(sheet: &'a Sheet<'a>, text: &'a [u8]) -> Lane<'a> {
        let headings = sheet.plan.headings.len();
        Lane {
            sheet,
            text,
            at: 0,
            line: 0,
            marks: Marks::new(text, sheet.separator),
            spans: vec![(0, 0); headings + 1],
            columns: sheet.columns.unwrap_or([headings; NOWHERE]),
            precisions: Memo::new(),
            onlies: sheet.plan.only.iter().map(|_| Memo::new()).collect(),
            found: Collected::new(sheet.plan),
            careful: (Vec::new(), Vec::new()),
            first_quick: u64::MAX,
        }
    }

    fn walk(&mut self) {
        while self.at < self.text.len() {
            let (start, line) = (self.at, self.line);
            let plain = match self.record() {
                Ok(plain) => plain,
                Err(fault) => {
                    self.found.part.fault = Some(fault);
                    return;
                }
            };
            let blank = self.at == start;
            if !(blank || plain && self.quick(line)) {
                self.careful.0.extend_from_slice(&self.text[start..self.at]);
                self.careful.0.push(b'\n');
                self.careful.1.push(line);
            }
            self.line_break();
        }
    }

    /// Passes over CR, LF or both together.
    #[inline]
    fn line_break(&mut self) {
        if self.text[self.at] == b'\r' && self.text.get(self.at + 1) == Some(&b'\n') {
            self.at = self.marks.next();
        }
        self.at += 1;
        self.line += 1;
    }

    /// Walks to the end of the record and keeps where its fields are; whether it may be read straight from the bytes.
    #[inline]
    fn record(&mut self) -> Result<bool, (u64, Error)> {
        let (text, separator, last) = (self.text, self.sheet.separator, self.spans.len() - 1);
        let (mut marks, mut field, mut start) = (self.marks, 0, self.at);
        // nearly every record has nothing but separators before its line break
        let end = loop {
            let end = marks.next();
            if text.get(end) != Some(&separator) || field == last {
                break end;
            }
            self.spans[field] = (start, end);
            (field, start) = (field + 1, end + 1);
        };
        self.marks = marks;
        if !matches!(text.get(end), None | Some(b'\n' | b'\r')) {
            return self.odd_record(field, start, end);
        }
        self.spans[field] = (start, end);
        self.at = end;
        Ok(field + 1 == last && self.sheet.columns.is_some())
    }

    /// Goes on with a record from a mark that is neither a separator nor its end, or one too much.
    fn odd_record(&mut self, mut field: usize, mut start: usize, mut end: usize) -> Result<bool, (u64, Error)> {
        let (text, last) = (self.text, self.spans.len() - 1);
        let (mut plain, mut inner) = (self.sheet.columns.is_some(), None);
        loop {
            // a block ends with a line break, as if there were one at the end
            let byte = text.get(end).copied().unwrap_or(b'\n');
            if byte == 0 || byte == b'"' {
                if byte == b'"' && end == start && inner.is_none() {
                    let (close, doubled) = self.quoted(end)?;
                    self.marks.seek(close + 1);
                    inner = Some((end + 1, close));
                    plain &= !doubled;
                }
                plain &= byte != 0;
                end = self.marks.next();
                continue;
            }
            // what stands behind a closing quote belongs to the field
            plain &= inner.is_none_or(|(_, close)| close + 1 == end);
            self.spans[field.min(last)] = inner.take().unwrap_or((start, end));
            field += 1;
            if byte != self.sheet.separator {
                self.at = end;
                return Ok(plain && field == last);
            }
            start = end + 1;
            end = self.marks.next();
        }
    }

    /// The end of the field whose quote opens here.
    fn quoted(&mut self, open: usize) -> Result<(usize, bool), (u64, Error)> {
        let closed = closing(self.text, open);
        let breaks = line_breaks(&self.text[open..closed.map_or(self.text.len(), |(close, _)| close)]);
        let opened = self.line;
        self.line += breaks;
        match closed {
            Some(closed) if breaks <= MOST_LINES => Ok(closed),
            _ => {
                let what = format!("a quote is opened and not closed; it would swallow {breaks} lines");
                let hint = "close the quote, or double it (\"\") if it is part of the text";
                Err((opened, Error::data(what).hint(hint)))
            }
        }
    }

    /// Reads the record walked over last, if all its values are spelt plainly.
    #[inline]
    fn quick(&mut self, line: u64) -> bool {
        let span = |value: usize| self.spans[self.columns[value]];
        let value = |value: usize| &self.text[span(value).0..span(value).1];
        let (Some((lat, a)), Some((lon, b))) = (self.number(span(LAT)), self.number(span(LON))) else { return false };
        let on_globe = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
        if !on_globe || (lat == 0.0 && lon == 0.0) {
            return false;
        }
        let mut year = 0;
        let mut in_period = true;
        if let DateColumns::None = self.sheet.plan.columns.date
            && self.sheet.plan.period.is_some()
        {
            return false;
        }
        if let DateColumns::One(_) = self.sheet.plan.columns.date {
            match iso_day(value(DATE)) {
                Some(day) => {
                    year = (day / 10_000) as i16;
                    in_period = self.sheet.plan.period.is_none_or(|(first, last)| first <= day && day <= last);
                }
                None if value(DATE).is_empty() && self.sheet.plan.period.is_none() => {}
                None => return false,
            }
        }
        let mut counts = self.sheet.plan.unstated;
        if self.sheet.plan.columns.precision.is_some() {
            let (sheet, text) = (self.sheet, value(PRECISION));
            match self.precisions.get(text, |text| sheet.plan.counts(text)) {
                Some(answer) => counts = answer,
                None => return false,
            }
        }
        if !counts && self.sheet.plan.worded {
            return false;
        }
        let mut asked = true;
        for (i, memo) in self.onlies.iter_mut().enumerate() {
            let (from, to) = self.spans[self.columns[ONLY + i]];
            asked &= memo
                .get(&self.text[from..to], |text| matches_one(Value::Text(&decoded(text)), &self.sheet.plan.only[i]));
        }
        if (a || b) && self.found.part.evidence.point.is_none() {
            let column = self.sheet.plan.columns.place.map_or(0, |(lat, lon)| if a { lat } else { lon });
            self.found.part.evidence.point = Some((line, column));
        }
        self.first_quick = self.first_quick.min(line);
        if self.found.quick(asked && in_period, counts) {
            let (from, to) = self.spans[self.columns[CATEGORY]];
            self.found.push(LonLat { lon, lat }, year, &self.text[from..to]);
        }
        true
    }

    /// A plain number, and whether it has a point.
    #[inline(always)]
    fn number(&self, span: (usize, usize)) -> Option<(f64, bool)> {
        match number(self.text, span) {
            Some(number) => Some((number, true)),
            None => wide(self.text, span).map(|number| (number, true)).or_else(|| decimal(&self.text[span.0..span.1])),
        }
    }

    /// Takes the rows that were put aside through the gates of `read`; of those before line `tags` the first may hold tags.
    fn careful(&mut self, writing: Writing, tags: u64) -> Result<(), (u64, Error)> {
        let (text, lines) = std::mem::take(&mut self.careful);
        let mut table = self.sheet.plan.table();
        let first = lines.first().copied().unwrap_or(0);
        fill(&mut table, self.sheet, (&text, &lines), tags).map_err(|error| (first, error))?;
        self.found.judge(table, writing)
    }
}

/// Fills the table with records that stand on the given lines.
fn fill(table: &mut Table, sheet: &Sheet<'_>, (text, lines): (&[u8], &[u64]), tags: u64) -> Result<(), Error> {
    if lines.is_empty() {
        return Ok(());
    }
    // csv takes a byte order mark off what it reads first: files pasted together have one before a row
    let text = Read::chain(&b"\n"[..], text);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(sheet.separator).from_reader(text);
    let mut record = csv::ByteRecord::new();
    let kept = sheet.plan.kept();
    for &line in lines {
        let more = reader.read_byte_record(&mut record).map_err(|e| Error::data(e.to_string()))?;
        if !more {
            return Err(Error::internal("fewer records than were counted"));
        }
        let mut glance = Glance::default();
        record.iter().for_each(|field| glance.see(&decoded(field)));
        table.tags_possible = line < tags;
        table.begin(line);
        for &column in &kept {
            let text = record.get(column).map(decoded);
            table.put(column, text.as_deref().map_or(Value::Empty, Value::Text));
        }
        let columns = table.headings.len();
        if record.len() != columns {
            table.fault(format!("has {} fields where there are {columns} headings", record.len()));
        }
        if record.as_slice().contains(&0) {
            table.fault("holds a NUL byte".to_string());
        }
        table.end(&glance);
    }
    Ok(())
}
