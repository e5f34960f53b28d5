//! Which columns of a text can be read straight from the bytes.

use super::super::preset::{Columns, DateColumns};
use super::plan::Plan;
use super::scan::{Class, classes};

/// Places of a row's values in `Lane::spans`.
pub(super) const LAT: usize = 0;
pub(super) const LON: usize = 1;
pub(super) const DATE: usize = 2;
pub(super) const PRECISION: usize = 3;
pub(super) const CATEGORY: usize = 4;
pub(super) const ONLY: usize = 5;
const MOST_ONLY: usize = 8;
pub(super) const NOWHERE: usize = ONLY + MOST_ONLY;

/// How the records of a text with columns are read.
pub(super) struct Sheet<'a> {
    pub plan: &'a Plan<'a>,
    pub separator: u8,
    /// For each column the place of its value; empty if no row can be read straight from the bytes.
    pub slots: Vec<usize>,
    pub classes: [Class; 256],
}

impl<'a> Sheet<'a> {
    /// A text with columns of which the plan is known.
    pub(super) fn new(plan: &'a Plan<'a>, separator: u8) -> Sheet<'a> {
        let slots = slots(plan.headings.len(), plan.columns, plan.category).unwrap_or_default();
        Sheet { plan, separator, slots, classes: classes(separator) }
    }
}

/// For each column where its value goes; `None` if a column has two purposes or the rows have no plain place and date.
fn slots(headings: usize, columns: &Columns, category: Option<usize>) -> Option<Vec<usize>> {
    let mut slots = vec![NOWHERE; headings];
    let (lat, lon) = columns.place?;
    let date = match columns.date {
        DateColumns::None => None,
        DateColumns::One(column) => Some(column),
        DateColumns::Parts { .. } => return None,
    };
    if columns.only.len() > MOST_ONLY {
        return None;
    }
    let only = columns.only.iter().enumerate().map(|(i, (column, _))| (Some(*column), ONLY + i));
    let named =
        [(Some(lat), LAT), (Some(lon), LON), (date, DATE), (columns.precision, PRECISION), (category, CATEGORY)];
    for (column, slot) in named.into_iter().chain(only) {
        let Some(column) = column else { continue };
        if std::mem::replace(&mut slots[column], slot) != NOWHERE {
            return None;
        }
    }
    Some(slots)
}
