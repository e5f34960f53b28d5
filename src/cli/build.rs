//! `cercle build`: everything that a project asks for.

use std::path::{Path, PathBuf};

use clap::Args;

use super::say;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::project::{EMBEDDED, Project};
use crate::run::build;

/// Build everything that a project file asks for.
///
/// Without a project file the embedded one is built: incidents affecting health care in Mali, 2022 to 2024. Print it with
/// `cercle list project` and start from it for your own files.
#[derive(Args)]
pub struct Build {
    /// Project file [default: the embedded project]
    project: Option<PathBuf>,
    /// Folder for the results
    #[arg(long, default_value = "output")]
    out: PathBuf,
    /// Language of figures and captions, whatever the project file says: en or fr
    #[arg(long, value_parser = super::args::language)]
    language: Option<Language>,
}

impl Build {
    pub(super) fn run(self) -> Result<()> {
        let mut project = match &self.project {
            None => Project::parse(EMBEDDED, "the embedded project", Path::new(""))?,
            Some(path) => {
                let text = std::fs::read_to_string(path).map_err(|e| Error::reading(path, &e))?;
                let folder = path.parent().unwrap_or(Path::new(""));
                Project::parse(&text, &path.display().to_string(), folder)?
            }
        };
        project.language = self.language.unwrap_or(project.language);
        let progress = say::Progress::start();
        let built = build(&project, &self.out, &|what| progress.step(what));
        progress.finish();
        let built = built?;
        say::summary(&built.ledger);
        say::remarks(&built.findings.boundaries);
        for (name, bytes) in &built.files {
            say::line(&format!("{} ({} KB)", self.out.join(name).display(), bytes.div_ceil(1000)));
        }
        Ok(())
    }
}
