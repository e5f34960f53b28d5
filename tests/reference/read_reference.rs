//! The files that people really have. They are not part of the project: without them these tests say so and pass.
//!
//! The counts were taken with openpyxl and Python's json and struct modules, independently of this crate.

use std::path::{Path, PathBuf};

use cercle::error::Kind;
use cercle::gazetteer::Gazetteer;
use cercle::incident::{Incidents, Means, Named, Precision};
use cercle::ledger::{Bucket, Ledger};
use cercle::read::{
    BoundaryColumns, IncidentOptions, Input, boundaries, context, incidents, population, reported_totals, towns,
};
use geo::{Contains, Winding};

/// The file's path, or `None` (and a word) if the reference files are not there.
fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    if !path.exists() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}

fn read(name: &str, options: &IncidentOptions) -> Option<(Incidents, Ledger)> {
    let mut ledger = Ledger::default();
    let read = incidents(&[Input::File(shared(name)?)], options, &mut ledger).expect("readable");
    Some((read, ledger))
}

fn mali() -> IncidentOptions {
    IncidentOptions { only: vec![("Country ISO".to_string(), vec!["MLI".to_string()])], ..Default::default() }
}

fn located(incidents: &Incidents) -> usize {
    incidents.location.iter().flatten().count()
}

fn count(incidents: &Incidents, precision: Precision) -> usize {
    incidents.precision.iter().filter(|p| **p == precision).count()
}

fn sum(incidents: &Incidents, tally: &str) -> u32 {
    let tally = incidents.tallies.iter().find(|t| t.name == tally).expect("tally");
    tally.values.iter().flatten().sum()
}

#[test]
fn attacks_on_health_care_2016_to_2023() {
    let name = "reference/incidents/2016-2023-attacks-on-health-care-incident-data.xlsx";
    let Some((all, ledger)) = read(name, &IncidentOptions::default()) else { return };
    assert_eq!((ledger.rows_read(), all.len(), located(&all)), (8854, 8854, 8584));
    assert_eq!((ledger.entries[0].row, ledger.entries[8853].row), (3, 8856));
    assert!(ledger.files[0].name.ends_with(".xlsx#2016-23 Attacks on Health Care "));
    assert!(ledger.files[0].notes.iter().any(|n| n == "row 2 holds HXL tags and is not data"));
    assert_eq!(count(&all, Precision::Near), 5309);
    assert_eq!(count(&all, Precision::District), 1852);
    assert_eq!(count(&all, Precision::Country), 1211);
    assert_eq!(all.id[0], "42822");
    assert_eq!(all.date[0].map(|d| d.iso()).as_deref(), Some("2023-12-21"));

    let (mali, ledger) = read(name, &mali()).expect("there");
    assert_eq!((mali.len(), located(&mali), ledger.count(Bucket::Filtered)), (146, 142, 8708));
    let regions: Vec<&str> = (0..mali.len()).map(|i| mali.region(i)).collect();
    assert!(regions.contains(&"Ménaka") && !regions.iter().any(|r| r.contains('Ã')));
}

#[test]
fn the_yearly_workbook_without_places_is_no_error() {
    let name = "reference/incidents/2022-shcc-incident-data.xlsx";
    let Some((all, ledger)) = read(name, &IncidentOptions::default()) else { return };
    assert_eq!((ledger.rows_read(), all.len(), located(&all)), (1989, 1989, 0));
    assert!((0..all.len()).all(|i| all.region(i).is_empty()));
    let repeated = ledger.files[0].notes.iter().filter(|n| n.contains("is repeated"));
    assert_eq!(repeated.count(), 4);
    assert_eq!(read(name, &mali()).map(|(mali, _)| mali.len()), Some(46));
}

#[test]
fn food_security_and_aid_workers() {
    let name = "reference/incidents/2020-2024-food-security-incident-data-backfill.xlsx";
    if let Some((all, _)) = read(name, &IncidentOptions::default()) {
        assert_eq!((all.len(), located(&all), count(&all, Precision::Censored)), (185, 143, 42));
        assert_eq!(all.id[0], "68085");
        assert_eq!(read(name, &mali()).map(|(mali, _)| mali.len()), Some(8));
    }
    let name = "reference/incidents/aidWorkerKIKA.json";
    if let Some((all, ledger)) = read(name, &IncidentOptions::default()) {
        assert_eq!((all.len(), located(&all), ledger.rows_read()), (1299, 1264, 1299));
        assert_eq!((count(&all, Precision::Near), count(&all, Precision::Line)), (715, 40));
        assert_eq!(all.id[0], "44580");
        assert_eq!(sum(&all, "aid_workers_killed"), 593);
        assert_eq!(all.tallies.len(), 4);
        assert_eq!(read(name, &mali()).map(|(mali, _)| (mali.len(), located(&mali))), Some((78, 78)));
    }
}

