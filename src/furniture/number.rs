//! Numbers as a reader of the language expects them (CLDR number formats).

use crate::language::Language;

/// A whole number with its thousands parted: 12,345 in English, 12 345 with narrow no-break spaces (U+202F) in French.
pub fn count(language: Language, value: u64) -> String {
    language.count(value)
}

/// A number in the fewest decimals that say it: 0.2, 1, 2,500 in English, 0,2, 1, 2 500 in French.
pub fn number(language: Language, value: f64) -> String {
    let text = format!("{}", value.abs());
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let sign = if value < 0.0 { "\u{2212}" } else { "" };
    let whole = whole.parse().map_or_else(|_| whole.to_string(), |whole| count(language, whole));
    let point = language.of('.', ',');
    if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}{point}{decimals}") }
}

/// A number in so many decimals, for columns: 0.20, 2,500.00.
pub fn fixed(language: Language, value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let sign = if value < 0.0 { "\u{2212}" } else { "" };
    let whole = number(language, whole.parse().unwrap_or(0.0));
    let point = if rest.is_empty() { "" } else { language.of(".", ",") };
    format!("{sign}{whole}{point}{rest}")
}

/// The label of a class that holds its lower bound and not its upper one.
pub fn range(language: Language, lower: Option<f64>, upper: Option<f64>) -> String {
    let number = |value: f64| number(language, value);
    match (lower, upper) {
        (None, None) => language.of("above 0", "plus de 0").to_string(),
        (None, Some(upper)) => format!("{} {}", language.of("under", "moins de"), number(upper)),
        (Some(lower), None) => format!("{} {}", number(lower), language.of("and over", "et plus")),
        (Some(lower), Some(upper)) => {
            format!("{} {} {}", number(lower), language.of("to under", "à moins de"), number(upper))
        }
    }
}

/// The label of a class of whole numbers from 1: "1", "2–4", "10 and over".
pub fn whole_range(language: Language, lower: Option<f64>, upper: Option<f64>) -> String {
    let lower = lower.unwrap_or(1.0);
    match upper {
        None => format!("{} {}", number(language, lower), language.of("and over", "et plus")),
        Some(upper) if upper - lower <= 1.0 => number(language, lower),
        Some(upper) => format!("{}–{}", number(language, lower), number(language, upper - 1.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, French};

    #[test]
    fn thousands_are_parted() {
        assert_eq!([7, 123, 1234567].map(|n| count(English, n)), ["7", "123", "1,234,567"]);
        assert_eq!([7, 123, 1234567].map(|n| count(French, n)), ["7", "123", "1\u{202f}234\u{202f}567"]);
    }

    #[test]
    fn decimals_follow_the_point_or_the_comma_of_the_language() {
        assert_eq!([0.2, 2500.0, -1.5].map(|n| number(English, n)), ["0.2", "2,500", "−1.5"]);
        assert_eq!([0.2, 2500.0, -1.5].map(|n| number(French, n)), ["0,2", "2\u{202f}500", "−1,5"]);
    }

    #[test]
    fn columns_have_the_same_decimals() {
        assert_eq!([0.2, 2500.0, -0.126].map(|n| fixed(English, n, 2)), ["0.20", "2,500.00", "−0.13"]);
        assert_eq!([0.2, 2500.0].map(|n| fixed(French, n, 1)), ["0,2", "2\u{202f}500,0"]);
    }

    #[test]
    fn classes_of_whole_numbers_neither_overlap_nor_leave_gaps() {
        let labels = |language| {
            [(None, Some(2.0)), (Some(2.0), Some(5.0)), (Some(5.0), Some(2000.0)), (Some(2000.0), None), (None, None)]
                .map(|(a, b)| whole_range(language, a, b))
        };
        assert_eq!(labels(English), ["1", "2–4", "5–1,999", "2,000 and over", "1 and over"]);
        assert_eq!(labels(French)[2..4], ["5–1\u{202f}999", "2\u{202f}000 et plus"]);
    }

    #[test]
    fn labels_say_which_bound_belongs() {
        let labels = |language| {
            [(None, Some(0.2)), (Some(0.2), Some(0.5)), (Some(2.0), None)].map(|(a, b)| range(language, a, b))
        };
        assert_eq!(labels(English), ["under 0.2", "0.2 to under 0.5", "2 and over"]);
        assert_eq!(labels(French), ["moins de 0,2", "0,2 à moins de 0,5", "2 et plus"]);
    }
}
