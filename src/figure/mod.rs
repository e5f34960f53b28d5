//! Figures: a page of panels, layers and furniture resolved into a scene. The layout comes from the specification and the
//! boundaries, never from the incidents.
//!
//! ```
//! use cercle::figure::{Alone, Dotted};
//! use cercle::language::Language;
//! use cercle::palette::ink;
//!
//! // the legend of a map that is drawn elsewhere; figures with maps are made like the one at the top of this crate
//! let dots = Dotted { counts: [12, 3], color: ink::INCIDENT, note: String::new() };
//! let legend = Alone {
//!     title: "Known locations of reported incidents".into(),
//!     description: "Legend.".into(),
//!     ground: None,
//!     dots: Some(dots),
//!     period: None,
//!     language: Language::English,
//! };
//! let scene = legend.scene()?;
//! assert!(scene.width > 0.0 && !scene.items.is_empty());
//! # Ok::<(), cercle::error::Error>(())
//! ```

mod alone;
mod category;
mod change;
mod chart;
mod choropleth;
mod circles;
mod corner;
mod enlargement;
mod heat;
mod hexbin;
mod in_map;
mod key;
mod labels;
mod layout;
mod locations;
mod measure;
mod orientation;
mod page;
mod people_sheet;
mod sheet;
mod spacing;
mod wording;

pub use alone::{Alone, Colored, Dotted};
pub use category::{Category, MOST_KINDS};
pub use change::{ChangeShading, change_figure};
pub use chart::{By, bars_figure, strip_figure};
pub use choropleth::{Shading, choropleth_figure};
pub use circles::{Shown, circle_scale, circles_figure};
pub use heat::{HeatLook, heat_figure};
pub use hexbin::{HexbinLook, hexbin_figure};
pub use key::{ClassWords, choropleth_notes, class_words, extent_words, symbol_words};
pub use layout::{Figure, Panel, Setting, Stage};
pub use locations::locations_figure;
pub use measure::Measure;
pub use orientation::{Graticule, Orientation};
pub use page::{NamedPage, Page};
pub use wording::{Credits, Subject};
