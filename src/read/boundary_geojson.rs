//! Districts from a GeoJSON FeatureCollection (RFC 7946).

use std::collections::HashMap;

use geo::{Coord, Polygon};
use geojson::{FeatureCollection, GeometryValue, JsonObject, JsonValue};

use super::boundary_schema::{Feature, Layer};
use super::crs::{self, System};
use super::ring::{Mender, Positions};
use crate::error::{Error, Result};

/// Geometry collections may lie in each other so deep.
const DEEPEST: u8 = 16;

/// Parses a FeatureCollection; answers with it the system that its positions are in.
///
/// # Errors
/// `Kind::Data` if it is none, or names a system that is not known.
pub(super) fn collection(file: &str, bytes: &[u8], asked: Option<&System>) -> Result<(FeatureCollection, System)> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let collection: FeatureCollection = serde_json::from_slice(bytes).map_err(|e| {
        Error::data(format!("{file}: not a GeoJSON FeatureCollection: {e}"))
            .hint("the file must be {\"type\": \"FeatureCollection\", \"features\": […]}")
    })?;
    let member = collection.foreign_members.as_ref().and_then(|m| m.get("crs"));
    let system = crs::choose(file, asked, || member.map_or(Ok(None), stated))?;
    Ok((collection, system.unwrap_or_else(System::wgs84)))
}

/// Reads every feature as a district.
///
/// # Errors
/// `Kind::Data` if it is no FeatureCollection, is in a system that is not known, or a feature is no polygon.
pub(super) fn layer(file: &str, bytes: &[u8], asked: Option<&System>) -> Result<Layer> {
    let (collection, system) = collection(file, bytes, asked)?;
    if collection.features.is_empty() {
        return Err(Error::data(format!("{file}: has no features")));
    }
    let mut fields: Vec<String> = Vec::new();
    let mut index: HashMap<String, usize> = HashMap::new();
    for key in collection.features.iter().filter_map(|f| f.properties.as_ref()).flat_map(JsonObject::keys) {
        if !index.contains_key(key) {
            index.insert(key.clone(), fields.len());
            fields.push(key.clone());
        }
    }
    let mut mender = Mender::new(file, system);
    let mut features = Vec::with_capacity(collection.features.len());
    for (number, feature) in collection.features.into_iter().enumerate() {
        let label = format!("feature {}", number + 1);
        let mut values = vec![String::new(); fields.len()];
        for (key, value) in feature.properties.into_iter().flatten() {
            values[index[&key]] = text(value);
        }
        let Some(geometry) = feature.geometry else {
            return Err(Error::data(format!("{file}, {label}: has no geometry"))
                .hint("remove the feature, or give it its polygon"));
        };
        if matches!(geometry.value, GeometryValue::Point { .. }) {
            // Who's On First keeps a point for a place whose polygon it has not
            mender.note("a feature that is only a point was passed over", &label);
            continue;
        }
        let mut polygons = Vec::new();
        collect(&label, geometry.value, 0, &mut mender, &mut polygons)?;
        let shape = mender.district(&label, polygons)?;
        features.push(Feature { label, values, shape });
    }
    if features.is_empty() {
        return Err(
            Error::data(format!("{file}: all features are points")).hint("districts must be Polygon or MultiPolygon")
        );
    }
    Ok(Layer { file: file.to_string(), fields, features, notes: mender.finish()? })
}

/// A property as text: identifiers that are numbers become their decimal digits.
pub(super) fn text(value: JsonValue) -> String {
    match value {
        JsonValue::Null => String::new(),
        JsonValue::String(text) => text,
        JsonValue::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 9e15 => (float as i64).to_string(),
            _ => number.to_string(),
        },
        other => other.to_string(),
    }
}

fn collect(
    label: &str,
    value: GeometryValue,
    depth: u8,
    mender: &mut Mender,
    polygons: &mut Vec<Polygon<f64>>,
) -> Result<()> {
    match value {
        GeometryValue::Polygon { coordinates } => polygons.extend(mender.polygon(label, rings(coordinates))?),
        GeometryValue::MultiPolygon { coordinates } => {
            for polygon in coordinates {
                polygons.extend(mender.polygon(label, rings(polygon))?);
            }
        }
        GeometryValue::GeometryCollection { geometries } if depth < DEEPEST => {
            for geometry in geometries {
                collect(label, geometry.value, depth + 1, mender, polygons)?;
            }
        }
        GeometryValue::GeometryCollection { .. } => {
            return Err(Error::data(format!("{}, {label}: collections lie more than {DEEPEST} deep", mender.file)));
        }
        other => {
            return Err(Error::data(format!("{}, {label}: a {} is not a district", mender.file, other.type_name()))
                .hint("districts must be Polygon or MultiPolygon"));
        }
    }
    Ok(())
}

/// Positions of every ring; heights are left behind. A position too short for both numbers fails the gate as NaN.
pub(super) fn rings(rings: Vec<Vec<geojson::Position>>) -> Vec<Positions> {
    rings.into_iter().map(positions).collect()
}

/// Positions of one line or ring.
pub(super) fn positions(line: Vec<geojson::Position>) -> Positions {
    line.iter().map(position).collect()
}

/// One position.
pub(super) fn position(position: &geojson::Position) -> Coord<f64> {
    match position.as_slice() {
        [x, y, ..] => Coord { x: *x, y: *y },
        _ => Coord { x: f64::NAN, y: f64::NAN },
    }
}

/// The system that the `crs` member of 2008 names; RFC 7946 knows no other than WGS 84. `None` if it says nothing.
///
/// # Errors
/// `Kind::Data` if it names none that is known.
pub(super) fn stated(crs: &JsonValue) -> Result<Option<System>> {
    if crs.is_null() {
        return Ok(None);
    }
    let name = crs.pointer("/properties/name").and_then(JsonValue::as_str);
    // the draft before it had {"type": "EPSG", "properties": {"code": 4326}}
    let code = crs.pointer("/properties/code").and_then(JsonValue::as_u64).map(|code| format!("EPSG:{code}"));
    match name.map(str::to_string).or(code) {
        Some(words) => System::parse(&words).map(Some),
        None => Err(Error::data(format!("its coordinate reference system cannot be read: {crs}"))
            .hint("remove the member \"crs\" if the file is in degrees on WGS 84, or reproject it to EPSG:4326")),
    }
}

#[cfg(test)]
#[path = "boundary_geojson_tests.rs"]
mod tests;
