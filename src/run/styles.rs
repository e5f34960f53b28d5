//! Styles of layers, from the classes, colours and words of the figures.

use super::contents::Painted;
use super::draw::shading;
use crate::classify::{CircleScale, Method};
use crate::error::Result;
use crate::figure::{Credits, Measure, Shading, Subject, choropleth_notes, class_words, symbol_words};
use crate::language::Language;
use crate::layer::Ground;
use crate::measure::{Findings, Values};
use crate::palette;
use crate::project::{FigureScale, FigureSpec, Kind, Project, Scale};
use crate::style::{
    Classed, DistrictLook, IncidentLook, MapProject, district_styles, incident_styles, legend_box, region_styles,
};
use crate::unit::{mm, to_mm};
use crate::write::{GENERALISED, Layer, LayerFormat, Shapes, layer_prj};

/// Diameter of the largest circle where no figure has circles, in points.
const LARGEST_CIRCLE: f64 = mm(9.0);
/// The page of a project of QGIS where no figure shows density, in millimetres.
const PAGE_MM: [f64; 2] = [120.0, 150.0];

/// Whether a figure shows the density whose classes districts have in layers.
pub(super) fn shows_density(figure: &FigureSpec) -> bool {
    figure.kind == Kind::Choropleth(Measure::Density)
}

/// Classes and colours of the layer of districts: those of the density figure, or found.
///
/// # Errors
/// As `shading`.
pub(super) fn layer_shading(project: &Project, density: &Values, scale: &Scale) -> Result<Shading> {
    match project.figures.iter().find(|f| shows_density(f)) {
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
fn district_look(
    language: Language,
    findings: &Findings,
    (density, shading): (&Values, &Shading),
    circles: Option<CircleScale>,
) -> DistrictLook {
    let words = class_words(language, (findings, density), (Measure::Density, shading));
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
fn incident_look(language: Language, findings: &Findings, subject: &Subject) -> IncidentLook {
    let [located, district, region] = symbol_words(language, findings, subject);
    IncidentLook { located, district, region, language }
}

/// What a project of QGIS shows that opens the layers: the density map as its figure has it, on a page of the same size in
/// points; without such a figure on a page of its own. `None` if no format can be opened.
///
/// # Errors
/// As `layer_shading`.
pub(super) fn map_project(
    project: &Project,
    (ground, scale): (&Ground, &Scale),
    findings: &Findings,
    drawn: Option<&Painted>,
) -> Result<Option<MapProject>> {
    let Some(around) = openable(&project.layers) else { return Ok(None) };
    let (language, density) = (project.language, findings.density()?);
    let subject = project.subject.of(language);
    // Neighbours and rivers are no layers, so their source is not named.
    let credits = &Credits { context: String::new(), ..project.credits.of(language).clone() };
    let shading = layer_shading(project, &density, scale)?;
    let kept = project.scale.is_some();
    Ok(Some(MapProject {
        around,
        regions: !findings.regions.is_empty(),
        title: drawn.map_or_else(|| subject.headline(language, &project.period.label()), |d| d.title.clone()),
        description: drawn.map(|d| d.description.clone()).unwrap_or_default(),
        source: credits.sources.clone(),
        notes: choropleth_notes(findings, (subject, credits), (Measure::Density, &shading), (language, kept)),
        proj: ground.projection.proj(),
        extent: ground.extent,
        page: drawn.map_or(PAGE_MM, |d| d.size.map(to_mm)),
        legend_at: emptiest(ground),
        districts: district_look(language, findings, (&density, &shading), circles_of(project, scale)),
        incidents: incident_look(language, findings, subject),
    }))
}

/// The corner of the map with the least of the country's borders: right, and low.
fn emptiest(ground: &Ground) -> [bool; 2] {
    let hidden = |corner: &[bool; 2]| {
        let bounds = legend_box(&ground.extent, *corner);
        ground.borders.arcs.iter().flat_map(|arc| &arc.points).filter(|p| bounds.contains(**p)).count()
    };
    let corners = [[false, false], [true, false], [false, true], [true, true]];
    corners.into_iter().min_by_key(hidden).unwrap_or_default()
}

/// Layers with their styles; `circles` is the scale of the figure of circles, if there is one.
pub fn styled(
    layers: Vec<Layer>,
    language: Language,
    (findings, subject): (&Findings, &Subject),
    (density, shading): (&Values, &Shading),
    circles: Option<CircleScale>,
) -> Vec<Layer> {
    let of = |layer: Layer| {
        let styles = match layer.name.as_str() {
            "districts" => district_styles(&district_look(language, findings, (density, shading), circles)),
            "regions" => region_styles(language),
            "incidents" => incident_styles(&incident_look(language, findings, subject)),
            _ => Vec::new(),
        };
        Layer { styles, ..layer }
    };
    layers.into_iter().map(of).collect()
}

/// Extensions of the files beside a layer, with a style of its own or of points, where a format of layers wants them there.
fn extensions((styled, points): (bool, bool), formats: &[LayerFormat]) -> impl Iterator<Item = &'static str> {
    let by_name = formats.iter().any(|format| format.styled_by_name());
    let tables = formats.contains(&LayerFormat::Csv);
    let wanted = [
        ("qml", styled && by_name),
        ("sld", styled && by_name),
        ("data.qml", styled && tables),
        ("data.prj", points && tables),
    ];
    wanted.into_iter().filter(|(_, is)| *is).map(|(extension, _)| extension)
}

/// Names of the files that `beside` makes of layers of these names: incidents are points.
pub(super) fn style_names(layers: &[&str], formats: &[LayerFormat]) -> Vec<String> {
    let kind = |name: &str| (name != GENERALISED, ["incidents", GENERALISED].contains(&name));
    let of = |name: &&str| extensions(kind(name), formats).map(|e| format!("{name}.{e}")).collect::<Vec<_>>();
    layers.iter().flat_map(of).collect()
}

/// The styles of layers as files beside them; beside a table of points their coordinate system too.
pub(super) fn beside(layers: &[Layer], formats: &[LayerFormat]) -> Vec<(String, Vec<u8>)> {
    let of = |layer: &Layer| {
        let style = layer.styles.first();
        let kind = (style.is_some(), matches!(layer.shapes, Shapes::Points(_)));
        let text = |extension: &str| match (extension, style) {
            ("qml", Some(style)) => style.qml.clone().into_bytes(),
            ("sld", Some(style)) => style.sld.clone().into_bytes(),
            ("data.qml", Some(style)) => style.table.clone().into_bytes(),
            _ => layer_prj(),
        };
        extensions(kind, formats).map(|e| (format!("{}.{e}", layer.name), text(e))).collect::<Vec<_>>()
    };
    layers.iter().flat_map(of).collect()
}

/// What stands before and after the name of a layer, where a project of QGIS opens it; `None` if no format has shapes.
pub(super) fn openable(formats: &[LayerFormat]) -> Option<[&'static str; 2]> {
    // A GeoPackage is changed by being opened.
    let known = [
        (LayerFormat::GeoJson, ["", ".geojson"]),
        (LayerFormat::FlatGeobuf, ["", ".fgb"]),
        (LayerFormat::GeoJsonLines, ["", ".geojsonl"]),
        (LayerFormat::GeoPackage, ["layers.gpkg|layername=", ""]),
    ];
    known.into_iter().find(|(format, _)| formats.contains(format)).map(|(_, around)| around)
}
