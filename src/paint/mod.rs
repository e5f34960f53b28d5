//! Painters: a scene in, the bytes of a file out. They know nothing of maps or of each other.

mod canvas;
mod content;
mod format;
mod html;
mod html_table;
pub(crate) mod page;
mod pdf;
mod png;
mod raster;
mod repeat;
mod svg;
mod svg_path;

pub use canvas::mask;
pub use format::Format;
pub use html::html;
pub use page::{Contents, Entry, Made, contents};
pub use pdf::{PdfOptions, pdf};
pub use png::{PngOptions, png};
pub use svg::{Lettering, SvgOptions, svg};
