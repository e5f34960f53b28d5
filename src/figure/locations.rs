//! The figure "known locations": one panel a year, a dot for each located incident.

use std::sync::OnceLock;

use super::labels::{Names, obstacles, region_names};
use super::layout::{Figure, Panel, Setting, Stage};
use super::wording::{
    Credits, Subject, boundaries_note, coverage_note, designations_note, header, key_labels, locations_description,
    locations_title, precision_note, reported_note, sources_note, subtitle,
};
use crate::error::Result;
use crate::furniture::{Key, KeyRow, Sign, UnitBar};
use crate::incident::Precision;
use crate::language::Language;
use crate::layer::{Frame, Ground, Lines, Mark, borders, land, points, water};
use crate::ledger::Bucket;
use crate::measure::{Findings, YearCoverage};
use crate::palette::ink;
use crate::scene::{Item, Scene, Stroke};
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
    let language = setting.language;
    let default_title = || locations_title(language, subject, &findings.period.label());
    let mut figure = Figure {
        page: setting.page,
        language,
        title: setting.title.map_or_else(default_title, str::to_string),
        subtitle: subtitle(language, &findings.coverage),
        panels: if setting.yearly {
            findings.coverage.years.iter().map(|y| panel(language, y, findings)).collect()
        } else {
            vec![Panel::default()]
        },
        legend: None,
        key: key(language, findings, subject),
        notes: Vec::new(),
        description: String::new(),
        locator: true,
    };
    let scale = ground.extent.width() / figure.panel_width();
    figure.notes = vec![
        coverage_note(language, findings, false),
        reported_note(language, false),
        precision_note(language, findings, subject, Some(DOT * scale / 1000.0)),
        boundaries_note(language, findings, subject, credits),
        sources_note(language, credits),
        designations_note(language),
    ];
    let shape = (setting.yearly, to_mm(figure.page.width));
    figure.description = locations_description(language, findings, &figure.title, shape);
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
    figure.scene(&stage, &|index, frame, furniture| {
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
    })
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

fn panel(language: Language, year: &YearCoverage, findings: &Findings) -> Panel {
    Panel {
        header: Some(header(language, &findings.coverage, year)),
        bar: Some(UnitBar {
            located: year.located,
            region: year.region_only,
            unknown: year.reported() - year.located - year.region_only,
        }),
    }
}

/// Each row ties the tick of the bar to the symbol on the map; the rows do not depend on the incidents.
fn key(language: Language, findings: &Findings, subject: &Subject) -> Key {
    let row = |signs: Vec<Sign>, label: String| KeyRow { signs, label };
    let [dot, ring, region_only, unknown, regions, districts] = key_labels(language, findings, subject);
    let mut lines = vec![row(vec![Sign::Line(Stroke::solid(ink::DISTRICT, 0.5))], districts)];
    if !findings.regions.is_empty() {
        lines.insert(0, row(vec![Sign::Line(Stroke::solid(ink::REGION, 0.75))], regions));
    }
    vec![
        vec![
            row(vec![Sign::Tick(Known::Located), Sign::Dot], dot),
            row(vec![Sign::Tick(Known::Located), Sign::Ring], ring),
        ],
        vec![row(vec![Sign::Tick(Known::Region)], region_only), row(vec![Sign::Tick(Known::Nothing)], unknown)],
        lines,
    ]
}
