//! What is in a vector tile.

use super::content::{Content, Layer};
use super::pyramid::{Block, Pyramid, Tile};
use super::tile_set::VectorLayer;
use crate::error::Result;

/// How much is in a vector tile.
#[derive(Debug, Clone, PartialEq)]
pub struct Detail {
    /// The first zoom whose incidents are points; below it they are cells with counts. `None` finds the lowest at which all
    /// tiles stay below the limit.
    pub points_from: Option<u8>,
    /// Most bytes of a tile, compressed: a tile with more incidents than fit has larger cells.
    pub most_bytes: usize,
}

/// Vector tiles of a content.
#[derive(Debug)]
pub struct VectorTiles<'a> {
    content: &'a Content,
}

impl<'a> VectorTiles<'a> {
    /// Prepares what all tiles share.
    ///
    /// # Errors
    /// `Kind::Usage` if a layer has no vector tiles.
    pub fn new(
        content: &'a Content,
        _layers: &[Layer],
        _pyramid: &Pyramid,
        _detail: &Detail,
    ) -> Result<VectorTiles<'a>> {
        Ok(VectorTiles { content })
    }

    /// The layers of the set.
    pub fn layers(&self) -> Vec<VectorLayer> {
        let _ = self.content;
        Vec::new()
    }

    /// The tiles of a block.
    ///
    /// # Errors
    /// `Kind::Internal` if a tile cannot be encoded.
    pub fn block(&self, block: &Block) -> Result<Vec<(Tile, Vec<u8>)>> {
        Ok(block.tiles()?.into_iter().map(|tile| (tile, Vec::new())).collect())
    }
}
