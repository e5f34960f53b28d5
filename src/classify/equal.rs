//! Classes of equal width.

/// Inner breaks that divide the range of ascending values into `classes` equal parts.
pub fn equal(sorted: &[f64], classes: usize) -> Vec<f64> {
    let (Some(&low), Some(&high)) = (sorted.first(), sorted.last()) else { return Vec::new() };
    (1..classes).map(|i| low + (high - low) * i as f64 / classes as f64).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn four_parts_of_zero_to_eight() {
        assert_eq!(super::equal(&[0.0, 1.0, 8.0], 4), [2.0, 4.0, 6.0]);
    }
}
