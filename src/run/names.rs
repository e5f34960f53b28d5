//! Names of the files that a build makes.

use std::path::{Path, PathBuf};

use super::contents::LIST;
use super::manifest::MANIFEST;
use super::styles::style_names;
use crate::disclose::EDITION;
use crate::language::Language;
use crate::paint::Format;
use crate::project::{FigureSpec, Project, TileSpec};
use crate::write::{GENERALISED, LAYERS};

/// Name of the table of rows, which only its owner can read.
pub(super) const LEDGER: &str = "ledger.csv";

/// Names of the tables that a build writes: the public edition has sums in place of rows.
pub(super) fn table_names(project: &Project) -> [String; 2] {
    let account = if project.edition.policy().is_some() { "sums.csv" } else { LEDGER };
    [account, "scale.toml"].map(String::from)
}

/// Names of the layers: the incidents of the public edition are none of places.
pub(super) fn layer_names(project: &Project) -> [&'static str; 3] {
    let [districts, regions, incidents] = LAYERS;
    [districts, regions, if project.edition.policy().is_some() { GENERALISED } else { incidents }]
}

/// Name of the QGIS project that opens the layers.
pub(super) const PROJECT: &str = "layers";

/// Name of the file with that project.
pub(super) const OPENED: &str = "layers.qgz";

/// Names of the files of a figure.
pub(super) fn figure_names(project: &Project, spec: &FigureSpec) -> impl Iterator<Item = String> {
    project.formats.iter().map(|format| file_name(spec, *format))
}

/// Names of the files that a build of the project may write, those of the figures first, then those of tile sets.
pub(super) fn output_names(project: &Project) -> impl Iterator<Item = String> {
    let figures = project.figures.iter().flat_map(|f| figure_names(project, f));
    let list = project.formats.contains(&Format::Html).then(|| LIST.to_string());
    let captions = Language::ALL.map(caption_name);
    let public = project.edition.policy().is_some();
    let names = layer_names(project);
    let layers = project.layers.iter().flat_map(move |format| format.file_names(&names));
    let styles = style_names(&names, &project.layers);
    let opened = (!public).then(|| OPENED.to_string());
    let told = public.then(|| EDITION.to_string());
    let tables = table_names(project).into_iter().chain(styles).chain(opened).chain(told);
    let tiles = project.tiles.iter().flat_map(TileSpec::outputs);
    figures.chain(tiles).chain(layers).chain(tables).chain(captions).chain(list)
}

pub(super) fn file_name(spec: &FigureSpec, format: Format) -> String {
    format!("{}.{}", spec.name, format.extension())
}

pub(super) fn caption_name(language: Language) -> String {
    format!("caption.{}.txt", language.tag())
}

/// Where the files of a build would be, the manifest last.
pub(super) fn output_paths(project: &Project, folder: &Path) -> Vec<PathBuf> {
    output_names(project).chain([MANIFEST.to_string()]).map(|name| folder.join(name)).collect()
}
