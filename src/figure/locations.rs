//! The figure "known locations": one panel a year, a dot for each located incident.

use std::sync::OnceLock;

use super::labels::{Names, obstacles, region_names};
use super::layout::{Figure, Panel, Setting, Stage};
use super::wording::{
    Credits, Subject, boundaries_note, coverage_note, designations_note, of_word, precision_note, reported_note,
    sources_note, subtitle,
};
use crate::error::Result;
use crate::furniture::{Header, Key, KeyRow, Sign, UnitBar};
use crate::incident::Precision;
use crate::layer::{Frame, Ground, Lines, Mark, borders, land, points, water};
use crate::ledger::Bucket;
use crate::measure::{Findings, YearCoverage};
use crate::palette::ink;
use crate::scene::{Facts, Item, Scene, Stroke};
use crate::symbol::{DOT, Known};
use crate::text::Typesetter;
use crate::unit::to_mm;

/// Located incidents on one map a year of the period, or on one for the whole.
///
/// # Errors
/// If a text does not fit the page or the font lacks a letter.
pub fn locations_figure(
    ground: &Ground,
    findings: &Findings,
    (subject, credits): (&Subject, &Credits),
    setting: Setting,
) -> Result<Scene> {
    let default_title =
        format!("Known locations of reported {} in {}, {}", subject.incidents, subject.place, findings.period.label());
    let mut figure = Figure {
        page: setting.page,
        language: setting.language,
        title: setting.title.map_or(default_title, str::to_string),
        subtitle: subtitle(&findings.coverage),
        panels: if setting.yearly {
            findings.coverage.years.iter().map(|y| panel(y, findings)).collect()
        } else {
            vec![Panel::default()]
        },
        legend: None,
        key: key(findings, subject),
        notes: Vec::new(),
        description: String::new(),
        locator: true,
    };
    let scale = ground.extent.width() / figure.panel_width();
    figure.notes = vec![
        ("note-coverage", coverage_note(findings, false)),
        ("note-reported", reported_note(false)),
        ("note-precision", precision_note(findings, Some(DOT * scale / 1000.0))),
        ("note-boundaries", boundaries_note(findings, subject, credits)),
        ("note-sources", sources_note(credits)),
        ("note-designations", designations_note()),
    ];
    figure.description = description(&figure, findings);
    let ground = ground.clone().generalised(scale);
    let set = Typesetter::default();
    let stage = Stage::new(&set, &ground);
    let marks: Vec<Vec<Mark>> = if setting.yearly {
        findings.coverage.years.iter().map(|y| marks(&ground, findings, Some(y.year))).collect()
    } else {
        vec![marks(&ground, findings, None)]
    };
    // Names stand at the same place in every panel, off the dots of all.
    let names: OnceLock<(Frame, Vec<Item>)> = OnceLock::new();
    let scene = figure.scene(&stage, &|index, frame, furniture| {
        if names.get().is_none() {
            let dots: Vec<[f64; 2]> = marks.iter().flatten().map(|m| frame.at(m.at)).collect();
            let mut taken = obstacles(&ground, frame, true, furniture, &dots);
            let Names { items, .. } = region_names(&set, &ground, frame, &mut taken)?;
            let base = base(&ground, frame).into_iter().chain(items).collect();
            let _ = names.set((*frame, base));
        }
        let (first, base) = names.get().expect("set just now");
        let by = [frame.page.x0 - first.page.x0, frame.page.y0 - first.page.y0];
        Ok(base.iter().map(|item| item.shifted(by)).chain([points(frame, &marks[index])]).collect())
    })?;
    let facts = Facts { place: subject.place.clone(), period: findings.period.label(), shading: None };
    Ok(Scene { facts, ..scene })
}

/// Everything under the names, lowest first.
fn base(ground: &Ground, frame: &Frame) -> Vec<Item> {
    let [district, region, country] = borders(ground, frame, Lines::OnWhite);
    vec![land(ground, frame), district, water(ground, frame), region, country]
}

/// Located incidents of a year, or of the period.
pub fn marks(ground: &Ground, findings: &Findings, year: Option<i16>) -> Vec<Mark> {
    let incidents = &findings.incidents;
    (0..incidents.len())
        .filter(|&i| (year.is_none() || incidents.year(i) == year) && findings.joined.bucket[i] == Bucket::Joined)
        .filter_map(|i| {
            let at = ground.projection.forward(incidents.location[i]?);
            Some(Mark { at, ring: incidents.precision[i] == Precision::District })
        })
        .collect()
}

fn panel(year: &YearCoverage, findings: &Findings) -> Panel {
    Panel {
        header: Some(Header {
            period: year.year.to_string(),
            share: format!("{} of {}", year.located, year.reported()),
            of: of_word(&findings.coverage).to_string(),
        }),
        bar: Some(UnitBar {
            located: year.located,
            region: year.region_only,
            unknown: year.reported() - year.located - year.region_only,
        }),
    }
}

/// Each row ties the tick of the bar to the symbol on the map; the rows do not depend on the incidents.
fn key(findings: &Findings, subject: &Subject) -> Key {
    let row = |signs: Vec<Sign>, label: &str| KeyRow { signs, label: label.to_string() };
    let regions = format!("Region ({})", findings.regions.len());
    let districts = format!("District ({} {})", findings.boundaries.districts.len(), subject.districts);
    let mut lines = vec![row(vec![Sign::Line(Stroke::solid(ink::DISTRICT, 0.5))], &districts)];
    if !findings.regions.is_empty() {
        lines.insert(0, row(vec![Sign::Line(Stroke::solid(ink::REGION, 0.75))], &regions));
    }
    vec![
        vec![
            row(vec![Sign::Tick(Known::Located), Sign::Dot], "Located to about 25 km, or on a road"),
            row(vec![Sign::Tick(Known::Located), Sign::Ring], "Located to a commune or district"),
        ],
        vec![
            row(vec![Sign::Tick(Known::Region)], "Region known only: counted, no dot"),
            row(vec![Sign::Tick(Known::Nothing)], "Place unknown: not on the map"),
        ],
        lines,
    ]
}

fn description(figure: &Figure, findings: &Findings) -> String {
    let years: Vec<String> = findings
        .coverage
        .years
        .iter()
        .map(|y| format!("{}: {} of {} {} located", y.year, y.located, y.reported(), of_word(&findings.coverage)))
        .collect();
    let mut order: Vec<usize> = (0..findings.counts.total.len()).collect();
    order.sort_by_key(|&d| std::cmp::Reverse(findings.counts.total[d]));
    let most: Vec<String> = order
        .iter()
        .take(3)
        .map(|&d| format!("{} {}", findings.boundaries.districts[d].name, findings.counts.total[d]))
        .collect();
    format!(
        "{}. Dot maps, one a year. {}. Most located incidents: {}. Figure width {:.0} mm.",
        figure.title,
        years.join("; "),
        most.join(", "),
        to_mm(figure.page.width)
    )
}
