//! The print layout of a project: the density map on the page of its figure, with legend, scale bar, title and notes.

use super::qgs::{DISTRICTS, MapProject, REGIONS, source};
use super::xml::Node;
use crate::color::{Color, WHITE};
use crate::palette::ink;
use crate::unit::{Rect, to_mm};

/// Space around everything, in millimetres.
const MARGIN: f64 = 4.0;
/// Height of the title's two lines, in millimetres.
const TITLE: f64 = 11.0;
/// Height of a line of notes, in millimetres, and width of a letter of them, both with some room.
const NOTE_LINE: f64 = 2.45;
const NOTE_LETTER: f64 = 1.08;
/// Width of a letter of the title, in millimetres.
const TITLE_LETTER: f64 = 1.9;
/// Space between map and frame of the legend or the scale bar, in millimetres.
const INSET: f64 = 2.0;
/// Letters in a line of the legend's title.
const LEGEND_LETTERS: usize = 30;

/// A box on the page: left, top, width and height in millimetres, and the corner of it that stays where it is.
type Place = ([f64; 4], Corner);

/// Numbers by which QGIS knows reference points.
#[derive(Debug, Clone, Copy)]
enum Corner {
    UpperLeft = 0,
    UpperRight = 2,
    LowerLeft = 6,
    LowerRight = 8,
}

pub(super) fn layout(project: &MapProject) -> Node {
    let [width, height] = project.page;
    let inside = width - 2.0 * MARGIN;
    let lines = |note: &String| (note.chars().count() as f64 * NOTE_LETTER / inside).ceil();
    let notes_height = project.notes.iter().map(lines).sum::<f64>() * NOTE_LINE;
    let top = MARGIN + TITLE;
    // However much there is to say, a third of the page is map.
    let map_height = (height - top - notes_height - 2.0 * MARGIN).max(height / 3.0);
    let map = [MARGIN, top, inside, map_height];
    let notes_top = top + map_height + MARGIN / 2.0;
    let head =
        label("title", &title(&project.title, inside), ([MARGIN, MARGIN, inside, TITLE], Corner::UpperLeft), (9.5, 75));
    let foot = ([MARGIN, notes_top, inside, height - notes_top - MARGIN / 2.0], Corner::UpperLeft);
    Node::new("Layout")
        .with("name", project.language().of("Density map", "Carte de densité"))
        .with("units", "mm")
        .with("printResolution", 300)
        .with("worldFileMap", "{map}")
        .add([
            Node::new("PageCollection").add([page(project.page), Node::new("GuideCollection").with("visible", 1)]),
            label("notes", &project.notes.join("\n"), foot, (6.0, 50)),
            head,
            scale_bar(project, map),
            legend(project, map),
            map_item(project, map),
        ])
}

/// What all items have; those with a higher level lie over the others.
fn item(kind: u32, id: &str, (place, corner): Place, level: u8) -> Node {
    let [x, y, width, height] = place.map(|v| (v * 1000.0).round() / 1000.0);
    Node::new("LayoutItem")
        .with("type", kind)
        .with("id", id)
        .with("uuid", format!("{{{id}}}"))
        .with("templateUuid", format!("{{{id}}}"))
        .with("size", format!("{width},{height},mm"))
        .with("position", format!("{x},{y},mm"))
        .with("positionOnPage", format!("{x},{y},mm"))
        .with("referencePoint", corner as u8)
        .with("zValue", level)
        .with("frame", "false")
        .with("visibility", 1)
        .with("opacity", 1)
        .with("excludeFromExports", 0)
}

fn ground(color: Color) -> Node {
    channels("BackgroundColor", color)
}

fn channels(name: &'static str, color: Color) -> Node {
    Node::new(name).with("red", color.r).with("green", color.g).with("blue", color.b).with("alpha", 255)
}

fn page([width, height]: [f64; 2]) -> Node {
    item(65638, "page", ([0.0, 0.0, width, height], Corner::UpperLeft), 0)
        .with("background", "true")
        .add([ground(WHITE)])
}

