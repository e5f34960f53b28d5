//! Tiles as files `z/x/y`, for any static web server.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::spool::Spooled;
use super::tile_set::{Encoding, TileSet};
use super::tilejson::metadata;
use crate::error::{Error, Kind, Result};

/// The file by which a folder of tiles is known.
pub(super) const METADATA: &str = "metadata.json";
/// Tiles, and bytes of them, that are written in one go, on all cores.
const TOGETHER: [usize; 2] = [256, 8 << 20];

/// The files that it has beside the tiles.
pub(super) const FILES: [&str; 7] =
    [METADATA, "tiles.json", "style.json", "tiles.template.json", "style.template.json", "legend.png", "legend.svg"];

/// Writes the tiles of a spool into a folder. Vector tiles are not compressed there: a static server does not say that they are.
///
/// # Errors
/// `Kind::Io` if a file cannot be written.
pub(super) fn write(set: &TileSet, tiles: &mut Spooled<'_>, folder: &Path) -> Result<()> {
    let failed = |e: io::Error| Error::new(Kind::Io, format!("{}: cannot write tiles: {e}", folder.display()));
    let mut made = HashSet::new();
    let mut batch: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    let mut held = 0;
    loop {
        let next = tiles.next()?;
        let is_last = next.is_none();
        if let Some((tile, bytes, _)) = next {
            let column = folder.join(tile.z.to_string()).join(tile.x.to_string());
            if made.insert((tile.z, tile.x)) {
                fs::create_dir_all(&column).map_err(failed)?;
            }
            held += bytes.len();
            batch.push((column.join(format!("{}.{}", tile.y, set.encoding.extension())), bytes.to_vec()));
        }
        if is_last || batch.len() >= TOGETHER[0] || held >= TOGETHER[1] {
            held = 0;
            let one = |(path, bytes): (PathBuf, Vec<u8>)| fs::write(path, plain(set.encoding, &bytes)?);
            batch.par_drain(..).try_for_each(one).map_err(failed)?;
        }
        if is_last {
            break;
        }
    }
    fs::write(folder.join(METADATA), format!("{:#}\n", metadata(set))).map_err(failed)
}

/// The bytes of a tile as a static server gives them away.
fn plain(encoding: Encoding, bytes: &[u8]) -> io::Result<Cow<'_, [u8]>> {
    match encoding {
        Encoding::Mvt => {
            let mut plain = Vec::new();
            flate2::read::GzDecoder::new(bytes).read_to_end(&mut plain)?;
            Ok(Cow::Owned(plain))
        }
        Encoding::Png | Encoding::Webp => Ok(Cow::Borrowed(bytes)),
    }
}
