//! Doing what a project asks for: read, join, measure, draw, write.

mod build;
mod contents;
mod count;
mod draw;
mod edition;
mod gather;
mod heat;
mod ledger;
mod lint;
mod publish;
mod scale;
mod styles;

pub use build::{Built, build};
pub use count::count;
pub use draw::{captioned, draw, scene, setting, shading};
pub use gather::{context, findings, read_incidents};
pub use heat::{Streamed, count_cells, extent};
pub use ledger::{Book, Booked, MOST_IDS, book};
pub use lint::{Linted, lint_files, lint_project, medium, refuse_errors};
pub use publish::{check_target, publish, spare_inputs};
pub use scale::{Scaled, scale, scaled};
pub use styles::styled;

#[cfg(test)]
#[path = "placing_tests.rs"]
mod placing_tests;
