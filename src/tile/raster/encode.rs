//! Pixels to the bytes of a tile.

use std::collections::HashMap;
use std::sync::Mutex;

use png::{BitDepth, ColorType};
use rustc_hash::FxHashMap;

use super::pixels::{Canvas, Pixel};
use crate::deflate::{Deflater, join};
use crate::error::{Error, Result};
use crate::tile::tile_set::Encoding;

/// Pixels that are looked at together: most are like those before them, and a processor compares several at once.
const ALIKE: usize = 16;

/// What a tile shows.
pub(super) enum Drawn {
    /// One colour.
    Plain(Pixel),
    /// Many.
    Pixels(Canvas),
    /// Steps of the set's surface, for a tile of which nothing else is seen.
    Steps(Vec<u8>),
}

/// Encodes the tiles of a set; keeps what it compresses with, and tiles of one colour.
pub(super) struct Encoder {
    encoding: Encoding,
    size: u32,
    /// The colours of a surface's steps, from nothing.
    steps: Vec<Pixel>,
    deflater: Deflater,
    plain: Mutex<HashMap<Pixel, Vec<u8>>>,
}

impl Encoder {
    /// For pictures with sides of so many pixels, and the colours of a surface's steps.
    pub fn new(encoding: Encoding, size: u32, steps: Vec<Pixel>) -> Encoder {
        Encoder { encoding, size, steps, deflater: Deflater::default(), plain: Mutex::default() }
    }

    /// The bytes of a picture; none if nothing is seen in it.
    ///
    /// # Errors
    /// `Kind::Internal` if it cannot be encoded.
    pub fn encode(&self, drawn: &Drawn) -> Result<Vec<u8>> {
        match drawn {
            Drawn::Plain(pixel) => self.plain(*pixel),
            Drawn::Pixels(canvas) => self.picture(canvas),
            Drawn::Steps(steps) if steps.iter().all(|s| *s == steps[0]) => {
                self.plain(self.steps[usize::from(steps[0])])
            }
            Drawn::Steps(steps) if self.encoding == Encoding::Webp => {
                let pixels = steps.iter().map(|step| self.steps[usize::from(*step)]).collect();
                webp(&Canvas { width: self.size as usize, pixels })
            }
            Drawn::Steps(steps) => {
                let (palette, indices) = used(&self.steps, steps);
                self.png(self.size as usize, Samples::Indexed(&palette, &indices))
            }
        }
    }

    fn plain(&self, pixel: Pixel) -> Result<Vec<u8>> {
        if pixel[3] == 0 {
            return Ok(Vec::new());
        }
        let known = self.plain.lock().expect("no thread panics while it holds the tiles").get(&pixel).cloned();
        if let Some(bytes) = known {
            return Ok(bytes);
        }
        let side = self.size as usize;
        let bytes = match self.encoding {
            Encoding::Webp => webp(&Canvas::new([side; 2], pixel))?,
            _ => self.png(side, Samples::Indexed(&[pixel], &vec![0; side * side]))?,
        };
        self.plain.lock().expect("no thread panics while it holds the tiles").insert(pixel, bytes.clone());
        Ok(bytes)
    }

    fn picture(&self, canvas: &Canvas) -> Result<Vec<u8>> {
        if self.encoding == Encoding::Webp {
            let plain = canvas.pixels.iter().all(|p| *p == canvas.pixels[0]);
            return if plain { self.plain(canvas.pixels[0]) } else { webp(canvas) };
        }
        match indexed(canvas) {
            Some((palette, _)) if palette.len() == 1 => self.plain(palette[0]),
            Some((palette, indices)) => self.png(canvas.width, Samples::Indexed(&palette, &indices)),
            None => self.png(canvas.width, Samples::Rgba(canvas.pixels.as_flattened())),
        }
    }

