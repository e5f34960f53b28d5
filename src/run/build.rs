//! One project: everything it asks for, written at the end and together.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::contents::{LIST, Painted, list};
use super::draw::{captioned, scene};
use super::gather::findings;
use super::lint::{Linted, refuse_errors};
use super::publish::{check_target, publish, spare_inputs};
use super::scale::scale;
use super::styles::{STYLES, beside, circles_of, layer_shading, map_project, shows_density, styled};
use crate::error::Result;
use crate::language::Language;
use crate::layer::Ground;
use crate::ledger::Ledger;
use crate::lint::lint;
use crate::measure::Findings;
use crate::paint::Format;
use crate::project::{FigureSpec, Project, Scale};
use crate::style::qgs;
use crate::write::{LAYERS, Layer, LayerFormat, Origin, districts, incidents, ledger_csv, qgz, regions};

/// What a build made.
#[derive(Debug)]
pub struct Built {
    /// What was measured.
    pub findings: Findings,
    /// The account of every record.
    pub ledger: Ledger,
    /// Names and sizes in bytes of the files written.
    pub files: Vec<(String, usize)>,
    /// What the figures break of the rules of map design.
    pub linted: Vec<Linted>,
    /// What of the scale of the figures a reader should know.
    pub remarks: Vec<String>,
    /// Names that found no room on a map, a line a figure.
    pub unplaced: Vec<String>,
}

/// Builds a project into a folder. `step` is told what is being done, in a few words. If `strict`, a figure that breaks a
/// rule of map design badly is an error.
///
/// All files are made in memory, written beside their places and renamed at the end: an error leaves the folder as it was.
///
/// # Errors
/// Whatever went wrong first; nothing is written then.
pub fn build(project: &Project, folder: &Path, strict: bool, step: &(dyn Fn(&str) + Sync)) -> Result<Built> {
    let outputs: Vec<PathBuf> = output_names(project).map(|name| folder.join(name)).collect();
    spare_inputs(&outputs, project.inputs())?;
    check_target(folder)?;
    step("reading and joining");
    let mut ledger = Ledger::default();
    let (findings, ground) = findings(project, &mut ledger)?;
    step("drawing");
    let (scale, remarks) = scale(project, &ground, &findings)?;
    let (figures, tables) = rayon::join(
        || project.figures.par_iter().map(|f| figure(project, &ground, &findings, f)).collect::<Result<Vec<_>>>(),
        || tables(project, &findings, &ledger, &scale),
    );
    let (figures, linted): (Vec<Painted>, Vec<Linted>) = figures?.into_iter().unzip();
    if strict {
        refuse_errors(&linted)?;
    }
    let unplaced = project.figures.iter().zip(&figures).filter_map(left_out).collect();
    let density =
        project.figures.iter().zip(&figures).find(|(spec, _)| shows_density(spec)).map(|(_, painted)| painted);
    let opened = map_project(project, (&ground, &scale), &findings, density)?;
    let opened = opened.map(|map| Ok((format!("{PROJECT}.qgz"), qgz(PROJECT, &qgs(&map))?))).transpose()?;
    let tables: Vec<File> = tables?.into_iter().chain(opened).chain(captions(project, &findings)).collect();
    let list = project.formats.contains(&Format::Html).then(|| (LIST.to_string(), list(project, &figures, &tables)));
    let files: Vec<File> = figures.into_iter().flat_map(|f| f.files).chain(tables).chain(list).collect();
    step("writing");
    publish(folder, &files)?;
    let files = files.into_iter().map(|(name, bytes)| (name, bytes.len())).collect();
    Ok(Built { findings, ledger, files, linted, remarks, unplaced })
}

/// Names of the tables that every build writes.
const TABLES: [&str; 2] = ["ledger.csv", "scale.toml"];

/// Name of the QGIS project that opens the layers.
const PROJECT: &str = "layers";

