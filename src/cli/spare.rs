//! Where results must not go: to the places of the inputs.

use std::path::Path;

use super::apart::named;
use super::args::IncidentArgs;
use crate::error::Result;
use crate::run::{check_places, spare_inputs};

impl IncidentArgs {
    /// Makes sure that a result takes the place neither of an incident or boundary file nor of a folder, link or device.
    ///
    /// # Errors
    /// `Kind::CannotCreate` naming the file.
    pub fn spare(&self, boundaries: Option<&String>, out: &Path) -> Result<()> {
        self.spare_inputs(boundaries, out)?;
        check_places(&[out.to_path_buf()])
    }

    /// Makes sure that a result does not take the place of an incident or boundary file.
    ///
    /// # Errors
    /// `Kind::CannotCreate` naming the file.
    pub fn spare_inputs(&self, boundaries: Option<&String>, out: &Path) -> Result<()> {
        let names = self.incidents.iter().chain(boundaries).chain(&self.aliases);
        spare_inputs(&[out.to_path_buf()], &names.map(named).collect::<Result<Vec<_>>>()?)
    }
}
