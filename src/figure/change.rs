//! Maps of change between two periods: differences of density on either side of zero.

use super::labels::{Named, obstacles, unit_names};
use super::layout::{Figure, Panel, Setting, Stage};
use super::sheet::{Classed, targets, with_table};
use super::wording::{
    Credits, Subject, boundaries_note, change_class, change_coverage_note, change_description, change_legend_title,
    change_note, change_period, change_remark, change_subtitle, change_title, designations_note, no_data, none_located,
    precision_note, reported_note, signed, sources_note, stable_label, turned_label,
};
use crate::classify::{MOST_ARM, Method, Symmetric};
use crate::color::{Color, WHITE};
use crate::error::Result;
use crate::furniture::{Key, KeyRow, Legend, LegendRow, MapLegend, Sign};
use crate::language::Language;
use crate::layer::{
    Frame, Ground, Lines, Look, areas, borders, change_marks, choropleth, land, neighbour_names, stable_outlines, water,
};
use crate::measure::{Change, Findings, Seen, Values};
use crate::palette::{Palette, ink};
use crate::scene::{Facts, Item, Scene, Shades};
use crate::symbol::Turn;
use crate::text::Typesetter;
use crate::unit::Rect;

/// Densities from fewer incidents than this, of both periods together, are unstable.
const STABLE: u32 = 5;
/// Fewer districts with a change than this have two classes on either side of zero, not three.
const FEW: usize = 10;
/// Names of districts that changed by at least so many may stand outside the country.
const MUCH: f64 = 2.0;

/// How differences become classes and colours.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeShading {
    /// The classes.
    pub classes: Symmetric,
    /// How their bounds were found; `None` is by hand.
    pub method: Option<Method>,
    /// A diverging palette.
    pub palette: Palette,
}

impl ChangeShading {
    /// Classes by a method: three on either side of zero, or two where fewer than ten districts changed.
    ///
    /// # Errors
    /// As `Method::classes`.
    pub fn by(method: Method, change: &Change, palette: Palette) -> Result<ChangeShading> {
        let changed: Vec<f64> = change.density()?.values().iter().flatten().copied().filter(|v| *v != 0.0).collect();
        let most = if changed.len() < FEW { 2 } else { MOST_ARM };
        Ok(ChangeShading { classes: Symmetric::by(method, &changed, most)?, method: Some(method), palette })
    }

    fn colors(&self) -> Vec<Color> {
        self.palette.take(self.classes.len())
    }
}

/// What is drawn of each district.
struct Drawn<'a> {
    change: &'a Change,
    shading: &'a ChangeShading,
    colors: Vec<Color>,
    density: Values,
    looks: Vec<Look>,
}

impl<'a> Drawn<'a> {
    fn new(change: &'a Change, shading: &'a ChangeShading) -> Result<Drawn<'a>> {
        let density = change.density()?;
        let look = |(district, value): (usize, &Option<f64>)| match (*value, change.seen(district)) {
            (None, _) => Look::NoData,
            (Some(_), Seen::Never) => Look::Zero,
            (Some(v), _) => shading.classes.class_of(v).map_or(Look::NoData, Look::Class),
        };
        let looks = density.values().iter().enumerate().map(look).collect();
        Ok(Drawn { change, shading, colors: shading.colors(), density, looks })
    }

    fn districts(&self) -> std::ops::Range<usize> {
        0..self.looks.len()
    }

    fn with(&self, wanted: Look) -> u32 {
        self.looks.iter().filter(|l| **l == wanted).count() as u32
    }

    fn seen(&self, wanted: Seen) -> Vec<usize> {
        self.districts().filter(|&d| self.change.seen(d) == wanted).collect()
    }

    fn stable(&self) -> Vec<Vec<usize>> {
        let [before, after] = &self.change.counts;
        self.districts().filter(|&d| before[d] + after[d] >= STABLE).map(|d| vec![d]).collect()
    }

    /// Label, colour and rank of a look.
    fn class(&self, language: Language, look: Look) -> (String, Color, f64) {
        match look {
            Look::Class(class) => {
                (change_class(language, &self.shading.classes, class), self.colors[class], class as f64 + 1.0)
            }
            Look::Zero => (none_located(language).to_string(), WHITE, 0.0),
            Look::NoData => (no_data(language).to_string(), ink::NO_DATA, -1.0),
        }
    }

    fn fill(&self, district: usize) -> Color {
        match self.looks[district] {
            Look::Class(class) => self.colors[class],
            Look::Zero => WHITE,
            Look::NoData => ink::NO_DATA,
        }
    }

    fn marked(&self) -> Vec<(usize, Turn, Color)> {
        let turn = |d: usize| match self.change.seen(d) {
            Seen::New => Some((d, Turn::New, self.fill(d))),
            Seen::Gone => Some((d, Turn::Gone, self.fill(d))),
            Seen::Never | Seen::Same | Seen::Changed => None,
        };
        self.districts().filter_map(turn).collect()
    }

    /// Districts with incidents, the largest difference first.
    fn named(&self, findings: &Findings, setting: Setting) -> Vec<Named> {
        let size = |d: usize| self.change.difference(d).abs();
        let density = |d: usize| self.density.values()[d].unwrap_or(0.0).abs();
        let mut order: Vec<usize> = self.districts().filter(|&d| self.change.seen(d) != Seen::Never).collect();
        order.sort_by(|&a, &b| size(b).total_cmp(&size(a)).then(density(b).total_cmp(&density(a))).then(a.cmp(&b)));
        let last = self.colors.len() - 1;
        let named = |d: usize| Named {
            members: vec![d],
            name: findings.boundaries.districts[d].name.clone(),
            figure: signed(setting.language, self.change.difference(d)),
            fill: self.fill(d),
            // Without a name or a mark, nothing but colour would say whether there were more or fewer.
            outside: size(d) >= MUCH
                || self.change.seen(d) == Seen::Changed
                || matches!(self.looks[d], Look::Class(c) if c == 0 || c == last),
        };
        order.into_iter().map(named).collect()
    }
}

