//! Where the districts of two sets lie on each other: areas of overlap in an equal-area plane.
//!
//! Edges are straight in degrees, as RFC 7946 and the join have them, and shapes are read by the even-odd rule. The boolean
//! operations are i_overlay's, which answers nothing at all for places far away and may stop on bad shapes: so places are
//! gated, its panics are caught, and the parts of every district must add up to the district again.
//!
//! ```
//! use cercle::boundary::{Boundaries, District};
//! use cercle::overlay::overlay;
//!
//! let square = |id: &str, west: f64| District {
//!     id: id.into(),
//!     name: id.to_lowercase(),
//!     region_id: "R".into(),
//!     region: "Region".into(),
//!     shape: geo::Rect::new((west, 12.0), (west + 1.0, 13.0)).to_polygon().into(),
//! };
//! let set = |west| Boundaries { districts: vec![square("A", west)], ..Boundaries::default() };
//! let laid = overlay(&set(-4.0), &set(-3.75))?;
//! let (first, second, km2) = laid.pairs[0];
//! assert_eq!((first, second), (0, 0));
//! assert!((km2 / laid.km2[0][0] - 0.75).abs() < 1e-6); // a quarter has no counterpart
//! # Ok::<(), cercle::error::Error>(())
//! ```

mod plane;

use std::panic::{AssertUnwindSafe, catch_unwind};

use geo::{Area, BooleanOps, MultiPolygon};
use rayon::prelude::*;

use crate::boundary::Boundaries;
use crate::error::{Error, Result};
use crate::unit::Rect;
use plane::Sheet;

pub use plane::{Plane, plane_of};

/// How two sets of districts lie on each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlay {
    /// Index in the first set, index in the second, km² of overlap; in ascending order.
    pub pairs: Vec<(usize, usize, f64)>,
    /// Area of each district of the first and of the second set in km².
    pub km2: [Vec<f64>; 2],
    /// Area of each district that no district of the other set covers, in km².
    pub bare: [Vec<f64>; 2],
    /// What is wrong with the sets: shapes that cross themselves, districts that overlap, one sentence each.
    pub notes: Vec<String>,
}

/// Lays two sets on each other.
///
/// # Errors
/// `Kind::Data` for a place that is not on the globe or a shape that cannot be overlaid; `Kind::Internal` if the parts of a
/// district do not add up to it.
pub fn overlay(first: &Boundaries, second: &Boundaries) -> Result<Overlay> {
    let plane = plane_of(&[first, second]);
    let (a, b) = (Sheet::new(first, plane)?, Sheet::new(second, plane)?);
    let double = [overlaps_within(&a)?, overlaps_within(&b)?];
    let pairs = pairs(&a, &b)?;
    let mirrored: Vec<_> = pairs.iter().map(|&(i, j, m2)| (j, i, m2)).collect();
    let bare = [bare(&a, &b, &pairs, &double[1])?, bare(&b, &a, &mirrored, &double[0])?];
    let mut notes = a.notes();
    notes.extend(b.notes());
    for (sheet, double) in [(&a, &double[0]), (&b, &double[1])] {
        notes.extend(double_note(sheet, double));
    }
    let km2 = |sheet: &Sheet| sheet.m2.iter().map(|m2| m2 / 1e6).collect();
    Ok(Overlay {
        pairs: pairs.into_iter().map(|(i, j, m2)| (i, j, m2 / 1e6)).collect(),
        km2: [km2(&a), km2(&b)],
        bare,
        notes,
    })
}

/// The districts of one set that lie on each other: indices, the lower one first, and km².
///
/// # Errors
/// As `overlay`.
pub fn double(set: &Boundaries) -> Result<Vec<(usize, usize, f64)>> {
    let sheet = Sheet::new(set, plane_of(&[set]))?;
    Ok(overlaps_within(&sheet)?.into_iter().map(|(i, j, m2)| (i, j, m2 / 1e6)).collect())
}

fn double_note(sheet: &Sheet, double: &[(usize, usize, f64)]) -> Option<String> {
    let sum: f64 = double.iter().map(|d| d.2).sum();
    let &(i, j, _) = double.iter().max_by(|a, b| a.2.total_cmp(&b.2))?;
    Some(format!(
        "{}: {} pairs of districts overlap, {:.3} km² in all, most {} and {}; such land counts for both",
        sheet.file,
        double.len(),
        sum / 1e6,
        sheet.ids[i],
        sheet.ids[j]
    ))
}

/// Boxes in ascending order of their left edges, and the width of the widest: whatever meets a box begins no further left of
/// it than that.
struct Boxes<'a> {
    order: Vec<usize>,
    boxes: &'a [Rect],
    widest: f64,
}

