//! Incidents as dots, or as rings where the place is a whole district.

use super::frame::Frame;
use crate::color::WHITE;
use crate::palette::ink;
use crate::scene::{Item, Outline, Stroke, filled, group, stroked};
use crate::unit::mm;

/// Diameter of a dot in points.
pub const DOT: f64 = mm(1.15);
/// Diameter of the white disc beneath, which parts dots that overlap.
const RIM: f64 = mm(1.43);
/// Line width of a ring in points.
const RING: f64 = 0.74;

/// One incident on the map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// Place in the plane, metres.
    pub at: [f64; 2],
    /// Known to a district or commune only: drawn as a ring.
    pub ring: bool,
}

/// All marks inside the frame: dots first, rings over them, each in the order given.
pub fn points(frame: &Frame, marks: &[Mark]) -> Item {
    let seen = |mark: &&Mark| frame.page.contains(frame.at(mark.at));
    let dots = marks.iter().filter(|m| !m.ring).filter(seen).flat_map(|m| dot(frame.at(m.at)));
    let rings = marks.iter().filter(|m| m.ring).filter(seen).flat_map(|m| ring(frame.at(m.at)));
    group("incidents", dots.chain(rings).collect())
}

/// A dot at a place of the page.
pub fn dot(at: [f64; 2]) -> Vec<Item> {
    vec![filled(Outline::circle(at, RIM / 2.0), WHITE), filled(Outline::circle(at, DOT / 2.0), ink::INCIDENT)]
}

/// A ring at a place of the page.
pub fn ring(at: [f64; 2]) -> Vec<Item> {
    let line = Stroke::solid(ink::INCIDENT, RING);
    vec![filled(Outline::circle(at, RIM / 2.0), WHITE), stroked(Outline::circle(at, (DOT - RING) / 2.0), line)]
}
