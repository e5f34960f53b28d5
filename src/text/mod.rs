//! Turning words into shaped lines: font, shaping, measuring, line breaking.
//!
//! ```
//! use cercle::color::Color;
//! use cercle::font::Face;
//! use cercle::text::{Paragraph, Style, Typesetter, lines};
//!
//! let set = Typesetter::default();
//! let style = Style::new(Face::Regular, 8.0, Color::hex(0x3D3A36));
//! let note = Paragraph { head: String::new(), body: "Each dot is a reported incident of which the place is known.".into() };
//! let broken = lines(&set, &note, [&style, &style], 100.0)?; // points
//! assert!(broken.len() > 1 && broken.iter().flatten().all(|line| line.width <= 100.0));
//! # Ok::<(), cercle::error::Error>(())
//! ```

mod wrap;

use harfrust::font::Font;
use harfrust::{Buffer, Direction, Feature, Script, ShapeOptions, ShapePlan, ShaperFont, Tag, shape};

use crate::color::Color;
use crate::error::{Error, Result};
use crate::font::Face;
use crate::scene::{Glyph, Halo, Text};

pub use wrap::{Paragraph, balanced_lines, lines};

/// How a line of text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// The cut.
    pub face: Face,
    /// Type size in points.
    pub size: f64,
    /// Colour of the letters.
    pub color: Color,
    /// Extra space between letters, in thousandths of the type size.
    pub tracking: f64,
    /// Border around the letters.
    pub halo: Option<Halo>,
}

impl Style {
    /// A style without tracking or halo.
    pub const fn new(face: Face, size: f64, color: Color) -> Style {
        Style { face, size, color, tracking: 0.0, halo: None }
    }

    /// The same style with extra space between letters, in thousandths of the type size.
    pub const fn tracked(mut self, tracking: f64) -> Style {
        self.tracking = tracking;
        self
    }

    /// The same style with an opaque border of the colour around the letters, `width` points on each side.
    pub const fn halo(mut self, color: Color, width: f64) -> Style {
        self.halo = Some(Halo { color, width });
        self
    }
}

/// The embedded cuts, opened for shaping. The font is Latin, and so is every text.
pub struct Typesetter {
    fonts: Vec<(Face, Font, ShapePlan)>,
}

/// Contextual alternates turn "x" between figures into a multiplication sign and the like: not in names.
fn features() -> [Feature; 1] {
    [Feature::new(Tag::new(b"calt"), 0, ..)]
}

impl Default for Typesetter {
    fn default() -> Self {
        let open = |face: Face| {
            let font = Font::new(face.bytes(), 0).expect("the embedded fonts are whole");
            let plan = ShapePlan::new(&font, Direction::LeftToRight, Some(Script::LATIN), None, &features());
            (face, font, plan)
        };
        Typesetter { fonts: Face::ALL.into_iter().map(open).collect() }
    }
}

impl Typesetter {
    /// Shapes one line with its base line at the origin.
    ///
    /// # Errors
    /// `Kind::Data` if the embedded font has no glyph for a character.
    pub fn line(&self, words: &str, style: &Style) -> Result<Text> {
        let (_, font, plan) = self.fonts.iter().find(|(face, ..)| *face == style.face).expect("every cut is opened");
        let shaper = ShaperFont::new(font);
        let mut buffer = Buffer::new();
        buffer.push_str(words);
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(Some(Script::LATIN));
        let features = features();
        shape(&shaper, &mut buffer, ShapeOptions::new().plan(Some(plan)).features(&features))
            .map_err(|e| Error::internal(format!("cannot shape '{words}': {e:?}")))?;
        let em = style.size / f64::from(font.units_per_em());
        let spacing = style.tracking / 1000.0 * style.size;
        let mut glyphs = Vec::with_capacity(words.len());
        let mut x = 0.0;
        for (info, position) in buffer.glyph_infos().iter().zip(buffer.glyph_positions()) {
            if info.glyph_id == 0 {
                return Err(missing(words, info.cluster as usize));
            }
            glyphs.push(Glyph {
                id: info.glyph_id as u16,
                offset: [x + f64::from(position.x_offset) * em, -f64::from(position.y_offset) * em],
                cluster: info.cluster as usize,
            });
            x += f64::from(position.x_advance) * em + spacing;
        }
        Ok(Text {
            text: words.to_string(),
            origin: [0.0, 0.0],
            angle: 0.0,
            face: style.face,
            size: style.size,
            tracking: style.tracking,
            color: style.color,
            halo: style.halo,
            width: if glyphs.is_empty() { 0.0 } else { x - spacing },
            glyphs,
        })
    }

    /// Shapes one line with the left end of its base line at `origin`, in points.
    ///
    /// # Errors
    /// As `line`.
    pub fn at(&self, origin: [f64; 2], words: &str, style: &Style) -> Result<Text> {
        Ok(Text { origin, ..self.line(words, style)? })
    }
}

fn missing(words: &str, at: usize) -> Error {
    let letter = words.get(at..).and_then(|rest| rest.chars().next()).unwrap_or('\u{FFFD}');
    Error::data(format!(
        "the text '{words}' has the character '{letter}' (U+{:04X}), which the embedded font cannot draw",
        u32::from(letter)
    ))
    .hint("the font covers Latin, Latin Extended and map punctuation; spell the name in Latin letters")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::WHITE;

    const STYLE: Style = Style::new(Face::Regular, 10.0, WHITE);

    #[test]
    fn accents_superscripts_and_dashes_have_one_glyph_each() {
        let line = Typesetter::default().line("Ségou, Naïma, km², 2022–2024", &STYLE);
        let line = line.expect("the font has these letters");
        assert_eq!(line.glyphs.len(), line.text.chars().count());
        assert!(line.width > 100.0 && line.width < 160.0, "{}", line.width);
    }

    #[test]
    fn no_break_spaces_of_both_widths_have_a_glyph_in_every_cut() {
        let set = Typesetter::default();
        for face in Face::ALL {
            let style = Style::new(face, 10.0, WHITE);
            let width = |words: &str| set.line(words, &style).expect("the font has these spaces").width;
            let [space, narrow] = ["1\u{a0}2", "1\u{202f}2"].map(|words| width(words) - width("12"));
            assert!(narrow > 0.9 && narrow < space, "{face:?}: {narrow} of {space}");
        }
    }

    #[test]
    fn tracking_widens_between_letters_only() {
        let set = Typesetter::default();
        let plain = set.line("NIGER", &STYLE).expect("shapes").width;
        let wide = set.line("NIGER", &STYLE.tracked(100.0)).expect("shapes").width;
        assert!((wide - plain - 4.0).abs() < 1e-9);
    }

    #[test]
    fn a_letter_that_the_font_has_not_is_named() {
        let error = Typesetter::default().line("تمبكتو", &STYLE).expect_err("no Arabic");
        assert!(error.message.contains("U+0") && error.hint.is_some(), "{error}");
    }
}
