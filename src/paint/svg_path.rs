//! Path data of SVG: relative, on a grid of hundredths of a point (3.5 µm), which no rounding can drift off.

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
    let (whole, part) = (value.unsigned_abs() / 100, (value.unsigned_abs() % 100) as u8);
    if whole > 0 || part == 0 {
        digits(out, whole);
    }
    if part > 0 {
        out.push('.');
        out.push(char::from(b'0' + part / 10));
    }
    if part % 10 > 0 {
        out.push(char::from(b'0' + part % 10));
    }
}

/// A whole number. Files have tens of thousands of them, and the standard library's formatting is four times as long at each.
fn digits(out: &mut String, mut number: u64) {
    let mut digits = [b'0'; 20];
    let mut first = digits.len();
    loop {
        first -= 1;
        digits[first] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend(digits[first..].iter().map(|digit| char::from(*digit)));
}

/// Where the pen is, in cells.
#[derive(Default)]
pub(super) struct Grid {
    at: [i64; 2],
    start: [i64; 2],
    /// The command of the last numbers: it need not be said again.
    command: Option<char>,
    /// Whether the last number had a decimal point: one that begins with a point needs no space then.
    fraction: bool,
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
                    self.line(out, cell(p));
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

    /// A line to a cell. Level and upright ones, of which letters have many, need one number only.
    fn line(&mut self, out: &mut String, to: [i64; 2]) {
        let by = [to[0] - self.at[0], to[1] - self.at[1]];
        let (command, along) = match by {
            [0, 0] => return,
            [along, 0] => ('h', along),
            [0, along] => ('v', along),
            _ => return self.points(out, 'l', &[to]),
        };
        let first = self.command != Some(command);
        if first {
            out.push(command);
        }
        self.add(out, along, first);
        self.at = to;
        self.command = Some(command);
    }

    /// Points relative to where the pen is; it ends on the last one. A path may begin with `m`: it counts from 0, 0.
    fn points(&mut self, out: &mut String, command: char, points: &[[i64; 2]]) {
        let mut first = self.command != Some(command);
        if first {
            out.push(command);
        }
        for point in points {
            for (value, from) in point.iter().zip(self.at) {
                self.add(out, value - from, first);
                first = false;
            }
        }
        self.at = points[points.len() - 1];
        self.command = Some(command);
    }

    /// A number, parted from the one before only where both would be read as one (SVG 1.1, 8.3.9).
    fn add(&mut self, out: &mut String, value: i64, first: bool) {
        let begins_with_point = value.abs() < 100 && value != 0;
        if !first && value >= 0 && !(begins_with_point && self.fraction) {
            out.push(' ');
        }
        hundredths(out, value);
        self.fraction = value % 100 != 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let all = [0.0, -0.004, 0.5, -0.05, 12.0, 12.345, -3.1, 1090.0, 1e17].map(number);
        assert_eq!(all, ["0", "0", ".5", "-.05", "12", "12.35", "-3.1", "1090", "92233720368547758.07"]);
    }

    #[test]
    fn relative_points_do_not_drift() {
        let mut outline = Outline::default();
        outline.move_to([1.0, 1.0]);
        (1..=1000).for_each(|i| outline.line_to([1.0 + 0.0333 * f64::from(i), 1.0 + f64::from(i)]));
        outline.close();
        let mut data = String::new();
        Grid::default().write(&mut data, &outline, |p| p);
        let steps = data.trim_end_matches('z').split(['m', 'l', ' ']).filter(|t| !t.is_empty());
        let sum: f64 = steps.step_by(2).map(|t| t.parse::<f64>().expect("a number")).sum();
        assert!((sum - 34.3).abs() < 0.006, "{sum}");
    }

    #[test]
    fn numbers_are_parted_only_where_they_must_be() {
        let mut outline = Outline::default();
        outline.polyline(&[[0.5, 0.25], [0.75, 0.5], [2.0, 1.0], [2.5, 3.0], [2.4, 3.1]], false);
        let mut data = String::new();
        Grid::default().write(&mut data, &outline, |p| p);
        assert_eq!(data, "m.5.25l.25.25 1.25.5.5 2-.1.1");
    }

    #[test]
    fn level_and_upright_lines_need_one_number() {
        let mut outline = Outline::default();
        outline.polyline(&[[1.0, 1.0], [2.0, 1.0], [4.0, 1.0], [4.0, 0.5], [4.0, 0.2], [3.0, 0.0], [3.0, 0.0]], true);
        let mut data = String::new();
        Grid::default().write(&mut data, &outline, |p| p);
        assert_eq!(data, "m1 1h1 2v-.5-.3l-1-.2z");
    }
}
