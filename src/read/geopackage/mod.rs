//! GeoPackage (OGC 12-128r19): layers of features in an SQLite database.
//!
//! The database is a stranger's. It is copied into memory, so that nothing beside it is opened and nothing is ever written;
//! only real tables are read, by plain SELECTs that an authorizer checks, without views, triggers, virtual tables or functions
//! of the schema, and within a minute.

mod blob;
mod database;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension};

use super::crs::System;
use super::features::{Cell, Features, Head, Record, Sink};
use super::input::Input;
use crate::error::{Error, Result};
use database::{allow, failed, open, quoted, refuse_computed};

/// What a layer is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Polygons,
    Points,
}

impl Wanted {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Wanted::Polygons => ("polygons", "--boundary-layer NAME, or layer = \"NAME\" under [boundaries]"),
            Wanted::Points => ("points", "--sheet NAME, or sheet = \"NAME\" under [[incidents]]"),
        }
    }

    /// Whether a layer that states this geometry type may hold them; `None` if it does not say.
    fn fits(self, kind: &str) -> Option<bool> {
        match kind {
            "POLYGON" | "MULTIPOLYGON" | "CURVEPOLYGON" | "MULTISURFACE" | "SURFACE" => Some(self == Wanted::Polygons),
            "POINT" | "MULTIPOINT" => Some(self == Wanted::Points),
            "GEOMETRY" | "GEOMETRYCOLLECTION" => None,
            _ => Some(false),
        }
    }
}

/// A layer of a GeoPackage.
pub(super) struct GeoPackage {
    database: Connection,
    head: Head,
    /// Its table.
    table: String,
    /// Position of the geometry among the table's columns.
    geometry: usize,
    srs: i32,
}

/// A layer as the registers of the file describe it.
struct Registered {
    table: String,
    column: String,
    kind: String,
    srs: i32,
}

impl GeoPackage {
    /// Opens the layer with that name, or the only one that holds what is wanted.
    ///
    /// # Errors
    /// `Kind::NoInput` or `Kind::Io`; `Kind::Data` if it is no GeoPackage, is damaged, or the layer is not there or not alone.
    pub(super) fn open(input: &Input, layer: Option<&str>, wanted: Wanted) -> Result<GeoPackage> {
        let name = input.name();
        let (mut database, notes) = open(input)?;
        let layers = layers(&name, &database)?;
        let Registered { table, column, srs, .. } = chosen(&name, layers, layer, wanted)?;
        let file = format!("{name}#{table}");
        let columns = {
            let select = format!("SELECT * FROM {} LIMIT 0", quoted(&table));
            allow(&mut database, Some(&table)).map_err(|e| failed(&file, e))?;
            refuse_computed(&file, &database, &table)?;
            let statement = database.prepare(&select).map_err(|e| failed(&file, e))?;
            statement.column_names().map(str::to_string).collect::<Vec<_>>()
        };
        let Some(geometry) = columns.iter().position(|c| c.eq_ignore_ascii_case(&column)) else {
            return Err(Error::data(format!("{file}: has no column '{column}', in which its geometries should be")));
        };
        let mut fields = columns;
        fields.remove(geometry);
        let head = Head { file, fields, unit: "fid", notes };
        Ok(GeoPackage { database, head, table, geometry, srs })
    }

    /// Number of features that the database counts, and whether their numbers begin above 0.
    fn count(&self) -> Result<(u64, bool)> {
        let table = quoted(&self.table);
        let ask = |sql: String| self.database.query_row(&sql, [], |row| row.get::<_, Option<i64>>(0));
        let damaged = |e| failed(&self.head.file, e);
        let count = ask(format!("SELECT count(*) FROM {table}")).map_err(damaged)?;
        let first = ask(format!("SELECT min(rowid) FROM {table}")).map_err(damaged)?;
        Ok((count.and_then(|n| u64::try_from(n).ok()).unwrap_or(0), first.is_some_and(|n| n > 0)))
    }
}

impl Features for GeoPackage {
    fn head(&self) -> &Head {
        &self.head
    }

