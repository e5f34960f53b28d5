use super::*;
use crate::boundary::District;
use crate::measure::areas_km2;
use geo::{Coord, polygon};

/// A set of rectangles in degrees, each [west, south, east, north], with these identifiers.
fn set(rectangles: &[(&str, [f64; 4])]) -> Boundaries {
    let district = |(id, [w, s, e, n]): &(&str, [f64; 4])| District {
        id: id.to_string(),
        name: id.to_string(),
        region_id: String::new(),
        region: String::new(),
        shape: MultiPolygon(vec![polygon![(x: *w, y: *s), (x: *e, y: *s), (x: *e, y: *n), (x: *w, y: *n)]]),
    };
    Boundaries { districts: rectangles.iter().map(district).collect(), file: "made up".into(), ..Boundaries::default() }
}

#[test]
fn areas_are_those_of_the_ellipsoid() {
    let one = set(&[("a", [0.0, 0.0, 1.0, 1.0])]);
    let laid = overlay(&one, &set(&[("b", [0.5, 0.0, 2.0, 0.5])])).expect("lays");
    let zone = crate::projection::zone_km2(0.0, 1.0);
    assert!((laid.km2[0][0] - zone).abs() < 1e-3, "{}", laid.km2[0][0]);
    assert!((laid.pairs[0].2 - crate::projection::zone_km2(0.0, 0.5) / 2.0).abs() < 1e-3);
    // Geodesic edges bulge towards the pole, edges along a parallel do not.
    assert!((areas_km2(&one)[0] - zone).abs() / zone < 1e-3);
}

#[test]
fn what_is_covered_and_what_is_bare_add_up() {
    let (a, b) =
        (set(&[("a", [0.0, 10.0, 3.0, 12.0])]), set(&[("x", [1.0, 9.0, 2.0, 11.0]), ("y", [2.0, 11.0, 5.0, 12.0])]));
    let laid = overlay(&a, &b).expect("lays");
    let sum: f64 = laid.pairs.iter().map(|p| p.2).sum::<f64>() + laid.bare[0][0];
    assert!((sum / laid.km2[0][0] - 1.0).abs() < 1e-9, "{sum}");
    assert!(laid.notes.is_empty(), "{:?}", laid.notes);
}

#[test]
fn a_place_off_the_globe_is_refused_and_not_laid_to_nothing() {
    for bad in [f64::NAN, f64::INFINITY, 1e308, 1e18] {
        let mut a = set(&[("a", [0.0, 0.0, 1.0, 1.0])]);
        a.districts[0].shape.0[0].exterior_mut(|ring| ring.0[1] = Coord { x: bad, y: 0.0 });
        let error = overlay(&a, &set(&[("b", [0.0, 0.0, 1.0, 1.0])])).expect_err("no place");
        assert!(error.message.contains("made up, a"), "{error}");
    }
}

#[test]
fn districts_that_overlap_and_rings_that_cross_are_said() {
    let twice = set(&[("a", [0.0, 0.0, 1.0, 1.0]), ("b", [0.5, 0.0, 2.0, 1.0])]);
    assert_eq!(double(&twice).expect("lays").len(), 1);
    let laid = overlay(&set(&[("c", [0.0, 0.0, 2.0, 1.0])]), &twice).expect("lays");
    assert!(laid.notes.iter().any(|n| n.contains("overlap") && n.contains("a and b")), "{:?}", laid.notes);
    let mut bow = set(&[("bow", [0.0, 0.0, 1.0, 1.0])]);
    bow.districts[0].shape =
        MultiPolygon(vec![polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 2.0), (x: 2.0, y: 0.0), (x: 0.0, y: 1.0)]]);
    let laid = overlay(&bow, &bow).expect("lays");
    assert!(laid.notes.iter().any(|n| n.contains("bow cross")), "{:?}", laid.notes);
    assert!((laid.pairs[0].2 - laid.km2[0][0]).abs() < 1e-6);
}
