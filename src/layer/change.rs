//! Districts that were new or had nothing left in the second of two periods, each marked at its middle.

use super::borders::outline;
use super::circles::middle;
use super::frame::Frame;
use super::ground::Ground;
use super::label::Obstacles;
use crate::scene::{Item, Segment, group};
use crate::symbol::{TURN, Turn, turn};
use crate::unit::{Rect, mm};

/// The marks. Names keep off them; a leader may end at the mark of a district that its mark hides.
pub fn change_marks(ground: &Ground, frame: &Frame, marked: &[(usize, Turn)], taken: &mut Obstacles) -> Item {
    let mut items = Vec::new();
    for &(district, which) in marked {
        let at = middle(ground, frame, district);
        if !frame.page.contains(at) {
            continue;
        }
        let disc = Rect::new(at[0], at[1], 0.0, 0.0).grown(TURN / 2.0);
        if hides(ground, frame, district, &disc) {
            taken.dots.push((at, TURN / 2.0));
        } else {
            taken.boxes.push(disc.grown(mm(0.2)));
        }
        items.extend(turn(at, which));
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
