//! Tables as CSV (RFC 4180), UTF-8 without a byte order mark, lines ending in LF.

use std::io::{Read, Write};

use crate::boundary::Boundaries;
use crate::error::{Error, Kind, Result};
use crate::ledger::{Account, Bucket, Ledger};

/// One line for each input record: `file, row, id, bucket, reason, district_pcode`.
///
/// # Errors
/// `Kind::Internal` if the ledger was not balanced first.
pub fn ledger_csv(ledger: &Ledger) -> Result<Vec<u8>> {
    Ok([ledger_head()?, ledger_lines(ledger)?].concat())
}

/// One line for each bucket: `bucket, rows`.
///
/// # Errors
/// `Kind::Internal` if the table cannot be written to memory.
pub fn sums_csv(account: &Account) -> Result<Vec<u8>> {
    let mut table = Table::new(&["bucket", "rows"])?;
    for bucket in Bucket::ALL {
        table.row(&[bucket.word(), &account.count(bucket).to_string()])?;
    }
    table.bytes()
}

/// The first line of a ledger.
///
/// # Errors
/// `Kind::Internal` if it cannot be written to memory.
pub fn ledger_head() -> Result<Vec<u8>> {
    Table::new(&["file", "row", "id", "bucket", "reason", "district_pcode"])?.bytes()
}

/// The lines of a ledger without the first.
///
/// # Errors
/// As `ledger_csv`.
pub fn ledger_lines(ledger: &Ledger) -> Result<Vec<u8>> {
    let mut table = Table { lines: csv::Writer::from_writer(Vec::new()), for_people: true };
    for entry in &ledger.entries {
        let bucket = entry.bucket.ok_or_else(|| Error::internal("a ledger is written before the join"))?;
        let row = entry.row.to_string();
        let file = &ledger.files[entry.file].name;
        table.row(&[file, &row, &entry.id, bucket.word(), &entry.reason, &entry.district_id])?;
    }
    table.bytes()
}

/// Copies a ledger and adds the flag `duplicate_id` to the incidents that the function chooses by file and identifier.
///
/// # Errors
/// `Kind::Io` if it cannot be read or written.
pub fn flag_duplicates(from: impl Read, to: impl Write, twice: impl Fn(&str, &str) -> bool) -> Result<()> {
    let failed = |e: csv::Error| Error::new(Kind::Io, format!("the ledger cannot be copied: {e}"));
    let (mut from, mut to) = (csv::Reader::from_reader(from), csv::Writer::from_writer(to));
    to.write_record(from.headers().map_err(failed)?).map_err(failed)?;
    let mut row = csv::StringRecord::new();
    while from.read_record(&mut row).map_err(failed)? {
        let incident = ![Bucket::Filtered.word(), Bucket::Rejected.word()].contains(&&row[3]);
        if incident && !row[2].is_empty() && twice(as_it_was(&row[0]), as_it_was(&row[2])) {
            let reason = with_duplicate(&row[4]);
            to.write_record([&row[0], &row[1], &row[2], &row[3], &reason, &row[5]]).map_err(failed)?;
        } else {
            to.write_record(&row).map_err(failed)?;
        }
    }
    to.flush().map_err(|e| failed(e.into()))
}

/// The flags with `duplicate_id` where the reader puts it: before those of the join.
fn with_duplicate(reason: &str) -> String {
    let mut flags: Vec<&str> = reason.split(';').filter(|flag| !flag.is_empty()).collect();
    let of_join = |flag: &&str| ["on_boundary", "ambiguous"].contains(flag) || flag.starts_with("precision_");
    let at = flags.iter().position(of_join).unwrap_or(flags.len());
    flags.insert(at, "duplicate_id");
    flags.join(";")
}

/// One line for each district: `id, name, region_id, region, area_km2`, then the columns of counts, each with one count a
/// district.
///
/// # Errors
/// `Kind::Internal` if the table cannot be written to memory.
pub fn counts_csv(districts: &Boundaries, areas_km2: &[f64], counts: &[(String, Vec<u64>)]) -> Result<Vec<u8>> {
    let mut head: Vec<&str> = ["id", "name", "region_id", "region", "area_km2"].to_vec();
    head.extend(counts.iter().map(|(name, _)| name.as_str()));
    let mut table = Table::new(&head)?;
    for (i, district) in districts.districts.iter().enumerate() {
        let area = format!("{:.1}", areas_km2[i]);
        let mut row =
            [&district.id, &district.name, &district.region_id, &district.region, &area].map(String::clone).to_vec();
        row.extend(counts.iter().map(|(_, of)| of[i].to_string()));
        table.row(&row.iter().map(String::as_str).collect::<Vec<_>>())?;
    }
    table.bytes()
}

