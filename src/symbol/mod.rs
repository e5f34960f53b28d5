//! Map symbols that stand on the map and in the legend alike, so that the two always agree.
//!
//! ```
//! use cercle::scene::{Scene, group};
//! use cercle::symbol::{dot, ring};
//!
//! let symbols = group("points", [dot([20.0, 25.0]), ring([40.0, 25.0])].concat());
//! let scene = Scene { width: 60.0, height: 50.0, items: vec![symbols], ..Scene::default() };
//! assert!(scene.items[0].is_seen());
//! ```

mod emblem;

pub use emblem::{Emblem, Shape};

use crate::color::{Color, WHITE};
use crate::error::Result;
use crate::font::{CAP_HEIGHT, Face};
use crate::palette::ink;
use crate::scene::{Item, Outline, Stroke, filled, group, stroked};
use crate::text::{Style, Typesetter};
use crate::unit::{Rect, mm};

/// Diameter of a dot in points.
pub const DOT: f64 = mm(1.15);
/// Diameter of the white disc beneath, which parts dots that overlap.
pub const RIM: f64 = mm(1.43);
/// Line width of a ring in points.
pub const RING: f64 = 0.74;
/// Distance of the no-data hatch lines in points.
pub const HATCH: f64 = mm(1.5);
/// Their width in points.
pub const HATCH_LINE: f64 = 0.35;
/// Diameter under which a proportional circle could not be seen, in points.
pub const SMALLEST_CIRCLE: f64 = mm(1.2);
/// White rim of a proportional circle in points.
pub const CIRCLE_RIM: f64 = 0.4;

/// An incident located to about 25 km or on a road.
pub fn dot(at: [f64; 2]) -> Vec<Item> {
    vec![filled(Outline::circle(at, RIM / 2.0), WHITE), filled(Outline::circle(at, DOT / 2.0), ink::INCIDENT)]
}

/// A located incident over the colours of a choropleth.
pub fn small_dot(at: [f64; 2]) -> Vec<Item> {
    const SMALL: f64 = mm(0.65);
    vec![
        filled(Outline::circle(at, SMALL / 2.0 + mm(0.15)), WHITE),
        filled(Outline::circle(at, SMALL / 2.0), ink::TITLE),
    ]
}

/// An incident located to a district or commune.
pub fn ring(at: [f64; 2]) -> Vec<Item> {
    let line = Stroke::solid(ink::INCIDENT, RING);
    vec![filled(Outline::circle(at, RIM / 2.0), WHITE), stroked(Outline::circle(at, (DOT - RING) / 2.0), line)]
}

/// What is known of one reported incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// On the map.
    Located,
    /// By region only.
    Region,
    /// No published place that could be drawn.
    Nothing,
}

/// One tick of a unit bar: one reported incident.
pub fn tick(bounds: Rect, known: Known) -> Item {
    match known {
        Known::Located => filled(Outline::rect(bounds), ink::INCIDENT),
        Known::Region => filled(Outline::rect(bounds), ink::REGION_ONLY),
        Known::Nothing => framed(Outline::rect(bounds.grown(-0.125)), WHITE, Stroke::solid(ink::UNKNOWN, 0.25)),
    }
}

/// What a district had before and has now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// None before, some now.
    New,
    /// Some before, none now.
    Gone,
}

/// Diameter of the disc of a turn in points.
pub const TURN: f64 = mm(2.1);

/// A plus or a minus on a disc with a white rim: new or vanished, whatever the colour beneath.
pub fn turn([x, y]: [f64; 2], turn: Turn, disc: Color) -> Vec<Item> {
    let half = mm(0.68);
    let mut sign = Outline::default();
    sign.polyline(&[[x - half, y], [x + half, y]], false);
    if turn == Turn::New {
        sign.polyline(&[[x, y - half], [x, y + half]], false);
    }
    let color = if disc.contrast(WHITE) > 4.5 { WHITE } else { ink::TITLE };
    vec![
        filled(Outline::circle([x, y], TURN / 2.0), WHITE),
        filled(Outline::circle([x, y], TURN / 2.0 - mm(0.12)), disc),
        stroked(sign, Stroke::solid(color, 0.9)),
    ]
}

/// A proportional circle on the map.
pub fn circle(at: [f64; 2], radius: f64) -> Item {
    framed(Outline::circle(at, radius), ink::CIRCLE, Stroke::solid(WHITE, CIRCLE_RIM))
}

/// The same in a nested legend.
pub fn legend_circle(at: [f64; 2], radius: f64) -> Item {
    framed(Outline::circle(at, radius), ink::LEGEND_CIRCLE, Stroke::solid(ink::CIRCLE, 0.5))
}

/// Height of a badge in points.
const BADGE: f64 = mm(2.5);

/// Width and height of a badge in points.
///
/// # Errors
/// If the font lacks a letter.
pub fn badge_size(set: &Typesetter, words: &str) -> Result<[f64; 2]> {
    Ok([set.line(words, &BADGE_WORDS)?.width + 2.0 * mm(0.55), BADGE])
}

