use std::io::Write;

use zip::write::SimpleFileOptions;

use super::super::table::Value;
use super::super::xlsx_book::day;
use super::super::xlsx_rows::address;
use super::*;
use crate::error::Kind;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// A workbook of the sheets given by name and rows in XML.
fn workbook(sheets: &[(&str, &str)], strings: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut part = |name: &str, text: String| {
        writer.start_file(name, SimpleFileOptions::default()).expect("start");
        writer.write_all(text.as_bytes()).expect("write");
    };
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (mut list, mut relations) = (String::new(), String::new());
    for (index, (name, rows)) in sheets.iter().enumerate() {
        let n = index + 1;
        list.push_str(&format!(r#"<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>"#));
        relations.push_str(&format!(
            r#"<Relationship Id="rId{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>"#
        ));
        part(
            &format!("xl/worksheets/sheet{n}.xml"),
            format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>"#),
        );
    }
    part(
        "xl/workbook.xml",
        format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{office}"><sheets>{list}</sheets></workbook>"#),
    );
    part(
        "xl/_rels/workbook.xml.rels",
        format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>"#
        ),
    );
    part(
        "xl/styles.xml",
        format!(
            r#"<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#
        ),
    );
    part(
        "_rels/.rels",
        format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
        ),
    );
    if !strings.is_empty() {
        part("xl/sharedStrings.xml", strings.to_string());
    }
    writer.finish().expect("finish").into_inner()
}

