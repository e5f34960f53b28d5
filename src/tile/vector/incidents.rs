//! Incidents of a tile: points, or cells of a grid with their counts. Counts add up to the incidents at every zoom.

use super::outlines::EXTENT;
use crate::tile::content::Content;
use crate::tile::places::{Place, Places, cells};
use crate::tile::pyramid::{Pyramid, Tile};

/// Parts of the side of a tile, as a power of two.
const PARTS: u8 = 12;
/// Cells along the side of a tile, as a power of two, the finest first: 128 are 4 pixels each of a tile of 512.
const COARSER: [u8; 7] = [7, 6, 5, 4, 3, 2, 0];
/// The same in a tile that has too many points at a zoom of points.
const FINEST_CELLS: u8 = 8;
/// Bytes of a point after compression, at most: a guess that decides from which zoom there are points.
const POINT_BYTES: usize = 10;
/// Most points of a tile where nobody asks for them: more hide each other but at the last zoom, which is shown enlarged too.
const MOST_POINTS: usize = 10_000;
/// Bytes of a feature after compression, at least: what cannot fit is not tried.
const LEAST_BYTES: usize = 2;

/// How incidents are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// Those of one place that are alike together, with what is said of them.
    Points,
    /// By cells, 2^n along the side of a tile.
    Cells(u8),
}

/// The years of a content, by what is said of an incident.
#[derive(Debug)]
pub struct Years {
    /// Ascending.
    pub all: Vec<i16>,
    /// By number of attributes: the place of their year, or one beyond the last without a date.
    of: Vec<usize>,
}

impl Years {
    /// The years that districts have counts of, and those of the incidents.
    pub fn new(content: &Content) -> Years {
        let all: Vec<i16> = content.by_year.iter().map(|(year, _)| *year).collect();
        let of = content.places.attributes.iter().map(|a| all.binary_search(&a.year).unwrap_or(all.len())).collect();
        Years { all, of }
    }

    /// How many incidents there are of each year that has any.
    fn counted(&self, places: &[Place]) -> Vec<(i16, u64)> {
        let mut counts = vec![0; self.all.len() + 1];
        places.iter().for_each(|p| counts[self.of[p.attributes as usize]] += 1);
        self.all.iter().copied().zip(counts).filter(|(_, count)| *count > 0).collect()
    }
}

/// Incidents that are one feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dot {
    /// Place in the tile, from its north-western corner: 0 to 4095.
    pub at: [i32; 2],
    /// How many there are.
    pub count: u64,
    /// What is said of them, for points.
    pub attributes: Option<u32>,
    /// How many are of each year, for cells.
    pub years: Vec<(i16, u64)>,
}

/// The grains to be tried at a zoom, the finest first.
pub fn grains(points: bool) -> Vec<Grain> {
    let fine = points.then_some([Grain::Points, Grain::Cells(FINEST_CELLS)]);
    fine.into_iter().flatten().chain(COARSER.map(Grain::Cells)).collect()
}

/// Whether so many features could fit into so many bytes.
pub fn could_fit(dots: usize, most_bytes: usize) -> bool {
    dots.saturating_mul(LEAST_BYTES) <= most_bytes
}

/// The lowest zoom from which on the points of every tile fit, but at most the last zoom.
pub fn points_from(places: &Places, pyramid: &Pyramid, most_bytes: usize) -> u8 {
    let most = (most_bytes / POINT_BYTES).min(MOST_POINTS);
    let fits = |z: u8| {
        let mut tiles = cells(places.all(), z, 0);
        tiles.all(|tile| tile.len() <= most || cells(&places.all()[tile], z, PARTS).count() <= most)
    };
    // an extent that is small at a low zoom has few places there, so that fitting there says nothing of the next
    pyramid.zooms.clone().rev().take_while(|z| fits(*z)).last().unwrap_or(*pyramid.zooms.end())
}

/// The place in a tile of a column or row of the world.
pub fn part(of: u64, z: u8) -> i32 {
    let within = of & ((1 << (32 - u32::from(z))) - 1);
    let shift = 32 - i32::from(z) - i32::from(PARTS);
    let part = if shift >= 0 { within >> shift } else { within << -shift };
    (part as i32).min(EXTENT - 1)
}

