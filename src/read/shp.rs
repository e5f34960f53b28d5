//! Shapes of a .shp (ESRI Shapefile Technical Description, July 1998).
//!
//! The shapefile crate reads each shape, but its iterator believes the lengths and counts that the file states (a header that
//! lies gives fewer shapes without an error) and loses step after a record with room to spare. So the record headers are
//! walked here, against the file's real length, and the crate gets one record at a time.

use std::io::Cursor;

use geo::Coord;
use shapefile::{ReadableShape, Shape};

use super::ring::Positions;
use crate::error::{Error, Result};

/// Bytes of the headers of .shp and .shx.
const HEADER: usize = 100;

fn damaged(file: &str, what: impl std::fmt::Display) -> Error {
    Error::data(format!("{file}: {what}"))
        .hint("the shapefile is damaged or cut short: get it again, or repair it (for instance with ogr2ogr)")
}

fn big(bytes: &[u8], at: usize) -> Option<i64> {
    let four = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(i64::from(i32::from_be_bytes(four)))
}

fn little(bytes: &[u8], at: usize) -> Option<i64> {
    let four = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(i64::from(i32::from_le_bytes(four)))
}

/// Checks the length that the header states, in 16-bit words, against the real one.
fn check_header(file: &str, part: &str, bytes: &[u8]) -> Result<()> {
    if bytes.len() < HEADER || big(bytes, 0) != Some(9994) {
        return Err(damaged(file, format!("the {part} has no shapefile header")));
    }
    let stated = big(bytes, 24).unwrap_or(0) * 2;
    if stated != bytes.len() as i64 {
        return Err(damaged(file, format!("the {part} states {stated} bytes but has {}", bytes.len())));
    }
    Ok(())
}

/// Walks the records and answers where the header of each begins and its content ends, in bytes.
fn walk(file: &str, shp: &[u8]) -> Result<Vec<(usize, usize)>> {
    check_header(file, ".shp", shp)?;
    let mut offsets = Vec::new();
    let mut at = HEADER;
    while at < shp.len() {
        let number = offsets.len() + 1;
        let wrong = |what: String| damaged(file, format!("record {number} {what}"));
        let length = big(shp, at + 4).unwrap_or(-1) * 2;
        let end = at as i64 + 8 + length;
        if length < 4 || end > shp.len() as i64 {
            return Err(wrong("runs beyond the end of the .shp".to_string()));
        }
        check_parts(&shp[at + 8..end as usize]).map_err(wrong)?;
        offsets.push((at, end as usize));
        at = end as usize;
    }
    Ok(offsets)
}

/// Checks that a polygon record has room for its rings and that they follow each other.
fn check_parts(record: &[u8]) -> std::result::Result<(), String> {
    if !matches!(little(record, 0), Some(5 | 15 | 25)) {
        return Ok(());
    }
    let (Some(parts), Some(points)) = (little(record, 36), little(record, 40)) else {
        return Err("is too short for a polygon".to_string());
    };
    if parts < 1 || points < 0 || 44 + 4 * parts + 16 * points > record.len() as i64 {
        return Err(format!("states {parts} rings and {points} points, for which it has no room"));
    }
    let mut before = -1;
    for part in 0..parts {
        let start = little(record, 44 + 4 * part as usize).unwrap_or(-1);
        if start <= before || start >= points || (part == 0 && start != 0) {
            return Err(format!("has a ring {} that starts at point {start} of {points}", part + 1));
        }
        before = start;
    }
    Ok(())
}

/// Checks the .shx against the records that were found.
///
/// # Errors
/// `Kind::Data` if it states another number of records or other places.
fn check_index(file: &str, shx: &[u8], offsets: &[(usize, usize)]) -> Result<()> {
    check_header(file, ".shx", shx)?;
    let stated = (shx.len() - HEADER) / 8;
    if stated != offsets.len() {
        return Err(damaged(file, format!("the .shx lists {stated} records but the .shp has {}", offsets.len())));
    }
    for (index, (offset, _)) in offsets.iter().enumerate() {
        let listed = big(shx, HEADER + 8 * index).unwrap_or(-1) * 2;
        if listed != *offset as i64 {
            let number = index + 1;
            return Err(damaged(
                file,
                format!("record {number} begins at byte {offset}, not {listed} as the .shx says"),
            ));
        }
    }
    Ok(())
}

/// The rings of each record, in file order.
///
/// # Errors
/// `Kind::Data` if the file is damaged, or a record is empty or no polygon.
pub(super) fn shapes(file: &str, shp: &[u8], shx: Option<&[u8]>) -> Result<Vec<Vec<Positions>>> {
    let offsets = walk(file, shp)?;
    if let Some(shx) = shx {
        check_index(file, shx, &offsets)?;
    }
    let mut shapes = Vec::with_capacity(offsets.len());
    for (index, (start, end)) in offsets.into_iter().enumerate() {
        let number = index + 1;
        let broken = |e| damaged(file, format!("record {number} cannot be read: {e}"));
        let record = &shp[start + 8..end];
        let length = i32::try_from(record.len()).unwrap_or(i32::MAX);
        let rings = match Shape::read_from(&mut Cursor::new(record), length).map_err(broken)? {
            Shape::Polygon(polygon) => rings(polygon.into_inner(), |p| (p.x, p.y)),
            Shape::PolygonM(polygon) => rings(polygon.into_inner(), |p| (p.x, p.y)),
            Shape::PolygonZ(polygon) => rings(polygon.into_inner(), |p| (p.x, p.y)),
            Shape::NullShape => {
                return Err(Error::data(format!("{file}, record {number}: has no shape"))
                    .hint("remove the record, or give it its polygon"));
            }
            other => {
                return Err(Error::data(format!("{file}, record {number}: a {} is not a district", other.shapetype()))
                    .hint("districts must be polygons"));
            }
        };
        shapes.push(rings);
    }
    Ok(shapes)
}

fn rings<P>(rings: Vec<shapefile::PolygonRing<P>>, xy: impl Fn(&P) -> (f64, f64)) -> Vec<Positions> {
    let position = |p: &P| {
        let (x, y) = xy(p);
        Coord { x, y }
    };
    rings.iter().map(|ring| ring.as_ref().iter().map(position).collect()).collect()
}
