//! Pixels of a tile: RGBA, not premultiplied, mixed in sixteenths so that few colours come of it.

use std::ops::Range;

use super::cover::FULL;
use crate::color::Color;

/// Levels of anti-aliasing; as many as an eye tells apart on a border, and few enough for a palette.
pub(super) const LEVELS: u32 = 16;

/// A pixel: red, green, blue, opacity.
pub(super) type Pixel = [u8; 4];

/// Nothing.
pub(super) const CLEAR: Pixel = [0; 4];

/// An opaque pixel.
pub(super) const fn opaque(color: Color) -> Pixel {
    [color.r, color.g, color.b, 255]
}

/// Looks mixed by their shares of a pixel (of `FULL`), each with its own colour there.
pub(super) fn mixed(shares: &[i32], color: impl Fn(usize) -> Pixel) -> Pixel {
    // most often one look has all of the pixel
    if let Some(look) = shares.iter().position(|share| *share != 0)
        && shares[look] == FULL
        && shares[look + 1..].iter().all(|share| *share == 0)
    {
        let whole = color(look);
        return if whole[3] == 0 { CLEAR } else { whole };
    }
    let level = |share: i32| ((share.clamp(0, FULL) as u32 * LEVELS) + FULL as u32 / 2) / FULL as u32;
    let opacity = level(shares.iter().map(|s| (*s).clamp(0, FULL)).fold(0, i32::saturating_add));
    let mut sums = [0u32; 4];
    let mut weights = 0;
    for (look, weight) in shares.iter().map(|s| level(*s)).enumerate().filter(|(_, weight)| *weight > 0) {
        let [r, g, b, a] = color(look).map(u32::from);
        // what is not there has no colour
        let weight = weight * a;
        weights += weight;
        [r, g, b].iter().zip(&mut sums).for_each(|(c, sum)| *sum += weight * c);
        sums[3] += weight;
    }
    if weights == 0 || opacity == 0 {
        return CLEAR;
    }
    let levels: u32 = shares.iter().map(|s| level(*s)).sum();
    let [r, g, b] = [0, 1, 2].map(|i| ((sums[i] + weights / 2) / weights) as u8);
    // looks whose levels do not add up by rounding still cover the pixel as much as they do
    let alpha = (sums[3] * opacity.min(LEVELS) + levels * LEVELS / 2) / (levels * LEVELS);
    [r, g, b, alpha.min(255) as u8]
}

/// A colour laid over a pixel, so many sixteenths of it.
pub(super) fn over(below: Pixel, color: Color, level: u32) -> Pixel {
    if level == 0 {
        return below;
    }
    let (new, old) = (level * 255, (LEVELS - level) * u32::from(below[3]));
    let sum = new + old;
    let channel = |c: u8, b: u8| ((u32::from(c) * new + u32::from(b) * old + sum / 2) / sum) as u8;
    let alpha = (sum + LEVELS / 2) / LEVELS;
    [channel(color.r, below[0]), channel(color.g, below[1]), channel(color.b, below[2]), alpha as u8]
}

/// The pixels of a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Canvas {
    /// Columns.
    pub width: usize,
    /// Row by row from the north.
    pub pixels: Vec<Pixel>,
}

impl Canvas {
    /// Pixels of one colour.
    pub fn new([width, height]: [usize; 2], pixel: Pixel) -> Canvas {
        Canvas { width, pixels: vec![pixel; width * height] }
    }

    /// The pixels of some columns of a row.
    pub fn run(&mut self, row: usize, columns: Range<usize>) -> &mut [Pixel] {
        &mut self.pixels[row * self.width + columns.start..row * self.width + columns.end]
    }

    /// Lays a colour over a pixel, so many sixteenths of it.
    pub fn over(&mut self, index: usize, color: Color, level: u32) {
        self.pixels[index] = over(self.pixels[index], color, level);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::WHITE;

    const RED: Color = Color::hex(0xB23A14);

    #[test]
    fn whole_shares_are_the_colours_themselves() {
        let colors = [opaque(RED), opaque(WHITE)];
        assert_eq!(mixed(&[FULL, 0], |l| colors[l]), colors[0]);
        assert_eq!(mixed(&[0, FULL], |l| colors[l]), colors[1]);
        assert_eq!(mixed(&[0, 0], |l| colors[l]), CLEAR);
    }

    #[test]
    fn a_look_that_has_all_of_a_pixel_is_as_if_it_were_mixed() {
        let half = [RED.r, RED.g, RED.b, 100];
        for colors in [[half, CLEAR], [CLEAR, half], [opaque(RED), half]] {
            // a share too small for a level takes the long way
            let long = mixed(&[FULL, 1], |l| colors[l]);
            assert_eq!(mixed(&[FULL, 0], |l| colors[l]), long);
            assert_eq!(mixed(&[0, FULL], |l| colors[l]), mixed(&[1, FULL], |l| colors[l]));
        }
        assert_eq!(mixed(&[FULL], |_| [9, 9, 9, 0]), CLEAR);
    }

    #[test]
    fn two_looks_that_fill_a_pixel_leave_nothing_of_the_ground() {
        let colors = [opaque(RED), opaque(WHITE)];
        for part in (0..=FULL).step_by(997) {
            assert_eq!(mixed(&[part, FULL - part], |l| colors[l])[3], 255, "{part}");
        }
        assert_eq!(mixed(&[FULL / 2, 0], |l| colors[l]), [RED.r, RED.g, RED.b, 128]);
    }

    #[test]
    fn a_colour_over_nothing_is_itself_and_over_another_hides_it() {
        assert_eq!(over(CLEAR, RED, LEVELS), opaque(RED));
        assert_eq!(over(opaque(WHITE), RED, LEVELS), opaque(RED));
        assert_eq!(over(CLEAR, RED, LEVELS / 2), [RED.r, RED.g, RED.b, 128]);
        assert_eq!(over(opaque(WHITE), RED, 0), opaque(WHITE));
    }
}
