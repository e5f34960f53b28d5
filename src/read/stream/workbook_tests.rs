use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::tests::{Outcome, named, streamed, whole};
use super::*;
use crate::ledger::Ledger;
use crate::read;

/// A cell of a test: its column is its place in the row.
#[derive(Debug, Clone)]
enum Cell {
    Nothing,
    Number(f64),
    Text(String),
    Day(u8),
    Formula,
}

/// A workbook of the rows under the headings id, lat, lon, date and note; empty rows leave a gap.
fn workbook(rows: &[Vec<Cell>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = book.add_worksheet();
    for (column, heading) in ["id", "lat", "lon", "date", "note"].into_iter().enumerate() {
        sheet.write_string(0, column as u16, heading).expect("a cell");
    }
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Nothing => continue,
                Cell::Number(number) => sheet.write_number(row, column, *number),
                Cell::Text(text) => sheet.write_string(row, column, text),
                Cell::Day(of) => {
                    let date = ExcelDateTime::from_ymd(2024, 1, *of).expect("a day");
                    sheet.write_datetime_with_format(row, column, date, &day)
                }
                Cell::Formula => sheet.write_formula(row, column, Formula::new("1/0").set_result("#DIV/0!")),
            }
            .expect("a cell");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_string())
}

/// A row with a place.
fn placed(lat: f64, lon: f64) -> Vec<Cell> {
    vec![text("a"), Cell::Number(lat), Cell::Number(lon), Cell::Day(3)]
}

/// Row, identifier and reason of every row, and the notes: read whole, and part by part in order.
type Rows = std::result::Result<(Vec<(u64, String, String)>, Vec<String>), String>;

fn rows_of(ledger: &Ledger) -> (Vec<(u64, String, String)>, Vec<String>) {
    // that an identifier is there twice is known to no part
    let reason = |reason: &str| reason.split(';').filter(|r| !r.starts_with("duplicate")).collect::<Vec<_>>().join(";");
    let rows = ledger.entries.iter().map(|e| (e.row, e.id.clone(), reason(&e.reason))).collect();
    (rows, ledger.files.iter().flat_map(|f| f.notes.clone()).collect())
}

fn rows_whole(input: &Input, options: &IncidentOptions) -> Rows {
    let mut ledger = Ledger::default();
    read::incidents(std::slice::from_ref(input), options, &mut ledger).map_err(|e| e.message)?;
    Ok(rows_of(&ledger))
}

fn rows_streamed(input: &Input, options: &IncidentOptions, size: usize) -> Rows {
    let meter = Meter::default();
    let ask = Ask { options, counted: &Precision::ALL, years: true, category: None, words: None, meter: &meter };
    for thorough in [false, true] {
        let (mut rows, mut notes) = (Vec::new(), Vec::new());
        let mut then = |ledger: Ledger| {
            let (of_part, said) = rows_of(&ledger);
            rows.extend(of_part);
            notes.extend(said);
            Ok(())
        };
        let mut order = ordered::Order { map: &|piece: Piece| Ok(piece.ledger), then: &mut then };
        let look = pass::Look { input, thorough };
        if workbook::in_order(input, (&ask, size), &mut order, look).map_err(|e| e.message)?.is_some() {
            return Ok((rows, notes));
        }
    }
    panic!("looked through and still misled")
}

/// Both ways of reading say the same, in parts of any size.
fn agree(bytes: &[u8], options: &IncidentOptions) -> Outcome {
    let input = named("t.xlsx", bytes);
    let (expected, rows) = (whole(&input, options), rows_whole(&input, options));
    for size in [1, 2, 7, 4096] {
        assert_eq!(streamed(&input, options, size), expected, "{size}");
        let found = rows_streamed(&input, options, size);
        match (&found, &rows) {
            (Ok((found, notes)), Ok((rows, said))) => {
                assert_eq!(found, rows, "{size}");
                // every part says what is to be said of the columns, and counts its own empty rows
                let known = |note: &&String| !note.starts_with("empty rows");
                assert!(said.iter().filter(known).all(|note| notes.contains(note)), "{size}: {notes:?} {said:?}");
                assert!(notes.iter().filter(known).all(|note| said.contains(note)), "{size}: {notes:?} {said:?}");
            }
            _ => assert_eq!(found, rows, "{size}"),
        }
    }
    expected
}

