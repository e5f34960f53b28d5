//! The table beside circles of people: a line for each district, a column for each map.

use super::circles::Shown;
use super::sheet::{targets, with_table};
use super::wording::{Subject, headings, number_cell, region_heading, told, unit_word};
use crate::measure::{Findings, Tallied};
use crate::scene::Scene;
use crate::sheet::{Cell, Column, Row, Sheet, Table};

/// The scene with its table: what every map shows of each district, most first.
pub(super) fn with_people(scene: Scene, findings: &Findings, subject: &Subject, panels: &[(Shown, Tallied)]) -> Scene {
    let scene = with_table(scene, findings, subject, false, None);
    let language = scene.language;
    let words = |title: &str| Column { title: title.to_string(), ..Column::default() };
    let map = |(shown, _): &(Shown, Tallied)| {
        let period = shown.year.map(|y| y.to_string());
        let title = format!("{} {}", shown.label, period.as_deref().unwrap_or_default());
        Column { numeric: true, period, ..words(title.trim()) }
    };
    let mut columns = vec![words(&unit_word(language, false, subject)), words(region_heading(language))];
    columns.extend(panels.iter().map(map));
    let row = |(d, (target, _)): (usize, (String, Vec<usize>))| {
        let district = &findings.boundaries.districts[d];
        let mut cells = vec![Cell::words(&district.name), Cell::words(&district.region)];
        cells.extend(panels.iter().map(|(_, sums)| number_cell(language, sums.by_district[d])));
        Row { target, cells, ..Row::default() }
    };
    let mut rows: Vec<Row> = targets(findings, false).into_iter().enumerate().map(row).collect();
    // What is held back stands last, in the order of the boundary file: its place must not tell it.
    rows.sort_by(|a, b| b.cells[2].value.partial_cmp(&a.cells[2].value).expect("no count is NaN"));
    let mut total = vec![headings(language)[2].to_string(), String::new()];
    total.extend(panels.iter().map(|(_, sums)| told(language, sums.located())));
    let table = Table { columns, rows, total, sorted: 2, ..scene.sheet.table };
    Scene { sheet: Sheet { table, ..scene.sheet }, ..scene }
}
