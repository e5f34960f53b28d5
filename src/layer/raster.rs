//! A coarse grid over a frame, in which places for names are sought.

use super::frame::Frame;
use crate::unit::{Rect, mm};

/// Side of a cell in points.
const CELL: f64 = mm(0.35);

/// Cells that are in or out of something.
#[derive(Debug, Clone)]
pub struct Raster {
    origin: [f64; 2],
    columns: usize,
    rows: usize,
    cells: Vec<bool>,
}

/// Sums over rectangles of a raster in constant time.
pub(super) struct Sums {
    origin: [f64; 2],
    columns: usize,
    rows: usize,
    sums: Vec<u32>,
}

impl Raster {
    /// An empty grid over the frame.
    pub fn new(frame: &Frame) -> Raster {
        let columns = (frame.page.width() / CELL).ceil().max(1.0) as usize;
        let rows = (frame.page.height() / CELL).ceil().max(1.0) as usize;
        Raster { origin: [frame.page.x0, frame.page.y0], columns, rows, cells: vec![false; columns * rows] }
    }

    /// Turns the cells over whose middle lies in the ring (points of the page); a second ring inside makes a hole.
    pub fn fill(&mut self, ring: &[[f64; 2]]) {
        for row in 0..self.rows {
            let y = self.origin[1] + (row as f64 + 0.5) * CELL;
            let mut cuts: Vec<f64> = (0..ring.len())
                .map(|i| (ring[i], ring[(i + 1) % ring.len()]))
                .filter(|(a, b)| (a[1] > y) != (b[1] > y))
                .map(|(a, b)| a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
                .collect();
            cuts.sort_by(f64::total_cmp);
            for pair in cuts.chunks_exact(2) {
                let column = |x: f64| (((x - self.origin[0]) / CELL - 0.5).ceil().max(0.0) as usize).min(self.columns);
                for cell in &mut self.cells
                    [row * self.columns + column(pair[0])..row * self.columns + column(pair[1]).max(column(pair[0]))]
                {
                    *cell = !*cell;
                }
            }
        }
    }

    /// Marks the cells along a line (points of the page).
    pub fn line(&mut self, points: &[[f64; 2]]) {
        for pair in points.windows(2) {
            let steps = ((pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1]) / CELL).ceil().min(1e5) as usize;
            for step in 0..=steps {
                let t = step as f64 / steps.max(1) as f64;
                let p = [0, 1].map(|k| pair[0][k] + t * (pair[1][k] - pair[0][k]));
                if let Some(cell) = self.index(p) {
                    self.cells[cell] = true;
                }
            }
        }
    }

    fn index(&self, p: [f64; 2]) -> Option<usize> {
        let [x, y] = [0, 1].map(|k| ((p[k] - self.origin[k]) / CELL).floor());
        (x >= 0.0 && y >= 0.0 && x < self.columns as f64 && y < self.rows as f64)
            .then(|| y as usize * self.columns + x as usize)
    }

    /// Middles of the cells that are in, row by row.
    pub(super) fn middles(&self) -> impl Iterator<Item = (usize, [f64; 2])> {
        self.cells.iter().enumerate().filter(|(_, c)| **c).map(|(i, _)| {
            let (row, column) = (i / self.columns, i % self.columns);
            (i, [self.origin[0] + (column as f64 + 0.5) * CELL, self.origin[1] + (row as f64 + 0.5) * CELL])
        })
    }

    /// Distance of each cell to the nearest that is out, in points (3-4 chamfer, Borgefors 1986).
    pub(super) fn depths(&self) -> Vec<f64> {
        let far = u32::MAX / 2;
        let (w, h) = (self.columns, self.rows);
        let mut d: Vec<u32> = self.cells.iter().map(|&c| if c { far } else { 0 }).collect();
        let relax = |d: &mut Vec<u32>, row: usize, column: usize, sign: isize| {
            let near = |dr: isize, dc: isize| {
                let (r, c) = (row as isize + dr * sign, column as isize + dc * sign);
                // The frame's edge counts as out.
                if r < 0 || c < 0 || r >= h as isize || c >= w as isize { 0 } else { d[r as usize * w + c as usize] }
            };
            let best = (near(0, -1) + 3).min(near(-1, 0) + 3).min(near(-1, -1) + 4).min(near(-1, 1) + 4);
            let cell = &mut d[row * w + column];
            *cell = (*cell).min(best);
        };
        for row in 0..h {
            for column in 0..w {
                relax(&mut d, row, column, 1);
            }
        }
        for row in (0..h).rev() {
            for column in (0..w).rev() {
                relax(&mut d, row, column, -1);
            }
        }
        d.into_iter().map(|v| f64::from(v) / 3.0 * CELL).collect()
    }

