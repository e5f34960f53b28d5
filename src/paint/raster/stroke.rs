//! Lines of some width as shapes.

use super::lines::{CHORD, Lines, length};

/// Points closer together than this are one, in pixels: a line's direction is not to be told from rounded numbers.
const NEAR: f64 = 1.0 / 64.0;

/// A corner of a line.
struct Corner {
    at: [f64; 2],
    /// Directions before and after it, of length 1.
    turn: [[f64; 2]; 2],
    /// Half of the shorter line beside it.
    room: f64,
}

/// The outline of lines of some width in pixels, with round joins and butt caps. It winds one way everywhere, so that the
/// non-zero rule fills it.
pub(in crate::paint) fn stroke(lines: &Lines, width: f64) -> Lines {
    let mut outline = Lines::default();
    let mut side = Vec::new();
    for (points, closed) in lines.parts() {
        let points = apart(points, closed);
        if points.len() < 2 {
            continue;
        }
        let corners = corners(&points, closed);
        side.clear();
        corners.iter().for_each(|corner| corner.offset(width / 2.0, &mut side));
        if closed {
            outline.part(side.drain(..), true);
        }
        corners.iter().rev().for_each(|corner| corner.reversed().offset(width / 2.0, &mut side));
        outline.part(side.drain(..), true);
    }
    outline
}

/// The border of a filled outline, `width` pixels further out: together they cover what the outline and a line of twice the width
/// do. The outline has its inside on one side of all its parts, as letters have.
pub(in crate::paint) fn grown(lines: &Lines, width: f64) -> Lines {
    let clockwise = lines.parts().map(|(points, _)| twice_area(points)).sum::<f64>() >= 0.0;
    let mut outline = Lines::default();
    let mut side = Vec::new();
    for (points, _) in lines.parts() {
        let points = apart(points, true);
        if points.len() > 2 {
            let corners = corners(&points, true);
            match clockwise {
                true => corners.iter().for_each(|corner| corner.offset(width, &mut side)),
                false => corners.iter().rev().for_each(|corner| corner.reversed().offset(width, &mut side)),
            }
            outline.part(side.drain(..), true);
        }
    }
    outline
}

/// Twice the area of a ring: positive if it runs clockwise on the page.
fn twice_area(points: &[[f64; 2]]) -> f64 {
    (0..points.len()).map(|i| (points[i], points[(i + 1) % points.len()])).map(|(a, b)| a[0] * b[1] - a[1] * b[0]).sum()
}

/// Points without those that stand too close to the one before.
fn apart(points: &[[f64; 2]], closed: bool) -> Vec<[f64; 2]> {
    let near = |a: [f64; 2], b: [f64; 2]| length([a[0] - b[0], a[1] - b[1]]) < NEAR;
    let mut kept: Vec<[f64; 2]> = Vec::with_capacity(points.len());
    for &point in points {
        if !kept.last().is_some_and(|&last| near(last, point)) {
            kept.push(point);
        }
    }
    while closed && kept.len() > 1 && near(kept[0], kept[kept.len() - 1]) {
        kept.pop();
    }
    kept
}

fn corners(points: &[[f64; 2]], closed: bool) -> Vec<Corner> {
    let count = points.len();
    let way = |from: usize| {
        let (a, b) = (points[from], points[(from + 1) % count]);
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let long = length([dx, dy]);
        ([dx / long, dy / long], long)
    };
    let corner = |i: usize| {
        let open = !closed && (i == 0 || i == count - 1);
        let (before, after) = match (open, i) {
            (true, 0) => (way(0), way(0)),
            (true, _) => (way(i - 1), way(i - 1)),
            (false, _) => (way((i + count - 1) % count), way(i)),
        };
        Corner { at: points[i], turn: [before.0, after.0], room: before.1.min(after.1) }
    };
    (0..count).map(corner).collect()
}

impl Corner {
    /// The corner as it is passed on the way back.
    fn reversed(&self) -> Corner {
        let [before, after] = self.turn;
        Corner { at: self.at, turn: [[-after[0], -after[1]], [-before[0], -before[1]]], room: self.room }
    }

    /// Adds the points that lie so far to the left of the corner as it is seen on the page.
    fn offset(&self, by: f64, points: &mut Vec<[f64; 2]>) {
        let [before, after] = self.turn;
        let cross = before[0] * after[1] - before[1] * after[0];
        let dot = before[0] * after[0] + before[1] * after[1];
        let [left, next] = [before, after].map(|d| [d[1] * by, -d[0] * by]);
        let beside = |n: [f64; 2]| [self.at[0] + n[0], self.at[1] + n[1]];
        let sharp = || beside([0, 1].map(|k| (left[k] + next[k]) / (1.0 + dot)));
        if cross >= 0.0 {
            if cross < 0.5 && is_flat(by, dot) {
                points.push(sharp());
            } else {
                points.push(beside(left));
                arc(left, next, before, &mut |n| points.push(beside(n)));
                points.push(beside(next));
            }
        } else if dot > -0.9 && by * -cross <= 0.5 * (1.0 + dot) * self.room {
            points.push(sharp());
        } else {
            // by way of the corner: what the two lines cover twice is covered
            points.extend([beside(left), self.at, beside(next)]);
        }
    }
}

/// Whether a sharp corner is as good as a round one.
fn is_flat(radius: f64, dot: f64) -> bool {
    dot > 0.0 && radius * (1.0 - dot) < 4.0 * CHORD
}

/// Points between two ends of an arc around 0, which turns right: halved until its chords are close to it.
fn arc(from: [f64; 2], to: [f64; 2], ahead: [f64; 2], add: &mut impl FnMut([f64; 2])) {
    let radius = length(from);
    let dot = (from[0] * to[0] + from[1] * to[1]) / (radius * radius);
    if is_flat(radius, dot) {
        return;
    }
    let sum = [from[0] + to[0], from[1] + to[1]];
    let long = length(sum);
    let middle = if long > 0.1 * radius { sum.map(|v| v * radius / long) } else { ahead.map(|v| v * radius) };
    let turned = |n: [f64; 2]| [-n[1] / radius, n[0] / radius];
    arc(from, middle, turned(from), add);
    add(middle);
    arc(middle, to, turned(middle), add);
}
