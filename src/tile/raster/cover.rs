//! How much of each pixel lies in which shape, exactly.
//!
//! An edge adds to a pixel the signed area between itself and the pixel's right side, and its height to all pixels further right (the
//! accumulation of FreeType's smooth rasteriser). Everything is reckoned in whole numbers from the two ends of the edge: what a pixel
//! gets depends neither on the window that is drawn nor on where an edge is cut, so that tiles made apart fit together to the last
//! bit, and an edge between two shapes gives one of them what it takes from the other, so that no seam shows.

use std::ops::Range;

use super::window::{FINE, Window};

/// The share of a pixel that lies wholly inside.
pub(super) const FULL: i32 = 2 * (FINE * FINE) as i32;

/// What an edge adds to one pixel of one look.
struct Cell {
    /// Row and column.
    at: [u32; 2],
    look: u8,
    /// Height of the edge inside the pixel.
    cover: i32,
    /// Twice the area between the pixel's left side and the edge.
    area: i32,
}

/// Shapes of several looks over the pixels of a window.
pub(super) struct Coverage {
    window: Window,
    looks: usize,
    /// What edges left of the window add, by row and look.
    left: Vec<i32>,
    cells: Vec<Cell>,
}

/// The looks on the two sides of an edge, seen along it: left, right.
pub(super) type Sides = [Option<u8>; 2];

/// A stretch of an edge within one row of pixels.
struct Step {
    row: usize,
    /// Places of its two ends, the left one first.
    x: [i64; 2],
    height: i64,
    /// 1 if it runs down.
    sign: i32,
}

impl Coverage {
    /// An empty window.
    pub fn new(window: Window, looks: usize) -> Coverage {
        Coverage { window, looks, left: vec![0; looks * window.height], cells: Vec::new() }
    }

    /// Adds an edge, in 256ths of a pixel of the world. The side on its left is inside where the shape is walked around with its inside
    /// on the left as the map is seen.
    pub fn edge(&mut self, a: [i64; 2], b: [i64; 2], sides: Sides) {
        let (a, b) = (self.window.inside(a), self.window.inside(b));
        if a[1] == b[1] || sides[0] == sides[1] {
            return;
        }
        let (top, bottom, sign) = if a[1] < b[1] { (a, b, 1) } else { (b, a, -1) };
        if top[0].min(bottom[0]) >= self.window.width as i64 * FINE {
            return;
        }
        let first = (top[1] / FINE).max(0);
        let end = (bottom[1] + FINE - 1).div_euclid(FINE).min(self.window.height as i64);
        let is_left = top[0].max(bottom[0]) < 0;
        for row in first..end {
            let (from, to) = (top[1].max(row * FINE), bottom[1].min((row + 1) * FINE));
            if is_left {
                self.pass(row as usize, (to - from) as i32 * sign, sides);
                continue;
            }
            let (p, q) = (crossing(top, bottom, from), crossing(top, bottom, to));
            let step = Step { row: row as usize, x: [p.min(q), p.max(q)], height: to - from, sign };
            self.step(&step, sides);
        }
    }

    /// Adds a line of edges that lie wholly left of the window: only their heights count, and those of its ends are all that is left
    /// of them.
    pub fn beyond(&mut self, first: [i64; 2], last: [i64; 2], sides: Sides) {
        let x = (self.window.x - 1) * FINE;
        self.edge([x, first[1]], [x, last[1]], sides);
    }

    fn step(&mut self, step: &Step, sides: Sides) {
        let [x0, x1] = step.x;
        let (first, last) = (x0.div_euclid(FINE), x1.div_euclid(FINE));
        let width = self.window.width as i64;
        if first >= width {
            return;
        }
        // how much of the height lies left of a place
        let passed = |x: i64| if x1 == x0 { step.height } else { (x - x0) * step.height / (x1 - x0) };
        if first < 0 {
            let height = if last < 0 { step.height } else { passed(0) };
            self.pass(step.row, height as i32 * step.sign, sides);
        }
        for column in first.max(0)..=last.min(width - 1) {
            let edge = column * FINE;
            let (from, to) = (x0.max(edge), x1.min(edge + FINE));
            let before = if from == x0 { 0 } else { passed(from) };
            let height = (if to == x1 { step.height } else { passed(to) }) - before;
            let area = height * (from + to - 2 * edge);
            if height == 0 {
                continue;
            }
            for (look, sign) in given(sides, step.sign) {
                let at = [step.row as u32, column as u32];
                self.cells.push(Cell { at, look, cover: sign * height as i32, area: sign * area as i32 });
            }
        }
    }

    /// Adds a height, negative if it runs up, that passes left of the window.
    fn pass(&mut self, row: usize, height: i32, sides: Sides) {
        for (look, sign) in given(sides, 1) {
            self.left[row * self.looks + usize::from(look)] += sign * height;
        }
    }

    /// The shares of all looks if every pixel has the same ones.
    pub fn uniform(&self) -> Option<Vec<i32>> {
        let first = &self.left[..self.looks];
        let same = self.cells.is_empty() && self.left.chunks_exact(self.looks).all(|row| row == first);
        same.then(|| first.iter().map(|v| v * 2 * FINE as i32).collect())
    }

