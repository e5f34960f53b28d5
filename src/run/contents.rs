//! The list of what a build made.

use crate::language::Language;
use crate::paint::{Contents, Entry, contents};
use crate::project::{Project, TileSpec};

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
    /// Names and lengths of its files, made or kept.
    pub sizes: Vec<(String, usize)>,
    /// The files that were made.
    pub files: Vec<(String, Vec<u8>)>,
}

/// The page with every figure and table of a build.
pub(super) fn list(project: &Project, figures: &[Painted], tables: &[(String, usize)]) -> Vec<u8> {
    let language = project.language;
    let entry = |figure: &Painted| Entry {
        title: figure.title.clone(),
        description: figure.description.clone(),
        files: figure.sizes.clone(),
    };
    contents(&Contents {
        language,
        title: project.subject.of(language).headline(language, &project.period.label()),
        edition: format!("{}.", project.edition.words(language)),
        figures: figures.iter().map(entry).collect(),
        data: tables.iter().map(|table| data(project, table)).collect(),
    })
}

/// A file beside the figures, and what is in it. A folder of tiles is found by the file that describes it.
fn data(project: &Project, (name, size): &(String, usize)) -> ((String, usize), String) {
    let language = project.language;
    let of_tiles = |spec: &&TileSpec| spec.outputs().contains(name);
    let Some(spec) = project.tiles.iter().find(of_tiles) else {
        return ((name.clone(), *size), what(language, name).to_string());
    };
    let what = match name {
        name if *name != spec.place => language.of("How the tiles are shown", "Comment les tuiles sont montrées"),
        _ => language.of("Map tiles for web maps", "Tuiles pour cartes en ligne"),
    };
    let name = if *name == spec.name { format!("{name}/metadata.json") } else { name.clone() };
    ((name, *size), what.to_string())
}

/// What is in a table.
fn what(language: Language, name: &str) -> &'static str {
    match name {
        "caption.en.txt" => language.of("A caption in English", "Une légende en anglais"),
        "caption.fr.txt" => language.of("A caption in French", "Une légende en français"),
        "layers.qgz" => language.of(
            "The layers as a QGIS project, with a page to print",
            "Les couches en projet QGIS, avec une page à imprimer",
        ),
        "sums.csv" => language
            .of("What the rows of the input became, in sums", "Ce que les lignes des données sont devenues, en sommes"),
        "ledger.csv" => language.of("Where each row of the input went", "Ce que chaque ligne des données est devenue"),
        "fields.csv" => {
            language.of("What the columns of the tables hold", "Ce que contiennent les colonnes des tables")
        }
        "layers.gpkg" => language.of(
            "Districts, regions and incidents for QGIS and other GIS programs",
            "Districts, régions et incidents pour QGIS et d’autres SIG",
        ),
        "layers.xlsx" => {
            language.of("Districts, regions and incidents as a workbook", "Districts, régions et incidents en classeur")
        }
        _ => of_layer(language, name),
    }
}

/// What is in a file that holds one layer.
fn of_layer(language: Language, name: &str) -> &'static str {
    let (layer, extension) = name.split_once('.').unwrap_or((name, ""));
    match layer {
        _ if extension == "data.qml" => language.of("The look of the table in QGIS", "L’aspect de la table dans QGIS"),
        _ if extension == "data.prj" => language
            .of("The coordinate system of the table’s points", "Le système de coordonnées des points de la table"),
        _ if extension == "qml" => language.of("The look of the layer in QGIS", "L’aspect de la couche dans QGIS"),
        _ if extension == "sld" => language.of("The same for map servers", "Le même pour les serveurs de cartes"),
        _ if extension == "data.csvt" => {
            language.of("Types of the columns of the table", "Types des colonnes de la table")
        }
        "districts" => language.of(
            "Districts with counts by year, density and class",
            "Districts avec effectifs par année, densité et classe",
        ),
        "regions" => language.of(
            "Regions with counts by year and density, dissolved from their districts",
            "Régions avec effectifs par année et densité, fusionnées à partir de leurs districts",
        ),
        "incidents_generalised" => language.of("Incidents at generalised places", "Incidents en des lieux généralisés"),
        "incidents" => language.of(
            "Incidents, each with the district that it counts for",
            "Incidents, chacun avec le district pour lequel il compte",
        ),
        _ => "",
    }
}
