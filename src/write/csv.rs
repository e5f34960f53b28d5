//! Layers as tables of text (RFC 4180), with the types of their columns (.csvt) and what each holds.

use super::crs::GEOGRAPHIC;
use super::layer::{Column, Layer, Shapes, Value};
use super::table::Table;
use crate::error::Result;

/// A layer as a table for programs: values as they are, nothing where none is known; points have `longitude` and `latitude`,
/// other shapes are left out.
///
/// # Errors
/// `Kind::Internal` if the table cannot be written to memory.
pub fn layer_csv(layer: &Layer) -> Result<Vec<u8>> {
    let points = points(layer);
    let mut head: Vec<&str> = layer.fields.iter().map(|f| f.name.as_str()).collect();
    if points.is_some() {
        head.extend(["longitude", "latitude"]);
    }
    let mut table = Table::of_data(&head)?;
    for row in 0..layer.len() {
        let mut cells: Vec<String> = layer.fields.iter().map(|f| text(f.column.value(row))).collect();
        if let Some(points) = points {
            cells.extend(points[row].map_or([String::new(), String::new()], |p| p.map(|v| v.to_string())));
        }
        table.row(&cells.iter().map(String::as_str).collect::<Vec<_>>())?;
    }
    table.bytes()
}

/// The types of a table's columns in a line, as GDAL and QGIS read them from `NAME.csvt`.
pub fn layer_csvt(layer: &Layer) -> Vec<u8> {
    let word = |column: &Column| match column {
        Column::Integer(_) => "\"Integer64\"",
        Column::Real(_) => "\"Real\"",
        Column::Text(_) => "\"String\"",
        Column::Date(_) => "\"Date\"",
        Column::Boolean(_) => "\"Integer(Boolean)\"",
    };
    let mut words: Vec<&str> = layer.fields.iter().map(|f| word(&f.column)).collect();
    if points(layer).is_some() {
        words.extend(["\"Point(X)\"", "\"Point(Y)\""]);
    }
    format!("{}\n", words.join(",")).into_bytes()
}

/// The coordinate system of a table's points, as GDAL and QGIS read it from `NAME.prj`: degrees on WGS 84.
pub fn layer_prj() -> Vec<u8> {
    format!("{GEOGRAPHIC}\n").into_bytes()
}

/// What the columns of all layers hold: `layer, field, type, unit, description`.
///
/// # Errors
/// `Kind::Internal` if the table cannot be written to memory.
pub fn dictionary(layers: &[Layer]) -> Result<Vec<u8>> {
    let mut table = Table::new(&["layer", "field", "type", "unit", "description"])?;
    for layer in layers {
        for field in &layer.fields {
            table.row(&[&layer.name, &field.name, field.column.word(), &field.unit, &field.description])?;
        }
    }
    table.bytes()
}

fn points(layer: &Layer) -> Option<&Vec<Option<[f64; 2]>>> {
    match &layer.shapes {
        Shapes::Points(points) => Some(points),
        Shapes::None | Shapes::Polygons(_) => None,
    }
}

fn text(value: Value<'_>) -> String {
    match value {
        Value::Null => String::new(),
        Value::Integer(value) => value.to_string(),
        Value::Real(value) => value.to_string(),
        Value::Text(value) => value.to_string(),
        Value::Date(value) => value.to_string(),
        Value::Boolean(value) => i32::from(value).to_string(),
    }
}
