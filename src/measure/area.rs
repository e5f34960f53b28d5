//! Areas on the ellipsoid.

use geo::{Coord, GeodesicArea, LineString, MultiPolygon, Polygon};
use rayon::prelude::*;

use crate::boundary::Boundaries;
use crate::projection::{authalic_radius, authalic_sine};

/// Edges up to this long, in degrees of longitude or latitude, are arcs of great circles of the authalic sphere: that is
/// ten times as quick as Karney's algorithm, and some hundred-millionths of a district's area away from it at most.
const SHORT: f64 = 0.1;
/// Longer edges, as of borders through a desert, are Karney's geodesics one by one, unless they are more than one in so many:
/// then all of the polygon is his, which is as quick.
const LONG_IN: usize = 8;
/// No edge is longer: what looks so, in degrees, is a jump across the date line.
const LONGEST: f64 = 90.0;

/// Area of each district in km² on the WGS 84 ellipsoid, its edges geodesics (Karney 2013), holes taken off. Of a shape that
/// crosses itself it is what its rings enclose by their own sense of rotation, and never below zero.
pub fn areas_km2(boundaries: &Boundaries) -> Vec<f64> {
    boundaries.districts.par_iter().map(|d| area_km2(&d.shape)).collect()
}

fn area_km2(shape: &MultiPolygon<f64>) -> f64 {
    shape.iter().map(|p| on_authalic_sphere(p).unwrap_or_else(|| on_ellipsoid(p)).max(0.0) / 1e6).sum()
}

/// Area in m² of a polygon. A ring that crosses itself may turn one way in the plane and the other way on the ellipsoid: its
/// area is taken without a sign, lest it be that of the rest of the earth.
fn on_ellipsoid(polygon: &Polygon<f64>) -> f64 {
    let area = |ring: &LineString<f64>| Polygon::new(ring.clone(), Vec::new()).geodesic_area_signed().abs();
    area(polygon.exterior()) - polygon.interiors().iter().map(area).sum::<f64>()
}

/// Area in m² of a polygon whose edges are nearly all short; `None` if they are not, or a ring goes round a pole.
fn on_authalic_sphere(polygon: &Polygon<f64>) -> Option<f64> {
    let holes = polygon.interiors().iter().map(excess).sum::<Option<f64>>()?;
    Some((excess(polygon.exterior())? - holes) * authalic_radius().powi(2))
}

/// Spherical excess of a ring on the authalic sphere: the sum over its edges of that between edge and equator
/// (Karney 2013, equation 64).
fn excess(ring: &LineString<f64>) -> Option<f64> {
    // Written so that what is no number is within nothing.
    let within = |edge: &[Coord<f64>], most: f64| {
        f64::abs(edge[1].x - edge[0].x) <= most && f64::abs(edge[1].y - edge[0].y) <= most
    };
    let edges = || ring.0.windows(2);
    let long = edges().filter(|edge| !within(edge, SHORT)).count();
    if long * LONG_IN > ring.0.len() || (long > 0 && !edges().all(|edge| within(edge, LONGEST))) {
        return None;
    }
    let (mut excess, mut turned) = (0.0, 0.0);
    let mut before = None;
    for place in &ring.0 {
        let sine = authalic_sine(place.y.to_radians().sin());
        let tangent = sine / (1.0 + (1.0 - sine * sine).max(0.0).sqrt()); // of half the authalic latitude
        if let Some((from, other)) = before.replace((*place, tangent)) {
            let east: f64 = place.x - from.x;
            turned += east;
            excess += if within(&[from, *place], SHORT) {
                2.0 * ((east.to_radians() / 2.0).tan() * (tangent + other) / (1.0 + tangent * other)).atan()
            } else {
                geodesic_excess(from, *place)
            };
        }
    }
    (f64::abs(turned) < 1.0).then_some(f64::abs(excess))
}

