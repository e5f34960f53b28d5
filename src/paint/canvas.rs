//! Scenes drawn in pixels, in horizontal bands that are drawn in parallel.

use std::collections::HashMap;
use std::sync::Mutex;

use rayon::prelude::*;
use tiny_skia::{FilterQuality, Pixmap, PixmapPaint, Transform};

use super::raster::{Band, Lines, Shape, Sweep, dashed, grown, stroke};
use crate::color::{Color, WHITE};
use crate::error::{Error, Result};
use crate::font::{Face, Outlines};
use crate::scene::{Image, Item, Outline, Path, Scene, Text};

/// Height of a band in pixels, a power of two. Fixed, so that the file does not depend on the number of threads.
const BAND: u32 = 64;
/// Steps from nothing to a whole pixel: finer ones nobody sees, and the file would be half as large again.
const STEPS: u32 = 15;
/// Bytes of sixteen pixels, by which runs are filled.
const RUN: usize = 48;

/// One thing to draw, already in pixels.
enum Mark {
    /// A shape; lines too are shapes by now, so that they are outlined once and not in every band.
    Fill(Shape, Color),
    Picture(Pixmap, Transform),
}

/// What a thread needs for a band, kept from band to band: fresh memory is slow.
#[derive(Default)]
struct Easel {
    /// Each row of pixels: a zero byte (PNG's mark of an unfiltered row) and RGB samples.
    rows: Vec<u8>,
    sweep: Sweep,
}

/// Draws the scene on white paper; `scale` is pixels per point. Each band's rows from the top, each a zero byte (PNG's mark
/// of an unfiltered row) and its RGB samples, are handed to `finish` on the thread that drew them; answers what it made,
/// in order.
pub(super) fn draw<T: Send>(
    scene: &Scene,
    scale: f64,
    [width, height]: [u32; 2],
    finish: impl Fn(&[u8]) -> T + Sync,
) -> Vec<T> {
    let marks = marks(&scene.items, &Plan { scale, height, shift: BAND.ilog2(), ink: None });
    let idle = Mutex::new(Vec::new());
    let bands: Vec<usize> = (0..height.div_ceil(BAND) as usize).collect();
    bands
        .into_par_iter()
        .map(|number| {
            let free = idle.lock().expect("no thread panics while it holds an easel's place").pop();
            let mut easel: Easel = free.unwrap_or_default();
            let top = number as u32 * BAND;
            easel.band(&marks, Band { number, top, height: BAND.min(height - top), width }, WHITE);
            let finished = finish(&easel.rows);
            idle.lock().expect("no thread panics while it holds an easel's place").push(easel);
            finished
        })
        .collect()
}

/// Draws items on nothing, whatever their colours; `scale` is pixels per point. Answers how much of each pixel they cover, row by row
/// from the top: 0 to 255.
///
/// # Errors
/// `Kind::Usage` if the picture would have no pixels, or too many.
pub fn mask(items: &[Item], scale: f64, [width, height]: [u32; 2]) -> Result<Vec<u8>> {
    let samples = u64::from(width) * u64::from(height) * 3;
    if samples == 0 || samples > u64::from(u32::MAX) {
        return Err(Error::usage(format!("a picture of {width} × {height} pixels cannot be painted")));
    }
    // white on black: each sample is a share
    let marks = marks(items, &Plan { scale, height, shift: u32::BITS - 1, ink: Some(WHITE) });
    let mut easel = Easel::default();
    easel.band(&marks, Band { number: 0, top: 0, height, width }, Color::hex(0));
    let rows = easel.rows.chunks_exact(3 * width as usize + 1);
    Ok(rows.flat_map(|row| row[1..].iter().copied().step_by(3)).collect())
}

impl Easel {
    /// Draws one band; its rows are in `rows` then.
    fn band(&mut self, marks: &[Mark], band: Band, paper: Color) {
        let stride = 3 * band.width as usize + 1;
        self.rows.resize(stride * band.height as usize, 0);
        for row in self.rows.chunks_exact_mut(stride) {
            row[0] = 0;
            fill(&mut row[1..], &run(paper));
        }
        for mark in marks {
            match mark {
                Mark::Fill(shape, color) => self.shape(shape, *color, band),
                Mark::Picture(picture, place) => self.picture(picture, *place, band),
            }
        }
    }

    fn shape(&mut self, shape: &Shape, color: Color, band: Band) {
        let stride = 3 * band.width as usize + 1;
        let run = run(color);
        let Easel { rows, sweep } = self;
        sweep.shape(shape, band, |row, columns, level| {
            let pixels = &mut rows[row * stride + 1 + 3 * columns.start..row * stride + 1 + 3 * columns.end];
            if level == 255 {
                fill(pixels, &run);
            } else {
                let level = in_steps(level);
                pixels.iter_mut().zip(&run).for_each(|(sample, ink)| *sample = blend(*sample, *ink, level));
            }
        });
    }

    fn picture(&mut self, picture: &Pixmap, place: Transform, band: Band) {
        let mut canvas = Pixmap::new(band.width, band.height).expect("the painter checked the picture's size");
        // A surface has no edges between its cells.
        let paint = PixmapPaint { quality: FilterQuality::Bilinear, ..PixmapPaint::default() };
        canvas.draw_pixmap(0, 0, picture.as_ref(), &paint, place.post_translate(0.0, -(band.top as f32)), None);
        let pixels = canvas.data().chunks_exact(4 * band.width as usize);
        for (row, pixels) in self.rows.chunks_exact_mut(3 * band.width as usize + 1).zip(pixels) {
            for (sample, pixel) in row[1..].chunks_exact_mut(3).zip(pixels.chunks_exact(4)) {
                for (sample, ink) in sample.iter_mut().zip(pixel) {
                    *sample = blend(*sample, 0, pixel[3]).saturating_add(*ink);
                }
            }
        }
    }
}

