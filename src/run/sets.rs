//! The list of the sets of results that a matrix made: the file that is written last, above the folders of the sets.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::differ::differences;
use super::digest::{VERSION, of_bytes};
use super::manifest::{MANIFEST, Manifest};
use crate::error::{Error, Kind, Result};
use crate::project::Cell;
use crate::read::Input;

/// Name of the list.
pub const MATRIX: &str = "matrix.json";
/// The number of its format.
const FORMAT: u32 = 1;

/// Every set of a matrix. No clock and no path but those of the folders is in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sets {
    /// Number of the format.
    pub matrix: u32,
    /// Version of the program.
    pub cercle: String,
    /// The sets in the order of the axes.
    pub sets: Vec<Set>,
}

/// A set of results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Set {
    /// Its folder, with slashes.
    pub folder: String,
    /// What the variables of the axes stand for.
    pub variables: BTreeMap<String, String>,
    /// SHA-256 of the manifest in the folder; `None` if the set was never made.
    pub manifest: Option<String>,
    /// Rows read.
    pub rows_read: u64,
    /// Rows by the word of their bucket.
    pub buckets: BTreeMap<String, u64>,
    /// Number of its outputs.
    pub outputs: usize,
    /// Their length.
    pub bytes: u64,
}

impl Sets {
    /// The list of what lies in the folders of a matrix.
    ///
    /// # Errors
    /// As `Manifest::parse`; `Kind::Io` if a manifest cannot be read.
    pub(super) fn of(cells: &[Cell], out: &Path) -> Result<Sets> {
        let sets = cells.iter().map(|cell| set(cell, out)).collect::<Result<_>>()?;
        Ok(Sets { matrix: FORMAT, cercle: VERSION.to_string(), sets })
    }

    /// The text of the file.
    ///
    /// # Errors
    /// `Kind::Internal` if it cannot be written as JSON.
    pub fn text(&self) -> Result<String> {
        let text = serde_json::to_string_pretty(self).map_err(|e| Error::internal(format!("the list of sets: {e}")))?;
        Ok(text + "\n")
    }

    /// Reads the list of a file; `None` if it is something else, such as a manifest.
    ///
    /// # Errors
    /// `Kind::Data` if it is one of a later format or damaged; `Kind::NoInput` or `Kind::Io` if it cannot be read.
    pub fn read(path: &Path) -> Result<Option<Sets>> {
        let file = Input::File(path.to_path_buf());
        let bytes = file.bytes()?;
        let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
        let wrong = |what: String| {
            Error::data(format!("{}: {what}", path.display())).hint("name a file that `cercle build` wrote")
        };
        match value.get("matrix").and_then(serde_json::Value::as_u64) {
            None => Ok(None),
            Some(format) if format != u64::from(FORMAT) => {
                Err(wrong(format!("has the format {format}, and this program knows {FORMAT}")))
            }
            Some(_) => serde_json::from_value(value).map(Some).map_err(|e| wrong(format!("is no list of sets: {e}"))),
        }
    }
}

fn set(cell: &Cell, out: &Path) -> Result<Set> {
    let empty = Set {
        folder: cell.folder.clone(),
        variables: cell.variables.iter().cloned().collect(),
        manifest: None,
        rows_read: 0,
        buckets: BTreeMap::new(),
        outputs: 0,
        bytes: 0,
    };
    let place = out.join(&cell.folder).join(MANIFEST);
    if !place.is_file() {
        return Ok(empty);
    }
    let file = Input::File(place.clone());
    let text = file.bytes()?;
    let manifest = Manifest::parse(&text, &place.display().to_string())?;
    Ok(Set {
        manifest: Some(of_bytes(&text)),
        rows_read: manifest.ledger.rows_read,
        buckets: manifest.ledger.buckets,
        outputs: manifest.outputs.len(),
        bytes: manifest.outputs.iter().map(|o| o.bytes).sum(),
        ..empty
    })
}

/// The manifest of a set whose list is at the path.
fn manifest_of(list: &Path, set: &Set) -> Result<Manifest> {
    let place = list.parent().unwrap_or(Path::new("")).join(&set.folder).join(MANIFEST);
    let file = Input::File(place.clone());
    let text = file.bytes()?;
    match Some(of_bytes(&text)) == set.manifest {
        true => Manifest::parse(&text, &place.display().to_string()),
        false => {
            Err(Error::new(Kind::Data, format!("{}: is not the one that {} lists", place.display(), list.display()))
                .hint("build the matrix again: its list is written last"))
        }
    }
}

/// What changed between two builds in words, a line each, by their manifests or by their lists of sets.
///
/// # Errors
/// `Kind::Usage` for one of each; as `Manifest::read` and `Sets::read`.
pub fn differences_of(old: &Path, new: &Path) -> Result<Vec<String>> {
    match (Sets::read(old)?, Sets::read(new)?) {
        (None, None) => Ok(differences(&Manifest::read(old)?, &Manifest::read(new)?)),
        (Some(before), Some(after)) => of_sets((old, &before), (new, &after)),
        _ => Err(Error::usage(format!(
            "{} and {}: one is of a matrix, the other of one set",
            old.display(),
            new.display()
        ))
        .hint("compare the matrix.json of both, or the manifest.json of two sets")),
    }
}

fn of_sets((old, before): (&Path, &Sets), (new, after): (&Path, &Sets)) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for set in &after.sets {
        let counted = |set: &Set| set.buckets.get("joined").copied().unwrap_or(0);
        let known = before.sets.iter().find(|known| known.folder == set.folder);
        match known.map(|known| (known, &known.manifest, &set.manifest)) {
            Some((_, Some(was), Some(is))) if was == is => {}
            Some((known, Some(_), Some(_))) => {
                let found = differences(&manifest_of(old, known)?, &manifest_of(new, set)?);
                lines.extend(found.into_iter().map(|line| format!("{}: {line}", set.folder)));
            }
            Some((_, None, None)) => {}
            Some((_, Some(_), None)) => lines.push(format!("{}: was not made", set.folder)),
            None | Some((_, None, Some(_))) => {
                lines.push(format!("{}: is new, with {} incidents counted in districts", set.folder, counted(set)));
            }
        }
    }
    let gone = before.sets.iter().filter(|set| after.sets.iter().all(|other| other.folder != set.folder));
    lines.extend(gone.map(|set| format!("{}: is no longer made", set.folder)));
    Ok(lines)
}
