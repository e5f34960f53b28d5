//! Everything that was measured, once, for all figures and tables of a run.

use super::heat::{Cells, Hexagon};
use super::region_only::region_only;
use super::{Cell, Counts, Coverage, Number, Values, Withheld, YearCoverage, counts, coverage, per_area, per_people};
use crate::boundary::{Boundaries, Region};
use crate::error::Result;
use crate::incident::{Batch, Incidents};
use crate::join::Joined;
use crate::unit::LonLat;

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
    /// Counts by district and year; where counts of incidents are held back, of no year, and zero in place of what is.
    pub counts: Counts,
    /// What is on the map against what was reported.
    pub coverage: Coverage,
    /// The years.
    pub period: Period,
    /// Published totals of counts that incidents carry: year, name of the count, total. Empty unless somebody fills it.
    pub published_counts: Vec<(i16, String, u32)>,
    /// Numbers that the edition holds back. Nothing unless somebody fills it.
    pub withheld: Withheld,
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
            withheld: Withheld::default(),
        }
    }

    /// Incidents per 10,000 km² per year, by district.
    ///
    /// # Errors
    /// As `Values::new`.
    pub fn density(&self) -> Result<Values> {
        self.density_in(None)
    }

    /// The same of one year, or of the whole period.
    ///
    /// # Errors
    /// As `Values::new`.
    pub fn density_in(&self, year: Option<i16>) -> Result<Values> {
        let values = per_area(&self.counts_in(year), &self.areas_km2, self.years_in(year))?;
        self.shown(values, &self.incidents_by_district(year).by_district)
    }

    /// Incidents per 10,000 km² per year, by region, with those known by region only: of one year, or of the whole period.
    ///
    /// # Errors
    /// As `Values::new`.
    pub fn region_density_in(&self, year: Option<i16>) -> Result<Values> {
        let areas: Vec<f64> =
            self.regions.iter().map(|r| r.districts.iter().map(|&d| self.areas_km2[d]).sum()).collect();
        let counts = self.counted_by_region(year);
        let known: Vec<u32> = counts.iter().map(|n| n.known().unwrap_or(0)).collect();
        self.shown(per_area(&known, &areas, self.years_in(year))?, &counts)
    }

    /// Incidents per 100,000 people per year, by region, with those known by region only: of one year, or of the whole period.
    ///
    /// # Errors
    /// As `Values::new`.
    pub fn region_rate_in(&self, year: Option<i16>) -> Result<Values> {
        let counts = self.counted_by_region(year);
        let known: Vec<u32> = counts.iter().map(|n| n.known().unwrap_or(0)).collect();
        self.shown(per_people(&known, &self.people, self.years_in(year))?, &counts)
    }

    /// Values of units without those whose counts are held back.
    fn shown(&self, values: Values, counts: &[Number]) -> Result<Values> {
        if !self.withheld.hides_incidents() {
            return Ok(values);
        }
        let known = |(value, n): (&Option<f64>, &Number)| value.filter(|_| n.known().is_some());
        Values::new(values.values().iter().zip(counts).map(known).collect(), values.counts().to_vec())
    }

    /// Incidents by hexagon: those of the period whose place is known.
    ///
    /// # Errors
    /// As `Cells::tallied`.
    pub fn hexagons(&self, cells: Cells) -> Result<Vec<Hexagon>> {
        let mut batch = Batch::default();
        let located = |(i, place): (usize, &Option<LonLat>)| place.filter(|_| self.joined.located(i));
        self.incidents.location.iter().enumerate().filter_map(located).for_each(|place| batch.push(place));
        cells.tallied(&batch, self.boundaries.degrees())
    }

    /// Incidents known by region only, of those that are wanted (by index): by region, whatever is held back.
    fn region_only(&self, wanted: impl Fn(usize) -> bool) -> Vec<u32> {
        region_only((&self.incidents, &self.joined), &self.regions, wanted)
    }

    /// Incidents of the years of the period that are known by region only, in all regions: none where counts of incidents are
    /// held back, as regions then have those alone that are located in their districts.
    pub fn known_by_region(&self) -> u32 {
        if self.withheld.hides_incidents() {
            return 0;
        }
        self.region_only(|i| self.incidents.year(i).is_some()).iter().sum()
    }

    /// Incidents known by region only, of one year or of the whole period: by region.
    pub fn region_only_in(&self, year: Option<i16>) -> Vec<Number> {
        let known = self.region_only(|i| year.is_none() || self.incidents.year(i) == year);
        let told = |n: u32| if self.withheld.hides_incidents() { Number::Withheld } else { Number::Known(n) };
        known.into_iter().map(told).collect()
    }

    /// Incidents counted in the districts of each region, of one year or of the whole period.
    pub fn located_by_region(&self, year: Option<i16>) -> Vec<Number> {
        let mut home = vec![None; self.boundaries.districts.len()];
        for (region, at) in self.regions.iter().enumerate() {
            at.districts.iter().for_each(|&d| home[d] = Some(region));
        }
        let mut located = vec![0; self.regions.len()];
        // Counts of districts are without those that are held back, of which a region may tell the sum.
        let within = |i: &usize| year.is_none() || self.incidents.year(*i) == year;
        for i in (0..self.incidents.len()).filter(within) {
            if let Some(region) = self.joined.district[i].and_then(|d| home[d]) {
                located[region] += 1;
            }
        }
        located.into_iter().enumerate().map(|(region, n)| self.of_region(region, year, n)).collect()
    }

    /// A count of a region, if it is shown: where counts are held back, none of a year is.
    fn of_region(&self, region: usize, year: Option<i16>, n: u32) -> Number {
        let by_year = year.is_some() && self.withheld.hides_incidents();
        if by_year { Number::Withheld } else { self.withheld.number(None, Cell::Region(region), n) }
    }

    /// Incidents of which a map of places can show no more than the region, of those that are wanted (by index), by
    /// region: those known by region only, and those that only name their district.
    pub fn undrawn(&self, wanted: impl Fn(usize) -> bool) -> Vec<u32> {
        let mut counts = self.region_only(&wanted);
        for (i, district) in self.joined.district.iter().enumerate() {
            let Some(district) = district.filter(|_| self.joined.means[i].by_words() && wanted(i)) else { continue };
            if let Some(region) = self.regions.iter().position(|r| r.districts.contains(&district)) {
                counts[region] += 1;
            }
        }
        counts
    }

    fn years_in(&self, year: Option<i16>) -> f64 {
        if year.is_some() { 1.0 } else { self.period.len() }
    }

    /// Located incidents by district; a year in which nothing is counted has none.
    pub(super) fn counts_in(&self, year: Option<i16>) -> Vec<u32> {
        let none = || vec![0; self.boundaries.districts.len()];
        year.map_or_else(|| self.counts.total.clone(), |y| self.counts.by_year.get(&y).cloned().unwrap_or_else(none))
    }

    /// What is on a map of regions against what was reported: incidents known by region are on it, as those located are,
    /// unless no region of the map has the name.
    pub fn coverage_by_region(&self) -> Coverage {
        if self.withheld.hides_incidents() {
            return self.coverage.by_district();
        }
        let moved = |y: &YearCoverage| {
            let known: u32 = self.region_only(|i| self.incidents.year(i) == Some(y.year)).iter().sum();
            YearCoverage { located: y.located + known, region_only: y.region_only - known, ..*y }
        };
        Coverage { years: self.coverage.by_district().years.iter().map(moved).collect() }
    }

    /// Incidents of each region, of one year or of the whole period: those located in its districts, and those known by region only
    /// unless counts of incidents are held back.
    pub fn counted_by_region(&self, year: Option<i16>) -> Vec<Number> {
        let located = self.located_by_region(year);
        if self.withheld.hides_incidents() {
            return located;
        }
        let known = self.region_only_in(year);
        located.into_iter().zip(known).map(|(located, known)| [located, known].into_iter().sum()).collect()
    }
}
