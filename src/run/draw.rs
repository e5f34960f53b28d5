//! One figure of a project, drawn.

use super::scale::{Scaled, scaled};
use crate::caption::{Numbers, caption};
use crate::classify::{Classes, Method, Symmetric};
use crate::error::{Error, Result};
use crate::figure::{
    ChangeShading, Credits, HeatLook, HexbinLook, Setting, Shading, Shown, Subject, bars_figure, change_figure,
    choropleth_figure, circles_figure, heat_figure, hexbin_figure, locations_figure, strip_figure,
};
use crate::language::Language;
use crate::layer::Ground;
use crate::measure::{Change, Findings, Period, Values};
use crate::palette::Palette;
use crate::project::{CAPTION, CountSpec, FigureScale, FigureSpec, Kind, Project};
use crate::scene::Scene;

/// A figure of a project, drawn in the project's language.
///
/// # Errors
/// If its classes cannot be found or a text does not fit.
pub fn scene(project: &Project, ground: &Ground, findings: &Findings, spec: &FigureSpec) -> Result<Scene> {
    let language = project.language;
    let words = (project.subject.of(language), project.credits.of(language));
    let subtitle = spec.subtitle.of(language).as_ref().map(|words| match words.as_str() {
        CAPTION => captioned(project, findings, language),
        words => words.to_string(),
    });
    let Scaled { scale, kept, .. } = scaled(project, findings, spec)?;
    let setting = Setting { kept, subtitle: subtitle.as_deref(), ..setting(spec, language) };
    let drawn = draw(ground, findings, words, (spec, scale), setting);
    let mut scene = drawn.map_err(|e| e.within(format!("figure '{}'", spec.name)))?;
    scene.edition = format!("{}.", project.edition.words(language));
    if !words.1.edition.is_empty() {
        scene.description = format!("{} {}.", scene.description, words.1.edition);
    }
    Ok(scene)
}

/// A figure drawn by its specification, at a scale if it is given one; words and look are those of the setting.
///
/// # Errors
/// If its classes cannot be found or a text does not fit.
pub fn draw(
    ground: &Ground,
    findings: &Findings,
    words: (&Subject, &Credits),
    (spec, scale): (&FigureSpec, Option<FigureScale>),
    setting: Setting,
) -> Result<Scene> {
    let circles = if let Some(FigureScale::Circles(scale)) = &scale { Some(*scale) } else { None };
    let category = spec.category.as_ref().map(|c| c.spoken(setting.language));
    let setting = Setting { circles, category: category.as_ref(), ..setting };
    match spec.kind {
        Kind::Locations => locations_figure(ground, findings, words, setting),
        Kind::Circles => circles_figure(ground, findings, words, &shown(findings, spec, setting.language), setting),
        Kind::Heat => {
            let (kernel, scaling) = spec.heat;
            let look = HeatLook { kernel, scaling, palette: spec.palette };
            heat_figure(ground, findings, words, &look, setting)
        }
        Kind::Hexbin => {
            let look = hexagons(spec)?;
            let shading = match scale {
                Some(FigureScale::Classes(classes, method)) => {
                    Shading { classes: look.bounded(classes), method, palette: spec.palette }
                }
                _ => hexbin_shading(spec, findings)?,
            };
            hexbin_figure(ground, findings, words, (&look, &shading), setting)
        }
        Kind::Strip => strip_figure(findings, words, &counted(spec, setting.language), setting),
        Kind::Change => {
            let change = findings.change(periods(spec)?);
            let shading = match scale {
                Some(FigureScale::Change(classes, method)) => ChangeShading { classes, method, palette: spec.palette },
                _ => change_shading(spec, &change)?,
            };
            change_figure(ground, findings, words, (&change, &shading), setting)
        }
        Kind::Bars(by) => {
            let shown = counted(spec, setting.language).pop().unwrap_or_default();
            bars_figure(findings, words, (by, &shown), setting)
        }
        Kind::Choropleth(measure) => {
            let shading = match scale {
                Some(FigureScale::Classes(classes, method)) => Shading { classes, method, palette: spec.palette },
                _ => shading(spec, &measure.values(findings)?)?,
            };
            choropleth_figure(ground, findings, words, (measure, &shading), setting)
        }
    }
}

