//! Reading: strangers' files become boundaries, incidents and ledger entries.
//!
//! The only room that parses what we did not write. A format is a file here and one arm where the extension is read.
//!
//! ```
//! use cercle::ledger::{Bucket, Ledger};
//! use cercle::read::{IncidentOptions, Input, incidents};
//!
//! let text = "id,date,latitude,longitude\na,2024-03-05,12.5,-3.5\nb,2024-04-01,95,2.4\nc,2024-04-02,,\n";
//! let file = Input::Bytes { name: "incidents.csv".into(), bytes: text.into() }; // or `Input::File(path)`
//! let mut ledger = Ledger::default();
//! let rows = incidents(&[file], &IncidentOptions::default(), &mut ledger)?;
//! assert_eq!((ledger.rows_read(), rows.len()), (3, 2));
//! assert_eq!(ledger.count(Bucket::Rejected), 1);
//! assert!(ledger.entries[1].reason.contains("95"));
//! # Ok::<(), cercle::error::Error>(())
//! ```

mod admin;
mod aliases;
mod antimeridian;
mod apart;
mod archive;
mod boundary_geojson;
mod boundary_schema;
mod codepage;
mod context;
mod coordinate;
mod crs;
mod csv;
mod date;
mod dbf;
mod dos_pages;
mod duplicates;
mod encoding;
mod features;
mod flatgeobuf;
mod geojson_features;
mod geojson_positions;
mod geopackage;
mod heading;
mod incident_place;
mod incident_rows;
mod input;
mod json;
mod json_record;
mod number;
mod parquet;
mod plain;
mod precision;
mod preset;
mod recognised;
mod ring;
mod shapefile;
mod shapefile_parts;
#[cfg(test)]
mod shapefile_sample;
mod shp;
pub mod stream;
mod table;
mod tables;
mod wkb;
mod xlsx;
mod xlsx_book;
mod xlsx_rows;

pub use admin::PlaceBy;
pub use aliases::aliases;
pub use apart::{APART, parse_apart};
pub use context::{Placemark, context};
pub use crs::System;
pub use date::DateOrder;
pub use input::Input;
pub use plain::{PLACE, Plain};
pub use preset::Preset;
pub use recognised::{Recognised, recognised, rows_of};
pub use tables::{Reported, Town, population, reported_totals, towns};

use crate::boundary::Boundaries;
use crate::error::{Error, Result};
use crate::incident::Incidents;
use crate::ledger::Ledger;

/// Columns, layer and coordinate system of a boundary file that are named because they cannot be recognised; `None`
/// recognises.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BoundaryColumns {
    /// Identifier of a district.
    pub id: Option<String>,
    /// Name of a district.
    pub name: Option<String>,
    /// Identifier of the region it belongs to.
    pub region_id: Option<String>,
    /// Name of that region.
    pub region: Option<String>,
    /// Layer of a file that may hold several; its only layer of polygons if `None`.
    pub layer: Option<String>,
    /// Coordinate system; what the file says of it does not count then.
    pub crs: Option<System>,
}

/// Columns of an incident file that are named because they cannot be recognised; `None` recognises.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct IncidentColumns {
    /// Identifier.
    pub id: Option<String>,
    /// Date.
    pub date: Option<String>,
    /// Latitude in degrees.
    pub lat: Option<String>,
    /// Longitude in degrees.
    pub lon: Option<String>,
    /// Precision of the place.
    pub precision: Option<String>,
    /// Name of the region (ADM1).
    pub region: Option<String>,
    /// P-code of the region.
    pub region_code: Option<String>,
    /// Name of the district (ADM2).
    pub district: Option<String>,
    /// P-code of the district.
    pub district_code: Option<String>,
}

/// How incident files are read and which of their rows are asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct IncidentOptions {
    /// The source; recognised by its headings if `None`.
    pub preset: Option<Preset>,
    /// Columns named by the user.
    pub columns: IncidentColumns,
    /// Sheet of a workbook, or layer of a GeoPackage; the one that can be used if `None`.
    pub sheet: Option<String>,
    /// Headings with the values that are asked for; other rows are `Filtered`. Case, accents and blanks around do not matter.
    pub only: Vec<(String, Vec<String>)>,
    /// First and last day that are asked for; other rows are `Filtered`.
    pub period: Option<(jiff::civil::Date, jiff::civil::Date)>,
    /// Headings of columns whose texts the incidents carry. A file without one says nothing there, with a note.
    pub texts: Vec<String>,
    /// Order of day and month in dates such as 04/03/2024; inferred from the column if `None`.
    pub date_order: Option<DateOrder>,
    /// Coordinate system of the columns of latitude and longitude, or of northing and easting; what the file says of it, or
    /// WGS 84, if `None`.
    pub crs: Option<System>,
    /// Whether words place rows that have no coordinates of use.
    pub place_by: PlaceBy,
}

