//! Districts from a GeoJSON FeatureCollection (RFC 7946).

use geo::Polygon;
use geojson::JsonValue;

use super::boundary_schema::{Feature, Layer};
use super::crs::{self, System};
use super::geojson_features::{Geometry, JsonFeature, collection};
use super::geojson_positions::Nest;
use super::ring::{HEIGHTS, Mender};
use crate::error::{Error, Result};

/// Geometry collections may lie in each other so deep.
const DEEPEST: u8 = 16;

/// Reads every feature as a district.
///
/// # Errors
/// `Kind::Data` if it is no FeatureCollection, is in a system that is not known, or a feature is no polygon.
pub(super) fn layer(file: &str, bytes: &[u8], asked: Option<&System>) -> Result<Layer> {
    let collection = collection(file, bytes)?;
    let system = crs::choose(file, asked, || collection.crs.as_ref().map_or(Ok(None), stated))?;
    if collection.features.is_empty() {
        return Err(Error::data(format!("{file}: has no features")));
    }
    let mut mender = Mender::new(file, system.unwrap_or_else(System::wgs84));
    let mut features = Vec::with_capacity(collection.features.len());
    for (number, JsonFeature { mut values, geometry }) in collection.features.into_iter().enumerate() {
        let label = format!("feature {}", number + 1);
        values.resize(collection.fields.len(), String::new());
        let Some(geometry) = geometry else {
            return Err(Error::data(format!("{file}, {label}: has no geometry"))
                .hint("remove the feature, or give it its polygon"));
        };
        if geometry.kind == "Point" {
            // Who's On First keeps a point for a place whose polygon it has not
            mender.note("a feature that is only a point was passed over", &label);
            continue;
        }
        if geometry.is_flattened() {
            mender.note(HEIGHTS, &label);
        }
        let mut polygons = Vec::new();
        collect(&label, geometry, 0, &mut mender, &mut polygons)?;
        let shape = mender.district(&label, polygons)?;
        features.push(Feature { label, values, shape });
    }
    if features.is_empty() {
        return Err(
            Error::data(format!("{file}: all features are points")).hint("districts must be Polygon or MultiPolygon")
        );
    }
    Ok(Layer { file: file.to_string(), fields: collection.fields, features, notes: mender.finish()? })
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
    geometry: Geometry,
    depth: u8,
    mender: &mut Mender,
    polygons: &mut Vec<Polygon<f64>>,
) -> Result<()> {
    let refused = |what: String| Err(Error::data(format!("{}, {label}: {what}", mender.file)));
    match (geometry.kind.as_str(), geometry.positions) {
        ("Polygon", Nest::Rings(rings)) => polygons.extend(mender.polygons(label, rings)?),
        ("Polygon", Nest::Hollow(rings)) => polygons.extend(mender.polygons(label, vec![Vec::new(); rings])?),
        ("MultiPolygon", Nest::Polygons(parts)) => {
            for rings in parts {
                polygons.extend(mender.polygons(label, rings)?);
            }
        }
        ("MultiPolygon", Nest::Hollow(parts)) => {
            for _ in 0..parts {
                polygons.extend(mender.polygons(label, Vec::new())?);
            }
        }
        (kind @ ("Polygon" | "MultiPolygon"), _) => {
            return refused(format!("its coordinates are not those of a {kind}"));
        }
        ("GeometryCollection", _) if depth < DEEPEST => {
            for part in geometry.parts {
                collect(label, part, depth + 1, mender, polygons)?;
            }
        }
        ("GeometryCollection", _) => return refused(format!("collections lie more than {DEEPEST} deep")),
        (other, _) => {
            let what = format!("a {} is not a district", other.chars().take(24).collect::<String>());
            return refused(what).map_err(|e| e.hint("districts must be Polygon or MultiPolygon"));
        }
    }
    Ok(())
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
