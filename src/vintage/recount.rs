//! The same incidents counted by the districts of either edition.

use std::collections::BTreeMap;

use super::Crosswalk;
use crate::boundary::Boundaries;
use crate::error::Result;
use crate::incident::Incidents;
use crate::join::{Joined, Policy, join};

/// An old district whose incidents do not all lie in the same district of the new edition, or a new one with incidents from
/// elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Shifted {
    /// The old district; `None` for incidents that lie in none.
    pub old: Option<usize>,
    /// The new district; `None` for incidents that lie in none.
    pub new: Option<usize>,
    /// Incidents that are counted in both.
    pub count: u64,
}

/// Counts of incidents by either edition.
#[derive(Debug, Clone, PartialEq)]
pub struct Recount {
    /// Incidents in each old district.
    pub old: Vec<u64>,
    /// Incidents in each new district.
    pub new: Vec<u64>,
    /// Incidents of each row of the crosswalk: those that are counted in its old district and in its new one, or in the one that
    /// there is and in none of the other edition.
    pub rows: Vec<u64>,
    /// Incidents that are counted in a pair of districts that the crosswalk has no row for, since their overlap has no area.
    pub beside: u64,
    /// Incidents that are counted in a district which is not the same one in the other edition, by old district.
    pub shifted: Vec<Shifted>,
    /// Incidents counted by the old districts and outside the new ones.
    pub only_old: u64,
    /// Incidents counted by the new districts and outside the old ones.
    pub only_new: u64,
    /// The join to the new districts.
    pub joined: Joined,
}

/// Counts incidents by either edition.
///
/// # Errors
/// As `join`.
pub fn recount(
    (old, new): (&Boundaries, &Boundaries),
    crosswalk: &Crosswalk,
    incidents: &Incidents,
    policy: &Policy,
) -> Result<Recount> {
    let (before, after) = (join(old, incidents, policy)?, join(new, incidents, policy)?);
    let same = |i: usize, j: usize| {
        crosswalk.rows.iter().any(|r| r.old == Some(i) && r.new == Some(j) && r.relation.same_district())
    };
    let mut both: BTreeMap<(Option<usize>, Option<usize>), u64> = BTreeMap::new();
    for ends in before.district.iter().copied().zip(after.district.iter().copied()) {
        if ends != (None, None) {
            *both.entry(ends).or_default() += 1;
        }
    }
    let only =
        |old: bool| both.iter().filter(|(e, _)| if old { e.1.is_none() } else { e.0.is_none() }).map(|(_, n)| n).sum();
    let (only_old, only_new) = (only(true), only(false));
    let rows: Vec<u64> = crosswalk.rows.iter().map(|row| both.get(&(row.old, row.new)).copied().unwrap_or(0)).collect();
    let beside = both.values().sum::<u64>() - rows.iter().sum::<u64>();
    let moved = |&(old, new): &(Option<usize>, Option<usize>)| !matches!((old, new), (Some(i), Some(j)) if same(i, j));
    let shifted = both.iter().filter(|(ends, _)| moved(ends)).map(|(&(old, new), &count)| Shifted { old, new, count });
    Ok(Recount {
        old: counts(&before, old.districts.len()),
        new: counts(&after, new.districts.len()),
        rows,
        beside,
        shifted: shifted.collect(),
        only_old,
        only_new,
        joined: after,
    })
}

fn counts(joined: &Joined, districts: usize) -> Vec<u64> {
    let mut counts = vec![0; districts];
    joined.district.iter().flatten().for_each(|&d| counts[d] += 1);
    counts
}
