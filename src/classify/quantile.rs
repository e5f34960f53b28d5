//! The same number of units in each class.

/// Inner breaks at the quantiles i / classes of ascending values (Hyndman and Fan 1996, type 7).
pub fn quantile(sorted: &[f64], classes: usize) -> Vec<f64> {
    if sorted.is_empty() {
        return Vec::new();
    }
    let at = |share: f64| {
        let place = share * (sorted.len() - 1) as f64;
        let below = place.floor() as usize;
        let above = (below + 1).min(sorted.len() - 1);
        sorted[below] + (sorted[above] - sorted[below]) * (place - below as f64)
    };
    let mut breaks: Vec<f64> = (1..classes).map(|i| at(i as f64 / classes as f64)).collect();
    breaks.dedup();
    breaks
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_type_7() {
        assert_eq!(super::quantile(&[1.0, 2.0, 3.0, 4.0, 5.0], 4), [2.0, 3.0, 4.0]);
        assert_eq!(super::quantile(&[1.0, 2.0, 3.0, 4.0], 2), [2.5]);
    }
}