/// The nearest step to a level.
fn in_steps(level: u8) -> u8 {
    ((u32::from(level) * STEPS + 127) / 255 * (255 / STEPS)) as u8
}

/// Sixteen pixels of a colour.
fn run(color: Color) -> [u8; RUN] {
    std::array::from_fn(|i| [color.r, color.g, color.b][i % 3])
}

/// Fills whole pixels.
fn fill(pixels: &mut [u8], run: &[u8; RUN]) {
    let mut runs = pixels.chunks_exact_mut(RUN);
    runs.by_ref().for_each(|pixels| pixels.copy_from_slice(run));
    let rest = runs.into_remainder();
    rest.copy_from_slice(&run[..rest.len()]);
}

/// A sample under ink that covers so much of it, of 255.
fn blend(sample: u8, ink: u8, level: u8) -> u8 {
    let [sample, ink, level] = [sample, ink, level].map(u32::from);
    let sum = sample * (255 - level) + ink * level + 128;
    // divides by 255
    ((sum + (sum >> 8)) >> 8) as u8
}

/// How items become marks.
struct Plan {
    /// Pixels per point.
    scale: f64,
    /// Rows of the picture, and the logarithm of those of a band.
    height: u32,
    shift: u32,
    /// The colour of everything, whatever its own.
    ink: Option<Color>,
}

/// The glyphs of a scene, each looked up once.
type Glyphs = HashMap<(Face, u16), Outline>;

/// Everything that a scene draws, lowest first.
fn marks(items: &[Item], plan: &Plan) -> Vec<Mark> {
    let mut drawn = Vec::new();
    flatten(items, &mut drawn);
    let mut fonts = HashMap::new();
    let mut glyphs = Glyphs::new();
    for item in &drawn {
        let Item::Text(text) = item else { continue };
        let font = fonts.entry(text.face).or_insert_with(|| Outlines::new(text.face));
        for glyph in &text.glyphs {
            glyphs.entry((text.face, glyph.id)).or_insert_with(|| font.glyph(glyph.id));
        }
    }
    drawn.into_par_iter().map(|item| plan.marks(item, &glyphs)).flatten_iter().collect()
}

/// Items without their groups.
fn flatten<'a>(items: &'a [Item], drawn: &mut Vec<&'a Item>) {
    for item in items {
        match item {
            Item::Group(group) => flatten(&group.items, drawn),
            Item::Path(_) | Item::Image(_) | Item::Text(_) => drawn.push(item),
        }
    }
}

impl Plan {
    fn marks(&self, item: &Item, glyphs: &Glyphs) -> Vec<Mark> {
        match item {
            Item::Group(group) => group.items.iter().flat_map(|item| self.marks(item, glyphs)).collect(),
            Item::Path(path) => self.path(path),
            Item::Image(image) => self.image(image).into_iter().collect(),
            Item::Text(text) => self.text(text, glyphs),
        }
    }

    fn fill(&self, lines: &Lines, color: Color) -> Mark {
        Mark::Fill(Shape::new(lines, self.height, self.shift), self.ink.unwrap_or(color))
    }

    fn path(&self, path: &Path) -> Vec<Mark> {
        let mut marks = Vec::new();
        if !path.is_painted() {
            return marks;
        }
        let mut lines = Lines::default();
        lines.trace(&path.outline, |p| p.map(|v| v * self.scale));
        marks.extend(path.fill.map(|color| self.fill(&lines, color)));
        if let Some(line) = &path.stroke {
            let pattern: Vec<f64> = line.dash.iter().map(|d| d * self.scale).collect();
            let dashes = (!pattern.is_empty()).then(|| dashed(&lines, &pattern));
            let shape = stroke(dashes.as_ref().unwrap_or(&lines), line.width * self.scale);
            marks.push(self.fill(&shape, line.color));
        }
        marks
    }

    fn image(&self, image: &Image) -> Option<Mark> {
        let (columns, rows) = image.pixels.dimensions();
        let mut picture = Pixmap::new(columns, rows)?;
        for (to, from) in picture.pixels_mut().iter_mut().zip(image.pixels.pixels()) {
            let [r, g, b, a] = from.0;
            let Color { r, g, b } = self.ink.unwrap_or(Color { r, g, b });
            *to = tiny_skia::ColorU8::from_rgba(r, g, b, a).premultiply();
        }
        let place = Transform::from_row(
            (image.place.width() * self.scale / f64::from(columns)) as f32,
            0.0,
            0.0,
            (image.place.height() * self.scale / f64::from(rows)) as f32,
            (image.place.x0 * self.scale) as f32,
            (image.place.y0 * self.scale) as f32,
        );
        Some(Mark::Picture(picture, place))
    }

    fn text(&self, text: &Text, glyphs: &Glyphs) -> Vec<Mark> {
        let (sin, cos) = text.angle.to_radians().sin_cos();
        let mut lines = Lines::default();
        for glyph in &text.glyphs {
            lines.trace(&glyphs[&(text.face, glyph.id)], |[x, y]| {
                let x = glyph.offset[0] + x * text.size;
                let y = glyph.offset[1] + y * text.size;
                [(text.origin[0] + x * cos - y * sin) * self.scale, (text.origin[1] + x * sin + y * cos) * self.scale]
            });
        }
        let halo = text.halo.map(|halo| self.fill(&grown(&lines, halo.width * self.scale), halo.color));
        halo.into_iter().chain([self.fill(&lines, text.color)]).collect()
    }
}
