//! Text with columns: commas, tabs, semicolons or bars, with the line numbers that an editor shows.

use super::encoding::decode;
use super::table::{Choose, Glance, Table, Value};
use crate::error::{Error, Kind, Result};

/// Separators that are tried, in the order in which a draw is settled.
const SEPARATORS: [(u8, &str); 4] = [(b',', "commas"), (b'\t', "tabs"), (b';', "semicolons"), (b'|', "bars")];
/// Lines that one record may span; more is a quote that was never closed.
const MOST_LINES: u64 = 1000;
/// Bytes that one record may have.
const MOST_BYTES: usize = 16 << 20;
/// Bytes in which the headings must end.
pub(super) const MOST_HEADINGS: usize = 1 << 20;
/// Columns that a table may have: as many as a sheet.
const MOST_COLUMNS: usize = 16_384;

/// Reads text with columns; the first line that is not blank holds the headings.
pub(super) fn csv_table(name: &str, bytes: Vec<u8>, choose: Choose<'_>) -> Result<Table> {
    let (text, encoding_note) = decode(name, bytes)?;
    let (separator, word) = separator(text.as_bytes());
    let mut records = Records::new(name, &text, separator);
    let mut record = csv::StringRecord::new();
    records.next(&mut record)?;
    if record.len() > MOST_COLUMNS {
        return Err(Error::new(
            Kind::Limit,
            format!("{name}: {} columns; at most {MOST_COLUMNS} are read", record.len()),
        ));
    }
    let headings: Vec<String> = record.iter().map(str::to_string).collect();
    let keep = choose(name, &headings)?;
    let mut table = Table::new(name.to_string(), "line", headings, &keep);
    table.notes.extend(encoding_note);
    if separator != b',' {
        table.notes.push(format!("columns are separated by {word}"));
    }
    let may_hold_nul = text.contains('\0');
    while let Some(line) = records.next(&mut record)? {
        add(&mut table, line, &record, &keep);
        if may_hold_nul && record.as_slice().contains('\0') {
            table.fault("holds a NUL byte".to_string());
        }
    }
    table.finish()
}

fn add(table: &mut Table, line: u64, record: &csv::StringRecord, keep: &[usize]) {
    let mut glance = Glance::default();
    record.iter().for_each(|field| glance.see(field));
    table.begin(line);
    for column in keep {
        table.put(*column, record.get(*column).map_or(Value::Empty, Value::Text));
    }
    let columns = table.headings.len();
    if record.len() != columns {
        table.fault(format!("has {} fields where there are {columns} headings", record.len()));
    }
    table.end(&glance);
}

/// The separator that the headings use most, outside quotes. Before it is known, a quote may open behind any of them.
pub(super) fn separator(text: &[u8]) -> (u8, &'static str) {
    let mut counts = [0usize; SEPARATORS.len()];
    let (mut quoted, mut may_open) = (false, true);
    let blank = text.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
    for &byte in text[blank..].iter().take(MOST_HEADINGS) {
        let found = SEPARATORS.iter().position(|(s, _)| *s == byte);
        let closes = quoted && byte == b'"';
        match (byte, quoted) {
            (b'\n' | b'\r', false) => break,
            (b'"', _) => quoted = !quoted && may_open,
            (_, false) => found.into_iter().for_each(|index| counts[index] += 1),
            (_, true) => {}
        }
        // behind a quote that closes another one makes a doubled quote
        may_open = closes || !quoted && found.is_some();
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    let index = counts.iter().position(|c| *c == most).unwrap_or(0);
    SEPARATORS[index]
}

/// Records with their physical lines: the csv crate's own `line()` is wrong after blank lines.
struct Records<'a> {
    name: &'a str,
    text: &'a [u8],
    separator: u8,
    reader: csv::Reader<&'a [u8]>,
    at: usize,
    line: u64,
}

impl<'a> Records<'a> {
    fn new(name: &'a str, text: &'a str, separator: u8) -> Self {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(text.as_bytes());
        Records { name, text: text.as_bytes(), separator, reader, at: 0, line: 1 }
    }

    /// Reads the next record and answers the line on which it begins; `None` at the end.
    fn next(&mut self, record: &mut csv::StringRecord) -> Result<Option<u64>> {
        let more = self.reader.read_record(record).map_err(|e| Error::data(format!("{}: {e}", self.name)))?;
        if !more {
            return Ok(None);
        }
        let mut start = record.position().map_or(self.at, |p| p.byte() as usize);
        while matches!(self.text.get(start), Some(b'\r' | b'\n')) {
            start += 1;
        }
        let end = (self.reader.position().byte() as usize).max(start);
        let line = self.advance(start);
        let last = self.advance(end);
        let raw = &self.text[start..end];
        if end == self.text.len()
            && let Some(opened) = open_quote(raw, self.separator)
        {
            let line = line + line_breaks(raw, 0, opened);
            return Err(self.unclosed(line, last.saturating_sub(line)));
        }
        if last - line > MOST_LINES {
            return Err(self.unclosed(line, last - line));
        }
        if raw.len() > MOST_BYTES {
            return Err(Error::new(Kind::Limit, format!("{}, line {line}: a record of more than 16 MiB", self.name)));
        }
        Ok(Some(line))
    }

