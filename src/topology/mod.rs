//! Borders as arcs: each stretch of border once, with the districts on its two sides.
//!
//! Neighbours share their arcs, so that drawing, generalising or dissolving them never tears the map apart.

mod simplify;

use std::collections::{BTreeMap, HashMap, HashSet};

use geo::Coord;

use crate::boundary::Boundaries;
use crate::index::Index;
use crate::unit::LonLat;

pub use simplify::visvalingam;

/// Districts that lie apart by less than this (degrees, about 1 km) face each other across a sliver of their file.
const SLIVER: f64 = 0.01;
/// Vertices nearer than this (degrees, about 1 cm) are one vertex.
const GRID: f64 = 1e-7;

/// A stretch of border between two places where more than two stretches meet.
#[derive(Debug, Clone, PartialEq)]
pub struct Arc {
    /// Vertices; for a closed arc the last equals the first. In degrees as cut from the districts.
    pub points: Vec<[f64; 2]>,
    /// The district to the left, looking along the arc.
    pub left: Option<usize>,
    /// The district to the right, also across a sliver that the file leaves between two districts.
    pub right: Option<usize>,
}

/// A ring as arcs: index and whether it runs against the arc.
pub type Ring = Vec<(usize, bool)>;

/// The borders of a set of districts.
#[derive(Debug, Clone, PartialEq)]
pub struct Topology {
    /// Every stretch of border, once.
    pub arcs: Vec<Arc>,
    /// Rings of each district, outer ones and holes alike.
    pub rings: Vec<Vec<Ring>>,
    /// Chains of arcs with nothing to their right: the outline of the whole.
    pub outline: Vec<Vec<usize>>,
}

type Key = [i64; 2];

fn key(c: Coord<f64>) -> Key {
    [(c.x / GRID).round() as i64, (c.y / GRID).round() as i64]
}

/// A ring of the input: keys for comparing, coordinates for drawing; not closed.
struct Outline {
    district: usize,
    keys: Vec<Key>,
    points: Vec<[f64; 2]>,
}

impl Topology {
    /// Cuts the borders of oriented districts into arcs. Stretches that two districts do not share vertex by vertex
    /// become two arcs; a district that faces one across a sliver stands on its right all the same.
    pub fn new(boundaries: &Boundaries) -> Topology {
        let outlines = outlines(boundaries);
        let facing = facing(boundaries, &outlines);
        Topology::cut(boundaries, &outlines, &facing)
    }

    /// The same without looking across slivers, for coverages that are known to be clean.
    pub fn of_clean(boundaries: &Boundaries) -> Topology {
        Topology::cut(boundaries, &outlines(boundaries), &HashMap::new())
    }

    fn cut(boundaries: &Boundaries, outlines: &[Outline], facing: &HashMap<[Key; 2], usize>) -> Topology {
        let nodes = nodes(outlines, facing);
        let rings = vec![Vec::new(); boundaries.districts.len()];
        let mut topology = Topology { arcs: Vec::new(), rings, outline: Vec::new() };
        let mut known: HashMap<[Key; 2], usize> = HashMap::new();
        for outline in outlines {
            let ring = cut(outline, &nodes)
                .into_iter()
                .map(|(keys, points)| topology.arc(&mut known, outline.district, &keys, points))
                .collect();
            topology.rings[outline.district].push(ring);
        }
        for (step, &arc) in &known {
            if topology.arcs[arc].right.is_none() {
                topology.arcs[arc].right = facing.get(step).copied();
            }
        }
        topology.chain(&known);
        topology
    }

    /// Chains the arcs of the outline end to end.
    fn chain(&mut self, known: &HashMap<[Key; 2], usize>) {
        let outer = |arc: usize| self.arcs[arc].right.is_none();
        let starts: BTreeMap<Key, usize> =
            known.iter().filter(|(_, a)| outer(**a)).map(|(step, a)| (step[0], *a)).collect();
        let end = |arc: usize| self.arcs[arc].points.last().map(|p| key(Coord { x: p[0], y: p[1] }));
        let mut done = vec![false; self.arcs.len()];
        let mut chains = Vec::new();
        for first in (0..self.arcs.len()).filter(|&a| outer(a)) {
            let mut chain = Vec::new();
            let mut next = Some(first);
            while let Some(arc) = next.filter(|&a| !done[a]) {
                done[arc] = true;
                chain.push(arc);
                next = end(arc).and_then(|key| starts.get(&key).copied());
            }
            chains.extend((!chain.is_empty()).then_some(chain));
        }
        self.outline = chains;
    }

