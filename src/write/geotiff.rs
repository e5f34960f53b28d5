//! GeoTIFF (TIFF 6.0, OGC 19-008r4): one band of 32-bit floats in deflated tiles, with coordinate system, nodata and unit.
//!
//! Written by hand: a hundred lines against a crate that knows no keys of coordinate systems.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use rayon::prelude::*;
use std::io::Write;

use super::crs::citation;
use crate::error::{Error, Result};
use crate::measure::heat::Surface;
use crate::projection::Cylindrical;

/// Side of a tile in cells.
const TILE: usize = 256;
/// A third smaller than the fastest, a third of the time of the default.
const LEVEL: u32 = 4;

/// What a band stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// What it shows, in a few words.
    pub description: String,
    /// Unit of its values, such as "1 / (1000 km2 * year)".
    pub unit: String,
}

/// An entry of the directory: tag, type, count and bytes.
struct Field {
    tag: u16,
    kind: u16,
    count: usize,
    bytes: Vec<u8>,
}

/// A surface as a GeoTIFF; cells that are not covered are not a number, and the file says so.
///
/// # Errors
/// `Kind::Internal` if deflating fails.
pub fn geotiff(surface: &Surface, band: &Band) -> Result<Vec<u8>> {
    let tiles = tiles(surface)?;
    let lengths: Vec<u32> = tiles.iter().map(|t| t.len() as u32).collect();
    let mut fields = fields(surface, band);
    fields.push(longs(325, &lengths));
    fields.push(longs(324, &vec![0; tiles.len()]));
    fields.sort_by_key(|f| f.tag);
    // Header, directory, values that do not fit into it, tiles.
    let directory = 8;
    let mut heap = directory + 2 + 12 * fields.len() + 4;
    let long = |f: &&Field| f.bytes.len() > 4;
    let mut start = heap + fields.iter().filter(long).map(|f| f.bytes.len().next_multiple_of(2)).sum::<usize>();
    let offsets: Vec<u32> = lengths
        .iter()
        .map(|length| {
            let at = start as u32;
            start += *length as usize;
            at
        })
        .collect();
    let mut file = Vec::with_capacity(start);
    file.extend_from_slice(b"II\x2a\x00");
    file.extend_from_slice(&(directory as u32).to_le_bytes());
    file.extend_from_slice(&(fields.len() as u16).to_le_bytes());
    let mut values = Vec::new();
    for field in &mut fields {
        if field.tag == 324 {
            field.bytes = offsets.iter().flat_map(|o| o.to_le_bytes()).collect();
        }
        file.extend_from_slice(&field.tag.to_le_bytes());
        file.extend_from_slice(&field.kind.to_le_bytes());
        file.extend_from_slice(&(field.count as u32).to_le_bytes());
        let mut bytes = field.bytes.clone();
        if bytes.len() > 4 {
            file.extend_from_slice(&(heap as u32).to_le_bytes());
            bytes.resize(bytes.len().next_multiple_of(2), 0);
            heap += bytes.len();
            values.extend(bytes);
        } else {
            bytes.resize(4, 0);
            file.extend(bytes);
        }
    }
    file.extend_from_slice(&[0; 4]);
    file.extend(values);
    tiles.iter().for_each(|tile| file.extend_from_slice(tile));
    Ok(file)
}

fn shorts(tag: u16, values: &[u16]) -> Field {
    Field { tag, kind: 3, count: values.len(), bytes: values.iter().flat_map(|v| v.to_le_bytes()).collect() }
}

fn longs(tag: u16, values: &[u32]) -> Field {
    Field { tag, kind: 4, count: values.len(), bytes: values.iter().flat_map(|v| v.to_le_bytes()).collect() }
}

fn doubles(tag: u16, values: &[f64]) -> Field {
    Field { tag, kind: 12, count: values.len(), bytes: values.iter().flat_map(|v| v.to_le_bytes()).collect() }
}

fn ascii(tag: u16, text: &str) -> Field {
    let mut bytes: Vec<u8> = text.bytes().filter(|b| *b != 0).collect();
    bytes.push(0);
    Field { tag, kind: 2, count: bytes.len(), bytes }
}

