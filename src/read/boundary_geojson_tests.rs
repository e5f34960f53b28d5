use super::*;
use geo::Area;

const SQUARE: &str = "[[0,0],[1,0],[1,1],[0,1],[0,0]]";

fn with_geometry(geometry: &str) -> Result<Layer> {
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"id":7,"x":1.0}},"geometry":{geometry}}}]}}"#
    );
    layer("b.geojson", text.as_bytes(), None)
}

fn refusal(geometry: &str) -> String {
    with_geometry(geometry).err().map_or(String::from("was read"), |e| e.message)
}

#[test]
fn polygons_multipolygons_and_collections_become_districts() {
    let polygon = format!(r#"{{"type":"Polygon","coordinates":[{SQUARE}]}}"#);
    let multi = format!(r#"{{"type":"MultiPolygon","coordinates":[[{SQUARE}],[[[5,5,9],[6,5,9],[6,6,9],[5,5,9]]]]}}"#);
    let nested = format!(r#"{{"type":"GeometryCollection","geometries":[{polygon},{multi}]}}"#);
    for (geometry, area) in [(&polygon, 1.0), (&multi, 1.5), (&nested, 1.5)] {
        let layer = with_geometry(geometry).expect("readable");
        assert_eq!(layer.features[0].shape.unsigned_area(), area);
        assert_eq!(layer.features[0].values, ["7", "1"]);
    }
    let mut deep = polygon;
    for _ in 0..20 {
        deep = format!(r#"{{"type":"GeometryCollection","geometries":[{deep}]}}"#);
    }
    assert!(refusal(&deep).contains("16 deep"));
}

#[test]
fn what_is_no_polygon_is_refused_with_its_feature() {
    assert!(refusal("null").contains("feature 1: has no geometry"));
    assert!(refusal(r#"{"type":"LineString","coordinates":[[0,0],[1,1]]}"#).contains("feature 1: a LineString"));
    assert!(refusal(r#"{"type":"Point","coordinates":[0,0]}"#).contains("all features are points"));
    assert!(refusal(r#"{"type":"Polygon","coordinates":[]}"#).contains("no area"));
    assert!(refusal(r#"{"type":"Polygon","coordinates":[[[0,0]]]}"#).contains("no area"));
    assert!(refusal(r#"{"type":"Polygon","coordinates":[[[0,0],[500000,0],[1,1],[0,0]]]}"#).contains("metres"));
    for bad in [
        r#"{"type":"Polygon","coordinates":[[[0,null],[1,0],[1,1],[0,0]]]}"#,
        r#"{"type":"Polygon","coordinates":[[["a",0],[1,0],[1,1],[0,0]]]}"#,
        r#"{"type":"Polygon","coordinates":[[[1e999,0],[1,0],[1,1],[0,0]]]}"#,
        r#"{"type":"Polygon"}"#,
        "{",
    ] {
        assert!(refusal(bad).contains("not a GeoJSON FeatureCollection"), "{bad}");
    }
}

#[test]
fn the_crs_member_of_2008_is_followed() {
    let with_crs = |crs: &str| {
        let text = format!(
            r#"{{"type":"FeatureCollection","crs":{crs},"features":[{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[{SQUARE}]}}}}]}}"#
        );
        layer("b.geojson", text.as_bytes(), None).map(|_| ()).map_err(|e| e.message)
    };
    let named = |name: &str| with_crs(&format!(r#"{{"type":"name","properties":{{"name":"{name}"}}}}"#));
    assert_eq!(named("urn:ogc:def:crs:OGC:1.3:CRS84"), Ok(()));
    assert_eq!(named("EPSG:4326"), Ok(()));
    assert_eq!(with_crs("null"), Ok(()));
    // the square is of degrees, and the system is of metres
    assert!(
        named("urn:ogc:def:crs:EPSG::32630").is_err_and(|m| m.contains("32630") && m.contains("look like degrees"))
    );
    assert!(named("EPSG:99999").is_err_and(|m| m.contains("99999")));
    assert_eq!(with_crs(r#"{"type":"EPSG","properties":{"code":4326}}"#), Ok(()));
    assert!(with_crs(r#"{"type":"link"}"#).is_err());
}

#[test]
fn other_files_are_refused() {
    for text in ["", "[]", r#"{"type":"Topology"}"#, r#"{"type":"Feature","properties":{},"geometry":null}"#] {
        assert!(layer("b.geojson", text.as_bytes(), None).is_err(), "{text}");
    }
    assert!(layer("b.geojson", br#"{"type":"FeatureCollection","features":[]}"#, None).is_err());
}

/// A coordinate that is off by its last bit moves a shared border, and a point on it would lie in no district.
#[test]
fn coordinates_are_read_to_the_last_bit() {
    let mut state = 7u64;
    let corners: Vec<[f64; 2]> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let share = |bits: u64| bits as f64 / f64::from(u32::MAX);
        [share(state >> 32) * 0.5, share(state & 0xFFFF_FFFF) * 0.5]
    })
    .take(4000)
    .collect();
    let ring: Vec<String> = corners.iter().chain(&corners[..1]).map(|[x, y]| format!("[{x:?},{y:?}]")).collect();
    let layer =
        with_geometry(&format!(r#"{{"type":"Polygon","coordinates":[[{}]]}}"#, ring.join(","))).expect("readable");
    let read: Vec<[f64; 2]> = layer.features[0].shape.0[0].exterior().0.iter().map(|c| [c.x, c.y]).collect();
    let known = |p: &[f64; 2]| corners.contains(p);
    assert_eq!((read.len(), read.iter().filter(|p| known(p)).count()), (4001, 4001));
}

#[test]
fn coordinates_may_stand_before_their_type_and_hold_heights() {
    let heights = "[[0,0,5],[1,0,null],[1,1],[0,1,2,3],[0,0,5]]";
    for geometry in [
        format!(r#"{{"coordinates":[{heights}],"type":"Polygon"}}"#),
        format!(r#"{{"coordinates":[[{heights}]],"bbox":[0,0,1,1],"type":"MultiPolygon"}}"#),
        format!(r#"{{"coordinates":[[],[[],{heights}],[{heights}]],"type":"MultiPolygon"}}"#),
    ] {
        let read = with_geometry(&geometry);
        let read = read.unwrap_or_else(|e| panic!("{geometry}: {}", e.message));
        assert_eq!(read.features[0].shape.unsigned_area(), 1.0, "{geometry}");
        assert!(read.notes.iter().any(|n| n.contains("heights or measures")), "{:?}", read.notes);
    }
}

#[test]
fn what_does_not_fit_is_named_with_its_feature() {
    for (geometry, word) in [
        (r#"{"type":"Polygon","coordinates":[[0,0],[1,0],[1,1],[0,0]]}"#, "feature 1: its coordinates are not those"),
        (r#"{"type":"MultiPolygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#, "not those of a MultiPolygon"),
        (r#"{"type":"Polygon","coordinates":[[[0,0],[1],[1,1],[0,0]]]}"#, "feature 1: a position has fewer than two"),
        (r#"{"type":"Polygon","coordinates":[[[],[1,0],[1,1],[0,0]]]}"#, "feature 1: a position has fewer than two"),
        (r#"{"type":"Polygon","coordinates":[[[0,0],[[1,0]],[1,1],[0,0]]]}"#, "feature 1: invalid type"),
        (r#"{"type":"Polygon","coordinates":7}"#, "feature 1: \"coordinates\" must be a list"),
        (r#"{"type":"Polygon","coordinates":[[[[[0,0]]]]]}"#, "deeper in each other"),
        (r#"{"type":"Polygon","coordinates":[],"coordinates":[]}"#, "\"coordinates\" is there twice"),
        (r#"{"coordinates":[]}"#, "no \"type\""),
        (r#"{"type":"GeometryCollection"}"#, "no \"geometries\""),
        (r#"{"type":"GeometryCollection","geometries":[null]}"#, "collection is null"),
        ("7", "feature 1: invalid type"),
    ] {
        let said = refusal(geometry);
        assert!(said.starts_with("b.geojson") && said.contains(word), "{geometry}: {said}");
    }
}

#[test]
fn the_members_of_features_are_checked() {
    let with_features = |features: &str| {
        let text = format!(r#"{{"features":[{features}],"type":"FeatureCollection"}}"#);
        layer("b.geojson", text.as_bytes(), None)
    };
    let geometry = format!(r#""geometry":{{"type":"Polygon","coordinates":[{SQUARE}]}}"#);
    let good = format!(r#"{{"type":"Feature","properties":{{"a":1,"b":null}},{geometry}}}"#);
    // a later feature may have other fields, or none
    let other = format!(r#"{{"type":"Feature","id":4,"properties":{{"c":"x","c":"x","a":2.5}},{geometry}}}"#);
    let bare = format!(r#"{{"type":"Feature","properties":null,{geometry}}}"#);
    let read = with_features(&[good.clone(), other, bare].join(",")).expect("readable");
    assert_eq!(read.fields, ["a", "b", "c"]);
    assert_eq!(read.features[0].values, ["1", "", ""]);
    assert_eq!(
        (&read.features[1].values[..], read.features[2].values.len()),
        (&["2.5", "", "x"].map(String::from)[..], 3)
    );
    for (odd, word) in [
        (
            format!(r#"{{"type":"Feature","properties":{{"c":"x","c":"y"}},{geometry}}}"#),
            "feature 2: the property \"c\"",
        ),
        (format!(r#"{{"properties":{{}},{geometry}}}"#), "feature 2: it has no \"type\""),
        (format!(r#"{{"type":"Feature",{geometry},{geometry}}}"#), "feature 2: the member \"geometry\" is there twice"),
        ("null".to_string(), "feature 2: invalid type"),
    ] {
        let said = with_features(&format!("{good},{odd}")).err().map_or(String::from("was read"), |e| e.message);
        assert!(said.contains(word), "{odd}: {said}");
    }
    let latin = layer("b.geojson", b"{\"type\":\"S\xe9gou\"}", None).err().map(|e| e.message);
    assert_eq!(latin.as_deref(), Some("b.geojson: not UTF-8 at byte 11"));
}