const BADGE_WORDS: Style = Style::new(Face::SemiBold, 6.0, ink::INCIDENT);

/// A count of incidents that are known by region only, around a middle.
///
/// # Errors
/// If the font lacks a letter.
pub fn badge(set: &Typesetter, [x, y]: [f64; 2], words: &str) -> Result<Item> {
    let [width, height] = badge_size(set, words)?;
    let bounds = Rect::new(x - width / 2.0, y - height / 2.0, width, height);
    let frame = framed(Outline::round_rect(bounds, mm(0.6)), WHITE, Stroke::solid(ink::REGION_ONLY, 0.6));
    let baseline = y + BADGE_WORDS.size * CAP_HEIGHT / 2.0;
    let text = set.at([bounds.x0 + mm(0.55), baseline], words, &BADGE_WORDS)?;
    Ok(group("badge", vec![frame, Item::Text(text)]))
}

/// Diameter of the sign of a number that is held back, in points.
pub const WITHHELD: f64 = mm(2.0);

/// A number that is held back: a dashed ring with a stroke through it, of one size whatever the number is.
pub fn withheld([x, y]: [f64; 2]) -> Vec<Item> {
    let half = 0.35 * WITHHELD;
    let mut bar = Outline::default();
    bar.polyline(&[[x - half, y + half], [x + half, y - half]], false);
    vec![withheld_frame(Outline::circle([x, y], WITHHELD / 2.0)), stroked(bar, Stroke::solid(ink::FAINT, 0.5))]
}

/// A bar whose number or parts are held back.
pub fn withheld_bar(bounds: Rect) -> Item {
    withheld_frame(Outline::rect(bounds.grown(-0.25)))
}

fn withheld_frame(outline: Outline) -> Item {
    framed(outline, WHITE, Stroke { dash: vec![1.4, 1.0], ..Stroke::solid(ink::FAINT, 0.5) })
}

/// A shape with fill and line.
pub fn framed(outline: Outline, fill: Color, stroke: Stroke) -> Item {
    Item::Path(crate::scene::Path { outline, fill: Some(fill), stroke: Some(stroke) })
}

/// The square of a capital, with a white rim.
pub fn capital([x, y]: [f64; 2]) -> Item {
    let half = mm(0.42);
    framed(Outline::rect(Rect::new(x - half, y - half, 2.0 * half, 2.0 * half)), ink::TITLE, Stroke::solid(WHITE, 0.35))
}

/// The square of a town, smaller and quieter than the capital's.
pub fn town([x, y]: [f64; 2]) -> Item {
    let half = mm(0.3);
    let square = Outline::rect(Rect::new(x - half, y - half, 2.0 * half, 2.0 * half));
    framed(square, ink::REGION_NAME, Stroke::solid(WHITE, 0.35))
}

/// The no-data hatch at 45° inside rings (even-odd), as plain lines; all in points.
pub fn hatch(rings: &[Vec<[f64; 2]>], window: &Rect) -> Item {
    let step = HATCH * 2f64.sqrt();
    let sums = rings.iter().flatten().map(|p| p[0] + p[1]);
    let (low, high) = sums.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), s| (l.min(s), h.max(s)));
    let mut lines = Outline::default();
    let mut level = (low / step).floor() * step;
    while level < high {
        level += step;
        let mut cuts: Vec<f64> = rings.iter().flat_map(|ring| crossings(ring, level)).collect();
        cuts.sort_by(f64::total_cmp);
        for pair in cuts.chunks_exact(2) {
            let ends = [[pair[0], level - pair[0]], [pair[1], level - pair[1]]];
            if ends.iter().all(|&p| window.contains(p)) {
                lines.polyline(&ends, false);
            }
        }
    }
    stroked(lines, Stroke::solid(ink::HATCH, HATCH_LINE))
}

/// Where a ring meets the line x + y = level: the x values.
fn crossings(ring: &[[f64; 2]], level: f64) -> impl Iterator<Item = f64> {
    (0..ring.len()).filter_map(move |i| {
        let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
        let (sa, sb) = (a[0] + a[1] - level, b[0] + b[1] - level);
        ((sa > 0.0) != (sb > 0.0)).then(|| a[0] + (b[0] - a[0]) * sa / (sa - sb))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Segment;

    #[test]
    fn the_hatch_stays_inside_its_ring() {
        let square = vec![vec![[10.0, 10.0], [30.0, 10.0], [30.0, 30.0], [10.0, 30.0]]];
        let Item::Path(path) = hatch(&square, &Rect::new(0.0, 0.0, 100.0, 100.0)) else { panic!("a path") };
        let ring = Rect::new(10.0, 10.0, 20.0, 20.0).grown(1e-9);
        assert!(path.outline.segments.len() >= 8);
        for segment in path.outline.segments {
            if let Segment::Move(p) | Segment::Line(p) = segment {
                assert!(ring.contains(p), "{p:?}");
            }
        }
    }
}
