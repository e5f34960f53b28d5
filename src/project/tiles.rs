//! The tile sets of a project.

use std::ops::RangeInclusive;
use std::path::Path;

use schemars::JsonSchema;
use serde::Deserialize;

use super::figure::is_file_name;
use super::spec::choose;
use crate::classify::{Classes, Method, Scaling};
use crate::error::{Error, Kind, Result};
use crate::language::{Language, Spoken};
use crate::measure::heat::{self, Shape};
use crate::palette::{self, Palette};
use crate::tile::{Asked, Container, Encoding, Layer, Pyramid, TileLook, beside_names, checked};
use crate::unit::Rect;

/// A tile set as a project file asks for it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TilesTable {
    /// Name of the file or folder without extension.
    pub name: String,
    /// Where the tiles are kept.
    #[schemars(extend("enum" = CONTAINERS.map(container_word)))]
    pub container: Option<String>,
    /// What is shown; choropleth and points go together.
    #[schemars(extend("items" = super::file::one_of(&Layer::ALL.map(Layer::word))))]
    pub layers: Vec<String>,
    /// Vector tiles instead of pictures.
    #[serde(default)]
    pub vector: bool,
    /// First and last zoom.
    pub zoom: Option<Zooms>,
    /// Side of a picture in pixels.
    #[schemars(extend("enum" = [256, 512]))]
    pub size: Option<u32>,
    /// Twice the pixels for the same ground.
    #[serde(default)]
    pub retina: bool,
    /// Encoding of pictures.
    #[schemars(extend("enum" = PICTURES.map(Encoding::extension)))]
    pub format: Option<String>,
    /// Whether pictures name districts and regions.
    pub labels: Option<bool>,
    /// West, south, east and north in degrees; the boundaries if missing.
    pub bounds: Option<[f64; 4]>,
    /// Class breaks.
    pub breaks: Option<Vec<f64>>,
    /// How breaks are found, by its word; those of the density figure if missing.
    #[schemars(extend("enum" = Method::ALL.map(Method::word)))]
    pub method: Option<String>,
    /// The palette, by its name; that of the density figure if missing.
    #[schemars(extend("enum" = palette::ALL.iter().map(|p| p.name).collect::<Vec<_>>()))]
    pub palette: Option<String>,
    /// Width of a heat map's kernel in kilometres on the ground; incidents by pixel if missing.
    pub bandwidth: Option<f64>,
    /// Shape of the kernel, by its word.
    #[schemars(extend("enum" = Shape::ALL.map(Shape::word)))]
    pub kernel: Option<String>,
    /// How values become colours, by its word.
    #[schemars(extend("enum" = Scaling::ALL.map(Scaling::word)))]
    pub scaling: Option<String>,
    /// Kilometres from side to side of a hexagon.
    pub hexagon: Option<f64>,
    /// Column whose texts incidents carry.
    pub category: Option<String>,
    /// First zoom whose incidents are points.
    pub points_from: Option<u8>,
    /// Most kilobytes of a vector tile.
    pub limit: Option<u32>,
    /// What the set is called; the subject and the years if missing.
    pub title: Option<String>,
    /// Sources and licence; those of the credits if missing.
    pub attribution: Option<String>,
    /// Address at which the tiles will be found.
    pub base_url: Option<String>,
    /// French words.
    #[serde(default)]
    pub fr: TilesWords,
}

/// French words of a tile set.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TilesWords {
    /// What the set is called.
    pub title: Option<String>,
    /// Sources and licence.
    pub attribution: Option<String>,
}

/// A zoom, or first and last.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a zoom, such as 8, or first and last zoom, such as [0, 10]")]
pub(super) enum Zooms {
    /// One zoom.
    One(u8),
    /// First and last zoom.
    Span([u8; 2]),
}

/// A tile set, checked.
#[derive(Debug, Clone)]
pub struct TileSpec {
    /// Name without extension.
    pub name: String,
    /// Name of the file or folder.
    pub place: String,
    /// What is shown, from below.
    pub layers: Vec<Layer>,
    /// How it is made.
    pub look: TileLook,
    /// First and last zoom.
    pub zooms: RangeInclusive<u8>,
    /// The extent in degrees; the boundaries if missing.
    pub bounds: Option<Rect>,
    /// Class breaks given by the user.
    pub classes: Option<Classes>,
    /// How breaks are found; if neither is given they are those of the layers.
    pub method: Option<Method>,
    /// The palette; that of the layers if missing.
    pub palette: Option<Palette>,
    /// Column of texts that incidents carry.
    pub category: Option<String>,
    /// What the set is called.
    pub title: Spoken<Option<String>>,
    /// Sources and licence.
    pub attribution: Spoken<Option<String>>,
    /// Address at which the tiles will be found.
    pub base_url: Option<String>,
}

const CONTAINERS: [Container; 3] = [Container::PmTiles, Container::MbTiles, Container::Folder];
const PICTURES: [Encoding; 2] = [Encoding::Png, Encoding::Webp];

