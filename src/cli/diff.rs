//! `cercle diff`: what changed from one build to another.

use std::path::PathBuf;

use clap::Args;

use super::say;
use crate::error::Result;
use crate::run::differences_of;

/// Say in words what changed from one build to another: inputs, rows, districts with other counts or classes, and outputs.
///
/// The exit code is 0 whether or not anything changed.
#[derive(Args)]
pub struct Diff {
    /// Manifest of the one build: its manifest.json, or of a matrix its matrix.json
    old: PathBuf,
    /// Manifest of the other
    new: PathBuf,
}

impl Diff {
    pub(super) fn run(self) -> Result<()> {
        let lines = differences_of(&self.old, &self.new)?;
        lines.iter().for_each(|line| say::line(line));
        if lines.is_empty() {
            say::line("nothing changed");
        }
        Ok(())
    }
}
