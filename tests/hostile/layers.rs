//! Tables and layers in binary formats that claim what they do not hold.

use super::{check, refused};

/// A number of Thrift's compact protocol.
fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 127 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// A field of a Parquet schema: its name, and how many fields it has.
fn field(children: Option<u64>) -> Vec<u8> {
    let children = children.map_or(Vec::new(), |n| [vec![0x15], varint(n << 1)].concat());
    [vec![0x35, 0, 0x18, 1, b'a'], children, vec![0]].concat()
}

/// A Parquet file of these fields that claims so many row groups.
fn parquet(fields: &[Vec<u8>], groups: u64) -> Vec<u8> {
    let list = |count: u64| [vec![0xfc], varint(count)].concat();
    let schema = [vec![0x15, 2, 0x19], list(fields.len() as u64), fields.concat()].concat();
    let description = [schema, vec![0x16, 2, 0x19], list(groups), vec![0; 8]].concat();
    [b"PAR1", &description[..], &(description.len() as u32).to_le_bytes(), b"PAR1"].concat()
}

/// Each of these ended the process: by a stack that overflowed, or by memory that nobody has.
#[test]
fn a_parquet_file_cannot_end_the_process_by_what_it_claims() {
    let deep: Vec<_> = (0..90_000).map(|_| field(Some(1))).chain([field(None)]).collect();
    refused("H7 deep", &check("t.parquet", &parquet(&deep, 0), &[]), 65, &["t.parquet", "deep"]);
    let plain = [field(Some(1)), field(None)];
    for groups in [1 << 20, 1 << 31, u64::MAX] {
        refused("H7 groups", &check("t.parquet", &parquet(&plain, groups), &[]), 65, &["t.parquet", "claims"]);
    }
    let wide = [field(Some((1 << 31) - 1)), field(None)];
    refused("H7 children", &check("t.parquet", &parquet(&wide, 0), &[]), 65, &["t.parquet", "claims"]);
}

/// A GeoPackage with one layer of districts: what its only row has besides its number, and more columns.
fn geopackage(geometry: &[u8], definition: &str, more: &str) -> Vec<u8> {
    let mut database = rusqlite::Connection::open_in_memory().expect("memory");
    let statements = format!(
        "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,
            organization_coordsys_id INTEGER, definition TEXT, description TEXT);
         CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, srs_id INTEGER);
         CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z INT, m INT);
         INSERT INTO gpkg_contents VALUES ('d', 'features', 'd', 7);
         INSERT INTO gpkg_geometry_columns VALUES ('d', 'geom', 'GEOMETRY', 7, 0, 0);
         CREATE TABLE d (fid INTEGER PRIMARY KEY, geom BLOB, id TEXT{more});"
    );
    database.execute_batch(&statements).expect("SQL");
    let system = "INSERT INTO gpkg_spatial_ref_sys VALUES ('x', 7, 'NONE', 7, ?1, NULL)";
    database.execute(system, [definition]).expect("SQL");
    let blob = [b"GP\0\x01".as_slice(), &7i32.to_le_bytes(), geometry].concat();
    database.execute("INSERT INTO d (fid, geom, id) VALUES (1, ?1, 'x')", [blob]).expect("SQL");
    database.serialize("main").expect("bytes").to_vec()
}

/// Little-endian WKB of a kind with a count.
fn wkb(kind: u32, count: u32) -> Vec<u8> {
    [&[1][..], &kind.to_le_bytes(), &count.to_le_bytes()].concat()
}

fn square() -> Vec<u8> {
    let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)];
    let numbers = corners.iter().flat_map(|(x, y): &(f64, f64)| [x.to_le_bytes(), y.to_le_bytes()].concat());
    [wkb(3, 1), 5u32.to_le_bytes().to_vec(), numbers.collect()].concat()
}

const DEGREES: &str = r#"GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]"#;

fn districts(bytes: &[u8]) -> super::Outcome {
    let folder = super::folder();
    std::fs::write(folder.path().join("d.gpkg"), bytes).expect("writes");
    super::run(folder.path(), &["check", "--boundaries", "d.gpkg"])
}