#[test]
fn the_compiled_table_of_mali() {
    let Some((all, _)) = read("facts/mali_incidents.csv", &IncidentOptions::default()) else { return };
    let of = |year: i16| (0..all.len()).filter(|i| all.year(*i) == Some(year)).count();
    assert_eq!((all.len(), of(2022), of(2023), of(2024)), (156, 52, 25, 10));
}

#[test]
fn official_boundaries_of_three_levels() {
    for (level, districts, regions) in [(1, 10, 0), (2, 53, 10), (3, 701, 10)] {
        let name = format!("reference/codab-20211220/mli_admbnda_adm{level}_1m_gov_20211220.shp");
        let Some(path) = shared(&name) else { return };
        let read = boundaries(&Input::File(path), &BoundaryColumns::default()).expect("readable");
        assert_eq!((read.districts.len(), read.regions().len()), (districts, regions));
        assert_eq!(read.vintage.as_deref(), Some("2021-12-20"));
        assert_eq!(read.notes, [] as [&str; 0]);
        let oriented = read
            .districts
            .iter()
            .flat_map(|d| &d.shape)
            .all(|p| p.exterior().is_ccw() && p.interiors().iter().all(|hole| hole.is_cw()));
        assert!(oriented);
    }
}

#[test]
fn the_hole_of_kati_is_where_bamako_lies() {
    for name in ["reference/codab-20211220/mli_admbnda_adm2_1m_gov_20211220.shp", "facts/mali_districts.geojson"] {
        let Some(path) = shared(name) else { return };
        let read = boundaries(&Input::File(path), &BoundaryColumns::default()).expect("readable");
        let find = |name: &str| read.districts.iter().find(|d| d.name == name).expect("district");
        let place = geo::Point::new(-7.99, 12.64);
        assert!(find("Bamako").shape.contains(&place) && !find("Kati").shape.contains(&place), "{name}");
        assert_eq!(read.districts[0].id, "ML0101");
        assert_eq!((read.districts[0].region_id.as_str(), read.districts[0].region.as_str()), ("ML01", "Kayes"));
    }
}

#[test]
fn other_boundaries_of_mali() {
    for (name, districts, first) in [
        ("reference/geoboundaries-2023/mali-cercles-polygons.json", 50, "8926073B70420899930674"),
        ("reference/geoboundaries-2023/mali-regions-polygons.json", 9, "92416918B70420899930674"),
        ("reference/mesoshapes/wof-ml-county.geojson", 50, "1108562817"),
        ("facts/mali_districts.geojson", 53, "ML0101"),
        ("facts/mali_regions.geojson", 10, "ML01"),
    ] {
        let Some(path) = shared(name) else { return };
        let read = boundaries(&Input::File(path), &BoundaryColumns::default()).expect("readable");
        assert_eq!((read.districts.len(), read.districts[0].id.as_str()), (districts, first), "{name}");
        // one feature of Who's On First is a point
        assert_eq!(read.notes.iter().filter(|n| n.contains("only a point")).count(), usize::from(name.contains("wof")));
    }
}

#[test]
fn tables_and_surroundings() {
    let Some(path) = shared("facts/mali_towns.csv") else { return };
    let towns = towns(&Input::File(path)).expect("readable");
    assert_eq!((towns.len(), towns[0].population), (94, 4_227_569));
    let input = |name: &str| Input::File(shared(name).expect("there"));
    let totals = reported_totals(&input("facts/mali_published_totals.csv")).expect("readable");
    assert_eq!(totals.iter().map(|t| t.incidents).collect::<Vec<_>>(), [57, 48, 36]);
    let census = population(&input("facts/mali_census_2022.csv"), "region_pcode", "population_2022").expect("readable");
    assert_eq!((census.len(), census["ML03"]), (10, 1_570_979 + 1_533_123 + 1_169_882));
    let districts = population(&input("reference/mali_population_admin2_2020.csv"), "admin2Pcode", "T_TL");
    assert_eq!(districts.map(|d| (d.len(), d["ML0701"])), Ok((50, 162_637)));
    for (name, least) in [("countries", 10), ("rivers", 20), ("lakes", 2)] {
        let placemarks = context(&input(&format!("facts/context_{name}.geojson"))).expect("readable");
        assert!(placemarks.len() >= least, "{name}: {}", placemarks.len());
    }
}