    fn png(&self, width: usize, samples: Samples<'_>) -> Result<Vec<u8>> {
        let failed = |e: png::EncodingError| Error::internal(format!("cannot encode a tile: {e}"));
        let (data, bits) = match samples {
            Samples::Indexed(palette, indices) => packed(indices, width, palette.len()),
            Samples::Rgba(bytes) => (rows(bytes, 4 * width), 8),
        };
        let height = data.len() / (1 + (width * bits * samples.channels()).div_ceil(8));
        let stream = join(&[self.deflater.piece(&data)]);
        let mut bytes = Vec::with_capacity(stream.len() + 1200);
        let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
        match samples {
            Samples::Indexed(palette, _) => {
                encoder.set_color(ColorType::Indexed);
                encoder.set_depth(match bits {
                    1 => BitDepth::One,
                    2 => BitDepth::Two,
                    4 => BitDepth::Four,
                    _ => BitDepth::Eight,
                });
                encoder.set_palette(palette.iter().flat_map(|p| [p[0], p[1], p[2]]).collect::<Vec<u8>>());
                // pixels that are not opaque come first, so that few opacities are written
                let clear: Vec<u8> = palette.iter().map(|p| p[3]).take_while(|a| *a < 255).collect();
                if !clear.is_empty() {
                    encoder.set_trns(clear);
                }
            }
            Samples::Rgba(_) => {
                encoder.set_color(ColorType::Rgba);
                encoder.set_depth(BitDepth::Eight);
            }
        }
        let mut writer = encoder.write_header().map_err(failed)?;
        writer.write_chunk(png::chunk::IDAT, &stream).map_err(failed)?;
        writer.finish().map_err(failed)?;
        Ok(bytes)
    }
}

#[derive(Clone, Copy)]
enum Samples<'a> {
    Indexed(&'a [Pixel], &'a [u8]),
    Rgba(&'a [u8]),
}

impl Samples<'_> {
    fn channels(self) -> usize {
        match self {
            Samples::Indexed(..) => 1,
            Samples::Rgba(_) => 4,
        }
    }
}

/// The colours of a picture in an order of their own, and the number of each pixel's; `None` if they are more than 256.
fn indexed(canvas: &Canvas) -> Option<(Vec<Pixel>, Vec<u8>)> {
    let mut indices = Vec::with_capacity(canvas.pixels.len());
    let mut colors = Colors::default();
    let (parts, rest) = canvas.pixels.as_chunks::<ALIKE>();
    for part in parts {
        match &colors.last {
            Some((like, number)) if part.as_flattened() == like.as_flattened() => {
                indices.extend_from_slice(&[*number; ALIKE]);
            }
            _ => colors.number(part, &mut indices)?,
        }
    }
    colors.number(rest, &mut indices)?;
    let mut palette = colors.found;
    palette.sort_unstable_by_key(|&[r, g, b, a]| [a, r, g, b]);
    let mut place = [0u8; 256];
    for (rank, pixel) in palette.iter().enumerate() {
        place[usize::from(colors.numbers[pixel])] = rank as u8;
    }
    let (parts, rest) = indices.as_chunks_mut::<ALIKE>();
    for part in parts {
        if *part == [part[0]; ALIKE] {
            *part = [place[usize::from(part[0])]; ALIKE];
        } else {
            part.iter_mut().for_each(|i| *i = place[usize::from(*i)]);
        }
    }
    rest.iter_mut().for_each(|i| *i = place[usize::from(*i)]);
    Some((palette, indices))
}

/// Colours in the order in which they come.
#[derive(Default)]
struct Colors {
    numbers: FxHashMap<Pixel, u8>,
    found: Vec<Pixel>,
    /// The last pixel, so many times over, and its number.
    last: Option<([Pixel; ALIKE], u8)>,
}

impl Colors {
    /// Adds the numbers of some pixels; `None` if these are too many colours.
    fn number(&mut self, pixels: &[Pixel], indices: &mut Vec<u8>) -> Option<()> {
        for pixel in pixels {
            let number = match &self.last {
                Some((like, number)) if like[0] == *pixel => *number,
                _ => match self.numbers.get(pixel) {
                    Some(&number) => number,
                    None => {
                        let number = u8::try_from(self.found.len()).ok()?;
                        self.numbers.insert(*pixel, number);
                        self.found.push(*pixel);
                        number
                    }
                },
            };
            if self.last.is_none_or(|(_, last)| last != number) {
                self.last = Some(([*pixel; ALIKE], number));
            }
            indices.push(number);
        }
        Some(())
    }
}

/// The colours of a palette that a picture uses, and their numbers among these.
fn used(all: &[Pixel], indices: &[u8]) -> (Vec<Pixel>, Vec<u8>) {
    let mut seen = [false; 256];
    indices.chunk_by(|a, b| a == b).for_each(|run| seen[usize::from(run[0])] = true);
    let mut place = [0u8; 256];
    let mut palette = Vec::new();
    for (step, pixel) in all.iter().enumerate().filter(|(step, _)| seen[*step]) {
        place[step] = palette.len() as u8;
        palette.push(*pixel);
    }
    (palette, indices.iter().map(|step| place[usize::from(*step)]).collect())
}

