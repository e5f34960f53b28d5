use super::*;
use crate::disclose::{Dates, Places};
use crate::incident::{Date, Grain, Incidents, Means, Precision, Tally};
use crate::index::tests::squares;
use crate::join::Joined;
use crate::ledger::Bucket;
use crate::measure::{Number, Period};

/// Located incidents: district, year and how many people each counts.
fn findings(rows: &[(usize, i16, u32)], published: &[(i16, u32)]) -> Findings {
    let (n, boundaries) = (rows.len(), squares());
    let day = |year: i16| Date { first: jiff::civil::date(year, 3, 1), grain: Grain::Month };
    let incidents = Incidents {
        id: vec![String::new(); n],
        date: rows.iter().map(|(_, year, _)| Some(day(*year))).collect(),
        location: vec![None; n],
        precision: vec![Precision::Exact; n],
        named: vec![None; n],
        entry: (0..n).collect(),
        tallies: vec![Tally { name: "killed".into(), values: rows.iter().map(|(.., n)| Some(*n)).collect() }],
        texts: Vec::new(),
    };
    let joined = Joined {
        district: rows.iter().map(|(d, ..)| Some(*d)).collect(),
        bucket: vec![Bucket::Joined; n],
        on_boundary: vec![false; n],
        ambiguous: vec![false; n],
        means: vec![Means::Coordinates; n],
        region: vec![None; n],
        ..Joined::default()
    };
    let areas = vec![1.0; boundaries.districts.len()];
    let period = Period { first: 2023, last: 2024 };
    let published_counts = published.iter().map(|(year, n)| (*year, "killed".to_string(), *n)).collect();
    let measured = Findings::new((boundaries, areas), (incidents, joined), period, |_| None, &[]);
    Findings { published_counts, ..measured }
}

fn policy() -> Policy {
    let (places, dates) = (Places::District, Dates::Month);
    Policy { places, dates, columns: None, people_below: 5, incidents_below: 0, leave_out: Vec::new() }
}

fn held(findings: &Findings, shown: &[Shown], earlier: Option<&Published>) -> Result<(Withheld, Published)> {
    let shown: Vec<(String, Shown)> = shown.iter().map(|shown| ("killed".to_string(), *shown)).collect();
    withheld(findings, &policy(), &shown, earlier)
}

#[test]
fn a_small_number_takes_another_of_its_year_with_it() {
    let mut found = findings(&[(0, 2023, 2), (1, 2023, 20), (2, 2023, 30), (0, 2024, 40)], &[]);
    let (cells, published) = held(&found, &[Shown::DistrictYears], None).expect("room");
    let of = |d, year| cells.holds(Some("killed"), Cell::District(d, Some(year)));
    assert!(of(0, 2023) && of(1, 2023) && !of(2, 2023) && !of(0, 2024), "{cells:?}");
    let text = published.text().expect("JSON");
    assert!(text.contains(&format!("\"district {} 2023\": null", found.boundaries.districts[0].id)), "{text}");
    found.withheld = cells;
    let sums = found.tallied("killed", Some(2023)).expect("counted");
    assert_eq!(sums.by_district[..3], [Number::Withheld, Number::Withheld, Number::Known(30)]);
    assert_eq!((sums.located(), sums.reported), (Number::Withheld, Number::Known(52)));
}

#[test]
fn what_one_figure_holds_back_no_other_tells() {
    let rows = [(0, 2023, 2), (1, 2023, 20), (2, 2023, 30), (0, 2024, 40), (1, 2024, 50), (2, 2024, 60)];
    let one = held(&findings(&rows, &[]), &[Shown::DistrictYears], None).expect("room").0;
    let both = held(&findings(&rows, &[]), &[Shown::DistrictYears, Shown::Districts], None).expect("room").0;
    assert_eq!((one.len(), both.len()), (2, 4), "a rectangle where the whole period is shown beside the years");
}

#[test]
fn published_totals_are_known_and_may_leave_no_room() {
    let rows = [(0, 2023, 1), (1, 2023, 1)];
    let error = held(&findings(&rows, &[(2023, 3)]), &[Shown::DistrictYears], None).expect_err("three in all");
    assert!(error.message.contains("published totals"), "{error}");
    assert!(held(&findings(&rows, &[(2023, 9)]), &[Shown::DistrictYears], None).is_ok());
    // less than the rows: nothing above is known
    assert!(held(&findings(&rows, &[(2023, 1)]), &[Shown::DistrictYears], None).is_ok());
}

#[test]
fn what_came_since_is_not_told() {
    let first = [(0, 2023, 20), (1, 2023, 30), (2, 2023, 40)];
    let (none, published) = held(&findings(&first, &[]), &[Shown::DistrictYears], None).expect("room");
    assert!(none.is_empty());
    let later = findings(&[&first[..], &[(0, 2023, 2)]].concat(), &[]);
    let (cells, _) = held(&later, &[Shown::DistrictYears], Some(&published)).expect("room");
    assert!(cells.holds(Some("killed"), Cell::District(0, Some(2023))), "{cells:?}");
    assert!(cells.holds(Some("killed"), Cell::Rows(Some(2023))), "the sum of the year tells it too: {cells:?}");
    let same = held(&findings(&first, &[]), &[Shown::DistrictYears], Some(&published)).expect("room").0;
    assert!(same.is_empty(), "nothing came");
}