#[test]
fn a_geopackage_cannot_end_the_process_by_what_it_claims() {
    let plain = districts(&geopackage(&square(), DEGREES, ""));
    assert_eq!(plain.code, 0, "H: {}", plain.said);
    // each collection holds one other
    let deep: Vec<u8> = std::iter::repeat_n(wkb(7, 1), 200_000).flatten().collect();
    refused("H1", &districts(&geopackage(&deep, DEGREES, "")), 65, &["d.gpkg", "deep"]);
    for (what, kind) in [("point", 1), ("line", 2), ("polygon", 3), ("polygons", 6), ("collection", 7)] {
        let outcome = districts(&geopackage(&wkb(kind, u32::MAX), DEGREES, ""));
        refused(&format!("H2 {what}"), &outcome, 65, &["d.gpkg"]);
    }
    let rings = [wkb(3, 1), u32::MAX.to_le_bytes().to_vec()].concat();
    refused("H2 ring", &districts(&geopackage(&rings, DEGREES, "")), 65, &["d.gpkg"]);
    let nested = format!("GEOGCS[{}", "A[".repeat(200_000));
    refused("H nested system", &districts(&geopackage(&square(), &nested, "")), 65, &["coordinate system"]);
}

/// Columns that are computed may multiply each other: much from little.
#[test]
fn a_geopackage_cannot_fill_the_memory_by_what_it_computes() {
    let fifty = |name: &str| vec![name; 50].join(" || ");
    let more = format!(", c1 TEXT AS ({}), c2 TEXT AS ({}), c3 TEXT AS ({})", fifty("id"), fifty("c1"), fifty("c2"));
    let outcome = districts(&geopackage(&square(), DEGREES, &more));
    refused("H4 computed", &outcome, 65, &["'c1'", "is computed"]);
    let called = districts(&geopackage(&square(), DEGREES, ", big TEXT AS (hex(zeroblob(100000000)))"));
    refused("H4 called", &called, 65, &["d.gpkg"]);
}

/// What made the boolean operations of other libraries panic or answer nothing.
#[test]
fn shapes_that_cross_themselves_are_overlaid_or_refused() {
    let feature = |(i, rings): (usize, &&str)| {
        format!(
            r#"{{"type":"Feature","properties":{{"id":"D{i}"}},"geometry":{{"type":"Polygon","coordinates":[{rings}]}}}}"#
        )
    };
    let sets: [&[&str]; 5] = [
        &["[[0,0],[2,2],[2,0],[0,2],[0,0]]", "[[0,0],[2,0],[2,2],[0,2],[0,0]]"],
        &[
            "[[0,0],[4,0],[4,4],[0,4],[0,0]],[[1,1],[1,1.000000001],[1.000000001,1],[1,1]]",
            "[[0,0],[4,0],[4,4],[0,4],[0,0]]",
        ],
        &[
            "[[0,0],[4,0],[4,4],[0,4],[0,0]],[[0,0],[4,0],[4,4],[0,4],[0,0]],[[1,1],[2,1],[2,2],[1,1]]",
            "[[1,1],[2,1],[2,2],[1,1]]",
        ],
        &[
            "[[0,0],[1,0],[1,1],[3,1],[1,1],[1,0],[0,0],[0,1],[0,0],[-1,-1],[0,0]]",
            "[[0,0],[1e-9,0],[1e-9,1e-9],[0,0]]",
        ],
        &["[[179,-90],[180,-90],[180,90],[179,90],[179,-90]]", "[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]"],
    ];
    let folder = super::folder();
    let files: Vec<String> = (0..sets.len()).map(|i| format!("{i}.geojson")).collect();
    for (name, rings) in files.iter().zip(sets) {
        let features: Vec<String> = rings.iter().enumerate().map(feature).collect();
        let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
        std::fs::write(folder.path().join(name), text).expect("writes");
    }
    for one in &files {
        for other in &files {
            let outcome = super::run(folder.path(), &["boundaries", "diff", one, other, "--out", "x.csv"]);
            assert!([0, 65].contains(&outcome.code), "{one} {other}: {} {}", outcome.code, outcome.said);
        }
        for more in [["--simplify", "50km"], ["--decimals", "1"], ["--close-gaps", "1km"]] {
            let clean = [&["boundaries", "clean", one][..], &more, &["--out", "y.geojson"]].concat();
            let outcome = super::run(folder.path(), &clean);
            assert!([0, 64, 65].contains(&outcome.code), "{clean:?}: {} {}", outcome.code, outcome.said);
        }
    }
}
