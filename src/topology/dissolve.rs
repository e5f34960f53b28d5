//! Districts made one: the borders inside a group fall away, those around it stay as they are.

use geo::{
    Area, Contains, Coord, CoordinatePosition, LineString, MultiPolygon, Point, Polygon, coordinate_position::CoordPos,
};
use rustc_hash::FxHashMap;

use super::{Key, Topology, key};

/// A stretch of border in the direction that has its group to the left.
struct Side {
    arc: usize,
    backward: bool,
}

impl Topology {
    /// The shape of each group: `of` names the group of each district, below `groups`. Outer rings run counter-clockwise,
    /// holes clockwise; vertices are those of the arcs. Where districts of a group do not share their border vertex by
    /// vertex, the gap between them stays.
    pub fn dissolve(&self, of: &[Option<usize>], groups: usize) -> Vec<MultiPolygon<f64>> {
        let mut sides: Vec<Vec<Side>> = (0..groups).map(|_| Vec::new()).collect();
        let mut beside: Vec<[Option<usize>; 2]> = vec![[None; 2]; self.arcs.len()];
        let steps =
            || self.rings.iter().enumerate().flat_map(|(d, rings)| rings.iter().flatten().map(move |s| (d, *s)));
        for (district, (arc, backward)) in steps() {
            beside[arc][usize::from(backward)] = of[district];
        }
        for (district, (arc, backward)) in steps() {
            if let Some(group) = of[district]
                && beside[arc][usize::from(!backward)] != Some(group)
            {
                sides[group].push(Side { arc, backward });
            }
        }
        sides.iter().map(|sides| assemble(&self.chained(sides))).collect()
    }

    fn points_of(&self, side: &Side) -> Vec<[f64; 2]> {
        let points = &self.arcs[side.arc].points;
        if side.backward { points.iter().rev().copied().collect() } else { points.clone() }
    }

    /// Chains the sides of a group end to end into closed rings, none of which passes a vertex twice.
    fn chained(&self, sides: &[Side]) -> Vec<Vec<[f64; 2]>> {
        let lines: Vec<Vec<[f64; 2]>> = sides.iter().map(|side| self.points_of(side)).collect();
        let mut from: FxHashMap<Key, Vec<usize>> = FxHashMap::default();
        for (i, line) in lines.iter().enumerate().rev() {
            from.entry(place(line[0])).or_default().push(i);
        }
        let mut done = vec![false; lines.len()];
        let mut rings = Vec::new();
        for first in 0..lines.len() {
            let mut trail: Vec<usize> = Vec::new();
            let mut next = Some(first).filter(|&i| !done[i]);
            while let Some(i) = next {
                done[i] = true;
                trail.push(i);
                let end = place(lines[i][lines[i].len() - 1]);
                // A loop is a ring of its own as soon as it closes.
                if let Some(start) = trail.iter().position(|&i| place(lines[i][0]) == end) {
                    let closed = trail.drain(start..).flat_map(|i| lines[i][..lines[i].len() - 1].to_vec());
                    rings.push(closed.collect());
                }
                let ways = from.get_mut(&end);
                next = ways.and_then(|ways| turn(&lines, i, ways, &done));
                if trail.is_empty() {
                    break;
                }
            }
        }
        rings
    }
}

fn place([x, y]: [f64; 2]) -> Key {
    key(Coord { x, y })
}

/// The way that turns most to the left, so that shapes which touch at a vertex stay two.
fn turn(lines: &[Vec<[f64; 2]>], come: usize, ways: &[usize], done: &[bool]) -> Option<usize> {
    let line = &lines[come];
    let (here, before) = (line[line.len() - 1], line[line.len() - 2]);
    let back = (before[1] - here[1]).atan2(before[0] - here[0]);
    let angle = |way: usize| {
        let to = lines[way][1];
        // Clockwise from the way back.
        let angle = back - (to[1] - here[1]).atan2(to[0] - here[0]);
        if angle > 0.0 { angle } else { angle + std::f64::consts::TAU }
    };
    ways.iter().copied().filter(|&way| !done[way]).min_by(|&a, &b| angle(a).total_cmp(&angle(b)))
}

/// Outer rings with the holes that lie in them.
fn assemble(rings: &[Vec<[f64; 2]>]) -> MultiPolygon<f64> {
    let closed = |ring: &Vec<[f64; 2]>| {
        let mut line: Vec<Coord<f64>> = ring.iter().map(|&[x, y]| Coord { x, y }).collect();
        line.extend(line.first().copied());
        Polygon::new(LineString(line), Vec::new())
    };
    let (mut outer, holes): (Vec<Polygon<f64>>, Vec<Polygon<f64>>) =
        rings.iter().map(closed).partition(|ring| ring.signed_area() > 0.0);
    let around = |hole: &Polygon<f64>| {
        let holding = outer.iter().enumerate().filter(|(_, ring)| holds(ring, hole));
        holding.min_by(|(_, a), (_, b)| a.unsigned_area().total_cmp(&b.unsigned_area())).map(|(i, _)| i)
    };
    let places: Vec<Option<usize>> = holes.iter().map(around).collect();
    for (hole, place) in holes.into_iter().zip(places) {
        if let Some(place) = place {
            outer[place].interiors_push(hole.exterior().clone());
        }
    }
    MultiPolygon(outer)
}

