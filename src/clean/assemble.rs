//! Shapes from the edges around them: what two districts of a group share goes, the rest is chained into rings.

use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use rustc_hash::FxHashMap;

use crate::topology::{Ring, Topology};

/// A place by its bits.
type Key = [u64; 2];
/// A directed edge, the group on its left.
type Edge = [[f64; 2]; 2];

fn key(p: [f64; 2]) -> Key {
    // -0 is 0
    p.map(|v| (v + 0.0).to_bits())
}

/// The shape that rings together surround, each with its inside on the left: outer rings counter-clockwise, holes clockwise,
/// no ring through a place twice. Also how many of the rings have become too small to surround anything.
pub(super) fn shape(topology: &Topology, rings: &[&Ring]) -> (MultiPolygon<f64>, usize) {
    let mut edges = Vec::new();
    let mut lost = 0;
    for ring in rings {
        let points = topology.ring(ring);
        lost += usize::from(points.len() < 3);
        edges.extend(around(&points));
    }
    let mut chained = chains(&edges, true);
    chained.retain(|ring| area(ring) != 0.0);
    let (outers, holes): (Vec<_>, Vec<_>) = chained.into_iter().partition(|ring| area(ring) > 0.0);
    let mut polygons: Vec<Polygon<f64>> = outers.iter().map(|ring| Polygon::new(closed(ring), Vec::new())).collect();
    for hole in &holes {
        let around = (0..outers.len()).filter(|&i| surrounds(&polygons[i], hole));
        match around.min_by(|&a, &b| area(&outers[a]).total_cmp(&area(&outers[b]))) {
            Some(i) => polygons[i].interiors_push(closed(hole)),
            None => lost += 1,
        }
    }
    (MultiPolygon(polygons), lost)
}

/// The edges of a ring that is not closed.
pub(super) fn around(points: &[[f64; 2]]) -> impl Iterator<Item = Edge> + '_ {
    (0..points.len()).map(|i| [points[i], points[(i + 1) % points.len()]]).filter(|[a, b]| a != b)
}

/// Twice the area of a ring that is not closed, positive if counter-clockwise.
pub(super) fn area(ring: &[[f64; 2]]) -> f64 {
    let [x, y] = ring[0];
    let cross = |[a, b]: Edge| (a[0] - x) * (b[1] - y) - (b[0] - x) * (a[1] - y);
    around(ring).map(cross).sum()
}

fn closed(ring: &[[f64; 2]]) -> LineString<f64> {
    ring.iter().chain(&ring[..1]).map(|&[x, y]| Coord { x, y }).collect()
}

/// Whether a ring lies in the outer ring of a polygon, which it may touch.
fn surrounds(polygon: &Polygon<f64>, ring: &[[f64; 2]]) -> bool {
    let outer = Polygon::new(polygon.exterior().clone(), Vec::new());
    let middles = around(ring).map(|[a, b]| [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0]);
    let position = |[x, y]: [f64; 2]| outer.coordinate_position(&Coord { x, y });
    let decided = ring.iter().copied().chain(middles).map(position).find(|p| *p != CoordPos::OnBoundary);
    decided == Some(CoordPos::Inside)
}

/// Rings of the edges that have no twin in the other direction. At a place with several ways on, the one that bounds the same
/// corner is taken where parts that meet in a place are to stay `apart`,
/// and otherwise the one on the other side, so that what such parts surround is a ring.
pub(super) fn chains(edges: &[Edge], apart: bool) -> Vec<Vec<[f64; 2]>> {
    let mut there: FxHashMap<[Key; 2], i32> = FxHashMap::default();
    for [a, b] in edges {
        *there.entry([key(*a), key(*b)]).or_default() += 1;
        *there.entry([key(*b), key(*a)]).or_default() -= 1;
    }
    let mut ways: FxHashMap<Key, Vec<[f64; 2]>> = FxHashMap::default();
    let mut starts = Vec::new();
    for &[a, b] in edges {
        let Some(left) = there.get_mut(&[key(a), key(b)]).filter(|n| **n > 0) else { continue };
        *left -= 1;
        ways.entry(key(a)).or_default().push(b);
        starts.push(a);
    }
    let mut rings = Vec::new();
    for start in starts {
        while let Some(first) = ways.get_mut(&key(start)).and_then(Vec::pop) {
            walk([start, first], &mut ways, &mut rings, apart);
        }
    }
    rings
}

/// Walks on from an edge until there is no way on, and cuts off a ring whenever a place comes again.
fn walk([start, first]: Edge, ways: &mut FxHashMap<Key, Vec<[f64; 2]>>, rings: &mut Vec<Vec<[f64; 2]>>, apart: bool) {
    let mut path = vec![start];
    let mut place_of: FxHashMap<Key, usize> = FxHashMap::from_iter([(key(start), 0)]);
    let (mut before, mut here) = (start, first);
    loop {
        if let Some(&at) = place_of.get(&key(here)) {
            let ring: Vec<[f64; 2]> = path.drain(at..).collect();
            ring.iter().for_each(|p| _ = place_of.remove(&key(*p)));
            rings.extend((ring.len() >= 3).then_some(ring));
        }
        place_of.insert(key(here), path.len());
        path.push(here);
        let Some(on) = ways.get_mut(&key(here)).filter(|on| !on.is_empty()) else { return };
        let back = (before[1] - here[1]).atan2(before[0] - here[0]);
        // Clockwise from the way back lies what is on the left of the way here.
        let turn = |to: &[f64; 2]| {
            let turn = (back - (to[1] - here[1]).atan2(to[0] - here[0])).rem_euclid(std::f64::consts::TAU);
            if apart { turn } else { -turn }
        };
        let next = (0..on.len()).min_by(|&a, &b| turn(&on[a]).total_cmp(&turn(&on[b]))).unwrap_or(0);
        (before, here) = (here, on.swap_remove(next));
    }
}
