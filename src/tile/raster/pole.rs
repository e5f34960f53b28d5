//! Where a name has most room in a shape: the middle of the largest box of its proportions.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Room is found to a part of what there is.
const PRECISION: f64 = 0.02;
/// Squares looked at before the best so far is taken.
const MOST: usize = 2000;

/// A place in a shape, and half of the height of the box that fits around it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Room {
    /// The middle.
    pub at: [f64; 2],
    /// Half of the height.
    pub half: f64,
}

/// A square of the shape in which to look, and the most room that there can be in it.
struct Square {
    room: Room,
    side: f64,
    most: f64,
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
        let place = |s: &Square| s.room.at;
        let ([ax, ay], [bx, by]) = (place(self), place(other));
        self.most.total_cmp(&other.most).then(ax.total_cmp(&bx)).then(ay.total_cmp(&by))
    }
}

/// The largest box, `aspect` times as wide as high, inside lines that together are closed (even-odd). `None` without an inside.
///
/// A search by quarters, best first, as for poles of inaccessibility (Agafonkin, polylabel), but with the larger of the two distances
/// along the axes instead of the straight one: the room then is a box, not a circle.
pub(super) fn roomiest(lines: &[Vec<[f64; 2]>], aspect: f64) -> Option<Room> {
    let squeezed: Vec<Vec<[f64; 2]>> =
        lines.iter().map(|line| line.iter().map(|&[x, y]| [x / aspect, y]).collect()).collect();
    let bounds = crate::unit::Rect::around(squeezed.iter().flatten().copied());
    let side = bounds.width().min(bounds.height());
    if bounds.is_empty() || side <= 0.0 {
        return None;
    }
    let square = |at: [f64; 2], side: f64| {
        let half = clearance(&squeezed, at);
        Square { room: Room { at, half }, side, most: half + side / 2.0 }
    };
    let steps = |length: f64| (0..(length / side).ceil() as usize).map(move |i| (i as f64 + 0.5) * side);
    let mut queue: BinaryHeap<Square> = steps(bounds.width())
        .flat_map(|x| steps(bounds.height()).map(move |y| [x, y]))
        .map(|[x, y]| square([bounds.x0 + x, bounds.y0 + y], side))
        .collect();
    let mut best = square(bounds.center(), 0.0).room;
    for _ in 0..MOST {
        let Some(next) = queue.pop() else { break };
        if next.room.half > best.half {
            best = next.room;
        }
        if next.most <= best.half * (1.0 + PRECISION) {
            break;
        }
        let quarter = next.side / 4.0;
        for [dx, dy] in [[-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0], [1.0, 1.0]] {
            let [x, y] = next.room.at;
            queue.push(square([x + dx * quarter, y + dy * quarter], next.side / 2.0));
        }
    }
    (best.half > 0.0).then_some(Room { at: [best.at[0] * aspect, best.at[1]], half: best.half })
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
