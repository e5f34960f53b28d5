//! Hexagons of incidents, coloured by class and cut off at the border of the country.

use rayon::prelude::*;

use super::clip;
use super::frame::Frame;
use super::ground::Ground;
use crate::color::Color;
use crate::palette::ink;
use crate::scene::{Item, Outline, filled, group};
use crate::unit::Rect;

/// Width of the line along the sides of a hexagon in points, and the most of its width that it may take.
const LINE: f64 = 0.25;
const LINE_SHARE: f64 = 0.04;

/// A hexagon on a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Hex {
    /// Corners in metres of the plane, in either direction; convex.
    pub corners: Vec<[f64; 2]>,
    /// Its class, from 0.
    pub class: usize,
}

/// Fills hexagons by class over a line along their sides, so that each can be counted. What of a hexagon lies beyond the
/// country is left out; hexagons without incidents are not drawn, and the land stays white there.
pub fn hexbin(ground: &Ground, frame: &Frame, hexes: &[Hex], colors: &[Color]) -> Item {
    let country = Country::new(ground);
    let shapes = |hex: &Hex| {
        let line = (LINE * frame.metres_per_point()).min(LINE_SHARE * bounds(&hex.corners).width());
        [country.inside(&hex.corners), country.inside(&inset(&hex.corners, line))]
    };
    let shapes: Vec<[Rings; 2]> = hexes.par_iter().map(shapes).collect();
    let mut sides = Outline::default();
    let mut fills = vec![Outline::default(); colors.len()];
    for (hex, [whole, inner]) in hexes.iter().zip(&shapes) {
        whole.iter().for_each(|ring| clip::ring(&mut sides, frame, ring));
        inner.iter().for_each(|ring| clip::ring(&mut fills[hex.class.min(colors.len() - 1)], frame, ring));
    }
    let borders = group("hexagon-borders", vec![filled(sides, ink::REGION)]);
    let fills = fills.into_iter().zip(colors).filter(|(outline, _)| !outline.is_empty());
    let fills = fills.map(|(outline, &color)| filled(outline, color));
    group("hexbin", std::iter::once(borders).chain(fills).collect())
}

/// Rings in metres of the plane.
type Rings = Vec<Vec<[f64; 2]>>;

/// The land of the districts, to cut hexagons by.
struct Country {
    /// The rings of all districts with their bounds.
    rings: Vec<(Rect, Vec<[f64; 2]>)>,
    /// Bounds of the steps of the border of the country.
    border: Vec<Rect>,
}

impl Country {
    fn new(ground: &Ground) -> Country {
        let ring = |ring| ground.borders.ring(ring);
        let rings = ground.borders.rings.iter().flatten().map(ring);
        let outer = ground.borders.arcs.iter().filter(|arc| arc.right.is_none());
        let steps = outer.flat_map(|arc| arc.points.windows(2).map(bounds)).collect();
        Country { rings: rings.map(|ring: Vec<[f64; 2]>| (bounds(&ring), ring)).collect(), border: steps }
    }

    /// What of a hexagon that holds a place of the country lies in it. One that the border does not come near is whole;
    /// others are made of the parts of their districts.
    fn inside(&self, corners: &[[f64; 2]]) -> Rings {
        let around = bounds(corners);
        if !self.border.iter().any(|step| meet(step, &around)) {
            return vec![corners.to_vec()];
        }
        let near = self.rings.iter().filter(|(bounds, _)| meet(bounds, &around));
        near.map(|(_, ring)| cut(ring, corners)).filter(|ring| ring.len() > 2).collect()
    }
}

fn bounds(points: &[[f64; 2]]) -> Rect {
    Rect::around(points.iter().copied())
}

/// Whether two rectangles have a place in common.
fn meet(a: &Rect, b: &Rect) -> bool {
    a.x0 <= b.x1 && b.x0 <= a.x1 && a.y0 <= b.y1 && b.y0 <= a.y1
}

