//! Names that stand outside the country, tied to their district by a leader.

use super::label::{Block, Obstacles, Placed, Words};
use super::raster::{Raster, Sums};
use crate::color::WHITE;
use crate::error::Result;
use crate::palette::ink;
use crate::scene::{Item, Outline, Stroke, filled, stroked};
use crate::text::Typesetter;
use crate::unit::{Rect, mm};

/// Longest leader in points.
const LONGEST: f64 = mm(12.0);
/// How far inside its district a leader ends, in points.
const INSIDE: f64 = mm(0.75);
/// White space between a leader and its name, in points.
const GAP: f64 = mm(0.5);

/// A name with its leader.
pub struct Call {
    /// The name.
    pub name: Placed,
    /// Leader and the dot at its end.
    pub leader: Vec<Item>,
    /// What the leader takes of the page, as small boxes along it: later names keep off it.
    pub along: Vec<Rect>,
}

/// Places a name outside the country, as near to its district as it can stand.
///
/// `district` and `country` come from one frame, `window` is the part of the page that may be used.
///
/// # Errors
/// If the font lacks a letter.
pub fn call_outside(
    set: &Typesetter,
    (words, size): (&Words, f64),
    (district, country): (&Raster, &Sums),
    window: Rect,
    taken: &Obstacles,
) -> Result<Option<Call>> {
    let block = Block::new(set, std::slice::from_ref(words), size)?;
    let depths = district.depths();
    let deepest = depths.iter().fold(0.0, |a: f64, &b| a.max(b));
    // From outside, the nearest end lies on the rim of what is deep enough.
    let rim = INSIDE.min(deepest)..=INSIDE.min(deepest) + mm(0.7);
    let ends: Vec<[f64; 2]> = district.middles().filter(|(i, _)| rim.contains(&depths[*i])).map(|(_, p)| p).collect();
    let around = Rect::around(ends.iter().copied());
    let bounds = around.grown(LONGEST);
    let [width, height] = block.size;
    let mut best: Option<(f64, [f64; 2], [f64; 2], Rect)> = None;
    let search = bounds.grown(width.max(height) + mm(1.2));
    let boxes: Vec<&Rect> = taken.boxes.iter().filter(|b| b.meets(&search)).collect();
    let steps = |low: f64, high: f64| (0..=((high - low) / mm(0.6)) as usize).map(move |i| low + i as f64 * mm(0.6));
    for y in steps(bounds.y0, bounds.y1) {
        for x in steps(bounds.x0 - width, bounds.x1) {
            let place = Rect::new(x, y, width, height);
            let reach = place.grown(mm(0.6));
            let near = around.grown(best.map_or(LONGEST, |(length, ..)| length));
            if !tips(&place).iter().any(|tip| near.contains(*tip))
                || !window.holds(&reach)
                || country.under(&reach).0 > 0.0
                || boxes.iter().any(|b| b.overlap(&reach) > 0.0)
            {
                continue;
            }
            for tip in tips(&place).into_iter().filter(|tip| near.contains(*tip)) {
                let Some((length, end)) = nearest(&ends, tip) else { continue };
                let fits = length <= LONGEST && best.is_none_or(|(shortest, ..)| length < shortest);
                if fits && !boxes.iter().any(|b| meets(b, end, tip)) {
                    best = Some((length, end, tip, place));
                }
            }
        }
    }
    Ok(best.map(|(_, end, tip, place)| Call {
        name: block.at(place),
        leader: draw(end, tip),
        along: along(end, tip).map(|[x, y]| Rect::new(x, y, 0.0, 0.0).grown(GAP / 2.0)).collect(),
    }))
}

/// Where a leader may touch a name: beside its first or last letter.
fn tips(place: &Rect) -> [[f64; 2]; 2] {
    let middle = place.center()[1];
    [[place.x0 - GAP, middle], [place.x1 + GAP, middle]]
}

fn nearest(ends: &[[f64; 2]], tip: [f64; 2]) -> Option<(f64, [f64; 2])> {
    let mut best: Option<(f64, [f64; 2])> = None;
    for &p in ends {
        let (dx, dy) = (p[0] - tip[0], p[1] - tip[1]);
        let square = dx * dx + dy * dy;
        if best.is_none_or(|(least, _)| square < least) {
            best = Some((square, p));
        }
    }
    best.map(|(square, p)| (square.sqrt(), p))
}

/// Whether a segment passes through a box, sampled at a fraction of a letter's height.
fn meets(r: &Rect, a: [f64; 2], b: [f64; 2]) -> bool {
    let apart = |k: usize, low: f64, high: f64| a[k].max(b[k]) < low || a[k].min(b[k]) > high;
    !apart(0, r.x0, r.x1) && !apart(1, r.y0, r.y1) && along(a, b).any(|p| r.contains(p))
}

/// Places along a segment, nearer to each other than a letter is high.
fn along(a: [f64; 2], b: [f64; 2]) -> impl Iterator<Item = [f64; 2]> {
    (0..=40).map(|i| f64::from(i) / 40.0).map(move |t| [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])])
}

fn draw(end: [f64; 2], tip: [f64; 2]) -> Vec<Item> {
    let mut line = Outline::default();
    line.polyline(&[end, tip], false);
    vec![
        stroked(line.clone(), Stroke::solid(WHITE, 1.1)),
        filled(Outline::circle(end, mm(0.4)), WHITE),
        stroked(line, Stroke::solid(ink::TITLE, 0.35)),
        filled(Outline::circle(end, mm(0.275)), ink::TITLE),
    ]
}
