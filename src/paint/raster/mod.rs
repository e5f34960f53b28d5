//! Shapes as shares of pixels, exactly: outlines become lines of points, strokes and halos become shapes, and a sweep finds what
//! of each pixel a shape covers (non-zero rule). Nothing here knows colours.

mod dash;
mod lines;
mod shape;
mod stroke;
mod sweep;
#[cfg(test)]
mod tests;

pub(super) use dash::dashed;
pub(super) use lines::Lines;
pub(super) use shape::{Band, Shape};
pub(super) use stroke::{grown, stroke};
pub(super) use sweep::Sweep;
