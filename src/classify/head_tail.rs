//! Head/tail breaks, for many small values and few large ones.

/// Inner breaks at the mean of all ascending values, the mean of those from there up (the head), and so on (Jiang 2013),
/// until there are `classes` classes or the head's values are all equal.
///
/// Jiang stops where the head is no longer a minority; as mapclassify, this does not, for the number of classes already
/// ends it. A value on a mean belongs to the head, as the label of the class says.
pub fn head_tail(sorted: &[f64], classes: usize) -> Vec<f64> {
    let mut breaks = Vec::new();
    let mut head = sorted;
    while breaks.len() + 1 < classes
        && let (Some(low), Some(high)) = (head.first(), head.last())
        && low < high
    {
        let mean = head.iter().sum::<f64>() / head.len() as f64;
        // The mean of neighbouring floats may be rounded to the lowest of them, and the sum of huge ones to infinity: neither parts anything.
        if !(mean > *low && mean <= *high) {
            break;
        }
        breaks.push(mean);
        head = &head[head.partition_point(|v| *v < mean)..];
    }
    breaks
}

#[cfg(test)]
mod tests {
    use super::head_tail;

    #[test]
    fn each_bound_is_the_mean_of_the_head() {
        assert_eq!(head_tail(&[1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 4.0, 8.0, 16.0], 5), [4.0, 28.0 / 3.0]);
    }

    #[test]
    fn tied_maxima_end_it() {
        assert_eq!(head_tail(&[1.0, 9.0, 9.0, 9.0], 5), [7.0]);
        assert_eq!(head_tail(&[0.1, 0.1, 0.1], 5), [] as [f64; 0]);
        assert_eq!(head_tail(&[1.0, 1.0 + f64::EPSILON], 5).len(), 0);
    }

    #[test]
    fn there_are_no_more_classes_than_asked_for() {
        let doubling: Vec<f64> = (0..30).map(|i| f64::from(i).exp2()).collect();
        assert_eq!(head_tail(&doubling, 3).len(), 2);
        assert_eq!(head_tail(&doubling, 1).len(), 0);
    }
}
