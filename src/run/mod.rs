//! Doing what a project asks for: read, join, measure, draw, write.

mod build;
mod contents;
mod gather;
mod publish;

pub use build::{Built, build, scene, shading};
pub use gather::{context, findings, read_incidents};
pub use publish::{check_target, publish, spare_inputs};
