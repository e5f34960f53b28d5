//! `cercle boundaries clean`: a boundary file made fit for maps.

use std::path::PathBuf;

use clap::Args;

use super::super::apart::named;
use super::super::args::{ColumnArgs, pair};
use super::super::{deliver, format_of, say};
use crate::boundary::Boundaries;
use crate::clean::{Ask, Cleaned, clean, gaps, keep};
use crate::error::Result;
use crate::ledger::Account;
use crate::overlay;
use crate::read;
use crate::run::{check_places, spare_inputs};
use crate::write::{LayerFormat, areas_csv, boundaries};

/// Formats that keep shapes.
const FORMATS: [LayerFormat; 5] = [
    LayerFormat::GeoJson,
    LayerFormat::GeoJsonLines,
    LayerFormat::GeoPackage,
    LayerFormat::FlatGeobuf,
    LayerFormat::Parquet,
];

/// Make a boundary file fit for maps: fewer vertices, fewer decimals, regions from districts.
///
/// Neighbours stay neighbours: every stretch of border is generalised and rounded once, for both sides. No border crosses
/// another one that it did not cross before; where it would, vertices stay. Islands and holes keep a triangle at least.
/// Overlaps and gaps between districts are reported, and closed with --close-gaps. The result has the fields pcode, name, region_pcode, region,
/// area_km2, and valid_on where the file says it.
#[derive(Args)]
pub struct Clean {
    /// Boundary file: .shp, .geojson, or a .zip or folder with one shapefile (or bundled:NAME)
    file: String,
    /// Result: a .geojson, .geojsonl, .gpkg, .fgb or .parquet file, or - for standard output
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Format, if the file name does not say it: geojson, geojsonl, gpkg, fgb or parquet
    #[arg(long)]
    format: Option<String>,
    /// Leave out bends smaller than a square with this side on the ground: 500m or 2km [default: every vertex stays]
    #[arg(long, value_name = "LENGTH", value_parser = metres)]
    simplify: Option<f64>,
    /// Decimals of a degree, 1 to 6; five are about a metre
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=6))]
    decimals: u32,
    /// Merge the districts of each region along the borders that they share
    #[arg(long, value_name = "WHAT", value_parser = ["region"])]
    dissolve: Option<String>,
    /// Keep only these districts; may be repeated: id=ML0101, name=Kati, region=ML02 or region=Koulikoro
    #[arg(long, value_name = "FIELD=VALUE", value_parser = pair)]
    keep: Vec<(String, String)>,
    /// Close gaps and overlaps between neighbours narrower than this: 100m [default: they are reported and stay]
    #[arg(long, value_name = "LENGTH", value_parser = metres)]
    close_gaps: Option<f64>,
    /// Edition, if the file does not say it, such as 2021-12-20: written as valid_on
    #[arg(long, value_name = "DAY")]
    vintage: Option<String>,
    /// Write the area of each district before and afterwards, as CSV
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    #[command(flatten)]
    columns: ColumnArgs,
}

impl Clean {
    pub(super) fn run(self) -> Result<()> {
        let word = format_of(&self.out, self.format.as_deref(), &FORMATS.map(LayerFormat::word))?;
        let format = FORMATS.into_iter().find(|format| format.word() == word).unwrap_or(LayerFormat::GeoJson);
        let source = named(&self.file)?;
        let outs: Vec<PathBuf> = [Some(&self.out), self.report.as_ref()]
            .into_iter()
            .flatten()
            .filter(|p| p.as_os_str() != "-")
            .cloned()
            .collect();
        spare_inputs(&outs, std::slice::from_ref(&source))?;
        check_places(&outs)?;
        let mut set = keep(read::boundaries(&source, &self.columns.columns())?, &self.keep)?;
        set.vintage = self.vintage.clone().or(set.vintage);
        let dissolve = self.dissolve.is_some();
        let ask = Ask { simplify: self.simplify, decimals: self.decimals, dissolve, close: self.close_gaps };
        let (cleaned, faults) = rayon::join(|| clean(&set, &ask), || faults(&set));
        let (cleaned, faults) = (cleaned?, faults?);
        let layer = boundaries(&cleaned.boundaries, &cleaned.after_km2, dissolve);
        let bytes = format.file(&[layer], &Account::default())?;
        let table = areas_csv(&cleaned.boundaries, &cleaned.before_km2, &cleaned.after_km2)?;
        deliver(&self.out, bytes)?;
        if let Some(path) = &self.report {
            deliver(path, table)?;
        }
        summary(&set, &cleaned);
        say::remarks(&set);
        cleaned.notes.iter().chain(&faults).for_each(|note| say::note(&format!("note: {}: {note}", set.file)));
        Ok(())
    }
}

/// What is wrong between the districts of the file: overlaps and gaps.
fn faults(set: &Boundaries) -> Result<Vec<String>> {
    const MOST: usize = 5;
    let mut notes = Vec::new();
    let mut double = overlay::double(set)?;
    double.sort_by(|a, b| b.2.total_cmp(&a.2));
    let id = |i: usize| &set.districts[i].id;
    notes.extend(
        double.iter().take(MOST).map(|&(i, j, km2)| format!("{} and {} overlap by {km2:.4} km²", id(i), id(j))),
    );
    notes.extend(more(double.len(), MOST, "overlaps"));
    let gaps = gaps(set)?;
    notes.extend(gaps.iter().take(MOST).map(|gap| {
        let around = gap.around.join(", ");
        let [lon, lat] = [gap.place.lon, gap.place.lat];
        format!("a gap of {:.4} km², about {:.0} m wide, near {lon:.4}, {lat:.4} between {around}", gap.km2, gap.width)
    }));
    notes.extend(more(gaps.len(), MOST, "gaps"));
    Ok(notes)
}

fn more(all: usize, shown: usize, what: &str) -> Option<String> {
    (all > shown).then(|| format!("and {} more {what}", all - shown))
}

fn summary(set: &Boundaries, cleaned: &Cleaned) {
    let [before, after] = [&cleaned.before_km2, &cleaned.after_km2].map(|km2| km2.iter().sum::<f64>());
    say::note(&format!(
        "{} of {} districts, {} → {} vertices, {before:.1} → {after:.1} km² ({:+.4} %)",
        if cleaned.boundaries.districts.len() < set.districts.len() { "regions" } else { "all" },
        set.districts.len(),
        cleaned.vertices[0],
        cleaned.vertices[1],
        (after / before - 1.0) * 100.0
    ));
    let change = |i: usize| cleaned.after_km2[i] / cleaned.before_km2[i] - 1.0;
    let most = (0..cleaned.before_km2.len()).max_by(|&a, &b| change(a).abs().total_cmp(&change(b).abs()));
    if let Some(i) = most {
        let d = &cleaned.boundaries.districts[i];
        say::note(&format!("largest change of area: {} {}, {:+.4} %", d.id, d.name, change(i) * 100.0));
    }
}

/// A length on the ground: "500m" or "2km".
fn metres(text: &str) -> std::result::Result<f64, String> {
    let (number, unit) = match (text.strip_suffix("km"), text.strip_suffix('m')) {
        (Some(number), _) => (number, 1000.0),
        (None, Some(number)) => (number, 1.0),
        (None, None) => (text, 1.0),
    };
    let length = number.trim().parse::<f64>().ok().map(|n| n * unit).filter(|m| *m > 0.0 && *m <= 100_000.0);
    length.ok_or("write it in metres or kilometres, up to 100km, such as 500m".to_string())
}
