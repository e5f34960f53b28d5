//! Units that a reader can point at: shapes without fill and line, which only a page has a use for.

use super::borders::{border_of, outline};
use super::frame::Frame;
use super::ground::Ground;
use crate::scene::{Item, Outline, Path, group};

/// A named group for each unit (group of districts): the rings of its districts and, if they are several, the line around
/// them. Nothing of it is seen in print.
pub fn areas<'a>(ground: &Ground, frame: &Frame, units: impl IntoIterator<Item = (String, &'a [usize])>) -> Item {
    let unseen = |outline: Outline| Item::Path(Path { outline, fill: None, stroke: None });
    let area = |(name, unit): (String, &[usize])| {
        let mut items = vec![unseen(outline(ground, frame, unit.iter().copied()))];
        items.extend((unit.len() > 1).then(|| unseen(border_of(ground, frame, unit))));
        group(&name, items)
    };
    group("areas", units.into_iter().map(area).collect())
}
