//! `cercle build`: everything that a project asks for.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::audience::AudienceArgs;
use super::{event, say};
use crate::error::{Error, Result};
use crate::language::Language;
use crate::project::{Cell, EMBEDDED, Job, Project};
use crate::read::Input;
use crate::run::{Ask, Built, Linted, MatrixDone, Plan, SetDone, Told, bring, bring_all, plan, plan_all};

/// Build everything that a project file asks for.
///
/// Without a project file the embedded one is built: incidents affecting health care in Mali, 2022 to 2024. Print it with
/// `cercle list project` and start from it for your own files.
///
/// Layers come with styles for QGIS (.qml) and map servers (.sld), which say what the figure of density says, and with a QGIS
/// project that opens them (layers.qgz). Tile sets are asked for by [[tiles]], with the options of `cercle tile` as keys.
///
/// What is there and would come out the same is not made again: manifest.json, which is written last, says what each file was
/// made from. A file is made again when the content of an input, the project or the version of the program changed, or the file
/// itself was changed or removed. Files that the project no longer makes are left where they are. One build at a time works in
/// a folder; another ends with exit code 75.
///
/// A project file can include others (include = ["common.toml"]; what it says itself goes before), have [variables] that {name}
/// stands for in its texts, and a [matrix] of axes (years, languages, countries, formats), each combination of which makes a set
/// of results in a folder of its own. matrix.json, written last of all, lists the sets. --only takes the folder of a set too.
///
/// With --json, standard output has one JSON object a line, each with "event": start (version, project, out), step (step),
/// output (name, action, why, bytes; action is made, kept, left or, with --dry-run, stale), finding (figure, severity, rule,
/// message), note (message), set (folder, and as summary; of a matrix, each name of which begins with a folder), summary (rows_read, buckets, made, kept; the first two null if nothing was read) and error (code,
/// kind, message, hint).
///
/// With --audience public the results are an edition that may be published: see README.md, "Editions".
#[derive(Args)]
pub struct Build {
    /// Project file [default: the embedded project]
    project: Option<PathBuf>,
    /// Folder for the results
    #[arg(long, default_value = "output")]
    out: PathBuf,
    /// Write nothing if a figure breaks a rule of map design that must hold (see `cercle lint`)
    #[arg(long)]
    strict: bool,
    /// Language of figures and captions, whatever the project file says: en or fr
    #[arg(long, value_parser = super::args::language)]
    language: Option<Language>,
    /// Keep class breaks, circles and extent of an earlier build: its scale.toml
    #[arg(long, value_name = "FILE")]
    scale: Option<PathBuf>,
    /// Make everything, also what is there as it should be
    #[arg(long)]
    force: bool,
    /// Read layers back before they are written: rows, values and places must be as they were
    #[arg(long)]
    verify: bool,
    /// Say what would be made and why, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Make only this, a figure or tile set by its name, a file by its own, or a set of a matrix by its folder, if it has to be
    /// made; may be given several times
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Tell what happens as JSON, one object a line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    audience: AudienceArgs,
}

impl Build {
    pub(super) fn run(self) -> Result<()> {
        let json = self.json;
        self.bring().inspect_err(|error| {
            if json {
                event::error(error)
            }
        })
    }

    fn bring(self) -> Result<()> {
        if self.json {
            let project = self.project.as_deref().map(|path| path.display().to_string());
            let (version, out) = (env!("CARGO_PKG_VERSION"), self.out.display().to_string());
            event::tell("start", json!({"version": version, "project": project, "out": out}));
        }
        let mut job = open(self.project.as_deref())?;
        let languages = job.projects_mut().iter().map(|p| p.language).collect::<BTreeSet<_>>();
        if self.language.is_some() && languages.len() > 1 {
            return Err(Error::usage("--language, and the project file makes sets in several languages")
                .hint("choose sets by their folders: --only FOLDER"));
        }
        let edition = self.audience.edition()?;
        for project in job.projects_mut() {
            project.language = self.language.unwrap_or(project.language);
            project.edition = edition.clone();
            if let Some(file) = &self.scale {
                project.keep(Input::File(file.clone()))?;
            }
        }
        match job {
            Job::One(project) => self.one(&project),
            Job::Matrix(cells) => self.matrix(&cells),
        }
    }

