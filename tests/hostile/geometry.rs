//! Polygons that are not what they should be.

use std::fs;

use super::{Outcome, folder, run};

/// A square with its corner at (x, y), as a ring.
fn square(x: f64, y: f64) -> String {
    format!("[[{x},{y}],[{},{y}],[{},{}],[{x},{}],[{x},{y}]]", x + 1.0, x + 1.0, y + 1.0, y + 1.0)
}

fn feature(id: &str, geometry: &str) -> String {
    format!(r#"{{"type":"Feature","properties":{{"id":"{id}","name":"{id}"}},"geometry":{geometry}}}"#)
}

fn polygon(id: &str, rings: &str) -> String {
    feature(id, &format!(r#"{{"type":"Polygon","coordinates":[{rings}]}}"#))
}

/// `cercle check` of incidents at places with the districts.
fn check(features: &[String], places: &[(f64, f64)]) -> Outcome {
    let folder = folder();
    let collection = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
    fs::write(folder.path().join("d.geojson"), collection).expect("writes");
    let rows: String = places.iter().map(|(x, y)| format!("p,{x},{y}\n")).collect();
    fs::write(folder.path().join("i.csv"), format!("id,lon,lat\n{rows}")).expect("writes");
    run(folder.path(), &["check", "i.csv", "--boundaries", "d.geojson", "--ledger", "ledger.csv"])
}

/// Buckets of places among districts, one of which is the good square at (0, 0).
fn buckets(id: &str, odd: String, places: &[(f64, f64)], wanted: &[&str]) -> Outcome {
    let outcome = check(&[polygon("GOOD", &square(0.0, 0.0)), odd], places);
    assert_eq!(outcome.code, 0, "{id}: {}", outcome.said);
    assert_eq!(outcome.buckets(), wanted, "{id}: {}", outcome.said);
    outcome
}

fn stops(id: &str, odd: &str, words: &str) {
    let outcome = check(&[polygon("GOOD", &square(0.0, 0.0)), odd.to_string()], &[(0.5, 0.5)]);
    assert!(outcome.code == 65 && outcome.said.contains(words), "{id}: {} {}", outcome.code, outcome.said);
}

#[test]
fn odd_polygons_have_a_defined_inside() {
    let bowtie = polygon("B", "[[4,0],[7,2],[7,0],[4,1],[4,0]]");
    let places = [(4.3, 0.5), (5.0, 0.2), (6.7, 1.0), (0.5, 0.5)];
    buckets("C1", bowtie, &places, &["joined", "outside", "joined", "joined"]);
    let spike = polygon("S", "[[4,0],[5,0],[5,0.5],[9,0.5],[5,0.5],[5,1],[4,1],[4,0]]");
    buckets("C13", spike, &[(4.5, 0.5), (7.0, 0.6)], &["joined", "outside"]);
    let clockwise = polygon("W", "[[4,0],[4,1],[5,1],[5,0],[4,0]]");
    buckets("C14", clockwise, &[(4.5, 0.5)], &["joined"]);
    let heights = polygon("Z", "[[4,0,7,1,2],[5,0,7,1,2],[5,1,7,1,2],[4,1,7,1,2],[4,0,7,1,2]]");
    buckets("C23", heights, &[(4.5, 0.5)], &["joined"]);
    let tiny = polygon("T", "[[4,5e-324],[5,-0.0],[5,1],[4,1],[4,5e-324]]");
    buckets("C27", tiny, &[(4.5, 0.5)], &["joined"]);
}

#[test]
fn polygons_without_sense_are_refused_by_their_place() {
    stops("C3", &polygon("ODD", "[[4,0]]"), "feature 2: the district has no area");
    stops("C2", &polygon("ODD", "[[4,0],[5,0],[6,0],[4,0]]"), "feature 2: the district has no area");
    stops("C5", &polygon("ODD", "[[4,0],[5,null],[5,1],[4,0]]"), "d.geojson");
    stops("C5 text", &polygon("ODD", "[[4,0],[5,\"0\"],[5,1],[4,0]]"), "d.geojson");
    stops("C6 far", &polygon("ODD", "[[4,0],[1e18,0],[5,1],[4,0]]"), "1000000000000000000");
    stops("C6 overflow", &polygon("ODD", "[[4,0],[1e400,0],[5,1],[4,0]]"), "d.geojson");
    stops("C24", &feature("ODD", r#"{"type":"MultiPolygon","coordinates":[]}"#), "feature 2: the district has no area");
    stops("C25", &feature("ODD", r#"{"type":"LineString","coordinates":[[4,0],[5,0]]}"#), "LineString");
    stops("C29", &polygon("GOOD", &square(4.0, 0.0)), "GOOD");
}

#[test]
fn a_point_belongs_to_one_district_and_is_flagged() {
    let corners: Vec<String> = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
        .iter()
        .enumerate()
        .map(|(i, (x, y))| polygon(&format!("D{i}"), &square(*x, *y)))
        .collect();
    let outcome = check(&corners, &[(1.0, 1.0), (1.0, 0.5), (0.5, 1.0)]);
    assert_eq!(outcome.buckets(), ["joined"; 3], "C21 C22: {}", outcome.said);
    assert!(outcome.rows.iter().all(|row| row[3].contains("on_boundary")), "{:?}", outcome.rows);
    let twins = [polygon("A", &square(0.0, 0.0)), polygon("B", &square(0.0, 0.0))];
    let outcome = check(&twins, &[(0.5, 0.5)]);
    assert!(outcome.rows[0][3].contains("ambiguous"), "C11: {:?}", outcome.rows);
}

#[test]
fn nesting_and_size_have_limits() {
    for depth in [80, 20_000] {
        let nested = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let odd = feature("ODD", &format!(r#"{{"type":"Polygon","coordinates":{nested}}}"#));
        let outcome = check(&[odd], &[(0.5, 0.5)]);
        assert!([65, 80].contains(&outcome.code), "P14 {depth}: {}", &outcome.said[..outcome.said.len().min(300)]);
        let mut geometry = polygon_geometry();
        for _ in 0..depth {
            geometry = format!(r#"{{"type":"GeometryCollection","geometries":[{geometry}]}}"#);
            if geometry.len() > 4 << 20 {
                break;
            }
        }
        let outcome = check(&[feature("ODD", &geometry)], &[(0.5, 0.5)]);
        assert!([0, 65, 80].contains(&outcome.code), "C26 {depth}");
    }
}

fn polygon_geometry() -> String {
    format!(r#"{{"type":"Polygon","coordinates":[{}]}}"#, square(4.0, 0.0))
}

#[test]
fn many_corners_cost_time_in_proportion() {
    // a decaying zigzag, on which a recursive simplifier would overflow its stack
    let n = 20_000;
    let teeth: String = (0..n)
        .map(|i| {
            let height = if i % 2 == 0 { 1.0 } else { 1.0 + 0.5 * f64::from(n - i) / f64::from(n) };
            format!("[{},{height}],", 5.0 - f64::from(i) / f64::from(n))
        })
        .collect();
    let zigzag = polygon("Z", &format!("[[4,0],[5,0],{teeth}[4,0]]"));
    buckets("C17", zigzag.clone(), &[(4.5, 0.5), (0.5, 0.5)], &["joined", "joined"]);
    let folder = folder();
    let all = [polygon("GOOD", &square(0.0, 0.0)), zigzag].join(",");
    fs::write(folder.path().join("d.geojson"), format!(r#"{{"type":"FeatureCollection","features":[{all}]}}"#))
        .expect("writes");
    fs::write(folder.path().join("i.csv"), "id,lon,lat,date\np,4.5,0.5,2024-01-02\n").expect("writes");
    let outcome = run(folder.path(), &["map", "i.csv", "--boundaries", "d.geojson", "--out", "m.svg"]);
    assert_eq!(outcome.code, 0, "C17: {}", outcome.said);
}

#[test]
fn exchanged_axes_and_the_antimeridian_are_noticed() {
    let outcome =
        check(&[polygon("A", &square(30.0, 10.0))], &[(10.5, 30.5), (10.6, 30.6), (10.4, 30.4), (10.3, 30.2)]);
    assert!(outcome.code == 65 && outcome.said.contains("exchanged"), "P19: {} {}", outcome.code, outcome.said);
    let places = [(175.0, -15.0), (-175.0, -15.0), (185.0, -15.0), (0.5, 0.5), (165.0, -15.0)];
    let across = polygon("ODD", "[[170,-20],[-170,-20],[-170,-10],[170,-10],[170,-20]]");
    buckets("C19", across, &places, &["joined", "joined", "joined", "joined", "outside"]);
    let beyond = polygon("ODD", "[[170,-20],[190,-20],[190,-10],[170,-10],[170,-20]]");
    buckets("C19 to 360", beyond, &places, &["joined", "joined", "joined", "joined", "outside"]);
    stops("C19 half", &polygon("ODD", "[[100,-20],[-100,-20],[-100,-10],[100,-10],[100,-20]]"), "antimeridian");
}

#[test]
fn holes_may_fill_their_shell_touch_it_or_be_many() {
    let (shell, hole) = (square(4.0, 0.0), "[[4.2,0.2],[4.2,0.4],[4.4,0.4],[4.4,0.2],[4.2,0.2]]");
    // the hole is the shell: nothing is left of the district
    let outcome =
        check(&[polygon("GOOD", &square(0.0, 0.0)), polygon("H", &format!("{shell},{shell}"))], &[(4.5, 0.5)]);
    assert!(outcome.code == 65 || outcome.buckets() == ["outside"], "C8: {} {}", outcome.code, outcome.said);
    // a hole outside of it counts for nothing
    let outside = polygon("O", &format!("{shell},{}", square(8.0, 0.0)));
    buckets("C7", outside, &[(4.5, 0.5), (8.5, 0.5)], &["joined", "outside"]);
    // a hole in a hole, and one that touches the shell in two places and cuts it apart
    let inner = "[[4.25,0.25],[4.35,0.25],[4.35,0.35],[4.25,0.35],[4.25,0.25]]";
    let nested = polygon("N", &format!("{shell},{hole},{inner}"));
    let outcome = check(&[polygon("GOOD", &square(0.0, 0.0)), nested], &[(4.3, 0.22), (4.1, 0.1)]);
    assert!(outcome.code == 0 && outcome.buckets() == ["outside", "joined"], "C9: {}", outcome.said);
    let cut = polygon("X", &format!("{shell},[[4.0,0.5],[4.5,0.6],[5.0,0.5],[4.5,0.4],[4.0,0.5]]"));
    buckets("C9 touching", cut, &[(4.5, 0.5), (4.5, 0.9), (4.5, 0.1)], &["outside", "joined", "joined"]);
    let n = 60;
    let holes: String = (0..n * n)
        .map(|i| {
            let (x, y) = (4.0 + (f64::from(i % n) + 0.25) / f64::from(n), (f64::from(i / n) + 0.25) / f64::from(n));
            let s = 0.5 / f64::from(n);
            format!(",[[{x},{y}],[{x},{}],[{},{}],[{},{y}],[{x},{y}]]", y + s, x + s, y + s, x + s)
        })
        .collect();
    let (middle, between) = (4.0 + 0.5 / f64::from(n), 4.0 + 1.0 / f64::from(n));
    let many = polygon("M", &format!("{shell}{holes}"));
    buckets("C16", many, &[(middle, 0.5 / f64::from(n)), (between, 0.5)], &["outside", "joined"]);
}

#[test]
fn a_star_of_which_every_edge_crosses_others_has_an_end() {
    let n = 4_001;
    // each corner lies nearly opposite to the one before
    let corner = |i: u32| {
        let angle = f64::from(i) * std::f64::consts::TAU * f64::from(n / 2) / f64::from(n);
        format!("[{},{}]", 5.0 + angle.cos() / 2.0, 0.5 + angle.sin() / 2.0)
    };
    let ring: Vec<String> = (0..n).map(corner).chain([corner(0)]).collect();
    let star = polygon("STAR", &format!("[{}]", ring.join(",")));
    // by the even-odd rule the middle, which goes round an even number of times, is outside
    let outcome = check(&[polygon("GOOD", &square(0.0, 0.0)), star], &[(0.5, 0.5), (5.0, 0.5), (7.0, 0.5)]);
    assert!([0, 65, 80].contains(&outcome.code), "C18: {} {}", outcome.code, outcome.said);
    assert!(outcome.code != 0 || (outcome.buckets()[0] == "joined" && outcome.buckets()[2] == "outside"), "C18");
}

#[test]
fn gaps_are_outside_and_names_are_no_keys() {
    let west = polygon("W", "[[4,0],[5,0],[5,1],[4,1],[4,0]]");
    let east = polygon("E", "[[5.000001,0],[6,0],[6,1],[5.000001,1],[5.000001,0]]");
    let outcome = check(&[west, east], &[(5.0000005, 0.5), (4.5, 0.5)]);
    assert_eq!(outcome.buckets(), ["outside", "joined"], "C12: {}", outcome.said);
    assert!(outcome.rows[0][3].contains("within 1 m of"), "C12: {:?}", outcome.rows);
    let named =
        |id: &str, x: f64| polygon(id, &square(x, 0.0)).replace(&format!(r#""name":"{id}""#), r#""name":"Al Madinah""#);
    let outcome = check(&[named("A", 0.0), named("B", 4.0), named("C", 8.0)], &[(0.5, 0.5), (4.5, 0.5), (8.5, 0.5)]);
    assert_eq!(outcome.buckets(), ["joined"; 3], "C30: {}", outcome.said);
}