    /// Finds the arc, forward or backward, or enters it as a new one with the district on its left.
    fn arc(
        &mut self,
        known: &mut HashMap<[Key; 2], usize>,
        district: usize,
        keys: &[Key],
        points: Vec<[f64; 2]>,
    ) -> (usize, bool) {
        let n = keys.len();
        // An arc ends at nodes, so its first step tells it apart; the same holds backward.
        if let Some(&found) = known.get(&[keys[n - 1], keys[n - 2]])
            && self.arcs[found].right.is_none()
            && self.arcs[found].points.len() == points.len()
        {
            self.arcs[found].right = Some(district);
            return (found, true);
        }
        known.insert([keys[0], keys[1]], self.arcs.len());
        self.arcs.push(Arc { points, left: Some(district), right: None });
        (self.arcs.len() - 1, false)
    }
}

fn outlines(boundaries: &Boundaries) -> Vec<Outline> {
    let mut found = Vec::new();
    for (district, d) in boundaries.districts.iter().enumerate() {
        for ring in d.shape.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors())) {
            let mut outline = Outline { district, keys: Vec::new(), points: Vec::new() };
            for c in &ring.0 {
                let key = key(*c);
                if outline.keys.last() != Some(&key) {
                    outline.keys.push(key);
                    outline.points.push([c.x, c.y]);
                }
            }
            if outline.keys.len() > 1 && outline.keys.first() == outline.keys.last() {
                outline.keys.pop();
                outline.points.pop();
            }
            if outline.keys.len() >= 3 {
                found.push(outline);
            }
        }
    }
    found
}

/// The district across a sliver, for each step of a border (two vertices) that no other district shares.
fn facing(boundaries: &Boundaries, outlines: &[Outline]) -> HashMap<[Key; 2], usize> {
    let steps = || {
        outlines.iter().flat_map(|o| {
            let n = o.keys.len();
            (0..n).map(move |i| ([o.keys[i], o.keys[(i + 1) % n]], [o.points[i], o.points[(i + 1) % n]], o.district))
        })
    };
    let all: HashSet<[Key; 2]> = steps().map(|(step, ..)| step).collect();
    let index = Index::for_places(boundaries, 1);
    let across = |[a, b]: [[f64; 2]; 2]| {
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let outward = SLIVER / dx.hypot(dy);
        LonLat { lon: (a[0] + b[0]) / 2.0 + dy * outward, lat: (a[1] + b[1]) / 2.0 - dx * outward }
    };
    steps()
        .filter(|(step, ..)| !all.contains(&[step[1], step[0]]))
        .filter_map(|(step, ends, own)| index.find(across(ends)).district.filter(|&d| d != own).map(|d| (step, d)))
        .collect()
}

/// Vertices where borders meet, those with other than two different neighbours, and where another district comes to
/// face the border.
fn nodes(outlines: &[Outline], facing: &HashMap<[Key; 2], usize>) -> HashMap<Key, bool> {
    let mut neighbours: HashMap<Key, ([Key; 2], bool)> = HashMap::new();
    for outline in outlines {
        let n = outline.keys.len();
        for i in 0..n {
            let (before, here, after) = (outline.keys[(i + n - 1) % n], outline.keys[i], outline.keys[(i + 1) % n]);
            let turns = facing.get(&[before, here]) != facing.get(&[here, after]);
            let mut pair = [before, after];
            pair.sort_unstable();
            neighbours
                .entry(here)
                .and_modify(|(first, node)| *node |= turns || *first != pair)
                .or_insert((pair, turns));
        }
    }
    neighbours.into_iter().filter(|(_, (_, node))| *node).map(|(key, _)| (key, true)).collect()
}

/// Cuts a ring at its nodes; a ring without any is one closed arc that starts at its smallest vertex.
fn cut(outline: &Outline, nodes: &HashMap<Key, bool>) -> Vec<(Vec<Key>, Vec<[f64; 2]>)> {
    let n = outline.keys.len();
    let is_node = |i: usize| nodes.contains_key(&outline.keys[i]);
    let start = (0..n).find(|&i| is_node(i)).or_else(|| (0..n).min_by_key(|&i| outline.keys[i])).unwrap_or(0);
    let mut pieces = Vec::new();
    let mut piece = (vec![outline.keys[start]], vec![outline.points[start]]);
    for step in 1..=n {
        let i = (start + step) % n;
        piece.0.push(outline.keys[i]);
        piece.1.push(outline.points[i]);
        if is_node(i) || step == n {
            let next = (vec![outline.keys[i]], vec![outline.points[i]]);
            pieces.push(std::mem::replace(&mut piece, next));
        }
    }
    pieces
}

