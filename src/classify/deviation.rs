//! Classes one standard deviation wide around the mean.

/// Inner breaks at the mean plus whole multiples (`classes` even) or odd halves (`classes` odd: the middle class holds the
/// mean) of the sample standard deviation: the `classes - 1` nearest the mean that part the ascending values.
///
/// Rates are skewed to the right, so that multiples below the mean often fall below the lowest value; multiples above take
/// their place.
pub fn deviation(sorted: &[f64], classes: usize) -> Vec<f64> {
    let (Some(&low), Some(&high)) = (sorted.first(), sorted.last()) else { return Vec::new() };
    let (mean, deviation) = moments(sorted);
    if classes < 2 || low == high || !(deviation > 0.0 && deviation.is_finite()) {
        return Vec::new();
    }
    let offset = if classes.is_multiple_of(2) { 0.0 } else { 0.5 };
    let reach = classes as i32;
    let mut steps: Vec<f64> = (-reach..=reach)
        .map(|i| f64::from(i) + offset)
        .filter(|step| mean + step * deviation > low && mean + step * deviation <= high)
        .collect();
    steps.sort_by(|a, b| a.abs().total_cmp(&b.abs()));
    steps.truncate(classes - 1);
    steps.sort_by(f64::total_cmp);
    steps.into_iter().map(|step| mean + step * deviation).collect()
}

/// Mean and sample standard deviation (n − 1).
fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    (mean, (squares / (n - 1.0)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::deviation;

    #[test]
    fn the_middle_class_holds_the_mean_when_there_is_one() {
        // mean 5, sample standard deviation 2
        let values = [1.0, 3.0, 4.0, 5.0, 5.0, 5.0, 6.0, 7.0, 9.0];
        let sd = 5.25f64.sqrt();
        assert_eq!(deviation(&values, 3), [5.0 - 0.5 * sd, 5.0 + 0.5 * sd]);
        assert_eq!(deviation(&values, 4), [5.0 - sd, 5.0, 5.0 + sd]);
    }

    #[test]
    fn skewed_values_get_their_classes_above_the_mean() {
        let breaks = deviation(&[0.1, 0.2, 0.2, 0.3, 0.3, 0.4, 0.5, 0.6, 0.8, 9.0], 5);
        assert_eq!(breaks.len(), 3, "{breaks:?}: one below 0 and one above 9 part nothing");
        assert!(breaks[0] > 0.1 && breaks[2] <= 9.0);
    }

    #[test]
    fn equal_values_have_no_deviation() {
        assert_eq!(deviation(&[0.1, 0.1, 0.1], 5), [] as [f64; 0]);
        assert_eq!(deviation(&[2.0], 3), [] as [f64; 0]);
    }
}
