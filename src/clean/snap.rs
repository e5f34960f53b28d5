//! Narrow gaps and overlaps between neighbours closed: their vertices become the same.
//!
//! A vertex moves to one of another district within reach, or becomes a vertex of another district's edge within reach; so
//! both sides get every vertex of either. Vertices of one district never fall together, and no edge moves further than the reach.

use std::collections::BTreeMap;

use geo::{LineString, Polygon, Validation};
use rustc_hash::FxHashMap;

use super::net::GRID;
use crate::boundary::{Boundaries, District};
use crate::error::{Error, Result};
use crate::projection::Projection;
use crate::unit::LonLat;

/// A vertex: its place on the ground and in the plane, and the districts that have it.
struct Vertex {
    degrees: [f64; 2],
    plane: [f64; 2],
    owners: Vec<usize>,
    /// The vertex that it has become: itself unless it moved.
    to: usize,
}

/// A ring as numbers of vertices, not closed, and whose it is.
struct Outline {
    district: usize,
    vertices: Vec<usize>,
}

/// The set with gaps and overlaps narrower than the reach (metres) closed.
///
/// # Errors
/// `Kind::Data` if a district would cross itself that did not before.
pub(super) fn close(set: &Boundaries, reach: f64) -> Result<Boundaries> {
    let (mut vertices, mut outlines) = vertices(set);
    join(&mut vertices, reach);
    for outline in &mut outlines {
        outline.vertices.iter_mut().for_each(|v| *v = vertices[*v].to);
    }
    weave(&vertices, &mut outlines, reach);
    let mut rings = outlines.iter().map(|o| o.vertices.iter().chain(&o.vertices[..1]));
    let mut line = || -> LineString<f64> {
        let ring = rings.next().expect("an outline for each ring");
        ring.map(|&v| (vertices[v].degrees[0], vertices[v].degrees[1])).collect()
    };
    let mut districts = Vec::with_capacity(set.districts.len());
    for district in &set.districts {
        let mut polygon = |p: &Polygon<f64>| {
            let outer = line();
            Polygon::new(outer, p.interiors().iter().map(|_| line()).collect())
        };
        let shape: geo::MultiPolygon<f64> = district.shape.iter().map(&mut polygon).collect();
        if !shape.is_valid() && district.shape.is_valid() {
            return Err(Error::data(format!(
                "{}, {}: closing gaps of {reach} m makes it cross itself",
                set.file, district.id
            ))
            .hint("close narrower gaps"));
        }
        districts.push(District { shape, ..district.clone() });
    }
    Ok(Boundaries { districts, ..set.clone() })
}

/// The vertices of a set, each once, and its rings in order.
fn vertices(set: &Boundaries) -> (Vec<Vertex>, Vec<Outline>) {
    let projection = Projection::for_extent(set.degrees());
    let (mut vertices, mut outlines): (Vec<Vertex>, Vec<Outline>) = (Vec::new(), Vec::new());
    let mut numbers: FxHashMap<[i64; 2], usize> = FxHashMap::default();
    for (district, of) in set.districts.iter().enumerate() {
        for ring in of.shape.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors())) {
            let mut numbered = Vec::with_capacity(ring.0.len());
            for c in ring.0.iter().take(ring.0.len().saturating_sub(1)) {
                let degrees = [c.x, c.y];
                let number = *numbers.entry(degrees.map(|v| (v / GRID).round() as i64)).or_insert(vertices.len());
                if number == vertices.len() {
                    let plane = projection.forward(LonLat { lon: c.x, lat: c.y });
                    vertices.push(Vertex { degrees, plane, owners: Vec::new(), to: number });
                }
                own(&mut vertices[number].owners, &[district]);
                numbered.push(number);
            }
            outlines.push(Outline { district, vertices: numbered });
        }
    }
    (vertices, outlines)
}

fn own(owners: &mut Vec<usize>, more: &[usize]) {
    owners.extend(more);
    owners.sort_unstable();
    owners.dedup();
}

