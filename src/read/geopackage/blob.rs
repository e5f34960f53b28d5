//! Geometries of a GeoPackage: a header before well-known binary (OGC 12-128r19, section 2.1.3).

use rusqlite::types::ValueRef;

use super::super::wkb::{self, Found, Shapes};

/// Doubles of an envelope, by its code.
const ENVELOPES: [usize; 5] = [0, 4, 6, 6, 8];

/// The shapes of a geometry of a layer in the system `srs`; `None` for NULL and what says that it is empty.
///
/// # Errors
/// What is wrong with the header or the geometry.
pub(super) fn shapes(value: ValueRef<'_>, srs: i32) -> Found<Option<Shapes>> {
    let bytes = match value {
        ValueRef::Null => return Ok(None),
        ValueRef::Blob(bytes) => bytes,
        _ => return Err("the geometry is not stored as bytes"),
    };
    let (head, rest) = bytes.split_first_chunk::<8>().ok_or("the geometry is shorter than its header")?;
    let [b'G', b'P', version, flags, number @ ..] = *head else {
        return Err("the geometry has no GeoPackage header");
    };
    if version != 0 || flags & 0xc0 != 0 {
        return Err("the geometry has a header of a kind that is not known");
    }
    if flags & 0x20 != 0 {
        return Err("the geometry is of an extension, which is not read");
    }
    let stated = if flags & 1 == 1 { i32::from_le_bytes(number) } else { i32::from_be_bytes(number) };
    if stated != srs {
        return Err("the geometry states another coordinate system than its layer");
    }
    let envelope =
        ENVELOPES.get(usize::from(flags >> 1 & 7)).ok_or("the geometry states an envelope that does not exist")?;
    let wkb = rest.get(8 * envelope..).ok_or("the geometry is shorter than its envelope")?;
    let shapes = wkb::shapes(wkb)?;
    let empty = shapes.points.is_empty() && shapes.polygons.iter().all(|rings| rings.iter().all(Vec::is_empty));
    match (flags & 0x10 != 0, empty) {
        (true, false) => Err("the geometry states that it is empty, and is not"),
        (true, true) => Ok(None),
        (false, _) => Ok(Some(shapes)),
    }
}
