//! Path data of SVG: relative, on a grid of hundredths of a point (3.5 µm), which no rounding can drift off.

use std::fmt::Write;

use crate::scene::{Outline, Segment};

/// Cells of the grid in a point.
const FINE: f64 = 100.0;

/// A number in at most two decimals and no needless signs.
pub(super) fn number(value: f64) -> String {
    let mut text = String::new();
    hundredths(&mut text, (value * FINE).round() as i64);
    text
}

fn hundredths(out: &mut String, value: i64) {
    if value < 0 {
        out.push('-');
    }
    let (whole, part) = (value.unsigned_abs() / 100, value.unsigned_abs() % 100);
    let done = match (whole, part) {
        (whole, 0) => write!(out, "{whole}"),
        (0, part) if part % 10 == 0 => write!(out, ".{}", part / 10),
        (0, part) => write!(out, ".{part:02}"),
        (whole, part) if part % 10 == 0 => write!(out, "{whole}.{}", part / 10),
        (whole, part) => write!(out, "{whole}.{part:02}"),
    };
    done.expect("writing into memory cannot fail");
}

/// Where the pen is, in cells.
#[derive(Default)]
pub(super) struct Grid {
    at: [i64; 2],
    start: [i64; 2],
    /// The command of the last numbers: it need not be said again.
    command: Option<char>,
}

impl Grid {
    /// Adds an outline, each point moved by `place`.
    pub fn write(&mut self, out: &mut String, outline: &Outline, place: impl Fn([f64; 2]) -> [f64; 2]) {
        let cell = |p: [f64; 2]| place(p).map(|v| (v * FINE).round() as i64);
        for segment in &outline.segments {
            match *segment {
                Segment::Move(p) => {
                    let p = cell(p);
                    self.start = p;
                    self.command = None;
                    self.points(out, 'm', &[p]);
                }
                Segment::Line(p) => {
                    let p = cell(p);
                    if p != self.at {
                        self.points(out, 'l', &[p]);
                    }
                }
                Segment::Curve(a, b, p) => self.points(out, 'c', &[a, b, p].map(cell)),
                Segment::Close => {
                    out.push('z');
                    self.at = self.start;
                    self.command = None;
                }
            }
        }
    }

    /// Points relative to where the pen is; it ends on the last one. A path may begin with `m`: it counts from 0, 0.
    fn points(&mut self, out: &mut String, command: char, points: &[[i64; 2]]) {
        let mut first = self.command != Some(command);
        if first {
            out.push(command);
        }
        for point in points {
            for (value, from) in point.iter().zip(self.at) {
                if !first && *value - from >= 0 {
                    out.push(' ');
                }
                first = false;
                hundredths(out, value - from);
            }
        }
        self.at = points[points.len() - 1];
        self.command = Some(command);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let all = [0.0, -0.004, 0.5, -0.05, 12.0, 12.345, -3.1].map(number);
        assert_eq!(all, ["0", "0", ".5", "-.05", "12", "12.35", "-3.1"]);
    }

    #[test]
    fn relative_points_do_not_drift() {
        let mut outline = Outline::default();
        outline.move_to([1.0, 1.0]);
        (1..=1000).for_each(|i| outline.line_to([1.0 + 0.0333 * f64::from(i), 1.0]));
        outline.close();
        let mut data = String::new();
        Grid::default().write(&mut data, &outline, |p| p);
        let steps = data.trim_end_matches('z').split(['m', 'l', ' ']).filter(|t| !t.is_empty());
        let sum: f64 = steps.step_by(2).map(|t| t.parse::<f64>().expect("a number")).sum();
        assert!((sum - 34.3).abs() < 0.006, "{sum}");
    }
}
