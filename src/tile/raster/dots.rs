//! Incidents as dots, or as rings where only a district or commune is known.

use super::crowd;
use super::heat::fineness;
use super::line::Plane;
use super::pixels::{Canvas, LEVELS};
use super::window::{FINE, Window};
use crate::color::{Color, WHITE};
use crate::incident::Precision;
use crate::tile::places::{Place, Places, cells};
use crate::tile::pyramid::Tile;

/// Parts of a pixel in which dots are placed, as a power of two.
const PARTS: u8 = 2;
/// More incidents than this are placed on whole pixels.
const MANY: usize = 100_000;
/// The first zoom at which incidents of one place are drawn around it: a circle of six is then 8 km wide at most.
pub(super) const DISPERSED_FROM: u8 = 8;
/// Width of the line from a moved dot to its place, and of the light line under it.
const TICK: [f64; 2] = [0.9, 2.3];
/// Radius of a dot in pixels where a whole country is seen, and near.
const RADII: [f64; 2] = [1.7, 3.4];
/// Width of the light edge around it.
const RIM: f64 = 0.7;

/// How dots look at one zoom.
pub(super) struct Dots {
    /// Stamps by phase within a pixel, row by row: for dots, and for rings.
    stamps: [Vec<Stamp>; 2],
    parts: u8,
    color: Color,
    /// Whether any incident is known to a district only.
    rings: bool,
    /// Pixels from dot to dot of one place; `None` where they lie on each other.
    apart: Option<f64>,
    /// Pixels that a dot reaches from its place at most.
    reach: f64,
    /// Pixels for each of the zoom.
    ratio: f64,
}

/// A dot or ring on the pixels around the one that it stands in: offset, and sixteenths of rim and of colour.
struct Stamp(Vec<([i64; 2], u8, u8)>);

/// A dot: place in parts of a pixel of the world, and whether it is a ring. Ordered as drawn: rings over dots, south over north.
type Dot = (bool, i64, i64);

/// What is drawn of incidents in a tile.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Marks {
    dots: Vec<Dot>,
    /// Lines from places to the dots that were moved from them, in 256ths of a pixel of the world.
    ticks: Vec<[[i64; 2]; 2]>,
}

impl Marks {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.dots.is_empty()
    }
}

impl Dots {
    /// The dots of a zoom, in a colour; `ratio` pixels for each of the zoom.
    pub fn new(places: &Places, z: u8, ratio: f64, color: Color) -> Dots {
        let near = ((f64::from(z) - 4.0) / 6.0).clamp(0.0, 1.0);
        let radius = (RADII[0] + near * (RADII[1] - RADII[0])) * ratio;
        let parts = if places.len() > MANY { 0 } else { PARTS };
        let side = 1i64 << parts;
        let phases = || (0..side).flat_map(|y| (0..side).map(move |x| [x, y]));
        let middle = |v: i64| (v as f64 + 0.5) / side as f64;
        let stamps = [false, true]
            .map(|ring| phases().map(|at| stamp(at.map(middle), (radius, RIM * ratio), ring)).collect::<Vec<_>>());
        let rings = places.attributes.iter().any(|a| a.precision == Some(Precision::District));
        let apart = Dots::disperses(places, z).then_some(2.0 * radius + RIM * ratio);
        let reach = radius + RIM * ratio + 1.0 + apart.map_or(0.0, |apart| apart * crowd::REACH);
        Dots { stamps, parts, color, rings, apart, reach, ratio }
    }

    /// Whether incidents of one place stand around it at a zoom.
    pub fn disperses(places: &Places, z: u8) -> bool {
        z >= DISPERSED_FROM && places.len() <= MANY
    }

    /// Those that are seen in a tile, of whichever tile their places are.
    pub fn of(&self, places: &Places, tile: Tile, size: u32) -> Marks {
        let mut marks = Marks::default();
        self.collect(places, (places.of(tile), tile), fineness(size), &mut marks);
        // strips around the tile, as fine as dots reach over its edge
        let finest = (f64::from(size) / self.reach).log2().floor().max(0.0) as u8;
        let (finer, strips) = (tile.z + finest, 1i64 << finest);
        let world = 1i64 << finer;
        let first = [tile.x, tile.y].map(|v| i64::from(v) << finest);
        let around = (-1..=strips).flat_map(|y| {
            let whole = y == -1 || y == strips;
            let step = if whole { 1 } else { strips as usize + 1 };
            (-1..=strips).step_by(step).map(move |x| [first[0] + x, first[1] + y])
        });
        for [x, y] in around.filter(|at| at.iter().all(|v| (0..world).contains(v))) {
            let strip = Tile { z: finer, x: x as u32, y: y as u32 };
            self.collect(places, (places.of(strip), strip), fineness(size) - finest, &mut marks);
        }
        marks.dots.sort_unstable();
        marks.dots.dedup();
        marks.ticks.sort_unstable();
        marks
    }

