//! Heat: incidents by cell of a grid, and the kernel density made of them.
//!
//! The equal-area grid is Lambert's cylindrical projection with its standard parallel in the middle of the extent, not the azimuthal one of
//! the figures: x depends on the longitude alone and y on the sine of the latitude alone, so that rows are found in a table and
//! every cell has the same area on the ground. That it stretches shapes away from the standard parallel is made good by kernels that are
//! measured on the ground.

mod contours;
mod count;
mod grid;
mod hexagons;
mod kernel;
mod mask;
mod spread;
mod surface;
#[cfg(test)]
mod tests;

pub use contours::{Isoband, isobands};
pub use count::{Binning, CellCounts, count_cells};
pub use grid::{Fineness, Grid, MOST_CELLS};
pub use hexagons::{Cells, Hexagon, h3_cells, hexbin};
pub use kernel::{Kernel, Metric, Shape};
pub use mask::Mask;
pub use spread::spread;
pub use surface::{Surface, corrected};
