//! Choropleths of density and rate.

use super::labels::{Named, obstacles, unit_names};
use super::layout::{Figure, Panel, Setting, Stage};
use super::locations::{Part, marks};
use super::measure::Measure;
use super::sheet::{Classed, targets, value_cell, with_table};
use super::wording::{
    Counted, Credits, Subject, boundaries_note, choropleth_coverage, choropleth_description, choropleth_subtitle,
    choropleth_title, classes_note, coverage_note, designations_note, legend_title, legend_unit, no_data, none_counted,
    not_shown, precision_note, recolored_remark, reported_note, sources_note, stable_label, with_population,
    withheld_note,
};
use crate::classify::{Classes, Method};
use crate::color::{Color, WHITE};
use crate::error::{Error, Result};
use crate::furniture::{Legend, LegendRow, MapLegend, Sign, range};
use crate::language::Language;
use crate::layer::{
    Frame, Ground, Lines, Look, areas, borders, choropleth, land, looks, neighbour_names, small_points,
    stable_outlines, water,
};
use crate::measure::{Coverage, Findings, Values};
use crate::palette::{Palette, ink};
use crate::scene::{Facts, Item, Scene, Shades};
use crate::sheet::PartShades;
use crate::text::{Paragraph, Typesetter};

/// A rate from fewer incidents than this is unstable: the next incident could change its class.
const STABLE: u32 = 5;

/// How values become classes and colours.
#[derive(Debug, Clone, PartialEq)]
pub struct Shading {
    /// The classes.
    pub classes: Classes,
    /// How they were found; `None` is by hand.
    pub method: Option<Method>,
    /// The palette.
    pub palette: Palette,
}

impl Shading {
    /// Classes by a method: five, or three where fewer than ten units have incidents.
    ///
    /// # Errors
    /// As `Method::classes`.
    pub fn by(method: Method, values: &Values, palette: Palette) -> Result<Shading> {
        let positive = values.positive();
        let classes = method.classes(&positive, if positive.len() < 10 { 3 } else { 5 })?;
        Ok(Shading { classes, method: Some(method), palette })
    }

    pub(super) fn colors(&self) -> Vec<Color> {
        self.palette.take(self.classes.len())
    }
}

/// A choropleth of the whole period.
///
/// # Errors
/// If a text does not fit the page or the font lacks a letter.
pub fn choropleth_figure(
    ground: &Ground,
    findings: &Findings,
    (subject, credits): (&Subject, &Credits),
    (measure, shading): (Measure, &Shading),
    setting: Setting,
) -> Result<Scene> {
    if measure.by_region() && findings.regions.is_empty() {
        return Err(Error::project(format!("{} has no regions to be coloured", findings.boundaries.file))
            .hint("name its columns in [boundaries]: region_id = \"…\", region = \"…\"; or show districts"));
    }
    let values = measure.values(findings)?;
    let looks = looks(&values, &shading.classes);
    let figure = figure(findings, (subject, credits), (measure, shading), setting, (&values, &looks));
    let scale = ground.extent.width() / figure.panel_width();
    let ground = ground.clone().generalised(scale);
    let set = Typesetter::default();
    let stage = Stage::new(&set, &ground);
    let units = units(measure, findings);
    let targets = targets(findings, measure.by_region());
    let scene = figure.scene(&stage, &|_, frame, furniture| {
        let stable: Vec<usize> = (0..units.len()).filter(|&u| values.counts()[u] >= STABLE).collect();
        let fills = choropleth(&ground, frame, &units, &looks, &shading.colors());
        let mut items = shaded(measure, &ground, frame, fills);
        items.push(stable_outlines(&ground, frame, stable.iter().map(|&u| units[u].as_slice())));
        let marks = if setting.dots { marks(&ground, findings, None, Part::default()) } else { Vec::new() };
        let dots: Vec<[f64; 2]> = marks.iter().map(|m| frame.at(m.at)).collect();
        let mut taken = obstacles(&ground, frame, !measure.by_region(), furniture, &dots);
        let named = named(measure, findings, &values, &looks, &shading.colors());
        let names = unit_names(&set, &ground, frame, &named, &mut taken)?;
        items.push(neighbour_names(&set, &ground, frame, &mut taken)?);
        stage.leave_out(names.unplaced);
        items.extend(names.items);
        items.push(small_points(frame, &marks));
        items.push(areas(&ground, frame, targets.iter().map(|(name, unit)| (name.clone(), unit.as_slice()))));
        Ok(items)
    })?;
    let areas = looks.iter().filter(|look| matches!(look, Look::Class(_))).count();
    let shades = Shades { classes: shading.classes.len(), diverging: false, areas, counts: measure.counts() };
    let facts = Facts {
        place: subject.in_place.clone(),
        period: findings.period.label(),
        shading: Some(shades),
        unplaced: scene.facts.unplaced.clone(),
    };
    let classed = Classed {
        title: legend_title(setting.language, measure, &findings.period.label()),
        values: &values,
        classes: looks
            .iter()
            .enumerate()
            .map(|(unit, look)| match measure.is_held(findings, unit) {
                true => (not_shown(setting.language).to_string(), ink::NO_DATA, -1.0),
                false => class(setting.language, *look, ((measure, by_place(findings)), shading)),
            })
            .collect(),
    };
    let scene = with_table(Scene { facts, ..scene }, findings, subject, measure.by_region(), Some(&classed));
    let lead = |year: i16| {
        let years = choropleth_coverage(measure, findings).years.iter().filter(|y| y.year == year).copied().collect();
        choropleth_subtitle(setting.language, (measure, by_place(findings)), subject, &Coverage { years })
    };
    with_years(scene, findings, (measure, shading), setting.subtitle.is_none().then_some(&lead))
}

