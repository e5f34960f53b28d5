//! Lengths on paper and places on the ground.
//!
//! Scenes are measured in PostScript points (1/72 inch), pages in millimetres, areas in square kilometres.
//!
//! ```
//! use cercle::unit::{Rect, mm, to_mm};
//!
//! assert!((mm(25.4) - 72.0).abs() < 1e-12); // an inch
//! let page = Rect::new(0.0, 0.0, mm(170.0), mm(120.0));
//! assert!((to_mm(page.width()) - 170.0).abs() < 1e-9 && page.contains(page.center()));
//! ```

/// Points in one millimetre.
const PT_PER_MM: f64 = 72.0 / 25.4;

/// Converts millimetres on paper to points.
pub const fn mm(millimetres: f64) -> f64 {
    millimetres * PT_PER_MM
}

/// Converts points to millimetres on paper.
pub const fn to_mm(points: f64) -> f64 {
    points / PT_PER_MM
}

/// A place on the ground in degrees on WGS 84: longitude east, latitude north.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LonLat {
    /// Degrees east of Greenwich, -180 to 180.
    pub lon: f64,
    /// Degrees north of the equator, -90 to 90.
    pub lat: f64,
}

/// A rectangle: of degrees, of metres in a projection or of points on a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x0: f64,
    /// Lower of the two y values.
    pub y0: f64,
    /// Right edge.
    pub x1: f64,
    /// Higher of the two y values.
    pub y1: f64,
}

impl Rect {
    /// The rectangle that contains nothing; `add` makes it grow.
    pub const EMPTY: Rect = Rect { x0: f64::INFINITY, y0: f64::INFINITY, x1: f64::NEG_INFINITY, y1: f64::NEG_INFINITY };

    /// A rectangle from its upper left corner (page sense), width and height.
    pub const fn new(x: f64, y: f64, width: f64, height: f64) -> Rect {
        Rect { x0: x, y0: y, x1: x + width, y1: y + height }
    }

    /// The smallest rectangle around the points; `EMPTY` if there is none.
    pub fn around<I: IntoIterator<Item = [f64; 2]>>(points: I) -> Rect {
        let mut rect = Rect::EMPTY;
        points.into_iter().for_each(|p| rect.add(p));
        rect
    }

    /// Grows the rectangle to contain the point.
    pub fn add(&mut self, [x, y]: [f64; 2]) {
        self.x0 = self.x0.min(x);
        self.y0 = self.y0.min(y);
        self.x1 = self.x1.max(x);
        self.y1 = self.y1.max(y);
    }

    /// Extent in x.
    pub fn width(&self) -> f64 {
        self.x1 - self.x0
    }

    /// Extent in y.
    pub fn height(&self) -> f64 {
        self.y1 - self.y0
    }

    /// The middle of the rectangle.
    pub fn center(&self) -> [f64; 2] {
        [(self.x0 + self.x1) / 2.0, (self.y0 + self.y1) / 2.0]
    }

    /// The rectangle with `by` added on every side.
    pub fn grown(&self, by: f64) -> Rect {
        Rect { x0: self.x0 - by, y0: self.y0 - by, x1: self.x1 + by, y1: self.y1 + by }
    }

    /// The rectangle around both.
    pub fn joined(&self, other: &Rect) -> Rect {
        Rect {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// Whether the point lies inside or on the edge.
    pub fn contains(&self, [x, y]: [f64; 2]) -> bool {
        x >= self.x0 && x <= self.x1 && y >= self.y0 && y <= self.y1
    }

    /// Whether the other rectangle lies wholly inside.
    pub fn holds(&self, other: &Rect) -> bool {
        other.x0 >= self.x0 && other.x1 <= self.x1 && other.y0 >= self.y0 && other.y1 <= self.y1
    }

    /// Whether the two rectangles share a point, be it of their edges.
    pub fn meets(&self, other: &Rect) -> bool {
        self.x0 <= other.x1 && other.x0 <= self.x1 && self.y0 <= other.y1 && other.y0 <= self.y1
    }

    /// Area that the two rectangles share, 0 if none.
    pub fn overlap(&self, other: &Rect) -> f64 {
        let width = self.x1.min(other.x1) - self.x0.max(other.x0);
        let height = self.y1.min(other.y1) - self.y0.max(other.y0);
        if width > 0.0 && height > 0.0 { width * height } else { 0.0 }
    }

    /// Whether nothing was ever added.
    pub fn is_empty(&self) -> bool {
        self.x0 > self.x1 || self.y0 > self.y1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inch_is_72_points() {
        assert!((mm(25.4) - 72.0).abs() < 1e-12);
        assert!((to_mm(mm(170.0)) - 170.0).abs() < 1e-12);
    }

    #[test]
    fn overlap_is_zero_for_rectangles_that_only_touch() {
        let a = Rect::new(0.0, 0.0, 2.0, 2.0);
        assert_eq!(a.overlap(&Rect::new(2.0, 0.0, 1.0, 1.0)), 0.0);
        assert_eq!(a.overlap(&Rect::new(1.0, 1.0, 5.0, 5.0)), 1.0);
        assert!(a.meets(&Rect::new(2.0, 0.0, 1.0, 1.0)) && !a.meets(&Rect::new(2.1, 0.0, 1.0, 1.0)));
        assert!(Rect::EMPTY.is_empty() && !a.is_empty() && !a.meets(&Rect::EMPTY));
    }
}