pub(super) struct Table {
    lines: csv::Writer<Vec<u8>>,
    /// Whether spreadsheets open it: then no text in it is a formula.
    for_people: bool,
}

impl Table {
    /// A table that people open in spreadsheets.
    pub(super) fn new(head: &[&str]) -> Result<Table> {
        Table::with(head, true)
    }

    /// A table for programs: every text is as it is.
    pub(super) fn of_data(head: &[&str]) -> Result<Table> {
        Table::with(head, false)
    }

    fn with(head: &[&str], for_people: bool) -> Result<Table> {
        let mut table = Table { lines: csv::Writer::from_writer(Vec::new()), for_people };
        table.row(head)?;
        Ok(table)
    }

    /// Writes a line. No reader of tables takes a NUL, which JSON can spell and GeoPackages can hold: U+FFFD stands in its place.
    pub(super) fn row(&mut self, cells: &[&str]) -> Result<()> {
        let odd = |cell: &&str| cell.contains('\0') || self.for_people && is_formula(cell);
        let written = match cells.iter().any(odd) {
            true => self.lines.write_record(cells.iter().map(|cell| {
                let mark = if self.for_people && is_formula(cell) { "'" } else { "" };
                format!("{mark}{}", cell.replace('\0', "\u{fffd}"))
            })),
            false => self.lines.write_record(cells),
        };
        written.map_err(|e| Error::internal(format!("cannot write a table: {e}")))
    }

    pub(super) fn bytes(self) -> Result<Vec<u8>> {
        self.lines.into_inner().map_err(|e| Error::internal(format!("cannot write a table: {e}")))
    }
}

/// Whether a spreadsheet takes a text for a formula (OWASP, CSV injection), or would without the marks before it: so no two
/// texts are written alike. Negative numbers are none.
fn is_formula(cell: &str) -> bool {
    let text = cell.trim_start_matches('\'');
    let starts = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    // a lone hyphen is one: so a pipe is called
    starts && text != "-" && (text.len() < cell.len() || !is_negative_number(text))
}

fn is_negative_number(text: &str) -> bool {
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '-' | '+');
    let number = text.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    number.is_some_and(|rest| rest.chars().all(digits) && rest.parse::<f64>().is_ok())
}

/// A cell of a table for people, without the mark that it got there.
fn as_it_was(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| is_formula(text)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_for_people_is_a_formula_and_each_can_be_read_back() {
        let formulas =
            ["=HYPERLINK(\"x\")", "+1", "-1+1", "@x", "\t=1", "\r=1", "＝1", "-x", "'=1", "''+", "-.5", "-1e"];
        let plain = [
            "", "007", "-", "'-", "-12.5", "-1", "-1e-7", "1E5", "1+1", "a=b", "'", "'quoted'", "Ségou", "' =1", "x\t=",
        ];
        let mut people = Table::new(&["x"]).expect("writes");
        let mut data = Table::of_data(&["x"]).expect("writes");
        for cell in formulas.iter().chain(&plain) {
            people.row(&[cell]).and_then(|()| data.row(&[cell])).expect("writes");
        }
        let cells = |table: Table| -> Vec<String> {
            let bytes = table.bytes().expect("writes");
            let mut reader = csv::Reader::from_reader(bytes.as_slice());
            reader.records().map(|row| row.expect("reads")[0].to_string()).collect()
        };
        let (people, data) = (cells(people), cells(data));
        let all: Vec<&str> = formulas.iter().chain(&plain).copied().collect();
        assert_eq!(data, all, "programs get what was there");
        for (cell, written) in all.iter().zip(&people) {
            assert_eq!(written.starts_with('\'') && written != cell, formulas.contains(cell), "{cell} is {written}");
            assert_eq!(as_it_was(written), *cell);
            let number = written.parse::<f64>().is_ok() || written == "-";
            assert!(number || !written.starts_with(['=', '+', '-', '@', '\t', '\r', '＝']), "{written}");
        }
    }

    #[test]
    fn a_nul_is_not_written() {
        let mut table = Table::new(&["id", "a\0b"]).expect("writes");
        table.row(&["x\0", "plain"]).expect("writes");
        assert_eq!(table.bytes().expect("writes"), "id,a\u{fffd}b\nx\u{fffd},plain\n".as_bytes());
    }

    #[test]
    fn identifiers_keep_every_byte() {
        let mut ledger = Ledger::default();
        ledger.open("a, b.csv");
        ledger.settled(2, "007 \"x\"", Bucket::Filtered, "");
        let text = String::from_utf8(ledger_csv(&ledger).expect("writes")).expect("UTF-8");
        assert_eq!(text.lines().nth(1), Some("\"a, b.csv\",2,\"007 \"\"x\"\"\",filtered,,"));
    }
}
