//! Borders as arcs: each stretch of border once, with the districts on its two sides.
//!
//! Neighbours share their arcs, so that drawing, generalising or dissolving them never tears the map apart.
//!
//! ```
//! use cercle::boundary::{Boundaries, District};
//! use cercle::topology::Topology;
//!
//! let square = |id: &str, west: f64| District {
//!     id: id.into(),
//!     name: id.to_lowercase(),
//!     region_id: "R".into(),
//!     region: "Region".into(),
//!     shape: geo::Rect::new((west, 12.0), (west + 1.0, 13.0)).to_polygon().into(),
//! };
//! let set = Boundaries { districts: vec![square("A", -4.0), square("B", -3.0)], ..Boundaries::default() };
//! let borders = Topology::new(&set);
//! let shared = borders.arcs.iter().filter(|arc| arc.left.is_some() && arc.right.is_some()).count();
//! assert_eq!((borders.arcs.len(), shared), (3, 1)); // one stretch for both, and the rest of each
//! ```

mod dissolve;
mod simplify;

use geo::Coord;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::boundary::Boundaries;
use crate::index::Index;
use crate::unit::LonLat;

pub use simplify::{effective_areas, visvalingam};

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

/// A ring of the input: the numbers of its vertices for comparing, coordinates for drawing; not closed.
struct Outline {
    district: usize,
    vertices: Vec<u32>,
    points: Vec<[f64; 2]>,
    /// The district across a sliver, for each step to the next vertex that no other district shares; empty if none was
    /// looked for.
    facing: Vec<Option<usize>>,
}

impl Outline {
    fn facing(&self, step: usize) -> Option<usize> {
        self.facing.get(step).copied().flatten()
    }

    /// Its steps: numbers of the two vertices.
    fn steps(&self) -> impl Iterator<Item = [u32; 2]> {
        let next = self.vertices.iter().cycle().skip(1);
        self.vertices.iter().zip(next).map(|(&a, &b)| [a, b])
    }
}

/// A stretch of a ring between two nodes: the numbers of its vertices, its points, and what its first step faces.
struct Piece {
    vertices: Vec<u32>,
    points: Vec<[f64; 2]>,
    facing: Option<usize>,
}

/// Arcs in the making: where each starts and ends, what it faces, and which begin with a step.
#[derive(Default)]
struct Cutting {
    arcs: Vec<Arc>,
    ends: Vec<[u32; 2]>,
    facing: Vec<Option<usize>>,
    known: FxHashMap<[u32; 2], usize>,
}

impl Topology {
    /// Cuts the borders of oriented districts into arcs. Stretches that two districts do not share vertex by vertex
    /// become two arcs; a district that faces one across a sliver stands on its right all the same.
    pub fn new(boundaries: &Boundaries) -> Topology {
        let (mut outlines, grid) = outlines(boundaries);
        face(boundaries, &mut outlines);
        Topology::cut(boundaries.districts.len(), &outlines, &grid)
    }

    /// The same without looking across slivers, for coverages that are known to be clean.
    pub fn of_clean(boundaries: &Boundaries) -> Topology {
        let (outlines, grid) = outlines(boundaries);
        Topology::cut(boundaries.districts.len(), &outlines, &grid)
    }

    fn cut(districts: usize, outlines: &[Outline], grid: &[Key]) -> Topology {
        let nodes = nodes(outlines, grid.len());
        let mut rings = vec![Vec::new(); districts];
        let mut cutting = Cutting::default();
        for outline in outlines {
            let pieces = cut(outline, &nodes, grid).into_iter();
            rings[outline.district].push(pieces.map(|piece| cutting.arc(outline.district, piece)).collect());
        }
        for (arc, &facing) in cutting.arcs.iter_mut().zip(&cutting.facing) {
            arc.right = arc.right.or(facing);
        }
        let outline = cutting.chains(grid.len());
        Topology { arcs: cutting.arcs, rings, outline }
    }
}

impl Cutting {
    /// Finds the arc, forward or backward, or enters it as a new one with the district on its left.
    fn arc(&mut self, district: usize, Piece { vertices, points, facing }: Piece) -> (usize, bool) {
        let n = vertices.len();
        // An arc ends at nodes, so its first step tells it apart; the same holds backward.
        if let Some(&found) = self.known.get(&[vertices[n - 1], vertices[n - 2]])
            && self.arcs[found].right.is_none()
            && self.arcs[found].points.len() == points.len()
        {
            self.arcs[found].right = Some(district);
            return (found, true);
        }
        self.known.insert([vertices[0], vertices[1]], self.arcs.len());
        self.arcs.push(Arc { points, left: Some(district), right: None });
        self.ends.push([vertices[0], vertices[n - 1]]);
        self.facing.push(facing);
        (self.arcs.len() - 1, false)
    }

    /// Chains the arcs of the outline end to end.
    fn chains(&self, vertices: usize) -> Vec<Vec<usize>> {
        let outer: Vec<usize> = (0..self.arcs.len()).filter(|&arc| self.arcs[arc].right.is_none()).collect();
        let mut starts: Vec<Option<usize>> = vec![None; vertices];
        outer.iter().for_each(|&arc| starts[self.ends[arc][0] as usize] = Some(arc));
        let mut done = vec![false; self.arcs.len()];
        let mut chains = Vec::new();
        for first in outer {
            let mut chain = Vec::new();
            let mut next = Some(first);
            while let Some(arc) = next.filter(|&a| !done[a]) {
                done[arc] = true;
                chain.push(arc);
                next = starts[self.ends[arc][1] as usize];
            }
            chains.extend((!chain.is_empty()).then_some(chain));
        }
        chains
    }
}

