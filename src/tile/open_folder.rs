//! A folder of tiles read back: `z/x/y` and `metadata.json`.

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::folder::METADATA;
use super::open::{About, MOST_BYTES};
use super::pyramid::{MOST_ZOOM, Tile};
use super::tile_set::Encoding;
use crate::error::{Error, Kind, Result};

/// How a folder of tiles is to be drawn.
const STYLE: &str = "style.json";
/// Names of tiles end in one of these.
const ENDINGS: [(&str, Encoding); 4] =
    [("pbf", Encoding::Mvt), ("mvt", Encoding::Mvt), ("png", Encoding::Png), ("webp", Encoding::Webp)];

/// A folder of tiles.
pub(super) struct Folder {
    root: PathBuf,
    ending: &'static str,
}

impl Folder {
    /// Opens a folder by its description and the name of some tile.
    ///
    /// # Errors
    /// `Kind::Data` if there are no tiles or the description is no JSON object.
    pub fn open(root: &Path) -> Result<(Folder, About)> {
        let path = root.join(METADATA);
        let text = file(&path)?.ok_or_else(|| {
            Error::data(format!("has no {METADATA}: not a folder of tiles"))
                .hint("name the folder that `cercle tile` made")
        })?;
        let Ok(Value::Object(properties)) = serde_json::from_slice(&text) else {
            return Err(Error::data(format!("{METADATA} is not a JSON object")));
        };
        let (ending, encoding) = ending(root).ok_or_else(|| {
            Error::data("has no tiles z/x/y that end in .pbf, .mvt, .png or .webp").hint("make the tile set again")
        })?;
        Ok((Folder { root: root.to_path_buf(), ending }, About { encoding, properties }))
    }

    /// The style beside the tiles, if there is one.
    ///
    /// # Errors
    /// `Kind::Data` if it is not JSON.
    pub fn style(&self) -> Result<Option<Value>> {
        let refused = |e: serde_json::Error| Error::data(format!("{STYLE} is not JSON: {e}"));
        file(&self.root.join(STYLE))?.map(|text| serde_json::from_slice(&text).map_err(refused)).transpose()
    }

    /// A tile as it is stored. Its path is made of three numbers, and a link that stands there is not followed.
    ///
    /// # Errors
    /// `Kind::Io` if it cannot be read, `Kind::Limit` if it is too large.
    pub fn tile(&self, tile: Tile) -> Result<Option<Vec<u8>>> {
        let level = self.root.join(tile.z.to_string());
        let column = level.join(tile.x.to_string());
        let is_folder = |path: &Path| path.symlink_metadata().is_ok_and(|m| m.is_dir());
        if !is_folder(&level) || !is_folder(&column) {
            return Ok(None);
        }
        file(&column.join(format!("{}.{}", tile.y, self.ending)))
    }
}

/// The content of an ordinary file; `None` if there is none.
fn file(path: &Path) -> Result<Option<Vec<u8>>> {
    let failed = |e: std::io::Error| Error::new(Kind::Io, format!("{}: cannot read it: {e}", path.display()));
    match path.symlink_metadata() {
        Ok(about) if !about.is_file() => return Ok(None),
        Ok(_) => {}
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(failed(e)),
    }
    let mut bytes = Vec::new();
    fs::File::open(path).and_then(|f| f.take(MOST_BYTES + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Error::new(Kind::Limit, format!("{}: is larger than {} MiB", path.display(), MOST_BYTES >> 20)));
    }
    Ok(Some(bytes))
}

/// How tiles are named, from the first one found.
fn ending(root: &Path) -> Option<(&'static str, Encoding)> {
    let levels = (0..=MOST_ZOOM).map(|z| root.join(z.to_string())).filter_map(|path| fs::read_dir(path).ok());
    let columns = levels.flat_map(|level| level.flatten()).filter_map(|column| fs::read_dir(column.path()).ok());
    let ending_of = |path: &Path| {
        let ending = path.extension()?.to_str()?;
        ENDINGS.into_iter().find(|(known, _)| *known == ending)
    };
    columns.flat_map(|column| column.flatten()).find_map(|tile| ending_of(&tile.path()))
}
