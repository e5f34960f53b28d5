//! Incidents as dots, or as rings where the place is a whole district.

use super::disperse::Dot;
use super::frame::Frame;
use crate::scene::{Item, group};
use crate::symbol;

/// One incident on the map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// Place in the plane, metres.
    pub at: [f64; 2],
    /// Known to a district or commune only: drawn as a ring.
    pub ring: bool,
    /// Index of the district that it counts for.
    pub district: usize,
}

/// All marks inside the frame as small dots, for maps whose message is the colour beneath.
pub fn small_points(frame: &Frame, marks: &[Mark]) -> Item {
    let seen = marks.iter().map(|m| frame.at(m.at)).filter(|&p| frame.page.contains(p));
    group("incidents", seen.flat_map(symbol::small_dot).collect())
}

/// Dots on the page: ticks to the true places first, then the dots, then rings over them, each in the order given.
pub fn points(dots: &[Dot]) -> Item {
    let mut items: Vec<Item> = dots.iter().filter_map(Dot::tick).collect();
    items.extend(dots.iter().filter(|d| !d.ring).flat_map(|d| symbol::dot(d.at)));
    items.extend(dots.iter().filter(|d| d.ring).flat_map(|d| symbol::ring(d.at)));
    group("incidents", items)
}