/// The periods that a map of change compares.
pub(super) fn periods(spec: &FigureSpec) -> Result<[Period; 2]> {
    spec.compared.ok_or_else(|| Error::project("no periods to compare are named"))
}

/// The caption of a project, written from the numbers.
pub fn captioned(project: &Project, findings: &Findings, language: Language) -> String {
    caption(language, &Numbers::of(findings), &project.subject.of(language).reported(language))
}

/// The counts of a figure, each for the whole period.
fn counted(spec: &FigureSpec, language: Language) -> Vec<Shown> {
    let shown = |count: &CountSpec| Shown {
        tally: Some(count.column.clone()),
        year: None,
        label: count.label.of(language).clone(),
    };
    spec.counts.iter().map(shown).collect()
}

/// How a figure is set before its scale is known.
pub fn setting(spec: &FigureSpec, language: Language) -> Setting<'_> {
    Setting {
        title: spec.title.of(language).as_deref(),
        language,
        enlarge: spec.enlarge,
        orientation: spec.orientation,
        yearly: spec.yearly.unwrap_or(true),
        ..Setting::new(spec.page)
    }
}

/// The maps of a figure of circles: one for each count and, if it is yearly, for each year.
pub(super) fn shown(findings: &Findings, spec: &FigureSpec, language: Language) -> Vec<Shown> {
    let years: Vec<Option<i16>> = match spec.yearly {
        Some(true) => findings.period.years().into_iter().map(Some).collect(),
        _ => vec![None],
    };
    let counts = spec.counts.iter().map(|c| (Some(c.column.clone()), c.label.of(language).as_str()));
    let counts: Vec<_> = if spec.counts.is_empty() { vec![(None, "")] } else { counts.collect() };
    let of = |(tally, label): &(Option<String>, &str)| {
        let (tally, label) = (tally.clone(), label.to_string());
        years.iter().map(|&year| Shown { tally: tally.clone(), year, label: label.clone() }).collect::<Vec<_>>()
    };
    counts.iter().flat_map(of).collect()
}

/// Classes and colours of a figure: the user's breaks, or found by the method.
///
/// # Errors
/// As `Method::classes`.
pub fn shading(spec: &FigureSpec, values: &Values) -> Result<Shading> {
    shading_of(spec.classes.as_ref(), spec.method, values, spec.palette)
}

/// The user's classes, or those that the method finds, in a palette.
///
/// # Errors
/// As `Method::classes`.
pub(super) fn shading_of(
    classes: Option<&Classes>,
    method: Method,
    values: &Values,
    palette: Palette,
) -> Result<Shading> {
    match classes {
        Some(classes) => Ok(Shading { classes: classes.clone(), method: None, palette }),
        None => Shading::by(method, values, palette),
    }
}

/// The hexagons of a figure.
fn hexagons(spec: &FigureSpec) -> Result<HexbinLook> {
    spec.hexagons.ok_or_else(|| Error::project("no hexagons are named"))
}

/// Classes and colours of hexagons: the user's breaks, or found by the method.
pub(super) fn hexbin_shading(spec: &FigureSpec, findings: &Findings) -> Result<Shading> {
    match &spec.classes {
        Some(classes) => Ok(Shading { classes: classes.clone(), method: None, palette: spec.palette }),
        None => hexagons(spec)?.shading(findings, spec.method, spec.palette),
    }
}

/// Classes and colours of a map of change: the user's breaks on both sides of zero, or found by the method.
pub(super) fn change_shading(spec: &FigureSpec, change: &Change) -> Result<ChangeShading> {
    match &spec.classes {
        Some(classes) => {
            let classes = Symmetric::new(classes.breaks())?;
            Ok(ChangeShading { classes, method: None, palette: spec.palette })
        }
        None => ChangeShading::by(spec.method, change, spec.palette),
    }
}
