//! Scenes drawn as the content of a PDF page with krilla.

use std::collections::{BTreeSet, HashMap};

use krilla::color::{luma, rgb};
use krilla::geom::{Path as KrillaPath, PathBuilder, Point, Size, Transform};
use krilla::image::Image as KrillaImage;
use krilla::paint::{Fill, LineJoin, Paint, Stroke as KrillaStroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ContentTag, Node, SpanTag, Tag, TagGroup, TagId};
use krilla::text::{Font, GlyphId, KrillaGlyph};

use crate::color::Color;
use crate::font::{Face, Outlines};
use crate::scene::{Group, Halo, Image, Item, Outline, Path, Segment, Stroke, Text};

/// Places are written to a thousandth of a point (0.35 µm): more digits are file size that no press can show.
const GRID: f64 = 1000.0;

/// Luminance under which letters and lines are dark, and the chroma under which they are all but grey.
const DARK: f64 = 0.35;
const TINT: f64 = 7.5;

/// Draws the items and answers the marks of their content, in order, for the structure tree.
pub(super) fn draw(surface: Surface, items: &[Item]) -> Vec<Node> {
    let mut press = Press { surface, fonts: HashMap::new(), names: BTreeSet::new(), marked: false };
    let nodes = press.items(items);
    press.surface.finish();
    nodes
}

/// A cut as krilla embeds it, with the outlines of its letters for halos.
struct Type {
    font: Font,
    outlines: Outlines,
    glyphs: HashMap<u16, Outline>,
}

struct Press<'a> {
    surface: Surface<'a>,
    fonts: HashMap<Face, Type>,
    /// Names of groups so far.
    names: BTreeSet<String>,
    /// Whether marked content is open; it cannot be nested.
    marked: bool,
}

impl Press<'_> {
    /// Neighbouring shapes share one mark, a line of text has its own.
    fn items(&mut self, items: &[Item]) -> Vec<Node> {
        let mut nodes = Vec::new();
        for item in items.iter().filter(|item| item.is_seen()) {
            match item {
                Item::Group(group) => {
                    self.close();
                    nodes.push(self.group(group));
                }
                Item::Path(path) => {
                    self.open(&mut nodes);
                    self.path(path);
                }
                Item::Image(image) => {
                    self.open(&mut nodes);
                    self.image(image);
                }
                Item::Text(text) => {
                    self.close();
                    nodes.extend(self.text(text));
                }
            }
        }
        self.close();
        nodes
    }

    fn open(&mut self, nodes: &mut Vec<Node>) {
        if !self.marked {
            nodes.push(self.surface.start_tagged(ContentTag::Other).into());
            self.marked = true;
        }
    }

    fn close(&mut self) {
        if self.marked {
            self.surface.end_tagged();
            self.marked = false;
        }
    }

    /// A division of the structure tree that carries the group's name as its identifier: krilla has no optional content
    /// (ISO 32000-1, 8.11), which editors would show as layers.
    fn group(&mut self, group: &Group) -> Node {
        let numbered = (2..).map(|n| format!("{}-{n}", group.id));
        let mut names = std::iter::once(group.id.clone()).chain(numbered);
        let name = names.find(|name| !self.names.contains(name)).expect("numbers do not end");
        self.names.insert(name.clone());
        let tag = Tag::Div.with_id(Some(TagId::from(name.into_bytes())));
        TagGroup::with_children(tag, self.items(&group.items)).into()
    }

    fn path(&mut self, path: &Path) {
        let Some(drawn) = shape(&path.outline) else { return };
        self.shape(&drawn, path.fill, path.stroke.as_ref().map(line));
    }

    fn shape(&mut self, shape: &KrillaPath, fill: Option<Color>, stroke: Option<KrillaStroke>) {
        if fill.is_none() && stroke.is_none() {
            // krilla would take black.
            return;
        }
        self.surface.set_fill(fill.map(flat));
        self.surface.set_stroke(stroke);
        self.surface.draw_path(shape);
    }

    fn image(&mut self, image: &Image) {
        let size = Size::from_wh(image.place.width() as f32, image.place.height() as f32);
        let (Some(size), (columns @ 1.., rows @ 1..)) = (size, image.pixels.dimensions()) else { return };
        let pixels = KrillaImage::from_rgba8(image.pixels.as_raw().clone(), columns, rows);
        self.surface.push_transform(&Transform::from_translate(image.place.x0 as f32, image.place.y0 as f32));
        self.surface.draw_image(pixels, size);
        self.surface.pop();
    }

    /// Letters behind which their halo is drawn as shapes, so that nobody finds the words twice.
    fn text(&mut self, text: &Text) -> Option<Node> {
        if text.glyphs.is_empty() {
            return None;
        }
        let (sin, cos) = text.angle.to_radians().sin_cos();
        let [x, y] = text.origin;
        let place = [cos, sin, -sin, cos, x, y].map(|v| v as f32);
        let [a, b, c, d, e, f] = place;
        self.surface.push_transform(&Transform::from_row(a, b, c, d, e, f));
        if let Some(halo) = text.halo {
            self.surface.start_tagged(ContentTag::Artifact(Artifact::default()));
            self.halo(text, halo);
            self.surface.end_tagged();
        }
        let node = self.surface.start_tagged(ContentTag::Span(SpanTag::empty()));
        self.surface.set_fill(Some(Fill { paint: fine(text.color), ..Fill::default() }));
        self.surface.set_stroke(None);
        let font = self.typeface(text.face).font.clone();
        self.surface.draw_glyphs(Point::from_xy(0.0, 0.0), &glyphs(text), font, &text.text, text.size as f32, false);
        self.surface.end_tagged();
        self.surface.pop();
        Some(node.into())
    }

    fn halo(&mut self, text: &Text, halo: Halo) {
        let mut builder = PathBuilder::new();
        let Type { outlines, glyphs, .. } = self.typeface(text.face);
        for glyph in &text.glyphs {
            let outline = glyphs.entry(glyph.id).or_insert_with(|| outlines.glyph(glyph.id));
            let [x, y] = glyph.offset;
            trace(&mut builder, outline, |p| [x + p[0] * text.size, y + p[1] * text.size]);
        }
        let border = Stroke::solid(halo.color, 2.0 * halo.width);
        if let Some(letters) = builder.finish() {
            self.shape(&letters, None, Some(line(&border)));
        }
    }

    fn typeface(&mut self, face: Face) -> &mut Type {
        self.fonts.entry(face).or_insert_with(|| Type {
            font: Font::new(face.bytes().into(), 0).expect("the embedded fonts are whole"),
            outlines: Outlines::new(face),
            glyphs: HashMap::new(),
        })
    }
}

