//! Zero, no data and not covered are three looks, each of them explained.

use super::classes::swatches;
use super::finding::Remark;
use super::shape::bounds;
use super::view::{Found, View};
use crate::color::{Color, WHITE, delta_e2000};
use crate::palette::ink;
use crate::scene::Path;
use crate::unit::mm;

/// Colours nearer than this (CIEDE2000) are one look.
const ALIKE: f64 = 3.0;
/// An area may be too small for a line of the hatch: width and height together, in points.
const TOO_SMALL: f64 = mm(4.3);

fn is_hatch(path: &Path) -> bool {
    path.fill.is_none() && path.stroke.as_ref().is_some_and(|s| s.color == ink::HATCH) && !path.outline.is_empty()
}

/// Zero, not covered and the middle of changes, which are plain, and no data without its hatch.
pub fn three(view: &View) -> Vec<Remark> {
    let Some(shades) = view.scene.facts.shading else { return Vec::new() };
    let rows = swatches(view);
    let zero = rows.get(shades.classes).map(|(color, _)| ("zero", *color));
    let hatched = view.paths.iter().any(|p| p.within("legend") && is_hatch(p.item));
    let no_data = rows.get(shades.classes + 1).filter(|_| !hatched).map(|(color, _)| ("no data", *color));
    // The last shape of the land is the country itself.
    let land: Vec<Color> = view.paths.iter().filter(|p| p.within("land")).filter_map(|p| p.item.fill).collect();
    let outside = land.iter().take(land.len().saturating_sub(1)).filter(|c| **c != WHITE);
    let middle = rows.get(shades.classes / 2).filter(|_| shades.diverging).map(|(color, _)| ("no change", *color));
    let mut looks: Vec<(&str, Color)> = zero.into_iter().chain(no_data).chain(middle).collect();
    let own = looks.len();
    looks.extend(outside.map(|c| ("not covered", *c)));
    let mut remarks = Vec::new();
    for i in 0..own {
        for j in i + 1..looks.len() {
            let ((one, a), (two, b)) = (looks[i], looks[j]);
            let apart = delta_e2000(a.lab(), b.lab());
            if apart < ALIKE {
                remarks.push(Remark::new(format!("{one} and {two} differ by {apart:.1}, below {ALIKE}")));
            }
        }
    }
    remarks
}

/// Areas without data that have no hatch drawn right after them.
pub fn hatched(view: &View) -> Vec<Remark> {
    let bare = |(i, path): &(usize, &Found<Path>)| {
        let place = bounds(&path.item.outline, 0.0);
        let followed = view.paths.get(i + 1).is_some_and(|next| is_hatch(next.item));
        path.item.fill == Some(ink::NO_DATA) && place.width() + place.height() > TOO_SMALL && !followed
    };
    let remark = |(_, path): (usize, &Found<Path>)| {
        Remark::new(format!("an area without data in {} has no hatch", path.layer()))
            .at(bounds(&path.item.outline, 0.0))
    };
    view.paths.iter().enumerate().filter(bare).map(remark).collect()
}

/// Colours of areas, and of symbols on a map without colours, that the legend does not show.
pub fn explained(view: &View) -> Vec<Remark> {
    let drawn = |layer| view.paths.iter().filter(move |p| p.within(layer) && !p.item.outline.is_empty());
    let fills: Vec<Color> = swatches(view).into_iter().map(|(color, _)| color).collect();
    let hexagons = drawn("hexbin").filter(|p| !p.within("hexagon-borders"));
    let areas = drawn("choropleth").chain(hexagons).filter_map(|p| p.item.fill);
    let mut remarks = missing("areas", areas, &fills);
    if view.scene.facts.shading.is_none() {
        let shown: Vec<Color> = drawn("legend").filter_map(|p| symbol_color(p.item)).collect();
        remarks.extend(missing("symbols", drawn("incidents").filter_map(|p| symbol_color(p.item)), &shown));
    }
    remarks
}

/// What a filled or hollow symbol is coloured; a white edge and a line have no colour of a symbol.
fn symbol_color(path: &Path) -> Option<Color> {
    match (path.fill, &path.stroke) {
        (Some(WHITE), Some(line)) if line.color != WHITE => Some(line.color),
        (fill, _) => fill.filter(|c| *c != WHITE),
    }
}

