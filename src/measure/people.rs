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
    /// Located incidents that leave the count empty: not known to be zero.
    pub unknown: u32,
}

impl Tallied {
    /// Sum over the districts.
    pub fn located(&self) -> u32 {
        self.by_district.iter().sum()
    }
}

impl Findings {
    /// The count of that name (as in the incident files), of one year or of the whole period; `None` if no file has it.
    pub fn tallied(&self, name: &str, year: Option<i16>) -> Option<Tallied> {
        let tally = self.incidents.tallies.iter().find(|t| t.name == name)?;
        let mut sums = Tallied { by_district: vec![0; self.boundaries.districts.len()], ..Tallied::default() };
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
        Tallied { by_district, all: within.count() as u32, unknown: 0 }
    }

    fn within(&self, incident: usize, year: Option<i16>) -> bool {
        year.is_none() || self.incidents.year(incident) == year
    }
}
