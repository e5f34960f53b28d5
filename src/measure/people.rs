//! Counts that an incident carries, such as health workers killed, summed by district.

use super::{Cell, Findings, Number};
use crate::ledger::Bucket;

/// One such count over districts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tallied {
    /// Sum by district, of located incidents.
    pub by_district: Vec<Number>,
    /// The published total for the same time, or the sum over all incidents, located or not, where there is none or it is
    /// smaller than they are.
    pub reported: Number,
    /// Whether that is the published total.
    pub is_published: bool,
    /// Located incidents that leave the count empty: not known to be zero.
    pub unknown: u32,
}

impl Tallied {
    /// Sum over the districts, if none is held back.
    pub fn located(&self) -> Number {
        self.by_district.iter().copied().sum()
    }

    /// The numbers that are shown.
    pub fn known(&self) -> impl Iterator<Item = u32> {
        self.by_district.iter().filter_map(|n| n.known())
    }

    /// How many districts have a number that is held back.
    pub fn withheld(&self) -> usize {
        self.by_district.iter().filter(|n| n.known().is_none()).count()
    }

    /// Sums of which nothing is held back; `all` are the incidents, located or not, `published` is their total elsewhere.
    pub fn of(by_district: &[u32], (all, published): (u32, Option<u32>), unknown: u32) -> Tallied {
        Tallied {
            by_district: by_district.iter().copied().map(Number::Known).collect(),
            reported: Number::Known(published.unwrap_or(0).max(all)),
            is_published: published.is_some_and(|total| total >= all),
            unknown,
        }
    }
}

impl Findings {
    /// The count of that name (as in the incident files), of one year or of the whole period; `None` if no file has it.
    pub fn tallied(&self, name: &str, year: Option<i16>) -> Option<Tallied> {
        let tally = self.incidents.tallies.iter().find(|t| t.name == name)?;
        let mut by_district = vec![0; self.boundaries.districts.len()];
        let (mut all, mut unknown) = (0, 0);
        for (i, value) in tally.values.iter().enumerate().filter(|(i, _)| self.within(*i, year)) {
            let joined = self.joined.bucket[i] == Bucket::Joined;
            all += value.unwrap_or(0);
            unknown += u32::from(joined && value.is_none());
            if let Some(district) = self.joined.district[i] {
                by_district[district] += value.unwrap_or(0);
            }
        }
        let mut sums = Tallied::of(&by_district, (all, self.published_in(Some(name), year)), unknown);
        for (district, number) in sums.by_district.iter_mut().enumerate() {
            *number = self.withheld.number(Some(name), Cell::District(district, year), by_district[district]);
        }
        if !sums.is_published && self.rows_withheld(Some(name), year) {
            sums.reported = Number::Withheld;
        }
        Some(sums)
    }

    /// Incidents themselves as such a count, of one year or of the whole period.
    pub fn incidents_by_district(&self, year: Option<i16>) -> Tallied {
        let within = (0..self.incidents.len()).filter(|&i| self.within(i, year));
        let counts = self.counts_in(year);
        let mut sums = Tallied::of(&counts, (within.count() as u32, self.published_in(None, year)), 0);
        for (district, number) in sums.by_district.iter_mut().enumerate() {
            *number = self.withheld.number(None, Cell::District(district, year), counts[district]);
        }
        sums
    }

    /// Whether the rows of a year are held back, or any of the period: its sum would tell those of the year.
    fn rows_withheld(&self, count: Option<&str>, year: Option<i16>) -> bool {
        let years = self.period.years().into_iter().map(Some);
        let all = year.map_or_else(|| years.chain([None]).collect(), |year| vec![Some(year)]);
        all.into_iter().any(|year| self.withheld.holds(count, Cell::Rows(year)))
    }

    /// The published total of a count, or of incidents: of a year, or of the period if every year of it has one.
    fn published_in(&self, count: Option<&str>, year: Option<i16>) -> Option<u32> {
        let years = year.map_or_else(|| self.period.years(), |year| vec![year]);
        years.into_iter().map(|year| self.published(count, year)).sum()
    }

    fn within(&self, incident: usize, year: Option<i16>) -> bool {
        year.is_none() || self.incidents.year(incident) == year
    }
}
