//! Parts of the picture of the whole world at one zoom, in whole pixels and in 256ths of them.

use super::super::pyramid::Tile;

/// Parts of a pixel in which places are kept: whole numbers, so that a shape is the same in whichever window it is drawn.
pub(super) const FINE: i64 = 256;

/// The world at one zoom: so many pixels from west to east and from north to south.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    pixels: f64,
}

impl Scale {
    /// The world in tiles of so many pixels.
    pub fn new(z: u8, size: u32) -> Scale {
        Scale { pixels: f64::from(1u32 << z) * f64::from(size) }
    }

    /// Width of the world in pixels.
    pub fn pixels(self) -> f64 {
        self.pixels
    }

    /// A place in the square of the world, in 256ths of a pixel.
    pub fn fine(self, [x, y]: [f64; 2]) -> [i64; 2] {
        [x, y].map(|v| (v * self.pixels * FINE as f64).round() as i64)
    }
}

/// A rectangle of pixels of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    /// Left column.
    pub x: i64,
    /// Upper row.
    pub y: i64,
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl Window {
    /// The pixels of a tile.
    pub fn of(tile: Tile, size: u32) -> Window {
        let side = i64::from(size);
        Window { x: i64::from(tile.x) * side, y: i64::from(tile.y) * side, width: size as usize, height: size as usize }
    }

    /// A place in 256ths of a pixel, from the upper left corner of the window.
    pub fn inside(&self, [x, y]: [i64; 2]) -> [i64; 2] {
        [x - self.x * FINE, y - self.y * FINE]
    }

    /// Whether a box of pixels (left, top, right and bottom, the last two beyond it) has one in common with the window.
    pub fn meets(&self, [x0, y0, x1, y1]: [i64; 4]) -> bool {
        x0 < self.x + self.width as i64 && x1 > self.x && y0 < self.y + self.height as i64 && y1 > self.y
    }
}
