//! SVG files read back as scenes.

use std::collections::{BTreeMap, BTreeSet};

use super::markup::{Element, element};
use super::outline::outline;
use super::place::{Place, points};
use super::style::{Carried, Look, fonts};
use super::words;
use crate::error::{Error, Kind, Result};
use crate::lint::{Finding, Rule, lint};
use crate::scene::{Group, Halo, Item, Outline, Path, Scene, Stroke, Text};
use crate::text::{Style, Typesetter};
use crate::unit::Rect;

/// More texts than this are no figure; each is held against every other.
const MOST_TEXTS: usize = 5_000;
/// A drawing that is stretched by more than this share is distorted.
const STRETCH: f64 = 0.001;
/// Rules that letters of unknown size cannot be held to.
const OF_LETTERS: [&str; 4] = ["type-minimum", "type-ratio", "text-overlap", "text-over-symbol"];
/// Rules that need to know more than a file says: where the incidents are.
const UNKNOWN: [&str; 1] = ["title"];
/// Elements that are drawn as they stand, or not drawn at all.
const PLAIN: [&str; 16] = [
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title", "desc",
    "defs", "style", "metadata",
];

/// What an SVG file breaks.
pub(super) fn proof(text: &str) -> Result<Vec<Finding>> {
    let root = element(text)?;
    if root.name != "svg" {
        return Err(Error::data(format!("the outermost element is <{}>, not <svg>", root.name))
            .hint("name an SVG, PDF, PNG or HTML file that holds a figure"));
    }
    let mut drawing = Drawing::default();
    let mut sheets = String::new();
    collect_sheets(&root, &mut sheets);
    let (carried, rest) = fonts(&sheets);
    if !rest.trim().is_empty() {
        drawing.odd.insert("a style sheet".to_string());
    }
    let scene = drawing.read(&root, &carried)?;
    let language = root.get("xml:lang").or_else(|| root.get("lang")).unwrap_or_default();
    let mut findings = drawing.findings();
    findings
        .extend(words([&scene.title, &scene.description, language]).into_iter().filter(|f| f.rule == "file-language"));
    findings.extend(drawing.judge(&scene));
    if root.get("width").and_then(points).is_none() || root.get("height").and_then(points).is_none() {
        findings
            .push(Rule::finding("file-size", "the file does not say how wide and high it is in millimetres or points"));
    }
    Ok(findings)
}

fn collect_sheets(element: &Element, sheets: &mut String) {
    if element.name == "style" {
        *sheets += &element.words();
    }
    element.children.iter().for_each(|child| collect_sheets(child, sheets));
}

/// What is found while a drawing is read.
#[derive(Default)]
pub(super) struct Drawing {
    /// Things that editors and presses handle each in their own way, or that cannot be judged.
    odd: BTreeSet<String>,
    pictures: usize,
    stretched: Option<String>,
    /// Fonts of words that the file does not carry.
    missing: BTreeSet<String>,
    outlined: bool,
    texts: usize,
    names: BTreeMap<String, u32>,
}

impl Drawing {
    /// Reads a drawing back as a scene in points.
    ///
    /// # Errors
    /// `Kind::Data` if it has no size, `Kind::Limit` if it has far too many texts.
    pub fn read(&mut self, root: &Element, carried: &[Carried]) -> Result<Scene> {
        let (place, [width, height]) = self.page(root)?;
        let mut shapes = BTreeMap::new();
        named(root, &mut shapes);
        let mut reader = Reader { drawing: self, carried, set: Typesetter::default(), named: shapes };
        let items = reader.children(root, &Look::default(), &place);
        if self.texts > MOST_TEXTS {
            return Err(Error::new(Kind::Limit, format!("{} texts, more than {MOST_TEXTS}", self.texts))
                .hint("a figure for print has a few hundred"));
        }
        let words = |name: &str| root.child(name).map(|e| e.words().trim().to_string()).unwrap_or_default();
        Ok(Scene { width, height, title: words("title"), description: words("desc"), items, ..Scene::default() })
    }

