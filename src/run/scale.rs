//! The scale of each figure: kept from an earlier build, or found.

use super::draw::{change_shading, hexbin_shading, periods, setting, shading, shown};
use crate::error::{Error, Result};
use crate::figure::{ChangeShading, Shading, circle_scale};
use crate::layer::Ground;
use crate::measure::Findings;
use crate::project::{FigureScale, FigureSpec, Kind, Project, Scale};

/// How a figure is scaled.
#[derive(Debug, Clone, PartialEq)]
pub struct Scaled {
    /// Its scale; `None` where nothing is scaled.
    pub scale: Option<FigureScale>,
    /// Whether that is the one of an earlier build.
    pub kept: bool,
    /// What a reader of the figure should know of it.
    pub remark: Option<String>,
}

/// The scale of a figure.
///
/// # Errors
/// `Kind::Project` if the kept scale is that of another kind of figure; else as `shading` and `circle_scale`.
pub fn scaled(project: &Project, findings: &Findings, spec: &FigureSpec) -> Result<Scaled> {
    let file = project.scale.as_ref().map(|(file, _)| file.name()).unwrap_or_default();
    let kept = project.scale.as_ref().and_then(|(_, scale)| scale.of(&spec.name)).cloned();
    let mismatch = || {
        Err(Error::project(format!("{file}: figure '{}' is kept as another kind of figure", spec.name))
            .hint("rename the figure, or take it out of the scale file to scale it afresh"))
    };
    let afresh = (project.scale.is_some() && kept.is_none())
        .then(|| format!("figure '{}' is not in {file} and was scaled afresh", spec.name));
    match (spec.kind, kept) {
        (Kind::Choropleth(_) | Kind::Hexbin, Some(scale @ FigureScale::Classes(..))) => {
            Ok(Scaled { scale: Some(scale), kept: true, remark: None })
        }
        (Kind::Choropleth(measure), None) => {
            let Shading { classes, method, .. } = shading(spec, &measure.values(findings)?)?;
            Ok(Scaled { scale: Some(FigureScale::Classes(classes, method)), kept: false, remark: afresh })
        }
        (Kind::Hexbin, None) => {
            let Shading { classes, method, .. } = hexbin_shading(spec, findings)?;
            Ok(Scaled { scale: Some(FigureScale::Classes(classes, method)), kept: false, remark: afresh })
        }
        (Kind::Change, Some(scale @ FigureScale::Change(..))) => {
            Ok(Scaled { scale: Some(scale), kept: true, remark: None })
        }
        (Kind::Change, None) => {
            let ChangeShading { classes, method, .. } = change_shading(spec, &findings.change(periods(spec)?))?;
            Ok(Scaled { scale: Some(FigureScale::Change(classes, method)), kept: false, remark: afresh })
        }
        (Kind::Circles, kept @ (None | Some(FigureScale::Circles(_)))) => {
            let shown = shown(findings, spec, project.language);
            let words = (project.subject.of(project.language), project.credits.of(project.language));
            let (found, most) = circle_scale(findings, words, &shown, setting(spec, project.language))?;
            let Some(FigureScale::Circles(scale)) = kept else {
                return Ok(Scaled { scale: Some(FigureScale::Circles(found)), kept: false, remark: afresh });
            };
            let beyond = (most > scale.largest).then(|| {
                format!(
                    "figure '{}': {most} in a district is more than the {} of the largest circle of {file}; its circle is \
                     drawn true to that scale",
                    spec.name, scale.largest
                )
            });
            Ok(Scaled { scale: Some(FigureScale::Circles(scale)), kept: true, remark: beyond })
        }
        (_, None) => Ok(Scaled { scale: None, kept: false, remark: None }),
        (_, Some(_)) => mismatch(),
    }
}

/// The scale of all figures, to be kept by later builds, and what is remarkable in it.
///
/// # Errors
/// As `scaled`.
pub fn scale(project: &Project, ground: &Ground, findings: &Findings) -> Result<(Scale, Vec<String>)> {
    let (mut figures, mut remarks) = (Vec::new(), Vec::new());
    for spec in &project.figures {
        let found = scaled(project, findings, spec)?;
        figures.extend(found.scale.map(|scale| (spec.name.clone(), scale)));
        remarks.extend(found.remark);
    }
    Ok((Scale { projection: ground.projection, extent: ground.extent, figures }, remarks))
}
