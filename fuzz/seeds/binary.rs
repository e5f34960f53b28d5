//! Seeds that are binary: GeoPackage, FlatGeobuf, Parquet and a picture.

use std::sync::Arc;

use cercle::ledger::Account;
use cercle::write::{Column, Field, Layer, LayerFormat, Shapes};
use geo::{MultiPolygon, polygon};
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::Seed;

/// Target, name and content.
pub fn seeds() -> Vec<Seed> {
    let fgb = |shapes| LayerFormat::FlatGeobuf.file(&[layer(shapes)], &Account::default()).expect("in memory");
    let square = |x: f64| {
        MultiPolygon(vec![polygon![(x: x, y: 12.0), (x: x + 1.0, y: 12.0), (x: x + 1.0, y: 13.0), (x: x, y: 12.0)]])
    };
    let polygons = Shapes::Polygons(vec![square(-4.0), square(-3.0)]);
    let points = Shapes::Points(vec![Some([-3.5, 12.5]), Some([-2.5, 12.25])]);
    vec![
        ("fgb", "polygons", fgb(polygons)),
        ("fgb", "points", fgb(points)),
        ("gpkg", "polygons", geopackage("POLYGON")),
        ("gpkg", "points", geopackage("POINT")),
        ("parquet", "numbers", parquet(Compression::UNCOMPRESSED)),
        ("parquet", "snappy", parquet(Compression::SNAPPY)),
    ]
}

fn layer(shapes: Shapes) -> Layer {
    let texts = |a: &str, b: &str| Column::Text(vec![Some(a.to_string()), Some(b.to_string())]);
    let fields = vec![Field::new("id", "", texts("ML01", "ML02")), Field::new("name", "", texts("Kayes", "Gao"))];
    Layer { name: "d".into(), fields, shapes, ..Layer::default() }
}

/// A database of small pages, so that mutations meet more than zeros.
fn geopackage(kind: &str) -> Vec<u8> {
    let mut wkb: Vec<u8> = b"GP\0\x01".to_vec();
    wkb.extend(4326_i32.to_le_bytes());
    if kind == "POINT" {
        wkb.extend([1, 1, 0, 0, 0]);
        [-3.5_f64, 12.5].iter().for_each(|v| wkb.extend(v.to_le_bytes()));
    } else {
        wkb.extend([1, 3, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0]);
        [-4.0_f64, 12.0, -1.0, 12.0, -1.0, 15.0, -4.0, 12.0].iter().for_each(|v| wkb.extend(v.to_le_bytes()));
    }
    let literal: String = wkb.iter().map(|b| format!("{b:02x}")).collect();
    let sql = format!(
        "PRAGMA page_size = 512;
        CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,
            organization_coordsys_id INTEGER, definition TEXT, description TEXT);
        CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, srs_id INTEGER);
        CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z INT, m INT);
        INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326, 'undefined', NULL);
        CREATE TABLE d (fid INTEGER PRIMARY KEY, geom BLOB, id TEXT, n REAL, date TEXT);
        INSERT INTO gpkg_contents VALUES ('d', 'features', 'd', 4326);
        INSERT INTO gpkg_geometry_columns VALUES ('d', 'geom', '{kind}', 4326, 0, 0);
        INSERT INTO d VALUES (1, x'{literal}', 'ML01', 1.5, '2024-01-02'), (2, x'{literal}', 'ML02', 2, NULL);"
    );
    let mut database = rusqlite::Connection::open_in_memory().expect("memory");
    database.execute_batch(&sql).expect("SQL");
    database.serialize("main").expect("bytes").to_vec()
}

fn parquet(compression: Compression) -> Vec<u8> {
    let schema = "message t { optional binary id (UTF8); optional binary date (UTF8); required double lat; optional double lon; }";
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).expect("memory");
    for _ in 0..2 {
        let mut group = writer.next_row_group().expect("memory");
        for texts in [["a", "b", "b"], ["2024-01-02", "2024-01", "x"]] {
            let mut column = group.next_column().expect("memory").expect("a column is left");
            let values = texts.map(ByteArray::from);
            column.typed::<ByteArrayType>().write_batch(&values, Some(&[1, 1, 1]), None).expect("memory");
            column.close().expect("memory");
        }
        let mut column = group.next_column().expect("memory").expect("a column is left");
        column.typed::<DoubleType>().write_batch(&[12.5, 13.5, 95.0], None, None).expect("memory");
        column.close().expect("memory");
        let mut column = group.next_column().expect("memory").expect("a column is left");
        column.typed::<DoubleType>().write_batch(&[-3.5, -2.5], Some(&[1, 0, 1]), None).expect("memory");
        column.close().expect("memory");
        group.close().expect("memory");
    }
    writer.into_inner().expect("memory")
}
