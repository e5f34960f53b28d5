//! Districts that were new or had nothing left in the second of two periods, each marked at its middle.

use super::borders::outline;
use super::circles::middle;
use super::frame::Frame;
use super::ground::Ground;
use super::label::Obstacles;
use crate::color::{Color, WHITE};
use crate::scene::{Item, Segment, group};
use crate::symbol::{TURN, Turn, turn};
use crate::unit::{Rect, mm};

/// The marks of districts with their fills. Names keep off them. Where a mark hides its district it has the district's colour,
/// and a leader may end at it.
pub fn change_marks(ground: &Ground, frame: &Frame, marked: &[(usize, Turn, Color)], taken: &mut Obstacles) -> Item {
    let mut items = Vec::new();
    for &(district, which, fill) in marked {
        let at = middle(ground, frame, district);
        if !frame.page.contains(at) {
            continue;
        }
        let disc = Rect::new(at[0], at[1], 0.0, 0.0).grown(TURN / 2.0);
        let hides = hides(ground, frame, district, &disc);
        if hides {
            taken.dots.push((at, TURN / 2.0));
        } else {
            taken.boxes.push(disc.grown(mm(0.2)));
        }
        items.extend(turn(at, which, if hides { fill } else { WHITE }));
    }
    group("change-marks", items)
}

/// Whether the whole district lies under its mark, or nearly.
fn hides(ground: &Ground, frame: &Frame, district: usize, disc: &Rect) -> bool {
    let ends = outline(ground, frame, [district]).segments.into_iter().filter_map(|s| match s {
        Segment::Move(p) | Segment::Line(p) | Segment::Curve(_, _, p) => Some(p),
        Segment::Close => None,
    });
    disc.grown(mm(0.8)).holds(&Rect::around(ends))
}
