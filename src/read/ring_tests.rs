use super::*;
use geo::{Area, Winding};

fn mender() -> Mender {
    Mender::new("a", System::wgs84())
}

/// The only polygon of the rings, if there is any.
fn polygon(mender: &mut Mender, label: &str, rings: Vec<Positions>) -> Result<Option<Polygon<f64>>> {
    let mut polygons = mender.polygons(label, rings)?;
    assert!(polygons.len() < 2);
    Ok(polygons.pop())
}

fn ring(list: &[(f64, f64)]) -> Positions {
    list.iter().map(|(x, y)| Coord { x: *x, y: *y }).collect()
}

fn square(x: f64, y: f64, side: f64) -> Positions {
    ring(&[(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)])
}

fn reversed(mut positions: Positions) -> Positions {
    positions.reverse();
    positions
}

#[test]
fn rings_are_oriented_whatever_their_winding() {
    for (outer, hole) in [
        (square(0.0, 0.0, 4.0), square(1.0, 1.0, 1.0)),
        (reversed(square(0.0, 0.0, 4.0)), reversed(square(1.0, 1.0, 1.0))),
    ] {
        let polygon = polygon(&mut mender(), "f", vec![outer, hole]).expect("gate").expect("area");
        assert!(polygon.exterior().is_ccw() && polygon.interiors()[0].is_cw());
        assert_eq!(polygon.unsigned_area(), 15.0);
    }
}

#[test]
fn an_open_ring_is_closed_and_noted() {
    let mut mender = mender();
    let open = ring(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]);
    let polygon = polygon(&mut mender, "feature 3", vec![open]).expect("gate").expect("area");
    assert!(polygon.exterior().is_closed());
    assert_eq!(
        mender.finish().expect("no contradiction"),
        ["1 × a ring was not closed and has been, first in feature 3"]
    );
}

#[test]
fn rings_without_area_are_dropped_and_a_district_without_any_is_refused() {
    for flat in [
        ring(&[(0.0, 0.0)]),
        ring(&[]),
        ring(&[(0.0, 0.0), (1.0, 1.0), (0.0, 0.0)]),
        ring(&[(0.1, 0.1), (0.2, 0.2), (0.3, 0.3), (0.1, 0.1)]),
        vec![Coord { x: 1.0, y: 2.0 }; 1000],
    ] {
        let mut mender = mender();
        assert_eq!(polygon(&mut mender, "f", vec![flat]), Ok(None));
        assert!(mender.district("f", Vec::new()).is_err());
        assert_eq!(mender.finish().expect("no contradiction").len(), 1);
    }
    let mut mender = mender();
    let same = polygon(&mut mender, "f", vec![square(0.0, 0.0, 1.0), square(0.0, 0.0, 1.0)]);
    assert_eq!(same, Ok(None));
    assert_eq!(polygon(&mut mender, "f", Vec::new()), Ok(None));
}

#[test]
fn positions_off_the_globe_are_refused() {
    for (x, word) in [
        (f64::NAN, "not finite"),
        (f64::INFINITY, "not finite"),
        (400_000.0, "metres"),
        (1e308, "metres"),
        (370.0, "metres"),
        (-60.0, "antimeridian"),
    ] {
        let bad = ring(&[(170.0, 0.0), (x, 0.0), (175.0, 1.0), (170.0, 0.0)]);
        let error = polygon(&mut mender(), "feature 1", vec![bad]).expect_err("refused");
        assert!(error.message.contains(word), "{error}");
    }
    let nearly = ring(&[(170.0, 0.0), (180.000_000_000_1, 0.0), (175.0, 1.0), (170.0, 0.0)]);
    assert!(polygon(&mut mender(), "f", vec![nearly]).is_ok_and(|p| p.is_some()));
}

#[test]
fn swapped_axes_are_named_where_they_show() {
    let error = polygon(&mut mender(), "record 2", vec![square(-18.0, 177.0, 1.0)]).expect_err("no latitude");
    assert!(error.message.contains("record 2: latitude 177 ") && error.message.contains("latitude before longitude"));
}

#[test]
fn a_cap_over_the_pole_may_run_along_it() {
    let cap = ring(&[(-180.0, -60.0), (-180.0, -90.0), (180.0, -90.0), (180.0, -60.0), (0.0, -70.0), (-180.0, -60.0)]);
    assert!(polygon(&mut mender(), "f", vec![cap]).is_ok_and(|p| p.is_some()));
}

#[test]
fn a_polygon_that_is_there_twice_is_taken_once() {
    let mut mender = mender();
    let one = polygon(&mut mender, "f", vec![square(0.0, 0.0, 1.0)]).expect("gate").expect("area");
    let other = polygon(&mut mender, "f", vec![square(5.0, 0.0, 1.0)]).expect("gate").expect("area");
    let district = mender.district("f", vec![one.clone(), other, one]).expect("area");
    assert_eq!(district.unsigned_area(), 2.0);
    assert_eq!(mender.finish().expect("no contradiction").len(), 1);
}

#[test]
fn holes_go_to_the_outer_ring_that_contains_them() {
    let clockwise = |x, y, side| reversed(square(x, y, side));
    let mut mender = mender();
    // an island within a lake within an island
    let polygons = mender
        .nested(
            "f",
            vec![
                square(1.0, 1.0, 8.0),
                clockwise(0.0, 0.0, 10.0),
                clockwise(2.0, 2.0, 6.0),
                square(3.0, 3.0, 1.0),
                clockwise(20.0, 0.0, 1.0),
            ],
        )
        .expect("gate");
    let areas: Vec<f64> = polygons.iter().map(Area::unsigned_area).collect();
    assert_eq!(areas, [36.0, 35.0, 1.0]);
    assert!(mender.finish().expect("no contradiction").is_empty());
}

#[test]
fn a_shape_wound_the_wrong_way_is_still_a_shape() {
    let mut mender = mender();
    let polygons = mender.nested("f", vec![square(0.0, 0.0, 1.0)]).expect("gate");
    assert_eq!((polygons.len(), mender.finish().expect("no contradiction").len()), (1, 1));
}

#[test]
fn a_hole_outside_is_dropped() {
    let mut mender = mender();
    let polygon = polygon(&mut mender, "f", vec![square(0.0, 0.0, 2.0), square(5.0, 5.0, 1.0)]);
    assert_eq!(polygon.map(|p| p.map(|p| p.interiors().len())), Ok(Some(0)));
    assert_eq!(mender.finish().expect("no contradiction").len(), 1);
}
