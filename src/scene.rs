//! What a painter paints: four kinds of items, in points, y down, everything resolved.
//!
//! ```
//! use cercle::color::Color;
//! use cercle::scene::{Outline, Scene, Stroke, group, stroked};
//! use cercle::unit::Rect;
//!
//! let frame = stroked(Outline::rect(Rect::new(10.0, 10.0, 80.0, 30.0)), Stroke::solid(Color::hex(0x4F4A43), 0.5));
//! let scene = Scene { width: 100.0, height: 50.0, items: vec![group("frame", vec![frame])], ..Scene::default() };
//! assert!(scene.items.iter().all(|item| item.is_seen()));
//! ```

use crate::color::Color;
use crate::font::Face;
use crate::language::Language;
use crate::sheet::Sheet;

/// A page full of items.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scene {
    /// Width in points.
    pub width: f64,
    /// Height in points.
    pub height: f64,
    /// What the figure shows, in a few words.
    pub title: String,
    /// The alternative text.
    pub description: String,
    /// The language of title, description and texts.
    pub language: Language,
    /// Which edition it is of, in a sentence; empty if nobody said. It is not drawn: files have it in their metadata.
    pub edition: String,
    /// What the shapes cannot tell.
    pub facts: Facts,
    /// What a page says beside the drawing; other painters leave it.
    pub sheet: Sheet,
    /// Items, lowest first.
    pub items: Vec<Item>,
}

/// What a figure shows, as far as its shapes cannot tell: painters ignore it, checks of the figure need it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// Where: "Mali"; empty if nobody said.
    pub place: String,
    /// When: "2022–2024".
    pub period: String,
    /// What coloured areas stand for; `None` where no area is coloured by a value.
    pub shading: Option<Shades>,
    /// Names and counts that found no room on the map, in alphabetical order.
    pub unplaced: Vec<String>,
}

/// Classes of coloured areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shades {
    /// How many classes there are, without zero and no data.
    pub classes: usize,
    /// Whether they run from a light middle one to a dark one at either end.
    pub diverging: bool,
    /// Areas with a value above zero.
    pub areas: usize,
    /// Whether the values are raw counts, which grow with the size of an area, and not rates.
    pub counts: bool,
}

/// One thing on the page.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A named layer.
    Group(Group),
    /// A shape or a line.
    Path(Path),
    /// A picture.
    Image(Image),
    /// A line of text.
    Text(Text),
}

/// Items that belong together under a name that an editor shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Name of the layer: lower case, words joined with hyphens.
    pub id: String,
    /// Items, lowest first.
    pub items: Vec<Item>,
}

/// An outline, filled, stroked or both (fill first).
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// The geometry, in points.
    pub outline: Outline,
    /// Fill colour, non-zero winding rule.
    pub fill: Option<Color>,
    /// Line.
    pub stroke: Option<Stroke>,
}

/// How a line is drawn: round joins, butt caps.
#[derive(Debug, Clone, PartialEq)]
pub struct Stroke {
    /// Colour.
    pub color: Color,
    /// Width in points.
    pub width: f64,
    /// Lengths of dashes and gaps in points; empty for a solid line.
    pub dash: Vec<f64>,
}

impl Stroke {
    /// A solid line.
    pub fn solid(color: Color, width: f64) -> Stroke {
        Stroke { color, width, dash: Vec::new() }
    }
}

/// A picture stretched over a rectangle.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    /// Pixels, not premultiplied.
    pub pixels: image::RgbaImage,
    /// Left, top, width and height in points.
    pub place: crate::unit::Rect,
}

/// A line of shaped text.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// The words, as a reader copies them.
    pub text: String,
    /// Left end of the base line, in points.
    pub origin: [f64; 2],
    /// Direction of the base line: degrees clockwise from the x axis.
    pub angle: f64,
    /// The cut.
    pub face: Face,
    /// Type size in points.
    pub size: f64,
    /// Extra space between letters, in thousandths of the type size.
    pub tracking: f64,
    /// Colour of the letters.
    pub color: Color,
    /// Outline behind the letters.
    pub halo: Option<Halo>,
    /// Glyphs with their places along the base line.
    pub glyphs: Vec<Glyph>,
    /// Length of the line in points.
    pub width: f64,
}

/// An opaque border around letters that keeps them readable.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Halo {
    /// Colour of what lies beneath.
    pub color: Color,
    /// Reach on each side in points.
    pub width: f64,
}

/// One glyph of a shaped line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// Index in the font.
    pub id: u16,
    /// Offset of its origin from the line's origin in points, y down.
    pub offset: [f64; 2],
    /// Byte index of the first letter it stands for.
    pub cluster: usize,
}

/// A segment of an outline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Segment {
    /// Starts a new part.
    Move([f64; 2]),
    /// A straight line.
    Line([f64; 2]),
    /// A cubic curve: two control points and the end.
    Curve([f64; 2], [f64; 2], [f64; 2]),
    /// Back to the start of the part.
    Close,
}

/// Lines and curves; several parts make islands and holes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outline {
    /// The segments in order.
    pub segments: Vec<Segment>,
}

impl Outline {
    /// Starts a part.
    pub fn move_to(&mut self, p: [f64; 2]) {
        self.segments.push(Segment::Move(p));
    }

