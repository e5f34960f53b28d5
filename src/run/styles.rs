//! Styles of layers, from the classes, colours and words of the figures.

use super::draw::shading;
use crate::classify::{CircleScale, Method};
use crate::error::Result;
use crate::figure::{Measure, Shading, Subject, class_words, symbol_words};
use crate::language::Language;
use crate::measure::{Findings, Values};
use crate::palette;
use crate::project::{FigureScale, FigureSpec, Kind, Project, Scale};
use crate::style::{Classed, DistrictLook, IncidentLook};
use crate::unit::mm;

/// Diameter of the largest circle where no figure has circles, in points.
const LARGEST_CIRCLE: f64 = mm(9.0);

/// The figure of density whose classes districts have, if there is one.
pub(super) fn density_figure(project: &Project) -> Option<&FigureSpec> {
    project.figures.iter().find(|f| f.kind == Kind::Choropleth(Measure::Density))
}

/// Classes and colours of the layer of districts: those of the density figure, or found.
///
/// # Errors
/// As `shading`.
pub(super) fn layer_shading(project: &Project, density: &Values, scale: &Scale) -> Result<Shading> {
    match density_figure(project) {
        Some(spec) => match scale.of(&spec.name) {
            Some(FigureScale::Classes(classes, method)) => {
                Ok(Shading { classes: classes.clone(), method: *method, palette: spec.palette })
            }
            _ => shading(spec, density),
        },
        None => Shading::by(Method::OneTwoFive, density, palette::ALL[0]),
    }
}

/// The scale of circles of incidents that a figure of the project has.
pub(super) fn circles_of(project: &Project, scale: &Scale) -> Option<CircleScale> {
    let of_incidents = |f: &&FigureSpec| f.kind == Kind::Circles && f.counts.is_empty();
    match scale.of(&project.figures.iter().find(of_incidents)?.name)? {
        FigureScale::Circles(scale) => Some(*scale),
        FigureScale::Classes(..) | FigureScale::Change(..) => None,
    }
}

/// How districts look in layers; `circles` is the scale of the figure of circles, if there is one.
pub fn district_look(
    language: Language,
    findings: &Findings,
    (density, shading): (&Values, &Shading),
    circles: Option<CircleScale>,
) -> DistrictLook {
    let words = class_words(language, Measure::Density, shading, &findings.period.label());
    DistrictLook {
        classed: Classed {
            title: words.title,
            classes: shading.classes.clone(),
            labels: words.labels,
            palette: shading.palette,
            highest: density.positive().into_iter().fold(0.0, f64::max),
            language,
        },
        zero: words.zero,
        no_data: words.no_data,
        circles: circles.unwrap_or_else(|| CircleScale::new(&findings.counts.total, LARGEST_CIRCLE)),
        most: findings.counts.total.iter().copied().max().unwrap_or(0),
    }
}

/// How incidents look in layers.
pub fn incident_look(language: Language, findings: &Findings, subject: &Subject) -> IncidentLook {
    let [located, district, region] = symbol_words(language, findings, subject);
    IncidentLook { located, district, region, language }
}
