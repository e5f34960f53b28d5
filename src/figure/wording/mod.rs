//! The words of a figure, in every language side by side. French is written with ordinary spaces before its signs:
//! `Language::spaced` makes them narrow when the figure is laid out.

mod category;
mod change;
mod chart;
mod choropleth;
mod circles;
mod heat;
mod hexbin;
mod locations;
mod notes;
mod sheet;
mod strip;
mod withheld;

pub(super) use category::{
    KindsShown, hollow_label, kind_header, kinds_description, kinds_heading, not_stated, other_kinds, solid_label,
};
pub(super) use change::{
    change_class, change_coverage_note, change_description, change_legend_title, change_note, change_period,
    change_remark, change_subtitle, change_title, signed, turned_label,
};
pub(super) use chart::{
    bars_description, bars_key, bars_subtitle, bars_title, by_words, listed_note, month_name, of_what, rest_name,
    undrawn_note,
};
pub(super) use choropleth::{
    choropleth_coverage, choropleth_description, choropleth_subtitle, choropleth_title, legend_title, legend_unit,
    no_data, none_counted, none_located, stable_label,
};
pub(super) use circles::{
    circle_legend_note, circle_legend_title, circles_description, circles_header, circles_note, circles_subtitle,
    circles_title,
};
pub(super) use heat::{
    heat_description, heat_legend_note, heat_legend_title, heat_note, heat_subtitle, incidents_per_area,
};
pub(super) use hexbin::{
    hexbin_classes_note, hexbin_description, hexbin_legend_title, hexbin_subtitle, hexbin_title, hexbin_unit,
};
pub(super) use locations::{header, key_labels, locations_description, locations_title, subtitle};
pub(super) use notes::{
    Counted, boundaries_note, classes_note, coverage_note, designations_note, precision_note, reported_note,
    sources_note, with_population,
};
pub(super) use sheet::{
    chart_hint, headings, hint, layers, period_remark, periods, recolored_remark, region_heading, table_title,
    unit_word,
};

pub(super) use strip::{
    change_words, count_word, key_label, origin_words, strip_description, strip_note, strip_subtitle, strip_title,
};
pub(super) use withheld::{not_shown, number_cell, told, withheld_label, withheld_note, without_value};

use crate::language::Language;
use crate::measure::Coverage;

/// What the incidents are, in words of the figure's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// "incidents affecting health care"; in French a masculine plural first, "incidents touchant les soins de santé":
    /// "signalés" goes after that word.
    pub incidents: String,
    /// The place with its preposition: "in Mali", "au Mali", "en Guinée"; empty for none.
    pub in_place: String,
    /// A district, singular: "district", "cercle".
    pub district: String,
    /// Plural of the districts: "cercles".
    pub districts: String,
}

impl Default for Subject {
    /// Incidents somewhere: words that are the same in every language.
    fn default() -> Subject {
        Subject {
            incidents: "incidents".to_string(),
            in_place: String::new(),
            district: "district".to_string(),
            districts: "districts".to_string(),
        }
    }
}

impl Subject {
    /// "reported incidents affecting health care in Mali".
    pub fn reported(&self, language: Language) -> String {
        let incidents = match language {
            Language::English => format!("reported {}", self.incidents),
            Language::French => {
                let (noun, rest) = self.incidents.split_once(' ').unwrap_or((&self.incidents, ""));
                format!("{noun} signalés {rest}").trim_end().to_string()
            }
        };
        if self.in_place.is_empty() { incidents } else { format!("{incidents} {}", self.in_place) }
    }
}

/// Who and what stands behind the data, in words of the figure's language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Credits {
    /// Sources of the incidents, with licence, as a sentence.
    pub sources: String,
    /// When they were accessed: "November 2026".
    pub accessed: String,
    /// Who made the figure.
    pub creator: String,
    /// What one may do with the data: files say it, figures have it in their sources.
    pub licence: String,
    /// When the boundaries are or were in force: "in force from December 2021 to 2025".
    pub vintage: String,
    /// Publisher, set and licence of the boundaries.
    pub boundaries: String,
    /// A remark on the boundaries: "the set that was official in 2023".
    pub official: String,
    /// Source of neighbours and rivers.
    pub context: String,
    /// Source and year of the population figures.
    pub population: String,
    /// Which edition it is, as a sentence without its full stop; empty where figures need not say it.
    pub edition: String,
}

/// What the total counts, for so many: published reports, or the rows of the file.
fn of_word(language: Language, coverage: &Coverage, total: u32) -> &'static str {
    let french = |one, many| language.plural(total.into(), one, many);
    if coverage.is_published() {
        language.of("reported", french("signalé", "signalés"))
    } else {
        language.of("listed", french("répertorié", "répertoriés"))
    }
}

/// What a map by district makes of incidents: "located", or "counted" if some of them only name their district.
fn seen(language: Language, coverage: &Coverage, incidents: u32) -> &'static str {
    let plural = |one, many| Language::French.plural(incidents.into(), one, many);
    match coverage.sum(|y| y.named) {
        0 => language.of("located", plural("localisé", "localisés")),
        _ => language.of("counted", plural("compté", "comptés")),
    }
}

/// Words with a capital first.
fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// "50 of 57".
fn share(language: Language, part: u32, whole: u32) -> String {
    let count = |n: u32| crate::furniture::count(language, n.into());
    format!("{} {} {}", count(part), language.of("of", "sur"), count(whole))
}
