use super::*;
use crate::index::Index;
use geo::{Coord, LineString, MultiPolygon, Polygon, Validation};
use proptest::prelude::*;
use std::collections::HashSet;

fn district(id: &str, region: &str, rings: Vec<Vec<[f64; 2]>>) -> District {
    let line = |ring: &Vec<[f64; 2]>| -> LineString<f64> { ring.iter().map(|&[x, y]| Coord { x, y }).collect() };
    let mut rings = rings.iter().map(line);
    let outer = rings.next().expect("an outer ring");
    let shape = MultiPolygon(vec![Polygon::new(outer, rings.collect())]);
    District { id: id.into(), name: id.into(), region_id: region.into(), region: region.into(), shape }
}

fn ask(simplify: Option<f64>, decimals: u32, dissolve: bool) -> Ask {
    Ask { simplify, decimals, dissolve, close: None }
}

/// A grid of districts whose inner borders wave by these amounts; the south half is one region, the north the other.
fn wavy(side: usize, waves: &[f64]) -> Boundaries {
    const STEPS: usize = 12;
    let wave = |k: usize| if waves.is_empty() { 0.0 } else { waves[k % waves.len()] };
    // A border from one crossing to the next one, the same for both sides.
    let border = |from: [usize; 2], to: [usize; 2]| -> Vec<[f64; 2]> {
        let along = usize::from(from[0] == to[0]);
        let seed = from[0] * 31 + from[1] * 17 + along * 7;
        let inner = from[1 - along] > 0 && from[1 - along] < side;
        (0..STEPS)
            .map(|k| {
                let t = k as f64 / STEPS as f64;
                // Within the diamond around its straight line a border meets no other one.
                let off = if inner { wave(seed + k) * 0.9 * t.min(1.0 - t) } else { 0.0 };
                let mut p = [from[0] as f64, from[1] as f64];
                p[along] += t;
                p[1 - along] += off;
                [p[0], 10.0 + p[1]]
            })
            .collect()
    };
    let backward = |from: [usize; 2], to: [usize; 2]| -> Vec<[f64; 2]> {
        let mut line = border(to, from);
        line.push([from[0] as f64, 10.0 + from[1] as f64]);
        line.reverse();
        line.pop();
        line
    };
    let mut districts = Vec::new();
    for y in 0..side {
        for x in 0..side {
            let ring = [
                border([x, y], [x + 1, y]),
                border([x + 1, y], [x + 1, y + 1]),
                backward([x + 1, y + 1], [x, y + 1]),
                backward([x, y + 1], [x, y]),
            ];
            let region = if y * 2 < side { "south" } else { "north" };
            districts.push(district(&format!("d{x}{y}"), region, vec![ring.concat()]));
        }
    }
    Boundaries { districts, file: "made up".into(), ..Boundaries::default() }
}

