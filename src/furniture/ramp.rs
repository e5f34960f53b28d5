//! The legend of a continuous scale: a bar of its colours with round figures under it.

use crate::color::Color;
use crate::error::Result;
use crate::font::{CAP_HEIGHT, Face};
use crate::palette::ink;
use crate::scene::{Item, Outline, Stroke, Text, filled, group, stroked};
use crate::text::{Paragraph, Style, Typesetter, balanced_lines};
use crate::unit::{Rect, mm};

const TITLE: Style = Style::new(Face::SemiBold, 7.5, ink::TITLE);
const VALUE: Style = Style::new(Face::Regular, 7.0, ink::TEXT);
const NOTE: Style = Style::new(Face::Regular, 6.0, ink::FAINT);
const TITLE_LEAD: f64 = mm(3.6);
const NOTE_LEAD: f64 = mm(2.9);
/// Width and height of the bar.
const BAR: [f64; 2] = [mm(38.0), mm(3.4)];
/// Steps of the bar: more than an eye counts.
const SLICES: usize = 64;
/// From the last base line of the title to the bar.
const BELOW_HEAD: f64 = mm(2.0);
/// Length of a tick, and from the bar to the base line of its figure.
const TICK: f64 = mm(0.9);
const BELOW_BAR: f64 = mm(3.6);
/// Least space between two figures.
const APART: f64 = mm(1.5);
/// From the figures to the first line of the note.
const BELOW_VALUES: f64 = mm(3.6);

/// The legend of a ramp.
#[derive(Debug, Clone, PartialEq)]
pub struct RampLegend {
    /// What the colours stand for, with the unit.
    pub title: String,
    /// Colours, lowest first.
    pub colors: Vec<Color>,
    /// Figures and where on the bar they stand, 0 to 1, ascending.
    pub ticks: Vec<(f64, String)>,
    /// What else there is to say, in small type below.
    pub note: String,
}

impl RampLegend {
    fn lines(&self, set: &Typesetter, words: &str, style: &Style) -> Result<Vec<Vec<Text>>> {
        if words.is_empty() {
            return Ok(Vec::new());
        }
        balanced_lines(set, &Paragraph { head: String::new(), body: words.to_string() }, style, BAR[0])
    }

    /// Width and height in points.
    ///
    /// # Errors
    /// If a word is wider than the legend or the font lacks a letter.
    pub fn size(&self, set: &Typesetter) -> Result<[f64; 2]> {
        let titles = self.lines(set, &self.title, &TITLE)?.len().max(1) as f64;
        let notes = self.lines(set, &self.note, &NOTE)?.len() as f64;
        let head = TITLE.size * CAP_HEIGHT + TITLE_LEAD * (titles - 1.0) + BELOW_HEAD;
        let foot = if notes > 0.0 { BELOW_VALUES + NOTE_LEAD * (notes - 1.0) } else { 0.0 };
        Ok([BAR[0], head + BAR[1] + BELOW_BAR + foot])
    }

    /// The legend with its upper left corner at a place.
    ///
    /// # Errors
    /// As `size`.
    pub fn draw(&self, set: &Typesetter, [x, y]: [f64; 2]) -> Result<Item> {
        let mut items = Vec::new();
        let mut baseline = y + TITLE.size * CAP_HEIGHT;
        for (i, line) in self.lines(set, &self.title, &TITLE)?.into_iter().enumerate() {
            baseline += if i == 0 { 0.0 } else { TITLE_LEAD };
            items.extend(line.into_iter().map(|t| Item::Text(Text { origin: [x, baseline], ..t })));
        }
        let bar = Rect::new(x, baseline + BELOW_HEAD, BAR[0], BAR[1]);
        items.extend(self.slices(bar));
        items.push(stroked(Outline::rect(bar), Stroke::solid(ink::UNKNOWN, 0.35)));
        // The highest figure stands; the others as far as they do not touch it or each other.
        let mut free = f64::INFINITY;
        for (share, figure) in self.ticks.iter().rev() {
            let at = bar.x0 + share * bar.width();
            let width = set.line(figure, &VALUE)?.width;
            let left = (at - width / 2.0).clamp(bar.x0, (bar.x1 - width).max(bar.x0));
            if left + width > free {
                continue;
            }
            free = left - APART;
            let mut tick = Outline::default();
            tick.polyline(&[[at, bar.y1], [at, bar.y1 + TICK]], false);
            items.push(stroked(tick, Stroke::solid(ink::TEXT, 0.35)));
            items.push(Item::Text(set.at([left, bar.y1 + BELOW_BAR], figure, &VALUE)?));
        }
        for (i, line) in self.lines(set, &self.note, &NOTE)?.into_iter().enumerate() {
            let baseline = bar.y1 + BELOW_BAR + BELOW_VALUES + NOTE_LEAD * i as f64;
            items.extend(line.into_iter().map(|t| Item::Text(Text { origin: [x, baseline], ..t })));
        }
        Ok(group("legend", items))
    }

    /// Rectangles of one colour each, from right to left: each lies a little under the next, so that no seam shows.
    fn slices(&self, bar: Rect) -> Vec<Item> {
        let width = bar.width() / SLICES as f64;
        let slice = |i: usize| {
            let color = *self.colors.get((2 * i + 1) * self.colors.len() / (2 * SLICES))?;
            let right = (bar.x0 + width * (i as f64 + 1.5)).min(bar.x1);
            Some(filled(Outline::rect(Rect { x0: bar.x0 + width * i as f64, x1: right, ..bar }), color))
        };
        (0..SLICES).filter_map(slice).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::WHITE;

    #[test]
    fn figures_that_would_touch_give_way_to_the_higher() {
        let ticks = [(0.0, "0.0005"), (0.1, "0.002"), (0.5, "0.01"), (1.0, "0.2")];
        let legend = RampLegend {
            title: "Incidents".into(),
            colors: vec![WHITE; 254],
            ticks: ticks.map(|(share, figure)| (share, figure.to_string())).to_vec(),
            note: "n = 78".into(),
        };
        let set = Typesetter::default();
        let Item::Group(drawn) = legend.draw(&set, [0.0, 0.0]).expect("fits") else { panic!() };
        let texts: Vec<&Text> =
            drawn.items.iter().filter_map(|i| if let Item::Text(t) = i { Some(t) } else { None }).collect();
        let figures: Vec<&str> = texts.iter().map(|t| t.text.as_str()).filter(|t| t.starts_with("0.")).collect();
        assert_eq!(figures, ["0.2", "0.01", "0.002"]);
        let [width, height] = legend.size(&set).expect("fits");
        let inside =
            |t: &&Text| t.origin[0] >= 0.0 && t.origin[0] + t.width <= width + 1e-6 && t.origin[1] <= height + 1e-6;
        assert!(texts.iter().all(inside));
    }
}
