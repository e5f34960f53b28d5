//! Archives around parts that are damaged: no mutation gets through a checksum and a compression of its own accord.
//!
//! The parts of a file are separated by a line `==part==`.

use std::io::{Cursor, Write};

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, ZipWriter};

use super::read::{archived_districts, workbook};

const BETWEEN: &[u8] = b"\n==part==\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// The bytes between the separators.
fn parts(bytes: &[u8]) -> Vec<&[u8]> {
    let (mut parts, mut from, mut at) = (Vec::new(), 0, 0);
    while at + BETWEEN.len() <= bytes.len() {
        if &bytes[at..at + BETWEEN.len()] == BETWEEN {
            parts.push(&bytes[from..at]);
            at += BETWEEN.len();
            from = at;
        } else {
            at += 1;
        }
    }
    parts.push(&bytes[from..]);
    parts
}

fn archive<'a>(entries: impl Iterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        writer.start_file(name, stored).expect("in memory");
        writer.write_all(bytes).expect("in memory");
    }
    writer.finish().expect("in memory").into_inner()
}

/// Parts of a shapefile in the order .shp, .dbf, .shx, .prj, .cpg; an empty part is left out.
pub fn shapefile(bytes: &[u8]) {
    let names = ["d.shp", "d.dbf", "d.shx", "d.prj", "d.cpg"];
    let entries = names.into_iter().zip(parts(bytes)).filter(|(_, part)| !part.is_empty());
    archived_districts(&archive(entries));
}

/// Parts of a workbook: the sheet, the strings, the styles, the list of sheets; sound ones stand in for what is missing.
pub fn xlsx(bytes: &[u8]) {
    let book = format!(
        r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let styles = format!(
        r#"<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#
    );
    let relation = |kind: &str, target: &str| {
        format!(
            r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>"#
        )
    };
    let (top, inner) = (relation("officeDocument", "xl/workbook.xml"), relation("worksheet", "worksheets/sheet1.xml"));
    let sound: [(&str, &[u8]); 4] = [
        ("xl/worksheets/sheet1.xml", b""),
        ("xl/sharedStrings.xml", b""),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
    ];
    let found = parts(bytes);
    let part = |(i, (name, sound)): (usize, (&'static str, &[u8]))| {
        let part = found.get(i).copied().filter(|part| !part.is_empty());
        (name, part.map_or(sound.to_vec(), <[u8]>::to_vec))
    };
    let mut entries: Vec<(&str, Vec<u8>)> =
        sound.into_iter().enumerate().map(part).filter(|(_, p)| !p.is_empty()).collect();
    entries.push(("_rels/.rels", top.into_bytes()));
    entries.push(("xl/_rels/workbook.xml.rels", inner.into_bytes()));
    workbook(&archive(entries.iter().map(|(name, bytes)| (*name, bytes.as_slice()))));
}
