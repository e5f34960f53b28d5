//! Breaks that can be said aloud.

/// `classes - 1` neighbours of the series …, 0.1, 0.2, 0.5, 1, 2, 5, 10, … that part the ascending values most evenly
/// (highest Shannon entropy of the class sizes); of two equal ones the higher.
pub fn one_two_five(sorted: &[f64], classes: usize) -> Vec<f64> {
    let (Some(&low), Some(&high)) = (sorted.first(), sorted.last()) else { return Vec::new() };
    if high <= 0.0 || classes < 2 {
        return Vec::new();
    }
    // The logarithm of the smallest floats times 1e-9 would be that of zero.
    let bottom = low.max(high * 1e-9).max(f64::MIN_POSITIVE);
    let (bottom, top) = (bottom.log10().floor() as i32, high.log10().floor() as i32);
    let series: Vec<f64> = (bottom..=top)
        .flat_map(|exponent| [1, 2, 5].map(|digit| number(digit, exponent)))
        .filter(|b| *b <= high && *b > low)
        .collect();
    let width = (classes - 1).min(series.len());
    if width == 0 {
        return Vec::new();
    }
    let even = |breaks: &&[f64]| evenness(sorted, breaks);
    series.windows(width).max_by(|a, b| even(a).total_cmp(&even(b))).unwrap_or_default().to_vec()
}

/// Shannon entropy of the sizes of the classes.
fn evenness(sorted: &[f64], breaks: &[f64]) -> f64 {
    let below = |limit: f64| sorted.partition_point(|v| *v < limit);
    let mut edges = vec![0];
    edges.extend(breaks.iter().map(|b| below(*b)));
    edges.push(sorted.len());
    let share = |pair: &[usize]| (pair[1] - pair[0]) as f64 / sorted.len() as f64;
    edges.windows(2).map(share).filter(|p| *p > 0.0).map(|p| -p * p.ln()).sum()
}

/// `digit` × 10^`exponent` as the float that the decimal text means.
fn number(digit: u8, exponent: i32) -> f64 {
    format!("{digit}e{exponent}").parse().expect("a digit and an exponent are a number")
}

#[cfg(test)]
mod tests {
    use super::one_two_five;

    #[test]
    fn the_window_of_the_series_that_parts_the_values_most_evenly() {
        let densities = [0.05, 0.12, 0.25, 0.3, 0.4, 0.6, 0.7, 0.9, 1.2, 1.5, 2.2, 13.0];
        assert_eq!(one_two_five(&densities, 5), [0.2, 0.5, 1.0, 2.0], "one outlier does not push the others together");
        assert_eq!(one_two_five(&[0.3, 0.3], 5), [] as [f64; 0]);
        assert_eq!(one_two_five(&[1.0, 5.0], 2), [5.0]);
        assert_eq!(one_two_five(&[3.0, 12.0, 40.0], 4), [5.0, 10.0, 20.0]);
    }
}
