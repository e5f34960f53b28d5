//! What bars and key figures are made of: incidents, or what they count, by month, year and region.

use super::region_only::region_known;
use super::{Bar, Cell, Findings, Number};
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

/// What is known of the place of an incident: a part of a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A place, or a district.
    Located,
    /// The region.
    Region,
    /// Neither.
    Other,
}

impl Split {
    /// The whole sum.
    pub fn total(&self) -> u32 {
        self.located + self.region_only + self.other
    }

    fn add(&mut self, part: Part, value: Option<u32>) {
        let part = match part {
            Part::Located => &mut self.located,
            Part::Region => &mut self.region_only,
            Part::Other => &mut self.other,
        };
        *part += value.unwrap_or(0);
    }
}

/// The sum of one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct YearSum {
    /// The calendar year.
    pub year: i16,
    /// The rows, and what a larger published total adds to them, of which no place is known.
    pub bar: Bar,
    /// Sum over the rows of the incident files.
    pub rows: Number,
    /// The total as published, if a table says so.
    pub published: Option<u32>,
    /// Whether the rows are more than the published total.
    pub exceeds: bool,
    /// Rows that leave the count empty: not known to be zero.
    pub blank: u32,
}

/// Sums by month, of rows that give one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Months {
    /// The months of each year of the period, January first.
    pub years: Vec<(i16, [Bar; 12])>,
}

/// Sums by region.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RegionSums {
    /// In the order of the regions; `other` is zero.
    pub regions: Vec<Bar>,
    /// Sum over incidents whose region is not known, with what a larger published total adds.
    pub elsewhere: Number,
}

impl Findings {
    /// Sums by year of the count of that name, or of incidents; `None` if no file has it.
    pub fn by_year(&self, count: Option<&str>) -> Option<Vec<YearSum>> {
        let values = self.values(count)?;
        let sum = |year: i16| {
            let (mut rows, mut blank) = (Split::default(), 0);
            for i in (0..values.len()).filter(|&i| self.incidents.year(i) == Some(year)) {
                blank += u32::from(values[i].is_none());
                rows.add(self.part(i), values[i]);
            }
            let published = self.published(count, year);
            let more = published.unwrap_or(0).saturating_sub(rows.total());
            let with = Split { other: rows.other + more, ..rows };
            let is_published = published.is_some_and(|p| p >= rows.total());
            let [no_rows, no_parts] =
                [Cell::Rows(Some(year)), Cell::Parts(year)].map(|cell| self.withheld.holds(count, cell));
            YearSum {
                year,
                bar: match (no_rows && !is_published, no_parts) {
                    (true, _) => Bar::Withheld,
                    (false, true) => Bar::Whole(with.total()),
                    (false, false) => Bar::Parts(with),
                },
                // The rest of a published total would tell the rows.
                rows: if no_rows || (no_parts && is_published) {
                    Number::Withheld
                } else {
                    Number::Known(rows.total())
                },
                published,
                exceeds: published.is_some_and(|p| p < rows.total()),
                blank,
            }
        };
        Some(self.period.years().into_iter().map(sum).collect())
    }

    /// Sums by month of the count of that name, or of incidents; `None` if no file has it.
    pub fn by_month(&self, count: Option<&str>) -> Option<Months> {
        let values = self.values(count)?;
        let mut years: Vec<_> = self.period.years().into_iter().map(|y| (y, [Split::default(); 12])).collect();
        for (i, value) in values.iter().enumerate() {
            let Some((year, month)) = self.month(i) else { continue };
            if let Some((_, months)) = years.iter_mut().find(|(y, _)| *y == year) {
                months[month].add(self.part(i), *value);
            }
        }
        let bar = |year: i16, month: usize, split: Split| match self.withheld.holds(count, Cell::Month(year, month)) {
            true => Bar::Withheld,
            // Parts of a month are small wherever the month is not.
            false if count.is_none() && self.withheld.hides_incidents() && split.total() > 0 => {
                Bar::Whole(split.total())
            }
            false => Bar::Parts(split),
        };
        let bars = |(year, months): (i16, [Split; 12])| (year, std::array::from_fn(|m| bar(year, m, months[m])));
        Some(Months { years: years.into_iter().map(bars).collect() })
    }

