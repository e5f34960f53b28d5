//! Which district is here? An exact index of polygons.
//!
//! Border rule: a point exactly on a border belongs to the district with the smallest identifier (compared byte by byte)
//! among those that it touches or lies in, and is flagged. Where districts overlap the smallest identifier wins too.

use geo::{BoundingRect, Coord};
use rayon::prelude::*;
use robust::{Coord as Exact, orient2d};

use crate::boundary::Boundaries;
use crate::unit::{LonLat, Rect};

/// What the index says of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Found {
    /// Index of the district; `None` outside all.
    pub district: Option<usize>,
    /// The place lies exactly on a border.
    pub on_boundary: bool,
    /// The place lies inside more than one district.
    pub ambiguous: bool,
}

/// An immutable index of districts for questions "which one is here?".
///
/// The edges of a district lie in horizontal strips; a question counts crossings of the few edges in its strip, with an
/// exact orientation test (Shewchuk 1997) for those that its ray could meet.
pub struct Index {
    districts: Vec<Strips>,
    /// Indices of districts by identifier, so that the first hit is the one the border rule wants.
    order: Vec<usize>,
}

struct Strips {
    bounds: Rect,
    /// Edges strip by strip; one that crosses several is in each.
    edges: Vec<[Coord<f64>; 2]>,
    /// Where each strip begins in `edges`, and the end.
    starts: Vec<u32>,
    per_degree: f64,
}

enum Side {
    Inside,
    Border,
    Outside,
}

impl Index {
    /// Builds the index; the districts themselves are not kept.
    pub fn new(districts: &Boundaries) -> Index {
        let mut order: Vec<usize> = (0..districts.districts.len()).collect();
        order.sort_by(|&a, &b| districts.districts[a].id.cmp(&districts.districts[b].id));
        Index { districts: districts.districts.par_iter().map(|d| Strips::new(&d.shape)).collect(), order }
    }

    /// The district at a place.
    pub fn find(&self, place: LonLat) -> Found {
        let mut found = Found::default();
        let mut inside = 0;
        for &i in &self.order {
            match self.districts[i].side(place) {
                Side::Outside => continue,
                Side::Inside => inside += 1,
                Side::Border => found.on_boundary = true,
            }
            found.district = found.district.or(Some(i));
        }
        found.ambiguous = inside > 1;
        found
    }
}

impl Strips {
    fn new(shape: &geo::MultiPolygon<f64>) -> Strips {
        let Some(rect) = shape.bounding_rect() else {
            return Strips { bounds: Rect::EMPTY, edges: Vec::new(), starts: vec![0, 0], per_degree: 0.0 };
        };
        let bounds = Rect { x0: rect.min().x, y0: rect.min().y, x1: rect.max().x, y1: rect.max().y };
        let rings = || shape.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
        let edges = || rings().flat_map(|r| r.0.windows(2)).map(|e| [e[0], e[1]]);
        let count = (rings().map(|r| r.0.len()).sum::<usize>() / 4).clamp(1, 4096);
        let per_degree = count as f64 / bounds.height().max(f64::MIN_POSITIVE);
        let mut made = Strips { bounds, edges: Vec::new(), starts: vec![0; count + 1], per_degree };
        // Counted first, then laid in place from the back of each strip.
        for edge in edges() {
            made.strips(edge).for_each(|strip| made.starts[strip] += 1);
        }
        let mut end = 0;
        made.starts.iter_mut().for_each(|start| {
            end += *start;
            *start = end;
        });
        made.edges = vec![[Coord::zero(); 2]; end as usize];
        for edge in edges() {
            for strip in made.strips(edge) {
                made.starts[strip] -= 1;
                made.edges[made.starts[strip] as usize] = edge;
            }
        }
        made
    }

    /// The strips that an edge crosses.
    fn strips(&self, [a, b]: [Coord<f64>; 2]) -> std::ops::RangeInclusive<usize> {
        self.strip(a.y.min(b.y))..=self.strip(a.y.max(b.y))
    }

    fn strip(&self, lat: f64) -> usize {
        (((lat - self.bounds.y0) * self.per_degree) as usize).min(self.starts.len() - 2)
    }

