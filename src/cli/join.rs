//! `cercle join`: counts by district.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::args::{BoundaryArgs, IncidentArgs};
use super::audience::InternalOnly;
use super::{deliver, deliver_privately, deliver_styled, format_of, say, style_of};
use crate::boundary::Boundaries;
use crate::classify::Method;
use crate::error::{Error, Result};
use crate::figure::{Shading, Subject};
use crate::language::Language;
use crate::ledger::{Account, Ledger};
use crate::measure::{Findings, Tally, areas_km2};
use crate::palette;
use crate::read::Input;
use crate::read::stream::{Ask, Meter, only_streams};
use crate::run::{Booked, MOST_IDS, book, count, styled};
use crate::write::{Layer, LayerFormat, Origin, counts_csv, districts, incidents, ledger_csv, regions};

/// Bytes of incident files up to which the ledger is made in memory, where every identifier is compared with all others.
const MOST_WHOLE: u64 = 64 << 20;

/// Bytes of files, where that is known; of a workbook, which is compressed, about those of its content.
pub(super) fn bytes(inputs: &[Input]) -> u64 {
    let of = |input: &Input| match input {
        Input::Bundled { bytes, .. } => bytes.len() as u64,
        Input::Bytes { bytes, .. } => bytes.len() as u64,
        Input::File(path) | Input::Apart { path, .. } => std::fs::metadata(path).map_or(0, |of| of.len()),
    };
    let unpacked = |input: &Input| if ["xlsx", "xlsm"].contains(&input.extension().as_str()) { 8 } else { 1 };
    inputs.iter().map(|input| unpacked(input) * of(input)).sum()
}

/// Count incidents by district and write a table or GIS layers.
///
/// A .csv has the columns id, name, region_id, region, area_km2, count; with --years also count_YEAR for each year, with
/// --by also count_CATEGORY. The identifier comes from the boundary file's own field. Text with columns, JSON of one object
/// a line, Parquet and workbooks of any size are counted part by part with little memory; the first two also compressed (.gz,
/// .zst) or from standard input (-).
///
/// Beside a .geojson, .geojsonl, .fgb or .parquet a style for QGIS is written (.qml, the same name), and a .gpkg holds the styles of its
/// layers: districts open in classes of density, with no data and none located apart.
#[derive(Args)]
pub struct Join {
    #[command(flatten)]
    incidents: IncidentArgs,
    #[command(flatten)]
    audience: InternalOnly,
    #[command(flatten)]
    boundaries: BoundaryArgs,
    /// Count by the values of this column too (.csv to .csv)
    #[arg(long, value_name = "COLUMN")]
    by: Option<String>,
    /// Result: .csv, .geojson, .geojsonl, .fgb or .parquet (districts), .gpkg or .xlsx (districts, regions and incidents), or - for
    /// standard output
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Format, if the file name does not say it: csv, geojson, geojsonl, fgb, parquet, gpkg or xlsx
    #[arg(long)]
    format: Option<String>,
    /// Also write what became of each row, as CSV that its owner alone can read
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
}

impl Join {
    pub(super) fn run(self) -> Result<()> {
        self.audience.require("join")?;
        let format = format_of(&self.out, self.format.as_deref(), &LayerFormat::ALL.map(LayerFormat::word))?;
        for path in [Some(&self.out), self.ledger.as_ref()].into_iter().flatten() {
            self.incidents.spare(Some(&self.boundaries.boundaries), path)?;
        }
        if self.ledger.as_ref().is_some_and(|ledger| *ledger == self.out) {
            return Err(Error::usage("--out and --ledger are the same").hint("name two files"));
        }
        let streams = self.incidents.streams()?.filter(|_| format == "csv");
        match (streams, &self.by) {
            (Some(inputs), _) if self.ledger.is_none() => self.run_stream(&inputs),
            (Some(inputs), by) if by.is_some() || inputs.iter().any(only_streams) || bytes(&inputs) > MOST_WHOLE => {
                self.run_booked(&inputs)
            }
            (_, Some(by)) => {
                Err(Error::usage(format!("--by {by}: only tables that are read part by part are counted by category"))
                    .hint("save the incidents as .csv, .ndjson or .parquet, and write to a .csv"))
            }
            (_, None) => self.run_whole(&format),
        }
    }

    /// Counts without keeping a row.
    fn run_stream(&self, inputs: &[Input]) -> Result<()> {
        let progress = say::Progress::start();
        progress.step("counting");
        let meter = Arc::new(Meter::default());
        progress.watch(&meter);
        let counted = self.counted(inputs, &meter);
        progress.finish();
        let (bytes, account, districts) = counted?;
        deliver(&self.out, bytes)?;
        say::summary(&account);
        say::remarks(&districts);
        Ok(())
    }

    /// Counts and writes the ledger without keeping a row.
    fn run_booked(&self, inputs: &[Input]) -> Result<()> {
        let progress = say::Progress::start();
        progress.step("counting");
        let meter = Arc::new(Meter::default());
        progress.watch(&meter);
        let booked = self.booked(inputs, &meter);
        progress.finish();
        let (bytes, booked, districts) = booked?;
        deliver(&self.out, bytes)?;
        booked.book.publish(&mut std::io::stdout().lock())?;
        say::summary(&booked.account);
        say::remarks(&districts);
        Ok(())
    }

