//! What a build read and made: the file that is written last, and by which a reader knows that the others belong together.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::digest::{Digests, Inputs, VERSION};
use super::styles::layer_shading;
use crate::error::{Error, Result};
use crate::ledger::{Bucket, Ledger};
use crate::measure::Findings;
use crate::project::{Project, Scale};
use crate::read::Input;

/// Name of the manifest among the outputs.
pub const MANIFEST: &str = "manifest.json";
/// The number of its format.
const FORMAT: u32 = 1;

/// What a build read, counted and made. No clock and no path is in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Number of the format.
    pub manifest: u32,
    /// Version of the program.
    pub cercle: String,
    /// SHA-256 of the checked project.
    pub project: String,
    /// SHA-256 of what everything is made from: inputs, project and version.
    pub from: String,
    /// First and last year.
    pub period: [i16; 2],
    /// Every file that was read.
    pub inputs: Vec<InputFile>,
    /// Rows by bucket.
    pub ledger: Sums,
    /// What each district came to.
    pub districts: Vec<DistrictSum>,
    /// Every file that was made, except this one.
    pub outputs: Vec<Output>,
    /// Outputs for which the data have nothing.
    pub without: Vec<String>,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InputFile {
    /// "incidents", "boundaries" or "other".
    pub role: String,
    /// Its name without folder.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// Its SHA-256; `None` for pipes.
    pub sha256: Option<String>,
}

/// Rows of all files.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sums {
    /// Rows read.
    pub rows_read: u64,
    /// Rows by the word of their bucket; they add up to the rows read.
    pub buckets: BTreeMap<String, u64>,
    /// The same by file.
    pub files: Vec<FileSums>,
}

/// Rows of one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileSums {
    /// Its name, with the sheet after a `#` where there are sheets.
    pub name: String,
    /// Rows read.
    pub rows_read: u64,
    /// Rows by the word of their bucket.
    pub buckets: BTreeMap<String, u64>,
}

/// Incidents of one district.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DistrictSum {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Incidents counted in it.
    pub count: u32,
    /// Class of its density from 1; 0 where none is counted; `None` without data.
    pub class: Option<usize>,
}

/// A file that was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// Its name.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: String,
    /// Of a folder: number of files in it, however deep. Its length is theirs together, and its SHA-256 that of a line a file,
    /// "digest, two spaces, path" in the order of the paths, as `sha256sum` writes them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<u64>,
    /// SHA-256 of what it was made from.
    pub from: String,
    /// Rules of map design that must hold and that a figure breaks.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub errors: usize,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl Manifest {
    /// The manifest of a build whose outputs are not listed yet.
    ///
    /// # Errors
    /// `Kind::Internal` if the sums of the ledger do not add up; as `layer_shading`.
    pub(super) fn new(
        project: &Project,
        (digests, inputs): (&Digests, &Inputs),
        (findings, ledger): (&Findings, &Ledger),
        scale: &Scale,
    ) -> Result<Manifest> {
        Ok(Manifest {
            manifest: FORMAT,
            cercle: VERSION.to_string(),
            project: digests.project.clone(),
            from: digests.whole.clone(),
            period: [findings.period.first, findings.period.last],
            inputs: inputs.files.clone(),
            ledger: sums(ledger)?,
            districts: district_sums(project, findings, scale)?,
            outputs: Vec::new(),
            without: Vec::new(),
        })
    }

    /// The text of the file.
    ///
    /// # Errors
    /// `Kind::Internal` if it cannot be written as JSON.
    pub fn text(&self) -> Result<String> {
        let text = serde_json::to_string_pretty(self).map_err(|e| Error::internal(format!("the manifest: {e}")))?;
        Ok(text + "\n")
    }

    /// Reads a manifest; `name` stands in messages.
    ///
    /// # Errors
    /// `Kind::Data` if it is none, or one of a later format.
    pub fn parse(text: &[u8], name: &str) -> Result<Manifest> {
        let other = |what: String| {
            Error::data(format!("{name}: {what}")).hint("name a manifest.json that `cercle build` wrote")
        };
        let read: Manifest = serde_json::from_slice(text).map_err(|e| other(format!("is no manifest: {e}")))?;
        match read.manifest {
            FORMAT => Ok(read),
            format => Err(other(format!("has the format {format}, and this program knows {FORMAT}"))),
        }
    }

    /// Reads the manifest of a file.
    ///
    /// # Errors
    /// As `parse`; `Kind::NoInput` or `Kind::Io` if it cannot be read.
    pub fn read(path: &Path) -> Result<Manifest> {
        Manifest::parse(&Input::File(path.to_path_buf()).bytes()?, &path.display().to_string())
    }
}

/// The sums of a ledger, by file and in all.
fn sums(ledger: &Ledger) -> Result<Sums> {
    let none = || Bucket::ALL.iter().map(|b| (b.word().to_string(), 0)).collect::<BTreeMap<String, u64>>();
    let new = |f: &crate::ledger::Source| FileSums { name: f.name.clone(), rows_read: f.rows_read, buckets: none() };
    let mut sums = Sums { rows_read: 0, buckets: none(), files: ledger.files.iter().map(new).collect() };
    for entry in &ledger.entries {
        let word = entry.bucket.map_or("", Bucket::word);
        for buckets in [&mut sums.files[entry.file].buckets, &mut sums.buckets] {
            *buckets.entry(word.to_string()).or_default() += 1;
        }
    }
    sums.rows_read = sums.files.iter().map(|f| f.rows_read).sum();
    let adds_up = |rows: u64, buckets: &BTreeMap<String, u64>| rows == buckets.values().sum::<u64>();
    match sums.files.iter().find(|f| !adds_up(f.rows_read, &f.buckets)) {
        Some(file) => {
            Err(Error::internal(format!("{}: {} rows read, and the buckets hold others", file.name, file.rows_read)))
        }
        None if !adds_up(sums.rows_read, &sums.buckets) => Err(Error::internal("the sums of the ledger do not add up")),
        None => Ok(sums),
    }
}

/// Count and class of each district, in the order of the boundary file; classes as in the layers.
fn district_sums(project: &Project, findings: &Findings, scale: &Scale) -> Result<Vec<DistrictSum>> {
    let density = findings.density()?;
    let classes = layer_shading(project, &density, scale)?.classes;
    let class = |value: &Option<f64>| match *value {
        Some(value) if value > 0.0 => classes.class_of(value).map(|class| class + 1),
        Some(_) => Some(0),
        None => None,
    };
    let all = findings.boundaries.districts.iter().zip(&findings.counts.total).zip(density.values());
    let sum = |((district, count), value): ((&crate::boundary::District, &u32), &Option<f64>)| DistrictSum {
        id: district.id.clone(),
        name: district.name.clone(),
        count: *count,
        class: class(value),
    };
    Ok(all.map(sum).collect())
}
