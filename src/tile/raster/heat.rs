//! Incidents by pixel, or their kernel density, as steps of a colour ramp.

use super::window::{Scale, Window};
use crate::boundary::Boundaries;
use crate::classify::{Ramp, Scaling};
use crate::error::Result;
use crate::measure::heat::{CellCounts, Fineness, Grid, Kernel, MOST_CELLS, Mask, Surface};
use crate::projection::Cylindrical;
use crate::tile::places::{Places, cells};
use crate::tile::pyramid::Tile;

/// Cells of the density's grid to a bandwidth.
const PER_BANDWIDTH: f64 = 6.0;
/// Most cells along a side of it.
const LONGEST: usize = 4096;
/// Rounds in which cells beyond the boundaries are given the values beside them, so that a pixel on the border has four neighbours.
const ROUNDS: usize = 3;

/// A density over a country: its grid, and the same with cells twice, four times, … as wide.
pub(super) struct Density {
    levels: Vec<Level>,
    /// The scale, one for all zooms: a density is what it is however near one looks.
    pub ramp: Ramp,
}

/// Cells of one width.
struct Level {
    columns: usize,
    rows: usize,
    /// Upper left corner in the square of the world.
    corner: [f64; 2],
    /// Side of a cell there.
    cell: f64,
    values: Vec<f32>,
}

impl Density {
    /// Spreads the incidents over the districts, per 1,000 km² (and year, if it stands for years). Kernels are cut off at the outer
    /// border and corrected for it.
    ///
    /// # Errors
    /// As `Grid::new`.
    pub fn new(
        boundaries: &Boundaries,
        places: &Places,
        kernel: &Kernel,
        (years, scaling): (Option<f64>, Scaling),
    ) -> Result<Density> {
        let projection = Cylindrical::WebMercator;
        let [south, north] = projection.latitudes();
        let whole = boundaries.degrees();
        let degrees = crate::unit::Rect { y0: whole.y0.max(south), y1: whole.y1.min(north), ..whole };
        let fine = Grid::new(projection, degrees, Fineness::Kilometres(kernel.km / PER_BANDWIDTH));
        let grid = match fine {
            Ok(grid) if grid.columns.max(grid.rows) <= LONGEST && grid.len() <= MOST_CELLS => grid,
            _ => Grid::new(projection, degrees, Fineness::Longest(LONGEST))?,
        };
        let side = 2.0 * projection.x(180.0);
        let corner = [0.5 + grid.corner[0] / side, 0.5 - grid.corner[1] / side];
        let cell = grid.cell / side;
        let mut counts = vec![0u32; grid.len()];
        for place in places.all() {
            let at = |i: usize, most: usize| {
                let world = (f64::from(place.xy()[i]) + 0.5) / 2f64.powi(32);
                (((world - corner[i]) / cell).max(0.0) as usize).min(most - 1)
            };
            counts[at(1, grid.rows) * grid.columns + at(0, grid.columns)] += 1;
        }
        let counts = CellCounts { cells: counts, on_grid: places.len() as u64, beyond: 0 };
        let mask = Mask::of(&grid, boundaries);
        let (columns, rows) = (grid.columns, grid.rows);
        let surface = Surface::density(grid, &counts, (kernel, Some(&mask)), years);
        let ramp = Ramp::new(scaling, &surface.values, false);
        let mut levels = vec![Level { columns, rows, corner, cell, values: bled(surface.values, columns) }];
        while levels.last().is_some_and(|l| l.columns.max(l.rows) > 1) {
            levels.extend(levels.last().map(Level::halved));
        }
        Ok(Density { levels, ramp })
    }

    /// The steps of the pixels of a window (0 is nothing); `None` if all are nothing.
    pub fn steps(&self, window: Window, scale: Scale) -> Option<Vec<u8>> {
        let pixel = 1.0 / scale.pixels();
        let level = (pixel / self.levels[0].cell).log2().floor().clamp(0.0, (self.levels.len() - 1) as f64);
        let level = &self.levels[level as usize];
        let columns: Vec<(usize, f32)> =
            (0..window.width).map(|c| level.between(0, (window.x + c as i64) as f64 * pixel + pixel / 2.0)).collect();
        let rows = (0..window.height).map(|r| level.between(1, (window.y + r as i64) as f64 * pixel + pixel / 2.0));
        let (first, last) = (columns.first()?.0, columns.last()?.0 + 1);
        let rows: Vec<(usize, f32)> = rows.collect();
        let seen =
            (rows.first()?.0..=rows.last()?.0 + 1).any(|row| level.row(row, first, last).any(|v| self.step(v) > 0));
        if !seen {
            return None;
        }
        let mut steps = Vec::with_capacity(window.width * window.height);
        let mut blended = vec![0.0; last - first + 1];
        for (row, share) in rows {
            let pair = level.row(row, first, last).zip(level.row(row + 1, first, last));
            blended.iter_mut().zip(pair).for_each(|(b, (above, below))| *b = above + (below - above) * share);
            self.along(&blended, first, &columns, &mut steps);
        }
        Some(steps)
    }