    fn booked(&self, inputs: &[Input], meter: &Meter) -> Result<(Vec<u8>, Booked, Boundaries)> {
        let districts = self.boundaries.read()?;
        let (options, policy) = (self.incidents.options(), self.incidents.policy()?);
        let category = self.by.as_deref();
        let ask = Ask { options: &options, counted: &policy.counted, years: true, category, words: None, meter };
        say::idle_aliases(&districts, &policy);
        let place = self.ledger.clone().unwrap_or_default();
        let booked = book(inputs, (&districts, &policy), &ask, (&place, MOST_IDS))?;
        let bytes = counts_csv(&districts, &areas_km2(&districts), &self.columns(&booked.tally)?)?;
        Ok((bytes, booked, districts))
    }

    fn counted(&self, inputs: &[Input], meter: &Meter) -> Result<(Vec<u8>, Account, Boundaries)> {
        let districts = self.boundaries.read()?;
        let (options, policy) = (self.incidents.options(), self.incidents.policy()?);
        let years = self.incidents.years.is_some();
        let ask = Ask {
            options: &options,
            counted: &policy.counted,
            years,
            category: self.by.as_deref(),
            words: None,
            meter,
        };
        let (areas, counted) = rayon::join(|| areas_km2(&districts), || count(inputs, (&districts, &policy), &ask));
        let (tally, account) = counted?;
        say::idle_aliases(&districts, &policy);
        let bytes = counts_csv(&districts, &areas, &self.columns(&tally)?)?;
        Ok((bytes, account, districts))
    }

    /// One column a year and category where asked for, and the sum of all.
    fn columns(&self, tally: &Tally) -> Result<Vec<(String, Vec<u64>)>> {
        let years = self.incidents.years.map(|p| p.years()).unwrap_or_default();
        let categories = if self.by.is_some() { tally.categories() } else { Vec::new() };
        let mut columns: Vec<(String, Vec<u64>)> =
            years.iter().map(|&y| (format!("count_{y}"), tally.count(|of, _| of == y))).collect();
        for category in categories {
            let word = if category.trim().is_empty() { "not_stated" } else { category.trim() };
            for &year in &years {
                columns.push((format!("count_{year}_{word}"), tally.count(|y, of| y == year && of == category)));
            }
            if years.is_empty() {
                columns.push((format!("count_{word}"), tally.count(|_, of| of == category)));
            }
        }
        columns.push(("count".to_string(), tally.count(|_, _| true)));
        let twice = columns.iter().enumerate().find(|(i, c)| columns[..*i].iter().any(|other| other.0 == c.0));
        match twice {
            Some((_, (name, _))) => Err(Error::data(format!("two columns would have the name '{name}'"))
                .hint("name another column with --by, or clean its values")),
            None => Ok(columns),
        }
    }

    fn run_whole(&self, format: &str) -> Result<()> {
        let progress = say::Progress::start();
        progress.step("reading and joining");
        let mut ledger = Ledger::default();
        let found = self.incidents.findings(&self.boundaries, &mut ledger, format != "csv", |_| Ok(()));
        progress.finish();
        let (findings, ()) = found?;
        let (bytes, style) = self.table(&findings, &ledger, format)?;
        let account = self.ledger.as_ref().map(|_| ledger_csv(&ledger)).transpose()?;
        deliver_styled(&self.out, bytes, style)?;
        if let (Some(path), Some(account)) = (&self.ledger, account) {
            deliver_privately(path, account)?;
        }
        say::summary(&(&ledger).into());
        say::remarks(&findings.boundaries);
        Ok(())
    }

    /// The counts as a table, or as layers in any other format, and the style that QGIS finds beside a layer.
    fn table(&self, findings: &Findings, ledger: &Ledger, format: &str) -> Result<(Vec<u8>, Option<Vec<u8>>)> {
        let Some(format) = LayerFormat::find(format).filter(|format| *format != LayerFormat::Csv) else {
            let wide = |counts: &[u32]| counts.iter().map(|&c| u64::from(c)).collect::<Vec<u64>>();
            let mut columns = Vec::new();
            if self.incidents.years.is_some() {
                let years = findings.counts.by_year.iter();
                columns.extend(years.map(|(year, counts)| (format!("count_{year}"), wide(counts))));
            }
            columns.push(("count".to_string(), wide(&findings.counts.total)));
            return Ok((counts_csv(&findings.boundaries, &findings.areas_km2, &columns)?, None));
        };
        let density = findings.density()?;
        let shading = Shading::by(Method::OneTwoFive, &density, palette::ALL[0])?;
        let origin = Origin {
            source: self.incidents.names(),
            vintage: findings.boundaries.vintage.clone().unwrap_or_default(),
            year: Some(findings.period.last),
            ..Origin::default()
        };
        let mut layers: Vec<Layer> = vec![districts(findings, &density, &shading.classes, &origin)?];
        if format.holds_all() {
            layers.extend(regions(findings, &origin)?);
            layers.push(incidents(findings, ledger, &origin));
        }
        let subject = Subject {
            incidents: "incidents".into(),
            in_place: String::new(),
            district: "district".into(),
            districts: "districts".into(),
        };
        let layers = styled(layers, Language::English, (findings, &subject), (&density, &shading), None);
        Ok((format.file(&layers, &ledger.into())?, style_of(format, &layers[0])))
    }
}
