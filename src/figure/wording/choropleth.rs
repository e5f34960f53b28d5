//! The words of choropleths.

use super::{Subject, of_word, share};
use crate::figure::Measure;
use crate::furniture::{Legend, LegendRow, count};
use crate::language::Language;
use crate::measure::{Coverage, Findings, Values};

/// "Density of reported incidents in Mali, 2022–2024".
pub fn choropleth_title(language: Language, subject: &Subject, measure: Measure, period: &str) -> String {
    let words = subject.reported(language);
    // "de" loses its vowel before another one.
    let elided = words.starts_with(['a', 'e', 'i', 'o', 'u', 'y', 'é', 'è', 'ê', 'â', 'î', 'ô', 'œ']);
    let lead = match (language, measure == Measure::RegionRate) {
        (Language::English, true) => "Rate of ",
        (Language::English, false) => "Density of ",
        (Language::French, true) if elided => "Taux d’",
        (Language::French, true) => "Taux de ",
        (Language::French, false) => "Densité des ",
    };
    format!("{lead}{words}, {period}")
}

/// What the figures are per: "10,000 km²".
fn per(language: Language, measure: Measure) -> &'static str {
    if measure == Measure::RegionRate {
        language.of("100,000 people", "100\u{202f}000\u{a0}habitants")
    } else {
        language.of("10,000\u{a0}km²", "10\u{202f}000\u{202f}km²")
    }
}

/// "Incidents per 10,000 km² per year".
fn incidents_per(language: Language, measure: Measure) -> String {
    let per = per(language, measure);
    language.of(format!("Incidents per {per} per year"), format!("Incidents pour {per} et par an"))
}

/// What is on a choropleth against what was reported.
pub fn choropleth_coverage(measure: Measure, findings: &Findings) -> Coverage {
    if measure.by_region() { findings.coverage_by_region() } else { findings.coverage.by_district() }
}

/// What the colours mean, and how many incidents they rest on; `by_place` if regions have only those that are located.
pub fn choropleth_subtitle(
    language: Language,
    (measure, by_place): (Measure, bool),
    subject: &Subject,
    coverage: &Coverage,
) -> String {
    let (located, reported) = (coverage.sum(|y| y.located), coverage.sum(|y| y.reported()));
    let unit = if measure.by_region() { language.of("region", "région") } else { &subject.district };
    let by = format!("{}, {} {unit}", incidents_per(language, measure), language.of("by", "par"));
    let known = format!("{} {}", share(language, located, reported), of_word(language, coverage, reported));
    if measure.by_region() && !by_place {
        return language
            .of(format!("{by}; the region of {known} is known"), format!("{by} ; région connue pour {known}"));
    }
    let is = |one, many| language.plural(located.into(), one, many);
    language.of(
        format!("{by}; {known} {} {}", is("is", "are"), super::seen(language, coverage, 1)),
        format!("{by} ; {known} {} {}", is("est", "sont"), super::seen(language, coverage, located)),
    )
}

/// "Incidents per 10,000 km² per year, 2022–2024".
pub fn legend_title(language: Language, measure: Measure, period: &str) -> String {
    format!("{}, {period}", incidents_per(language, measure))
}

/// What the legend counts: "regions", or "districts" as the subtitle has them; in French by their own name, "cercles".
pub fn legend_unit(language: Language, measure: Measure, subject: &Subject) -> String {
    let units = if measure.by_region() { ["regions", "régions"] } else { ["districts", &subject.districts] };
    language.of(units[0], units[1]).to_string()
}

/// The label of units without a located incident.
pub fn none_located(language: Language) -> &'static str {
    language.of("none located", "aucun localisé")
}

/// The same on a map that counts more than what is located, unless it is `by_place`.
pub fn none_counted(language: Language, (measure, by_place): (Measure, bool)) -> &'static str {
    if measure.by_region() && !by_place { language.of("none known", "aucun connu") } else { none_located(language) }
}

/// The label of units without a value.
pub fn no_data(language: Language) -> &'static str {
    language.of("no data", "sans données")
}

/// The label of units whose rate is stable.
pub fn stable_label(language: Language, least: u32) -> String {
    language.of(format!("{least}+ incidents"), format!("{least} incidents et plus"))
}

/// The alternative text.
pub fn choropleth_description(
    language: Language,
    (title, legend): (&str, &Legend),
    findings: &Findings,
    (measure, values): (Measure, &Values),
) -> String {
    let number = |n: u32| count(language, n.into());
    let units = |r: &LegendRow| r.count.map_or(String::new(), |count| format!(" ({})", number(count)));
    let classes: Vec<String> = legend.rows.iter().map(|r| format!("{}{}", r.label, units(r))).collect();
    let mut order: Vec<usize> = (0..values.values().len()).filter(|&u| values.values()[u].is_some()).collect();
    order.sort_by(|&a, &b| values.values()[b].partial_cmp(&values.values()[a]).expect("rates are finite"));
    let name = |u: usize| {
        if measure.by_region() { &findings.regions[u].name } else { &findings.boundaries.districts[u].name }
    };
    order.retain(|&u| values.values()[u] > Some(0.0));
    let top = order.iter().take(3).map(|&u| name(u).as_str()).collect::<Vec<_>>().join(", ");
    let top = match top.is_empty() {
        true => String::new(),
        false => language.of(format!(" Highest: {top}."), format!(" Valeurs les plus élevées : {top}.")),
    };
    let units = format!("{} {}", count(language, values.values().len() as u64), legend.unit);
    language.of(
        format!("{title}. Choropleth of {units}: {}.{top}", classes.join(", ")),
        format!("{title}. Carte choroplèthe de {units} : {}.{top}", classes.join(" ; ")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, French};

    #[test]
    fn the_french_preposition_is_elided_before_a_vowel() {
        let subject = |incidents: &str| Subject { incidents: incidents.into(), ..Subject::default() };
        let title = |incidents| choropleth_title(French, &subject(incidents), Measure::RegionRate, "2024");
        assert_eq!(title("incidents"), "Taux d’incidents signalés, 2024");
        assert_eq!(title("bombardements d’hôpitaux"), "Taux de bombardements signalés d’hôpitaux, 2024");
    }

    #[test]
    fn units_and_numbers_are_those_of_the_language() {
        let title = |language, measure| legend_title(language, measure, "2024");
        assert_eq!(title(English, Measure::Density), "Incidents per 10,000\u{a0}km² per year, 2024");
        assert_eq!(title(French, Measure::RegionRate), "Incidents pour 100\u{202f}000\u{a0}habitants et par an, 2024");
    }
}