    /// Where the drawing lies on its page, and the page's size in points. Without a size, a unit is a point.
    fn page(&mut self, root: &Element) -> Result<(Place, [f64; 2])> {
        let size = ["width", "height"].map(|name| root.get(name).and_then(points));
        let window = root.get("viewBox").unwrap_or_default().split([' ', ',']).filter(|n| !n.is_empty());
        let window: Vec<f64> = window.filter_map(|n| n.parse().ok()).filter(|v: &f64| v.is_finite()).collect();
        let ([left, top, width, height], size) = match (<[f64; 4]>::try_from(window), size) {
            (Ok(window), [Some(width), Some(height)]) => (window, [width, height]),
            (Ok(window), _) => (window, [window[2], window[3]]),
            (Err(_), [Some(width), Some(height)]) => ([0.0, 0.0, width / 0.75, height / 0.75], [width, height]),
            (Err(_), _) => {
                return Err(Error::data("the drawing has neither a viewBox nor a size").hint("it cannot be printed"));
            }
        };
        if [width, height, size[0], size[1]].iter().any(|v| *v <= 0.0 || *v > 1e6) {
            return Err(Error::data(format!("a page of {} × {} points cannot be printed", size[0], size[1])));
        }
        let scale = size[0] / width;
        if (scale * height / size[1] - 1.0).abs() > STRETCH {
            self.stretched =
                Some(format!("{width} × {height} units are drawn on {:.1} × {:.1} points", size[0], size[1]));
        }
        Ok((Place::scaled(scale, [left, top]), size))
    }

    /// What was found while reading.
    pub fn findings(&self) -> Vec<Finding> {
        let list = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(", ");
        let mut findings = Vec::new();
        if !self.odd.is_empty() {
            findings.push(Rule::finding("file-plain", format!("the drawing has {}", list(&self.odd))));
        }
        if !self.missing.is_empty() {
            findings.push(Rule::finding("file-fonts", format!("the file does not carry {}", list(&self.missing))));
        }
        if self.pictures > 0 {
            findings.push(Rule::finding("file-raster", format!("pictures in the drawing: {}", self.pictures)));
        }
        findings.extend(self.stretched.iter().map(|words| Rule::finding("file-size", words)));
        findings
    }

    /// What the scene that was read breaks, of the rules that it can be held to.
    pub fn judge(&self, scene: &Scene) -> Vec<Finding> {
        let skipped = |f: &Finding| UNKNOWN.contains(&f.rule) || self.outlined && OF_LETTERS.contains(&f.rule);
        lint(scene).into_iter().filter(|f| !skipped(f)).collect()
    }

    /// The name that a layer had before a number kept it apart from others of the name (`paint::svg`).
    fn layer(&mut self, id: &str) -> String {
        let numbered = id.rsplit_once('-').and_then(|(base, n)| Some((base, n.parse::<u32>().ok()?)));
        let again = numbered.filter(|(base, n)| self.names.get(*base).is_some_and(|used| used + 1 == *n));
        let name = again.map_or(id, |(base, _)| base).to_string();
        *self.names.entry(name.clone()).or_default() += 1;
        name
    }
}

struct Reader<'a> {
    drawing: &'a mut Drawing,
    carried: &'a [Carried],
    set: Typesetter,
    /// Shapes that others refer to.
    named: BTreeMap<&'a str, &'a Element>,
}

/// The name of the shape that an element repeats.
fn reference(element: &Element) -> &str {
    element.get("href").and_then(|name| name.strip_prefix('#')).unwrap_or_default()
}

/// Shapes with names, wherever they are.
fn named<'a>(element: &'a Element, all: &mut BTreeMap<&'a str, &'a Element>) {
    if let Some(id) = element.get("id").filter(|_| element.name == "path") {
        all.insert(id, element);
    }
    element.children.iter().for_each(|child| named(child, all));
}