/// A row of inline texts.
fn texts(row: u32, cells: &[&str]) -> String {
    let cell = |(column, text): (usize, &&str)| {
        format!(r#"<c r="{}" t="inlineStr"><is><t>{text}</t></is></c>"#, address(row - 1, column as u32))
    };
    let cells: String = cells.iter().enumerate().map(cell).collect();
    format!(r#"<row r="{row}">{cells}</row>"#)
}

fn read(bytes: &[u8], sheet: Option<&str>) -> Result<Table> {
    let input = Input::Bytes { name: "a.xlsx".to_string(), bytes: bytes::Bytes::new() };
    xlsx_table((&input, bytes.into()), sheet, &|file, headings| {
        let lat = headings.iter().position(|h| h == "lat");
        lat.map(|_| (0..headings.len()).collect()).ok_or_else(|| Error::data(format!("{file}: no lat")))
    })
}

fn sheet(rows: &str) -> Result<Table> {
    read(&workbook(&[("Sheet1", &format!("{}{rows}", texts(1, &["id", "lat", "date"])))], ""), None)
}

fn refusal(outcome: Result<Table>) -> String {
    outcome.err().map_or(String::from("was read"), |e| e.message)
}

#[test]
fn cells_keep_their_kind_and_rows_their_number() {
    let table = sheet(concat!(
        r#"<row r="3"><c r="A3"><v>42</v></c><c r="B3"><v>12.5</v></c><c r="C3" s="1"><v>45355.75</v></c></row>"#,
        r#"<row r="4"><c r="A4" s="1"/></row>"#,
        r#"<row r="7"><c r="A7" t="str"><v>007</v></c><c r="B7" t="e"><v>#N/A</v></c><c r="C7" s="1"><v>0.5</v></c></row>"#,
    ))
    .expect("readable");
    assert_eq!((table.name.as_str(), table.rows_read), ("a.xlsx#Sheet1", 2));
    assert_eq!((table.rows[0].number, table.rows[1].number), (3, 7));
    assert_eq!(table.value(0, 0), Value::Number(42.0));
    assert_eq!(table.value(0, 2), Value::Day(jiff::civil::date(2024, 3, 4)));
    assert_eq!(table.value(1, 0), Value::Text("007"));
    assert_eq!(table.value(1, 1), Value::Broken("cell B7 holds #N/A"));
    assert_eq!(table.value(1, 2), Value::Broken("cell C7 holds a time that is no date"));
}

#[test]
fn a_formula_without_stored_value_is_no_empty_cell() {
    let table = sheet(r#"<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>1+1</f></c></row>"#).expect("readable");
    assert!(matches!(table.value(0, 1), Value::Broken(_)));
}

#[test]
fn excel_s_own_impossible_days_are_no_dates() {
    let of = |value: f64| day(&calamine::ExcelDateTime::new(value, calamine::ExcelDateTimeType::DateTime, false));
    assert_eq!(of(60.0), None);
    assert_eq!(of(-5.0), None);
    assert_eq!(of(61.0), Some(jiff::civil::date(1900, 3, 1)));
    let epoch_1904 = calamine::ExcelDateTime::new(43_893.0, calamine::ExcelDateTimeType::DateTime, true);
    assert_eq!(day(&epoch_1904), Some(jiff::civil::date(2024, 3, 4)));
}

#[test]
fn stray_far_cells_are_passed_over_and_impossible_ones_refused() {
    let table = sheet(concat!(
        r#"<row r="2"><c r="A2"><v>1</v></c></row>"#,
        r#"<row r="1048576"><c r="XFD1048576"><v>9</v></c></row>"#
    ))
    .expect("readable");
    assert_eq!(table.rows_read, 1);
    assert!(table.notes.iter().any(|n| n.contains("XFD1048576")));
    for cell in ["ZZZZZ4294967295", "XFE2", "A1048577", "A4294967298", "IQBKHTVM2"] {
        let rows = format!(r#"<row r="2"><c r="{cell}"><v>1</v></c></row>"#);
        assert!(sheet(&rows).is_err(), "{cell}");
    }
    let backwards = r#"<row r="5"><c r="A5"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>"#;
    assert!(refusal(sheet(backwards)).contains("row 2 follows row 5"));
}

#[test]
fn a_range_from_right_to_left_or_from_below_is_refused() {
    let rows = format!("{}{}", texts(1, &["id", "lat"]), texts(2, &["a", "1"]));
    for (range, fine) in [("A1:B2", true), ("AB3:AB3", true), ("B1:A2", false), ("A2:A1", false), ("Z1:AA9", true)] {
        let whole = workbook(&[("S", &format!(r#"{rows}<row r="3"><c r="A3"><f ref="{range}">1</f></c></row>"#))], "");
        assert_eq!(read(&whole, None).is_ok(), fine, "{range}: {}", refusal(read(&whole, None)));
    }
}

#[test]
fn shared_strings_that_claim_too_much_are_refused_before_calamine_sees_them() {
    let rows = format!("{}{}", texts(1, &["id", "lat"]), texts(2, &["a", "1"]));
    for claim in ["4000000000", "18446744073709551615", "99999999999999999999999"] {
        for name in ["sst", "x:sst"] {
            let strings = format!(r#"<!-- --><{name} xmlns="{MAIN}" count="1" uniqueCount = '{claim}'></{name}>"#);
            assert!(refusal(read(&workbook(&[("S", &rows)], &strings), None)).contains("claims"), "{claim}");
        }
    }
    let honest = format!(r#"<sst xmlns="{MAIN}" count="1" uniqueCount="1"><si><t>x</t></si></sst>"#);
    assert!(read(&workbook(&[("S", &rows)], &honest), None).is_ok());
}

#[test]
fn a_string_index_out_of_range_is_no_panic() {
    let strings = format!(r#"<sst xmlns="{MAIN}" uniqueCount="1"><si><t>x</t></si></sst>"#);
    let rows = format!(r#"{}<row r="2"><c r="A2" t="s"><v>99</v></c></row>"#, texts(1, &["id", "lat"]));
    assert_eq!(read(&workbook(&[("S", &rows)], &strings), None).err().map(|e| e.kind), Some(Kind::Data));
}

#[test]
fn the_sheet_is_the_one_that_fits_or_the_one_that_is_named() {
    let data = format!("{}{}", texts(1, &["id", "lat"]), texts(2, &["a", "1"]));
    let notes = format!("{}{}", texts(1, &["Citation"]), texts(2, &["x"]));
    let book = workbook(&[("Notes", &notes), ("Data", &data), ("Empty", "")], "");
    assert_eq!(read(&book, None).map(|t| t.name), Ok("a.xlsx#Data".to_string()));
    assert_eq!(read(&book, Some("data")).map(|t| t.name), Ok("a.xlsx#Data".to_string()));
    assert!(refusal(read(&book, Some("Dota"))).contains("'Notes', 'Data', 'Empty'"));
    let twice = workbook(&[("One", &data), ("Two", &data)], "");
    assert!(refusal(read(&twice, None)).contains("several sheets fit: 'One', 'Two'"));
    let none = workbook(&[("Notes", &notes), ("Empty", "")], "");
    assert!(refusal(read(&none, None)).contains("no sheet can be used"));
}

#[test]
fn tags_and_stray_formats_are_not_rows() {
    let rows = format!("{}{}", texts(2, &["#id", "#geo+lat"]), texts(3, &["a", "1", "2024"]));
    let table = sheet(&rows).expect("readable");
    assert_eq!((table.rows_read, table.rows[0].number), (1, 3));
}

#[test]
fn what_is_no_workbook_is_refused() {
    assert!(refusal(read(b"\xd0\xcf\x11\xe0old", None)).contains("not an Excel workbook"));
    assert!(refusal(read(b"PK\x03\x04broken", None)).contains("not a readable zip"));
    let book = workbook(&[("S", &texts(1, &["id", "lat"]))], "");
    assert!(refusal(read(&book, None)).contains("headings but no rows"));
}

#[test]
fn no_changed_byte_ends_the_process() {
    let rows = format!("{}{}", texts(1, &["id", "lat"]), texts(2, &["a", "1"]));
    let whole = workbook(&[("S", &rows)], "");
    for at in 0..whole.len() {
        for value in [0, 0x7f, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] = value;
            if let Ok(table) = read(&bytes, None) {
                assert!(table.rows_read > 0, "byte {at} = {value}");
            }
        }
    }
}
