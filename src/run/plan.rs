//! What a build has to make, and why: whatever is not there as it would be made now.

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::contents::LIST;
use super::digest::{Digests, Inputs, Looked, VERSION, of_bytes, of_place};
use super::lint::Linted;
use super::manifest::{MANIFEST, Manifest, Output};
use super::names::{figure_names, output_names};
use crate::error::{Error, Result, nearest};
use crate::lint::Severity;
use crate::project::{Project, TileSpec};

/// What is asked of a build.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ask<'a> {
    /// A figure that breaks a rule of map design badly is an error.
    pub strict: bool,
    /// Make everything, whatever is there.
    pub force: bool,
    /// Names of the figures and files that are made if they have to be; all if empty.
    pub only: &'a [String],
    /// Layers are read back before anything is written.
    pub verify: bool,
}

/// An output, and whether it has to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// Its name.
    pub name: String,
    /// SHA-256 of what it is made from.
    pub from: String,
    /// Why it has to be made; `None` if it is not made.
    pub why: Option<String>,
    /// What the manifest says of the file, if that is there and as it was made.
    pub kept: Option<Output>,
}

/// What a build has to make.
pub struct Plan {
    /// Every output of the project.
    pub outputs: Vec<Planned>,
    /// Files of an earlier build that the project no longer makes; they are left alone.
    pub left: Vec<String>,
    /// What should be known of the manifest that was there.
    pub remark: Option<String>,
    pub(super) digests: Digests,
    pub(super) inputs: Inputs,
    /// Outputs for which the data are known to have nothing.
    pub(super) without: Vec<String>,
    /// Whether layers are read back.
    pub(super) verify: bool,
}

impl Plan {
    /// Compares what is in a folder with what the project would make; nothing is written.
    ///
    /// # Errors
    /// `Kind::Usage` for a name that is no output; as `Inputs::of`.
    pub(super) fn new(project: &Project, (folder, looked): (&Path, &Looked), ask: &Ask<'_>) -> Result<Plan> {
        let chosen = chosen(project, ask.only)?;
        let inputs = Inputs::of(project, looked)?;
        let digests = Digests::new(project, &inputs);
        let (old, remark) = earlier(folder);
        let without = old.as_ref().filter(|old| old.from == digests.whole && !ask.force);
        let without = without.map_or(Vec::new(), |old| old.without.clone());
        let mut named: Vec<(String, String)> = Vec::new();
        for spec in &project.figures {
            let from = digests.figure(spec);
            named.extend(figure_names(project, spec).map(|name| (name, from.clone())));
        }
        for spec in &project.tiles {
            let from = digests.tiles(project, spec);
            named.extend(spec.outputs().into_iter().map(|name| (name, from.clone())));
        }
        let apart = named.len();
        named.extend(output_names(project).skip(apart).map(|name| (name, digests.whole.clone())));
        named.retain(|(name, _)| !without.contains(name));
        let change = change(old.as_ref(), &inputs, &digests);
        let planned = |(name, from): (String, String)| {
            let known = old.as_ref().and_then(|old| old.outputs.iter().find(|o| o.name == name));
            let (why, whole) = reason(&folder.join(&name), known, (from.as_str(), change.as_str()), ask);
            let why = why.or_else(|| inputs.unknown().map(|_| change.clone()));
            let asked = ask.only.is_empty() || chosen.contains(&name);
            Planned { why: why.filter(|_| asked), kept: known.filter(|_| whole).cloned(), name, from }
        };
        let mut outputs: Vec<Planned> = named.into_par_iter().map(planned).collect();
        together(project, &mut outputs);
        let gone = |o: &&Output| !outputs.iter().any(|p| p.name == o.name) && !without.contains(&o.name);
        let left = old.iter().flat_map(|old| &old.outputs).filter(gone).map(|o| o.name.clone()).collect();
        Ok(Plan { left, remark, digests, inputs, without, outputs, verify: ask.verify })
    }

    /// Whether everything is as it would be made now.
    pub fn is_done(&self) -> bool {
        self.outputs.iter().all(|o| o.why.is_none())
    }

    /// Whether the output is to be made.
    pub(super) fn makes(&self, name: &str) -> bool {
        self.outputs.iter().any(|o| o.name == name && o.why.is_some())
    }

    /// Length of an output that is kept.
    pub(super) fn kept(&self, name: &str) -> Option<usize> {
        let kept = self.outputs.iter().find(|o| o.name == name)?.kept.as_ref()?;
        Some(kept.bytes as usize)
    }
}

impl Plan {
    /// The manifest with its outputs: what was made, and what was kept of an earlier build.
    pub(super) fn account(
        &self,
        manifest: Manifest,
        (made, sets): (&[(String, Vec<u8>)], &[Output]),
        linted: &[Linted],
    ) -> Manifest {
        let errors = |name: &str| {
            let of = linted.iter().find(|l| name.strip_prefix(&l.figure).is_some_and(|rest| rest.starts_with('.')));
            of.map_or(0, |l| l.findings.iter().filter(|f| f.severity == Severity::Error).count())
        };
        let output = |planned: &Planned| match made.iter().find(|(name, _)| *name == planned.name) {
            Some((name, bytes)) => Some(Output {
                name: name.clone(),
                bytes: bytes.len() as u64,
                sha256: of_bytes(bytes),
                files: None,
                from: planned.from.clone(),
                errors: errors(name),
            }),
            None => match sets.iter().find(|set| set.name == planned.name) {
                Some(set) => Some(Output { from: planned.from.clone(), ..set.clone() }),
                None => planned.kept.clone().filter(|_| planned.why.is_none()),
            },
        };
        let is_made = |name: &str| made.iter().any(|(of, _)| of == name) || sets.iter().any(|of| of.name == name);
        let missing = |p: &&Planned| p.why.is_some() && !is_made(&p.name);
        let nothing = self.outputs.iter().filter(missing).map(|p| p.name.clone());
        let without = self.without.iter().cloned().chain(nothing).collect();
        Manifest { outputs: self.outputs.iter().filter_map(output).collect(), without, ..manifest }
    }
}

