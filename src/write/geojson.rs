//! GeoJSON as RFC 7946 has it: WGS 84, rings by the right-hand rule, six decimals (about 10 cm).

use geo::{LineString, MultiPolygon};
use serde_json::{Map, Value as Json, json};

use super::layer::{Layer, Shapes, Value};
use crate::error::{Error, Result};

/// A layer as a collection of features, one a line, so that versions of a file can be compared.
///
/// # Errors
/// `Kind::Internal` if a number is not finite.
pub fn geojson(layer: &Layer) -> Result<Vec<u8>> {
    let bounds = layer.bounds().map_or(Ok(String::new()), |b| text(&json!(b)).map(|b| format!("\"bbox\":{b},")));
    let mut file = format!("{{\"type\":\"FeatureCollection\",{}\"features\":[", bounds?);
    for row in 0..layer.len() {
        file += if row == 0 { "\n" } else { ",\n" };
        file += &feature(layer, row)?;
    }
    file += "\n]}\n";
    Ok(file.into_bytes())
}

/// A layer as features alone, one a line (newline-delimited GeoJSON, `.geojsonl`), for programs that read them one by one.
///
/// # Errors
/// `Kind::Internal` if a number is not finite.
pub fn geojson_lines(layer: &Layer) -> Result<Vec<u8>> {
    let mut file = String::new();
    for row in 0..layer.len() {
        file += &feature(layer, row)?;
        file.push('\n');
    }
    Ok(file.into_bytes())
}

fn feature(layer: &Layer, row: usize) -> Result<String> {
    let mut properties = Map::new();
    for field in &layer.fields {
        properties.insert(field.name.clone(), value(field.column.value(row)));
    }
    text(&json!({"type": "Feature", "geometry": geometry(layer, row), "properties": properties}))
}

fn text(value: &Json) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::internal(format!("cannot write GeoJSON: {e}")))
}

fn value(value: Value<'_>) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Integer(value) => value.into(),
        Value::Real(value) => value.into(),
        Value::Text(value) => value.into(),
        Value::Date(value) => value.to_string().into(),
        Value::Boolean(value) => value.into(),
    }
}

/// A shape of one part is a polygon; no shape is null.
fn geometry(layer: &Layer, row: usize) -> Json {
    match &layer.shapes {
        Shapes::None => Json::Null,
        Shapes::Points(points) => {
            points[row].map_or(Json::Null, |point| json!({"type": "Point", "coordinates": point}))
        }
        Shapes::Polygons(shapes) => {
            let mut polygons = coordinates(&shapes[row]);
            if polygons.len() == 1 {
                return json!({"type": "Polygon", "coordinates": polygons.swap_remove(0)});
            }
            json!({"type": "MultiPolygon", "coordinates": polygons})
        }
    }
}

fn coordinates(shape: &MultiPolygon<f64>) -> Vec<Vec<Vec<[f64; 2]>>> {
    let ring = |ring: &LineString<f64>| ring.0.iter().map(|c| [c.x, c.y]).collect::<Vec<_>>();
    let polygon =
        |p: &geo::Polygon<f64>| std::iter::once(p.exterior()).chain(p.interiors()).map(ring).collect::<Vec<_>>();
    shape.iter().map(polygon).collect()
}
