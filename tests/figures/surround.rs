//! What surrounds the maps of the embedded project: bars and key figures whose sums agree, and captions.

use std::path::Path;

use cercle::language::Language;
use cercle::ledger::Ledger;
use cercle::measure::{Findings, Number, YearSum};
use cercle::project::{EMBEDDED, Project};
use cercle::run;
use cercle::scene::{Item, Scene};

fn parse(text: &str) -> Project {
    Project::parse(text, "embedded", Path::new("")).expect("valid")
}

fn findings() -> Findings {
    run::findings(&parse(EMBEDDED), &mut Ledger::default()).expect("reads").0
}

const COUNTS: [Option<&str>; 4] =
    [None, Some("health_workers_kidnapped"), Some("health_workers_arrested"), Some("health_workers_killed")];

#[test]
fn years_months_and_regions_add_up_to_one_total() {
    let findings = findings();
    for count in COUNTS {
        let years = findings.by_year(count).expect("is counted");
        let known = |number: Number| number.known().expect("nothing is held back");
        let total: u32 = years.iter().map(|y| known(y.bar.total())).sum();
        let rows: u32 = years.iter().map(|y| known(y.rows)).sum();
        let regions = findings.by_region(count).expect("is counted");
        let by_region: u32 = regions.regions.iter().map(|bar| known(bar.total())).sum();
        assert_eq!(by_region + known(regions.elsewhere), total, "{count:?}");
        let months = findings.by_month(count).expect("is counted");
        let monthly: u32 = months.years.iter().flat_map(|(_, months)| months).map(|bar| known(bar.total())).sum();
        assert!(monthly <= rows && rows <= total, "{count:?}: {monthly} {rows} {total}");
    }
    assert!(findings.by_year(Some("health_workers")).is_none());
}

#[test]
fn published_totals_are_read_for_every_count_that_has_them() {
    let findings = findings();
    let published = |count| {
        let years = findings.by_year(count).expect("is counted");
        years.iter().map(|y: &YearSum| y.published).collect::<Vec<_>>()
    };
    assert_eq!(published(COUNTS[0]), [Some(57), Some(48), Some(36)]);
    assert_eq!(published(COUNTS[1]), [Some(26), Some(31), Some(8)]);
    assert_eq!(published(COUNTS[2]), [Some(2), Some(3), Some(8)]);
    assert_eq!(published(COUNTS[3]), [None, None, None]);
}

#[test]
fn a_published_total_adds_what_the_rows_lack_and_takes_nothing_away() {
    let findings = findings();
    for count in COUNTS {
        for year in findings.by_year(count).expect("is counted") {
            let (rows, total) = (year.rows.known().expect("known"), year.bar.total().known().expect("known"));
            assert_eq!(total, rows.max(year.published.unwrap_or(0)), "{count:?} {}", year.year);
            assert_eq!(year.exceeds, year.published.is_some_and(|p| p < rows));
        }
    }
    let arrested = findings.by_year(COUNTS[2]).expect("is counted");
    assert!(arrested[0].exceeds && !arrested[1].exceeds, "rows say 4 of 2022, the total 2");
}

fn said(items: &[Item], words: &mut Vec<String>) {
    for item in items {
        match item {
            Item::Group(group) => said(&group.items, words),
            Item::Text(text) => words.push(text.text.clone()),
            Item::Path(_) | Item::Image(_) => {}
        }
    }
}

fn words(scene: &Scene) -> String {
    let mut words = Vec::new();
    said(&scene.items, &mut words);
    words.join(" ")
}

#[test]
fn a_caption_may_stand_under_the_title_of_any_figure() {
    let text = EMBEDDED.replace("\nname = ", "\nsubtitle = \"caption\"\nname = ");
    let mut project = parse(&text);
    let (findings, ground) = run::findings(&project, &mut Ledger::default()).expect("reads");
    for language in Language::ALL {
        project.language = language;
        let caption = run::captioned(&project, &findings, language);
        for spec in &project.figures {
            let scene = run::scene(&project, &ground, &findings, spec).expect("draws");
            assert!(words(&scene).contains(&caption), "{} ({})", spec.name, language.tag());
        }
    }
}

#[test]
fn captions_are_one_paragraph_each() {
    let folder = tempfile::tempdir().expect("a folder");
    run::build(&parse(EMBEDDED), folder.path(), false, &|_| {}).expect("builds");
    for (name, start, end) in [
        (
            "caption.en.txt",
            "Reported incidents affecting health care in Mali: 57 in 2022, 48 in",
            "can be read from that.",
        ),
        (
            "caption.fr.txt",
            "Incidents signalés touchant les soins de santé au Mali\u{202f}: 57 en 2022",
            "ne peut en être tirée.",
        ),
    ] {
        let text = std::fs::read_to_string(folder.path().join(name)).expect("UTF-8");
        assert!(text.starts_with(start) && text.ends_with(&format!("{end}\n")), "{text}");
        assert_eq!(text.matches('\n').count(), 1);
    }
}
