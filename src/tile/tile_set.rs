//! What a tile set says of itself.

use std::ops::RangeInclusive;

use serde_json::Value;

use crate::language::Language;
use crate::unit::Rect;

/// How a tile is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// PNG picture.
    Png,
    /// WebP picture.
    Webp,
    /// Mapbox vector tile 2.1, compressed by gzip.
    Mvt,
}

impl Encoding {
    /// The extension of a tile's file.
    pub fn extension(self) -> &'static str {
        match self {
            Encoding::Png => "png",
            Encoding::Webp => "webp",
            Encoding::Mvt => "pbf",
        }
    }

    /// The media type of a tile.
    pub fn media_type(self) -> &'static str {
        match self {
            Encoding::Png => "image/png",
            Encoding::Webp => "image/webp",
            Encoding::Mvt => "application/vnd.mapbox-vector-tile",
        }
    }
}

/// What a field of a vector layer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Integers and decimal numbers.
    Number,
    /// Text.
    String,
    /// Yes or no.
    Boolean,
}

/// A field of a vector layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Name.
    pub name: String,
    /// What it holds.
    pub kind: FieldKind,
    /// What it means, in a few words.
    pub description: String,
}

/// A layer of vector tiles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VectorLayer {
    /// Name of the layer in each tile.
    pub id: String,
    /// What it shows, in a sentence.
    pub description: String,
    /// Zooms in which it is there.
    pub zooms: RangeInclusive<u8>,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// A tile set, but for its tiles.
#[derive(Debug, Clone, PartialEq)]
pub struct TileSet {
    /// What a user sees in a list.
    pub name: String,
    /// What it shows, what it counts and what it leaves out.
    pub description: String,
    /// Sources and licence, plain text.
    pub attribution: String,
    /// How tiles are encoded.
    pub encoding: Encoding,
    /// Side of a tile on the screen, as map libraries ask for it: 256 or 512 pixels; 256 of a retina picture of 512, 512 of vector
    /// tiles.
    pub size: u32,
    /// First and last zoom.
    pub zooms: RangeInclusive<u8>,
    /// Degrees on WGS 84.
    pub bounds: Rect,
    /// The language of what is said.
    pub language: Language,
    /// What colours and symbols stand for, as HTML of a picture with its alternative text; `None` for vector tiles, whose style says it.
    pub legend: Option<String>,
    /// Layers of vector tiles; empty for pictures.
    pub layers: Vec<VectorLayer>,
    /// How it is meant to be drawn, a MapLibre style: kept with the tiles, so that an archive alone can be shown. Whoever shows
    /// it leads its sources to the tiles.
    pub style: Option<Value>,
}

impl TileSet {
    /// Longitude, latitude and zoom to begin with: the middle, at a zoom that shows the whole extent.
    pub fn center(&self) -> (f64, f64, u8) {
        let [lon, lat] = self.bounds.center();
        let share = (self.bounds.width() / 360.0).max(self.bounds.height() / 170.0).max(1e-9);
        let whole = (1.0 / share).log2().floor().clamp(0.0, 30.0) as u8;
        (lon, lat, whole.clamp(*self.zooms.start(), *self.zooms.end()))
    }
}
