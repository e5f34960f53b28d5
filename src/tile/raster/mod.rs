//! What is in a raster tile: pictures that fit together to the last bit, whichever tiles are made in one go.
//!
//! Every pixel is a function of the content and of its own place in the world. Shapes are kept in whole 256ths of a pixel and covered
//! exactly; lines, dots and names follow from distances and whole pixels; densities are read between the cells of one grid. A tile
//! is therefore drawn alone, without a margin to cut off, and its neighbour goes on where it ends.

mod cover;
mod crowd;
mod dots;
mod edges;
mod encode;
mod heat;
mod hexagon;
mod land;
mod legend;
mod line;
mod name;
mod picture;
mod pixels;
mod pole;
#[cfg(test)]
mod tests;
mod window;
mod zoom;

pub use legend::Coloring;
pub use picture::{Picture, RasterTiles, Surface};
