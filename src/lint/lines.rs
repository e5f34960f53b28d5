//! Widths of lines, and contrast of those that carry meaning.

use std::collections::BTreeSet;

use super::finding::Remark;
use super::shape::{bounds, outline_edges};
use super::view::{Found, View};
use crate::color::Color;
use crate::scene::{Path, Stroke};

/// Narrowest line, and narrowest light line over colour, in points.
const LEAST: f64 = 0.25;
const LEAST_LIGHT: f64 = 0.35;
/// A line of at least this luminance is light: it parts colours, and does not stand out from paper.
const LIGHT: f64 = 0.8;
/// Contrast of a line with what lies on either side (WCAG 2.2, 1.4.11).
const CONTRAST: f64 = 3.0;
/// Share of a line's length that may have less.
const SLIP: f64 = 0.1;
/// Where the sides are looked at: from the edge of the line, in points.
const ASIDE: f64 = 0.3;
/// Places looked at along the lines of one path.
const PLACES: f64 = 240.0;
/// Layers of lines that are quiet on purpose: context, patterns, and samples of them in a legend.
/// The frame of a badge only ties it to the tick of its colour: the number in it carries the meaning.
const QUIET: [&str; 9] =
    ["grid", "land", "district-borders", "water", "choropleth", "locator", "legend", "badge", "notes"];

fn light(stroke: &Stroke) -> bool {
    stroke.color.luminance() >= LIGHT
}

/// Whether a line only closes the seams of a shape of its own colour, which follows it.
fn closes_seam(view: &View, index: usize, stroke: &Stroke) -> bool {
    let (line, next) = (&view.paths[index], view.paths.get(index + 1));
    next.is_some_and(|shape| shape.item.fill == Some(stroke.color) && shape.groups == line.groups)
}

/// Lines too narrow to print.
pub fn minimum(view: &View) -> Vec<Remark> {
    let mut said = BTreeSet::new();
    let mut remarks = Vec::new();
    for (index, path) in view.paths.iter().enumerate() {
        let Some(stroke) = path.item.stroke.as_ref().filter(|_| !path.item.outline.is_empty()) else { continue };
        if closes_seam(view, index, stroke) {
            continue;
        }
        let least = if light(stroke) { LEAST_LIGHT } else { LEAST };
        if stroke.width >= least - 1e-6 {
            continue;
        }
        let words = format!("a line {} of {} is {:.2} pt, below {least} pt", stroke.color, path.layer(), stroke.width);
        if said.insert(words.clone()) {
            remarks.push(Remark::new(words).at(bounds(&path.item.outline, stroke.width)));
        }
    }
    remarks
}

/// Lines that carry meaning and do not stand out. Light casings are no such lines, nor are those outside of every layer.
pub fn contrast(view: &View) -> Vec<Remark> {
    let mut said = BTreeSet::new();
    let mut remarks = Vec::new();
    let loud = |path: &&Found<Path>| !path.groups.is_empty() && !QUIET.iter().any(|q| path.within(q));
    for path in view.paths.iter().filter(loud) {
        let Some(stroke) = path.item.stroke.as_ref().filter(|s| !light(s)) else { continue };
        let (share, worst, color) = faint(view, path, stroke);
        if share > SLIP && said.insert((path.layer(), stroke.color)) {
            let words = format!(
                "lines {} of {} are down to {worst:.2}:1 against {color} and below {CONTRAST}:1 on {:.0} % of their length",
                stroke.color,
                path.layer(),
                100.0 * share
            );
            remarks.push(Remark::new(words).at(bounds(&path.item.outline, stroke.width)));
        }
    }
    remarks
}

