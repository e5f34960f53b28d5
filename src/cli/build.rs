//! `cercle build`: everything that a project asks for.

use std::path::{Path, PathBuf};

use clap::Args;

use super::audience::AudienceArgs;
use super::say;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::project::{EMBEDDED, Project};
use crate::read::Input;
use crate::run::build;

/// Build everything that a project file asks for.
///
/// Without a project file the embedded one is built: incidents affecting health care in Mali, 2022 to 2024. Print it with
/// `cercle list project` and start from it for your own files.
///
/// Layers come with styles for QGIS (.qml) and map servers (.sld), which say what the figure of density says, and with a QGIS
/// project that opens them (layers.qgz).
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
    #[command(flatten)]
    audience: AudienceArgs,
}

impl Build {
    pub(super) fn run(self) -> Result<()> {
        let mut project = open(self.project.as_deref())?;
        project.language = self.language.unwrap_or(project.language);
        project.edition = self.audience.edition()?;
        if let Some(file) = self.scale {
            project.keep(Input::File(file))?;
        }
        let progress = say::Progress::start();
        let built = build(&project, &self.out, self.strict, &|what| progress.step(what));
        progress.finish();
        let built = built?;
        say::summary(&(&built.ledger).into());
        say::remarks(&built.findings.boundaries);
        built.remarks.iter().chain(&built.unplaced).for_each(|remark| say::note(&format!("note: {remark}")));
        say::findings(&built.linted, "list them with: cercle lint");
        for (name, bytes) in &built.files {
            say::line(&format!("{} ({} KB)", self.out.join(name).display(), bytes.div_ceil(1000)));
        }
        Ok(())
    }
}

/// The project of a file, or the embedded one.
///
/// # Errors
/// If the file cannot be read or is no project.
pub(super) fn open(path: Option<&Path>) -> Result<Project> {
    let Some(path) = path else { return Project::parse(EMBEDDED, "the embedded project", Path::new("")) };
    let text = std::fs::read_to_string(path).map_err(|e| Error::reading(path, &e))?;
    Project::parse(&text, &path.display().to_string(), path.parent().unwrap_or(Path::new("")))
}
