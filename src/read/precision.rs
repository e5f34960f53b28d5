//! What a source says about the exactness of a place.

use super::coordinate::shortened;
use super::heading::fold;
use super::table::Value;
use crate::incident::Precision;

/// The precision on SiND's scale: the digit of "(2) 25 km Precision ", whose spelling varies, or the word "censored".
///
/// # Errors
/// The value, if it is not on the scale.
pub(super) fn sind(value: Value<'_>) -> Result<Precision, String> {
    let text = match value {
        Value::Empty => return Ok(Precision::Blank),
        Value::Number(code) => code.to_string(),
        Value::Text(text) => match worded(text) {
            Some(known) => return Ok(known),
            None => fold(text),
        },
        other => return Err(format!("{other:?}")),
    };
    if text.is_empty() || text == "no information" {
        return Ok(Precision::Blank);
    }
    if text.starts_with("censored") {
        return Ok(Precision::Censored);
    }
    if let Some(known) = worded(&text) {
        return Ok(known);
    }
    let mut letters = text.trim_start_matches(['(', ' ']).chars();
    let code = letters.next().and_then(|c| c.to_digit(10));
    let alone = !letters.next().is_some_and(|c| c.is_alphanumeric() || c == '.');
    match code.filter(|_| alone) {
        Some(1) => Ok(Precision::Exact),
        Some(2) => Ok(Precision::Near),
        Some(3) => Ok(Precision::District),
        Some(4) => Ok(Precision::Region),
        Some(5) => Ok(Precision::Line),
        Some(6) => Ok(Precision::Country),
        Some(7) => Ok(Precision::SeaOrAir),
        _ => Err(shortened(&text)),
    }
}

/// The precision whose word, as this program writes it, the text is.
fn worded(text: &str) -> Option<Precision> {
    Precision::ALL.into_iter().find(|p| p.word() == text)
}

/// The precision on ACLED's scale: 1 exact, 2 near a place that is named, 3 a larger region.
///
/// # Errors
/// The value, if it is not on the scale.
pub(super) fn acled(value: Value<'_>) -> Result<Precision, String> {
    let code = match value {
        Value::Empty => return Ok(Precision::Blank),
        Value::Number(code) => code.to_string(),
        Value::Text(text) if text.trim().is_empty() => return Ok(Precision::Blank),
        Value::Text(text) => text.trim().to_string(),
        other => return Err(format!("{other:?}")),
    };
    match code.as_str() {
        "1" => Ok(Precision::Exact),
        "2" => Ok(Precision::Near),
        "3" => Ok(Precision::Region),
        other => Err(shortened(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digit_counts_whatever_its_words() {
        for (text, precision) in [
            ("(1) Exact location", Precision::Exact),
            ("(2) 25 km Precision ", Precision::Near),
            ("(2) 25 km precision", Precision::Near),
            ("(3) District, Communicipality or Commune ", Precision::District),
            ("(4) Province, state, governorate ", Precision::Region),
            ("(5) Linear Feature e.g. Along Road/River ", Precision::Line),
            ("(6) Country", Precision::Country),
            ("(7) Estimated Sea/Air Coordinates ", Precision::SeaOrAir),
            ("3", Precision::District),
            ("censored", Precision::Censored),
            ("Censored by HDX", Precision::Censored),
            (" ", Precision::Blank),
            ("25km", Precision::Near),
            ("sea_or_air", Precision::SeaOrAir),
        ] {
            assert_eq!(sind(Value::Text(text)), Ok(precision), "{text}");
        }
        assert_eq!(sind(Value::Number(5.0)), Ok(Precision::Line));
        assert_eq!(sind(Value::Empty), Ok(Precision::Blank));
    }

    #[test]
    fn an_unknown_code_is_refused() {
        for text in ["city?", "(8) Moon", "25 km", "0", "(12) x"] {
            assert!(sind(Value::Text(text)).is_err(), "{text}");
        }
        assert!(sind(Value::Number(2.5)).is_err());
    }

    #[test]
    fn acled_has_a_scale_of_its_own() {
        assert_eq!(acled(Value::Text("3")), Ok(Precision::Region));
        assert_eq!(acled(Value::Number(2.0)), Ok(Precision::Near));
        assert!(acled(Value::Text("4")).is_err());
    }
}
