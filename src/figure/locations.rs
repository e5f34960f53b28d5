//! The figure "known locations": one panel a year, a dot for each located incident.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::category::Kinds;
use super::enlargement::extent_of;
use super::labels::{Named, Names, RegionLook, obstacles, raster, region_names, unit_names};
use super::layout::{Figure, Panel, Setting, Stage};
use super::orientation::{Orientation, place_names};
use super::sheet::{targets, with_table};
use super::wording::{
    Counted, Credits, Subject, boundaries_note, coverage_note, designations_note, header, key_labels,
    locations_description, locations_title, precision_note, reported_note, sources_note, subtitle,
};
use crate::color::WHITE;
use crate::error::{Error, Kind as ErrorKind, Result};
use crate::furniture::{Key, KeyRow, Sign, UnitBar};
use crate::incident::Precision;
use crate::language::Language;
use crate::layer::{Dot, Frame, Ground, Lines, Mark, areas, badge, borders, disperse, land, points, water};
use crate::measure::Findings;
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
    let kinds = setting.category.map(|c| Kinds::new(findings, c, setting.yearly && !c.panels)).transpose()?;
    let parts = parts(findings, kinds.as_ref(), setting);
    let by_year = parts.iter().all(|part| part.place.is_none());
    let mut figure = Figure {
        page: setting.page,
        language,
        title: setting.title.map_or_else(default_title, str::to_string),
        subtitle: setting.subtitle.map_or_else(|| subtitle(language, &findings.coverage, by_year), str::to_string),
        panels: parts.iter().map(|part| panel(language, findings, kinds.as_ref(), *part)).collect(),
        legend: None,
        enlarge: None,
        key: key(language, findings, subject, kinds.as_ref()),
        notes: Vec::new(),
        description: String::new(),
        locator: true,
        orientation: setting.orientation,
    };
    let scale = ground.extent.width() / figure.panel_width();
    if figure.panels.iter().all(|panel| panel.bar.is_none()) {
        figure.key = without_ticks(figure.key);
    }
    figure.notes = vec![
        ("note-coverage", coverage_note(language, findings, Counted::Drawn)),
        ("note-reported", reported_note(language, false)),
        ("note-precision", precision_note(language, findings, subject, Some(DOT * scale / 1000.0))),
        ("note-boundaries", boundaries_note(language, findings, subject, credits)),
        ("note-sources", sources_note(language, credits)),
        ("note-designations", designations_note(language)),
    ];
    let sorted = kinds.as_ref().map(|k| k.described(language, !by_year));
    let shape = (setting.yearly, to_mm(figure.page.width));
    figure.description = locations_description(language, findings, &figure.title, shape, sorted.as_ref());
    let extent = setting.enlarge.map(|degrees| extent_of(ground, degrees));
    figure.enlarge = extent;
    let fine = extent.map(|e| ground.clone().generalised(e.width() / figure.panel_width()));
    let ground = ground.clone().generalised(scale);
    let set = Typesetter::default();
    let stage = Stage::new(&set, &ground);
    let marks: Vec<Vec<Mark>> = parts.iter().map(|part| marks(&ground, findings, kinds.as_ref(), *part)).collect();
    let shared: OnceLock<Shared> = OnceLock::new();
    let larger: OnceLock<Shared> = OnceLock::new();
    let targets = targets(findings, false);
    let scene = figure.scene(&stage, &|index, frame, furniture| {
        if let Some(fine) = fine.as_ref().filter(|_| frame.enlarged) {
            if larger.get().is_none() {
                let stage = Stage::new(&set, fine);
                let _ = larger.set(Shared::enlarged(&stage, findings, frame, (furniture, &marks))?);
            }
            return larger.get().expect("set just now").panel(&stage, frame, index, &[]);
        }
        if shared.get().is_none() {
            let dots = marks.iter().map(|marks| disperse(&ground, frame, marks)).collect();
            let _ = shared.set(Shared::new(&stage, frame, (furniture, setting.orientation), dots)?);
        }
        let region_only = findings.undrawn(|i| parts[index].holds(findings, kinds.as_ref(), i));
        let mut items = shared.get().expect("set just now").panel(&stage, frame, index, &region_only)?;
        items.push(areas(&ground, frame, targets.iter().map(|(name, unit)| (name.clone(), unit.as_slice()))));
        Ok(items)
    });
    let scene = scene.map_err(|e| if kinds.is_some() { too_long(e) } else { e })?;
    let facts = Facts {
        place: subject.in_place.clone(),
        period: findings.period.label(),
        shading: None,
        unplaced: scene.facts.unplaced.clone(),
    };
    let mut scene = with_table(Scene { facts, ..scene }, findings, subject, false, None);
    if let Some(kinds) = kinds {
        scene.sheet.table = kinds.tabled(scene.sheet.table, findings, language, &targets);
    }
    Ok(scene)
}

/// The rows of a figure without unit bars: what only their ticks show is no row.
fn without_ticks(mut key: Key) -> Key {
    let is_tick = |sign: &Sign| matches!(sign, Sign::Tick(_));
    for rows in &mut key {
        rows.retain(|row| row.signs.is_empty() || !row.signs.iter().all(is_tick));
        rows.iter_mut().for_each(|row| row.signs.retain(|sign| !is_tick(sign)));
    }
    key
}

