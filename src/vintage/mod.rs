//! What became of the districts from one edition of boundaries to the next.
//!
//! Every overlap of an old and a new district is a row of the crosswalk; what the rows mean follows from two shares, that of
//! the old district and that of the new one. The comparison is the same in either direction: a split read backwards is a merger.
//!
//! ```
//! use cercle::boundary::{Boundaries, District};
//! use cercle::vintage::{DRAWING, Relation, compare};
//!
//! let district = |id: &str, west: f64, east: f64| District {
//!     id: id.into(),
//!     name: id.to_lowercase(),
//!     region_id: String::new(),
//!     region: String::new(),
//!     shape: geo::Rect::new((west, 12.0), (east, 13.0)).to_polygon().into(),
//! };
//! let set = |districts| Boundaries { districts, ..Boundaries::default() };
//! let old = set(vec![district("A", -4.0, -2.0)]);
//! let new = set(vec![district("B", -4.0, -3.0), district("C", -3.0, -2.0)]);
//! let crosswalk = compare(&old, &new, DRAWING)?;
//! assert!(crosswalk.rows.iter().all(|row| row.relation == Relation::Split && (row.share_of_old - 0.5).abs() < 1e-6));
//! # Ok::<(), cercle::error::Error>(())
//! ```

mod recount;

use crate::boundary::Boundaries;
use crate::error::Result;
use crate::overlay::overlay;

pub use recount::{Recount, Shifted, recount};

/// An overlap smaller than this share of both districts is a difference in drawing, unless another share is asked for.
pub const DRAWING: f64 = 0.001;

/// What an overlap of an old and a new district, or land of one that the other set does not cover, says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// The same area, identifier and name.
    Unchanged,
    /// The same area under another name.
    Renamed,
    /// The same area and name under another identifier.
    Recoded,
    /// The same district, most of either lying in the other, with a border that moved.
    Moved,
    /// The old district has become several, of which this is one.
    Split,
    /// The new district has been made of several, of which this is one.
    Merged,
    /// Part of a district that has been split, in one that has been merged.
    Regrouped,
    /// Land that changed hands, or that the other set does not cover.
    Part,
    /// The whole district, which lies in no new one.
    Removed,
    /// The whole district, which lies in no old one.
    Added,
    /// Too little to be more than a difference in drawing.
    Sliver,
}

impl Relation {
    /// Every relation, in the order in which they are listed.
    pub const ALL: [Relation; 11] = [
        Relation::Unchanged,
        Relation::Renamed,
        Relation::Recoded,
        Relation::Moved,
        Relation::Split,
        Relation::Merged,
        Relation::Regrouped,
        Relation::Added,
        Relation::Removed,
        Relation::Part,
        Relation::Sliver,
    ];

    /// The word in the crosswalk.
    pub fn word(self) -> &'static str {
        match self {
            Relation::Unchanged => "unchanged",
            Relation::Renamed => "renamed",
            Relation::Recoded => "recoded",
            Relation::Moved => "moved",
            Relation::Split => "split",
            Relation::Merged => "merged",
            Relation::Regrouped => "regrouped",
            Relation::Part => "part",
            Relation::Removed => "removed",
            Relation::Added => "added",
            Relation::Sliver => "sliver",
        }
    }

    /// The same read from the new set to the old one.
    pub fn mirrored(self) -> Relation {
        match self {
            Relation::Split => Relation::Merged,
            Relation::Merged => Relation::Split,
            Relation::Removed => Relation::Added,
            Relation::Added => Relation::Removed,
            same => same,
        }
    }

    /// Whether it holds between an old and a new district that are the same one.
    pub fn same_district(self) -> bool {
        matches!(self, Relation::Unchanged | Relation::Renamed | Relation::Recoded | Relation::Moved)
    }
}

/// A row of the crosswalk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// The old district; `None` for land that no old one covers.
    pub old: Option<usize>,
    /// The new district; `None` for land that no new one covers.
    pub new: Option<usize>,
    /// Area of the overlap.
    pub km2: f64,
    /// The overlap's share of the old district, 0 to 1; 0 without one.
    pub share_of_old: f64,
    /// The overlap's share of the new district.
    pub share_of_new: f64,
    /// What it says.
    pub relation: Relation,
}

