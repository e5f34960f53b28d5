//! Axes that start at zero and step by round numbers, and what stands at them.

use crate::color::{Color, WHITE};
use crate::font::Face;
use crate::measure::Split;
use crate::palette::ink;
use crate::scene::{Item, Outline, Path, Stroke, group, stroked};
use crate::symbol::Known;
use crate::text::Style;
use crate::unit::Rect;

/// A place that a reader of a page can point at, and the line of the table that says what stands there. It is not seen.
pub fn target(line: usize, place: Rect) -> Item {
    let unseen = Path { outline: Outline::rect(place), fill: None, stroke: None };
    group(&target_name(line), vec![Item::Path(unseen)])
}

/// Name of the places of a line of the table.
pub fn target_name(line: usize) -> String {
    format!("bar-{line}")
}

/// Most steps of an axis.
const STEPS: u64 = 5;

/// Numbers at an axis.
pub const FIGURE: Style = Style::new(Face::Regular, 6.0, ink::FAINT);
/// Numbers at the end of a bar, which grid lines do not cross.
pub const VALUE: Style = Style::new(Face::SemiBold, 6.5, ink::TITLE).halo(WHITE, 0.8);
/// Names of bars.
pub const NAME: Style = Style::new(Face::Regular, 7.0, ink::TEXT);

/// Values of the grid lines: zero and the multiples of the smallest step of the series 1, 2, 5, 10, … that reaches `most` in
/// at most five steps.
pub fn ticks(most: u64) -> Vec<u64> {
    let steps = (0..19).flat_map(|e| [1, 2, 5].map(|digit| digit * 10u64.pow(e)));
    let step = steps.into_iter().find(|s| most.div_ceil(*s) <= STEPS).unwrap_or(u64::MAX);
    (0..=most.div_ceil(step).max(1)).map(|i| i * step).collect()
}

/// White between two parts of a bar, in points: what parts them in greyscale.
const BETWEEN: f64 = 0.7;

/// A part of a bar: what is known, how many, and from where to where along the bar in points.
pub struct Part {
    /// What is known of the place.
    pub known: Known,
    /// How many.
    pub number: u32,
    /// From where to where, from the foot of the bar.
    pub span: [f64; 2],
}

/// The parts of a bar that are not empty, in order; `scale` is the length of one in points.
pub fn parts(split: &Split, scale: f64) -> Vec<Part> {
    let known = [Known::Located, Known::Region, Known::Nothing];
    let numbers = [split.located, split.region_only, split.other];
    let (mut foot, mut left) = (0.0, split.total());
    let mut parts = Vec::new();
    for (known, number) in known.into_iter().zip(numbers).filter(|(_, n)| *n > 0) {
        let end = foot + f64::from(number) * scale;
        left -= number;
        let gap = if left > 0 { BETWEEN.min((end - foot) / 2.0) } else { 0.0 };
        parts.push(Part { known, number, span: [foot, end - gap] });
        foot = end;
    }
    parts
}

/// A straight line.
pub fn line(from: [f64; 2], to: [f64; 2], color: Color, width: f64) -> Item {
    let mut outline = Outline::default();
    outline.polyline(&[from, to], false);
    stroked(outline, Stroke::solid(color, width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_bar_end_where_their_sums_do() {
        let split = Split { located: 4, region_only: 0, other: 2 };
        let spans: Vec<[f64; 2]> = parts(&split, 5.0).into_iter().map(|p| p.span).collect();
        assert_eq!(spans, [[0.0, 20.0 - BETWEEN], [20.0, 30.0]]);
        assert!(parts(&Split::default(), 5.0).is_empty());
    }

    #[test]
    fn steps_are_round_and_reach_the_largest_value() {
        assert_eq!(ticks(57), [0, 20, 40, 60]);
        assert_eq!(ticks(5), [0, 1, 2, 3, 4, 5]);
        assert_eq!(ticks(1), [0, 1]);
        assert_eq!(ticks(0), [0, 1]);
        assert_eq!(ticks(4_000_000_000), [0, 1, 2, 3, 4].map(|n| n * 1_000_000_000));
    }
}
