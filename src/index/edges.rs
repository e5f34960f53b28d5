//! The edges of all districts, and which cells each of them touches.

use robust::{Coord, orient2d};

use super::grid::{Grid, SIDE};
use crate::boundary::Boundaries;

/// The corners of all rings, one ring after the other, the first corner repeated at the end of each.
#[derive(Debug, Default)]
pub(super) struct Edges {
    corners: Vec<[f64; 2]>,
    /// For each corner the rank of its district; `NO_EDGE` at the last corner of a ring, where no edge starts.
    ranks: Vec<u32>,
}

const NO_EDGE: u32 = u32::MAX;

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

/// A place where the line along the lower edge of a row enters or leaves a district.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Crossing {
    pub row: u32,
    /// The first column whose lower left corner lies right of it.
    pub column: u32,
    pub rank: u32,
}

/// An edge with its ends.
pub(super) type Segment = [[f64; 2]; 2];

impl Edges {
    /// The edges of the districts; `rank` says the rank of each.
    pub(super) fn of(districts: &Boundaries, rank: &[u32]) -> Edges {
        let mut edges = Edges::default();
        for (district, &rank) in districts.districts.iter().zip(rank) {
            for ring in district.shape.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors())) {
                edges.corners.extend(ring.0.iter().map(|c| [c.x, c.y]));
                edges.ranks.resize(edges.corners.len(), rank);
                if let Some(last) = edges.ranks.last_mut() {
                    *last = NO_EDGE;
                }
            }
        }
        edges
    }

    /// Number of corners.
    pub(super) fn len(&self) -> usize {
        self.corners.len()
    }

    /// Sum of the widths and heights of all edges.
    pub(super) fn length(&self) -> f64 {
        let edges = (0..self.len() as u32).filter(|e| self.rank(*e) != NO_EDGE);
        edges.map(|e| self.segment(e)).map(|[a, b]| (b[0] - a[0]).abs() + (b[1] - a[1]).abs()).sum()
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

    /// Whether an edge starts at the corner.
    pub(super) fn starts(&self, corner: u32) -> bool {
        self.ranks[corner as usize] != NO_EDGE
    }

    /// The rank of the district whose edge it is.
    pub(super) fn rank(&self, edge: u32) -> u32 {
        self.ranks[edge as usize]
    }

    /// The edges that touch each band of `SIDE` rows, rim included: where each band's begin, and the edges band by band.
    pub(super) fn by_band(&self, grid: &Grid) -> (Vec<usize>, Vec<u32>) {
        let bands = |edge: u32| {
            let [a, b] = self.segment(edge);
            let [low, high] = ordered(a[1], b[1]);
            grid.at(1, low - grid.rim) / SIDE..=grid.at(1, high + grid.rim) / SIDE
        };
        let all = || (0..self.len() as u32).filter(|e| self.rank(*e) != NO_EDGE);
        let mut starts = vec![0; (grid.size[1] / SIDE) as usize + 1];
        all().for_each(|edge| bands(edge).for_each(|band| starts[band as usize + 1] += 1));
        for band in 1..starts.len() {
            starts[band] += starts[band - 1];
        }
        let mut next = starts.clone();
        let mut edges = vec![0; starts.last().copied().unwrap_or(0)];
        for edge in all() {
            for band in bands(edge) {
                edges[next[band as usize]] = edge;
                next[band as usize] += 1;
            }
        }
        (starts, edges)
    }

    /// The given edges in every cell of the band that they touch, by cell and district.
    pub(super) fn touches(&self, grid: &Grid, band: u32, edges: &[u32]) -> Vec<Touch> {
        let mut touches = Vec::with_capacity(edges.len() * 2);
        for &edge in edges {
            let rank = self.rank(edge);
            cover(grid, self.segment(edge), band, |column, row| {
                touches.push(Touch { cell: row * grid.size[0] + column, rank, edge });
            });
        }
        touches.sort_unstable();
        touches
    }

    /// Where the lines along the lower edges of the band's rows cross the given edges, by row and column.
    pub(super) fn crossings(&self, grid: &Grid, band: u32, edges: &[u32]) -> Vec<Crossing> {
        let mut found = Vec::new();
        for &edge in edges {
            let segment = self.segment(edge);
            let [low, high] = ordered(segment[0][1], segment[1][1]);
            for row in grid.at(1, low).max(band * SIDE)..=grid.at(1, high).min(band * SIDE + SIDE - 1) {
                if spans(segment, 1, grid.edge(1, row)) {
                    found.push(Crossing { row, column: first_right(grid, segment, row), rank: self.rank(edge) });
                }
            }
        }
        found.sort_unstable();
        found
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

/// Calls `touch` with every column and row of the band whose cell, rim included, the edge may touch.
fn cover(grid: &Grid, [a, b]: Segment, band: u32, mut touch: impl FnMut(u32, u32)) {
    let (rim, [low, high], [left, right]) = (grid.rim, ordered(a[1], b[1]), ordered(a[0], b[0]));
    let (first, last) = (grid.at(1, low - rim), grid.at(1, high + rim));
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    // what rounding can make of a share of the edge: the ulps of a latitude over its height
    let slack = rim + dx.abs() * (1e-15 * low.abs().max(high.abs()).max(1.0) * 4.0 / dy.abs());
    let flat = first == last || dy.abs() <= rim;
    for row in first.max(band * SIDE)..=last.min(band * SIDE + SIDE - 1) {
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