impl Reader<'_> {
    fn children(&mut self, element: &Element, look: &Look, place: &Place) -> Vec<Item> {
        let mut items = Vec::new();
        // The border behind the words that come next, or the data of a shape that may be one.
        let mut behind: Option<(String, Halo)> = None;
        for child in &element.children {
            self.oddities(child);
            let odd = &mut self.drawing.odd;
            let own = look.within(child, &mut |what| {
                odd.insert(what);
            });
            let moved = child.get("transform").map_or(Some(*place), |t| Place::parse(t).map(|t| place.after(&t)));
            let Some(moved) = moved else {
                self.drawing.odd.insert(format!("transform {}", child.get("transform").unwrap_or_default()));
                continue;
            };
            if own.hidden {
                continue;
            }
            match child.name.as_str() {
                "g" | "svg" => items.push(self.group(child, &own, &moved)),
                "path" | "rect" | "circle" | "ellipse" | "line" | "polyline" | "polygon" => {
                    self.shape(child, &own, &moved, (&mut items, &mut behind));
                }
                "use" => items.extend(self.used(child, &own, &moved)),
                "text" => {
                    for text in texts(child, &own) {
                        self.text(text, &moved, (&mut items, &mut behind));
                    }
                }
                _ => {}
            }
        }
        items
    }

    /// What makes a drawing more than shapes and words.
    fn oddities(&mut self, child: &Element) {
        if child.name == "image" {
            self.drawing.pictures += 1;
        } else if child.name == "use" && self.named.contains_key(reference(child)) {
            // In a page, shapes that come again are drawn from the first one.
            return;
        } else if !PLAIN.contains(&child.name.as_str()) {
            self.drawing.odd.insert(format!("<{}>", child.name));
        }
        for (name, value) in &child.attributes {
            let calls = name.starts_with("on") || matches!(name.as_str(), "class" | "clip-path" | "mask" | "filter");
            let refers = matches!(name.as_str(), "href" | "xlink:href") && !value.starts_with("data:");
            if calls || refers {
                self.drawing.odd.insert(format!("{name} = \"{value:.40}\""));
            }
        }
    }

    /// A shape drawn again at another place.
    fn used(&mut self, element: &Element, look: &Look, place: &Place) -> Option<Item> {
        let shape = *self.named.get(reference(element))?;
        let by = ["x", "y"].map(|name| element.get(name).and_then(points).map_or(0.0, |v| v / 0.75));
        let place = place.after(&Place([1.0, 0.0, 0.0, 1.0, by[0], by[1]]));
        let look = look.within(shape, &mut |_| ());
        let mut items = Vec::new();
        self.shape(shape, &look, &place, (&mut items, &mut None));
        items.pop()
    }

    fn group(&mut self, element: &Element, look: &Look, place: &Place) -> Item {
        let id = match (element.get("data-name"), element.get("id")) {
            (Some(name), _) => name.to_string(),
            (None, Some(id)) => self.drawing.layer(id),
            (None, None) => "g".to_string(),
        };
        Item::Group(Group { id, items: self.children(element, look, place) })
    }

    fn shape(
        &mut self,
        element: &Element,
        look: &Look,
        place: &Place,
        (items, behind): (&mut Vec<Item>, &mut Option<(String, Halo)>),
    ) {
        let Some(outline) = outline(element, place) else {
            self.drawing.odd.insert(format!("broken data of <{}>", element.name));
            return;
        };
        let data = element.get("d").unwrap_or_default();
        let (scale, fill) = (place.scale(), look.fill);
        let width = look.stroke_width * scale;
        if let (Some(words), Some(color)) = (element.get("aria-label"), fill) {
            // Words as shapes: their box is known, the size of their type is not.
            self.drawing.outlined = true;
            self.drawing.texts += 1;
            let halo = behind.take().filter(|(before, _)| before == data).map(|(_, halo)| halo);
            if halo.is_some() {
                items.pop();
            }
            items.push(Item::Text(boxed(words, &outline, (color, halo))));
            return;
        }
        let stroke =
            look.stroke.map(|color| Stroke { color, width, dash: look.dash.iter().map(|d| d * scale).collect() });
        *behind = stroke
            .as_ref()
            .filter(|s| fill == Some(s.color))
            .map(|s| (data.to_string(), Halo { color: s.color, width: s.width / 2.0 }));
        items.push(Item::Path(Path { outline, fill, stroke }));
    }

    fn text(
        &mut self,
        (element, look): (&Element, Look),
        place: &Place,
        (items, behind): (&mut Vec<Item>, &mut Option<(String, Halo)>),
    ) {
        let words = element.words().split_whitespace().collect::<Vec<_>>().join(" ");
        let Some(color) = look.fill.filter(|_| !words.is_empty()) else { return };
        self.drawing.texts += 1;
        if !self.carried.iter().any(|font| font.suits(&look)) {
            let family = if look.family.is_empty() { "the font of words that name none" } else { look.first_family() };
            let slant = if look.italic { " italic" } else { "" };
            self.drawing.missing.insert(format!("{family} {}{slant}", look.weight));
        }
        let first = |name: &str| {
            let list = element.get(name).unwrap_or_default().split([' ', ',']).next().unwrap_or_default();
            points(list).map_or(0.0, |v| v / 0.75)
        };
        let [x, y] = [first("x"), first("y")];
        let (size, scale) = (look.size * place.scale(), place.scale());
        let tracking = if size > 0.0 { look.spacing * scale / size * 1000.0 } else { 0.0 };
        let text = self.set_line(&words, &Style::new(look.face(), size, color).tracked(tracking));
        let angle = place.angle();
        let (sin, cos) = angle.to_radians().sin_cos();
        let back = look.anchor * text.width;
        let [x, y] = place.at([x, y]);
        let text = Text { origin: [x - back * cos, y - back * sin], angle, ..text };
        if let Some(border) = look.stroke {
            // The same words come again, in their own colour, on this border.
            *behind = Some((words, Halo { color: border, width: look.stroke_width * scale / 2.0 }));
            return;
        }
        let halo = behind.take().filter(|(before, _)| *before == words).map(|(_, halo)| halo);
        items.push(Item::Text(Text { halo, ..text }));
    }

    /// A line set in our typeface; of letters that it has not, only the width is guessed.
    fn set_line(&self, words: &str, style: &Style) -> Text {
        self.set.line(words, style).unwrap_or_else(|_| {
            let letters = "n".repeat(words.chars().count());
            let line = self.set.line(&letters, style).expect("the font has an n");
            Text { text: words.to_string(), ..line }
        })
    }
}

