//! Workbooks: archives of XML whose numbers lie.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use super::{check, refused};

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>"#;
const RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
const STRINGS: &str = r#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="1"><si><t>x</t></si></sst>"#;

/// A workbook of one sheet with the given rows and shared strings.
fn workbook(rows: &str, strings: &str) -> Vec<u8> {
    let sheet = format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    );
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
        ("xl/worksheets/sheet1.xml", &sheet),
        ("xl/sharedStrings.xml", strings),
    ] {
        archive.start_file(name, SimpleFileOptions::default()).expect("an entry");
        archive.write_all(content.as_bytes()).expect("memory");
    }
    archive.finish().expect("an archive").into_inner()
}

fn text(reference: &str, text: &str) -> String {
    format!(r#"<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

fn number(reference: &str, number: &str) -> String {
    format!(r#"<c r="{reference}"><v>{number}</v></c>"#)
}

fn row(number: u32, cells: &[String]) -> String {
    format!(r#"<row r="{number}">{}</row>"#, cells.concat())
}

fn headings() -> String {
    row(1, &[text("A1", "id"), text("B1", "lat"), text("C1", "lon")])
}

fn good(at: u32) -> String {
    row(at, &[text(&format!("A{at}"), "g"), number(&format!("B{at}"), "12.6"), number(&format!("C{at}"), "-8")])
}

#[test]
fn a_plain_workbook_is_read() {
    let outcome = check("t.xlsx", &workbook(&format!("{}{}", headings(), good(2)), STRINGS), &[]);
    assert_eq!((outcome.code, outcome.buckets()), (0, vec!["joined"]), "{}", outcome.said);
}

#[test]
fn lying_sizes_do_not_take_the_memory() {
    let far = format!("{}{}{}", headings(), good(2), row(1_048_576, &[number("XFD1048576", "1")]));
    let outcome = check("t.xlsx", &workbook(&far, STRINGS), &[]);
    assert!([0, 65, 80].contains(&outcome.code), "E1: {}", outcome.said);
    let impossible = format!("{}{}", headings(), row(2, &[number("ZZZZZ4294967295", "1")]));
    let outcome = check("t.xlsx", &workbook(&impossible, STRINGS), &[]);
    assert!([65, 80].contains(&outcome.code), "E2: {} {}", outcome.code, outcome.said);
    for (id, count) in [("E3", "4000000000"), ("E4", "18446744073709551615")] {
        let strings = STRINGS.replace("uniqueCount=\"1\"", &format!("uniqueCount=\"{count}\""));
        let outcome = check("t.xlsx", &workbook(&format!("{}{}", headings(), good(2)), &strings), &[]);
        assert!([0, 65, 80].contains(&outcome.code), "{id}: {} {}", outcome.code, outcome.said);
        if outcome.code == 0 {
            assert_eq!(outcome.buckets(), ["joined"], "{id}");
        }
    }
}

#[test]
fn cells_that_hold_no_value_are_named() {
    let index = row(2, &[text("A2", "a"), r#"<c r="B2" t="s"><v>99</v></c>"#.to_string(), number("C2", "-8")]);
    let outcome = check("t.xlsx", &workbook(&format!("{}{index}{}", headings(), good(3)), STRINGS), &[]);
    assert!(outcome.code == 65 || outcome.buckets() == ["rejected", "joined"], "E5: {}", outcome.said);
    let error = row(2, &[text("A2", "a"), r##"<c r="B2" t="e"><v>#N/A</v></c>"##.to_string(), number("C2", "-8")]);
    let outcome = check("t.xlsx", &workbook(&format!("{}{error}{}", headings(), good(3)), STRINGS), &[]);
    assert_eq!(outcome.buckets(), ["rejected", "joined"], "E6: {}", outcome.said);
    assert!(outcome.rows[0][3].contains("#N/A"), "E6: {:?}", outcome.rows);
    let formula = row(2, &[text("A2", "a"), r#"<c r="B2"><f>A1+1</f></c>"#.to_string(), number("C2", "-8")]);
    let outcome = check("t.xlsx", &workbook(&format!("{}{formula}{}", headings(), good(3)), STRINGS), &[]);
    assert_eq!(outcome.buckets()[1], "joined", "E7: {}", outcome.said);
    assert_ne!(outcome.buckets()[0], "joined", "E7: {}", outcome.said);
}

#[test]
fn entities_and_other_formats_are_refused() {
    let laughs = STRINGS.replace(
        "<sst",
        "<!DOCTYPE sst [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]><sst",
    );
    let laughs = laughs.replace("<t>x</t>", "<t>&c;</t>");
    let used = row(2, &[r#"<c r="A2" t="s"><v>0</v></c>"#.to_string(), number("B2", "12.6"), number("C2", "-8")]);
    let outcome = check("t.xlsx", &workbook(&format!("{}{used}", headings()), &laughs), &[]);
    assert!(!outcome.said.contains("hahaha") && outcome.ids().iter().all(|id| !id.contains("haha")), "E12");
    refused("E13", &check("t.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook", &[]), 65, &["t.xlsx"]);
    refused("not a zip", &check("t.xlsx", b"id,lat,lon\na,1,2\n", &[]), 65, &["t.xlsx"]);
}

#[test]
fn a_workbook_that_is_cut_off_anywhere_is_refused() {
    let whole = workbook(&format!("{}{}", headings(), good(2)), STRINGS);
    for cut in (0..whole.len()).step_by(97) {
        let outcome = check("t.xlsx", &whole[..cut], &[]);
        assert_eq!(outcome.code, 65, "cut at {cut}: {}", outcome.said);
    }
}
