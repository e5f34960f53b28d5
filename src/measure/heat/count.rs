//! Incidents by cell: grids that threads fill apart, added up at the end. Sums of whole numbers do not depend on their order, so that
//! any number of threads makes the same bytes.

use std::sync::{Condvar, Mutex};

use rayon::prelude::*;

use super::Grid;
use crate::error::{Error, Kind, Result};
use crate::incident::Batch;

/// Most bytes that all partial grids may take together; one is always allowed.
const MOST_BYTES: usize = 1 << 29;
/// Incidents of a large batch that one thread takes at a time.
const PIECE: usize = 1 << 18;

/// Cells of a tile: as many as two bytes can tell apart, a quarter of a megabyte of counts.
const TILE: usize = 1 << 16;
/// Incidents of a tile that are kept before they are counted.
const KEPT: usize = 1 << 14;
/// Places of which the cells are found before any of them is counted.
const BLOCK: usize = 1 << 10;
/// A grid of no more tiles than this stays in the cache as it is.
const FEW_TILES: usize = 4;

/// How many incidents lie in each cell of a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct CellCounts {
    /// One count a cell, row by row from the north-west.
    pub cells: Vec<u32>,
    /// Incidents on the grid.
    pub on_grid: u64,
    /// Incidents beyond it.
    pub beyond: u64,
}

/// Counts batches that come from several threads at once.
pub struct Binning<'a> {
    grid: &'a Grid,
    free: Mutex<Partials>,
    returned: Condvar,
}

/// Partial grids that nobody is filling, and how many more may be made.
struct Partials {
    idle: Vec<Partial>,
    spare: usize,
}

/// A grid that one thread fills. On a grid larger than a processor's cache nearly every incident would wait for memory; incidents are
/// therefore kept by tile until there are enough to fetch the tile for.
struct Partial {
    counts: CellCounts,
    /// For each tile the cells within it of incidents that were not counted so far, fewer than `KEPT`; none for a grid of few tiles.
    tiles: Vec<Vec<u16>>,
}

impl Partial {
    fn new(grid: &Grid) -> Partial {
        let tiles = grid.len().div_ceil(TILE);
        let tiles = if tiles > FEW_TILES { tiles } else { 0 };
        let counts = CellCounts { cells: vec![0; grid.len()], on_grid: 0, beyond: 0 };
        Partial { counts, tiles: vec![Vec::new(); tiles] }
    }

    fn add(&mut self, grid: &Grid, lon: &[f64], lat: &[f64]) -> Result<()> {
        // Known before the first tile is emptied: whether any sum could overflow.
        let crowded = self.counts.on_grid + lon.len() as u64 > u64::from(u32::MAX);
        let mut cells = [0; BLOCK];
        for (lon, lat) in lon.chunks(BLOCK).zip(lat.chunks(BLOCK)) {
            let cells = on_grid(grid, (lon, lat), &mut cells);
            if self.tiles.is_empty() {
                cells.iter().try_for_each(|cell| raise(&mut self.counts.cells[*cell as usize], crowded))?;
            } else {
                self.keep(cells, crowded)?;
            }
            self.counts.on_grid += cells.len() as u64;
            self.counts.beyond += (lon.len() - cells.len()) as u64;
        }
        Ok(())
    }

    /// Keeps incidents by tile, and counts those of tiles that have enough.
    fn keep(&mut self, cells: &[u32], crowded: bool) -> Result<()> {
        for &cell in cells {
            let number = cell as usize / TILE;
            let tile = &mut self.tiles[number];
            tile.push((cell as usize % TILE) as u16);
            if tile.len() == KEPT {
                empty(tile, &mut self.counts.cells[number * TILE..], crowded)?;
            }
        }
        Ok(())
    }

    /// Everything counted.
    fn finish(mut self) -> Result<CellCounts> {
        let crowded = self.counts.on_grid > u64::from(u32::MAX);
        let cells = self.counts.cells.chunks_mut(TILE);
        self.tiles.iter_mut().zip(cells).try_for_each(|(tile, cells)| empty(tile, cells, crowded))?;
        Ok(self.counts)
    }
}

/// Counts what was kept of a tile; the cells are those from its beginning on.
fn empty(tile: &mut Vec<u16>, cells: &mut [u32], crowded: bool) -> Result<()> {
    match cells.first_chunk_mut::<TILE>() {
        // two bytes cannot point beyond it
        Some(cells) => tile.iter().try_for_each(|place| raise(&mut cells[usize::from(*place)], crowded))?,
        None => tile.iter().try_for_each(|place| raise(&mut cells[usize::from(*place)], crowded))?,
    }
    tile.clear();
    Ok(())
}

