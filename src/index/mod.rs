//! Which district is here? An exact index of polygons, built once and then only asked.
//!
//! Border rule: a point exactly on a border belongs to the district with the smallest identifier (compared byte by byte)
//! among those that it touches or lies in, and is flagged. Where districts overlap the smallest identifier wins too.
//!
//! The extent is cut into square cells. A cell that no edge touches lies wholly in one district (or outside all, or in an
//! overlap), so that nearly every question is one look-up. Of the others the index keeps the edges that touch them and the
//! districts around their lower left corner: a question walks from there to the place, first up, then right, and counts
//! the edges that it crosses with exact orientation tests (Shewchuk 1997).
//!
//! ```
//! use std::path::Path;
//! use cercle::index::Index;
//! use cercle::unit::LonLat;
//! use cercle::{project, read};
//!
//! let file = project::input("bundled:mali_districts.geojson", Path::new(""))?;
//! let set = read::boundaries(&file, &read::BoundaryColumns::default())?;
//! let index = Index::new(&set);
//! let found = index.find(LonLat { lon: -3.0, lat: 16.77 });
//! assert_eq!(found.district.map(|d| set.districts[d].name.as_str()), Some("Tombouctou"));
//! assert_eq!(index.find(LonLat { lon: 2.35, lat: 48.86 }).district, None);
//! # Ok::<(), cercle::error::Error>(())
//! ```

mod edges;
mod grid;
mod near;
mod sweep;
mod walk;

pub use near::{Borders, FARTHEST, Near};

use std::hint::select_unpredictable;

use rayon::prelude::*;

use crate::boundary::Boundaries;
use crate::incident::Batch;
use crate::unit::LonLat;
use edges::Edges;
use grid::{Grid, SIDE};
use sweep::{Plan, plan};

/// What the index says of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Found {
    /// Index of the district; `None` outside all.
    pub district: Option<usize>,
    /// The place lies exactly on a border.
    pub on_boundary: bool,
    /// The place lies inside more than one district.
    pub ambiguous: bool,
}

/// What is known of a cell or a block of cells, in 32 bits: a number and what it is the number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Code(u32);

impl Code {
    const OUTSIDE: Code = Code(0);
    /// Bits above the number: a block of finer cells, a cell with edges, an overlap.
    const BLOCK: u32 = 1 << 31;
    const MIXED: u32 = 1 << 30;
    const OVERLAP: u32 = 1 << 29;
    const NUMBER: u32 = Code::OVERLAP - 1;

    fn number(self) -> usize {
        (self.0 & Code::NUMBER) as usize
    }

    fn has(self, bit: u32) -> bool {
        self.0 & bit != 0
    }
}

/// An immutable index of districts for questions "which one is here?".
#[derive(Debug)]
pub struct Index {
    /// `None` without districts.
    plan: Option<Plan>,
    /// Indices of districts by rank: their identifiers in ascending order.
    order: Vec<usize>,
}

/// Places for which the finest cells pay, and those for which coarse ones do not.
const MANY: usize = 100_000;
const FEW: usize = 1_000;

/// Places that are looked up before the first of them is counted, so that one does not wait for the other's look at memory.
const TOGETHER: usize = 256;

impl Index {
    /// Builds the index; the districts themselves are not kept.
    pub fn new(districts: &Boundaries) -> Index {
        Index::sized(districts, 1.0)
    }

    /// Builds an index that answers the same and suits so many questions: for few of them it is built faster.
    pub fn for_places(districts: &Boundaries, places: usize) -> Index {
        Index::sized(
            districts,
            match places {
                ..FEW => 32.0,
                FEW..MANY => 8.0,
                MANY.. => 1.0,
            },
        )
    }

    fn sized(districts: &Boundaries, coarse: f64) -> Index {
        let (order, rank) = ranks(districts);
        let edges = Edges::of(districts, &rank);
        let plan = edges.extent().map(|[low, high]| {
            let grid = Grid::new(low, high, (edges.len(), edges.length()), coarse);
            plan(grid, edges)
        });
        Index { plan, order }
    }

    /// The district at a place.
    pub fn find(&self, place: LonLat) -> Found {
        let (code, on_boundary) = self.code([place.lon, place.lat]);
        let rank = code.number().checked_sub(1);
        Found { district: rank.map(|r| self.order[r]), on_boundary, ambiguous: code.has(Code::OVERLAP) }
    }