/// The files of a tile set are made together or not at all.
fn together(project: &Project, outputs: &mut [Planned]) {
    for names in project.tiles.iter().map(TileSpec::outputs) {
        let mut of: Vec<&mut Planned> = outputs.iter_mut().filter(|o| names.contains(&o.name)).collect();
        let why = of.iter().find_map(|o| o.why.clone());
        of.iter_mut().filter(|o| o.why.is_none()).for_each(|o| o.why.clone_from(&why));
    }
}

/// Whether the project makes a figure, tile set or file of the name, which may be asked for alone.
///
/// # Errors
/// `Kind::Usage` for the list of all outputs.
pub(super) fn can_choose(project: &Project, name: &str) -> Result<bool> {
    match chosen(project, &[name.to_string()]) {
        Ok(_) => Ok(true),
        Err(e) if name == LIST => Err(e),
        Err(_) => Ok(false),
    }
}

/// The outputs that are asked for by name: a file, a figure in all its formats, or a tile set with what stands beside it.
fn chosen(project: &Project, only: &[String]) -> Result<Vec<String>> {
    let mut chosen = Vec::new();
    for name in only {
        let figure = project.figures.iter().find(|f| f.name == *name);
        let tiles = project.tiles.iter().find(|t| t.name == *name);
        match (figure, tiles) {
            (Some(spec), _) => chosen.extend(figure_names(project, spec)),
            (None, Some(spec)) => chosen.extend(spec.outputs()),
            _ if *name == LIST => {
                return Err(Error::usage(format!("--only {LIST}: lists all outputs")).hint("build without --only"));
            }
            _ if output_names(project).any(|output| output == *name) => chosen.push(name.clone()),
            _ => return Err(unknown_choice(project, name, Vec::new())),
        }
    }
    Ok(chosen)
}

/// The error that nothing of the name is made; `others` are further names that could be meant.
pub(super) fn unknown_choice(project: &Project, name: &str, others: Vec<String>) -> Error {
    let figures = project.figures.iter().map(|f| f.name.clone());
    let tiles = project.tiles.iter().map(|t| t.name.clone());
    let all: Vec<String> = others.into_iter().chain(figures).chain(tiles).chain(output_names(project)).collect();
    let near = nearest(name, all.iter().map(String::as_str));
    let near = near.map_or(String::new(), |n| format!("did you mean '{n}'? "));
    Error::usage(format!("--only {name}: the project makes no figure or file of that name"))
        .hint(format!("{near}`cercle build --dry-run --force` lists all files"))
}

/// The manifest in a folder; what is wrong with it if it cannot be used.
fn earlier(folder: &Path) -> (Option<Manifest>, Option<String>) {
    let path: PathBuf = folder.join(MANIFEST);
    if !path.is_file() {
        return (None, None);
    }
    match Manifest::read(&path) {
        Ok(manifest) => (Some(manifest), None),
        Err(e) => (None, Some(format!("{e}; everything is made anew"))),
    }
}

/// What changed since a build, in words.
fn change(old: Option<&Manifest>, inputs: &Inputs, digests: &Digests) -> String {
    let Some(old) = old else { return "not made yet".to_string() };
    if let Some(name) = inputs.unknown() {
        return format!("whether {name} changed cannot be known");
    }
    if old.cercle != VERSION {
        return format!("made by version {}", old.cercle);
    }
    let changed: Vec<&str> = inputs.files.iter().filter(|f| !old.inputs.contains(f)).map(|f| f.name.as_str()).collect();
    match changed.is_empty() {
        false => format!("{} changed", changed.join(", ")),
        true if old.project != digests.project || old.inputs != inputs.files => "the project changed".to_string(),
        true => "made from what was before".to_string(),
    }
}

/// Why an output has to be made, and whether the file there is the one that the manifest knows.
fn reason(path: &Path, known: Option<&Output>, (from, change): (&str, &str), ask: &Ask<'_>) -> (Option<String>, bool) {
    let there = fs::symlink_metadata(path).ok();
    // a folder is looked through only where one was made
    let kind = |m: &&fs::Metadata| m.is_file() || m.is_dir() && known.is_some_and(|k| k.files.is_some());
    let held = there.as_ref().filter(kind).and_then(|_| of_place(path).ok());
    let whole = known.is_some_and(|known| held.as_ref().is_some_and(|held| held.sha256 == known.sha256));
    let why = match known {
        _ if ask.force => Some("asked for with --force"),
        None => Some("not made yet"),
        Some(known) if known.from != from => Some(change),
        Some(_) if there.is_none() => Some("is not there"),
        Some(_) if !whole => Some("was changed since it was made"),
        Some(known) if ask.strict && known.errors > 0 => Some("breaks a rule of map design"),
        Some(_) => None,
    };
    (why.map(str::to_string), whole)
}
