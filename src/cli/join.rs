//! `cercle join`: counts by district.

use std::path::PathBuf;

use clap::Args;

use super::args::{BoundaryArgs, IncidentArgs};
use super::{deliver, format_of, say};
use crate::classify::Method;
use crate::error::Result;
use crate::figure::Shading;
use crate::ledger::Ledger;
use crate::measure::Findings;
use crate::palette;
use crate::write::{counts_csv, districts_geojson, ledger_csv};

/// Count incidents by district and write a table or a GeoJSON layer.
///
/// A .csv has the columns id, name, region_id, region, area_km2, count; with --years also count_YEAR for each year. The
/// identifier comes from the boundary file's own field.
#[derive(Args)]
pub struct Join {
    #[command(flatten)]
    incidents: IncidentArgs,
    #[command(flatten)]
    boundaries: BoundaryArgs,
    /// Result: a .csv or .geojson file, or - for standard output
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Format, if the file name does not say it: csv or geojson
    #[arg(long)]
    format: Option<String>,
    /// Also write what became of each row, as CSV
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
}

impl Join {
    pub(super) fn run(self) -> Result<()> {
        let format = format_of(&self.out, self.format.as_deref(), &["csv", "geojson"])?;
        for path in [Some(&self.out), self.ledger.as_ref()].into_iter().flatten() {
            self.incidents.spare(&self.boundaries, path)?;
        }
        let progress = say::Progress::start();
        progress.step("reading and joining");
        let mut ledger = Ledger::default();
        let found = self.incidents.findings(&self.boundaries, &mut ledger, format != "csv", |_| Ok(()));
        progress.finish();
        let (findings, ()) = found?;
        let bytes = self.table(&findings, &format)?;
        let account = self.ledger.as_ref().map(|_| ledger_csv(&ledger)).transpose()?;
        deliver(&self.out, bytes)?;
        if let (Some(path), Some(account)) = (&self.ledger, account) {
            deliver(path, account)?;
        }
        say::summary(&ledger);
        say::remarks(&findings.boundaries);
        Ok(())
    }

    fn table(&self, findings: &Findings, format: &str) -> Result<Vec<u8>> {
        if format == "csv" {
            return counts_csv(findings, self.incidents.years.is_some());
        }
        let density = findings.density()?;
        let shading = Shading::by(Method::OneTwoFive, &density, palette::ALL[0])?;
        districts_geojson(findings, &density, &shading.classes)
    }
}
