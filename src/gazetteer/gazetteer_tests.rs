use proptest::prelude::*;

use super::*;
use crate::boundary::District;

fn layer(units: &[(&str, &str, &str)]) -> Boundaries {
    let district = |(id, name, region): &(&str, &str, &str)| District {
        id: id.to_string(),
        name: name.to_string(),
        region_id: if region.is_empty() { String::new() } else { format!("R-{region}") },
        region: region.to_string(),
        shape: geo::MultiPolygon(Vec::new()),
    };
    Boundaries { districts: units.iter().map(district).collect(), ..Boundaries::default() }
}

fn mali() -> Boundaries {
    layer(&[
        ("ML0601", "Tombouctou", "Tombouctou"),
        ("ML0602", "Gourma-Rharous", "Tombouctou"),
        ("ML0401", "Ségou", "Ségou"),
        ("ML0402", "Centre", "Ségou"),
        ("ML0403", "Centre", "Tombouctou"),
        ("ML0501", "Djenné", "Mopti"),
    ])
}

fn words(district_code: &str, district: &str, region_code: &str, region: &str) -> Named {
    let own = |s: &str| s.to_string();
    Named {
        district_code: own(district_code),
        district: own(district),
        region_code: own(region_code),
        region: own(region),
    }
}

#[test]
fn codes_win_then_names_within_their_region() {
    let set = mali();
    let names = Gazetteer::new(&set, &[]);
    for (said, expected) in [
        (words("ML0401", "Djenné", "", "Mopti"), Some((2, Means::Code))),
        (words("XX", "Djenné", "", ""), Some((5, Means::Name))),
        (words("", "SEGOU", "", "Region of Segou"), Some((2, Means::Name))),
        (words("", "gourma rharous", "", "Timbuktu"), Some((1, Means::Name))),
        (words("", "Cercle de Ségou", "", ""), Some((2, Means::Name))),
        (words("", "Timbuktu", "", ""), Some((0, Means::Name))),
        (words("", "Centre", "", "Ségou"), Some((3, Means::Name))),
        (words("", "Centre", "R-Tombouctou", "Ségou"), Some((4, Means::Name))),
        (words("", "Centre", "", ""), None),
        (words("", "Djenné", "", "Ségou"), None),
        (words("", "Djenné", "", "Elsewhere"), None),
        (words("", "Djenn", "", ""), None),
        (words("", "", "", "Ségou"), None),
    ] {
        assert_eq!(names.find(&said).district, expected, "{said:?}");
    }
    assert_eq!(names.find(&words("", "", "", "timbuktu region")).region, Some(0));
}

#[test]
fn what_is_not_found_says_why() {
    let set = mali();
    let names = Gazetteer::new(&set, &[]);
    let miss = |said: &Named| names.find(said).miss.expect("a miss");
    let near = miss(&words("", "Tombouctu", "", ""));
    assert_eq!((near.word(), near.near.as_deref()), ("name_unknown", Some("Tombouctou")));
    assert_eq!(miss(&words("", "Centre", "", "")).why, Why::Ambiguous(vec!["ML0402".into(), "ML0403".into()]));
    assert_eq!(miss(&words("", "Djenné", "", "Seguo")).why, Why::Region);
    assert_eq!(miss(&words("ML9", "", "", "")).word(), "pcode_unknown");
    assert_eq!(names.find(&words("", "", "", "Nowhere")).miss, None, "no district is said");
}

#[test]
fn the_aliases_of_the_user_come_first_and_hold_in_their_region() {
    let set = mali();
    let alias =
        |name: &str, means: &str, parent: &str| Alias { name: name.into(), means: means.into(), parent: parent.into() };
    let all = [alias("Timbuktu", "ML0602", ""), alias("Mitte", "Centre", "Ségou"), alias("Void", "Nothing", "")];
    let names = Gazetteer::new(&set, &all);
    assert_eq!(names.find(&words("", "Timbuktu", "", "")).district, Some((1, Means::Name)));
    assert_eq!(names.find(&words("", "mitte", "", "")).district, Some((3, Means::Name)));
    assert_eq!(names.find(&words("", "mitte", "", "Tombouctou")).district, None);
    assert_eq!(names.idle(&all), [&all[2]]);
}

/// The name as careless sources write it.
fn rewritten(name: &str, how: u8) -> String {
    match how {
        0 => name.to_uppercase(),
        1 => name.chars().map(|c| c.to_string()).collect::<String>().replace('é', "e").replace('ï', "i"),
        2 => format!("  {}  ", name.replace('-', "  ")),
        3 => format!("Région de {name}"),
        4 => format!("{name} District"),
        _ => name.to_string(),
    }
}

proptest! {
    #[test]
    fn every_spelling_of_a_name_that_is_unique_finds_it_and_no_other(
        names in prop::collection::vec(("[A-D]é?[a-c]ï?(-[A-C][a-b])?", 0usize..3), 1..12),
        picks in prop::collection::vec((0usize..12, 0u8..6, any::<bool>()), 1..20),
    ) {
        let ids: Vec<String> = (0..names.len()).map(|i| format!("D{i:02}")).collect();
        let units: Vec<(&str, &str, &str)> =
            names.iter().zip(&ids).map(|((n, r), id)| (id.as_str(), n.as_str(), ["Nord", "Sud", "Est"][*r])).collect();
        let set = layer(&units);
        let gazetteer = Gazetteer::new(&set, &[]);
        let simple = |n: &str| n.to_lowercase().replace('é', "e").replace('ï', "i").replace('-', " ");
        for (pick, how, with_region) in picks {
            let (_, name, region) = units[pick % units.len()];
            let same: Vec<usize> = (0..units.len())
                .filter(|&i| simple(units[i].1) == simple(name) && (!with_region || units[i].2 == region))
                .collect();
            let said = words("", &rewritten(name, how), "", if with_region { region } else { "" });
            let meant = gazetteer.find(&said);
            match same[..] {
                [one] => prop_assert_eq!(meant.district, Some((one, Means::Name)), "{:?}", said),
                _ => {
                    prop_assert_eq!(meant.district, None);
                    prop_assert_eq!(meant.miss.expect("ambiguous").word(), "name_ambiguous");
                }
            }
        }
    }
}
