//! Tables as text.

use super::{Outcome, check, refused};

const HEAD: &str = "id,lat,lon\n";
/// A row in a district.
const GOOD: &str = "z,12.6,-8\n";

/// The rows with the buckets that they must end in.
fn expect(id: &str, text: impl AsRef<[u8]>, wanted: &[(&str, &str)]) -> Outcome {
    let outcome = check("t.csv", text.as_ref(), &[]);
    assert_eq!(outcome.code, 0, "{id}: {}", outcome.said);
    let found: Vec<(&str, &str)> = outcome.rows.iter().map(|row| (row[0].as_str(), row[2].as_str())).collect();
    assert_eq!(found, wanted, "{id}: {}", outcome.said);
    outcome
}

fn stop(id: &str, text: impl AsRef<[u8]>, code: i32, words: &[&str]) {
    refused(id, &check("t.csv", text.as_ref(), &[]), code, words);
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn encodings_are_recognised_or_refused() {
    let plain = format!("{HEAD}{GOOD}");
    expect("A1 byte order mark", format!("\u{feff}{plain}"), &[("2", "joined")]);
    let marked = format!("\u{feff}{plain}");
    expect("A2 UTF-16 LE", utf16(&marked, u16::to_le_bytes), &[("2", "joined")]);
    expect("A2 UTF-16 BE", utf16(&marked, u16::to_be_bytes), &[("2", "joined")]);
    stop("A2 without mark", utf16(&plain, u16::to_le_bytes), 65, &["UTF-16 without a byte order mark"]);
    let latin = expect("A3", b"id,lat,lon\nK\xe9dougou,12.6,-8\n", &[("2", "joined")]);
    assert!(latin.ids() == ["Kédougou"] && latin.said.contains("Windows-1252"), "{}", latin.said);
    let mixed = [b"id,lat,lon\nK\xe9dougou,12.6,-8\n".as_slice(), "Kédougou,12.6,-8\n".as_bytes()].concat();
    let mixed = expect("A4", mixed, &[("2", "joined"), ("3", "joined")]);
    assert!(mixed.ids() == ["Kédougou"; 2] && mixed.said.contains("lines in UTF-8: 1"), "{}", mixed.said);
    stop("A10", "id,lat,lon\nx\0y,12.6,-8\n", 65, &["line 2", "NUL"]);
}

#[test]
fn lines_are_counted_as_an_editor_does() {
    let quoted = "id,note,lat,lon\na,\"one\ntwo\n\nthree\",12.6,-8\nb,x,999,-8\n";
    expect("A6", quoted, &[("2", "joined"), ("6", "rejected")]);
    expect("A7", "id,lat,lon\n\n\na,12.6,-8\n\nb,999,-8\n", &[("4", "joined"), ("6", "rejected")]);
    let old = "id,lat,lon\ra,12.6,-8\nb,12.6,-8\r\nc,999,-8\r";
    expect("A8", old, &[("2", "joined"), ("3", "joined"), ("4", "rejected")]);
    let ragged = "id,lat,lon\na,12.6,-8,7\nb,12.6\nc,12.6,-8\n";
    expect("A9", ragged, &[("2", "rejected"), ("3", "rejected"), ("4", "joined")]);
    expect("A28", "id,lat,lon\na,12.6,-8\nb,12.", &[("2", "joined"), ("3", "rejected")]);
    let tabs = "id\tname\tlat\tlon\na\tone, two, three\t12.6\t-8\n";
    assert!(expect("A29", tabs, &[("2", "joined")]).said.contains("tabs"));
}

#[test]
fn what_would_swallow_rows_or_memory_is_refused() {
    let rows: String = (0..998).map(|i| format!("r{i},x,12.6,-8\n")).collect();
    stop("A5", format!("id,name,lat,lon\na,\"oops,12.6,-8\n{rows}"), 65, &["line 2", "swallow 999 lines"]);
    stop("A11", format!("id,name,lat,lon\na,\"{}\",12.6,-8\n", "x".repeat(40_000_000)), 80, &["line 2", "16 MiB"]);
    stop("A12", format!("id,lat,lon{}\na,12.6,-8\n", ",".repeat(1_000_000)), 80, &["columns"]);
    stop("A13", "id,lat,lat,lon\na,12.6,12.6,-8\n", 65, &["column 2 'lat', column 3 'lat'"]);
    stop("A13 blanks", "id, Lat ,LAT,lon\na,12.6,12.6,-8\n", 65, &["column 2 ' Lat '"]);
    for (id, text) in [("A27 empty", ""), ("A27 newline", "\n"), ("A27 headings", HEAD)] {
        stop(id, text, 65, &[if text == HEAD { "no rows" } else { "empty" }]);
    }
}

#[test]
fn coordinates_are_understood_or_their_rows_rejected() {
    let comma = check("t.csv", b"id;lat;lon\na;12,6;-8,0\n", &[]);
    assert_eq!(comma.buckets(), ["joined"], "A14: {}", comma.said);
    let mixed = check("t.csv", b"id;lat;lon\na;1.234,56;-3,75\nb;1,234.56;-3,75\n", &[]);
    assert_eq!(mixed.buckets(), ["rejected"; 2], "A15: {}", mixed.said);
    stop("A15 marks", "id;lat;lon\na;12,6;-8,0\nb;12.6;-8.0\n", 65, &["decimal"]);
    let digits = "id,lat,lon\na,12.6,\u{2212}8.0\nb,\u{661}\u{662}.6,-8\nc,\u{a0}12.6\u{a0},-8\n";
    expect("A16", digits, &[("2", "joined"), ("3", "joined"), ("4", "joined")]);
    let degrees =
        "id,lat,lon\na,12°36'00\u{2033}N,8°0'0\u{2033}W\nb,12 36 00 N,8 0 0 W\nc,12°75'15\u{2033}N,8°0'0\u{2033}W\n";
    expect("A17", degrees, &[("2", "joined"), ("3", "joined"), ("4", "rejected")]);
    let letters = "id,lat,lon\na,12.6N,8W\nb,N 12.6,W 8\nc,-12.6S,8W\n";
    expect("A18", letters, &[("2", "joined"), ("3", "joined"), ("4", "rejected")]);
    let words = format!("{HEAD}a,nan,1\nb,inf,1\nc,1e400,1\nd,-NaN,1\n{GOOD}");
    let r = "rejected";
    expect("A19", words, &[("2", r), ("3", r), ("4", r), ("5", r), ("6", "joined")]);
    let island =
        expect("A20", format!("{HEAD}a,0,0\nb,,\n{GOOD}"), &[("2", "outside"), ("3", "no_location"), ("4", "joined")]);
    assert!(island.rows[0][3].contains("null_island"));
    let range = format!("{HEAD}a,91,0\nb,12.6,352\nc,12.6,361\n");
    let range = expect("A21", range, &[("2", r), ("3", "joined"), ("4", r)]);
    assert!(range.rows[1][3].contains("longitude_normalised"));
}

#[test]
fn dates_are_a_matter_of_the_column() {
    let head = "id,date,lat,lon\n";
    let eight =
        ["2024-03-04", "04/03/2024", "03/04/2024", "4 Mar 2024", "20240304", "2024-03-04T23:30-05:00", "04.03.24"];
    let rows: String = eight.iter().map(|date| format!("a,{date},12.6,-8\n")).collect();
    stop("A22 ambiguous", format!("{head}{rows}"), 65, &["column 'date'", "--date-order"]);
    let told = check("t.csv", format!("{head}{rows}").as_bytes(), &["--date-order", "dmy"]);
    assert_eq!(told.buckets(), ["joined"; 7], "A22: {}", told.said);
    let impossible = "a,2024-02-31,12.6,-8\nb,2023-02-29,12.6,-8\nc,0024-01-01,12.6,-8\nd,2204-01-01,12.6,-8\n";
    let r = "rejected";
    expect("A23", format!("{head}{impossible}"), &[("2", r), ("3", r), ("4", r), ("5", r)]);
    expect("A24", format!("{head}a,4 février 2024,12.6,-8\nb,٤ مارس 2024,12.6,-8\n"), &[("2", "joined"), ("3", r)]);
}

#[test]
fn identifiers_and_codes_are_kept_as_they_are() {
    let ids = ["007", "1E5", "12345678901234567890", "NA", "TRUE", "trail "];
    let rows: String = ids.iter().map(|id| format!("{id},12.6,-8\n")).collect();
    let kept = check("t.csv", format!("{HEAD}{rows}").as_bytes(), &[]);
    assert_eq!(kept.ids(), ids, "A25");
    let twice = expect(
        "A26",
        format!("{HEAD}a,12.6,-8\na,12.6,-8\na,13.6,-8\n"),
        &[("2", "joined"), ("3", "joined"), ("4", "joined")],
    );
    assert!(twice.rows.iter().all(|row| row[3].contains("duplicate_id")), "A26: {}", twice.said);
    stop("A30", "id,lat,lon,Geo Precision\na,12.6,-8,city?\n", 65, &["line 2", "'city?'", "preset"]);
}

#[test]
fn a_table_that_is_cut_off_anywhere_is_read_or_refused() {
    let whole = "id,date,lat,lon\na,2024-01-02,12.6,-8\n\"b, \"\"x\"\"\",2024-01-03,14.4,-4.2\n";
    for cut in (0..=whole.len()).step_by(3) {
        let outcome = check("t.csv", &whole.as_bytes()[..cut], &[]);
        assert!([0, 65].contains(&outcome.code), "cut at {cut}: {}", outcome.said);
    }
}