fn container_word(container: Container) -> &'static str {
    match container {
        Container::PmTiles => "pmtiles",
        Container::MbTiles => "mbtiles",
        Container::Folder => "folder",
    }
}

/// An address that is complete, without a slash at its end.
pub fn web_address(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://").or(text.strip_prefix("http://"))?;
    let odd = |c: char| c.is_whitespace() || c.is_control();
    (!rest.is_empty() && !text.contains(odd)).then(|| text.trim_end_matches('/').to_string())
}

impl TileSpec {
    /// Names of the files, and of the folder, that it is written to.
    pub fn outputs(&self) -> Vec<String> {
        let encoding = match &self.look {
            TileLook::Raster(picture) => picture.encoding,
            TileLook::Vector(_) => Encoding::Mvt,
        };
        let beside = beside_names(Path::new(&self.place), encoding, self.base_url.is_some());
        std::iter::once(self.place.clone()).chain(beside).collect()
    }

    /// Whether it shows classes that it has not of its own.
    pub fn borrows_classes(&self) -> bool {
        self.classes.is_none() && self.method.is_none() || self.palette.is_none()
    }
}

/// Checks what is asked for.
///
/// # Errors
/// `Kind::Project` naming the tile set, the key and what is expected.
pub(super) fn tiles(table: TilesTable) -> Result<TileSpec> {
    if !is_file_name(&table.name) {
        return Err(Error::project(format!("the name '{}' of tiles cannot be a file name", table.name))
            .hint("use lower-case letters, digits, hyphens and underscores"));
    }
    let inside = format!("tiles '{}'", table.name);
    spec(table).map_err(|e| Error { kind: Kind::Project, ..e }.within(inside))
}

fn spec(table: TilesTable) -> Result<TileSpec> {
    let asked = asked(&table)?;
    let (layers, look) = checked(&asked, str::to_string)?;
    let zooms = match table.zoom {
        None => 0..=8,
        Some(Zooms::One(zoom)) => zoom..=zoom,
        Some(Zooms::Span([first, last])) => first..=last,
    };
    let bounds = table.bounds.map(|[x0, y0, x1, y1]| Rect { x0, y0, x1, y1 });
    // what is wrong with zooms or extent is said before anything is read
    Pyramid::new(zooms.clone(), bounds.unwrap_or(Rect { x0: 0.0, y0: 0.0, x1: 1.0, y1: 1.0 }))?;
    if table.breaks.is_some() && table.method.is_some() {
        return Err(Error::project("breaks and method are both given").hint("remove one of them"));
    }
    let base_url = table.base_url.as_deref().map(|text| {
        web_address(text).ok_or_else(|| {
            Error::project(format!("base_url = \"{text}\" is no address"))
                .hint("write one that is complete, such as https://example.org/tiles")
        })
    });
    let container = choose_or("container", table.container.as_deref(), &CONTAINERS, container_word)?;
    let place = match container.unwrap_or(Container::PmTiles) {
        Container::Folder => table.name.clone(),
        archive => format!("{}.{}", table.name, container_word(archive)),
    };
    let palettes: Vec<&Palette> = palette::ALL.iter().collect();
    let fr = &table.fr;
    let spoken = |english: &Option<String>, french: &Option<String>| {
        Spoken::each(|language: Language| language.of(english.clone(), french.clone().or(english.clone())))
    };
    Ok(TileSpec {
        layers,
        look,
        zooms,
        bounds,
        classes: table.breaks.clone().map(Classes::new).transpose()?,
        method: choose_or("method", table.method.as_deref(), &Method::ALL, Method::word)?,
        palette: choose_or("palette", table.palette.as_deref(), &palettes, |p| p.name)?.copied(),
        title: spoken(&table.title, &fr.title),
        attribution: spoken(&table.attribution, &fr.attribution),
        base_url: base_url.transpose()?,
        category: table.category,
        place,
        name: table.name,
    })
}

fn asked(table: &TilesTable) -> Result<Asked> {
    let layer = |word: &String| choose("layers", word, &Layer::ALL, Layer::word);
    let within = |key: &str, value: Option<f64>| match value {
        Some(km) if !(km > 0.0 && km <= 5000.0) => {
            Err(Error::project(format!("{key} = {km} is no width")).hint("give kilometres on the ground, such as 25"))
        }
        _ => Ok(value),
    };
    let bandwidth = within("bandwidth", table.bandwidth)?;
    let shape = choose_or("kernel", table.kernel.as_deref(), &Shape::ALL, Shape::word)?;
    if shape.is_some() && bandwidth.is_none() {
        return Err(Error::project("kernel is given without bandwidth").hint("add bandwidth = 25, say, in kilometres"));
    }
    if let Some(size) = table.size.filter(|size| ![256, 512].contains(size)) {
        return Err(Error::project(format!("size = {size}: tiles are 256 or 512 pixels wide")));
    }
    if let Some(limit) = table.limit.filter(|limit| !(10..=100_000).contains(limit)) {
        return Err(Error::project(format!("limit = {limit} is not between 10 and 100000 kilobytes")));
    }
    Ok(Asked {
        layers: table.layers.iter().map(layer).collect::<Result<_>>()?,
        vector: table.vector,
        size: table.size,
        retina: table.retina,
        format: choose_or("format", table.format.as_deref(), &PICTURES, Encoding::extension)?,
        labels: table.labels,
        kernel: bandwidth.map(|km| heat::Kernel { shape: shape.unwrap_or(Shape::Gaussian), km }),
        scaling: choose_or("scaling", table.scaling.as_deref(), &Scaling::ALL, Scaling::word)?,
        hexagon_km: within("hexagon", table.hexagon)?,
        points_from: table.points_from,
        limit_kb: table.limit,
        category: table.category.clone(),
        // the set takes that of the project
        language: Language::default(),
    })
}

