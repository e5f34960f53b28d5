use super::super::features::{layer, table};
use super::super::wkb::tests::{dot, square};
use super::*;
use crate::error::Kind;

/// The registers of an empty GeoPackage.
const REGISTERS: &str = "PRAGMA page_size = 512;
    CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,
        organization_coordsys_id INTEGER, definition TEXT, description TEXT);
    CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, srs_id INTEGER);
    CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z INT, m INT);
    INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326, 'undefined', NULL),
        ('utm', 32630, 'epsg', 32630, 'undefined', NULL), ('liar', 7, 'EPSG', 32630, 'GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]]', NULL);";

/// A GeoPackage made by the statements; blobs come by number through the function `geom`.
fn made(statements: &str) -> Vec<u8> {
    let mut database = Connection::open_in_memory().expect("memory");
    database.execute_batch(REGISTERS).and_then(|()| database.execute_batch(statements)).expect("SQL");
    database.serialize("main").expect("bytes").to_vec()
}

/// Registers a layer and makes its table.
fn register(name: &str, kind: &str, srs: i32) -> String {
    format!(
        "CREATE TABLE \"{name}\" (fid INTEGER PRIMARY KEY, geom BLOB, pcode TEXT, name TEXT, n INTEGER);
         INSERT INTO gpkg_contents VALUES ('{name}', 'features', '{name}', {srs});
         INSERT INTO gpkg_geometry_columns VALUES ('{name}', 'geom', '{kind}', {srs}, 0, 0);"
    )
}

/// A literal of a geometry with its header.
fn literal(srs: i32, flags: u8, wkb: &[u8]) -> String {
    let bytes = [b"GP\0", &[flags][..], &srs.to_le_bytes(), wkb].concat();
    let digits: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    format!("x'{digits}'")
}

fn insert(name: &str, fid: i64, geometry: &str, code: &str) -> String {
    format!("INSERT INTO \"{name}\" VALUES ({fid}, {geometry}, '{code}', 'n{fid}', {fid});")
}

fn two_squares() -> Vec<u8> {
    let rows = [
        insert("d", 3, &literal(4326, 1, &square(0.0)), "007"),
        insert("d", 9, &literal(4326, 1, &square(1.0)), "1E5"),
    ];
    made(&format!("{}{}", register("d", "POLYGON", 4326), rows.concat()))
}

fn input(bytes: Vec<u8>) -> Input {
    Input::Bundled { name: "d.gpkg", bytes: Box::leak(bytes.into_boxed_slice()) }
}

fn polygons(bytes: Vec<u8>, name: Option<&str>) -> Result<super::super::boundary_schema::Layer> {
    layer(&GeoPackage::open(&input(bytes), name, Wanted::Polygons)?, None)
}

fn refusal(statements: &str) -> String {
    polygons(made(statements), None)
        .err()
        .map_or("was read".to_string(), |e| format!("{} ({})", e.message, e.hint.unwrap_or_default()))
}

#[test]
fn identifiers_keep_their_bytes_and_shapes_their_places() {
    let read = polygons(two_squares(), None).expect("sound");
    assert_eq!(read.fields, ["fid", "pcode", "name", "n"]);
    let ids: Vec<&str> = read.features.iter().map(|f| f.values[1].as_str()).collect();
    assert_eq!((ids, read.features[1].label.as_str()), (vec!["007", "1E5"], "fid 9"));
    assert_eq!(read.features[1].shape.0[0].exterior().0[0], geo::Coord { x: 1.0, y: 0.0 });
    assert!(read.notes.is_empty(), "{:?}", read.notes);
}

#[test]
fn of_several_layers_one_must_be_named() {
    let both = format!(
        "{}{}{}{}",
        register("districts", "MULTIPOLYGON", 4326),
        register("regions", "POLYGON", 4326),
        register("towns", "POINT", 4326),
        insert("regions", 1, &literal(4326, 1, &square(0.0)), "R"),
    );
    let message = refusal(&both);
    assert!(
        message.contains("several layers of polygons: districts, regions") && message.contains("--boundary-layer"),
        "{message}"
    );
    assert_eq!(polygons(made(&both), Some("regions")).map(|l| l.features.len()), Ok(1));
    let unknown = polygons(made(&both), Some("cities")).err().expect("unknown");
    assert!(unknown.hint.is_some_and(|h| h.contains("districts, regions, towns")));
    assert!(refusal(&register("towns", "POINT", 4326)).contains("no layer of polygons"));
    // a layer that does not say what it holds is taken if it is alone
    let silent = format!("{}{}", register("d", "GEOMETRY", 4326), insert("d", 1, &literal(4326, 1, &square(0.0)), "R"));
    assert_eq!(polygons(made(&silent), None).map(|l| l.features.len()), Ok(1));
}

#[test]
fn views_virtual_tables_and_triggers_are_not_followed() {
    let view = "CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS fid, x AS geom FROM c;
        INSERT INTO gpkg_contents VALUES ('v', 'features', 'v', 4326);
        INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'POLYGON', 4326, 0, 0);";
    assert!(refusal(view).contains("no layer of polygons"));
    assert!(polygons(made(view), Some("v")).is_err());
    // a register that is a view
    let mut database = Connection::open_in_memory().expect("memory");
    database.execute_batch("CREATE VIEW gpkg_contents AS SELECT 1; CREATE VIEW gpkg_geometry_columns AS SELECT 1; CREATE VIEW gpkg_spatial_ref_sys AS SELECT 1").expect("SQL");
    let bytes = database.serialize("main").expect("bytes").to_vec();
    assert!(polygons(bytes, None).is_err_and(|e| e.message.contains("no GeoPackage")));
}

