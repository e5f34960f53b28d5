//! Located incidents of two periods, district by district.

use super::{Coverage, Findings, Period, Values};
use crate::error::{Error, Result};

/// What two periods have to say about a district.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// No located incident in either.
    Never,
    /// As many a year in both.
    Same,
    /// Some in both, and not as many.
    Changed,
    /// None in the first, some in the second.
    New,
    /// Some in the first, none in the second.
    Gone,
}

/// The same counts of two periods.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The periods, the one that is compared with first.
    pub periods: [Period; 2],
    /// Located incidents by district in either.
    pub counts: [Vec<u32>; 2],
    /// What of each period's reported incidents is located.
    pub coverage: [Coverage; 2],
    /// Area of each district in km².
    pub areas_km2: Vec<f64>,
}

impl Change {
    /// Second period minus first, in whole numbers; of periods that are not equally long both are taken times the length of
    /// the other, so that zero is zero and no rounding error.
    fn numerator(&self, district: usize) -> i64 {
        let [first, second] = self.counts.each_ref().map(|c| i64::from(c[district]));
        let [long, other] = self.weights();
        second * long - first * other
    }

    fn weights(&self) -> [i64; 2] {
        let [first, second] = self.periods.map(|p| p.len() as i64);
        if first == second { [1, 1] } else { [first, second] }
    }

    /// Whether yearly means are compared, because one period is longer than the other.
    pub fn of_means(&self) -> bool {
        self.weights() != [1, 1]
    }

    /// Located incidents of a district, second period minus first: their number, or their yearly mean if one period is longer.
    pub fn difference(&self, district: usize) -> f64 {
        let [long, other] = self.weights();
        self.numerator(district) as f64 / (long * other) as f64
    }

    /// Incidents per 10,000 km² per year, second period minus first, by district, with the incidents of both. An area that is
    /// not positive answers `None`.
    ///
    /// # Errors
    /// As `Values::new`; `Kind::Data` if an area is not a finite number.
    pub fn density(&self) -> Result<Values> {
        let years = if self.of_means() { 1.0 } else { self.periods[0].len() };
        let value = |(d, area): (usize, &f64)| (*area > 0.0).then(|| self.difference(d) / years * 10_000.0 / area);
        if let Some(bad) = self.areas_km2.iter().find(|area| !area.is_finite()) {
            return Err(Error::data(format!("{bad} is no area")));
        }
        let [before, after] = &self.counts;
        let both = before.iter().zip(after).map(|(before, after)| before + after).collect();
        Values::new(self.areas_km2.iter().enumerate().map(value).collect(), both)
    }

    /// What the periods say about a district.
    pub fn seen(&self, district: usize) -> Seen {
        match self.counts.each_ref().map(|c| c[district]) {
            [0, 0] => Seen::Never,
            [0, _] => Seen::New,
            [_, 0] => Seen::Gone,
            _ if self.numerator(district) == 0 => Seen::Same,
            _ => Seen::Changed,
        }
    }

    /// Whether the map may say more about what was located than about what happened: of one period no more than half is
    /// located, or the located shares of the two are a quarter or more apart.
    pub fn is_doubtful(&self) -> bool {
        let share = |c: &Coverage| match c.sum(|y| y.reported()) {
            0 => 1.0,
            reported => f64::from(c.sum(|y| y.located)) / f64::from(reported),
        };
        let [first, second] = self.coverage.each_ref().map(share);
        first.min(second) <= 0.5 || (first - second).abs() >= 0.25
    }
}

impl Findings {
    /// Two periods compared; years in which nothing is counted have no incidents.
    pub fn change(&self, periods: [Period; 2]) -> Change {
        let sum = |period: Period| {
            let mut sums = vec![0; self.boundaries.districts.len()];
            for (_, counts) in self.counts.by_year.range(period.first..=period.last) {
                sums.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
            }
            sums
        };
        let coverage = |period: Period| {
            let mut all = self.coverage.by_district();
            all.years.retain(|y| (period.first..=period.last).contains(&y.year));
            all
        };
        let areas_km2 = self.areas_km2.clone();
        Change { counts: periods.map(sum), coverage: periods.map(coverage), periods, areas_km2 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::YearCoverage;

    fn years(first: i16, last: i16) -> Period {
        Period { first, last }
    }

    fn change(periods: [Period; 2], counts: [&[u32]; 2]) -> Change {
        let areas_km2 = vec![5_000.0; counts[0].len()];
        Change { periods, counts: counts.map(<[u32]>::to_vec), coverage: Default::default(), areas_km2 }
    }

    #[test]
    fn new_vanished_same_and_never_are_told_apart() {
        let change = change([years(2022, 2022), years(2023, 2023)], [&[0, 0, 3, 2, 1], &[0, 2, 0, 2, 3]]);
        let seen: Vec<Seen> = (0..5).map(|d| change.seen(d)).collect();
        assert_eq!(seen, [Seen::Never, Seen::New, Seen::Gone, Seen::Same, Seen::Changed]);
        let differences: Vec<f64> = (0..5).map(|d| change.difference(d)).collect();
        assert_eq!(differences, [0.0, 2.0, -3.0, 0.0, 2.0]);
        assert_eq!(
            change.density().expect("finite").values()[2],
            Some(-6.0),
            "3 fewer on 5,000 km² are 6 fewer on 10,000"
        );
    }

    #[test]
    fn periods_of_unequal_length_compare_yearly_means() {
        let change = change([years(2020, 2022), years(2023, 2024)], [&[3, 9, 1], &[2, 3, 0]]);
        assert_eq!((change.of_means(), change.seen(0), change.difference(0)), (true, Seen::Same, 0.0));
        assert_eq!(change.difference(1), -1.5);
        assert_eq!(change.density().expect("finite").values()[1], Some(-3.0));
        assert_eq!(change.seen(2), Seen::Gone);
    }

    #[test]
    fn periods_of_several_years_compare_numbers_and_yearly_densities() {
        let change = change([years(2021, 2022), years(2023, 2024)], [&[2], &[6]]);
        assert_eq!((change.of_means(), change.difference(0)), (false, 4.0));
        assert_eq!(change.density().expect("finite").values(), [Some(4.0)]);
    }

    #[test]
    fn little_or_unequal_coverage_is_doubtful() {
        let doubtful = |parts: [(u32, u32); 2]| {
            let of = |(located, rows)| Coverage { years: vec![YearCoverage { located, rows, ..Default::default() }] };
            Change { coverage: parts.map(of), ..change([years(2022, 2022), years(2023, 2023)], [&[], &[]]) }
                .is_doubtful()
        };
        assert!(doubtful([(50, 57), (24, 48)]) && doubtful([(4, 36), (4, 36)]));
        assert!(doubtful([(10, 10), (7, 10)]), "far apart");
        assert!(!doubtful([(50, 57), (40, 48)]) && !doubtful([(0, 0), (9, 9)]));
    }
}
