//! GeoParquet 1.1: a layer in columns, for programs that compute with tables of any size.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Stored};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::{ParquetError, Result as Written};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type};
use serde_json::{Value as Json, json};

use super::layer::{Column, Layer, Shapes};
use super::wkb;
use crate::error::{Error, Result};

/// Rows that are read at once, at most.
const GROUP: usize = 1 << 16;
/// Who made the file, without the version of a library, with which the bytes would change.
const MAKER: &str = "cercle";
/// From where Parquet counts days.
const EPOCH: Date = Date::constant(1970, 1, 1);

/// A layer as GeoParquet: its fields with their types, then its shapes as well-known binary on WGS 84 (longitude first, the
/// system that the format has where none is named). A row without a place has no geometry; a layer without shapes is plain Parquet.
///
/// # Errors
/// `Kind::Internal` if the file cannot be made.
pub fn geoparquet(layer: &Layer) -> Result<Vec<u8>> {
    made(layer).map_err(|e| Error::internal(format!("cannot make the Parquet file: {e}")))
}

fn made(layer: &Layer) -> Written<Vec<u8>> {
    let geometry = geometry_name(layer);
    let path = ColumnPath::from(geometry.as_str());
    let properties = WriterProperties::builder()
        .set_created_by(MAKER.to_string())
        .set_compression(Compression::ZSTD(Default::default()))
        // Lowest and highest bytes of a shape say nothing, and no two are the same.
        .set_column_statistics_enabled(path.clone(), EnabledStatistics::None)
        .set_column_dictionary_enabled(path, false)
        .set_key_value_metadata(Some(words(layer, &geometry)))
        .build();
    let mut file = SerializedFileWriter::new(Vec::new(), Arc::new(schema(layer, &geometry)?), Arc::new(properties))?;
    for from in (0..layer.len()).step_by(GROUP) {
        let rows = from..(from + GROUP).min(layer.len());
        let mut group = file.next_row_group()?;
        for field in &layer.fields {
            column(&mut group, &field.column, rows.clone())?;
        }
        if !matches!(layer.shapes, Shapes::None) {
            let shapes = rows.map(|row| shape(layer, row).map(ByteArray::from));
            cells::<ByteArrayType>(&mut group, shapes)?;
        }
        group.close()?;
    }
    file.into_inner()
}

/// The name of the column of shapes, which no field has.
fn geometry_name(layer: &Layer) -> String {
    let taken = |name: &String| layer.fields.iter().any(|f| f.name.eq_ignore_ascii_case(name));
    let numbered = (2..).map(|n| format!("geometry_{n}"));
    std::iter::once("geometry".to_string()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

/// The columns, each of which may be without a value.
fn schema(layer: &Layer, geometry: &str) -> Written<Type> {
    let column = |name: &str, stored: Stored, meant: Option<LogicalType>| {
        let builder = Type::primitive_type_builder(name, stored).with_repetition(Repetition::OPTIONAL);
        builder.with_logical_type(meant).build().map(Arc::new)
    };
    let mut columns = Vec::new();
    for field in &layer.fields {
        let (stored, meant) = match field.column {
            Column::Integer(_) => (Stored::INT64, None),
            Column::Real(_) => (Stored::DOUBLE, None),
            Column::Text(_) => (Stored::BYTE_ARRAY, Some(LogicalType::String)),
            Column::Date(_) => (Stored::INT32, Some(LogicalType::Date)),
            Column::Boolean(_) => (Stored::BOOLEAN, None),
        };
        columns.push(column(&field.name, stored, meant)?);
    }
    if !matches!(layer.shapes, Shapes::None) {
        columns.push(column(geometry, Stored::BYTE_ARRAY, None)?);
    }
    Type::group_type_builder("schema").with_fields(columns).build()
}

/// The description that GeoParquet wants (`geo`), and what people want to know.
fn words(layer: &Layer, geometry: &str) -> Vec<KeyValue> {
    let pair = |key: &str, value: String| KeyValue::new(key.to_string(), value);
    let origin = &layer.origin;
    let about = [
        ("title", &layer.title),
        ("description", &layer.description),
        ("source", &origin.source),
        ("licence", &origin.licence),
        ("vintage", &origin.vintage),
    ];
    let fields = layer.fields.iter().map(|f| json!({"name": f.name, "description": f.description, "unit": f.unit}));
    let stated = about.into_iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| pair(key, text.clone()));
    let fields = pair("fields", Json::Array(fields.collect()).to_string());
    described(layer, geometry)
        .map(|geo| pair("geo", geo.to_string()))
        .into_iter()
        .chain(stated)
        .chain([fields])
        .collect()
}

/// The metadata of GeoParquet 1.1.0; `None` without shapes.
fn described(layer: &Layer, geometry: &str) -> Option<Json> {
    let mut about = match &layer.shapes {
        Shapes::None => return None,
        Shapes::Points(_) => json!({"encoding": "WKB", "geometry_types": ["Point"]}),
        Shapes::Polygons(_) => {
            json!({"encoding": "WKB", "geometry_types": ["MultiPolygon"], "orientation": "counterclockwise"})
        }
    };
    if let Some(bounds) = layer.bounds() {
        about["bbox"] = json!(bounds);
    }
    Some(json!({"version": "1.1.0", "primary_column": geometry, "columns": {geometry: about}}))
}

fn shape(layer: &Layer, row: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    match &layer.shapes {
        Shapes::None => return None,
        Shapes::Points(points) => wkb::point(&mut bytes, points[row]?),
        Shapes::Polygons(shapes) => wkb::polygons(&mut bytes, &shapes[row]),
    }
    Some(bytes)
}

fn column(group: &mut SerializedRowGroupWriter<'_, Vec<u8>>, column: &Column, rows: Range<usize>) -> Written<()> {
    match column {
        Column::Integer(values) => cells::<Int64Type>(group, values[rows].iter().copied()),
        Column::Real(values) => cells::<DoubleType>(group, values[rows].iter().copied()),
        Column::Boolean(values) => cells::<BoolType>(group, values[rows].iter().copied()),
        Column::Date(values) => cells::<Int32Type>(group, values[rows].iter().map(|day| day.map(days))),
        Column::Text(values) => {
            cells::<ByteArrayType>(group, values[rows].iter().map(|text| text.as_deref().map(ByteArray::from)))
        }
    }
}

/// Writes the next column of a group: a level for each row, 1 where there is a value, and the values that there are.
fn cells<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    cells: impl Iterator<Item = Option<T::T>>,
) -> Written<()> {
    let Some(mut column) = group.next_column()? else {
        return Err(ParquetError::General("it has fewer columns than the layer".to_string()));
    };
    let cells: Vec<Option<T::T>> = cells.collect();
    let levels: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
    let values: Vec<T::T> = cells.into_iter().flatten().collect();
    column.typed::<T>().write_batch(&values, Some(&levels), None)?;
    column.close()
}

/// Days since 1970 began: all years of dates fit.
fn days(day: Date) -> i32 {
    day.duration_since(EPOCH).as_hours() as i32 / 24
}
