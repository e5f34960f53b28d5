//! A scene laid open for the rules: its texts and paths in drawing order, with the layers they are in.

use super::shape::{Point, Shape, bounds};
use crate::color::{Color, WHITE};
use crate::scene::{Group, Image, Item, Path, Scene, Text};
use crate::unit::Rect;

/// A line as broad as this hides what lies beneath, as a fill does; in points.
const BROAD: f64 = 1.05;
/// Layers of dots and circles.
const SYMBOLS: [&str; 3] = ["incidents", "circles", "change-marks"];

/// A text or path with its place in the drawing order and the layers around it, outermost first.
pub struct Found<'a, T> {
    /// Place in the drawing order, lowest first.
    pub order: usize,
    /// Names of the layers.
    pub groups: Vec<&'a str>,
    /// The thing itself.
    pub item: &'a T,
}

impl<T> Found<'_, T> {
    /// Whether one of the layers has the name.
    pub fn within(&self, group: &str) -> bool {
        self.groups.contains(&group)
    }

    /// The layers as an editor shows them: "map-2022 / names".
    pub fn layer(&self) -> String {
        if self.groups.is_empty() { "the page".to_string() } else { self.groups.join(" / ") }
    }
}

/// Something that hides what lies beneath.
struct Cover<'a> {
    order: usize,
    /// A dot or circle: text may touch it a little.
    symbol: bool,
    look: Look<'a>,
}

enum Look<'a> {
    Plain(Shape<'a>, Color),
    Picture(&'a Image),
}

/// What hides what in a part of the page, lowest first: whoever asks about many places near each other asks these covers only.
pub struct Near<'v, 'a> {
    covers: Vec<&'v Cover<'a>>,
}

/// A map: a layer that has a layer "land", whose first shape is the frame.
pub struct Map<'a> {
    /// Name of the layer.
    pub name: &'a str,
    /// Its window on the page, in points.
    pub frame: Rect,
}

/// A scene laid open.
pub struct View<'a> {
    /// The scene.
    pub scene: &'a Scene,
    /// Every text that has letters.
    pub texts: Vec<Found<'a, Text>>,
    /// Every path.
    pub paths: Vec<Found<'a, Path>>,
    /// Every map.
    pub maps: Vec<Map<'a>>,
    covers: Vec<Cover<'a>>,
    count: usize,
}

impl<'a> View<'a> {
    /// Lays a scene open.
    pub fn new(scene: &'a Scene) -> View<'a> {
        let mut view =
            View { scene, texts: Vec::new(), paths: Vec::new(), maps: Vec::new(), covers: Vec::new(), count: 0 };
        view.open(&scene.items, &[]);
        view
    }

    fn open(&mut self, items: &'a [Item], groups: &[&'a str]) {
        for item in items {
            let order = self.count;
            self.count += 1;
            match item {
                Item::Group(group) => self.group(group, groups),
                Item::Path(path) => self.path(path, order, groups),
                Item::Image(image) => {
                    self.covers.push(Cover { order, symbol: false, look: Look::Picture(image) });
                }
                Item::Text(text) if text.text.trim().is_empty() => {}
                Item::Text(text) => self.texts.push(Found { order, groups: groups.to_vec(), item: text }),
            }
        }
    }

    fn group(&mut self, group: &'a Group, around: &[&'a str]) {
        let land = group.items.iter().find_map(|item| match item {
            Item::Group(inner) if inner.id == "land" => inner.items.first(),
            _ => None,
        });
        if let Some(Item::Path(frame)) = land {
            self.maps.push(Map { name: &group.id, frame: bounds(&frame.outline, 0.0) });
        }
        let inner: Vec<&str> = around.iter().copied().chain([group.id.as_str()]).collect();
        self.open(&group.items, &inner);
    }

    fn path(&mut self, path: &'a Path, order: usize, groups: &[&'a str]) {
        let symbol = groups.iter().any(|g| SYMBOLS.contains(g));
        if let Some(color) = path.fill {
            self.covers.push(Cover { order, symbol, look: Look::Plain(Shape::filled(&path.outline), color) });
        }
        if let Some(stroke) = path.stroke.as_ref().filter(|s| s.width >= BROAD && s.dash.is_empty()) {
            let line = Shape::line(&path.outline, stroke.width);
            self.covers.push(Cover { order, symbol, look: Look::Plain(line, stroke.color) });
        }
        self.paths.push(Found { order, groups: groups.to_vec(), item: path });
    }

    /// What is drawn in a part of the page.
    pub fn near(&self, part: &Rect) -> Near<'_, 'a> {
        Near { covers: self.covers.iter().filter(|cover| cover.bounds().meets(part)).collect() }
    }

    /// Dots and circles that may meet the box.
    pub fn symbols(&self, near: &Rect) -> Vec<&Shape<'a>> {
        let symbols = self.covers.iter().filter(|c| c.symbol).filter_map(|cover| match &cover.look {
            Look::Plain(shape, _) => Some(shape),
            Look::Picture(_) => None,
        });
        symbols.filter(|s| s.bounds.overlap(near) > 0.0).collect()
    }

    /// Names on a map: its texts without furniture.
    pub fn names(&self, map: &'a Map) -> impl Iterator<Item = &Found<'a, Text>> {
        const FURNITURE: [&str; 6] = ["panel-header", "legend", "scale-bar", "locator", "north-arrow", "grid-labels"];
        self.texts.iter().filter(|t| t.within(map.name) && !FURNITURE.iter().any(|f| t.within(f)))
    }

    /// The words of a layer in reading order; `None` if it has none.
    pub fn words(&self, group: &str) -> Option<String> {
        let words: Vec<&str> = self.texts.iter().filter(|t| t.within(group)).map(|t| t.item.text.as_str()).collect();
        (!words.is_empty()).then(|| words.join(" "))
    }
}

