//! Lines cut into dashes.

use super::lines::{Lines, length};

/// A pattern that is shorter than this, in pixels, is not to be seen.
const LEAST: f64 = 1.0 / 16.0;

/// The dashes of lines; `pattern` is lengths of dashes and gaps in turn, in pixels.
/// A pattern of an odd number of lengths is gone through twice; one that never advances leaves the lines whole.
pub(in crate::paint) fn dashed(lines: &Lines, pattern: &[f64]) -> Lines {
    let total: f64 = pattern.iter().sum();
    if total.is_nan() || total <= LEAST || pattern.iter().any(|part| *part < 0.0) {
        return lines.clone();
    }
    let mut dashes = Lines::default();
    for (points, closed) in lines.parts() {
        let (mut turn, mut left) = (0, pattern[0]);
        let mut dash = vec![points[0]];
        let back = points.first().filter(|_| closed);
        for pair in points.iter().chain(back).collect::<Vec<_>>().windows(2) {
            let (&[ax, ay], &[bx, by]) = (pair[0], pair[1]);
            let long = length([bx - ax, by - ay]);
            let mut gone = 0.0;
            while long - gone > left {
                gone += left;
                let at = [ax + (bx - ax) * gone / long, ay + (by - ay) * gone / long];
                if turn % 2 == 0 {
                    dash.push(at);
                    dashes.part(dash.drain(..), false);
                } else {
                    dash = vec![at];
                }
                turn += 1;
                left = pattern[turn % pattern.len()];
            }
            left -= long - gone;
            if turn % 2 == 0 {
                dash.push([bx, by]);
            }
        }
        if turn % 2 == 0 {
            dashes.part(dash, false);
        }
    }
    dashes
}