/// The rings of all districts, and the place of each vertex on the grid by its number.
fn outlines(boundaries: &Boundaries) -> (Vec<Outline>, Vec<Key>) {
    let rings = |d: usize| {
        let shape = boundaries.districts[d].shape.iter();
        shape.flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors())).map(move |ring| (d, ring))
    };
    let rings = || (0..boundaries.districts.len()).flat_map(rings);
    let most = rings().map(|(_, ring)| ring.0.len()).sum();
    let (mut found, mut grid) = (Vec::new(), Vec::new());
    let mut numbers: FxHashMap<Key, u32> = FxHashMap::with_capacity_and_hasher(most, Default::default());
    for (district, ring) in rings() {
        let n = ring.0.len();
        let (mut vertices, mut points) = (Vec::with_capacity(n), Vec::with_capacity(n));
        for c in &ring.0 {
            let key = key(*c);
            let vertex = *numbers.entry(key).or_insert_with(|| {
                grid.push(key);
                grid.len() as u32 - 1
            });
            if vertices.last() != Some(&vertex) {
                vertices.push(vertex);
                points.push([c.x, c.y]);
            }
        }
        if vertices.len() > 1 && vertices.first() == vertices.last() {
            vertices.pop();
            points.pop();
        }
        if vertices.len() >= 3 {
            found.push(Outline { district, vertices, points, facing: Vec::new() });
        }
    }
    (found, grid)
}

/// Looks across slivers from each step of a border that no other district shares.
fn face(boundaries: &Boundaries, outlines: &mut [Outline]) {
    let steps = outlines.iter().map(|outline| outline.vertices.len()).sum();
    let mut all: FxHashSet<[u32; 2]> = FxHashSet::with_capacity_and_hasher(steps, Default::default());
    all.extend(outlines.iter().flat_map(Outline::steps));
    let alone = |outline: &Outline| -> Vec<usize> {
        let steps = outline.steps().enumerate();
        steps.filter(|(_, [a, b])| !all.contains(&[*b, *a])).map(|(i, _)| i).collect()
    };
    let alone: Vec<Vec<usize>> = outlines.par_iter().map(alone).collect();
    let index = Index::for_places(boundaries, alone.iter().map(Vec::len).sum());
    let across = |[a, b]: [[f64; 2]; 2]| {
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let outward = SLIVER / (dx * dx + dy * dy).sqrt();
        LonLat { lon: (a[0] + b[0]) / 2.0 + dy * outward, lat: (a[1] + b[1]) / 2.0 - dx * outward }
    };
    outlines.par_iter_mut().zip(alone).for_each(|(outline, alone)| {
        let n = outline.points.len();
        outline.facing = vec![None; n];
        for i in alone {
            let ends = [outline.points[i], outline.points[(i + 1) % n]];
            outline.facing[i] = index.find(across(ends)).district.filter(|&d| d != outline.district);
        }
    });
}

/// Which vertices are nodes: where borders meet, those with other than two different neighbours, and where another
/// district comes to face the border.
fn nodes(outlines: &[Outline], vertices: usize) -> Vec<bool> {
    let mut neighbours: Vec<Option<[u32; 2]>> = vec![None; vertices];
    let mut nodes = vec![false; vertices];
    for outline in outlines {
        let n = outline.vertices.len();
        for i in 0..n {
            let [before, here, after] = [i + n - 1, i, i + 1].map(|i| outline.vertices[i % n]);
            let turns = outline.facing((i + n - 1) % n) != outline.facing(i);
            let pair = [before.min(after), before.max(after)];
            let first = *neighbours[here as usize].get_or_insert(pair);
            nodes[here as usize] |= turns || first != pair;
        }
    }
    nodes
}

/// Cuts a ring at its nodes; a ring without any is one closed arc that starts at its smallest vertex.
fn cut(outline: &Outline, nodes: &[bool], grid: &[Key]) -> Vec<Piece> {
    let n = outline.vertices.len();
    let is_node = |i: usize| nodes[outline.vertices[i] as usize];
    let smallest = || (0..n).min_by_key(|&i| grid[outline.vertices[i] as usize]);
    let start = (0..n).find(|&i| is_node(i)).or_else(smallest).unwrap_or(0);
    let begin = |i: usize| Piece {
        vertices: vec![outline.vertices[i]],
        points: vec![outline.points[i]],
        facing: outline.facing(i),
    };
    let mut pieces = Vec::new();
    let mut piece = begin(start);
    for step in 1..=n {
        let i = (start + step) % n;
        piece.vertices.push(outline.vertices[i]);
        piece.points.push(outline.points[i]);
        if is_node(i) || step == n {
            pieces.push(std::mem::replace(&mut piece, begin(i)));
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
        self.arcs.par_iter_mut().for_each(|arc| arc.points = visvalingam(&arc.points, tolerance * tolerance));
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
