//! The pages of the embedded project: complete, light, and silent about single incidents.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use cercle::language::Language;
use cercle::ledger::Ledger;
use cercle::paint::{Format, html};
use cercle::project::{EMBEDDED, Project};
use cercle::run;
use cercle::scene::Scene;
use cercle::sheet::Row;

/// A group that every map has.
const LAND: &str = "data-name=\"land\"";

fn project(language: Language) -> Project {
    let mut project = Project::parse(EMBEDDED, "embedded", Path::new("")).expect("valid");
    project.language = language;
    project.formats = vec![Format::Html];
    project
}

fn scenes(language: Language) -> Vec<Scene> {
    let project = project(language);
    let (findings, ground) = run::findings(&project, &mut Ledger::default()).expect("reads");
    project.figures.iter().map(|f| run::scene(&project, &ground, &findings, f).expect("draws")).collect()
}

fn page(scene: &Scene) -> String {
    String::from_utf8(html(scene).expect("paints")).expect("UTF-8")
}

#[test]
fn every_unit_is_in_the_table_once_and_on_each_map_once() {
    for scene in scenes(Language::English) {
        let page = page(&scene);
        let rows = &scene.sheet.table.rows;
        if !page.contains(LAND) {
            // Bars are there once, key figures once a year.
            let places = |row: &Row| page.matches(&format!("<g data-name=\"{}\">", row.target)).count();
            let lines = |row: &Row| page.matches(&format!("<tr data-target=\"{}\">", row.target)).count();
            assert!(
                rows.len() >= 3 && rows.iter().all(|row| [1, 3].contains(&places(row)) && lines(row) == 1),
                "{}",
                scene.title
            );
            assert!(page.contains("id=\"hint\""), "{}", scene.title);
            continue;
        }
        assert!([53, 10].contains(&rows.len()), "{}", rows.len());
        let maps = page.matches("<g data-name=\"areas\">").count();
        for row in rows {
            assert_eq!(page.matches(&format!("<tr data-target=\"{}\"", row.target)).count(), 1, "{}", row.target);
            assert_eq!(page.matches(&format!("<g data-name=\"{}\">", row.target)).count(), maps, "{}", row.target);
        }
        if rows[0].cells.len() > 7 {
            continue; // a table of people, not of incidents
        }
        let sum = |column: usize| rows.iter().map(|r| r.cells[column].value.unwrap_or(0.0)).sum::<f64>();
        let sorted = scene.sheet.table.sorted;
        // Regions count the seven incidents, too, of which nothing but the region is known.
        let expected = if rows.len() == 10 { [85.0, 10.0, 24.0, 51.0] } else { [78.0, 4.0, 24.0, 50.0] };
        assert_eq!(scene.sheet.table.total[sorted], expected[0].to_string());
        assert_eq!([0, 1, 2, 3].map(|before| sum(sorted - before)), expected);
    }
}

#[test]
fn pages_are_light_and_the_same_every_time() {
    for (scene, again) in scenes(Language::French).iter().zip(scenes(Language::French)) {
        let painted = page(scene);
        assert_eq!(painted, page(&again));
        assert!(painted.len() < 600_000, "{}: {} bytes", scene.title, painted.len());
        assert!(painted.contains("<html lang=\"fr\">") && painted.contains("<h2"), "{}", scene.title);
        assert!(painted.contains("Année") || !painted.contains(LAND), "{}", scene.title);
    }
}

/// A year alone is classed as the whole period is: its counts over its areas.
#[test]
fn coloured_maps_carry_the_class_of_each_unit_in_each_year() {
    let (mut colored, mut seen) = (0, BTreeSet::new());
    for scene in scenes(Language::English) {
        let table = &scene.sheet.table;
        let Some(shades) = &table.shades else { continue };
        colored += 1;
        assert!(page(&scene).contains("data-shades=\"{&quot;") && shades.titles.len() == 3, "{}", scene.title);
        assert!(shades.titles[1].ends_with("2023") && shades.leads[1].contains("24 of 48"), "{:?}", shades.leads);
        let sorted = table.sorted;
        for row in &table.rows {
            assert_eq!(row.parts.len(), 3);
            // Of equally long years the period is the mean.
            let mean = row.parts.iter().filter_map(|(cell, _)| cell.value).sum::<f64>() / 3.0;
            let whole = row.cells[sorted + 1].value.expect("known");
            assert!((mean - whole).abs() < 1e-9, "{}: {mean} {whole}", row.target);
            for ((cell, class), count) in row.parts.iter().zip(&row.cells[sorted - 3..sorted]) {
                let (label, _, rank) = &shades.classes[*class];
                seen.insert(label.clone());
                assert_eq!(count.value == Some(0.0), *rank == 0.0, "{}: {label}", row.target);
                assert_eq!(cell.value == Some(0.0), *rank == 0.0, "{}: {label}", row.target);
            }
        }
    }
    assert_eq!(colored, 2);
    assert!(seen.len() > 6, "{seen:?}");
}

#[test]
fn a_page_holds_no_place_and_no_words_of_an_incident() {
    let table = fs::read_to_string("assets/mali_incidents.csv").expect("the table of incidents");
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let headings = rows.headers().expect("headings").clone();
    let column = |name: &str| headings.iter().position(|h| h == name).expect(name);
    let (id, places) = (column("SiND Event ID"), [column("Latitude"), column("Longitude")]);
    let mut private = BTreeSet::new();
    for row in rows.records().map(|r| r.expect("a row")) {
        private.insert(row[id].to_string());
        // Fewer decimals than four may stand in the drawing by chance.
        let exact = |text: &&str| text.split_once('.').is_some_and(|(_, decimals)| decimals.len() >= 4);
        private.extend(places.iter().map(|&p| &row[p]).filter(exact).map(str::to_string));
    }
    private.remove("");
    assert!(private.len() > 150, "{}", private.len());
    for scene in scenes(Language::English) {
        let page = page(&scene);
        let drawn = page.split_once("<body>").expect("a body").1;
        let words: BTreeSet<&str> = drawn.split(|c: char| !c.is_alphanumeric() && c != '.' && c != '-').collect();
        let leaked: Vec<_> = private.iter().filter(|p| words.contains(p.as_str())).collect();
        assert!(leaked.is_empty(), "{leaked:?} in {}", scene.title);
    }
}

#[test]
fn a_build_lists_its_figures_and_tables() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut project = project(Language::English);
    project.formats = vec![Format::Svg, Format::Html];
    let built = run::build(&project, folder.path(), false, &|_| {}).expect("builds");
    let list = fs::read_to_string(folder.path().join("index.html")).expect("the list");
    for (name, _) in built.files.iter().filter(|(name, _)| name != "index.html") {
        assert!(list.contains(&format!("href=\"{name}\"")), "{name}");
    }
    assert_eq!(list.matches("<article").count(), project.figures.len());
    assert!(list.contains("<h1>Reported incidents affecting health care in Mali, 2022–2024</h1>"));
    assert!(!list.replace("http://www.w3.org/2000/svg", "").contains("://"), "nothing is fetched");
}

#[test]
fn no_figure_takes_the_name_of_the_list() {
    let renamed = EMBEDDED.replace("name = \"density-2022-2024\"", "name = \"index\"");
    let parse = |text: &str| Project::parse(text, "my.toml", Path::new(""));
    assert!(parse(&renamed).is_err());
    assert!(parse(&renamed.replace(", \"html\"]", "]")).is_ok());
}
