//! `cercle diff`: what changed from one build to another.

use std::path::PathBuf;

use clap::Args;

use super::say;
use crate::error::Result;
use crate::run::{Manifest, differences};

/// Say in words what changed from one build to another: inputs, rows, districts with other counts or classes, and outputs.
///
/// The exit code is 0 whether or not anything changed.
#[derive(Args)]
pub struct Diff {
    /// Manifest of the one build: its manifest.json
    old: PathBuf,
    /// Manifest of the other
    new: PathBuf,
}

impl Diff {
    pub(super) fn run(self) -> Result<()> {
        let lines = differences(&Manifest::read(&self.old)?, &Manifest::read(&self.new)?);
        lines.iter().for_each(|line| say::line(line));
        if lines.is_empty() {
            say::line("nothing changed");
        }
        Ok(())
    }
}
