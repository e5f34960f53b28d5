//! Breaks that can be said aloud.

/// The highest `classes - 1` numbers of the series …, 0.1, 0.2, 0.5, 1, 2, 5, 10, … that divide the ascending values.
pub fn one_two_five(sorted: &[f64], classes: usize) -> Vec<f64> {
    let (Some(&low), Some(&high)) = (sorted.first(), sorted.last()) else { return Vec::new() };
    if high <= 0.0 {
        return Vec::new();
    }
    let top = high.log10().floor() as i32;
    let mut breaks: Vec<f64> = (0..classes as i32)
        .flat_map(|down| [5, 2, 1].map(|digit| number(digit, top - down)))
        .filter(|b| *b <= high && *b > low)
        .take(classes - 1)
        .collect();
    breaks.reverse();
    breaks
}

/// `digit` × 10^`exponent` as the float that the decimal text means.
fn number(digit: u8, exponent: i32) -> f64 {
    format!("{digit}e{exponent}").parse().expect("a digit and an exponent are a number")
}

#[cfg(test)]
mod tests {
    use super::one_two_five;

    #[test]
    fn the_series_below_the_maximum() {
        assert_eq!(one_two_five(&[0.05, 0.3, 3.1], 5), [0.2, 0.5, 1.0, 2.0]);
        assert_eq!(one_two_five(&[0.3, 0.3], 5), [] as [f64; 0]);
        assert_eq!(one_two_five(&[3.0, 12.0, 40.0], 4), [5.0, 10.0, 20.0]);
        assert_eq!(one_two_five(&[1.0, 5.0], 2), [5.0]);
    }
}
