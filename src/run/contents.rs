//! The list of what a build made.

use crate::language::Language;
use crate::paint::{Contents, Entry, contents};
use crate::project::Project;

/// Name of the list among the outputs.
pub(super) const LIST: &str = "index.html";

/// A figure in all its formats.
pub(super) struct Painted {
    /// Names that found no room on it.
    pub unplaced: Vec<String>,
    pub title: String,
    pub description: String,
    /// Width and height in points.
    pub size: [f64; 2],
    pub files: Vec<(String, Vec<u8>)>,
}

/// The page with every figure and table of a build.
pub(super) fn list(project: &Project, figures: &[Painted], tables: &[(String, Vec<u8>)]) -> Vec<u8> {
    let language = project.language;
    let made = |(name, bytes): &(String, Vec<u8>)| (name.clone(), bytes.len());
    let entry = |figure: &Painted| Entry {
        title: figure.title.clone(),
        description: figure.description.clone(),
        files: figure.files.iter().map(made).collect(),
    };
    contents(&Contents {
        language,
        title: project.subject.of(language).headline(language, &project.period.label()),
        figures: figures.iter().map(entry).collect(),
        data: tables.iter().map(|table| (made(table), what(language, &table.0).to_string())).collect(),
    })
}

/// What is in a table.
fn what(language: Language, name: &str) -> &'static str {
    match name {
        "districts.geojson" => language.of(
            "Districts with counts by year, density and class",
            "Districts avec effectifs par année, densité et classe",
        ),
        "incidents.geojson" => language.of(
            "Incidents, each with the district that it counts for",
            "Incidents, chacun avec le district pour lequel il compte",
        ),
        "caption.en.txt" => language.of("A caption in English", "Une légende en anglais"),
        "caption.fr.txt" => language.of("A caption in French", "Une légende en français"),
        "layers.qgz" => language.of(
            "The layers as a QGIS project, with a page to print",
            "Les couches en projet QGIS, avec une page à imprimer",
        ),
        "districts.qml" | "incidents.qml" => {
            language.of("The look of the layer in QGIS", "L’aspect de la couche dans QGIS")
        }
        "districts.sld" => language.of("The same for map servers (SLD)", "Le même pour serveurs de cartes (SLD)"),
        "ledger.csv" => language.of("Where each row of the input went", "Ce que chaque ligne des données est devenue"),
        _ => "",
    }
}
