use jiff::civil::date as day;

use super::super::{Input, incidents as read_incidents};
use super::*;

/// Reads the CSV texts as files a.csv, b.csv.
fn read(texts: &[&str], options: &IncidentOptions) -> Result<(Incidents, Ledger)> {
    let inputs: Vec<Input> = texts
        .iter()
        .zip(["a.csv", "b.csv"])
        .map(|(text, name)| Input::Bundled { name, bytes: Box::leak(text.as_bytes().to_vec().into_boxed_slice()) })
        .collect();
    let mut ledger = Ledger::default();
    let incidents = read_incidents(&inputs, options, &mut ledger)?;
    let pending = ledger.entries.iter().filter(|e| e.bucket.is_none()).count();
    assert_eq!(pending, incidents.len());
    assert_eq!(ledger.entries.len() as u64, ledger.rows_read());
    for column in [incidents.date.len(), incidents.location.len(), incidents.named.len(), incidents.entry.len()] {
        assert_eq!(column, incidents.len());
    }
    Ok((incidents, ledger))
}

fn one(text: &str) -> (Incidents, Ledger) {
    read(&[text], &IncidentOptions::default()).expect("readable")
}

/// Line, bucket word (or "pending") and reason of every entry.
fn account(ledger: &Ledger) -> Vec<(u64, &str, &str)> {
    let word = |e: &crate::ledger::Entry| e.bucket.map_or("pending", Bucket::word);
    ledger.entries.iter().map(|e| (e.row, word(e), e.reason.as_str())).collect()
}

#[test]
fn every_row_ends_in_one_bucket_with_its_line_and_reason() {
    let (incidents, ledger) = one("id,lat,lon\n1,12.5,-4\n2,95,0\n\n3,,\n4,1\n5,nan,0\n6,3,\n7,0,0\n8,1,359\n");
    assert_eq!(
        account(&ledger),
        [
            (2, "pending", ""),
            (3, "rejected", "column 'lat': 95 is not a latitude"),
            (5, "pending", ""),
            (6, "rejected", "has 2 fields where there are 3 headings"),
            (7, "rejected", "column 'lat': 'nan' is not a latitude"),
            (8, "rejected", "column 'lon': empty although 'lat' is not"),
            (9, "pending", "null_island"),
            (10, "pending", "longitude_normalised"),
        ]
    );
    assert_eq!(incidents.location[0], Some(LonLat { lon: -4.0, lat: 12.5 }));
    assert_eq!((incidents.location[1], incidents.location[3].map(|l| l.lon)), (None, Some(-1.0)));
    assert!(incidents.precision.iter().all(|p| *p == Precision::Unstated));
}

#[test]
fn identifiers_keep_every_byte_and_doubled_ones_are_flagged() {
    let (incidents, ledger) =
        one("id,lat,lon\n007,1,1\n1E5 ,1,1\n12345678901234567890,1,1\nNA,1,1\n007,2,2\n,1,1\n,1,1\n");
    assert_eq!(incidents.id[..4], ["007", "1E5 ", "12345678901234567890", "NA"]);
    let flagged: Vec<usize> =
        (0..ledger.entries.len()).filter(|i| ledger.entries[*i].reason == "duplicate_id").collect();
    assert_eq!(flagged, [0, 4]);
}

#[test]
fn identifiers_are_compared_across_files() {
    let text = "id,lat,lon\nx,0,0\n";
    let (_, ledger) = read(&[text, text], &IncidentOptions::default()).expect("readable");
    let reasons: Vec<&str> = ledger.entries.iter().map(|e| e.reason.as_str()).collect();
    assert_eq!(reasons, ["null_island;duplicate_id", "null_island;duplicate_id"]);
}

#[test]
fn only_the_values_asked_for_are_kept() {
    let mut options = IncidentOptions {
        only: vec![("country".into(), vec!["Côte d'Ivoire".into(), "mali".into()])],
        ..Default::default()
    };
    let text = "id,lat,lon,Country\n1,1,1,Mali \n2,95,1,Niger\n3,1,1,COTE  D'IVOIRE\n4,1,1,\n";
    let (incidents, ledger) = read(&[text], &options).expect("readable");
    assert_eq!(incidents.id, ["1", "3"]);
    assert_eq!(account(&ledger)[1], (3, "filtered", "column 'Country' has none of the values asked for"));
    options.only[0].0 = "Land".into();
    assert!(read(&[text], &options).is_err());
}