fn missing(what: &str, drawn: impl Iterator<Item = Color>, shown: &[Color]) -> Vec<Remark> {
    let mut missing: Vec<Color> = drawn.filter(|c| !shown.contains(c)).collect();
    missing.sort_unstable();
    missing.dedup();
    let remark = |c| Remark::new(format!("{what} are coloured {c}, which the legend does not show"));
    missing.into_iter().map(remark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::samples::{broken, choropleth, figure, in_map};
    use crate::scene::{Item, Outline, Scene, filled, group};
    use crate::unit::Rect;

    fn area(color: Color) -> Item {
        group("choropleth", vec![filled(Outline::rect(Rect::new(100.0, 100.0, 20.0, 20.0)), color)])
    }

    /// A sample whose legend shows zero so, and no data so.
    fn legend(zero: Color, no_data: Color) -> Scene {
        let mut scene = choropleth("Incidents per 10,000 km²", &[0xFBE3CF, 0xDF8456, 0x74230F]);
        let row = |y: f64, color| filled(Outline::rect(Rect::new(40.0, y, 20.0, 8.0)), color);
        scene.items.push(group("legend", vec![row(80.0, zero), row(90.0, no_data)]));
        scene
    }

    #[test]
    fn three_looks_must_be_three() {
        assert_eq!(broken("three-looks", figure()), [""; 0]);
        assert_eq!(broken("three-looks", legend(WHITE, ink::NO_DATA)), [""; 0]);
        assert_eq!(
            broken("three-looks", legend(ink::NOT_COVERED, ink::NO_DATA)),
            ["zero and not covered differ by 0.0, below 3"]
        );
        assert_eq!(broken("three-looks", legend(WHITE, WHITE)), ["zero and no data differ by 0.0, below 3"]);
    }

    #[test]
    fn no_change_is_neither_zero_nor_land_that_is_not_covered() {
        let drawn = |middle: u32| {
            let mut scene = choropleth("Change in incidents per 10,000 km²", &[0x3D9896, middle, 0xD26A3B]);
            scene.facts.shading = scene.facts.shading.map(|s| crate::scene::Shades { diverging: true, ..s });
            let row = |y: f64, color| filled(Outline::rect(Rect::new(40.0, y, 20.0, 8.0)), color);
            scene.items.push(group("legend", vec![row(80.0, WHITE), row(90.0, ink::NO_DATA)]));
            scene
        };
        assert_eq!(broken("three-looks", drawn(0xF7F2E0)), [""; 0]);
        assert_eq!(broken("three-looks", drawn(0xF6F2EC)), ["no change and not covered differ by 1.6, below 3"]);
    }

    #[test]
    fn no_data_without_hatch_is_found() {
        assert_eq!(broken("no-data-hatch", in_map(area(WHITE))), [""; 0]);
        let bare = broken("no-data-hatch", in_map(area(ink::NO_DATA)));
        assert_eq!(bare, ["an area without data in map / choropleth has no hatch"]);
        let square = [[100.0, 100.0], [120.0, 100.0], [120.0, 120.0], [100.0, 120.0]];
        let hatch = crate::symbol::hatch(&[square.to_vec()], &Rect::new(0.0, 0.0, 200.0, 200.0));
        let Item::Group(mut fill) = area(ink::NO_DATA) else { panic!("a group") };
        fill.items.push(hatch);
        assert_eq!(broken("no-data-hatch", in_map(Item::Group(fill))), [""; 0]);
    }

    #[test]
    fn a_colour_that_the_legend_lacks_is_found() {
        let found = broken("legend-matches", in_map(area(Color::hex(0x08519C))));
        assert_eq!(found, ["areas are coloured #08519C, which the legend does not show"]);
        assert_eq!(broken("legend-matches", legend(WHITE, ink::NO_DATA)), [""; 0]);
    }

    #[test]
    fn a_kind_of_symbol_that_the_legend_lacks_is_found() {
        let mark = |color: u32| filled(Outline::rect(Rect::new(100.0, 100.0, 3.0, 3.0)), Color::hex(color));
        let with = |key: u32| {
            let mut scene = in_map(group("incidents", vec![mark(0x1D4E89), mark(0xFFFFFF)]));
            scene.items.push(group("legend", vec![mark(key)]));
            scene.facts.shading = None;
            scene
        };
        assert_eq!(broken("legend-matches", with(0x1D4E89)), [""; 0]);
        let found = broken("legend-matches", with(0xB8860B));
        assert_eq!(found, ["symbols are coloured #1D4E89, which the legend does not show"]);
    }
}
