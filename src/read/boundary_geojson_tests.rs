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
