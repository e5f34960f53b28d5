//! Tables as CSV (RFC 4180), UTF-8 without a byte order mark, lines ending in LF.

use crate::boundary::Boundaries;
use crate::error::{Error, Result};
use crate::ledger::Ledger;

/// One line for each input record: `file, row, id, bucket, reason, district_pcode`.
///
/// # Errors
/// `Kind::Internal` if the ledger was not balanced first.
pub fn ledger_csv(ledger: &Ledger) -> Result<Vec<u8>> {
    let mut table = Table::new(&["file", "row", "id", "bucket", "reason", "district_pcode"])?;
    for entry in &ledger.entries {
        let bucket = entry.bucket.ok_or_else(|| Error::internal("a ledger is written before the join"))?;
        let row = entry.row.to_string();
        let file = &ledger.files[entry.file].name;
        table.row(&[file, &row, &entry.id, bucket.word(), &entry.reason, &entry.district_id])?;
    }
    table.bytes()
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

struct Table(csv::Writer<Vec<u8>>);

impl Table {
    fn new(head: &[&str]) -> Result<Table> {
        let mut table = Table(csv::Writer::from_writer(Vec::new()));
        table.row(head)?;
        Ok(table)
    }

    fn row(&mut self, cells: &[&str]) -> Result<()> {
        self.0.write_record(cells).map_err(|e| Error::internal(format!("cannot write a table: {e}")))
    }

    fn bytes(self) -> Result<Vec<u8>> {
        self.0.into_inner().map_err(|e| Error::internal(format!("cannot write a table: {e}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Bucket;

    #[test]
    fn identifiers_keep_every_byte() {
        let mut ledger = Ledger::default();
        ledger.open("a, b.csv");
        ledger.settled(2, "007 \"x\"", Bucket::Filtered, "");
        let text = String::from_utf8(ledger_csv(&ledger).expect("writes")).expect("UTF-8");
        assert_eq!(text.lines().nth(1), Some("\"a, b.csv\",2,\"007 \"\"x\"\"\",filtered,,"));
    }
}
