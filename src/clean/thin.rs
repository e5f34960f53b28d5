//! Generalisation that cannot make borders cross: by effective area (Visvalingam and Whyatt 1993), all arcs together.
//!
//! A vertex goes only if no other vertex that is still there lies in the triangle with its neighbours. Then the new edge
//! crosses nothing: a border that did would have to end in the triangle, or to cross an edge that it did not cross before. For
//! the same reason no island changes sides.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use robust::{Coord, orient2d};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::topology::Topology;

/// Fewest points of an arc that comes back to its start.
const FEWEST_CLOSED: usize = 4;

/// A vertex of an arc.
#[derive(Clone, Copy)]
struct Vertex {
    place: [f64; 2],
    before: usize,
    after: usize,
    arc: usize,
    /// Ends of arcs stay, and what has gone does not come back.
    fixed: bool,
    gone: bool,
    size: f64,
}

/// Leaves out the vertices whose triangle with their neighbours is smaller than `area`, in the unit of the plane that
/// `forward` leads to, smallest first.
///
/// Time n log n for n vertices that are spread evenly.
pub(super) fn thin(topology: &mut Topology, area: f64, forward: impl Fn([f64; 2]) -> [f64; 2]) {
    let mut thinning = Thinning::new(topology, forward);
    thinning.run(area);
    let mut at = 0;
    for arc in &mut topology.arcs {
        let mut kept = arc.points.iter().enumerate().filter(|(i, _)| !thinning.vertices[at + i].gone);
        let points = kept.by_ref().map(|(_, p)| *p).collect();
        at += arc.points.len();
        arc.points = points;
    }
}

struct Thinning {
    vertices: Vec<Vertex>,
    /// Vertices that each arc still has, and the fewest that it may have.
    left: Vec<(usize, usize)>,
    /// Vertices by cell of a grid.
    cells: FxHashMap<[i64; 2], Vec<usize>>,
    side: f64,
    /// Edges between ends of arcs, by the bits of their places: two arcs must not become the same edge.
    straight: FxHashSet<[[u64; 2]; 2]>,
}

impl Thinning {
    fn new(topology: &Topology, forward: impl Fn([f64; 2]) -> [f64; 2]) -> Thinning {
        let (mut vertices, mut left) = (Vec::new(), Vec::new());
        for (arc, of) in topology.arcs.iter().enumerate() {
            let (first, n) = (vertices.len(), of.points.len());
            left.push((n, if of.points[0] == of.points[n - 1] { FEWEST_CLOSED } else { 2 }));
            vertices.extend(of.points.iter().enumerate().map(|(i, &p)| Vertex {
                place: forward(p),
                before: (first + i).saturating_sub(1),
                after: first + i + 1,
                arc,
                fixed: i == 0 || i == n - 1,
                gone: false,
                size: f64::INFINITY,
            }));
        }
        let [low, high] = vertices.iter().fold([[f64::INFINITY; 2], [f64::NEG_INFINITY; 2]], |[l, h], v| {
            [[0, 1].map(|k| l[k].min(v.place[k])), [0, 1].map(|k| h[k].max(v.place[k]))]
        });
        let span = (high[0] - low[0]).max(high[1] - low[1]).max(1.0);
        // Borders are lines: most cells are empty, and a few vertices are in the others.
        let side = span / (16.0 * vertices.len() as f64).sqrt().max(1.0);
        let mut thinning =
            Thinning { vertices, left, cells: FxHashMap::default(), side, straight: FxHashSet::default() };
        for i in 0..thinning.vertices.len() {
            let cell = thinning.cell(thinning.vertices[i].place);
            thinning.cells.entry(cell).or_default().push(i);
        }
        for arc in topology.arcs.iter().filter(|a| a.points.len() == 2) {
            // The key is of places in the plane, as those of vertices are.
            let ends = [arc.points[0], arc.points[1]].map(&forward);
            thinning.straight.insert(key(ends[0], ends[1]));
        }
        thinning
    }

    fn cell(&self, place: [f64; 2]) -> [i64; 2] {
        place.map(|v| (v / self.side).floor() as i64)
    }

