//! Tile sets read back, whoever made them: what they say of themselves, and one tile at a time.

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::{Map, Value};

use super::container::Container;
use super::open_folder::Folder;
use super::open_mbtiles::Database;
use super::open_pmtiles::Archive;
use super::pyramid::{MOST_ZOOM, Tile};
use super::tile_set::Encoding;
use super::tilejson::{FIELDS, STYLE};
use crate::error::{Error, Result};

/// The largest tile and the largest description that are read, in bytes; browsers have trouble far below.
pub(super) const MOST_BYTES: u64 = 16 << 20;

/// A tile set that is open for reading.
pub struct OpenTiles {
    kept: Kept,
    about: About,
    style: Option<Value>,
}

enum Kept {
    Folder(Folder),
    Database(Database),
    Archive(Archive),
}

/// What a container says of its tiles.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct About {
    /// How tiles are encoded.
    pub encoding: Encoding,
    /// Properties as in TileJSON.
    pub properties: Map<String, Value>,
}

/// The file of a container that is one, for readers that take it by ranges.
#[derive(Debug, Clone)]
pub struct Whole {
    /// The file; reading moves its position, so it is taken for as long as a piece is read.
    pub file: Arc<Mutex<File>>,
    /// Bytes in it when it was opened.
    pub length: u64,
}

impl OpenTiles {
    /// Opens a folder of tiles, an `.mbtiles` or a `.pmtiles` file.
    ///
    /// # Errors
    /// `Kind::NoInput` if there is none, `Kind::Data` if it is damaged or holds what is not read, `Kind::Limit` if a part of it
    /// is too large.
    pub fn open(path: &Path) -> Result<OpenTiles> {
        let named = |error: Error| error.within(path.display());
        path.metadata()
            .map_err(|e| Error::reading(path, &e).hint("name a folder of tiles, a .mbtiles or a .pmtiles file"))?;
        let (kept, mut about) = match (path.is_dir(), Container::of(path)) {
            (true, _) => Folder::open(path).map(|(kept, about)| (Kept::Folder(kept), about)),
            (false, Container::MbTiles) => Database::open(path).map(|(kept, about)| (Kept::Database(kept), about)),
            (false, Container::PmTiles) => Archive::open(path).map(|(kept, about)| (Kept::Archive(kept), about)),
            (false, Container::Folder) => {
                Err(Error::usage("is no tile set").hint("name a folder of tiles, a .mbtiles or a .pmtiles file"))
            }
        }
        .map_err(named)?;
        let beside = match &kept {
            Kept::Folder(folder) => folder.style().map_err(named)?,
            Kept::Database(_) | Kept::Archive(_) => None,
        };
        let style = beside.or_else(|| about.properties.remove(STYLE)).filter(Value::is_object);
        checked(&mut about.properties);
        Ok(OpenTiles { kept, about, style })
    }

    /// A tile as it is stored: vector tiles may be compressed by gzip. `None` if there is none.
    ///
    /// # Errors
    /// `Kind::Data` or `Kind::Limit` if the container is damaged there, `Kind::Io` if it cannot be read.
    pub fn tile(&self, tile: Tile) -> Result<Option<Vec<u8>>> {
        let bytes = match &self.kept {
            Kept::Folder(folder) => folder.tile(tile),
            Kept::Database(database) => database.tile(tile),
            Kept::Archive(archive) => archive.tile(tile),
        }?;
        Ok(bytes.filter(|bytes| !bytes.is_empty()))
    }

    /// How tiles are encoded.
    pub fn encoding(&self) -> Encoding {
        self.about.encoding
    }

    /// Properties as in TileJSON, without `tilejson` and `tiles`: those of the specification that are sound, and `tile_size`.
    pub fn properties(&self) -> &Map<String, Value> {
        &self.about.properties
    }

    /// How the tiles are meant to be drawn: the style that lies in a folder beside them, or else the one that is kept with them.
    pub fn style(&self) -> Option<&Value> {
        self.style.as_ref()
    }

    /// The file itself, for a PMTiles archive.
    pub fn whole(&self) -> Option<Whole> {
        match &self.kept {
            Kept::Archive(archive) => Some(archive.whole()),
            Kept::Folder(_) | Kept::Database(_) => None,
        }
    }
}

/// Leaves the properties that TileJSON 3.0.0 knows, as it wants them, and what fields mean; what is not sound is left out, and zooms are always there.
fn checked(properties: &mut Map<String, Value>) {
    let zoom = |name: &str, or: u8| {
        let given = properties.get(name).and_then(Value::as_u64);
        given.map_or(or, |z| z.min(u64::from(MOST_ZOOM)) as u8)
    };
    let (first, last) = (zoom("minzoom", 0), zoom("maxzoom", MOST_ZOOM));
    let last = last.max(first);
    properties.retain(|name, value| match name.as_str() {
        "name" | "description" | "attribution" | "version" | "legend" => value.is_string(),
        "vector_layers" => layers(value),
        FIELDS => value.is_object(),
        "bounds" => numbers(value).is_some_and(|b| {
            b.len() == 4
                && b[0] >= -180.0
                && b[0] < b[2]
                && b[2] <= 180.0
                && b[1] >= -90.0
                && b[1] < b[3]
                && b[3] <= 90.0
        }),
        "center" => numbers(value).is_some_and(|c| c.len() == 3 && c[0].abs() <= 180.0 && c[1].abs() <= 90.0),
        "tile_size" => [Some(256), Some(512)].contains(&value.as_u64()),
        _ => false,
    });
    properties.insert("minzoom".into(), first.into());
    properties.insert("maxzoom".into(), last.into());
}

fn numbers(value: &Value) -> Option<Vec<f64>> {
    value.as_array()?.iter().map(Value::as_f64).collect()
}

/// Whether each layer has an identifier and an object of fields.
fn layers(value: &Value) -> bool {
    let sound = |layer: &Value| {
        layer.get("id").is_some_and(Value::is_string) && layer.get("fields").is_some_and(Value::is_object)
    };
    value.as_array().is_some_and(|layers| layers.iter().all(sound))
}

#[cfg(test)]
#[path = "open_tests.rs"]
mod tests;
