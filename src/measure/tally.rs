//! Counts by district, year and category in one pass over batches of incidents.

use std::collections::BTreeMap;

use crate::error::{Error, Kind, Result};
use crate::incident::Batch;
use crate::index::Index;
use crate::unit::LonLat;

/// Years that a date may have, 1900 to 2100, for a table instead of a search; the slot before them is of incidents without
/// date.
const NO_YEAR: i16 = 1899;
const YEARS: usize = 202;
/// Most categories: more are a text of its own for each incident, and would grow with the file.
const MOST_CATEGORIES: usize = 10_000;

/// Counts of incidents that are still coming in. Two tallies add up to the same in any order.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    districts: usize,
    /// Incidents of each year (0 without date or if nobody asked) and category (empty if nobody asked) by district; the
    /// last count of each is of those outside all districts.
    counts: BTreeMap<(i16, String), Vec<u64>>,
    /// Incidents outside that would lie inside with longitude and latitude exchanged.
    exchanged: u64,
    /// There are more categories than are kept apart; nothing is counted any more.
    full: bool,
}

impl Tally {
    /// Nothing counted so far, for so many districts.
    pub fn new(districts: usize) -> Tally {
        Tally { districts, counts: BTreeMap::new(), exchanged: 0, full: false }
    }

    /// Counts a batch.
    pub fn add(&mut self, index: &Index, batch: &Batch) {
        if batch.year.is_empty() && batch.category.is_empty() {
            let mut counts = vec![0; self.districts + 1];
            let outside = index.count(batch, &mut counts);
            self.look_exchanged(index, batch, outside.into_iter());
            self.sum(0, "", &counts);
            return;
        }
        if self.full {
            return;
        }
        let found = index.districts(batch);
        let outside = found.iter().enumerate().filter(|(_, d)| **d == u32::MAX).map(|(i, _)| i as u32);
        self.look_exchanged(index, batch, outside);
        let categories = batch.categories.len().max(1);
        let years = if batch.year.is_empty() { 1 } else { YEARS };
        let mut slots: Vec<Option<Vec<u64>>> = vec![None; years * categories];
        for (i, &district) in found.iter().enumerate() {
            let year = batch.year.get(i).map_or(0, |&y| (y - NO_YEAR).clamp(0, YEARS as i16 - 1) as usize);
            let slot = year * categories + batch.category.get(i).map_or(0, |&c| c as usize);
            let counts = slots[slot].get_or_insert_with(|| vec![0; self.districts + 1]);
            counts[(district as usize).min(self.districts)] += 1;
        }
        for (slot, counts) in slots.iter().enumerate() {
            let Some(counts) = counts else { continue };
            let year = (slot / categories) as i16;
            let category = batch.categories.get(slot % categories).map_or("", String::as_str);
            self.sum(if year == 0 { 0 } else { NO_YEAR + year }, category, counts);
        }
        self.full = self.counts.len() > MOST_CATEGORIES && self.categories().len() > MOST_CATEGORIES;
    }

    fn look_exchanged(&mut self, index: &Index, batch: &Batch, outside: impl Iterator<Item = u32>) {
        let exchanged = |i: usize| index.find(LonLat { lon: batch.lat[i], lat: batch.lon[i] }).district.is_some();
        self.exchanged += outside.filter(|i| exchanged(*i as usize)).count() as u64;
    }

    fn sum(&mut self, year: i16, category: &str, counts: &[u64]) {
        let key = (year, category.to_string());
        let sums = self.counts.entry(key).or_insert_with(|| vec![0; self.districts + 1]);
        sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }

    /// Adds another tally of the same districts.
    pub fn merge(&mut self, other: Tally) {
        for ((year, category), counts) in other.counts {
            self.sum(year, &category, &counts);
        }
        self.exchanged += other.exchanged;
        self.full |= other.full || self.counts.len() > MOST_CATEGORIES && self.categories().len() > MOST_CATEGORIES;
    }

    /// Makes sure that everything was counted.
    ///
    /// # Errors
    /// `Kind::Limit` if there are more than 10,000 categories.
    pub fn complete(self) -> Result<Tally> {
        if self.full {
            let what = format!("more than {MOST_CATEGORIES} different categories");
            return Err(Error::new(Kind::Limit, what).hint("name a column with fewer different values"));
        }
        Ok(self)
    }

