//! Scenes drawn in pixels with tiny-skia, in horizontal bands that are drawn in parallel.

use std::collections::HashMap;

use rayon::prelude::*;
use tiny_skia::{
    FillRule, LineJoin, Paint, Path as SkiaPath, PathBuilder, Pixmap, PixmapPaint, Stroke as SkiaStroke, StrokeDash,
    Transform,
};

use crate::color::Color;
use crate::font::{Face, Outlines};
use crate::scene::{Image, Item, Outline, Scene, Segment, Stroke, Text};

/// Height of a band in pixels. Fixed, so that the picture does not depend on the number of threads.
const BAND: u32 = 256;
/// Rows drawn above and below a band and cut off again: anti-aliasing at a band's edge equals a whole drawing.
const MARGIN: u32 = 8;
/// Drawing further than this outside the canvas makes tiny-skia's fixed-point arithmetic unsafe.
const FAR: f64 = 16_000.0;

/// One thing to draw, already in pixels.
enum Mark<'a> {
    Fill(SkiaPath, Color),
    Line(SkiaPath, &'a Stroke, f32),
    /// A border behind letters: colour and full width.
    Halo(SkiaPath, Color, f32),
    Picture(Pixmap, Transform),
}

/// Draws the scene on white paper; `scale` is pixels per point. Answers RGB rows without padding.
pub(super) fn draw(scene: &Scene, scale: f64, [width, height]: [u32; 2]) -> Vec<u8> {
    let mut collector = Collector { scale, marks: Vec::new(), fonts: HashMap::new() };
    collector.items(&scene.items);
    let marks = collector.marks;
    let stride = width as usize * 3;
    let mut pixels = vec![255u8; stride * height as usize];
    pixels
        .par_chunks_mut(stride * BAND as usize)
        .enumerate()
        .for_each(|(index, rows)| band(&marks, index as u32 * BAND, width, rows));
    pixels
}

fn band(marks: &[Mark], top: u32, width: u32, rows: &mut [u8]) {
    let height = (rows.len() / 3 / width as usize) as u32;
    let mut canvas = Pixmap::new(width, height + 2 * MARGIN).expect("the painter checked the picture's size");
    canvas.fill(tiny_skia::Color::WHITE);
    let shift = Transform::from_translate(0.0, MARGIN as f32 - top as f32);
    let (low, high) = (top as f32 - MARGIN as f32, (top + height + MARGIN) as f32);
    for mark in marks {
        mark.draw(&mut canvas, shift, [low, high]);
    }
    let skip = (MARGIN * width * 4) as usize;
    for (out, pixel) in rows.chunks_exact_mut(3).zip(canvas.data()[skip..].chunks_exact(4)) {
        out.copy_from_slice(&pixel[..3]); // the paper is opaque, so nothing is premultiplied
    }
}

impl Mark<'_> {
    fn draw(&self, canvas: &mut Pixmap, shift: Transform, [low, high]: [f32; 2]) {
        let misses =
            |path: &SkiaPath, reach: f32| path.bounds().bottom() + reach < low || path.bounds().top() - reach > high;
        match self {
            Mark::Fill(path, _) if misses(path, 0.0) => {}
            Mark::Line(path, _, reach) | Mark::Halo(path, _, reach) if misses(path, *reach) => {}
            Mark::Fill(path, color) => canvas.fill_path(path, &paint(*color), FillRule::Winding, shift, None),
            Mark::Line(path, stroke, width) => {
                let dash = stroke.dash.iter().map(|&d| d as f32 * width / stroke.width as f32).collect();
                line(canvas, path, stroke.color, (*width, StrokeDash::new(dash, 0.0)), shift);
            }
            Mark::Halo(path, color, width) => line(canvas, path, *color, (*width, None), shift),
            Mark::Picture(picture, place) => {
                let place = place.post_concat(shift);
                canvas.draw_pixmap(0, 0, picture.as_ref(), &PixmapPaint::default(), place, None);
            }
        }
    }
}

fn line(
    canvas: &mut Pixmap,
    path: &SkiaPath,
    color: Color,
    (width, dash): (f32, Option<StrokeDash>),
    shift: Transform,
) {
    let stroke = SkiaStroke { width, dash, line_join: LineJoin::Round, ..SkiaStroke::default() };
    canvas.stroke_path(path, &paint(color), &stroke, shift, None);
}

fn paint(color: Color) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(color.r, color.g, color.b, 255);
    paint
}

/// Flattens a scene into marks, with glyph outlines looked up once each.
struct Collector<'a> {
    scale: f64,
    marks: Vec<Mark<'a>>,
    fonts: HashMap<Face, (Outlines, HashMap<u16, Outline>)>,
}

impl<'a> Collector<'a> {
    fn items(&mut self, items: &'a [Item]) {
        for item in items {
            match item {
                Item::Group(group) => self.items(&group.items),
                Item::Path(path) => {
                    let Some(drawn) = self.path(&path.outline) else { continue };
                    if let Some(color) = path.fill {
                        self.marks.push(Mark::Fill(drawn.clone(), color));
                    }
                    if let Some(stroke) = &path.stroke {
                        let width = (stroke.width * self.scale) as f32;
                        self.marks.push(Mark::Line(drawn, stroke, width));
                    }
                }
                Item::Image(image) => self.image(image),
                Item::Text(text) => self.text(text),
            }
        }
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
            let width = (2.0 * halo.width * self.scale) as f32;
            self.marks.push(Mark::Halo(path.clone(), halo.color, width));
        }
        self.marks.push(Mark::Fill(path, text.color));
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
