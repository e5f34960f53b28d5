//! PNG files: how large they print, and what they say to those who do not see them.

use std::io::Cursor;

use super::words;
use crate::error::{Error, Kind, Result};
use crate::lint::{Finding, Rule};

/// Fewer pixels per inch are seen in print.
const LEAST: f64 = 150.0;
/// Most memory that the texts of a file may take, in bytes.
const MOST: usize = 16 << 20;

/// What a PNG file breaks. It has no place for a language.
pub(super) fn proof(bytes: &[u8]) -> Result<Vec<Finding>> {
    let broken = |e: png::DecodingError| match e {
        png::DecodingError::LimitsExceeded => Error::new(Kind::Limit, "the texts in the file take more than 16 MiB"),
        other => Error::data(format!("is no whole PNG file: {other}")),
    };
    let decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: MOST });
    let mut reader = decoder.read_info().map_err(broken)?;
    // Texts may stand after the pixels, and a file may be cut off.
    reader.finish().map_err(broken)?;
    let info = reader.info();
    let resolution = |words: String| Rule::finding("file-resolution", words);
    let mut findings = Vec::new();
    match info.pixel_dims {
        Some(png::PixelDimensions { xppu, yppu, unit: png::Unit::Meter }) if xppu == yppu => {
            let per_inch = f64::from(xppu) * 0.0254;
            // Whole pixels per metre: 150 per inch are 5906, which is 150.01.
            if per_inch < LEAST - 0.5 {
                findings.push(resolution(format!("the picture has {per_inch:.0} pixels per inch, below {LEAST}")));
            }
        }
        Some(_) => findings.push(resolution("the pixels are not square, or have no size".to_string())),
        None => findings.push(resolution("the file does not say how large its pixels are (pHYs)".to_string())),
    }
    let text = |keyword: &str| {
        let unicode = info.utf8_text.iter().filter(|t| t.keyword == keyword).find_map(|t| t.get_text().ok());
        let latin = || info.uncompressed_latin1_text.iter().find(|t| t.keyword == keyword).map(|t| t.text.clone());
        unicode.or_else(latin).unwrap_or_default()
    };
    findings.extend(words([&text("Title"), &text("Description"), "has no place in PNG"]));
    Ok(findings)
}
