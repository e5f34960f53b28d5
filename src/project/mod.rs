//! The project file: what to build, checked into a specification before any work begins.
//!
//! ```
//! use std::path::Path;
//! use cercle::project::{EMBEDDED, Project};
//!
//! let project = Project::parse(EMBEDDED, "cercle.toml", Path::new(""))?;
//! assert_eq!(project.period.label(), "2022–2024");
//! let error = Project::parse("[periods]\nfirst = 2022", "mine.toml", Path::new("")).expect_err("no such table");
//! assert!(error.message.contains("periods"));
//! # Ok::<(), cercle::error::Error>(())
//! ```

mod bundled;
mod category;
mod change;
mod data;
mod figure;
mod file;
mod hexbin;
mod job;
mod orientation;
mod policy;
mod scale;
mod schema;
mod sketch;
mod source;
mod spec;
mod tiles;
mod variables;
mod words;
mod year;

pub use bundled::{BUNDLED, EMBEDDED, POLICY, input};
pub use category::CategorySpec;
pub use figure::{CAPTION, CountSpec, FigureSpec, Kind, figure};
pub use file::{CategoryValue, Count, CountWords, FigureTable, FigureWords, Graticule, Labels};
pub use job::{Cell, Job};
pub use orientation::degrees;
pub use policy::Edition;
pub use scale::{FigureScale, Scale};
pub use schema::schema;
pub use sketch::{Found, Look, sketch};
pub use spec::{IncidentSource, Project, Sources, metres};
pub use tiles::{TileSpec, web_address};
pub use year::{Year, Years};
