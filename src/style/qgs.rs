//! A project of QGIS that opens the layers beside it, styled, with a print layout of the density map.

use super::districts::{DistrictLook, styles};
use super::incidents::{IncidentLook, style};
use super::layout::layout;
use super::qml::Qml;
use super::regions::regions;
use super::xml::Node;
use crate::language::Language;
use crate::palette::ink;
use crate::unit::Rect;

/// What the project shows.
#[derive(Debug, Clone, PartialEq)]
pub struct MapProject {
    /// What stands before and after the name of a layer in the source that QGIS opens: nothing and ".geojson".
    pub around: [&'static str; 2],
    /// Whether there is a layer of regions.
    pub regions: bool,
    /// What the map shows.
    pub title: String,
    /// The same in a few sentences.
    pub description: String,
    /// Who has what right in the data.
    pub source: String,
    /// The notes under the map, a paragraph each.
    pub notes: Vec<String>,
    /// The coordinate system of the map, as PROJ defines it.
    pub proj: String,
    /// The country in metres of that system.
    pub extent: Rect,
    /// Width and height of the printed page in millimetres.
    pub page: [f64; 2],
    /// Where in the map there is room for the legend: right, and low.
    pub legend_at: [bool; 2],
    /// The words and colours of districts.
    pub districts: DistrictLook,
    /// The words of incidents.
    pub incidents: IncidentLook,
}

impl MapProject {
    pub(super) fn language(&self) -> Language {
        self.districts.classed.language
    }
}

/// Identifiers of the layers: QGIS gives short ones a new one.
pub(super) const REGIONS: &str = "regions_layer_of_cercle";
pub(super) const DISTRICTS: &str = "districts_layer_of_cercle";
const INCIDENTS: &str = "incidents_layer_of_cercle";

/// A layer of the project: its identifier, its name in the files, what people read, and how it looks.
struct Opened {
    id: &'static str,
    name: &'static str,
    title: &'static str,
    style: Qml,
}

/// The project as text; the layers are in the folder that it is in.
pub fn qgs(project: &MapProject) -> String {
    let language = project.language();
    let [classes, ..] = styles(&project.districts);
    let opened = |id, name, title, style| Opened { id, name, title, style };
    // Names of regions would stand between those of districts: in this map borders are enough.
    let borders = Qml { labels: None, ..regions(language).qml };
    // Topmost first.
    let layers: Vec<Opened> =
        [opened(INCIDENTS, "incidents", language.of("Incidents", "Incidents"), style(&project.incidents).qml)]
            .into_iter()
            .chain(project.regions.then(|| opened(REGIONS, "regions", language.of("Regions", "Régions"), borders)))
            .chain([opened(DISTRICTS, "districts", language.of("Districts", "Districts"), classes.qml)])
            .collect();
    Node::new("qgis")
        .with("version", "3.22.0")
        .with("projectname", &project.title)
        .add([
            Node::new("homePath").with("path", ""),
            Node::text("title", &project.title),
            Node::new("projectCrs").add([crs_of(project)]),
            Node::new("layer-tree-group").add(layers.iter().map(|layer| tree_layer(project, layer))),
            canvas(project),
            Node::new("projectlayers").add(layers.iter().map(|layer| map_layer(project, layer))),
            Node::new("layerorder").add(layers.iter().map(|layer| Node::new("layer").with("id", layer.id))),
            properties(),
            metadata(project),
            Node::new("Layouts").add([layout(project)]),
        ])
        .document("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>")
}

fn crs_of(project: &MapProject) -> Node {
    Node::new("spatialrefsys").add([Node::text("proj4", &project.proj)])
}

/// Longitude and latitude on WGS 84.
fn degrees() -> Node {
    Node::new("spatialrefsys").add([
        Node::text("proj4", "+proj=longlat +datum=WGS84 +no_defs"),
        Node::text("srid", "4326"),
        Node::text("authid", "EPSG:4326"),
    ])
}

/// Where a layer is, from the folder of the project.
pub(super) fn source(project: &MapProject, name: &str) -> String {
    let [before, after] = project.around;
    format!("./{before}{name}{after}")
}

fn tree_layer(project: &MapProject, layer: &Opened) -> Node {
    Node::new("layer-tree-layer")
        .with("id", layer.id)
        .with("name", layer.title)
        .with("source", source(project, layer.name))
        .with("providerKey", "ogr")
        .with("checked", "Qt::Checked")
        .with("expanded", 1)
}

fn canvas(project: &MapProject) -> Node {
    Node::new("mapcanvas").with("name", "theMapCanvas").add([
        Node::text("units", "meters"),
        extent(&project.extent),
        Node::text("rotation", "0"),
        Node::new("destinationsrs").add([crs_of(project)]),
    ])
}

fn extent(bounds: &Rect) -> Node {
    let sides = [("xmin", bounds.x0), ("ymin", bounds.y0), ("xmax", bounds.x1), ("ymax", bounds.y1)];
    Node::new("extent").add(sides.map(|(name, value)| Node::text(name, value.round().to_string())))
}

fn map_layer(project: &MapProject, layer: &Opened) -> Node {
    let polygons = layer.style.shape == super::qml::Shape::Polygon;
    let resource = Node::new("resourceMetadata").add([
        Node::text("identifier", layer.name),
        Node::text("language", project.language().tag()),
        Node::text("type", "dataset"),
        Node::text("title", layer.title),
        Node::text("rights", &project.source),
    ]);
    Node::new("maplayer")
        .with("type", "vector")
        .with("geometry", if polygons { "Polygon" } else { "Point" })
        .with("labelsEnabled", layer.style.labelled())
        .with("styleCategories", "AllStyleCategories")
        .add([
            Node::text("id", layer.id),
            Node::text("datasource", source(project, layer.name)),
            Node::text("layername", layer.title),
            Node::new("srs").add([degrees()]),
            resource,
            Node::text("provider", "ogr").with("encoding", "UTF-8"),
        ])
        .add(layer.style.elements())
}

fn properties() -> Node {
    let number = |name: &'static str, value: u8| Node::text(name, value.to_string()).with("type", "int");
    let ground = ink::NOT_COVERED;
    Node::new("properties").add([
        Node::new("Gui").add([
            number("CanvasColorRedPart", ground.r),
            number("CanvasColorGreenPart", ground.g),
            number("CanvasColorBluePart", ground.b),
        ]),
        Node::new("Paths").add([Node::text("Absolute", "false").with("type", "bool")]),
        Node::new("SpatialRefSys").add([number("ProjectionsEnabled", 1)]),
    ])
}

fn metadata(project: &MapProject) -> Node {
    let said = std::iter::once(project.description.clone()).chain(project.notes.iter().cloned());
    Node::new("projectMetadata").add([
        Node::text("language", project.language().tag()),
        Node::text("type", "dataset"),
        Node::text("title", &project.title),
        Node::text("abstract", said.collect::<Vec<_>>().join("\n\n")),
    ])
}
