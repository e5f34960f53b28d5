//! Descriptions that stand beside tiles, for whoever shows them.

use std::path::Path;

use serde_json::{Value, json};

use super::content::{Content, Layer};
use super::store::Container;
use super::tile_set::{Encoding, TileSet};
use super::tilejson::tilejson;
use super::vector::style::{Source, legend, style};
use crate::palette::ink;

/// What stands for the address in a template.
const UNKNOWN: &str = "BASE_URL";

/// The files beside the tiles at a place: TileJSON and, for vector tiles, a style, in a folder under their plain names and
/// beside an archive under its own. `base` is the address at which the folder or archive will be found; without one a folder
/// gets templates of them, whose names say so, and an archive nothing.
pub fn beside(content: &Content, set: &TileSet, base: Option<&str>, place: &Path) -> Vec<(String, Vec<u8>)> {
    let container = Container::of(place);
    let own = place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let prefix = prefix(place);
    let infix = match (container, base) {
        (Container::Folder, None) => ".template",
        (_, None) => return Vec::new(),
        _ => "",
    };
    let base = base.unwrap_or(UNKNOWN).trim_end_matches('/');
    let bytes = |value: &Value| format!("{value:#}\n").into_bytes();
    let mut files = Vec::new();
    let template = format!("{base}/{{z}}/{{x}}/{{y}}.{}", set.encoding.extension());
    if container != Container::PmTiles {
        files.push((format!("{prefix}tiles{infix}.json"), bytes(&tilejson(set, base))));
    }
    if set.encoding == Encoding::Mvt {
        let source = match container {
            Container::PmTiles => Source::Archive(format!("{base}/{}", in_address(&own))),
            Container::Folder | Container::MbTiles => Source::Tiles(template),
        };
        files.push((format!("{prefix}style{infix}.json"), bytes(&style(content, set, &source))));
    }
    files
}

/// What the names of files beside the tiles at a place begin with: nothing in a folder, the name of an archive.
pub fn prefix(place: &Path) -> String {
    match (Container::of(place), place.file_name()) {
        (Container::MbTiles | Container::PmTiles, Some(name)) => format!("{}.", name.to_string_lossy()),
        _ => String::new(),
    }
}

/// The style that a container keeps with its tiles, whose address it cannot know: that of vector tiles, or for pictures of
/// classed districts what shows them with a legend.
pub fn within(content: &Content, set: &TileSet, layers: &[Layer]) -> Value {
    let template = format!("{UNKNOWN}/{{z}}/{{x}}/{{y}}.{}", set.encoding.extension());
    if set.encoding == Encoding::Mvt {
        return style(content, set, &Source::Tiles(template));
    }
    let legend = layers.contains(&Layer::Choropleth).then(|| legend(content, set.language));
    let mut metadata = json!({ "cercle:language": set.language.tag() });
    if let Some(legend) = legend {
        metadata["cercle:legend"] = legend;
    }
    json!({
        "version": 8,
        "name": set.name,
        "metadata": metadata,
        "sources": { "cercle": { "type": "raster", "tiles": [template], "tileSize": set.size } },
        "layers": [
            { "id": "background", "type": "background", "paint": { "background-color": ink::NOT_COVERED.to_string() } },
            { "id": "tiles", "type": "raster", "source": "cercle" },
        ],
    })
}

/// A file name as a part of an address (RFC 3986, section 2.3).
fn in_address(name: &str) -> String {
    let byte = |b: u8| match b {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(b).to_string(),
        other => format!("%{other:02X}"),
    };
    name.bytes().map(byte).collect()
}
