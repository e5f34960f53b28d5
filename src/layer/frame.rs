//! The window on the page through which a map is seen.

use crate::unit::Rect;

/// A rectangle of the page that shows a rectangle of the projected plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Where on the page, in points.
    pub page: Rect,
    /// What of the plane, in metres; the same shape as `page`.
    pub extent: Rect,
    /// Whether it shows a part of another map at a larger scale.
    pub enlarged: bool,
}

impl Frame {
    /// A frame as wide as asked for, from its upper left corner; the height follows from the extent.
    pub fn wide([x, y]: [f64; 2], width: f64, extent: Rect) -> Frame {
        Frame { page: Rect::new(x, y, width, width * extent.height() / extent.width()), extent, enlarged: false }
    }

    /// A frame that fills the rectangle: the extent is widened in one direction to its shape.
    pub fn filling(page: Rect, extent: Rect) -> Frame {
        let scale = (extent.width() / page.width()).max(extent.height() / page.height());
        let ([x, y], w, h) = (extent.center(), page.width() * scale / 2.0, page.height() * scale / 2.0);
        Frame { page, extent: Rect { x0: x - w, y0: y - h, x1: x + w, y1: y + h }, enlarged: false }
    }

    /// Metres on the ground under one point of paper.
    pub fn metres_per_point(&self) -> f64 {
        self.extent.width() / self.page.width()
    }

    /// A place of the plane (metres, y north) on the page (points, y down).
    pub fn at(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let scale = 1.0 / self.metres_per_point();
        [self.page.x0 + (x - self.extent.x0) * scale, self.page.y0 + (self.extent.y1 - y) * scale]
    }

    /// The place of the plane at a point of the page.
    pub fn place(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let scale = self.metres_per_point();
        [self.extent.x0 + (x - self.page.x0) * scale, self.extent.y1 - (y - self.page.y0) * scale]
    }

    /// Several places of the plane on the page.
    pub fn all(&self, points: &[[f64; 2]]) -> Vec<[f64; 2]> {
        points.iter().map(|&p| self.at(p)).collect()
    }
}