    fn corners(&self, i: usize) -> [[f64; 2]; 3] {
        let v = self.vertices[i];
        [self.vertices[v.before].place, v.place, self.vertices[v.after].place]
    }

    fn run(&mut self, area: f64) {
        let mut heap = BinaryHeap::with_capacity(self.vertices.len());
        for i in (0..self.vertices.len()).filter(|&i| !self.vertices[i].fixed).collect::<Vec<_>>() {
            self.vertices[i].size = triangle(self.corners(i));
            heap.push(Reverse((self.vertices[i].size.to_bits(), i)));
        }
        while let Some(Reverse((bits, i))) = heap.pop() {
            let current = f64::from_bits(bits);
            if current >= area {
                break;
            }
            let vertex = self.vertices[i];
            let (left, fewest) = self.left[vertex.arc];
            // An entry is stale when its vertex has gone or its triangle has changed since.
            if vertex.gone || vertex.size != current || left <= fewest || !self.may_go(i) {
                continue;
            }
            self.remove(i);
            for side in [vertex.before, vertex.after] {
                if !self.vertices[side].fixed {
                    // A vertex never counts for less than one removed before it, so that bends go in order of size.
                    self.vertices[side].size = triangle(self.corners(side)).max(current);
                    heap.push(Reverse((self.vertices[side].size.to_bits(), side)));
                }
            }
        }
    }

    fn remove(&mut self, i: usize) {
        let Vertex { place, before, after, arc, .. } = self.vertices[i];
        self.vertices[i].gone = true;
        self.vertices[before].after = after;
        self.vertices[after].before = before;
        self.left[arc].0 -= 1;
        let cell = self.cell(place);
        if let Some(here) = self.cells.get_mut(&cell) {
            here.retain(|&other| other != i);
        }
        if self.vertices[before].fixed && self.vertices[after].fixed {
            self.straight.insert(key(self.vertices[before].place, self.vertices[after].place));
        }
    }

    /// Whether the triangle of a vertex holds no other one, and the edge that would take its place is not there yet.
    fn may_go(&self, i: usize) -> bool {
        let corners = self.corners(i);
        let [a, b, c] = corners;
        if a == c || self.straight.contains(&key(a, c)) {
            return false;
        }
        let bound = |k: usize, most: bool| {
            let of = [a[k], b[k], c[k]];
            if most {
                of.into_iter().fold(f64::NEG_INFINITY, f64::max)
            } else {
                of.into_iter().fold(f64::INFINITY, f64::min)
            }
        };
        let low = self.cell([bound(0, false), bound(1, false)]);
        let high = self.cell([bound(0, true), bound(1, true)]);
        let holds = |&other: &usize| {
            let p = self.vertices[other].place;
            !corners.contains(&p) && within(p, corners)
        };
        let cells = (low[0]..=high[0]).flat_map(|x| (low[1]..=high[1]).map(move |y| [x, y]));
        !cells.filter_map(|cell| self.cells.get(&cell)).flatten().any(holds)
    }
}

/// An edge by the bits of its ends, whichever way it runs.
fn key(a: [f64; 2], b: [f64; 2]) -> [[u64; 2]; 2] {
    let (a, b) = (a.map(f64::to_bits), b.map(f64::to_bits));
    if a <= b { [a, b] } else { [b, a] }
}

/// Whether a place lies in a triangle or on its edge, exactly.
fn within(p: [f64; 2], [a, b, c]: [[f64; 2]; 3]) -> bool {
    let at = |p: [f64; 2]| Coord { x: p[0], y: p[1] };
    let turns = [(a, b), (b, c), (c, a)].map(|(from, to)| orient2d(at(from), at(to), at(p)));
    let flat = orient2d(at(a), at(b), at(c)) == 0.0;
    if flat {
        let between = |k: usize| p[k] >= a[k].min(b[k]).min(c[k]) && p[k] <= a[k].max(b[k]).max(c[k]);
        return turns.iter().all(|t| *t == 0.0) && between(0) && between(1);
    }
    turns.iter().all(|t| *t >= 0.0) || turns.iter().all(|t| *t <= 0.0)
}

fn triangle([a, b, c]: [[f64; 2]; 3]) -> f64 {
    ((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])).abs() / 2.0
}
