//! Breaks given by the user.

use super::Classes;
use crate::error::Result;

/// Classes with the given inner breaks.
///
/// # Errors
/// `Kind::Data` if they do not ascend or make more than five classes.
pub fn manual(breaks: &[f64]) -> Result<Classes> {
    Classes::new(breaks.to_vec())
}
