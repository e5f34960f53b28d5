//! "n of N": what is on the map against what was reported.

use crate::incident::{Incidents, Means, Precision};
use crate::join::Joined;
use crate::ledger::Bucket;

/// What is known of the incidents of one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct YearCoverage {
    /// The calendar year.
    pub year: i16,
    /// Incidents in the input files.
    pub rows: u32,
    /// Joined to a district by their coordinates: on the map.
    pub located: u32,
    /// Joined to a district by its P-code or name: counted there, but not drawn.
    pub by_words: u32,
    /// Of those located, how many are so by words: none but on a map that counts by district.
    pub named: u32,
    /// Of those located, how many lie a little outside and count for the nearest district.
    pub snapped: u32,
    /// Not on the map and known by region only.
    pub region_only: u32,
    /// Not on the map and known by country only.
    pub country_only: u32,
    /// Located, but outside all districts.
    pub outside: u32,
    /// Reported incidents as published, if a table of totals says so.
    pub published: Option<u32>,
}

/// The same for every year of the period.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    /// One entry a year, ascending.
    pub years: Vec<YearCoverage>,
}

impl YearCoverage {
    /// Reported incidents: the published total, or the rows where there is none or it is smaller than the table.
    pub fn reported(&self) -> u32 {
        self.published.unwrap_or(0).max(self.rows)
    }

    /// Reported incidents of which no place is known, not even region or country.
    pub fn unplaced(&self) -> u32 {
        self.reported() - self.located - self.by_words - self.region_only - self.country_only - self.outside
    }
}

impl Coverage {
    /// Sum over the years of a count.
    pub fn sum(&self, of: impl Fn(&YearCoverage) -> u32) -> u32 {
        self.years.iter().map(of).sum()
    }

    /// The same for a map that counts by district: incidents that name their district are on it, as those located are.
    pub fn by_district(&self) -> Coverage {
        let counted =
            |y: &YearCoverage| YearCoverage { located: y.located + y.by_words, named: y.by_words, by_words: 0, ..*y };
        Coverage { years: self.years.iter().map(counted).collect() }
    }

    /// Whether the totals are published ones for every year.
    pub fn is_published(&self) -> bool {
        !self.years.is_empty() && self.years.iter().all(|y| y.published.is_some())
    }
}

/// Counts what is known of the incidents of each year; `published` are totals by year.
pub fn coverage(joined: &Joined, incidents: &Incidents, years: &[i16], published: &[(i16, u32)]) -> Coverage {
    let of = |year: i16| {
        let total = published.iter().find(|(y, _)| *y == year).map(|(_, n)| *n);
        let mut one = YearCoverage { year, published: total, ..YearCoverage::default() };
        for i in (0..incidents.len()).filter(|&i| incidents.year(i) == Some(year)) {
            one.rows += 1;
            match (joined.bucket[i], incidents.precision[i]) {
                (Bucket::Joined, _) if joined.means[i].by_words() => one.by_words += 1,
                (Bucket::Joined, _) => {
                    one.located += 1;
                    one.snapped += u32::from(joined.means[i] == Means::Snapped);
                }
                (Bucket::Outside, _) => one.outside += 1,
                (_, Precision::Region) => one.region_only += 1,
                (Bucket::NoLocation, Precision::Unstated) if joined.region[i].is_some() => one.region_only += 1,
                (_, Precision::Country) => one.country_only += 1,
                _ => {}
            }
        }
        one
    };
    Coverage { years: years.iter().map(|&year| of(year)).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_add_up_to_the_reported_total() {
        let year = YearCoverage {
            rows: 52,
            located: 50,
            region_only: 1,
            country_only: 1,
            published: Some(57),
            ..Default::default()
        };
        assert_eq!((year.reported(), year.unplaced()), (57, 5));
    }

    #[test]
    fn a_published_total_below_the_table_does_not_hide_rows() {
        let year = YearCoverage { rows: 52, located: 50, published: Some(40), ..Default::default() };
        assert_eq!((year.reported(), year.unplaced()), (52, 2));
    }
}
