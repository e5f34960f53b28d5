//! Which tiles there are: the quadtree of Web Mercator, in XYZ numbering.

use std::ops::{Range, RangeInclusive};

use crate::error::{Error, Result};
use crate::projection::Cylindrical;
use crate::unit::{LonLat, Rect};

/// The highest zoom: a pixel of a tile of 256 is then 4 cm wide at the equator.
pub const MOST_ZOOM: u8 = 22;
/// Tiles along the side of a block, as a power of two.
const BLOCK: u8 = 3;

/// A tile: zoom, column from the west, row from the north.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tile {
    /// Zoom; the world is 2^z tiles wide and high.
    pub z: u8,
    /// Column, from 180° west.
    pub x: u32,
    /// Row, from about 85° north.
    pub y: u32,
}

/// A place in the square of the world: both from 0 to 1, x from 180° west, y from about 85.05° north downwards. Latitudes
/// beyond the square answer its edge.
pub fn world(lon: f64, lat: f64) -> [f64; 2] {
    let mercator = Cylindrical::WebMercator;
    let [south, north] = mercator.latitudes();
    let side = 2.0 * mercator.x(180.0);
    [0.5 + lon / 360.0, (0.5 - mercator.y(lat.clamp(south, north)) / side).clamp(0.0, 1.0)]
}

/// The place on the ground of one in the square of the world.
pub fn lonlat([x, y]: [f64; 2]) -> LonLat {
    let mercator = Cylindrical::WebMercator;
    LonLat { lon: (x - 0.5) * 360.0, lat: mercator.lat((0.5 - y) * 2.0 * mercator.x(180.0)) }
}

impl Tile {
    /// Its place along the Hilbert curves of all zooms (PMTiles version 3, section 4.1).
    ///
    /// # Errors
    /// `Kind::Internal` if column or row lie outside the zoom.
    pub fn id(self) -> Result<u64> {
        let coordinate = ::pmtiles::TileCoord::new(self.z, self.x, self.y);
        let outside = |e| Error::internal(format!("{}/{}/{} is no tile: {e}", self.z, self.x, self.y));
        coordinate.map(|c| ::pmtiles::TileId::from(c).value()).map_err(outside)
    }

    /// The part of the square of the world that it shows, without a margin; y downwards, so `y0` is its northern edge.
    pub fn square(self) -> Rect {
        let side = 1.0 / f64::from(1u32 << self.z);
        Rect::new(f64::from(self.x) * side, f64::from(self.y) * side, side, side)
    }

    /// The part of the ground that it shows, in degrees.
    pub fn degrees(self) -> Rect {
        let square = self.square();
        let mercator = Cylindrical::WebMercator;
        let side = 2.0 * mercator.x(180.0);
        let lat = |y: f64| mercator.lat((0.5 - y) * side);
        Rect { x0: (square.x0 - 0.5) * 360.0, x1: (square.x1 - 0.5) * 360.0, y0: lat(square.y1), y1: lat(square.y0) }
    }
}

/// Zooms and extent of a tile set.
#[derive(Debug, Clone, PartialEq)]
pub struct Pyramid {
    /// First and last zoom.
    pub zooms: RangeInclusive<u8>,
    /// Degrees on WGS 84, within the square of the world.
    pub degrees: Rect,
}

impl Pyramid {
    /// The tiles that touch an extent in degrees; latitudes beyond the square of Web Mercator are cut off.
    ///
    /// # Errors
    /// `Kind::Usage` if the zooms are out of range or out of order, or the extent is empty, crosses the antimeridian or lies
    /// wholly beyond the square.
    pub fn new(zooms: RangeInclusive<u8>, degrees: Rect) -> Result<Pyramid> {
        if *zooms.end() > MOST_ZOOM || zooms.is_empty() {
            return Err(Error::usage(format!("zoom {}-{}: not a range of zooms", zooms.start(), zooms.end()))
                .hint(format!("give the lower zoom first, none above {MOST_ZOOM}: --zoom 0-10")));
        }
        let [south, north] = Cylindrical::WebMercator.latitudes();
        let Rect { x0, y0, x1, y1 } = degrees;
        let shown = Rect { x0, y0: y0.max(south), x1, y1: y1.min(north) };
        if ![x0, y0, x1, y1].iter().all(|v| v.is_finite()) || x0 > x1 || x0 < -180.0 || x1 > 180.0 {
            return Err(Error::usage(format!("tiles cannot cover longitudes {x0} to {x1} in one piece"))
                .hint("an extent across the antimeridian must be made as two sets, one on either side"));
        }
        if shown.y0 > shown.y1 {
            return Err(Error::usage(format!(
                "latitudes {y0} to {y1} lie beyond Web Mercator, which ends at {north:.2} degrees"
            ))
            .hint("polar regions cannot be shown by web tiles"));
        }
        Ok(Pyramid { zooms, degrees: shown })
    }

