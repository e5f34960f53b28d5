//! The rule at the top, title and subtitle.

use crate::error::Result;
use crate::font::Face;
use crate::palette::ink;
use crate::scene::{Item, Outline, Stroke, group, stroked};
use crate::text::{Paragraph, Style, Typesetter, balanced_lines};
use crate::unit::mm;

const TITLE: Style = Style::new(Face::SemiBold, 11.0, ink::TITLE);
const SUBTITLE: Style = Style::new(Face::Regular, 8.0, ink::QUIET);
const RULE: f64 = mm(4.0);
const FIRST_BASELINE: f64 = mm(9.6);
const TITLE_LEAD: f64 = mm(4.9);
const SUBTITLE_LEAD: f64 = mm(3.6);

/// Rule, title and subtitle between two x values; answers the items and the last base line, all in points.
///
/// # Errors
/// If a word is wider than the figure or the font lacks a letter.
pub fn titles(set: &Typesetter, [title, subtitle]: [&str; 2], [left, right]: [f64; 2]) -> Result<(Item, f64)> {
    let mut rule = Outline::default();
    rule.polyline(&[[left, RULE], [right, RULE]], false);
    let mut items = vec![stroked(rule, Stroke::solid(ink::TITLE, 1.0))];
    let mut baseline = FIRST_BASELINE - TITLE_LEAD;
    for (words, style, lead) in [(title, TITLE, TITLE_LEAD), (subtitle, SUBTITLE, SUBTITLE_LEAD)] {
        let paragraph = Paragraph { head: String::new(), body: words.to_string() };
        let broken = balanced_lines(set, &paragraph, &style, right - left)?;
        for (i, line) in broken.into_iter().enumerate() {
            baseline += if i == 0 { TITLE_LEAD } else { lead };
            items.extend(line.into_iter().map(|mut text| {
                text.origin = [left + text.origin[0], baseline];
                Item::Text(text)
            }));
        }
    }
    Ok((group("title", items), baseline))
}
