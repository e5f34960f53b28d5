//! The embedded typeface: Inter, four cuts, carried by the program so that text is the same everywhere.
//!
//! ```
//! use cercle::font::{Face, Outlines};
//!
//! let regular = Outlines::new(Face::Regular);
//! let drawn = (0..regular.len()).filter(|&glyph| !regular.glyph(glyph).is_empty()).count();
//! assert!(drawn > 500);
//! ```

use skrifa::MetadataProvider;
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId};

use crate::scene::Outline;

/// A cut of the typeface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Face {
    /// Weight 400.
    Regular,
    /// Weight 500.
    Medium,
    /// Weight 600.
    SemiBold,
    /// Weight 400, true italic.
    Italic,
}

impl Face {
    /// Every cut.
    pub const ALL: [Face; 4] = [Face::Regular, Face::Medium, Face::SemiBold, Face::Italic];

    /// The OpenType file.
    pub fn bytes(self) -> &'static [u8] {
        match self {
            Face::Regular => include_bytes!("../assets/fonts/Inter-Regular.otf"),
            Face::Medium => include_bytes!("../assets/fonts/Inter-Medium.otf"),
            Face::SemiBold => include_bytes!("../assets/fonts/Inter-SemiBold.otf"),
            Face::Italic => include_bytes!("../assets/fonts/Inter-Italic.otf"),
        }
    }

    /// The same font packed as WOFF2, for files that carry it.
    pub fn woff2(self) -> &'static [u8] {
        match self {
            Face::Regular => include_bytes!("../assets/fonts/Inter-Regular.woff2"),
            Face::Medium => include_bytes!("../assets/fonts/Inter-Medium.woff2"),
            Face::SemiBold => include_bytes!("../assets/fonts/Inter-SemiBold.woff2"),
            Face::Italic => include_bytes!("../assets/fonts/Inter-Italic.woff2"),
        }
    }

    /// Weight, 100 to 900.
    pub fn weight(self) -> u16 {
        match self {
            Face::Regular | Face::Italic => 400,
            Face::Medium => 500,
            Face::SemiBold => 600,
        }
    }

    /// Whether it is slanted.
    pub fn is_italic(self) -> bool {
        self == Face::Italic
    }
}

/// Name of the family of every cut.
pub const FAMILY: &str = "Inter";

/// Height of a capital letter as a share of the type size, by which text is centred on symbols.
pub const CAP_HEIGHT: f64 = 0.727;

/// Glyph outlines of one cut.
pub struct Outlines {
    font: FontRef<'static>,
    units: f64,
}

impl Outlines {
    /// Opens a cut.
    pub fn new(face: Face) -> Outlines {
        let font = FontRef::new(face.bytes()).expect("the embedded fonts are whole");
        let units = skrifa::metrics::Metrics::new(&font, Size::unscaled(), LocationRef::default()).units_per_em;
        Outlines { font, units: f64::from(units) }
    }

    /// The outline of a glyph with its origin at 0, 0, y down, in units of the type size (1 em = 1.0).
    /// Empty for blanks and for glyphs that the font has not.
    pub fn glyph(&self, glyph: u16) -> Outline {
        let mut pen = Pen { outline: Outline::default(), scale: 1.0 / self.units };
        if let Some(drawing) = self.font.outline_glyphs().get(GlyphId::new(u32::from(glyph))) {
            let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
            // A glyph that cannot be drawn is a broken font; the tests draw every glyph of every cut.
            let _ = drawing.draw(settings, &mut pen);
        }
        pen.outline
    }

    /// Number of glyphs in the cut.
    pub fn len(&self) -> u16 {
        skrifa::metrics::Metrics::new(&self.font, Size::unscaled(), LocationRef::default()).glyph_count as u16
    }

    /// Whether the cut has no glyph; never so for the embedded ones.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

struct Pen {
    outline: Outline,
    scale: f64,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> [f64; 2] {
        [f64::from(x) * self.scale, -f64::from(y) * self.scale]
    }
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let p = self.at(x, y);
        self.outline.move_to(p);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let p = self.at(x, y);
        self.outline.line_to(p);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let (c, p) = (self.at(cx, cy), self.at(x, y));
        let from = self.outline.last();
        let third = |a: [f64; 2]| [a[0] + (c[0] - a[0]) * 2.0 / 3.0, a[1] + (c[1] - a[1]) * 2.0 / 3.0];
        self.outline.curve_to(third(from), third(p), p);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        let (a, b, p) = (self.at(ax, ay), self.at(bx, by), self.at(x, y));
        self.outline.curve_to(a, b, p);
    }

    fn close(&mut self) {
        self.outline.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_glyph_of_every_cut_draws() {
        for face in Face::ALL {
            let outlines = Outlines::new(face);
            let drawn = (0..outlines.len()).filter(|&g| !outlines.glyph(g).is_empty()).count();
            assert!(drawn > 500 && !outlines.is_empty(), "{face:?}: {drawn}");
        }
    }
}