impl<'a> Boxes<'a> {
    fn new(boxes: &'a [Rect]) -> Boxes<'a> {
        let mut order: Vec<usize> = (0..boxes.len()).filter(|&i| boxes[i].x0 <= boxes[i].x1).collect();
        order.sort_by(|&a, &b| boxes[a].x0.total_cmp(&boxes[b].x0).then(a.cmp(&b)));
        let widest = order.iter().map(|&i| boxes[i].width()).fold(0.0, f64::max);
        Boxes { order, boxes, widest }
    }

    /// Those that meet the box, in ascending order.
    fn meeting(&self, with: Rect) -> Vec<usize> {
        let first = self.order.partition_point(|&i| self.boxes[i].x0 < with.x0 - self.widest);
        let near = self.order[first..].iter().take_while(|&&i| self.boxes[i].x0 <= with.x1);
        let meets = |b: &Rect| b.x1 >= with.x0 && b.y0 <= with.y1 && b.y1 >= with.y0;
        let mut found: Vec<usize> = near.copied().filter(|&i| meets(&self.boxes[i])).collect();
        found.sort_unstable();
        found
    }
}

fn pairs(a: &Sheet, b: &Sheet) -> Result<Vec<(usize, usize, f64)>> {
    let boxes = Boxes::new(&b.boxes);
    let of = |i: usize| -> Result<Vec<(usize, usize, f64)>> {
        let mut found = Vec::new();
        for j in boxes.meeting(a.boxes[i]) {
            let common = guarded((a, i), (b, j), || a.shapes[i].intersection(&b.shapes[j]))?.unsigned_area();
            // Neighbours that share a border overlap by what rounding makes of it.
            if common > a.slack(i).min(b.slack(j)) {
                found.push((i, j, common));
            }
        }
        Ok(found)
    };
    let rows: Vec<Vec<_>> = (0..a.shapes.len()).into_par_iter().map(of).collect::<Result<_>>()?;
    Ok(rows.concat())
}

fn overlaps_within(sheet: &Sheet) -> Result<Vec<(usize, usize, f64)>> {
    Ok(pairs(sheet, sheet)?.into_iter().filter(|&(i, j, _)| i < j).collect())
}

/// What no district of the other sheet covers, in km²; `pairs` are those of the two sheets in m², `double` what lies twice on
/// the other one.
fn bare(a: &Sheet, b: &Sheet, pairs: &[(usize, usize, f64)], double: &[(usize, usize, f64)]) -> Result<Vec<f64>> {
    let mut of: Vec<Vec<(usize, f64)>> = vec![Vec::new(); a.shapes.len()];
    pairs.iter().for_each(|&(i, j, m2)| of[i].push((j, m2)));
    let left = |(i, of): (usize, &Vec<(usize, f64)>)| {
        let mut rest = a.shapes[i].clone();
        for &(j, _) in of {
            rest = guarded((a, i), (b, j), || rest.difference(&b.shapes[j]))?;
        }
        let rest = rest.unsigned_area();
        let covered: f64 = of.iter().map(|(_, m2)| m2).sum();
        let holds = |j: usize| of.iter().any(|&(k, _)| k == j);
        let twice: f64 = double.iter().filter(|d| holds(d.0) && holds(d.1)).map(|d| d.2).sum();
        let slack = a.slack(i) + of.iter().map(|&(j, _)| b.slack(j)).sum::<f64>();
        let surplus = covered + rest - a.m2[i];
        if surplus < -slack || surplus > twice + slack {
            return Err(Error::internal(format!(
                "{}, {}: its parts of {:.6} km² do not add up to its {:.6} km²",
                a.file,
                a.ids[i],
                (covered + rest) / 1e6,
                a.m2[i] / 1e6
            ))
            .hint("look for rings that cross themselves in the district and its neighbours, and please report it"));
        }
        Ok(if rest > a.slack(i) { rest / 1e6 } else { 0.0 })
    };
    of.par_iter().enumerate().map(left).collect()
}

/// The outcome of a boolean operation, or an error where it panics.
fn guarded(
    (a, i): (&Sheet, usize),
    (b, j): (&Sheet, usize),
    operation: impl FnOnce() -> MultiPolygon<f64>,
) -> Result<MultiPolygon<f64>> {
    catch_unwind(AssertUnwindSafe(operation)).map_err(|_| {
        Error::data(format!("{}, {} cannot be laid on {} of {}", a.file, a.ids[i], b.ids[j], b.file))
            .hint("repair rings that cross themselves in either of them")
    })
}

#[cfg(test)]
#[path = "overlay_tests.rs"]
mod tests;
