//! The project file: what to build, checked into a specification before any work begins.

mod bundled;
mod file;
mod spec;
mod words;

pub use bundled::{BUNDLED, EMBEDDED, input};
pub use spec::{FigureSpec, IncidentSource, Kind, Project, Sources};