fn font(points: f64, weight: u8) -> String {
    format!("Inter,{points},-1,5,{weight},0,0,0,0,0")
}

fn label(id: &str, text: &str, place: Place, (points, weight): (f64, u8)) -> Node {
    let font = Node::new("LabelFont").with("style", "").with("description", font(points, weight));
    // Left and top.
    item(65641, id, place, 3)
        .with("labelText", text)
        .with("htmlState", 0)
        .with("halign", 1)
        .with("valign", 32)
        .with("marginX", 0)
        .with("marginY", 0)
        .with("background", "false")
        .add([font, channels("FontColor", if weight > 50 { ink::TITLE } else { ink::QUIET })])
}

/// The map shows districts and regions alone, whatever else is opened.
fn map_item(project: &MapProject, map: [f64; 4]) -> Node {
    let ratio = map[2] / map[3];
    let [x, y] = project.extent.center();
    let half = (project.extent.height() / 2.0).max(project.extent.width() / ratio / 2.0);
    let extent = Node::new("Extent")
        .with("xmin", x - half * ratio)
        .with("ymin", y - half)
        .with("xmax", x + half * ratio)
        .with("ymax", y + half);
    let layer = |(id, name): (&'static str, &'static str)| {
        Node::text("Layer", id).with("name", name).with("provider", "ogr").with("source", source(project, name))
    };
    let regions = project.regions.then_some((REGIONS, "regions"));
    let layers = regions.into_iter().chain([(DISTRICTS, "districts")]).map(layer);
    item(65639, "map", (map, Corner::UpperLeft), 1)
        .with("background", "true")
        .with("followPreset", "false")
        .with("keepLayerSet", "true")
        .with("mapRotation", 0)
        .add([ground(ink::NOT_COVERED), extent, Node::new("LayerSet").add(layers)])
}

/// The point of an item in a corner of the map.
fn in_corner(map: [f64; 4], [right, low]: [bool; 2], [width, height]: [f64; 2]) -> Place {
    let x = if right { map[0] + map[2] - INSET } else { map[0] + INSET };
    let y = if low { map[1] + map[3] - INSET } else { map[1] + INSET };
    let corner = match [right, low] {
        [false, false] => Corner::UpperLeft,
        [true, false] => Corner::UpperRight,
        [false, true] => Corner::LowerLeft,
        [true, true] => Corner::LowerRight,
    };
    ([x, y, width, height], corner)
}

fn legend(project: &MapProject, map: [f64; 4]) -> Node {
    let style = |name: &str, points: f64, weight: u8, top: f64| {
        let font = Node::new("styleFont").with("style", "").with("description", font(points, weight));
        let node = Node::new("style").with("name", name).with("alignment", 1).with("indent", 0).with("marginTop", top);
        let node = if name == "symbolLabel" { node.with("marginLeft", 2) } else { node };
        node.add([font])
    };
    let styles = [
        style("title", 7.5, 75, 0.0),
        style("group", 7.5, 75, 0.0),
        style("subgroup", 7.5, 63, 0.0),
        style("symbol", 7.0, 50, 0.9),
        style("symbolLabel", 7.0, 50, 0.7),
    ];
    let title = wrapped(&project.districts.classed.title.replace('|', "/"), LEGEND_LETTERS, "|");
    let named = Node::new("Option")
        .with("type", "Map")
        .add([Node::new("Option").with("name", "legend/title-label").with("type", "QString").with("value", title)]);
    let layer = Node::new("layer-tree-layer")
        .with("id", DISTRICTS)
        .with("name", "districts")
        .with("source", source(project, "districts"))
        .with("providerKey", "ogr")
        .with("checked", "Qt::Checked")
        .with("expanded", 1)
        .add([Node::new("customproperties").add([named])]);
    item(65642, "legend", in_corner(map, project.legend_at, [45.0, 42.0]), 2)
        .with("map_uuid", "{map}")
        .with("title", "")
        .with("wrapChar", "|")
        .with("background", "true")
        .with("resizeToContents", 1)
        .with("boxSpace", 1)
        .with("symbolWidth", 7)
        .with("symbolHeight", 3.9)
        .with("fontColor", ink::TEXT)
        .add([ground(ink::NOT_COVERED), Node::new("styles").add(styles), Node::new("layer-tree-group").add([layer])])
}

