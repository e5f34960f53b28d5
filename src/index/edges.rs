//! The edges of all districts, and which cells each of them touches.

use rayon::prelude::*;
use robust::{Coord, orient2d};

use super::grid::Grid;
use crate::boundary::Boundaries;

/// The corners of all rings, one ring after the other, the first corner repeated at the end of each.
#[derive(Debug, Default)]
pub(super) struct Edges {
    corners: Vec<[f64; 2]>,
    /// For each ring: its first corner and the rank of its district.
    rings: Vec<(u32, u32)>,
}

/// One edge in one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Touch {
    /// Number of the cell: row times columns plus column.
    pub cell: u32,
    /// Rank of the district whose edge it is.
    pub rank: u32,
    /// The corner at which the edge starts.
    pub edge: u32,
}

/// An edge with its ends.
pub(super) type Segment = [[f64; 2]; 2];

impl Edges {
    /// The edges of the districts; `rank` says the rank of each.
    pub(super) fn of(districts: &Boundaries, rank: &[u32]) -> Edges {
        let mut edges = Edges::default();
        for (district, &rank) in districts.districts.iter().zip(rank) {
            for ring in district.shape.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors())) {
                edges.rings.push((edges.corners.len() as u32, rank));
                edges.corners.extend(ring.0.iter().map(|c| [c.x, c.y]));
            }
        }
        edges
    }

    /// Number of corners.
    pub(super) fn len(&self) -> usize {
        self.corners.len()
    }

    /// Lower left and upper right corner of the extent; `None` without corners.
    pub(super) fn extent(&self) -> Option<[[f64; 2]; 2]> {
        let first = *self.corners.first()?;
        Some(self.corners.iter().fold([first, first], |[low, high], c| {
            [[low[0].min(c[0]), low[1].min(c[1])], [high[0].max(c[0]), high[1].max(c[1])]]
        }))
    }

    /// The edge that starts at the corner.
    pub(super) fn segment(&self, edge: u32) -> Segment {
        [self.corners[edge as usize], self.corners[edge as usize + 1]]
    }

    /// Every edge of every ring with the rank of its district, ring by ring in parallel.
    fn par(&self) -> impl ParallelIterator<Item = (u32, u32)> + '_ {
        (0..self.rings.len()).into_par_iter().flat_map_iter(|ring| {
            let (first, rank) = self.rings[ring];
            let end = self.rings.get(ring + 1).map_or(self.corners.len() as u32, |r| r.0);
            (first..end.saturating_sub(1)).map(move |edge| (edge, rank))
        })
    }

    /// Every edge in every cell that it touches, by cell and district.
    pub(super) fn touches(&self, grid: &Grid) -> Vec<Touch> {
        let mut touches: Vec<Touch> = self
            .par()
            .fold(Vec::new, |mut touches, (edge, rank)| {
                cover(grid, self.segment(edge), |column, row| {
                    touches.push(Touch { cell: row * grid.size[0] + column, rank, edge });
                });
                touches
            })
            .flatten_iter()
            .collect();
        touches.par_sort_unstable();
        touches
    }

    /// For each row of the grid the places where the line along its lower edge enters or leaves a district: the first
    /// column whose lower left corner lies right of the crossing, and the rank. Sorted.
    pub(super) fn crossings(&self, grid: &Grid) -> Vec<Vec<(u32, u32)>> {
        let found: Vec<(u32, u32, u32)> = self
            .par()
            .fold(Vec::new, |mut found, (edge, rank)| {
                let segment = self.segment(edge);
                let [low, high] = ordered(segment[0][1], segment[1][1]);
                for row in grid.at(1, low)..=grid.at(1, high) {
                    let y = grid.edge(1, row);
                    if spans(segment, 1, y) {
                        found.push((row, first_right(grid, segment, row), rank));
                    }
                }
                found
            })
            .flatten_iter()
            .collect();
        let mut rows = vec![Vec::new(); grid.size[1] as usize];
        for (row, column, rank) in found {
            rows[row as usize].push((column, rank));
        }
        rows.par_iter_mut().for_each(|row| row.sort_unstable());
        rows
    }
}

/// The two in ascending order.
pub(super) fn ordered(a: f64, b: f64) -> [f64; 2] {
    if a <= b { [a, b] } else { [b, a] }
}

/// Whether the edge has one end beyond the line `coordinate` of the axis and the other on it or before it.
#[inline(always)]
pub(super) fn spans([a, b]: Segment, axis: usize, coordinate: f64) -> bool {
    (a[axis] > coordinate) != (b[axis] > coordinate)
}

/// Exact orientation of three points: positive where the third lies left of the first two.
#[inline(always)]
pub(super) fn turn([a, b]: Segment, p: [f64; 2]) -> f64 {
    let exact = |p: [f64; 2]| Coord { x: p[0], y: p[1] };
    orient2d(exact(a), exact(b), exact(p))
}

/// Whether the point lies left of the edge, taken for a point a little higher and a much smaller bit further right, so
/// that it lies on no edge (simulation of simplicity, Edelsbrunner and Mücke 1990).
#[inline(always)]
pub(super) fn left_of(segment: Segment, p: [f64; 2]) -> bool {
    let turned = turn(segment, p);
    if turned != 0.0 {
        return turned > 0.0;
    }
    let [a, b] = segment;
    if b[0] == a[0] { b[1] < a[1] } else { b[0] > a[0] }
}

/// The first column of the row whose lower left corner lies right of the edge, which spans the row's lower line.
fn first_right(grid: &Grid, segment: Segment, row: u32) -> u32 {
    let [a, b] = segment;
    let y = grid.edge(1, row);
    let upward = b[1] > a[1];
    let right = |column: u32| left_of(segment, [grid.edge(0, column), y]) != upward;
    let x = a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
    let mut column = grid.at(0, x);
    while column > 0 && right(column) {
        column -= 1;
    }
    while column < grid.size[0] && !right(column) {
        column += 1;
    }
    column
}

/// Calls `touch` with every column and row whose cell, rim included, the edge may touch.
fn cover(grid: &Grid, [a, b]: Segment, mut touch: impl FnMut(u32, u32)) {
    let (rim, [low, high], [left, right]) = (grid.rim, ordered(a[1], b[1]), ordered(a[0], b[0]));
    let (first, last) = (grid.at(1, low - rim), grid.at(1, high + rim));
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    // what rounding can make of a share of the edge: the ulps of a latitude over its height
    let slack = rim + dx.abs() * (1e-15 * low.abs().max(high.abs()).max(1.0) * 4.0 / dy.abs());
    let flat = first == last || dy.abs() <= rim;
    for row in first..=last {
        let [mut from, mut to] = [left, right];
        if !flat {
            let share = |y: f64| a[0] + ((y - a[1]) / dy).clamp(0.0, 1.0) * dx;
            let [x0, x1] = ordered(share(grid.edge(1, row) - rim), share(grid.edge(1, row + 1) + rim));
            (from, to) = (left.max(x0 - slack), right.min(x1 + slack));
        }
        for column in grid.at(0, from - rim)..=grid.at(0, to + rim) {
            touch(column, row);
        }
    }
}
