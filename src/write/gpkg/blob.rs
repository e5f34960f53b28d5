//! Shapes as GeoPackage holds them: the header of OGC 12-128r18, 2.1.3, then ISO well-known binary, little-endian.

use geo::{LineString, MultiPolygon};

/// Little-endian, with an envelope of west, east, south, north.
const WITH_BOX: u8 = 0b0000_0011;
/// Little-endian, without an envelope: a point is its own.
const WITHOUT_BOX: u8 = 0b0000_0001;
const POINT: u32 = 1;
const POLYGON: u32 = 3;
const MULTI_POLYGON: u32 = 6;

/// A point in degrees.
pub(super) fn point([lon, lat]: [f64; 2]) -> Vec<u8> {
    let mut bytes = header(WITHOUT_BOX, &[]);
    start(&mut bytes, POINT);
    reals(&mut bytes, &[lon, lat]);
    bytes
}

/// Polygons in degrees, with their bounds: west, south, east, north.
pub(super) fn polygons(shape: &MultiPolygon<f64>, [west, south, east, north]: [f64; 4]) -> Vec<u8> {
    let mut bytes = header(WITH_BOX, &[west, east, south, north]);
    start(&mut bytes, MULTI_POLYGON);
    number(&mut bytes, shape.0.len());
    for polygon in shape {
        start(&mut bytes, POLYGON);
        number(&mut bytes, 1 + polygon.interiors().len());
        ring(&mut bytes, polygon.exterior());
        polygon.interiors().iter().for_each(|hole| ring(&mut bytes, hole));
    }
    bytes
}

fn header(flags: u8, envelope: &[f64]) -> Vec<u8> {
    let mut bytes = vec![b'G', b'P', 0, flags];
    bytes.extend(super::SYSTEM.to_le_bytes());
    reals(&mut bytes, envelope);
    bytes
}

fn start(bytes: &mut Vec<u8>, kind: u32) {
    bytes.push(1);
    bytes.extend(kind.to_le_bytes());
}

fn ring(bytes: &mut Vec<u8>, ring: &LineString<f64>) {
    number(bytes, ring.0.len());
    ring.0.iter().for_each(|c| reals(bytes, &[c.x, c.y]));
}

fn number(bytes: &mut Vec<u8>, n: usize) {
    bytes.extend((n as u32).to_le_bytes());
}

fn reals(bytes: &mut Vec<u8>, values: &[f64]) {
    values.iter().for_each(|v| bytes.extend(v.to_le_bytes()));
}