    /// The line of the offset, which must not lie before the one asked for last.
    fn advance(&mut self, offset: usize) -> u64 {
        self.line += line_breaks(self.text, self.at, offset);
        self.at = offset;
        self.line
    }

    fn unclosed(&self, line: u64, swallowed: u64) -> Error {
        Error::data(format!(
            "{}, line {line}: a quote is opened and not closed; it would swallow {swallowed} lines",
            self.name
        ))
        .hint("close the quote, or double it (\"\") if it is part of the text")
    }
}

/// Line breaks that end in `from..to`: CR, LF or both together.
fn line_breaks(text: &[u8], from: usize, to: usize) -> u64 {
    let mut breaks = 0;
    for at in from..to {
        match text[at] {
            b'\n' => breaks += u64::from(at == 0 || text[at - 1] != b'\r'),
            b'\r' => breaks += 1,
            _ => {}
        }
    }
    breaks
}

/// Where a quote is opened that the record does not close. A quote opens only at the start of a field (RFC 4180).
fn open_quote(record: &[u8], separator: u8) -> Option<usize> {
    let (mut opened, mut field_starts) = (None, true);
    let mut at = 0;
    while at < record.len() {
        match (record[at], opened) {
            (b'"', Some(_)) if record.get(at + 1) == Some(&b'"') => at += 1,
            (b'"', Some(_)) => opened = None,
            (b'"', None) if field_starts => opened = Some(at),
            _ => {}
        }
        field_starts = opened.is_none() && record[at] == separator;
        at += 1;
    }
    opened
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Table> {
        csv_table("a.csv", text.as_bytes().to_vec(), &|_, headings| Ok((0..headings.len()).collect()))
    }

    fn lines(text: &str) -> Vec<u64> {
        let table = read(text).expect("readable");
        assert_eq!(table.rows.len() as u64, table.rows_read);
        table.rows.iter().map(|r| r.number).collect()
    }

    #[test]
    fn a_row_has_the_line_number_that_an_editor_shows() {
        assert_eq!(lines("id,t\n1,a\n\n\n2,b\n"), [2, 5]);
        assert_eq!(lines("\n\nid,t\n1,a\n"), [4]);
        assert_eq!(lines("id,t\r\n1,\"a\r\nb\nc\"\r\n2,b\r\n"), [2, 5]);
        assert_eq!(lines("id,t\r1,a\r2,b"), [2, 3]);
        assert_eq!(lines("id,t\r\n1,a\n2,b\r3,c"), [2, 3, 4]);
        assert_eq!(lines("id,t\n1,a\n,\n2,b"), [2, 4]);
    }

    #[test]
    fn the_heading_line_decides_on_the_separator() {
        for text in ["id;t\n1;a,b", "id\tt\n1\ta,b", "id|t\n1|a,b", "\"x,y,z\";id\n1;a,b"] {
            let table = read(text).expect("readable");
            assert_eq!(table.value(0, 1), Value::Text("a,b"), "{text}");
        }
    }

    #[test]
    fn quotes_hide_separators_of_headings_where_a_field_may_begin() {
        let of = |text: &str| char::from(separator(text.as_bytes()).0);
        assert_eq!(of("\n\r\na 5\" gun;b;c\",d,e,f\n"), ',');
        assert_eq!(of("\"a,\"\",b,c\";d\n"), ';');
        assert_eq!(of("\"a,b,c\nd,e\";f\n1,2,3"), ';');
    }

    #[test]
    fn a_ragged_row_is_marked_and_the_others_are_kept() {
        let table = read("id,t\n1,a\n2\n3,c,d\n4,e\n").expect("readable");
        let faults: Vec<bool> = table.rows.iter().map(|r| r.fault.is_some()).collect();
        assert_eq!(faults, [false, true, true, false]);
        assert_eq!(table.rows[1].fault.as_deref(), Some("has 1 fields where there are 2 headings"));
    }

    #[test]
    fn an_unclosed_quote_is_refused_with_its_line() {
        let error = read("id,t\n1,a\n2,x,\"oops\n3,c\n4,d\n").err().expect("refused");
        assert!(error.message.contains("line 3: a quote is opened"), "{error}");
        let long = format!("id,t\n1,\"{}\"\n", "a\n".repeat(1200));
        assert!(read(&long).is_err());
        assert_eq!(lines("id,t\n1,\"say \"\"no\"\"\"\n2,b\"c\n"), [2, 3]);
    }

    #[test]
    fn a_nul_byte_spoils_its_row_only() {
        let text = format!("id,t\n{}1,a\0\n2,b\n", "0,x\n".repeat(2000));
        let table = read(&text).expect("readable");
        let spoilt = table.rows.iter().filter(|r| r.fault.is_some()).count();
        assert_eq!((spoilt, table.rows_read), (1, 2002));
    }

    #[test]
    fn hxl_tags_below_the_headings_are_not_data() {
        let table = read("Date,Lat,Free\n#date,#geo+lat,\n2024-01-01,1,\n#x,#y,#z\n").expect("readable");
        assert_eq!((table.rows_read, table.rows[0].number), (2, 3));
        assert!(table.notes.iter().any(|n| n.contains("HXL")));
    }
}