    /// Even-odd rule, so that the answer is defined for invalid rings too.
    fn side(&self, place: LonLat) -> Side {
        if !self.bounds.contains([place.lon, place.lat]) {
            return Side::Outside;
        }
        let mut inside = false;
        let strip = self.strip(place.lat);
        for &[a, b] in &self.edges[self.starts[strip] as usize..self.starts[strip + 1] as usize] {
            let (low, high) = (a.x.min(b.x), a.x.max(b.x));
            if place.lon > high || place.lat < a.y.min(b.y) || place.lat > a.y.max(b.y) {
                continue;
            }
            let upward = b.y > a.y;
            let crosses = (a.y > place.lat) != (b.y > place.lat);
            if place.lon < low {
                inside ^= crosses;
                continue;
            }
            let exact = |c: Coord<f64>| Exact { x: c.x, y: c.y };
            let turn = orient2d(exact(a), exact(b), Exact { x: place.lon, y: place.lat });
            if turn == 0.0 {
                return Side::Border; // the boxes overlap and the three points are in line: the place is on the edge
            }
            inside ^= crosses && (turn > 0.0) == upward;
        }
        if inside { Side::Inside } else { Side::Outside }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::boundary::District;
    use geo::{MultiPolygon, polygon};

    /// Four unit squares that share edges and one corner; the lower left one has a hole which "e" fills.
    pub(crate) fn squares() -> Boundaries {
        let square =
            |x: f64, y: f64| polygon![(x: x, y: y), (x: x + 1.0, y: y), (x: x + 1.0, y: y + 1.0), (x: x, y: y + 1.0)];
        let hole = polygon![(x: 0.25, y: 0.25), (x: 0.75, y: 0.25), (x: 0.75, y: 0.75), (x: 0.25, y: 0.75)];
        let mut holed = square(0.0, 0.0);
        holed.interiors_push(hole.exterior().0.iter().rev().copied().collect::<geo::LineString>());
        let district = |id: &str, p: geo::Polygon| District {
            id: id.into(),
            name: id.to_uppercase(),
            region_id: String::new(),
            region: String::new(),
            shape: MultiPolygon(vec![p]),
        };
        Boundaries {
            districts: vec![
                district("d", square(1.0, 1.0)),
                district("c", square(0.0, 1.0)),
                district("b", square(1.0, 0.0)),
                district("a", holed),
                district("e", hole),
            ],
            file: "squares".into(),
            vintage: None,
            notes: Vec::new(),
        }
    }

    fn at(lon: f64, lat: f64) -> (Option<String>, bool) {
        let (set, place) = (squares(), LonLat { lon, lat });
        let found = Index::new(&set).find(place);
        (found.district.map(|d| set.districts[d].id.clone()), found.on_boundary)
    }

    #[test]
    fn every_point_of_the_border_belongs_to_one_district_and_is_flagged() {
        assert_eq!(at(1.0, 1.0), (Some("a".into()), true), "the corner of four");
        assert_eq!(at(1.0, 0.5), (Some("a".into()), true));
        assert_eq!(at(1.0, 1.5), (Some("c".into()), true));
        assert_eq!(at(1.5, 1.0), (Some("b".into()), true));
        assert_eq!(at(2.0, 2.0), (Some("d".into()), true), "an outer corner");
        assert_eq!(at(0.25, 0.5), (Some("a".into()), true), "the rim of the hole");
        assert_eq!(at(0.5, 0.5), (Some("e".into()), false), "inside the hole");
        assert_eq!(at(0.1, 0.5), (Some("a".into()), false));
        assert_eq!(at(2.1, 0.5), (None, false));
        assert_eq!(at(2.0 + 1e-16, 0.5), (Some("b".into()), true), "rounds to 2");
        assert_eq!(at(2.0000001, 0.5), (None, false));
    }

    #[test]
    fn a_grid_of_places_is_counted_once_each() {
        let index = Index::new(&squares());
        let places = (0..=80).flat_map(|i| (0..=80).map(move |j| (f64::from(i) / 40.0, f64::from(j) / 40.0)));
        let inside = places.filter(|&(lon, lat)| index.find(LonLat { lon, lat }).district.is_some()).count();
        assert_eq!(inside, 81 * 81);
    }
}
