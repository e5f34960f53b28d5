//! Hexagons: the located incidents of the whole period by cells of one size, under the borders.

use super::Shading;
use super::labels::{RegionLook, obstacles, region_names};
use super::layout::{Figure, Panel, Setting, Stage};
use super::locations::{Part, marks};
use super::sheet::{targets, with_table};
use super::wording::{
    Counted, Credits, Subject, boundaries_note, coverage_note, designations_note, hexbin_classes_note,
    hexbin_description, hexbin_legend_title, hexbin_subtitle, hexbin_title, hexbin_unit, none_located, precision_note,
    reported_note, sources_note,
};
use crate::classify::{Classes, Method};
use crate::color::WHITE;
use crate::error::{Error, Result};
use crate::furniture::{Legend, LegendRow, MapLegend, Sign, range, whole_range};
use crate::language::Language;
use crate::layer::{Frame, Ground, Hex, Lines, areas, borders, hexbin, land, small_points, water};
use crate::measure::Findings;
use crate::measure::heat::{Cells, Hexagon};
use crate::palette::Palette;
use crate::scene::{Facts, Scene, Shades};
use crate::text::Typesetter;
use crate::unit::{LonLat, Rect, mm, to_mm};

/// Fewest hexagons for five classes.
const MANY: usize = 10;
/// Narrowest hexagon on paper whose colour can be told.
const NARROWEST: f64 = mm(0.5);
/// A hexagon as wide as this on paper cannot be hidden by a name.
const LARGE: f64 = mm(6.0);

/// Which hexagons, and what colours them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HexbinLook {
    /// The hexagons.
    pub cells: Cells,
    /// Incidents per 1,000 km² per year instead of their number.
    pub by_area: bool,
}

impl HexbinLook {
    /// Located incidents by hexagon.
    ///
    /// # Errors
    /// As `Cells::tallied`.
    pub fn hexagons(&self, findings: &Findings) -> Result<Vec<Hexagon>> {
        findings.hexagons(self.cells)
    }

    /// What colours a hexagon, for so many years.
    fn value(&self, hexagon: &Hexagon, years: f64) -> f64 {
        if self.by_area { hexagon.density(Some(years)) } else { hexagon.count as f64 }
    }

    /// Classes of hexagons by a method: five, or three of fewer than ten; of numbers with whole bounds.
    ///
    /// # Errors
    /// As `Method::classes`.
    pub fn shading(&self, findings: &Findings, method: Method, palette: Palette) -> Result<Shading> {
        let hexagons = self.hexagons(findings)?;
        let values: Vec<f64> = hexagons.iter().map(|h| self.value(h, findings.period.len())).collect();
        let classes = method.classes(&values, if values.len() < MANY { 3 } else { 5 })?;
        Ok(Shading { classes: self.bounded(classes), method: Some(method), palette })
    }

    /// Classes as numbers of incidents can have them.
    pub fn bounded(&self, classes: Classes) -> Classes {
        if self.by_area { classes } else { classes.whole() }
    }

    /// The label of a class.
    fn label(&self, language: Language, (lower, upper): (Option<f64>, Option<f64>)) -> String {
        if self.by_area { range(language, lower, upper) } else { whole_range(language, lower, upper) }
    }
}

/// Hexagons of the located incidents of the whole period.
///
/// # Errors
/// If the hexagons are too small to be seen, a text does not fit the page or the font lacks a letter.
pub fn hexbin_figure(
    ground: &Ground,
    findings: &Findings,
    (subject, credits): (&Subject, &Credits),
    (look, shading): (&HexbinLook, &Shading),
    setting: Setting,
) -> Result<Scene> {
    let hexagons = look.hexagons(findings)?;
    let years = findings.period.len();
    let class = |h: &Hexagon| shading.classes.class_of(look.value(h, years)).unwrap_or(0);
    let hexes: Vec<Hex> = hexagons.iter().map(|h| Hex { corners: corners(ground, h), class: class(h) }).collect();
    let legend = legend(findings, (look, shading), &hexes, setting.language);
    let figure = figure(findings, (subject, credits), (look, shading), (legend, &hexagons), setting);
    let scale = ground.extent.width() / figure.panel_width();
    visible(look.cells, scale)?;
    let marks = if setting.dots { marks(ground, findings, None, Part::default()) } else { Vec::new() };
    let ground = ground.clone().generalised(scale);
    let set = Typesetter::default();
    let stage = Stage::new(&set, &ground);
    let targets = targets(findings, false);
    let scene = figure.scene(&stage, &|_, frame, furniture| {
        let [district, region, country] = borders(&ground, frame, Lines::OnFill);
        let mut items = vec![land(&ground, frame), hexbin(&ground, frame, &hexes, &shading.colors()), district];
        items.extend([water(&ground, frame), region, country]);
        let dots: Vec<[f64; 2]> = marks.iter().map(|m| frame.at(m.at)).collect();
        let mut taken = obstacles(&ground, frame, true, furniture, &dots);
        taken.dots.extend(hidden_by_names(look.cells, frame, &hexes));
        let names = region_names(&set, &ground, frame, RegionLook::Plain, &mut taken)?;
        stage.leave_out(names.unplaced);
        items.extend(names.items);
        items.extend(setting.dots.then(|| small_points(frame, &marks)));
        items.push(areas(&ground, frame, targets.iter().map(|(name, unit)| (name.clone(), unit.as_slice()))));
        Ok(items)
    })?;
    let classes = shading.classes.len();
    let shades = Shades { classes, diverging: false, areas: hexes.len(), counts: !look.by_area };
    let facts = Facts {
        place: subject.in_place.clone(),
        period: findings.period.label(),
        shading: Some(shades),
        unplaced: scene.facts.unplaced.clone(),
    };
    Ok(with_table(Scene { facts, ..scene }, findings, subject, false, None))
}