    /// Columns and rows of a zoom.
    pub fn range(&self, z: u8) -> (Range<u32>, Range<u32>) {
        let tiles = 1u32 << z;
        let ([x0, y0], [x1, y1]) = (world(self.degrees.x0, self.degrees.y1), world(self.degrees.x1, self.degrees.y0));
        let span = |low: f64, high: f64| {
            let first = ((low * f64::from(tiles)) as u32).min(tiles - 1);
            // an extent that ends on the edge of a tile does not reach into the next
            let end = ((high * f64::from(tiles)).ceil() as u32).clamp(first + 1, tiles);
            first..end
        };
        (span(x0, x1), span(y0, y1))
    }

    /// Number of tiles.
    pub fn count(&self) -> u64 {
        let of = |z| {
            let (x, y) = self.range(z);
            x.len() as u64 * y.len() as u64
        };
        self.zooms.clone().map(of).sum()
    }

    /// The blocks of all zooms, in the order of their tiles along the Hilbert curves.
    ///
    /// # Errors
    /// Never for a pyramid that `new` made.
    pub fn blocks(&self) -> Result<Vec<Block>> {
        let mut blocks = Vec::new();
        for z in self.zooms.clone() {
            let (x, y) = self.range(z);
            let side = 1u32 << BLOCK.min(z);
            for row in y.start / side..y.end.div_ceil(side) {
                for column in x.start / side..x.end.div_ceil(side) {
                    let part =
                        |of: u32, range: &Range<u32>| (of * side).max(range.start)..(of * side + side).min(range.end);
                    let first = Tile { z, x: column * side, y: row * side };
                    blocks.push((
                        first.id()? / u64::from(side * side),
                        Block { z, x: part(column, &x), y: part(row, &y) },
                    ));
                }
            }
        }
        blocks.sort_by_key(|(id, block)| (block.z, *id));
        Ok(blocks.into_iter().map(|(_, block)| block).collect())
    }
}

/// Neighbouring tiles of one zoom that are made together: the part of an aligned square that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Zoom.
    pub z: u8,
    /// Columns.
    pub x: Range<u32>,
    /// Rows.
    pub y: Range<u32>,
}

impl Block {
    /// Its tiles along the Hilbert curve.
    ///
    /// # Errors
    /// Never for a block of a pyramid.
    pub fn tiles(&self) -> Result<Vec<Tile>> {
        let all = self.y.clone().flat_map(|y| self.x.clone().map(move |x| Tile { z: self.z, x, y }));
        let mut numbered = all.map(|tile| Ok((tile.id()?, tile))).collect::<Result<Vec<_>>>()?;
        numbered.sort_by_key(|(id, _)| *id);
        Ok(numbered.into_iter().map(|(_, tile)| tile).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MALI: Rect = Rect { x0: -12.25, y0: 10.14, x1: 4.27, y1: 25.0 };

    #[test]
    fn the_world_is_a_square() {
        assert_eq!(world(0.0, 0.0), [0.5, 0.5]);
        assert_eq!(world(-180.0, 90.0), [0.0, 0.0]);
        let LonLat { lon, lat } = lonlat(world(-8.0, 12.65));
        assert!((lon + 8.0).abs() < 1e-12 && (lat - 12.65).abs() < 1e-12);
        let [x, y] = world(180.0, -85.051_128_779_806_6);
        assert!(x == 1.0 && (y - 1.0).abs() < 1e-12);
    }

    #[test]
    fn tiles_know_their_ground() {
        // 8/121/114 of OpenStreetMap's numbering holds Bamako
        let tile = Tile { z: 8, x: 122, y: 118 };
        let [x, y] = world(-8.0, 12.65).map(|v| v * 256.0);
        assert_eq!((x as u32, y as u32), (tile.x, tile.y));
        assert!(tile.degrees().contains([-8.0, 12.65]));
        assert_eq!(Tile { z: 0, x: 0, y: 0 }.id(), Ok(0));
        assert_eq!(Tile { z: 1, x: 1, y: 0 }.id(), Ok(4));
    }

    #[test]
    fn blocks_hold_each_tile_once_in_the_order_of_the_curve() {
        let pyramid = Pyramid::new(0..=9, MALI).expect("a pyramid");
        let mut ids = Vec::new();
        for block in pyramid.blocks().expect("blocks") {
            ids.extend(block.tiles().expect("tiles").into_iter().map(|t| t.id().expect("a tile")));
        }
        assert_eq!(ids.len() as u64, pyramid.count());
        assert!(ids.is_sorted() && ids.windows(2).all(|w| w[0] != w[1]), "strictly ascending");
    }

    #[test]
    fn what_tiles_cannot_show_is_refused() {
        let refused = |zooms, degrees| Pyramid::new(zooms, degrees).map_err(|e| e.message).err().unwrap_or_default();
        assert!(refused(0..=30, MALI).contains("zoom 0-30"));
        #[allow(clippy::reversed_empty_ranges)]
        let backward = 5..=3;
        assert!(refused(backward, MALI).contains("zoom 5-3"));
        assert!(refused(0..=1, Rect { x0: 170.0, x1: -170.0, ..MALI }).contains("in one piece"));
        assert!(refused(0..=1, Rect { y0: 86.0, y1: 89.0, ..MALI }).contains("beyond Web Mercator"));
        let cut = Pyramid::new(0..=1, Rect { y0: -90.0, y1: 90.0, x0: -180.0, x1: 180.0 }).expect("cut");
        assert_eq!(cut.count(), 5);
    }
}
