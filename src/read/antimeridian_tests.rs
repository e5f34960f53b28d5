use super::*;
use crate::read::System;
use crate::read::ring::Mender;
use geo::{Area, Contains, Coord, MultiPolygon, Point};
use proptest::prelude::*;

fn ring(list: &[(f64, f64)]) -> Positions {
    list.iter().map(|(x, y)| Coord { x: *x, y: *y }).collect()
}

fn boxed(low: (f64, f64), high: (f64, f64)) -> Positions {
    ring(&[low, (high.0, low.1), high, (low.0, high.1), low])
}

/// The rings as one district, by either way of reading, and what was noted.
fn district(rings: &[Positions]) -> (MultiPolygon<f64>, Vec<String>) {
    let mut mender = Mender::new("a", System::wgs84());
    let polygons = mender.polygons("feature 1", rings.to_vec()).expect("splits");
    let shape = mender.district("feature 1", polygons).expect("area");
    // a shapefile winds outer rings clockwise, the others counter-clockwise
    let mut wound = rings.to_vec();
    wound[0].reverse();
    let mut other = Mender::new("a", System::wgs84());
    let nested = other.nested("feature 1", wound).expect("splits");
    assert!((MultiPolygon(nested).unsigned_area() - shape.unsigned_area()).abs() < 1e-9);
    (shape, mender.finish().expect("degrees"))
}

#[test]
fn longitudes_to_360_come_home() {
    let (shape, notes) = district(&[boxed((181.0, -18.0), (182.5, -17.0))]);
    assert_eq!(shape.0[0].exterior().0[0], Coord { x: -179.0, y: -18.0 });
    assert_eq!((shape.0.len(), shape.unsigned_area(), notes.len()), (1, 1.5, 1));
    // it begins on the antimeridian, and does not cross it
    let (shape, _) = district(&[boxed((180.0, 0.0), (181.0, 1.0))]);
    assert_eq!((shape.0.len(), shape.unsigned_area()), (1, 1.0));
    assert!(shape.0[0].exterior().0.iter().all(|p| p.x <= -179.0));
    // across Greenwich
    let (shape, _) = district(&[boxed((359.0, 0.0), (361.0 - 360.0, 1.0))]);
    assert_eq!((shape.0.len(), shape.unsigned_area()), (1, 2.0));
}

#[test]
fn what_crosses_is_split_in_either_notation() {
    let to_360 = [boxed((179.5, -16.0), (180.5, -15.0))];
    let short_way = [ring(&[(179.5, -16.0), (-179.5, -16.0), (-179.5, -15.0), (179.5, -15.0), (179.5, -16.0)])];
    for rings in [&to_360, &short_way] {
        let (shape, notes) = district(rings);
        assert_eq!((shape.0.len(), shape.unsigned_area()), (2, 1.0));
        assert!(notes.iter().any(|n| n.contains("split there, first in feature 1")), "{notes:?}");
        for (x, inside) in [(179.75, true), (-179.75, true), (179.25, false), (-179.25, false), (0.0, false)] {
            assert_eq!(shape.contains(&Point::new(x, -15.5)), inside, "{x}");
        }
    }
}

#[test]
fn holes_and_bays_across_the_line_stay_open() {
    // a hole on the line, one east of it, and a comb whose teeth cross it
    let holes =
        [boxed((170.0, 0.0), (190.0, 10.0)), boxed((179.0, 4.0), (181.0, 6.0)), boxed((185.0, 1.0), (186.0, 2.0))];
    let (shape, _) = district(&holes);
    assert_eq!(shape.unsigned_area(), 200.0 - 4.0 - 1.0);
    assert!(!shape.contains(&Point::new(179.5, 5.0)) && !shape.contains(&Point::new(-179.5, 5.0)));
    assert!(!shape.contains(&Point::new(-174.5, 1.5)) && shape.contains(&Point::new(-174.5, 3.5)));
    let comb = ring(&[
        (179.0, 0.0),
        (182.0, 0.0),
        (182.0, 1.0),
        (179.5, 1.0),
        (179.5, 2.0),
        (182.0, 2.0),
        (182.0, 3.0),
        (179.0, 3.0),
        (179.0, 0.0),
    ]);
    let (shape, _) = district(&[comb]);
    assert_eq!((shape.0.len(), shape.unsigned_area()), (3, 6.5));
}

