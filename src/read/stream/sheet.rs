//! Which columns of a text can be read straight from the bytes.

use super::super::preset::{Columns, DateColumns};
use super::plan::Plan;

/// What the values of a row are that are read straight from the bytes.
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
    /// The column of each value, one beyond all where there is none; `None` if no row can be read straight from the bytes.
    pub columns: Option<[usize; NOWHERE]>,
}

impl<'a> Sheet<'a> {
    /// A text with columns of which the plan is known.
    pub(super) fn new(plan: &'a Plan<'a>, separator: u8) -> Sheet<'a> {
        let columns = columns_of(plan.headings.len(), plan.columns, plan.category);
        Sheet { plan, separator, columns }
    }
}

/// The column of each value; `None` if a column has two purposes or the rows have no plain place and date.
fn columns_of(headings: usize, columns: &Columns, category: Option<usize>) -> Option<[usize; NOWHERE]> {
    let mut found = [headings; NOWHERE];
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
    for (column, value) in named.into_iter().chain(only) {
        let Some(column) = column else { continue };
        if found.contains(&column) {
            return None;
        }
        found[value] = column;
    }
    Some(found)
}
