//! Districts or regions coloured by class; zero and no data have looks of their own.

use super::borders::outline;
use super::frame::Frame;
use super::ground::Ground;
use crate::classify::Classes;
use crate::color::{Color, WHITE};
use crate::measure::Values;
use crate::palette::ink;
use crate::scene::{Item, Outline, Stroke, filled, group, stroked};
use crate::unit::{Rect, mm};

/// How one unit is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// By its class, counted from 0.
    Class(usize),
    /// Counted, and nothing was there.
    Zero,
    /// Not known.
    NoData,
}

/// The look of each unit.
pub fn looks(values: &Values, classes: &Classes) -> Vec<Look> {
    let look = |value: &Option<f64>| match *value {
        None => Look::NoData,
        Some(0.0) => Look::Zero,
        Some(v) => Look::Class(classes.class_of(v)),
    };
    values.values.iter().map(look).collect()
}

/// Fills units (groups of districts) by their looks; units of one class are one shape, so that no seam shows between them.
pub fn choropleth(ground: &Ground, frame: &Frame, units: &[Vec<usize>], looks: &[Look], colors: &[Color]) -> Item {
    let shape = |wanted: Look| {
        let members = units.iter().zip(looks).filter(|(_, l)| **l == wanted).flat_map(|(u, _)| u.iter().copied());
        outline(ground, frame, members)
    };
    let mut items = Vec::new();
    for (class, &color) in colors.iter().enumerate() {
        let fill = shape(Look::Class(class));
        // Two classes that meet would leave a light seam between them; a hairline of the fill closes it.
        items.push(stroked(fill.clone(), Stroke::solid(color, 0.25)));
        items.push(filled(fill, color));
    }
    items.push(filled(shape(Look::Zero), WHITE));
    let unknown = units.iter().zip(looks).filter(|(_, l)| **l == Look::NoData);
    for (unit, _) in unknown {
        let rings: Vec<Vec<[f64; 2]>> = unit
            .iter()
            .flat_map(|&d| &ground.borders.rings[d])
            .map(|ring| frame.all(&ground.borders.ring(ring)))
            .collect();
        items.push(filled(outline(ground, frame, unit.iter().copied()), ink::NO_DATA));
        items.push(hatch(&rings, &frame.page));
    }
    group("choropleth", items)
}

/// The no-data hatch at 45° inside rings (even-odd), as plain lines; all in points.
pub fn hatch(rings: &[Vec<[f64; 2]>], window: &Rect) -> Item {
    let step = mm(1.5) * 2f64.sqrt();
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
    stroked(lines, Stroke::solid(ink::HATCH, 0.35))
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
    use crate::classify::manual;

    #[test]
    fn zero_no_data_and_classes_are_three_looks() {
        let values = Values { values: vec![None, Some(0.0), Some(0.1), Some(0.2)], counts: vec![0, 0, 1, 2] };
        let classes = manual(&[0.2]).expect("one break");
        assert_eq!(looks(&values, &classes), [Look::NoData, Look::Zero, Look::Class(0), Look::Class(1)]);
    }

    #[test]
    fn the_hatch_stays_inside_its_ring() {
        let square = vec![vec![[10.0, 10.0], [30.0, 10.0], [30.0, 30.0], [10.0, 30.0]]];
        let Item::Path(path) = hatch(&square, &Rect::new(0.0, 0.0, 100.0, 100.0)) else { panic!("a path") };
        let ring = Rect::new(10.0, 10.0, 20.0, 20.0).grown(1e-9);
        let lines = path.outline.segments.len();
        assert!(lines >= 8, "{lines}");
        for segment in path.outline.segments {
            if let crate::scene::Segment::Move(p) | crate::scene::Segment::Line(p) = segment {
                assert!(ring.contains(p), "{p:?}");
            }
        }
    }
}
