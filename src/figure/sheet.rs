//! The table beside a figure: a line for each district or region, most incidents first.

use super::wording::{
    Subject, headings, hint, layers, number_cell, period_remark, periods, region_heading, table_title, told, unit_word,
};
use crate::color::Color;
use crate::furniture::fixed;
use crate::language::Language;
use crate::measure::{Findings, Number, Values};
use crate::scene::{Item, Scene};
use crate::sheet::{Cell, Column, Periods, Row, Sheet, Table};

/// More years than this are too many columns.
const MOST_YEARS: usize = 12;

/// A value and a class for each unit, as a choropleth shows them.
pub(super) struct Classed<'a> {
    /// Heading of the values.
    pub title: String,
    /// The values.
    pub values: &'a Values,
    /// Class of each unit: label, colour and rank.
    pub classes: Vec<(String, Color, f64)>,
}

/// Names of the units as groups of a scene, with their districts.
pub(super) fn targets(findings: &Findings, by_region: bool) -> Vec<(String, Vec<usize>)> {
    if by_region {
        return findings.regions.iter().map(|r| (format!("region-{}", r.id), r.districts.clone())).collect();
    }
    let districts = findings.boundaries.districts.iter().enumerate();
    districts.map(|(d, district)| (format!("district-{}", district.id), vec![d])).collect()
}

/// The scene with its table: counts by year and unit, and what a choropleth shows of them.
pub(super) fn with_table(
    scene: Scene,
    findings: &Findings,
    subject: &Subject,
    by_region: bool,
    classed: Option<&Classed>,
) -> Scene {
    let language = scene.language;
    let unit = unit_word(language, by_region, subject);
    let years = years(findings);
    let [title, whole] = periods(language).map(String::from);
    // A map of a year has its own name; the map of a whole period is just "map".
    let one_map = scene.items.iter().any(|item| matches!(item, Item::Group(group) if group.id == "map"));
    let remark = one_map.then(|| period_remark(language, &findings.period.label()));
    let sheet = Sheet {
        hint: hint(language, &unit),
        layers: layers(language),
        periods: Periods {
            title,
            whole,
            parts: years.iter().map(i16::to_string).collect(),
            remark: remark.unwrap_or_default(),
        },
        table: Lines::new(findings, years, (language, by_region)).table(&unit, classed),
        ..scene.sheet
    };
    Scene { sheet: sheet.mapped(|text| language.spaced(text)), ..scene }
}

/// The years that have columns of their own: none if there is but one, or too many, or if counts are held back.
fn years(findings: &Findings) -> Vec<i16> {
    let years = findings.period.years();
    let shown = (2..=MOST_YEARS).contains(&years.len()) && !findings.withheld.hides_incidents();
    if shown { years } else { Vec::new() }
}

struct Lines<'a> {
    language: Language,
    findings: &'a Findings,
    years: Vec<i16>,
    by_region: bool,
    /// Incidents of each unit: for each year that has a column, then all. Of a region also those known by region only.
    counts: Vec<Vec<Number>>,
}

impl<'a> Lines<'a> {
    fn new(findings: &'a Findings, years: Vec<i16>, (language, by_region): (Language, bool)) -> Lines<'a> {
        let of = |year: Option<i16>| match by_region {
            true => findings.counted_by_region(year),
            false => findings.incidents_by_district(year).by_district,
        };
        let counts = years.iter().copied().map(Some).chain([None]).map(of).collect();
        Lines { language, findings, years, by_region, counts }
    }

    fn table(&self, unit: &str, classed: Option<&Classed>) -> Table {
        let units = targets(self.findings, self.by_region);
        let sum = |u: usize| self.counts.last().and_then(|all| all[u].known()).unwrap_or_default();
        let mut order: Vec<usize> = (0..units.len()).collect();
        let value = |u: usize| classed.and_then(|c| c.values.values()[u]).unwrap_or(0.0);
        order.sort_by(|&a, &b| {
            let most = sum(b).cmp(&sum(a)).then(value(b).total_cmp(&value(a)));
            most.then_with(|| self.name(a).cmp(self.name(b))).then(a.cmp(&b))
        });
        let row = |u: usize| Row { target: units[u].0.clone(), cells: self.cells(u, classed), ..Row::default() };
        let columns = self.columns(unit, classed);
        let sorted = 1 + usize::from(self.has_regions()) + self.years.len();
        Table {
            title: table_title(self.language, unit),
            rows: order.into_iter().map(row).collect(),
            total: self.total(columns.len()),
            columns,
            sorted,
            shades: None,
        }
    }

    fn name(&self, unit: usize) -> &str {
        if self.by_region { &self.findings.regions[unit].name } else { &self.findings.boundaries.districts[unit].name }
    }

    /// Whether a column names the region of each district.
    fn has_regions(&self) -> bool {
        !self.by_region && !self.findings.regions.is_empty()
    }

    fn columns(&self, unit: &str, classed: Option<&Classed>) -> Vec<Column> {
        let words = |title: &str| Column { title: title.to_string(), ..Column::default() };
        let number = |title: &str| Column { numeric: true, ..words(title) };
        let [sum, class, _] = headings(self.language);
        let mut columns = vec![words(&capital(unit))];
        columns.extend(self.has_regions().then(|| words(region_heading(self.language))));
        let year = |y: &i16| Column { period: Some(y.to_string()), ..number(&y.to_string()) };
        columns.extend(self.years.iter().map(year));
        let period = self.findings.period.label();
        columns.push(number(if self.years.is_empty() { &period } else { sum }));
        if let Some(classed) = classed {
            columns.extend([number(&classed.title), words(class)]);
        }
        columns
    }

    fn cells(&self, unit: usize, classed: Option<&Classed>) -> Vec<Cell> {
        let mut cells = vec![Cell::words(self.name(unit))];
        cells.extend(self.has_regions().then(|| Cell::words(&self.findings.boundaries.districts[unit].region)));
        cells.extend(self.counts.iter().map(|counts| number_cell(self.language, counts[unit])));
        let Some(classed) = classed else { return cells };
        cells.push(value_cell(self.language, classed.values, unit));
        let (label, color, rank) = &classed.classes[unit];
        cells.push(Cell { color: Some(*color), ..Cell::number(*rank, label.clone()) });
        cells
    }

    fn total(&self, columns: usize) -> Vec<String> {
        let [_, _, total] = headings(self.language);
        let mut line = vec![total.to_string()];
        line.extend(self.has_regions().then(String::new));
        line.extend(self.counts.iter().map(|counts| told(self.language, counts.iter().copied().sum())));
        line.resize(columns, String::new());
        line
    }
}

/// The value of a unit, written as those of its column.
pub(super) fn value_cell(language: Language, values: &Values, unit: usize) -> Cell {
    match values.values()[unit] {
        Some(value) => Cell::number(value, fixed(language, value, decimals(values))),
        None => Cell::words("–"),
    }
}

/// Decimals by which the smallest value of a column is still no zero, three at most.
fn decimals(values: &Values) -> usize {
    let sizes = values.values().iter().flatten().map(|v| v.abs()).filter(|v| *v > 0.0);
    let least = sizes.fold(1.0, f64::min);
    (-least.log10()).ceil().clamp(0.0, 3.0) as usize
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