/// The scene with what each year shows by itself, in the classes of the whole period.
fn with_years(
    mut scene: Scene,
    findings: &Findings,
    (measure, shading): (Measure, &Shading),
    lead: Option<&dyn Fn(i16) -> String>,
) -> Result<Scene> {
    let language = scene.language;
    let years: Vec<i16> = scene.sheet.periods.parts.iter().filter_map(|year| year.parse().ok()).collect();
    let known: Vec<Look> =
        (0..shading.classes.len()).rev().map(Look::Class).chain([Look::Zero, Look::NoData]).collect();
    let mut of_years = Vec::new();
    for &year in &years {
        let values = measure.values_in(findings, Some(year))?;
        let place = |look: &Look| known.iter().position(|k| k == look).expect("every look is a class, zero or no data");
        let classes: Vec<usize> = looks(&values, &shading.classes).iter().map(place).collect();
        of_years.push((values, classes));
    }
    let targets = targets(findings, measure.by_region());
    for row in &mut scene.sheet.table.rows {
        let unit = targets.iter().position(|(name, _)| *name == row.target).expect("rows are of units");
        row.parts =
            of_years.iter().map(|(values, classes)| (value_cell(language, values, unit), classes[unit])).collect();
    }
    if !years.is_empty() {
        scene.sheet.table.shades = Some(PartShades {
            period: findings.period.label(),
            titles: years.iter().map(|y| language.spaced(&legend_title(language, measure, &y.to_string()))).collect(),
            leads: lead.map_or(Vec::new(), |lead| years.iter().map(|&y| language.spaced(&lead(y))).collect()),
            classes: known
                .iter()
                .map(|look| class(language, *look, ((measure, by_place(findings)), shading)))
                .collect(),
            stable: STABLE,
        });
        scene.sheet.periods.remark = language.spaced(&recolored_remark(language));
    }
    Ok(scene)
}

/// Whether regions have only what is located in them, as counts of incidents are held back.
fn by_place(findings: &Findings) -> bool {
    findings.withheld.hides_incidents()
}

/// Label, colour and rank of a look.
fn class(
    language: Language,
    look: Look,
    ((measure, by_place), shading): ((Measure, bool), &Shading),
) -> (String, Color, f64) {
    match look {
        Look::Class(class) => {
            let (lower, upper) = shading.classes.extent(class);
            (range(language, lower, upper), shading.colors()[class], class as f64 + 1.0)
        }
        Look::Zero => (none_counted(language, (measure, by_place)).to_string(), WHITE, 0.0),
        Look::NoData => (no_data(language).to_string(), ink::NO_DATA, -1.0),
    }
}

fn shaded(measure: Measure, ground: &Ground, frame: &Frame, fills: Item) -> Vec<Item> {
    let [district, region, country] = borders(ground, frame, Lines::OnFill);
    let mut items = vec![land(ground, frame), fills];
    // Borders of districts say nothing where regions are coloured.
    items.extend((!measure.by_region()).then_some(district));
    items.extend([water(ground, frame), region, country]);
    items
}

/// The districts of each unit.
fn units(measure: Measure, findings: &Findings) -> Vec<Vec<usize>> {
    if measure.by_region() {
        findings.regions.iter().map(|r| r.districts.clone()).collect()
    } else {
        (0..findings.boundaries.districts.len()).map(|d| vec![d]).collect()
    }
}

