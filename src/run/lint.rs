//! What the figures of a project break of the rules of map design.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::draw::scene;
use super::gather::findings;
use crate::error::{Error, Result, nearest};
use crate::ledger::Ledger;
use crate::lint::{Finding, Severity, lint};
use crate::project::{FigureSpec, Project};
use crate::proof::{Medium, proof};
use crate::read::Input;

/// A figure and what it breaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Linted {
    /// Name of the figure.
    pub figure: String,
    /// What it breaks.
    pub findings: Vec<Finding>,
}

/// Draws the figures of a project, or the one of the name, and answers what each breaks; nothing is written.
///
/// # Errors
/// As `build` before it writes; `Kind::Usage` if no figure has the name.
pub fn lint_project(project: &Project, only: Option<&str>, step: &(dyn Fn(&str) + Sync)) -> Result<Vec<Linted>> {
    let chosen: Vec<&FigureSpec> = project.figures.iter().filter(|f| only.is_none_or(|name| f.name == name)).collect();
    if let Some(name) = only.filter(|_| chosen.is_empty()) {
        let names = || project.figures.iter().map(|f| f.name.as_str());
        let near = nearest(name, names()).map_or(String::new(), |n| format!("did you mean '{n}'? "));
        return Err(Error::usage(format!("the project has no figure '{name}'"))
            .hint(format!("{near}it has {}", names().collect::<Vec<_>>().join(", "))));
    }
    step("reading and joining");
    let (findings, ground) = findings(project, &mut Ledger::default())?;
    step("drawing and checking");
    let linted = |spec: &&FigureSpec| {
        let scene = scene(project, &ground, &findings, spec)?;
        Ok(Linted { figure: spec.name.clone(), findings: lint(&scene) })
    };
    chosen.par_iter().map(linted).collect()
}

/// What finished files break, each by its extension.
///
/// # Errors
/// If one cannot be read or is no file of its format, naming it; `Kind::Usage` for another extension.
pub fn lint_files(files: &[PathBuf]) -> Result<Vec<Linted>> {
    let linted = |path: &PathBuf| {
        let name = path.display().to_string();
        let medium = medium(path).ok_or_else(|| {
            Error::usage(format!("{name}: finished files end in .svg, .pdf, .png or .html"))
                .hint("name finished files only, or one project file")
        })?;
        let input = Input::File(path.clone());
        Ok(Linted { findings: proof(medium, &input.bytes()?).map_err(|e| e.within(&name))?, figure: name })
    };
    files.par_iter().map(linted).collect()
}

/// The format of a finished file by its name; `None` for other files.
pub fn medium(path: &Path) -> Option<Medium> {
    path.extension().and_then(|e| e.to_str()).and_then(Medium::find)
}

/// Makes sure that no figure breaks a rule that must hold.
///
/// # Errors
/// `Kind::Data` with the first such finding and how many there are.
pub fn refuse_errors(linted: &[Linted]) -> Result<()> {
    let bad = |l: &Linted| l.findings.iter().filter(|f| f.severity == Severity::Error).count();
    let broken: usize = linted.iter().map(bad).sum();
    let first = linted.iter().find_map(|l| Some((l, l.findings.iter().find(|f| f.severity == Severity::Error)?)));
    match first {
        None => Ok(()),
        Some((figure, finding)) => Err(Error::data(format!(
            "figure '{}' breaks the rule {}: {} ({broken} such in all)",
            figure.figure, finding.rule, finding.message
        ))
        .hint("`cercle lint` lists them; without --strict the figures are built all the same")),
    }
}