/// Names of the files that a build of the project writes.
fn output_names(project: &Project) -> impl Iterator<Item = String> {
    let figures = project.figures.iter().flat_map(|f| project.formats.iter().map(|format| file_name(f, *format)));
    let list = project.formats.contains(&Format::Html).then(|| LIST.to_string());
    let captions = Language::ALL.map(caption_name);
    let layers = project.layers.iter().flat_map(|format| format.file_names(&LAYERS));
    let styles = LAYERS.iter().flat_map(|name| STYLES.map(|style| format!("{name}.{style}")));
    let opened = [format!("{PROJECT}.qgz")];
    let tables = TABLES.map(String::from).into_iter().chain(styles).chain(opened);
    figures.chain(layers).chain(tables).chain(captions).chain(list)
}

fn file_name(spec: &FigureSpec, format: Format) -> String {
    format!("{}.{}", spec.name, format.extension())
}

/// What found no room on a map, so that nobody looks for it in vain.
fn left_out((spec, painted): (&FigureSpec, &Painted)) -> Option<String> {
    let names = painted.unplaced.join(", ");
    (!names.is_empty()).then(|| format!("figure '{}': no room on the map for {names}", spec.name))
}

fn caption_name(language: Language) -> String {
    format!("caption.{}.txt", language.tag())
}

/// The caption in every language, whatever the language of the figures.
fn captions(project: &Project, findings: &Findings) -> impl Iterator<Item = File> {
    Language::ALL.into_iter().map(|language| {
        let words = format!("{}\n", captioned(project, findings, language));
        (caption_name(language), words.into_bytes())
    })
}

/// A file's name and content.
type File = (String, Vec<u8>);

/// A figure in every format of the project, and what it breaks.
fn figure(project: &Project, ground: &Ground, findings: &Findings, spec: &FigureSpec) -> Result<(Painted, Linted)> {
    let scene = scene(project, ground, findings, spec)?;
    let file = |format: &Format| Ok((file_name(spec, *format), format.paint(&scene, project.lettering)?));
    let paint = || project.formats.par_iter().map(file).collect::<Result<Vec<_>>>();
    let (files, linted) = rayon::join(paint, || Linted { figure: spec.name.clone(), findings: lint(&scene) });
    let files = files.map_err(|e| e.within(format!("figure '{}'", spec.name)))?;
    let size = [scene.width, scene.height];
    let painted =
        Painted { title: scene.title, description: scene.description, unplaced: scene.facts.unplaced, size, files };
    Ok((painted, linted))
}

/// The layers in every format, the ledger and the scale.
fn tables(project: &Project, findings: &Findings, ledger: &Ledger, scale: &Scale) -> Result<Vec<File>> {
    let (layers, account) = (layers(project, findings, ledger, scale)?, ledger.into());
    let files = |format: &LayerFormat| format.files(&layers, &account);
    let files = project.layers.par_iter().map(files).collect::<Result<Vec<_>>>()?;
    let tables = [ledger_csv(ledger)?, scale.text().into_bytes()];
    let files = files.into_iter().flatten().chain(beside(&layers, &project.layers));
    Ok(files.chain(TABLES.map(String::from).into_iter().zip(tables)).collect())
}

/// Districts, regions and incidents. The class of a district is that of the density figure, if there is one.
fn layers(project: &Project, findings: &Findings, ledger: &Ledger, scale: &Scale) -> Result<Vec<Layer>> {
    let density = findings.density()?;
    let shading = layer_shading(project, &density, scale)?;
    let origin = origin(project);
    let all = [districts(findings, &density, &shading.classes, &origin)?].into_iter();
    let all = all.chain(regions(findings, &origin)?).chain([incidents(findings, ledger, &origin)]).collect();
    let (language, circles) = (project.language, circles_of(project, scale));
    Ok(styled(all, language, (findings, project.subject.of(language)), (&density, &shading), circles))
}

/// Where the layers are from, in the language of the project.
fn origin(project: &Project) -> Origin {
    let credits = project.credits.of(project.language);
    let named = [&credits.sources, &credits.boundaries, &credits.population].map(|s| s.trim_end_matches('.'));
    let source = named.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(". ");
    Origin {
        source,
        licence: credits.licence.clone(),
        vintage: credits.vintage.clone(),
        year: Some(project.period.last),
        language: project.language,
    }
}
