//! Doing what a project asks for: read, join, measure, draw, write.
//!
//! ```
//! use std::path::Path;
//! use cercle::project::{EMBEDDED, Project};
//! use cercle::run::{Ask, plan};
//!
//! let project = Project::parse(EMBEDDED, "cercle.toml", Path::new(""))?;
//! let plan = plan(&project, Path::new("no-such-folder"), &Ask::default())?; // `bring` would make it
//! assert!(plan.outputs.iter().all(|output| output.why.is_some())); // nothing is there yet
//! assert!(plan.outputs.iter().any(|output| output.name == "ledger.csv"));
//! # Ok::<(), cercle::error::Error>(())
//! ```

mod build;
mod contents;
mod count;
mod differ;
mod digest;
mod draw;
mod edition;
mod gather;
mod heat;
mod ledger;
mod lint;
mod lock;
mod manifest;
mod matrix;
mod names;
mod plan;
mod publish;
mod scale;
mod sets;
mod shelf;
mod styles;
mod tile;
mod tile_legend;
mod tile_sets;
mod verify;

pub use build::{Built, Done, Told, bring, build, plan};
pub use count::count;
pub use differ::differences;
pub use draw::{captioned, draw, scene, setting, shading};
pub use gather::{Gathered, context, findings, gather, read_incidents};
pub use heat::{Streamed, count_cells, extent};
pub use ledger::{Book, Booked, MOST_IDS, book};
pub use lint::{Linted, lint_files, lint_project, medium, refuse_errors};
pub use lock::Lock;
pub use manifest::{DistrictSum, FileSums, InputFile, MANIFEST, Manifest, Output, Sums};
pub use matrix::{MatrixDone, SetDone, SetStep, bring_all, plan_all};
pub use plan::{Ask, Plan, Planned};
pub use publish::{check_places, check_target, publish, publish_new, publish_some_privately, spare_inputs};
pub use scale::{Scaled, scale, scaled};
pub use sets::{MATRIX, Set, Sets, differences_of};
pub use styles::styled;
pub use tile::{Counting, ReadyTiles, Shades, TileJob, ready_tiles, streamed_content, tile, whole_content};

#[cfg(test)]
#[path = "placing_tests.rs"]
mod placing_tests;
