//! Areas on the ellipsoid.

use geo::{GeodesicArea, LineString, MultiPolygon, Polygon};
use rayon::prelude::*;

use crate::boundary::Boundaries;
use crate::projection::{authalic_radius, authalic_sine};

/// Edges up to this long, in degrees of longitude or latitude, are arcs of great circles of the authalic sphere: that is
/// ten times as quick as Karney's algorithm, and less than a billionth of a district's area away from it.
const SHORT: f64 = 0.1;

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

/// Area in m² of a polygon whose edges are all short; `None` if one is not, or a ring goes round a pole.
fn on_authalic_sphere(polygon: &Polygon<f64>) -> Option<f64> {
    let holes = polygon.interiors().iter().map(excess).sum::<Option<f64>>()?;
    Some((excess(polygon.exterior())? - holes) * authalic_radius().powi(2))
}

/// Spherical excess of a ring on the authalic sphere: the sum over its edges of that between edge and equator
/// (Karney 2013, equation 64).
fn excess(ring: &LineString<f64>) -> Option<f64> {
    let (mut excess, mut turned) = (0.0, 0.0);
    let mut before = None;
    for place in &ring.0 {
        let sine = authalic_sine(place.y.to_radians().sin());
        let tangent = sine / (1.0 + (1.0 - sine * sine).max(0.0).sqrt()); // of half the authalic latitude
        if let Some((x, y, other)) = before.replace((place.x, place.y, tangent)) {
            let (east, north) = (place.x - x, place.y - y);
            // Written so that what is no number is not short.
            if !(f64::abs(east) <= SHORT && f64::abs(north) <= SHORT) {
                return None;
            }
            turned += east;
            excess += 2.0 * ((east.to_radians() / 2.0).tan() * (tangent + other) / (1.0 + tangent * other)).atan();
        }
    }
    (f64::abs(turned) < 1.0).then_some(f64::abs(excess))
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
    fn a_ring_round_the_pole_and_one_across_the_date_line_are_left_to_geographiclib() {
        let cap: LineString<f64> = (0..=7200).map(|i| (f64::from(i) / 20.0 - 180.0, -80.0)).collect();
        assert_eq!(excess(&cap), None);
        assert_eq!(excess(&LineString::from(vec![(179.99, 0.0), (-179.99, 0.0), (179.99, 0.05), (179.99, 0.0)])), None);
    }
}
