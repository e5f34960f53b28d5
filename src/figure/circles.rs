//! Proportional circles by district: of incidents, or of people that the incidents count; on one map or several.

use super::chart::no_count;
use super::labels::{RegionLook, obstacles, region_names};
use super::layout::{Figure, Panel, Setting, Stage};
use super::orientation::{Orientation, place_names};
use super::people_sheet::with_people;
use super::sheet::{targets, with_table};
use super::wording::{
    Counted, Credits, Subject, boundaries_note, circle_legend_note, circle_legend_title, circles_description,
    circles_header, circles_note, circles_subtitle, circles_title, coverage_note, designations_note, precision_note,
    reported_note, sources_note, withheld_label, withheld_note,
};
use crate::classify::CircleScale;
use crate::error::Result;
use crate::furniture::{CircleLegend, MapLegend};
use crate::layer::{
    Circle, Frame, Ground, Lines, areas, borders, circle_names, circles, drawn_circles, keep_off, land, water, withheld,
};
use crate::measure::{Findings, Tallied};
use crate::scene::{Facts, Item, Scene};
use crate::text::Typesetter;
use crate::unit::{Rect, mm};

/// Diameter of the largest circle in points, unless that is more than its share of the panel's width.
const LARGEST: f64 = mm(9.0);
const SHARE: f64 = 0.08;
/// Circles of at least so many carry their number.
const NUMBERED: u32 = 5;
/// Districts with at least so many are named.
const NAMED: u32 = 2;
/// Maps narrower than this have no room for names of districts.
const ROOMY: f64 = mm(80.0);

/// What the circles of one map show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    /// The count that incidents carry, by the name it has in the files; `None` for the incidents themselves.
    pub tally: Option<String>,
    /// The year; `None` for the whole period.
    pub year: Option<i16>,
    /// What the count is called: "Kidnapped"; empty for incidents.
    pub label: String,
}

/// Proportional circles, a map for each thing to be shown, all at one scale.
///
/// # Errors
/// If no incident file has a count of that name, a text does not fit the page or the font lacks a letter.
pub fn circles_figure(
    ground: &Ground,
    findings: &Findings,
    (subject, credits): (&Subject, &Credits),
    shown: &[Shown],
    setting: Setting,
) -> Result<Scene> {
    let panels = panels(findings, shown)?;
    let mut figure = figure(findings, (subject, credits), &panels, setting);
    let width = figure.panel_width();
    let scale = setting.circles.unwrap_or_else(|| scale(&panels, width));
    let unknown = panels.iter().map(|(_, sums)| sums.unknown).sum();
    let people = shown.iter().any(|s| s.tally.is_some());
    let listed = people.then_some(&findings.coverage);
    figure.notes.insert(2, ("note-circles", circles_note(setting.language, subject, &scale, (listed, unknown))));
    let title = circle_legend_title(setting.language, people, &findings.period.label());
    let note = circle_legend_note(setting.language, &panels);
    let held = panels.iter().map(|(_, sums)| sums.withheld()).sum();
    if held > 0 {
        figure.notes.insert(3, ("note-withheld", withheld_note(setting.language, &findings.withheld)));
    }
    let withheld = (held > 0).then(|| withheld_label(setting.language, held));
    figure.legend = Some(MapLegend::Circles(CircleLegend { title, scale, note, withheld, language: setting.language }));
    let ground = ground.clone().generalised(ground.extent.width() / width);
    let targets = targets(findings, false);
    let set = Typesetter::default();
    let stage = Stage::new(&set, &ground);
    let scene = figure.scene(&stage, &|index, frame, furniture| {
        let shown = (&panels[index].1, &scale);
        let mut items = map(&stage, findings, shown, (frame, furniture, setting.orientation))?;
        items.push(areas(&ground, frame, targets.iter().map(|(name, unit)| (name.clone(), unit.as_slice()))));
        Ok(items)
    })?;
    let facts = Facts {
        place: subject.in_place.clone(),
        period: findings.period.label(),
        shading: None,
        unplaced: scene.facts.unplaced.clone(),
    };
    let scene = Scene { facts, ..scene };
    Ok(match people {
        true => with_people(scene, findings, subject, &panels),
        false => with_table(scene, findings, subject, false, None),
    })
}

/// The scale that `circles_figure` chooses, and the largest value that it shows.
///
/// # Errors
/// If no incident file has a count of a name.
pub fn circle_scale(
    findings: &Findings,
    words: (&Subject, &Credits),
    shown: &[Shown],
    setting: Setting,
) -> Result<(CircleScale, u32)> {
    let panels = panels(findings, shown)?;
    let width = figure(findings, words, &panels, setting).panel_width();
    let most = panels.iter().flat_map(|(_, sums)| sums.known()).max();
    Ok((scale(&panels, width), most.unwrap_or(0)))
}

