//! PMTiles version 3: one file that a browser reads by ranges.

use std::io::{self, Seek, Write};

use ::pmtiles::{Compression, Compressor, PmTilesWriter, PmtResult, TileCoord, TileType};

use super::spool::Spooled;
use super::tile_set::{Encoding, TileSet};
use super::tilejson::metadata;
use crate::error::{Error, Kind, Result};

/// Tiles that are compressed already.
struct Gzipped;

impl Compressor for Gzipped {
    fn compression(&self) -> Compression {
        Compression::Gzip
    }

    fn compress(&self, f: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>, writer: &mut dyn Write) -> PmtResult<()> {
        Ok(f(writer)?)
    }
}

/// Writes the tiles of a spool, each content once.
///
/// # Errors
/// `Kind::Io` if it cannot be written.
pub(super) fn write(set: &TileSet, tiles: &mut Spooled<'_>, out: impl Write + Seek) -> Result<()> {
    let failed = |e: ::pmtiles::PmtError| Error::new(Kind::Io, format!("cannot write tiles: {e}"));
    let kind = match set.encoding {
        Encoding::Png => TileType::Png,
        Encoding::Webp => TileType::Webp,
        Encoding::Mvt => TileType::Mvt,
    };
    let (lon, lat, zoom) = set.center();
    let b = &set.bounds;
    let mut writer = PmTilesWriter::new(kind)
        .dedup_by_key::<u32>()
        .min_zoom(*set.zooms.start())
        .max_zoom(*set.zooms.end())
        .bounds(b.x0, b.y0, b.x1, b.y1)
        .center(lon, lat)
        .center_zoom(zoom)
        .metadata(metadata(set).to_string());
    if set.encoding == Encoding::Mvt {
        writer = writer.tile_codec(Gzipped);
    }
    let mut writer = writer.create(out).map_err(failed)?;
    while let Some((tile, bytes, content)) = tiles.next()? {
        let place = TileCoord::new(tile.z, tile.x, tile.y).map_err(failed)?;
        writer.add_tile(place, bytes, Some(content.number)).map_err(failed)?;
    }
    writer.finalize().map_err(failed)
}
