//! Outlines as a check sees them: whether a point lies inside, how much two boxes share.

use std::sync::OnceLock;

use crate::font::CAP_HEIGHT;
use crate::scene::{Outline, Segment, Text};
use crate::unit::Rect;

/// Straight pieces of a curve; the largest circle of a figure is then right within a hundredth of a point.
const PIECES: u32 = 8;
/// Most horizontal bands by which the edges near a point are found, and edges for each.
const MOST_BANDS: usize = 1024;
const EDGES_A_BAND: usize = 4;
/// Depth of a descending letter as a share of the type size.
const DESCENT: f64 = 0.21;

/// A point of the page.
pub type Point = [f64; 2];

/// An outline as straight edges, found by height. With a reach it is a broad line, else a filled shape (non-zero rule).
/// Most shapes are never asked about a point: edges are laid into bands when the first is.
pub struct Shape<'a> {
    /// The box around it, reach included.
    pub bounds: Rect,
    outline: &'a Outline,
    reach: f64,
    bands: OnceLock<Bands>,
}

/// Edges by height: those of one band after those of another, an edge that crosses several in each.
struct Bands {
    edges: Vec<[Point; 2]>,
    /// Where each band begins in `edges`, and the end.
    starts: Vec<u32>,
}

impl Shape<'_> {
    /// The shape that fills an outline.
    pub fn filled(outline: &Outline) -> Shape<'_> {
        Shape { bounds: bounds(outline, 0.0), outline, reach: 0.0, bands: OnceLock::new() }
    }

    /// A line along an outline, so wide.
    pub fn line(outline: &Outline, width: f64) -> Shape<'_> {
        Shape { bounds: bounds(outline, width), outline, reach: width / 2.0, bands: OnceLock::new() }
    }

    fn band(&self, y: f64, count: usize) -> usize {
        let share = (y - self.bounds.y0) / self.bounds.height().max(1e-9);
        ((share * count as f64).max(0.0) as usize).min(count - 1)
    }

    fn laid(&self) -> Bands {
        let all = edges(self.outline, self.reach == 0.0);
        let count = (all.len() / EDGES_A_BAND).clamp(1, MOST_BANDS);
        let crossed = |[a, b]: &[Point; 2]| {
            let (low, high) = (a[1].min(b[1]) - self.reach, a[1].max(b[1]) + self.reach);
            self.band(low, count)..=self.band(high, count)
        };
        let mut starts = vec![0u32; count + 1];
        all.iter().flat_map(crossed).for_each(|band| starts[band] += 1);
        let mut end = 0;
        starts.iter_mut().for_each(|start| {
            end += *start;
            *start = end;
        });
        let mut edges = vec![[[0.0; 2]; 2]; end as usize];
        for edge in &all {
            for band in crossed(edge) {
                starts[band] -= 1;
                edges[starts[band] as usize] = *edge;
            }
        }
        Bands { edges, starts }
    }

    /// Whether the point is painted.
    pub fn contains(&self, p: Point) -> bool {
        if !self.bounds.contains(p) {
            return false;
        }
        let Bands { edges, starts } = self.bands.get_or_init(|| self.laid());
        let band = self.band(p[1], starts.len() - 1);
        let near = &edges[starts[band] as usize..starts[band + 1] as usize];
        if self.reach > 0.0 {
            return near.iter().any(|edge| square_distance(p, edge) <= self.reach * self.reach);
        }
        near.iter().map(|edge| winding(p, edge)).sum::<i32>() != 0
    }
}

/// The box around an outline and half a line of the width; empty for an empty outline.
pub fn bounds(outline: &Outline, width: f64) -> Rect {
    let mut bounds = Rect::EMPTY;
    each_edge(outline, false, |edge| edge.into_iter().for_each(|p| bounds.add(p)));
    bounds.grown(width / 2.0)
}

/// Straight edges of an outline, in its own order.
pub fn outline_edges(outline: &Outline) -> Vec<[Point; 2]> {
    edges(outline, false)
}

fn winding(p: Point, [a, b]: &[Point; 2]) -> i32 {
    let left = (b[0] - a[0]) * (p[1] - a[1]) - (p[0] - a[0]) * (b[1] - a[1]);
    match (a[1] <= p[1], b[1] <= p[1]) {
        (true, false) if left > 0.0 => 1,
        (false, true) if left < 0.0 => -1,
        _ => 0,
    }
}

fn square_distance(p: Point, [a, b]: &[Point; 2]) -> f64 {
    let d = [b[0] - a[0], b[1] - a[1]];
    let square = d[0] * d[0] + d[1] * d[1];
    let t = if square > 0.0 { ((p[0] - a[0]) * d[0] + (p[1] - a[1]) * d[1]) / square } else { 0.0 };
    let t = t.clamp(0.0, 1.0);
    let away = [0, 1].map(|k| a[k] + t * d[k] - p[k]);
    away[0] * away[0] + away[1] * away[1]
}

/// Straight edges of an outline; `close` closes parts that are open, as a fill does.
fn edges(outline: &Outline, close: bool) -> Vec<[Point; 2]> {
    let mut edges = Vec::with_capacity(outline.segments.len());
    each_edge(outline, close, |edge| edges.push(edge));
    edges
}

