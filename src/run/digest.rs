//! What outputs are made from, as digests: the content of the inputs, the project and the program's version.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::manifest::InputFile;
use super::styles::shows_density;
use crate::error::{Error, Kind, Result};
use crate::project::{FigureSpec, Project, TileSpec};
use crate::read::Input;

/// The version of the program, which goes into every digest.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Bytes that are read at a time.
const PIECE: usize = 1 << 20;

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 of some bytes, in hexadecimal digits.
pub(super) fn of_bytes(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Length and SHA-256 of a file.
pub(super) fn of_file(path: &Path) -> std::io::Result<(u64, String)> {
    let (mut file, mut hash, mut length) = (File::open(path)?, Sha256::new(), 0);
    let known = file.metadata().map_or(PIECE as u64, |m| m.len() + 1);
    let mut piece = vec![0; PIECE.min(known as usize)];
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok((length, hex(&hash.finalize())));
        }
        hash.update(&piece[..read]);
        length += read as u64;
    }
}

/// What is at a place: a file, or a folder of files.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Held {
    /// Length of the file, or of all files.
    pub bytes: u64,
    /// SHA-256, as `Output::files` says.
    pub sha256: String,
    /// Number of files of a folder.
    pub files: Option<u64>,
}

/// Length and SHA-256 of a file or a folder.
pub(super) fn of_place(path: &Path) -> std::io::Result<Held> {
    if !path.is_dir() {
        let (bytes, sha256) = of_file(path)?;
        return Ok(Held { bytes, sha256, files: None });
    }
    let mut names = Vec::new();
    list(path, "", &mut names)?;
    names.sort_unstable();
    let found = names.par_iter().map(|name| of_file(&path.join(name))).collect::<std::io::Result<Vec<_>>>()?;
    let mut hash = Sha256::new();
    for ((_, sha256), name) in found.iter().zip(&names) {
        hash.update(format!("{sha256}  {name}\n"));
    }
    let bytes = found.iter().map(|(bytes, _)| bytes).sum();
    Ok(Held { bytes, sha256: hex(&hash.finalize()), files: Some(names.len() as u64) })
}

/// Paths of the files in a folder, with slashes.
fn list(folder: &Path, within: &str, names: &mut Vec<String>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{within}{}", entry.file_name().to_string_lossy());
        match entry.file_type()?.is_dir() {
            true => list(&entry.path(), &format!("{name}/"), names)?,
            false => names.push(name),
        }
    }
    Ok(())
}

/// A file on disk with its length and the time of its last change.
type Seen = (PathBuf, u64, Option<SystemTime>);

/// The inputs of a project as they were when they were looked at.
#[derive(Debug, Clone, Default)]
pub(super) struct Inputs {
    /// Each file with its digest, in the order of the project.
    pub files: Vec<InputFile>,
    /// What of them is on disk.
    seen: Vec<Seen>,
}

/// Every input of some projects, looked at once.
pub(super) struct Looked(BTreeMap<Place, (InputFile, Option<Seen>)>);

impl Looked {
    /// Reads all inputs for their digests. What is no ordinary file, such as a pipe, is not touched and has none.
    ///
    /// # Errors
    /// `Kind::NoInput` or `Kind::Io` if one cannot be read.
    pub fn of<'a>(projects: impl Iterator<Item = &'a Project>) -> Result<Looked> {
        let mut wanted: BTreeMap<Place, &[u8]> = BTreeMap::new();
        for input in projects.flat_map(Project::inputs) {
            let bytes: &[u8] = match input {
                Input::Bundled { bytes, .. } => bytes,
                Input::Bytes { bytes, .. } => bytes,
                Input::File(_) | Input::Apart { .. } => &[],
            };
            wanted.extend(places(input)?.into_iter().map(|place| (place, bytes)));
        }
        let look = |(place, bytes): (Place, &[u8])| place.look(bytes).map(|found| (place, found));
        Ok(Looked(wanted.into_par_iter().map(look).collect::<Result<_>>()?))
    }
}

impl Inputs {
    /// The inputs of a project, all of which were looked at.
    ///
    /// # Errors
    /// `Kind::NoInput` or `Kind::Io` if one is gone.
    pub fn of(project: &Project, looked: &Looked) -> Result<Inputs> {
        let mut inputs = Inputs::default();
        for input in project.inputs() {
            let role = role(project, input);
            for place in places(input)? {
                let Some((file, seen)) = looked.0.get(&place) else {
                    return Err(Error::new(
                        Kind::Io,
                        format!("{}: its files were changed while it was read", input.name()),
                    )
                    .hint("run it again when the file is complete; nothing was written"));
                };
                inputs.files.push(InputFile { role: role.to_string(), ..file.clone() });
                inputs.seen.extend(seen.clone());
            }
        }
        Ok(inputs)
    }

