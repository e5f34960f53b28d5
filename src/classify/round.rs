//! Bounds short enough for a legend.

/// Rounds breaks to two significant digits, to more where two would make a pair equal or leave the values' range, and drops
/// those that divide nothing.
///
/// Of the numbers with two digits on either side, the nearer is taken unless only the other leaves every value in its class.
pub(super) fn rounded(breaks: Vec<f64>, sorted: &[f64]) -> Vec<f64> {
    let (Some(&low), Some(&high)) = (sorted.first(), sorted.last()) else { return Vec::new() };
    let below = |limit: f64| sorted.partition_point(|v| *v < limit);
    let mut done: Vec<f64> = Vec::new();
    for value in breaks {
        let last = done.last().copied().unwrap_or(f64::NEG_INFINITY);
        let fits = |r: &f64| *r > last && *r > low && *r <= high;
        let with = |digits: i32| {
            let sides = [significant(value, digits), other_side(value, digits)];
            let keeps = |r: &f64| fits(r) && below(*r) == below(value);
            sides.into_iter().find(keeps).or(Some(sides[0]).filter(fits))
        };
        if let Some(r) = (2..=4).find_map(with).or(Some(value).filter(fits)) {
            done.push(r);
        }
    }
    done
}

/// Where `significant` rounds up, the number of so many digits below `value`; where down, the one above.
fn other_side(value: f64, digits: i32) -> f64 {
    let nearest = significant(value, digits);
    if value == 0.0 || !nearest.is_finite() {
        return nearest;
    }
    let step = 10f64.powi(value.abs().log10().floor() as i32 + 1 - digits);
    significant(if nearest > value { nearest - step } else { nearest + step }, digits)
}

/// A number rounded to so many significant digits.
pub fn significant(value: f64, digits: i32) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let exponent = digits - 1 - value.abs().log10().floor() as i32;
    // Parsing the decimal text gives the float that prints short: 0.3, not 0.30000000000000004.
    let text = if exponent >= 0 {
        format!("{value:.*}", exponent as usize)
    } else {
        let step = 10f64.powi(-exponent);
        format!("{:.0}", (value / step).round() * step)
    };
    text.parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_keeps_two_digits() {
        assert_eq!(significant(0.123, 2), 0.12);
        assert_eq!(significant(1234.0, 2), 1200.0);
        assert_eq!(significant(0.30000000000000004, 2), 0.3);
        assert_eq!(significant(0.0, 2), 0.0);
    }

    #[test]
    fn rounding_moves_no_value_to_another_class_if_two_digits_allow() {
        assert_eq!(rounded(vec![6.57], &[1.0, 6.0, 6.57, 8.0]), [6.5], "6.6 would leave 6.57 below");
        assert_eq!(rounded(vec![6.53], &[1.0, 6.51, 6.53, 8.0]), [6.5], "neither 6.5 nor 6.6 keeps both");
        assert_eq!(rounded(vec![6.53], &[1.0, 6.52, 6.55, 8.0]), [6.5]);
        assert_eq!(rounded(vec![17.7], &[1.0, 10.5, 17.7]), [17.0], "18 would leave the highest class empty");
        assert_eq!(rounded(vec![0.996], &[0.1, 0.996]), [0.99]);
    }

    #[test]
    fn breaks_that_round_to_the_same_keep_more_digits() {
        assert_eq!(rounded(vec![1.21, 1.24], &[1.1, 1.25, 1.3]), [1.2, 1.24]);
        assert_eq!(rounded(vec![1.2, 9.0], &[1.3, 4.0]), [] as [f64; 0], "both lie outside of the values");
    }
}