fn each_edge(outline: &Outline, close: bool, mut edge: impl FnMut([Point; 2])) {
    let (mut start, mut at): (Point, Point) = ([0.0; 2], [0.0; 2]);
    for segment in &outline.segments {
        match *segment {
            Segment::Move(p) => {
                if close && at != start {
                    edge([at, start]);
                }
                (start, at) = (p, p);
            }
            Segment::Line(p) => {
                edge([at, p]);
                at = p;
            }
            Segment::Curve(a, b, p) => {
                let from = at;
                for piece in 1..=PIECES {
                    let next = bezier([from, a, b, p], f64::from(piece) / f64::from(PIECES));
                    edge([at, next]);
                    at = next;
                }
                at = p;
            }
            Segment::Close => {
                edge([at, start]);
                at = start;
            }
        }
    }
    if close && at != start {
        edge([at, start]);
    }
}

fn bezier([a, b, c, d]: [Point; 4], t: f64) -> Point {
    let s = 1.0 - t;
    [0, 1].map(|k| s * s * s * a[k] + 3.0 * s * s * t * b[k] + 3.0 * s * t * t * c[k] + t * t * t * d[k])
}

/// The box of a line of text, turned as the text is: from the foot of its letters to the height of its capitals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Turned {
    corners: [Point; 4],
}

impl Turned {
    /// The box of a text.
    pub fn of(text: &Text) -> Turned {
        let (sin, cos) = text.angle.to_radians().sin_cos();
        let descends = text.text.contains(|c: char| "gjpqyçQ,;()".contains(c));
        let (up, down) = (CAP_HEIGHT * text.size, if descends { DESCENT * text.size } else { 0.0 });
        let [x, y] = text.origin;
        let at = |along: f64, above: f64| [x + along * cos + above * sin, y + along * sin - above * cos];
        Turned { corners: [at(0.0, -down), at(text.width, -down), at(text.width, up), at(0.0, up)] }
    }

    /// The upright box around it.
    pub fn bounds(&self) -> Rect {
        Rect::around(self.corners)
    }

    /// Area in square points.
    pub fn area(&self) -> f64 {
        area(&self.corners)
    }

    /// Points spread evenly over it: so many along the line, so many across.
    pub fn points(&self, along: u32, across: u32) -> impl Iterator<Item = Point> + use<> {
        let [foot, end, _, top] = self.corners;
        (0..along * across).map(move |i| {
            let u = (f64::from(i % along) + 0.5) / f64::from(along);
            let v = (f64::from(i / along) + 0.5) / f64::from(across);
            [0, 1].map(|k| foot[k] + u * (end[k] - foot[k]) + v * (top[k] - foot[k]))
        })
    }

    /// Area that two boxes share, in square points.
    pub fn shared(&self, other: &Turned) -> f64 {
        if self.bounds().overlap(&other.bounds()) == 0.0 {
            return 0.0;
        }
        let mut kept = self.corners.to_vec();
        // Sutherland and Hodgman 1974: what is left after a cut along each side of the other box.
        let middle = [0, 1].map(|k| (other.corners[0][k] + other.corners[2][k]) / 2.0);
        for i in 0..4 {
            let (a, b) = (other.corners[i], other.corners[(i + 1) % 4]);
            let side = |p: Point| (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
            let inner = side(middle).signum();
            kept = cut(&kept, |p| side(p) * inner);
        }
        area(&kept)
    }
}

/// The part of a polygon where the function is not negative; the function is linear.
fn cut(polygon: &[Point], inside: impl Fn(Point) -> f64) -> Vec<Point> {
    let mut kept = Vec::new();
    for (i, &b) in polygon.iter().enumerate() {
        let a = polygon[(i + polygon.len() - 1) % polygon.len()];
        let (fa, fb) = (inside(a), inside(b));
        if (fa < 0.0) != (fb < 0.0) {
            let t = fa / (fa - fb);
            kept.push([0, 1].map(|k| a[k] + t * (b[k] - a[k])));
        }
        if fb >= 0.0 {
            kept.push(b);
        }
    }
    kept
}

fn area(polygon: &[Point]) -> f64 {
    let cross = |i: usize| {
        let (a, b) = (polygon[i], polygon[(i + 1) % polygon.len()]);
        a[0] * b[1] - b[0] * a[1]
    };
    ((0..polygon.len()).map(cross).sum::<f64>() / 2.0).abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::samples::words;

    #[test]
    fn a_hole_is_outside_and_an_island_in_it_inside() {
        let mut outline = Outline::rect(Rect::new(0.0, 0.0, 10.0, 10.0));
        outline.polyline(&[[2.0, 2.0], [2.0, 8.0], [8.0, 8.0], [8.0, 2.0]], true);
        let shape = Shape::filled(&outline);
        assert!(shape.contains([1.0, 5.0]) && !shape.contains([5.0, 5.0]) && !shape.contains([11.0, 5.0]));
    }

    #[test]
    fn a_circle_is_round() {
        let outline = Outline::circle([0.0, 0.0], 10.0);
        let circle = Shape::filled(&outline);
        assert!(circle.contains([6.9, 6.9]) && !circle.contains([7.2, 7.2]));
        let rim = Shape::line(&outline, 2.0);
        assert!(rim.contains([10.9, 0.0]) && rim.contains([6.9, 6.9]) && !rim.contains([0.0, 0.0]));
    }

    #[test]
    fn turned_boxes_share_what_lies_in_both() {
        let flat = words("Mopti", [0.0, 0.0]);
        let mut upright = flat.clone();
        upright.angle = 90.0;
        let [a, b] = [&flat, &upright].map(Turned::of);
        assert!((a.area() - b.area()).abs() < 1e-9);
        assert!((a.shared(&a) - a.area()).abs() < 1e-9);
        assert!(a.shared(&b) < 0.5 * a.area());
        let away = Turned::of(&words("Mopti", [0.0, 20.0]));
        assert_eq!(a.shared(&away), 0.0);
    }
}