    fn stated(&self) -> Result<Option<System>> {
        // -1 and 0 are undefined systems by the standard
        if matches!(self.srs, -1 | 0) {
            return Ok(None);
        }
        let sql =
            "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?1";
        let row = self.database.query_row(sql, [self.srs], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
        });
        let row = row.optional().map_err(|e| failed(&self.head.file, e))?;
        let Some((organisation, number, definition)) = row else {
            return Err(Error::data(format!("the coordinate system {} is not in gpkg_spatial_ref_sys", self.srs))
                .hint("name the system of the file, such as --boundary-crs EPSG:4326"));
        };
        let code = u32::try_from(number).ok().filter(|_| organisation.eq_ignore_ascii_case("EPSG"));
        let described = System::parse(&definition);
        let Some(code) = code else {
            return described.map(Some);
        };
        let coded = System::coded(code);
        match (coded, described) {
            (Ok(coded), Ok(described)) if coded.in_degrees() != described.in_degrees() => Err(Error::data(format!(
                "its coordinate system is called EPSG:{code}, but described as {}",
                described.name()
            ))
            .hint("name the system of the file, such as --boundary-crs EPSG:4326")),
            (Ok(coded), _) => Ok(Some(coded)),
            (Err(_), described) => described.map(Some),
        }
    }

    fn each(&self, sink: Sink<'_>) -> Result<()> {
        let file = &self.head.file;
        let damaged = |e| failed(file, e);
        let (count, numbered) = self.count()?;
        let select = format!("SELECT rowid, * FROM {} ORDER BY rowid", quoted(&self.table));
        let mut statement = self.database.prepare(&select).map_err(damaged)?;
        let columns = self.head.fields.len() + 1;
        let mut rows = statement.query([]).map_err(damaged)?;
        let mut read = 0;
        while let Some(row) = rows.next().map_err(damaged)? {
            read += 1;
            let fid: i64 = row.get(0).map_err(damaged)?;
            let mut values = Vec::with_capacity(columns - 1);
            let mut shapes = Ok(None);
            for column in 0..columns {
                let value = row.get_ref(column + 1).map_err(damaged)?;
                if column == self.geometry {
                    shapes = blob::shapes(value, self.srs);
                } else {
                    values.push(cell(value));
                }
            }
            let number = u64::try_from(fid).ok().filter(|_| numbered).unwrap_or(read);
            sink(Record { number, values, shapes })?;
        }
        if read != count {
            let what = format!("{file}: counts {count} features but delivered {read}");
            return Err(Error::data(what).hint("the file is damaged: get it again, or copy it with ogr2ogr"));
        }
        Ok(())
    }
}

fn cell(value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Null => Cell::Empty,
        ValueRef::Integer(number) => Cell::Text(number.to_string()),
        ValueRef::Real(number) => Cell::Number(number),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Cell::Text(text.to_string()),
            Err(_) => Cell::Broken("text that is not UTF-8".to_string()),
        },
        ValueRef::Blob(_) => Cell::Broken("bytes that are no text".to_string()),
    }
}

/// Layers of features that are real tables.
fn layers(name: &str, database: &Connection) -> Result<Vec<Registered>> {
    let register = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 \
         AND lower(name) IN ('gpkg_contents', 'gpkg_geometry_columns', 'gpkg_spatial_ref_sys')";
    let known: i64 = database.query_row(register, [], |row| row.get(0)).map_err(|e| failed(name, e))?;
    if known != 3 {
        return Err(Error::data(format!("{name}: an SQLite database, but no GeoPackage"))
            .hint("a GeoPackage has the tables gpkg_contents, gpkg_geometry_columns and gpkg_spatial_ref_sys"));
    }
    for table in ["gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"] {
        refuse_computed(name, database, table)?;
    }
    let sql = "SELECT s.name, g.column_name, upper(g.geometry_type_name), g.srs_id FROM gpkg_contents c \
         JOIN sqlite_schema s ON s.type = 'table' AND s.rootpage > 0 AND lower(s.name) = lower(c.table_name) \
         JOIN gpkg_geometry_columns g ON lower(g.table_name) = lower(c.table_name) \
         WHERE c.data_type = 'features' ORDER BY s.name, g.column_name";
    let mut statement = database.prepare(sql).map_err(|e| failed(name, e))?;
    let layer = |row: &rusqlite::Row<'_>| {
        Ok(Registered { table: row.get(0)?, column: row.get(1)?, kind: row.get(2)?, srs: row.get(3)? })
    };
    let rows = statement.query_map([], layer).map_err(|e| failed(name, e))?;
    let mut layers: Vec<Registered> = rows.collect::<rusqlite::Result<_>>().map_err(|e| failed(name, e))?;
    layers.dedup_by(|a, b| a.table == b.table);
    Ok(layers)
}

fn chosen(name: &str, layers: Vec<Registered>, asked: Option<&str>, wanted: Wanted) -> Result<Registered> {
    let list = |layers: &[&Registered]| layers.iter().map(|l| l.table.as_str()).collect::<Vec<_>>().join(", ");
    let all: Vec<&Registered> = layers.iter().collect();
    let (what, option) = wanted.words();
    if let Some(asked) = asked {
        let known = list(&all);
        return layers.into_iter().find(|l| l.table == asked).ok_or_else(|| {
            Error::data(format!("{name}: has no layer '{asked}'")).hint(format!("its layers are: {known}"))
        });
    }
    let stated: Vec<&Registered> = all.iter().copied().filter(|l| wanted.fits(&l.kind) == Some(true)).collect();
    let silent: Vec<&Registered> = all.iter().copied().filter(|l| wanted.fits(&l.kind).is_none()).collect();
    let fitting = if stated.is_empty() { silent } else { stated };
    let table = match fitting[..] {
        [one] => one.table.clone(),
        [] => {
            let known =
                if all.is_empty() { "it has no layers".to_string() } else { format!("its layers are: {}", list(&all)) };
            return Err(Error::data(format!("{name}: has no layer of {what}")).hint(known));
        }
        _ => {
            return Err(Error::data(format!("{name}: has several layers of {what}: {}", list(&fitting)))
                .hint(format!("say which: {option}")));
        }
    };
    let found = layers.into_iter().find(|l| l.table == table);
    found.ok_or_else(|| Error::internal("a layer vanished"))
}

#[cfg(test)]
#[path = "geopackage_tests.rs"]
mod tests;
