//! A surface as an indexed PNG, and the files beside it that say where it lies.

use png::{BitDepth, ColorType, Encoder};
use rayon::prelude::*;

use super::crs::wkt;
use crate::classify::{Ramp, STEPS};
use crate::color::{Color, WHITE};
use crate::deflate::{Deflater, Piece, join};
use crate::error::{Error, Result};
use crate::measure::heat::{Grid, Surface};

/// Rows that are deflated together.
const BAND: usize = 64;

/// A cell a pixel: not covered is transparent, nothing is white, the steps of the ramp have the colours given (`STEPS` of them).
///
/// # Errors
/// `Kind::Internal` if the PNG cannot be encoded.
pub fn heat_png(surface: &Surface, ramp: &Ramp, colors: &[Color], description: &str) -> Result<Vec<u8>> {
    let columns = surface.grid.columns;
    let deflater = Deflater::default();
    let band = |values: &[f32]| {
        let mut bytes = Vec::with_capacity(values.len() + BAND);
        for row in values.chunks(columns) {
            bytes.push(0); // no filter: indices are not numbers that one could subtract
            bytes.extend(row.iter().map(|v| ramp.step(*v).map_or(0, |step| step + 1)));
        }
        deflater.piece(&bytes)
    };
    let pieces: Vec<Piece> = surface.values.par_chunks(BAND * columns).map(band).collect();
    let failed = |e: png::EncodingError| Error::internal(format!("cannot encode the PNG: {e}"));
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, columns as u32, surface.grid.rows as u32);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    let steps = colors.iter().chain(std::iter::repeat(&WHITE)).take(usize::from(STEPS));
    encoder.set_palette([WHITE, WHITE].iter().chain(steps).flat_map(|c| [c.r, c.g, c.b]).collect::<Vec<u8>>());
    encoder.set_trns(&[0][..]);
    encoder.set_source_srgb(png::SrgbRenderingIntent::RelativeColorimetric);
    encoder.add_itxt_chunk("Description".to_string(), description.to_string()).map_err(failed)?;
    encoder.add_itxt_chunk("Software".to_string(), "cercle".to_string()).map_err(failed)?;
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_chunk(png::chunk::IDAT, &join(&pieces)).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

/// The world file of a picture: steps in x and y and the middle of the upper left cell, in metres.
pub fn world_file(grid: &Grid) -> Vec<u8> {
    let half = grid.cell / 2.0;
    let lines = [grid.cell, 0.0, 0.0, -grid.cell, grid.corner[0] + half, grid.corner[1] - half];
    lines.iter().map(|v| format!("{v}\n")).collect::<String>().into_bytes()
}

/// The coordinate system of a picture as GDAL, QGIS and ArcGIS read it, beside the picture as `NAME.png.aux.xml`.
pub fn aux_xml(grid: &Grid) -> Vec<u8> {
    let wkt = wkt(&grid.projection).replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    format!("<PAMDataset>\n  <SRS>{wkt}</SRS>\n</PAMDataset>\n").into_bytes()
}
