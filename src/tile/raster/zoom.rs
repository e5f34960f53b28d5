//! One zoom of a picture, and the drawing of a tile.

use super::cover::FULL;
use super::dots::Dots;
use super::encode::Drawn;
use super::heat::{Counts, Density};
use super::land::{Land, Near, Relief};
use super::name::Sprite;
use super::pixels::{CLEAR, Canvas, Pixel, mixed, opaque, over};
use super::window::{Scale, Window};
use crate::classify::Scaling;
use crate::color::{Color, WHITE};
use crate::palette::ink;
use crate::tile::content::Content;
use crate::tile::pyramid::Tile;

/// Pixels from one line of the no-data hatch to the next, along a row.
const HATCH: f64 = 8.0;
/// Width of its lines.
const HATCH_LINE: f64 = 1.1;

/// What the inside of a shape looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fill {
    /// One colour.
    Flat(Color),
    /// No data.
    Hatched,
    /// The surface of incidents.
    Surface,
}

/// What all zooms share.
pub(super) struct Ground {
    /// Shapes that are filled; `None` fills those of `lines`.
    pub fill: Option<Relief>,
    /// How the looks of shapes are filled; none leaves the ground bare.
    pub fills: Vec<Fill>,
    /// The borders.
    pub lines: Relief,
    /// A density inside the country.
    pub density: Option<Density>,
    /// Or counts by pixel, so scaled.
    pub counts: Option<Scaling>,
    /// Colours of the surface's steps.
    pub colors: Vec<Color>,
}

/// What the tiles of a zoom share.
pub(super) struct Zoom {
    pub scale: Scale,
    pub fill: Option<Land>,
    pub lines: Land,
    pub names: Vec<Sprite>,
    pub dots: Option<Dots>,
    pub counts: Option<Counts>,
    /// Pixels for each of the zoom.
    pub hatch: f64,
}

/// What may be seen in some neighbouring tiles.
pub(super) struct Neighbourhood<'a> {
    zoom: &'a Zoom,
    fill: Option<Near<'a>>,
    lines: Near<'a>,
    names: Vec<&'a Sprite>,
}

impl Zoom {
    /// What may be seen in a part of the map.
    pub fn near(&self, window: Window) -> Neighbourhood<'_> {
        Neighbourhood {
            zoom: self,
            fill: self.fill.as_ref().map(|land| land.near(window)),
            lines: self.lines.near(window),
            names: self.names.iter().filter(|name| name.meets(window)).collect(),
        }
    }
}

impl Neighbourhood<'_> {
    /// Draws a tile: fills, borders, names, dots.
    pub fn tile(&self, ground: &Ground, (content, tile): (&Content, Tile), window: Window) -> Drawn {
        let steps = match (&ground.density, &self.zoom.counts) {
            (Some(density), _) => density.steps(window, self.zoom.scale),
            (None, Some(counts)) => counts.steps(&content.places, tile, window.width as u32),
            (None, None) => None,
        };
        let dots = self.zoom.dots.as_ref();
        let marks = dots.map(|dots| dots.of(&content.places, tile, window.width as u32)).unwrap_or_default();
        let names: Vec<&&super::name::Sprite> = self.names.iter().filter(|name| name.meets(window)).collect();
        let filled = self.filled(ground, steps.as_deref(), window);
        let lined = self.lines.has_lines(window) || self.fill.as_ref().is_some_and(|fill| fill.has_lines(window));
        if marks.is_empty() && names.is_empty() && !lined {
            return filled;
        }
        let mut canvas = match filled {
            Drawn::Pixels(canvas) => canvas,
            Drawn::Plain(pixel) => Canvas::new([window.width, window.height], pixel),
            Drawn::Steps(steps) => {
                let pixels = steps.iter().map(|step| ground.step(*step)).collect();
                Canvas { width: window.width, pixels }
            }
        };
        if let Some(fill) = &self.fill {
            fill.draw(&mut canvas, window);
        }
        self.lines.draw(&mut canvas, window);
        names.iter().for_each(|name| name.draw(&mut canvas, window));
        if let Some(dots) = dots {
            dots.draw(&marks, &mut canvas, window);
        }
        Drawn::Pixels(canvas)
    }

    /// The fills of a tile.
    fn filled(&self, ground: &Ground, steps: Option<&[u8]>, window: Window) -> Drawn {
        if ground.fills.is_empty() {
            return Drawn::Plain(CLEAR);
        }
        let coverage = self.fill.as_ref().unwrap_or(&self.lines).coverage(window);
        let hatch = Hatch::new(self.zoom.hatch);
        let color = |look: usize, row: usize, column: usize| match ground.fills[look] {
            Fill::Flat(color) => opaque(color),
            Fill::Hatched => hatch.at(window.x + column as i64, window.y + row as i64),
            Fill::Surface => ground.step(steps.map_or(0, |steps| steps[row * window.width + column])),
        };
        let varied = |shares: &[i32]| {
            let varies = |fill: &Fill| *fill == Fill::Hatched || *fill == Fill::Surface && steps.is_some();
            shares.iter().zip(&ground.fills).any(|(share, fill)| *share > 0 && varies(fill))
        };
        if let Some(shares) = coverage.uniform() {
            if !varied(&shares) {
                return Drawn::Plain(mixed(&shares, |look| color(look, 0, 0)));
            }
            if let (Some(steps), [FULL]) = (steps, shares.as_slice()) {
                return Drawn::Steps(steps.to_vec());
            }
        }
        let mut canvas = Canvas::new([window.width, window.height], CLEAR);
        coverage.sweep(|row, columns, shares| {
            if shares.iter().all(|share| *share <= 0) {
                return;
            }
            let varies = varied(shares);
            let first = columns.start;
            let run = canvas.run(row, columns);
            if !varies {
                run.fill(mixed(shares, |look| color(look, row, first)));
                return;
            }
            for (pixel, column) in run.iter_mut().zip(first..) {
                *pixel = mixed(shares, |look| color(look, row, column));
            }
        });
        Drawn::Pixels(canvas)
    }
}

impl Ground {
    /// The pixel of a step of the surface.
    pub fn step(&self, step: u8) -> Pixel {
        let color = usize::from(step).checked_sub(1).and_then(|step| self.colors.get(step));
        opaque(color.copied().unwrap_or(WHITE))
    }
}

/// The no-data hatch: a pattern of the whole world, of which every district shows its part.
struct Hatch(Vec<Pixel>);

impl Hatch {
    fn new(ratio: f64) -> Hatch {
        let period = (HATCH * ratio) as usize;
        let level = |sum: usize| {
            // distance from the nearest line, across it; lines run where column and row add up to a multiple of the period
            let along = (sum as f64 + 1.0).rem_euclid(period as f64);
            let distance = along.min(period as f64 - along) / std::f64::consts::SQRT_2;
            let half = HATCH_LINE * ratio / 2.0;
            let share = ((distance + 0.5).min(half) - (distance - 0.5).max(-half)).clamp(0.0, 1.0);
            over(opaque(ink::NO_DATA), ink::HATCH, (share * 16.0 + 0.5) as u32)
        };
        Hatch((0..period).map(level).collect())
    }

    fn at(&self, x: i64, y: i64) -> Pixel {
        self.0[(x + y).rem_euclid(self.0.len() as i64) as usize]
    }
}
