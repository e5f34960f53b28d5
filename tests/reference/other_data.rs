//! Other incidents in other boundaries: a project file is all that it takes. The files are not part of the project: without
//! them these tests say so and pass.

use std::path::{Path, PathBuf};

use cercle::language::Language;
use cercle::ledger::{Bucket, Ledger};
use cercle::lint::{Severity, lint};
use cercle::paint::{Format, Lettering};
use cercle::project::Project;
use cercle::run;

/// What a project is made of: title words, place, period, boundary tables, incident tables, a count of people.
struct Case {
    name: &'static str,
    subject: [&'static str; 2],
    years: [i16; 2],
    incidents: &'static str,
    only: &'static str,
    boundaries: &'static str,
    /// Whether the boundary file knows regions.
    regions: bool,
    count: Option<&'static str>,
}

const CASES: [Case; 4] = [
    Case {
        name: "aid workers, fifty districts without regions",
        subject: ["incidents affecting aid workers", "Mali"],
        years: [2020, 2024],
        incidents: "incidents/aidWorkerKIKA.json",
        only: "only = { \"Country ISO\" = [\"MLI\"] }",
        boundaries: "geoboundaries-2023/mali-cercles-polygons.json",
        regions: false,
        count: Some("aid_workers_killed"),
    },
    Case {
        name: "aid workers, seven hundred communes",
        subject: ["incidents affecting aid workers", "Mali"],
        years: [2020, 2024],
        incidents: "incidents/aidWorkerKIKA.json",
        only: "only = { \"Country ISO\" = [\"MLI\"] }",
        boundaries: "codab-20211220/mli_admbnda_adm3_1m_gov_20211220.shp",
        regions: true,
        count: Some("aid_workers_kidnapped"),
    },
    Case {
        name: "food security, eight rows",
        subject: ["incidents affecting food security", "Mali"],
        years: [2020, 2024],
        incidents: "incidents/2020-2024-food-security-incident-data-backfill.xlsx",
        only: "only = { \"Country ISO\" = [\"MLI\"] }",
        boundaries: "codab-20211220/mli_admbnda_adm2_1m_gov_20211220.shp",
        regions: true,
        count: None,
    },
    Case {
        name: "food security, the countries of West Africa",
        subject: ["incidents affecting food security", "West Africa"],
        years: [2020, 2024],
        incidents: "incidents/2020-2024-food-security-incident-data-backfill.xlsx",
        only: "",
        boundaries: "bundled:neighbours.geojson",
        regions: false,
        count: None,
    },
];

/// The folder of the files, or `None` (and a word) if it is not there.
fn reference() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/reference");
    if !folder.exists() {
        eprintln!("skipped: {} is not there", folder.display());
        return None;
    }
    Some(folder)
}

fn project_file(case: &Case) -> String {
    let named = if case.boundaries.starts_with("bundled:") { "id = \"iso_n3\"\nname = \"name\"\n" } else { "" };
    let population = "[population]\nfile = \"bundled:mali_census_2022.csv\"\nregion = \"region_pcode\"\n\
                      people = \"population_2022\"\nsource = \"census\"\n";
    let mut text = format!(
        "[subject]\nincidents = \"{}\"\nplace = \"{}\"\n[period]\nfirst = {}\nlast = {}\n\
         [[incidents]]\nfile = \"{}\"\n{}\n[boundaries]\nfile = \"{}\"\n{named}",
        case.subject[0], case.subject[1], case.years[0], case.years[1], case.incidents, case.only, case.boundaries
    );
    text += if case.regions { population } else { "vintage = \"in force in 2023\"\n" };
    let kinds = ["locations", "circles", "density", "hexbin", "region-density", "region-rate"];
    for kind in kinds.iter().filter(|k| case.regions || !k.starts_with("region")) {
        let size = if *kind == "hexbin" { "hexagon = 100\n" } else { "" };
        text += &format!("[[figure]]\nname = \"{kind}\"\nkind = \"{kind}\"\nwidth = 170\n{size}");
    }
    if let Some(column) = case.count {
        text += "[[figure]]\nname = \"people\"\nkind = \"circles\"\nsize = \"120\"\nyearly = true\n";
        text += &format!("[[figure.count]]\ncolumn = \"{column}\"\nlabel = \"People\"\nfr.label = \"Personnes\"\n");
    }
    text
}

#[test]
fn every_kind_of_figure_is_drawn_from_other_files_in_both_languages() {
    let Some(folder) = reference() else { return };
    for case in &CASES {
        let mut project = Project::parse(&project_file(case), "my.toml", &folder).expect(case.name);
        for language in Language::ALL {
            project.language = language;
            let mut ledger = Ledger::default();
            let (findings, ground) = run::findings(&project, &mut ledger).expect(case.name);
            let buckets: usize = Bucket::ALL.iter().map(|b| ledger.count(*b)).sum();
            assert_eq!(buckets as u64, ledger.rows_read(), "{}", case.name);
            assert!(ledger.count(Bucket::Joined) > 0, "{}", case.name);
            for spec in &project.figures {
                let what = format!("{}, {} ({})", case.name, spec.name, language.tag());
                let scene = match run::scene(&project, &ground, &findings, spec) {
                    Ok(scene) => scene,
                    Err(error) => panic!("{what}: {error}"),
                };
                let broken: Vec<_> = lint(&scene).into_iter().filter(|f| f.severity == Severity::Error).collect();
                assert!(broken.is_empty(), "{what}: {broken:?}");
                assert!(Format::Png.paint(&scene, Lettering::Words).is_ok_and(|file| file.len() > 10_000), "{what}");
                assert!(Format::Svg.paint(&scene, Lettering::Words).is_ok_and(|file| file.len() > 10_000), "{what}");
            }
        }
    }
}

#[test]
fn figures_that_would_show_nothing_are_refused_with_a_way_out() {
    let Some(folder) = reference() else { return };
    let text = project_file(&CASES[0]);
    let by_region = text.replacen("kind = \"density\"", "kind = \"region-density\"", 1);
    let project = Project::parse(&by_region, "my.toml", &folder).expect("valid");
    let (findings, ground) = run::findings(&project, &mut Ledger::default()).expect("reads");
    let refused = |spec| run::scene(&project, &ground, &findings, spec).err();
    let error = project.figures.iter().find_map(refused).expect("the boundary file has no regions");
    assert!(error.hint.is_some_and(|h| h.contains("region_id")), "{}", error.message);
    let rate = text.replacen("kind = \"density\"", "kind = \"region-rate\"", 1);
    let error = Project::parse(&rate, "my.toml", &folder).expect_err("nobody said how many people there are");
    assert!(error.hint.is_some_and(|h| h.contains("region-density")), "{}", error.message);
}
