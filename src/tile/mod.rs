//! Map tiles: which there are, what is in one, and where they are kept.
//!
//! A tile set is made block by block (an aligned square of tiles), in the order of the Hilbert curve that PMTiles uses, so that
//! the same input gives the same bytes with any number of threads. Blocks that are done wait in a spool beside the target; a
//! run that was interrupted goes on from there, and the target appears whole or not at all.
//!
//! ```
//! use cercle::tile::{Pyramid, Tile};
//! use cercle::unit::Rect;
//!
//! let mali = Pyramid::new(0..=6, Rect { x0: -12.3, y0: 10.1, x1: 4.3, y1: 25.0 })?;
//! let (columns, rows) = mali.range(6);
//! assert_eq!((columns, rows), (29..33, 27..31));
//! assert!(Tile { z: 6, x: 30, y: 29 }.degrees().contains([-8.0, 12.6]));
//! # Ok::<(), cercle::error::Error>(())
//! ```

mod beside;
mod container;
mod content;
mod deepest;
mod folder;
mod look;
mod mbtiles;
mod open;
mod open_folder;
mod open_mbtiles;
mod open_pmtiles;
mod places;
mod pmtiles;
mod pmtiles_directory;
mod pyramid;
pub mod raster;
mod spool;
mod store;
mod tile_set;
mod tilejson;
pub mod vector;

pub use beside::{beside, beside_names, legend_names, prefix, within};
pub use container::{Container, check_place};
pub use content::{Content, Layer};
pub use look::{Asked, TileLook, checked};
pub use open::{OpenTiles, Whole};
pub use places::{Attributes, Extent, Gathered, Place, Places, cells};
pub use pyramid::{Block, MOST_ZOOM, Pyramid, Tile, world};
pub use store::{Ready, Target, keep, ready};
pub use tile_set::{Encoding, Field, FieldKind, TileSet, VectorLayer};
pub use tilejson::{FIELDS, tilejson};
