//! Maps of regions count what is known by region only, and their sums add up.

use std::path::Path;

use cercle::language::Language;
use cercle::ledger::Ledger;
use cercle::measure::Findings;
use cercle::project::{EMBEDDED, Project};
use cercle::run;
use cercle::scene::Scene;

fn measured(language: Language) -> (Findings, Scene) {
    let mut project = Project::parse(EMBEDDED, "embedded", Path::new("")).expect("valid");
    project.language = language;
    let (findings, ground) = run::findings(&project, &mut Ledger::default()).expect("reads");
    let spec = project.figures.iter().find(|f| f.kind.word() == "region-rate").expect("there is one");
    let scene = run::scene(&project, &ground, &findings, spec).expect("draws");
    (findings, scene)
}

#[test]
fn counts_of_regions_are_those_located_and_those_known_by_region() {
    let (findings, scene) = measured(Language::English);
    let located: u32 = findings.counts.total.iter().sum();
    let known: u32 = findings.region_only_in(None).iter().filter_map(|n| n.known()).sum();
    let values = findings.region_rate_in(None).expect("finite");
    assert!(known > 0);
    assert_eq!(values.counts().iter().sum::<u32>(), located + known);
    assert_eq!(values.counts(), findings.region_density_in(None).expect("finite").counts());
    let c = findings.coverage_by_region();
    let parts = c.sum(|y| y.located + y.region_only + y.country_only + y.outside + y.unplaced());
    assert_eq!((c.sum(|y| y.located), parts), (located + known, c.sum(|y| y.reported())));
    // The table beside the map has the same numbers: a column a year, then all.
    let table = &scene.sheet.table;
    let sums: Vec<f64> = (1..=4).map(|k| table.rows.iter().filter_map(|r| r.cells[k].value).sum()).collect();
    assert_eq!(sums[..3].iter().sum::<f64>(), sums[3], "{sums:?}");
    assert_eq!(sums[3] as u32, located + known);
    assert_eq!(table.total[4], (located + known).to_string());
}

#[test]
fn the_note_says_how_many_are_known_by_region_in_both_languages() {
    for (language, counted, left_out) in [
        (
            Language::English,
            "85 of 141 reported incidents counted, 7 of them known by region only",
            "2 known by country only",
        ),
        (
            Language::French,
            "85 des 141 incidents signalés sont comptés, dont 7 connus par région seulement",
            "2 connus par pays",
        ),
    ] {
        let (_, scene) = measured(language);
        let note = scene.sheet.notes[0].text.replace('\u{202f}', " ");
        assert!(note.starts_with(counted) && note.contains(left_out), "{note}");
        assert!(scene.sheet.lead.contains("85"), "{}", scene.sheet.lead);
    }
}

#[test]
fn a_region_that_the_map_has_not_is_left_out_and_said() {
    let (mut findings, _) = measured(Language::English);
    let named =
        (0..findings.incidents.len()).position(|i| findings.incidents.region(i) == "Gao").expect("there is one");
    let of_gao = (0..findings.incidents.len())
        .find(|&i| findings.incidents.region(i) == "Gao" && findings.joined.district[i].is_none())
        .unwrap_or(named);
    let before = findings.coverage_by_region();
    findings.joined.region[of_gao] = None;
    let after = findings.coverage_by_region();
    let moved = u32::from(findings.joined.district[of_gao].is_none());
    assert_eq!(after.sum(|y| y.located) + moved, before.sum(|y| y.located));
    assert_eq!(after.sum(|y| y.region_only), before.sum(|y| y.region_only) + moved);
    assert_eq!(moved, 1, "an incident of Gao is known by region only");
}
