//! Dividing values into classes. Knows numbers only, no map.
//!
//! A class holds its lower bound and not its upper one, as its label says: "0.2 to under 0.5".
//!
//! ```
//! use cercle::classify::Method;
//!
//! let classes = Method::Quantile.classes(&[0.3, 0.4, 1.2, 1.5, 3.8, 9.0], 3)?;
//! assert_eq!(classes.len(), 3);
//! assert_eq!(classes.class_of(1.2), Some(1));
//! # Ok::<(), cercle::error::Error>(())
//! ```

mod circles;
mod deviation;
mod equal;
mod geometric;
mod head_tail;
mod manual;
mod natural;
mod one_two_five;
mod pretty;
mod quantile;
mod ramp;
mod round;
mod symmetric;

pub use circles::CircleScale;
pub use deviation::deviation;
pub use equal::equal;
pub use geometric::geometric;
pub use head_tail::head_tail;
pub use manual::manual;
pub use natural::natural;
pub use one_two_five::one_two_five;
pub use pretty::pretty;
pub use quantile::quantile;
pub use ramp::{Ramp, STEPS, Scaling};
pub use round::significant;
pub use symmetric::{MOST_ARM, Symmetric};

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

    /// The same classes of whole numbers: each bound is raised to the next whole number, which moves none of them, and of
    /// bounds that become equal one is left.
    pub fn whole(&self) -> Classes {
        let mut breaks: Vec<f64> = self.breaks.iter().map(|b| b.ceil()).collect();
        breaks.dedup();
        Classes { breaks }
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

    /// The class of a value, counted from 0; what is not a number has none.
    pub fn class_of(&self, value: f64) -> Option<usize> {
        (!value.is_nan()).then(|| self.breaks.iter().take_while(|b| **b <= value).count())
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
    /// Round bounds at even steps (Heckbert 1990).
    Pretty,
    /// Classes one standard deviation wide around the mean.
    Deviation,
    /// Bounds that grow by the same factor.
    Geometric,
    /// Head/tail breaks (Jiang 2013).
    HeadTail,
}

impl Method {
    /// Every method; the first is the default.
    pub const ALL: [Method; 8] = [
        Method::OneTwoFive,
        Method::Quantile,
        Method::Equal,
        Method::Natural,
        Method::Pretty,
        Method::Deviation,
        Method::Geometric,
        Method::HeadTail,
    ];

    /// The word used in project files and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Method::OneTwoFive => "1-2-5",
            Method::Quantile => "quantile",
            Method::Equal => "equal",
            Method::Natural => "natural",
            Method::Pretty => "pretty",
            Method::Deviation => "deviation",
            Method::Geometric => "geometric",
            Method::HeadTail => "head-tail",
        }
    }

    /// What it does, in a line of English and one of French.
    pub fn describe(self) -> [&'static str; 2] {
        match self {
            Method::OneTwoFive => [
                "bounds from the 1–2–5 series: a legend that can be said aloud",
                "bornes de la série 1–2–5 : une légende qui se lit à voix haute",
            ],
            Method::Quantile => {
                ["the same number of districts in each class", "le même nombre d’unités dans chaque classe"]
            }
            Method::Equal => ["classes of equal width", "classes d’amplitude égale"],
            Method::Natural => {
                ["least variance within classes (Fisher-Jenks)", "variance minimale au sein des classes (Fisher-Jenks)"]
            }
            Method::Pretty => [
                "round bounds at even steps of 1, 2 or 5: easy to read where values are spread evenly",
                "bornes rondes à pas égal de 1, 2 ou 5 : faciles à lire quand les valeurs sont bien réparties",
            ],
            Method::Deviation => {
                ["classes one standard deviation wide around the mean", "classes d’un écart-type autour de la moyenne"]
            }
            Method::Geometric => [
                "bounds that grow by the same factor: for values over several orders of magnitude",
                "bornes en progression géométrique : pour des valeurs de plusieurs ordres de grandeur",
            ],
            Method::HeadTail => [
                "head/tail breaks (Jiang), each bound the mean of the values above the last: for few large values",
                "méthode head/tail (Jiang), chaque borne est la moyenne de ce qui dépasse la précédente : pour peu de grandes \
                 valeurs",
            ],
        }
    }

    /// The method of that name.
    pub fn find(word: &str) -> Option<Method> {
        Method::ALL.into_iter().find(|m| m.word() == word)
    }

    /// Divides values into at most `classes` classes with bounds rounded to two digits; no values make one class.
    ///
    /// Zero is its own look on a map, not a class: the caller leaves zeros out (`measure::Values::positive`).
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
        let breaks = self.breaks(&sorted, classes);
        Classes::new(match self {
            Method::OneTwoFive | Method::Pretty => breaks,
            _ => round::rounded(breaks, &sorted),
        })
    }

    /// Inner breaks of ascending values before rounding.
    fn breaks(self, sorted: &[f64], classes: usize) -> Vec<f64> {
        match self {
            Method::OneTwoFive => one_two_five(sorted, classes),
            Method::Quantile => quantile(sorted, classes),
            Method::Equal => equal(sorted, classes),
            Method::Natural => natural(sorted, classes),
            Method::Pretty => pretty(sorted, classes),
            Method::Deviation => deviation(sorted, classes),
            Method::Geometric => geometric(sorted, classes),
            Method::HeadTail => head_tail(sorted, classes),
        }
    }
}

#[cfg(test)]
mod invariant_tests;
#[cfg(test)]
mod mapclassify_tests;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_on_a_break_belongs_to_the_class_above() {
        let classes = Classes::new(vec![0.2, 0.5]).expect("ascends");
        assert_eq!([0.2, 0.5, 0.1999].map(|v| classes.class_of(v)), [Some(1), Some(2), Some(0)]);
        assert_eq!(classes.class_of(f64::NAN), None);
    }

    #[test]
    fn breaks_that_do_not_ascend_or_are_too_many_are_refused() {
        assert!(Classes::new(vec![1.0, 1.0]).is_err());
        assert!(Classes::new(vec![f64::NAN]).is_err());
        assert!(Classes::new(vec![1.0, 2.0, 3.0, 4.0, 5.0]).is_err());
        assert!(Method::Equal.classes(&[1.0], 6).is_err());
        assert!(Method::Equal.classes(&[f64::INFINITY], 2).is_err());
    }
}
