//! Shapes that come again elsewhere: maps side by side have the same borders, and a page need hold them once.

use std::collections::HashMap;

use crate::scene::{Path, Segment};

/// Shapes of fewer segments are written out: naming them would take as many letters.
const SHORT: usize = 12;
/// Points nearer than this are one, in points of the page: the grid on which they are written, and its rounding.
const ALIKE: f64 = 0.011;

/// Whether a shape was there before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Known {
    /// Too short to be named.
    Short,
    /// The first of its kind, by its number.
    First(usize),
    /// The shape of a number, moved by so many points.
    Again {
        /// Number of the shape.
        first: usize,
        /// How far it is moved.
        by: [f64; 2],
    },
}

/// The shapes so far.
#[derive(Default)]
pub(super) struct Repeats {
    paths: Vec<Path>,
    /// Indices of shapes of one length and first kinds of segments.
    alike: HashMap<usize, Vec<usize>>,
}

impl Repeats {
    /// Looks a shape up, and takes note of it if it is new.
    pub fn add(&mut self, path: &Path) -> Known {
        let length = path.outline.segments.len();
        if length < SHORT {
            return Known::Short;
        }
        let candidates = self.alike.entry(length).or_default();
        let found = candidates.iter().find_map(|&first| Some((first, moved(&self.paths[first], path)?)));
        if let Some((first, by)) = found {
            return Known::Again { first, by };
        }
        candidates.push(self.paths.len());
        self.paths.push(path.clone());
        Known::First(self.paths.len() - 1)
    }
}

/// How far the second shape is the first one moved; `None` if it is another shape or looks otherwise.
fn moved(first: &Path, second: &Path) -> Option<[f64; 2]> {
    if first.fill != second.fill || first.stroke != second.stroke {
        return None;
    }
    let (Some(Segment::Move(a)), Some(Segment::Move(b))) =
        (first.outline.segments.first(), second.outline.segments.first())
    else {
        return None;
    };
    // On the grid on which it is written.
    let by = [0, 1].map(|i| ((b[i] - a[i]) * 100.0).round() / 100.0);
    let near = |p: &[f64; 2], q: &[f64; 2]| (0..2).all(|i| (p[i] + by[i] - q[i]).abs() <= ALIKE);
    let same = |pair: (&Segment, &Segment)| match pair {
        (Segment::Move(p), Segment::Move(q)) | (Segment::Line(p), Segment::Line(q)) => near(p, q),
        (Segment::Curve(a, b, p), Segment::Curve(c, d, q)) => near(a, c) && near(b, d) && near(p, q),
        (Segment::Close, Segment::Close) => true,
        _ => false,
    };
    first.outline.segments.iter().zip(&second.outline.segments).all(same).then_some(by)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::Color;
    use crate::scene::Outline;

    fn star(x: f64, points: u32, color: u32) -> Path {
        let mut outline = Outline::default();
        let corner = |i: u32| [x + f64::from(i * i % 7), f64::from(i)];
        outline.polyline(&(0..points).map(corner).collect::<Vec<_>>(), true);
        Path { outline, fill: Some(Color::hex(color)), stroke: None }
    }

    #[test]
    fn only_the_same_shape_of_the_same_look_is_a_repeat() {
        let mut seen = Repeats::default();
        assert_eq!(seen.add(&star(0.0, 20, 0)), Known::First(0));
        assert_eq!(seen.add(&star(50.004, 20, 0)), Known::Again { first: 0, by: [50.0, 0.0] });
        assert_eq!(seen.add(&star(50.0, 20, 1)), Known::First(1));
        assert_eq!(seen.add(&star(50.0, 21, 0)), Known::First(2));
        assert_eq!(seen.add(&star(0.0, 4, 0)), Known::Short);
        let mut bent = star(50.0, 20, 0);
        bent.outline.segments[9] = Segment::Line([3.0, 3.0]);
        assert_eq!(seen.add(&bent), Known::First(3));
    }
}