/// Copies the parts of the reference ADM1 shapefile to a folder, with one part changed.
fn damaged(part: &str, change: impl Fn(&mut Vec<u8>)) -> Option<Result<usize, (Kind, String)>> {
    let folder = tempfile::tempdir().expect("temporary folder");
    for extension in ["shp", "shx", "dbf", "prj", "cpg"] {
        let name = format!("reference/codab-20211220/mli_admbnda_adm1_1m_gov_20211220.{extension}");
        let mut bytes = std::fs::read(shared(&name)?).expect("readable");
        if extension == part {
            change(&mut bytes);
        }
        std::fs::write(folder.path().join(format!("adm1.{extension}")), bytes).expect("write");
    }
    let read = boundaries(&Input::File(folder.path().to_path_buf()), &BoundaryColumns::default());
    Some(read.map(|b| b.districts.len()).map_err(|e| (e.kind, e.message)))
}

#[test]
fn a_damaged_reference_file_is_refused() {
    let Some(sound) = damaged("none", |_| {}) else { return };
    assert_eq!(sound, Ok(10));
    let refused = |part: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let outcome = damaged(part, change).expect("there");
        let (kind, message) = outcome.expect_err("refused");
        assert_eq!(kind, Kind::Data, "{message}");
        message
    };
    for length in [0, 50, 100, 108, 5000, 100_000, 201_863] {
        refused("shp", &|bytes| bytes.truncate(length));
    }
    for length in [0, 31, 400, 4000] {
        refused("dbf", &|bytes| bytes.truncate(length));
    }
    assert!(refused("dbf", &|bytes| bytes[4] = 9).contains("10 shapes but the .dbf states 9"));
    let deleted = refused("dbf", &|bytes| {
        let header = usize::from(bytes[8]) + 256 * usize::from(bytes[9]);
        bytes[header] = b'*';
    });
    assert!(deleted.contains("record 1 is deleted"));
    assert!(refused("shx", &|bytes| bytes.truncate(140)).contains(".shx"));
    let utm = refused("prj", &|bytes| *bytes = b"PROJCS[\"WGS_1984_UTM_Zone_29N\",GEOGCS[\"GCS_WGS_1984\"]]".to_vec());
    assert!(utm.contains("UTM_Zone_29N"));
}

#[test]
fn a_damaged_workbook_is_refused_or_read_but_never_ends_the_process() {
    let name = "reference/incidents/2020-2024-food-security-incident-data-backfill.xlsx";
    let Some(path) = shared(name) else { return };
    let whole = std::fs::read(path).expect("readable");
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("cut.xlsx");
    for step in 0..40 {
        std::fs::write(&path, &whole[..whole.len() * step / 40]).expect("write");
        let mut ledger = Ledger::default();
        let outcome = incidents(&[Input::File(path.clone())], &IncidentOptions::default(), &mut ledger);
        assert_eq!(outcome.map_err(|e| e.kind), Err(Kind::Data), "cut at {step}/40");
    }
}

#[test]
fn a_workbook_that_claims_billions_of_texts_is_refused() {
    use std::io::{Cursor, Read, Write};
    let name = "reference/incidents/2020-2024-food-security-incident-data-backfill.xlsx";
    let Some(path) = shared(name) else { return };
    let whole = std::fs::read(path).expect("readable");
    let mut archive = zip::ZipArchive::new(Cursor::new(&whole)).expect("archive");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut changed = 0;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("entry");
        let part = entry.name().expect("name").into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("inflates");
        if part.ends_with("sharedStrings.xml") {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let lie = text.replacen("uniqueCount=\"", "uniqueCount=\"9999999", 1);
            changed += usize::from(lie != text);
            bytes = lie.into_bytes();
        }
        writer.start_file(part, zip::write::SimpleFileOptions::default()).expect("start");
        writer.write_all(&bytes).expect("write");
    }
    assert_eq!(changed, 1);
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("claims.xlsx");
    std::fs::write(&path, writer.finish().expect("finish").into_inner()).expect("write");
    let mut ledger = Ledger::default();
    let error = incidents(&[Input::File(path)], &IncidentOptions::default(), &mut ledger).expect_err("refused");
    assert!(error.message.contains("claims 9999999"), "{error}");
}