    /// The steps of a row of pixels. Between two cells values only rise or only fall: where both ends of a stretch have one step, so
    /// has all of it.
    fn along(&self, values: &[f32], first: usize, columns: &[(usize, f32)], steps: &mut Vec<u8>) {
        for stretch in columns.chunk_by(|a, b| a.0 == b.0) {
            let from = stretch[0].0 - first;
            let (a, b) = (values[from], values[from + 1]);
            let step = |share: f32| self.step(a + (b - a) * share);
            let (start, end) = (step(stretch[0].1), step(stretch[stretch.len() - 1].1));
            if start == end {
                steps.resize(steps.len() + stretch.len(), start);
            } else {
                steps.extend(stretch.iter().map(|(_, share)| step(*share)));
            }
        }
    }

    fn step(&self, value: f32) -> u8 {
        self.ramp.step(value).unwrap_or(0)
    }
}

impl Level {
    /// The cells between whose middles a place of the world lies: the first, and the share of the way to the second.
    fn between(&self, axis: usize, world: f64) -> (usize, f32) {
        let most = [self.columns, self.rows][axis] as f64 - 1.0;
        // one more on either side, where there is nothing
        let place = ((world - self.corner[axis]) / self.cell + 0.5).clamp(0.0, most + 2.0 - 1e-9);
        (place as usize, (place - place.floor()) as f32)
    }

    /// Values of a row, counted as `between` does: with one row and column of nothing around the grid.
    fn row(&self, row: usize, first: usize, last: usize) -> impl Iterator<Item = f32> {
        let inside = (1..=self.rows).contains(&row);
        (first..=last).map(move |column| {
            let value = if inside && (1..=self.columns).contains(&column) {
                self.values[(row - 1) * self.columns + column - 1]
            } else {
                0.0
            };
            if value.is_nan() { 0.0 } else { value }
        })
    }

    /// Cells twice as wide, with the mean of what is known of four.
    fn halved(&self) -> Level {
        let (columns, rows) = (self.columns.div_ceil(2), self.rows.div_ceil(2));
        let mut values = Vec::with_capacity(columns * rows);
        for (row, column) in (0..rows).flat_map(|r| (0..columns).map(move |c| (r, c))) {
            let four = [[0, 0], [0, 1], [1, 0], [1, 1]].map(|[r, c]| [2 * row + r, 2 * column + c]);
            let inside = four.into_iter().filter(|[r, c]| *r < self.rows && *c < self.columns);
            let known = inside.map(|[r, c]| self.values[r * self.columns + c]).filter(|v| !v.is_nan());
            let (sum, n) = known.fold((0.0, 0u8), |(sum, n), v| (sum + v, n + 1));
            values.push(if n == 0 { f32::NAN } else { sum / f32::from(n) });
        }
        Level { columns, rows, corner: self.corner, cell: 2.0 * self.cell, values }
    }
}

/// Values with those of cells beside them where there are none.
fn bled(mut values: Vec<f32>, columns: usize) -> Vec<f32> {
    let rows = values.len() / columns;
    for _ in 0..ROUNDS {
        let before = values.clone();
        for cell in (0..values.len()).filter(|&i| before[i].is_nan()) {
            let (row, column) = (cell / columns, cell % columns);
            let around = |i: usize, most: usize| i.saturating_sub(1)..=(i + 1).min(most - 1);
            let beside = around(row, rows).flat_map(|r| around(column, columns).map(move |c| r * columns + c));
            let (sum, n) =
                beside.map(|i| before[i]).filter(|v| !v.is_nan()).fold((0.0, 0u8), |(s, n), v| (s + v, n + 1));
            if n > 0 {
                values[cell] = sum / f32::from(n);
            }
        }
    }
    values
}

/// Incidents by pixel of one zoom. Its scale is its own: a pixel holds a quarter of what it holds at the zoom before.
pub(super) struct Counts {
    /// The scale.
    pub ramp: Ramp,
}

impl Counts {
    /// The scale for all pixels of a zoom, of so many on the side of a tile.
    pub fn new(places: &Places, z: u8, size: u32, scaling: Scaling) -> Counts {
        let counts: Vec<f32> = cells(places.all(), 0, z + fineness(size)).map(|run| run.len() as f32).collect();
        Counts { ramp: Ramp::new(scaling, &counts, true) }
    }

    /// The steps of the pixels of a tile (0 is nothing); `None` if all are nothing.
    pub fn steps(&self, places: &Places, tile: Tile, size: u32) -> Option<Vec<u8>> {
        let inside = places.of(tile);
        if inside.is_empty() {
            return None;
        }
        let mut steps = vec![0; (size * size) as usize];
        let shift = 32 - u32::from(tile.z) - u32::from(fineness(size));
        for run in cells(inside, tile.z, fineness(size)) {
            let [column, row] = inside[run.start].xy().map(|v| (v >> shift) % size);
            steps[(row * size + column) as usize] = self.ramp.step(run.len() as f32).unwrap_or(0);
        }
        Some(steps)
    }
}

/// Pixels along a side, as a power of two.
pub(super) fn fineness(size: u32) -> u8 {
    size.ilog2() as u8
}
