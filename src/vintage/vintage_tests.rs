use super::*;
use crate::boundary::District;
use geo::{MultiPolygon, polygon};
use proptest::prelude::*;

/// A set of rectangles in degrees with identifier and name.
fn set(rectangles: &[(&str, &str, [f64; 4])]) -> Boundaries {
    let district = |(id, name, [w, s, e, n]): &(&str, &str, [f64; 4])| District {
        id: id.to_string(),
        name: name.to_string(),
        region_id: String::new(),
        region: String::new(),
        shape: MultiPolygon(vec![polygon![(x: *w, y: *s), (x: *e, y: *s), (x: *e, y: *n), (x: *w, y: *n)]]),
    };
    Boundaries { districts: rectangles.iter().map(district).collect(), file: "made up".into(), ..Boundaries::default() }
}

fn old() -> Boundaries {
    set(&[
        ("1", "stays", [0.0, 10.0, 1.0, 11.0]),
        ("2", "named", [1.0, 10.0, 2.0, 11.0]),
        ("3", "coded", [2.0, 10.0, 3.0, 11.0]),
        ("4", "gives", [3.0, 10.0, 4.0, 11.0]),
        ("5", "takes", [4.0, 10.0, 5.0, 11.0]),
        ("6", "splits", [5.0, 10.0, 6.0, 11.0]),
        ("7", "joins", [6.0, 10.0, 7.0, 11.0]),
        ("8", "too", [7.0, 10.0, 8.0, 11.0]),
        ("9", "goes", [8.0, 10.0, 9.0, 11.0]),
    ])
}

fn new() -> Boundaries {
    set(&[
        ("1", "stays", [0.0, 10.0, 1.0, 11.0]),
        ("2", "renamed", [1.0, 10.0, 2.0, 11.0]),
        ("C", "coded", [2.0, 10.0, 3.0, 11.0]),
        ("4", "gives", [3.0, 10.0, 3.9, 11.0]),
        ("5", "takes", [3.9, 10.0, 5.0, 11.0]),
        ("6", "splits", [5.0, 10.0, 5.7, 11.0]),
        ("6b", "half", [5.7, 10.0, 6.0, 11.0]),
        ("7", "joined", [6.0, 10.0, 8.0, 11.0]),
        ("10", "comes", [0.0, 12.0, 1.0, 13.0]),
    ])
}

/// Identifiers (empty without one) and the word.
fn words(walk: &Crosswalk, old: &Boundaries, new: &Boundaries) -> Vec<(String, String, &'static str)> {
    let id = |set: &Boundaries, of: Option<usize>| of.map_or(String::new(), |i| set.districts[i].id.clone());
    walk.rows.iter().map(|r| (id(old, r.old), id(new, r.new), r.relation.word())).collect()
}

#[test]
fn every_sort_of_change_is_recognised() {
    let (old, new) = (old(), new());
    let walk = compare(&old, &new, DRAWING).expect("compares");
    let found = words(&walk, &old, &new);
    let found: Vec<(&str, &str, &str)> = found.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), *c)).collect();
    let expected = [
        ("1", "1", "unchanged"),
        ("2", "2", "renamed"),
        ("3", "C", "recoded"),
        ("4", "4", "moved"),
        ("4", "5", "part"),
        ("5", "5", "moved"),
        ("6", "6", "split"),
        ("6", "6b", "split"),
        ("7", "7", "merged"),
        ("8", "7", "merged"),
        ("9", "", "removed"),
        ("", "10", "added"),
    ];
    assert_eq!(found, expected);
    let row = walk.rows.iter().find(|r| r.old == Some(5) && r.new == Some(6)).expect("the half");
    assert!((row.share_of_old - 0.3).abs() < 1e-6 && (row.share_of_new - 1.0).abs() < 1e-9);
}

