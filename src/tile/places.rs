//! Incidents in the order of a Z-curve: whatever lies in a tile, or in a cell of one, stands together at every zoom.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::pyramid::{Pyramid, Tile, world};
use crate::incident::{Batch, Precision};
use crate::unit::LonLat;

/// Parts of the side of the world, as a power of two: 1 cm at the equator.
const BITS: u32 = 32;

/// What is said of an incident; many have the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Attributes {
    /// Calendar year; 0 without a date.
    pub year: i16,
    /// ISO 8601, no more exact than the source; empty without a date, or where only years are kept.
    pub date: String,
    /// The category, if a column was asked for.
    pub category: String,
    /// How exactly the source knows the place, where that was read.
    pub precision: Option<Precision>,
}

/// An incident: its place along the curve, and the number of its attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    key: u64,
    /// Index in `Places::attributes`.
    pub attributes: u32,
}

impl Place {
    /// Column from the west and row from the north, in parts of 2⁻³² of the side of the world.
    pub fn xy(self) -> [u32; 2] {
        [gathered(self.key), gathered(self.key >> 1)]
    }
}

/// Every second bit of a key.
fn gathered(key: u64) -> u32 {
    let mut v = key & 0x5555_5555_5555_5555;
    v = (v | (v >> 1)) & 0x3333_3333_3333_3333;
    v = (v | (v >> 2)) & 0x0f0f_0f0f_0f0f_0f0f;
    v = (v | (v >> 4)) & 0x00ff_00ff_00ff_00ff;
    v = (v | (v >> 8)) & 0x0000_ffff_0000_ffff;
    ((v | (v >> 16)) & 0xffff_ffff) as u32
}

/// A number with a zero before each bit.
fn spread(value: u32) -> u64 {
    let mut v = u64::from(value);
    v = (v | (v << 16)) & 0x0000_ffff_0000_ffff;
    v = (v | (v << 8)) & 0x00ff_00ff_00ff_00ff;
    v = (v | (v << 4)) & 0x0f0f_0f0f_0f0f_0f0f;
    v = (v | (v << 2)) & 0x3333_3333_3333_3333;
    (v | (v << 1)) & 0x5555_5555_5555_5555
}

fn key([x, y]: [u32; 2]) -> u64 {
    spread(x) | spread(y) << 1
}

/// Incidents that one thread has met, in the order in which they came.
#[derive(Debug, Default)]
pub struct Gathered {
    parts: Vec<Vec<Place>>,
    numbers: FxHashMap<Attributes, u32>,
    /// Incidents in a district, but beyond the extent of the tiles.
    pub beyond: u64,
}

impl Gathered {
    fn number(&mut self, of: Attributes) -> u32 {
        let next = self.numbers.len() as u32;
        *self.numbers.entry(of).or_insert(next)
    }

    /// Adds the incidents of a batch that lie in a district (`u32::MAX` is none) and in the extent of the tiles.
    pub fn add(&mut self, extent: &Extent, batch: &Batch, districts: &[u32]) {
        let mut part = Vec::with_capacity(batch.len());
        let mut known: FxHashMap<(i16, u32), u32> = FxHashMap::default();
        for (i, _) in districts.iter().enumerate().filter(|(_, d)| **d != u32::MAX) {
            let Some(key) = extent.key(LonLat { lon: batch.lon[i], lat: batch.lat[i] }) else {
                self.beyond += 1;
                continue;
            };
            let year = batch.year.get(i).copied().unwrap_or(0);
            let code = batch.category.get(i).copied().unwrap_or(0);
            let attributes = match known.get(&(year, code)) {
                Some(&number) => number,
                None => {
                    let category = batch.categories.get(code as usize).cloned().unwrap_or_default();
                    let number = self.number(Attributes { year, category, ..Attributes::default() });
                    known.insert((year, code), number);
                    number
                }
            };
            part.push(Place { key, attributes });
        }
        part.shrink_to_fit();
        self.parts.push(part);
    }