/// Lines of so many letters at most, broken at blanks, with a mark between them.
fn wrapped(words: &str, letters: usize, mark: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < letters => *line += &format!(" {word}"),
            _ => lines.push(word.to_string()),
        }
    }
    lines.join(mark)
}

/// A title on one line, or on two of about the same length.
fn title(words: &str, width: f64) -> String {
    let letters = words.chars().count();
    if (letters as f64) * TITLE_LETTER < width { words.to_string() } else { wrapped(words, letters / 2 + 5, "\n") }
}

/// Two segments of a round length, together a quarter of the map at most.
fn scale_bar(project: &MapProject, map: [f64; 4]) -> Node {
    let metres_per_mm = (project.extent.height() / map[3]).max(project.extent.width() / map[2]);
    let kilometres = round_below(metres_per_mm * map[2] / 8.0 / 1000.0);
    // Where the legend is not, at the foot of the map.
    let right = !(project.legend_at[0] && project.legend_at[1]);
    let text = Node::new("text-style")
        .with("fontFamily", "Inter")
        .with("fontSize", 6.5)
        .with("fontSizeUnit", "Point")
        .with("fontWeight", 50)
        .with("textColor", super::qml_symbol::rgba(ink::TEXT))
        .with("textOpacity", 1);
    item(65646, "scale-bar", in_corner(map, [right, true], [30.0, 7.0]), 2)
        .with("mapUuid", "{map}")
        .with("style", "Line Ticks Up")
        .with("unitType", "km")
        .with("unitLabel", "km")
        .with("numMapUnitsPerScaleBarUnit", 1)
        .with("numUnitsPerSegment", kilometres)
        .with("numSegments", 2)
        .with("numSegmentsLeft", 0)
        .with("segmentSizeMode", 0)
        .with("segmentMillimeters", kilometres * 1000.0 / metres_per_mm)
        .with("height", 1.2)
        .with("labelBarSpace", 0.8)
        .with("boxContentSpace", 0.5)
        .with("outlineWidth", to_mm(0.5))
        .with("alignment", if right { 2 } else { 0 })
        .with("background", "false")
        .add([text])
}

/// The number of the 1-2-5 series at or under a number.
fn round_below(value: f64) -> f64 {
    let power = 10f64.powf(value.log10().floor());
    [5.0, 2.0, 1.0].into_iter().map(|digit| digit * power).find(|v| *v <= value).unwrap_or(power)
}

/// The extent of a box of the legend's size in a corner of the map, in metres: what of the country is in it would be hidden.
pub fn legend_box(extent: &Rect, [right, low]: [bool; 2]) -> Rect {
    const SHARE: [f64; 2] = [0.4, 0.45];
    let [width, height] = [extent.width() * SHARE[0], extent.height() * SHARE[1]];
    let x0 = if right { extent.x1 - width } else { extent.x0 };
    let y0 = if low { extent.y0 } else { extent.y1 - height };
    Rect { x0, y0, x1: x0 + width, y1: y0 + height }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_bar_has_a_round_length() {
        assert_eq!([1.0, 1.9, 4.99, 5.0, 180.0, 0.3].map(round_below), [1.0, 1.0, 2.0, 5.0, 100.0, 0.2]);
    }

    #[test]
    fn a_long_title_is_broken_between_words() {
        let broken = "Incidents per 10,000 km² per|year, 2022–2024";
        assert_eq!(wrapped("Incidents per 10,000 km² per year, 2022–2024", 30, "|"), broken);
        assert_eq!(wrapped("anticonstitutionnellement d’un mot", 20, "|"), "anticonstitutionnellement|d’un mot");
        let words = "Density of reported incidents affecting health care in Mali, 2022–2024";
        assert_eq!(title(words, 112.0), "Density of reported incidents affecting\nhealth care in Mali, 2022–2024");
    }
}
