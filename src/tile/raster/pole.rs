//! Where a name has most room in a shape: the middle of the largest box of its proportions.

use crate::tile::deepest::deepest;
use crate::unit::Rect;

/// Room is found to a part of what there is.
const PRECISION: f64 = 0.02;

/// A place in a shape, and half of the height of the box that fits around it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Room {
    /// The middle.
    pub at: [f64; 2],
    /// Half of the height.
    pub half: f64,
}

/// The largest box, `aspect` times as wide as high, inside lines that together are closed (even-odd). `None` without an inside.
///
/// Room is the larger of the two distances along the axes instead of the straight one: it then is that of a box, not of a circle.
pub(super) fn roomiest(lines: &[Vec<[f64; 2]>], aspect: f64) -> Option<Room> {
    let squeezed: Vec<Vec<[f64; 2]>> =
        lines.iter().map(|line| line.iter().map(|&[x, y]| [x / aspect, y]).collect()).collect();
    let bounds = Rect::around(squeezed.iter().flatten().copied());
    let side = bounds.width().min(bounds.height());
    if bounds.is_empty() || side <= 0.0 {
        return None;
    }
    let best = deepest((bounds, side), (|at| clearance(&squeezed, at), 0.5), |half| half * (1.0 + PRECISION));
    (best.room > 0.0).then_some(Room { at: [best.at[0] * aspect, best.at[1]], half: best.room })
}

/// Distance to the nearest edge by the larger of its two axes, negative outside.
fn clearance(lines: &[Vec<[f64; 2]>], [x, y]: [f64; 2]) -> f64 {
    let mut inside = false;
    let mut nearest = f64::INFINITY;
    for line in lines {
        for ends in line.windows(2) {
            let [a, b] = [ends[0], ends[1]].map(|p| [p[0] - x, p[1] - y]);
            if (a[1] > 0.0) != (b[1] > 0.0) && a[0] - a[1] / (b[1] - a[1]) * (b[0] - a[0]) > 0.0 {
                inside = !inside;
            }
            let apart = |i: usize| if a[i].signum() == b[i].signum() { a[i].abs().min(b[i].abs()) } else { 0.0 };
            if apart(0).max(apart(1)) < nearest {
                nearest = nearest.min(distance(a, b));
            }
        }
    }
    if inside { nearest } else { -nearest }
}

/// From the origin to a straight line: the larger of the two distances along the axes is least at an end, or where one of them is
/// nothing, or where they are equal.
fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    let d = [b[0] - a[0], b[1] - a[1]];
    let at = |t: f64| {
        let t = if t.is_finite() { t.clamp(0.0, 1.0) } else { 0.0 };
        (a[0] + t * d[0]).abs().max((a[1] + t * d[1]).abs())
    };
    let equal = [(a[1] - a[0]) / (d[0] - d[1]), -(a[0] + a[1]) / (d[0] + d[1])];
    [0.0, 1.0, -a[0] / d[0], -a[1] / d[1]].into_iter().chain(equal).map(at).fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDE: [[f64; 2]; 5] = [[0.0, 0.0], [8.0, 0.0], [8.0, 2.0], [0.0, 2.0], [0.0, 0.0]];

    #[test]
    fn a_box_fits_its_own_shape() {
        let room = roomiest(&[WIDE.to_vec()], 4.0).expect("room");
        assert!((room.half - 1.0).abs() < 0.03 && (room.at[0] - 4.0).abs() < 0.2, "{room:?}");
        assert!((roomiest(&[WIDE.to_vec()], 8.0).expect("room").half - 0.5).abs() < 0.02);
    }

    #[test]
    fn a_hole_is_no_room() {
        let hole = vec![[3.0, 0.5], [5.0, 0.5], [5.0, 1.5], [3.0, 1.5], [3.0, 0.5]];
        let room = roomiest(&[WIDE.to_vec(), hole], 1.0).expect("room");
        assert!((room.half - 1.0).abs() < 0.03);
        assert!(room.at[0] <= 2.05 || room.at[0] >= 5.95, "{room:?}");
    }

    #[test]
    fn the_room_is_clear_of_every_edge() {
        let bent = vec![[0.0, 0.0], [10.0, 1.0], [9.0, 5.0], [6.0, 2.5], [3.0, 6.0], [1.0, 3.0], [0.0, 0.0]];
        for aspect in [0.5, 1.0, 3.0, 6.0] {
            let Room { at: [x, y], half } = roomiest(std::slice::from_ref(&bent), aspect).expect("room");
            let steps = || (-20..=20).map(|i| f64::from(i) / 20.0);
            for (u, v) in steps().flat_map(|u| steps().map(move |v| (u, v))) {
                let p = [x + u * half * aspect * 0.999, y + v * half * 0.999];
                assert!(clearance(std::slice::from_ref(&bent), p) > 0.0, "{aspect} {p:?}");
            }
        }
    }

    #[test]
    fn a_dot_is_no_edge_but_takes_room() {
        let room = roomiest(&[WIDE.to_vec(), vec![[4.0, 1.0]; 2]], 2.0).expect("room");
        assert!((room.half - 1.0).abs() < 0.03 && (room.at[0] - 4.0).abs() > 1.9, "{room:?}");
    }

    #[test]
    fn nothing_has_no_room() {
        assert_eq!(roomiest(&[], 2.0), None);
        assert_eq!(roomiest(&[vec![[1.0, 1.0], [2.0, 2.0], [1.0, 1.0]]], 2.0), None);
    }
}
