//! Figures: a page of panels, layers and furniture resolved into a scene. The layout comes from the specification and the
//! boundaries, never from the incidents.

mod chart;
mod choropleth;
mod circles;
mod corner;
mod enlargement;
mod labels;
mod layout;
mod locations;
mod people_sheet;
mod sheet;
mod spacing;
mod wording;

pub use chart::{By, bars_figure, strip_figure};
pub use choropleth::{Measure, Shading, choropleth_figure};
pub use circles::{Shown, circles_figure};
pub use layout::{Figure, Page, Panel, Setting, Stage};
pub use locations::locations_figure;
pub use wording::{Credits, Subject};
