//! `cercle build`: everything that a project asks for.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::audience::AudienceArgs;
use super::{event, say};
use crate::error::{Error, Result};
use crate::language::Language;
use crate::ledger::Account;
use crate::project::{EMBEDDED, Project};
use crate::read::Input;
use crate::run::{Ask, Built, Plan, bring, plan};

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
/// With --json, standard output has one JSON object a line, each with "event": start (version, project, out), step (step),
/// output (name, action, why, bytes; action is made, kept, left or, with --dry-run, stale), finding (figure, severity, rule,
/// message), note (message), summary (rows_read, buckets, made, kept; the first two null if nothing was read) and error (code,
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
    /// Say what would be made and why, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Make only this, a figure or tile set by its name or a file by its own, if it has to be made; may be given several times
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

    fn bring(mut self) -> Result<()> {
        if self.json {
            let project = self.project.as_deref().map(|path| path.display().to_string());
            let (version, out) = (env!("CARGO_PKG_VERSION"), self.out.display().to_string());
            event::tell("start", json!({"version": version, "project": project, "out": out}));
        }
        let mut project = open(self.project.as_deref())?;
        project.language = self.language.unwrap_or(project.language);
        project.edition = self.audience.edition()?;
        if let Some(file) = self.scale.take() {
            project.keep(Input::File(file))?;
        }
        let ask = Ask { strict: self.strict, force: self.force, only: &self.only };
        if self.dry_run {
            let plan = plan(&project, &self.out, &ask)?;
            self.tell(&plan, None);
            return Ok(());
        }
        let progress = say::Progress::start();
        let done = bring(&project, &self.out, &ask, &|what| match self.json {
            true => event::tell("step", json!({"step": what})),
            false => progress.step(what),
        });
        progress.finish();
        let done = done?;
        self.tell(&done.plan, done.built.as_ref());
        Ok(())
    }

    /// Says what was made, or would be.
    fn tell(&self, plan: &Plan, built: Option<&Built>) {
        let account = built.map(|built| Account::from(&built.ledger));
        let kept = plan.outputs.iter().filter(|o| o.why.is_none() && o.kept.is_some()).count();
        let notes = plan.remark.iter().chain(built.iter().flat_map(|b| b.remarks.iter().chain(&b.unplaced)));
        if self.json {
            notes.for_each(|note| event::tell("note", json!({"message": note})));
            let boundaries = built.map(|b| &b.findings.boundaries);
            let mended = boundaries.iter().flat_map(|b| b.notes.iter().map(|note| format!("{}: {note}", b.file)));
            mended.for_each(|note| event::tell("note", json!({"message": note})));
            built.iter().for_each(|built| event::findings(&built.linted));
            event::outputs(plan, built.map_or(&[], |b| &b.files), self.dry_run);
            return event::summary(account.as_ref(), (built.map_or(0, |b| b.files.len()), kept));
        }
        if let (Some(built), Some(account)) = (built, &account) {
            say::summary(account);
            say::remarks(&built.findings.boundaries);
        }
        notes.for_each(|remark| say::note(&format!("note: {remark}")));
        built.iter().for_each(|built| say::findings(&built.linted, "list them with: cercle lint"));
        if !plan.left.is_empty() {
            say::note(&format!("note: no longer made by the project, and left: {}", plan.left.join(", ")));
        }
        self.files(plan, built, kept);
    }

    fn files(&self, plan: &Plan, built: Option<&Built>, kept: usize) {
        let place = |name: &str| self.out.join(name).display().to_string();
        for (name, bytes) in built.iter().flat_map(|built| &built.files) {
            say::line(&format!("{} ({} KB)", place(name), bytes.div_ceil(1000)));
        }
        for planned in plan.outputs.iter().filter(|_| self.dry_run) {
            if let Some(why) = &planned.why {
                say::line(&format!("would make {}: {why}", place(&planned.name)));
            }
        }
        let files = |n: usize| format!("{n} {}", if n == 1 { "file" } else { "files" });
        match plan.is_done() {
            true => say::note(&format!("nothing to do: {} as they should be", files(kept))),
            false if kept > 0 => say::note(&format!("{} kept, as they should be", files(kept))),
            false => {}
        }
    }
}

/// The project of a file, or the embedded one.
///
/// # Errors
/// If the file cannot be read or is no project.
pub(super) fn open(path: Option<&Path>) -> Result<Project> {
    let Some(path) = path else { return Project::parse(EMBEDDED, "the embedded project", Path::new("")) };
    let text = std::fs::read_to_string(path).map_err(|e| Error::reading(path, &e))?;
    let mut project = Project::parse(&text, &path.display().to_string(), path.parent().unwrap_or(Path::new("")))?;
    if let Ok(program) = std::env::current_exe() {
        project.parse_apart(&program);
    }
    Ok(project)
}