/// The incidents of a tile as features, along the Z-curve.
pub fn dots(places: &[Place], tile: Tile, grain: Grain, years: &Years) -> Vec<Dot> {
    let mut dots = Vec::new();
    match grain {
        Grain::Cells(fineness) => {
            for cell in cells(places, tile.z, fineness) {
                let cell = &places[cell];
                let n = cell.len() as u64;
                let mean = |axis: usize| cell.iter().map(|p| u64::from(p.xy()[axis])).sum::<u64>() / n;
                let at = [part(mean(0), tile.z), part(mean(1), tile.z)];
                dots.push(Dot { at, count: n, attributes: None, years: years.counted(cell) });
            }
        }
        Grain::Points => {
            let mut alike = Vec::new();
            for spot in cells(places, tile.z, PARTS) {
                let spot = &places[spot];
                let at = spot[0].xy().map(|v| part(u64::from(v), tile.z));
                alike.clear();
                alike.extend(spot.iter().map(|p| p.attributes));
                alike.sort_unstable();
                let same = alike.chunk_by(|a, b| a == b);
                let dot = |of: &[u32]| Dot { at, count: of.len() as u64, attributes: Some(of[0]), years: Vec::new() };
                dots.extend(same.map(dot));
            }
        }
    }
    dots
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::tile::places::{Attributes, Extent, Gathered};
    use crate::unit::{LonLat, Rect};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn counts_add_up_and_cells_lie_in_their_tile(of in prop::collection::vec((-12.0..4.0, 10.0..25.0, 2020i16..2023), 1..200), z in 0u8..=22) {
            let pyramid = Pyramid::new(0..=22, Rect { x0: -12.0, y0: 10.0, x1: 4.0, y1: 25.0 }).expect("a pyramid");
            let extent = Extent::of(&pyramid);
            let mut gathered = Gathered::default();
            for &(lon, lat, year) in &of {
                gathered.push(&extent, LonLat { lon, lat }, Attributes { year, ..Attributes::default() });
            }
            let places = Places::new(vec![gathered]);
            let mut wanted = BTreeMap::new();
            of.iter().for_each(|(.., year)| *wanted.entry(*year).or_insert(0) += 1);
            let years = Years {
                all: wanted.keys().copied().collect(),
                of: places.attributes.iter().map(|a| wanted.keys().position(|y| *y == a.year).expect("a year")).collect(),
            };
            for grain in grains(true) {
                let (mut sum, mut of_years) = (0, BTreeMap::new());
                for run in cells(places.all(), z, 0) {
                    let run = &places.all()[run];
                    let [x, y] = run[0].xy().map(|v| (u64::from(v) >> (32 - u32::from(z))) as u32);
                    let made = dots(run, Tile { z, x, y }, grain, &years);
                    prop_assert!(made.iter().all(|d| d.at.iter().all(|v| (0..EXTENT).contains(v))));
                    for d in made.iter().filter(|d| d.attributes.is_none()) {
                        prop_assert_eq!(d.years.iter().map(|(_, n)| n).sum::<u64>(), d.count);
                        d.years.iter().for_each(|(year, n)| *of_years.entry(*year).or_insert(0) += n);
                    }
                    let counted: u64 = made.iter().map(|d| d.count).sum();
                    prop_assert_eq!(counted, run.len() as u64);
                    sum += counted;
                }
                prop_assert_eq!(sum, of.len() as u64);
                prop_assert!(grain == Grain::Points || of_years == wanted);
            }
        }
    }

    #[test]
    fn alike_incidents_of_a_place_are_one_feature() {
        let pyramid = Pyramid::new(0..=4, Rect { x0: -12.0, y0: 10.0, x1: 4.0, y1: 25.0 }).expect("a pyramid");
        let extent = Extent::of(&pyramid);
        let mut gathered = Gathered::default();
        for year in [2020, 2021, 2020] {
            gathered.push(&extent, LonLat { lon: -8.0, lat: 12.65 }, Attributes { year, ..Attributes::default() });
        }
        let places = Places::new(vec![gathered]);
        let years = Years { all: vec![2020, 2021], of: vec![0, 1] };
        let made = dots(places.all(), Tile { z: 0, x: 0, y: 0 }, Grain::Points, &years);
        assert_eq!(made.iter().map(|d| (d.count, d.attributes)).collect::<Vec<_>>(), [(2, Some(0)), (1, Some(1))]);
        assert_eq!(points_from(&places, &pyramid, 1000), 0);
        assert_eq!(
            points_from(&places, &pyramid, 5),
            4,
            "never more than fit, but at the last zoom in tiles that have few"
        );
    }
}
