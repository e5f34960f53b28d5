//! Dividing values into classes. Knows numbers only, no map.
//!
//! A class holds its lower bound and not its upper one, as its label says: "0.2 to under 0.5".

mod circles;
mod equal;
mod manual;
mod natural;
mod one_two_five;
mod quantile;

pub use circles::CircleScale;
pub use equal::equal;
pub use manual::manual;
pub use natural::natural;
pub use one_two_five::one_two_five;
pub use quantile::quantile;

use crate::error::{Error, Result};

/// Most classes that a reader can tell apart on a map.
pub const MOST_CLASSES: usize = 5;

/// Class breaks: values below `breaks[0]` are class 0, those from `breaks[i]` to under `breaks[i + 1]` class `i + 1`.
#[derive(Debug, Clone, PartialEq)]
pub struct Classes {
    breaks: Vec<f64>,
}

impl Classes {
    /// Classes from inner breaks, strictly ascending and finite.
    ///
    /// # Errors
    /// `Kind::Data` if they are not, or would make more than five classes.
    pub fn new(breaks: Vec<f64>) -> Result<Classes> {
        if breaks.iter().any(|b| !b.is_finite()) || breaks.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err(Error::data(format!("class breaks {breaks:?} do not ascend"))
                .hint("give each break once, lowest first"));
        }
        if breaks.len() >= MOST_CLASSES {
            return Err(Error::data(format!("{} class breaks make {} classes", breaks.len(), breaks.len() + 1))
                .hint(format!("at most {MOST_CLASSES} classes can be told apart on a map")));
        }
        Ok(Classes { breaks })
    }

    /// The inner breaks, ascending.
    pub fn breaks(&self) -> &[f64] {
        &self.breaks
    }

    /// Number of classes, 1 or more.
    pub fn len(&self) -> usize {
        self.breaks.len() + 1
    }

    /// Never: there is always one class.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The class of a value, counted from 0.
    pub fn class_of(&self, value: f64) -> usize {
        self.breaks.iter().take_while(|b| **b <= value).count()
    }

    /// Lower and upper bound of a class; `None` where it is open.
    pub fn extent(&self, class: usize) -> (Option<f64>, Option<f64>) {
        let lower = class.checked_sub(1).and_then(|i| self.breaks.get(i)).copied();
        (lower, self.breaks.get(class).copied())
    }
}

/// Ways to find class breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Breaks from the series 1, 2, 5, 10, …
    OneTwoFive,
    /// The same number of units in each class.
    Quantile,
    /// Classes of equal width.
    Equal,
    /// Least variance within classes (Fisher 1958, Jenks 1977).
    Natural,
}

impl Method {
    /// Every method; the first is the default.
    pub const ALL: [Method; 4] = [Method::OneTwoFive, Method::Quantile, Method::Equal, Method::Natural];

    /// The word used in project files and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Method::OneTwoFive => "1-2-5",
            Method::Quantile => "quantile",
            Method::Equal => "equal",
            Method::Natural => "natural",
        }
    }

    /// What it does, in a line.
    pub fn describe(self) -> &'static str {
        match self {
            Method::OneTwoFive => "bounds from the 1–2–5 series: a legend that can be said aloud",
            Method::Quantile => "the same number of districts in each class",
            Method::Equal => "classes of equal width",
            Method::Natural => "least variance within classes (Fisher-Jenks)",
        }
    }

    /// The method of that name.
    pub fn find(word: &str) -> Option<Method> {
        Method::ALL.into_iter().find(|m| m.word() == word)
    }

    /// Divides values (finite, none zero) into at most `classes` classes with bounds rounded to two digits.
    ///
    /// # Errors
    /// `Kind::Data` if `classes` is 0 or more than five, or a value is not finite.
    pub fn classes(self, values: &[f64], classes: usize) -> Result<Classes> {
        if !(1..=MOST_CLASSES).contains(&classes) {
            return Err(
                Error::data(format!("{classes} classes were asked for")).hint(format!("ask for 1 to {MOST_CLASSES}"))
            );
        }
        if let Some(bad) = values.iter().find(|v| !v.is_finite()) {
            return Err(Error::data(format!("{bad} cannot be classified")));
        }
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let breaks = match self {
            Method::OneTwoFive => one_two_five(&sorted, classes),
            Method::Quantile => quantile(&sorted, classes),
            Method::Equal => equal(&sorted, classes),
            Method::Natural => natural(&sorted, classes),
        };
        Classes::new(rounded(breaks, &sorted))
    }
}