#[test]
fn the_period_filters_and_coarse_dates_must_fit_in_it() {
    let options = IncidentOptions { period: Some((day(2022, 1, 1), day(2024, 11, 14))), ..Default::default() };
    let text = "date,lat,lon\n2022-01-01,1,1\n2024-11-14,1,1\n2021-12-31,1,1\n2024-11-15,1,1\n2023,1,1\n2024,1,1\n2024-11,1,1\n2020,1,1\n,1,1\nsoon,1,1\n";
    let (incidents, ledger) = read(&[text], &options).expect("readable");
    let words: Vec<(&str, &str)> = account(&ledger).into_iter().map(|(_, word, reason)| (word, reason)).collect();
    assert_eq!(
        words,
        [
            ("pending", ""),
            ("pending", ""),
            ("filtered", "outside the period"),
            ("filtered", "outside the period"),
            ("pending", ""),
            ("filtered", "date too coarse for the period"),
            ("filtered", "date too coarse for the period"),
            ("filtered", "outside the period"),
            ("rejected", "no date"),
            ("rejected", "column 'date': 'soon' is not a date"),
        ]
    );
    assert_eq!(incidents.year(2), Some(2023));
    // without a period a row needs no date, but a wrong one is still wrong
    let (_, ledger) = one(text);
    assert_eq!(ledger.count(Bucket::Rejected), 1);
}

#[test]
fn sind_rows_have_precision_region_and_tallies() {
    let (incidents, ledger) = one(concat!(
        "Date,Country,Admin 1 ,Latitude,Longitude,Geo Precision,Health Workers Killed,Health Workers Injured,SiND Event ID\n",
        "2024-01-01,Mali,MÃ©naka ,1,1,(2) 25 km Precision ,2,,1\n",
        "2024-01-01,Mali,No Information,,,censored,0,many,2\n",
    ));
    assert_eq!(incidents.precision, [Precision::Near, Precision::Censored]);
    let regions: Vec<&str> = (0..incidents.len()).map(|i| incidents.region(i)).collect();
    assert_eq!(regions, ["Ménaka", ""]);
    let names: Vec<&str> = incidents.tallies.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names, ["health_workers_killed", "health_workers_injured"]);
    assert_eq!(incidents.tallies[0].values, [Some(2), Some(0)]);
    assert_eq!(incidents.tallies[1].values, [None, None]);
    assert_eq!(
        ledger.files[0].notes,
        ["column 'Health Workers Injured': values that are not counts were left empty: 1, the first in line 3"]
    );
}

#[test]
fn an_unknown_precision_stops_unless_its_row_is_not_asked_for() {
    let text = "Country ISO,Latitude,Longitude,Geo Precision\nMLI,1,1,(2) x\nNER,1,1,city?\n";
    let error = read(&[text], &IncidentOptions::default()).expect_err("unknown");
    assert!(error.message.contains("line 3, column 'Geo Precision': unknown precision 'city?'"), "{error}");
    let options = IncidentOptions { only: vec![("country iso".into(), vec!["MLI".into()])], ..Default::default() };
    assert!(read(&[text], &options).is_ok());
}

#[test]
fn acled_and_awsd_are_read_with_their_own_scales_and_dates() {
    let (acled, _) = one(concat!(
        "event_id_cnty,event_date,admin1,latitude,longitude,geo_precision,fatalities\n",
        "MLI1,31 January 2023,Gao,16.2,-0.1,3,4\n",
    ));
    assert_eq!((acled.precision[0], acled.tallies[0].values[0]), (Precision::Region, Some(4)));
    assert_eq!(acled.date[0].map(Date::iso).as_deref(), Some("2023-01-31"));
    let (awsd, _) = one(concat!(
        "Incident ID,Year,Month,Day,Region,Latitude,Longitude,Total killed,Total affected\n",
        "7,2012,6,,Gao,16.2,-0.1,1,3\n",
    ));
    assert_eq!(awsd.date[0].map(Date::iso).as_deref(), Some("2012-06"));
    assert_eq!((awsd.precision[0], awsd.tallies[1].name.as_str()), (Precision::Unstated, "total_affected"));
}

#[test]
fn tallies_of_several_files_are_united_by_name() {
    let sind = "SiND Event ID,Health Workers Killed\n1,5\n";
    let acled = "event_id_cnty,event_date,latitude,longitude,fatalities\nM,2023-01-01,1,1,9\n";
    let (incidents, ledger) = read(&[sind, acled], &IncidentOptions::default()).expect("readable");
    assert_eq!(incidents.tallies[0].values, [Some(5), None]);
    assert_eq!(incidents.tallies[1].values, [None, Some(9)]);
    assert_eq!((ledger.files.len(), ledger.entries[1].file), (2, 1));
}