    /// The rank of the district at a place plus one, 0 outside, with the bit of overlaps; and whether it is on a border.
    #[inline(always)]
    fn code(&self, place: [f64; 2]) -> (Code, bool) {
        let Some(plan) = &self.plan else { return (Code::OUTSIDE, false) };
        plan.settled(plan.look(place), place)
    }

    /// Counts the batch's places by district, one count a district in the boundaries' order; the last count is of the
    /// places outside all, whose numbers in the batch are answered.
    pub fn count(&self, batch: &Batch, counts: &mut [u64]) -> Vec<u32> {
        let mut by_rank = vec![0u64; self.order.len() + 1];
        let mut outside = Vec::new();
        let mut codes = [Code::OUTSIDE; TOGETHER];
        for (turn, (lons, lats)) in batch.lon.chunks(TOGETHER).zip(batch.lat.chunks(TOGETHER)).enumerate() {
            let places = || lons.iter().zip(lats).map(|(lon, lat)| [*lon, *lat]);
            if let Some(plan) = &self.plan {
                codes.iter_mut().zip(places()).for_each(|(code, place)| *code = plan.look(place));
            }
            for (i, (place, &code)) in places().zip(&codes).enumerate() {
                let settled = self.plan.as_ref().map_or(code, |plan| plan.settled(code, place).0);
                by_rank[settled.number()] += 1;
                if settled.number() == 0 {
                    outside.push((turn * TOGETHER + i) as u32);
                }
            }
        }
        counts[self.order.len()] += by_rank[0];
        for (rank, &district) in self.order.iter().enumerate() {
            counts[district] += by_rank[rank + 1];
        }
        outside
    }

    /// The district of each place of the batch, `u32::MAX` outside all.
    pub fn districts(&self, batch: &Batch) -> Vec<u32> {
        let district = |(&lon, &lat): (&f64, &f64)| match self.code([lon, lat]).0.number() {
            0 => u32::MAX,
            rank => self.order[rank - 1] as u32,
        };
        batch.lon.iter().zip(&batch.lat).map(district).collect()
    }

    /// What the index says of each place, in parallel.
    pub fn find_all(&self, places: &[Option<LonLat>]) -> Vec<Found> {
        places.par_iter().map(|place| place.map_or(Found::default(), |p| self.find(p))).collect()
    }
}

impl Plan {
    /// What is known of the cell of a place without a look at edges.
    #[inline(always)]
    fn look(&self, place: [f64; 2]) -> Code {
        if !self.grid.holds(place) {
            return Code::OUTSIDE;
        }
        let (column, row) = (self.grid.at(0, place[0]), self.grid.at(1, place[1]));
        let block = (row / SIDE) * (self.grid.size[0] / SIDE) + column / SIDE;
        let code = self.blocks[block as usize];
        // whether a block is of one kind is as good as chance near borders: both answers are looked up, and no jump waits
        let fine = code.has(Code::BLOCK);
        let at = code.number() * (SIDE * SIDE) as usize + ((row % SIDE) * SIDE + column % SIDE) as usize;
        let cell = self.cells.get(select_unpredictable(fine, at, 0)).copied().unwrap_or(code);
        select_unpredictable(fine, cell, code)
    }

    /// The code of the district at a place of which the cell has this code, and whether the place is on a border.
    #[inline(always)]
    fn settled(&self, code: Code, place: [f64; 2]) -> (Code, bool) {
        if !code.has(Code::MIXED) {
            return (code, false);
        }
        let cell = [self.grid.at(0, place[0]), self.grid.at(1, place[1])];
        self.walk(code.number(), cell, place)
    }
}

/// Indices of the districts with their identifiers in ascending order, and the rank of each district in it.
fn ranks(districts: &Boundaries) -> (Vec<usize>, Vec<u32>) {
    let mut order: Vec<usize> = (0..districts.districts.len()).collect();
    order.sort_by(|&a, &b| districts.districts[a].id.cmp(&districts.districts[b].id));
    let mut rank = vec![0; order.len()];
    order.iter().enumerate().for_each(|(r, &district)| rank[district] = r as u32);
    (order, rank)
}

#[cfg(test)]
#[path = "index_tests.rs"]
pub(crate) mod tests;
