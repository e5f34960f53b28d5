//! One project: everything it asks for, written at the end and together.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::contents::{LIST, Painted, list};
use super::draw::{captioned, scene};
use super::edition::{adapted, refuse_others};
use super::gather::{Gathered, gather};
use super::lint::{Linted, refuse_errors};
use super::lock::Lock;
use super::manifest::{MANIFEST, Manifest};
use super::plan::{Ask, Plan};
use super::publish::{check_target, publish, spare_inputs};
use super::scale::scale;
use super::styles::{STYLES, beside, circles_of, layer_shading, map_project, shows_density, styled};
use crate::disclose::EDITION;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::layer::Ground;
use crate::ledger::Ledger;
use crate::lint::lint;
use crate::measure::Findings;
use crate::paint::Format;
use crate::project::{FigureSpec, Project, Scale};
use crate::style::qgs;
use crate::write::{
    GENERALISED, LAYERS, Layer, LayerFormat, Origin, districts, incidents, ledger_csv, public_incidents, qgz, regions,
    sums_csv,
};

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

/// What a build came to.
pub struct Done {
    /// What had to be made, and why.
    pub plan: Plan,
    /// What was made; `None` if there was nothing to do.
    pub built: Option<Built>,
}

/// Builds everything of a project into a folder. `step` is told what is being done, in a few words. If `strict`, a figure that
/// breaks a rule of map design badly is an error.
///
/// # Errors
/// As `bring`.
pub fn build(project: &Project, folder: &Path, strict: bool, step: &(dyn Fn(&str) + Sync)) -> Result<Built> {
    let done = bring(project, folder, &Ask { strict, force: true, only: &[] }, step)?;
    done.built.ok_or_else(|| Error::internal("a build that was asked for made nothing"))
}

/// Brings a folder up to what the project makes of its inputs now: makes what is not there or not as it would be made.
///
/// All files are made in memory, written beside their places and renamed at the end, the manifest last: an error leaves the
/// folder as it was, and a run that is killed leaves whole files, old or new, which the next run tells from the manifest.
///
/// # Errors
/// Whatever went wrong first; nothing is written then. `Kind::Locked` if another run builds there.
pub fn bring(project: &Project, folder: &Path, ask: &Ask<'_>, step: &(dyn Fn(&str) + Sync)) -> Result<Done> {
    let project = &adapted(project)?;
    refuse_harm(project, folder)?;
    check_target(folder)?;
    let _lock = Lock::take(folder)?;
    let plan = Plan::new(project, folder, ask)?;
    let built = (!plan.is_done()).then(|| make(project, folder, (&plan, ask.strict), step)).transpose()?;
    Ok(Done { plan, built })
}

/// What `bring` would make, and why. Nothing is written.
///
/// # Errors
/// As `bring` before it reads the incidents.
pub fn plan(project: &Project, folder: &Path, ask: &Ask<'_>) -> Result<Plan> {
    let project = &adapted(project)?;
    refuse_harm(project, folder)?;
    Plan::new(project, folder, ask)
}

fn refuse_harm(project: &Project, folder: &Path) -> Result<()> {
    let names = output_names(project).chain([MANIFEST.to_string()]);
    let outputs: Vec<PathBuf> = names.map(|name| folder.join(name)).collect();
    spare_inputs(&outputs, project.inputs())?;
    match project.edition.policy() {
        // its manifest would give the digests of exact files away
        Some(_) => refuse_others(folder, &outputs[..outputs.len() - 1]),
        None => Ok(()),
    }
}

