//! The net of borders: its ends made equal, and where borders cross or touch without a common vertex.

use robust::{Coord, orient2d};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::error::{Error, Kind, Result};
use crate::topology::Topology;

/// Vertices nearer than this (degrees, about 1 cm) are one vertex, as in the topology.
pub(super) const GRID: f64 = 1e-7;
/// Most looks at pairs of edges: files whose edges all cross each other stop here.
const MOST: usize = 200_000_000;

/// Pairs of arcs, the lower one first.
pub(super) type Pairs = FxHashSet<(usize, usize)>;

/// Two edges that meet otherwise than in a common vertex: arc and number in it, of either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Meeting {
    pub arcs: (usize, usize),
    pub edges: (usize, usize),
}

/// Gives the ends of arcs that are one vertex the same place to the last bit.
pub(super) fn join_ends(topology: &mut Topology) {
    let mut places: FxHashMap<[i64; 2], [f64; 2]> = FxHashMap::default();
    for arc in &mut topology.arcs {
        let last = arc.points.len() - 1;
        for i in [0, last] {
            let key = arc.points[i].map(|v| (v / GRID).round() as i64);
            arc.points[i] = *places.entry(key).or_insert(arc.points[i]);
        }
    }
}

/// The pairs of arcs that meet otherwise than in common vertices.
///
/// # Errors
/// `Kind::Limit` if far too many edges lie on each other.
pub(super) fn crossings(topology: &Topology) -> Result<Pairs> {
    Ok(meetings(topology)?.into_iter().map(|m| m.arcs).collect())
}

/// Every meeting of two edges, in ascending order.
///
/// # Errors
/// As `crossings`.
pub(super) fn meetings(topology: &Topology) -> Result<Vec<Meeting>> {
    let edge = |(arc, i): (usize, usize)| [topology.arcs[arc].points[i], topology.arcs[arc].points[i + 1]];
    let all = || (0..topology.arcs.len()).flat_map(|a| (1..topology.arcs[a].points.len()).map(move |i| (a, i - 1)));
    let (low, side) = grid(all().map(edge));
    let mut cells: FxHashMap<[i64; 2], Vec<(usize, usize)>> = FxHashMap::default();
    let (mut found, mut looks) = (Vec::new(), 0);
    for this in all() {
        for cell in touched(edge(this), low, side) {
            let there = cells.entry(cell).or_default();
            looks += there.len() + 1;
            found.extend(
                there
                    .iter()
                    .filter(|other| meet(edge(**other), edge(this)))
                    .map(|&other| Meeting { arcs: (other.0, this.0), edges: (other.1, this.1) }),
            );
            there.push(this);
        }
        if looks > MOST {
            return Err(Error::new(Kind::Limit, "too many edges of the borders lie on each other to be compared")
                .hint("repair rings that cross themselves before cleaning"));
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Lower left corner and side of cells, so that there are about as many as edges.
fn grid(edges: impl Iterator<Item = [[f64; 2]; 2]>) -> ([f64; 2], f64) {
    let (mut low, mut high, mut n) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2], 0usize);
    for p in edges.flatten() {
        low = [0, 1].map(|k| low[k].min(p[k]));
        high = [0, 1].map(|k| high[k].max(p[k]));
        n += 1;
    }
    let span = (high[0] - low[0]).max(high[1] - low[1]).max(1e-6);
    // Borders are lines: most cells are empty, and a few edges are in the others.
    (low, span / (8.0 * n as f64).sqrt().max(1.0))
}

/// The cells that an edge may touch: row by row, so that a long slanted one touches few.
fn touched([a, b]: [[f64; 2]; 2], low: [f64; 2], side: f64) -> impl Iterator<Item = [i64; 2]> {
    let (a, b) = if a[1] <= b[1] { (a, b) } else { (b, a) };
    let number = move |k: usize, v: f64| ((v - low[k]) / side).floor() as i64;
    let (first, last) = (number(1, a[1]), number(1, b[1]));
    let x_at = move |y: f64| if b[1] > a[1] { a[0] + (b[0] - a[0]) * ((y - a[1]) / (b[1] - a[1])) } else { a[0] };
    (first..=last).flat_map(move |row| {
        let from = if row == first { a[0] } else { x_at(low[1] + row as f64 * side) };
        let to = if row == last { b[0] } else { x_at(low[1] + (row + 1) as f64 * side) };
        // A hair wider than it is, so that rounding leaves out no cell.
        let slack = side * 1e-6;
        (number(0, from.min(to) - slack)..=number(0, from.max(to) + slack)).map(move |column| [column, row])
    })
}

/// Whether two edges meet otherwise than in a common end. Edges that are one and the same do not.
fn meet([a, b]: [[f64; 2]; 2], [c, d]: [[f64; 2]; 2]) -> bool {
    let apart = |k: usize| a[k].max(b[k]) < c[k].min(d[k]) || c[k].max(d[k]) < a[k].min(b[k]);
    if apart(0) || apart(1) {
        return false;
    }
    let at = |p: [f64; 2]| Coord { x: p[0], y: p[1] };
    let side = |p, q, r| orient2d(at(p), at(q), at(r));
    let common = [(a, b, c, d), (a, b, d, c), (b, a, c, d), (b, a, d, c)].into_iter().find(|(p, _, q, _)| p == q);
    if let Some((from, one, _, other)) = common {
        let along = (one[0] - from[0]) * (other[0] - from[0]) + (one[1] - from[1]) * (other[1] - from[1]);
        return one != other && along > 0.0 && side(from, one, other) == 0.0;
    }
    let (abc, abd, cda, cdb) = (side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b));
    // What is in line and not apart overlaps.
    abc * abd <= 0.0 && cda * cdb <= 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_meet_by_crossing_touching_and_lying_on_each_other_but_not_in_a_common_end() {
        let edge = |a: [f64; 2], b: [f64; 2]| [a, b];
        let base = edge([0.0, 0.0], [2.0, 0.0]);
        for (other, expected) in [
            (edge([1.0, -1.0], [1.0, 1.0]), true),
            (edge([1.0, 0.0], [1.0, 1.0]), true),
            (edge([1.0, 0.0], [3.0, 0.0]), true),
            (edge([0.0, 0.0], [3.0, 0.0]), true),
            (edge([2.0, 0.0], [3.0, 0.0]), false),
            (edge([2.0, 0.0], [1.0, 1.0]), false),
            (edge([2.0, 0.0], [0.0, 0.0]), false),
            (edge([3.0, 0.0], [4.0, 0.0]), false),
            (edge([1.0, 0.1], [1.0, 1.0]), false),
        ] {
            assert_eq!(meet(base, other), expected, "{other:?}");
            assert_eq!(meet(other, base), expected, "{other:?} first");
        }
    }
}
