//! Contrast of text with what lies beneath it.

use super::finding::Remark;
use super::shape::Turned;
use super::view::View;
use crate::color::Color;
use crate::font::Face;
use crate::scene::Text;

/// Contrast of text, and of large text (WCAG 2.2, 1.4.3).
const LEAST: f64 = 4.5;
const LEAST_LARGE: f64 = 3.0;
/// Share of a text's box that may lie on a colour of too little contrast: a letter's edge reads on.
const SLIP: f64 = 0.1;

fn least(text: &Text) -> f64 {
    let bold = match text.face {
        Face::SemiBold => true,
        Face::Regular | Face::Medium | Face::Italic => false,
    };
    if text.size >= 18.0 || bold && text.size >= 14.0 { LEAST_LARGE } else { LEAST }
}

/// Text of too little contrast: with its halo if it has one, else with what lies beneath it.
pub fn text(view: &View) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for text in &view.texts {
        let (item, bounds) = (text.item, Turned::of(text.item));
        let beneath: Vec<Color> = match item.halo {
            Some(halo) => vec![halo.color],
            None => {
                let near = view.near(&bounds.bounds());
                bounds.points(12, 3).map(|p| near.beneath(p, text.order)).collect()
            }
        };
        let ratio = |c: &Color| item.color.contrast(*c);
        let poor = beneath.iter().filter(|c| ratio(c) < least(item)).count();
        let worst = beneath.iter().min_by(|a, b| ratio(a).total_cmp(&ratio(b)));
        if let Some(worst) = worst.filter(|_| poor as f64 > SLIP * beneath.len() as f64) {
            let words = format!(
                "'{}' ({}) is {} on {worst}, {:.2}:1, below {}:1",
                item.text,
                text.layer(),
                item.color,
                ratio(worst),
                least(item)
            );
            remarks.push(Remark::new(words).at(bounds.bounds()));
        }
    }
    remarks
}

#[cfg(test)]
mod tests {
    use crate::color::{Color, WHITE};
    use crate::lint::samples::{broken, in_map, words};
    use crate::scene::{Halo, Item, Text};

    #[test]
    fn quiet_text_is_found_and_large_text_may_be_quieter() {
        let gray = Text { color: Color::hex(0x808080), ..words("Gao", [120.0, 120.0]) };
        let found = broken("text-contrast", in_map(Item::Text(gray.clone())));
        assert_eq!(found, ["'Gao' (map) is #808080 on #FFFFFF, 3.95:1, below 4.5:1"]);
        assert_eq!(broken("text-contrast", in_map(Item::Text(Text { size: 18.0, ..gray }))), [""; 0]);
    }

    #[test]
    fn a_halo_counts_as_what_lies_beneath() {
        let white = Text { color: WHITE, ..words("Gao", [120.0, 120.0]) };
        assert_eq!(broken("text-contrast", in_map(Item::Text(white.clone()))).len(), 1);
        let halo = Some(Halo { color: Color::hex(0x74230F), width: 0.8 });
        assert_eq!(broken("text-contrast", in_map(Item::Text(Text { halo, ..white }))), [""; 0]);
    }
}
