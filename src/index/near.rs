//! The district nearest to a place outside all of them.
//!
//! Rings are walks, so edges that follow each other lie together: boxes around runs of them, and around runs of boxes,
//! make a tree without any sorting.

use geo::{Distance, Geodesic, Point};

use super::edges::{Edges, Segment};
use crate::boundary::Boundaries;
use crate::unit::LonLat;

/// Edges of a box, and boxes of a box above it.
const RUN: usize = 16;
/// Farthest that may be asked for, in metres: further on, the plane that the search uses is no longer flat enough.
pub const FARTHEST: f64 = 10_000.0;
/// Semi-major axis in metres and squared eccentricity of WGS 84 (EPSG 7030).
const A: f64 = 6_378_137.0;
const E2: f64 = 0.006_694_379_990_141_316;

/// A district near a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// Index of the district.
    pub district: usize,
    /// Metres on the ellipsoid to its border.
    pub metres: f64,
}

type Bounds = [f64; 4];

/// The borders of districts, to be asked which is nearest.
#[derive(Debug)]
pub struct Borders {
    edges: Edges,
    /// Boxes of runs of edges, then of runs of those, up to one.
    levels: Vec<Vec<Bounds>>,
    /// Indices of districts by rank: their identifiers in ascending order.
    order: Vec<usize>,
}

impl Borders {
    /// Takes in all edges; the districts themselves are not kept.
    pub fn new(districts: &Boundaries) -> Borders {
        let (order, rank) = super::ranks(districts);
        let edges = Edges::of(districts, &rank);
        let all: Vec<u32> = (0..edges.len() as u32).collect();
        let bounds = |run: &[u32]| {
            let boxes = run.iter().filter(|e| edges.starts(**e)).map(|e| around(edges.segment(*e)));
            boxes.fold(NOWHERE, united)
        };
        let mut levels = vec![all.chunks(RUN).map(bounds).collect::<Vec<_>>()];
        while let Some(last) = levels.last()
            && last.len() > 1
        {
            let above = last.chunks(RUN).map(|run| run.iter().copied().fold(NOWHERE, united)).collect();
            levels.push(above);
        }
        Borders { edges, levels, order }
    }

    /// The district whose border is nearest, if it is within so many metres (at most `FARTHEST`); of two that are equally
    /// near (to a millimetre) the one with the smaller identifier.
    pub fn nearest(&self, place: LonLat, within: f64) -> Option<Near> {
        let within = within.min(FARTHEST);
        let mut best: Option<(u64, u32, f64)> = None;
        // beyond the antimeridian the same place has another longitude
        for turn in [0.0, 360.0, -360.0] {
            let here = [place.lon + turn, place.lat];
            self.visit(reach(here, within), &mut |edge| {
                let metres = metres(here, self.edges.segment(edge));
                if metres > within {
                    return;
                }
                let found = ((metres * 1000.0).round() as u64, self.edges.rank(edge), metres);
                if best.is_none_or(|(mm, rank, _)| (found.0, found.1) < (mm, rank)) {
                    best = Some(found);
                }
            });
        }
        best.map(|(_, rank, metres)| Near { district: self.order[rank as usize], metres })
    }

    /// Calls `see` with every edge whose box meets the bounds.
    fn visit(&self, bounds: Bounds, see: &mut impl FnMut(u32)) {
        let Some(top) = self.levels.len().checked_sub(1) else { return };
        let mut open: Vec<(usize, usize)> = (0..self.levels[top].len()).map(|i| (top, i)).collect();
        while let Some((level, at)) = open.pop() {
            if !meets(self.levels[level][at], bounds) {
                continue;
            }
            let run = at * RUN..(at + 1) * RUN;
            match level {
                0 => {
                    let edges = run.start as u32..run.end.min(self.edges.len()) as u32;
                    let here = |e: &u32| self.edges.starts(*e) && meets(around(self.edges.segment(*e)), bounds);
                    edges.filter(here).for_each(&mut *see);
                }
                _ => open.extend((run.start..run.end.min(self.levels[level - 1].len())).map(|i| (level - 1, i))),
            }
        }
    }
}

const NOWHERE: Bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];

fn around([a, b]: Segment) -> Bounds {
    [a[0].min(b[0]), a[1].min(b[1]), a[0].max(b[0]), a[1].max(b[1])]
}

fn united(a: Bounds, b: Bounds) -> Bounds {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

fn meets(a: Bounds, b: Bounds) -> bool {
    a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

/// Bounds that hold everything within so many metres of the place: a degree of latitude has at least 110,574 m.
fn reach([lon, lat]: [f64; 2], metres: f64) -> Bounds {
    let up = metres / 110_574.0 * 1.01;
    let cos = (lat.abs() + up).min(90.0).to_radians().cos();
    let aside = if cos * 360.0 <= up { 360.0 } else { up / cos };
    [lon - aside, lat - up, lon + aside, lat + up]
}

/// Metres from the place to the edge, which is straight in degrees. Where the edge is nearest is found in a plane with the
/// scale of the middle latitude (for 10 km wrong by centimetres along the edge, and less across it); how far that is, on the
/// ellipsoid (Karney 2013).
fn metres(place: [f64; 2], [a, b]: Segment) -> f64 {
    let mut nearest = a;
    for _ in 0..3 {
        let middle = ((place[1] + nearest[1]) / 2.0).to_radians();
        let w = 1.0 - E2 * middle.sin().powi(2);
        let scale = [A / w.sqrt() * middle.cos(), A * (1.0 - E2) / w.powf(1.5)];
        let to = |p: [f64; 2]| [(p[0] - a[0]) * scale[0], (p[1] - a[1]) * scale[1]];
        let (along, way) = (to(b), to(place));
        let length = along[0] * along[0] + along[1] * along[1];
        let share = (along[0] * way[0] + along[1] * way[1]) / length;
        nearest = match share {
            s if s >= 1.0 => b,
            s if s > 0.0 => [a[0] + s * (b[0] - a[0]), a[1] + s * (b[1] - a[1])],
            // an edge without length has no share
            _ => a,
        };
    }
    Geodesic.distance(Point::from(place), Point::from(nearest))
}

#[cfg(test)]
#[path = "near_tests.rs"]
mod tests;
