//! Which cells a country covers.

use rayon::prelude::*;

use super::Grid;
use crate::boundary::Boundaries;

/// Cells of rows that are in or out.
#[derive(Debug, Clone, PartialEq)]
pub struct Mask {
    /// One answer a cell, row by row.
    pub cells: Vec<bool>,
}

impl Mask {
    /// The cells of a grid whose middle lies in a district.
    pub fn of(grid: &Grid, boundaries: &Boundaries) -> Mask {
        let ring = |line: &geo::LineString<f64>| line.0.iter().map(|c| grid.cells([c.x, c.y])).collect();
        let shape = |polygon: &geo::Polygon<f64>| {
            std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(ring).collect::<Vec<Vec<[f64; 2]>>>()
        };
        let shapes: Vec<Vec<Vec<[f64; 2]>>> =
            boundaries.districts.par_iter().map(|d| d.shape.iter().flat_map(shape).collect()).collect();
        Mask::filled([grid.columns, grid.rows], &shapes)
    }

    /// The cells whose middle lies in one of some shapes: rings in units of cells from the upper left corner, each shape by the even-odd
    /// rule.
    pub fn filled([columns, rows]: [usize; 2], shapes: &[Vec<Vec<[f64; 2]>>]) -> Mask {
        let mut cuts: Vec<Vec<(u32, f64)>> = vec![Vec::new(); rows];
        for (number, rings) in shapes.iter().enumerate() {
            for ring in rings {
                let next = ring.iter().cycle().skip(1);
                for (&a, &b) in ring.iter().zip(next) {
                    let first = |y: f64| ((y - 0.5).ceil().max(0.0) as usize).min(rows);
                    for (row, cuts) in
                        cuts.iter_mut().enumerate().take(first(a[1].max(b[1]))).skip(first(a[1].min(b[1])))
                    {
                        let y = row as f64 + 0.5;
                        cuts.push((number as u32, a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0])));
                    }
                }
            }
        }
        let mut cells = vec![false; columns * rows];
        cells.par_chunks_mut(columns).zip(cuts.par_iter_mut()).for_each(|(cells, cuts)| {
            cuts.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
            let column = |x: f64| ((x - 0.5).ceil().max(0.0) as usize).min(columns);
            for pair in cuts.chunk_by(|a, b| a.0 == b.0).flat_map(|shape| shape.chunks_exact(2)) {
                let (from, to) = (column(pair[0].1), column(pair[1].1));
                cells[from..to.max(from)].fill(true);
            }
        });
        Mask { cells }
    }
}
