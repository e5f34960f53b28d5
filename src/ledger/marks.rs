//! Records of a bucket that are counted apart too, by the flags of their reasons.

use super::{Bucket, Ledger};

/// How many records have a flag that a summary tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// Counted by the P-code of the district.
    pub by_code: u64,
    /// Counted by the name of the district.
    pub by_name: u64,
    /// Counted for the nearest district, a little outside all.
    pub snapped: u64,
    /// Counted by coordinates, though the P-code is another district's.
    pub differs: u64,
    /// Outside, but within a kilometre of a district.
    pub near: u64,
}

impl Marks {
    /// Adds those of other records.
    pub fn add(&mut self, other: Marks) {
        self.by_code += other.by_code;
        self.by_name += other.by_name;
        self.snapped += other.snapped;
        self.differs += other.differs;
        self.near += other.near;
    }

    /// Counts a record by the flags of its reason.
    fn see(&mut self, reason: &str) {
        for flag in reason.split(';') {
            match flag {
                "by_pcode" => self.by_code += 1,
                "by_name" => self.by_name += 1,
                "snapped" => self.snapped += 1,
                "pcode_differs" => self.differs += 1,
                flag if flag.starts_with("within ") => self.near += 1,
                _ => {}
            }
        }
    }
}

impl From<&Ledger> for Marks {
    fn from(ledger: &Ledger) -> Marks {
        let mut marks = Marks::default();
        let joined = |b: Option<Bucket>| matches!(b, Some(Bucket::Joined | Bucket::Outside));
        ledger.entries.iter().filter(|e| joined(e.bucket)).for_each(|e| marks.see(&e.reason));
        marks
    }
}
