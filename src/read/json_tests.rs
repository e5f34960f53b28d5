use super::super::json_record::{FEATURE_ID, POINT_LAT, POINT_LON};
use super::*;

fn read(text: &str) -> Result<Table> {
    json_table("a.json", text.as_bytes(), &|_, headings| Ok((0..headings.len()).collect()))
}

fn column(table: &Table, heading: &str) -> usize {
    let found = table.headings.iter().position(|h| h == heading);
    found.expect("heading")
}

#[test]
fn an_array_of_objects_is_a_table() {
    let table =
        read(r#"[{"id": 12345678901234567890, "lat": "1.5"}, {"lon": 2.5, "id": 7, "lat": null}]"#).expect("readable");
    assert_eq!(table.headings, ["id", "lat", "lon"]);
    assert_eq!(table.value(0, 0), Value::Text("12345678901234567890"));
    assert_eq!((table.value(0, 2), table.value(1, 1)), (Value::Empty, Value::Empty));
    assert_eq!(table.value(1, 2), Value::Number(2.5));
    assert_eq!((table.rows_read, table.rows[1].number, table.unit), (2, 2, "feature"));
}

#[test]
fn a_collection_gives_its_points_and_ids() {
    let table = read(
        r#"{"type": "FeatureCollection", "features": [
            {"type": "Feature", "id": 5, "properties": {"type": "x"}, "geometry": {"type": "Point", "coordinates": [-4, 12.5, 3]}},
            {"type": "Feature", "properties": {"type": "y"}, "geometry": null},
            {"type": "Feature", "properties": {"type": "z"}, "geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}}
        ]}"#,
    )
    .expect("readable");
    let (lon, lat) = (column(&table, POINT_LON), column(&table, POINT_LAT));
    assert_eq!(table.value(0, lon), Value::Number(-4.0));
    assert_eq!(table.value(0, lat), Value::Number(12.5));
    assert_eq!(table.value(0, column(&table, FEATURE_ID)), Value::Text("5"));
    assert_eq!(table.value(1, column(&table, "type")), Value::Text("y"));
    assert_eq!(table.value(1, lon), Value::Empty);
    assert_eq!(table.value(2, lat), Value::Broken("the geometry is not a point"));
}

#[test]
fn one_object_a_line_keeps_its_line_number() {
    let table = read("{\"id\": \"a\", \"lat\": 1}\n\n{\"id\": \"b\", \"lat\": 2}\n").expect("readable");
    let numbers: Vec<u64> = table.rows.iter().map(|r| r.number).collect();
    assert_eq!((numbers, table.unit), (vec![1, 3], "line"));
}

#[test]
fn malformed_json_doubled_keys_and_empty_arrays_are_refused() {
    for (text, word) in [
        ("[{\"a\": 1}", "not valid JSON"),
        ("[{\"a\": 1, \"a\": 2}]", "is there twice"),
        ("[]", "holds no records"),
        ("[1, 2]", "not valid JSON"),
        ("[{\"lat\": 1e400}]", "not valid JSON"),
        ("{\"type\": \"Topology\"}", "'Topology'"),
        (
            r#"{"type": "FeatureCollection", "crs": {"properties": {"name": "EPSG:99999"}}, "features": []}"#,
            "EPSG:99999",
        ),
        ("{\"a\": 1}\n{\"a\": }\n", "line 2"),
    ] {
        let message = read(text).err().map(|e| e.message).unwrap_or_default();
        assert!(message.contains(word), "{text:.60} -> {message}");
    }
}

#[test]
fn deep_nesting_is_passed_over_without_recursion() {
    let text = format!("[{{\"a\": {}1{}}}]", "[".repeat(100_000), "]".repeat(100_000));
    let table = read(&text).expect("readable");
    assert_eq!(table.value(0, 0), Value::Broken("holds a list"));
}