/// Share of a line's length with too little contrast to a side, the least contrast, and with which colour.
fn faint(view: &View, path: &Found<Path>, stroke: &Stroke) -> (f64, f64, Color) {
    let edges = outline_edges(&path.item.outline);
    let near = view.near(&bounds(&path.item.outline, stroke.width).grown(2.0 * ASIDE));
    let length = |[a, b]: &[[f64; 2]; 2]| ((b[0] - a[0]).powi(2) + (b[1] - a[1]).powi(2)).sqrt();
    let step = edges.iter().map(length).sum::<f64>() / PLACES;
    let (mut next, mut seen, mut poor) = (step / 2.0, 0u32, 0u32);
    let (mut worst, mut against) = (f64::INFINITY, stroke.color);
    // A line has few neighbours, and the contrast to each is asked for at every place.
    let mut known: Vec<(Color, f64)> = Vec::new();
    let mut contrast = |side: Color| match known.iter().find(|(color, _)| *color == side) {
        Some(&(_, contrast)) => contrast,
        None => {
            known.push((side, side.contrast(stroke.color)));
            known[known.len() - 1].1
        }
    };
    for edge in &edges {
        let long = length(edge);
        while next < long && step > 0.0 {
            let at = [0, 1].map(|k| edge[0][k] + (edge[1][k] - edge[0][k]) * next / long);
            let away = (stroke.width / 2.0 + ASIDE) / long;
            let aside = [-(edge[1][1] - edge[0][1]) * away, (edge[1][0] - edge[0][0]) * away];
            next += step;
            if near.hidden(at, path.order) {
                continue;
            }
            let sides = [1.0, -1.0].map(|s| near.beneath([at[0] + s * aside[0], at[1] + s * aside[1]], path.order));
            let [one, other] = sides.map(|side| (contrast(side), side));
            let (contrast, side) = if other.0 < one.0 { other } else { one };
            (seen, poor) = (seen + 1, poor + u32::from(contrast < CONTRAST));
            if contrast < worst {
                (worst, against) = (contrast, side);
            }
        }
        next -= long;
    }
    (f64::from(poor) / f64::from(seen.max(1)), worst, against)
}

#[cfg(test)]
mod tests {
    use crate::color::{Color, WHITE};
    use crate::lint::samples::{broken, in_map};
    use crate::scene::{Item, Outline, Stroke, filled, group, stroked};
    use crate::unit::Rect;

    fn line(layer: &str, color: Color, width: f64) -> Item {
        let mut outline = Outline::default();
        outline.polyline(&[[60.0, 120.0], [140.0, 125.0]], false);
        group(layer, vec![stroked(outline, Stroke::solid(color, width))])
    }

    #[test]
    fn hairlines_are_found_and_light_ones_must_be_wider() {
        let dark = Color::hex(0x4F4A43);
        let found = |color, width| broken("stroke-minimum", in_map(line("region-borders", color, width)));
        assert_eq!(found(dark, 0.25), [""; 0]);
        assert_eq!(found(dark, 0.2), ["a line #4F4A43 of map / region-borders is 0.20 pt, below 0.25 pt"]);
        assert_eq!(found(WHITE, 0.35), [""; 0]);
        assert_eq!(found(WHITE, 0.3).len(), 1);
    }

    #[test]
    fn the_seam_of_a_shape_is_no_line() {
        let (light, square) = (Color::hex(0xFEF0D9), Outline::rect(Rect::new(100.0, 110.0, 9.0, 9.0)));
        let seam = |fill| vec![stroked(square.clone(), Stroke::solid(light, 0.25)), filled(square.clone(), fill)];
        let found = |fill| broken("stroke-minimum", in_map(group("choropleth", seam(fill))));
        assert_eq!(found(light), [""; 0]);
        assert_eq!(found(Color::hex(0xB30000)).len(), 1);
    }

    #[test]
    fn a_faint_border_is_found_unless_it_is_context() {
        let found = |layer, hex| broken("line-contrast", in_map(line(layer, Color::hex(hex), 0.5)));
        assert_eq!(found("region-borders", 0x808080), [""; 0]);
        assert_eq!(found("water", 0x999999), [""; 0]);
        assert_eq!(
            found("region-borders", 0x999999),
            [
                "lines #999999 of map / region-borders are down to 2.85:1 against #FFFFFF and below 3:1 on 100 % of their length"
            ]
        );
    }
}