/// Rounds breaks to two significant digits, to three where two would make a pair equal, and drops those that divide nothing.
fn rounded(breaks: Vec<f64>, sorted: &[f64]) -> Vec<f64> {
    let (Some(&low), Some(&high)) = (sorted.first(), sorted.last()) else { return Vec::new() };
    let mut done: Vec<f64> = Vec::new();
    for value in breaks {
        let last = done.last().copied().unwrap_or(f64::NEG_INFINITY);
        let fits = |r: &f64| *r > last && *r > low && *r <= high;
        if let Some(r) = (2..=4).map(|digits| significant(value, digits)).chain([value]).find(fits) {
            done.push(r);
        }
    }
    done
}

/// A number rounded to so many significant digits.
pub fn significant(value: f64, digits: i32) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let exponent = digits - 1 - value.abs().log10().floor() as i32;
    // Parsing the decimal text gives the float that prints short: 0.3, not 0.30000000000000004.
    let text = if exponent >= 0 {
        format!("{value:.*}", exponent as usize)
    } else {
        let step = 10f64.powi(-exponent);
        format!("{:.0}", (value / step).round() * step)
    };
    text.parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HARD: [&[f64]; 8] = [
        &[],
        &[3.0],
        &[2.0, 2.0, 2.0, 2.0],
        &[1.0, 1.0, 1.0, 1.0, 1.0, 9.0],
        &[0.1, 0.2, 0.3, 0.30000000000000004, 0.7, 0.7, 0.7],
        &[1.0, 10.0, 100.0, 1000.0, 10000.0, 10000.0, 10000.0],
        &[0.046, 0.05, 0.12, 0.2, 0.45, 0.5, 0.9, 1.3, 2.2],
        &[1e-9, 1e9],
    ];

    #[test]
    fn every_value_falls_in_the_class_whose_label_holds_it() {
        for method in Method::ALL {
            for values in HARD {
                for k in 1..=MOST_CLASSES {
                    let classes = method.classes(values, k).expect("divides");
                    assert!(classes.len() <= k, "{method:?} {values:?} {k}");
                    for &value in values {
                        let (low, high) = classes.extent(classes.class_of(value));
                        assert!(low.is_none_or(|l| l <= value) && high.is_none_or(|h| value < h), "{method:?} {value}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_value_on_a_break_belongs_to_the_class_above() {
        let classes = Classes::new(vec![0.2, 0.5]).expect("ascends");
        assert_eq!((classes.class_of(0.2), classes.class_of(0.5), classes.class_of(0.1999)), (1, 2, 0));
    }

    #[test]
    fn breaks_that_do_not_ascend_or_are_too_many_are_refused() {
        assert!(Classes::new(vec![1.0, 1.0]).is_err());
        assert!(Classes::new(vec![f64::NAN]).is_err());
        assert!(Classes::new(vec![1.0, 2.0, 3.0, 4.0, 5.0]).is_err());
        assert!(Method::Equal.classes(&[1.0], 6).is_err());
        assert!(Method::Equal.classes(&[f64::INFINITY], 2).is_err());
    }

    #[test]
    fn rounding_keeps_two_digits() {
        assert_eq!(significant(0.123, 2), 0.12);
        assert_eq!(significant(1234.0, 2), 1200.0);
        assert_eq!(significant(0.30000000000000004, 2), 0.3);
        assert_eq!(significant(0.0, 2), 0.0);
    }
}
