//! The project file as written, table by table. Unknown keys are refused.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProjectFile {
    pub subject: Subject,
    pub period: Period,
    pub incidents: Vec<Incidents>,
    pub boundaries: Boundaries,
    pub totals: Option<Totals>,
    pub population: Option<Population>,
    pub scale: Option<Kept>,
    #[serde(default)]
    pub context: Context,
    #[serde(default)]
    pub labels: Labels,
    #[serde(default)]
    pub credits: Credits,
    #[serde(default)]
    pub precision: Precision,
    #[serde(default)]
    pub output: Output,
    #[serde(default)]
    pub figure: Vec<FigureTable>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Subject {
    pub incidents: String,
    pub place: String,
    pub in_place: Option<String>,
    #[serde(default = "district")]
    pub district: String,
    #[serde(default = "districts")]
    pub districts: String,
    #[serde(default)]
    pub fr: SubjectWords,
}

fn district() -> String {
    "district".to_string()
}

fn districts() -> String {
    "districts".to_string()
}

/// Words of a table in another language: what is missing is taken from the table.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SubjectWords {
    pub incidents: Option<String>,
    pub in_place: Option<String>,
    pub district: Option<String>,
    pub districts: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Period {
    pub first: i16,
    pub last: i16,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Incidents {
    pub file: String,
    pub preset: Option<String>,
    pub sheet: Option<String>,
    pub crs: Option<String>,
    pub date_order: Option<String>,
    pub id: Option<String>,
    pub date: Option<String>,
    pub lat: Option<String>,
    pub lon: Option<String>,
    pub precision: Option<String>,
    pub region: Option<String>,
    pub region_pcode: Option<String>,
    pub district: Option<String>,
    pub district_pcode: Option<String>,
    pub place_by: Option<String>,
    pub aliases: Option<String>,
    #[serde(default)]
    pub only: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Boundaries {
    pub file: String,
    pub layer: Option<String>,
    pub crs: Option<String>,
    pub id: Option<String>,
    pub name: Option<String>,
    pub region_id: Option<String>,
    pub region: Option<String>,
    #[serde(default)]
    pub vintage: String,
    #[serde(default)]
    pub source: String,
    #[serde(default)]
    pub official: String,
    #[serde(default)]
    pub fr: BoundariesWords,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BoundariesWords {
    pub vintage: Option<String>,
    pub source: Option<String>,
    pub official: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Totals {
    pub file: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kept {
    pub file: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Population {
    pub file: String,
    pub region: String,
    pub people: String,
    #[serde(default)]
    pub source: String,
    #[serde(default)]
    pub fr: SourceWords,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceWords {
    pub source: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Context {
    pub neighbours: Option<String>,
    pub rivers: Option<String>,
    pub lakes: Option<String>,
    pub towns: Option<String>,
    pub capital: Option<String>,
    #[serde(default)]
    pub shown_rivers: Vec<String>,
    #[serde(default)]
    pub main_rivers: Vec<String>,
    #[serde(default)]
    pub undetermined: Vec<String>,
    #[serde(default)]
    pub source: String,
    #[serde(default)]
    pub fr: SourceWords,
}

/// Which names besides those of units stand on maps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Labels {
    /// Towns of so many people and more are named; 0 names none.
    pub towns: u64,
    /// Whether rivers are named.
    pub rivers: bool,
    /// Width in millimetres below which a figure names neither.
    pub least_width: f64,
}

impl Default for Labels {
    fn default() -> Self {
        Labels { towns: 100_000, rivers: true, least_width: 100.0 }
    }
}

/// `true`, or a distance in degrees.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged, expecting = "expected true, false or the distance of the lines in degrees, such as 5")]
pub enum Graticule {
    /// At round degrees, or none.
    Wanted(bool),
    /// So many degrees apart.
    Degrees(f64),
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Credits {
    #[serde(default)]
    pub sources: String,
    #[serde(default)]
    pub accessed: String,
    #[serde(default)]
    pub creator: String,
    #[serde(default)]
    pub licence: String,
    #[serde(default)]
    pub fr: CreditsWords,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CreditsWords {
    pub sources: Option<String>,
    pub accessed: Option<String>,
    pub creator: Option<String>,
    pub licence: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Precision {
    pub counted: Option<Vec<String>>,
    pub snap: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Output {
    #[serde(default = "english")]
    pub language: String,
    #[serde(default = "png")]
    pub formats: Vec<String>,
    #[serde(default = "layers")]
    pub layers: Vec<String>,
    #[serde(default = "live")]
    pub text: String,
}

impl Default for Output {
    fn default() -> Self {
        Output { language: english(), formats: png(), layers: layers(), text: live() }
    }
}

fn english() -> String {
    "en".to_string()
}

fn layers() -> Vec<String> {
    ["geojson", "gpkg"].map(String::from).to_vec()
}

fn live() -> String {
    "live".to_string()
}

fn png() -> Vec<String> {
    vec!["png".to_string()]
}

/// A figure as it is asked for: a table of a project file, or the options of a command line.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureTable {
    /// File name without extension.
    pub name: String,
    /// The kind, by its word.
    pub kind: String,
    /// Size by its name or as "180x150mm".
    pub size: Option<String>,
    /// Width in millimetres.
    pub width: Option<f64>,
    /// Height in millimetres.
    pub height: Option<f64>,
    /// A title instead of the generated one.
    pub title: Option<String>,
    /// A line under it instead of the generated one.
    pub subtitle: Option<String>,
    /// What a bar stands for.
    pub by: Option<String>,
    /// Class breaks.
    pub breaks: Option<Vec<f64>>,
    /// How breaks are found, by its word.
    pub method: Option<String>,
    /// The palette, by its name.
    pub palette: Option<String>,
    /// One map a year.
    pub yearly: Option<bool>,
    /// The period that is compared with.
    pub from: Option<Years>,
    /// The period that is compared.
    pub to: Option<Years>,
    /// A part that is drawn larger: west, south, east, north in degrees.
    pub enlarge: Option<[f64; 4]>,
    /// An arrow that points north.
    #[serde(default)]
    pub north_arrow: bool,
    /// Meridians and parallels.
    pub graticule: Option<Graticule>,
    /// Width of a heat map's kernel in kilometres on the ground.
    pub bandwidth: Option<f64>,
    /// Shape of the kernel, by its word.
    pub kernel: Option<String>,
    /// How densities become colours, by its word.
    pub scaling: Option<String>,
    /// Column whose texts have a symbol each.
    pub category: Option<String>,
    /// What the kinds are called.
    pub category_label: Option<String>,
    /// One panel a kind.
    pub category_panels: Option<bool>,
    /// The kinds in their order.
    #[serde(default)]
    pub value: Vec<CategoryValue>,
    /// What of people or things is counted.
    #[serde(default)]
    pub count: Vec<Count>,
    /// French words.
    #[serde(default)]
    pub fr: FigureWords,
}

/// A year, or several.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged, expecting = "expected a year, such as 2022, or first and last year, such as [2022, 2023]")]
pub enum Years {
    /// A year.
    One(i16),
    /// First and last year.
    Span([i16; 2]),
}

/// A count that incidents carry.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// Its name in the incident files.
    pub column: String,
    /// What it is called in the figure.
    pub label: String,
    /// French words.
    #[serde(default)]
    pub fr: CountWords,
}

/// A kind: the text of the column and what it is called.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryValue {
    /// The text in the column.
    pub text: String,
    /// What it is called.
    pub label: Option<String>,
    /// French words.
    #[serde(default)]
    pub fr: CountWords,
}

/// French words of a count.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountWords {
    /// What it is called.
    pub label: Option<String>,
}

/// French words of a figure.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureWords {
    /// Title.
    pub title: Option<String>,
    /// The line under it.
    pub subtitle: Option<String>,
    /// What the kinds are called.
    pub category_label: Option<String>,
}
