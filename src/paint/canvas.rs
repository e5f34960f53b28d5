//! Scenes drawn in pixels with tiny-skia, in horizontal bands that are drawn in parallel.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Mutex;

use rayon::prelude::*;
use tiny_skia::{
    FillRule, FilterQuality, LineJoin, Paint, Path as SkiaPath, PathBuilder, PathSegment, Pixmap, PixmapPaint,
    Stroke as SkiaStroke, StrokeDash, Transform,
};

use crate::color::Color;
use crate::error::{Error, Result};
use crate::font::{Face, Outlines};
use crate::scene::{Image, Item, Outline, Scene, Segment, Stroke, Text};

/// Height of a band in pixels. Fixed, so that the picture does not depend on the number of threads.
const BAND: u32 = 128;
/// Rows drawn above and below a band and cut off again: anti-aliasing at a band's edge equals a whole drawing.
const MARGIN: u32 = 8;
/// Drawing further than this outside the canvas makes tiny-skia's fixed-point arithmetic unsafe.
const FAR: f64 = 16_000.0;

/// One thing to draw, already in pixels.
enum Mark {
    /// A shape; lines too are shapes by now, so that they are outlined once and not in every band.
    Fill(Shape, Color),
    Picture(Pixmap, Transform),
}

/// A shape with its parts, if it is higher than a band: a band is spared the edges of those beyond it.
struct Shape {
    whole: SkiaPath,
    parts: Vec<SkiaPath>,
}

/// What a thread needs for a band, kept from band to band: fresh memory is slow.
struct Easel {
    canvas: Pixmap,
    rows: Vec<u8>,
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
    let mut collector = Collector { scale, marks: Vec::new(), fonts: HashMap::new() };
    collector.items(&scene.items);
    let marks = collector.marks;
    let tops: Vec<u32> = (0..height).step_by(BAND as usize).collect();
    let easel = || Easel {
        canvas: Pixmap::new(width, BAND.min(height) + 2 * MARGIN).expect("the painter checked the picture's size"),
        rows: Vec::new(),
    };
    let idle = Mutex::new(Vec::new());
    tops.into_par_iter()
        .map(|top| {
            let free = idle.lock().expect("no thread panics while it holds an easel's place").pop();
            let mut easel = free.unwrap_or_else(easel);
            easel.band(&marks, top, [width, BAND.min(height - top)]);
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
    let mut canvas = Pixmap::new(width, height)
        .ok_or_else(|| Error::usage(format!("a picture of {width} × {height} pixels cannot be painted")))?;
    let mut collector = Collector { scale, marks: Vec::new(), fonts: HashMap::new() };
    collector.items(items);
    for mark in &collector.marks {
        mark.draw(&mut canvas, Transform::identity(), [0.0, height as f32]);
    }
    Ok(canvas.pixels().iter().map(|pixel| pixel.alpha()).collect())
}

impl Easel {
    /// Draws one band; its rows are in `rows` then.
    fn band(&mut self, marks: &[Mark], top: u32, [width, height]: [u32; 2]) {
        self.canvas.data_mut().fill(255);
        let shift = Transform::from_translate(0.0, MARGIN as f32 - top as f32);
        let (low, high) = (top as f32 - MARGIN as f32, (top + height + MARGIN) as f32);
        for mark in marks {
            mark.draw(&mut self.canvas, shift, [low, high]);
        }
        let (stride, skip) = (4 * width as usize, MARGIN as usize);
        self.rows.resize((3 * width as usize + 1) * height as usize, 0);
        let rows = self.rows.chunks_exact_mut(3 * width as usize + 1);
        for (row, pixels) in rows.zip(self.canvas.data().chunks_exact(stride).skip(skip)) {
            row[0] = 0;
            rgb(pixels, &mut row[1..]);
        }
    }
}

/// Takes the opaque fourth byte off every pixel, four pixels at a time: nothing is premultiplied on opaque paper.
fn rgb(pixels: &[u8], out: &mut [u8]) {
    let word = |bytes: &[u8]| u32::from_le_bytes(bytes.try_into().expect("four bytes"));
    let mut fours = pixels.chunks_exact(16);
    let mut twelves = out.chunks_exact_mut(12);
    for (four, twelve) in fours.by_ref().zip(twelves.by_ref()) {
        let [a, b, c, d] = [0, 4, 8, 12].map(|i| word(&four[i..i + 4]) & 0xFF_FFFF);
        twelve[..4].copy_from_slice(&(a | b << 24).to_le_bytes());
        twelve[4..8].copy_from_slice(&(b >> 8 | c << 16).to_le_bytes());
        twelve[8..].copy_from_slice(&(c >> 16 | d << 8).to_le_bytes());
    }
    for (pixel, three) in fours.remainder().chunks_exact(4).zip(twelves.into_remainder().chunks_exact_mut(3)) {
        three.copy_from_slice(&pixel[..3]);
    }
}

impl Mark {
    fn draw(&self, canvas: &mut Pixmap, shift: Transform, [low, high]: [f32; 2]) {
        match self {
            Mark::Fill(shape, color) => {
                if let Some(path) = shape.within(low, high) {
                    canvas.fill_path(&path, &paint(*color), FillRule::Winding, shift, None);
                }
            }
            Mark::Picture(picture, place) => {
                let place = place.post_concat(shift);
                // A surface has no edges between its cells.
                let paint = PixmapPaint { quality: FilterQuality::Bilinear, ..PixmapPaint::default() };
                canvas.draw_pixmap(0, 0, picture.as_ref(), &paint, place, None);
            }
        }
    }
}

impl From<SkiaPath> for Shape {
    fn from(whole: SkiaPath) -> Shape {
        let mut parts = Vec::new();
        if whole.bounds().height() > BAND as f32 {
            let mut part = PathBuilder::new();
            for segment in whole.segments() {
                match segment {
                    PathSegment::MoveTo(p) => {
                        parts.extend(std::mem::take(&mut part).finish());
                        part.move_to(p.x, p.y);
                    }
                    PathSegment::LineTo(p) => part.line_to(p.x, p.y),
                    PathSegment::QuadTo(a, p) => part.quad_to(a.x, a.y, p.x, p.y),
                    PathSegment::CubicTo(a, b, p) => part.cubic_to(a.x, a.y, b.x, b.y, p.x, p.y),
                    PathSegment::Close => part.close(),
                }
            }
            parts.extend(part.finish());
        }
        Shape { whole, parts }
    }
}

impl Shape {
    /// The parts of it that meet the rows from `low` to `high`; `None` if none does.
    fn within(&self, low: f32, high: f32) -> Option<Cow<'_, SkiaPath>> {
        let meets = |path: &SkiaPath| path.bounds().bottom() >= low && path.bounds().top() <= high;
        if !meets(&self.whole) {
            return None;
        }
        if self.parts.len() < 2 {
            return Some(Cow::Borrowed(&self.whole));
        }
        let mut kept = PathBuilder::new();
        self.parts.iter().filter(|part| meets(part)).for_each(|part| kept.push_path(part));
        kept.finish().map(Cow::Owned)
    }
}

/// The shape of a line: dashed, then outlined.
fn outlined(path: &SkiaPath, width: f32, dash: Vec<f32>) -> Option<SkiaPath> {
    let dash = StrokeDash::new(dash, 0.0);
    let dashed = dash.as_ref().and_then(|dash| path.dash(dash, 1.0));
    // Under two pixels nobody can tell the joins apart, and round ones are many times as many edges.
    let line_join = if width < 2.0 { LineJoin::Bevel } else { LineJoin::Round };
    let stroke = SkiaStroke { width, line_join, ..SkiaStroke::default() };
    dashed.as_ref().unwrap_or(path).stroke(&stroke, 1.0)
}

fn paint(color: Color) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(color.r, color.g, color.b, 255);
    paint
}

