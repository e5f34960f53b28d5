//! A second frame under each map, in which a busy part of the country is drawn larger.

use super::corner::{Corner, free_corner};
use super::layout::{Draw, Figure, Stage};
use crate::color::WHITE;
use crate::error::Result;
use crate::font::{CAP_HEIGHT, Face};
use crate::furniture::{number, scale_bar, scale_bar_size};
use crate::layer::{Frame, Ground, country_raster};
use crate::palette::ink;
use crate::scene::{Item, Outline, Stroke, group, stroked};
use crate::text::Style;
use crate::unit::{LonLat, Rect, mm};

/// Space between a map and its enlargement.
const GAP: f64 = mm(2.0);
/// The line around the enlarged part, on both maps.
const EDGE: f64 = 0.5;
/// A dot's distance from the edge.
const INSET: f64 = mm(1.2);

/// A part of the country in degrees (west, south, east, north) as a rectangle of the plane, in metres.
pub(super) fn extent_of(ground: &Ground, [west, south, east, north]: [f64; 4]) -> Rect {
    let steps = (0..=20).map(|i| f64::from(i) / 20.0);
    let edge = steps.flat_map(|t| {
        let (lon, lat) = (west + t * (east - west), south + t * (north - south));
        [[lon, south], [lon, north], [west, lat], [east, lat]]
    });
    Rect::around(edge.map(|[lon, lat]| ground.projection.forward(LonLat { lon, lat })))
}

impl Figure {
    /// Height that the enlargement takes under a map of the width.
    pub(super) fn under_map(&self, width: f64) -> f64 {
        self.enlarge.map_or(0.0, |extent| GAP + width * extent.height() / extent.width())
    }

    /// The enlargement under a map and the mark of its extent on the map, if the figure has one.
    pub(super) fn enlarged(&self, stage: &Stage, index: usize, map: &Frame, draw: &Draw) -> Result<Option<[Item; 2]>> {
        let Some(extent) = self.enlarge else { return Ok(None) };
        let at = [map.page.x0, map.page.y1 + GAP];
        let frame = Frame { enlarged: true, ..Frame::wide(at, map.page.width(), extent) };
        let times = map.metres_per_point() / frame.metres_per_point();
        let (mut furniture, mut boxes) = (Vec::new(), Vec::new());
        if index == 0 {
            let country = country_raster(stage.ground, &frame).sums();
            let [width, metres] = [frame.page.width(), frame.metres_per_point()];
            let size = scale_bar_size(stage.set, self.language, width, metres)?;
            let corner = free_corner(&country, &frame, size, &boxes, &[Corner::LowerRight]);
            let at = [corner.bounds.x0, corner.bounds.y1];
            furniture.push(scale_bar(stage.set, self.language, at, width, metres)?);
            boxes.push(corner.bounds);
        }
        let words = format!("×{}", number(self.language, (times * 10.0).round() / 10.0));
        let style = Style::new(Face::SemiBold, 6.0, ink::TITLE).halo(WHITE, 0.8);
        let label = stage.set.at([frame.page.x0 + INSET, frame.page.y1 - INSET], &words, &style)?;
        let height = style.size * CAP_HEIGHT;
        boxes.push(Rect::new(label.origin[0], label.origin[1] - height, label.width, height).grown(mm(0.5)));
        let mut items = draw(index, &frame, &boxes)?;
        items.extend(furniture);
        items.push(Item::Text(label));
        items.push(edge(frame.page.grown(-EDGE / 2.0)));
        let name = self.panel_name(index).replacen("map", "map-enlarged", 1);
        Ok(Some([edge(on_page(map, extent)), group(&name, items)]))
    }

    /// The four sides of the mark on a map, which names keep off.
    pub(super) fn marked(&self, map: &Frame) -> Vec<Rect> {
        let Some(r) = self.enlarge.map(|extent| on_page(map, extent)) else { return Vec::new() };
        let side = |x0: f64, y0: f64, x1: f64, y1: f64| Rect { x0, y0, x1, y1 }.grown(EDGE / 2.0);
        vec![
            side(r.x0, r.y0, r.x1, r.y0),
            side(r.x0, r.y1, r.x1, r.y1),
            side(r.x0, r.y0, r.x0, r.y1),
            side(r.x1, r.y0, r.x1, r.y1),
        ]
    }
}

fn on_page(map: &Frame, extent: Rect) -> Rect {
    let [a, b] = [[extent.x0, extent.y0], [extent.x1, extent.y1]].map(|p| map.at(p));
    Rect { x0: a[0], y0: b[1], x1: b[0], y1: a[1] }
}

fn edge(bounds: Rect) -> Item {
    group("enlarged-extent", vec![stroked(Outline::rect(bounds), Stroke::solid(ink::TITLE, EDGE))])
}
