//! Districts as edges with a look on either side, and borders as lines, generalised for each zoom.

use rayon::prelude::*;

use super::cover::{Coverage, Sides};
use super::edges::{Edge, Edges, Rank};
use super::line::Plane;
use super::pixels::Canvas;
use super::window::{FINE, Scale, Window};
use crate::color::{Color, WHITE};
use crate::palette::ink;
use crate::tile::pyramid::world;

/// Bends smaller than the square of so many pixels go.
const TOLERANCE: f64 = 0.6;
/// Where half of the districts (or regions) are narrower than so many pixels, their borders would hide them.
const NARROW: f64 = 14.0;
/// Width of the light edge on either side of a strong border over colours, in pixels.
const CASING: f64 = 0.6;

impl Rank {
    const ALL: [Rank; 3] = [Rank::District, Rank::Region, Rank::Country];

    /// Width in pixels where the zoom is so far (0 for the whole world).
    fn width(self, z: u8) -> f64 {
        let near = ((f64::from(z) - 4.0) / 6.0).clamp(0.0, 1.0);
        let [far, close] = match self {
            Rank::District => [0.45, 1.0],
            Rank::Region => [0.8, 1.6],
            Rank::Country => [1.1, 2.2],
        };
        far + near * (close - far)
    }
}

/// A stretch of border in the square of the world, for every zoom.
struct Arc {
    points: Vec<[f64; 2]>,
    /// Areas from which on the vertices go.
    areas: Vec<f64>,
    sides: Sides,
    rank: Rank,
}

/// A stretch of border at one zoom.
struct Stretch {
    /// Vertices in 256ths of a pixel.
    points: Vec<[i64; 2]>,
    /// Left, top, right and bottom in pixels, the last two beyond it.
    bounds: [i64; 4],
    sides: Sides,
    rank: Rank,
}

/// Districts or hexagons at one zoom.
pub(super) struct Land {
    stretches: Vec<Stretch>,
    /// Widths of lines by rank, in pixels; 0 where they are not drawn.
    widths: [f64; 3],
    looks: usize,
    on_fill: bool,
    ratio: f64,
}

/// What land looks like, whatever the zoom.
pub(super) struct Relief {
    arcs: Vec<Arc>,
    looks: usize,
    /// Typical width of a district and of a region, as a part of the world's.
    typical: [f64; 2],
    on_fill: bool,
}

impl Relief {
    /// The borders of districts, with the look of each inside it (of so many); `on_fill` borders lie over colours.
    pub fn new(edges: &Edges, (look_of, looks): (&[u8], usize), on_fill: bool) -> Relief {
        let arc = |edge: &Edge| Arc {
            areas: edge.areas.clone(),
            points: edge.points.clone(),
            sides: edge.districts.map(|district| district.map(|d| look_of[d])),
            rank: edge.rank,
        };
        Relief { arcs: edges.all.iter().map(arc).collect(), looks, typical: edges.typical, on_fill }
    }

    /// Shapes that stand alone, with a look each: rings in degrees, counter-clockwise.
    pub fn of_rings(rings: &[(Vec<[f64; 2]>, u8)], looks: usize, width: f64) -> Relief {
        let arc = |(ring, look): &(Vec<[f64; 2]>, u8)| Arc {
            points: ring.iter().map(|&[lon, lat]| world(lon, lat)).collect(),
            areas: vec![f64::INFINITY; ring.len()],
            sides: [Some(*look), None],
            rank: Rank::District,
        };
        Relief { arcs: rings.iter().map(arc).collect(), looks, typical: [width; 2], on_fill: true }
    }

    /// The same at one zoom, with so many pixels for each of the zoom.
    pub fn at(&self, z: u8, size: u32, ratio: f64) -> Land {
        let scale = Scale::new(z, size);
        let least = (TOLERANCE / scale.pixels()).powi(2);
        let stretch = |arc: &Arc| {
            let kept = arc.points.iter().zip(&arc.areas).filter(|(_, area)| **area >= least);
            let mut points: Vec<[i64; 2]> = kept.map(|(p, _)| scale.fine(*p)).collect();
            points.dedup();
            Stretch { bounds: bounds(&points), points, sides: arc.sides, rank: arc.rank }
        };
        let drawn = |rank: Rank| {
            let wide = |i: usize| self.typical[i] * scale.pixels() / ratio >= NARROW;
            let shown = match rank {
                Rank::District => wide(0),
                Rank::Region => wide(1),
                Rank::Country => true,
            };
            if shown { rank.width(z) * ratio } else { 0.0 }
        };
        Land {
            stretches: self.arcs.par_iter().map(stretch).collect(),
            widths: Rank::ALL.map(drawn),
            looks: self.looks,
            on_fill: self.on_fill,
            ratio,
        }
    }
}