/// Rows of indices in as few bits as their number of colours needs, each after its filter's number.
fn packed(indices: &[u8], width: usize, colors: usize) -> (Vec<u8>, usize) {
    let bits = match colors {
        0..=2 => 1,
        3..=4 => 2,
        5..=16 => 4,
        _ => return (rows(indices, width), 8),
    };
    let mut data = Vec::with_capacity(indices.len() * bits / 8 + indices.len() / width);
    for row in indices.chunks_exact(width) {
        data.push(0);
        match bits {
            1 => pack::<8>(row, &mut data),
            2 => pack::<4>(row, &mut data),
            _ => pack::<2>(row, &mut data),
        }
    }
    (data, bits)
}

/// A row with so many indices in a byte, the first in its highest bits.
fn pack<const N: usize>(row: &[u8], data: &mut Vec<u8>) {
    let byte = |part: &[u8; N]| part.iter().fold(0u8, |byte, index| byte << (8 / N) | index);
    let (whole, rest) = row.as_chunks::<N>();
    data.extend(whole.iter().map(byte));
    if !rest.is_empty() {
        let mut part = [0; N];
        part[..rest.len()].copy_from_slice(rest);
        data.push(byte(&part));
    }
}

/// Rows, each after the number of no filter: maps have flat colours, which every filter makes larger.
fn rows(bytes: &[u8], length: usize) -> Vec<u8> {
    let mut data = Vec::with_capacity(bytes.len() + bytes.len() / length);
    for row in bytes.chunks_exact(length) {
        data.push(0);
        data.extend_from_slice(row);
    }
    data
}

fn webp(canvas: &Canvas) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let (width, height) = (canvas.width as u32, (canvas.pixels.len() / canvas.width) as u32);
    image::codecs::webp::WebPEncoder::new_lossless(&mut bytes)
        .encode(canvas.pixels.as_flattened(), width, height, image::ExtendedColorType::Rgba8)
        .map_err(|e| Error::internal(format!("cannot encode a tile: {e}")))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::super::pixels::CLEAR;
    use super::*;

    fn canvas(colors: usize) -> Canvas {
        let pixel = |i: usize| {
            let n = i * 7 % colors;
            [n as u8, (n >> 8) as u8, 9, if n.is_multiple_of(5) { (n % 251) as u8 } else { 255 }]
        };
        Canvas { width: 64, pixels: (0..64 * 64).map(pixel).collect() }
    }

    #[test]
    fn any_number_of_colours_comes_back() {
        for colors in [2, 3, 4, 5, 16, 17, 255, 256, 257, 4000] {
            let canvas = canvas(colors);
            for encoding in [Encoding::Png, Encoding::Webp] {
                let encoder = Encoder::new(encoding, 64, Vec::new());
                let bytes = encoder.encode(&Drawn::Pixels(canvas.clone())).expect("encodes");
                let back = image::load_from_memory(&bytes).expect("decodes").to_rgba8();
                assert!(back.as_raw() == canvas.pixels.as_flattened(), "{colors} {encoding:?}");
                if encoding == Encoding::Png {
                    assert_eq!(bytes[25], if colors > 256 { 6 } else { 3 }, "colour type for {colors}");
                }
            }
        }
    }

    #[test]
    fn steps_are_the_colours_of_the_surface() {
        let colors: Vec<Pixel> = (0..=255u8).map(|i| [i, 255 - i, 7, 255]).collect();
        for most in [2usize, 3, 16, 200, 255] {
            let steps: Vec<u8> = (0..64 * 64).map(|i| (i * 31 % most) as u8).collect();
            for encoding in [Encoding::Png, Encoding::Webp] {
                let encoder = Encoder::new(encoding, 64, colors.clone());
                let bytes = encoder.encode(&Drawn::Steps(steps.clone())).expect("encodes");
                let back = image::load_from_memory(&bytes).expect("decodes").to_rgba8();
                assert!(back.pixels().zip(&steps).all(|(p, s)| p.0 == colors[usize::from(*s)]), "{most} {encoding:?}");
            }
        }
    }

    #[test]
    fn one_colour_is_encoded_once_and_nothing_not_at_all() {
        let encoder = Encoder::new(Encoding::Png, 256, Vec::new());
        let red = [200, 30, 20, 255];
        let first = encoder.encode(&Drawn::Plain(red)).expect("encodes");
        let same = encoder.encode(&Drawn::Pixels(Canvas::new([256; 2], red))).expect("encodes");
        assert!(first == same && first.len() < 200, "{}", first.len());
        assert_eq!(encoder.plain.lock().expect("free").len(), 1);
        assert!(encoder.encode(&Drawn::Plain(CLEAR)).expect("encodes").is_empty());
    }
}
