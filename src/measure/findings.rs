//! Everything that was measured, once, for all figures and tables of a run.

use super::region_only::region_only;
use super::{Counts, Coverage, Values, YearCoverage, counts, coverage, per_area, per_people};
use crate::boundary::{Boundaries, Region};
use crate::incident::Incidents;
use crate::join::Joined;

/// The years that a run is about, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First calendar year.
    pub first: i16,
    /// Last calendar year.
    pub last: i16,
}

impl Period {
    /// The years, ascending.
    pub fn years(self) -> Vec<i16> {
        (self.first..=self.last).collect()
    }

    /// Number of years.
    pub fn len(self) -> f64 {
        f64::from(self.last - self.first) + 1.0
    }

    /// Never: a period has at least a year.
    pub fn is_empty(self) -> bool {
        false
    }

    /// "2024", or "2022–2024" with an en dash.
    pub fn label(self) -> String {
        if self.first == self.last { self.first.to_string() } else { format!("{}–{}", self.first, self.last) }
    }
}

/// Incidents, districts and what was counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// The districts.
    pub boundaries: Boundaries,
    /// The regions that the districts form.
    pub regions: Vec<Region>,
    /// Geodesic area of each district in km².
    pub areas_km2: Vec<f64>,
    /// People of each region, if a census says so.
    pub people: Vec<Option<u64>>,
    /// The incidents of the period.
    pub incidents: Incidents,
    /// Where each incident ended.
    pub joined: Joined,
    /// Counts by district and year.
    pub counts: Counts,
    /// What is on the map against what was reported.
    pub coverage: Coverage,
    /// The years.
    pub period: Period,
    /// Published totals of counts that incidents carry: year, name of the count, total. Empty unless somebody fills it.
    pub published_counts: Vec<(i16, String, u32)>,
}

impl Findings {
    /// Counts and measures. Districts come with their areas in km² (`areas_km2`), `people` answers the population of a region by its identifier, `published` are totals by year.
    pub fn new(
        (boundaries, areas_km2): (Boundaries, Vec<f64>),
        (incidents, joined): (Incidents, Joined),
        period: Period,
        people: impl Fn(&str) -> Option<u64>,
        published: &[(i16, u32)],
    ) -> Findings {
        let regions = boundaries.regions();
        let years = period.years();
        Findings {
            areas_km2,
            people: regions.iter().map(|r| people(&r.id)).collect(),
            counts: counts(&joined, &incidents, boundaries.districts.len(), &years),
            coverage: coverage(&joined, &incidents, &years, published),
            regions,
            boundaries,
            incidents,
            joined,
            period,
            published_counts: Vec::new(),
        }
    }

    /// Incidents per 10,000 km² per year, by district.
    pub fn density(&self) -> Values {
        per_area(&self.counts.total, &self.areas_km2, self.period.len())
    }

    /// Incidents per 10,000 km² per year, by region; with those known by region only.
    pub fn region_density(&self) -> Values {
        let areas: Vec<f64> =
            self.regions.iter().map(|r| r.districts.iter().map(|&d| self.areas_km2[d]).sum()).collect();
        per_area(&self.region_counts(), &areas, self.period.len())
    }

    /// Incidents per 100,000 people per year, by region; with those known by region only.
    pub fn region_rate(&self) -> Values {
        per_people(&self.region_counts(), &self.people, self.period.len())
    }

    /// Incidents known by region only, of those that are wanted (by index): by region.
    pub fn region_only(&self, wanted: impl Fn(usize) -> bool) -> Vec<u32> {
        region_only((&self.incidents, &self.joined), &self.regions, wanted)
    }

    /// What is on a map of regions against what was reported: incidents known by region are on it, as those located are,
    /// unless no region of the map has the name.
    pub fn coverage_by_region(&self) -> Coverage {
        let moved = |y: &YearCoverage| {
            let known: u32 = self.region_only(|i| self.incidents.year(i) == Some(y.year)).iter().sum();
            YearCoverage { located: y.located + known, region_only: y.region_only - known, ..*y }
        };
        Coverage { years: self.coverage.years.iter().map(moved).collect() }
    }

    /// Incidents of each region: those located in its districts, and those known by region only.
    fn region_counts(&self) -> Vec<u32> {
        let groups: Vec<Vec<usize>> = self.regions.iter().map(|r| r.districts.clone()).collect();
        let located = self.counts.grouped(&groups);
        located.into_iter().zip(self.region_only(|_| true)).map(|(located, known)| located + known).collect()
    }
}
