//! Upright bars over a time axis, in groups such as the months of a year.

use super::axis::{FIGURE, NAME, Part, VALUE, line, parts, target, ticks};
use crate::color::WHITE;
use crate::error::Result;
use crate::font::{CAP_HEIGHT, Face};
use crate::furniture::count;
use crate::language::Language;
use crate::measure::Bar;
use crate::palette::ink;
use crate::scene::{Item, group};
use crate::symbol::{Known, tick, withheld_bar};
use crate::text::{Style, Typesetter};
use crate::unit::{Rect, mm};

/// Height of the axis if the page does not say.
const HEIGHT: f64 = mm(38.0);
/// Room over the highest grid line: for the number at it, and for that of a bar that reaches it.
const OVER: [f64; 2] = [mm(0.8), mm(2.8)];
/// Share of a bar in its place, and the most it can be wide.
const BAR: f64 = 0.72;
const WIDEST: f64 = mm(13.0);
/// Bars at least so wide have the numbers of their parts inside: all of a figure, or none.
const ROOMY: f64 = mm(8.0);
/// Space between groups.
const APART: f64 = mm(3.0);
/// Distance of two names under bars, and from the axis to their base line.
const GAP: f64 = mm(0.9);
const UNDER: f64 = mm(3.2);
/// From the names of bars to the names of groups.
const GROUP_LEAD: f64 = mm(3.7);
const GROUP: Style = Style::new(Face::SemiBold, 8.0, ink::TITLE);
/// Height of the frame that stands for a bar that is held back.
const WITHHELD: f64 = mm(2.4);
/// Names under bars that stand close.
const SMALL: Style = Style::new(Face::Regular, 6.0, ink::TEXT);

/// A group of bars: its name (empty for none) and each bar's name and sum.
pub type Bars = (String, Vec<(String, Bar)>);

/// Where bars stand.
struct Plot {
    base: f64,
    /// Points for one.
    scale: f64,
    /// From bar to bar.
    pitch: f64,
    width: f64,
}

/// Draws groups of bars into a box; answers the items and their lowest y.
///
/// # Errors
/// If a name is wider than its group or the font lacks a letter.
pub fn columns(set: &Typesetter, language: Language, area: Rect, groups: &[Bars]) -> Result<(Vec<Item>, f64)> {
    let bars = || groups.iter().flat_map(|(_, bars)| bars);
    let named = groups.iter().any(|(name, _)| !name.is_empty());
    let under = UNDER + if named { GROUP_LEAD } else { 0.0 };
    let most = bars().filter_map(|(_, bar)| bar.total().known()).max().unwrap_or(0);
    let ticks = ticks(most.into());
    let over = OVER[usize::from(ticks.last() == Some(&u64::from(most)))];
    let height = if area.y1.is_finite() { area.height() - over - under } else { HEIGHT };
    let figures: Vec<_> = ticks.iter().map(|&t| set.line(&count(language, t), &FIGURE)).collect::<Result<_>>()?;
    let left = area.x0 + figures.iter().map(|f| f.width).fold(0.0, f64::max) + mm(1.4);
    let gaps = APART * (groups.len() as f64 - 1.0);
    let pitch = (area.x1 - left - gaps) / bars().count().max(1) as f64;
    let base = area.y0 + over + height;
    let plot =
        Plot { base, scale: height / *ticks.last().unwrap_or(&1) as f64, pitch, width: (BAR * pitch).min(WIDEST) };
    let mut grid = Vec::new();
    for (&value, figure) in ticks.iter().zip(figures) {
        let y = base - value as f64 * plot.scale;
        if value > 0 {
            grid.push(line([left, y], [area.x1, y], ink::BAND, 0.35));
        }
        let origin = [left - mm(1.4) - figure.width, y + FIGURE.size * CAP_HEIGHT / 2.0];
        grid.push(Item::Text(crate::scene::Text { origin, ..figure }));
    }
    let name_style = if named { &SMALL } else { &NAME };
    let (mut drawn, mut names, mut targets) = (Vec::new(), Vec::new(), Vec::new());
    let (step, numbered) = (label_step(set, name_style, pitch, groups)?, numbers_fit(set, language, &plot, groups)?);
    let mut x = left;
    for (name, bars) in groups {
        for (i, (label, sum)) in bars.iter().enumerate() {
            let middle = x + (i as f64 + 0.5) * pitch;
            let place = Rect { x0: middle - pitch / 2.0, y0: area.y0, x1: middle + pitch / 2.0, y1: base + UNDER };
            targets.push(target(targets.len(), place));
            drawn.extend(bar(set, language, &plot, (middle, sum, numbered))?);
            if i % step == 0 {
                names.push(centered(set, [middle, base + UNDER], label, name_style)?);
            }
        }
        let end = x + pitch * bars.len() as f64;
        grid.push(line([x, base], [end, base], ink::COUNTRY, 0.75));
        if !name.is_empty() {
            let text = set.at([x + (pitch - plot.width) / 2.0, base + under], name, &GROUP)?;
            crate::furniture::fits("name of a group of bars", &text, end - x)?;
            names.push(Item::Text(text));
        }
        x = end + APART;
    }
    let items = [("grid", grid), ("bars", drawn), ("bar-names", names), ("areas", targets)];
    Ok((items.map(|(name, items)| group(name, items)).to_vec(), base + under))
}

