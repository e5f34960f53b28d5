//! The file formats of figures.

use super::{Lettering, PdfOptions, PngOptions, SvgOptions, html, pdf, png, svg};
use crate::error::Result;
use crate::scene::Scene;

/// A file format that a scene can be painted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Pixels.
    Png,
    /// Shapes and words for editors and the web.
    Svg,
    /// A page of shapes and text, for print.
    Pdf,
    /// A page that stands alone: the drawing, its table, and ways to move about in both.
    Html,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 4] = [Format::Png, Format::Svg, Format::Pdf, Format::Html];

    /// The extension of its files, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Png => "png",
            Format::Svg => "svg",
            Format::Pdf => "pdf",
            Format::Html => "html",
        }
    }

    /// Paints a scene with the format's default options; `lettering` is how SVG holds words.
    ///
    /// # Errors
    /// As the painter.
    pub fn paint(self, scene: &Scene, lettering: Lettering) -> Result<Vec<u8>> {
        match self {
            Format::Png => png(scene, PngOptions::default()),
            Format::Svg => svg(scene, SvgOptions { lettering }),
            Format::Pdf => pdf(scene, PdfOptions::default()),
            Format::Html => html(scene),
        }
    }

    /// The format with the extension.
    pub fn find(extension: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|f| f.extension() == extension)
    }
}
