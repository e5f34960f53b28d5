//! A coarse grid over a frame, in which places for names are sought.

use super::frame::Frame;
use crate::unit::{Rect, mm};

/// Side of a cell in points.
const CELL: f64 = mm(0.35);

/// More cells than a page has: added to keep a cast from rounding negative numbers up.
const AFAR: f64 = 1e6;

/// Cells that are in or out of something.
#[derive(Debug, Clone)]
pub struct Raster {
    origin: [f64; 2],
    columns: usize,
    rows: usize,
    cells: Vec<bool>,
}

/// Sums over rectangles of a raster in constant time.
pub struct Sums {
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

    /// Rings (points of the page, even-odd) on as much of the frame's grid as they need.
    pub fn of(frame: &Frame, rings: &[Vec<[f64; 2]>]) -> Raster {
        let bounds = Rect::around(rings.iter().flatten().copied());
        let edge = |v: f64, low: f64, high: f64| (v.clamp(low, high) - low) / CELL;
        let span = |v0: f64, v1: f64, low: f64, high: f64| {
            let first = edge(v0, low, high).floor();
            (first, (edge(v1, low, high).ceil() - first).max(1.0))
        };
        let page = &frame.page;
        let (first_column, columns) = span(bounds.x0, bounds.x1, page.x0, page.x1);
        let (first_row, rows) = span(bounds.y0, bounds.y1, page.y0, page.y1);
        let mut raster = Raster {
            origin: [page.x0 + first_column * CELL, page.y0 + first_row * CELL],
            columns: columns as usize,
            rows: rows as usize,
            cells: vec![false; columns as usize * rows as usize],
        };
        rings.iter().for_each(|ring| raster.fill(ring));
        raster
    }

