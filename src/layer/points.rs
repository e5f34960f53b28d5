//! Incidents as dots, or as rings where the place is a whole district.

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
}

/// All marks inside the frame as small dots, for maps whose message is the colour beneath.
pub fn small_points(frame: &Frame, marks: &[Mark]) -> Item {
    let seen = marks.iter().map(|m| frame.at(m.at)).filter(|&p| frame.page.contains(p));
    group("incidents", seen.flat_map(symbol::small_dot).collect())
}

/// All marks inside the frame: dots first, rings over them, each in the order given.
pub fn points(frame: &Frame, marks: &[Mark]) -> Item {
    let seen = |ring: bool| {
        marks.iter().filter(move |m| m.ring == ring).map(|m| frame.at(m.at)).filter(|&p| frame.page.contains(p))
    };
    group("incidents", seen(false).flat_map(symbol::dot).chain(seen(true).flat_map(symbol::ring)).collect())
}
