//! `cercle lint`: figures against the rules of map design.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{build, say};
use crate::error::{Error, Result};
use crate::language::Language;
use crate::lint::{Finding, Severity};
use crate::project::{Cell, Job, Project};
use crate::run::{Linted, lint_files, lint_project, medium};
use crate::unit::to_mm;

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line each, for people
    Text,
    /// An array of objects, for machines
    Json,
}

/// Check the figures of a project, or finished files, against the rules of map design.
///
/// The figures are drawn as `build` draws them, and nothing is written. Of finished files, SVG and the drawing in HTML are held to
/// the rules on what is drawn, except that a title says where; PDF to those on page, fonts, tags and language, PNG to those on
/// resolution and description. The exit code is 65 if a rule is broken that must hold, else 0. `cercle list rules` names the
/// rules.
#[derive(Args)]
pub struct Lint {
    /// Project file [default: the embedded project], or finished files: .svg, .pdf, .png, .html
    #[arg(value_name = "PROJECT|FILE")]
    files: Vec<PathBuf>,
    /// Check this figure only
    #[arg(long, value_name = "NAME")]
    figure: Option<String>,
    /// How findings are written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Warnings count as errors
    #[arg(long)]
    strict: bool,
    /// Language of figures and captions, whatever the project file says: en or fr
    #[arg(long, value_parser = super::args::language)]
    language: Option<Language>,
}

impl Lint {
    pub(super) fn run(self) -> Result<()> {
        let linted =
            if self.files.iter().any(|file| medium(file).is_some()) { self.finished()? } else { self.project()? };
        match self.format {
            Format::Text => text(&linted),
            Format::Json => say::line(&format!("{:#}", array(&linted))),
        }
        let bad = if self.strict { Severity::Warning } else { Severity::Error };
        let broken = linted.iter().flat_map(|l| &l.findings).filter(|f| f.severity >= bad).count();
        if broken == 0 {
            return Ok(());
        }
        let things = if broken == 1 { "finding" } else { "findings" };
        Err(Error::data(format!("{broken} {things} of severity {} or worse", bad.word()))
            .hint("`cercle list rules` says what each rule asks for"))
    }
}

impl Lint {
    fn finished(&self) -> Result<Vec<Linted>> {
        if self.figure.is_some() || self.language.is_some() {
            return Err(Error::usage("--figure and --language are for project files")
                .hint("a finished file has one figure, in its own language"));
        }
        lint_files(&self.files)
    }

    fn project(&self) -> Result<Vec<Linted>> {
        if let [_, second, ..] = self.files.as_slice() {
            return Err(Error::usage(format!("{}: a second project file", second.display()))
                .hint("name one project file, or finished files that end in .svg, .pdf, .png or .html"));
        }
        let mut job = build::open(self.files.first().map(PathBuf::as_path))?;
        job.projects_mut().into_iter().for_each(|p| p.language = self.language.unwrap_or(p.language));
        let progress = say::Progress::start();
        let lint = |project: &Project| lint_project(project, self.figure.as_deref(), &|what| progress.step(what));
        let linted = match job {
            Job::One(project) => lint(&project),
            Job::Matrix(cells) => {
                let named = |cell: &Cell| {
                    let linted = lint(&cell.project).map_err(|e| e.within(&cell.folder))?;
                    let named = |l: Linted| Linted { figure: format!("{}/{}", cell.folder, l.figure), ..l };
                    Ok(linted.into_iter().map(named).collect::<Vec<_>>())
                };
                let has = |cell: &&Cell| {
                    let figures = &cell.project.figures;
                    self.figure.as_ref().is_none_or(|name| figures.iter().any(|f| f.name == *name))
                };
                // names may hold variables, and then not every set has the figure
                let some = cells.iter().any(|cell| has(&cell));
                cells
                    .iter()
                    .filter(|cell| !some || has(cell))
                    .map(named)
                    .collect::<Result<Vec<_>>>()
                    .map(|all| all.into_iter().flatten().collect())
            }
        };
        progress.finish();
        linted
    }
}

fn text(linted: &[Linted]) {
    for Linted { figure, findings } in linted {
        let clean = if findings.is_empty() { " keeps every rule" } else { ":" };
        say::line(&format!("{figure}{clean}"));
        for finding in findings {
            let place = finding.place.map_or(String::new(), |r| {
                format!(" [at {:.1}, {:.1} mm]", to_mm(r.center()[0]), to_mm(r.center()[1]))
            });
            say::line(&format!("  {}{place}", say::finding(finding)));
        }
    }
}

/// Findings with boxes in millimetres from the upper left corner of the page.
fn array(linted: &[Linted]) -> Value {
    let hundredth = |points: f64| (to_mm(points) * 100.0).round() / 100.0;
    let object = |figure: &str, f: &Finding| {
        let place = f.place.map(|r| {
            let size = [r.width(), r.height()].map(hundredth);
            json!({ "x": hundredth(r.x0), "y": hundredth(r.y0), "width": size[0], "height": size[1] })
        });
        json!({ "figure": figure, "rule": f.rule, "severity": f.severity.word(), "message": f.message, "box": place })
    };
    let objects = linted.iter().flat_map(|l| l.findings.iter().map(|f| object(&l.figure, f)));
    Value::Array(objects.collect())
}
