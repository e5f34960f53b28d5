//! The place of a shape that has most room around it, by whatever measure of room (after polylabel: Agafonkin 2016).

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::unit::Rect;

/// Squares that are looked at, at most: a shape of a thousand equal arms has no best place.
const MOST: usize = 4000;

/// A place and the room around it; negative outside the shape.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Depth {
    pub at: [f64; 2],
    pub room: f64,
}

/// A square in which to look: the depth of its middle, and the most room that there can be in it.
struct Square {
    middle: Depth,
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
        let ([ax, ay], [bx, by]) = (self.middle.at, other.middle.at);
        self.most.total_cmp(&other.most).then(ax.total_cmp(&bx)).then(ay.total_cmp(&by))
    }
}

/// The place within bounds where `room` is largest. The search begins with squares of a side, goes on by quarters, the most promising
/// first, and ends when no square can hold more than `enough` says of the best so far. Within a square, `room` exceeds that of its
/// middle by at most `reach` of its side.
pub(super) fn deepest(
    (bounds, side): (Rect, f64),
    (room, reach): (impl Fn([f64; 2]) -> f64, f64),
    enough: impl Fn(f64) -> f64,
) -> Depth {
    let square = |at: [f64; 2], side: f64| {
        let middle = Depth { at, room: room(at) };
        Square { middle, side, most: middle.room + reach * side }
    };
    let steps = |length: f64| (0..(length / side).ceil() as usize).map(move |i| (i as f64 + 0.5) * side);
    let mut queue: BinaryHeap<Square> = steps(bounds.width())
        .flat_map(|x| steps(bounds.height()).map(move |y| [x, y]))
        .map(|[x, y]| square([bounds.x0 + x, bounds.y0 + y], side))
        .collect();
    let mut best = square(bounds.center(), 0.0).middle;
    for _ in 0..MOST {
        let Some(next) = queue.pop() else { break };
        if next.middle.room > best.room {
            best = next.middle;
        }
        if next.most <= enough(best.room) {
            break;
        }
        let quarter = next.side / 4.0;
        for [dx, dy] in [[-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0], [1.0, 1.0]] {
            let [x, y] = next.middle.at;
            queue.push(square([x + dx * quarter, y + dy * quarter], next.side / 2.0));
        }
    }
    best
}