/// A convex ring drawn in by so many metres on every side, measured from its middle.
fn inset(corners: &[[f64; 2]], by: f64) -> Vec<[f64; 2]> {
    let n = corners.len() as f64;
    let middle = [0, 1].map(|axis| corners.iter().map(|c| c[axis]).sum::<f64>() / n);
    let from_middle = |pair: [[f64; 2]; 2]| {
        let [a, b] = pair;
        cross(a, b, middle).abs() / (b[0] - a[0]).hypot(b[1] - a[1]).max(f64::MIN_POSITIVE)
    };
    let nearest = sides(corners).map(from_middle).fold(f64::INFINITY, f64::min);
    let share = 1.0 - by / nearest.max(by);
    corners.iter().map(|c| [0, 1].map(|axis| middle[axis] + share * (c[axis] - middle[axis]))).collect()
}

fn sides(corners: &[[f64; 2]]) -> impl Iterator<Item = [[f64; 2]; 2]> {
    corners.iter().zip(corners.iter().cycle().skip(1)).map(|(&a, &b)| [a, b])
}

/// Twice the area of a triangle; positive if it runs counter-clockwise.
fn cross(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/// The part of a ring inside a convex one (Sutherland and Hodgman 1974). Where it falls into several, they hang together by
/// lines along the sides of the convex ring, which have no area.
fn cut(ring: &[[f64; 2]], convex: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let turn = sides(convex).map(|[a, b]| cross([0.0, 0.0], a, b)).sum::<f64>().signum();
    let mut points = ring.to_vec();
    for [a, b] in sides(convex) {
        let height = |p: [f64; 2]| turn * cross(a, b, p);
        let mut kept = Vec::with_capacity(points.len() + 4);
        for [p, q] in sides(&points) {
            let (from, to) = (height(p), height(q));
            if from >= 0.0 {
                kept.push(p);
            }
            if (from >= 0.0) != (to >= 0.0) {
                let t = from / (from - to);
                kept.push([p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])]);
            }
        }
        points = kept;
    }
    points
}

#[cfg(test)]
mod tests {
    use geo::{MultiPolygon, polygon};
    use proptest::prelude::*;

    use super::*;
    use crate::boundary::{Boundaries, District};
    use crate::layer::Context;
    use crate::scene::Segment;

    fn hexagon([x, y]: [f64; 2], radius: f64) -> Vec<[f64; 2]> {
        let corner = |i: i32| {
            let (sin, cos) = (f64::from(60 * i) + 30.0).to_radians().sin_cos();
            [x + radius * cos, y + radius * sin]
        };
        (0..6).map(corner).collect()
    }

    fn area(ring: &[[f64; 2]]) -> f64 {
        sides(ring).map(|[a, b]| cross([0.0, 0.0], a, b)).sum::<f64>() / 2.0
    }

    /// Even-odd, as a point is looked up in a polygon.
    fn holds(ring: &[[f64; 2]], [x, y]: [f64; 2]) -> bool {
        let crossed = |[a, b]: &[[f64; 2]; 2]| {
            (a[1] > y) != (b[1] > y) && {
                let t = (y - a[1]) / (b[1] - a[1]);
                x < a[0] + t * (b[0] - a[0])
            }
        };
        sides(ring).filter(crossed).count() % 2 == 1
    }

    proptest! {
        /// A place is in the cut ring if it is in both rings, whatever the shape of the first and the direction of either.
        #[test]
        fn the_cut_holds_what_both_hold(
            radii in prop::collection::vec(0.2..2.0f64, 3..12),
            at in [-1.5..1.5f64, -1.5..1.5f64],
            places in prop::collection::vec([-2.0..2.0f64, -2.0..2.0f64], 40),
            [mirrored, reversed] in [any::<bool>(), any::<bool>()],
        ) {
            let step = std::f64::consts::TAU / radii.len() as f64;
            let mut star: Vec<[f64; 2]> =
                radii.iter().enumerate().map(|(i, r)| [r * (i as f64 * step).cos(), r * (i as f64 * step).sin()]).collect();
            let mut hexagon = hexagon(at, 1.0);
            if mirrored { star.reverse(); }
            if reversed { hexagon.reverse(); }
            let part = cut(&star, &hexagon);
            let near = |p: [f64; 2]| sides(&star).chain(sides(&hexagon)).any(|[a, b]| cross(a, b, p).abs() < 1e-9);
            for place in places.into_iter().filter(|p| !near(*p)) {
                prop_assert_eq!(holds(&part, place), holds(&star, place) && holds(&hexagon, place));
            }
            prop_assert!(area(&part).abs() <= area(&star).abs().min(area(&hexagon).abs()) + 1e-9);
        }
    }

