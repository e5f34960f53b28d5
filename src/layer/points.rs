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
    let dots = |marks: &[&Mark]| marks.iter().flat_map(|m| symbol::small_dot(frame.at(m.at))).collect();
    group("incidents", years("incidents", &seen, |m| m.year, dots))
}

/// Dots on the page: ticks of all years to the true places first, for none may lie over a dot; then of each year the dots and
/// rings over them, each in the order given.
pub fn points(dots: &[Dot]) -> Item {
    let ticked: Vec<&Dot> = dots.iter().filter(|d| d.tick().is_some()).collect();
    let mut items = years("ticks", &ticked, |d| d.year, |dots| dots.iter().filter_map(|d| d.tick()).collect());
    items.extend(years("incidents", &dots.iter().collect::<Vec<_>>(), |d| d.year, symbols));
    group("incidents", items)
}

fn symbols(dots: &[&Dot]) -> Vec<Item> {
    let of = |ring: bool| dots.iter().filter(move |d| d.ring == ring).flat_map(|d| symbol(d));
    of(false).chain(of(true)).collect()
}

fn symbol(dot: &Dot) -> Vec<Item> {
    match dot.emblem {
        Some(emblem) => emblem.at(dot.at, dot.ring),
        None if dot.ring => symbol::ring(dot.at),
        None => symbol::dot(dot.at),
    }
}

/// A layer "incidents-2024" for each year, so that years can be hidden one by one. Those without a year lie lowest, in no
/// layer of their own.
fn years<T>(name: &str, all: &[&T], year: impl Fn(&T) -> Option<i16>, draw: impl Fn(&[&T]) -> Vec<Item>) -> Vec<Item> {
    let mut years: BTreeMap<Option<i16>, Vec<&T>> = BTreeMap::new();
    all.iter().for_each(|t| years.entry(year(t)).or_default().push(t));
    let layer = |(year, of_year): (Option<i16>, Vec<&T>)| match year {
        Some(year) => vec![group(&format!("{name}-{year}"), draw(&of_year))],
        None => draw(&of_year),
    };
    years.into_iter().flat_map(layer).collect()
}
