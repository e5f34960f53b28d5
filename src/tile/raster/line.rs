//! Lines of any width, by the distance of each pixel's middle from them: round ends and joins come of themselves, and a pixel gets
//! the same in every window.

use super::pixels::{Canvas, LEVELS};
use super::window::{FINE, Window};
use crate::color::Color;

/// How strongly lines of one look cover the pixels of a window.
pub(super) struct Plane {
    window: Window,
    levels: Vec<u8>,
    touched: Vec<u32>,
}

impl Plane {
    /// Nothing yet.
    pub fn new(window: Window) -> Plane {
        Plane { window, levels: vec![0; window.width * window.height], touched: Vec::new() }
    }

    /// Adds a straight line (ends in 256ths of a pixel of the world), so many pixels wide.
    pub fn segment(&mut self, a: [i64; 2], b: [i64; 2], width: f64) {
        let (a, b) = (self.window.inside(a), self.window.inside(b));
        let reach = width / 2.0 + 0.5;
        // most of a border lies in other tiles
        let far = (reach * FINE as f64) as i64 + 1;
        let most = [self.window.width, self.window.height].map(|side| side as i64 * FINE + far);
        if (0..2).any(|axis| a[axis].max(b[axis]) < -far || a[axis].min(b[axis]) > most[axis]) {
            return;
        }
        let [a, b] = [a, b].map(|p| p.map(|v| v as f64 / FINE as f64));
        let rows = span(a[1].min(b[1]) - reach, a[1].max(b[1]) + reach, self.window.height);
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let length = dx * dx + dy * dy;
        for row in rows {
            let y = row as f64 + 0.5;
            let columns = span_at([a, b], y, reach, self.window.width);
            for column in columns {
                // differences first: they are the same wherever the window lies
                let (px, py) = (column as f64 + 0.5 - a[0], y - a[1]);
                let along = if length > 0.0 { ((px * dx + py * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
                let (ex, ey) = (px - along * dx, py - along * dy);
                self.raise(row * self.window.width + column, covered((ex * ex + ey * ey).sqrt(), width));
            }
        }
    }

    fn raise(&mut self, index: usize, level: u8) {
        let old = self.levels[index];
        if level > old {
            if old == 0 {
                self.touched.push(index as u32);
            }
            self.levels[index] = level;
        }
    }

    /// Lays the lines over a canvas of the same window, and forgets them.
    pub fn draw(&mut self, canvas: &mut Canvas, color: Color) {
        for index in self.touched.drain(..) {
            let index = index as usize;
            canvas.over(index, color, u32::from(self.levels[index]));
            self.levels[index] = 0;
        }
    }
}

/// Sixteenths of a pixel that a line of some width covers at a distance from its middle.
fn covered(distance: f64, width: f64) -> u8 {
    let half = width / 2.0;
    let share = ((distance + 0.5).min(half) - (distance - 0.5).max(-half)).clamp(0.0, 1.0);
    (share * f64::from(LEVELS) + 0.5) as u8
}

/// Whole pixels that a range touches, within so many: all whose middle is in it, and no more than one on either side.
fn span(low: f64, high: f64, most: usize) -> std::ops::Range<usize> {
    // A cast rounds down what is not negative, and less than nothing is not there.
    let end = if high < 0.0 { 0 } else { (high as usize).saturating_add(1).min(most) };
    (low.max(0.0) as usize).min(end)..end
}

/// Columns in which a line's reach meets a row: those of its part between `reach` above and below.
fn span_at([a, b]: [[f64; 2]; 2], y: f64, reach: f64, most: usize) -> std::ops::Range<usize> {
    let dy = b[1] - a[1];
    if dy.abs() < 1.0 {
        return span(a[0].min(b[0]) - reach, a[0].max(b[0]) + reach, most);
    }
    let at = |y: f64| a[0] + (b[0] - a[0]) * ((y - a[1]) / dy).clamp(0.0, 1.0);
    let (p, q) = (at(y - reach), at(y + reach));
    span(p.min(q) - reach, p.max(q) + reach, most)
}

#[cfg(test)]
mod tests {
    use super::super::pixels::{CLEAR, opaque};
    use super::*;
    use crate::color::WHITE;
    use proptest::prelude::*;

    fn drawn(window: Window, line: &[[i64; 2]], width: f64) -> Canvas {
        let mut plane = Plane::new(window);
        line.windows(2).for_each(|ends| plane.segment(ends[0], ends[1], width));
        let mut canvas = Canvas::new([window.width, window.height], CLEAR);
        plane.draw(&mut canvas, WHITE);
        canvas
    }

    #[test]
    fn a_line_of_two_pixels_fills_two_rows() {
        let canvas = drawn(Window { x: 0, y: 0, width: 8, height: 4 }, &[[-512, 512], [4096, 512]], 2.0);
        let row = |r: usize| canvas.pixels[r * 8 + 3];
        assert_eq!([row(0), row(1), row(2), row(3)], [CLEAR, opaque(WHITE), opaque(WHITE), CLEAR]);
    }

    proptest! {
        #[test]
        fn any_window_shows_the_same_line(
            line in prop::collection::vec(prop::array::uniform2(-5000i64..9000), 2..6),
            width in 0.3f64..6.0, x in -8i64..8, y in -8i64..8,
        ) {
            let whole = drawn(Window { x: -8, y: -8, width: 32, height: 32 }, &line, width);
            let part = drawn(Window { x, y, width: 16, height: 16 }, &line, width);
            for row in 0..16usize {
                let from = (row + (y + 8) as usize) * 32 + (x + 8) as usize;
                prop_assert_eq!(&part.pixels[row * 16..row * 16 + 16], &whole.pixels[from..from + 16]);
            }
        }
    }
}