#[test]
fn decimal_commas_and_day_orders_are_properties_of_the_column() {
    let (incidents, _) = one("id;lat;lon;date\n1;12,5;-3,75;31/01/2024\n2;13;4;04/03/2024\n");
    assert_eq!(incidents.location[0], Some(LonLat { lon: -3.75, lat: 12.5 }));
    assert_eq!(incidents.date[1].map(Date::iso).as_deref(), Some("2024-03-04"));
    assert!(read(&["id;lat;lon\n1;12,5;3.5\n"], &IncidentOptions::default()).is_err());
    let undecided = "lat,lon,date\n1,1,04/03/2024\n";
    assert!(read(&[undecided], &IncidentOptions::default()).is_err());
    let options = IncidentOptions { date_order: Some(DateOrder::Mdy), ..Default::default() };
    let (incidents, _) = read(&[undecided], &options).expect("declared");
    assert_eq!(incidents.date[0].map(Date::iso).as_deref(), Some("2024-04-03"));
}

#[test]
fn day_numbers_of_a_sheet_are_read_and_said_aloud() {
    let text = br#"[{"date": 45355.0, "lat": 1, "lon": 1}]"#;
    let mut ledger = Ledger::default();
    let input = Input::Bundled { name: "a.json", bytes: text };
    let read = read_incidents(&[input], &IncidentOptions::default(), &mut ledger).expect("readable");
    assert_eq!(read.date[0].map(Date::iso).as_deref(), Some("2024-03-04"));
    assert!(ledger.files[0].notes.iter().any(|n| n.contains("1900 calendar")));
}

#[test]
fn a_broken_cell_in_a_column_that_is_needed_rejects_its_row() {
    let mut table = Table::new(
        "a.xlsx#S".into(),
        "row",
        ["id", "lat", "lon", "precision"].map(String::from).to_vec(),
        &[0, 1, 2, 3],
    );
    let columns = Columns::find("a", &table.headings, &IncidentOptions::default()).expect("found");
    for column in 0..4 {
        table.begin(column as u64 + 2);
        [Value::Text("x"), Value::Number(1.0), Value::Number(1.0), Value::Text("exact")]
            .into_iter()
            .enumerate()
            .for_each(|(i, value)| table.put(i, value));
        table.put(column, Value::Broken("cell X1 holds #REF!"));
    }
    let (mut incidents, mut ledger) = (Incidents::default(), Ledger::default());
    ledger.open("a");
    append(&table, &columns, &IncidentOptions::default(), &mut incidents, &mut ledger).expect("rows only");
    assert_eq!((incidents.len(), ledger.count(Bucket::Rejected)), (0, 4));
    assert_eq!(ledger.entries[3].reason, "column 'precision': cell X1 holds #REF!");
}

#[test]
fn eastings_and_northings_become_degrees_where_the_system_is_named() {
    let table = "id,northing,easting\n1,1600000,450000\n2,,\n3,1e99,450000\n4,abc,450000\n5,1600000,\n";
    let mut options = IncidentOptions { crs: crate::read::System::parse("EPSG:32630").ok(), ..Default::default() };
    (options.columns.lat, options.columns.lon) = (Some("northing".to_string()), Some("easting".to_string()));
    let (incidents, ledger) = read(&[table], &options).expect("readable");
    let first = incidents.location[0].expect("a place");
    assert!((first.lon + 3.463_961_034_137_810_6).abs() < 1e-9 && (first.lat - 14.472_191_854_027_16).abs() < 1e-9);
    assert_eq!((incidents.len(), incidents.location[1]), (2, None));
    let reasons: Vec<&str> = ledger.entries.iter().map(|e| e.reason.as_str()).filter(|r| !r.is_empty()).collect();
    assert!(reasons[0].contains("is no place in the coordinate system EPSG:32630"), "{reasons:?}");
    assert!(reasons[1].contains("'abc' is not a coordinate") && reasons[2].contains("empty although"), "{reasons:?}");
    assert!(ledger.files[0].notes.iter().any(|n| n.contains("reprojected from EPSG:32630")));
    let degrees = read(&["id,northing,easting\n1,14,-3\n2,12,-4\n"], &options).expect_err("degrees");
    assert!(degrees.message.contains("look like degrees"), "{}", degrees.message);
}

#[test]
fn points_of_geojson_are_reprojected_as_its_crs_says() {
    let text = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32630"}},"features":[{"type":"Feature","properties":{"id":"a"},"geometry":{"type":"Point","coordinates":[450000,1600000]}}]}"#;
    let inputs = [Input::Bundled { name: "a.geojson", bytes: text.as_bytes() }];
    let incidents = read_incidents(&inputs, &IncidentOptions::default(), &mut Ledger::default()).expect("readable");
    assert!(incidents.location[0].is_some_and(|p| (p.lon + 3.464).abs() < 0.001 && (p.lat - 14.472).abs() < 0.001));
}
