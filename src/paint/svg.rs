//! The SVG painter: points with a 1:1 `viewBox`, named layers, words as text.
//!
//! Presentation attributes only: no classes, clips, filters or scripts, which editors and word processors handle each in
//! their own way. The one style rule there is names the font that the file carries.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::repeat::{Known, Repeats};
use super::svg_path::{Grid, number};
use crate::color::Color;
use crate::error::{Error, Result};
use crate::font::{FAMILY, Face, Outlines};
use crate::name::xml_forbids;
use crate::scene::{Group, Image, Item, Path, Scene, Stroke, Text};

/// How words are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lettering {
    /// As text in the embedded font: words stay words.
    #[default]
    Words,
    /// As shapes, for word processors that know no embedded fonts.
    Outlines,
}

impl Lettering {
    /// Every way.
    pub const ALL: [Lettering; 2] = [Lettering::Words, Lettering::Outlines];

    /// The word used in project files and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Lettering::Words => "live",
            Lettering::Outlines => "outline",
        }
    }
}

/// How a scene becomes SVG.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SvgOptions {
    /// How words are written.
    pub lettering: Lettering,
}

/// Paints the scene as an SVG 1.1 file with title, description and language.
///
/// # Errors
/// `Kind::Internal` if a picture in the scene cannot be encoded.
pub fn svg(scene: &Scene, options: SvgOptions) -> Result<Vec<u8>> {
    let mut writer = Writer::new(options, false);
    writer.open(scene);
    for item in &scene.items {
        writer.item(item)?;
    }
    writer.out.push_str("</svg>\n");
    Ok(writer.out.into_bytes())
}

/// The items as an element of a page that has the fonts in its own style: no identifiers, which are the page's, but names,
/// and with the shapes that nobody sees and a reader points at. Texts are for the eye only: the page says them in words of its
/// own. `attributes` stand as they are in the tag, after the `viewBox`.
pub(super) fn svg_element<'a>(
    items: impl IntoIterator<Item = &'a Item>,
    attributes: &str,
    [left, top, width, height]: [f64; 4],
) -> Result<String> {
    let mut writer = Writer::new(SvgOptions::default(), true);
    let [left, top, width, height] = [left, top, width, height].map(number);
    writer.add(format_args!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{left} {top} {width} {height}\" {attributes}>\n"
    ));
    for item in items {
        writer.item(item)?;
    }
    writer.out.push_str("</svg>");
    Ok(writer.out)
}

struct Writer {
    out: String,
    /// Whether it is part of a page.
    within: bool,
    options: SvgOptions,
    /// How often each layer's name was used.
    names: BTreeMap<String, u32>,
    outlines: BTreeMap<Face, Outlines>,
    /// Shapes of a page that later ones may repeat.
    drawn: Repeats,
}

impl Writer {
    fn new(options: SvgOptions, within: bool) -> Writer {
        Writer {
            out: String::new(),
            within,
            options,
            names: BTreeMap::new(),
            outlines: BTreeMap::new(),
            drawn: Repeats::default(),
        }
    }

