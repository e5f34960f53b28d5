//! The PNG painter: pixels, their physical size and the alternative text.

use super::canvas::draw;
use crate::deflate::{Deflater, join};
use crate::error::{Error, Kind, Result};
use crate::scene::Scene;

/// Most pixels that one picture may have; a larger one would not fit in the promised memory.
const MOST_PIXELS: f64 = 100_000_000.0;

/// How a scene becomes pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PngOptions {
    /// Pixels per inch, also written into the file.
    pub dpi: f64,
}

impl Default for PngOptions {
    fn default() -> Self {
        PngOptions { dpi: 300.0 }
    }
}

impl PngOptions {
    /// So many pixels for a point, for pictures of a screen.
    pub fn per_point(pixels: f64) -> PngOptions {
        PngOptions { dpi: 72.0 * pixels }
    }
}

/// Paints the scene on white paper as a PNG file (PNG third edition), opaque sRGB, with `pHYs`, title, description and edition.
///
/// # Errors
/// `Kind::Limit` if the picture would have more than 100 million pixels, `Kind::Usage` if it would have none.
pub fn png(scene: &Scene, options: PngOptions) -> Result<Vec<u8>> {
    let scale = options.dpi / 72.0;
    let size = [scene.width, scene.height].map(|points| (points * scale).round());
    if !(size[0] >= 1.0 && size[1] >= 1.0) {
        return Err(Error::usage(format!("a picture of {} × {} pixels cannot be painted", size[0], size[1])));
    }
    if size[0] * size[1] > MOST_PIXELS {
        return Err(Error::new(
            Kind::Limit,
            format!("a picture of {} × {} pixels is more than {MOST_PIXELS} pixels", size[0], size[1]),
        )
        .hint("lower --dpi or the size of the figure"));
    }
    let size = size.map(|v| v as u32);
    // Unfiltered: maps have flat colours, which every filter of PNG makes larger.
    let deflater = Deflater::default();
    let pieces = draw(scene, scale, size, |rows| deflater.piece(rows));
    encode(&join(&pieces), size, scene, options.dpi).map_err(|e| Error::internal(format!("cannot encode the PNG: {e}")))
}

fn encode(
    stream: &[u8],
    [width, height]: [u32; 2],
    scene: &Scene,
    dpi: f64,
) -> std::result::Result<Vec<u8>, png::EncodingError> {
    let per_metre = (dpi / 0.0254).round() as u32;
    let mut info = png::Info::with_size(width, height);
    info.color_type = png::ColorType::Rgb;
    info.bit_depth = png::BitDepth::Eight;
    info.srgb = Some(png::SrgbRenderingIntent::RelativeColorimetric);
    info.pixel_dims = Some(png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit: png::Unit::Meter });
    let mut bytes = Vec::with_capacity(stream.len() + 4096);
    let mut encoder = png::Encoder::with_info(&mut bytes, info)?;
    let software = "cercle".to_string();
    let words = [("Title", &scene.title), ("Description", &scene.description), ("Comment", &scene.edition)];
    for (key, text) in words.into_iter().chain([("Software", &software)]) {
        if !text.is_empty() {
            encoder.add_itxt_chunk(key.to_string(), text.clone())?;
        }
    }
    let mut writer = encoder.write_header()?;
    writer.write_chunk(png::chunk::IDAT, stream)?;
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::Color;
    use crate::scene::{Outline, Stroke, filled, stroked};
    use crate::unit::{Rect, mm};

    fn scene() -> Scene {
        let band = Outline::circle([mm(10.0), mm(25.0)], mm(9.0));
        let mut line = Outline::default();
        line.polyline(&[[0.0, 0.0], [mm(20.0), mm(50.0)]], false);
        Scene {
            width: mm(20.0),
            height: mm(50.0),
            title: "Map".into(),
            description: "Ségou".into(),
            language: Default::default(),
            edition: String::new(),
            facts: Default::default(),
            sheet: Default::default(),
            items: vec![
                filled(Outline::rect(Rect::new(0.0, 0.0, mm(10.0), mm(50.0))), Color::hex(0xB23A14)),
                filled(band, Color::hex(0x4F4A43)),
                stroked(line, Stroke::solid(Color::hex(0x7FB0C8), 0.7)),
            ],
        }
    }

    fn decoded(bytes: &[u8]) -> (png::Info<'static>, image::RgbImage) {
        let reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().expect("a PNG");
        let picture = image::load_from_memory(bytes).expect("decodes").to_rgb8();
        (reader.info().clone(), picture)
    }

    #[test]
    fn physical_size_and_words_are_in_the_file() {
        let (info, picture) = decoded(&png(&scene(), PngOptions::default()).expect("paints"));
        assert_eq!((picture.width(), picture.height()), (236, 591));
        assert_eq!(info.pixel_dims.map(|d| d.xppu), Some(11811));
        assert_eq!(info.utf8_text[1].get_text().ok().as_deref(), Some("Ségou"));
        assert_eq!(picture.get_pixel(3, 300).0, [0xB2, 0x3A, 0x14]);
        assert_eq!(picture.get_pixel(230, 300).0, [255, 255, 255]);
    }

    #[test]
    fn bands_equal_one_whole_drawing() {
        // 591 rows are five bands; who draws them must not matter, and no seam shows where two of them meet.
        let (_, picture) = decoded(&png(&scene(), PngOptions::default()).expect("paints"));
        let threads = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
        let (_, single) = decoded(&threads.install(|| png(&scene(), PngOptions::default())).expect("paints"));
        assert_eq!(picture, single);
        let edge = (200..312).map(|y| picture.get_pixel(118, y).0).collect::<Vec<_>>();
        assert!(edge.iter().all(|p| *p != [255, 255, 255]), "no seam at row 256");
    }

    #[test]
    fn a_gigantic_picture_is_refused_before_memory_is_asked_for() {
        let error = png(&scene(), PngOptions { dpi: 1e6 }).expect_err("too large");
        assert_eq!(error.kind, Kind::Limit);
    }
}
