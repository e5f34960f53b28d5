//! Incidents as dots, or as rings where the place is a whole district.

use std::collections::BTreeMap;

use super::disperse::Dot;
use super::frame::Frame;
use crate::scene::{Item, group};
use crate::symbol::{self, Emblem};

/// One incident on the map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// Place in the plane, metres.
    pub at: [f64; 2],
    /// Known to a district or commune only: drawn as a ring.
    pub ring: bool,
    /// Index of the district that it counts for.
    pub district: usize,
    /// Calendar year, where it is known.
    pub year: Option<i16>,
    /// The symbol of its kind; `None` draws the plain dot.
    pub emblem: Option<Emblem>,
}

/// All marks inside the frame as small dots, for maps whose message is the colour beneath.
pub fn small_points(frame: &Frame, marks: &[Mark]) -> Item {
    let seen: Vec<&Mark> = marks.iter().filter(|m| frame.page.contains(frame.at(m.at))).collect();
    by_year(&seen, |m| m.year, |marks| marks.iter().flat_map(|m| symbol::small_dot(frame.at(m.at))).collect())
}

/// Dots on the page: of each year ticks to the true places first, then the dots, then rings over them, each in the order
/// given.
pub fn points(dots: &[Dot]) -> Item {
    by_year(&dots.iter().collect::<Vec<_>>(), |d| d.year, year_of_points)
}

fn year_of_points(dots: &[&Dot]) -> Vec<Item> {
    let mut items: Vec<Item> = dots.iter().filter_map(|d| d.tick()).collect();
    for ring in [false, true] {
        items.extend(dots.iter().filter(|d| d.ring == ring).flat_map(|d| symbol(d)));
    }
    items
}

fn symbol(dot: &Dot) -> Vec<Item> {
    match dot.emblem {
        Some(emblem) => emblem.at(dot.at, dot.ring),
        None if dot.ring => symbol::ring(dot.at),
        None => symbol::dot(dot.at),
    }
}

/// The layer "incidents" with a layer "incidents-2024" for each year in it, so that years can be hidden one by one. Those
/// without a year lie lowest, in no layer of their own.
fn by_year<T>(all: &[&T], year: impl Fn(&T) -> Option<i16>, draw: impl Fn(&[&T]) -> Vec<Item>) -> Item {
    let mut years: BTreeMap<Option<i16>, Vec<&T>> = BTreeMap::new();
    all.iter().for_each(|t| years.entry(year(t)).or_default().push(t));
    let layer = |(year, of_year): (Option<i16>, Vec<&T>)| match year {
        Some(year) => vec![group(&format!("incidents-{year}"), draw(&of_year))],
        None => draw(&of_year),
    };
    group("incidents", years.into_iter().flat_map(layer).collect())
}