    fn ask(&self) -> Ask<'_> {
        Ask { strict: self.strict, force: self.force, only: &self.only, verify: self.verify }
    }

    fn one(&self, project: &Project) -> Result<()> {
        if self.dry_run {
            self.tell(&plan(project, &self.out, &self.ask())?, None);
            return Ok(());
        }
        let progress = say::Progress::start();
        let done = bring(project, &self.out, &self.ask(), &|what| match self.json {
            true => event::tell("step", json!({"step": what})),
            false => progress.step(what),
        });
        progress.finish();
        let done = done?;
        self.tell(&done.plan, done.built.map(Built::told).as_ref());
        Ok(())
    }

    fn matrix(&self, cells: &[Cell]) -> Result<()> {
        if self.dry_run {
            self.tell_all(&plan_all(cells, &self.out, &self.ask())?);
            return Ok(());
        }
        let progress = say::Progress::start();
        let done = bring_all(cells, &self.out, &self.ask(), &|set, what| match self.json {
            true => event::tell("step", json!({"step": what, "set": set})),
            false => progress.step(&format!("{set}: {what}")),
        });
        progress.finish();
        self.tell_all(&done?);
        Ok(())
    }

    /// Says what was made, or would be.
    fn tell(&self, plan: &Plan, told: Option<&Told>) {
        let made = told.map_or(0, |t| t.files.len());
        if self.json {
            notes(plan, told).for_each(|note| event::tell("note", json!({"message": note})));
            told.iter().for_each(|told| event::findings(&told.linted, None));
            event::outputs(plan, told.map_or(&[], |t| &t.files), (None, self.dry_run));
            return event::summary(told.map(|t| &t.account), (made, kept(plan)));
        }
        told.iter().for_each(|told| say::summary(&told.account));
        notes(plan, told).for_each(|remark| say::note(&format!("note: {remark}")));
        told.iter().for_each(|told| say::findings(&told.linted, "list them with: cercle lint"));
        if !plan.left.is_empty() {
            say::note(&format!("note: no longer made by the project, and left: {}", plan.left.join(", ")));
        }
        self.files(plan, told, &self.out);
        ended(kept(plan), plan.is_done());
    }

    /// The same of every set of a matrix. Sets whose rows went the same way are told together.
    fn tell_all(&self, done: &MatrixDone) {
        let made = done.sets.iter().filter_map(|set| set.told.as_ref()).map(|t| t.files.len()).sum();
        let kept_all = done.sets.iter().map(|set| kept(&set.plan)).sum();
        if self.json {
            done.sets.iter().for_each(|set| self.set_events(set));
            for folder in &done.left {
                event::tell("note", json!({"message": format!("{folder} is no longer made, and left")}));
            }
            return event::summary(None, (made, kept_all));
        }
        let told: Vec<(&SetDone, &Told)> = done.sets.iter().filter_map(|set| Some((set, set.told.as_ref()?))).collect();
        for (i, (_, first)) in told.iter().enumerate() {
            if told[..i].iter().all(|(_, before)| before.account != first.account) {
                let same = told.iter().filter(|(_, other)| other.account == first.account);
                say::note(&format!("{}:", same.map(|(set, _)| set.folder.as_str()).collect::<Vec<_>>().join(", ")));
                say::summary(&first.account);
            }
        }
        // sets share their boundaries, which are told of once
        let mended: BTreeSet<&String> = told.iter().flat_map(|(_, told)| &told.mended).collect();
        mended.iter().for_each(|note| say::note(&format!("note: {note}")));
        for set in &done.sets {
            let folder = &set.folder;
            let own = |note: &&String| !mended.contains(note);
            notes(&set.plan, set.told.as_ref())
                .filter(own)
                .for_each(|remark| say::note(&format!("note: {folder}: {remark}")));
            let linted = set.told.iter().flat_map(|told| &told.linted);
            let named = linted.map(|l| Linted { figure: format!("{folder}/{}", l.figure), ..l.clone() });
            say::findings(&named.collect::<Vec<_>>(), "list them with: cercle lint");
            if !set.plan.left.is_empty() {
                say::note(&format!("note: {folder}: no longer made, and left: {}", set.plan.left.join(", ")));
            }
            self.files(&set.plan, set.told.as_ref(), &self.out.join(folder));
        }
        if !done.left.is_empty() {
            say::note(&format!("note: sets no longer made by the project, and left: {}", done.left.join(", ")));
        }
        ended(kept_all, done.sets.iter().all(|set| set.plan.is_done()));
    }

    fn set_events(&self, set: &SetDone) {
        let (folder, told) = (set.folder.as_str(), set.told.as_ref());
        notes(&set.plan, told).for_each(|note| event::tell("note", json!({"message": format!("{folder}: {note}")})));
        told.iter().for_each(|told| event::findings(&told.linted, Some(folder)));
        event::outputs(&set.plan, told.map_or(&[], |t| &t.files), (Some(folder), self.dry_run));
        event::set(folder, told.map(|t| &t.account), (told.map_or(0, |t| t.files.len()), kept(&set.plan)));
    }

    fn files(&self, plan: &Plan, told: Option<&Told>, folder: &Path) {
        let place = |name: &str| folder.join(name).display().to_string();
        for (name, bytes) in told.iter().flat_map(|told| &told.files) {
            say::line(&format!("{} ({} KB)", place(name), bytes.div_ceil(1000)));
        }
        for planned in plan.outputs.iter().filter(|_| self.dry_run) {
            if let Some(why) = &planned.why {
                say::line(&format!("would make {}: {why}", place(&planned.name)));
            }
        }
    }
}

/// Outputs that were kept.
fn kept(plan: &Plan) -> usize {
    plan.outputs.iter().filter(|o| o.why.is_none() && o.kept.is_some()).count()
}

fn notes<'a>(plan: &'a Plan, told: Option<&'a Told>) -> impl Iterator<Item = &'a String> {
    plan.remark.iter().chain(told.into_iter().flat_map(|told| told.mended.iter().chain(&told.remarks)))
}

fn ended(kept: usize, is_done: bool) {
    let files = |n: usize| format!("{n} {}", if n == 1 { "file" } else { "files" });
    match is_done {
        true => say::note(&format!("nothing to do: {} as they should be", files(kept))),
        false if kept > 0 => say::note(&format!("{} kept, as they should be", files(kept))),
        false => {}
    }
}

/// What a file asks for, or the embedded one.
///
/// # Errors
/// If the file cannot be read or is no project.
pub(super) fn open(path: Option<&Path>) -> Result<Job> {
    let Some(path) = path else { return Job::parse(EMBEDDED, "the embedded project", Path::new("")) };
    let text = std::fs::read_to_string(path).map_err(|e| Error::reading(path, &e))?;
    let mut job = Job::parse(&text, &path.display().to_string(), path.parent().unwrap_or(Path::new("")))?;
    if let Ok(program) = std::env::current_exe() {
        job.projects_mut().into_iter().for_each(|project| project.parse_apart(&program));
    }
    Ok(job)
}
