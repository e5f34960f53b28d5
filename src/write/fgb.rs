//! FlatGeobuf 3: a layer in one stream with a packed R-tree, for maps on the web and layers of any size.

use flatgeobuf::geozero::error::Result as Processed;
use flatgeobuf::geozero::{ColumnValue, GeomProcessor, GeozeroGeometry, PropertyProcessor};
use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geo::MultiPolygon;
use serde_json::json;

use super::layer::{Column, Layer, Shapes, Value};
use crate::error::{Error, Result};

/// Bytes before the header.
const MAGIC: usize = 8;

/// A layer as FlatGeobuf, its rows in the order of the Hilbert curve. One with rows that have no place has no index, which
/// could not hold them; its rows keep their order, and those without a place have no geometry.
///
/// # Errors
/// `Kind::Internal` if the file cannot be made.
pub fn fgb(layer: &Layer) -> Result<Vec<u8>> {
    let failed = |e: &dyn std::fmt::Display| Error::internal(format!("cannot make the FlatGeobuf file: {e}"));
    let kind = match layer.shapes {
        Shapes::None => GeometryType::Unknown,
        Shapes::Points(_) => GeometryType::Point,
        Shapes::Polygons(_) => GeometryType::MultiPolygon,
    };
    let origin = &layer.origin;
    let metadata = json!({"source": origin.source, "licence": origin.licence, "vintage": origin.vintage}).to_string();
    let options = FgbWriterOptions {
        write_index: (0..layer.len()).all(|row| layer.bounds_of(row).is_some()),
        detect_type: false,
        promote_to_multi: true,
        crs: FgbCrs { org: Some("EPSG"), code: 4326, name: Some("WGS 84"), ..FgbCrs::default() },
        title: Some(&layer.title),
        description: Some(&layer.description),
        metadata: Some(&metadata),
        ..FgbWriterOptions::default()
    };
    let mut file = FgbWriter::create_with_options(&layer.name, kind, options).map_err(|e| failed(&e))?;
    for field in &layer.fields {
        file.add_column(&field.name, type_of(&field.column), |words, column| {
            column.description = Some(words.create_string(&field.description));
        });
    }
    for row in 0..layer.len() {
        let mut stated = Ok(true);
        let add = file.add_feature_geom(Place { layer, row }, |feature| stated = properties(feature, layer, row));
        add.and(stated).map_err(|e| failed(&e))?;
    }
    let mut bytes = Vec::new();
    file.write(&mut bytes).map_err(|e| failed(&e))?;
    let nowhere = (0..layer.len()).filter(|&row| layer.bounds_of(row).is_none());
    without_geometry(&mut bytes, nowhere).ok_or_else(|| failed(&"its features end too early"))?;
    Ok(bytes)
}

/// Takes the geometry from some rows of a file without index, by their numbers in ascending order: the writer gives each row
/// one, and GDAL refuses a point without coordinates. A table of FlatBuffers has a field if its vtable says where; the
/// geometry is the first field of a feature, at byte 4 of the vtable.
fn without_geometry(bytes: &mut [u8], rows: impl Iterator<Item = usize>) -> Option<()> {
    let number = |bytes: &[u8], at: usize| {
        let four = bytes.get(at..at + 4)?;
        Some(u32::from_le_bytes(four.try_into().ok()?) as usize)
    };
    let mut at = MAGIC;
    at += 4 + number(bytes, at)?;
    let mut next = 0;
    for row in rows {
        while next < row {
            at += 4 + number(bytes, at)?;
            next += 1;
        }
        let table = at + 4 + number(bytes, at + 4)?;
        // The way to the vtable is signed, and subtracted.
        let vtable = table.wrapping_sub(number(bytes, table)? as i32 as usize);
        bytes.get_mut(vtable + 4..vtable + 6)?.fill(0);
    }
    Some(())
}

fn type_of(column: &Column) -> ColumnType {
    match column {
        Column::Integer(_) => ColumnType::Long,
        Column::Real(_) => ColumnType::Double,
        Column::Text(_) => ColumnType::String,
        Column::Date(_) => ColumnType::DateTime,
        Column::Boolean(_) => ColumnType::Bool,
    }
}

/// The values that are known: one that is not is left out, as the format has it.
fn properties(feature: &mut impl PropertyProcessor, layer: &Layer, row: usize) -> Processed<bool> {
    for (i, field) in layer.fields.iter().enumerate() {
        let day;
        let value = match field.column.value(row) {
            Value::Null => continue,
            Value::Integer(value) => ColumnValue::Long(value),
            Value::Real(value) => ColumnValue::Double(value),
            Value::Text(value) => ColumnValue::String(value),
            Value::Date(value) => {
                day = value.to_string();
                ColumnValue::DateTime(&day)
            }
            Value::Boolean(value) => ColumnValue::Bool(value),
        };
        feature.property(i, &field.name, &value)?;
    }
    Ok(true)
}

/// The shape of a row.
struct Place<'a> {
    layer: &'a Layer,
    row: usize,
}

impl GeozeroGeometry for Place<'_> {
    fn process_geom<P: GeomProcessor>(&self, to: &mut P) -> Processed<()> {
        match &self.layer.shapes {
            Shapes::None => Ok(()),
            Shapes::Points(points) => {
                to.point_begin(0)?;
                if let Some([lon, lat]) = points[self.row] {
                    to.xy(lon, lat, 0)?;
                }
                to.point_end(0)
            }
            Shapes::Polygons(shapes) => polygons(&shapes[self.row], to),
        }
    }
}

fn polygons(shape: &MultiPolygon<f64>, to: &mut impl GeomProcessor) -> Processed<()> {
    to.multipolygon_begin(shape.0.len(), 0)?;
    for (i, polygon) in shape.iter().enumerate() {
        to.polygon_begin(false, 1 + polygon.interiors().len(), i)?;
        for (j, ring) in std::iter::once(polygon.exterior()).chain(polygon.interiors()).enumerate() {
            to.linestring_begin(false, ring.0.len(), j)?;
            for (k, place) in ring.0.iter().enumerate() {
                to.xy(place.x, place.y, k)?;
            }
            to.linestring_end(false, j)?;
        }
        to.polygon_end(false, i)?;
    }
    to.multipolygon_end(0)
}
