//! What choropleths show.

use super::wording::without_value;
use crate::error::Result;
use crate::language::Language;
use crate::measure::{Cell, Findings, Values};

/// What a choropleth shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Incidents per 10,000 km² per year, by district.
    Density,
    /// Incidents per 10,000 km² per year, by region.
    RegionDensity,
    /// Incidents per 100,000 people per year, by region.
    RegionRate,
}

impl Measure {
    /// Every measure.
    pub const ALL: [Measure; 3] = [Measure::Density, Measure::RegionDensity, Measure::RegionRate];

    /// The word used in project files.
    pub fn word(self) -> &'static str {
        match self {
            Measure::Density => "density",
            Measure::RegionDensity => "region-density",
            Measure::RegionRate => "region-rate",
        }
    }

    /// What it is, in a line.
    pub fn describe(self) -> &'static str {
        match self {
            Measure::Density => "incidents per 10,000 km² per year, by district",
            Measure::RegionDensity => "incidents per 10,000 km² per year, by region",
            Measure::RegionRate => "incidents per 100,000 people per year, by region",
        }
    }

    /// The measure's values.
    ///
    /// # Errors
    /// As `Values::new`.
    pub fn values(self, findings: &Findings) -> Result<Values> {
        self.values_in(findings, None)
    }

    /// The measure's values of one year, or of the whole period.
    ///
    /// # Errors
    /// As `Values::new`.
    pub fn values_in(self, findings: &Findings, year: Option<i16>) -> Result<Values> {
        match self {
            Measure::Density => findings.density_in(year),
            Measure::RegionDensity => findings.region_density_in(year),
            Measure::RegionRate => findings.region_rate_in(year),
        }
    }

    /// How many of the units the edition holds back.
    pub(super) fn held(self, findings: &Findings) -> usize {
        let units = if self.by_region() { findings.regions.len() } else { findings.boundaries.districts.len() };
        (0..units).filter(|&unit| self.is_held(findings, unit)).count()
    }

    /// The label of its units without a value.
    pub(super) fn without_value(self, language: Language, findings: &Findings, values: &Values) -> &'static str {
        let unknown = values.values().iter().filter(|value| value.is_none()).count();
        without_value(language, (self.held(findings), unknown))
    }

    /// Whether the edition holds a unit back.
    pub(super) fn is_held(self, findings: &Findings, unit: usize) -> bool {
        let cell = if self.by_region() { Cell::Region(unit) } else { Cell::District(unit, None) };
        findings.withheld.holds(None, cell)
    }

    /// Whether the values are raw counts, which a choropleth must not show: they grow with the size of a district.
    pub(super) fn counts(self) -> bool {
        match self {
            Measure::Density | Measure::RegionDensity | Measure::RegionRate => false,
        }
    }

    /// Whether its units are regions, not districts.
    pub fn by_region(self) -> bool {
        self != Measure::Density
    }
}