/// Whether a hole lies in a ring; both may touch, but not cross.
fn holds(ring: &Polygon<f64>, hole: &Polygon<f64>) -> bool {
    let at = |c: &Coord<f64>| ring.coordinate_position(c);
    let off = hole.exterior().0.iter().map(at).find(|position| *position != CoordPos::OnBoundary);
    match off {
        Some(position) => position == CoordPos::Inside,
        // Every vertex is one of the ring: a step across it is not.
        None => hole.exterior().lines().any(|step| ring.contains(&Point((step.start + step.end) / 2.0))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boundary::{Boundaries, District};
    use proptest::prelude::*;

    /// A grid of unit squares; the district of row y and column x is `y * columns + x`.
    fn squares(columns: usize, rows: usize) -> Boundaries {
        let square = |i: usize| {
            let (x, y) = ((i % columns) as f64, (i / columns) as f64);
            let ring = [(x, y), (x + 1.0, y), (x + 1.0, y + 1.0), (x, y + 1.0), (x, y)];
            District {
                id: i.to_string(),
                name: String::new(),
                region_id: String::new(),
                region: String::new(),
                shape: MultiPolygon(vec![Polygon::new(LineString::from(ring.to_vec()), Vec::new())]),
            }
        };
        Boundaries { districts: (0..columns * rows).map(square).collect(), ..Boundaries::default() }
    }

    fn dissolved(columns: usize, rows: usize, of: &[Option<usize>], groups: usize) -> Vec<MultiPolygon<f64>> {
        Topology::of_clean(&squares(columns, rows)).dissolve(of, groups)
    }

    #[test]
    fn a_ring_of_districts_has_a_hole_and_the_middle_fills_it() {
        let of: Vec<_> = (0..9).map(|i| Some(usize::from(i == 4))).collect();
        let shapes = dissolved(3, 3, &of, 2);
        assert_eq!((shapes[0].0.len(), shapes[0].0[0].interiors().len(), shapes[0].signed_area()), (1, 1, 8.0));
        assert_eq!((shapes[1].0.len(), shapes[1].0[0].interiors().len(), shapes[1].signed_area()), (1, 0, 1.0));
    }

    #[test]
    fn districts_that_touch_at_a_vertex_stay_two_and_so_do_holes() {
        let corners = dissolved(2, 2, &[Some(0), None, None, Some(0)], 1);
        assert_eq!(corners[0].0.len(), 2);
        // Two holes that touch each other, and one that touches the outline.
        let of: Vec<_> = (0..16).map(|i| (![5, 10].contains(&i)).then_some(0)).collect();
        let holes = dissolved(4, 4, &of, 1);
        assert_eq!((holes[0].0.len(), holes[0].0[0].interiors().len(), holes[0].signed_area()), (1, 2, 14.0));
        let of: Vec<_> = (0..16).map(|i| (![0, 5].contains(&i)).then_some(0)).collect();
        let touching = dissolved(4, 4, &of, 1);
        assert_eq!((touching[0].0.len(), touching[0].0[0].interiors().len(), touching[0].signed_area()), (1, 1, 14.0));
    }

    proptest! {
        #[test]
        fn areas_and_places_are_those_of_the_districts(of in prop::collection::vec(prop::option::of(0..3_usize), 30)) {
            let shapes = dissolved(6, 5, &of, 3);
            for (group, shape) in shapes.iter().enumerate() {
                let members = of.iter().filter(|o| **o == Some(group)).count();
                prop_assert_eq!(shape.signed_area(), members as f64);
                for (i, member) in of.iter().enumerate() {
                    let middle = Point::new((i % 6) as f64 + 0.5, (i / 6) as f64 + 0.5);
                    prop_assert_eq!(shape.contains(&middle), *member == Some(group));
                }
                for polygon in shape {
                    prop_assert!(polygon.signed_area() > 0.0);
                    for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                        let mut places: Vec<_> = ring.0[1..].iter().map(|c| place([c.x, c.y])).collect();
                        places.sort_unstable();
                        places.dedup();
                        prop_assert_eq!(places.len(), ring.0.len() - 1, "a ring passes a vertex once");
                    }
                }
            }
        }
    }
}
