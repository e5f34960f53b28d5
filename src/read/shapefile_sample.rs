//! A small shapefile made in memory, for the tests of this room to damage.

use std::io::Cursor;

use shapefile::{Point, Polygon, PolygonRing, ShapeWriter};

use super::shapefile_parts::Parts;

/// A .dbf of text fields; the header's date is left empty, as many writers do.
pub(super) fn dbf(fields: &[(&str, u8)], rows: &[&[&[u8]]]) -> Vec<u8> {
    let width: usize = 1 + fields.iter().map(|f| f.1 as usize).sum::<usize>();
    let header = 32 + 32 * fields.len() + 1;
    let mut bytes = vec![3, 0, 0, 0];
    bytes.extend((rows.len() as u32).to_le_bytes());
    bytes.extend((header as u16).to_le_bytes());
    bytes.extend((width as u16).to_le_bytes());
    bytes.resize(32, 0);
    for (name, width) in fields {
        let mut descriptor = [0; 32];
        descriptor[..name.len()].copy_from_slice(name.as_bytes());
        descriptor[11] = b'C';
        descriptor[16] = *width;
        bytes.extend(descriptor);
    }
    bytes.push(b'\r');
    for row in rows {
        bytes.push(b' ');
        for ((_, width), value) in fields.iter().zip(*row) {
            let mut cell = value.to_vec();
            cell.resize(*width as usize, b' ');
            bytes.extend(cell);
        }
    }
    bytes.push(0x1a);
    bytes
}

/// Four squares A to D beside each other, each of one degree.
pub(super) fn four_squares() -> Parts {
    squares_at((0.0, 0.0), 1.0)
}

/// Four squares A to D beside each other, from a corner on, with this side.
pub(super) fn squares_at((west, south): (f64, f64), side: f64) -> Parts {
    let (mut shp, mut shx) = (Cursor::new(Vec::new()), Cursor::new(Vec::new()));
    let mut writer = ShapeWriter::with_shx(&mut shp, &mut shx);
    for x in [0.0, 1.0, 2.0, 3.0] {
        let corners = [(x, 0.0), (x, 1.0), (x + 1.0, 1.0), (x + 1.0, 0.0), (x, 0.0)];
        let corners = corners.map(|(x, y)| (west + x * side, south + y * side));
        let ring = corners.iter().map(|(x, y)| Point::new(*x, *y)).collect();
        writer.write_shape(&Polygon::new(PolygonRing::Outer(ring))).expect("in memory");
    }
    writer.finalize().expect("in memory");
    drop(writer);
    let rows: Vec<[&[u8]; 2]> = vec![[b"A", b"Gao"], [b"B", b"Kidal"], [b"C", b"Kita"], [b"D", b"San"]];
    let rows: Vec<&[&[u8]]> = rows.iter().map(|r| &r[..]).collect();
    Parts {
        name: "four.shp".to_string(),
        shp: shp.into_inner(),
        shx: Some(shx.into_inner()),
        dbf: Some(dbf(&[("ID", 4), ("NAME", 10)], &rows)),
        prj: Some(
            br#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#.to_vec(),
        ),
        cpg: Some(b"UTF-8".to_vec()),
    }
}