/// A map of the change between two periods.
///
/// # Errors
/// If a text does not fit the page or the font lacks a letter.
pub fn change_figure(
    ground: &Ground,
    findings: &Findings,
    (subject, credits): (&Subject, &Credits),
    (change, shading): (&Change, &ChangeShading),
    setting: Setting,
) -> Result<Scene> {
    let drawn = Drawn::new(change, shading)?;
    let figure = figure(findings, (subject, credits), &drawn, setting);
    let ground = ground.clone().generalised(ground.extent.width() / figure.panel_width());
    let set = Typesetter::default();
    let stage = Stage::new(&set, &ground);
    let named = drawn.named(findings, setting);
    let scene = figure.scene(&stage, &|_, frame, furniture| {
        let mut items = map(&stage, &drawn, &named, (frame, furniture))?;
        let targets = targets(findings, false);
        items.push(areas(&ground, frame, targets.iter().map(|(name, unit)| (name.clone(), unit.as_slice()))));
        Ok(items)
    })?;
    let shades = Shades {
        classes: drawn.colors.len(),
        diverging: true,
        areas: drawn.density.values().iter().flatten().filter(|v| **v != 0.0).count(),
        counts: false,
    };
    let period = change_period(setting.language, change.periods);
    let facts = Facts {
        place: subject.in_place.clone(),
        period,
        shading: Some(shades),
        unplaced: scene.facts.unplaced.clone(),
    };
    let classed = Classed {
        title: change_legend_title(setting.language, change.periods),
        values: &drawn.density,
        classes: drawn.looks.iter().map(|look| drawn.class(setting.language, *look)).collect(),
    };
    let mut scene = with_table(Scene { facts, ..scene }, findings, subject, false, Some(&classed));
    scene.sheet.periods.remark = setting.language.spaced(&change_remark(setting.language, change.periods));
    Ok(scene)
}

fn map(stage: &Stage, drawn: &Drawn, named: &[Named], (frame, furniture): (&Frame, &[Rect])) -> Result<Vec<Item>> {
    let (set, ground) = (stage.set, stage.ground);
    let units: Vec<Vec<usize>> = drawn.districts().map(|d| vec![d]).collect();
    let [district, region, country] = borders(ground, frame, Lines::OnFill);
    let fills = choropleth(ground, frame, &units, &drawn.looks, &drawn.colors);
    let mut items = vec![land(ground, frame), fills, district, water(ground, frame), region, country];
    items.push(stable_outlines(ground, frame, drawn.stable().iter().map(Vec::as_slice)));
    let mut taken = obstacles(ground, frame, true, furniture, &[]);
    let marks = change_marks(ground, frame, &drawn.marked(), &mut taken);
    let names = unit_names(set, ground, frame, named, &mut taken)?;
    items.push(neighbour_names(set, ground, frame, &mut taken)?);
    // A leader may pass a mark, but nothing may lie over a name.
    items.push(marks);
    items.extend(names.items);
    stage.leave_out(names.unplaced);
    Ok(items)
}

fn figure(findings: &Findings, (subject, credits): (&Subject, &Credits), drawn: &Drawn, setting: Setting) -> Figure {
    let (language, change) = (setting.language, drawn.change);
    let default_title = || change_title(language, subject, change);
    let title = setting.title.map_or_else(default_title, str::to_string);
    let legend = Legend {
        title: change_legend_title(language, change.periods),
        unit: language.of("districts", &subject.districts).to_string(),
        rows: legend_rows(drawn, setting),
        language,
        least: 0.0,
    };
    Figure {
        page: setting.page,
        language,
        description: change_description(language, findings, change, &title),
        title,
        subtitle: change_subtitle(language, subject, change, setting.subtitle),
        panels: vec![Panel::default()],
        legend: Some(MapLegend::Classes(legend)),
        enlarge: None,
        key: key(drawn, language),
        notes: vec![
            ("note-coverage", change_coverage_note(language, change)),
            ("note-reported", reported_note(language, false)),
            ("note-precision", precision_note(language, findings, subject, None)),
            ("note-change", change_note(language, (drawn.shading.method, setting.kept), change, STABLE)),
            ("note-boundaries", boundaries_note(language, findings, subject, credits)),
            ("note-sources", sources_note(language, credits)),
            ("note-designations", designations_note(language)),
        ],
        locator: true,
        orientation: setting.orientation,
    }
}

