//! The figure "known locations": one panel a year, a dot for each located incident.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::enlargement::extent_of;
use super::labels::{Named, Names, RegionLook, obstacles, raster, region_names, unit_names};
use super::layout::{Figure, Panel, Setting, Stage};
use super::sheet::{targets, with_table};
use super::wording::{
    Credits, Subject, boundaries_note, coverage_note, designations_note, header, key_labels, locations_description,
    locations_title, precision_note, reported_note, sources_note, subtitle,
};
use crate::color::WHITE;
use crate::error::Result;
use crate::furniture::{Key, KeyRow, Sign, UnitBar};
use crate::incident::Precision;
use crate::language::Language;
use crate::layer::{Dot, Frame, Ground, Lines, Mark, areas, badge, borders, disperse, land, points, water};
use crate::ledger::Bucket;
use crate::measure::{Findings, YearCoverage};
use crate::palette::ink;
use crate::scene::{Facts, Item, Scene, Stroke, group};
use crate::symbol::{DOT, Known};
use crate::text::Typesetter;
use crate::unit::{Rect, to_mm};

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
        subtitle: setting.subtitle.map_or_else(|| subtitle(language, &findings.coverage), str::to_string),
        panels: if setting.yearly {
            findings.coverage.years.iter().map(|y| panel(language, y, findings)).collect()
        } else {
            vec![Panel::default()]
        },
        legend: None,
        enlarge: None,
        key: key(language, findings, subject),
        notes: Vec::new(),
        description: String::new(),
        locator: true,
    };
    let scale = ground.extent.width() / figure.panel_width();
    figure.notes = vec![
        ("note-coverage", coverage_note(language, findings, false)),
        ("note-reported", reported_note(language, false)),
        ("note-precision", precision_note(language, findings, subject, Some(DOT * scale / 1000.0))),
        ("note-boundaries", boundaries_note(language, findings, subject, credits)),
        ("note-sources", sources_note(language, credits)),
        ("note-designations", designations_note(language)),
    ];
    let shape = (setting.yearly, to_mm(figure.page.width));
    figure.description = locations_description(language, findings, &figure.title, shape);
    let extent = setting.enlarge.map(|degrees| extent_of(ground, degrees));
    figure.enlarge = extent;
    let fine = ground.clone().generalised(extent.map_or(scale, |e| e.width() / figure.panel_width()));
    let ground = ground.clone().generalised(scale);
    let set = Typesetter::default();
    let stage = Stage::new(&set, &ground);
    let marks: Vec<Vec<Mark>> = if setting.yearly {
        findings.coverage.years.iter().map(|y| marks(&ground, findings, Some(y.year))).collect()
    } else {
        vec![marks(&ground, findings, None)]
    };
    let years = findings.coverage.years.iter().map(|y| Some(y.year));
    let years: Vec<Option<i16>> = if setting.yearly { years.collect() } else { vec![None] };
    let shared: OnceLock<Shared> = OnceLock::new();
    let larger: OnceLock<Shared> = OnceLock::new();
    let targets = targets(findings, false);
    let scene = figure.scene(&stage, &|index, frame, furniture| {
        if frame.enlarged {
            if larger.get().is_none() {
                let stage = Stage::new(&set, &fine);
                let _ = larger.set(Shared::enlarged(&stage, findings, frame, (furniture, &marks))?);
            }
            return larger.get().expect("set just now").panel(&stage, frame, index, &[]);
        }
        if shared.get().is_none() {
            let dots = marks.iter().map(|marks| disperse(&ground, frame, marks)).collect();
            let _ = shared.set(Shared::new(&stage, frame, furniture, dots)?);
        }
        let shared = shared.get().expect("set just now");
        let mut items = shared.panel(&stage, frame, index, &findings.region_only(years[index]))?;
        items.push(areas(&ground, frame, targets.iter().map(|(name, unit)| (name.clone(), unit.as_slice()))));
        Ok(items)
    })?;
    let facts = Facts {
        place: subject.in_place.clone(),
        period: findings.period.label(),
        shading: None,
        unplaced: scene.facts.unplaced.clone(),
    };
    Ok(with_table(Scene { facts, ..scene }, findings, subject, false, None))
}

/// What all panels share: names stand at the same place in every one, off the dots of all.
struct Shared {
    /// The frame of the first panel, in which everything here is.
    frame: Frame,
    /// Furniture, names and the capital.
    boxes: Vec<Rect>,
    dots: Vec<Vec<Dot>>,
    base: Vec<Item>,
    names: Names,
}

