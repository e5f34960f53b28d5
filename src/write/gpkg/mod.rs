//! GeoPackage 1.4 (OGC 12-128r18): layers as tables of an SQLite file, with index, metadata, words for columns and styles.

mod blob;
mod rtree;
mod schema;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, params};

use self::schema::quoted;
use super::layer::{Column, GEOMETRY, KEY, Layer, Origin, Shapes, Value};
use crate::error::{Error, Result};
use crate::name::xml_forbids;

/// WGS 84.
const SYSTEM: i32 = 4326;
/// The time that a file of unknown years gives.
const NO_YEAR: &str = "1970-01-01T00:00:00.000Z";

/// Layers as a GeoPackage. The same layers are the same bytes: the file is made in memory, without free pages, and its times
/// are those of the data.
///
/// # Errors
/// `Kind::Internal` if SQLite cannot make it, such as when two layers have one name.
pub fn gpkg(layers: &[Layer]) -> Result<Vec<u8>> {
    made(layers).map_err(|e| Error::internal(format!("cannot make the GeoPackage: {e}")))
}

fn made(layers: &[Layer]) -> rusqlite::Result<Vec<u8>> {
    let mut file = Connection::open_in_memory()?;
    file.execute_batch(&format!("PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; {}", schema::MARKS))?;
    let whole = file.transaction()?;
    whole.execute_batch(&[schema::TABLES, schema::SYSTEMS, schema::EXTENSIONS].concat())?;
    for layer in layers {
        let layer = &layer.clone().with_distinct_fields();
        contents(&whole, layer)?;
        table(&whole, layer)?;
        words(&whole, layer)?;
        metadata(&whole, layer)?;
        if !matches!(layer.shapes, Shapes::None) {
            rtree::index(&whole, layer)?;
        }
    }
    styles(&whole, layers)?;
    whole.commit()?;
    file.execute_batch("VACUUM;")?;
    Ok(file.serialize("main")?.to_vec())
}

/// The last moment of the years that the data are about.
fn time(origin: &Origin) -> String {
    origin.year.map_or(NO_YEAR.to_string(), |year| format!("{year:04}-12-31T23:59:59.000Z"))
}

/// Says that the table is there, what it is and where.
fn contents(file: &Connection, layer: &Layer) -> rusqlite::Result<()> {
    let kind = match layer.shapes {
        Shapes::None => None,
        Shapes::Points(_) => Some("POINT"),
        Shapes::Polygons(_) => Some("MULTIPOLYGON"),
    };
    let side = |i: usize| layer.bounds().map(|b| b[i]);
    file.execute(
        "INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            layer.name,
            if kind.is_some() { "features" } else { "attributes" },
            layer.title,
            layer.description,
            time(&layer.origin),
            side(0),
            side(1),
            side(2),
            side(3),
            kind.map(|_| SYSTEM),
        ],
    )?;
    if let Some(kind) = kind {
        let of = params![layer.name, GEOMETRY, kind, SYSTEM];
        file.execute("INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)", of)?;
    }
    Ok(())
}

/// The table with its rows, numbered from 1 in the order of the layer.
fn table(file: &Connection, layer: &Layer) -> rusqlite::Result<()> {
    let kind = match layer.shapes {
        Shapes::None => None,
        Shapes::Points(_) => Some("POINT"),
        Shapes::Polygons(_) => Some("MULTIPOLYGON"),
    };
    let mut columns = vec![format!("\"{KEY}\" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL")];
    columns.extend(kind.map(|kind| format!("\"{GEOMETRY}\" {kind}")));
    columns.extend(layer.fields.iter().map(|f| format!("{} {}", quoted(&f.name), type_of(&f.column))));
    let name = quoted(&layer.name);
    file.execute_batch(&format!("CREATE TABLE {name} ({});", columns.join(", ")))?;
    let places = vec!["?"; columns.len()].join(", ");
    let mut insert = file.prepare(&format!("INSERT INTO {name} VALUES ({places})"))?;
    for row in 0..layer.len() {
        let key = row as i64 + 1;
        let shape = shape(layer, row);
        let values: Vec<Value<'_>> = layer.fields.iter().map(|f| f.column.value(row)).collect();
        let mut all: Vec<&dyn ToSql> = vec![&key];
        if kind.is_some() {
            all.push(&shape);
        }
        all.extend(values.iter().map(|v| v as &dyn ToSql));
        insert.execute(all.as_slice())?;
    }
    Ok(())
}