    /// Adds a straight line.
    pub fn line_to(&mut self, p: [f64; 2]) {
        self.segments.push(Segment::Line(p));
    }

    /// Adds a cubic curve.
    pub fn curve_to(&mut self, a: [f64; 2], b: [f64; 2], p: [f64; 2]) {
        self.segments.push(Segment::Curve(a, b, p));
    }

    /// Closes the part.
    pub fn close(&mut self) {
        self.segments.push(Segment::Close);
    }

    /// The end of the last segment that has one; the origin if there is none.
    pub fn last(&self) -> [f64; 2] {
        self.segments
            .iter()
            .rev()
            .find_map(|s| match *s {
                Segment::Move(p) | Segment::Line(p) | Segment::Curve(_, _, p) => Some(p),
                Segment::Close => None,
            })
            .unwrap_or_default()
    }

    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }

    /// Adds a line through the points, closed or open; fewer than two points add nothing.
    pub fn polyline(&mut self, points: &[[f64; 2]], closed: bool) {
        if points.len() < 2 {
            return;
        }
        self.move_to(points[0]);
        points[1..].iter().for_each(|&p| self.line_to(p));
        if closed {
            self.close();
        }
    }

    /// A rectangle.
    pub fn rect(r: crate::unit::Rect) -> Outline {
        let mut outline = Outline::default();
        outline.polyline(&[[r.x0, r.y0], [r.x1, r.y0], [r.x1, r.y1], [r.x0, r.y1]], true);
        outline
    }

    /// A rectangle with round corners.
    pub fn round_rect(r: crate::unit::Rect, radius: f64) -> Outline {
        let (k, mut o) = (radius * (1.0 - KAPPA), Outline::default());
        o.move_to([r.x0 + radius, r.y0]);
        o.line_to([r.x1 - radius, r.y0]);
        o.curve_to([r.x1 - k, r.y0], [r.x1, r.y0 + k], [r.x1, r.y0 + radius]);
        o.line_to([r.x1, r.y1 - radius]);
        o.curve_to([r.x1, r.y1 - k], [r.x1 - k, r.y1], [r.x1 - radius, r.y1]);
        o.line_to([r.x0 + radius, r.y1]);
        o.curve_to([r.x0 + k, r.y1], [r.x0, r.y1 - k], [r.x0, r.y1 - radius]);
        o.line_to([r.x0, r.y0 + radius]);
        o.curve_to([r.x0, r.y0 + k], [r.x0 + k, r.y0], [r.x0 + radius, r.y0]);
        o.close();
        o
    }

    /// A circle of four cubic arcs.
    pub fn circle([x, y]: [f64; 2], radius: f64) -> Outline {
        let (r, k, mut o) = (radius, radius * KAPPA, Outline::default());
        o.move_to([x + r, y]);
        o.curve_to([x + r, y + k], [x + k, y + r], [x, y + r]);
        o.curve_to([x - k, y + r], [x - r, y + k], [x - r, y]);
        o.curve_to([x - r, y - k], [x - k, y - r], [x, y - r]);
        o.curve_to([x + k, y - r], [x + r, y - k], [x + r, y]);
        o.close();
        o
    }
}

/// Length of a Bézier handle that makes a quarter circle of radius 1.
const KAPPA: f64 = 0.552_284_749_8;

/// A filled shape.
pub fn filled(outline: Outline, color: Color) -> Item {
    Item::Path(Path { outline, fill: Some(color), stroke: None })
}

/// A line.
pub fn stroked(outline: Outline, stroke: Stroke) -> Item {
    Item::Path(Path { outline, fill: None, stroke: Some(stroke) })
}

/// A named layer.
pub fn group(id: &str, items: Vec<Item>) -> Item {
    Item::Group(Group { id: id.to_string(), items })
}

impl Path {
    /// Whether it leaves anything on the page; one that does not can still be pointed at.
    pub fn is_painted(&self) -> bool {
        !self.outline.is_empty() && (self.fill.is_some() || self.stroke.is_some())
    }
}

impl Item {
    /// Whether anything of it is on the page.
    pub fn is_seen(&self) -> bool {
        match self {
            Item::Group(group) => group.items.iter().any(Item::is_seen),
            Item::Path(path) => path.is_painted(),
            Item::Image(_) | Item::Text(_) => true,
        }
    }

    /// The same item moved by so many points.
    pub fn shifted(&self, by: [f64; 2]) -> Item {
        let mut moved = self.clone();
        moved.shift(by);
        moved
    }

    fn shift(&mut self, by: [f64; 2]) {
        let step = |p: &mut [f64; 2]| *p = [p[0] + by[0], p[1] + by[1]];
        match self {
            Item::Group(group) => group.items.iter_mut().for_each(|item| item.shift(by)),
            Item::Path(path) => {
                for segment in &mut path.outline.segments {
                    match segment {
                        Segment::Move(p) | Segment::Line(p) => step(p),
                        Segment::Curve(a, b, p) => [a, b, p].into_iter().for_each(step),
                        Segment::Close => {}
                    }
                }
            }
            Item::Image(image) => {
                let r = &mut image.place;
                *r = crate::unit::Rect { x0: r.x0 + by[0], y0: r.y0 + by[1], x1: r.x1 + by[0], y1: r.y1 + by[1] };
            }
            Item::Text(text) => step(&mut text.origin),
        }
    }
}
