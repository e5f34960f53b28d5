//! What is in a raster tile.

use super::content::{Content, Layer};
use super::pyramid::{Block, Tile};
use super::tile_set::Encoding;
use crate::error::{Error, Result};

/// How pictures are made.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// What they show, from below.
    pub layers: Vec<Layer>,
    /// Side of a tile in pixels: 256 or 512.
    pub size: u32,
    /// Whether a tile has two pixels for each pixel of its zoom: a tile of 512 then shows the ground of one of 256.
    pub retina: bool,
    /// PNG or WebP.
    pub encoding: Encoding,
}

/// Pictures of a content.
#[derive(Debug)]
pub struct RasterTiles<'a> {
    _content: &'a Content,
    _picture: &'a Picture,
}

impl<'a> RasterTiles<'a> {
    /// Prepares what all tiles share.
    ///
    /// # Errors
    /// `Kind::Usage` if the picture cannot be made.
    pub fn new(content: &'a Content, picture: &'a Picture) -> Result<RasterTiles<'a>> {
        let _ = RasterTiles { _content: content, _picture: picture };
        Err(Error::usage("raster tiles are not there yet").hint("make vector tiles: --vector"))
    }

    /// The tiles of a block.
    ///
    /// # Errors
    /// If a tile cannot be drawn.
    pub fn block(&self, block: &Block) -> Result<Vec<(Tile, Vec<u8>)>> {
        let tiles = block.tiles()?;
        Ok(tiles.into_iter().map(|tile| (tile, Vec::new())).collect())
    }
}
