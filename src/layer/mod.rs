//! Map layers: data in, items on the page out. The last room that knows a district.
//!
//! ```
//! use std::path::Path;
//! use cercle::layer::{Context, Frame, Ground, outline};
//! use cercle::unit::mm;
//! use cercle::{project, read};
//!
//! let file = project::input("bundled:mali_regions.geojson", Path::new(""))?;
//! let set = read::boundaries(&file, &read::BoundaryColumns::default())?;
//! let ground = Ground::new(&set, &Context::default()); // projected once, for every map of it
//! let frame = Frame::wide([0.0, 0.0], mm(80.0), ground.extent);
//! let shape = outline(&ground, &frame, [0]);
//! assert!(frame.page.grown(1e-6).contains(shape.last()));
//! # Ok::<(), cercle::error::Error>(())
//! ```

mod areas;
mod badge;
mod borders;
mod change;
mod choropleth;
mod circles;
mod clip;
mod context;
mod disperse;
mod frame;
mod graticule;
mod ground;
mod heat;
mod hexbin;
mod label;
mod leader;
mod points;
mod raster;
mod river_name;
mod town;

pub use areas::areas;
pub use badge::badge;
pub use borders::{Lines, borders, outline, stable_outlines};
pub use change::change_marks;
pub use choropleth::{Look, choropleth, looks};
pub use circles::{Circle, circle_names, circles, drawn as drawn_circles, keep_off, withheld};
pub use context::{country_raster, land, locator, neighbour_names, water};
pub use disperse::{Dot, MOST_MOVED, disperse};
pub use frame::Frame;
pub use graticule::{Degree, graticule, graticule_ends, graticule_step};
pub use ground::{Context, Ground, River, Town};
pub use heat::{Density, density, heat};
pub use hexbin::{Hex, hexbin};
pub use label::{Label, Obstacles, Placed, Words, place};
pub use leader::{Call, call_outside};
pub use points::{Mark, points, small_points};
pub use raster::{Raster, Sums};
pub use river_name::river_names;
pub use town::town_names;
