//! The bucket of every record: what was read equals what is accounted for.
//!
//! ```
//! use cercle::ledger::{Bucket, Ledger};
//!
//! let mut ledger = Ledger::default();
//! ledger.open("incidents.csv");
//! ledger.settled(2, "a", Bucket::Rejected, "95 is not a latitude");
//! let entry = ledger.pending(3, "b");
//! ledger.entries[entry].bucket = Some(Bucket::Joined);
//! ledger.files[0].rows_read = 2; // as the reader counted them
//! ledger.balance()?;
//! assert_eq!(ledger.count(Bucket::Joined), 1);
//! ledger.files[0].rows_read = 3;
//! assert!(ledger.balance().is_err()); // a row is lost
//! # Ok::<(), cercle::error::Error>(())
//! ```

mod account;
mod marks;

pub use account::Account;
pub use marks::Marks;

use crate::error::{Error, Result};
use crate::gazetteer::Misses;

/// Where a record ends: exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bucket {
    /// Counted in a district.
    Joined,
    /// Located, but in no district.
    Outside,
    /// Located, but not exactly enough for a district.
    LowPrecision,
    /// Without coordinates.
    NoLocation,
    /// Not asked for: another period, country or category.
    Filtered,
    /// Cannot be used: the reason says why.
    Rejected,
}

impl Bucket {
    /// Every bucket, in the order of the summary.
    pub const ALL: [Bucket; 6] =
        [Bucket::Joined, Bucket::Outside, Bucket::LowPrecision, Bucket::NoLocation, Bucket::Filtered, Bucket::Rejected];

    /// The word used in files.
    pub fn word(self) -> &'static str {
        match self {
            Bucket::Joined => "joined",
            Bucket::Outside => "outside",
            Bucket::LowPrecision => "low_precision",
            Bucket::NoLocation => "no_location",
            Bucket::Filtered => "filtered",
            Bucket::Rejected => "rejected",
        }
    }
}

/// One input record and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Index of the file in `Ledger::files`.
    pub file: usize,
    /// First physical line of a text file, row of a sheet, or number of a feature; all count from 1.
    pub row: u64,
    /// Identifier as in the source; empty if it has none.
    pub id: String,
    /// The bucket; `None` until the join has decided.
    pub bucket: Option<Bucket>,
    /// Why, and flags such as `on_boundary`, separated by `;`; empty if there is nothing to say.
    pub reason: String,
    /// Identifier of the district it counts for; empty if none.
    pub district_id: String,
}

/// One file (and sheet) that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// File name, with the sheet's name after a `#` where there are sheets.
    pub name: String,
    /// Records that the reader counted by itself, independently of the entries.
    pub rows_read: u64,
    /// What had to be assumed or mended while reading, one sentence each.
    pub notes: Vec<String>,
}

/// The account of every record of every input file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ledger {
    /// Files in the order of reading.
    pub files: Vec<Source>,
    /// Records in the order of reading.
    pub entries: Vec<Entry>,
    /// Words of records that lead to no district.
    pub misses: Misses,
}

impl Ledger {
    /// Opens a file; the entries that follow belong to it.
    pub fn open(&mut self, name: impl Into<String>) {
        self.files.push(Source { name: name.into(), rows_read: 0, notes: Vec::new() });
    }

    /// Enters a record whose bucket the join will decide, and answers its index.
    pub fn pending(&mut self, row: u64, id: &str) -> usize {
        self.enter(row, id, None, "")
    }

    /// Enters a record whose bucket is known already.
    pub fn settled(&mut self, row: u64, id: &str, bucket: Bucket, reason: &str) {
        self.enter(row, id, Some(bucket), reason);
    }

    fn enter(&mut self, row: u64, id: &str, bucket: Option<Bucket>, reason: &str) -> usize {
        self.entries.push(Entry {
            file: self.files.len() - 1,
            row,
            id: id.to_string(),
            bucket,
            reason: reason.to_string(),
            district_id: String::new(),
        });
        self.entries.len() - 1
    }

    /// Records in the bucket.
    pub fn count(&self, bucket: Bucket) -> usize {
        self.entries.iter().filter(|e| e.bucket == Some(bucket)).count()
    }

    /// Records read, as the readers counted them.
    pub fn rows_read(&self) -> u64 {
        self.files.iter().map(|f| f.rows_read).sum()
    }

    /// Makes sure that every record read is in exactly one bucket.
    ///
    /// # Errors
    /// `Kind::Internal` if a file's entries differ from the rows that its reader counted, or an entry has no bucket.
    pub fn balance(&self) -> Result<()> {
        let mut entered = vec![0u64; self.files.len()];
        for entry in &self.entries {
            entered[entry.file] += 1;
            if entry.bucket.is_none() {
                return Err(Error::internal(format!(
                    "{}, row {}: the record ended in no bucket",
                    self.files[entry.file].name, entry.row
                )));
            }
        }
        for (file, entered) in self.files.iter().zip(entered) {
            if file.rows_read != entered {
                return Err(Error::internal(format!(
                    "{}: {} rows read, but {entered} accounted for",
                    file.name, file.rows_read
                )));
            }
        }
        Ok(())
    }
}

impl Ledger {
    /// Makes sure that some record that was asked for could be used.
    ///
    /// # Errors
    /// `Kind::Data` with the first reason if every record that was not filtered out is rejected.
    pub fn refuse_nothing_but_rejects(&self) -> Result<()> {
        let asked = self.entries.iter().filter(|e| e.bucket != Some(Bucket::Filtered));
        let Some(first) = asked.clone().next() else { return Ok(()) };
        if asked.clone().any(|e| e.bucket != Some(Bucket::Rejected)) {
            return Ok(());
        }
        Err(Error::data(format!(
            "{}, row {}: {}; all {} rows that were asked for are rejected",
            self.files[first.file].name,
            first.row,
            first.reason,
            asked.count()
        ))
        .hint("name the right columns, or see every row with `cercle check FILE --ledger -`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    fn ledger() -> Ledger {
        let mut ledger = Ledger::default();
        ledger.open("a.csv");
        ledger.settled(2, "x", Bucket::Filtered, "before the period");
        let i = ledger.pending(3, "y");
        ledger.entries[i].bucket = Some(Bucket::Joined);
        ledger.files[0].rows_read = 2;
        ledger
    }

    #[test]
    fn equal_sums_balance() {
        assert_eq!(ledger().balance(), Ok(()));
        assert_eq!(ledger().count(Bucket::Joined), 1);
    }

    #[test]
    fn nothing_but_rejects_is_refused_with_the_first_reason() {
        assert_eq!(ledger().refuse_nothing_but_rejects(), Ok(()));
        let mut bad = ledger();
        bad.entries[1].bucket = Some(Bucket::Rejected);
        bad.entries[1].reason = "no date".into();
        let error = bad.refuse_nothing_but_rejects().expect_err("all rejected");
        assert!(error.message.contains("a.csv, row 3: no date"), "{error}");
    }

    #[test]
    fn a_lost_row_is_an_internal_error() {
        let mut ledger = ledger();
        ledger.files[0].rows_read = 3;
        assert_eq!(ledger.balance().map_err(|e| e.kind), Err(Kind::Internal));
    }

    #[test]
    fn a_record_without_bucket_is_an_internal_error() {
        let mut ledger = ledger();
        ledger.entries[1].bucket = None;
        assert_eq!(ledger.balance().map_err(|e| e.kind), Err(Kind::Internal));
    }
}