/// Types of OGC 12-128r18, table 1.
fn type_of(column: &Column) -> &'static str {
    match column {
        Column::Integer(_) => "INTEGER",
        Column::Real(_) => "REAL",
        Column::Text(_) => "TEXT",
        Column::Date(_) => "DATE",
        Column::Boolean(_) => "BOOLEAN",
    }
}

fn shape(layer: &Layer, row: usize) -> Option<Vec<u8>> {
    match &layer.shapes {
        Shapes::None => None,
        Shapes::Points(points) => points[row].map(blob::point),
        Shapes::Polygons(shapes) => layer.bounds_of(row).map(|bounds| blob::polygons(&shapes[row], bounds)),
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Value::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Value::Integer(value) => ToSqlOutput::Borrowed(ValueRef::Integer(*value)),
            Value::Real(value) => ToSqlOutput::Borrowed(ValueRef::Real(*value)),
            Value::Text(value) => ToSqlOutput::Borrowed(ValueRef::Text(value.as_bytes())),
            Value::Date(value) => ToSqlOutput::Owned(value.to_string().into()),
            Value::Boolean(value) => ToSqlOutput::Owned((*value).into()),
        })
    }
}

/// What each column holds, in the tables of the schema extension (annex F.9).
fn words(file: &Connection, layer: &Layer) -> rusqlite::Result<()> {
    let mut insert = file.prepare("INSERT INTO gpkg_data_columns VALUES (?, ?, NULL, ?, ?, NULL, NULL)")?;
    for field in &layer.fields {
        let unit = if field.unit.is_empty() { String::new() } else { format!(" ({})", field.unit) };
        insert.execute(params![layer.name, field.name, field.name, format!("{}{unit}", field.description)])?;
    }
    Ok(())
}

/// Source, licence and vintage as Dublin Core, in the tables of the metadata extension (annex F.8).
fn metadata(file: &Connection, layer: &Layer) -> rusqlite::Result<()> {
    let escaped = |text: &str| {
        let text = text.replace(xml_forbids, "\u{fffd}");
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    };
    let origin = &layer.origin;
    let elements = [
        ("title", &layer.title),
        ("description", &layer.description),
        ("source", &origin.source),
        ("rights", &origin.licence),
        ("coverage", &origin.vintage),
        ("language", &origin.language.tag().to_string()),
    ];
    let stated = elements.iter().filter(|(_, text)| !text.is_empty());
    let lines: String = stated.map(|(of, text)| format!("  <dc:{of}>{}</dc:{of}>\n", escaped(text))).collect();
    let xml = format!("<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n{lines}</metadata>\n");
    file.execute(
        "INSERT INTO gpkg_metadata VALUES (NULL, 'dataset', 'http://purl.org/dc/elements/1.1/', 'text/xml', ?)",
        params![xml],
    )?;
    let of = params![layer.name, time(origin), file.last_insert_rowid()];
    file.execute("INSERT INTO gpkg_metadata_reference VALUES ('table', ?, NULL, NULL, ?, ?, NULL)", of)?;
    Ok(())
}

/// Styles where QGIS looks for them: a table that is registered like any other, or QGIS does not see it.
fn styles(file: &Connection, layers: &[Layer]) -> rusqlite::Result<()> {
    let Some(first) = layers.iter().find(|layer| !layer.styles.is_empty()) else { return Ok(()) };
    file.execute_batch(schema::STYLES)?;
    file.execute(
        "INSERT INTO gpkg_contents VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?, NULL, NULL, NULL, NULL, NULL)",
        params![time(&first.origin)],
    )?;
    let mut insert =
        file.prepare("INSERT INTO layer_styles VALUES (NULL, '', '', ?, ?, ?, ?, ?, ?, ?, '', NULL, ?)")?;
    for layer in layers {
        let column = if matches!(layer.shapes, Shapes::None) { "" } else { GEOMETRY };
        for (i, style) in layer.styles.iter().enumerate() {
            let (qml, sld, words) = (&style.qml, &style.sld, &style.description);
            insert.execute(params![layer.name, column, style.name, qml, sld, i == 0, words, time(&layer.origin)])?;
        }
    }
    Ok(())
}
