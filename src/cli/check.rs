//! `cercle check`: what is in a file.

use std::path::{Path, PathBuf};

use clap::Args;

use super::args::{ColumnArgs, IncidentArgs};
use super::{deliver, say};
use crate::boundary::Boundaries;
use crate::error::Result;
use crate::join::join;
use crate::ledger::{Bucket, Ledger};
use crate::measure::areas_km2;
use crate::project::input;
use crate::read;
use crate::write::ledger_csv;

/// Say what is in a file, and what would happen to each of its rows.
///
/// Give incident files, boundaries or both. With both, the rows are joined as `join` would join them, and nothing but the
/// ledger is written.
#[derive(Args)]
pub struct Check {
    #[command(flatten)]
    incidents: IncidentArgs,
    /// Boundary file to look into
    #[arg(long, value_name = "FILE", required_unless_present = "incidents")]
    boundaries: Option<String>,
    #[command(flatten)]
    columns: ColumnArgs,
    /// Write what became of each row, as CSV, to a file or to standard output (-)
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
}

impl Check {
    pub(super) fn run(self) -> Result<()> {
        let districts = match &self.boundaries {
            Some(file) => Some(read::boundaries(&input(file, Path::new(""))?, &self.columns.columns())?),
            None => None,
        };
        if let Some(districts) = &districts {
            describe(districts);
        }
        let args = &self.incidents;
        if args.incidents.is_empty() {
            return Ok(());
        }
        let mut ledger = Ledger::default();
        let incidents = args.read(&mut ledger)?;
        match &districts {
            Some(districts) => join(districts, &incidents, &args.policy())?.settle(districts, &incidents, &mut ledger),
            None => {
                // Without boundaries nothing can be joined: what has coordinates is reported as not looked up.
                for (i, &entry) in incidents.entry.iter().enumerate() {
                    let counts = args.policy().counted.contains(&incidents.precision[i]);
                    let entry = &mut ledger.entries[entry];
                    entry.bucket = Some(match (incidents.location[i], counts) {
                        (None, _) => Bucket::NoLocation,
                        (Some(_), false) => Bucket::LowPrecision,
                        (Some(_), true) => Bucket::Outside,
                    });
                }
                say::note("without --boundaries every located row is outside all districts");
            }
        }
        ledger.balance()?;
        say::summary(&(&ledger).into());
        if let Some(path) = &self.ledger {
            deliver(path, ledger_csv(&ledger)?)?;
        }
        Ok(())
    }
}

fn describe(districts: &Boundaries) {
    let area: f64 = areas_km2(districts).iter().sum();
    say::line(&format!(
        "{}: {} districts, {} regions",
        districts.file,
        districts.districts.len(),
        districts.regions().len()
    ));
    say::line(&format!("  area {area:.0} km²; vintage {}", districts.vintage.as_deref().unwrap_or("not stated")));
    for (what, district) in [("first", districts.districts.first()), ("last", districts.districts.last())] {
        if let Some(d) = district {
            say::line(&format!("  {what}: {} {} ({} {})", d.id, d.name, d.region_id, d.region));
        }
    }
    districts.notes.iter().for_each(|remark| say::line(&format!("  note: {remark}")));
}
