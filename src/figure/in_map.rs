//! Furniture inside a map: legend, locator, scale bar, north arrow, degrees.

use super::corner::{Corner, free_corner};
use super::layout::{Figure, MOST_HIDDEN, Stage};
use super::orientation::{arrow, degrees};
use crate::error::Result;
use crate::furniture::{NORTH_ARROW, backing, scale_bar, scale_bar_size};
use crate::layer::{Frame, Sums, country_raster, locator};
use crate::scene::Item;
use crate::unit::{Rect, mm};

/// Share of the locator in the width of a panel.
const LOCATOR: f64 = 0.244;

/// A box widened to the edges of the map that it nearly touches, so that no stub of a line is left between.
fn to_edge(bounds: Rect, map: &Rect) -> Rect {
    let near = |inner: f64, outer: f64| if (inner - outer).abs() < mm(3.0) { outer } else { inner };
    Rect {
        x0: near(bounds.x0, map.x0),
        y0: near(bounds.y0, map.y0),
        x1: near(bounds.x1, map.x1),
        y1: near(bounds.y1, map.y1),
    }
}

/// What lies behind a legend: a little more than its own box, up to the edges of the map that are near, but nothing of the
/// country where the box itself is clear of it.
fn behind(bounds: Rect, map: &Rect, country: &Sums) -> Rect {
    let wide = to_edge(bounds.grown(mm(1.5)), map);
    if country.share_under(&bounds) > 0.0 {
        return wide;
    }
    let sides: [fn(Rect, Rect) -> Rect; 4] = [
        |r, wide| Rect { x0: wide.x0, ..r },
        |r, wide| Rect { y0: wide.y0, ..r },
        |r, wide| Rect { x1: wide.x1, ..r },
        |r, wide| Rect { y1: wide.y1, ..r },
    ];
    sides.into_iter().fold(bounds, |r, side| {
        let wider = side(r, wide);
        if country.share_under(&wider) > 0.0 { r } else { wider }
    })
}

impl Figure {
    /// Furniture inside a map and the boxes it takes: legend, locator, scale bar.
    pub(super) fn in_map(&self, stage: &Stage, index: usize, frame: &Frame) -> Result<(Vec<Item>, Vec<Rect>)> {
        let (mut items, mut boxes) = (Vec::new(), Vec::new());
        let country = country_raster(stage.ground, frame).sums();
        let below = self.legend_below(stage)?;
        if let Some(rows) = self.legend.as_ref().filter(|_| !below && index == 0) {
            let corner = free_corner(&country, frame, rows.size(stage.set)?, &boxes, &[Corner::UpperLeft]);
            items.push(backing(behind(corner.bounds, &frame.page, &country), corner.covers > MOST_HIDDEN));
            items.push(rows.draw(stage.set, [corner.bounds.x0, corner.bounds.y0])?);
            boxes.push(corner.bounds.grown(mm(1.5)));
        }
        if self.locator && index == 0 && !stage.ground.neighbour_names.is_empty() {
            let width = if self.panels.len() > 1 { LOCATOR * frame.page.width() } else { mm(16.0) };
            let first = if self.panels.len() > 1 { Corner::UpperLeft } else { Corner::LowerRight };
            let corner = free_corner(&country, frame, [width, width * 0.86], &boxes, &[first]);
            if corner.covers == 0.0 {
                items.push(locator(stage.ground, [corner.bounds.x0, corner.bounds.y0], width));
                boxes.push(corner.bounds);
            }
        }
        if !self.bar_below() && index == 0 {
            let [width, height] =
                scale_bar_size(stage.set, self.language, frame.page.width(), frame.metres_per_point())?;
            let sought = [Corner::LowerRight, Corner::LowerLeft];
            let corner = free_corner(&country, frame, [width, height], &boxes, &sought);
            let at = [corner.bounds.x0, corner.bounds.y1];
            items.push(scale_bar(stage.set, self.language, at, frame.page.width(), frame.metres_per_point())?);
            boxes.push(corner.bounds);
        }
        self.oriented(stage, index, frame, (&mut items, &mut boxes))?;
        Ok((items, boxes))
    }

    /// North arrow and degrees, in the room that other furniture leaves.
    fn oriented(
        &self,
        stage: &Stage,
        index: usize,
        frame: &Frame,
        (items, boxes): (&mut Vec<Item>, &mut Vec<Rect>),
    ) -> Result<()> {
        if self.orientation.north_arrow && index == 0 {
            let country = country_raster(stage.ground, frame).sums();
            let corner = free_corner(&country, frame, NORTH_ARROW, boxes, &[Corner::UpperRight]);
            items.push(arrow(stage, frame, [corner.bounds.x0, corner.bounds.y0])?);
            boxes.push(corner.bounds);
        }
        if let Some(graticule) = self.orientation.graticule {
            let step = graticule.step(stage.ground, frame);
            let (labels, places) = degrees(stage, self.language, (frame, step), boxes)?;
            items.push(labels);
            boxes.extend(places);
        }
        Ok(())
    }
}
