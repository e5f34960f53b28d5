//! One project: everything it asks for, written at the end and together.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::contents::{LIST, Painted, list};
use super::digest::Looked;
use super::draw::{captioned, scene};
use super::edition::{adapted, refuse_others};
use super::gather::{Gathered, gather, ground};
use super::lint::{Linted, refuse_errors};
use super::lock::Lock;
use super::manifest::{MANIFEST, Manifest, Output};
use super::names::{
    LEDGER, OPENED, PROJECT, caption_name, figure_names, file_name, layer_names, output_names, output_paths,
    table_names,
};
use super::plan::{Ask, Plan};
use super::publish::{check_target, publish, publish_some_privately, refuse_odd, spare_inputs};
use super::scale::scale;
use super::shelf::Seen;
use super::styles::{beside, circles_of, layer_shading, map_project, shows_density, styled};
use super::tile::ReadyTiles;
use super::tile_sets::tile_sets;
use super::verify::read_back;
use crate::disclose::EDITION;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::layer::Ground;
use crate::ledger::{Account, Ledger};
use crate::lint::lint;
use crate::measure::Findings;
use crate::paint::Format;
use crate::project::{FigureSpec, Project, Scale};
use crate::style::qgs;
use crate::tile::check_place;
use crate::write::{
    Layer, LayerFormat, Origin, districts, incidents, ledger_csv, public_incidents, qgz, regions, sums_csv,
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

/// What is said of a build.
#[derive(Debug)]
pub struct Told {
    /// The sums of the ledger.
    pub account: Account,
    /// What had to be assumed or mended in the boundary file, with its name.
    pub mended: Vec<String>,
    /// As in `Built`.
    pub files: Vec<(String, usize)>,
    /// As in `Built`.
    pub linted: Vec<Linted>,
    /// As in `Built`, with the names that found no room.
    pub remarks: Vec<String>,
}

impl Built {
    /// What is said of it.
    pub fn told(self) -> Told {
        let remarks = self.remarks.into_iter().chain(self.unplaced).collect();
        Told::new((&self.findings, &self.ledger), self.files, self.linted, remarks)
    }
}

impl Told {
    fn new(
        (findings, ledger): (&Findings, &Ledger),
        files: Vec<(String, usize)>,
        linted: Vec<Linted>,
        remarks: Vec<String>,
    ) -> Told {
        let b = &findings.boundaries;
        let mended = b.notes.iter().map(|note| format!("{}: {note}", b.file)).collect();
        Told { account: Account::from(ledger), mended, files, linted, remarks }
    }
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
    let done = bring(project, folder, &Ask { strict, force: true, only: &[], verify: false }, step)?;
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
    let looked = Looked::of(std::iter::once(project))?;
    let plan = Plan::new(project, (folder, &looked), ask)?;
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
    Plan::new(project, (folder, &Looked::of(std::iter::once(project))?), ask)
}

fn refuse_harm(project: &Project, folder: &Path) -> Result<()> {
    let outputs = output_paths(project, folder);
    spare_inputs(&outputs, project.inputs())?;
    refuse_places(project, folder, &outputs)
}

/// Makes sure that outputs take the place of nothing but outputs, and that nothing else lies in the folder of a public edition.
///
/// # Errors
/// As `refuse_odd`, `check_place` and `refuse_others`.
pub(super) fn refuse_places(project: &Project, folder: &Path, outputs: &[PathBuf]) -> Result<()> {
    let sets: Vec<PathBuf> = project.tiles.iter().map(|spec| folder.join(&spec.place)).collect();
    sets.iter().try_for_each(|place| check_place(place, true))?;
    refuse_odd(&outputs.iter().filter(|output| !sets.contains(output)).cloned().collect::<Vec<_>>())?;
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
    let drawn = draw_all((project, plan), folder, (&gathered, &ledger, &ground), step)?;
    if strict {
        refuse_errors(&drawn.linted)?;
    }
    step("writing");
    let Drawn { linted, remarks, unplaced, lengths, .. } = drawn.put(folder, plan)?;
    Ok(Built { findings: gathered.into_findings(), ledger, files: lengths, linted, remarks, unplaced })
}

/// The same from findings that other builds share.
///
/// # Errors
/// As `bring`.
pub(super) fn make_of(
    project: &Project,
    folder: &Path,
    (plan, strict): (&Plan, bool),
    seen: &Seen,
    step: &(dyn Fn(&str) + Sync),
) -> Result<Told> {
    let (gathered, ledger) = (&seen.gathered, &seen.ledger);
    let drawn = seen.in_pool(|| {
        let ground = ground(project, &seen.districts.0)?;
        draw_all((project, plan), folder, (gathered, ledger, &ground), step)
    })?;
    if strict {
        refuse_errors(&drawn.linted)?;
    }
    step("writing");
    let Drawn { linted, remarks, unplaced, lengths, .. } = drawn.put(folder, plan)?;
    let remarks = remarks.into_iter().chain(unplaced).collect();
    Ok(Told::new((gathered.findings(), ledger), lengths, linted, remarks))
}

/// Everything that a build makes, in memory or beside its place.
struct Drawn {
    files: Vec<File>,
    sets: Vec<ReadyTiles>,
    manifest: Option<File>,
    /// Names and lengths of files and tile sets.
    lengths: Vec<(String, usize)>,
    linted: Vec<Linted>,
    remarks: Vec<String>,
    unplaced: Vec<String>,
}

impl Drawn {
    /// Puts everything in its place, the manifest last.
    fn put(mut self, folder: &Path, plan: &Plan) -> Result<Drawn> {
        plan.inputs.unchanged()?;
        publish_some_privately(folder, &self.files, &[LEDGER])?;
        for tiles in self.sets.drain(..) {
            tiles.set.put()?;
        }
        self.manifest.take().map_or(Ok(()), |manifest| publish(folder, &[manifest]))?;
        self.files.clear();
        Ok(self)
    }
}

fn draw_all(
    (project, plan): (&Project, &Plan),
    folder: &Path,
    (gathered, ledger, ground): (&Gathered, &Ledger, &Ground),
    step: &(dyn Fn(&str) + Sync),
) -> Result<Drawn> {
    let findings = gathered.findings();
    step("drawing");
    let (scale, mut remarks) = scale(project, ground, findings)?;
    let drawn: Vec<&FigureSpec> = project.figures.iter().filter(|spec| is_drawn(project, spec, plan)).collect();
    let (figures, tables) = rayon::join(
        || drawn.par_iter().map(|f| figure((project, plan), ground, findings, f)).collect::<Result<Vec<_>>>(),
        || tables((project, plan), gathered, ledger, &scale),
    );
    let (figures, linted): (Vec<Painted>, Vec<Linted>) = figures?.into_iter().unzip();
    let unplaced = drawn.iter().copied().zip(&figures).filter_map(left_out).collect();
    let density = drawn.iter().zip(&figures).find(|(spec, _)| shows_density(spec)).map(|(_, painted)| painted);
    let opened = match plan.makes(OPENED) && project.edition.policy().is_none() {
        true => map_project(project, (ground, &scale), findings, density)?,
        false => None,
    };
    let opened = opened.map(|map| Ok((OPENED.to_string(), qgz(PROJECT, &qgs(&map))?))).transpose()?;
    if project.tiles.iter().any(|spec| plan.makes(&spec.place)) {
        step("making tiles");
    }
    let (sets, beyond) = tile_sets((project, plan), folder, (findings, ledger), &scale)?;
    remarks.extend(beyond);
    let (mut sets, made): (Vec<ReadyTiles>, Vec<Output>) = sets.into_iter().unzip();
    let beside: Vec<File> = sets.iter_mut().flat_map(|tiles| std::mem::take(&mut tiles.beside)).collect();
    let others = tables?.into_iter().chain(opened).chain(captions(project, findings));
    let others: Vec<File> = beside.into_iter().chain(others.filter(|(name, _)| plan.makes(name))).collect();
    let length = |(name, bytes): &File| (name.clone(), bytes.len());
    let of_sets = || made.iter().map(|set| (set.name.clone(), set.bytes as usize));
    let list = plan.makes(LIST).then(|| {
        let made: Vec<_> = of_sets().chain(others.iter().map(length)).collect();
        (LIST.to_string(), list(project, &figures, &sizes(project, plan, &made)))
    });
    let files: Vec<File> = figures.into_iter().flat_map(|f| f.files).chain(others).chain(list).collect();
    let lengths = of_sets().chain(files.iter().map(length)).collect();
    let manifest = match project.edition.policy() {
        // its digests would confirm guesses at what is not shown
        Some(_) => None,
        None => {
            let manifest = Manifest::new(project, (&plan.digests, &plan.inputs), (findings, ledger), &scale)?;
            let text = plan.account(manifest, (&files, &made), &linted).text()?;
            Some((MANIFEST.to_string(), text.into_bytes()))
        }
    };
    Ok(Drawn { files, sets, manifest, lengths, linted, remarks, unplaced })
}

/// Whether a figure is drawn: one of its files is made, or a file that says what is on it.
fn is_drawn(project: &Project, spec: &FigureSpec, plan: &Plan) -> bool {
    plan.makes(LIST) || plan.makes(OPENED) || figure_names(project, spec).any(|name| plan.makes(&name))
}

/// Names and lengths of the files beside the figures, made or kept.
fn sizes(project: &Project, plan: &Plan, made: &[(String, usize)]) -> Vec<(String, usize)> {
    let figures = project.figures.len() * project.formats.len();
    let size = |name: String| {
        let new = made.iter().find(|(made, _)| *made == name).map(|(_, bytes)| *bytes);
        new.or_else(|| plan.kept(&name)).map(|size| (name, size))
    };
    output_names(project).skip(figures).filter(|name| name != LIST).filter_map(size).collect()
}

/// What found no room on a map, so that nobody looks for it in vain.
fn left_out((spec, painted): (&FigureSpec, &Painted)) -> Option<String> {
    let names = painted.unplaced.join(", ");
    (!names.is_empty()).then(|| format!("figure '{}': no room on the map for {names}", spec.name))
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
    let files = |format: &LayerFormat| {
        let files = format.files(&layers, &account)?;
        if plan.verify {
            read_back(&layers, *format, &files)?;
        }
        Ok(files)
    };
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
