//! `cercle schema`: the JSON Schema of the project file.

use clap::Args;

use super::say;
use crate::error::Result;
use crate::project::schema;

/// Write the JSON Schema of the project file (draft 2020-12) to standard output, for editors and validators.
///
/// Editors that know Taplo take it from a first line in the project file: #:schema ./cercle.schema.json
#[derive(Args)]
pub struct Schema {}

impl Schema {
    pub(super) fn run(self) -> Result<()> {
        say::line(&format!("{:#}", schema()));
        Ok(())
    }
}