impl Topology {
    /// The vertices of a ring with the arcs' present points, not closed.
    pub fn ring(&self, ring: &Ring) -> Vec<[f64; 2]> {
        let mut points = Vec::new();
        for &(arc, backward) in ring {
            let arc = &self.arcs[arc].points;
            if backward {
                points.extend(arc.iter().rev().take(arc.len() - 1));
            } else {
                points.extend(&arc[..arc.len() - 1]);
            }
        }
        points
    }

    /// The outline of the whole as lines; closed ones end where they began.
    pub fn outline_lines(&self) -> impl Iterator<Item = Vec<[f64; 2]>> {
        self.outline.iter().map(|chain| {
            let mut line: Vec<[f64; 2]> = Vec::new();
            for &arc in chain {
                let skip = usize::from(!line.is_empty());
                line.extend(&self.arcs[arc].points[skip..]);
            }
            line
        })
    }

    /// The same borders with every vertex moved, such as by a projection.
    pub fn mapped(&self, forward: impl Fn([f64; 2]) -> [f64; 2]) -> Topology {
        let arc = |a: &Arc| Arc { points: a.points.iter().map(|&p| forward(p)).collect(), ..*a };
        Topology { arcs: self.arcs.iter().map(arc).collect(), ..self.clone() }
    }

    /// The same borders generalised together (Visvalingam and Whyatt 1993); `tolerance` is the side of the square whose
    /// area a bend must have to stay, in the unit of the points.
    pub fn generalised(mut self, tolerance: f64) -> Topology {
        for arc in &mut self.arcs {
            arc.points = visvalingam(&arc.points, tolerance * tolerance);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boundary::District;
    use geo::{MultiPolygon, polygon};

    /// Two squares side by side, the left one with a hole that a third fills.
    fn three() -> Boundaries {
        let mut left =
            polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 0.5), (x: 1.0, y: 1.0), (x: 0.0, y: 1.0)];
        let right = polygon![(x: 1.0, y: 0.0), (x: 2.0, y: 0.0), (x: 2.0, y: 1.0), (x: 1.0, y: 1.0), (x: 1.0, y: 0.5)];
        let inner = polygon![(x: 0.4, y: 0.4), (x: 0.6, y: 0.4), (x: 0.6, y: 0.6), (x: 0.4, y: 0.6)];
        left.interiors_push(inner.exterior().0.iter().rev().copied().collect::<geo::LineString>());
        let district = |p: geo::Polygon| District {
            id: String::new(),
            name: String::new(),
            region_id: String::new(),
            region: String::new(),
            shape: MultiPolygon(vec![p]),
        };
        Boundaries {
            districts: vec![district(left), district(right), district(inner)],
            file: String::new(),
            vintage: None,
            notes: vec![],
        }
    }

    #[test]
    fn each_stretch_of_border_is_one_arc_with_its_two_sides() {
        let topology = Topology::new(&three());
        let mut sides: Vec<_> = topology.arcs.iter().map(|a| (a.left, a.right, a.points.len())).collect();
        sides.sort();
        assert_eq!(
            sides,
            [(Some(0), None, 4), (Some(0), Some(1), 3), (Some(0), Some(2), 5), (Some(1), None, 4)],
            "outline of the left, shared border, hole, outline of the right"
        );
    }

    #[test]
    fn rings_come_back_whole() {
        let topology = Topology::new(&three());
        let lengths: Vec<Vec<usize>> =
            topology.rings.iter().map(|rings| rings.iter().map(|r| topology.ring(r).len()).collect()).collect();
        assert_eq!(lengths, [vec![5, 4], vec![5], vec![4]]);
    }

    #[test]
    fn the_outline_is_one_chain_and_a_sliver_is_no_outline() {
        assert_eq!(Topology::new(&three()).outline.len(), 1);
        let mut apart = three();
        geo::MapCoordsInPlace::map_coords_in_place(&mut apart.districts[1].shape, |c| Coord { x: c.x + 0.001, y: c.y });
        let topology = Topology::new(&apart);
        let across =
            topology.arcs.iter().filter(|a| matches!((a.left, a.right), (Some(0), Some(1)) | (Some(1), Some(0))));
        assert_eq!(across.count(), 2, "one arc on each side of the sliver");
    }

    #[test]
    fn generalised_neighbours_stay_together() {
        let topology = Topology::new(&three()).generalised(0.01);
        assert!(topology.arcs.iter().any(|a| a.left == Some(0) && a.right == Some(1) && a.points.len() == 2));
    }
}
