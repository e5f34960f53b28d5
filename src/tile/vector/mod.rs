//! What is in a vector tile: districts, their borders and labels, and incidents.

mod clip;
mod encode;
mod incidents;
mod labels;
mod mend;
mod outlines;
mod pole;
mod schema;
pub mod style;

use std::sync::OnceLock;

use self::encode::{Fields, Layer as Encoded, district_fields, gzipped};
use self::incidents::{Years, could_fit, dots, grains, points_from};
use self::labels::Label;
use self::mend::{Spot, polygons, rounded};
use self::outlines::{BUFFER, EXTENT, Level, Near, Outlines};
use super::content::{Content, Layer};
use super::pyramid::{Block, Pyramid, Tile};
use super::tile_set::VectorLayer;
use crate::error::Result;
use crate::language::Language;
use crate::unit::Rect;

/// How much is in a vector tile.
#[derive(Debug, Clone, PartialEq)]
pub struct Detail {
    /// The first zoom whose incidents are points; below it they are cells with counts. `None` finds the lowest at which all
    /// tiles stay below the limit.
    pub points_from: Option<u8>,
    /// Most bytes of a tile, compressed: a tile with more incidents than fit has larger cells.
    pub most_bytes: usize,
    /// The language of what is said of layers and fields.
    pub language: Language,
}

/// Vector tiles of a content.
#[derive(Debug)]
pub struct VectorTiles<'a> {
    content: &'a Content,
    /// Districts, where they are shown.
    ground: Option<Ground>,
    /// The first zoom whose incidents are points, where incidents are shown.
    points_from: Option<u8>,
    years: Years,
    most_bytes: usize,
    language: Language,
    pyramid: &'a Pyramid,
}

/// What is shown of districts.
#[derive(Debug)]
struct Ground {
    outlines: Outlines,
    fields: Vec<Fields>,
    labels: Vec<Label>,
    /// The tile that a district fills, with nothing else in it.
    full: Vec<OnceLock<Vec<u8>>>,
}

