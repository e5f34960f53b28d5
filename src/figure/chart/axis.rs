//! Axes that start at zero and step by round numbers, and what stands at them.

use crate::color::Color;
use crate::font::Face;
use crate::palette::ink;
use crate::scene::{Item, Outline, Stroke, stroked};
use crate::text::Style;

/// Most steps of an axis.
const STEPS: u64 = 5;

/// Numbers at an axis.
pub const FIGURE: Style = Style::new(Face::Regular, 6.0, ink::FAINT);
/// Numbers at the end of a bar.
pub const VALUE: Style = Style::new(Face::SemiBold, 6.5, ink::TITLE);
/// Names of bars.
pub const NAME: Style = Style::new(Face::Regular, 7.0, ink::TEXT);

/// Values of the grid lines: zero and the multiples of the smallest step of the series 1, 2, 5, 10, … that reaches `most` in
/// at most five steps.
pub fn ticks(most: u64) -> Vec<u64> {
    let steps = (0..19).flat_map(|e| [1, 2, 5].map(|digit| digit * 10u64.pow(e)));
    let step = steps.into_iter().find(|s| most.div_ceil(*s) <= STEPS).unwrap_or(u64::MAX);
    (0..=most.div_ceil(step).max(1)).map(|i| i * step).collect()
}

/// A straight line.
pub fn line(from: [f64; 2], to: [f64; 2], color: Color, width: f64) -> Item {
    let mut outline = Outline::default();
    outline.polyline(&[from, to], false);
    stroked(outline, Stroke::solid(color, width))
}

#[cfg(test)]
mod tests {
    use super::ticks;

    #[test]
    fn steps_are_round_and_reach_the_largest_value() {
        assert_eq!(ticks(57), [0, 20, 40, 60]);
        assert_eq!(ticks(5), [0, 1, 2, 3, 4, 5]);
        assert_eq!(ticks(1), [0, 1]);
        assert_eq!(ticks(0), [0, 1]);
        assert_eq!(ticks(4_000_000_000), [0, 1, 2, 3, 4].map(|n| n * 1_000_000_000));
    }
}