/// The cells of the places that are on the grid, one after the other.
fn on_grid<'a>(grid: &Grid, (lon, lat): (&[f64], &[f64]), cells: &'a mut [u32; BLOCK]) -> &'a [u32] {
    let mut used = 0;
    for (&lon, &lat) in lon.iter().zip(lat) {
        // written in any case and kept or not: no jump that a processor would have to guess
        let (cell, within) = grid.cell(lon, lat);
        cells[used % BLOCK] = cell;
        used += usize::from(within);
    }
    &cells[..used]
}

/// One more; where fewer than 2³² were added altogether no sum can overflow.
#[inline]
fn raise(count: &mut u32, crowded: bool) -> Result<()> {
    if crowded && *count == u32::MAX {
        return Err(full());
    }
    *count = count.wrapping_add(1);
    Ok(())
}

impl CellCounts {
    /// Incidents on a part of the grid that starts so many columns from the left and rows from above.
    pub fn on(&self, grid: &Grid, part: &Grid, [left, above]: [usize; 2]) -> u64 {
        let row = |r: usize| &self.cells[(r + above) * grid.columns + left..][..part.columns];
        (0..part.rows).map(|r| row(r).iter().map(|c| u64::from(*c)).sum::<u64>()).sum()
    }

    fn merge(mut self, other: CellCounts) -> Result<CellCounts> {
        self.on_grid += other.on_grid;
        self.beyond += other.beyond;
        // Where all together are fewer than 2³² no sum can overflow, and the loop is as fast as memory.
        let roomy = self.on_grid <= u64::from(u32::MAX);
        let piece = |(mine, theirs): (&mut [u32], &[u32])| {
            for (a, b) in mine.iter_mut().zip(theirs) {
                *a = if roomy { a.wrapping_add(*b) } else { a.checked_add(*b).ok_or_else(full)? };
            }
            Ok(())
        };
        self.cells.par_chunks_mut(PIECE).zip(other.cells.par_chunks(PIECE)).try_for_each(piece)?;
        Ok(self)
    }
}

fn full() -> Error {
    Error::new(Kind::Limit, format!("more than {} incidents lie in one cell", u32::MAX)).hint("make the cells smaller")
}

impl<'a> Binning<'a> {
    /// Nothing counted yet.
    pub fn new(grid: &'a Grid) -> Binning<'a> {
        let spare = (MOST_BYTES / (6 * grid.len())).clamp(1, rayon::current_num_threads().max(1));
        Binning { grid, free: Mutex::new(Partials { idle: Vec::new(), spare }), returned: Condvar::new() }
    }

    /// Counts the incidents of a batch. May be called from any number of threads: each call fills a grid of its own, and waits for one
    /// where memory allows no more of them.
    ///
    /// # Errors
    /// `Kind::Limit` if a cell would hold 2³² incidents.
    pub fn add(&self, batch: &Batch) -> Result<()> {
        self.add_places(&batch.lon, &batch.lat)
    }

    fn add_places(&self, lon: &[f64], lat: &[f64]) -> Result<()> {
        let mut mine = self.take();
        let added = mine.add(self.grid, lon, lat);
        self.free.lock().expect("no thread panics while it holds the grids").idle.push(mine);
        self.returned.notify_one();
        added
    }

    fn take(&self) -> Partial {
        let mut free = self.free.lock().expect("no thread panics while it holds the grids");
        loop {
            if let Some(idle) = free.idle.pop() {
                return idle;
            }
            if free.spare > 0 {
                free.spare -= 1;
                drop(free);
                return Partial::new(self.grid);
            }
            free = self.returned.wait(free).expect("no thread panics while it holds the grids");
        }
    }

    /// The sum of everything counted.
    ///
    /// # Errors
    /// `Kind::Limit` if a cell holds 2³² incidents or more.
    pub fn finish(self) -> Result<CellCounts> {
        let partials = self.free.into_inner().expect("no thread panics while it holds the grids").idle;
        let mut sums = partials.into_par_iter().map(Partial::finish).collect::<Result<Vec<CellCounts>>>()?.into_iter();
        let first = sums.next().unwrap_or_else(|| Partial::new(self.grid).counts);
        sums.try_fold(first, CellCounts::merge)
    }
}

/// Counts one batch with all threads.
///
/// # Errors
/// As `Binning::add`.
pub fn count_cells(grid: &Grid, batch: &Batch) -> Result<CellCounts> {
    let binning = Binning::new(grid);
    batch
        .lon
        .par_chunks(PIECE)
        .zip(batch.lat.par_chunks(PIECE))
        .try_for_each(|(lon, lat)| binning.add_places(lon, lat))?;
    binning.finish()
}