impl<'a> VectorTiles<'a> {
    /// Prepares what all tiles share.
    pub fn new(content: &'a Content, layers: &[Layer], pyramid: &'a Pyramid, detail: &Detail) -> VectorTiles<'a> {
        let ground = layers.contains(&Layer::Choropleth).then(|| {
            let outlines = Outlines::new(&content.boundaries);
            Ground {
                labels: labels::labels(&content.boundaries, &outlines),
                fields: district_fields(content),
                full: content.boundaries.districts.iter().map(|_| OnceLock::new()).collect(),
                outlines,
            }
        });
        let found = || points_from(&content.places, pyramid, detail.most_bytes);
        let points_from = layers.contains(&Layer::Points).then(|| detail.points_from.unwrap_or_else(found));
        let years = Years::new(content);
        let Detail { most_bytes, language, .. } = *detail;
        VectorTiles { content, ground, points_from, years, most_bytes, language, pyramid }
    }

    /// The layers of the set.
    pub fn layers(&self) -> Vec<VectorLayer> {
        schema::layers(self.content, self.pyramid, (self.ground.is_some(), self.points_from), self.language)
    }

    /// The first zoom whose incidents are points, where incidents are shown.
    pub fn points_from(&self) -> Option<u8> {
        self.points_from
    }

    /// The tiles of a block, along the Hilbert curve; those without anything in them are empty.
    ///
    /// # Errors
    /// `Kind::Internal` if a tile cannot be encoded.
    pub fn block(&self, block: &Block) -> Result<Vec<(Tile, Vec<u8>)>> {
        let near = self.ground.as_ref().map(|ground| ground.outlines.near(block)).unwrap_or_default();
        let part = |of: u32| f64::from(of) * f64::from(EXTENT);
        // by rows first, so that a border is looked at for a row and not for each of its tiles
        let row = |y: u32| {
            let (top, width) = (part(y - block.y.start), part(block.x.end - block.x.start));
            near.cut(&Rect { x0: 0.0, x1: width, y0: top, y1: top + part(1) }.grown(f64::from(BUFFER)))
        };
        let rows: Vec<Near> = block.y.clone().map(row).collect();
        let tile = |tile: Tile| {
            let corner = [part(tile.x - block.x.start), part(tile.y - block.y.start)];
            let rect = Rect::new(corner[0], corner[1], part(1), part(1)).grown(f64::from(BUFFER));
            let near = rows[(tile.y - block.y.start) as usize].cut(&rect);
            Ok((tile, self.tile(tile, &near, corner)?))
        };
        block.tiles()?.into_iter().map(tile).collect()
    }

    /// A tile from what lies near it, in parts of a tile from the corner of its block.
    fn tile(&self, tile: Tile, near: &Near, corner: [f64; 2]) -> Result<Vec<u8>> {
        let places = if self.points_from.is_some() { self.content.places.of(tile) } else { &[] };
        let Some(ground) = &self.ground else { return self.with_incidents(Vec::new(), places, tile) };
        let labels: Vec<(usize, Spot)> = labels::of(&ground.labels, tile);
        let districts = near.districts.iter().map(|(district, rings)| {
            let rings: Vec<Vec<Spot>> = rings.iter().map(|r| rounded(r, corner)).collect();
            (*district, polygons(&rings))
        });
        let districts: Vec<_> = districts.filter(|(_, polygons)| !polygons.is_empty()).collect();
        let fills =
            |polygons: &[mend::Polygon]| polygons.len() == 1 && polygons[0].len() == 1 && is_whole(&polygons[0][0]);
        if let [(district, shape)] = &districts[..]
            && fills(shape)
            && labels.is_empty()
            && near.lines.is_empty()
            && places.is_empty()
        {
            if let Some(known) = ground.full[*district].get() {
                return Ok(known.clone());
            }
            // whichever of these tiles comes first: its ring begins at the same corner
            let mut ring = shape[0][0].clone();
            let first = (0..ring.len()).min_by_key(|i| ring[*i]).unwrap_or(0);
            ring.rotate_left(first);
            let whole = [(*district, vec![vec![ring]])];
            let made = gzipped(&ground.encoded(&whole, &labels, (near, corner))?)?;
            return Ok(ground.full[*district].get_or_init(|| made).clone());
        }
        self.with_incidents(ground.encoded(&districts, &labels, (near, corner))?, places, tile)
    }

    /// A tile with its incidents as fine as fits.
    fn with_incidents(&self, ground: Vec<u8>, places: &[super::Place], tile: Tile) -> Result<Vec<u8>> {
        let Some(from) = self.points_from.filter(|_| !places.is_empty()) else {
            return if ground.is_empty() { Ok(ground) } else { gzipped(&ground) };
        };
        let mut last = Vec::new();
        for grain in grains(tile.z >= from) {
            let dots = dots(places, tile, grain, &self.years);
            if dots.len() > 1 && !could_fit(dots.len(), self.most_bytes) {
                continue;
            }
            let layer = Encoded::new("incidents")?.dots(&dots, &self.content.places.attributes)?.bytes();
            last = gzipped(&[&ground[..], &layer].concat())?;
            if last.len() <= self.most_bytes {
                break;
            }
        }
        Ok(last)
    }
}

/// Whether a ring is the whole of a tile with its buffer.
fn is_whole(ring: &[Spot]) -> bool {
    let corner = |v: i32| v == -BUFFER || v == EXTENT + BUFFER;
    ring.len() == 4 && ring.iter().all(|spot| corner(spot[0]) && corner(spot[1]))
}

impl Ground {
    /// The layers of districts, one after the other; those without features are left out.
    fn encoded(
        &self,
        districts: &[(usize, Vec<mend::Polygon>)],
        labels: &[(usize, Spot)],
        (near, corner): (&Near, [f64; 2]),
    ) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if !districts.is_empty() {
            let mut layer = Encoded::new("districts")?;
            for (district, polygons) in districts {
                layer = layer.district(*district as u64 + 1, polygons, &self.fields[*district])?;
            }
            bytes.extend(layer.bytes());
        }
        let mut layer = None;
        for level in Level::ALL {
            let lines = near.lines.iter().filter(|(of, _)| *of == level).map(|(_, line)| rounded(line, corner));
            let lines: Vec<Vec<Spot>> = lines.filter(|line| line.len() > 1).collect();
            if !lines.is_empty() {
                layer = Some(layer.map_or_else(|| Encoded::new("borders"), Ok)?.borders(level, &lines)?);
            }
        }
        bytes.extend(layer.map(Encoded::bytes).unwrap_or_default());
        if !labels.is_empty() {
            let mut layer = Encoded::new("labels")?;
            for (district, at) in labels {
                layer = layer.label(*district as u64 + 1, *at, &self.fields[*district])?;
            }
            bytes.extend(layer.bytes());
        }
        Ok(bytes)
    }
}
