//! The words of the figure "known locations".

use super::{KindsShown, Subject, capitalised, kinds_description, of_word, share};
use crate::furniture::{Header, count};
use crate::language::Language;
use crate::measure::{Coverage, Findings, YearCoverage};

/// A year whose share of located incidents is below this is named in the subtitle: its map looks emptier than it was.
const SCANT: f64 = 0.25;

/// "Known locations of reported incidents in Mali, 2022–2024".
pub fn locations_title(language: Language, subject: &Subject, period: &str) -> String {
    let lead = language.of("Known locations of", "Lieux connus des");
    format!("{lead} {}, {period}", subject.reported(language))
}

/// "78 of 141 can be placed on the map", and a warning where a year is hardly known, unless years are not what is compared.
pub fn subtitle(language: Language, coverage: &Coverage, by_year: bool) -> String {
    let (located, reported) = (coverage.sum(|y| y.located), coverage.sum(|y| y.reported()));
    let can = language.of(
        "can be placed on the map",
        language.plural(located.into(), "figure sur la carte", "figurent sur la carte"),
    );
    let mut words = format!("{} {can}.", share(language, located, reported));
    let part = |y: &&YearCoverage| f64::from(y.located) / f64::from(y.reported().max(1));
    let scant = coverage.years.iter().filter(|y| y.reported() > 0 && part(y) < SCANT);
    if by_year
        && coverage.years.len() > 1
        && let Some(y) = scant.min_by(|a, b| part(a).total_cmp(&part(b)))
    {
        let (year, few) = (y.year, share(language, y.located, y.reported()));
        // A colon follows in French: the share must not break before it.
        let held = few.replace(' ', "\u{a0}");
        let only = Language::French.plural(y.located.into(), "seul", "seuls");
        words += &language.of(
            format!(" In {year} only {few} can: an emptier map does not mean a safer year."),
            format!(" En {year}, {only} {held} : une carte plus vide n’est pas une année plus sûre."),
        );
    }
    words
}

/// The line over the panel of a year.
pub fn header(language: Language, coverage: &Coverage, year: &YearCoverage) -> Header {
    Header {
        period: year.year.to_string(),
        share: share(language, year.located, year.reported()),
        of: of_word(language, coverage, year.reported()).to_string(),
        named: false,
    }
}

/// What the symbols mean: dot, ring, region only, nothing known; borders of regions and of districts.
pub fn key_labels(language: Language, findings: &Findings, subject: &Subject) -> [String; 6] {
    let [regions, districts] = [findings.regions.len(), findings.boundaries.districts.len()].map(|n| n as u64);
    let ring = language.of("Located to a commune or", "Localisé par commune ou par");
    let [n_regions, n_districts] = [regions, districts].map(|n| count(language, n));
    [
        language.of("Located to about 25\u{a0}km, or on a road", "Localisé à 25\u{202f}km près ou sur route").into(),
        format!("{ring} {}", subject.district),
        language.of("Region known only: counted, no dot", "Connu par région : compté, sans point").into(),
        language.of("Place unknown: not on the map", "Lieu inconnu : absent de la carte").into(),
        language.of(format!("Region ({n_regions})"), format!("Région ({n_regions})")),
        language.of(
            format!("District ({n_districts} {})", subject.districts),
            format!("{} ({n_districts})", capitalised(&subject.district)),
        ),
    ]
}

/// The alternative text; `width` of the figure in millimetres, `kinds` what the symbols stand for, with numbers, and whether
/// each has a map.
pub fn locations_description(
    language: Language,
    findings: &Findings,
    title: &str,
    (yearly, width): (bool, f64),
    kinds: Option<&KindsShown>,
) -> String {
    let coverage = &findings.coverage;
    let of_year = |y: &YearCoverage| {
        let header = header(language, coverage, y);
        let located = language.of("located", language.plural(y.located.into(), "localisé", "localisés"));
        language.of(
            format!("{}: {} {} {located}", header.period, header.share, header.of),
            format!("{} : {} {}, {located}", header.period, header.share, header.of),
        )
    };
    let years: Vec<String> = coverage.years.iter().map(of_year).collect();
    let mut order: Vec<usize> = (0..findings.counts.total.len()).collect();
    order.sort_by_key(|&d| std::cmp::Reverse(findings.counts.total[d]));
    let name = |&d: &usize| format!("{} {}", findings.boundaries.districts[d].name, findings.counts.total[d]);
    let most = order.iter().take(3).map(name).collect::<Vec<_>>().join(", ");
    let years = years.join(language.of("; ", " ; "));
    if let Some(kinds) = kinds {
        let after =
            language.of(format!("Most located incidents: {most}."), format!("Le plus d’incidents localisés : {most}."));
        return kinds_description(language, [&format!("{title}. {years}."), &after], kinds);
    }
    let kind = match (language, yearly) {
        (Language::English, true) => "Dot maps, one a year",
        (Language::English, false) => "Dot map",
        (Language::French, true) => "Cartes par points, une par année",
        (Language::French, false) => "Carte par points",
    };
    language.of(
        format!("{title}. {kind}. {years}. Most located incidents: {most}. Figure width {width:.0} mm."),
        format!(
            "{title}. {kind}. {years}. Le plus d’incidents localisés : {most}. Largeur de la figure : {width:.0} mm."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, French};

    fn year(year: i16, located: u32, published: u32) -> YearCoverage {
        YearCoverage { year, located, rows: located, published: Some(published), ..Default::default() }
    }

    #[test]
    fn a_hardly_known_year_is_named() {
        let known = Coverage { years: vec![year(2022, 50, 57), year(2023, 24, 48)] };
        assert_eq!(subtitle(English, &known, true), "74 of 105 can be placed on the map.");
        let scant = Coverage { years: vec![year(2022, 50, 57), year(2024, 4, 36)] };
        let warned = subtitle(English, &scant, true);
        assert_eq!(subtitle(English, &scant, false), "54 of 93 can be placed on the map.");
        assert!(warned.ends_with("In 2024 only 4 of 36 can: an emptier map does not mean a safer year."));
        assert!(
            subtitle(French, &scant, true)
                .starts_with("54 sur 93 figurent sur la carte. En 2024, seuls 4\u{a0}sur\u{a0}36")
        );
    }

    #[test]
    fn one_incident_is_singular() {
        let one = Coverage { years: vec![year(2024, 1, 1)] };
        assert_eq!(subtitle(French, &one, true), "1 sur 1 figure sur la carte.");
        assert_eq!(header(French, &one, &one.years[0]).of, "signalé");
        assert_eq!(header(French, &one, &year(2023, 1, 1200)).share, "1 sur 1\u{202f}200");
    }

    #[test]
    fn titles_say_what_where_and_when() {
        let mali = Subject {
            incidents: "incidents touchant les soins de santé".into(),
            in_place: "au Mali".into(),
            ..Subject::default()
        };
        assert_eq!(
            locations_title(French, &mali, "2022–2024"),
            "Lieux connus des incidents signalés touchant les soins de santé au Mali, 2022–2024"
        );
        assert_eq!(
            locations_title(English, &Subject::default(), "2024"),
            "Known locations of reported incidents, 2024"
        );
        assert_eq!(locations_title(French, &Subject::default(), "2024"), "Lieux connus des incidents signalés, 2024");
    }
}
