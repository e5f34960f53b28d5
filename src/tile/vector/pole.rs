//! The place inside a shape that is farthest from its outline: the pole of inaccessibility.

use crate::tile::deepest::deepest;
use crate::unit::Rect;

/// Squares along the longer side of the bounds to begin with.
const FIRST: f64 = 8.0;
/// The pole is found to a part of the longer side.
const PRECISION: f64 = 0.005;

/// The place in a shape (rings even-odd) that is farthest from its outline; `None` without rings.
pub fn pole(rings: &[Vec<[f64; 2]>]) -> Option<[f64; 2]> {
    let bounds = Rect::around(rings.iter().flatten().copied());
    let size = bounds.width().max(bounds.height());
    if bounds.is_empty() || size <= 0.0 {
        return None;
    }
    let depth = (|at| depth(rings, at), std::f64::consts::FRAC_1_SQRT_2);
    Some(deepest((bounds, size / FIRST), depth, |best| best + PRECISION * size).at)
}

/// Distance of a place to the outline; negative outside.
fn depth(rings: &[Vec<[f64; 2]>], [x, y]: [f64; 2]) -> f64 {
    let (mut inside, mut nearest) = (false, f64::INFINITY);
    for ring in rings {
        let Some(mut a) = ring.last().copied() else { continue };
        for &b in ring {
            if (a[1] > y) != (b[1] > y) && x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0] {
                inside = !inside;
            }
            let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
            let length = dx * dx + dy * dy;
            let t = if length > 0.0 { (((x - a[0]) * dx + (y - a[1]) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
            let (ex, ey) = (x - a[0] - t * dx, y - a[1] - t * dy);
            nearest = nearest.min(ex * ex + ey * ey);
            a = b;
        }
    }
    if inside { nearest.sqrt() } else { -nearest.sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crescent_has_its_pole_inside() {
        let square = vec![[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]];
        let [x, y] = pole(std::slice::from_ref(&square)).expect("a pole");
        assert!((x - 5.0).abs() < 0.2 && (y - 5.0).abs() < 0.2);
        let notch = vec![[2.0, 2.0], [2.0, 8.0], [10.0, 8.0], [10.0, 2.0]];
        let at = pole(&[square, notch]).expect("a pole");
        assert!(
            depth(&[vec![[0.0, 0.0], [2.0, 0.0], [2.0, 10.0], [0.0, 10.0]]], at) > 0.0 || at[1] < 2.0 || at[1] > 8.0
        );
        assert!(pole(&[]).is_none());
    }
}
