//! One value a cell: counts, or density per 1,000 km².

use rayon::prelude::*;

use super::spread::gathered;
use super::{CellCounts, Grid, Kernel, Mask, Metric, spread};

/// Cells that one thread takes at a time.
const PIECE: usize = 1 << 16;

/// A value for each cell of a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Surface {
    /// The grid.
    pub grid: Grid,
    /// One value a cell, row by row from the north-west; not a number where the map does not cover the cell, which is not zero.
    pub values: Vec<f32>,
}

impl Surface {
    /// Counts as they are; cells of the mask that are out are not covered, unless an incident was counted in them.
    pub fn counts(grid: Grid, counts: &CellCounts, mask: Option<&Mask>) -> Surface {
        let mut values = floats(&counts.cells);
        if let Some(mask) = mask {
            let piece = |(values, mask): (&mut [f32], &[bool])| {
                values
                    .iter_mut()
                    .zip(mask)
                    .filter(|(v, inside)| !**inside && **v == 0.0)
                    .for_each(|(v, _)| *v = f32::NAN);
            };
            values.par_chunks_mut(PIECE).zip(mask.cells.par_chunks(PIECE)).for_each(piece);
        }
        Surface { grid, values }
    }

    /// Kernel density per 1,000 km², and per year if it stands for years, of the incidents that the cells hold.
    ///
    /// With a mask the kernel of each incident is cut off at the edge of what it covers and enlarged by what it lost (Diggle 1985), so
    /// that the surface still integrates to the number of incidents.
    pub fn density(
        grid: Grid,
        counts: &CellCounts,
        (kernel, mask): (&Kernel, Option<&Mask>),
        years: Option<f64>,
    ) -> Surface {
        let metric = Metric::of(&grid);
        let cells = floats(&counts.cells);
        let mut values = match mask {
            Some(mask) => corrected(&cells, mask, &metric, kernel),
            None => spread(&cells, &metric, kernel),
        };
        let columns = grid.columns;
        values.par_chunks_mut(columns).enumerate().for_each(|(row, values)| {
            let per = (1000.0 / (grid.cell_km2(row) * years.unwrap_or(1.0))) as f32;
            values.iter_mut().for_each(|v| *v *= per);
        });
        Surface { grid, values }
    }

    /// A part of the surface: so many columns and rows from the left and above are left out, and what lies beyond the smaller grid.
    pub fn cropped(self, grid: Grid, [left, above]: [usize; 2]) -> Surface {
        if self.grid.len() == grid.len() {
            return Surface { grid, values: self.values };
        }
        let row = |r: usize| &self.values[(r + above) * self.grid.columns + left..][..grid.columns];
        let values = (0..grid.rows).flat_map(|r| row(r).iter().copied()).collect();
        Surface { grid, values }
    }

    /// Number of incidents that the surface stands for: densities times areas, in double precision.
    pub fn integral(&self, years: Option<f64>) -> f64 {
        let row = |(row, values): (usize, &[f32])| {
            let sum: f64 = values.iter().filter(|v| !v.is_nan()).map(|v| f64::from(*v)).sum();
            sum * self.grid.cell_km2(row) * years.unwrap_or(1.0) / 1000.0
        };
        self.values.chunks(self.grid.columns).enumerate().map(row).sum()
    }

    /// The largest value; 0 where there is none.
    pub fn highest(&self) -> f32 {
        self.values.par_chunks(PIECE).map(|p| p.iter().copied().fold(0.0, f32::max)).reduce(|| 0.0, f32::max)
    }
}

fn floats(cells: &[u32]) -> Vec<f32> {
    let mut floats = vec![0.0; cells.len()];
    let piece = |(floats, cells): (&mut [f32], &[u32])| floats.iter_mut().zip(cells).for_each(|(f, c)| *f = *c as f32);
    floats.par_chunks_mut(PIECE).zip(cells.par_chunks(PIECE)).for_each(piece);
    floats
}

/// Incidents spread over the cells of a mask alone: each by a kernel that is divided by the share of it that lies inside, so that none is lost
/// over the edge (Diggle 1985). A cell that holds an incident is inside, wherever its middle lies. Cells outside are not a number.
pub fn corrected(cells: &[f32], mask: &Mask, metric: &Metric, kernel: &Kernel) -> Vec<f32> {
    let inside: Vec<f32> = mask.cells.iter().zip(cells).map(|(m, c)| if *m || *c > 0.0 { 1.0 } else { 0.0 }).collect();
    let share = gathered(&inside, metric, kernel);
    let raised: Vec<f32> = cells.iter().zip(&share).map(|(c, e)| if *c > 0.0 { c / e } else { 0.0 }).collect();
    let mut values = spread(&raised, metric, kernel);
    values.iter_mut().zip(&inside).filter(|(_, inside)| **inside == 0.0).for_each(|(v, _)| *v = f32::NAN);
    values
}