#[test]
fn neighbours_share_every_vertex_and_the_crossing() {
    let shared = [(179.123_456_789_012, -16.7), (-179.987_654_321, -15.123_456_7)];
    let south = ring(&[shared[0], (179.5, -20.0), (-179.5, -20.0), shared[1], shared[0]]);
    let north = ring(&[shared[1], (-179.5, -10.0), (179.5, -10.0), shared[0], shared[1]]);
    let corners = |rings: &[Positions]| -> Vec<Coord<f64>> {
        district(rings).0.0.iter().flat_map(|p| p.exterior().0.clone()).collect()
    };
    let (south, north) = (corners(&[south]), corners(&[north]));
    for (x, y) in shared {
        assert!(south.contains(&Coord { x, y }) && north.contains(&Coord { x, y }));
    }
    let crossing =
        |corners: &[Coord<f64>]| corners.iter().find(|p| p.x == 180.0 && p.y > -17.0 && p.y < -15.0).copied();
    assert!(crossing(&south).is_some() && crossing(&south) == crossing(&north));
}

#[test]
fn what_may_be_meant_either_way_is_refused() {
    let refusal = |rings: Vec<Positions>| {
        let mut mender = Mender::new("a.gpkg", System::wgs84());
        mender.polygons("fid 7", rings).err().map_or(String::from("was read"), |e| e.message)
    };
    assert!(
        refusal(vec![boxed((-100.0, 0.0), (100.0, 10.0))]).starts_with("a.gpkg, fid 7: an edge from longitude -100")
    );
    assert!(refusal(vec![boxed((-180.0, -60.0), (180.0, 60.0))]).contains("antimeridian"));
    let pole = ring(&[(0.0, 60.0), (90.0, 60.0), (179.0, 60.0), (-120.0, 60.0), (0.0, 60.0)]);
    assert!(refusal(vec![pole]).contains("goes around the globe"));
}

proptest! {
    /// A district on the antimeridian is the same as one that was moved away from it.
    #[test]
    fn a_moved_district_holds_the_same_places(
        radii in proptest::collection::vec(0.5f64..4.0, 5..40),
        places in proptest::collection::vec((-5.0f64..5.0, -5.0f64..5.0), 50),
        short_way: bool,
    ) {
        let corner = |(i, r): (usize, &f64)| {
            let angle = std::f64::consts::TAU * i as f64 / radii.len() as f64;
            // parts of a degree that no shift by a turn rounds
            ((r * angle.cos() * 1024.0).round() / 1024.0, (r * angle.sin() * 1024.0).round() / 1024.0)
        };
        let mut star: Vec<(f64, f64)> = radii.iter().enumerate().map(corner).collect();
        star.push(star[0]);
        let at = |x: f64| if short_way { within(180.0 + x) } else { 180.0 + x };
        let moved: Vec<(f64, f64)> = star.iter().map(|(x, y)| (at(*x), *y)).collect();
        let whole = district(&[ring(&star)]).0;
        let shape = district(&[ring(&moved)]).0;
        prop_assert!((whole.unsigned_area() - shape.unsigned_area()).abs() < 1e-9);
        for (x, y) in places {
            prop_assert_eq!(whole.contains(&Point::new(x, y)), shape.contains(&Point::new(within(180.0 + x), y)));
        }
    }
}

#[test]
fn an_edge_that_is_left_to_be_closed_is_looked_at_too() {
    let open = |list: &[(f64, f64)]| Rolled::new(ring(list));
    assert_eq!(open(&[(-179.5, 12.0), (-6.0, 17.0), (1.0, 12.0)]), Err(Stuck::Edge(1.0, -179.5)));
    let across = open(&[(-179.0, 12.0), (-179.0, 14.0), (179.0, 14.0), (179.0, 12.0)]).expect("two degrees wide");
    assert!(across.crosses());
    let closed = open(&[(-179.0, 12.0), (-179.0, 14.0), (179.0, 14.0), (179.0, 12.0), (-179.0, 12.0)]);
    assert_eq!(Ok(across), closed);
    let beside = [(1.0, 1.0), (2.0, 1.0), (2.0, 2.0)];
    assert_eq!(open(&beside).expect("short edges").positions, ring(&beside));
}
