//! Choropleths of density and rate.

use super::labels::{Named, obstacles, unit_names};
use super::layout::{Figure, Panel, Setting, Stage};
use super::locations::marks;
use super::wording::{
    Credits, Subject, boundaries_note, coverage_note, designations_note, of_word, precision_note, reported_note,
    sources_note,
};
use crate::classify::{Classes, Method};
use crate::color::{Color, WHITE};
use crate::error::Result;
use crate::furniture::{Legend, LegendRow, Sign, range};
use crate::layer::{
    Frame, Ground, Lines, Look, borders, choropleth, land, looks, neighbour_names, small_points, stable_outlines, water,
};
use crate::measure::{Findings, Values};
use crate::palette::{Palette, ink};
use crate::scene::{Item, Scene};
use crate::text::{Paragraph, Typesetter};

/// A rate from fewer incidents than this is unstable: the next incident could change its class.
const STABLE: u32 = 5;

/// What a choropleth shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Incidents per 10,000 km² per year, by district.
    Density,
    /// Incidents per 10,000 km² per year, by region.
    RegionDensity,
    /// Incidents per 100,000 people per year, by region.
    RegionRate,
}

impl Measure {
    /// Every measure.
    pub const ALL: [Measure; 3] = [Measure::Density, Measure::RegionDensity, Measure::RegionRate];

    /// The word used in project files.
    pub fn word(self) -> &'static str {
        match self {
            Measure::Density => "density",
            Measure::RegionDensity => "region-density",
            Measure::RegionRate => "region-rate",
        }
    }

    /// What it is, in a line.
    pub fn describe(self) -> &'static str {
        match self {
            Measure::Density => "incidents per 10,000 km² per year, by district",
            Measure::RegionDensity => "incidents per 10,000 km² per year, by region",
            Measure::RegionRate => "incidents per 100,000 people per year, by region",
        }
    }

    /// The measure's values and the name of its units.
    pub fn values(self, findings: &Findings) -> Values {
        match self {
            Measure::Density => findings.density(),
            Measure::RegionDensity => findings.region_density(),
            Measure::RegionRate => findings.region_rate(),
        }
    }

    fn by_region(self) -> bool {
        self != Measure::Density
    }

    fn per(self) -> &'static str {
        if self == Measure::RegionRate { "100,000 people" } else { "10,000 km²" }
    }
}

