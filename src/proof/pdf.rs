//! PDF files: page, fonts, tags, and what they say to those who do not see them (ISO 32000-1). What is drawn is not judged.

use std::collections::BTreeSet;

use super::pdf_object::{Dict, Value, dictionaries};
use super::words;
use crate::error::{Error, Result};
use crate::lint::{Finding, Rule};

/// Longest side of a page in points (annex C.2).
const LONGEST: f64 = 14_400.0;

/// What a PDF file breaks.
pub(super) fn proof(bytes: &[u8]) -> Result<Vec<Finding>> {
    let all = dictionaries(bytes)?;
    let catalog = all.iter().find(|d| d.is("Type", "Catalog")).ok_or_else(|| {
        Error::data("the file has no catalog of its parts").hint("the file is broken, or was cut off: get it again")
    })?;
    let mut findings = Vec::new();
    let boxes: Vec<&Value> = all.iter().filter_map(|d| d.get("MediaBox")).collect();
    let sized = |value: &&Value| {
        value.numbers().is_some_and(|n| {
            matches!(n[..], [x0, y0, x1, y1]
        if (x1 - x0).abs() > 0.0 && (y1 - y0).abs() > 0.0 && (x1 - x0).abs().max((y1 - y0).abs()) <= LONGEST)
        })
    };
    if boxes.is_empty() || !boxes.iter().all(sized) {
        findings.push(Rule::finding("file-size", "a page has no size that can be printed (MediaBox)"));
    }
    let missing = not_embedded(&all);
    if !missing.is_empty() {
        let names = missing.into_iter().collect::<Vec<_>>().join(", ");
        findings.push(Rule::finding("file-fonts", format!("the file does not carry the font {names}")));
    }
    let pictures = all.iter().filter(|d| d.is("Subtype", "Image")).count();
    if pictures > 0 {
        findings.push(Rule::finding("file-raster", format!("pictures in the file: {pictures}")));
    }
    let marked = all.iter().any(|d| matches!(d.get("Marked"), Some(Value::Word(word)) if word == "true"));
    if catalog.get("StructTreeRoot").is_none() || !marked {
        findings.push(Rule::finding("file-structure", "the file is not tagged: a screen reader finds no order in it"));
    }
    let said = |dict: &Dict, key: &str| dict.get(key).and_then(Value::words).filter(|words| !words.trim().is_empty());
    let title = all.iter().filter(|d| !d.is("Type", "StructElem")).find_map(|d| said(d, "Title"));
    let title = title.or_else(|| metadata_title(bytes)).unwrap_or_default();
    let description = all.iter().filter(|d| d.is("S", "Figure")).find_map(|d| said(d, "Alt")).unwrap_or_default();
    findings.extend(words([&title, &description, &said(catalog, "Lang").unwrap_or_default()]));
    Ok(findings)
}

/// Names of fonts whose letters are not in the file (9.6.2.2: some readers have fourteen of their own).
fn not_embedded(all: &[Dict]) -> BTreeSet<String> {
    let files = ["FontFile", "FontFile2", "FontFile3"];
    let bare = |d: &&Dict| d.is("Type", "FontDescriptor") && files.iter().all(|file| d.get(file).is_none());
    let simple = |d: &&Dict| ["Type1", "TrueType", "MMType1"].iter().any(|kind| d.is("Subtype", kind));
    let standard = |d: &&Dict| d.is("Type", "Font") && simple(d) && d.get("FontDescriptor").is_none();
    let name = |d: &Dict, key: &str| match d.get(key) {
        Some(Value::Name(name)) => name.clone(),
        _ => "without a name".to_string(),
    };
    let described = all.iter().filter(bare).map(|d| name(d, "FontName"));
    described.chain(all.iter().filter(standard).map(|d| name(d, "BaseFont"))).collect()
}

/// The title in the file's metadata, which are XML and usually not packed.
fn metadata_title(bytes: &[u8]) -> Option<String> {
    let find =
        |from: usize, what: &[u8]| bytes.get(from..)?.windows(what.len()).position(|w| w == what).map(|i| from + i);
    let start = find(0, b"<dc:title>")?;
    let part = &bytes[start..find(start, b"</dc:title>")?];
    let text = String::from_utf8_lossy(part);
    let plain: String = text.split('<').filter_map(|p| p.split_once('>')).map(|(_, words)| words).collect();
    (!plain.trim().is_empty()).then(|| plain.trim().to_string())
}
