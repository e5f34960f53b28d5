//! Counts of incidents that are known by region only, each beside the name of its region.

use super::frame::Frame;
use super::label::Obstacles;
use super::raster::Sums;
use crate::error::Result;
use crate::scene::Item;
use crate::symbol;
use crate::text::Typesetter;
use crate::unit::{Rect, mm};

/// White space between a name and its badge, in points.
const GAP: f64 = mm(0.7);

/// A badge "+n" beside a name, in its region if it can be, where it hides least; `None` if every place beside the name is taken. What is placed is
/// added to the boxes that are taken.
///
/// # Errors
/// If the font lacks a letter.
pub fn badge(
    set: &Typesetter,
    frame: &Frame,
    (name, region): (&Rect, &Sums),
    words: &str,
    taken: &mut Obstacles,
) -> Result<Option<Item>> {
    let size = symbol::badge_size(set, words)?;
    let mut best: Option<(f64, Rect)> = None;
    for (rank, middle) in places(name, size).into_iter().enumerate() {
        let bounds = Rect::new(middle[0] - size[0] / 2.0, middle[1] - size[1] / 2.0, size[0], size[1]);
        let reach = bounds.grown(mm(0.2));
        if !frame.page.holds(&reach) || taken.boxes.iter().any(|b| b != name && b.overlap(&reach) > 0.0) {
            continue;
        }
        let outside = 1.0 - region.share_under(&bounds);
        let cost = 40.0 * outside + 0.3 * taken.lines_under(&bounds) + taken.dots_under(&bounds) + rank as f64;
        if best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, bounds));
        }
    }
    let Some((_, bounds)) = best else { return Ok(None) };
    taken.boxes.push(bounds);
    Ok(Some(symbol::badge(set, bounds.center(), words)?))
}

/// Middles beside a name, the best first: right, left, below, above, then at its ends.
fn places(name: &Rect, [width, height]: [f64; 2]) -> Vec<[f64; 2]> {
    let [x, y] = name.center();
    let (right, left) = (name.x1 + GAP + width / 2.0, name.x0 - GAP - width / 2.0);
    let (below, above) = (name.y1 + GAP + height / 2.0, name.y0 - GAP - height / 2.0);
    let (first, last) = (name.x0 + width / 2.0, name.x1 - width / 2.0);
    vec![
        [right, y],
        [left, y],
        [x, below],
        [x, above],
        [first, below],
        [last, below],
        [first, above],
        [last, above],
        [right, below],
        [left, below],
        [right, above],
        [left, above],
    ]
}
