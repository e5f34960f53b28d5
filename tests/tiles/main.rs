//! Tile sets: what is in a tile, and what pictures of tiles show.

mod tile;
mod tile_raster;