/// Edges that only one district has and that do not lie on the sides of the square that the districts fill.
fn torn(set: &Boundaries, side: f64) -> usize {
    let bits = |c: Coord<f64>| [c.x.to_bits(), c.y.to_bits()];
    let rings = set.districts.iter().flat_map(|d| d.shape.iter());
    let rings = rings.flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    let edges: Vec<[Coord<f64>; 2]> = rings.flat_map(|r| r.0.windows(2)).map(|e| [e[0], e[1]]).collect();
    let there: HashSet<_> = edges.iter().map(|[a, b]| [bits(*a), bits(*b)]).collect();
    let on_a_side = |[a, b]: &[Coord<f64>; 2]| {
        [0.0, side].iter().any(|x| a.x == *x && b.x == *x) || [10.0, 10.0 + side].iter().any(|y| a.y == *y && b.y == *y)
    };
    edges.iter().filter(|e| !there.contains(&[bits(e[1]), bits(e[0])]) && !on_a_side(e)).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_coverage_stays_one(
        waves in prop::collection::vec(-1.0f64..1.0, 1..40),
        simplify in prop::option::of(1_000.0f64..60_000.0),
        decimals in 2u32..6,
    ) {
        let set = wavy(3, &waves);
        let cleaned = clean(&set, &ask(simplify, decimals, false)).expect("cleans");
        let after = &cleaned.boundaries;
        prop_assert!(after.districts.iter().all(|d| d.shape.is_valid()));
        prop_assert_eq!(torn(after, 3.0), 0);
        let sum: f64 = cleaned.after_km2.iter().sum();
        let before: f64 = cleaned.before_km2.iter().sum();
        prop_assert!((sum / before - 1.0).abs() < 2e-3, "{sum} {before}");
        let index = Index::new(after);
        for i in 1..40 {
            for j in 1..40 {
                let place = LonLat { lon: 3.0 * f64::from(i) / 40.0 + 0.001234, lat: 10.0 + 3.0 * f64::from(j) / 40.0 + 0.002345 };
                let found = index.find(place);
                prop_assert!(found.district.is_some() && !found.ambiguous, "{place:?} {found:?}");
            }
        }
        prop_assert!(crate::overlay::double(after).expect("lays").is_empty());
        prop_assert!(gaps(after).expect("lays").is_empty());
    }

    #[test]
    fn regions_have_the_area_of_their_districts(waves in prop::collection::vec(-1.0f64..1.0, 1..40)) {
        let set = wavy(4, &waves);
        let cleaned = clean(&set, &ask(None, 6, true)).expect("cleans");
        prop_assert_eq!(cleaned.boundaries.districts.len(), 2);
        for (before, after) in cleaned.before_km2.iter().zip(&cleaned.after_km2) {
            prop_assert!((after / before - 1.0).abs() < 1e-5, "{before} {after}");
        }
        prop_assert!(cleaned.boundaries.districts.iter().all(|d| d.shape.0.len() == 1 && d.shape.is_valid()));
        prop_assert!(cleaned.boundaries.districts.iter().all(|d| d.shape.0[0].interiors().is_empty()));
    }
}

#[test]
fn islands_and_holes_keep_a_triangle_and_stay_where_they_are() {
    let circle = |x: f64, y: f64, r: f64| -> Vec<[f64; 2]> {
        let at = |k: i32| (f64::from(k) / 24.0 * std::f64::consts::TAU).sin_cos();
        (0..24).map(|k| [x + r * at(k).1, y + r * at(k).0]).collect()
    };
    let mut hole = circle(0.9, 10.5, 0.05);
    hole.reverse();
    let square = vec![[0.0, 10.0], [1.0, 10.0], [1.02, 10.5], [1.0, 11.0], [0.0, 11.0]];
    let set = Boundaries {
        districts: vec![district("a", "", vec![square, hole]), district("b", "", vec![circle(0.9, 10.5, 0.05)])],
        file: "made up".into(),
        ..Boundaries::default()
    };
    let cleaned = clean(&set, &ask(Some(50_000.0), 5, false)).expect("cleans");
    let [a, b] = &cleaned.boundaries.districts[..] else { panic!("two districts") };
    assert_eq!((a.shape.0[0].interiors().len(), b.shape.0[0].exterior().0.len()), (1, 4));
    assert!(a.shape.is_valid() && b.shape.is_valid());
}

/// An island of another district in a bend: the bend must not be cut off past it.
#[test]
fn a_bend_around_an_island_stays() {
    let island = vec![[1.05, 10.48], [1.1, 10.48], [1.1, 10.52], [1.05, 10.52]];
    let mut hole = island.clone();
    hole.reverse();
    let bend = vec![[0.0, 10.0], [1.0, 10.0], [1.0, 10.4], [1.2, 10.5], [1.0, 10.6], [1.0, 11.0], [0.0, 11.0]];
    let set = Boundaries {
        districts: vec![district("a", "", vec![bend, hole]), district("b", "", vec![island])],
        file: "made up".into(),
        ..Boundaries::default()
    };
    let cleaned = clean(&set, &ask(Some(100_000.0), 5, false)).expect("cleans");
    assert!(cleaned.boundaries.districts.iter().all(|d| d.shape.is_valid()), "{cleaned:?}");
    assert!(crate::overlay::double(&cleaned.boundaries).expect("lays").is_empty());
}

