//! Counts that an incident carries, such as health workers killed, summed by district.

use super::Findings;
use crate::ledger::Bucket;

/// One such count over districts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tallied {
    /// Sum by district, of located incidents.
    pub by_district: Vec<u32>,
    /// Sum over all incidents, located or not.
    pub all: u32,
    /// The total as published for the same time, if a table says so.
    pub published: Option<u32>,
    /// Located incidents that leave the count empty: not known to be zero.
    pub unknown: u32,
}

impl Tallied {
    /// Sum over the districts.
    pub fn located(&self) -> u32 {
        self.by_district.iter().sum()
    }

    /// The published total, or the sum of the rows where there is none or it is smaller than they are.
    pub fn reported(&self) -> u32 {
        self.published.unwrap_or(0).max(self.all)
    }

    /// Whether `reported` is the published total.
    pub fn is_published(&self) -> bool {
        self.published.is_some_and(|total| total >= self.all)
    }
}

impl Findings {
    /// The count of that name (as in the incident files), of one year or of the whole period; `None` if no file has it.
    pub fn tallied(&self, name: &str, year: Option<i16>) -> Option<Tallied> {
        let tally = self.incidents.tallies.iter().find(|t| t.name == name)?;
        let published = self.published_in(Some(name), year);
        let by_district = vec![0; self.boundaries.districts.len()];
        let mut sums = Tallied { by_district, published, ..Tallied::default() };
        for (i, value) in tally.values.iter().enumerate().filter(|(i, _)| self.within(*i, year)) {
            let joined = self.joined.bucket[i] == Bucket::Joined;
            sums.all += value.unwrap_or(0);
            sums.unknown += u32::from(joined && value.is_none());
            if let Some(district) = self.joined.district[i] {
                sums.by_district[district] += value.unwrap_or(0);
            }
        }
        Some(sums)
    }

    /// Incidents themselves as such a count, of one year or of the whole period.
    pub fn incidents_by_district(&self, year: Option<i16>) -> Tallied {
        let within = (0..self.incidents.len()).filter(|&i| self.within(i, year));
        let by_district = match year {
            None => self.counts.total.clone(),
            Some(year) => self.counts.by_year.get(&year).cloned().unwrap_or_default(),
        };
        Tallied { by_district, all: within.count() as u32, published: self.published_in(None, year), unknown: 0 }
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