impl Near<'_, '_> {
    /// The colour at a point of the part among what is drawn before `order`; bare paper is white.
    pub fn beneath(&self, p: Point, order: usize) -> Color {
        let below = &self.covers[..self.covers.partition_point(|cover| cover.order < order)];
        below.iter().rev().find_map(|cover| cover.color_at(p)).unwrap_or(WHITE)
    }

    /// Whether something drawn after `order`, other than a dot or circle, hides the point of the part.
    pub fn hidden(&self, p: Point, order: usize) -> bool {
        let above = &self.covers[self.covers.partition_point(|cover| cover.order <= order)..];
        above.iter().filter(|cover| !cover.symbol).any(|cover| cover.color_at(p).is_some())
    }
}

impl Cover<'_> {
    fn bounds(&self) -> Rect {
        match &self.look {
            Look::Plain(shape, _) => shape.bounds,
            Look::Picture(image) => image.place,
        }
    }

    fn color_at(&self, p: Point) -> Option<Color> {
        match &self.look {
            Look::Plain(shape, color) => shape.contains(p).then_some(*color),
            Look::Picture(image) => {
                let r = image.place;
                if !r.contains(p) || r.width() <= 0.0 || r.height() <= 0.0 {
                    return None;
                }
                let (width, height) = image.pixels.dimensions();
                let cell =
                    |v: f64, low: f64, extent: f64, n: u32| (((v - low) / extent * f64::from(n)) as u32).min(n - 1);
                let pixel = image.pixels.get_pixel_checked(
                    cell(p[0], r.x0, r.width(), width.max(1)),
                    cell(p[1], r.y0, r.height(), height.max(1)),
                )?;
                let [r, g, b, opacity] = pixel.0;
                (opacity >= 128).then_some(Color { r, g, b })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::samples;
    use crate::scene::{Outline, filled};

    #[test]
    fn the_topmost_shape_beneath_gives_the_colour() {
        let [red, blue] = [0xB23A14, 0x08519C].map(Color::hex);
        let square = |size: f64, color| filled(Outline::rect(Rect::new(0.0, 0.0, size, size)), color);
        let scene = Scene { items: vec![square(10.0, red), square(5.0, blue)], ..Scene::default() };
        let view = View::new(&scene);
        let near = view.near(&Rect::new(0.0, 0.0, 20.0, 20.0));
        assert_eq!([1.0, 7.0, 12.0].map(|x| near.beneath([x, 1.0], 9)), [blue, red, WHITE]);
        assert_eq!(near.beneath([1.0, 1.0], 1), red);
        assert!(near.hidden([1.0, 1.0], 0) && !near.hidden([7.0, 1.0], 0));
        // of a shape that only reaches into the part
        let right = view.near(&Rect::new(9.0, 0.0, 5.0, 5.0));
        assert_eq!([9.5, 12.0].map(|x| right.beneath([x, 1.0], 9)), [red, WHITE]);
    }

    #[test]
    fn names_are_the_texts_of_a_map_without_its_furniture() {
        let scene = samples::figure();
        let view = View::new(&scene);
        let names: Vec<&str> = view.names(&view.maps[0]).map(|t| t.item.text.as_str()).collect();
        assert_eq!((view.maps.len(), names), (1, vec!["Kayes", "Mopti"]));
    }
}
