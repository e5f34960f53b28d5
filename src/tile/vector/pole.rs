//! The place inside a shape that is farthest from its outline (polylabel: Agafonkin 2016).

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::unit::Rect;

/// Squares along the longer side of the bounds to begin with.
const FIRST: usize = 8;
/// Squares that are looked at, at most: a shape of a thousand equal arms has no best place.
const MOST: usize = 4000;

struct Square {
    middle: [f64; 2],
    half: f64,
    /// Distance of the middle to the outline; negative outside.
    depth: f64,
}

impl Square {
    fn new(rings: &[Vec<[f64; 2]>], middle: [f64; 2], half: f64) -> Square {
        Square { middle, half, depth: depth(rings, middle) }
    }

    /// The depth that no place in it exceeds.
    fn best(&self) -> f64 {
        self.depth + self.half * std::f64::consts::SQRT_2
    }
}

impl PartialEq for Square {
    fn eq(&self, other: &Square) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Square {}

impl PartialOrd for Square {
    fn partial_cmp(&self, other: &Square) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Square {
    fn cmp(&self, other: &Square) -> Ordering {
        let of = |s: &Square| (s.best(), s.middle[0], s.middle[1]);
        let (a, b) = (of(self), of(other));
        a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2))
    }
}

/// The place in a shape (rings even-odd) that is farthest from its outline, to a hundredth of its size; `None` without rings.
pub fn pole(rings: &[Vec<[f64; 2]>]) -> Option<[f64; 2]> {
    let bounds = Rect::around(rings.iter().flatten().copied());
    let size = bounds.width().max(bounds.height());
    if bounds.is_empty() || size <= 0.0 {
        return None;
    }
    let step = size / FIRST as f64;
    let mut best = Square::new(rings, bounds.center(), 0.0);
    let mut squares = BinaryHeap::new();
    for i in 0..(bounds.width() / step).ceil() as usize {
        for j in 0..(bounds.height() / step).ceil() as usize {
            let middle = [bounds.x0 + (i as f64 + 0.5) * step, bounds.y0 + (j as f64 + 0.5) * step];
            squares.push(Square::new(rings, middle, step / 2.0));
        }
    }
    let mut seen = 0;
    while let Some(square) = squares.pop() {
        if square.best() <= best.depth + size / 200.0 || seen > MOST {
            break;
        }
        seen += 1;
        let half = square.half / 2.0;
        for [x, y] in [[-half, -half], [half, -half], [-half, half], [half, half]] {
            squares.push(Square::new(rings, [square.middle[0] + x, square.middle[1] + y], half));
        }
        if square.depth > best.depth {
            best = square;
        }
    }
    Some(best.middle)
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
