//! Map layers: data in, items on the page out. The last room that knows a district.

mod borders;
mod choropleth;
mod clip;
mod context;
mod frame;
mod ground;
mod label;
mod points;
mod raster;

pub use borders::{Lines, borders, outline};
pub use choropleth::{Look, choropleth, hatch, looks};
pub use context::{land, locator, neighbour_names, water};
pub use frame::Frame;
pub use ground::{Context, Ground, River};
pub use label::{Label, Obstacles, Placed, place};
pub use points::{DOT, Mark, dot, points, ring};