/// Hexagons that a name could hide as wholes, as discs of the page: of larger ones enough is seen around it.
fn hidden_by_names(cells: Cells, frame: &Frame, hexes: &[Hex]) -> Vec<([f64; 2], f64)> {
    let width = cells.km() * 1000.0 / frame.metres_per_point();
    let middle = |hex: &Hex| frame.at(Rect::around(hex.corners.iter().copied()).center());
    if width > LARGE { Vec::new() } else { hexes.iter().map(|hex| (middle(hex), width / 2.0)).collect() }
}

/// The corners of a hexagon in the plane.
fn corners(ground: &Ground, hexagon: &Hexagon) -> Vec<[f64; 2]> {
    let ring = &hexagon.shape.exterior().0;
    let place = |c: &geo::Coord<f64>| ground.projection.forward(LonLat { lon: c.x, lat: c.y });
    ring[..ring.len().saturating_sub(1)].iter().map(place).collect()
}

/// Makes sure that hexagons are large enough on paper, at so many metres a point.
fn visible(cells: Cells, scale: f64) -> Result<()> {
    let width = cells.km() * 1000.0 / scale;
    if width >= NARROWEST {
        return Ok(());
    }
    let least = (NARROWEST * scale / 1000.0).ceil();
    let what = match cells {
        Cells::Hexagons(km) => format!("hexagons of {km} km"),
        Cells::H3(resolution) => format!("H3 cells of resolution {resolution}"),
    };
    Err(Error::data(format!("{what} are {:.2} mm wide on this page, too small for a colour", to_mm(width)))
        .hint(format!("make them {least} km wide or more (hexagon, or a lower h3), or the page wider")))
}

fn legend(findings: &Findings, (look, shading): (&HexbinLook, &Shading), hexes: &[Hex], language: Language) -> Legend {
    let colors = shading.colors();
    let class = |class: usize| LegendRow {
        sign: Sign::Fill(colors[class]),
        label: look.label(language, shading.classes.extent(class)),
        count: Some(hexes.iter().filter(|hex| hex.class == class).count() as u32),
        apart: false,
    };
    let zero =
        LegendRow { sign: Sign::Fill(WHITE), label: none_located(language).to_string(), count: None, apart: true };
    Legend {
        title: hexbin_legend_title(language, look, &findings.period.label()),
        unit: hexbin_unit(language, look.cells).to_string(),
        rows: (0..shading.classes.len()).rev().map(class).chain([zero]).collect(),
        language,
        least: 0.0,
    }
}

fn figure(
    findings: &Findings,
    (subject, credits): (&Subject, &Credits),
    (look, shading): (&HexbinLook, &Shading),
    (legend, hexagons): (Legend, &[Hexagon]),
    setting: Setting,
) -> Figure {
    let language = setting.language;
    let default_title = || hexbin_title(language, subject, look, &findings.period.label());
    let title = setting.title.map_or_else(default_title, str::to_string);
    Figure {
        page: setting.page,
        language,
        subtitle: setting
            .subtitle
            .map_or_else(|| hexbin_subtitle(language, findings, (look, hexagons)), str::to_string),
        description: hexbin_description(language, (&title, &legend), (look, hexagons), findings),
        title,
        panels: vec![Panel::default()],
        legend: Some(MapLegend::Classes(legend)),
        enlarge: None,
        orientation: setting.orientation,
        key: Vec::new(),
        notes: vec![
            ("note-coverage", coverage_note(language, findings, Counted::ByPlace)),
            ("note-reported", reported_note(language, true)),
            (
                "note-classes",
                hexbin_classes_note(language, (look, hexagons), (shading.method, setting.kept), findings.period),
            ),
            ("note-precision", precision_note(language, findings, subject, None)),
            ("note-boundaries", boundaries_note(language, findings, subject, credits)),
            ("note-sources", sources_note(language, credits)),
            ("note-designations", designations_note(language)),
        ],
        locator: true,
    }
}
