//! The way from a cell's corner to a place, and the edges that it crosses.

use super::Code;
use super::edges::{Segment, left_of, ordered, spans, turn};
use super::sweep::Plan;

/// Where a place lies, seen from one district.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Outside,
    Inside,
    Border,
}

/// The way from the corner of a cell up and then right to a place.
struct Way {
    corner: [f64; 2],
    place: [f64; 2],
}

impl Plan {
    /// The code of the district at a place of a mixed cell, and whether the place is on a border.
    #[cold]
    #[inline(never)]
    pub(super) fn walk(&self, cell: usize, [column, row]: [u32; 2], place: [f64; 2]) -> (Code, bool) {
        let way = Way { corner: [self.grid.edge(0, column), self.grid.edge(1, row)], place };
        let (mixed, next) = (self.mixed[cell], self.mixed[cell + 1]);
        let around = &self.sets[mixed.set as usize];
        let mut answer = Answer::default();
        let mut around = around.iter().copied().peekable();
        let touches = &self.touches[mixed.first as usize..next.first as usize];
        for same in touches.chunk_by(|a, b| self.edges.rank(*a) == self.edges.rank(*b)) {
            let rank = self.edges.rank(same[0]);
            while let Some(other) = around.next_if(|r| *r < rank) {
                answer.take(other, Side::Inside);
            }
            let starts_inside = around.next_if_eq(&rank).is_some();
            answer.take(rank, way.side(starts_inside, same.iter().map(|t| self.edges.segment(*t))));
        }
        around.for_each(|rank| answer.take(rank, Side::Inside));
        (answer.code(), answer.border)
    }
}

impl Way {
    /// The side of the place, for a district that the corner is inside of or not, from its edges in the cell.
    fn side(&self, mut inside: bool, edges: impl Iterator<Item = Segment>) -> Side {
        let [x, y] = self.place;
        let ([left, right], [low, high]) = (ordered(self.corner[0], x), ordered(self.corner[1], y));
        let bend = [self.corner[0], y];
        for edge in edges {
            let [a, b] = edge;
            if a[0] < left && b[0] < left || a[1] < low && b[1] < low || a[1] > high && b[1] > high {
                continue;
            }
            let in_box = |axis: usize, p: f64| a[axis].min(b[axis]) <= p && p <= a[axis].max(b[axis]);
            if in_box(0, x) && in_box(1, y) && turn(edge, self.place) == 0.0 {
                return Side::Border;
            }
            if spans(edge, 1, y) && !(a[0] > right && b[0] > right) {
                inside ^= left_of(edge, bend) != left_of(edge, self.place);
            }
            if spans(edge, 0, self.corner[0]) {
                inside ^= left_of(edge, bend) != left_of(edge, self.corner);
            }
        }
        if inside { Side::Inside } else { Side::Outside }
    }
}

/// The districts at a place, met in the order of their ranks.
#[derive(Default)]
struct Answer {
    lowest: Option<u32>,
    inside: u32,
    border: bool,
}

impl Answer {
    fn take(&mut self, rank: u32, side: Side) {
        if side == Side::Outside {
            return;
        }
        self.lowest.get_or_insert(rank);
        self.inside += u32::from(side == Side::Inside);
        self.border |= side == Side::Border;
    }

    fn code(&self) -> Code {
        let overlap = if self.inside > 1 { Code::OVERLAP } else { 0 };
        self.lowest.map_or(Code::OUTSIDE, |rank| Code((rank + 1) | overlap))
    }
}
