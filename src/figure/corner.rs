//! The corner of a map that the country leaves free.

use crate::layer::{Frame, Sums};
use crate::unit::{Rect, mm};

/// Distance of furniture from the edge of the map in points.
const INSET: f64 = mm(2.6);

/// A corner of a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Corner {
    /// Upper left.
    UpperLeft,
    /// Upper right.
    UpperRight,
    /// Lower left.
    LowerLeft,
    /// Lower right.
    LowerRight,
}

/// A place in a corner.
pub struct Free {
    /// The place.
    pub bounds: Rect,
    /// Share of it that lies over the country.
    pub covers: f64,
}

/// The corner where a box of the size hides least of the country and none of the boxes; `first` wins a tie. `country` comes from
/// the same frame.
pub fn free_corner(country: &Sums, frame: &Frame, size: [f64; 2], taken: &[Rect], first: &[Corner]) -> Free {
    let all = [Corner::UpperLeft, Corner::LowerRight, Corner::LowerLeft, Corner::UpperRight];
    let place = |corner: &Corner| {
        let bounds = bounds(*corner, &frame.page, size);
        // Another piece of furniture in the corner shifts this one sideways, onto the same base line.
        let bounds = taken.iter().fold(bounds, |b, t| beside(*corner, b, t));
        let hidden = country.share_under(&bounds.grown(mm(1.0)));
        let off = if frame.page.holds(&bounds) && taken.iter().all(|t| t.overlap(&bounds) == 0.0) { 0.0 } else { 2.0 };
        Free { bounds, covers: hidden + off }
    };
    first
        .iter()
        .chain(&all)
        .map(place)
        .reduce(|best, next| if next.covers < best.covers - 1e-9 { next } else { best })
        .expect("there are four corners")
}

fn bounds(corner: Corner, page: &Rect, [width, height]: [f64; 2]) -> Rect {
    let left = matches!(corner, Corner::UpperLeft | Corner::LowerLeft);
    let upper = matches!(corner, Corner::UpperLeft | Corner::UpperRight);
    let x = if left { page.x0 + INSET } else { page.x1 - INSET - width };
    let y = if upper { page.y0 + INSET } else { page.y1 - INSET - height };
    Rect::new(x, y, width, height)
}

fn beside(corner: Corner, bounds: Rect, taken: &Rect) -> Rect {
    if bounds.overlap(taken) == 0.0 {
        return bounds;
    }
    let left = matches!(corner, Corner::UpperLeft | Corner::LowerLeft);
    let x = if left { taken.x1 + INSET } else { taken.x0 - INSET - bounds.width() };
    Rect::new(x, bounds.y0, bounds.width(), bounds.height())
}