    /// Two unit squares side by side, on the equator.
    fn two() -> Ground {
        let square = |i: u8| {
            let x = f64::from(i);
            District {
                id: i.to_string(),
                name: String::new(),
                region_id: String::new(),
                region: String::new(),
                shape: MultiPolygon(vec![
                    polygon![(x: x, y: 0.0), (x: x + 1.0, y: 0.0), (x: x + 1.0, y: 1.0), (x: x, y: 1.0)],
                ]),
            }
        };
        let districts = (0..2).map(square).collect();
        let boundaries = Boundaries { districts, file: String::new(), vintage: None, notes: Vec::new() };
        Ground::new(&boundaries, &Context::default())
    }

    fn rings(outline: &Outline) -> Vec<Vec<[f64; 2]>> {
        let mut rings = Vec::new();
        for segment in &outline.segments {
            match *segment {
                Segment::Move(p) => rings.push(vec![p]),
                Segment::Line(p) => rings.last_mut().expect("a ring has begun").push(p),
                Segment::Curve(..) | Segment::Close => {}
            }
        }
        rings
    }

    #[test]
    fn hexagons_end_at_the_border_of_the_country_and_go_on_across_those_in_it() {
        let ground = two();
        let frame = Frame::wide([0.0, 0.0], 100.0, ground.extent);
        let country = bounds(&ground.borders.arcs.iter().flat_map(|a| a.points.clone()).collect::<Vec<_>>());
        let [middle, corner] = [country.center(), [country.x0, country.y0]];
        let radius = country.height() / 4.0;
        let hex = |at, class| Hex { corners: hexagon(at, radius), class };
        let colors = [Color::hex(0xFBE3CF), Color::hex(0x74230F)];
        let Item::Group(drawn) = hexbin(&ground, &frame, &[hex(middle, 0), hex(corner, 1)], &colors) else { panic!() };
        let [Item::Group(borders), Item::Path(whole), Item::Path(part)] = &drawn.items[..] else { panic!("{drawn:?}") };
        let [Item::Path(sides)] = &borders.items[..] else { panic!("{borders:?}") };
        let scale = frame.metres_per_point();
        let areas = |outline: &Outline| rings(outline).iter().map(|r| area(r)).sum::<f64>().abs() * scale * scale;
        let full = area(&hexagon(middle, radius));
        assert!(
            (areas(&sides.outline) / (1.25 * full) - 1.0).abs() < 1e-3,
            "a quarter of the second is in the country"
        );
        let share = 1.0 - 2.0 * LINE * scale / (3f64.sqrt() * radius);
        assert!((areas(&whole.outline) / (full * share * share) - 1.0).abs() < 1e-6);
        assert!((areas(&part.outline) / (0.25 * full * share * share) - 1.0).abs() < 2e-3);
        let land = Rect::around([frame.at([country.x0, country.y0]), frame.at([country.x1, country.y1])]).grown(0.01);
        assert!(rings(&sides.outline).iter().flatten().all(|p| land.contains(*p)), "nothing lies beyond the border");
        assert_eq!((whole.fill, part.fill), (Some(colors[0]), Some(colors[1])));
    }

    #[test]
    fn a_hexagon_is_drawn_in_by_the_same_on_every_side() {
        let (whole, inner) = (hexagon([10.0, -4.0], 2.0), inset(&hexagon([10.0, -4.0], 2.0), 0.1));
        let widths = [&whole, &inner].map(|ring| bounds(ring).width());
        assert!((widths[0] - widths[1] - 0.2).abs() < 1e-9, "{widths:?}");
        assert!((area(&inner) / area(&whole) - (widths[1] / widths[0]).powi(2)).abs() < 1e-9);
        assert!(area(&inset(&whole, 1e9)).abs() < 1e-9, "no line turns it inside out");
    }
}
