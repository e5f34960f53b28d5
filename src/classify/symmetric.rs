//! Classes of differences: the same bounds on either side of zero, which is a class of its own.

use super::{Classes, Method};
use crate::error::{Error, Result};

/// Most classes on either side of zero.
pub const MOST_ARM: usize = 3;

/// Classes counted from the greatest decrease (0) over zero (`middle`) to the greatest increase.
///
/// Bounds are sizes of a difference. A class holds the bound nearer to zero and not the farther one, on either side: +1 and −1
/// belong to "+1 to under +2" and "−1 to above −2".
#[derive(Debug, Clone, PartialEq)]
pub struct Symmetric {
    arm: Classes,
}

impl Symmetric {
    /// Classes by bounds that hold on both sides, ascending from above zero.
    ///
    /// # Errors
    /// `Kind::Data` if they do not ascend, are not above zero or make more than three classes on a side.
    pub fn new(bounds: &[f64]) -> Result<Symmetric> {
        if let Some(bad) = bounds.iter().find(|b| **b <= 0.0) {
            return Err(Error::data(format!("{bad} is no bound of a difference"))
                .hint("give bounds above zero, such as [1, 2]; they hold on both sides of zero"));
        }
        if bounds.len() >= MOST_ARM {
            return Err(Error::data(format!("{} bounds make {} classes on a side", bounds.len(), bounds.len() + 1))
                .hint(format!("at most {MOST_ARM} on either side of zero can be told apart on a map")));
        }
        Ok(Symmetric { arm: Classes::new(bounds.to_vec())? })
    }

    /// At most `most` classes on a side, by a method from the sizes of the differences that are not zero.
    ///
    /// # Errors
    /// As `Method::classes`.
    pub fn by(method: Method, differences: &[f64], most: usize) -> Result<Symmetric> {
        let sizes: Vec<f64> = differences.iter().map(|v| v.abs()).filter(|v| *v != 0.0).collect();
        Ok(Symmetric { arm: method.classes(&sizes, most.min(MOST_ARM))? })
    }

    /// Bounds that hold on both sides of zero, ascending.
    pub fn bounds(&self) -> &[f64] {
        self.arm.breaks()
    }

    /// Number of classes, always odd: 3 to 7.
    pub fn len(&self) -> usize {
        2 * self.arm.len() + 1
    }

    /// Never: zero is a class.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The class of zero.
    pub fn middle(&self) -> usize {
        self.arm.len()
    }

    /// The class of a difference; what is not a number has none.
    pub fn class_of(&self, difference: f64) -> Option<usize> {
        let away = 1 + self.arm.class_of(difference.abs())?;
        Some(match difference {
            d if d > 0.0 => self.middle() + away,
            d if d < 0.0 => self.middle() - away,
            _ => self.middle(),
        })
    }

    /// The sizes that a class holds: from the first to under the second; `None` where it is open, both for zero.
    pub fn sizes(&self, class: usize) -> (Option<f64>, Option<f64>) {
        class.abs_diff(self.middle()).checked_sub(1).map_or((None, None), |away| self.arm.extent(away))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Whether a class holds a difference, as its label says.
    fn says(classes: &Symmetric, class: usize, difference: f64) -> bool {
        let (near, far) = classes.sizes(class);
        let size = difference.abs();
        let side = match class.cmp(&classes.middle()) {
            std::cmp::Ordering::Less => difference < 0.0,
            std::cmp::Ordering::Equal => return difference == 0.0,
            std::cmp::Ordering::Greater => difference > 0.0,
        };
        side && near.is_none_or(|n| n <= size) && far.is_none_or(|f| size < f)
    }

    fn checked(classes: &Symmetric, differences: &[f64]) {
        assert!(classes.len() % 2 == 1 && (3..=7).contains(&classes.len()), "{classes:?}");
        for class in 0..classes.len() {
            assert_eq!(classes.sizes(class), classes.sizes(classes.len() - 1 - class), "the same bounds on both sides");
        }
        for &d in differences {
            let holding: Vec<usize> = (0..classes.len()).filter(|&c| says(classes, c, d)).collect();
            assert_eq!(holding, [classes.class_of(d).expect("a number")], "{d} {classes:?}");
        }
    }

    #[test]
    fn hard_differences_are_divided_by_every_method() {
        let hard: [&[f64]; 8] = [
            &[],
            &[0.0, 0.0],
            &[-2.5],
            &[0.3, 0.3, 0.3],
            &[0.1, 0.4, 2.0, 7.0, 40.7],
            &[-1.0, 1.0, 0.0],
            &[-7.7, -4.2, -1.0, -0.1, 0.0, 0.2, 1.0, 2.0, 40.7],
            &[-1e300, 5e-324, 1e300],
        ];
        for method in Method::ALL {
            for differences in hard {
                for most in 1..=MOST_ARM {
                    checked(&Symmetric::by(method, differences, most).expect("divides"), differences);
                }
            }
        }
    }

    #[test]
    fn only_increases_still_have_classes_of_decreases() {
        let classes = Symmetric::by(Method::OneTwoFive, &[0.3, 0.8, 1.5, 4.0], 3).expect("divides");
        assert!(classes.len() > 3 && classes.sizes(0) == classes.sizes(classes.len() - 1), "{classes:?}");
    }

    #[test]
    fn a_difference_on_a_bound_is_in_the_outer_class_on_either_side() {
        let classes = Symmetric::new(&[1.0, 2.0]).expect("ascends");
        let found = [-2.0, -1.0, -0.5, 0.0, -0.0, 0.5, 1.0, 2.0].map(|d| classes.class_of(d).expect("a number"));
        assert_eq!(found, [0, 1, 2, 3, 3, 4, 5, 6]);
        assert_eq!((classes.sizes(1), classes.sizes(3)), ((Some(1.0), Some(2.0)), (None, None)));
    }

    #[test]
    fn bounds_at_zero_below_it_or_too_many_are_refused() {
        for bounds in [&[0.0, 1.0][..], &[-1.0, 1.0], &[1.0, 2.0, 5.0], &[2.0, 1.0], &[f64::NAN]] {
            assert!(Symmetric::new(bounds).is_err(), "{bounds:?}");
        }
        assert_eq!(Symmetric::new(&[]).expect("one class a side").len(), 3);
    }

    proptest! {
        #[test]
        fn every_difference_is_in_exactly_the_class_its_label_says(
            (method, differences, most) in (0..Method::ALL.len(), prop::collection::vec(-9.0..9.0f64, 0..50), 1..=MOST_ARM)
        ) {
            checked(&Symmetric::by(Method::ALL[method], &differences, most).expect("divides"), &differences);
        }
    }
}