fn panels(findings: &Findings, shown: &[Shown]) -> Result<Vec<(Shown, Tallied)>> {
    shown.iter().map(|s| Ok((s.clone(), sums(findings, s)?))).collect()
}

fn scale(panels: &[(Shown, Tallied)], width: f64) -> CircleScale {
    let values: Vec<u32> = panels.iter().flat_map(|(_, sums)| sums.known()).collect();
    CircleScale::new(&values, LARGEST.min(SHARE * width))
}

fn sums(findings: &Findings, shown: &Shown) -> Result<Tallied> {
    let Some(name) = &shown.tally else { return Ok(findings.incidents_by_district(shown.year)) };
    findings.tallied(name, shown.year).ok_or_else(|| no_count(findings, name))
}

fn map(
    stage: &Stage,
    findings: &Findings,
    (sums, scale): (&Tallied, &CircleScale),
    (frame, furniture, orientation): (&Frame, &[Rect], Orientation),
) -> Result<Vec<Item>> {
    let roomy = frame.page.width() >= ROOMY;
    let ground = stage.ground;
    let [district, region, country] = borders(ground, frame, Lines::OnWhite);
    let mut items = vec![land(ground, frame)];
    // Small maps show regions only: finer lines would be noise.
    items.extend(roomy.then_some(district));
    items.extend(roomy.then(|| water(ground, frame)));
    items.extend([region, country]);
    let circles = circles(ground, frame, &sums.by_district, scale);
    let mut taken = obstacles(ground, frame, roomy, furniture, &[]);
    let (signs, boxes) = withheld(ground, frame, &sums.by_district);
    if !boxes.is_empty() {
        items.push(signs);
        taken.boxes.extend(boxes);
    }
    items.push(drawn_circles(stage.set, &circles, if roomy { NUMBERED } else { u32::MAX })?);
    if roomy {
        let named = named(findings, ground, &circles);
        let (names, unplaced) = circle_names(stage.set, frame, &named, &circles, &mut taken)?;
        stage.leave_out(unplaced);
        keep_off(&circles, &mut taken);
        let regions = region_names(stage.set, ground, frame, RegionLook::Quiet, &mut taken)?;
        items.extend(regions.items);
        items.push(names);
        let named = named.iter().map(|(_, name)| name.as_str());
        let named: Vec<&str> = named.chain(ground.regions.iter().map(|r| r.name.as_str())).collect();
        let places = place_names(stage, frame, orientation, &named, &mut taken)?;
        stage.leave_out(places.unplaced);
        items.extend(places.items);
    } else {
        // Too small for names, and for numbers inside: these stand beside.
        let several = circles.iter().filter(|c| c.value >= NAMED).map(|c| (*c, c.value.to_string()));
        let (numbers, unplaced) = circle_names(stage.set, frame, &several.collect::<Vec<_>>(), &circles, &mut taken)?;
        stage.leave_out(unplaced);
        items.push(numbers);
    }
    Ok(items)
}

/// The circles whose districts are named: the larger ones, and the capital's.
fn named(findings: &Findings, ground: &Ground, circles: &[Circle]) -> Vec<(Circle, String)> {
    let capital = ground.capital.as_ref().map(|(name, _)| name.as_str());
    let name = |c: &Circle| findings.boundaries.districts[c.district].name.clone();
    let wanted = |c: &&Circle| c.value >= NAMED || Some(name(c).as_str()) == capital;
    circles.iter().filter(wanted).map(|c| (*c, name(c))).collect()
}

fn figure(
    findings: &Findings,
    (subject, credits): (&Subject, &Credits),
    panels: &[(Shown, Tallied)],
    setting: Setting,
) -> Figure {
    let language = setting.language;
    let shown: Vec<Shown> = panels.iter().map(|(shown, _)| shown.clone()).collect();
    let default_title = || circles_title(language, subject, &shown, &findings.period.label());
    let title = setting.title.map_or_else(default_title, str::to_string);
    let panel = |(shown, sums): &(Shown, Tallied)| Panel {
        header: (panels.len() > 1).then(|| circles_header(language, shown, sums)),
        bar: None,
    };
    Figure {
        page: setting.page,
        language,
        description: circles_description(language, findings, &title, panels),
        title,
        subtitle: setting.subtitle.map_or_else(|| circles_subtitle(language, findings, &shown), str::to_string),
        panels: panels.iter().map(panel).collect(),
        legend: None,
        enlarge: None,
        key: Vec::new(),
        notes: vec![
            ("note-coverage", coverage_note(language, findings, Counted::Drawn)),
            ("note-reported", reported_note(language, false)),
            ("note-precision", precision_note(language, findings, subject, None)),
            ("note-boundaries", boundaries_note(language, findings, subject, credits)),
            ("note-sources", sources_note(language, credits)),
            ("note-designations", designations_note(language)),
        ],
        locator: true,
        orientation: setting.orientation,
    }
}
