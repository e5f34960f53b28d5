//! `cercle check`: what is in a file.

use std::path::PathBuf;

use clap::Args;

use super::apart::named;
use super::args::{ColumnArgs, IncidentArgs};
use super::{deliver_privately, say};
use crate::boundary::Boundaries;
use crate::error::Result;
use crate::gazetteer::{Gazetteer, Miss, Misses, Why};
use crate::incident::Incidents;
use crate::join::{Joined, Policy, join};
use crate::ledger::{Account, Bucket, Ledger};
use crate::measure::areas_km2;
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
    /// Write what became of each row, as CSV, to a file that its owner alone can read, or to standard output (-)
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
}

impl Check {
    pub(super) fn run(self) -> Result<()> {
        if let Some(path) = &self.ledger {
            self.incidents.spare(self.boundaries.as_ref(), path)?;
        }
        let districts = match &self.boundaries {
            Some(file) => Some(read::boundaries(&named(file)?, &self.columns.columns())?),
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
        let policy = args.policy()?;
        match &districts {
            Some(districts) => {
                let joined = join(districts, &incidents, &policy)?;
                joined.settle(districts, &incidents, &mut ledger);
                say::idle_aliases(districts, &policy);
                regions_unknown(districts, &policy, (&incidents, &joined));
            }
            None => {
                // Without boundaries nothing can be joined: what has coordinates is reported as not looked up.
                for (i, &entry) in incidents.entry.iter().enumerate() {
                    let counts = policy.counted.contains(&incidents.precision[i]);
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
        let account: Account = (&ledger).into();
        say::summary(&account);
        say::near(&account);
        say::misses(&account.misses, usize::MAX);
        if let Some(path) = &self.ledger {
            deliver_privately(path, ledger_csv(&ledger)?)?;
        }
        Ok(())
    }
}

/// Lists names of regions that the boundaries do not have, of rows of which no more than the region is known.
fn regions_unknown(districts: &Boundaries, policy: &Policy, (incidents, joined): (&Incidents, &Joined)) {
    let gazetteer = Gazetteer::new(districts, &policy.aliases);
    let mut misses = Misses::default();
    for (i, words) in incidents.named.iter().enumerate() {
        let Some(words) = words.as_ref().filter(|w| !w.has_district() && joined.region[i].is_none()) else { continue };
        let vague = matches!(joined.bucket[i], Bucket::LowPrecision | Bucket::NoLocation);
        let name = if words.region.is_empty() { &words.region_code } else { &words.region };
        if vague && !districts.regions().is_empty() {
            misses.add(&Miss { why: Why::Region, name: name.clone(), near: gazetteer.near_region(name) }, 1);
        }
    }
    say::misses(&misses, usize::MAX);
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
