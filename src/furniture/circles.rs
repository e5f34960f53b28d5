//! The legend of proportional circles, nested on a common foot.

use super::fits;
use super::number::count;
use crate::classify::CircleScale;
use crate::error::Result;
use crate::font::{CAP_HEIGHT, Face};
use crate::language::Language;
use crate::palette::ink;
use crate::scene::{Item, Outline, Stroke, Text, group, stroked};
use crate::symbol;
use crate::text::{Paragraph, Style, Typesetter, balanced_lines};
use crate::unit::mm;

const TITLE: Style = Style::new(Face::SemiBold, 7.5, ink::TITLE);
const VALUE: Style = Style::new(Face::Regular, 7.0, ink::TEXT);
const NOTE: Style = Style::new(Face::Regular, 6.0, ink::FAINT);
const NOTE_LEAD: f64 = mm(2.9);
/// From the foot of the circles to the first base line of the note.
const BELOW_CIRCLES: f64 = mm(4.0);
const TITLE_LEAD: f64 = mm(3.6);
/// Width of the title's column in points.
const WIDTH: f64 = mm(34.0);
/// From the rim of the largest circle to the end of the leaders.
const LEADER: f64 = mm(3.2);
/// From the last base line of the title to the top of the largest circle.
const BELOW_HEAD: f64 = mm(2.6);
/// Height of a row under the circles.
const ROW: f64 = mm(4.2);
/// From the numbers to a note beside them.
const BESIDE: f64 = mm(4.0);

/// A nested legend.
#[derive(Debug, Clone, PartialEq)]
pub struct CircleLegend {
    /// What the circles count.
    pub title: String,
    /// The scale of the circles on the map, in points.
    pub scale: CircleScale,
    /// What else there is to say, in small type below.
    pub note: String,
    /// What the sign of numbers that are held back means, and how many these are.
    pub withheld: Option<String>,
    /// How numbers are written.
    pub language: Language,
}

impl CircleLegend {
    fn title_lines(&self, set: &Typesetter, width: f64) -> Result<Vec<Vec<Text>>> {
        balanced_lines(set, &Paragraph { head: String::new(), body: self.title.clone() }, &TITLE, width)
    }

    fn note_lines(&self, set: &Typesetter, width: f64) -> Result<Vec<Vec<Text>>> {
        if self.note.is_empty() {
            return Ok(Vec::new());
        }
        balanced_lines(set, &Paragraph { head: String::new(), body: self.note.clone() }, &NOTE, width)
    }

    /// Width and height in points.
    ///
    /// # Errors
    /// If a word is wider than the legend or the font lacks a letter.
    pub fn size(&self, set: &Typesetter) -> Result<[f64; 2]> {
        let lines = self.title_lines(set, WIDTH)?.len() as f64;
        let head = TITLE.size * CAP_HEIGHT + TITLE_LEAD * (lines - 1.0) + BELOW_HEAD;
        let notes = self.note_lines(set, WIDTH)?.len() as f64;
        Ok([
            WIDTH,
            head + self.scale.diameter
                + self.hanging()
                + self.row()
                + if notes > 0.0 { BELOW_CIRCLES + NOTE_LEAD * (notes - 1.0) } else { 0.0 },
        ])
    }

    /// The legend with its upper left corner at a place.
    ///
    /// # Errors
    /// As `size`.
    pub fn draw(&self, set: &Typesetter, [x, y]: [f64; 2]) -> Result<Item> {
        let (mut items, foot) = self.head(set, [x, y], WIDTH)?;
        items.extend(self.withheld_row(set, [x, foot + self.hanging()])?);
        let below = foot + self.hanging() + self.row() + BELOW_CIRCLES;
        items.extend(placed(self.note_lines(set, WIDTH)?, [x, below], NOTE_LEAD));
        Ok(group("legend", items))
    }

    /// The legend under a map, as wide as there is room: the note stands beside the circles. Answers its height too.
    ///
    /// # Errors
    /// As `size`.
    pub fn below(&self, set: &Typesetter, [x, y]: [f64; 2], width: f64) -> Result<(Item, f64)> {
        let (mut items, foot) = self.head(set, [x, y], width)?;
        let mut numbers = 0.0_f64;
        for value in self.scale.legend() {
            numbers = numbers.max(set.line(&count(self.language, u64::from(value)), &VALUE)?.width);
        }
        let beside = self.scale.diameter + LEADER + mm(0.8) + numbers + BESIDE;
        let lines = self.note_lines(set, width - beside)?;
        // The middle of the note is level with the middle of the circles.
        let height = NOTE_LEAD * (lines.len() as f64 - 1.0).max(0.0);
        let first = foot - self.scale.diameter / 2.0 + (NOTE.size * CAP_HEIGHT - height) / 2.0;
        let top = foot - self.scale.diameter + NOTE.size * CAP_HEIGHT;
        let first = first.max(top.min(first + height));
        let last = first + height;
        items.extend(placed(lines, [x + beside, first], NOTE_LEAD));
        let under = last.max(foot + self.hanging());
        items.extend(self.withheld_row(set, [x, under])?);
        Ok((group("legend", items), under + self.row() - y))
    }