/// How values become classes and colours.
#[derive(Debug, Clone, PartialEq)]
pub struct Shading {
    /// The classes.
    pub classes: Classes,
    /// How they were found, as a sentence for the note.
    pub method: String,
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
        let mut words = method.describe().split(':').next().unwrap_or_default().to_string();
        words[..1].make_ascii_uppercase();
        Ok(Shading { classes, method: format!("{words}."), palette })
    }

    fn colors(&self) -> Vec<Color> {
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
    let values = measure.values(findings);
    let looks = looks(&values, &shading.classes);
    let figure = figure(findings, (subject, credits), (measure, shading), setting, (&values, &looks));
    let scale = ground.extent.width() / figure.panel_width();
    let ground = ground.clone().generalised(scale);
    let set = Typesetter::default();
    let stage = Stage::new(&set, &ground);
    let units = units(measure, findings);
    figure.scene(&stage, &|_, frame, furniture| {
        let stable: Vec<usize> = (0..units.len()).filter(|&u| values.counts[u] >= STABLE).collect();
        let fills = choropleth(&ground, frame, &units, &looks, &shading.colors());
        let mut items = shaded(measure, &ground, frame, fills);
        items.push(stable_outlines(&ground, frame, stable.iter().map(|&u| units[u].as_slice())));
        let marks = if setting.dots { marks(&ground, findings, None) } else { Vec::new() };
        let dots: Vec<[f64; 2]> = marks.iter().map(|m| frame.at(m.at)).collect();
        let mut taken = obstacles(&ground, frame, !measure.by_region(), furniture, &dots);
        let named = named(measure, findings, &values, &looks, &shading.colors());
        let names = unit_names(&set, &ground, frame, &named, &mut taken)?;
        items.push(neighbour_names(&set, &ground, frame, &mut taken)?);
        items.extend(names.items);
        items.push(small_points(frame, &marks));
        Ok(items)
    })
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
    let mut order: Vec<usize> = (0..units.len()).filter(|&u| values.counts[u] > 0 || measure.by_region()).collect();
    let value = |u: usize| values.values[u].unwrap_or(0.0);
    order.sort_by(|&a, &b| values.counts[b].cmp(&values.counts[a]).then(value(b).total_cmp(&value(a))).then(a.cmp(&b)));
    let named = |u: usize| {
        let name = if measure.by_region() { &findings.regions[u].name } else { &findings.boundaries.districts[u].name };
        Named {
            members: units[u].clone(),
            name: name.clone(),
            figure: values.counts[u].to_string(),
            fill: match looks[u] {
                Look::Class(class) => colors[class],
                Look::Zero => WHITE,
                Look::NoData => ink::NO_DATA,
            },
            outside: measure.by_region()
                || values.counts[u] >= STABLE
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
    let (period, c) = (findings.period.label(), &findings.coverage);
    let units = if measure.by_region() { "region" } else { "district" };
    let lead = if measure == Measure::RegionRate { "Rate" } else { "Density" };
    let default_title = format!("{lead} of reported {} in {}, {period}", subject.incidents, subject.place);
    let title = setting.title.map_or(default_title, str::to_string);
    let subtitle = format!(
        "Incidents per {} per year, by {units}; {} of {} {} are located",
        measure.per(),
        c.sum(|y| y.located),
        c.sum(|y| y.reported()),
        of_word(c)
    );
    let legend = legend(measure, &shading.classes, &shading.colors(), (values, looks), &period);
    Figure {
        page: setting.page,
        language: setting.language,
        description: description(&title, &legend, findings, measure, values),
        title,
        subtitle,
        panels: vec![Panel::default()],
        legend: Some(legend),
        key: Vec::new(),
        notes: vec![
            coverage_note(findings, true),
            reported_note(true),
            precision_note(findings, None),
            classes_note(shading, measure),
            boundaries_note(findings, subject, credits),
            sources_note(&with_population(credits, measure)),
            designations_note(),
        ],
        locator: true,
    }
}

/// Credits that also name the population figures where a rate rests on them.
fn with_population(credits: &Credits, measure: Measure) -> Credits {
    let mut all = credits.clone();
    if measure == Measure::RegionRate && !credits.population.is_empty() {
        all.sources = format!("{}. Population: {}", credits.sources.trim_end_matches('.'), credits.population);
    }
    all
}

fn legend(
    measure: Measure,
    classes: &Classes,
    colors: &[Color],
    (values, looks): (&Values, &[Look]),
    period: &str,
) -> Legend {
    let count = |wanted: Look| looks.iter().filter(|l| **l == wanted).count() as u32;
    let row =
        |sign: Sign, label: &str, count: u32, apart: bool| LegendRow { sign, label: label.to_string(), count, apart };
    let mut rows: Vec<LegendRow> = (0..classes.len())
        .rev()
        .map(|class| {
            let (lower, upper) = classes.extent(class);
            row(Sign::Fill(colors[class]), &range(lower, upper), count(Look::Class(class)), false)
        })
        .collect();
    rows.push(row(Sign::Fill(WHITE), "none located", count(Look::Zero), true));
    rows.push(row(Sign::NoData, "no data", count(Look::NoData), true));
    let stable = values.counts.iter().filter(|&&n| n >= STABLE).count() as u32;
    let middle = colors[colors.len() / 2];
    rows.push(row(Sign::Outlined(middle), &format!("{STABLE}+ incidents"), stable, true));
    Legend {
        title: format!("Incidents per {} per year, {period}", measure.per()),
        unit: if measure.by_region() { "regions" } else { "districts" }.to_string(),
        rows,
    }
}

fn classes_note(shading: &Shading, measure: Measure) -> Paragraph {
    let mut body = format!(
        "{} Figures after names: number of incidents. Rates from fewer than {STABLE} incidents are unstable.",
        shading.method
    );
    if measure == Measure::RegionRate {
        body += " A region without a census figure has no data.";
    }
    Paragraph { head: "Classes".into(), body }
}

fn description(title: &str, legend: &Legend, findings: &Findings, measure: Measure, values: &Values) -> String {
    let units = if measure.by_region() { "regions" } else { "districts" };
    let classes: Vec<String> = legend.rows.iter().map(|r| format!("{} ({})", r.label, r.count)).collect();
    let mut order: Vec<usize> = (0..values.values.len()).filter(|&u| values.values[u].is_some()).collect();
    order.sort_by(|&a, &b| values.values[b].partial_cmp(&values.values[a]).expect("rates are finite"));
    let name = |u: usize| {
        if measure.by_region() { &findings.regions[u].name } else { &findings.boundaries.districts[u].name }
    };
    let top: Vec<&str> = order.iter().take(3).map(|&u| name(u).as_str()).collect();
    format!(
        "{title}. Choropleth of {} {units}: {}. Highest: {}.",
        values.values.len(),
        classes.join(", "),
        top.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::palette;

    /// A period without incidents is drawn with its zeros, not refused.
    #[test]
    fn values_all_zero_or_unknown_are_shaded_by_every_method() {
        let values = Values { values: vec![Some(0.0), None, Some(0.0)], counts: vec![0; 3] };
        for method in Method::ALL {
            let shading = Shading::by(method, &values, palette::ALL[0]).expect("no error");
            assert_eq!((shading.classes.len(), shading.colors().len()), (1, 1), "{method:?}");
        }
    }

    /// The note under a map says how its classes were found.
    #[test]
    fn every_method_is_named_in_a_sentence() {
        let values = Values { values: vec![Some(0.5), Some(3.0)], counts: vec![1, 6] };
        for method in Method::ALL {
            let note = Shading::by(method, &values, palette::ALL[0]).expect("divides").method;
            assert!(note.ends_with('.') && note.starts_with(char::is_uppercase), "{note}");
            assert!(note.len() < 100, "{note}");
        }
    }
}
