//! Shapes as ISO well-known binary (OGC 06-103r4), little-endian.

use geo::{LineString, MultiPolygon};

const POINT: u32 = 1;
const POLYGON: u32 = 3;
const MULTI_POLYGON: u32 = 6;

/// Adds a point in degrees.
pub(super) fn point(bytes: &mut Vec<u8>, place: [f64; 2]) {
    start(bytes, POINT);
    reals(bytes, &place);
}

/// Adds polygons in degrees, always as many in one.
pub(super) fn polygons(bytes: &mut Vec<u8>, shape: &MultiPolygon<f64>) {
    start(bytes, MULTI_POLYGON);
    number(bytes, shape.0.len());
    for polygon in shape {
        start(bytes, POLYGON);
        number(bytes, 1 + polygon.interiors().len());
        ring(bytes, polygon.exterior());
        polygon.interiors().iter().for_each(|hole| ring(bytes, hole));
    }
}

/// Adds numbers.
pub(super) fn reals(bytes: &mut Vec<u8>, values: &[f64]) {
    values.iter().for_each(|v| bytes.extend(v.to_le_bytes()));
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
