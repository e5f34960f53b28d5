//! The sums of a ledger: how many rows ended in which bucket, without an entry for each.

use super::{Bucket, Ledger, Marks, Source};
use crate::error::{Error, Result};
use crate::gazetteer::Misses;

/// Rejected rows that an account names; the others are only counted.
const NAMED: usize = 5;

/// Sums over the rows of some files. A ledger has one; a stream, whose rows are too many to keep, has nothing else.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Account {
    /// Files in the order of reading.
    pub files: Vec<Source>,
    /// The first rejected rows: file, row and reason.
    pub rejected: Vec<(String, u64, String)>,
    /// Records that are told apart within their buckets.
    pub marks: Marks,
    /// Words that lead to no district.
    pub misses: Misses,
    buckets: [u64; Bucket::ALL.len()],
}

impl Account {
    /// The account of one file, without rows so far.
    pub fn of_file(name: &str, notes: Vec<String>) -> Account {
        let files = vec![Source { name: name.to_string(), rows_read: 0, notes }];
        Account { files, ..Account::default() }
    }

    /// Adds rows of the file opened last: how many there are, and in which bucket, in the order of `Bucket::ALL`.
    pub fn add_rows(
        &mut self,
        (rows, buckets): (u64, [u64; Bucket::ALL.len()]),
        rejected: impl Iterator<Item = (u64, String)>,
        notes: impl Iterator<Item = String>,
    ) {
        let Some(file) = self.files.last_mut() else { return };
        file.rows_read += rows;
        file.notes.extend(notes);
        let named = rejected.map(|(row, reason)| (file.name.clone(), row, reason));
        self.rejected.extend(named.take(NAMED.saturating_sub(self.rejected.len())));
        self.buckets.iter_mut().zip(buckets).for_each(|(sum, rows)| *sum += rows);
    }

    /// Adds a remark on the file opened last.
    pub fn note(&mut self, remark: String) {
        if let Some(file) = self.files.last_mut() {
            file.notes.push(remark);
        }
    }

    /// Adds the account of further files.
    pub fn add(&mut self, other: Account) {
        self.files.extend(other.files);
        self.rejected.extend(other.rejected);
        self.rejected.truncate(NAMED);
        self.marks.add(other.marks);
        self.misses.merge(&other.misses);
        self.buckets.iter_mut().zip(other.buckets).for_each(|(sum, rows)| *sum += rows);
    }

    /// Adds the account of a further part of the file opened last, or of a new one if its name is another.
    pub fn add_part(&mut self, part: Account) {
        match (self.files.last_mut(), part.files.first()) {
            (Some(last), Some(file)) if last.name == file.name => {
                last.rows_read += file.rows_read;
                let new = file.notes.iter().filter(|note| !last.notes.contains(note)).cloned();
                let new: Vec<String> = new.collect();
                last.notes.extend(new);
                self.add(Account { files: Vec::new(), ..part });
            }
            _ => self.add(part),
        }
    }

    /// Takes rows out of one bucket and puts them into another, as the join finds out.
    ///
    /// # Errors
    /// `Kind::Internal` if the bucket has fewer.
    pub fn shift(&mut self, rows: u64, from: Bucket, to: Bucket) -> Result<()> {
        let left = self.count(from).checked_sub(rows).ok_or_else(|| {
            Error::internal(format!("{rows} rows to be taken from the bucket {}, which has fewer", from.word()))
        })?;
        self.buckets[place(from)] = left;
        self.buckets[place(to)] += rows;
        Ok(())
    }

    /// Rows in the bucket.
    pub fn count(&self, bucket: Bucket) -> u64 {
        self.buckets[place(bucket)]
    }

    /// Rows read, as the readers counted them.
    pub fn rows_read(&self) -> u64 {
        self.files.iter().map(|f| f.rows_read).sum()
    }

    /// Makes sure that every row read is in a bucket.
    ///
    /// # Errors
    /// `Kind::Internal` if the sums differ.
    pub fn balance(&self) -> Result<()> {
        let accounted: u64 = self.buckets.iter().sum();
        if accounted == self.rows_read() {
            return Ok(());
        }
        Err(Error::internal(format!("{} rows read, but {accounted} accounted for", self.rows_read())))
    }

    /// Makes sure that some row that was asked for could be used.
    ///
    /// # Errors
    /// `Kind::Data` with the first reason if every row that was not filtered out is rejected.
    pub fn refuse_nothing_but_rejects(&self) -> Result<()> {
        let asked = self.rows_read() - self.count(Bucket::Filtered);
        if asked == 0 || self.count(Bucket::Rejected) < asked {
            return Ok(());
        }
        let (file, row, reason) = self.rejected.first().cloned().unwrap_or_default();
        Err(Error::data(format!("{file}, row {row}: {reason}; all {asked} rows that were asked for are rejected"))
            .hint("name the right columns, or see every row with `cercle check FILE --ledger -`"))
    }
}

fn place(bucket: Bucket) -> usize {
    Bucket::ALL.iter().position(|b| *b == bucket).expect("ALL has every bucket")
}

impl From<&Ledger> for Account {
    fn from(ledger: &Ledger) -> Account {
        let rejected = ledger.entries.iter().filter(|e| e.bucket == Some(Bucket::Rejected)).take(NAMED);
        Account {
            files: ledger.files.clone(),
            rejected: rejected.map(|e| (ledger.files[e.file].name.clone(), e.row, e.reason.clone())).collect(),
            marks: ledger.into(),
            misses: ledger.misses.clone(),
            buckets: Bucket::ALL.map(|b| ledger.count(b) as u64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> Account {
        let mut account = Account::of_file("a.csv", Vec::new());
        account.add_rows(
            (3, [1, 0, 0, 0, 0, 2]),
            [(4, "x".to_string()), (9, "y".to_string())].into_iter(),
            [].into_iter(),
        );
        account
    }

    #[test]
    fn rows_move_between_buckets_and_none_is_lost() {
        let mut account = account();
        assert_eq!(account.balance(), Ok(()));
        account.shift(1, Bucket::Joined, Bucket::Outside).expect("there is one");
        assert_eq!((account.count(Bucket::Joined), account.count(Bucket::Outside)), (0, 1));
        assert_eq!(account.balance(), Ok(()));
        assert!(account.shift(1, Bucket::Joined, Bucket::Outside).is_err());
        account.files[0].rows_read = 4;
        assert!(account.balance().is_err());
    }

    #[test]
    fn nothing_but_rejects_is_refused_with_the_first_reason() {
        let mut account = account();
        assert_eq!(account.refuse_nothing_but_rejects(), Ok(()));
        account.shift(1, Bucket::Joined, Bucket::Filtered).expect("there is one");
        let error = account.refuse_nothing_but_rejects().expect_err("all rejected");
        assert!(error.message.starts_with("a.csv, row 4: x; all 2 rows"), "{error}");
    }
}
