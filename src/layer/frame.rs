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

    /// The part of the frame that shows nothing beyond a rectangle of the plane; its upper left corner stays where it was.
    pub fn within(self, known: &Rect) -> Frame {
        let scale = 1.0 / self.metres_per_point();
        let e = self.extent;
        let seen =
            Rect { x0: e.x0.max(known.x0), y0: e.y0.max(known.y0), x1: e.x1.min(known.x1), y1: e.y1.min(known.y1) };
        if seen == e || seen.is_empty() {
            return self;
        }
        let page = Rect::new(self.page.x0, self.page.y0, seen.width() * scale, seen.height() * scale);
        Frame { page, extent: seen, ..self }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_ends_where_nothing_more_is_known() {
        let country = Rect { x0: 0.0, y0: 0.0, x1: 100.0, y1: 100.0 };
        let wide = Frame::filling(Rect::new(10.0, 20.0, 400.0, 100.0), country);
        assert_eq!(wide.extent, Rect { x0: -150.0, y0: 0.0, x1: 250.0, y1: 100.0 });
        let known = Rect { x0: -50.0, y0: -500.0, x1: 200.0, y1: 500.0 };
        let seen = wide.within(&known);
        assert_eq!(seen.page, Rect::new(10.0, 20.0, 250.0, 100.0));
        assert_eq!((seen.extent, seen.metres_per_point()), (Rect { x0: -50.0, y0: 0.0, x1: 200.0, y1: 100.0 }, 1.0));
        assert_eq!(seen.at([-50.0, 100.0]), [10.0, 20.0]);
        let all = Rect { x0: -1e9, y0: -1e9, x1: 1e9, y1: 1e9 };
        assert_eq!(wide.within(&all), wide);
        assert_eq!(wide.within(&Rect { x0: 1e8, x1: 1e9, ..all }), wide, "a country that its context leaves out");
    }
}