/// Flattens a scene into marks, with glyph outlines looked up once each.
struct Collector {
    scale: f64,
    marks: Vec<Mark>,
    fonts: HashMap<Face, (Outlines, HashMap<u16, Outline>)>,
}

impl Collector {
    fn items(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Group(group) => self.items(&group.items),
                Item::Path(path) => {
                    let Some(drawn) = self.path(&path.outline) else { continue };
                    if let Some(color) = path.fill {
                        self.marks.push(Mark::Fill(drawn.clone().into(), color));
                    }
                    self.line(&drawn, path.stroke.as_ref());
                }
                Item::Image(image) => self.image(image),
                Item::Text(text) => self.text(text),
            }
        }
    }

    fn line(&mut self, path: &SkiaPath, stroke: Option<&Stroke>) {
        let Some(stroke) = stroke else { return };
        let pixels = |points: f64| (points * self.scale) as f32;
        let dash = stroke.dash.iter().map(|&d| pixels(d)).collect();
        let shape = outlined(path, pixels(stroke.width), dash);
        self.marks.extend(shape.map(|shape| Mark::Fill(shape.into(), stroke.color)));
    }

    fn path(&self, outline: &Outline) -> Option<SkiaPath> {
        let mut builder = PathBuilder::new();
        trace(&mut builder, outline, |[x, y]| [x * self.scale, y * self.scale]);
        builder.finish()
    }

    fn image(&mut self, image: &Image) {
        let (columns, rows) = image.pixels.dimensions();
        let Some(mut picture) = Pixmap::new(columns, rows) else { return };
        for (to, from) in picture.pixels_mut().iter_mut().zip(image.pixels.pixels()) {
            let [r, g, b, a] = from.0;
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
        self.marks.push(Mark::Picture(picture, place));
    }

    fn text(&mut self, text: &Text) {
        let (outlines, glyphs) =
            self.fonts.entry(text.face).or_insert_with(|| (Outlines::new(text.face), HashMap::new()));
        let (sin, cos) = text.angle.to_radians().sin_cos();
        let mut builder = PathBuilder::new();
        for glyph in &text.glyphs {
            let outline = glyphs.entry(glyph.id).or_insert_with(|| outlines.glyph(glyph.id));
            trace(&mut builder, outline, |[x, y]| {
                let x = glyph.offset[0] + x * text.size;
                let y = glyph.offset[1] + y * text.size;
                [(text.origin[0] + x * cos - y * sin) * self.scale, (text.origin[1] + x * sin + y * cos) * self.scale]
            });
        }
        let Some(path) = builder.finish() else { return };
        if let Some(halo) = text.halo {
            let border = outlined(&path, (2.0 * halo.width * self.scale) as f32, Vec::new());
            self.marks.extend(border.map(|border| Mark::Fill(border.into(), halo.color)));
        }
        self.marks.push(Mark::Fill(path.into(), text.color));
    }
}

fn trace(builder: &mut PathBuilder, outline: &Outline, place: impl Fn([f64; 2]) -> [f64; 2]) {
    let pin = |p: [f64; 2]| place(p).map(|v| v.clamp(-FAR, FAR) as f32);
    for segment in &outline.segments {
        match *segment {
            Segment::Move(p) => {
                let [x, y] = pin(p);
                builder.move_to(x, y);
            }
            Segment::Line(p) => {
                let [x, y] = pin(p);
                builder.line_to(x, y);
            }
            Segment::Curve(a, b, p) => {
                let ([ax, ay], [bx, by], [x, y]) = (pin(a), pin(b), pin(p));
                builder.cubic_to(ax, ay, bx, by, x, y);
            }
            Segment::Close => builder.close(),
        }
    }
}
