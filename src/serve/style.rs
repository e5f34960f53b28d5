//! How a tile set is drawn: by the style that lies beside it, or else by one made from what it says of itself. Either way its
//! tiles come from this server and from nowhere else.

use serde_json::{Map, Value, json};

use crate::tile::{Encoding, FIELDS, OpenTiles};

/// Colours that say nothing, for sets that have no style: paper, areas, outlines, dots.
const PAPER: &str = "#f7f5f1";
const AREA: &str = "#e3ddd2";
const LINE: &str = "#8a847a";
const DOT: &str = "#9c3110";

/// The description of a tile set (TileJSON 3.0.0), with its tiles under an address.
pub(super) fn tilejson(tiles: &OpenTiles, base: &str) -> Value {
    let mut object = Map::new();
    object.insert("tilejson".into(), "3.0.0".into());
    object.insert("tiles".into(), json!([template(tiles, base)]));
    object.insert("scheme".into(), "xyz".into());
    object.extend(tiles.properties().clone());
    if let Some(words) = object.remove(FIELDS)
        && let Some(layers) = object.get_mut("vector_layers").and_then(Value::as_array_mut)
    {
        // archives have types where TileJSON has words
        for layer in layers {
            let of = layer["id"].as_str().and_then(|id| words.get(id)).filter(|of| of.is_object()).cloned();
            if let Some(of) = of {
                layer["fields"] = of;
            }
        }
    }
    Value::Object(object)
}

fn template(tiles: &OpenTiles, base: &str) -> String {
    format!("{base}/{{z}}/{{x}}/{{y}}.{}", tiles.encoding().extension())
}

/// The style (version 8) of a tile set.
pub(super) fn style(tiles: &OpenTiles, base: &str) -> Value {
    match tiles.style() {
        Some(given) => adopted(given.clone(), &source(tiles, base)),
        None => made(tiles, base),
    }
}

/// The source of the tiles, as a style names it.
fn source(tiles: &OpenTiles, base: &str) -> Value {
    let about = tiles.properties();
    let mut source = Map::new();
    let is_vector = tiles.encoding() == Encoding::Mvt;
    source.insert("type".into(), if is_vector { "vector" } else { "raster" }.into());
    source.insert("tiles".into(), json!([template(tiles, base)]));
    for name in ["minzoom", "maxzoom", "bounds"] {
        if let Some(value) = about.get(name) {
            source.insert(name.into(), value.clone());
        }
    }
    if !is_vector {
        source.insert("tileSize".into(), about.get("tile_size").cloned().unwrap_or(json!(256)));
    }
    Value::Object(source)
}

/// A style with each of its tile sources led here, and without anything else that would be fetched: letters are those of the
/// page, and layers of sources that are not tiles go.
fn adopted(mut style: Value, source: &Value) -> Value {
    let Some(object) = style.as_object_mut() else { return style };
    for fetched in ["glyphs", "sprite", "terrain", "imports", "font-faces"] {
        object.remove(fetched);
    }
    let mut gone = Vec::new();
    if let Some(sources) = object.get_mut("sources").and_then(Value::as_object_mut) {
        let names: Vec<String> = sources.keys().cloned().collect();
        for name in names {
            if sources[&name].get("type") == source.get("type") {
                sources.insert(name, source.clone());
            } else {
                sources.remove(&name);
                gone.push(name);
            }
        }
    }
    if let Some(layers) = object.get_mut("layers").and_then(Value::as_array_mut) {
        let is_gone =
            |layer: &Value| layer.get("source").and_then(Value::as_str).is_some_and(|s| gone.iter().any(|g| g == s));
        layers.retain(|layer| !is_gone(layer));
    }
    style
}

/// A style for a set that has none: pictures as they are; of vector tiles every layer, whatever is in it.
fn made(tiles: &OpenTiles, base: &str) -> Value {
    let mut layers = vec![json!({ "id": "background", "type": "background", "paint": { "background-color": PAPER } })];
    match tiles.properties().get("vector_layers").and_then(Value::as_array) {
        Some(described) if tiles.encoding() == Encoding::Mvt => {
            let ids: Vec<&str> = described.iter().filter_map(|layer| layer.get("id")?.as_str()).collect();
            layers.extend(ids.iter().flat_map(|id| shapes(id)));
        }
        _ => layers.push(json!({ "id": "tiles", "type": "raster", "source": "tiles" })),
    }
    json!({
        "version": 8,
        "name": tiles.properties().get("name").cloned().unwrap_or_default(),
        "sources": { "tiles": source(tiles, base) },
        "layers": layers,
    })
}

/// Areas, lines and points of a layer. Names are written where points are called labels.
fn shapes(id: &str) -> Vec<Value> {
    let layer = |kind: &str, geometry: &str, paint: Value| {
        json!({
            "id": format!("{id}-{kind}"), "type": kind, "source": "tiles", "source-layer": id,
            "filter": ["==", ["geometry-type"], geometry], "paint": paint,
        })
    };
    if id == "labels" {
        let mut names = layer(
            "symbol",
            "Point",
            json!({ "text-color": "#1f1d1a", "text-halo-color": "#fff", "text-halo-width": 1.5 }),
        );
        names["layout"] = json!({ "text-field": ["get", "name"], "text-font": ["Inter"], "text-size": 12 });
        return vec![names];
    }
    vec![
        layer("fill", "Polygon", json!({ "fill-color": AREA, "fill-outline-color": LINE })),
        layer("line", "LineString", json!({ "line-color": LINE, "line-width": 1 })),
        layer(
            "circle",
            "Point",
            json!({
                "circle-color": DOT, "circle-radius": 4, "circle-stroke-color": "#fff", "circle-stroke-width": 1,
            }),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_fetches_from_here_alone() {
        let given = json!({
            "version": 8, "name": "n", "metadata": { "a": 1 },
            "glyphs": "https://far.example/{fontstack}/{range}.pbf", "sprite": "https://far.example/s",
            "sources": {
                "set": { "type": "vector", "url": "https://far.example/tiles.json" },
                "far": { "type": "geojson", "data": "https://far.example/x.geojson" },
            },
            "layers": [
                { "id": "paper", "type": "background" },
                { "id": "a", "type": "fill", "source": "set", "source-layer": "districts" },
                { "id": "b", "type": "fill", "source": "far" },
            ],
        });
        let here = json!({ "type": "vector", "tiles": ["http://127.0.0.1:1/t/{z}/{x}/{y}.pbf"] });
        let style = adopted(given, &here);
        assert!(!style.to_string().contains("far.example"), "{style}");
        assert_eq!(style["sources"], json!({ "set": here }));
        assert_eq!(style["layers"].as_array().map(Vec::len), Some(2));
        assert_eq!(style["metadata"]["a"], 1);
    }
}