/// Moves vertices to the nearest earlier one within reach that no district of theirs has yet.
fn join(vertices: &mut [Vertex], reach: f64) {
    let mut cells: FxHashMap<[i64; 2], Vec<usize>> = FxHashMap::default();
    for i in 0..vertices.len() {
        let [x, y] = vertices[i].plane.map(|v| (v / reach).floor() as i64);
        let near = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| [x, y]));
        let strange = |&j: &usize| vertices[j].owners.iter().all(|o| !vertices[i].owners.contains(o));
        let far = |&j: &usize| distance(vertices[i].plane, vertices[j].plane);
        let candidates = near.filter_map(|cell| cells.get(&cell)).flatten().copied();
        let within = candidates.filter(|j| far(j) < reach && strange(j));
        match within.min_by(|a, b| far(a).total_cmp(&far(b)).then(a.cmp(b))) {
            Some(j) => {
                let owners = std::mem::take(&mut vertices[i].owners);
                own(&mut vertices[j].owners, &owners);
                vertices[i].to = j;
            }
            None => cells.entry([x, y]).or_default().push(i),
        }
    }
}

/// Gives every district the vertices of others that lie within reach of its edges, each to the nearest edge.
fn weave(vertices: &[Vertex], outlines: &mut [Outline], reach: f64) {
    let span = vertices.iter().fold(0.0, |most: f64, v| most.max(v.plane[0].abs()).max(v.plane[1].abs()));
    let side = reach.max(2.0 * span / (vertices.len() as f64).sqrt().max(1.0));
    let mut cells: FxHashMap<[i64; 2], Vec<usize>> = FxHashMap::default();
    for (i, vertex) in vertices.iter().enumerate().filter(|(i, v)| v.to == *i) {
        cells.entry(vertex.plane.map(|v| (v / side).floor() as i64)).or_default().push(i);
    }
    // By vertex and district: how far off, and where it goes: outline, edge, part of the edge.
    let mut best: BTreeMap<(usize, usize), (f64, usize, usize, f64)> = BTreeMap::new();
    for (at, outline) in outlines.iter().enumerate() {
        let n = outline.vertices.len();
        for edge in 0..n {
            let [a, b] = [outline.vertices[edge], outline.vertices[(edge + 1) % n]].map(|v| vertices[v].plane);
            let cell = |k: usize, v: f64| -> [i64; 2] {
                let (low, high) = (a[k].min(b[k]) - v, a[k].max(b[k]) + v);
                [(low / side).floor() as i64, (high / side).floor() as i64]
            };
            let ([x0, x1], [y0, y1]) = (cell(0, reach), cell(1, reach));
            let near = (x0..=x1).flat_map(|x| (y0..=y1).map(move |y| [x, y]));
            for &v in near.filter_map(|cell| cells.get(&cell)).flatten() {
                let (off, part) = beside(vertices[v].plane, [a, b]);
                if off >= reach || part <= 0.0 || part >= 1.0 || vertices[v].owners.contains(&outline.district) {
                    continue;
                }
                let entry = best.entry((v, outline.district)).or_insert((off, at, edge, part));
                if off < entry.0 {
                    *entry = (off, at, edge, part);
                }
            }
        }
    }
    let mut woven: BTreeMap<usize, Vec<(usize, f64, usize)>> = BTreeMap::new();
    best.into_iter().for_each(|((v, _), (_, at, edge, part))| woven.entry(at).or_default().push((edge, part, v)));
    for (at, mut new) in woven {
        new.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
        let old = std::mem::take(&mut outlines[at].vertices);
        let mut new = new.into_iter().peekable();
        for (edge, vertex) in old.into_iter().enumerate() {
            outlines[at].vertices.push(vertex);
            while let Some((_, _, v)) = new.next_if(|n| n.0 == edge) {
                outlines[at].vertices.push(v);
            }
        }
    }
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (b[0] - a[0]).hypot(b[1] - a[1])
}

/// How far a place is from the line of an edge, and beside which part of it (0 at its start, 1 at its end).
fn beside(p: [f64; 2], [a, b]: [[f64; 2]; 2]) -> (f64, f64) {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let length = dx * dx + dy * dy;
    let part = if length > 0.0 { ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length } else { 0.0 };
    (distance(p, [a[0] + part * dx, a[1] + part * dy]), part)
}
