//! Geometry cut at the frame, so that no painter needs to clip and every shape stays editable.

use super::frame::Frame;
use crate::scene::Outline;
use crate::unit::Rect;

/// Adds a ring of the plane to an outline, cut at the frame (Sutherland and Hodgman 1974).
pub(super) fn ring(outline: &mut Outline, frame: &Frame, points: &[[f64; 2]]) {
    let mut points = frame.all(points);
    if !points.iter().all(|&p| frame.page.contains(p)) {
        points = cut_ring(points, &frame.page);
    }
    if points.len() >= 3 {
        outline.polyline(&points, true);
    }
}

/// Adds a line of the plane to an outline, cut at the frame. A line that ends where it began is closed.
pub(super) fn line(outline: &mut Outline, frame: &Frame, points: &[[f64; 2]]) {
    let points = frame.all(points);
    if points.iter().all(|&p| frame.page.contains(p)) {
        let closed = points.len() > 3 && points.first() == points.last();
        outline.polyline(&points[..points.len() - usize::from(closed)], closed);
        return;
    }
    let mut run: Vec<[f64; 2]> = Vec::new();
    for pair in points.windows(2) {
        let Some([a, b]) = cut_segment(pair[0], pair[1], &frame.page) else { continue };
        if run.last() != Some(&a) {
            outline.polyline(&run, false);
            run = vec![a];
        }
        run.push(b);
    }
    outline.polyline(&run, false);
}

fn cut_ring(mut points: Vec<[f64; 2]>, r: &Rect) -> Vec<[f64; 2]> {
    let sides: [(usize, f64, f64); 4] = [(0, r.x0, 1.0), (0, r.x1, -1.0), (1, r.y0, 1.0), (1, r.y1, -1.0)];
    for (axis, limit, sign) in sides {
        let inside = |p: [f64; 2]| (p[axis] - limit) * sign >= 0.0;
        let mut kept = Vec::with_capacity(points.len() + 4);
        for i in 0..points.len() {
            let (a, b) = (points[(i + points.len() - 1) % points.len()], points[i]);
            if inside(a) != inside(b) {
                let t = (limit - a[axis]) / (b[axis] - a[axis]);
                let mut cross = [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
                cross[axis] = limit;
                kept.push(cross);
            }
            if inside(b) {
                kept.push(b);
            }
        }
        points = kept;
    }
    points
}

/// The part of a segment inside a rectangle (Liang and Barsky 1984).
fn cut_segment(a: [f64; 2], b: [f64; 2], r: &Rect) -> Option<[[f64; 2]; 2]> {
    let d = [b[0] - a[0], b[1] - a[1]];
    let (mut t0, mut t1) = (0.0, 1.0);
    for (p, q) in [(-d[0], a[0] - r.x0), (d[0], r.x1 - a[0]), (-d[1], a[1] - r.y0), (d[1], r.y1 - a[1])] {
        if p == 0.0 {
            if q < 0.0 {
                return None;
            }
        } else if p < 0.0 {
            t0 = f64::max(t0, q / p);
        } else {
            t1 = f64::min(t1, q / p);
        }
    }
    let at = |t: f64| {
        if t == 0.0 {
            a
        } else if t == 1.0 {
            b
        } else {
            [a[0] + t * d[0], a[1] + t * d[1]]
        }
    };
    (t0 < t1).then(|| [at(t0), at(t1)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Segment;

    fn frame() -> Frame {
        Frame::wide([0.0, 0.0], 10.0, Rect::new(0.0, 0.0, 10.0, 10.0))
    }

    fn ends(outline: &Outline) -> Vec<[f64; 2]> {
        let place = |s: &Segment| match *s {
            Segment::Move(p) | Segment::Line(p) => Some(p),
            _ => None,
        };
        outline.segments.iter().filter_map(place).collect()
    }

    #[test]
    fn a_line_that_leaves_and_comes_back_is_two_lines() {
        let mut outline = Outline::default();
        line(&mut outline, &frame(), &[[1.0, 5.0], [1.0, 12.0], [3.0, 12.0], [3.0, 5.0]]);
        assert_eq!(ends(&outline), [[1.0, 5.0], [1.0, 0.0], [3.0, 0.0], [3.0, 5.0]]);
        assert_eq!(outline.segments.iter().filter(|s| matches!(s, Segment::Move(_))).count(), 2);
    }

    #[test]
    fn a_ring_around_the_frame_fills_it() {
        let mut outline = Outline::default();
        ring(&mut outline, &frame(), &[[-5.0, -5.0], [50.0, -5.0], [50.0, 50.0], [-5.0, 50.0]]);
        assert!(ends(&outline).iter().all(|p| frame().page.contains(*p)));
        assert_eq!(Rect::around(ends(&outline)), frame().page);
    }

    #[test]
    fn a_line_outside_draws_nothing() {
        let mut outline = Outline::default();
        line(&mut outline, &frame(), &[[20.0, 20.0], [30.0, 20.0]]);
        assert!(outline.is_empty());
    }
}