    /// Adds one incident that lies in a district.
    pub fn push(&mut self, extent: &Extent, place: LonLat, attributes: Attributes) {
        let Some(key) = extent.key(place) else {
            self.beyond += 1;
            return;
        };
        let attributes = self.number(attributes);
        if self.parts.is_empty() {
            self.parts.push(Vec::new());
        }
        self.parts[0].push(Place { key, attributes });
    }
}

/// The extent of a pyramid in which incidents are kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Extent {
    degrees: crate::unit::Rect,
    /// The last column and row that belong to a tile.
    last: [u32; 2],
}

impl Extent {
    /// The extent of the tiles of a pyramid.
    pub fn of(pyramid: &Pyramid) -> Extent {
        let corner = world(pyramid.degrees.x1, pyramid.degrees.y0);
        // a place on the eastern or southern edge belongs to the last tile before it, by at most a centimetre
        let last = corner.map(|v| ((v * f64::from(2.0f32).powi(BITS as i32)).ceil() - 1.0) as u32);
        Extent { degrees: pyramid.degrees, last }
    }

    fn key(&self, place: LonLat) -> Option<u64> {
        if !self.degrees.contains([place.lon, place.lat]) {
            return None;
        }
        let part = |v: f64| (v * f64::from(2.0f32).powi(BITS as i32)) as u32;
        let [x, y] = world(place.lon, place.lat).map(part);
        Some(key([x.min(self.last[0]), y.min(self.last[1])]))
    }
}

/// The incidents of a tile set along the Z-curve.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Places {
    entries: Vec<Place>,
    /// What is said of them, each once, sorted.
    pub attributes: Vec<Attributes>,
}

impl Places {
    /// Sorts what threads have met: the same whatever thread met what.
    pub fn new(gathered: Vec<Gathered>) -> Places {
        let mut attributes: Vec<Attributes> = gathered.iter().flat_map(|g| g.numbers.keys().cloned()).collect();
        attributes.sort_unstable();
        attributes.dedup();
        let ranks: FxHashMap<&Attributes, u32> = attributes.iter().zip(0..).collect();
        let most = gathered.iter().flat_map(|g| &g.parts).map(Vec::len).sum();
        let mut entries: Vec<Place> = Vec::with_capacity(most);
        for thread in gathered {
            let mut rank = vec![0; thread.numbers.len()];
            thread.numbers.iter().for_each(|(of, number)| rank[*number as usize] = ranks[of]);
            for part in thread.parts {
                let ranked = |p: Place| Place { attributes: rank[p.attributes as usize], ..p };
                entries.extend(part.into_iter().map(ranked));
            }
        }
        entries.par_sort_unstable();
        Places { entries, attributes }
    }

    /// Number of incidents.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All of them, along the curve.
    pub fn all(&self) -> &[Place] {
        &self.entries
    }

    /// Those of a tile: each lies in exactly one tile of a zoom.
    pub fn of(&self, tile: Tile) -> &[Place] {
        let shift = 2 * (BITS - u32::from(tile.z));
        let number = key([tile.x, tile.y]);
        let below = |number: u64| {
            let first = (u128::from(number) << shift).min(u128::from(u64::MAX)) as u64;
            self.entries.partition_point(|p| p.key < first)
        };
        let end = if (number + 1) >> (2 * tile.z) == 1 { self.entries.len() } else { below(number + 1) };
        &self.entries[below(number)..end]
    }
}

/// Divides places of a tile into the cells of a grid of 2^`fineness` cells along its side: runs along the curve.
pub fn cells(places: &[Place], z: u8, fineness: u8) -> impl Iterator<Item = Range<usize>> {
    let shift = 2 * (BITS - u32::from(z) - u32::from(fineness).min(BITS - u32::from(z)));
    let mut start = 0;
    std::iter::from_fn(move || {
        let first = places.get(start)?;
        // at zoom 0 all of the world is one cell, and nothing is left of a key
        let same = |p: &Place| p.key.checked_shr(shift) == first.key.checked_shr(shift);
        let end = start + reach(&places[start..], same);
        Some(std::mem::replace(&mut start, end)..end)
    })
}