/// A comparison of two editions.
#[derive(Debug, Clone, PartialEq)]
pub struct Crosswalk {
    /// By old district, then by new one; land of new districts that no old one covers comes last. The shares of a district
    /// add up to 1, unless districts of the other set overlap each other.
    pub rows: Vec<Row>,
    /// Area of each old district in km², its edges straight in degrees.
    pub old_km2: Vec<f64>,
    /// Area of each new district.
    pub new_km2: Vec<f64>,
    /// What is wrong with the sets, one sentence each.
    pub notes: Vec<String>,
}

/// Compares two editions; `drawing` is the share of both districts below which an overlap is a difference in drawing.
///
/// # Errors
/// As `overlay::overlay`.
pub fn compare(old: &Boundaries, new: &Boundaries, drawing: f64) -> Result<Crosswalk> {
    let laid = overlay(old, new)?;
    let [old_km2, new_km2] = laid.km2;
    let mut rows: Vec<Row> = laid
        .pairs
        .iter()
        .map(|&(i, j, km2)| Row {
            old: Some(i),
            new: Some(j),
            km2,
            share_of_old: km2 / old_km2[i],
            share_of_new: km2 / new_km2[j],
            relation: Relation::Part,
        })
        .collect();
    // Rounding must not make a change of what is the same.
    let least = drawing.max(1e-7);
    relate(&mut rows, (old, new), least);
    for (i, &km2) in laid.bare[0].iter().enumerate().filter(|b| *b.1 > 0.0) {
        let share = km2 / old_km2[i];
        let relation = alone(share, least, Relation::Removed);
        rows.push(Row { old: Some(i), new: None, km2, share_of_old: share, share_of_new: 0.0, relation });
    }
    rows.sort_by_key(|row| (row.old, row.new.is_none(), row.new));
    for (j, &km2) in laid.bare[1].iter().enumerate().filter(|b| *b.1 > 0.0) {
        let share = km2 / new_km2[j];
        let relation = alone(share, least, Relation::Added);
        rows.push(Row { old: None, new: Some(j), km2, share_of_old: 0.0, share_of_new: share, relation });
    }
    Ok(Crosswalk { rows, old_km2, new_km2, notes: laid.notes })
}

/// What it says that a share of a district lies in none of the other set.
fn alone(share: f64, least: f64, whole: Relation) -> Relation {
    match share {
        share if share >= 1.0 - least => whole,
        share if share >= least => Relation::Part,
        _ => Relation::Sliver,
    }
}

/// Says of each overlap what it is. A district is a child of another if most of it lies in that, and its parent if most of
/// the parent lies in the child.
fn relate(rows: &mut [Row], (old, new): (&Boundaries, &Boundaries), least: f64) {
    let mut children = vec![0; old.districts.len()];
    let mut parents = vec![0; new.districts.len()];
    let ends = |row: &Row| Some((row.old?, row.new?));
    for row in rows.iter() {
        let Some((i, j)) = ends(row) else { continue };
        children[i] += usize::from(row.share_of_new > 0.5);
        parents[j] += usize::from(row.share_of_old > 0.5);
    }
    for row in rows.iter_mut() {
        let Some((i, j)) = ends(row) else { continue };
        let (child, parent) = (row.share_of_new > 0.5, row.share_of_old > 0.5);
        let (split, merged) = (child && children[i] > 1, parent && parents[j] > 1);
        let same = row.share_of_old >= 1.0 - least && row.share_of_new >= 1.0 - least;
        let (a, b) = (&old.districts[i], &new.districts[j]);
        row.relation = match (split, merged) {
            _ if row.share_of_old < least && row.share_of_new < least => Relation::Sliver,
            (true, true) => Relation::Regrouped,
            (true, false) => Relation::Split,
            (false, true) => Relation::Merged,
            _ if !(child && parent) => Relation::Part,
            _ if !same => Relation::Moved,
            _ if a.name != b.name => Relation::Renamed,
            _ if a.id != b.id => Relation::Recoded,
            _ => Relation::Unchanged,
        };
    }
}

#[cfg(test)]
#[path = "vintage_tests.rs"]
mod tests;
