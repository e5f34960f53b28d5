use super::super::parquet::Parquet;
use super::super::parquet::tests::{Written, written, written_with};
use super::tests::{Outcome, named, streamed, whole};
use super::*;
use ::parquet::file::properties::{EnabledStatistics, WriterProperties};
use proptest::prelude::*;

/// Both ways of reading say the same, in row groups of any size.
fn agree(schema: &str, columns: &[Written], options: &IncidentOptions) -> Outcome {
    let mut outcomes = [1, 3, 1000].map(|rows| {
        let input = named("t.parquet", &written(schema, columns, rows, None));
        let expected = whole(&input, options);
        assert_eq!(streamed(&input, options, 0), expected, "{rows}");
        expected
    });
    assert_eq!(outcomes[0], outcomes[2]);
    std::mem::replace(&mut outcomes[0], Err(String::new()))
}

fn doubles(values: &[f64]) -> Written {
    Written::Doubles(values.iter().map(|v| (*v != -999.0).then_some(*v)).collect())
}

#[test]
fn odd_coordinates_end_as_they_do_in_tables() {
    let schema = "optional double lat; optional double lon;";
    let lats = doubles(&[12.5, f64::NAN, f64::INFINITY, 95.0, -999.0, -999.0, 0.0, 1.0, -90.0]);
    let lons = doubles(&[-8.0, 1.0, 1.0, 1.0, -999.0, 2.0, 0.0, 190.0, 180.0]);
    let (buckets, places) = agree(schema, &[lats, lons], &IncidentOptions::default()).expect("reads");
    assert_eq!(buckets, [4, 0, 0, 1, 0, 4]);
    assert_eq!(places, ["-170.0 1.0 0", "-8.0 12.5 0", "0.0 0.0 0", "180.0 -90.0 0"]);
}

#[test]
fn rejected_rows_are_named_with_their_number_in_the_file() {
    let mut lats = vec![1.0; 70_000];
    lats[66_000] = f64::NAN;
    let bytes = written(
        "optional double lat; optional double lon;",
        &[doubles(&lats), doubles(&vec![2.0; 70_000])],
        68_000,
        None,
    );
    let (options, meter) = (IncidentOptions::default(), Meter::default());
    let ask = Ask {
        options: &options,
        counted: &[Precision::Unstated],
        years: false,
        category: None,
        words: None,
        meter: &meter,
    };
    let fold = |input| fold(&[input], &ask, &|| 0, &|sum: &mut usize, batch: &Batch| *sum += batch.len());
    let (sums, account) = fold(named("t.parquet", &bytes)).expect("reads");
    assert_eq!(sums.iter().sum::<usize>(), 69_999);
    let reason = "column 'lat': NaN is not a latitude".to_string();
    assert_eq!(account.rejected, [("t.parquet".to_string(), 66_001, reason)]);
    assert_eq!(meter.rows(), 70_000);
    let cut = fold(named("t.parquet", &bytes[..bytes.len() - 1])).expect_err("cut off");
    assert!(cut.message.contains("not readable as Parquet"), "{}", cut.message);
}

/// Many rows with holes.
fn many(rows: usize) -> (&'static str, [Written; 3]) {
    let holes = |every: usize, value: &dyn Fn(usize) -> f64| -> Vec<Option<f64>> {
        (0..rows).map(|row| (row % every != 0).then(|| value(row))).collect()
    };
    let lats = holes(7, &|row| (row % 1000) as f64 / 13.0 - 30.0);
    let lons = holes(5, &|row| row as f64 * 360.0 / rows as f64 - 180.0);
    let days = (0..rows).map(|row| (row % 3 != 0).then_some(row as i32 % 900 + 18_000)).collect();
    let schema = "optional double lat; optional double lon; optional int32 date (DATE);";
    (schema, [Written::Doubles(lats), Written::Doubles(lons), Written::Ints(days)])
}

#[test]
fn large_row_groups_are_read_in_pieces_that_make_up_the_whole() {
    let rows = 240_000;
    let (schema, columns) = many(rows);
    let dictionaries = WriterProperties::builder().set_data_page_row_count_limit(20_000).set_write_batch_size(1000);
    // pages of the columns that do not end together
    let plain = WriterProperties::builder().set_data_page_row_count_limit(rows).set_dictionary_enabled(false);
    let apart = plain.clone().set_data_page_size_limit(150_000).set_write_batch_size(1000);
    let one_page = plain.set_data_page_size_limit(1 << 30);
    for (properties, pieces) in [(dictionaries, 3), (apart, 3), (one_page, 1)] {
        let input = named("t.parquet", &written_with(schema, &columns, rows, properties));
        let parts = Parquet::open(&input).expect("opens").parts(&[0, 1, 2]);
        assert!(parts.len() == pieces || pieces > 1 && parts.len() == pieces - 1, "{parts:?}");
        assert_eq!((parts[0].1.start, parts[parts.len() - 1].1.end), (0, rows));
        assert!(parts.windows(2).all(|two| two[0].1.end == two[1].1.start), "{parts:?}");
        let options = IncidentOptions::default();
        assert_eq!(streamed(&input, &options, 0), whole(&input, &options));
    }
}

