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
    pub figure: Vec<Figure>,
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
    pub date_order: Option<String>,
    pub id: Option<String>,
    pub date: Option<String>,
    pub lat: Option<String>,
    pub lon: Option<String>,
    pub precision: Option<String>,
    pub region: Option<String>,
    #[serde(default)]
    pub only: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Boundaries {
    pub file: String,
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

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Labels {
    pub towns: u64,
    pub rivers: bool,
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
pub(super) enum Graticule {
    Wanted(bool),
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
    pub fr: CreditsWords,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CreditsWords {
    pub sources: Option<String>,
    pub accessed: Option<String>,
    pub creator: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Precision {
    pub counted: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Output {
    #[serde(default = "english")]
    pub language: String,
    #[serde(default = "png")]
    pub formats: Vec<String>,
}

impl Default for Output {
    fn default() -> Self {
        Output { language: english(), formats: png() }
    }
}

fn english() -> String {
    "en".to_string()
}

fn png() -> Vec<String> {
    vec!["png".to_string()]
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Figure {
    pub name: String,
    pub kind: String,
    pub size: Option<String>,
    pub width: Option<f64>,
    pub height: Option<f64>,
    pub title: Option<String>,
    pub subtitle: Option<String>,
    pub by: Option<String>,
    pub breaks: Option<Vec<f64>>,
    pub method: Option<String>,
    pub palette: Option<String>,
    pub yearly: Option<bool>,
    pub from: Option<Years>,
    pub to: Option<Years>,
    pub enlarge: Option<[f64; 4]>,
    #[serde(default)]
    pub north_arrow: bool,
    pub graticule: Option<Graticule>,
    pub category: Option<String>,
    pub category_label: Option<String>,
    pub category_panels: Option<bool>,
    #[serde(default)]
    pub value: Vec<CategoryValue>,
    #[serde(default)]
    pub count: Vec<Count>,
    #[serde(default)]
    pub fr: FigureWords,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged, expecting = "expected a year, such as 2022, or first and last year, such as [2022, 2023]")]
pub(super) enum Years {
    One(i16),
    Span([i16; 2]),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Count {
    pub column: String,
    pub label: String,
    #[serde(default)]
    pub fr: CountWords,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CategoryValue {
    pub text: String,
    pub label: Option<String>,
    #[serde(default)]
    pub fr: CountWords,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CountWords {
    pub label: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FigureWords {
    pub title: Option<String>,
    pub subtitle: Option<String>,
    pub category_label: Option<String>,
}
