//! Districts in the equal-area plane, gated and made simple.

use geo::{Area, BooleanOps, BoundingRect, Coord, LineString, MultiPolygon, Polygon};
use rayon::prelude::*;

use super::guarded;
use crate::boundary::Boundaries;
use crate::error::{Error, Result};
use crate::projection::Cylindrical;
use crate::unit::Rect;

/// Edges that rise by more than this (degrees of latitude) get vertices between: only along a meridian is what is straight in
/// degrees straight in the plane too, and within such a step it is so to a decimetre.
const STEP: f64 = 0.02;

/// An equal-area plane in metres: parallels and meridians are straight lines in it.
pub type Plane = Cylindrical;

/// The plane for some sets together.
pub fn plane_of(sets: &[&Boundaries]) -> Plane {
    let mut degrees = Rect::EMPTY;
    for bounds in sets.iter().map(|set| set.degrees()).filter(|b| b.x0 <= b.x1) {
        degrees.add([bounds.x0, bounds.y0]);
        degrees.add([bounds.x1, bounds.y1]);
    }
    if degrees.x0 > degrees.x1 {
        degrees = Rect { x0: 0.0, y0: 0.0, x1: 0.0, y1: 0.0 };
    }
    Cylindrical::equal_area(degrees)
}

/// One set in the plane.
pub(super) struct Sheet {
    pub file: String,
    pub ids: Vec<String>,
    pub shapes: Vec<MultiPolygon<f64>>,
    pub m2: Vec<f64>,
    pub boxes: Vec<Rect>,
    /// Length of each district's rings in metres.
    length: Vec<f64>,
    /// Side of the cells that the overlay rounds places to, at most, in metres.
    cell: f64,
    /// Districts that are not what their rings' areas say: by how many m².
    crossed: Vec<(usize, f64)>,
}

impl Sheet {
    pub fn new(set: &Boundaries, plane: Plane) -> Result<Sheet> {
        set.districts.iter().try_for_each(|d| gate(&set.file, &d.id, &d.shape))?;
        let drawn: Vec<MultiPolygon<f64>> = set.districts.par_iter().map(|d| projected(&d.shape, plane)).collect();
        let boxes: Vec<Rect> = drawn.iter().map(bounds).collect();
        let whole = boxes.iter().fold(0.0, |most: f64, b| most.max(b.x1.abs()).max(b.x0.abs()).max(b.y1 - b.y0));
        let mut sheet = Sheet {
            file: set.file.clone(),
            ids: set.districts.iter().map(|d| d.id.clone()).collect(),
            m2: drawn.iter().map(Area::unsigned_area).collect(),
            length: drawn.iter().map(length).collect(),
            cell: whole.max(1.0) / f64::from(1u32 << 28),
            boxes,
            shapes: Vec::new(),
            crossed: Vec::new(),
        };
        let nothing = MultiPolygon(Vec::new());
        let simple = |i: usize| guarded((&sheet, i), (&sheet, i), || drawn[i].union(&nothing));
        let shapes: Vec<MultiPolygon<f64>> = (0..drawn.len()).into_par_iter().map(simple).collect::<Result<_>>()?;
        for (i, shape) in shapes.iter().enumerate() {
            let (before, m2) = (sheet.m2[i], shape.unsigned_area());
            if (m2 - before).abs() > sheet.slack(i) {
                sheet.crossed.push((i, m2 - before));
            }
            sheet.m2[i] = m2;
        }
        sheet.shapes = shapes;
        Ok(sheet)
    }

    /// Area in m² by which rounding to the overlay's cells may change a district.
    pub fn slack(&self, i: usize) -> f64 {
        self.length[i] * self.cell + 1e-9 * self.m2[i] + 1.0
    }

    /// A sentence on districts that cross themselves.
    pub fn notes(&self) -> Vec<String> {
        let note = |&(i, by): &(usize, f64)| {
            let id = &self.ids[i];
            format!(
                "{}: rings of {id} cross; by the even-odd rule its area is {:+.3} km² different",
                self.file,
                by / 1e6
            )
        };
        self.crossed.iter().map(note).collect()
    }
}

/// Refuses places that are not on the globe: one of them makes an overlay empty without a word.
fn gate(file: &str, id: &str, shape: &MultiPolygon<f64>) -> Result<()> {
    let rings = shape.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    // Written so that what is no number is not on the globe.
    let off = |c: &&Coord<f64>| !(c.x.abs() <= 180.0 && c.y.abs() <= 90.0);
    match rings.flat_map(|r| &r.0).find(off) {
        None => Ok(()),
        Some(c) => Err(Error::data(format!("{file}, {id}: ({}, {}) is no place on the globe", c.x, c.y))
            .hint("repair the district; coordinates are degrees on WGS 84")),
    }
}

fn bounds(shape: &MultiPolygon<f64>) -> Rect {
    shape.bounding_rect().map_or(Rect::EMPTY, |r| Rect { x0: r.min().x, y0: r.min().y, x1: r.max().x, y1: r.max().y })
}

fn length(shape: &MultiPolygon<f64>) -> f64 {
    let rings = shape.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    rings.flat_map(|r| r.0.windows(2)).map(|e| (e[1].x - e[0].x).hypot(e[1].y - e[0].y)).sum()
}

/// A shape of degrees in the plane, its edges straight in degrees.
fn projected(shape: &MultiPolygon<f64>, plane: Plane) -> MultiPolygon<f64> {
    let ring = |ring: &LineString<f64>| -> LineString<f64> {
        let mut points = Vec::with_capacity(ring.0.len());
        for edge in ring.0.windows(2) {
            points.extend(steps(edge[0], edge[1]));
        }
        points.extend(ring.0.last());
        points.into_iter().map(|c| Coord { x: plane.x(c.x), y: plane.y(c.y) }).collect()
    };
    let polygon = |p: &Polygon<f64>| Polygon::new(ring(p.exterior()), p.interiors().iter().map(ring).collect());
    shape.iter().map(polygon).collect()
}

/// The start of an edge and places between it and its end, the same ones whichever way a neighbour walks the edge.
fn steps(from: Coord<f64>, to: Coord<f64>) -> impl Iterator<Item = Coord<f64>> {
    let parts = ((to.y - from.y).abs() / STEP).ceil().max(1.0) as u32;
    let forward = (from.x, from.y) <= (to.x, to.y);
    let (low, high) = if forward { (from, to) } else { (to, from) };
    let between = move |k: u32| {
        let t = f64::from(if forward { k } else { parts - k }) / f64::from(parts);
        low * (1.0 - t) + high * t
    };
    std::iter::once(from).chain((1..parts).map(between))
}
