use super::*;
use Language::{English, French};

fn coverage(year: YearCoverage) -> Coverage {
    Coverage { years: vec![year] }
}

#[test]
fn sources_end_in_one_full_stop() {
    let credits = Credits { sources: "A. CC BY.".into(), creator: "B".into(), ..Default::default() };
    assert_eq!(sources_note(English, &credits).body, "A. CC BY. Figure: B.");
    assert_eq!(sources_note(French, &credits).body, "A. CC BY. Figure : B.");
}

#[test]
fn an_edition_is_a_day_a_year_or_words() {
    let say = |words: &str| vintage(English, Some(&words.to_string()));
    assert_eq!(say("2021-12-20"), " valid on 2021-12-20");
    assert_eq!(say("2023"), " of 2023");
    assert_eq!(say("in force in 2023"), " in force in 2023");
    assert_eq!(vintage(French, Some(&"2023".to_string())), " de 2023");
}

#[test]
fn one_incident_is_singular_in_both_languages() {
    let one = coverage(YearCoverage {
        year: 2024,
        rows: 3,
        located: 1,
        region_only: 1,
        published: Some(3),
        ..Default::default()
    });
    assert_eq!(on_the_map(&one, false), "1 of 3 reported incidents mapped");
    assert_eq!(sur_la_carte(&one, false), "1 des 3 incidents signalés est cartographié");
    assert_eq!(elsewhere(English, &one, false), "1 known by region only (code\u{a0}4) is counted, not drawn");
    assert_eq!(elsewhere(French, &one, false), "1 connu par région seulement (code\u{a0}4) est compté, non dessiné");
    assert_eq!(unplaced(English, &one), "1 has no published place");
    assert_eq!(unplaced(French, &one), "1 n’a pas de lieu publié");
}

#[test]
fn maps_of_regions_say_how_many_are_known_by_region() {
    assert_eq!(known_by_region(English, 7), ", 7 of them known by region only (code\u{a0}4)");
    assert_eq!(known_by_region(French, 1), ", dont 1 connu par région seulement (code\u{a0}4)");
}

#[test]
fn incidents_that_name_their_district_are_counted_and_not_drawn() {
    let named =
        coverage(YearCoverage { year: 2024, rows: 9, located: 5, by_words: 3, snapped: 1, ..Default::default() });
    assert_eq!(elsewhere(English, &named, false), "3 known by the name of the district are counted, not drawn");
    assert_eq!(elsewhere(French, &named, false), "3 connus par le nom du district sont comptés, non dessinés");
    assert_eq!(unplaced(English, &named), "1 has no published place");
    let counted = named.by_district();
    assert_eq!(
        (elsewhere(English, &counted, true), unplaced(English, &counted)),
        (String::new(), unplaced(English, &named))
    );
    assert_eq!(on_the_map(&counted, true), "8 of 9 listed incidents counted");
    assert_eq!(
        otherwise(English, &counted),
        ", 3 of them by the name or P-code of the district, 1 just outside, for the nearest district"
    );
    assert_eq!(
        otherwise(French, &counted),
        ", dont 3 par le nom ou le code du district, 1 juste hors des limites, au district voisin"
    );
    assert_eq!(otherwise(English, &named), ", 1 of them just outside, for the nearest district");
}

#[test]
fn many_incidents_are_plural_and_grouped() {
    let many = coverage(YearCoverage {
        year: 2024,
        rows: 2000,
        located: 1500,
        country_only: 20,
        outside: 5,
        ..Default::default()
    });
    assert_eq!(on_the_map(&many, true), "1,500 of 2,000 listed incidents counted");
    assert_eq!(sur_la_carte(&many, true), "1\u{202f}500 des 2\u{202f}000 incidents répertoriés sont comptés");
    assert_eq!(
        elsewhere(French, &many, true),
        "20 connus par pays seulement (code\u{a0}6) et 5 hors des limites sont laissés de côté"
    );
    assert_eq!(unplaced(French, &many), "475 n’ont pas de lieu publié");
}
