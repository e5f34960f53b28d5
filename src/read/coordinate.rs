//! The gate for coordinates: what passes is finite and on the globe.

use super::number::{Mark, number};
use super::table::Value;

/// Which of the two coordinates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Axis {
    Lat,
    Lon,
}

impl Axis {
    fn word(self) -> &'static str {
        match self {
            Axis::Lat => "latitude",
            Axis::Lon => "longitude",
        }
    }

    /// Hemisphere letters, positive first; W is also O (ouest) in French files, which is east in German: not read.
    fn letters(self) -> [char; 2] {
        match self {
            Axis::Lat => ['N', 'S'],
            Axis::Lon => ['E', 'W'],
        }
    }
}

/// A coordinate past the gate, and whether it had to be brought into -180 to 180.
pub(super) type Passed = Option<(f64, bool)>;

/// The coordinate of a cell; `None` if the cell is empty or says that it was censored.
///
/// # Errors
/// What is wrong with the value, without the column's name: "95 is not a latitude".
pub(super) fn coordinate(value: Value<'_>, axis: Axis, mark: Mark) -> Result<Passed, String> {
    let found = match value {
        Value::Empty => return Ok(None),
        Value::Number(found) => found,
        Value::Text(text) => {
            let text = text.trim();
            match number(text, mark).or_else(|| sexagesimal(text, axis, mark)) {
                Some(found) => found,
                None if text.is_empty() || text.to_lowercase().starts_with("censored") => return Ok(None),
                None => return Err(refusal(&shortened(text), axis)),
            }
        }
        Value::Day(day) => return Err(refusal(&format!("the date {day}"), axis)),
        Value::Bool(truth) => return Err(refusal(&truth.to_string(), axis)),
        Value::Broken(what) => return Err(what.to_string()),
    };
    match axis {
        Axis::Lat if (-90.0..=90.0).contains(&found) => Ok(Some((found, false))),
        Axis::Lon if (-180.0..=180.0).contains(&found) => Ok(Some((found, false))),
        Axis::Lon if found > 180.0 && found < 360.0 => Ok(Some((found - 360.0, true))),
        _ => Err(refusal(&found.to_string(), axis)),
    }
}

fn refusal(what: &str, axis: Axis) -> String {
    format!("{what} is not a {}", axis.word())
}

/// A value for a message: at most 24 characters, none of them a control character.
pub(super) fn shortened(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).take(24).collect();
    let cut = if text.chars().count() > 24 { "…" } else { "" };
    format!("'{clean}{cut}'")
}

/// Degrees with minutes, seconds or a hemisphere letter: `12°30'15"N`, `12 30 15 N`, `12.5S`, `S 12.5`.
fn sexagesimal(text: &str, axis: Axis, mark: Mark) -> Option<f64> {
    let text = text.trim().to_uppercase();
    let letter = |c: char| axis.letters().contains(&c);
    let (body, hemisphere) = match (text.strip_suffix(letter), text.strip_prefix(letter)) {
        (Some(body), None) => (body, text.chars().last()),
        (None, Some(body)) => (body, text.chars().next()),
        (None, None) => (text.as_str(), None),
        (Some(_), Some(_)) => return None,
    };
    let body = body.replace('\u{2212}', "-");
    let signs = |c: char| c.is_whitespace() || "°º'’′\"”″".contains(c);
    let parts: Vec<&str> = body.split(signs).filter(|p| !p.is_empty()).collect();
    // a hemisphere letter beside a minus sign, or a bare number in odd signs, would be a guess
    let marked = hemisphere.is_some() || body.contains(['°', 'º']);
    if !marked || parts.is_empty() || parts.len() > 3 {
        return None;
    }
    let negative = parts[0].starts_with('-');
    if negative && hemisphere.is_some() {
        return None;
    }
    let mut degrees = number(parts[0].trim_start_matches('-'), mark)?;
    let mut unit = 1.0;
    for (index, part) in parts.iter().enumerate().skip(1) {
        let whole_before = number(parts[index - 1].trim_start_matches('-'), mark)?.fract() == 0.0;
        let value = number(part, mark)?;
        if !(0.0..60.0).contains(&value) || !whole_before {
            return None;
        }
        unit *= 60.0;
        degrees += value / unit;
    }
    let south_or_west = hemisphere == Some(axis.letters()[1]);
    Some(if negative || south_or_west { -degrees } else { degrees })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lat(text: &str) -> Result<Passed, String> {
        coordinate(Value::Text(text), Axis::Lat, Mark::Point)
    }

    fn lon(number: f64) -> Result<Passed, String> {
        coordinate(Value::Number(number), Axis::Lon, Mark::Point)
    }

    #[test]
    fn the_globe_is_the_gate() {
        assert_eq!(lat("95"), Err("95 is not a latitude".to_string()));
        assert_eq!(lat("-90"), Ok(Some((-90.0, false))));
        assert_eq!(lon(190.0), Ok(Some((-170.0, true))));
        assert_eq!(lon(180.0), Ok(Some((180.0, false))));
        for bad in [360.0, -180.5, f64::NAN, f64::INFINITY, 1e308] {
            assert!(lon(bad).is_err(), "{bad}");
        }
        for bad in ["nan", "inf", "1e400", "Gao", "12,5,3"] {
            assert!(lat(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn empty_and_censored_cells_are_no_coordinate() {
        for text in ["", "  ", "censored", "Censored by HDX"] {
            assert_eq!(lat(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn degrees_minutes_seconds_and_hemispheres_are_read() {
        let expected = 12.0 + 30.0 / 60.0 + 15.0 / 3600.0;
        for text in ["12°30'15\"N", "12 30 15 N", "12°30′15″n", "N 12° 30' 15\"", "12° 30’ 15”"] {
            let found = lat(text).expect(text).expect(text).0;
            assert!((found - expected).abs() < 1e-12, "{text}");
        }
        assert_eq!(lat("12.5S"), Ok(Some((-12.5, false))));
        assert_eq!(lat("S 12.5"), Ok(Some((-12.5, false))));
        assert_eq!(lat("-12°30'"), Ok(Some((-12.5, false))));
        for bad in ["-12.5S", "12°75'N", "12.5°30'N", "12°30'15\"W", "N", "12 30 15", "S12.5N"] {
            assert!(lat(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_value_in_a_message_is_short_and_clean() {
        assert_eq!(shortened("a\nb\u{1b}[0m"), "'ab[0m'");
        assert_eq!(shortened(&"x".repeat(50)), format!("'{}…'", "x".repeat(24)));
    }
}
