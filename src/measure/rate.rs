//! Counts per area and per people.

use crate::error::{Error, Result};

/// One value a unit (district or region), each a finite number; `None` is "no data", which is not zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    values: Vec<Option<f64>>,
    counts: Vec<u32>,
}

impl Values {
    /// Values in the order of the units, and the counts behind them, by which a rate is judged stable or not.
    ///
    /// # Errors
    /// `Kind::Data` if a value is infinite or not a number, which would have no class and no place in an order, or if there
    /// are not as many counts.
    pub fn new(values: Vec<Option<f64>>, counts: Vec<u32>) -> Result<Values> {
        if values.len() != counts.len() {
            return Err(Error::data(format!("{} values have {} counts", values.len(), counts.len())));
        }
        let bad = values.iter().zip(1..).find_map(|(v, unit)| v.filter(|v| !v.is_finite()).map(|v| (v, unit)));
        match bad {
            Some((value, unit)) => {
                Err(Error::data(format!("the value of unit {unit} is {value}, not a finite number"))
                    .hint("check areas, people and years that it is made of; what is not known is None"))
            }
            None => Ok(Values { values, counts }),
        }
    }

    /// The values in the order of the units.
    pub fn values(&self) -> &[Option<f64>] {
        &self.values
    }

    /// The counts behind them.
    pub fn counts(&self) -> &[u32] {
        &self.counts
    }

    /// The values that are known and above zero, in the order of the units: what a classification divides.
    pub fn positive(&self) -> Vec<f64> {
        self.values.iter().flatten().copied().filter(|v| *v > 0.0).collect()
    }
}

/// Incidents per 10,000 km² per year. An area that is not positive answers `None`.
///
/// # Errors
/// As `Values::new`; `Kind::Data` if an area is not a finite number.
pub fn per_area(counts: &[u32], areas_km2: &[f64], years: f64) -> Result<Values> {
    rate(counts, areas_km2.iter().map(|&a| Some(a)), 10_000.0 / years)
}

/// Incidents per 100,000 people per year. An unknown population or none answers `None`.
///
/// # Errors
/// As `Values::new`.
pub fn per_people(counts: &[u32], people: &[Option<u64>], years: f64) -> Result<Values> {
    rate(counts, people.iter().map(|p| p.map(|p| p as f64)), 100_000.0 / years)
}

fn rate(counts: &[u32], bases: impl Iterator<Item = Option<f64>>, factor: f64) -> Result<Values> {
    let bases: Vec<Option<f64>> = bases.collect();
    if let Some(bad) = bases.iter().flatten().find(|b| !b.is_finite()) {
        // Divided by it, an incident would be worth nothing.
        return Err(Error::data(format!("{bad} is no area and no number of people")));
    }
    let value = |(&count, base): (&u32, &Option<f64>)| base.filter(|b| *b > 0.0).map(|b| f64::from(count) * factor / b);
    Values::new(counts.iter().zip(&bases).map(value).collect(), counts.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_incidents_in_three_years_on_20_000_square_kilometres() {
        let density = per_area(&[10, 0], &[20_000.0, 5.0], 3.0).expect("finite");
        assert!((density.values()[0].expect("known") - 10.0 / 3.0 / 2.0).abs() < 1e-12);
        assert_eq!(density.values()[1], Some(0.0), "zero is not unknown");
        assert_eq!(density.positive().len(), 1);
    }

    #[test]
    fn without_people_there_is_no_rate() {
        assert_eq!(per_people(&[3, 3], &[None, Some(0)], 1.0).expect("finite").values(), [None, None]);
        assert_eq!(per_people(&[3], &[Some(300_000)], 1.0).expect("finite").values(), [Some(1.0)]);
    }

    #[test]
    fn what_is_not_finite_is_refused_and_not_dropped() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(Values::new(vec![Some(1.0), Some(bad)], vec![1, 1]).expect_err("bad").message.contains("unit 2"));
            assert!(per_area(&[1], &[bad], 1.0).is_err());
        }
        assert!(per_area(&[1], &[5.0], 0.0).is_err(), "no years");
        assert!(per_area(&[0], &[5.0], 0.0).is_err(), "none in no years");
        assert!(Values::new(vec![None, None], vec![0]).is_err());
        assert!(Values::new(vec![None, Some(-2.0)], vec![0, 3]).is_ok(), "a difference may be negative");
    }
}
