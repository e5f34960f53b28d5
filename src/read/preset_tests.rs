use super::*;

fn find(headings: &[&str], options: &IncidentOptions) -> Result<Columns> {
    let raw: Vec<String> = headings.iter().map(|h| h.to_string()).collect();
    Columns::find("a.csv", &raw, options)
}

fn guessed(headings: &[&str]) -> Result<Columns> {
    find(headings, &IncidentOptions::default())
}

#[test]
fn a_source_is_known_by_its_headings() {
    for (headings, preset) in [
        (&["Date", "SiND Event ID"][..], Preset::Sind),
        (&["Date", "SIND Event ID", "Latitude", "Longitude"], Preset::Sind),
        (&["SiND ID", "Location "], Preset::Sind),
        (&["event_id_cnty", "event_date", "latitude", "longitude"], Preset::Acled),
        (&["Incident ID", "Year", "Month", "Day", "Latitude", "Longitude"], Preset::Awsd),
        (&["x", "y"], Preset::Plain),
    ] {
        assert_eq!(guessed(headings).map(|c| c.preset), Ok(preset), "{headings:?}");
    }
}

#[test]
fn every_preset_has_its_own_word() {
    let words: Vec<&str> = Preset::ALL.iter().map(|p| p.word()).collect();
    assert_eq!(words, ["sind", "acled", "awsd", "plain"]);
    assert!(Preset::ALL.iter().all(|p| !p.describe().is_empty()));
}

#[test]
fn only_sind_may_lack_coordinates_and_never_one_of_the_two() {
    assert_eq!(guessed(&["Date", "SiND Event ID"]).map(|c| c.place), Ok(None));
    assert!(guessed(&["Date", "SiND Event ID", "Latitude"]).is_err());
    let error = guessed(&["event_id_cnty", "event_date", "lattitude", "longitude"]).expect_err("missing");
    assert!(error.message.contains("no column 'Latitude'"));
    assert!(error.hint.is_some_and(|h| h.contains("'lattitude'")));
}

#[test]
fn a_guess_is_noted_and_prefers_degrees() {
    let columns = guessed(&["x", "y", "lng", "lat", "Date"]).expect("guessed");
    assert_eq!(columns.place, Some((3, 2)));
    assert_eq!(columns.notes, ["columns guessed: latitude from 'lat', longitude from 'lng', date from 'Date'"]);
}

#[test]
fn two_candidates_are_asked_for() {
    assert!(guessed(&["lat", "latitude", "lon"]).is_err());
    assert!(guessed(&[" Lat ", "LAT", "lon"]).is_err());
    let mut options = IncidentOptions::default();
    options.columns.lat = Some("Latitude".to_string());
    assert_eq!(find(&["lat", "latitude", "lon"], &options).map(|c| c.place), Ok(Some((1, 2))));
}

#[test]
fn named_columns_override_and_must_exist() {
    let mut options = IncidentOptions::default();
    options.columns.id = Some("no such".to_string());
    assert!(find(&["lat", "lon"], &options).is_err());
    options.columns.id = Some("KEY".to_string());
    options.columns.lon = Some("lat".to_string());
    assert!(find(&["lat", "lon", "key"], &options).is_err());
}

#[test]
fn a_repeated_tally_is_read_once_and_noted() {
    let columns = guessed(&[
        "SiND Event ID",
        "Health Workers Killed",
        "Female Health Workers Killed",
        "Health Workers Killed",
        "Health Workers Sexually Assaulted",
    ])
    .expect("found");
    assert_eq!(
        columns.tallies,
        [("health_workers_killed".to_string(), 1), ("health_workers_sexually_assaulted".to_string(), 4)]
    );
    assert_eq!(columns.notes.len(), 1);
}

#[test]
fn a_year_and_month_may_stand_in_for_a_date() {
    let date = |headings: &[&str]| guessed(headings).map(|c| c.date);
    let parts = DateColumns::Parts { year: 1, month: Some(2), day: None };
    assert_eq!(date(&["SiND Event ID", "Year", "Month"]), Ok(parts));
    assert_eq!(date(&["SiND Event ID", "Year", "Date"]), Ok(DateColumns::One(2)));
    assert_eq!(date(&["lat", "lon"]), Ok(DateColumns::None));
}

#[test]
fn a_guess_that_is_not_needed_takes_the_most_usual_heading() {
    let columns = guessed(&["lat", "lon", "region", "admin1", "fid", "code"]).expect("guessed");
    assert_eq!((columns.admin.region, columns.id), (Some(3), Some(5)));
}

#[test]
fn a_preset_that_is_named_still_needs_one_of_its_columns() {
    let options = IncidentOptions { preset: Some(Preset::Sind), ..IncidentOptions::default() };
    let error = find(&["Citation", ""], &options).expect_err("a sheet of notes");
    assert!(error.message.contains("neither id, date nor place"), "{error:?}");
    assert!(find(&["Year and month", "Health Workers Killed"], &options).is_ok());
}