    /// Makes sure that no input was changed since, while it was read.
    ///
    /// # Errors
    /// `Kind::Io` naming the file.
    pub fn unchanged(&self) -> Result<()> {
        for (path, length, changed) in &self.seen {
            let now = fs::metadata(path).map_err(|e| Error::reading(path, &e))?;
            if (now.len(), now.modified().ok()) != (*length, *changed) {
                return Err(Error::new(Kind::Io, format!("{}: was changed while it was read", path.display()))
                    .hint("run it again when the file is complete; nothing was written"));
            }
        }
        Ok(())
    }

    /// The first input of which it cannot be known whether it changed.
    pub fn unknown(&self) -> Option<&str> {
        self.files.iter().find(|f| f.sha256.is_none()).map(|f| f.name.as_str())
    }
}

/// Where bytes of an input are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// In memory: name, and where they begin.
    Memory(String, usize),
    File(PathBuf),
}

/// Where the bytes of an input are: a shapefile has several files.
fn places(input: &Input) -> Result<Vec<Place>> {
    let in_memory = |name: &str, bytes: &[u8]| Ok(vec![Place::Memory(name.to_string(), bytes.as_ptr().addr())]);
    match input {
        Input::Bundled { name, bytes } => in_memory(name, bytes),
        Input::Bytes { name, bytes } => in_memory(name, bytes),
        Input::File(_) | Input::Apart { .. } => Ok(input.files()?.into_iter().map(Place::File).collect()),
    }
}

impl Place {
    /// What is there; the bytes are those of an input in memory.
    fn look(&self, bytes: &[u8]) -> Result<(InputFile, Option<Seen>)> {
        let file = |name: String, bytes, sha256| InputFile { role: String::new(), name, bytes, sha256 };
        match self {
            Place::Memory(name, _) => Ok((file(name.clone(), bytes.len() as u64, Some(of_bytes(bytes))), None)),
            Place::File(path) => {
                let failed = |e: std::io::Error| Error::reading(path, &e);
                let about = fs::metadata(path).map_err(failed)?;
                let name = path.file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned());
                if !about.is_file() {
                    return Ok((file(name, 0, None), None));
                }
                let (length, digest) = of_file(path).map_err(failed)?;
                let found = file(name, length, Some(digest));
                Ok((found, Some((path.clone(), length, about.modified().ok()))))
            }
        }
    }
}

/// What an input is to a project, in a word.
fn role(project: &Project, input: &Input) -> &'static str {
    match input {
        _ if project.incidents.iter().any(|i| i.input == *input) => "incidents",
        _ if project.boundaries.0 == *input => "boundaries",
        _ => "other",
    }
}

/// Digests of what the outputs of a project are made from.
///
/// The form for debugging has every field of a checked project, also those that are new tomorrow, and of inputs the name only:
/// their content is in the digest by itself.
pub(super) struct Digests {
    /// The project alone.
    pub project: String,
    /// Everything.
    pub whole: String,
    common: String,
}

impl Digests {
    /// The digests of a project with these inputs.
    pub fn new(project: &Project, inputs: &Inputs) -> Digests {
        let files = format!("{VERSION}\n{:?}", inputs.files);
        let all = format!("{project:?}");
        let others = Project {
            figures: Vec::new(),
            tiles: Vec::new(),
            formats: Vec::new(),
            layers: Vec::new(),
            ..project.clone()
        };
        Digests {
            project: of_bytes(all.as_bytes()),
            whole: of_bytes(format!("{files}\n{all}").as_bytes()),
            common: format!("{files}\n{others:?}"),
        }
    }

    /// The digest of what a tile set is made from: also the figure whose classes it has, if it has none of its own.
    pub fn tiles(&self, project: &Project, spec: &TileSpec) -> String {
        let lender = project.figures.iter().find(|figure| spec.borrows_classes() && shows_density(figure));
        of_bytes(format!("{}\n{spec:?}\n{lender:?}", self.common).as_bytes())
    }

    /// The digest of what one figure is made from.
    pub fn figure(&self, spec: &FigureSpec) -> String {
        of_bytes(format!("{}\n{spec:?}", self.common).as_bytes())
    }
}
