use flatgeobuf::geozero::error::Result as GeozeroResult;
use flatgeobuf::geozero::{ColumnValue, GeomProcessor, GeozeroGeometry, PropertyProcessor};
use flatgeobuf::{FgbCrs, FgbWriter, FgbWriterOptions};

use super::super::features::{layer, table};
use super::super::table::Value;
use super::*;

/// A square of one degree, or a point.
struct Shape {
    x: f64,
    point: bool,
}

impl GeozeroGeometry for Shape {
    fn process_geom<P: GeomProcessor>(&self, processor: &mut P) -> GeozeroResult<()> {
        let x = self.x;
        if self.point {
            processor.point_begin(0)?;
            processor.xy(x, 12.0, 0)?;
            return processor.point_end(0);
        }
        let corners = [(x, 0.0), (x + 1.0, 0.0), (x + 1.0, 1.0), (x, 1.0), (x, 0.0)];
        processor.polygon_begin(true, 1, 0)?;
        processor.linestring_begin(false, corners.len(), 0)?;
        for (i, (x, y)) in corners.iter().enumerate() {
            processor.xy(*x, *y, i)?;
        }
        processor.linestring_end(false, 0)?;
        processor.polygon_end(true, 0)
    }
}

/// A file of two features, with or without an index.
fn made(point: bool, index: bool, code: i32) -> Vec<u8> {
    let kind = if point { GeometryType::Point } else { GeometryType::Polygon };
    let crs = FgbCrs { code, ..Default::default() };
    let options = FgbWriterOptions { write_index: index, crs, ..Default::default() };
    let mut writer = FgbWriter::create_with_options("d", kind, options).expect("header");
    writer.add_column("pcode", ColumnType::String, |_, _| {});
    writer.add_column("n", ColumnType::Long, |_, _| {});
    for (i, id) in ["007", "1E5"].iter().enumerate() {
        let shape = Shape { x: -4.0 + i as f64, point };
        let added = writer.add_feature_geom(shape, |feature| {
            feature.property(0, "pcode", &ColumnValue::String(id)).expect("field");
            feature.property(1, "n", &ColumnValue::Long(i64::MAX)).expect("field");
        });
        added.expect("feature");
    }
    let mut bytes = Vec::new();
    writer.write(&mut bytes).expect("bytes");
    bytes
}

fn opened(bytes: Vec<u8>) -> Result<FlatGeobuf> {
    FlatGeobuf::open(&Input::Bundled { name: "d.fgb", bytes: Box::leak(bytes.into_boxed_slice()) })
}

fn polygons(bytes: Vec<u8>) -> Result<super::super::boundary_schema::Layer> {
    layer(&opened(bytes)?, None)
}

#[test]
fn identifiers_keep_their_bytes_and_shapes_their_places() {
    for index in [true, false] {
        let mut read = polygons(made(false, index, 4326)).expect("sound");
        read.features.sort_by(|a, b| a.values.cmp(&b.values));
        assert_eq!(read.fields, ["pcode", "n"]);
        assert_eq!(read.features[0].values, ["007", "9223372036854775807"]);
        assert_eq!(read.features[1].values[0], "1E5");
        let west = read.features[0].shape.0[0].exterior().0.iter().map(|c| c.x).fold(f64::INFINITY, f64::min);
        assert_eq!((west, read.notes.len()), (-4.0, 0));
    }
}

#[test]
fn points_are_rows() {
    let read =
        table(&opened(made(true, false, 4326)).expect("sound"), &|_, h| Ok((0..h.len()).collect())).expect("rows");
    assert_eq!((read.rows_read, read.unit, read.rows[1].number), (2, "feature", 2));
    assert_eq!(
        (read.value(0, 0), read.value(0, 1), read.value(0, 2)),
        (Value::Number(-4.0), Value::Number(12.0), Value::Text("007"))
    );
    assert!(polygons(made(true, true, 4326)).is_err_and(|e| e.message.contains("has no polygons")));
    let squares =
        table(&opened(made(false, false, 4326)).expect("sound"), &|_, h| Ok((0..h.len()).collect())).expect("rows");
    assert!(squares.rows.iter().all(|r| r.fault.as_deref() == Some("the geometry is not one point")));
}

#[test]
fn systems_are_followed_assumed_or_refused() {
    let notes = polygons(made(false, true, 0)).expect("assumed").notes;
    assert!(notes.iter().any(|n| n.contains("assumed to be WGS 84")), "{notes:?}");
    for (code, what) in [(32630, "look like degrees"), (4267, "grids"), (65000, "not known")] {
        let message = polygons(made(false, true, code)).err().map(|e| e.message).unwrap_or_default();
        assert!(message.contains(what) && message.starts_with("d.fgb"), "{code}: {message}");
    }
}

#[test]
fn a_file_cut_anywhere_is_refused_and_a_changed_byte_never_ends_the_process() {
    for index in [true, false] {
        let whole = made(false, index, 4326);
        for end in 0..whole.len() {
            assert!(polygons(whole[..end].to_vec()).is_err(), "{end} of {} bytes", whole.len());
        }
        for at in 0..whole.len() {
            for value in [0, 0x7f, 0xff] {
                let mut bytes = whole.clone();
                bytes[at] = value;
                let _ = polygons(bytes.clone());
                let _ = opened(bytes).and_then(|f| table(&f, &|_, h| Ok((0..h.len()).collect())));
            }
        }
        let more = [whole, vec![0]].concat();
        assert!(polygons(more).is_err());
    }
}

#[test]
fn values_past_their_end_are_damage() {
    for bytes in [&[0][..], &[0, 0, 4, 0, 0, 0, b'a'], &[9, 0, 1], &[1, 0, 1, 2, 3]] {
        assert_eq!(values(bytes, &[ColumnType::String, ColumnType::Long]), None, "{bytes:?}");
    }
    assert_eq!(
        values(&[0, 0, 1, 0, 0, 0, 0xff], &[ColumnType::String]),
        Some(vec![Cell::Broken("text that is not UTF-8".to_string())])
    );
    assert_eq!(values(&[], &[ColumnType::Bool]), Some(vec![Cell::Empty]));
}