/// Reads districts from GeoJSON, a GeoPackage, FlatGeobuf, a shapefile (`.shp`), a folder or `.zip` with one polygon layer;
/// other coordinate systems are reprojected to WGS 84.
///
/// Point features of a GeoJSON file are passed over with a note: some publishers keep them for places without a polygon.
///
/// # Errors
/// `Kind::NoInput`, `Kind::Io` or `Kind::Limit` if it cannot be read; `Kind::Data` if the file is damaged, is in a
/// coordinate system from which there is no exact way to WGS 84, has no usable identifier or a district without area.
pub fn boundaries(input: &Input, columns: &BoundaryColumns) -> Result<Boundaries> {
    let name = input.name();
    let asked = columns.crs.as_ref();
    if let Some(path) = input.path()
        && path.is_dir()
    {
        let parts = shapefile_parts::from_folder(path)?;
        return boundary_schema::boundaries(shapefile::layer(parts, asked)?, columns);
    }
    let layer = match input.extension().as_str() {
        "shp" => match input {
            Input::File(path) | Input::Apart { path, .. } => {
                shapefile::layer(shapefile_parts::from_path(path)?, asked)?
            }
            Input::Bundled { .. } | Input::Bytes { .. } => {
                return Err(Error::data(format!("{name}: a shapefile in memory is one of several files"))
                    .hint("put them into one .zip"));
            }
        },
        "zip" => shapefile::layer(shapefile_parts::from_zip(&name, &input.bytes()?)?, asked)?,
        "gpkg" => {
            let layer = geopackage::GeoPackage::open(input, columns.layer.as_deref(), geopackage::Wanted::Polygons)?;
            features::layer(&layer, asked)?
        }
        "fgb" => features::layer(&flatgeobuf::FlatGeobuf::open(input)?, asked)?,
        "geojson" | "json" => boundary_geojson::layer(&name, &input.bytes()?, asked)?,
        other => {
            return Err(Error::data(format!("{name}: no boundary format has the extension '{other}'"))
                .hint("readable are .geojson, .json, .gpkg, .fgb, .shp, .zip and a folder with a shapefile"));
        }
    };
    boundary_schema::boundaries(layer, columns)
}

/// Reads incidents and enters every record of every file in the ledger.
///
/// # Errors
/// `Kind::NoInput`, `Kind::Io` or `Kind::Limit` if a file cannot be read; `Kind::Data` if a file is damaged, a column that
/// is needed is missing or ambiguous, or a column cannot be understood as a whole. A row that cannot be used is no error.
pub fn incidents(inputs: &[Input], options: &IncidentOptions, ledger: &mut Ledger) -> Result<Incidents> {
    let mut incidents = Incidents::default();
    for input in inputs {
        Opened::new(input, options)?.append(options, &mut incidents, ledger)?;
    }
    duplicates::flag_duplicates(&incidents, ledger);
    Ok(incidents)
}

/// An incident file whose rows are in memory, to be judged for one period after another.
pub struct Opened {
    table: table::Table,
    columns: preset::Columns,
}

impl Opened {
    /// Reads the rows of a file; the period of the options does not matter.
    ///
    /// # Errors
    /// As `incidents`, but for what is in the rows.
    pub fn new(input: &Input, options: &IncidentOptions) -> Result<Opened> {
        let find = |file: &str, headings: &[String]| preset::Columns::find(file, headings, options);
        let table =
            table::table(input, options.sheet.as_deref(), &|file, headings| Ok(find(file, headings)?.wanted()))?;
        let columns = find(&table.name, &table.headings)?;
        Ok(Opened { table, columns })
    }

    /// The incidents of the file, as `incidents` answers them; every record is entered in the ledger.
    ///
    /// # Errors
    /// As `incidents`.
    pub fn incidents(&self, options: &IncidentOptions, ledger: &mut Ledger) -> Result<Incidents> {
        let mut incidents = Incidents::default();
        self.append(options, &mut incidents, ledger)?;
        duplicates::flag_duplicates(&incidents, ledger);
        Ok(incidents)
    }

    fn append(&self, options: &IncidentOptions, incidents: &mut Incidents, ledger: &mut Ledger) -> Result<()> {
        incident_rows::open_file(&self.table, &self.columns, ledger);
        incident_rows::append(&self.table, &self.columns, options, incidents, ledger)
    }
}
