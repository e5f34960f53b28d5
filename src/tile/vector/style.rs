//! A style that MapLibre shows the tiles with: the classes, colours and legend of the figure.

use serde_json::{Map, Value, json};

use crate::color::WHITE;
use crate::language::Language;
use crate::palette::ink;
use crate::tile::content::Content;
use crate::tile::tile_set::TileSet;

/// Decimals of a degree in bounds.
const PARTS: f64 = 1e6;

/// Where a style finds the tiles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A template of the address of each tile, with `{z}`, `{x}` and `{y}`.
    Tiles(String),
    /// The address of a PMTiles archive, for a map that knows the protocol.
    Archive(String),
}

/// A MapLibre style (version 8 of the specification) for the layers that the set has. Names are set in fonts of the reader's
/// machine: nothing is fetched but the tiles. No data is grey with a dashed outline, as patterns would need a picture.
pub fn style(content: &Content, set: &TileSet, source: &Source) -> Value {
    let has = |id: &str| set.layers.iter().any(|layer| layer.id == id);
    let mut layers = vec![json!({
        "id": "background", "type": "background", "paint": { "background-color": ink::NOT_COVERED.to_string() },
    })];
    if has("districts") {
        layers.extend(districts(content));
        layers.extend(borders());
    }
    if has("incidents") {
        layers.push(incidents(has("districts")));
    }
    if has("labels") {
        layers.push(labels());
    }
    let (lon, lat, zoom) = set.center();
    json!({
        "version": 8,
        "name": set.name,
        "metadata": { "cercle:description": set.description, "cercle:language": set.language.tag(), "cercle:legend": legend(content, set.language) },
        "center": [(lon * PARTS).round() / PARTS, (lat * PARTS).round() / PARTS],
        "zoom": zoom,
        "sources": { "cercle": described(set, source) },
        "layers": layers,
    })
}

fn described(set: &TileSet, source: &Source) -> Value {
    let mut object = Map::new();
    object.insert("type".into(), "vector".into());
    match source {
        Source::Tiles(template) => object.insert("tiles".into(), json!([template])),
        Source::Archive(address) => object.insert("url".into(), format!("pmtiles://{address}").into()),
    };
    let round = |v: f64| (v * PARTS).round() / PARTS;
    let b = &set.bounds;
    object.insert("bounds".into(), json!([round(b.x0), round(b.y0), round(b.x1), round(b.y1)]));
    object.insert("minzoom".into(), (*set.zooms.start()).into());
    object.insert("maxzoom".into(), (*set.zooms.end()).into());
    object.insert("attribution".into(), crate::tile::tilejson::escaped(&set.attribution).into());
    Value::Object(object)
}

/// Classes from the highest to the lowest, then those without incidents and without data.
pub fn legend(content: &Content, language: Language) -> Value {
    let per = match content.period {
        Some(_) => {
            language.of("incidents per 10,000 km² per year", "incidents pour 10\u{202f}000\u{202f}km² et par an")
        }
        None => language.of("incidents per 10,000 km²", "incidents pour 10\u{202f}000\u{202f}km²"),
    };
    let colors = content.palette.take(content.classes.len());
    let class = |class: usize| {
        let (from, under) = content.classes.extent(class);
        json!({ "class": class + 1, "from": from, "under": under, "color": colors[class].to_string() })
    };
    let mut rows: Vec<Value> = (0..content.classes.len()).rev().map(class).collect();
    rows.push(
        json!({ "class": 0, "label": language.of("none located", "aucun localisé"), "color": WHITE.to_string() }),
    );
    rows.push(
        json!({ "class": null, "label": language.of("no data", "sans données"), "color": ink::NO_DATA.to_string() }),
    );
    json!({ "title": per, "period": content.period.map(|p| p.label()), "rows": rows })
}

fn districts(content: &Content) -> [Value; 2] {
    let colors = content.palette.take(content.classes.len());
    // labels are lists of one: QGIS 3.22 takes a label that is none for an empty one
    let mut matches = vec![json!("match"), json!(["get", "class"]), json!([0]), json!(WHITE.to_string())];
    for (class, color) in colors.iter().enumerate() {
        matches.extend([json!([class + 1]), json!(color.to_string())]);
    }
    let no_data = ink::NO_DATA.to_string();
    matches.push(json!(no_data));
    [
        json!({
            "id": "districts", "type": "fill", "source": "cercle", "source-layer": "districts",
            "paint": { "fill-color": matches, "fill-antialias": false },
        }),
        json!({
            "id": "districts-no-data", "type": "line", "source": "cercle", "source-layer": "districts",
            "filter": ["!", ["has", "class"]],
            "paint": { "line-color": ink::HATCH.to_string(), "line-width": 1.5, "line-dasharray": [2, 2] },
        }),
    ]
}

fn borders() -> [Value; 3] {
    let line = |level: &str, color: crate::color::Color, width: f64| {
        json!({
            "id": format!("borders-{level}"), "type": "line", "source": "cercle", "source-layer": "borders",
            "filter": ["==", ["get", "level"], level],
            "layout": { "line-join": "round" },
            "paint": {
                "line-color": color.to_string(),
                "line-width": ["interpolate", ["linear"], ["zoom"], 4, width * 0.6, 10, width * 1.6],
            },
        })
    };
    [line("district", ink::HAIRLINE, 0.6), line("region", ink::REGION_ON_FILL, 1.1), line("country", ink::COUNTRY, 1.6)]
}

/// Circles that grow with the count: dark where districts have colours, from which a colour would not stand out.
fn incidents(on_colors: bool) -> Value {
    let color = if on_colors { ink::TEXT } else { ink::INCIDENT };
    json!({
        "id": "incidents", "type": "circle", "source": "cercle", "source-layer": "incidents",
        "layout": { "circle-sort-key": ["-", 0, ["get", "count"]] },
        "paint": {
            "circle-color": color.to_string(),
            "circle-opacity": 0.75,
            "circle-radius": ["min", 24, ["+", 1.5, ["*", 1.5, ["sqrt", ["get", "count"]]]]],
            "circle-stroke-color": WHITE.to_string(),
            "circle-stroke-width": 1,
        },
    })
}

fn labels() -> Value {
    json!({
        "id": "labels", "type": "symbol", "source": "cercle", "source-layer": "labels",
        "layout": {
            "text-field": ["get", "name"],
            "text-size": ["interpolate", ["linear"], ["zoom"], 4, 11, 10, 14],
            "text-max-width": 8,
            "symbol-sort-key": ["-", 0, ["get", "count"]],
        },
        "paint": { "text-color": ink::TEXT.to_string(), "text-halo-color": WHITE.to_string(), "text-halo-width": 1.2 },
    })
}