    /// Turns off the cells that are in the other raster of the same frame.
    pub fn without(&mut self, other: &Raster) {
        self.cells.iter_mut().zip(&other.cells).for_each(|(cell, &other)| *cell &= !other);
    }

    /// Number of cells that are in.
    pub fn cells(&self) -> usize {
        self.cells.iter().filter(|c| **c).count()
    }

    /// Share of a rectangle of the page that lies over cells that are in, 0 to 1.
    pub fn share_under(&self, r: &Rect) -> f64 {
        let (inside, all) = self.sums().under(r);
        inside / all.max(1.0)
    }

    /// Sums over rectangles.
    pub(super) fn sums(&self) -> Sums {
        let (w, h) = (self.columns + 1, self.rows + 1);
        let mut sums = vec![0u32; w * h];
        for row in 0..self.rows {
            let mut run = 0;
            for column in 0..self.columns {
                run += u32::from(self.cells[row * self.columns + column]);
                sums[(row + 1) * w + column + 1] = sums[row * w + column + 1] + run;
            }
        }
        Sums { origin: self.origin, columns: self.columns, rows: self.rows, sums }
    }
}

impl Sums {
    /// Cells that are in, and all cells, under a rectangle of the page.
    pub(super) fn under(&self, r: &Rect) -> (f64, f64) {
        let cell = |v: f64, axis: usize| ((v - self.origin[axis]) / CELL).round();
        let span = |low: f64, high: f64, axis: usize, most: usize| {
            let inside = |v: f64| cell(v, axis).clamp(0.0, most as f64) as usize;
            (inside(low), inside(high))
        };
        let (x0, x1) = span(r.x0, r.x1, 0, self.columns);
        let (y0, y1) = span(r.y0, r.y1, 1, self.rows);
        // All cells count, also those beyond the frame: what lies there is not in.
        let all = (cell(r.x1, 0) - cell(r.x0, 0)) * (cell(r.y1, 1) - cell(r.y0, 1));
        let w = self.columns + 1;
        let sum = |row: usize, column: usize| f64::from(self.sums[row * w + column]);
        (sum(y1, x1) + sum(y0, x0) - sum(y0, x1) - sum(y1, x0), all)
    }

    /// Length in points of the lines under a rectangle.
    pub(super) fn length_under(&self, r: &Rect) -> f64 {
        self.under(r).0 * CELL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        Frame::wide([100.0, 50.0], mm(35.0), Rect::new(0.0, 0.0, 35.0, 35.0))
    }

    fn square(side: f64) -> [[f64; 2]; 4] {
        let (x, y) = (100.0 + mm(17.5), 50.0 + mm(17.5));
        let s = mm(side) / 2.0;
        [[x - s, y - s], [x + s, y - s], [x + s, y + s], [x - s, y + s]]
    }

    #[test]
    fn a_ring_inside_a_ring_is_a_hole() {
        let mut raster = Raster::new(&frame());
        raster.fill(&square(14.0));
        let whole = raster.middles().count() as f64;
        assert!((whole - 1600.0).abs() < 100.0, "{whole}");
        raster.fill(&square(7.0));
        let holed = raster.middles().count() as f64;
        assert!((holed / whole - 0.75).abs() < 0.03, "{holed}");
    }

    #[test]
    fn the_middle_is_deepest() {
        let mut raster = Raster::new(&frame());
        raster.fill(&square(14.0));
        let depths = raster.depths();
        let (best, at) =
            raster.middles().map(|(i, p)| (depths[i], p)).fold((0.0, [0.0; 2]), |a, b| if b.0 > a.0 { b } else { a });
        assert!((best - mm(7.0)).abs() < mm(0.5));
        assert!((at[0] - 100.0 - mm(17.5)).abs() < mm(0.8));
    }

    #[test]
    fn sums_agree_with_counting() {
        let mut raster = Raster::new(&frame());
        raster.fill(&square(14.0));
        let (inside, all) = raster.sums().under(&Rect::new(100.0, 50.0, mm(17.5), mm(35.0)));
        assert_eq!(all, 5000.0);
        assert!((inside - 800.0).abs() < 50.0);
    }
}
