//! Map layers: data in, items on the page out. The last room that knows a district.

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
pub use circles::{Circle, circle_names, circles, drawn as drawn_circles, keep_off};
pub use context::{country_raster, land, locator, neighbour_names, water};
pub use disperse::{Dot, MOST_MOVED, disperse};
pub use frame::Frame;
pub use graticule::{Degree, graticule, graticule_ends, graticule_step};
pub use ground::{Context, Ground, River, Town};
pub use label::{Label, Obstacles, Placed, Words, place};
pub use leader::{Call, call_outside};
pub use points::{Mark, points, small_points};
pub use raster::{Raster, Sums};
pub use river_name::river_names;
pub use town::town_names;