/// Kinds have the names that the files give them, which may be long.
fn too_long(error: Error) -> Error {
    match &error.hint {
        Some(hint) if error.kind == ErrorKind::Data => {
            let hint = format!("{hint}; a project file can give kinds other names: [[figure.value]]");
            error.hint(hint)
        }
        _ => error,
    }
}

/// Which incidents a map shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Part {
    /// Those of a calendar year.
    year: Option<i16>,
    /// Those of a kind, by its place.
    place: Option<usize>,
}

impl Part {
    fn holds(&self, findings: &Findings, kinds: Option<&Kinds>, incident: usize) -> bool {
        let place = || kinds.map(|k| k.sorting.place[incident]);
        (self.year.is_none() || findings.incidents.year(incident) == self.year)
            && (self.place.is_none() || place() == self.place)
    }
}

/// A map a kind, a year, or one for all.
fn parts(findings: &Findings, kinds: Option<&Kinds>, setting: Setting) -> Vec<Part> {
    match kinds {
        Some(kinds) if setting.category.is_some_and(|c| c.panels) => {
            kinds.shown().into_iter().map(|place| Part { place: Some(place), year: None }).collect()
        }
        _ if setting.yearly => {
            findings.coverage.years.iter().map(|y| Part { year: Some(y.year), place: None }).collect()
        }
        _ => vec![Part::default()],
    }
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
    fn new(
        stage: &Stage,
        frame: &Frame,
        (furniture, orientation): (&[Rect], Orientation),
        dots: Vec<Vec<Dot>>,
    ) -> Result<Shared> {
        let all: Vec<[f64; 2]> = dots.iter().flatten().map(|d| d.at).collect();
        let mut taken = obstacles(stage.ground, frame, true, furniture, &all);
        let mut names = region_names(stage.set, stage.ground, frame, RegionLook::Plain, &mut taken)?;
        let named: Vec<&str> = stage.ground.regions.iter().map(|r| r.name.as_str()).collect();
        let places = place_names(stage, frame, orientation, &named, &mut taken)?;
        names.items.splice(0..0, places.items);
        stage.leave_out(names.unplaced.iter().chain(&places.unplaced).cloned());
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

/// Located incidents of a part, or of the whole.
pub fn marks(ground: &Ground, findings: &Findings, kinds: Option<&Kinds>, part: Part) -> Vec<Mark> {
    let incidents = &findings.incidents;
    let mut marks: Vec<_> = (0..incidents.len())
        .filter(|&i| findings.joined.located(i) && part.holds(findings, kinds, i))
        .filter_map(|i| {
            let at = ground.projection.forward(incidents.location[i]?);
            let ring = incidents.precision[i] == Precision::District;
            let (district, year) = (findings.joined.district[i]?, incidents.year(i));
            let mark = Mark { at, ring, district, year, emblem: kinds.map(|k| k.emblem(i)) };
            Some((incidents.date[i].map(|d| d.first), kinds.map(|k| k.sorting.place[i]), mark))
        })
        .collect();
    // By date, then place: what is drawn must not depend on the order of the rows.
    let key = |m: &Mark| (m.at[0], m.at[1]);
    marks.sort_by(|(a, k, m), (b, l, n)| {
        a.cmp(b).then(key(m).partial_cmp(&key(n)).expect("places are finite")).then(k.cmp(l)).then(m.ring.cmp(&n.ring))
    });
    marks.into_iter().map(|(.., mark)| mark).collect()
}

fn panel(language: Language, findings: &Findings, kinds: Option<&Kinds>, part: Part) -> Panel {
    if let (Some(kinds), Some(place)) = (kinds, part.place) {
        return kinds.panel(language, findings, place);
    }
    let Some(year) = findings.coverage.years.iter().find(|y| Some(y.year) == part.year) else {
        return Panel::default();
    };
    Panel {
        header: Some(header(language, &findings.coverage, year)),
        bar: Some(UnitBar {
            located: year.located,
            region: year.region_only + year.by_words,
            unknown: year.reported() - year.located - year.region_only - year.by_words,
        }),
    }
}

/// Each row ties the tick of the bar to the symbol on the map; the rows do not depend on the incidents, unless their kinds
/// have symbols.
fn key(language: Language, findings: &Findings, subject: &Subject, kinds: Option<&Kinds>) -> Key {
    let row = |signs: Vec<Sign>, label: String| KeyRow { signs, label };
    let [dot, ring, region_only, unknown, regions, districts] = key_labels(language, findings, subject);
    let mut lines = vec![row(vec![Sign::Line(Stroke::solid(ink::DISTRICT, 0.5))], districts)];
    if !findings.regions.is_empty() {
        lines.insert(0, row(vec![Sign::Line(Stroke::solid(ink::REGION, 0.75))], regions));
    }
    let undrawn = vec![
        row(vec![Sign::Tick(Known::Region), Sign::Badge], region_only),
        row(vec![Sign::Tick(Known::Nothing)], unknown),
    ];
    if let Some(kinds) = kinds {
        let [left, right] = kinds.rows(language);
        let precision = Kinds::precision_rows(language, subject);
        return vec![left, right, precision.into_iter().chain(undrawn).chain(lines).collect()];
    }
    let located = vec![
        row(vec![Sign::Tick(Known::Located), Sign::Dot], dot),
        row(vec![Sign::Tick(Known::Located), Sign::Ring], ring),
    ];
    vec![located, undrawn, lines]
}
