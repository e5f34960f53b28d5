//! Counts per area and per people.

/// One value a unit (district or region); `None` is "no data", which is not zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    /// The values in the order of the units.
    pub values: Vec<Option<f64>>,
    /// The counts behind them, by which a rate is judged stable or not.
    pub counts: Vec<u32>,
}

impl Values {
    /// The values that are known and not zero, in the order of the units: what a classification divides.
    pub fn positive(&self) -> Vec<f64> {
        self.values.iter().flatten().copied().filter(|v| *v > 0.0).collect()
    }
}

/// Incidents per 10,000 km² per year. An area that is not positive answers `None`.
pub fn per_area(counts: &[u32], areas_km2: &[f64], years: f64) -> Values {
    rate(counts, areas_km2.iter().map(|&a| Some(a)), 10_000.0 / years)
}

/// Incidents per 100,000 people per year. An unknown population or none answers `None`.
pub fn per_people(counts: &[u32], people: &[Option<u64>], years: f64) -> Values {
    rate(counts, people.iter().map(|p| p.map(|p| p as f64)), 100_000.0 / years)
}

fn rate(counts: &[u32], bases: impl Iterator<Item = Option<f64>>, factor: f64) -> Values {
    let value = |(&count, base): (&u32, Option<f64>)| base.filter(|b| *b > 0.0).map(|b| f64::from(count) * factor / b);
    Values { values: counts.iter().zip(bases).map(value).collect(), counts: counts.to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_incidents_in_three_years_on_20_000_square_kilometres() {
        let density = per_area(&[10, 0], &[20_000.0, 5.0], 3.0);
        assert!((density.values[0].expect("known") - 10.0 / 3.0 / 2.0).abs() < 1e-12);
        assert_eq!(density.values[1], Some(0.0), "zero is not unknown");
        assert_eq!(density.positive().len(), 1);
    }

    #[test]
    fn without_people_there_is_no_rate() {
        assert_eq!(per_people(&[3, 3], &[None, Some(0)], 1.0).values, [None, None]);
        assert_eq!(per_people(&[3], &[Some(300_000)], 1.0).values, [Some(1.0)]);
    }
}
