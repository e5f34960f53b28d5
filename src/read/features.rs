//! Files of features with typed fields and binary geometries (GeoPackage, FlatGeobuf) become districts or rows.

use super::boundary_schema::{Feature, Layer};
use super::crs::{self, System};
use super::json_record::{POINT_LAT, POINT_LON};
use super::ring::{HEIGHTS, Mender};
use super::table::{Choose, Glance, Table, Value};
use super::wkb::{Found, Shapes};
use crate::error::{Error, Result};

/// What a file says before its features.
pub(super) struct Head {
    /// File name for messages, with `#` and the layer's name where there are layers.
    pub file: String,
    /// Names of the fields, without the geometry.
    pub fields: Vec<String>,
    /// What a feature's number counts: `fid` or `feature`.
    pub unit: &'static str,
    /// What had to be assumed.
    pub notes: Vec<String>,
}

/// A value of a feature. Whole numbers are text, so that identifiers keep every digit.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Empty,
    Text(String),
    Number(f64),
    Bool(bool),
    /// What is wrong with it.
    Broken(String),
}

/// One feature.
pub(super) struct Record {
    pub number: u64,
    /// A value for each field of the head.
    pub values: Vec<Cell>,
    /// `None` without geometry; an error if it cannot be read.
    pub shapes: Found<Option<Shapes>>,
}

/// What takes the features.
pub(super) type Sink<'a> = &'a mut dyn FnMut(Record) -> Result<()>;

/// A file that hands on its features in their order.
pub(super) trait Features {
    /// What it says before its features.
    fn head(&self) -> &Head;

    /// The system that it says its coordinates are in.
    fn stated(&self) -> Result<Option<System>>;

    /// Hands on every feature.
    ///
    /// # Errors
    /// `Kind::Data` if the file is damaged or has another number of features than it says; an error of the sink.
    fn each(&self, sink: Sink<'_>) -> Result<()>;
}

const ASSUMED: &str =
    "no coordinate system is stated: coordinates were assumed to be WGS 84, for all of them are degrees";

/// Every feature as a district.
///
/// # Errors
/// As `Features::each`; `Kind::Data` if a feature is no polygon, or the system is not known.
pub(super) fn layer(source: &dyn Features, asked: Option<&System>) -> Result<Layer> {
    let head = source.head();
    let file = &head.file;
    let system = crs::choose(file, asked, || source.stated())?;
    let mut notes = head.notes.clone();
    notes.extend(system.is_none().then(|| ASSUMED.to_string()));
    let mut mender = Mender::new(file, system.unwrap_or_else(System::wgs84));
    let mut features = Vec::new();
    source.each(&mut |record| {
        let label = format!("{} {}", head.unit, record.number);
        let refused = |what: &str| {
            let hint = "districts must be Polygon or MultiPolygon: repair or remove the feature";
            Error::data(format!("{file}, {label}: {what}")).hint(hint)
        };
        let shapes = record.shapes.map_err(refused)?.ok_or_else(|| refused("has no geometry"))?;
        if shapes.flattened {
            mender.note(HEIGHTS, &label);
        }
        if shapes.polygons.is_empty() && !shapes.points.is_empty() {
            mender.note("a feature that is only a point was passed over", &label);
            return Ok(());
        }
        let mut polygons = Vec::with_capacity(shapes.polygons.len());
        for rings in shapes.polygons {
            polygons.extend(mender.polygons(&label, rings)?);
        }
        let shape = mender.district(&label, polygons)?;
        features.push(Feature { label, values: record.values.into_iter().map(text).collect(), shape });
        Ok(())
    })?;
    if features.is_empty() {
        return Err(Error::data(format!("{file}: has no polygons")).hint("districts must be Polygon or MultiPolygon"));
    }
    notes.extend(mender.finish()?);
    Ok(Layer { file: file.clone(), fields: head.fields.clone(), features, notes })
}

/// A field's value as text: a fraction that a number does not have is not written.
fn text(cell: Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Broken(text) => text,
        Cell::Number(number) => number.to_string(),
        Cell::Bool(truth) => truth.to_string(),
    }
}

/// Every feature as a row, its point in two columns before the fields.
///
/// # Errors
/// As `Features::each`, and as `choose`. A feature that is no point is a row that cannot be used.
pub(super) fn table(source: &dyn Features, choose: Choose<'_>) -> Result<Table> {
    let head = source.head();
    let point = [POINT_LON.to_string(), POINT_LAT.to_string()];
    let headings: Vec<String> = point.into_iter().chain(head.fields.iter().cloned()).collect();
    let keep = choose(&head.file, &headings)?;
    let mut table = Table::new(head.file.clone(), head.unit, headings, &keep);
    table.system = crs::choose(&head.file, None, || source.stated())?;
    table.notes.extend(head.notes.iter().cloned());
    table.tags_possible = false;
    source.each(&mut |record| {
        table.begin(record.number);
        match record.shapes {
            Ok(Some(Shapes { polygons, points, .. })) => match points[..] {
                [[lon, lat]] if polygons.is_empty() => {
                    table.put(0, Value::Number(lon));
                    table.put(1, Value::Number(lat));
                }
                [] if polygons.is_empty() => {}
                _ => table.fault("the geometry is not one point".to_string()),
            },
            Ok(None) => {}
            Err(what) => table.fault(what.to_string()),
        }
        for (index, cell) in record.values.iter().enumerate() {
            let value = match cell {
                Cell::Empty => Value::Empty,
                Cell::Text(text) => Value::Text(text),
                Cell::Number(number) => Value::Number(*number),
                Cell::Bool(truth) => Value::Bool(*truth),
                Cell::Broken(what) => Value::Broken(what),
            };
            table.put(index + 2, value);
        }
        // a feature counts whatever is in it
        let mut glance = Glance::default();
        glance.see_value();
        table.end(&glance);
        Ok(())
    })?;
    table.finish()
}