#[test]
fn rows_of_workbooks_end_as_they_do_when_the_sheet_is_read_whole() {
    let mut rows = vec![placed(12.5, -8.0), vec![], placed(95.0, 1.0), placed(13.0, -7.0), vec![], vec![]];
    rows.push(vec![text("b"), Cell::Formula, Cell::Number(1.0), Cell::Day(9)]);
    rows.push(vec![text("c"), Cell::Nothing, Cell::Nothing, Cell::Day(9), text("a note")]);
    rows.push(vec![text("d"), text("14.25"), text("-6"), text("31/01/2024")]);
    rows.push(vec![Cell::Number(1e17), Cell::Number(1.0), Cell::Number(1.0), Cell::Nothing, text("x"), text("stray")]);
    let (buckets, places) = agree(&workbook(&rows), &IncidentOptions::default()).expect("reads");
    assert_eq!(buckets, [4, 0, 0, 1, 0, 2]);
    assert_eq!(places[0], "-6.0 14.25 2024");
    let tags = ["#id", "#geo+lat", "#geo+lon", "#date", ""].map(text).to_vec();
    let tagged: Vec<Vec<Cell>> = [tags.clone()].into_iter().chain(rows.clone()).collect();
    assert_eq!(agree(&workbook(&tagged), &IncidentOptions::default()).expect("reads").0, [4, 0, 0, 1, 0, 2]);
    let late: Vec<Vec<Cell>> = [placed(1.0, 1.0), tags].into_iter().collect();
    assert!(agree(&workbook(&late), &IncidentOptions::default()).is_ok(), "tags further down are a row");
    assert!(agree(&workbook(&[]), &IncidentOptions::default()).is_err_and(|e| e.contains("no rows")));
}

/// The first rows do not show how numbers and dates are written: the sheet is looked through, and read again.
#[test]
fn what_the_first_rows_leave_open_is_read_again() {
    let mut rows: Vec<Vec<Cell>> =
        (0..20).map(|i| vec![text("a"), text("1"), text("2"), text(&format!("0{}/03/2024", 1 + i % 9))]).collect();
    rows.push(vec![text("b"), text("12,5"), text("-8"), text("31/03/2024")]);
    let (buckets, places) = agree(&workbook(&rows), &IncidentOptions::default()).expect("reads");
    assert_eq!((buckets[0], places.contains(&"-8.0 12.5 2024".to_string())), (21, true));
    rows.push(vec![text("c"), text("12.5"), text("-8"), text("31/03/2024")]);
    let refused = agree(&workbook(&rows), &IncidentOptions::default()).expect_err("both marks");
    assert!(refused.contains("row 22") || refused.contains("row 23"), "{refused}");
}

#[test]
fn a_workbook_cut_off_is_refused_as_it_is_when_read_whole() {
    let rows: Vec<Vec<Cell>> = (0..3000).map(|i| placed(f64::from(i) / 100.0, 1.0)).collect();
    let bytes = workbook(&rows);
    for cut in [0, 3, bytes.len() / 2, bytes.len() - 1] {
        let input = named("t.xlsx", &bytes[..cut]);
        let expected = whole(&input, &IncidentOptions::default());
        assert!(expected.is_err());
        assert_eq!(streamed(&input, &IncidentOptions::default(), 100), expected, "{cut}");
    }
}

fn any_cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        3 => (-100.0..100.0f64).prop_map(Cell::Number),
        1 => Just(Cell::Nothing),
        1 => "[0-9.,/ #a-]{0,6}".prop_map(Cell::Text),
        1 => (1u8..29).prop_map(Cell::Day),
        1 => Just(Cell::Formula),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_cells_are_read_or_refused_alike(rows in prop::collection::vec(prop::collection::vec(any_cell(), 0..7), 0..20)) {
        let _ = agree(&workbook(&rows), &IncidentOptions::default());
    }
}
