//! Lying bars, one a region, largest first.

use super::axis::{FIGURE, NAME, VALUE, line, parts, target, ticks};
use crate::error::Result;
use crate::figure::wording::told;
use crate::font::CAP_HEIGHT;
use crate::furniture::count;
use crate::language::Language;
use crate::measure::Bar;
use crate::palette::ink;
use crate::scene::{Item, group};
use crate::symbol::{tick, withheld_bar};
use crate::text::Typesetter;
use crate::unit::{Rect, mm};

/// From bar to bar, and height of a bar.
const PITCH: f64 = mm(4.6);
const BAR: f64 = mm(3.0);
/// Space before the last row, if it stands apart.
const APART: f64 = mm(1.6);
/// From names to bars, and from bars to their numbers.
const GAP: f64 = mm(2.0);
/// Length of the frame that stands for a bar that is held back.
const WITHHELD: f64 = mm(4.0);
/// Height of the numbers of the axis.
const UNDER: f64 = mm(3.4);

/// A row: its name, its parts and whether it stands apart from the one above.
pub struct Row {
    /// Name of the region.
    pub name: String,
    /// The sum.
    pub sum: Bar,
    /// Whether it is not one of the others.
    pub apart: bool,
}

/// Draws rows into a box; answers the items and their lowest y.
///
/// # Errors
/// If the names leave no room for bars or the font lacks a letter.
pub fn rows(set: &Typesetter, language: Language, area: Rect, rows: &[Row]) -> Result<(Vec<Item>, f64)> {
    let most = rows.iter().filter_map(|r| r.sum.total().known()).max().unwrap_or(0);
    let (ticks, mut widest) = (ticks(most.into()), 0.0f64);
    for row in rows {
        let name = set.line(&row.name, &NAME)?;
        crate::furniture::fits("name of a region", &name, 0.4 * area.width())?;
        widest = widest.max(name.width);
    }
    let value = set.line(&count(language, most.into()), &VALUE)?.width;
    let left = area.x0 + widest + GAP;
    let last = *ticks.last().unwrap_or(&1) as f64;
    let scale = (area.x1 - left - value - mm(1.0)) / last;
    let (mut names, mut bars, mut targets, mut y) = (Vec::new(), Vec::new(), Vec::new(), area.y0);
    for row in rows {
        y += if row.apart { APART } else { 0.0 };
        let baseline = y + BAR / 2.0 + NAME.size * CAP_HEIGHT / 2.0;
        names.push(Item::Text(set.at([area.x0, baseline], &row.name, &NAME)?));
        for part in row.sum.parts().iter().flat_map(|split| parts(split, scale)) {
            let [from, to] = part.span.map(|along| left + along);
            bars.push(tick(Rect::new(from, y, to - from, BAR), part.known));
        }
        let end = row.sum.total().known().map_or(WITHHELD, |total| f64::from(total) * scale);
        if row.sum.parts().is_none() {
            bars.push(withheld_bar(Rect::new(left, y, end.max(1.0), BAR)));
        }
        let baseline = y + BAR / 2.0 + VALUE.size * CAP_HEIGHT / 2.0;
        let words = told(language, row.sum.total());
        bars.push(Item::Text(set.at([left + end + mm(1.0), baseline], &words, &VALUE)?));
        let over = (PITCH - BAR) / 2.0;
        targets.push(target(targets.len(), Rect { x0: area.x0, y0: y - over, x1: area.x1, y1: y + BAR + over }));
        y += PITCH;
    }
    let base = y - (PITCH - BAR) + mm(0.8);
    let mut grid = Vec::new();
    for &value in &ticks {
        let x = left + value as f64 * scale;
        let ink = if value == 0 { (ink::COUNTRY, 0.75) } else { (ink::BAND, 0.35) };
        grid.push(line([x, area.y0 - mm(0.8)], [x, base], ink.0, ink.1));
        let figure = set.line(&count(language, value), &FIGURE)?;
        let origin = [x - figure.width / 2.0, base + UNDER - mm(0.8)];
        grid.push(Item::Text(crate::scene::Text { origin, ..figure }));
    }
    let items = [("grid", grid), ("bars", bars), ("bar-names", names), ("areas", targets)];
    Ok((items.map(|(name, items)| group(name, items)).to_vec(), base + UNDER - mm(0.8)))
}