#[test]
fn a_sliver_is_drawing_and_a_small_district_in_a_large_one_is_not() {
    let before = set(&[("a", "a", [0.0, 0.0, 2.0, 2.0]), ("b", "b", [2.0, 0.0, 4.0, 2.0])]);
    let after = set(&[("a", "a", [0.0, 0.0, 2.001, 2.0]), ("b", "b", [2.001, 0.0, 4.0, 2.0])]);
    let walk = compare(&before, &after, DRAWING).expect("compares");
    assert_eq!(
        words(&walk, &before, &after).iter().map(|w| w.2).collect::<Vec<_>>(),
        ["unchanged", "sliver", "unchanged"]
    );
    let strict = compare(&before, &after, 0.0).expect("compares");
    assert_eq!(strict.rows.iter().filter(|r| r.relation == Relation::Moved).count(), 2);
    let town = set(&[("a", "a", [0.0, 0.0, 2.0, 2.0]), ("t", "t", [0.5, 0.5, 0.52, 0.52])]);
    let mut around = town.clone();
    let hole = town.districts[1].shape.0[0].exterior().0.iter().rev().copied().collect::<geo::LineString>();
    around.districts[0].shape.0[0].interiors_push(hole);
    let walk = compare(&set(&[("a", "a", [0.0, 0.0, 2.0, 2.0])]), &around, DRAWING).expect("compares");
    assert_eq!(walk.rows.iter().filter(|r| r.relation == Relation::Split).count(), 2);
}

#[test]
fn a_set_beside_itself_is_unchanged() {
    let walk = compare(&old(), &old(), 0.0).expect("compares");
    assert_eq!(walk.rows.len(), 9);
    assert!(walk.rows.iter().all(|r| r.relation == Relation::Unchanged && r.old == r.new));
}

/// A row of districts cut at some longitudes.
fn cut(at: &[f64]) -> Boundaries {
    let mut at = at.to_vec();
    at.sort_by(f64::total_cmp);
    at.dedup_by(|a, b| (*a - *b).abs() < 1e-3);
    let names: Vec<String> = (0..at.len()).map(|i| format!("d{i}")).collect();
    let of: Vec<(&str, &str, [f64; 4])> = at
        .windows(2)
        .zip(&names)
        .map(|(x, n)| (n.as_str(), n.as_str(), [x[0], 10.0 + x[0] / 10.0, x[1], 14.0]))
        .collect();
    set(&of)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn shares_add_up_and_the_way_back_mirrors_the_way(
        a in prop::collection::vec(0.0f64..8.0, 2..7),
        b in prop::collection::vec(0.0f64..8.0, 2..7),
    ) {
        let (a, b) = (cut(&a), cut(&b));
        prop_assume!(!a.districts.is_empty() && !b.districts.is_empty());
        let (way, back) = (compare(&a, &b, DRAWING).expect("way"), compare(&b, &a, DRAWING).expect("back"));
        for i in 0..a.districts.len() {
            let sum: f64 = way.rows.iter().filter(|r| r.old == Some(i)).map(|r| r.share_of_old).sum();
            prop_assert!((sum - 1.0).abs() < 1e-6, "old {i}: {sum}");
        }
        for j in 0..b.districts.len() {
            let sum: f64 = way.rows.iter().filter(|r| r.new == Some(j)).map(|r| r.share_of_new).sum();
            prop_assert!((sum - 1.0).abs() < 1e-6, "new {j}: {sum}");
        }
        let near_half = |r: &Row| [r.share_of_old, r.share_of_new].iter().any(|s| {
            [0.5, DRAWING, 1.0 - DRAWING].iter().any(|t| (s - t).abs() < 1e-6)
        });
        prop_assume!(!way.rows.iter().any(near_half));
        prop_assert_eq!(way.rows.len(), back.rows.len());
        for row in &way.rows {
            let twin = back.rows.iter().find(|r| (r.old, r.new) == (row.new, row.old)).expect("a twin");
            prop_assert!((twin.km2 - row.km2).abs() < 1e-3, "{} {}", twin.km2, row.km2);
            prop_assert_eq!(twin.relation, row.relation.mirrored());
        }
    }
}
