use super::*;

fn iso(text: &str) -> Option<String> {
    date(Value::Text(text), Some(DateOrder::Dmy)).ok().flatten().map(Date::iso)
}

#[test]
fn common_ways_to_write_a_day_are_read() {
    for text in [
        "2024-03-04",
        "2024-03-04T23:30-05:00",
        "2024-03-04T00:00:00.000Z",
        "2024-03-04 12:15",
        "2024/03/04",
        "04/03/2024",
        "04/03/2024 23:59",
        "04.03.24",
        "20240304",
        "4 Mar 2024",
        "4 March 2024",
        "March 4, 2024",
        "04-Mar-2024",
        "4 mars 2024",
        "Mar 4 2024",
        " 2024-03-04 ",
    ] {
        assert_eq!(iso(text).as_deref(), Some("2024-03-04"), "{text}");
    }
    assert_eq!(iso("4 février 2024").as_deref(), Some("2024-02-04"));
    assert_eq!(iso("1er août 2023").as_deref(), Some("2023-08-01"));
    assert_eq!(iso("31 January 2023").as_deref(), Some("2023-01-31"));
}

#[test]
fn a_coarse_date_stays_coarse() {
    assert_eq!(iso("2024").as_deref(), Some("2024"));
    assert_eq!(iso("2024-11").as_deref(), Some("2024-11"));
    assert_eq!(iso("11/2024").as_deref(), Some("2024-11"));
    assert_eq!(iso("novembre 2024").as_deref(), Some("2024-11"));
    let number = date(Value::Number(2023.0), None).ok().flatten().map(Date::iso);
    assert_eq!(number.as_deref(), Some("2023"));
}

#[test]
fn impossible_dates_are_refused() {
    for text in [
        "2024-02-31",
        "29 Feb 2023",
        "0024-01-01",
        "2204-01-01",
        "2024-13-01",
        "yesterday",
        "31/31/2024",
        "4 Foo 2024",
        "2024-00-10",
        "202403",
        "-5",
        "1-2-3-4",
        "٤ مارس",
        "99999999",
    ] {
        assert_eq!(date(Value::Text(text), Some(DateOrder::Dmy)), Err(NotADate), "{text}");
    }
    assert_eq!(date(Value::Bool(true), None), Err(NotADate));
    assert_eq!(date(Value::Text(" "), None), Ok(None));
}

#[test]
fn a_day_number_of_excel_is_a_date_only_as_a_number() {
    let day = date(Value::Number(45_355.0), None).ok().flatten().map(Date::iso);
    assert_eq!(day.as_deref(), Some("2024-03-04"));
    assert_eq!(iso("45355"), None);
}

#[test]
fn year_month_and_day_may_stand_in_three_columns() {
    let parts = |y: &'static str, m: &'static str, d: &'static str| {
        from_parts(Value::Text(y), Value::Text(m), Value::Text(d)).map(|date| date.map(Date::iso))
    };
    assert_eq!(parts("2024", "3", "4"), Ok(Some("2024-03-04".to_string())));
    assert_eq!(parts("2024", "3", ""), Ok(Some("2024-03".to_string())));
    assert_eq!(parts("2024", "", ""), Ok(Some("2024".to_string())));
    assert_eq!(parts("", "", ""), Ok(None));
    assert!(parts("2024", "", "4").is_err() && parts("2024", "2", "30").is_err());
    assert!(parts("2024", "300", "").is_err() && parts("", "2", "").is_err());
}

fn column(cells: &[&str]) -> Table {
    let mut table = Table::new("a.csv".into(), "line", vec!["Date".into()], &[0]);
    for (index, cell) in cells.iter().enumerate() {
        table.begin(index as u64 + 2);
        table.put(0, Value::Text(cell));
    }
    table
}

#[test]
fn one_day_above_twelve_decides_for_the_column() {
    assert_eq!(order(&column(&["04/03/2024", "31/01/2024"]), 0, None), Ok(Some(DateOrder::Dmy)));
    assert_eq!(order(&column(&["04/03/2024", "01/31/2024"]), 0, None), Ok(Some(DateOrder::Mdy)));
    assert_eq!(order(&column(&["2024-03-04", "2024"]), 0, None), Ok(None));
    assert_eq!(DateOrder::ALL.map(DateOrder::word), ["dmy", "mdy"]);
}

#[test]
fn an_undecided_or_contradictory_column_is_asked_for() {
    let error = order(&column(&["x", "04/03/2024"]), 0, None).expect_err("undecided");
    assert!(error.message.contains("line 3") && error.hint.is_some_and(|h| h.contains("dmy")));
    let error = order(&column(&["13/03/2024", "03/13/2024"]), 0, None).expect_err("contradiction");
    assert!(error.message.contains("line 2") && error.message.contains("line 3"));
    let declared = Some(DateOrder::Mdy);
    assert_eq!(order(&column(&["04/03/2024"]), 0, declared), Ok(declared));
}