#[test]
fn a_spoilt_table_loses_rows_only_with_a_word_about_each() {
    let Some(path) = shared("facts/mali_incidents.csv") else { return };
    let whole = std::fs::read_to_string(path).expect("UTF-8");
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("spoilt.csv");
    let read = |text: String| {
        std::fs::write(&path, text).expect("write");
        let mut ledger = Ledger::default();
        let outcome = incidents(&[Input::File(path.clone())], &IncidentOptions::default(), &mut ledger);
        outcome.map(|incidents| (incidents.len(), ledger)).map_err(|e| e.message)
    };
    // line 5 loses its last column
    let mut lines: Vec<&str> = whole.lines().collect();
    let short = lines[4].rsplit_once(",\"").map_or(lines[4], |(rest, _)| rest);
    lines[4] = short;
    let (kept, ledger) = read(lines.join("\n")).expect("readable");
    assert_eq!((kept, ledger.rows_read(), ledger.count(Bucket::Rejected)), (155, 156, 1));
    let rejected = ledger.entries.iter().find(|e| e.bucket == Some(Bucket::Rejected)).expect("one");
    assert_eq!((rejected.row, rejected.reason.as_str()), (5, "has 33 fields where there are 34 headings"));
    // line 7 opens a quote that nothing closes
    let mut lines: Vec<String> = whole.replace('"', "").lines().map(str::to_string).collect();
    lines[6] = format!("\"{}", lines[6]);
    let message = read(lines.join("\n")).expect_err("refused");
    assert!(message.contains("line 7: a quote is opened and not closed; it would swallow 150 lines"), "{message}");
}

#[test]
fn every_located_row_of_mali_lies_in_an_official_district() {
    let name = "reference/incidents/2016-2023-attacks-on-health-care-incident-data.xlsx";
    let Some((mali, _)) = read(name, &mali()) else { return };
    let path = shared("reference/codab-20211220/mli_admbnda_adm2_1m_gov_20211220.shp").expect("there");
    let districts = boundaries(&Input::File(path), &BoundaryColumns::default()).expect("readable").districts;
    let mut counts = std::collections::BTreeMap::new();
    for place in mali.location.iter().flatten() {
        let point = geo::Point::new(place.lon, place.lat);
        let district = districts.iter().find(|d| d.shape.contains(&point)).map_or("none", |d| d.name.as_str());
        *counts.entry(district).or_insert(0) += 1;
    }
    // counted with another program: see data/README.md
    for (district, count) in [("Ansongo", 22), ("Gao", 19), ("Bandiagara", 11), ("Tessalit", 9), ("Tidermene", 5)] {
        assert_eq!(counts.get(district), Some(&count), "{district}");
    }
    assert_eq!((counts.get("none"), counts.values().sum::<i32>()), (None, 142));
}

#[test]
fn names_of_one_publisher_find_the_districts_of_another() {
    let Some(codab) = shared("reference/codab-20211220/mli_admbnda_adm2_1m_gov_20211220.shp") else { return };
    let set = boundaries(&Input::File(codab), &BoundaryColumns::default()).expect("readable");
    let names = Gazetteer::new(&set, &[]);
    for (i, district) in set.districts.iter().enumerate() {
        let shouted = Named {
            district: district.name.to_uppercase(),
            region: format!("Région de {}", district.region),
            ..Named::default()
        };
        assert_eq!(names.find(&shouted).district, Some((i, Means::Name)), "{}", district.name);
        let coded = Named { district_code: district.id.clone(), ..Named::default() };
        assert_eq!(names.find(&coded).district, Some((i, Means::Code)));
    }
    let name = "reference/incidents/2016-2023-attacks-on-health-care-incident-data.xlsx";
    let (mali, _) = read(name, &mali()).expect("there");
    let regions = (0..mali.len()).filter(|i| !mali.region(*i).is_empty());
    let lost: Vec<&str> = regions
        .filter(|i| mali.named[*i].as_ref().is_some_and(|words| names.find(words).region.is_none()))
        .map(|i| mali.region(i))
        .collect();
    assert_eq!(lost, [] as [&str; 0], "every region of the incidents is one of the boundaries");
}
