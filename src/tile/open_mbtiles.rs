//! An MBTiles database read back; a stranger's database may try to run for ever, and is stopped.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};
use serde_json::{Map, Value, json};

use super::open::{About, MOST_BYTES};
use super::pyramid::Tile;
use super::tile_set::Encoding;
use super::tilejson::{FIELDS, STYLE};
use crate::error::{Error, Kind, Result};

/// Steps of SQLite's machine after which a question is given up: looking a tile up takes some hundred.
const MOST_STEPS: u32 = 50_000_000;
/// Steps between two looks at how many there were.
const STRIDE: u32 = 100_000;
/// Rows of metadata that are read.
const MOST_ROWS: u32 = 1000;

/// An open database.
pub(super) struct Database(Mutex<Connection>);

impl Database {
    /// Opens a database for reading: nothing is written, no journal is looked for, and what views and triggers may call is
    /// limited to SQLite's harmless functions.
    ///
    /// # Errors
    /// `Kind::Data` if it is no MBTiles database or its tiles are of a format that is not read.
    pub fn open(path: &Path) -> Result<(Database, About)> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(address(path)?, flags).map_err(refused)?;
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, MOST_BYTES as i32).map_err(refused)?;
        connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0).map_err(refused)?;
        connection
            .execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON;")
            .map_err(refused)?;
        let rows = timed(&mut connection, metadata)?;
        let about = about(&mut connection, &rows)?;
        Ok((Database(Mutex::new(connection)), about))
    }

    /// A tile as it is stored.
    ///
    /// # Errors
    /// `Kind::Data` if the database is damaged, `Kind::Limit` if the answer is too large or takes too long.
    pub fn tile(&self, tile: Tile) -> Result<Option<Vec<u8>>> {
        // after a panic elsewhere the connection is as good as before: it only reads
        let mut connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let south = (1u32 << tile.z) - 1 - tile.y;
        timed(&mut connection, |connection| {
            let mut found = connection
                .prepare("SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3")?;
            found
                .query_row([u32::from(tile.z), tile.x, south], |row| {
                    Ok(row.get_ref(0)?.as_blob_or_null()?.map(<[u8]>::to_vec))
                })
                .optional()
        })
        .map(Option::flatten)
    }
}

/// The URI of a file that nobody changes: SQLite then neither locks it nor looks for journals beside it.
fn address(path: &Path) -> Result<String> {
    let whole = path.canonicalize().map_err(|e| Error::reading(path, &e))?;
    let text = whole.to_str().ok_or_else(|| Error::usage("the path is not UTF-8").hint("rename the file"))?;
    let mut address = String::from("file:");
    for c in text.trim_start_matches(r"\\?\").chars() {
        match c {
            '%' => address.push_str("%25"),
            '?' => address.push_str("%3f"),
            '#' => address.push_str("%23"),
            '\\' if cfg!(windows) => address.push('/'),
            c => address.push(c),
        }
    }
    Ok(address + "?immutable=1")
}

fn refused(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => {
            Error::new(Kind::Limit, "is a database that does not answer in time").hint("make the tile set again")
        }
        Some(ErrorCode::TooBig) => {
            Error::new(Kind::Limit, format!("holds values of more than {} MiB", MOST_BYTES >> 20))
        }
        _ => Error::data(format!("is not an MBTiles database, or damaged: {error}")),
    }
}

/// Asks something, and gives up when it takes too long.
fn timed<T>(connection: &mut Connection, ask: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
    let mut looks = 0;
    let enough = move || {
        looks += 1;
        looks > MOST_STEPS / STRIDE
    };
    connection.progress_handler(STRIDE as i32, Some(enough)).map_err(refused)?;
    let answer = ask(connection);
    connection.progress_handler(0, None::<fn() -> bool>).map_err(refused)?;
    answer.map_err(refused)
}

fn metadata(connection: &Connection) -> rusqlite::Result<Map<String, Value>> {
    let mut rows = connection.prepare("SELECT name, value FROM metadata LIMIT ?1")?;
    let text = |value: ValueRef<'_>| match value {
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Null | ValueRef::Blob(_) => String::new(),
    };
    let pair = |row: &rusqlite::Row<'_>| Ok((text(row.get_ref(0)?), text(row.get_ref(1)?).into()));
    rows.query_map([MOST_ROWS], pair)?.collect()
}

/// Metadata as TileJSON has them: numbers instead of texts, and the layers of the `json` row.
fn about(connection: &mut Connection, rows: &Map<String, Value>) -> Result<About> {
    let text = |name: &str| rows.get(name).and_then(Value::as_str).unwrap_or_default();
    let encoding = match text("format") {
        "pbf" | "mvt" => Encoding::Mvt,
        "png" => Encoding::Png,
        "webp" => Encoding::Webp,
        other => {
            return Err(
                Error::data(format!("its format is '{other}'")).hint("tiles that are read are pbf, png and webp")
            );
        }
    };
    let mut properties = Map::new();
    for name in ["name", "description", "attribution", "version", "legend"] {
        if let Some(value) = rows.get(name) {
            properties.insert(name.into(), value.clone());
        }
    }
    for name in ["bounds", "center"] {
        let numbers: Option<Vec<f64>> = text(name).split(',').map(|n| n.trim().parse().ok()).collect();
        properties.insert(name.into(), json!(numbers));
    }
    let zooms = [("minzoom", "SELECT min(zoom_level) FROM tiles"), ("maxzoom", "SELECT max(zoom_level) FROM tiles")];
    for (name, otherwise) in zooms {
        let mut stored = || timed(connection, |c| c.query_row(otherwise, [], |row| row.get::<_, Option<u8>>(0)));
        let zoom = text(name).parse().ok().map_or_else(&mut stored, |zoom: u8| Ok(Some(zoom)))?;
        properties.insert(name.into(), json!(zoom));
    }
    if let Ok(words) = serde_json::from_str(text(FIELDS)) {
        properties.insert(FIELDS.into(), words);
    }
    if let Ok(style) = serde_json::from_str(text(STYLE)) {
        properties.insert(STYLE.into(), style);
    }
    if let Ok(Value::Object(mut vector)) = serde_json::from_str(text("json"))
        && let Some(layers) = vector.remove("vector_layers")
    {
        properties.insert("vector_layers".into(), layers);
    }
    Ok(About { encoding, properties })
}