/// The stretches that may be seen in a part of the map, or lie left of it, where they say what is inside.
pub(super) struct Near<'a> {
    land: &'a Land,
    stretches: Vec<&'a Stretch>,
}

impl Land {
    /// Those for some tiles.
    pub fn near(&self, window: Window) -> Near<'_> {
        let margin = self.margin();
        let wanted = |s: &&Stretch| {
            s.bounds[1] < window.y + window.height as i64 + margin
                && s.bounds[3] > window.y - margin
                && s.bounds[0] < window.x + window.width as i64 + margin
        };
        Near { land: self, stretches: self.stretches.iter().filter(wanted).collect() }
    }

    fn margin(&self) -> i64 {
        (self.widths[2] + 2.0 * CASING * self.ratio).ceil() as i64 + 1
    }
}

impl Near<'_> {
    /// The shares of the looks in the pixels of a window.
    pub fn coverage(&self, window: Window) -> Coverage {
        let mut coverage = Coverage::new(window, self.land.looks);
        for stretch in self.stretches.iter().filter(|s| s.sides[0] != s.sides[1]) {
            let [_, top, right, bottom] = stretch.bounds;
            if bottom <= window.y || top >= window.y + window.height as i64 {
                continue;
            }
            match stretch.points.as_slice() {
                [first, .., last] if right <= window.x => coverage.beyond(*first, *last, stretch.sides),
                points => points.windows(2).for_each(|ends| coverage.edge(ends[0], ends[1], stretch.sides)),
            }
        }
        coverage
    }

    /// Whether a line is seen in a window.
    pub fn has_lines(&self, window: Window) -> bool {
        Rank::ALL.into_iter().any(|rank| self.lines(rank, window).next().is_some())
    }

    fn lines(&self, rank: Rank, window: Window) -> impl Iterator<Item = &Stretch> {
        let margin = self.land.margin();
        let seen = move |s: &&&Stretch| {
            let [x0, y0, x1, y1] = s.bounds;
            s.rank == rank && window.meets([x0 - margin, y0 - margin, x1 + margin, y1 + margin])
        };
        let drawn = self.land.widths[rank as usize] > 0.0;
        self.stretches.iter().filter(move |_| drawn).filter(seen).copied()
    }

    /// Draws the borders over a canvas of the window: districts' under regions' under the country's.
    pub fn draw(&self, canvas: &mut Canvas, window: Window) {
        let mut plane = Plane::new(window);
        for rank in Rank::ALL {
            let width = self.land.widths[rank as usize];
            let mut lay = |width: f64, color: Color| {
                for stretch in self.lines(rank, window) {
                    stretch.points.windows(2).for_each(|ends| plane.segment(ends[0], ends[1], width));
                }
                plane.draw(canvas, color);
            };
            if self.land.on_fill && rank != Rank::District {
                lay(width + 2.0 * CASING * self.land.ratio, WHITE);
            }
            lay(width, color(rank, self.land.on_fill));
        }
    }
}

fn color(rank: Rank, on_fill: bool) -> Color {
    match rank {
        Rank::District if on_fill => ink::HAIRLINE,
        Rank::District => ink::DISTRICT,
        Rank::Region if on_fill => ink::REGION_ON_FILL,
        Rank::Region => ink::REGION,
        Rank::Country => ink::COUNTRY,
    }
}

fn bounds(points: &[[i64; 2]]) -> [i64; 4] {
    let range = |axis: usize| {
        let values = || points.iter().map(|p| p[axis].div_euclid(FINE));
        (values().min().unwrap_or(0), values().max().unwrap_or(0) + 1)
    };
    let ((x0, x1), (y0, y1)) = (range(0), range(1));
    [x0, y0, x1, y1]
}
