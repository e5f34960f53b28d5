//! Notes under the figure, in balanced columns.

use crate::error::Result;
use crate::font::Face;
use crate::palette::ink;
use crate::scene::{Item, Text, group};
use crate::text::{Paragraph, Style, Typesetter, lines};
use crate::unit::mm;

const HEAD: Style = Style::new(Face::SemiBold, 6.0, ink::HEAD);
const BODY: Style = Style::new(Face::Regular, 6.0, ink::QUIET);
const LEAD: f64 = 6.0 * 1.36;
const BETWEEN: f64 = mm(0.75);

/// Paragraphs, each with the name of its layer, in order over columns (left edge and width in points), the first base line at `baseline`.
/// The split is the one whose tallest column is lowest. Answers the items and the lowest base line.
///
/// # Errors
/// If a word is wider than a column or the font lacks a letter.
pub fn notes(
    set: &Typesetter,
    paragraphs: &[(&str, Paragraph)],
    columns: &[[f64; 2]],
    baseline: f64,
) -> Result<(Item, f64)> {
    let mut broken: Vec<Vec<Vec<Text>>> = Vec::new();
    for (_, paragraph) in paragraphs {
        broken.push(lines(set, paragraph, [&HEAD, &BODY], columns[0][1])?);
    }
    let heights: Vec<f64> = broken.iter().map(|p| p.len() as f64 * LEAD + BETWEEN).collect();
    let splits = balance(&heights, columns.len());
    let mut items = Vec::new();
    let mut lowest = baseline;
    for (column, &[x, _]) in columns.iter().enumerate() {
        let mut y = baseline;
        let set_here = splits[column]..splits[column + 1];
        for ((name, _), broken) in paragraphs[set_here.clone()].iter().zip(&broken[set_here]) {
            let mut texts = Vec::new();
            for line in broken {
                texts.extend(line.iter().map(|t| Item::Text(Text { origin: [x + t.origin[0], y], ..t.clone() })));
                lowest = lowest.max(y);
                y += LEAD;
            }
            items.push(group(name, texts));
            y += BETWEEN;
        }
    }
    Ok((group("note-lines", items), lowest))
}

/// Where each column starts (and the end), so that the tallest is as low as can be; the first such split.
fn balance(heights: &[f64], columns: usize) -> Vec<usize> {
    let fits = |limit: f64| {
        let mut starts = vec![0];
        let mut height = 0.0;
        for (i, h) in heights.iter().enumerate() {
            if height > 0.0 && height + h > limit {
                starts.push(i);
                height = 0.0;
            }
            height += h;
        }
        (starts.len() <= columns).then(|| {
            starts.resize(columns + 1, heights.len());
            starts
        })
    };
    // The best limit is the height of some run of paragraphs.
    let mut limits: Vec<f64> =
        (0..heights.len()).flat_map(|i| (i + 1..=heights.len()).map(move |j| heights[i..j].iter().sum())).collect();
    limits.sort_by(f64::total_cmp);
    limits.into_iter().find_map(|limit| fits(limit + 1e-9)).unwrap_or_else(|| vec![heights.len(); columns + 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tallest_column_is_as_low_as_can_be() {
        assert_eq!(balance(&[4.0, 1.0, 3.0, 3.0, 5.0], 3), [0, 2, 4, 5]);
        assert_eq!(balance(&[1.0], 3), [0, 1, 1, 1]);
        assert_eq!(balance(&[], 2), [0, 0, 0]);
    }
}