/// Greatest increase first, down to the greatest decrease; then what is no class.
fn legend_rows(drawn: &Drawn, setting: Setting) -> Vec<LegendRow> {
    let (language, classes, colors) = (setting.language, &drawn.shading.classes, &drawn.colors);
    let row = |sign: Sign, label: String, count: u32, apart: bool| LegendRow { sign, label, count: Some(count), apart };
    let class =
        |c: usize| row(Sign::Fill(colors[c]), change_class(language, classes, c), drawn.with(Look::Class(c)), false);
    let mut rows: Vec<LegendRow> = (0..classes.len()).rev().map(class).collect();
    rows.push(row(Sign::Fill(WHITE), none_located(language).to_string(), drawn.with(Look::Zero), true));
    rows.push(row(Sign::NoData, no_data(language).to_string(), drawn.with(Look::NoData), false));
    let middle = colors[classes.middle()];
    rows.push(row(Sign::Outlined(middle), stable_label(language, STABLE), drawn.stable().len() as u32, true));
    rows
}

/// What the marks mean, each on the colour of a small change.
fn key(drawn: &Drawn, language: Language) -> Key {
    let middle = drawn.shading.classes.middle();
    [(Turn::New, Seen::New, middle + 1), (Turn::Gone, Seen::Gone, middle - 1)]
        .map(|(turn, seen, class)| {
            let label = turned_label(language, drawn.change.periods, (turn, drawn.seen(seen).len()));
            vec![KeyRow { signs: vec![Sign::Turned(drawn.colors[class], turn)], label }]
        })
        .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Period;
    use crate::palette::changes;

    /// Districts of 10,000 km², so that a difference of one is a density of one.
    fn change(before: &[u32], after: &[u32]) -> Change {
        let [from, to] = [2022, 2023].map(|year| Period { first: year, last: year });
        Change {
            periods: [from, to],
            counts: [before.to_vec(), after.to_vec()],
            coverage: Default::default(),
            areas_km2: vec![10_000.0; before.len()],
        }
    }

    fn looks(change: &Change) -> (usize, Vec<Look>) {
        let shading = ChangeShading::by(Method::OneTwoFive, change, *changes()).expect("divides");
        let drawn = Drawn::new(change, &shading).expect("finite");
        assert_eq!((drawn.colors.len(), drawn.looks.len()), (shading.classes.len(), change.areas_km2.len()));
        (shading.classes.middle(), drawn.looks)
    }

    #[test]
    fn all_zero_is_white_and_still_has_classes() {
        let nothing = change(&[0, 0, 0], &[0, 0, 0]);
        assert_eq!(looks(&nothing), (1, vec![Look::Zero; 3]));
        assert!(looks(&change(&[2, 2], &[2, 2])).1.iter().all(|l| *l == Look::Class(1)), "no change is a class");
    }

    #[test]
    fn a_single_district_and_only_increases_are_drawn() {
        assert_eq!(looks(&change(&[3], &[1])), (1, vec![Look::Class(0)]));
        let (middle, found) = looks(&change(&[0, 1, 2, 0], &[1, 3, 7, 0]));
        assert_eq!((middle, found[3]), (2, Look::Zero));
        assert!(found[..3].iter().all(|l| matches!(l, Look::Class(c) if *c > middle)), "{found:?}");
    }

    #[test]
    fn differences_on_a_bound_mirror_each_other() {
        let change = change(&[0, 1, 0, 2, 0, 4], &[1, 0, 2, 0, 4, 0]);
        let shading =
            ChangeShading { classes: Symmetric::new(&[1.0, 2.0]).expect("ascends"), method: None, palette: *changes() };
        let classes = [5, 1, 6, 0, 6, 0];
        assert_eq!(Drawn::new(&change, &shading).expect("finite").looks, classes.map(Look::Class));
    }

    #[test]
    fn a_district_without_an_area_has_no_data_and_marks_are_by_district() {
        let mut change = change(&[0, 4, 1, 0], &[1, 0, 2, 0]);
        change.areas_km2[0] = 0.0;
        let shading = ChangeShading::by(Method::OneTwoFive, &change, *changes()).expect("divides");
        let drawn = Drawn::new(&change, &shading).expect("finite");
        assert_eq!((drawn.looks[0], drawn.looks[3]), (Look::NoData, Look::Zero));
        let marked: Vec<(usize, Turn)> = drawn.marked().into_iter().map(|(d, turn, _)| (d, turn)).collect();
        assert_eq!(marked, [(0, Turn::New), (1, Turn::Gone)]);
    }
}
