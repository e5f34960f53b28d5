//! The file formats of figures.

use super::{PngOptions, SvgOptions, png, svg};
use crate::error::Result;
use crate::scene::Scene;

/// A file format that a scene can be painted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Pixels.
    Png,
    /// Shapes and words for editors and the web.
    Svg,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 2] = [Format::Png, Format::Svg];

    /// The extension of its files, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Png => "png",
            Format::Svg => "svg",
        }
    }

    /// Paints a scene with the format's default options.
    ///
    /// # Errors
    /// As the painter.
    pub fn paint(self, scene: &Scene) -> Result<Vec<u8>> {
        match self {
            Format::Png => png(scene, PngOptions::default()),
            Format::Svg => svg(scene, SvgOptions::default()),
        }
    }

    /// The format with the extension.
    pub fn find(extension: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|f| f.extension() == extension)
    }
}
