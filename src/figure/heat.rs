//! Heat maps: the kernel density of located incidents under the borders.

use super::Measure;
use super::labels::{RegionLook, obstacles, region_names};
use super::layout::{Figure, Panel, Setting, Stage};
use super::locations::{Part, marks};
use super::sheet::{targets, with_table};
use super::wording::{
    Counted, Credits, Subject, boundaries_note, choropleth_title, coverage_note, designations_note, heat_description,
    heat_legend_note, heat_legend_title, heat_note, heat_subtitle, precision_note, reported_note, sources_note,
};
use crate::classify::{Ramp, STEPS, Scaling};
use crate::color::Color;
use crate::error::Result;
use crate::furniture::{MapLegend, RampLegend, number};
use crate::layer::{Ground, Lines, areas, borders, density, heat, land, small_points, water};
use crate::measure::Findings;
use crate::measure::heat::Kernel;
use crate::palette::Palette;
use crate::scene::{Facts, Scene};
use crate::text::Typesetter;
use crate::unit::mm;

/// Side of a cell on paper: half of what an eye resolves at reading distance.
const CELL: f64 = mm(0.2);
/// Most figures under the bar of the legend.
pub(super) const TICKS: usize = 5;

/// How a heat map is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeatLook {
    /// The kernel.
    pub kernel: Kernel,
    /// How densities are laid on colours.
    pub scaling: Scaling,
    /// The palette.
    pub palette: Palette,
}

/// The kernel density of the located incidents of the whole period.
///
/// # Errors
/// If a text does not fit the page or the font lacks a letter.
pub fn heat_figure(
    ground: &Ground,
    findings: &Findings,
    (subject, credits): (&Subject, &Credits),
    look: &HeatLook,
    setting: Setting,
) -> Result<Scene> {
    let language = setting.language;
    let marks = marks(ground, findings, None, Part::default());
    let places: Vec<[f64; 2]> = marks.iter().map(|m| m.at).collect();
    let mut figure = figure(findings, (subject, credits), (look, places.len()), setting);
    let scale = ground.extent.width() / figure.panel_width();
    let surface = density(ground, &places, (&look.kernel, findings.period.len()), scale * CELL);
    let ramp = Ramp::new(look.scaling, &surface.values, false);
    let colors = look.palette.ramp(usize::from(STEPS), ramp.low == 0.0);
    let legend = legend(findings, (look, &ramp), &colors, (setting, places.len()));
    figure.description = heat_description(language, &figure.title, (&legend, places.len()), findings);
    figure.legend = Some(MapLegend::Ramp(legend));
    let ground = ground.clone().generalised(scale);
    let set = Typesetter::default();
    let stage = Stage::new(&set, &ground);
    let targets = targets(findings, false);
    let scene = figure.scene(&stage, &|_, frame, furniture| {
        let [district, region, country] = borders(&ground, frame, Lines::OnFill);
        let mut items = vec![land(&ground, frame), heat(frame, &surface, &ramp, &colors), district];
        items.extend([water(&ground, frame), region, country]);
        let dots: Vec<[f64; 2]> =
            if setting.dots { marks.iter().map(|m| frame.at(m.at)).collect() } else { Vec::new() };
        let mut taken = obstacles(&ground, frame, true, furniture, &dots);
        let names = region_names(&set, &ground, frame, RegionLook::Plain, &mut taken)?;
        stage.leave_out(names.unplaced);
        items.extend(names.items);
        items.extend(setting.dots.then(|| small_points(frame, &marks)));
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

fn legend(
    findings: &Findings,
    (look, ramp): (&HeatLook, &Ramp),
    colors: &[Color],
    (setting, n): (Setting, usize),
) -> RampLegend {
    let language = setting.language;
    let tick = |value: f64| (f64::from(ramp.share(value as f32)), number(language, value));
    RampLegend {
        title: heat_legend_title(language, &findings.period.label()),
        colors: colors.to_vec(),
        ticks: ramp.ticks(TICKS).into_iter().map(tick).collect(),
        note: heat_legend_note(language, look, n),
    }
}

fn figure(
    findings: &Findings,
    (subject, credits): (&Subject, &Credits),
    (look, n): (&HeatLook, usize),
    setting: Setting,
) -> Figure {
    let (language, period) = (setting.language, findings.period.label());
    let default_title = || choropleth_title(language, subject, Measure::Density, &period);
    Figure {
        page: setting.page,
        language,
        title: setting.title.map_or_else(default_title, str::to_string),
        subtitle: setting.subtitle.map_or_else(|| heat_subtitle(language, findings, look), str::to_string),
        description: String::new(),
        panels: vec![Panel::default()],
        legend: None,
        enlarge: None,
        orientation: setting.orientation,
        key: Vec::new(),
        notes: vec![
            ("note-coverage", coverage_note(language, findings, Counted::ByPlace)),
            ("note-reported", reported_note(language, true)),
            ("note-density", heat_note(language, look, n)),
            ("note-precision", precision_note(language, findings, subject, None)),
            ("note-boundaries", boundaries_note(language, findings, subject, credits)),
            ("note-sources", sources_note(language, credits)),
            ("note-designations", designations_note(language)),
        ],
        locator: true,
    }
}