#[test]
fn bounds_are_those_that_the_file_says_if_it_does() {
    let said = |statistics: EnabledStatistics, options: &IncidentOptions| {
        let (schema, columns) = many(1000);
        let properties = WriterProperties::builder().set_statistics_enabled(statistics);
        let input = named("t.parquet", &written_with(schema, &columns, 300, properties));
        let (counted, meter) = ([Precision::Unstated], Meter::default());
        let ask = Ask { options, counted: &counted, years: false, category: None, words: None, meter: &meter };
        said_bounds(&[input], &ask).expect("opens")
    };
    let all = IncidentOptions::default();
    let bounds = Rect { x0: -180.0 + 0.36, y0: 1.0 / 13.0 - 30.0, x1: 180.0 - 0.36, y1: 999.0 / 13.0 - 30.0 };
    let found = said(EnabledStatistics::Chunk, &all).expect("said");
    assert!(found.grown(1e-9).holds(&bounds) && bounds.grown(1e-9).holds(&found), "{found:?}");
    assert_eq!(said(EnabledStatistics::None, &all), None);
    let day = |year| jiff::civil::date(year, 1, 1);
    let some = IncidentOptions { period: Some((day(2020), day(2021))), ..all };
    assert_eq!(said(EnabledStatistics::Chunk, &some), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn any_columns_are_read_as_a_whole_file_is(
        rows in prop::collection::vec((
            prop::option::weighted(0.8, -100.0..100.0f64), prop::option::weighted(0.8, -200.0..400.0f64),
            prop::option::weighted(0.8, -30_000..50_000i32), prop::sample::select(vec!["", "1", "(4) x", "2", "odd"]),
        ), 1..12),
        texts in any::<bool>(), only in any::<bool>(), period in any::<bool>(),
    ) {
        let text = |values: Vec<Option<String>>| Written::Bytes(values.into_iter().map(|v| v.map(String::into_bytes)).collect());
        let number = |v: &f64| format!("{v:.1}");
        let (lats, lons) = match texts {
            true => (
                text(rows.iter().map(|r| r.0.as_ref().map(number)).collect()),
                text(rows.iter().map(|r| r.1.as_ref().map(number)).collect()),
            ),
            false => (Written::Doubles(rows.iter().map(|r| r.0).collect()), Written::Doubles(rows.iter().map(|r| r.1).collect())),
        };
        let kind = if texts { "binary" } else { "double" };
        let (date, days) = match texts {
            true => ("binary", text(rows.iter().map(|r| r.2.map(|d| format!("2024-0{}-1{}", d.rem_euclid(10), d.rem_euclid(7)))).collect())),
            false => ("int32", Written::Ints(rows.iter().map(|r| r.2).collect())),
        };
        let mark = if texts { "(UTF8)" } else { "(DATE)" };
        let schema = format!(
            "optional {kind} lat; optional {kind} lon; optional {date} date {mark}; optional binary precision (UTF8); optional int32 code;"
        );
        let precisions = text(rows.iter().map(|r| (!r.3.is_empty()).then(|| r.3.to_string())).collect());
        let codes = Written::Ints((0..rows.len() as i32).map(|i| (i % 3 != 0).then_some(i % 2)).collect());
        let day = |year| jiff::civil::date(year, 1, 1);
        let options = IncidentOptions {
            only: if only { vec![("code".to_string(), vec!["1".to_string()])] } else { Vec::new() },
            period: period.then(|| (day(1990), day(2025))),
            ..IncidentOptions::default()
        };
        let _ = agree(&schema, &[lats, lons, days, precisions, codes], &options);
        let plain = |v: f64, most: f64| Some(v.clamp(-most, most));
        let lats = Written::Doubles(rows.iter().map(|r| plain(r.0.unwrap_or(1.0), 90.0)).collect());
        let lons = Written::Doubles(rows.iter().map(|r| plain(r.1.unwrap_or(1.0), 180.0)).collect());
        let days = Written::Ints(rows.iter().map(|r| r.2.filter(|day| period || (-25_567..=47_846).contains(day))).collect());
        let schema = "optional double lat; optional double lon; optional int32 date (DATE);";
        let places = agree(schema, &[lats, lons, days], &IncidentOptions::default());
        prop_assert!(period || places.is_ok_and(|found| found.0[0] == rows.len() as u64));
    }
}
