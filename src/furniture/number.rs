//! Numbers as a reader expects them in English.

/// A whole number with thousands separators: 12,345.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A number in the fewest decimals that say it: 0.2, 1, 2,500.
pub fn number(value: f64) -> String {
    let text = format!("{}", value.abs());
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let sign = if value < 0.0 { "\u{2212}" } else { "" };
    let whole = whole.parse().map_or_else(|_| whole.to_string(), count);
    if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") }
}

/// The label of a class that holds its lower bound and not its upper one.
pub fn range(lower: Option<f64>, upper: Option<f64>) -> String {
    match (lower, upper) {
        (None, None) => "above 0".to_string(),
        (None, Some(upper)) => format!("under {}", number(upper)),
        (Some(lower), None) => format!("{} and over", number(lower)),
        (Some(lower), Some(upper)) => format!("{} to under {}", number(lower), number(upper)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted() {
        assert_eq!((count(7).as_str(), count(1234567).as_str()), ("7", "1,234,567"));
        assert_eq!((number(0.2).as_str(), number(2500.0).as_str(), number(-1.5).as_str()), ("0.2", "2,500", "−1.5"));
    }

    #[test]
    fn labels_say_which_bound_belongs() {
        assert_eq!(range(None, Some(0.2)), "under 0.2");
        assert_eq!(range(Some(0.2), Some(0.5)), "0.2 to under 0.5");
        assert_eq!(range(Some(2.0), None), "2 and over");
    }
}
