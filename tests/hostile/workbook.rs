//! Workbooks: archives of XML whose numbers lie.

use std::io::{Cursor, Write};

use cercle::ledger::Ledger;
use cercle::read::{IncidentOptions, Input, incidents};
use zip::write::SimpleFileOptions;

use super::{check, refused};

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>"#;
const RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
const STRINGS: &str = r#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="1"><si><t>x</t></si></sst>"#;

/// A workbook of one sheet with the given rows and shared strings.
fn workbook(rows: &str, strings: &str) -> Vec<u8> {
    with_part(rows, strings, None)
}

/// The same with one further part.
fn with_part(rows: &str, strings: &str, part: Option<(&str, &str)>) -> Vec<u8> {
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
    ]
    .into_iter()
    .chain(part)
    {
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

/// What a workbook asks for that its size does not show: parsing it ends the process that does, and not this one.
#[test]
fn a_workbook_that_ends_its_parser_is_refused_like_any_other() {
    let rows = format!("{}{}", headings(), good(2));
    // one long format, which is copied for each style that uses it
    let styles = format!(
        r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts><numFmt numFmtId="200" formatCode="{}"/></numFmts><cellXfs>{}</cellXfs></styleSheet>"#,
        "0".repeat(4 << 20),
        r#"<xf numFmtId="200"/>"#.repeat(2_000),
    );
    let bomb = with_part(&rows, STRINGS, Some(("xl/styles.xml", &styles)));
    assert!(bomb.len() < 200_000, "8 GB in {} bytes", bomb.len());
    let outcome = check("t.xlsx", &bomb, &[]);
    refused("copied format", &outcome, 80, &["t.xlsx", "MiB of memory", ".csv"]);
    // texts that nothing is claimed of
    let claimed = STRINGS.replace("uniqueCount=\"1\"", &format!("uniqueCount=\"{}\"", 48 << 20));
    let blank = claimed.replace("<si>", &format!("{}<si>", " ".repeat(48 << 20)));
    refused("reserved texts", &check("t.xlsx", &workbook(&rows, &blank), &[]), 80, &["t.xlsx", "MiB of memory"]);
}

#[test]
fn one_text_in_many_cells_does_not_fill_the_memory() {
    let strings = STRINGS.replace("<t>x</t>", &format!("<t>{}</t>", "x".repeat(8 << 20)));
    let shared = |at: u32| {
        row(
            at,
            &[
                format!(r#"<c r="A{at}" t="s"><v>0</v></c>"#),
                number(&format!("B{at}"), "12.6"),
                number(&format!("C{at}"), "-8"),
            ],
        )
    };
    let rows: String = (2..200).map(shared).collect();
    let outcome = check("t.xlsx", &workbook(&format!("{}{rows}", headings()), &strings), &[]);
    refused("shared text", &outcome, 80, &["t.xlsx#s, cell A130", "1 GiB a sheet"]);
}

#[test]
fn a_tag_of_very_many_attributes_costs_time_in_proportion() {
    let attributes: String = (0..800_000).map(|i| format!(" a{i}=\"\"")).collect();
    let rows = format!("{}{}", headings(), good(2).replacen("<row", &format!("<row{attributes}"), 1));
    let outcome = check("t.xlsx", &workbook(&rows, STRINGS), &[]);
    assert!([0, 65, 80].contains(&outcome.code), "E11: {}", outcome.said);
}

/// The process that parses answers the same as the parser itself.
#[test]
fn a_workbook_parsed_apart_is_the_same_workbook() {
    let odd = [
        r##"<c r="A2" t="e"><v>#REF!</v></c>"##,
        r#"<c r="A3" t="b"><v>1</v></c>"#,
        r#"<c r="A4" t="d"><v>2024-01-02</v></c>"#,
        r#"<c r="A5"/>"#,
        r#"<c r="A6" t="s"><v>0</v></c>"#,
        r#"<c r="A7"><v>1e-7</v></c>"#,
    ];
    let odd = odd.iter().zip(2..).map(|(cell, at)| {
        row(at, &[cell.to_string(), number(&format!("B{at}"), "12.600000000000001"), number(&format!("C{at}"), "-8")])
    });
    let bytes =
        workbook(&format!("{}{}{}", headings(), odd.collect::<String>(), row(9, &[text("D9", "stray")])), STRINGS);
    let folder = super::folder();
    let path = folder.path().join("t.xlsx");
    std::fs::write(&path, &bytes).expect("writes");
    let read = |input: Input| {
        let mut ledger = Ledger::default();
        let read = incidents(&[input], &IncidentOptions::default(), &mut ledger).expect("readable");
        format!("{read:?} {ledger:?}")
    };
    let here = read(Input::File(path.clone()));
    assert_eq!(read(Input::File(path.clone()).apart(&assert_cmd::cargo::cargo_bin("cercle"))), here);
    assert!(here.contains("12.600000000000001") && here.contains("#REF!"), "{here}");
    // no program, and one that speaks otherwise
    for program in ["/nowhere/cercle", "/bin/true", "/bin/echo"] {
        let mut ledger = Ledger::default();
        let input = Input::File(path.clone()).apart(std::path::Path::new(program));
        assert!(incidents(&[input], &IncidentOptions::default(), &mut ledger).is_err(), "{program}");
    }
}

#[test]
fn whoever_starts_the_parser_by_hand_gets_an_exit_code() {
    let folder = super::folder();
    assert_eq!(super::run(folder.path(), &["parse-workbook", "t.xlsx"]).code, 74);
}
