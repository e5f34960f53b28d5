//! Outlines as lines of points in pixels.

use crate::scene::{Outline, Segment};

/// Furthest that a chord lies from its curve, in pixels: an eighth of a level of what a pixel can show.
pub(super) const CHORD: f64 = 0.03;
/// Most chords of a curve.
const CHORDS: f64 = 256.0;
/// Nothing is drawn further than this outside the picture: 32-bit numbers still tell hundredths of a pixel there.
const FAR: f64 = 16_000.0;

/// Parts of an outline: points one after another, in pixels.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::paint) struct Lines {
    points: Vec<[f64; 2]>,
    /// Where each part ends, and whether it is closed.
    ends: Vec<(usize, bool)>,
}

impl Lines {
    /// Adds an outline; `place` puts its points on the picture.
    pub fn trace(&mut self, outline: &Outline, place: impl Fn([f64; 2]) -> [f64; 2]) {
        let pin = |p: [f64; 2]| place(p).map(|v| v.clamp(-FAR, FAR));
        let mut last = [0.0; 2];
        for segment in &outline.segments {
            match *segment {
                Segment::Move(p) => {
                    self.end(false);
                    last = pin(p);
                    self.points.push(last);
                }
                Segment::Line(p) => {
                    last = pin(p);
                    self.points.push(last);
                }
                Segment::Curve(a, b, p) => {
                    let curve = [last, pin(a), pin(b), pin(p)];
                    self.curve(curve);
                    last = curve[3];
                }
                Segment::Close => {
                    last = self.points.get(self.start()).copied().unwrap_or(last);
                    self.end(true);
                }
            }
        }
        self.end(false);
    }

    /// Adds a part.
    pub fn part(&mut self, points: impl IntoIterator<Item = [f64; 2]>, closed: bool) {
        self.points.extend(points);
        self.end(closed);
    }

    /// The parts with whether they are closed.
    pub fn parts(&self) -> impl Iterator<Item = (&[[f64; 2]], bool)> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|end| end.0));
        starts.zip(&self.ends).map(|(start, &(end, closed))| (&self.points[start..end], closed))
    }

    fn start(&self) -> usize {
        self.ends.last().map_or(0, |end| end.0)
    }

    /// Ends the part that is being drawn.
    fn end(&mut self, closed: bool) {
        if self.points.len() > self.start() {
            self.ends.push((self.points.len(), closed));
        }
    }

    /// A cubic curve as chords of even steps (Wang's bound: its second differences tell how many are enough).
    fn curve(&mut self, [p, a, b, q]: [[f64; 2]; 4]) {
        let bend = |a: [f64; 2], b: [f64; 2], c: [f64; 2]| length([0, 1].map(|k| a[k] - 2.0 * b[k] + c[k]));
        let most = bend(p, a, b).max(bend(a, b, q));
        let chords = (0.75 * most / CHORD).sqrt().ceil().clamp(1.0, CHORDS);
        for i in 1..chords as usize {
            let t = i as f64 / chords;
            let u = 1.0 - t;
            let [w0, w1, w2, w3] = [u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t];
            self.points.push([0, 1].map(|k| w0 * p[k] + w1 * a[k] + w2 * b[k] + w3 * q[k]));
        }
        self.points.push(q);
    }
}

/// The length of a way.
pub(super) fn length([x, y]: [f64; 2]) -> f64 {
    (x * x + y * y).sqrt()
}