/// The same for one edge that is a geodesic: of a quadrilateral whose other sides are meridians and the equator, under which
/// there is nothing.
fn geodesic_excess(a: Coord<f64>, b: Coord<f64>) -> f64 {
    let [below_b, below_a] = [b, a].map(|place| Coord { x: place.x, y: 0.0 });
    let quadrilateral = Polygon::new(LineString(vec![a, b, below_b, below_a]), Vec::new());
    // eastward in the north it is drawn clockwise
    -quadrilateral.geodesic_area_signed() / authalic_radius().powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    #[test]
    fn a_degree_square_at_the_equator_has_the_area_of_geographiclib() {
        let square = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0), (x: 0.0, y: 1.0)];
        assert!((area_km2(&MultiPolygon(vec![square])) - 12_308.778_361).abs() < 1e-3);
    }

    #[test]
    fn a_ring_that_crosses_itself_is_not_the_rest_of_the_earth() {
        let crossed = polygon![(x: -3.0, y: 26.0), (x: -3.0, y: 14.0), (x: -2.0, y: 14.0), (x: -2.0, y: 13.0), (x: -6.0, y: 53.0)];
        let turned = Polygon::new(LineString(crossed.exterior().0.iter().rev().copied().collect()), Vec::new());
        for shape in [crossed, turned] {
            let km2 = area_km2(&MultiPolygon(vec![shape]));
            assert!((1.0..1e6).contains(&km2), "{km2}");
        }
        let square = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0), (x: 0.0, y: 1.0)];
        let hole = polygon![(x: 0.0, y: 0.0), (x: 0.0, y: 2.0), (x: 2.0, y: 2.0), (x: 2.0, y: 0.0)];
        let larger = Polygon::new(square.exterior().clone(), vec![hole.exterior().clone()]);
        assert_eq!(area_km2(&MultiPolygon(vec![larger])), 0.0);
    }

    /// A ring of short edges around a place, jagged as borders are.
    fn jagged(lon: f64, lat: f64, radius: f64) -> LineString<f64> {
        let corner = |i: i32| {
            let (sin, cos) = (f64::from(i) / 200.0 * std::f64::consts::TAU).sin_cos();
            let reach = radius * (1.0 + 0.01 * f64::from(i % 3));
            (lon + reach * cos, lat + reach * sin)
        };
        (0..=200).map(|i| corner(i % 200)).collect()
    }

    #[test]
    fn short_edges_give_the_area_of_geographiclib_at_every_latitude() {
        for lat in [-80.0, -35.0, 0.0, 14.0, 17.5, 60.0, 85.0] {
            let hole = LineString(jagged(3.1, lat, 0.2).0.into_iter().rev().collect());
            let district = Polygon::new(jagged(3.0, lat, 1.5), vec![hole]);
            let (quick, exact) = (on_authalic_sphere(&district), district.geodesic_area_unsigned());
            let apart = quick.expect("its edges are short") / exact - 1.0;
            assert!(apart.abs() < 1e-9, "{lat}: {apart:e}");
        }
    }

    #[test]
    fn single_long_edges_among_short_ones_are_geodesics() {
        for (lat, from, to) in [(16.0, 20, 27), (-35.0, 90, 110), (0.3, 140, 160), (70.0, 3, 9)] {
            let mut ring = jagged(0.4, lat, 1.5).0;
            ring.drain(from..to);
            let district = Polygon::new(LineString(ring), Vec::new());
            let (quick, exact) = (on_authalic_sphere(&district), district.geodesic_area_unsigned());
            let apart = quick.expect("nearly all edges are short") / exact - 1.0;
            assert!(apart.abs() < 1e-9, "{lat}: {apart:e}");
        }
        assert_eq!(excess(&LineString(jagged(0.4, 16.0, 9.0).0)), None, "most edges are long");
    }

    #[test]
    fn a_ring_round_the_pole_and_one_across_the_date_line_are_left_to_geographiclib() {
        let cap: LineString<f64> = (0..=7200).map(|i| (f64::from(i) / 20.0 - 180.0, -80.0)).collect();
        assert_eq!(excess(&cap), None);
        assert_eq!(excess(&LineString::from(vec![(179.99, 0.0), (-179.99, 0.0), (179.99, 0.05), (179.99, 0.0)])), None);
    }
}
