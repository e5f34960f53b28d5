//! Descriptions that stand beside tiles, for whoever shows them.

use std::path::Path;

use serde_json::{Value, json};

use super::container::Container;
use super::content::{Content, Layer};
use super::tile_set::{Encoding, TileSet};
use super::tilejson::tilejson;
use super::vector::style::{Source, legend, style};
use crate::palette::ink;

/// What stands for the address in a template.
const UNKNOWN: &str = "BASE_URL";

/// Names of the files beside the tiles at a place, TileJSON first and then the style; `None` for one that is not written.
fn names(place: &Path, encoding: Encoding, has_base: bool) -> [Option<String>; 2] {
    let container = Container::of(place);
    let prefix = prefix(place);
    let infix = match (container, has_base) {
        (Container::Folder, false) => ".template",
        (_, false) => return [None, None],
        (_, true) => "",
    };
    let described = (container != Container::PmTiles).then(|| format!("{prefix}tiles{infix}.json"));
    [described, (encoding == Encoding::Mvt).then(|| format!("{prefix}style{infix}.json"))]
}

/// Names of the files that stand beside an archive of tiles, not in it; none for a folder, which holds its own.
pub fn beside_names(place: &Path, encoding: Encoding, has_base: bool) -> Vec<String> {
    if Container::of(place) == Container::Folder {
        return Vec::new();
    }
    let pictures = encoding != Encoding::Mvt && has_base;
    let legend = pictures.then(|| legend_names(&prefix(place))).into_iter().flatten();
    names(place, encoding, has_base).into_iter().flatten().chain(legend).collect()
}

/// Names of the files with the legend of pictures, after what those beside tiles begin with.
pub fn legend_names(prefix: &str) -> [String; 2] {
    ["png", "svg"].map(|extension| format!("{prefix}legend.{extension}"))
}

/// The files beside the tiles at a place: TileJSON and, for vector tiles, a style, in a folder under their plain names and
/// beside an archive under its own. `base` is the address at which the folder or archive will be found; without one a folder
/// gets templates of them, whose names say so, and an archive nothing.
pub fn beside(content: &Content, set: &TileSet, base: Option<&str>, place: &Path) -> Vec<(String, Vec<u8>)> {
    let own = place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let [described, styled] = names(place, set.encoding, base.is_some());
    let base = base.unwrap_or(UNKNOWN).trim_end_matches('/');
    let bytes = |value: &Value| format!("{value:#}\n").into_bytes();
    let described = described.map(|name| (name, bytes(&tilejson(set, base))));
    let styled = styled.map(|name| {
        let source = match Container::of(place) {
            Container::PmTiles => Source::Archive(format!("{base}/{}", in_address(&own))),
            Container::Folder | Container::MbTiles => {
                Source::Tiles(format!("{base}/{{z}}/{{x}}/{{y}}.{}", set.encoding.extension()))
            }
        };
        (name, bytes(&style(content, set, &source)))
    });
    described.into_iter().chain(styled).collect()
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
