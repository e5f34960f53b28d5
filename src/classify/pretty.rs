//! Bounds at even, round steps.

/// Inner breaks at every multiple of the smallest step of the series …, 0.1, 0.2, 0.5, 1, 2, 5, … that parts the ascending
/// values into at most `classes` classes.
///
/// The steps are the "nice numbers" of Heckbert (1990), as in R's `pretty`. Those treat the number of classes as a wish;
/// a map's legend cannot, so here it is the most there are. A value alone on the uppermost multiple stays in the class below.
pub fn pretty(sorted: &[f64], classes: usize) -> Vec<f64> {
    let (Some(&low), Some(&high)) = (sorted.first(), sorted.last()) else { return Vec::new() };
    // Halves first: the difference of two finite numbers may not be finite.
    let width = (high / 2.0 - low / 2.0) / classes as f64 * 2.0;
    if classes < 2 || width < f64::MIN_POSITIVE || !width.is_finite() {
        return Vec::new();
    }
    let exponent = width.log10().floor() as i32;
    // The right step is at most three of the series above the width: the last candidate is beyond need.
    (exponent..exponent + 3)
        .flat_map(|e| [1, 2, 5].map(|digit| multiples((digit, e), low, high)))
        .find(|breaks| breaks.len() < classes)
        .unwrap_or_default()
}

/// Multiples of `digit` × 10^`exponent` strictly between two values, each the float that its decimal text means.
fn multiples((digit, exponent): (i64, i32), low: f64, high: f64) -> Vec<f64> {
    let number = |times: i64| format!("{}e{exponent}", times * digit).parse::<f64>().unwrap_or(f64::NAN);
    let step = number(1);
    if step == 0.0 {
        return Vec::new();
    }
    let first = (low / step).floor() as i64;
    let last = (high / step).ceil() as i64;
    let mut breaks: Vec<f64> = (first..=last).map(number).filter(|b| *b > low && *b < high).collect();
    breaks.dedup();
    breaks
}

#[cfg(test)]
mod tests {
    use super::pretty;

    #[test]
    fn the_smallest_step_that_makes_few_enough_classes() {
        assert_eq!(pretty(&[13.1, 66.9], 5), [20.0, 40.0, 60.0]);
        assert_eq!(pretty(&[13.1, 66.9], 3), [50.0]);
        assert_eq!(pretty(&[0.11, 0.52], 5), [0.2, 0.3, 0.4, 0.5]);
        assert_eq!(pretty(&[1210.0, 1390.0], 4), [1250.0, 1300.0, 1350.0]);
    }

    #[test]
    fn a_value_on_the_last_multiple_gets_no_class_of_its_own() {
        assert_eq!(pretty(&[0.0, 10.0], 5), [2.0, 4.0, 6.0, 8.0]);
    }

    #[test]
    fn nothing_between_equal_values() {
        assert_eq!(pretty(&[3.0, 3.0], 5), [] as [f64; 0]);
        assert_eq!(pretty(&[], 5), [] as [f64; 0]);
    }
}
