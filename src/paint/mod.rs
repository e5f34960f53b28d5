//! Painters: a scene in, the bytes of a file out. They know nothing of maps or of each other.

mod canvas;
mod deflate;
mod png;

pub use png::{PngOptions, png};
