use proptest::prelude::*;

use super::*;
use crate::index::tests::squares;

/// The distance to every edge, sampled densely: an upper bound that is close.
fn brute(districts: &Boundaries, place: LonLat) -> Option<(f64, usize)> {
    let here = Point::new(place.lon, place.lat);
    let mut best: Option<(f64, usize)> = None;
    for (d, district) in districts.districts.iter().enumerate() {
        for ring in district.shape.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors())) {
            for line in ring.lines() {
                // golden section over the share of the edge: the distance has one minimum along it
                let at = |s: f64| Point::new(line.start.x + s * line.dx(), line.start.y + s * line.dy());
                let far = |s: f64| Geodesic.distance(here, at(s));
                let (mut low, mut high) = (0.0, 1.0);
                for _ in 0..80 {
                    let (a, b) = (low + (high - low) * 0.382, low + (high - low) * 0.618);
                    if far(a) < far(b) { high = b } else { low = a }
                }
                let metres = far(low).min(far(0.0)).min(far(1.0));
                let closer = |(m, o): (f64, usize)| {
                    metres < m - 5e-4 || (metres - m).abs() <= 5e-4 && district.id < districts.districts[o].id
                };
                if best.is_none_or(closer) {
                    best = Some((metres, d));
                }
            }
        }
    }
    best
}

#[test]
fn a_place_a_little_outside_is_near_and_a_far_one_is_not() {
    let set = squares();
    let borders = Borders::new(&set);
    let near = borders.nearest(LonLat { lon: -0.005, lat: 0.5 }, 1000.0).expect("556 m west of it");
    // a degree of longitude at 0.5° north has 111,315.3 m
    assert!((near.metres - 556.56).abs() < 0.1, "{near:?}");
    assert_eq!(borders.nearest(LonLat { lon: -0.005, lat: 0.5 }, 500.0), None);
    assert_eq!(borders.nearest(LonLat { lon: -5.0, lat: 0.5 }, FARTHEST), None);
}

#[test]
fn of_two_equally_near_the_smaller_identifier_has_it() {
    let set = squares();
    let borders = Borders::new(&set);
    // below the corner that two squares share
    let near = borders.nearest(LonLat { lon: 1.0, lat: -0.001 }, 1000.0).expect("near");
    let touching =
        |d: &crate::boundary::District| d.shape.iter().any(|p| p.exterior().0.iter().any(|c| c.x == 1.0 && c.y == 0.0));
    let smallest = set.districts.iter().filter(|d| touching(d)).map(|d| &d.id).min().expect("some");
    assert_eq!(&set.districts[near.district].id, smallest);
}

#[test]
fn beyond_the_antimeridian_the_border_is_near_too() {
    let mut set = squares();
    for district in &mut set.districts {
        geo::MapCoordsInPlace::map_coords_in_place(&mut district.shape, |c| geo::Coord { x: c.x + 178.0, y: c.y });
    }
    let near = Borders::new(&set).nearest(LonLat { lon: -179.999, lat: 0.5 }, 1000.0).expect("111 m east of 180°");
    assert!((near.metres - 111.3).abs() < 0.5, "{near:?}");
}

proptest! {
    #[test]
    fn the_nearest_is_that_of_brute_force_to_a_decimetre(
        shift in -85.0..84.0f64, east in -170.0..168.0f64, x in -0.1..2.1f64, y in -0.09..0.0f64, north in any::<bool>()
    ) {
        let mut set = squares();
        for district in &mut set.districts {
            let move_to = |c: geo::Coord| geo::Coord { x: c.x + east, y: c.y + shift };
            geo::MapCoordsInPlace::map_coords_in_place(&mut district.shape, move_to);
        }
        let place = LonLat { lon: east + x, lat: shift + if north { 2.0 - y } else { y } };
        prop_assume!(place.lat.abs() < 89.0);
        let found = Borders::new(&set).nearest(place, FARTHEST);
        let expected = brute(&set, place).filter(|(metres, _)| *metres <= FARTHEST);
        prop_assert_eq!(found.is_some(), expected.is_some());
        if let (Some(found), Some((metres, district))) = (found, expected) {
            prop_assert!((found.metres - metres).abs() < 0.1, "{:?} {}", found, metres);
            prop_assert!(found.district == district || (found.metres - metres).abs() < 0.002);
        }
    }
}
