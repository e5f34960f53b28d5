//! The scale of proportional circles: area in proportion to the value.

/// A scale of circles. Two maps with the same scale can be compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CircleScale {
    /// The value that the largest circle of the legend stands for.
    pub largest: u32,
    /// The diameter of that circle, in any unit of length; circles come out in the same.
    pub diameter: f64,
}

impl CircleScale {
    /// A scale whose legend begins with the next number of the 1-2-5 series that no value exceeds.
    pub fn new(values: &[u32], diameter: f64) -> CircleScale {
        let most = values.iter().copied().max().unwrap_or(0).max(1);
        let largest = series().find(|&n| n >= u64::from(most)).unwrap_or(u64::from(most));
        CircleScale { largest: u32::try_from(largest).unwrap_or(u32::MAX), diameter }
    }

    /// Diameter of the circle of a value: its square root in proportion. Zero has no circle.
    pub fn diameter(&self, value: u32) -> f64 {
        self.diameter * (f64::from(value) / f64::from(self.largest)).sqrt()
    }

    /// Values of the legend, largest first: at most three of the 1-2-5 series.
    pub fn legend(&self) -> Vec<u32> {
        let below: Vec<u64> = series().take_while(|&n| n <= u64::from(self.largest)).collect();
        let picks = [0usize, 1, 3].into_iter().filter_map(|back| below.len().checked_sub(1 + back));
        picks.map(|i| below[i] as u32).collect()
    }
}

/// 1, 2, 5, 10, 20, 50 and so on.
fn series() -> impl Iterator<Item = u64> {
    (0..10).flat_map(|power| [1, 2, 5].map(|digit| digit * 10u64.pow(power)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn area_is_in_proportion() {
        let scale = CircleScale::new(&[3, 8, 1], 9.0);
        assert_eq!(scale.largest, 10);
        let area = |n: u32| scale.diameter(n).powi(2);
        assert!((area(8) / area(2) - 4.0).abs() < 1e-12);
        assert_eq!((scale.diameter(10), scale.diameter(0)), (9.0, 0.0));
    }

    #[test]
    fn the_legend_holds_the_largest_and_comes_from_the_series() {
        assert_eq!(CircleScale::new(&[7], 1.0).legend(), [10, 5, 1]);
        assert_eq!(CircleScale::new(&[22], 1.0).legend(), [50, 20, 5]);
        assert_eq!(CircleScale::new(&[5], 1.0).legend(), [5, 2]);
        assert_eq!(CircleScale::new(&[], 1.0).legend(), [1]);
        assert_eq!(CircleScale::new(&[u32::MAX], 1.0).largest, u32::MAX);
    }
}