#[test]
fn a_geometry_that_lies_is_refused_with_its_number() {
    let deep = std::iter::repeat_n([1u8, 7, 0, 0, 0, 1, 0, 0, 0], 20_000).flatten().collect::<Vec<u8>>();
    for (geometry, what) in [
        ("NULL".to_string(), "has no geometry"),
        ("'text'".to_string(), "not stored as bytes"),
        ("x'4750'".to_string(), "shorter than its header"),
        (literal(4326, 1 | 7 << 1, &square(0.0)), "envelope that does not exist"),
        (literal(4326, 1 | 4 << 1, &[0; 63]), "shorter than its envelope"),
        (literal(4326, 1 | 0x10, &square(0.0)), "states that it is empty"),
        (literal(4326, 1 | 0x20, &square(0.0)), "extension"),
        (literal(32630, 1, &square(0.0)), "another coordinate system"),
        (literal(4326, 1, &[1, 2, 0, 0, 0, 255, 255, 255, 255]), "a line"),
        (literal(4326, 1, &[1, 3, 0, 0, 0, 255, 255, 255, 255]), "damaged"),
        (literal(4326, 1, &[1, 10, 0, 0, 0, 0, 0, 0, 0]), "curves"),
        (literal(4326, 1, &deep), "too deep"),
        (literal(4326, 1, &[1, 3, 0, 0, 0, 0, 0, 0, 0]), "no area"),
    ] {
        let rows = insert("d", 1, &literal(4326, 1, &square(0.0)), "a") + &insert("d", 42, &geometry, "b");
        let message = refusal(&format!("{}{rows}", register("d", "POLYGON", 4326)));
        assert!(message.contains(what) && message.contains("d.gpkg#d, fid 42"), "{what}: {message}");
    }
}

#[test]
fn systems_are_followed_assumed_or_refused() {
    let of =
        |srs: i32| format!("{}{}", register("d", "POLYGON", srs), insert("d", 1, &literal(srs, 1, &square(0.0)), "a"));
    for undefined in [-1, 0] {
        let notes = polygons(made(&of(undefined)), None).expect("assumed").notes;
        assert!(notes.iter().any(|n| n.contains("assumed to be WGS 84")), "{notes:?}");
    }
    assert!(refusal(&of(32630)).contains("look like degrees"));
    assert!(refusal(&of(7)).contains("called EPSG:32630, but described as 'WGS 84'"));
    assert!(refusal(&of(99)).contains("not in gpkg_spatial_ref_sys"));
}

#[test]
fn incidents_are_points_and_what_is_not_is_rejected() {
    let rows = [
        insert("i", 5, &literal(4326, 1, &dot(-4.0, 12.0)), "007"),
        insert("i", 6, "NULL", "008"),
        insert("i", 7, &literal(4326, 1, &square(0.0)), "009"),
        insert("i", 8, &literal(4326, 1 | 0x10, &dot(f64::NAN, f64::NAN)), "010"),
    ];
    let bytes = made(&format!("{}{}", register("i", "POINT", 4326), rows.concat()));
    let source = GeoPackage::open(&input(bytes), None, Wanted::Points).expect("sound");
    let read = table(&source, &|_, headings| Ok((0..headings.len()).collect())).expect("rows");
    assert_eq!((read.rows_read, read.unit), (4, "fid"));
    let numbers: Vec<u64> = read.rows.iter().map(|r| r.number).collect();
    assert_eq!(numbers, [5, 6, 7, 8]);
    use super::super::table::Value;
    assert_eq!((read.value(0, 0), read.value(0, 1)), (Value::Number(-4.0), Value::Number(12.0)));
    assert_eq!((read.value(1, 0), read.value(3, 0)), (Value::Empty, Value::Empty));
    assert_eq!(read.rows[2].fault.as_deref(), Some("the geometry is not one point"));
    assert_eq!(read.value(0, 3), Value::Text("007"));
}

#[test]
fn other_databases_and_files_are_refused() {
    for bytes in [Vec::new(), b"SQLite format 3\0".to_vec(), vec![0; 4096]] {
        let error = polygons(bytes, None).err().expect("no database");
        assert!(error.message.contains("not an SQLite database") && error.kind == Kind::Data);
    }
    let mut database = Connection::open_in_memory().expect("memory");
    database.execute_batch("CREATE TABLE t (a)").expect("SQL");
    let bytes = database.serialize("main").expect("bytes").to_vec();
    assert!(polygons(bytes, None).is_err_and(|e| e.message.contains("no GeoPackage")));
}

#[test]
fn a_file_cut_anywhere_is_refused_and_a_changed_byte_never_ends_the_process() {
    let whole = two_squares();
    let ids =
        |bytes: Vec<u8>| polygons(bytes, None).map(|l| l.features.into_iter().map(|f| f.values).collect::<Vec<_>>());
    for end in 0..whole.len() {
        assert!(ids(whole[..end].to_vec()).is_err(), "{end} bytes");
    }
    for at in (0..whole.len()).step_by(13) {
        for value in [0, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] = value;
            let _ = ids(bytes);
        }
    }
}

#[test]
fn a_log_beside_the_file_is_said_and_not_read() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("d.gpkg");
    std::fs::write(&path, two_squares()).expect("written");
    std::fs::write(folder.path().join("d.gpkg-wal"), [7; 4096]).expect("written");
    let source = GeoPackage::open(&Input::File(path), None, Wanted::Polygons).expect("opened");
    assert!(source.head().notes[0].contains("d.gpkg-wal lies beside it"));
    assert_eq!(layer(&source, None).map(|l| l.features.len()), Ok(2));
    assert_eq!(std::fs::read(folder.path().join("d.gpkg-wal")).expect("left"), [7; 4096]);
    assert_eq!(std::fs::read_dir(folder.path()).expect("folder").count(), 2);
}
