//! Rings and lines cut to a rectangle.

use crate::unit::Rect;

type Point = [f64; 2];

/// Where an edge crosses x or y (`axis`) at a value: the same whichever way the edge runs, so that neighbours stay joined.
fn crossing(a: Point, b: Point, axis: usize, at: f64) -> Point {
    let (a, b) = if (a[0], a[1]) <= (b[0], b[1]) { (a, b) } else { (b, a) };
    let t = (at - a[axis]) / (b[axis] - a[axis]);
    let mut p = [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
    p[axis] = at;
    p
}

/// Bounds of points.
pub fn bounds(points: &[Point]) -> Rect {
    Rect::around(points.iter().copied())
}

/// Whether two rectangles share a point.
pub fn meets(a: &Rect, b: &Rect) -> bool {
    a.x0 <= b.x1 && b.x0 <= a.x1 && a.y0 <= b.y1 && b.y0 <= a.y1
}

/// A ring (not closed) cut to a rectangle, one side after the other (Sutherland and Hodgman 1974). Parts that lie apart stay
/// joined along the sides of the rectangle, there and back: the winding of every place inside is as it was.
pub fn ring(ring: &[Point], rect: &Rect) -> Vec<Point> {
    let around = bounds(ring);
    if !meets(&around, rect) {
        return Vec::new();
    }
    let mut points = ring.to_vec();
    for (axis, low, cut, needed) in [
        (0, true, rect.x0, around.x0 < rect.x0),
        (0, false, rect.x1, around.x1 > rect.x1),
        (1, true, rect.y0, around.y0 < rect.y0),
        (1, false, rect.y1, around.y1 > rect.y1),
    ] {
        if needed {
            points = cut_side(&points, (axis, low), cut);
        }
    }
    points
}

fn cut_side(points: &[Point], (axis, low): (usize, bool), cut: f64) -> Vec<Point> {
    let inside = |p: &Point| if low { p[axis] >= cut } else { p[axis] <= cut };
    let Some(mut before) = points.last() else { return Vec::new() };
    let mut kept = Vec::with_capacity(points.len());
    for point in points {
        if inside(point) != inside(before) {
            kept.push(crossing(*before, *point, axis, cut));
        }
        if inside(point) {
            kept.push(*point);
        }
        before = point;
    }
    kept
}

/// The parts of a line inside a rectangle (Liang and Barsky 1984).
pub fn line(points: &[Point], rect: &Rect) -> Vec<Vec<Point>> {
    let around = bounds(points);
    if !meets(&around, rect) {
        return Vec::new();
    }
    if rect.holds(&around) {
        return vec![points.to_vec()];
    }
    let mut parts: Vec<Vec<Point>> = Vec::new();
    let mut open = false;
    for pair in points.windows(2) {
        let Some([a, b]) = segment([pair[0], pair[1]], rect) else {
            open = false;
            continue;
        };
        match parts.last_mut() {
            Some(part) if open && a == pair[0] => part.push(b),
            _ => parts.push(vec![a, b]),
        }
        open = b == pair[1];
    }
    parts
}

fn segment([a, b]: [Point; 2], rect: &Rect) -> Option<[Point; 2]> {
    let (mut from, mut to) = (a, b);
    for (axis, low, cut) in [(0, true, rect.x0), (0, false, rect.x1), (1, true, rect.y0), (1, false, rect.y1)] {
        let outside = |p: &Point| if low { p[axis] < cut } else { p[axis] > cut };
        match (outside(&from), outside(&to)) {
            (true, true) => return None,
            (true, false) => from = crossing(from, to, axis, cut),
            (false, true) => to = crossing(from, to, axis, cut),
            (false, false) => {}
        }
    }
    Some([from, to])
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: Rect = Rect { x0: 0.0, y0: 0.0, x1: 10.0, y1: 10.0 };

    fn area(ring: &[Point]) -> f64 {
        (0..ring.len())
            .map(|i| (ring[i], ring[(i + 1) % ring.len()]))
            .map(|(a, b)| a[0] * b[1] - b[0] * a[1])
            .sum::<f64>()
            / 2.0
    }

    #[test]
    fn a_ring_keeps_the_area_it_has_inside() {
        assert_eq!(area(&ring(&[[-5.0, -5.0], [5.0, -5.0], [5.0, 5.0], [-5.0, 5.0]], &BOX)), 25.0);
        assert_eq!(area(&ring(&[[-5.0, -5.0], [50.0, -5.0], [50.0, 50.0], [-5.0, 50.0]], &BOX)), 100.0);
        // a comb with two teeth in the rectangle
        let comb = [[2.0, -3.0], [8.0, -3.0], [8.0, 4.0], [6.0, 4.0], [6.0, -1.0], [4.0, -1.0], [4.0, 4.0], [2.0, 4.0]];
        assert_eq!(area(&ring(&comb, &BOX)), 16.0);
        assert!(ring(&[[11.0, 0.0], [12.0, 0.0], [12.0, 5.0]], &BOX).is_empty());
    }

    #[test]
    fn a_line_comes_in_parts() {
        let there_and_back = [[-5.0, 5.0], [5.0, 5.0], [5.0, 20.0], [8.0, 20.0], [8.0, 1.0]];
        let parts = line(&there_and_back, &BOX);
        assert_eq!(parts, [vec![[0.0, 5.0], [5.0, 5.0], [5.0, 10.0]], vec![[8.0, 10.0], [8.0, 1.0]]]);
        assert_eq!(line(&[[-1.0, -1.0], [11.0, 11.0]], &BOX), [vec![[0.0, 0.0], [10.0, 10.0]]]);
    }
}