/// The glyphs with the letters each stands for; places become advances in units of the type size.
fn glyphs(text: &Text) -> Vec<KrillaGlyph> {
    let starts: BTreeSet<usize> = text.glyphs.iter().map(|g| g.cluster).collect();
    let places = text.glyphs.iter().skip(1).map(|g| g.offset[0]).chain([text.width]);
    let glyph = |(glyph, next): (&crate::scene::Glyph, f64)| {
        let end = starts.range(glyph.cluster + 1..).next().copied().unwrap_or(text.text.len());
        let advance = ((next - glyph.offset[0]) / text.size) as f32;
        let rise = (-glyph.offset[1] / text.size) as f32;
        KrillaGlyph::new(GlyphId::new(u32::from(glyph.id)), advance, 0.0, rise, 0.0, glyph.cluster..end, None)
    };
    text.glyphs.iter().zip(places).map(glyph).collect()
}

/// Greys are one channel, so that a press prints them with black ink alone (DeviceGray, ISO 32000-1, 8.6.4.2); DeviceCMYK
/// black would look brown on a screen.
fn ink(color: Color) -> Paint {
    match color {
        Color { r, g, b } if r == g && g == b => luma::Color::new(r).into(),
        Color { r, g, b } => rgb::Color::new(r, g, b).into(),
    }
}

/// Ink of letters and lines. Dark ones that are all but grey are printed as the grey that is as light: four inks that do not
/// meet would fray them, and at their width nobody sees the tint.
fn fine(color: Color) -> Paint {
    let dark = color.luminance() < DARK && color.chroma() < TINT;
    ink(if dark { color.grey() } else { color })
}

fn flat(color: Color) -> Fill {
    Fill { paint: ink(color), ..Fill::default() }
}

fn line(stroke: &Stroke) -> KrillaStroke {
    let array: Vec<f32> = stroke.dash.iter().map(|&d| d as f32).collect();
    KrillaStroke {
        paint: fine(stroke.color),
        width: stroke.width as f32,
        line_join: LineJoin::Round,
        dash: (!array.is_empty()).then_some(StrokeDash { array, offset: 0.0 }),
        ..KrillaStroke::default()
    }
}

fn shape(outline: &Outline) -> Option<KrillaPath> {
    let mut builder = PathBuilder::new();
    trace(&mut builder, outline, |p| p);
    builder.finish()
}

fn trace(builder: &mut PathBuilder, outline: &Outline, place: impl Fn([f64; 2]) -> [f64; 2]) {
    let pin = |p: [f64; 2]| place(p).map(|v| ((v * GRID).round() / GRID) as f32);
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