/// Makes what the plan says.
fn make(
    project: &Project,
    folder: &Path,
    (plan, strict): (&Plan, bool),
    step: &(dyn Fn(&str) + Sync),
) -> Result<Built> {
    step("reading and joining");
    let mut ledger = Ledger::default();
    let (gathered, ground) = gather(project, &mut ledger)?;
    let findings = gathered.findings();
    step("drawing");
    let (scale, remarks) = scale(project, &ground, findings)?;
    let drawn: Vec<&FigureSpec> = project.figures.iter().filter(|spec| is_drawn(project, spec, plan)).collect();
    let (figures, tables) = rayon::join(
        || drawn.par_iter().map(|f| figure((project, plan), &ground, findings, f)).collect::<Result<Vec<_>>>(),
        || tables((project, plan), &gathered, &ledger, &scale),
    );
    let (figures, linted): (Vec<Painted>, Vec<Linted>) = figures?.into_iter().unzip();
    if strict {
        refuse_errors(&linted)?;
    }
    let unplaced = drawn.iter().copied().zip(&figures).filter_map(left_out).collect();
    let density = drawn.iter().zip(&figures).find(|(spec, _)| shows_density(spec)).map(|(_, painted)| painted);
    let opened = match plan.makes(OPENED) && project.edition.policy().is_none() {
        true => map_project(project, (&ground, &scale), findings, density)?,
        false => None,
    };
    let opened = opened.map(|map| Ok((OPENED.to_string(), qgz(PROJECT, &qgs(&map))?))).transpose()?;
    let others = tables?.into_iter().chain(opened).chain(captions(project, findings));
    let others: Vec<File> = others.filter(|(name, _)| plan.makes(name)).collect();
    let list = plan.makes(LIST).then(|| (LIST.to_string(), list(project, &figures, &sizes(project, plan, &others))));
    let files: Vec<File> = figures.into_iter().flat_map(|f| f.files).chain(others).chain(list).collect();
    plan.inputs.unchanged()?;
    step("writing");
    publish(folder, &files)?;
    if project.edition.policy().is_none() {
        let manifest = Manifest::new(project, (&plan.digests, &plan.inputs), (findings, &ledger), &scale)?;
        let manifest = plan.account(manifest, &files, &linted).text()?.into_bytes();
        publish(folder, &[(MANIFEST.to_string(), manifest)])?;
    }
    let files = files.into_iter().map(|(name, bytes)| (name, bytes.len())).collect();
    Ok(Built { findings: gathered.into_findings(), ledger, files, linted, remarks, unplaced })
}

/// Whether a figure is drawn: one of its files is made, or a file that says what is on it.
fn is_drawn(project: &Project, spec: &FigureSpec, plan: &Plan) -> bool {
    plan.makes(LIST) || plan.makes(OPENED) || figure_names(project, spec).any(|name| plan.makes(&name))
}

/// Names and lengths of the files beside the figures, made or kept.
fn sizes(project: &Project, plan: &Plan, made: &[File]) -> Vec<(String, usize)> {
    let figures = project.figures.len() * project.formats.len();
    let size = |name: String| {
        let new = made.iter().find(|(made, _)| *made == name).map(|(_, bytes)| bytes.len());
        new.or_else(|| plan.kept(&name)).map(|size| (name, size))
    };
    output_names(project).skip(figures).filter(|name| name != LIST).filter_map(size).collect()
}

/// Names of the tables that a build writes: the public edition has sums in place of rows.
fn table_names(project: &Project) -> [String; 2] {
    let account = if project.edition.policy().is_some() { "sums.csv" } else { "ledger.csv" };
    [account, "scale.toml"].map(String::from)
}

/// Names of the layers: the incidents of the public edition are none of places.
fn layer_names(project: &Project) -> [&'static str; 3] {
    let [districts, regions, incidents] = LAYERS;
    [districts, regions, if project.edition.policy().is_some() { GENERALISED } else { incidents }]
}

/// Name of the QGIS project that opens the layers.
const PROJECT: &str = "layers";

/// Name of the file with that project.
const OPENED: &str = "layers.qgz";

/// Names of the files of a figure.
pub(super) fn figure_names(project: &Project, spec: &FigureSpec) -> impl Iterator<Item = String> {
    project.formats.iter().map(|format| file_name(spec, *format))
}