    /// Sums by region of the count of that name, or of incidents; `None` if no file has it.
    pub fn by_region(&self, count: Option<&str>) -> Option<RegionSums> {
        let values = self.values(count)?;
        let years = self.period.years();
        let of_year = |year: &i16| {
            let rows = (0..values.len()).filter(|&i| self.incidents.year(i) == Some(*year));
            let rows: u32 = rows.filter_map(|i| values[i]).sum();
            rows.max(self.published(count, *year).unwrap_or(0))
        };
        let total: u32 = years.iter().map(of_year).sum();
        let mut regions = vec![Split::default(); self.regions.len()];
        // Where counts of incidents are held back, regions have those alone that are located.
        let located = count.is_none() && self.withheld.hides_incidents();
        for (i, region) in self.known_regions().into_iter().enumerate() {
            let counts = |_: &usize| self.incidents.year(i).is_some() && (!located || self.part(i) == Part::Located);
            if let Some(region) = region.filter(counts) {
                regions[region].add(self.part(i), values[i]);
            }
        }
        let known: u32 = regions.iter().map(Split::total).sum();
        let bar = |(region, split)| match self.withheld.holds(count, Cell::Region(region)) {
            true => Bar::Withheld,
            false => Bar::Parts(split),
        };
        let elsewhere = match self.withheld.holds(count, Cell::Elsewhere) {
            true => Number::Withheld,
            false => Number::Known(total.saturating_sub(known)),
        };
        Some(RegionSums { regions: regions.into_iter().enumerate().map(bar).collect(), elsewhere })
    }

    /// The region of each incident, by its district or as its source names it.
    pub fn known_regions(&self) -> Vec<Option<usize>> {
        let named = region_known((&self.incidents, &self.joined), &self.regions);
        let mut home = vec![None; self.boundaries.districts.len()];
        for (region, at) in self.regions.iter().enumerate() {
            at.districts.iter().for_each(|&d| home[d] = Some(region));
        }
        named.into_iter().zip(&self.joined.district).map(|(named, d)| d.and_then(|d| home[d]).or(named)).collect()
    }

    /// Year and month (from 0) of an incident, if its source gives them.
    pub fn month(&self, incident: usize) -> Option<(i16, usize)> {
        let date = self.incidents.date[incident].filter(|d| matches!(d.grain, Grain::Day | Grain::Month))?;
        Some((date.first.year(), usize::from(date.first.month().unsigned_abs()) - 1))
    }

    /// What each incident adds: its count, `None` where it leaves that empty; or one.
    fn values(&self, count: Option<&str>) -> Option<Vec<Option<u32>>> {
        match count {
            None => Some(vec![Some(1); self.incidents.len()]),
            Some(name) => self.incidents.tallies.iter().find(|t| t.name == name).map(|t| t.values.clone()),
        }
    }

    /// The published total of a count, or of incidents, of a year.
    pub fn published(&self, count: Option<&str>, year: i16) -> Option<u32> {
        match count {
            None => self.coverage.years.iter().find(|y| y.year == year)?.published,
            Some(name) => self.published_counts.iter().find(|(y, n, _)| *y == year && n == name).map(|(.., sum)| *sum),
        }
    }

    /// What is known of the place of an incident.
    pub fn part(&self, incident: usize) -> Part {
        match (self.joined.bucket[incident], self.incidents.precision[incident]) {
            (Bucket::Joined, _) => Part::Located,
            (Bucket::Outside, _) => Part::Other,
            (_, Precision::Region) => Part::Region,
            (Bucket::NoLocation, Precision::Unstated) if self.joined.region[incident].is_some() => Part::Region,
            _ => Part::Other,
        }
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
    fn leaders_are_ahead_of_all_others() {
        assert_eq!(leaders(&[3, 9, 7, 3], 2), [1, 2]);
        assert_eq!(leaders(&[9, 7, 7], 2), [0], "the second is tied");
        assert_eq!(leaders(&[7, 7, 7], 2), [] as [usize; 0]);
        assert_eq!(leaders(&[0, 5], 3), [1], "none is no leader");
    }
}
