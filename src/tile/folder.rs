//! Tiles as files `z/x/y`, for any static web server.

use std::fs;
use std::io::Read;
use std::path::Path;

use super::spool::Spooled;
use super::tile_set::{Encoding, TileSet};
use super::tilejson::metadata;
use crate::error::{Error, Kind, Result};

/// The file by which a folder of tiles is known.
pub(super) const METADATA: &str = "metadata.json";

/// The files that it has beside the tiles.
pub(super) const FILES: [&str; 5] =
    [METADATA, "tiles.json", "style.json", "tiles.template.json", "style.template.json"];

/// Writes the tiles of a spool into a folder. Vector tiles are not compressed there: a static server does not say that they are.
///
/// # Errors
/// `Kind::Io` if a file cannot be written.
pub(super) fn write(set: &TileSet, tiles: &mut Spooled<'_>, folder: &Path) -> Result<()> {
    let failed = |e: std::io::Error| Error::new(Kind::Io, format!("{}: cannot write tiles: {e}", folder.display()));
    let mut made = None;
    while let Some((tile, bytes, _)) = tiles.next()? {
        let column = folder.join(tile.z.to_string()).join(tile.x.to_string());
        if made != Some((tile.z, tile.x)) {
            fs::create_dir_all(&column).map_err(failed)?;
            made = Some((tile.z, tile.x));
        }
        let path = column.join(format!("{}.{}", tile.y, set.encoding.extension()));
        let mut plain = Vec::new();
        let bytes = match set.encoding {
            Encoding::Mvt => {
                flate2::read::GzDecoder::new(bytes).read_to_end(&mut plain).map_err(failed)?;
                &plain
            }
            Encoding::Png | Encoding::Webp => bytes,
        };
        fs::write(path, bytes).map_err(failed)?;
    }
    fs::write(folder.join(METADATA), format!("{:#}\n", metadata(set))).map_err(failed)
}