    /// Height of the row of what is held back.
    fn row(&self) -> f64 {
        if self.withheld.is_some() { ROW } else { 0.0 }
    }

    /// That row, under a place.
    fn withheld_row(&self, set: &Typesetter, [x, y]: [f64; 2]) -> Result<Vec<Item>> {
        let Some(words) = &self.withheld else { return Ok(Vec::new()) };
        let middle = y + ROW - symbol::WITHHELD / 2.0;
        let mut items = symbol::withheld([x + symbol::WITHHELD / 2.0, middle]);
        let text = set.at([x + symbol::WITHHELD + mm(1.2), middle + VALUE.size * CAP_HEIGHT / 2.0], words, &VALUE)?;
        fits("legend row", &text, WIDTH - symbol::WITHHELD - mm(1.2))?;
        items.push(Item::Text(text));
        Ok(items)
    }

    /// Title and circles with their numbers; answers the foot of the circles too.
    fn head(&self, set: &Typesetter, [x, y]: [f64; 2], width: f64) -> Result<(Vec<Item>, f64)> {
        let titles = self.title_lines(set, width)?;
        let baseline = y + TITLE.size * CAP_HEIGHT + TITLE_LEAD * (titles.len() as f64 - 1.0).max(0.0);
        let mut items = placed(titles, [x, y + TITLE.size * CAP_HEIGHT], TITLE_LEAD);
        let foot = baseline + BELOW_HEAD + self.scale.diameter;
        let middle = x + self.scale.diameter / 2.0;
        let end = x + self.scale.diameter + LEADER;
        let values = self.scale.legend();
        let radius = |value: u32| self.scale.diameter(value) / 2.0;
        items.extend(values.iter().map(|&v| symbol::legend_circle([middle, foot - radius(v)], radius(v))));
        for (value, top) in values.iter().zip(self.tops(&values)) {
            let mut leader = Outline::default();
            leader.polyline(&[[middle, foot - 2.0 * radius(*value)], [end, foot - top]], false);
            items.push(stroked(leader, Stroke::solid(ink::TEXT, 0.35)));
            let baseline = foot - top + VALUE.size * CAP_HEIGHT / 2.0;
            let words = count(self.language, u64::from(*value));
            items.push(Item::Text(set.at([end + mm(0.8), baseline], &words, &VALUE)?));
        }
        Ok((items, foot))
    }

    /// How far the number of the smallest circle reaches below the foot.
    fn hanging(&self) -> f64 {
        let lowest = self.tops(&self.scale.legend()).into_iter().fold(f64::INFINITY, f64::min);
        (VALUE.size * CAP_HEIGHT / 2.0 - lowest).max(0.0)
    }

    /// Heights over the foot at which the leaders end: those of the circles, parted so that the numbers do not touch.
    fn tops(&self, values: &[u32]) -> Vec<f64> {
        let mut tops: Vec<f64> = values.iter().map(|&v| self.scale.diameter(v)).collect();
        for i in 1..tops.len() {
            tops[i] = tops[i].min(tops[i - 1] - VALUE.size * 1.05);
        }
        tops
    }
}

/// Lines under each other, the first with its base line at a place.
fn placed(lines: Vec<Vec<Text>>, [x, y]: [f64; 2], lead: f64) -> Vec<Item> {
    let line = |(i, line): (usize, Vec<Text>)| {
        let origin = [x, y + lead * i as f64];
        line.into_iter().map(move |text| Item::Text(Text { origin, ..text }))
    };
    lines.into_iter().enumerate().flat_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn under_a_map_the_note_stands_beside_the_circles() {
        let legend = CircleLegend {
            title: "Located incidents, 2022–2024".into(),
            scale: CircleScale::new(&[10], mm(9.0)),
            withheld: None,
            note: "Area in proportion to the number; no circle: none located (23 of 53).".into(),
            language: Language::English,
        };
        let set = Typesetter::default();
        let (Item::Group(drawn), height) = legend.below(&set, [10.0, 20.0], mm(77.0)).expect("has room") else {
            panic!("a legend is a group");
        };
        assert!(height < legend.size(&set).expect("has a size")[1] - mm(6.0), "{height}");
        let texts = drawn.items.iter().filter_map(|i| if let Item::Text(t) = i { Some(t) } else { None });
        let right = texts.map(|t| t.origin[0] + t.width).fold(0.0, f64::max);
        assert!(right > 10.0 + mm(45.0) && right <= 10.0 + mm(77.0), "{right}");
    }

    #[test]
    fn numbers_of_nested_circles_do_not_touch() {
        let legend = CircleLegend {
            title: "Incidents".into(),
            scale: CircleScale::new(&[10], mm(9.0)),
            note: String::new(),
            withheld: None,
            language: Language::English,
        };
        let tops = legend.tops(&legend.scale.legend());
        assert!(tops.windows(2).all(|pair| pair[0] - pair[1] >= VALUE.size), "{tops:?}");
    }
}