impl Shared {
    fn new(stage: &Stage, frame: &Frame, furniture: &[Rect], dots: Vec<Vec<Dot>>) -> Result<Shared> {
        let all: Vec<[f64; 2]> = dots.iter().flatten().map(|d| d.at).collect();
        let mut taken = obstacles(stage.ground, frame, true, furniture, &all);
        let names = region_names(stage.set, stage.ground, frame, RegionLook::Plain, &mut taken)?;
        stage.leave_out(names.unplaced.clone());
        let base = base(stage.ground, frame);
        Ok(Shared { frame: *frame, boxes: taken.boxes, dots, base, names })
    }

    /// The same for the enlarged part: districts with dots are named, not regions.
    fn enlarged(
        stage: &Stage,
        findings: &Findings,
        frame: &Frame,
        (furniture, marks): (&[Rect], &[Vec<Mark>]),
    ) -> Result<Shared> {
        let dots: Vec<Vec<Dot>> = marks.iter().map(|marks| disperse(stage.ground, frame, marks)).collect();
        let all: Vec<[f64; 2]> = dots.iter().flatten().map(|d| d.at).collect();
        let mut taken = obstacles(stage.ground, frame, true, furniture, &all);
        let inside = marks.iter().flatten().filter(|m| frame.page.contains(frame.at(m.at)));
        let districts: BTreeSet<usize> = inside.map(|m| m.district).collect();
        let name = |d: usize| Named {
            members: vec![d],
            name: findings.boundaries.districts[d].name.clone(),
            figure: String::new(),
            fill: WHITE,
            outside: false,
        };
        let named: Vec<Named> = districts.into_iter().map(name).collect();
        let names = unit_names(stage.set, stage.ground, frame, &named, &mut taken)?;
        let base = base(stage.ground, frame);
        Ok(Shared { frame: *frame, boxes: taken.boxes, dots, base, names })
    }

    fn panel(&self, stage: &Stage, frame: &Frame, index: usize, region_only: &[u32]) -> Result<Vec<Item>> {
        let by = [frame.page.x0 - self.frame.page.x0, frame.page.y0 - self.frame.page.y0];
        let places: Vec<[f64; 2]> = self.dots[index].iter().map(|d| d.at).collect();
        let mut taken = obstacles(stage.ground, &self.frame, true, &self.boxes, &places);
        let mut badges = Vec::new();
        for &(region, bounds) in self.names.bounds.iter().filter(|(region, _)| region_only[*region] > 0) {
            let words = format!("+{}", region_only[region]);
            let home = raster(stage.ground, &self.frame, &stage.ground.regions[region].districts).sums();
            match badge(stage.set, &self.frame, (&bounds, &home), &words, &mut taken)? {
                Some(badge) => badges.push(badge),
                None => stage.leave_out([format!("{words} {}", stage.ground.regions[region].name)]),
            }
        }
        let mut items: Vec<Item> = self.base.iter().chain(&self.names.items).map(|item| item.shifted(by)).collect();
        items.push(points(&self.dots[index].iter().map(|d| d.shifted(by)).collect::<Vec<_>>()));
        items.extend((!badges.is_empty()).then(|| group("known-by-region", badges).shifted(by)));
        Ok(items)
    }
}

/// Everything under the names, lowest first.
fn base(ground: &Ground, frame: &Frame) -> Vec<Item> {
    let [district, region, country] = borders(ground, frame, Lines::OnWhite);
    vec![land(ground, frame), district, water(ground, frame), region, country]
}

/// Located incidents of a year, or of the period.
pub fn marks(ground: &Ground, findings: &Findings, year: Option<i16>) -> Vec<Mark> {
    let incidents = &findings.incidents;
    let mut marks: Vec<_> = (0..incidents.len())
        .filter(|&i| (year.is_none() || incidents.year(i) == year) && findings.joined.bucket[i] == Bucket::Joined)
        .filter_map(|i| {
            let at = ground.projection.forward(incidents.location[i]?);
            let ring = incidents.precision[i] == Precision::District;
            let (district, year) = (findings.joined.district[i]?, incidents.year(i));
            Some((incidents.date[i].map(|d| d.first), Mark { at, ring, district, year }))
        })
        .collect();
    // By date, then place: what is drawn must not depend on the order of the rows.
    let key = |m: &Mark| (m.at[0], m.at[1]);
    marks.sort_by(|(a, m), (b, n)| a.cmp(b).then(key(m).partial_cmp(&key(n)).expect("places are finite")));
    marks.into_iter().map(|(_, mark)| mark).collect()
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
        vec![
            row(vec![Sign::Tick(Known::Region), Sign::Badge], region_only),
            row(vec![Sign::Tick(Known::Nothing)], unknown),
        ],
        lines,
    ]
}