/// The lines of a text: those in it that have places of their own, or all of it.
fn texts<'e>(element: &'e Element, look: &Look) -> Vec<(&'e Element, Look)> {
    let placed = |e: &&Element| e.name == "tspan" && (e.get("x").is_some() || e.get("y").is_some());
    let lines: Vec<&Element> = element.children.iter().filter(placed).collect();
    if lines.is_empty() {
        return vec![(element, look.clone())];
    }
    lines.into_iter().map(|line| (line, look.within(line, &mut |_| ()))).collect()
}

/// Words that are drawn as a shape, as a text in the box of the shape.
fn boxed(words: &str, shape: &Outline, (color, halo): (crate::color::Color, Option<Halo>)) -> Text {
    use crate::scene::Segment::{Close, Curve, Line, Move};
    let ends = shape.segments.iter().filter_map(|s| match *s {
        Move(p) | Line(p) | Curve(_, _, p) => Some(p),
        Close => None,
    });
    let bounds = Rect::around(ends);
    let size = bounds.height() / crate::font::CAP_HEIGHT;
    Text {
        text: words.to_string(),
        origin: [bounds.x0, bounds.y1],
        angle: 0.0,
        face: crate::font::Face::Regular,
        size,
        tracking: 0.0,
        color,
        halo,
        glyphs: Vec::new(),
        width: bounds.width(),
    }
}
