//! A caption written from the numbers, in every language: how many incidents were reported and located, where most of them
//! were and what changed, as far as the numbers carry it. Never why.
//!
//! ```
//! use cercle::caption::{Numbers, caption};
//! use cercle::language::Language;
//! use cercle::measure::{Coverage, YearCoverage};
//!
//! let year = |year, rows, located| YearCoverage { year, rows, located, ..YearCoverage::default() };
//! let coverage = Coverage { years: vec![year(2023, 10, 8), year(2024, 20, 15)] };
//! let numbers = Numbers { coverage: &coverage, regions: vec![("Gao", vec![6, 5]), ("Kidal", vec![2, 10])] };
//! let text = caption(Language::English, &numbers, "reported incidents in Mali");
//! assert!(text.starts_with("Reported incidents in Mali, as listed: 10 in 2023 and 20 in 2024."));
//! assert!(text.contains("23 of these 30 incidents are located"));
//! ```

mod claim;
mod words;

use crate::language::Language;
use crate::measure::{Coverage, Findings};
use claim::{change, leading};

/// What a caption is written from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers<'a> {
    /// What is located of what was reported, by year.
    pub coverage: &'a Coverage,
    /// Name of each region with its located incidents, a number a year in the order of the coverage.
    pub regions: Vec<(&'a str, Vec<u32>)>,
}

impl<'a> Numbers<'a> {
    /// The numbers of findings.
    pub fn of(findings: &'a Findings) -> Numbers<'a> {
        let located = |districts: &[usize], year: i16| {
            let counts = findings.counts.by_year.get(&year);
            counts.map_or(0, |counts| districts.iter().map(|&d| counts[d]).sum())
        };
        let years = || findings.coverage.years.iter().map(|y| y.year);
        let regions = findings
            .regions
            .iter()
            // their numbers are not shown by year
            .filter(|_| !findings.withheld.hides_incidents())
            .map(|r| (r.name.as_str(), years().map(|year| located(&r.districts, year)).collect()));
        Numbers { coverage: &findings.coverage, regions: regions.collect() }
    }
}

/// One paragraph without a line break. `what` are the incidents: "reported incidents affecting health care in Mali".
pub fn caption(language: Language, numbers: &Numbers, what: &str) -> String {
    let totals: Vec<u32> = numbers.regions.iter().map(|(_, years)| years.iter().sum()).collect();
    let sentences = [
        Some(words::reported(language, numbers.coverage, what)),
        words::located(language, numbers, &totals, &leading(&totals)),
        words::change(language, numbers, &change(numbers)),
    ];
    language.spaced(&sentences.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
#[path = "caption_tests.rs"]
mod tests;
