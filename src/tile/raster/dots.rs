//! Incidents as dots, or as rings where only a district or commune is known.

use super::heat::fineness;
use super::pixels::{Canvas, LEVELS};
use super::window::Window;
use crate::color::{Color, WHITE};
use crate::incident::Precision;
use crate::tile::places::{Place, Places, cells};
use crate::tile::pyramid::Tile;

/// Parts of a pixel in which dots are placed, as a power of two.
const PARTS: u8 = 2;
/// More incidents than this are placed on whole pixels.
const MANY: usize = 100_000;
/// Tiles are cut this much finer, as a power of two, to find the dots that reach over their edges: 8 pixels.
const STRIP: u8 = 5;
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
}

/// A dot or ring on the pixels around the one that it stands in: offset, and sixteenths of rim and of colour.
struct Stamp(Vec<([i64; 2], u8, u8)>);

/// A dot: place in parts of a pixel of the world, and whether it is a ring. Ordered as drawn: rings over dots, south over north.
type Dot = (bool, i64, i64);

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
        Dots { stamps, parts, color, rings }
    }

    /// Those that are seen in a tile.
    pub fn of(&self, places: &Places, tile: Tile, size: u32) -> Vec<Dot> {
        let mut dots = Vec::new();
        self.collect(places, (places.of(tile), tile), fineness(size), &mut dots);
        let (finer, strips) = (tile.z + STRIP, 1i64 << STRIP);
        let world = 1i64 << finer;
        let first = [tile.x, tile.y].map(|v| i64::from(v) << STRIP);
        let around = (-1..=strips).flat_map(|y| {
            let whole = y == -1 || y == strips;
            let step = if whole { 1 } else { strips as usize + 1 };
            (-1..=strips).step_by(step).map(move |x| [first[0] + x, first[1] + y])
        });
        for [x, y] in around.filter(|at| at.iter().all(|v| (0..world).contains(v))) {
            let strip = Tile { z: finer, x: x as u32, y: y as u32 };
            self.collect(places, (places.of(strip), strip), fineness(size) - STRIP, &mut dots);
        }
        dots.sort_unstable();
        dots.dedup();
        dots
    }

    /// Adds the dots of some places, each place of the picture once.
    fn collect(&self, places: &Places, (inside, tile): (&[Place], Tile), fineness: u8, dots: &mut Vec<Dot>) {
        let fine = fineness + self.parts;
        let shift = 32u32.saturating_sub(u32::from(tile.z) + u32::from(fine));
        for run in cells(inside, tile.z, fine) {
            let [x, y] = inside[run.start].xy().map(|v| i64::from(v >> shift));
            let is_ring = |p: &Place| places.attributes[p.attributes as usize].precision == Some(Precision::District);
            if !self.rings {
                dots.push((false, y, x));
                continue;
            }
            let here = &inside[run];
            dots.extend((!here.iter().all(is_ring)).then_some((false, y, x)));
            dots.extend(here.iter().any(is_ring).then_some((true, y, x)));
        }
    }

    /// Draws them. A few each stand clear of those beneath by their edges; of a crowd all edges lie under all dots, or the densest
    /// places would be the lightest.
    pub fn draw(&self, dots: &[Dot], canvas: &mut Canvas, window: Window) {
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
        let stamp = &self.stamps[usize::from(ring)][(y % side * side + x % side) as usize];
        let at = [x / side - window.x, y / side - window.y];
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
