use super::*;
use crate::boundary::District;
use geo::{MultiPolygon, polygon};
use proptest::prelude::*;

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

/// The side of a place by looking at every edge, with exact tests: nothing of the index is in it.
fn brute_force(set: &Boundaries, place: LonLat) -> Found {
    let mut order: Vec<usize> = (0..set.districts.len()).collect();
    order.sort_by(|&a, &b| set.districts[a].id.cmp(&set.districts[b].id));
    let (mut found, mut inside) = (Found::default(), 0);
    for i in order {
        let shape = &set.districts[i].shape;
        let (mut crossed, mut border) = (false, false);
        for edge in
            shape.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors())).flat_map(|r| r.0.windows(2))
        {
            let (a, b) = (edge[0], edge[1]);
            let exact = |c: geo::Coord<f64>| robust::Coord { x: c.x, y: c.y };
            let turn = robust::orient2d(exact(a), exact(b), robust::Coord { x: place.lon, y: place.lat });
            let within = |p: f64, a: f64, b: f64| p >= a.min(b) && p <= a.max(b);
            border |= turn == 0.0 && within(place.lon, a.x, b.x) && within(place.lat, a.y, b.y);
            crossed ^= (a.y > place.lat) != (b.y > place.lat) && (turn > 0.0) == (b.y > a.y);
        }
        if border || crossed {
            found.district = found.district.or(Some(i));
            inside += u32::from(!border);
            found.on_boundary |= border;
        }
    }
    found.ambiguous = inside > 1;
    found
}

fn agrees(set: &Boundaries, places: impl IntoIterator<Item = LonLat>) {
    let indices = [Index::new(set), Index::for_places(set, 1), Index::for_places(set, 5_000), Index::sized(set, 0.3)];
    for place in places {
        let expected = brute_force(set, place);
        for index in &indices {
            assert_eq!(index.find(place), expected, "{place:?}");
        }
    }
}

fn coverage(rings: Vec<Vec<(f64, f64)>>) -> Boundaries {
    let district = |(i, ring): (usize, Vec<(f64, f64)>)| District {
        id: format!("{:02}", (i * 7) % 23),
        name: String::new(),
        region_id: String::new(),
        region: String::new(),
        shape: MultiPolygon(vec![geo::Polygon::new(ring.into(), Vec::new())]),
    };
    let districts = rings.into_iter().enumerate().map(district).collect();
    Boundaries { districts, file: "made up".into(), vintage: None, notes: Vec::new() }
}

#[test]
fn a_grid_of_squares_gives_each_corner_and_edge_to_one_district() {
    for (scale, shift) in [(1.0, 0.0), (0.1, 0.7), (1.0 / 3.0, -12.3), (1e-7, 4.25)] {
        let side = |i: i32| shift + f64::from(i) * scale;
        let square =
            |i, j| vec![(side(i), side(j)), (side(i + 1), side(j)), (side(i + 1), side(j + 1)), (side(i), side(j + 1))];
        let set = coverage((0..4).flat_map(|i| (0..4).map(move |j| (i, j))).map(|(i, j)| square(i, j)).collect());
        let half = |i: i32| (side(i / 2) + side((i + 1) / 2)) / 2.0;
        let places: Vec<LonLat> =
            (0..=8).flat_map(|i| (0..=8).map(move |j| LonLat { lon: half(i), lat: half(j) })).collect();
        let index = Index::new(&set);
        assert!(places.iter().all(|p| index.find(*p).district.is_some()), "{scale} {shift}");
        agrees(&set, places);
    }
}

#[test]
fn counts_of_a_batch_are_those_of_its_places() {
    let set = squares();
    let index = Index::new(&set);
    let mut batch = Batch::default();
    (0..=50)
        .for_each(|i| (0..=50).for_each(|j| batch.push(LonLat { lon: f64::from(i) * 0.05, lat: f64::from(j) * 0.05 })));
    let mut counts = vec![0; set.districts.len() + 1];
    index.count(&batch, &mut counts);
    let mut expected = vec![0; set.districts.len() + 1];
    for (&lon, &lat) in batch.lon.iter().zip(&batch.lat) {
        expected[index.find(LonLat { lon, lat }).district.unwrap_or(set.districts.len())] += 1;
    }
    assert_eq!(counts, expected);
    assert_eq!(counts.iter().sum::<u64>(), 51 * 51);
    let named = index.districts(&batch);
    assert_eq!(named.iter().filter(|d| **d == u32::MAX).count() as u64, counts[set.districts.len()]);
}

#[test]
fn nothing_is_in_an_empty_set() {
    let empty = Boundaries { districts: Vec::new(), file: String::new(), vintage: None, notes: Vec::new() };
    assert_eq!(Index::new(&empty).find(LonLat { lon: 0.0, lat: 0.0 }), Found::default());
}

/// Numbers of few bits make edges in line, shared, upright and flat.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![(0..9i32).prop_map(f64::from), (0..90i32).prop_map(|n| f64::from(n) / 10.0), 0.0..8.0]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn any_rings_are_answered_as_by_looking_at_every_edge(
        rings in prop::collection::vec(prop::collection::vec((number(), number()), 3..9), 1..6),
        places in prop::collection::vec((number(), number()), 60),
    ) {
        let corners: Vec<(f64, f64)> = rings.iter().flatten().copied().collect();
        let set = coverage(rings);
        let middle = corners.windows(2).map(|w| ((w[0].0 + w[1].0) / 2.0, (w[0].1 + w[1].1) / 2.0));
        let all = places.into_iter().chain(middle).chain(corners.iter().copied());
        agrees(&set, all.map(|(lon, lat)| LonLat { lon, lat }));
    }

    #[test]
    fn slivers_and_long_edges_lose_no_place(
        tips in prop::collection::vec((0.0..1.0f64, 0.0..1e-9f64), 3..12), shift in -170.0..170.0f64, share in 0.0..1.0f64,
    ) {
        let rings: Vec<Vec<(f64, f64)>> = tips.windows(2).map(|t| vec![
            (shift + t[0].0, t[0].1), (shift + t[1].0, t[1].1), (shift + t[0].1, 1.0 - t[1].0), (shift + 1.0, t[0].0),
        ]).collect();
        let places: Vec<LonLat> = rings.iter().flatten().zip(rings.iter().flatten().skip(1)).flat_map(|(a, b)| {
            let at = |s: f64| LonLat { lon: a.0 + (b.0 - a.0) * s, lat: a.1 + (b.1 - a.1) * s };
            [at(share), at(0.0), at(share * 1e-6)]
        }).collect();
        agrees(&coverage(rings), places);
    }
}
