//! The project file as written, table by table. Unknown keys are refused.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

pub(super) use super::data::{Boundaries, Incidents, Kept, Period, Population, SourceWords, Subject, Totals};
use super::figure::Kind;
use super::tiles::TilesTable;
use super::variables::{Matrix, Word};
use super::year::Years;
use crate::classify::{Method, Scaling};
use crate::figure::By;
use crate::incident;
use crate::language::Language;
use crate::measure::heat::Shape;
use crate::paint::{Format, Lettering};
use crate::palette;
use crate::write::LayerFormat;

/// A project of Cercle: what to build from which files.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProjectFile {
    /// Project files that this one is laid over: what it says itself goes before.
    #[serde(default)]
    #[expect(dead_code, reason = "known for the schema and for refusing other keys; read before all else")]
    pub include: Vec<String>,
    /// Variables: {name} in a text stands for the value.
    #[serde(default)]
    #[expect(dead_code, reason = "as include")]
    pub variables: BTreeMap<String, Word>,
    /// Sets of results, one for each combination of values.
    #[expect(dead_code, reason = "as include")]
    pub matrix: Option<Matrix>,
    /// What the incidents are and where.
    pub subject: Subject,
    /// The years.
    pub period: Period,
    /// Incident files, a table each.
    pub incidents: Vec<Incidents>,
    /// The districts.
    pub boundaries: Boundaries,
    /// Published totals.
    pub totals: Option<Totals>,
    /// People by region.
    pub population: Option<Population>,
    /// Class breaks, circles and extent of an earlier build.
    pub scale: Option<Kept>,
    /// What surrounds the districts on maps.
    #[serde(default)]
    pub context: Context,
    /// Names of towns and rivers.
    #[serde(default)]
    pub labels: Labels,
    /// Who stands behind the data.
    #[serde(default)]
    pub credits: Credits,
    /// What counts for a district.
    #[serde(default)]
    pub precision: Precision,
    /// Which files are written.
    #[serde(default)]
    pub output: Output,
    /// The figures, a table each.
    #[serde(default)]
    pub figure: Vec<FigureTable>,
    /// Sets of map tiles, a table each.
    #[serde(default)]
    pub tiles: Vec<TilesTable>,
}

/// What surrounds the districts on maps.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Context {
    /// File of neighbour countries.
    pub neighbours: Option<String>,
    /// File of rivers.
    pub rivers: Option<String>,
    /// File of lakes.
    pub lakes: Option<String>,
    /// Table of towns.
    pub towns: Option<String>,
    /// Name of the capital among the towns.
    pub capital: Option<String>,
    /// Rivers that are drawn; all if empty.
    #[serde(default)]
    pub shown_rivers: Vec<String>,
    /// Rivers that are drawn wider.
    #[serde(default)]
    pub main_rivers: Vec<String>,
    /// Neighbours with undetermined borders.
    #[serde(default)]
    pub undetermined: Vec<String>,
    /// Source, for notes.
    #[serde(default)]
    pub source: String,
    /// French words.
    #[serde(default)]
    pub fr: SourceWords,
}

/// Which names besides those of units stand on maps.
#[derive(Debug, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected true, false or the distance of the lines in degrees, such as 5")]
pub enum Graticule {
    /// At round degrees, or none.
    Wanted(bool),
    /// So many degrees apart.
    Degrees(f64),
}

/// Who stands behind the data.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Credits {
    /// Sources of the incidents, as they want to be named.
    #[serde(default)]
    pub sources: String,
    /// When they were accessed.
    #[serde(default)]
    pub accessed: String,
    /// Who made the figures, and when.
    #[serde(default)]
    pub creator: String,
    /// Licence, written into GIS files.
    #[serde(default)]
    pub licence: String,
    /// French words.
    #[serde(default)]
    pub fr: CreditsWords,
}

/// French words of the credits.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreditsWords {
    /// Sources.
    pub sources: Option<String>,
    /// When they were accessed.
    pub accessed: Option<String>,
    /// Who made the figures.
    pub creator: Option<String>,
    /// Licence.
    pub licence: Option<String>,
}

/// What counts for a district.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Precision {
    /// Precisions that count.
    #[schemars(extend("items" = one_of(&incident::Precision::ALL.map(incident::Precision::word))))]
    pub counted: Option<Vec<String>>,
    /// Distance up to which what lies outside counts for the nearest district: 500m.
    pub snap: Option<String>,
}

/// Which files are written, in which language.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Output {
    /// Language of figures and captions.
    #[serde(default = "english")]
    #[schemars(extend("enum" = Language::ALL.map(Language::tag)))]
    pub language: String,
    /// Formats of figures.
    #[serde(default = "png")]
    #[schemars(extend("items" = one_of(&Format::ALL.map(Format::extension))))]
    pub formats: Vec<String>,
    /// Formats of layers.
    #[serde(default = "layers")]
    #[schemars(extend("items" = one_of(&LayerFormat::ALL.map(LayerFormat::word))))]
    pub layers: Vec<String>,
    /// Whether SVG files hold words or their shapes.
    #[serde(default = "live")]
    #[schemars(extend("enum" = Lettering::ALL.map(Lettering::word)))]
    pub text: String,
}

impl Default for Output {
    fn default() -> Self {
        Output { language: english(), formats: png(), layers: layers(), text: live() }
    }
}

/// The schema of a text that is one of these words.
pub(super) fn one_of(words: &[&str]) -> Value {
    json!({ "type": "string", "enum": words })
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
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigureTable {
    /// File name without extension.
    pub name: String,
    /// The kind, by its word.
    #[schemars(extend("enum" = Kind::all().into_iter().map(Kind::word).collect::<Vec<_>>()))]
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
    #[schemars(extend("enum" = By::ALL.map(By::word)))]
    pub by: Option<String>,
    /// Class breaks.
    pub breaks: Option<Vec<f64>>,
    /// How breaks are found, by its word.
    #[schemars(extend("enum" = Method::ALL.map(Method::word)))]
    pub method: Option<String>,
    /// The palette, by its name.
    #[schemars(extend("enum" = palette::ALL.iter().map(|p| p.name).collect::<Vec<_>>()))]
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
    #[schemars(extend("enum" = Shape::ALL.map(Shape::word)))]
    pub kernel: Option<String>,
    /// How densities become colours, by its word.
    #[schemars(extend("enum" = Scaling::ALL.map(Scaling::word)))]
    pub scaling: Option<String>,
    /// Kilometres from side to side of a hexagon.
    pub hexagon: Option<f64>,
    /// Resolution of H3 cells instead of hexagons of equal area.
    pub h3: Option<u8>,
    /// Hexagons coloured by incidents per 1,000 km² per year instead of their number.
    pub per_area: Option<bool>,
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

/// A count that incidents carry.
#[derive(Debug, Default, Deserialize, JsonSchema)]
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
#[derive(Debug, Deserialize, JsonSchema)]
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
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountWords {
    /// What it is called.
    pub label: Option<String>,
}

/// French words of a figure.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigureWords {
    /// Title.
    pub title: Option<String>,
    /// The line under it.
    pub subtitle: Option<String>,
    /// What the kinds are called.
    pub category_label: Option<String>,
}