/// Units with incidents, most incidents first, then densest; those that carry the message may stand outside.
fn named(measure: Measure, findings: &Findings, values: &Values, looks: &[Look], colors: &[Color]) -> Vec<Named> {
    let units = units(measure, findings);
    let mut order: Vec<usize> = (0..units.len()).filter(|&u| values.counts()[u] > 0 || measure.by_region()).collect();
    let value = |u: usize| values.values()[u].unwrap_or(0.0);
    order.sort_by(|&a, &b| {
        values.counts()[b].cmp(&values.counts()[a]).then(value(b).total_cmp(&value(a))).then(a.cmp(&b))
    });
    let named = |u: usize| {
        let name = if measure.by_region() { &findings.regions[u].name } else { &findings.boundaries.districts[u].name };
        Named {
            members: units[u].clone(),
            name: name.clone(),
            figure: if measure.is_held(findings, u) { String::new() } else { values.counts()[u].to_string() },
            fill: match looks[u] {
                Look::Class(class) => colors[class],
                Look::Zero => WHITE,
                Look::NoData => ink::NO_DATA,
            },
            outside: measure.by_region()
                || values.counts()[u] >= STABLE
                || matches!(looks[u], Look::Class(c) if c + 2 >= colors.len()),
        }
    };
    order.into_iter().map(named).collect()
}

fn figure(
    findings: &Findings,
    (subject, credits): (&Subject, &Credits),
    (measure, shading): (Measure, &Shading),
    setting: Setting,
    (values, looks): (&Values, &[Look]),
) -> Figure {
    let (language, period) = (setting.language, findings.period.label());
    let default_title = || choropleth_title(language, subject, measure, &period);
    let title = setting.title.map_or_else(default_title, str::to_string);
    let labels =
        [none_counted(language, (measure, by_place(findings))), measure.without_value(language, findings, values)];
    let legend = Legend {
        title: legend_title(language, measure, &period),
        unit: legend_unit(language, measure, subject),
        rows: legend_rows(language, shading, (values, looks), labels),
        language,
        least: 0.0,
    };
    Figure {
        page: setting.page,
        language,
        description: choropleth_description(language, (&title, &legend), findings, (measure, values)),
        title,
        subtitle: setting.subtitle.map_or_else(
            || {
                choropleth_subtitle(
                    language,
                    (measure, by_place(findings)),
                    subject,
                    &choropleth_coverage(measure, findings),
                )
            },
            str::to_string,
        ),
        panels: vec![Panel::default()],
        legend: Some(MapLegend::Classes(legend)),
        enlarge: None,
        key: Vec::new(),
        notes: notes(findings, (subject, credits), measure, (language, shading.method, setting.kept)),
        locator: true,
        orientation: setting.orientation,
    }
}

/// What stands under a choropleth.
pub(super) fn notes(
    findings: &Findings,
    (subject, credits): (&Subject, &Credits),
    measure: Measure,
    (language, method, kept): (Language, Option<Method>, bool),
) -> Vec<(&'static str, Paragraph)> {
    let counted = if measure.by_region() { Counted::ByRegion } else { Counted::ByDistrict };
    let held = (measure.held(findings) > 0).then(|| ("note-withheld", withheld_note(language, &findings.withheld)));
    let mut notes = vec![
        ("note-coverage", coverage_note(language, findings, counted)),
        ("note-reported", reported_note(language, true)),
        ("note-precision", precision_note(language, findings, subject, None)),
        ("note-classes", classes_note(language, (method, kept), measure, STABLE)),
        ("note-boundaries", boundaries_note(language, findings, subject, credits)),
        ("note-sources", sources_note(language, &with_population(language, credits, measure))),
        ("note-designations", designations_note(language)),
    ];
    notes.splice(2..2, held);
    notes
}

fn legend_rows(
    language: Language,
    shading: &Shading,
    (values, looks): (&Values, &[Look]),
    [none, without]: [&str; 2],
) -> Vec<LegendRow> {
    let (classes, colors) = (&shading.classes, shading.colors());
    let count = |wanted: Look| looks.iter().filter(|l| **l == wanted).count() as u32;
    let row = |sign: Sign, label: &str, count: u32, apart: bool| LegendRow {
        sign,
        label: label.to_string(),
        count: Some(count),
        apart,
    };
    let mut rows: Vec<LegendRow> = (0..classes.len())
        .rev()
        .map(|class| {
            let (lower, upper) = classes.extent(class);
            row(Sign::Fill(colors[class]), &range(language, lower, upper), count(Look::Class(class)), false)
        })
        .collect();
    rows.push(row(Sign::Fill(WHITE), none, count(Look::Zero), true));
    rows.push(row(Sign::NoData, without, count(Look::NoData), true));
    let stable = values.counts().iter().filter(|&&n| n >= STABLE).count() as u32;
    let middle = colors[colors.len() / 2];
    rows.push(row(Sign::Outlined(middle), &stable_label(language, STABLE), stable, true));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::palette;

    /// A period without incidents is drawn with its zeros, not refused.
    #[test]
    fn values_all_zero_or_unknown_are_shaded_by_every_method() {
        let values = Values::new(vec![Some(0.0), None, Some(0.0)], vec![0; 3]).expect("finite");
        for method in Method::ALL {
            let shading = Shading::by(method, &values, palette::ALL[0]).expect("no error");
            assert_eq!((shading.classes.len(), shading.colors().len()), (1, 1), "{method:?}");
        }
    }
}
