//! Counts by district and year.

use std::collections::BTreeMap;

use crate::incident::Incidents;
use crate::join::Joined;

/// Joined incidents counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Counts {
    /// All joined incidents of each district.
    pub total: Vec<u32>,
    /// The same by calendar year; incidents without a date are in no year.
    pub by_year: BTreeMap<i16, Vec<u32>>,
}

/// Counts joined incidents for `districts` districts; each year of `years` has a row even if nothing happened in it.
pub fn counts(joined: &Joined, incidents: &Incidents, districts: usize, years: &[i16]) -> Counts {
    let mut counts =
        Counts { total: vec![0; districts], by_year: years.iter().map(|&y| (y, vec![0; districts])).collect() };
    for (i, district) in joined.district.iter().enumerate() {
        let Some(district) = *district else { continue };
        counts.total[district] += 1;
        if let Some(year) = incidents.year(i) {
            counts.by_year.entry(year).or_insert_with(|| vec![0; districts])[district] += 1;
        }
    }
    counts
}
