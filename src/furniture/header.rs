//! Panel headers and the unit bars under them.

use super::fits;
use crate::error::Result;
use crate::font::Face;
use crate::palette::ink;
use crate::scene::{Item, group};
use crate::symbol::{Known, tick};
use crate::text::{Style, Typesetter};
use crate::unit::{Rect, mm};

/// Height of a unit bar in points.
const BAR: f64 = mm(1.7);
/// Width of a tick as a share of the pitch.
const TICK: f64 = 0.72;
/// Closer ticks than these would run together: each kind is one piece, as long as its ticks.
const FINEST: f64 = mm(0.3);

/// The line over a panel: "2023 · 24 of 48 reported".
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// Period: "2023".
    pub period: String,
    /// What is on the map: "24 of 48".
    pub share: String,
    /// What the share is of: "reported"; empty if that need not be said.
    pub of: String,
    /// Whether it is a name in place of a period, which is set smaller: names are longer than years.
    pub named: bool,
}

/// One tick for each reported incident of a panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitBar {
    /// Incidents on the map.
    pub located: u32,
    /// Incidents known by region only.
    pub region: u32,
    /// Other reported incidents.
    pub unknown: u32,
}

impl UnitBar {
    /// All reported incidents.
    pub fn total(&self) -> u32 {
        self.located + self.region + self.unknown
    }
}

/// A panel header with its base line from `at`, at most `width` points wide.
///
/// # Errors
/// If it is wider than its panel or the font lacks a letter.
pub fn header(set: &Typesetter, at: [f64; 2], width: f64, header: &Header) -> Result<Item> {
    let mut items = Vec::new();
    let mut x = at[0];
    let parts = [
        (header.period.as_str(), Style::new(Face::SemiBold, if header.named { 8.5 } else { 10.0 }, ink::TITLE), 2.6),
        ("·", Style::new(Face::Regular, 8.0, ink::TEXT), 2.6),
        (&header.share, Style::new(Face::SemiBold, 8.0, ink::INCIDENT), 2.2),
        (&header.of, Style::new(Face::Regular, 8.0, ink::TEXT), 0.0),
    ];
    for (words, style, gap) in parts.into_iter().filter(|(words, ..)| !words.is_empty()) {
        let text = set.at([x, at[1]], words, &style)?;
        fits("panel header", &text, at[0] + width - x)?;
        x += text.width + gap;
        items.push(Item::Text(text));
    }
    Ok(group("panel-header", items))
}

/// A unit bar with its upper left corner at `at`; `pitch` (points from tick to tick) is the same in all panels, so that
/// lengths compare.
pub fn unit_bar([x, y]: [f64; 2], pitch: f64, bar: &UnitBar) -> Item {
    let kinds = [(Known::Located, bar.located), (Known::Region, bar.region), (Known::Nothing, bar.unknown)];
    if pitch < FINEST {
        let from = [0, bar.located, bar.located + bar.region];
        let pieces = kinds.into_iter().zip(from).filter(|((_, n), _)| *n > 0);
        let piece = |((known, n), from): ((Known, u32), u32)| {
            tick(Rect::new(x + f64::from(from) * pitch, y, f64::from(n) * pitch, BAR), known)
        };
        return group("unit-bar", pieces.map(piece).collect());
    }
    let ticks = kinds.into_iter().flat_map(|(known, n)| std::iter::repeat_n(known, n as usize)).enumerate();
    let draw = |(i, known)| tick(Rect::new(x + i as f64 * pitch, y, pitch * TICK, BAR), known);
    group("unit-bar", ticks.map(draw).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_tick_a_reported_incident() {
        let bar = UnitBar { located: 24, region: 0, unknown: 24 };
        let Item::Group(ticks) = unit_bar([0.0, 0.0], 2.0, &bar) else { panic!("a group") };
        assert_eq!(ticks.items.len(), bar.total() as usize);
    }

    #[test]
    fn a_thousand_incidents_are_a_piece_of_each_kind() {
        let bar = UnitBar { located: 633, region: 0, unknown: 288 };
        let Item::Group(pieces) = unit_bar([0.0, 0.0], 0.1, &bar) else { panic!("a group") };
        assert_eq!(pieces.items.len(), 2);
    }

    #[test]
    fn a_header_wider_than_its_panel_is_an_error_that_names_it() {
        let long = Header {
            period: "2023".into(),
            share: "24 of 48".into(),
            of: "reported by the coalition".into(),
            named: false,
        };
        let error = header(&Typesetter::default(), [0.0, 0.0], mm(40.0), &long).expect_err("too wide");
        assert!(error.message.contains("panel header"), "{error}");
    }
}