    /// Hands out the pixels, row by row: the columns of a run and the shares of the looks in each of its pixels, of `FULL`.
    pub fn sweep(mut self, mut run: impl FnMut(usize, Range<usize>, &[i32])) {
        // as one number they are compared in one go
        let key = |Cell { at: [row, column], look, .. }: &Cell| {
            u128::from(*row) << 64 | u128::from(*column) << 8 | u128::from(*look)
        };
        self.cells.sort_unstable_by_key(key);
        let whole = 2 * FINE as i32;
        let mut cells = self.cells.chunk_by(|a, b| a.at == b.at).peekable();
        let mut shares = vec![0; self.looks];
        for (row, heights) in self.left.chunks_exact_mut(self.looks).enumerate() {
            let mut column = 0;
            while let Some(here) = cells.next_if(|cells| cells[0].at[0] as usize == row) {
                let at = here[0].at[1] as usize;
                shares.iter_mut().zip(&*heights).for_each(|(share, height)| *share = height * whole);
                if at > column {
                    run(row, column..at, &shares);
                }
                for cell in here {
                    shares[usize::from(cell.look)] += cell.cover * whole - cell.area;
                    heights[usize::from(cell.look)] += cell.cover;
                }
                run(row, at..at + 1, &shares);
                column = at + 1;
            }
            shares.iter_mut().zip(&*heights).for_each(|(share, height)| *share = height * whole);
            if column < self.window.width {
                run(row, column..self.window.width, &shares);
            }
        }
    }
}

/// Which look an edge adds to, and with which sign.
fn given(sides: Sides, sign: i32) -> impl Iterator<Item = (u8, i32)> {
    sides.into_iter().zip([sign, -sign]).filter_map(|(look, sign)| Some((look?, sign)))
}

/// Where an edge from top to bottom is at a height.
fn crossing(top: [i64; 2], bottom: [i64; 2], y: i64) -> i64 {
    if y == top[1] {
        return top[0];
    }
    if y == bottom[1] {
        return bottom[0];
    }
    let (dx, dy, down) = (bottom[0] - top[0], bottom[1] - top[1], y - top[1]);
    match dx.checked_mul(down) {
        Some(product) => top[0] + product.div_euclid(dy),
        // a long border at a high zoom
        None => top[0] + (i128::from(dx) * i128::from(down)).div_euclid(i128::from(dy)) as i64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shares(window: Window, rings: &[(Vec<[i64; 2]>, Sides)], looks: usize) -> Vec<Vec<i32>> {
        let mut coverage = Coverage::new(window, looks);
        for (ring, sides) in rings {
            for i in 0..ring.len() {
                coverage.edge(ring[i], ring[(i + 1) % ring.len()], *sides);
            }
        }
        let mut all = vec![Vec::new(); window.width * window.height];
        coverage.sweep(|row, columns, shares| {
            columns.for_each(|column| all[row * window.width + column] = shares.to_vec());
        });
        all
    }

    fn window(x: i64, y: i64, width: usize, height: usize) -> Window {
        Window { x, y, width, height }
    }

    #[test]
    fn a_square_covers_its_pixels_and_the_halves_of_those_on_its_edge() {
        // two and a half pixels wide, two high, walked with the inside on the left
        let square = vec![[256, 256], [256, 768], [896, 768], [896, 256]];
        let found = shares(window(0, 0, 5, 4), &[(square, [Some(0), None])], 1);
        let row = |r: usize| found[r * 5..r * 5 + 5].iter().map(|s| s[0]).collect::<Vec<_>>();
        assert_eq!(row(0), [0; 5]);
        assert_eq!(row(1), [0, FULL, FULL, FULL / 2, 0]);
        assert_eq!(row(2), row(1));
        assert_eq!(row(3), [0; 5]);
    }

    proptest! {
        #[test]
        fn any_window_shows_the_same_pixels(
            ring in prop::collection::vec(prop::array::uniform2(-6000i64..9000), 3..12),
            x in -4i64..8, y in -4i64..8,
        ) {
            let rings = [(ring, [Some(0), Some(1)])];
            let whole = shares(window(-4, -4, 24, 24), &rings, 2);
            let part = shares(window(x, y, 8, 8), &rings, 2);
            for row in 0..8usize {
                let from = (row + (y + 4) as usize) * 24 + (x + 4) as usize;
                prop_assert_eq!(&part[row * 8..row * 8 + 8], &whole[from..from + 8]);
            }
        }

        #[test]
        fn what_one_side_gains_the_other_loses(ring in prop::collection::vec(prop::array::uniform2(0i64..4000), 3..12)) {
            for pixel in shares(window(0, 0, 16, 16), &[(ring.clone(), [Some(0), Some(1)])], 2) {
                prop_assert_eq!(pixel[0], -pixel[1]);
            }
        }

        #[test]
        fn areas_add_up(ring in prop::collection::vec(prop::array::uniform2(0i64..4000), 3..12)) {
            let found: i64 = shares(window(0, 0, 16, 16), &[(ring.clone(), [Some(0), None])], 1).iter().map(|s| i64::from(s[0])).sum();
            let twice: i64 = (0..ring.len()).map(|i| (ring[i], ring[(i + 1) % ring.len()]))
                .map(|(a, b)| a[1] * b[0] - a[0] * b[1]).sum();
            // crossings are rounded down by up to one part of a pixel in each row
            prop_assert!((found - twice.abs() * twice.signum()).abs() <= 2 * 256 * 16 * ring.len() as i64, "{} {}", found, twice);
        }
    }

    #[test]
    fn a_border_as_long_as_the_world_at_the_highest_zoom_is_no_trouble() {
        let far = 1i64 << 39;
        let ring = vec![[0, 0], [0, far], [far, far]];
        let found = shares(window(1 << 30, 1 << 30, 4, 4), &[(ring, [Some(0), None])], 1);
        assert_eq!([found[3][0], found[12][0]], [0, FULL], "the diagonal parts the window");
    }
}