    /// Turns the cells over whose middle lies in the ring (points of the page); a second ring inside makes a hole.
    pub fn fill(&mut self, ring: &[[f64; 2]]) {
        for (row, mut cuts) in self.cuts(ring).into_iter().enumerate() {
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

    /// Where the ring crosses the middle line of each row: the x values.
    fn cuts(&self, ring: &[[f64; 2]]) -> Vec<Vec<f64>> {
        let mut cuts = vec![Vec::new(); self.rows];
        let middle = |row: usize| self.origin[1] + (row as f64 + 0.5) * CELL;
        let first_below = |y: f64| (((y - self.origin[1]) / CELL - 0.5).ceil().max(0.0) as usize).min(self.rows);
        for (i, &a) in ring.iter().enumerate() {
            let b = ring[(i + 1) % ring.len()];
            for (row, cuts) in
                cuts.iter_mut().enumerate().take(first_below(a[1].max(b[1]))).skip(first_below(a[1].min(b[1])))
            {
                cuts.push(a[0] + (middle(row) - a[1]) / (b[1] - a[1]) * (b[0] - a[0]));
            }
        }
        cuts
    }

    /// Marks the cells along a line (points of the page).
    pub fn line(&mut self, points: &[[f64; 2]]) {
        for pair in points.windows(2) {
            let [dx, dy] = [0, 1].map(|k| pair[1][k] - pair[0][k]);
            let steps = ((dx * dx + dy * dy).sqrt() / CELL).ceil().min(1e5) as usize;
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
        let Some(([first_row, last_row], [first, last])) = self.bounds() else { return vec![0.0; self.cells.len()] };
        // a cell more on every side: the frame's edge counts as out
        let w = self.columns + 2;
        let mut d = vec![0u32; w * (self.rows + 2)];
        for (cells, d) in self.cells.chunks_exact(self.columns).zip(d[w..].chunks_exact_mut(w)) {
            cells.iter().zip(&mut d[1..]).for_each(|(cell, d)| *d = if *cell { u32::MAX / 2 } else { 0 });
        }
        let row_of = |row: usize| (row + 1) * w + 1 + first..(row + 1) * w + 2 + last;
        for i in (first_row..=last_row).flat_map(row_of) {
            let (straight, slanting) = (d[i - 1].min(d[i - w]) + 3, d[i - w - 1].min(d[i - w + 1]) + 4);
            d[i] = d[i].min(straight).min(slanting);
        }
        for i in (first_row..=last_row).flat_map(row_of).rev() {
            let (straight, slanting) = (d[i + 1].min(d[i + w]) + 3, d[i + w + 1].min(d[i + w - 1]) + 4);
            d[i] = d[i].min(straight).min(slanting);
        }
        let inner = d[w..].chunks_exact(w).take(self.rows).flat_map(|row| &row[1..=self.columns]);
        inner.map(|v| f64::from(*v) / 3.0 * CELL).collect()
    }

    /// The middle of the deepest cell: the pole of inaccessibility, to half a cell.
    pub(super) fn pole(&self) -> Option<[f64; 2]> {
        let depths = self.depths();
        let deeper = |best: Option<(f64, [f64; 2])>, (i, p): (usize, [f64; 2])| match best {
            Some((depth, _)) if depths[i] <= depth => best,
            _ => Some((depths[i], p)),
        };
        self.middles().fold(None, deeper).map(|(_, p)| p)
    }

    /// First and last row, first and last column of the cells that are in.
    fn bounds(&self) -> Option<([usize; 2], [usize; 2])> {
        let rows = |i: &usize| self.cells[i * self.columns..(i + 1) * self.columns].contains(&true);
        let first_row = (0..self.rows).find(rows)?;
        let last_row = (0..self.rows).rfind(rows)?;
        let mut span = [self.columns - 1, 0];
        for row in self.cells[first_row * self.columns..(last_row + 1) * self.columns].chunks_exact(self.columns) {
            let first = row.iter().position(|&c| c).unwrap_or(self.columns - 1);
            let last = row.iter().rposition(|&c| c).unwrap_or(0);
            span = [span[0].min(first), span[1].max(last)];
        }
        Some(([first_row, last_row], span))
    }

    /// Turns off the cells that are in the other raster of the same frame.
    pub fn without(&mut self, other: &Raster) {
        let shared: Vec<usize> =
            self.middles().filter(|(_, p)| other.index(*p).is_some_and(|i| other.cells[i])).map(|(i, _)| i).collect();
        shared.into_iter().for_each(|i| self.cells[i] = false);
    }

    /// Number of cells that are in.
    pub fn cells(&self) -> usize {
        self.cells.iter().filter(|c| **c).count()
    }

    /// Sums over rectangles.
    pub fn sums(&self) -> Sums {
        let (w, h) = (self.columns + 1, self.rows + 1);
        let mut sums = vec![0u32; w * h];
        for (row, cells) in self.cells.chunks_exact(self.columns).enumerate() {
            let (above, here) = sums[row * w..(row + 2) * w].split_at_mut(w);
            let mut run = 0;
            for ((cell, above), sum) in cells.iter().zip(&above[1..]).zip(&mut here[1..]) {
                run += u32::from(*cell);
                *sum = above + run;
            }
        }
        Sums { origin: self.origin, columns: self.columns, rows: self.rows, sums }
    }
}

impl Sums {
    /// Cells that are in, and all cells, under a rectangle of the page.
    pub(super) fn under(&self, r: &Rect) -> (f64, f64) {
        // Rounded by a cast, which is much quicker than `round` where every place of every name asks.
        let cell = |v: f64, axis: usize| ((v - self.origin[axis]) * (1.0 / CELL) + AFAR + 0.5) as i64 as f64 - AFAR;
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

    /// Share of a rectangle of the page that lies over cells that are in, 0 to 1.
    pub fn share_under(&self, r: &Rect) -> f64 {
        let (inside, all) = self.under(r);
        inside / all.max(1.0)
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
    fn a_small_raster_says_the_same_as_the_whole_frame() {
        let mut whole = Raster::new(&frame());
        whole.fill(&square(7.0));
        let small = Raster::of(&frame(), &[square(7.0).to_vec()]);
        assert!(small.cells.len() < whole.cells.len() / 10);
        let near = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).abs() + (a[1] - b[1]).abs() < 1e-9;
        assert_eq!(small.cells(), whole.cells());
        assert!(small.middles().zip(whole.middles()).all(|(a, b)| near(a.1, b.1)));
        let window = Rect::new(100.0, 50.0, mm(17.5), mm(35.0));
        assert_eq!(small.sums().under(&window), whole.sums().under(&window));
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
