//! Shapes as GeoPackage holds them: the header of OGC 12-128r18, 2.1.3, then well-known binary.

use geo::MultiPolygon;

use super::super::wkb;

/// Little-endian, with an envelope of west, east, south, north.
const WITH_BOX: u8 = 0b0000_0011;
/// Little-endian, without an envelope: a point is its own.
const WITHOUT_BOX: u8 = 0b0000_0001;

/// A point in degrees.
pub(super) fn point(place: [f64; 2]) -> Vec<u8> {
    let mut bytes = header(WITHOUT_BOX, &[]);
    wkb::point(&mut bytes, place);
    bytes
}

/// Polygons in degrees, with their bounds: west, south, east, north.
pub(super) fn polygons(shape: &MultiPolygon<f64>, [west, south, east, north]: [f64; 4]) -> Vec<u8> {
    let mut bytes = header(WITH_BOX, &[west, east, south, north]);
    wkb::polygons(&mut bytes, shape);
    bytes
}

fn header(flags: u8, envelope: &[f64]) -> Vec<u8> {
    let mut bytes = vec![b'G', b'P', 0, flags];
    bytes.extend(super::SYSTEM.to_le_bytes());
    wkb::reals(&mut bytes, envelope);
    bytes
}
