use super::*;
use crate::measure::YearCoverage;
use Language::{English, French};

/// Located and reported incidents of a year, the latter as published.
fn year(year: i16, located: u32, reported: u32) -> YearCoverage {
    YearCoverage { year, rows: located, located, published: Some(reported), ..Default::default() }
}

fn told(years: &[YearCoverage], regions: &[(&str, &[u32])]) -> [String; 2] {
    let coverage = Coverage { years: years.to_vec() };
    let regions = regions.iter().map(|(name, years)| (*name, years.to_vec())).collect();
    let numbers = Numbers { coverage: &coverage, regions };
    [(English, "reported incidents in Mali"), (French, "incidents signalés au Mali")]
        .map(|(language, what)| caption(language, &numbers, what))
}

#[test]
fn a_hardly_located_year_allows_no_word_on_change() {
    let [en, fr] = told(
        &[year(2022, 50, 57), year(2023, 24, 48), year(2024, 4, 36)],
        &[("Gao", &[20, 9, 0]), ("Mopti", &[14, 8, 1]), ("Kayes", &[16, 7, 3])],
    );
    assert_eq!(
        en,
        "Reported incidents in Mali: 57 in 2022, 48 in 2023 and 36 in 2024. Differences between years may reflect reporting. \
         78 of these 141 incidents are located, most of them (55) in the regions of Gao and Kayes. In 2024 only 4 of 36 \
         reported incidents are located: no change by region can be read from that."
    );
    assert_eq!(
        fr,
        "Incidents signalés au Mali\u{202f}: 57 en 2022, 48 en 2023 et 36 en 2024. Les écarts entre années peuvent tenir au \
         signalement. 78 de ces 141 incidents sont localisés, la plupart (55) dans les régions de Gao et de Kayes. En 2024, \
         seuls 4 des 36 incidents signalés sont localisés\u{202f}: aucune évolution par région ne peut en être tirée."
    );
}

#[test]
fn changes_of_five_or_more_are_said_with_their_numbers() {
    let [en, fr] = told(
        &[year(2023, 30, 40), year(2024, 30, 40)],
        &[("Ségou", &[3, 9]), ("Tombouctou", &[12, 5]), ("Abeïbara", &[4, 9]), ("Gao", &[11, 7])],
    );
    assert!(
        en.ends_with(
            " Between 2023 and 2024, located incidents increased in the regions of Ségou (from 3 to 9) and Abeïbara (from 4 \
             to 9) and decreased in the region of Tombouctou (from 12 to 5)."
        ),
        "{en}"
    );
    assert!(
        fr.ends_with(
            " Entre 2023 et 2024, les incidents localisés ont augmenté dans les régions de Ségou (de 3 à 9) et d’Abeïbara (de \
             4 à 9) et diminué dans la région de Tombouctou (de 12 à 5)."
        ),
        "{fr}"
    );
    let [en, fr] = told(&[year(2023, 30, 40), year(2024, 30, 40)], &[("Ségou", &[3, 7]), ("Gao", &[27, 23])]);
    assert!(en.ends_with("in the region of Gao.") && fr.ends_with("dans la région de Gao."), "{en} {fr}");
}

#[test]
fn half_of_the_incidents_must_be_located_in_both_years() {
    let regions: [(&str, &[u32]); 2] = [("Gao", &[20, 5]), ("Mopti", &[0, 10])];
    let [en, _] = told(&[year(2023, 20, 40), year(2024, 15, 30)], &regions);
    assert!(en.contains("Between 2023 and 2024"), "{en}");
    let [en, fr] = told(&[year(2023, 20, 41), year(2024, 15, 30)], &regions);
    assert!(en.contains("In 2023 only 20 of 41 reported incidents are located"), "{en}");
    assert!(fr.contains("En 2023, seuls 20 des 41 incidents signalés sont localisés"), "{fr}");
}

#[test]
fn years_that_are_not_equally_known_are_not_compared() {
    let regions: [(&str, &[u32]); 1] = [("Gao", &[38, 24])];
    let [en, fr] = told(&[year(2022, 38, 40), year(2023, 24, 48)], &regions);
    assert!(en.ends_with("(38 of 40 in 2022, 24 of 48 in 2023) for changes by region to be read."), "{en}");
    assert!(
        fr.ends_with("(38 sur 40 en 2022, 24 sur 48 en 2023) pour que l’on en tire une évolution par région."),
        "{fr}"
    );
}

