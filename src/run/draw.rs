//! One figure of a project, drawn.

use super::scale::{Scaled, scaled};
use crate::error::Result;
use crate::figure::{Setting, Shading, Shown, choropleth_figure, circles_figure, locations_figure};
use crate::layer::Ground;
use crate::measure::{Findings, Values};
use crate::project::{FigureScale, FigureSpec, Kind, Project};
use crate::scene::Scene;

/// A figure of a project, drawn in the project's language.
///
/// # Errors
/// If its classes cannot be found or a text does not fit.
pub fn scene(project: &Project, ground: &Ground, findings: &Findings, spec: &FigureSpec) -> Result<Scene> {
    let language = project.language;
    let words = (project.subject.of(language), project.credits.of(language));
    let Scaled { scale, kept, .. } = scaled(project, findings, spec)?;
    let circles = if let Some(FigureScale::Circles(scale)) = &scale { Some(*scale) } else { None };
    let setting = Setting { circles, kept, ..setting(project, spec) };
    let drawn = match spec.kind {
        Kind::Locations => locations_figure(ground, findings, words, setting),
        Kind::Circles => circles_figure(ground, findings, words, &shown(project, spec), setting),
        Kind::Choropleth(measure) => {
            let shading = match scale {
                Some(FigureScale::Classes(classes, method)) => Shading { classes, method, palette: spec.palette },
                _ => shading(spec, &measure.values(findings))?,
            };
            choropleth_figure(ground, findings, words, (measure, &shading), setting)
        }
    };
    drawn.map_err(|e| e.within(format!("figure '{}'", spec.name)))
}

/// How a figure is set before its scale is known.
pub(super) fn setting<'a>(project: &Project, spec: &'a FigureSpec) -> Setting<'a> {
    Setting {
        title: spec.title.of(project.language).as_deref(),
        language: project.language,
        yearly: spec.yearly.unwrap_or(true),
        ..Setting::new(spec.page)
    }
}

/// The maps of a figure of circles: one for each count and, if it is yearly, for each year.
pub(super) fn shown(project: &Project, spec: &FigureSpec) -> Vec<Shown> {
    let years: Vec<Option<i16>> = match spec.yearly {
        Some(true) => project.period.years().into_iter().map(Some).collect(),
        _ => vec![None],
    };
    let counts = spec.counts.iter().map(|c| (Some(c.column.clone()), c.label.of(project.language).as_str()));
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
    match &spec.classes {
        Some(classes) => Ok(Shading { classes: classes.clone(), method: None, palette: spec.palette }),
        None => Shading::by(spec.method, values, spec.palette),
    }
}