/// Everything but where the tiles are.
fn fields(surface: &Surface, band: &Band) -> Vec<Field> {
    let grid = &surface.grid;
    let mut fields = vec![
        longs(256, &[grid.columns as u32]),
        longs(257, &[grid.rows as u32]),
        shorts(258, &[32]), // bits of a sample
        shorts(259, &[8]),  // deflate
        shorts(262, &[1]),  // the lowest value is black
        ascii(270, &band.description),
        shorts(277, &[1]), // samples of a cell
        shorts(284, &[1]),
        ascii(305, "cercle"),
        shorts(317, &[3]), // floating-point predictor (TIFF technical note 3)
        longs(322, &[TILE as u32]),
        longs(323, &[TILE as u32]),
        shorts(339, &[3]), // floats
        doubles(33550, &[grid.cell, grid.cell, 0.0]),
        doubles(33922, &[0.0, 0.0, 0.0, grid.corner[0], grid.corner[1], 0.0]),
        ascii(42112, &metadata(band)),
        ascii(42113, "nan"),
    ];
    fields.extend(keys(&grid.projection));
    fields
}

/// Keys of the coordinate system.
fn keys(projection: &Cylindrical) -> Vec<Field> {
    let citation = format!("{}|", citation(projection));
    let cited = citation.len() as u16;
    // Model type projected, raster type area, citation.
    let start = [1024, 0, 1, 1, 1025, 0, 1, 1, 1026, 34737, cited, 0];
    match projection {
        Cylindrical::WebMercator => {
            let keys = [&[1, 1, 0, 5], &start[..], &[3072, 0, 1, 3857, 3076, 0, 1, 9001]].concat();
            vec![shorts(34735, &keys), ascii(34737, &citation)]
        }
        Cylindrical::EqualArea { lon0, parallel } => {
            // Geographic WGS 84, degrees; user-defined projected system, method cylindrical equal-area, metres.
            let own = [
                [2048, 0, 1, 4326],
                [2054, 0, 1, 9102],
                [3072, 0, 1, 32767],
                [3074, 0, 1, 32767],
                [3075, 0, 1, 28],
                [3076, 0, 1, 9001],
                [3078, 34736, 1, 0],
                [3080, 34736, 1, 1],
                [3082, 34736, 1, 2],
                [3083, 34736, 1, 2],
            ];
            let keys = [&[1, 1, 0, 3 + own.len() as u16], &start[..], own.as_flattened()].concat();
            vec![shorts(34735, &keys), doubles(34736, &[*parallel, *lon0, 0.0]), ascii(34737, &citation)]
        }
    }
}

/// What GDAL keeps beside the tags of TIFF.
fn metadata(band: &Band) -> String {
    let item = |role: &str, text: &str| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        format!("<Item name=\"{}\" sample=\"0\" role=\"{role}\">{text}</Item>", role.to_uppercase())
    };
    format!("<GDALMetadata>{}{}</GDALMetadata>", item("description", &band.description), item("unittype", &band.unit))
}

/// Deflated tiles, row by row from the upper left.
fn tiles(surface: &Surface) -> Result<Vec<Vec<u8>>> {
    let (across, down) = (surface.grid.columns.div_ceil(TILE), surface.grid.rows.div_ceil(TILE));
    (0..across * down).into_par_iter().map(|i| tile(surface, [i % across * TILE, i / across * TILE])).collect()
}

fn tile(surface: &Surface, [left, top]: [usize; 2]) -> Result<Vec<u8>> {
    let grid = &surface.grid;
    let failed = |e: std::io::Error| Error::internal(format!("cannot deflate a tile: {e}"));
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(LEVEL));
    let width = (grid.columns - left).min(TILE);
    for row in top..top + TILE {
        let mut cells = [f32::NAN; TILE];
        if row < grid.rows {
            cells[..width].copy_from_slice(&surface.values[row * grid.columns + left..][..width]);
        }
        encoder.write_all(&predicted(&cells)).map_err(failed)?;
    }
    encoder.finish().map_err(failed)
}

/// The bytes of floats, highest first in planes, each less the one before it.
fn predicted(cells: &[f32; TILE]) -> [u8; 4 * TILE] {
    let mut bytes = [0; 4 * TILE];
    for (i, cell) in cells.iter().enumerate() {
        // One pattern for all that is not a number: the same bytes on every machine.
        let bits = if cell.is_nan() { 0x7FC0_0000 } else { cell.to_bits() };
        for (plane, byte) in bits.to_be_bytes().into_iter().enumerate() {
            bytes[plane * TILE + i] = byte;
        }
    }
    for i in (1..bytes.len()).rev() {
        bytes[i] = bytes[i].wrapping_sub(bytes[i - 1]);
    }
    bytes
}