#[test]
fn one_and_none_are_singular() {
    let ends = |years: &[YearCoverage], english: &str, french: &str| {
        let [en, fr] = told(years, &[("Gao", &vec![0; years.len()])]);
        assert!(en.ends_with(english) && fr.ends_with(french), "{en} {fr}");
    };
    ends(&[year(2024, 1, 1)], "Mali: 1 in 2024. It is located.", "1 en 2024. Il est localisé.");
    ends(&[year(2024, 0, 1)], "1 in 2024. It is not located.", "1 en 2024. Il n’est pas localisé.");
    ends(&[year(2024, 1, 7)], "1 of these 7 incidents is located.", "1 de ces 7 incidents est localisé.");
    ends(&[year(2024, 0, 7)], "None of these 7 incidents is located.", "Aucun de ces 7 incidents n’est localisé.");
    ends(&[year(2024, 0, 0)], "Mali: none in 2024.", "aucun en 2024.");
    let change = ["no change by region can be read from that.", "aucune évolution par région ne peut en être tirée."];
    for (located, reported, english, french) in [
        (1, 9, "In 2024 only 1 of 9 reported incidents is located: ", "seul 1 des 9 incidents signalés est localisé"),
        (0, 9, "In 2024 none of 9 reported incidents is located: ", "aucun des 9 incidents signalés n’est localisé"),
        (0, 1, "In 2024 the one reported incident is not located: ", "le seul incident signalé n’est pas localisé"),
    ] {
        let french = format!("En 2024, {french}\u{202f}: {}", change[1]);
        ends(&[year(2023, 9, 9), year(2024, located, reported)], &format!("{english}{}", change[0]), &french);
    }
}

#[test]
fn regions_with_most_incidents_hold_more_than_half_and_are_ahead_of_the_others() {
    let named = |counts: &[u32]| {
        let names = ["Gao", "Mopti", "Ségou", "Kayes", "Ouest", "Île"];
        let regions: Vec<(&str, &[u32])> = names.iter().copied().zip(counts.chunks(1)).collect();
        let [en, fr] = told(&[year(2024, counts.iter().sum(), 100)], &regions);
        [en, fr].map(|words| words.split_once(") ").map_or(String::new(), |(_, place)| place.to_string()))
    };
    assert_eq!(named(&[6, 2, 1, 1]), ["in the region of Gao.", "dans la région de Gao."]);
    assert_eq!(named(&[5, 2, 1, 1]), ["", ""], "nine are too few");
    assert_eq!(named(&[5, 5, 0, 0]), ["in the regions of Gao and Mopti.", "dans les régions de Gao et de Mopti."]);
    assert_eq!(
        named(&[1, 4, 0, 0, 4, 5]),
        ["in the regions of Île, Mopti and Ouest.", "dans les régions d’Île, de Mopti et de Ouest."]
    );
    assert_eq!(named(&[4, 4, 4, 4, 4, 4]), ["", ""], "ties lead nowhere");
    assert_eq!(named(&[5, 3, 3, 3, 3, 3]), ["", ""], "five of twenty are not most");
    let [en, fr] = told(&[year(2024, 10, 12)], &[("Gao", &[5]), ("Mopti", &[3]), ("Kayes", &[2])]);
    assert!(en.ends_with("are located, half of them (5) in the region of Gao."), "{en}");
    assert!(fr.ends_with("sont localisés, dont la moitié (5) dans la région de Gao."), "{fr}");
}

#[test]
fn rows_without_published_totals_are_called_listed() {
    let listed = YearCoverage { year: 2024, rows: 1200, located: 1100, ..Default::default() };
    let [en, fr] = told(&[listed], &[]);
    assert_eq!(en, "Reported incidents in Mali, as listed: 1,200 in 2024. 1,100 of these 1,200 incidents are located.");
    assert!(fr.starts_with("Incidents signalés au Mali, tels que répertoriés\u{202f}: 1\u{202f}200 en 2024."), "{fr}");
}

#[test]
fn a_long_period_is_not_listed_year_by_year() {
    let years: Vec<YearCoverage> = (2016..=2024).map(|y| year(y, 10, 10)).collect();
    let [en, _] = told(&years, &[]);
    assert!(en.starts_with("Reported incidents in Mali: 90 in 2016–2024. "), "{en}");
}

#[test]
fn no_word_is_alarm_or_cause() {
    let many: Vec<u32> = vec![40, 10];
    let [en, fr] = told(&[year(2023, 40, 41), year(2024, 30, 31)], &[("Gao", &many), ("Mopti", &[0, 20])]);
    for word in ["safe", "danger", "because", "due", "sûr", "cause", "plus grave", "worse"] {
        assert!(!en.contains(word) && !fr.contains(word), "{word}");
    }
}