    /// Adds the dots of some places: one for each place of the picture, or one for each incident around it.
    fn collect(&self, places: &Places, (inside, tile): (&[Place], Tile), fineness: u8, marks: &mut Marks) {
        let fine = fineness + self.parts;
        let shift = 32u32.saturating_sub(u32::from(tile.z) + u32::from(fine));
        for run in cells(inside, tile.z, fine) {
            let [x, y] = inside[run.start].xy().map(|v| i64::from(v >> shift));
            let is_ring = |p: &Place| places.attributes[p.attributes as usize].precision == Some(Precision::District);
            let here = &inside[run];
            let rings = if self.rings { here.iter().filter(|p| is_ring(p)).count() } else { 0 };
            let dots = here.len() - rings;
            match self.apart.filter(|_| here.len() > 1) {
                Some(apart) => self.disperse([x, y], [dots, rings], apart, marks),
                None => {
                    marks.dots.extend((dots > 0).then_some((false, y, x)));
                    marks.dots.extend((rings > 0).then_some((true, y, x)));
                }
            }
        }
    }

    /// Adds the dots and rings of one place, each beside the others.
    fn disperse(&self, [x, y]: [i64; 2], [dots, rings]: [usize; 2], apart: f64, marks: &mut Marks) {
        let side = 1i64 << self.parts;
        let fine = |part: i64| part * (FINE / side) + FINE / side / 2;
        for number in 0..dots + rings {
            let moved = crowd::around(number, dots + rings).map(|v| (v * apart * side as f64).round() as i64);
            let at = [x + moved[0], y + moved[1]];
            marks.dots.push((number >= dots, at[1], at[0]));
            marks.ticks.extend((moved != [0, 0]).then_some([[x, y].map(fine), at.map(fine)]));
        }
    }

    /// Draws them. A few each stand clear of those beneath by their edges; of a crowd all edges lie under all dots, or the densest
    /// places would be the lightest.
    pub fn draw(&self, Marks { dots, ticks }: &Marks, canvas: &mut Canvas, window: Window) {
        if !ticks.is_empty() {
            let mut plane = Plane::new(window);
            for (color, width) in [(WHITE, TICK[1]), (self.color, TICK[0])] {
                ticks.iter().for_each(|[from, to]| plane.segment(*from, *to, width * self.ratio));
                plane.draw(canvas, color);
            }
        }
        if self.parts == 0 {
            dots.iter().for_each(|dot| self.stamp(*dot, canvas, window, [true, false]));
            dots.iter().for_each(|dot| self.stamp(*dot, canvas, window, [false, true]));
        } else {
            dots.iter().for_each(|dot| self.stamp(*dot, canvas, window, [true, true]));
        }
    }

    /// Draws the edge of a dot, its inside or both.
    fn stamp(&self, (ring, y, x): Dot, canvas: &mut Canvas, window: Window, [edge, inside]: [bool; 2]) {
        let side = 1i64 << self.parts;
        // a dot that was moved may stand beyond the world
        let phase = y.rem_euclid(side) * side + x.rem_euclid(side);
        let stamp = &self.stamps[usize::from(ring)][phase as usize];
        let at = [x.div_euclid(side) - window.x, y.div_euclid(side) - window.y];
        for ([dx, dy], rim, ink) in &stamp.0 {
            let (column, row) = (at[0] + dx, at[1] + dy);
            if (0..window.width as i64).contains(&column) && (0..window.height as i64).contains(&row) {
                let index = row as usize * window.width + column as usize;
                canvas.over(index, WHITE, if edge { u32::from(*rim) } else { 0 });
                canvas.over(index, self.color, if inside { u32::from(*ink) } else { 0 });
            }
        }
    }
}

/// A dot around a place in a pixel.
fn stamp([x, y]: [f64; 2], (radius, rim): (f64, f64), ring: bool) -> Stamp {
    let reach = (radius + rim + 1.0).ceil() as i64;
    let level = |share: f64| (share.clamp(0.0, 1.0) * f64::from(LEVELS) + 0.5) as u8;
    let disc = |distance: f64, radius: f64| (radius - distance + 0.5).clamp(0.0, 1.0);
    let pixel = |[dx, dy]: [i64; 2]| {
        let distance = (dx as f64 + 0.5 - x).hypot(dy as f64 + 0.5 - y);
        let hole = if ring { disc(distance, 0.55 * radius) } else { 0.0 };
        ([dx, dy], level(disc(distance, radius + rim)), level(disc(distance, radius) - hole))
    };
    let all = (-reach..=reach).flat_map(|dy| (-reach..=reach).map(move |dx| [dx, dy]));
    Stamp(all.map(pixel).filter(|(_, rim, _)| *rim > 0).collect())
}
