//! `cercle boundaries`: editions of boundaries compared, and boundary files made fit for maps.

mod clean;
mod diff;

use clap::{Args, Subcommand};

use crate::error::Result;

/// Compare two editions of boundaries, or clean a boundary file without tearing neighbours apart.
#[derive(Args)]
pub struct BoundariesVerb {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Say what became of the districts from one edition to the next, and write the crosswalk
    Diff(Box<diff::Diff>),
    /// Make a boundary file fit for maps: fewer vertices, fewer decimals, regions from districts
    Clean(Box<clean::Clean>),
}

impl BoundariesVerb {
    pub(super) fn run(self) -> Result<()> {
        match self.what {
            What::Diff(verb) => verb.run(),
            What::Clean(verb) => verb.run(),
        }
    }
}

/// A share from a percentage: "0.1%".
fn share(text: &str) -> std::result::Result<f64, String> {
    let number = text.strip_suffix('%').unwrap_or(text).trim().parse::<f64>();
    let share = number.ok().filter(|percent| (0.0..=20.0).contains(percent)).map(|percent| percent / 100.0);
    share.ok_or("write it in per cent, 0 to 20, such as 0.1%".to_string())
}
