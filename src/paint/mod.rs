//! Painters: a scene in, the bytes of a file out. They know nothing of maps or of each other.
//!
//! ```
//! use cercle::color::{Color, WHITE};
//! use cercle::paint::{PdfOptions, PngOptions, SvgOptions, pdf, png, svg};
//! use cercle::scene::{Outline, Scene, filled};
//!
//! let scene = Scene {
//!     width: 72.0,
//!     height: 36.0,
//!     title: "A dot".into(),
//!     items: vec![filled(Outline::circle([36.0, 18.0], 9.0), Color::hex(0xB23A14))],
//!     ..Scene::default()
//! };
//! assert!(png(&scene, PngOptions { dpi: 150.0 })?.starts_with(b"\x89PNG"));
//! assert!(svg(&scene, SvgOptions::default())?.starts_with(b"<"));
//! assert!(pdf(&scene, PdfOptions::default())?.starts_with(b"%PDF"));
//! # Ok::<(), cercle::error::Error>(())
//! ```

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
