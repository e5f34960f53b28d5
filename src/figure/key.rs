//! The words of legends by themselves, for layers that are styled as figures are drawn.

use super::choropleth::{Shading, notes};
use super::measure::Measure;
use super::wording::{Credits, Subject, heat_legend_title, incidents_per_area, key_labels, legend_title, none_counted};
use crate::furniture::range;
use crate::language::Language;
use crate::measure::{Findings, Period, Values};
use crate::text::Paragraph;

/// The words of a choropleth's legend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassWords {
    /// What the colours stand for, with the unit.
    pub title: String,
    /// The label of each class, lowest first.
    pub labels: Vec<String>,
    /// The label of units where nothing is counted.
    pub zero: String,
    /// The label of units without a value.
    pub no_data: String,
}

/// The words of the legend of a measure of findings.
pub fn class_words(
    language: Language,
    (findings, values): (&Findings, &Values),
    (measure, shading): (Measure, &Shading),
) -> ClassWords {
    let label = |class: usize| {
        let (low, high) = shading.classes.extent(class);
        language.spaced(&range(language, low, high))
    };
    ClassWords {
        title: language.spaced(&legend_title(language, measure, &findings.period.label())),
        labels: (0..shading.classes.len()).map(label).collect(),
        zero: none_counted(language, (measure, findings.withheld.hides_incidents())).to_string(),
        no_data: measure.without_value(language, findings, values).to_string(),
    }
}

/// The words of densities of shapes, such as hexagons: what the colours stand for, and the label of each extent, whose ends may be open.
pub fn extent_words(
    language: Language,
    extents: &[(Option<f64>, Option<f64>)],
    years: Option<Period>,
) -> (String, Vec<String>) {
    let title = match years {
        Some(years) => heat_legend_title(language, &years.label()),
        None => incidents_per_area(language).to_string(),
    };
    let labels = extents.iter().map(|&(low, high)| language.spaced(&range(language, low, high)));
    (language.spaced(&title), labels.collect())
}

/// What dots, rings and badges stand for on the map of locations.
pub fn symbol_words(language: Language, findings: &Findings, subject: &Subject) -> [String; 3] {
    let [dot, ring, badge, ..] = key_labels(language, findings, subject);
    [dot, ring, badge].map(|words| language.spaced(&words))
}

/// The notes under a choropleth as plain paragraphs.
pub fn choropleth_notes(
    findings: &Findings,
    words: (&Subject, &Credits),
    (measure, shading): (Measure, &Shading),
    (language, kept): (Language, bool),
) -> Vec<String> {
    let mark = language.of(": ", " : ");
    let said = |(_, note): (&str, Paragraph)| match note.head.is_empty() {
        true => language.spaced(&note.body),
        false => language.spaced(&format!("{}{mark}{}", note.head.trim_end_matches([':', ' ', '.']), note.body)),
    };
    notes(findings, words, measure, (language, shading.method, kept)).into_iter().map(said).collect()
}