    /// Counts by district of the incidents that `of` chooses by year and category.
    pub fn count(&self, of: impl Fn(i16, &str) -> bool) -> Vec<u64> {
        let mut sums = vec![0; self.districts];
        for (_, counts) in self.counts.iter().filter(|((year, category), _)| of(*year, category)) {
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        sums
    }

    /// The categories that were met, in alphabetical order.
    pub fn categories(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.counts.keys().map(|(_, category)| category.as_str()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The years that were met, ascending.
    pub fn years(&self) -> Vec<i16> {
        let mut all: Vec<i16> = self.counts.keys().map(|(year, _)| *year).filter(|year| *year != 0).collect();
        all.dedup();
        all
    }

    /// Incidents in no district, and how many of those would be in one with longitude and latitude exchanged.
    pub fn outside(&self) -> (u64, u64) {
        (self.counts.values().map(|counts| counts[self.districts]).sum(), self.exchanged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::tests::squares;

    fn batch(places: &[(f64, f64, i16, u32)]) -> Batch {
        let mut batch = Batch { categories: vec!["raid".into(), "fire".into()], ..Batch::default() };
        for &(lon, lat, year, category) in places {
            batch.push(LonLat { lon, lat });
            batch.year.push(year);
            batch.category.push(category);
        }
        batch
    }

    #[test]
    fn counts_add_up_over_years_and_categories_in_any_order() {
        let set = squares();
        let index = Index::new(&set);
        let parts = [
            batch(&[(0.1, 0.1, 2023, 0), (1.5, 0.5, 2023, 1), (1.5, 0.6, 2024, 1), (9.0, 9.0, 2024, 0)]),
            batch(&[(0.1, 0.1, 0, 0), (0.1, 0.2, 2023, 0)]),
        ];
        let mut forth = Tally::new(set.districts.len());
        parts.iter().for_each(|p| forth.add(&index, p));
        let mut back = Tally::new(set.districts.len());
        for part in parts.iter().rev() {
            let mut one = Tally::new(set.districts.len());
            one.add(&index, part);
            back.merge(one);
        }
        assert_eq!(forth, back);
        // the districts are d, c, b, a, e
        assert_eq!(forth.count(|_, _| true), [0, 0, 2, 3, 0]);
        assert_eq!(forth.count(|year, _| year == 2023), [0, 0, 1, 2, 0]);
        assert_eq!(forth.count(|year, category| year == 2024 && category == "fire"), [0, 0, 1, 0, 0]);
        assert_eq!((forth.categories(), forth.outside()), (vec!["fire", "raid"], (1, 0)));
    }

    #[test]
    fn a_batch_without_years_counts_the_same_and_notices_exchanged_places() {
        let mut set = squares();
        for district in &mut set.districts {
            geo::MapCoordsInPlace::map_coords_in_place(&mut district.shape, |c| geo::Coord { x: c.x + 10.0, y: c.y });
        }
        let mut plain = Batch::default();
        [(10.1, 0.1), (0.1, 10.1), (5.0, 5.0)].iter().for_each(|&(lon, lat)| plain.push(LonLat { lon, lat }));
        let mut tally = Tally::new(set.districts.len());
        tally.add(&Index::new(&set), &plain);
        assert_eq!((tally.count(|_, _| true).iter().sum::<u64>(), tally.outside()), (1, (2, 1)));
    }

    #[test]
    fn the_first_and_last_years_are_years_and_no_date_is_none() {
        let set = squares();
        let mut tally = Tally::new(set.districts.len());
        tally.add(&Index::new(&set), &batch(&[(0.1, 0.1, 1900, 0), (0.1, 0.1, 2100, 0), (0.1, 0.1, 0, 0)]));
        let of = |asked: i16| tally.count(|year, _| year == asked).iter().sum::<u64>();
        assert_eq!([of(1900), of(2100), of(0)], [1, 1, 1]);
    }

    #[test]
    fn more_categories_than_fit_are_refused_however_many_batches_bring_them() {
        let set = squares();
        let index = Index::new(&set);
        let part = |range: std::ops::Range<usize>| {
            let mut tally = Tally::new(set.districts.len());
            for start in range.step_by(1000) {
                let mut batch = Batch::default();
                for i in 0..1000 {
                    batch.push(LonLat { lon: 0.1, lat: 0.1 });
                    batch.categories.push(format!("text {}", start + i));
                    batch.category.push(i as u32);
                }
                tally.add(&index, &batch);
            }
            tally
        };
        assert_eq!(part(0..10_000).complete().map(|t| t.categories().len()), Ok(10_000));
        assert_eq!(part(0..20_000).complete().map_err(|e| e.kind), Err(Kind::Limit));
        let mut halves = part(0..6_000);
        halves.merge(part(6_000..12_000));
        assert_eq!(halves.complete().map_err(|e| e.kind), Err(Kind::Limit));
    }
}
