//! TileJSON 3.0.0 and the metadata that archives of tiles carry.

use serde_json::{Map, Value, json};

use super::tile_set::{Encoding, FieldKind, TileSet, VectorLayer};
use crate::name::xml_forbids;

/// The name under which containers keep the style of their tiles.
pub(super) const STYLE: &str = "cercle:style";
/// Where archives keep what the fields of their layers mean.
pub const FIELDS: &str = "cercle:fields";
/// Decimals of a degree in bounds.
const PARTS: f64 = 1e6;

fn degrees(value: f64) -> f64 {
    (value * PARTS).round() / PARTS
}

/// The description of a tile set whose tiles are found under a URL: `BASE/{z}/{x}/{y}.EXTENSION`.
///
/// `base` must be absolute, as the specification asks; without one there is no valid TileJSON.
pub fn tilejson(set: &TileSet, base: &str) -> Value {
    let extension = set.encoding.extension();
    let mut object = common(set);
    object.insert("tilejson".into(), "3.0.0".into());
    object.insert("tiles".into(), json!([format!("{}/{{z}}/{{x}}/{{y}}.{extension}", base.trim_end_matches('/'))]));
    object.insert("scheme".into(), "xyz".into());
    Value::Object(object)
}

/// What the JSON metadata of an archive says. Fields of vector layers have their types, as in MBTiles: programs that read
/// archives, GDAL among them, take a field for text otherwise.
pub(super) fn metadata(set: &TileSet) -> Value {
    let mut object = common(set);
    if let (Encoding::Mvt, Value::Object(typed)) = (set.encoding, mbtiles_json(set)) {
        object.extend(typed);
    }
    if let Some(words) = field_words(set) {
        object.insert(FIELDS.into(), words);
    }
    object.insert("generator".into(), generator().into());
    object.insert("type".into(), "overlay".into());
    if let Some(style) = &set.style {
        object.insert(STYLE.into(), style.clone());
    }
    Value::Object(object)
}

/// What the fields of vector layers mean, by layer and name: archives say their types in the places of these words.
pub(super) fn field_words(set: &TileSet) -> Option<Value> {
    let words = |layer: &VectorLayer| {
        let of = layer.fields.iter().map(|f| (f.name.clone(), f.description.clone().into()));
        (layer.id.clone(), Value::Object(of.collect()))
    };
    (!set.layers.is_empty()).then(|| Value::Object(set.layers.iter().map(words).collect()))
}

/// Who made the tiles.
pub(super) fn generator() -> String {
    format!("cercle {}", env!("CARGO_PKG_VERSION"))
}

fn common(set: &TileSet) -> Map<String, Value> {
    let (lon, lat, zoom) = set.center();
    let b = &set.bounds;
    let mut object = Map::new();
    object.insert("name".into(), set.name.clone().into());
    object.insert("description".into(), set.description.clone().into());
    // readers show the attribution as HTML
    object.insert("attribution".into(), escaped(&set.attribution).into());
    object.insert("version".into(), "1.0.0".into());
    object.insert("minzoom".into(), (*set.zooms.start()).into());
    object.insert("maxzoom".into(), (*set.zooms.end()).into());
    object.insert("bounds".into(), json!([degrees(b.x0), degrees(b.y0), degrees(b.x1), degrees(b.y1)]));
    object.insert("center".into(), json!([degrees(lon), degrees(lat), zoom]));
    if let Some(legend) = &set.legend {
        object.insert("legend".into(), legend.clone().into());
    }
    if set.encoding == Encoding::Mvt {
        object.insert("vector_layers".into(), set.layers.iter().map(described).collect());
    } else {
        object.insert("tile_size".into(), set.size.into());
    }
    object
}

fn described(layer: &VectorLayer) -> Value {
    let fields: Map<String, Value> =
        layer.fields.iter().map(|field| (field.name.clone(), field.description.clone().into())).collect();
    vector_layer(layer, fields)
}

fn vector_layer(layer: &VectorLayer, fields: Map<String, Value>) -> Value {
    json!({
        "id": layer.id,
        "description": layer.description,
        "minzoom": layer.zooms.start(),
        "maxzoom": layer.zooms.end(),
        "fields": fields,
    })
}

/// The `json` row of MBTiles 1.3, whose fields have types instead of descriptions.
pub(super) fn mbtiles_json(set: &TileSet) -> Value {
    let typed = |layer: &VectorLayer| {
        let kind = |kind| match kind {
            FieldKind::Number => "Number",
            FieldKind::String => "String",
            FieldKind::Boolean => "Boolean",
        };
        vector_layer(layer, layer.fields.iter().map(|f| (f.name.clone(), kind(f.kind).into())).collect())
    };
    json!({ "vector_layers": set.layers.iter().map(typed).collect::<Vec<Value>>() })
}

/// Text as HTML.
pub(super) fn escaped(text: &str) -> String {
    let text = text.replace(xml_forbids, "\u{fffd}");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
