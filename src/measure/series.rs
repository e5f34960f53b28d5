//! What bars and key figures are made of: incidents, or what they count, by month, year and region.

use super::Findings;
use super::region_only::region_known;
use crate::incident::{Grain, Precision};
use crate::ledger::Bucket;

/// A sum parted by what is known of the places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Split {
    /// Of located incidents.
    pub located: u32,
    /// Of incidents known by region only.
    pub region_only: u32,
    /// Of all others.
    pub other: u32,
}

impl Split {
    /// The whole sum.
    pub fn total(&self) -> u32 {
        self.located + self.region_only + self.other
    }
}

/// The sum of one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct YearSum {
    /// The calendar year.
    pub year: i16,
    /// Sum over the rows of the incident files.
    pub rows: Split,
    /// The total as published, if a table says so.
    pub published: Option<u32>,
    /// Rows that leave the count empty: not known to be zero.
    pub blank: u32,
}

impl YearSum {
    /// The rows, and what a larger published total adds to them, of which no place is known.
    pub fn split(&self) -> Split {
        let more = self.published.unwrap_or(0).saturating_sub(self.rows.total());
        Split { other: self.rows.other + more, ..self.rows }
    }
}

/// Sums by month, of rows that give one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Months {
    /// The months of each year of the period, January first.
    pub years: Vec<(i16, [Split; 12])>,
}

/// Sums by region.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RegionSums {
    /// In the order of the regions; `other` is zero.
    pub regions: Vec<Split>,
    /// Sum over incidents whose region is not known, with what a larger published total adds.
    pub elsewhere: u32,
}

impl RegionSums {
    /// Sum over the regions.
    pub fn known(&self) -> u32 {
        self.regions.iter().map(Split::total).sum()
    }
}

impl Findings {
    /// Sums by year of the count of that name, or of incidents; `None` if no file has it.
    pub fn by_year(&self, count: Option<&str>) -> Option<Vec<YearSum>> {
        let values = self.values(count)?;
        let sum = |year: i16| {
            let mut sum = YearSum { year, published: self.published(count, year), ..YearSum::default() };
            for i in (0..values.len()).filter(|&i| self.incidents.year(i) == Some(year)) {
                sum.blank += u32::from(values[i].is_none());
                self.add(&mut sum.rows, i, values[i]);
            }
            sum
        };
        Some(self.period.years().into_iter().map(sum).collect())
    }

    /// Sums by month of the count of that name, or of incidents; `None` if no file has it.
    pub fn by_month(&self, count: Option<&str>) -> Option<Months> {
        let values = self.values(count)?;
        let mut years: Vec<_> = self.period.years().into_iter().map(|y| (y, [Split::default(); 12])).collect();
        for (i, value) in values.iter().enumerate() {
            let Some(date) = self.incidents.date[i].filter(|d| matches!(d.grain, Grain::Day | Grain::Month)) else {
                continue;
            };
            let (year, month) = (date.first.year(), usize::from(date.first.month().unsigned_abs()));
            if let Some((_, months)) = years.iter_mut().find(|(y, _)| *y == year) {
                self.add(&mut months[month - 1], i, *value);
            }
        }
        Some(Months { years })
    }

    /// Sums by region of the count of that name, or of incidents; `None` if no file has it.
    pub fn by_region(&self, count: Option<&str>) -> Option<RegionSums> {
        let values = self.values(count)?;
        let total: u32 = self.by_year(count)?.iter().map(|y| y.split().total()).sum();
        let named = region_known((&self.incidents, &self.joined), &self.regions);
        let mut home = vec![None; self.boundaries.districts.len()];
        for (region, at) in self.regions.iter().enumerate() {
            at.districts.iter().for_each(|&d| home[d] = Some(region));
        }
        let mut regions = vec![Split::default(); self.regions.len()];
        for (i, value) in values.iter().enumerate().filter(|(i, _)| self.incidents.year(*i).is_some()) {
            if let Some(region) = self.joined.district[i].and_then(|d| home[d]).or(named[i]) {
                self.add(&mut regions[region], i, *value);
            }
        }
        let known: u32 = regions.iter().map(Split::total).sum();
        Some(RegionSums { regions, elsewhere: total.saturating_sub(known) })
    }

    /// What each incident adds: its count, `None` where it leaves that empty; or one.
    fn values(&self, count: Option<&str>) -> Option<Vec<Option<u32>>> {
        match count {
            None => Some(vec![Some(1); self.incidents.len()]),
            Some(name) => self.incidents.tallies.iter().find(|t| t.name == name).map(|t| t.values.clone()),
        }
    }

    pub(super) fn published(&self, count: Option<&str>, year: i16) -> Option<u32> {
        match count {
            None => self.coverage.years.iter().find(|y| y.year == year)?.published,
            Some(name) => self.published_counts.iter().find(|(y, n, _)| *y == year && n == name).map(|(.., sum)| *sum),
        }
    }

    fn add(&self, split: &mut Split, incident: usize, value: Option<u32>) {
        let part = match (self.joined.bucket[incident], self.incidents.precision[incident]) {
            (Bucket::Joined, _) => &mut split.located,
            (Bucket::Outside, _) => &mut split.other,
            (_, Precision::Region) => &mut split.region_only,
            (Bucket::NoLocation, Precision::Unstated) if self.joined.region[incident].is_some() => {
                &mut split.region_only
            }
            _ => &mut split.other,
        };
        *part += value.unwrap_or(0);
    }
}

/// Indices of the largest values, largest first: as many as can be up to `most` that are above all others. Ties have no leader.
pub fn leaders(values: &[u32], most: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).filter(|&i| values[i] > 0).collect();
    order.sort_by_key(|&i| std::cmp::Reverse(values[i]));
    let ahead = |&n: &usize| n == order.len() || values[order[n - 1]] > values[order[n]];
    let n = (1..=most.min(order.len())).rev().find(ahead).unwrap_or(0);
    order.truncate(n);
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_total_adds_what_the_rows_lack_and_takes_nothing_away() {
        let rows = Split { located: 4, region_only: 6, other: 0 };
        let more = YearSum { rows, published: Some(36), ..YearSum::default() };
        assert_eq!(more.split(), Split { other: 26, ..rows });
        let fewer = YearSum { rows, published: Some(3), ..YearSum::default() };
        assert_eq!(fewer.split(), rows);
    }

    #[test]
    fn leaders_are_ahead_of_all_others() {
        assert_eq!(leaders(&[3, 9, 7, 3], 2), [1, 2]);
        assert_eq!(leaders(&[9, 7, 7], 2), [0], "the second is tied");
        assert_eq!(leaders(&[7, 7, 7], 2), [] as [usize; 0]);
        assert_eq!(leaders(&[0, 5], 3), [1], "none is no leader");
    }
}
