//! Bounds that grow by the same factor.

/// Inner breaks of a geometric progression from the lowest to the highest of the ascending values: each `classes`-th root of
/// their ratio times the one before. Values that are not above zero have no ratio: the progression starts at the first that is.
pub fn geometric(sorted: &[f64], classes: usize) -> Vec<f64> {
    let (Some(&low), Some(&high)) = (sorted.iter().find(|v| **v > 0.0), sorted.last()) else { return Vec::new() };
    if classes < 2 || low == high {
        return Vec::new();
    }
    let (bottom, span) = (low.ln(), high.ln() - low.ln());
    (1..classes).map(|i| (bottom + span * i as f64 / classes as f64).exp()).collect()
}

#[cfg(test)]
mod tests {
    use super::geometric;

    #[test]
    fn each_bound_is_the_same_multiple_of_the_one_before() {
        let breaks = geometric(&[0.01, 0.3, 100.0], 4);
        for (found, expected) in breaks.iter().zip([0.1, 1.0, 10.0]) {
            assert!((found / expected - 1.0).abs() < 1e-12, "{breaks:?}");
        }
        assert_eq!(breaks.len(), 3);
    }

    #[test]
    fn zero_and_less_do_not_take_part() {
        assert_eq!(geometric(&[-3.0, 0.0, 1.0, 4.0], 2).len(), 1);
        assert_eq!(geometric(&[-3.0, 0.0], 5), [] as [f64; 0]);
        assert_eq!(geometric(&[2.0, 2.0], 5), [] as [f64; 0]);
    }
}