/// One bar, its parts from the base up, with its number; of what is held back an empty frame, of one height if it is all.
fn bar(
    set: &Typesetter,
    language: Language,
    plot: &Plot,
    (middle, sum, numbered): (f64, &Bar, bool),
) -> Result<Vec<Item>> {
    let mut items = Vec::new();
    let framed = |height: f64| {
        let height = height.max(1.0);
        withheld_bar(Rect::new(middle - plot.width / 2.0, plot.base - height, plot.width, height))
    };
    let split = match sum {
        Bar::Parts(split) => split,
        Bar::Withheld => return Ok(vec![framed(WITHHELD)]),
        Bar::Whole(total) => {
            let height = f64::from(*total) * plot.scale;
            items.push(framed(height));
            if numbered {
                let words = count(language, (*total).into());
                items.push(centered(set, [middle, plot.base - height - mm(0.9)], &words, &VALUE)?);
            }
            return Ok(items);
        }
    };
    let parts = parts(split, plot.scale);
    for part in &parts {
        let [foot, top] = part.span.map(|along| plot.base - along);
        let bounds = Rect::new(middle - plot.width / 2.0, top, plot.width, foot - top);
        items.push(tick(bounds, part.known));
        if parts.len() > 1 && numbered {
            items.extend(inside(set, language, bounds, part)?);
        }
    }
    if let Some(last) = parts.last().filter(|_| numbered) {
        let above = [middle, plot.base - last.span[1] - mm(0.9)];
        items.push(centered(set, above, &count(language, split.total().into()), &VALUE)?);
    }
    Ok(items)
}

/// The number of a part, if the part is large enough for it.
fn inside(set: &Typesetter, language: Language, bounds: Rect, part: &Part) -> Result<Option<Item>> {
    let color = match part.known {
        Known::Located => WHITE,
        Known::Region | Known::Nothing => ink::TITLE,
    };
    let style = Style::new(Face::Regular, 6.5, color);
    let text = set.line(&count(language, part.number.into()), &style)?;
    if bounds.height() < CAP_HEIGHT * style.size + 2.2 || bounds.width() < ROOMY {
        return Ok(None);
    }
    let [x, y] = bounds.center();
    let origin = [x - text.width / 2.0, y + style.size * CAP_HEIGHT / 2.0];
    Ok(Some(Item::Text(crate::scene::Text { origin, ..text })))
}

fn centered(set: &Typesetter, [x, y]: [f64; 2], words: &str, style: &Style) -> Result<Item> {
    let text = set.line(words, style)?;
    let origin = [x - text.width / 2.0, y];
    Ok(Item::Text(crate::scene::Text { origin, ..text }))
}

/// Every how many bars a name has room: of twelve months each, every second, third, sixth or only the first.
fn label_step(set: &Typesetter, style: &Style, pitch: f64, groups: &[Bars]) -> Result<usize> {
    let mut widest = 0.0f64;
    for (label, _) in groups.iter().flat_map(|(_, bars)| bars) {
        widest = widest.max(set.line(label, style)?.width);
    }
    Ok([1, 2, 3, 6].into_iter().find(|&step| widest + GAP <= pitch * step as f64).unwrap_or(12))
}

/// Whether every number is narrower than the distance of two bars: all bars have numbers, or none.
fn numbers_fit(set: &Typesetter, language: Language, plot: &Plot, groups: &[Bars]) -> Result<bool> {
    for total in groups.iter().flat_map(|(_, bars)| bars).filter_map(|(_, bar)| bar.total().known()) {
        if set.line(&count(language, total.into()), &VALUE)?.width > plot.pitch - mm(0.5) {
            return Ok(false);
        }
    }
    Ok(true)
}
