//! Meridians and parallels at round degrees.

use super::clip;
use super::frame::Frame;
use super::ground::Ground;
use crate::palette::ink;
use crate::scene::{Item, Outline, Segment, Stroke, group, stroked};
use crate::unit::{LonLat, Rect};

/// Round steps in degrees.
const STEPS: [f64; 11] = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 45.0];
/// Most lines of a kind over a map.
const MOST: f64 = 5.0;
/// Pieces of a line: enough that none is off its curve by more than a hairline.
const PIECES: usize = 72;
/// What ends no further than this from the edge of the frame ends there; in points.
const AT_EDGE: f64 = 0.1;

/// A line of the graticule at the edge of the frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Degree {
    /// Degrees of longitude or latitude.
    pub degrees: f64,
    /// Whether it is a meridian.
    pub meridian: bool,
    /// Where it meets the edge, in points: a meridian at the bottom or the top, a parallel on the left or the right.
    pub at: [f64; 2],
}

/// The step at which a map has at most five meridians and five parallels.
pub fn graticule_step(ground: &Ground, frame: &Frame) -> f64 {
    let window = window(ground, frame);
    let span = window.width().max(window.height());
    STEPS.into_iter().find(|step| span / step <= MOST).unwrap_or(STEPS[STEPS.len() - 1])
}

/// Meridians and parallels inside the frame, `step` degrees apart.
pub fn graticule(ground: &Ground, frame: &Frame, step: f64) -> Item {
    let mut outline = Outline::default();
    lines(ground, frame, step).into_iter().for_each(|(.., line)| outline.segments.extend(line.segments));
    group("grid", vec![stroked(outline, Stroke::solid(ink::HAIRLINE, 0.25))])
}

/// Where each line meets the edge of the frame: meridians at the bottom and at the top, parallels on the left and on the
/// right; where a line does not reach one of them, only the other.
pub fn graticule_ends(ground: &Ground, frame: &Frame, step: f64) -> Vec<Vec<Degree>> {
    let ends = |(meridian, degrees, line): (bool, f64, Outline)| {
        let points: Vec<[f64; 2]> = line.segments.iter().filter_map(point).collect();
        let axis = usize::from(meridian);
        let page = [[frame.page.x0, frame.page.x1], [frame.page.y1, frame.page.y0]][axis];
        let at = |edge: f64| points.iter().copied().find(|p| (p[axis] - edge).abs() < AT_EDGE);
        page.into_iter().filter_map(at).map(|at| Degree { degrees, meridian, at }).collect()
    };
    lines(ground, frame, step).into_iter().map(ends).collect()
}

fn point(segment: &Segment) -> Option<[f64; 2]> {
    match *segment {
        Segment::Move(p) | Segment::Line(p) => Some(p),
        Segment::Curve(..) | Segment::Close => None,
    }
}

/// Each line: whether it is a meridian, its degrees, and what of it is in the frame.
fn lines(ground: &Ground, frame: &Frame, step: f64) -> Vec<(bool, f64, Outline)> {
    let window = window(ground, frame);
    let mut made = Vec::new();
    for (meridian, [low, high], [from, to]) in [
        (true, [window.x0, window.x1], [window.y0, window.y1]),
        (false, [window.y0, window.y1], [window.x0, window.x1]),
    ] {
        let first = (low / step).ceil() as i64;
        let last = (high / step).floor() as i64;
        for degrees in (first..=last).map(|i| i as f64 * step) {
            let place = |i: usize| {
                let along = from + (to - from) * i as f64 / PIECES as f64;
                let [lon, lat] = if meridian { [degrees, along] } else { [along, degrees] };
                ground.projection.forward(LonLat { lon, lat })
            };
            let mut line = Outline::default();
            clip::line(&mut line, frame, &(0..=PIECES).map(place).collect::<Vec<_>>());
            if !line.is_empty() {
                made.push((meridian, degrees, line));
            }
        }
    }
    made
}

/// The degrees that a frame shows, a little generously; the whole earth where some of it shows none.
fn window(ground: &Ground, frame: &Frame) -> Rect {
    let e = &frame.extent;
    let along = (0..=8).map(|i| f64::from(i) / 8.0).flat_map(|t| {
        let (x, y) = (e.x0 + t * e.width(), e.y0 + t * e.height());
        [[x, e.y0], [x, e.y1], [e.x0, y], [e.x1, y]]
    });
    let mut window = Rect::EMPTY;
    for place in along {
        let Some(LonLat { lon, lat }) = ground.projection.inverse(place) else {
            return Rect { x0: -180.0, y0: -90.0, x1: 180.0, y1: 90.0 };
        };
        window.add([lon, lat]);
    }
    let more = 0.02 * window.width().max(window.height());
    let Rect { x0, y0, x1, y1 } = window.grown(more);
    Rect { x0, y0: y0.max(-90.0), x1, y1: y1.min(90.0) }
}
