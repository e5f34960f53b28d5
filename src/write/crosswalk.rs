//! What changes from one boundary file to another, as tables.

use super::table::Table;
use crate::boundary::{Boundaries, District};
use crate::error::Result;
use crate::vintage::Crosswalk;

/// The crosswalk with `old_id, old_name, new_id, new_name, area_km2, share_of_old, share_of_new, relation`, and `incidents`,
/// those that either edition counts in its district of the row, where they are given, one number a row; a share without a
/// district is empty.
///
/// # Errors
/// `Kind::Internal` if the table cannot be written to memory.
pub fn crosswalk_csv(
    old: &Boundaries,
    new: &Boundaries,
    crosswalk: &Crosswalk,
    incidents: Option<&[u64]>,
) -> Result<Vec<u8>> {
    let head = ["old_id", "old_name", "new_id", "new_name", "area_km2", "share_of_old", "share_of_new", "relation"];
    let head = head.into_iter().chain(incidents.map(|_| "incidents"));
    let mut table = Table::new(&head.collect::<Vec<_>>())?;
    for (i, row) in crosswalk.rows.iter().enumerate() {
        let (a, b) = (row.old.map(|i| &old.districts[i]), row.new.map(|j| &new.districts[j]));
        let share = |of: Option<&District>, share: f64| of.map_or(String::new(), |_| format!("{share:.9}"));
        let text =
            |of: Option<&District>, field: fn(&District) -> &String| of.map_or(String::new(), |d| field(d).clone());
        let cells = [
            text(a, |d| &d.id),
            text(a, |d| &d.name),
            text(b, |d| &d.id),
            text(b, |d| &d.name),
            format!("{:.6}", row.km2),
            share(a, row.share_of_old),
            share(b, row.share_of_new),
            row.relation.word().to_string(),
        ];
        let cells = cells.into_iter().chain(incidents.map(|counts| counts[i].to_string()));
        table.row(&cells.collect::<Vec<_>>().iter().map(String::as_str).collect::<Vec<_>>())?;
    }
    table.bytes()
}

/// Area of each district before and afterwards: `id, name, before_km2, after_km2, change_percent`.
///
/// # Errors
/// As `crosswalk_csv`.
pub fn areas_csv(set: &Boundaries, before_km2: &[f64], after_km2: &[f64]) -> Result<Vec<u8>> {
    let mut table = Table::new(&["id", "name", "before_km2", "after_km2", "change_percent"])?;
    for (district, (before, after)) in set.districts.iter().zip(before_km2.iter().zip(after_km2)) {
        let change = format!("{:.6}", (after / before - 1.0) * 100.0);
        table.row(&[&district.id, &district.name, &format!("{before:.6}"), &format!("{after:.6}"), &change])?;
    }
    table.bytes()
}
