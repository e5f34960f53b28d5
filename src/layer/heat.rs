//! Kernel density as a picture under the borders: the one layer that is no shape.

use rayon::prelude::*;

use super::frame::Frame;
use super::ground::Ground;
use crate::classify::Ramp;
use crate::color::{Color, WHITE};
use crate::measure::heat::{Kernel, Mask, Metric, corrected};
use crate::scene::{Image, Item, group};
use crate::unit::Rect;

/// Most cells along a side, whatever the size of the page.
const MOST: f64 = 2000.0;

/// Density over a country, in the plane of its map.
#[derive(Debug, Clone, PartialEq)]
pub struct Density {
    /// The cells' bounds in metres of the plane.
    pub extent: Rect,
    /// Cells across and down.
    pub size: [usize; 2],
    /// Incidents per 1,000 km², and per year, by cell from the upper left; not a number outside the country.
    pub values: Vec<f32>,
}

/// Spreads incidents (places in the plane, metres) over a country in cells so many metres wide, for so many years.
///
/// Distances are those of the plane, an equal-area projection made for the country: right to 0.3 % up to 1,000 km from its centre. Kernels
/// are cut off at the border and corrected for it.
pub fn density(ground: &Ground, places: &[[f64; 2]], (kernel, years): (&Kernel, f64), cell: f64) -> Density {
    let rings = |d: &Vec<_>| d.iter().map(|ring| ground.borders.ring(ring)).collect::<Vec<Vec<[f64; 2]>>>();
    let shapes: Vec<Vec<Vec<[f64; 2]>>> = ground.borders.rings.iter().map(rings).collect();
    let bounds = Rect::around(shapes.iter().flatten().flatten().chain(places).copied());
    let cell = cell.max(bounds.width().max(bounds.height()) / MOST);
    let size = [bounds.width(), bounds.height()].map(|side| (side / cell).ceil().max(1.0) as usize);
    let extent = Rect { y0: bounds.y1 - cell * size[1] as f64, x1: bounds.x0 + cell * size[0] as f64, ..bounds };
    let in_cells = |[x, y]: [f64; 2]| [(x - extent.x0) / cell, (extent.y1 - y) / cell];
    let shapes: Vec<Vec<Vec<[f64; 2]>>> = shapes
        .into_iter()
        .map(|rings| rings.into_iter().map(|r| r.into_iter().map(in_cells).collect()).collect())
        .collect();
    let mut cells = vec![0.0; size[0] * size[1]];
    for place in places {
        let [x, y] = in_cells(*place);
        cells[(y as usize).min(size[1] - 1) * size[0] + (x as usize).min(size[0] - 1)] += 1.0;
    }
    let mask = Mask::filled(size, &shapes);
    let mut values = corrected(&cells, &mask, &Metric::plane(size[1], cell), kernel);
    let per = (1e9 / (cell * cell * years)) as f32;
    values.iter_mut().for_each(|v| *v *= per);
    Density { extent, size, values }
}

/// The picture: nothing is white, outside the country it is transparent.
pub fn heat(frame: &Frame, density: &Density, ramp: &Ramp, colors: &[Color]) -> Item {
    let [columns, rows] = density.size;
    let look = |value: f32| match ramp.step(value) {
        None => [255, 255, 255, 0],
        Some(0) => [WHITE.r, WHITE.g, WHITE.b, 255],
        Some(step) => colors.get(usize::from(step) - 1).map_or([0; 4], |c| [c.r, c.g, c.b, 255]),
    };
    let bytes: Vec<u8> = density.values.par_iter().flat_map_iter(|v| look(*v)).collect();
    let [x0, y0] = frame.at([density.extent.x0, density.extent.y1]);
    let [x1, y1] = frame.at([density.extent.x1, density.extent.y0]);
    let picture = image::RgbaImage::from_raw(columns as u32, rows as u32, bytes);
    let items = picture.map(|pixels| Item::Image(Image { pixels, place: Rect { x0, y0, x1, y1 } }));
    group("heat", items.into_iter().collect())
}