/// The variant with that word, where one is given.
fn choose_or<T: Copy>(key: &str, word: Option<&str>, all: &[T], of: impl Fn(T) -> &'static str) -> Result<Option<T>> {
    word.map(|word| choose(key, word, all, of)).transpose()
}

/// Makes sure that no two tile sets, and no figure and tile set, have one name.
///
/// # Errors
/// `Kind::Project` naming it.
pub(super) fn distinct<'a>(tiles: &[TileSpec], figures: impl Iterator<Item = &'a str> + Clone) -> Result<()> {
    for (i, spec) in tiles.iter().enumerate() {
        let what = if tiles[..i].iter().any(|other| other.name == spec.name) {
            "two tile sets are"
        } else if figures.clone().any(|name| name == spec.name) {
            "a figure and a tile set are"
        } else {
            continue;
        };
        return Err(Error::project(format!("{what} named '{}'", spec.name)).hint("give one of them another name"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<TileSpec> {
        tiles(toml::from_str(text).expect("keys that are known"))
    }

    #[test]
    fn a_set_is_a_file_by_its_container_with_what_stands_beside_it() {
        let outputs =
            |more: &str| parse(&format!("name = \"t\"\nlayers = [\"points\"]\n{more}")).expect("valid").outputs();
        let at = "base_url = \"https://example.org/\"\n";
        assert_eq!(outputs(""), ["t.pmtiles"]);
        assert_eq!(outputs("container = \"folder\""), ["t"]);
        assert_eq!(outputs(&format!("{at}container = \"folder\"")), ["t"]);
        let legend = |of: &str| ["png", "svg"].map(|extension| format!("{of}.legend.{extension}"));
        let described = ["t.mbtiles", "t.mbtiles.tiles.json"].map(String::from);
        assert_eq!(
            outputs(&format!("{at}container = \"mbtiles\"")),
            [&described[..], &legend("t.mbtiles")[..]].concat()
        );
        assert_eq!(outputs(at), [&["t.pmtiles".to_string()][..], &legend("t.pmtiles")[..]].concat());
        assert_eq!(outputs(&format!("{at}vector = true")), ["t.pmtiles", "t.pmtiles.style.json"]);
    }

    #[test]
    fn what_says_nothing_or_does_not_go_together_is_refused_by_its_key() {
        for (text, part) in [
            ("layers = []", "tiles of nothing"),
            ("layers = [\"pionts\"]", "layers = \"pionts\" is not known"),
            ("layers = [\"heat\", \"hexbin\"]", "colour the same ground"),
            ("layers = [\"heat\"]\nvector = true", "vector tiles hold districts"),
            ("layers = [\"points\"]\nbandwidth = 10", "bandwidth says nothing"),
            ("layers = [\"points\"]\nlimit = 100", "limit says nothing"),
            ("layers = [\"points\"]\nlimit = 1\nvector = true", "between 10"),
            ("layers = [\"points\"]\nvector = true\nretina = true", "retina says nothing"),
            ("layers = [\"points\"]\nsize = 512\nretina = true", "both given"),
            ("layers = [\"points\"]\nsize = 300", "256 or 512"),
            ("layers = [\"points\"]\ncategory = \"Kind\"", "category says nothing"),
            ("layers = [\"points\"]\nzoom = [6, 3]", "zoom 6-3"),
            ("layers = [\"points\"]\nbounds = [170, 0, -170, 1]", "cannot cover longitudes"),
            ("layers = [\"points\"]\nbase_url = \"example.org\"", "is no address"),
            ("layers = [\"choropleth\"]\nbreaks = [1]\nmethod = \"quantile\"", "both given"),
            ("layers = [\"choropleth\"]\nbreaks = [2, 1]", "tiles 't'"),
            ("layers = [\"heat\"]\nkernel = \"quartic\"", "without bandwidth"),
        ] {
            let error = parse(&format!("name = \"t\"\n{text}")).expect_err(text);
            assert!(error.kind == Kind::Project && error.message.contains(part), "{text}: {error}");
        }
        assert!(parse("name = \"../t\"\nlayers = [\"points\"]").is_err());
    }
}