/// How many of the first places are alike, by doubling steps: few comparisons for long runs.
fn reach(places: &[Place], same: impl Fn(&Place) -> bool) -> usize {
    let mut step = 1;
    while step < places.len() && same(&places[step]) {
        step *= 2;
    }
    let (low, high) = (step / 2, step.min(places.len()));
    low + places[low..high].partition_point(same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unit::Rect;
    use proptest::prelude::*;

    fn places(of: &[(f64, f64)], pyramid: &Pyramid) -> Places {
        let mut gathered = Gathered::default();
        let extent = Extent::of(pyramid);
        of.iter().for_each(|&(lon, lat)| gathered.push(&extent, LonLat { lon, lat }, Attributes::default()));
        Places::new(vec![gathered])
    }

    fn all_tiles(pyramid: &Pyramid, z: u8) -> Vec<Tile> {
        let (x, y) = pyramid.range(z);
        y.flat_map(|y| x.clone().map(move |x| Tile { z, x, y })).collect()
    }

    #[test]
    fn keys_come_back() {
        for xy in [[0, 0], [u32::MAX, 0], [0, u32::MAX], [0x1234_5678, 0x9abc_def0]] {
            assert_eq!(Place { key: key(xy), attributes: 0 }.xy(), xy);
        }
    }

    #[test]
    fn places_on_the_edges_of_the_extent_and_of_tiles_are_in_one_tile() {
        // 0° and 45° are edges of tiles at every zoom from 1 and 3
        let pyramid = Pyramid::new(0..=6, Rect { x0: -45.0, y0: -20.0, x1: 45.0, y1: 0.0 }).expect("a pyramid");
        let found = places(&[(-45.0, -20.0), (45.0, -20.0), (45.0, 0.0), (0.0, 0.0), (0.0, -10.0)], &pyramid);
        assert_eq!(found.len(), 5);
        for z in 0..=6 {
            assert_eq!(all_tiles(&pyramid, z).iter().map(|t| found.of(*t).len()).sum::<usize>(), 5, "zoom {z}");
        }
    }

    #[test]
    fn the_corners_of_the_world_are_in_it() {
        let world = Rect { x0: -180.0, y0: -90.0, x1: 180.0, y1: 90.0 };
        let pyramid = Pyramid::new(0..=3, world).expect("a pyramid");
        let north = pyramid.degrees.y1;
        let found =
            places(&[(-180.0, north), (180.0, north), (180.0, -north), (-180.0, -north), (0.0, 89.0)], &pyramid);
        assert_eq!(found.len(), 4, "the pole is beyond");
        for z in 0..=3 {
            assert_eq!(all_tiles(&pyramid, z).iter().map(|t| found.of(*t).len()).sum::<usize>(), 4, "zoom {z}");
        }
    }

    proptest! {
        #[test]
        fn every_place_is_in_one_tile_and_one_cell(of in prop::collection::vec((-12.0..4.0, 10.0..25.0), 0..300), z in 0u8..15, fineness in 0u8..12) {
            let pyramid = Pyramid::new(0..=14, Rect { x0: -12.0, y0: 10.0, x1: 4.0, y1: 25.0 }).expect("a pyramid");
            let found = places(&of, &pyramid);
            prop_assert_eq!(found.len(), of.len());
            let mut seen = 0;
            for block in pyramid.blocks().expect("blocks").iter().filter(|b| b.z == z && b.x.len() * b.y.len() > 0) {
                for tile in block.tiles().expect("tiles") {
                    let inside = found.of(tile);
                    seen += inside.len();
                    let mut next = 0;
                    for cell in cells(inside, z, fineness) {
                        prop_assert_eq!(cell.start, next);
                        next = cell.end;
                        let number = |p: &Place| p.xy().map(|v| u64::from(v) >> (32 - u64::from(z) - u64::from(fineness)));
                        prop_assert!(inside[cell.clone()].iter().all(|p| number(p) == number(&inside[cell.start])));
                        prop_assert!(inside[cell.start].xy().map(|v| (u64::from(v) >> (32 - u32::from(z))) as u32) == [tile.x, tile.y]);
                    }
                    prop_assert_eq!(next, inside.len());
                }
            }
            prop_assert_eq!(seen, of.len());
        }
    }
}
