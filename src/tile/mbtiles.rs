//! MBTiles 1.3: tiles in an SQLite database, rows counted from the south.

use std::path::Path;

use rusqlite::Connection;

use super::spool::Spooled;
use super::tile_set::{Encoding, TileSet};
use super::tilejson::{FIELDS, STYLE, field_words, generator, mbtiles_json};
use crate::error::{Error, Kind, Result};

/// `MPBX`, as the registry of SQLite's file types has it for MBTiles.
const APPLICATION: i32 = 0x4d50_4258;

/// Writes the tiles of a spool into a new database, each content once.
///
/// # Errors
/// `Kind::Io` if it cannot be written.
pub(super) fn write(set: &TileSet, tiles: &mut Spooled<'_>, path: &Path) -> Result<()> {
    let failed = |e: rusqlite::Error| Error::new(Kind::Io, format!("cannot write tiles: {e}"));
    let database = Connection::open(path).map_err(failed)?;
    // the database is renamed into place when it is whole: a journal would only cost time
    let settings =
        "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA encoding = 'UTF-8';";
    database.execute_batch(settings).map_err(failed)?;
    database.pragma_update(None, "application_id", APPLICATION).map_err(failed)?;
    database.execute_batch(TABLES).map_err(failed)?;
    database.execute_batch("BEGIN").map_err(failed)?;
    for (name, value) in metadata(set) {
        database.execute("INSERT INTO metadata (name, value) VALUES (?1, ?2)", [name, &value]).map_err(failed)?;
    }
    let mut image = database.prepare("INSERT INTO images (tile_id, tile_data) VALUES (?1, ?2)").map_err(failed)?;
    let mut map = database
        .prepare("INSERT INTO map (zoom_level, tile_column, tile_row, tile_id) VALUES (?1, ?2, ?3, ?4)")
        .map_err(failed)?;
    while let Some((tile, bytes, content)) = tiles.next()? {
        if content.is_new {
            image.execute(rusqlite::params![content.number, bytes]).map_err(failed)?;
        }
        let south = (1u32 << tile.z) - 1 - tile.y;
        map.execute(rusqlite::params![tile.z, tile.x, south, content.number]).map_err(failed)?;
    }
    drop((image, map));
    database.execute_batch("COMMIT").map_err(failed)?;
    database.close().map_err(|(_, e)| failed(e))
}

/// Each content once, and the table that the specification asks for as a view over them.
const TABLES: &str = "
CREATE TABLE metadata (name TEXT NOT NULL PRIMARY KEY, value TEXT);
CREATE TABLE images (tile_id INTEGER NOT NULL PRIMARY KEY, tile_data BLOB NOT NULL);
CREATE TABLE map (zoom_level INTEGER NOT NULL, tile_column INTEGER NOT NULL, tile_row INTEGER NOT NULL,
    tile_id INTEGER NOT NULL, PRIMARY KEY (zoom_level, tile_column, tile_row)) WITHOUT ROWID;
CREATE VIEW tiles AS SELECT zoom_level, tile_column, tile_row, tile_data FROM map JOIN images USING (tile_id);
";

fn metadata(set: &TileSet) -> Vec<(&'static str, String)> {
    let (lon, lat, zoom) = set.center();
    let b = &set.bounds;
    let format = if set.encoding == Encoding::Mvt { "pbf" } else { set.encoding.extension() };
    let mut rows = vec![
        ("name", set.name.clone()),
        ("format", format.to_string()),
        ("bounds", format!("{:.6},{:.6},{:.6},{:.6}", b.x0, b.y0, b.x1, b.y1)),
        ("center", format!("{lon:.6},{lat:.6},{zoom}")),
        ("minzoom", set.zooms.start().to_string()),
        ("maxzoom", set.zooms.end().to_string()),
        ("attribution", set.attribution.clone()),
        ("description", set.description.clone()),
        ("type", "overlay".to_string()),
        ("version", "1".to_string()),
        ("generator", generator()),
    ];
    if let Some(legend) = &set.legend {
        // no row of the specification, but the name that TileJSON has for it
        rows.push(("legend", legend.clone()));
    }
    if let Some(style) = &set.style {
        rows.push((STYLE, style.to_string()));
    }
    if let Some(words) = field_words(set) {
        rows.push((FIELDS, words.to_string()));
    }
    if set.encoding == Encoding::Mvt {
        rows.push(("json", mbtiles_json(set).to_string()));
    }
    rows
}