/// Names of the files that a build of the project may write, those of the figures first.
pub(super) fn output_names(project: &Project) -> impl Iterator<Item = String> {
    let figures = project.figures.iter().flat_map(|f| figure_names(project, f));
    let list = project.formats.contains(&Format::Html).then(|| LIST.to_string());
    let captions = Language::ALL.map(caption_name);
    let public = project.edition.policy().is_some();
    let names = layer_names(project);
    let layers = project.layers.iter().flat_map(move |format| format.file_names(&names));
    let styles = names.into_iter().flat_map(|name| STYLES.map(|style| format!("{name}.{style}")));
    let opened = (!public).then(|| OPENED.to_string());
    let told = public.then(|| EDITION.to_string());
    let tables = table_names(project).into_iter().chain(styles).chain(opened).chain(told);
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

/// A figure in the formats that are made, and what it breaks.
fn figure(
    (project, plan): (&Project, &Plan),
    ground: &Ground,
    findings: &Findings,
    spec: &FigureSpec,
) -> Result<(Painted, Linted)> {
    let scene = scene(project, ground, findings, spec)?;
    let file = |format: &Format| Ok((file_name(spec, *format), format.paint(&scene, project.lettering)?));
    let made = |format: &&Format| plan.makes(&file_name(spec, **format));
    let paint = || project.formats.par_iter().filter(made).map(file).collect::<Result<Vec<_>>>();
    let (files, linted) = rayon::join(paint, || Linted { figure: spec.name.clone(), findings: lint(&scene) });
    let files = files.map_err(|e| e.within(format!("figure '{}'", spec.name)))?;
    let length = |name: String| {
        let new = files.iter().find(|(made, _)| *made == name).map(|(_, bytes)| bytes.len());
        new.or_else(|| plan.kept(&name)).map(|length| (name, length))
    };
    let sizes = figure_names(project, spec).filter_map(length).collect();
    let size = [scene.width, scene.height];
    let (title, description, unplaced) = (scene.title, scene.description, scene.facts.unplaced);
    Ok((Painted { title, description, unplaced, size, sizes, files }, linted))
}

/// The layers in the formats that are made, the ledger and the scale.
fn tables(
    (project, plan): (&Project, &Plan),
    gathered: &Gathered,
    ledger: &Ledger,
    scale: &Scale,
) -> Result<Vec<File>> {
    let (layers, account) = (layers(project, gathered, ledger, scale)?, ledger.into());
    let made = |format: &&LayerFormat| format.file_names(&layer_names(project)).iter().any(|name| plan.makes(name));
    let files = |format: &LayerFormat| format.files(&layers, &account);
    let files = project.layers.par_iter().filter(made).map(files).collect::<Result<Vec<_>>>()?;
    let rows = if project.edition.policy().is_some() { sums_csv(&account)? } else { ledger_csv(ledger)? };
    let tables = [rows, scale.text().into_bytes()];
    let told = match gathered {
        Gathered::Public(public) => Some((EDITION.to_string(), public.published().text()?.into_bytes())),
        Gathered::Exact(_) => None,
    };
    let files = files.into_iter().flatten().chain(beside(&layers, &project.layers)).chain(told);
    Ok(files.chain(table_names(project).into_iter().zip(tables)).collect())
}

/// Districts, regions and incidents. The class of a district is that of the density figure, if there is one.
fn layers(project: &Project, gathered: &Gathered, ledger: &Ledger, scale: &Scale) -> Result<Vec<Layer>> {
    let findings = gathered.findings();
    let density = findings.density()?;
    let shading = layer_shading(project, &density, scale)?;
    let origin = origin(project);
    let all = [districts(findings, &density, &shading.classes, &origin)?].into_iter();
    let rows = match gathered {
        Gathered::Exact(findings) => Some(incidents(findings, ledger, &origin)),
        Gathered::Public(public) => public_incidents(public, &origin),
    };
    let edition = project.edition.words(project.language);
    let named = |layer: Layer| Layer { description: format!("{} {edition}.", layer.description), ..layer };
    let all = all.chain(regions(findings, &origin)?).chain(rows).map(named).collect();
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