    fn open(&mut self, scene: &Scene) {
        let (width, height) = (number(scene.width), number(scene.height));
        self.add(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}pt\" height=\"{height}pt\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"figure-title figure-description\" \
             xml:lang=\"{0}\" lang=\"{0}\">\n<title id=\"figure-title\">{1}</title>\n\
             <desc id=\"figure-description\">{2}</desc>\n",
            scene.language.tag(),
            escaped(&scene.title),
            escaped(&scene.description)
        ));
        if !scene.edition.is_empty() {
            self.add(format_args!("<metadata>{}</metadata>\n", escaped(&scene.edition)));
        }
        if self.options.lettering == Lettering::Words {
            self.fonts(scene);
        }
        self.add(format_args!("<path id=\"paper\" d=\"M0 0h{width}v{height}h-{width}z\" fill=\"#fff\"/>\n"));
    }

    /// The cuts that the scene uses.
    fn fonts(&mut self, scene: &Scene) {
        let faces = faces(&scene.items);
        if !faces.is_empty() {
            self.add(format_args!("<defs><style type=\"text/css\">{}</style></defs>\n", font_rules(&faces)));
        }
    }

    fn item(&mut self, item: &Item) -> Result<()> {
        match item {
            Item::Group(group) => return self.group(group),
            Item::Path(path) => self.path(path),
            Item::Image(image) => return self.image(image),
            Item::Text(text) => self.text(text),
        }
        Ok(())
    }

    fn group(&mut self, group: &Group) -> Result<()> {
        if !(self.within && !group.items.is_empty() || group.items.iter().any(Item::is_seen)) {
            return Ok(());
        }
        let used = self.names.entry(group.id.clone()).or_default();
        *used += 1;
        let id = if *used == 1 { group.id.clone() } else { format!("{}-{used}", group.id) };
        match self.within {
            true => self.add(format_args!("<g data-name=\"{}\">\n", escaped(&group.id))),
            false => self.add(format_args!("<g id=\"{}\">\n", escaped(&id))),
        }
        for item in &group.items {
            self.item(item)?;
        }
        self.out.push_str("</g>\n");
        Ok(())
    }

    fn path(&mut self, path: &Path) {
        if path.outline.is_empty() || !(self.within || path.is_painted()) {
            return;
        }
        let repeated = if self.within { self.drawn.add(path) } else { Known::Short };
        let more = match repeated {
            Known::Again { first, by: [x, y] } => {
                let (x, y) = (number(x), number(y));
                return self.add(format_args!("<use href=\"#shape-{first}\" x=\"{x}\" y=\"{y}\"/>\n"));
            }
            Known::First(index) => format!(" id=\"shape-{index}\""),
            Known::Short => String::new(),
        };
        let events = if path.is_painted() { "" } else { " pointer-events=\"all\"" };
        self.add(format_args!("<path{more}{events} d=\""));
        Grid::default().write(&mut self.out, &path.outline, |p| p);
        self.look(path.fill, path.stroke.as_ref());
    }

    /// Ends a path with its colours.
    fn look(&mut self, fill: Option<Color>, stroke: Option<&Stroke>) {
        self.add(format_args!("\" fill=\"{}\"", fill.map_or("none".to_string(), hex)));
        if let Some(stroke) = stroke {
            self.add(format_args!(
                " stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"",
                hex(stroke.color),
                number(stroke.width)
            ));
            if !stroke.dash.is_empty() {
                let dash: Vec<String> = stroke.dash.iter().map(|d| number(*d)).collect();
                self.add(format_args!(" stroke-dasharray=\"{}\"", dash.join(" ")));
            }
        }
        self.out.push_str("/>\n");
    }

    fn image(&mut self, image: &Image) -> Result<()> {
        let mut png = std::io::Cursor::new(Vec::new());
        image
            .pixels
            .write_to(&mut png, image::ImageFormat::Png)
            .map_err(|e| Error::internal(format!("cannot encode a picture: {e}")))?;
        let place = &image.place;
        self.add(format_args!(
            "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" \
             href=\"data:image/png;base64,{}\"/>\n",
            number(place.x0),
            number(place.y0),
            number(place.width()),
            number(place.height()),
            BASE64.encode(png.into_inner())
        ));
        Ok(())
    }

    fn text(&mut self, text: &Text) {
        if self.options.lettering == Lettering::Outlines {
            return self.letters(text);
        }
        if let Some(halo) = text.halo {
            // A second element, because few editors know `paint-order`.
            let stroke = format!(
                " stroke=\"{0}\" stroke-width=\"{1}\" stroke-linejoin=\"round\" aria-hidden=\"true\"",
                hex(halo.color),
                number(2.0 * halo.width)
            );
            self.words(text, halo.color, &stroke);
        }
        self.words(text, text.color, if self.within { " aria-hidden=\"true\"" } else { "" });
    }

    fn words(&mut self, text: &Text, color: Color, more: &str) {
        let [x, y] = text.origin.map(number);
        self.add(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-family=\"{FAMILY}\" font-size=\"{}\" fill=\"{}\"{more}",
            number(text.size),
            hex(color)
        ));
        if text.face.weight() != 400 {
            self.add(format_args!(" font-weight=\"{}\"", text.face.weight()));
        }
        if text.face.is_italic() {
            self.out.push_str(" font-style=\"italic\"");
        }
        if text.tracking != 0.0 {
            self.add(format_args!(" letter-spacing=\"{}\"", number(text.tracking / 1000.0 * text.size)));
        }
        if text.angle != 0.0 {
            self.add(format_args!(" transform=\"rotate({} {x} {y})\"", number(text.angle)));
        }
        self.add(format_args!(">{}</text>\n", escaped(&text.text)));
    }

    /// A text as one shape, its halo as the stroke of another below it.
    fn letters(&mut self, text: &Text) {
        let outlines = self.outlines.entry(text.face).or_insert_with(|| Outlines::new(text.face));
        let (sin, cos) = text.angle.to_radians().sin_cos();
        let (mut data, mut grid) = (String::new(), Grid::default());
        for glyph in &text.glyphs {
            grid.write(&mut data, &outlines.glyph(glyph.id), |[x, y]| {
                let (x, y) = (glyph.offset[0] + x * text.size, glyph.offset[1] + y * text.size);
                [text.origin[0] + x * cos - y * sin, text.origin[1] + x * sin + y * cos]
            });
        }
        if data.is_empty() {
            return;
        }
        if let Some(halo) = text.halo {
            self.add(format_args!("<path d=\"{data}"));
            self.look(Some(halo.color), Some(&Stroke::solid(halo.color, 2.0 * halo.width)));
        }
        self.add(format_args!("<path aria-label=\"{}\" d=\"{data}", escaped(&text.text)));
        self.look(Some(text.color), None);
    }

    fn add(&mut self, words: std::fmt::Arguments) {
        self.out.write_fmt(words).expect("writing into memory cannot fail");
    }
}

/// Style rules that hold the fonts themselves.
pub(super) fn font_rules(faces: &BTreeSet<Face>) -> String {
    let rule = |face: &Face| {
        format!(
            "@font-face{{font-family:\"{FAMILY}\";font-weight:{};font-style:{};\
             src:url(data:font/woff2;base64,{})format(\"woff2\")}}",
            face.weight(),
            if face.is_italic() { "italic" } else { "normal" },
            BASE64.encode(face.woff2())
        )
    };
    faces.iter().map(rule).collect()
}

/// The cuts that items use.
pub(super) fn faces(items: &[Item]) -> BTreeSet<Face> {
    let mut faces = BTreeSet::new();
    faces_of(items, &mut faces);
    faces
}

fn faces_of(items: &[Item], faces: &mut BTreeSet<Face>) {
    for item in items {
        match item {
            Item::Group(group) => faces_of(&group.items, faces),
            Item::Text(text) => {
                faces.insert(text.face);
            }
            Item::Path(_) | Item::Image(_) => {}
        }
    }
}

pub(super) fn hex(color: Color) -> String {
    format!("#{:02x}{:02x}{:02x}", color.r, color.g, color.b)
}

/// Text for XML content and attributes.
pub(super) fn escaped(text: &str) -> String {
    let text = text.replace(xml_forbids, "\u{fffd}");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