#[test]
fn a_gap_and_a_touch_are_found() {
    let left = vec![[0.0, 10.0], [1.0, 10.0], [1.0, 10.3], [0.99, 10.5], [1.0, 10.7], [1.0, 11.0], [0.0, 11.0]];
    let right = vec![[1.0, 10.0], [2.0, 10.0], [2.0, 11.0], [1.0, 11.0], [1.0, 10.7], [1.0, 10.3]];
    let set = Boundaries {
        districts: vec![district("a", "", vec![left]), district("b", "", vec![right])],
        file: "made up".into(),
        ..Boundaries::default()
    };
    let found = gaps(&set).expect("lays");
    assert_eq!((found.len(), found[0].around.join(" ").as_str()), (1, "a b"));
    assert!((found[0].km2 - 24.2).abs() < 0.5 && (found[0].width - 545.0).abs() < 20.0, "{found:?}");
}

/// Neighbours drawn apart by some metres, with different vertices, become neighbours; detail of one district stays.
#[test]
fn narrow_gaps_and_overlaps_close_when_asked() {
    let jitter = |k: usize| [1e-4, -2e-4, 3e-4, 0.0, -1e-4][k % 5];
    let line = |n: usize, shift: usize| -> Vec<[f64; 2]> {
        let off = |k: usize| if k == 0 || k == n { 0.0 } else { jitter(k + shift) };
        (0..=n).map(|k| [1.0 + off(k), 10.0 + 2.0 * k as f64 / n as f64]).collect()
    };
    let mut left = vec![[0.0, 12.0], [0.0, 10.0]];
    left.extend(line(7, 0));
    let mut right: Vec<[f64; 2]> = line(9, 2).into_iter().rev().collect();
    right.extend([[2.0, 10.0], [2.0, 12.0]]);
    let set = Boundaries {
        districts: vec![district("a", "r", vec![left]), district("b", "r", vec![right])],
        file: "made up".into(),
        ..Boundaries::default()
    };
    assert!(!crate::overlay::double(&set).expect("lays").is_empty());
    let closed = clean(&set, &Ask { close: Some(100.0), ..ask(None, 6, false) }).expect("cleans");
    let after = &closed.boundaries;
    assert!(after.districts.iter().all(|d| d.shape.is_valid()) && closed.notes.is_empty(), "{:?}", closed.notes);
    assert!(crate::overlay::double(after).expect("lays").is_empty() && gaps(after).expect("lays").is_empty());
    assert!(closed.before_km2.iter().zip(&closed.after_km2).all(|(a, b)| (a / b - 1.0).abs() < 1e-3));
    let merged = clean(&set, &Ask { close: Some(100.0), ..ask(None, 6, true) }).expect("cleans");
    assert_eq!((merged.boundaries.districts[0].shape.0.len(), torn(&merged.boundaries, 2.0)), (1, 0));
}

#[test]
fn rounding_that_leaves_nothing_is_refused_and_a_selection_is_checked() {
    let tiny = vec![[0.001, 10.001], [0.002, 10.001], [0.002, 10.002]];
    let set =
        Boundaries { districts: vec![district("t", "r", vec![tiny])], file: "made up".into(), ..Boundaries::default() };
    let error = clean(&set, &ask(None, 2, false)).expect_err("too small");
    assert!(error.message.contains("made up, t"), "{error}");
    let wanted = |field: &str, value: &str| keep(set.clone(), &[(field.to_string(), value.to_string())]);
    assert_eq!(wanted("region", "r").expect("has it").districts.len(), 1);
    assert!(wanted("id", "x").is_err() && wanted("colour", "t").is_err());
}

/// A decaying zigzag makes recursive simplifiers overflow the stack.
#[test]
fn a_border_of_a_hundred_thousand_zigzags_is_no_trouble() {
    let n = 100_000;
    let zigzag =
        |i: i32| [f64::from(i) / f64::from(n), 10.0 + 0.0005 * (1.0 - f64::from(i) / f64::from(n)) * f64::from(i % 2)];
    let mut ring: Vec<[f64; 2]> = (0..=n).map(zigzag).collect();
    ring.extend([[1.0, 11.0], [0.0, 11.0]]);
    let set =
        Boundaries { districts: vec![district("z", "", vec![ring])], file: "made up".into(), ..Boundaries::default() };
    let cleaned = clean(&set, &ask(Some(500.0), 6, false)).expect("cleans");
    assert!(cleaned.vertices[1] < cleaned.vertices[0] / 2, "{:?}", cleaned.vertices);
}
