//! Bytes as files of every format that is read. A refusal is fine, a panic is not, nor an error that blames the program.

use std::collections::BTreeSet;
use std::path::Path;
use std::slice;
use std::sync::LazyLock;

use bytes::Bytes;
use cercle::boundary::Boundaries;
use cercle::error::{Kind, Result};
use cercle::index::Index;
use cercle::join::{Policy, join};
use cercle::ledger::{Account, Bucket, Ledger};
use cercle::measure::areas_km2;
use cercle::project::{Project, Scale};
use cercle::proof::{Medium, proof as judge};
use cercle::read::stream::{Ask, Meter, fold};
use cercle::read::{self, BoundaryColumns, IncidentOptions, Input, System};
use cercle::unit::LonLat;
use cercle::write;

/// A square of three degrees, for places to lie in.
const GEOJSON: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"ML01","name":"Kayes"},
"geometry":{"type":"Polygon","coordinates":[[[-4,12],[-1,12],[-1,15],[-4,15],[-4,12]]]}}]}"#;

fn input(name: &str, bytes: &[u8]) -> Input {
    Input::Bytes { name: name.to_string(), bytes: Bytes::copy_from_slice(bytes) }
}

/// What was read; a refusal must say something, and not that the program is wrong.
fn judged<T>(outcome: Result<T>) -> Option<T> {
    outcome
        .map_err(|e| {
            assert_ne!(e.kind, Kind::Internal, "{e:?}");
            assert!(!e.message.is_empty());
        })
        .ok()
}

/// The same as districts.
static SQUARE: LazyLock<Boundaries> = LazyLock::new(|| {
    read::boundaries(&input("square.geojson", GEOJSON.as_bytes()), &BoundaryColumns::default()).expect("a sound file")
});

/// Rows read whole: each is in one bucket, and places are on the globe. Answers the rows and how many were rejected.
fn whole(file: &Input) -> Option<[u64; 2]> {
    let mut ledger = Ledger::default();
    let incidents = judged(read::incidents(slice::from_ref(file), &IncidentOptions::default(), &mut ledger))?;
    let settled = ledger.entries.iter().filter(|e| e.bucket.is_some()).count();
    assert_eq!(settled + incidents.len(), ledger.entries.len(), "incidents are the rows without a bucket");
    assert_eq!(ledger.rows_read(), ledger.entries.len() as u64);
    for place in incidents.location.iter().flatten() {
        assert!(place.lon.abs() <= 360.0 && place.lat.abs() <= 90.0, "{place:?}");
    }
    let rejected = ledger.count(Bucket::Rejected) as u64;
    if let Some(joined) = judged(join(&SQUARE, &incidents, &Policy::default())) {
        joined.settle(&SQUARE, &incidents, &mut ledger);
        ledger.balance().expect("every row in a bucket");
    }
    Some([ledger.rows_read(), rejected])
}

/// Rows read part by part.
fn streamed(file: &Input) -> Option<[u64; 2]> {
    let (options, policy, meter) = (IncidentOptions::default(), Policy::default(), Meter::default());
    let ask =
        Ask { options: &options, counted: &policy.counted, years: false, category: None, words: None, meter: &meter };
    let (counts, account): (Vec<usize>, Account) =
        judged(fold(slice::from_ref(file), &ask, &|| 0, &|sum, batch| *sum += batch.len()))?;
    account.balance().expect("every row in a bucket");
    assert_eq!(counts.iter().sum::<usize>() as u64, account.count(Bucket::Joined), "what is handed on is what counts");
    Some([account.rows_read(), account.count(Bucket::Rejected)])
}

/// Both ways of reading agree on the rows and on those that cannot be used, whatever the encoding.
fn both(name: &str, bytes: &[u8]) {
    let file = input(name, bytes);
    if let (Some(whole), Some(streamed)) = (whole(&file), streamed(&file)) {
        assert_eq!(whole, streamed, "rows and rejected rows, read whole and part by part");
    }
}

/// Districts have unique identifiers, closed rings on the globe and areas, and what is written of them is read again.
fn districts(file: &Input) {
    let Some(set) = judged(read::boundaries(file, &BoundaryColumns::default())) else { return };
    assert!(!set.districts.is_empty());
    let ids: BTreeSet<&str> = set.districts.iter().map(|d| d.id.as_str()).collect();
    assert_eq!(ids.len(), set.districts.len());
    for ring in
        set.districts.iter().flat_map(|d| &d.shape).flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
    {
        assert!(ring.0.len() >= 4 && ring.0.first() == ring.0.last(), "{ring:?}");
        assert!(ring.0.iter().all(|c| c.x.abs() <= 360.0 && c.y.abs() <= 90.0), "{ring:?}");
    }
    let index = Index::new(&set);
    let corners = set.districts.iter().flat_map(|d| &d.shape).map(|p| p.exterior().0[0]);
    for corner in corners.take(8) {
        assert!(index.find(LonLat { lon: corner.x, lat: corner.y }).district.is_some(), "a corner is in a district");
    }
    let areas = areas_km2(&set);
    assert!(areas.iter().all(|km2| km2.is_finite() && *km2 >= 0.0), "{areas:?}");
    let written = judged(write::geojson(&write::boundaries(&set, &areas, false))).expect("writes");
    let again = read::boundaries(&input("again.geojson", &written), &BoundaryColumns::default()).expect("our own file");
    let shapes = |set: &Boundaries| set.districts.iter().map(|d| (d.id.clone(), d.shape.clone())).collect::<Vec<_>>();
    assert_eq!(shapes(&set), shapes(&again));
}

/// Text with columns.
pub fn csv(bytes: &[u8]) {
    both("t.csv", bytes);
}

/// An object a line.
pub fn ndjson(bytes: &[u8]) {
    both("t.ndjson", bytes);
}

/// Incidents as JSON and GeoJSON.
pub fn json(bytes: &[u8]) {
    whole(&input("t.json", bytes));
    whole(&input("t.geojson", bytes));
}

/// Parquet and GeoParquet.
pub fn parquet(bytes: &[u8]) {
    both("t.parquet", bytes);
}

/// Districts as GeoJSON, and what surrounds them.
pub fn geojson(bytes: &[u8]) {
    let file = input("d.geojson", bytes);
    districts(&file);
    judged(read::context(&file));
}

/// An archive with a shapefile.
pub fn zip(bytes: &[u8]) {
    districts(&input("d.zip", bytes));
}

/// Districts and incidents of a GeoPackage.
pub fn gpkg(bytes: &[u8]) {
    let file = input("d.gpkg", bytes);
    districts(&file);
    whole(&file);
}

/// Districts and incidents of FlatGeobuf.
pub fn fgb(bytes: &[u8]) {
    let file = input("d.fgb", bytes);
    districts(&file);
    whole(&file);
}

/// Names, well-known text and definitions of coordinate systems, each tried on a square.
pub fn crs(bytes: &[u8]) {
    let Ok(words) = std::str::from_utf8(bytes) else { return };
    let Some(system) = judged(System::parse(words)) else { return };
    let columns = BoundaryColumns { crs: Some(system), ..BoundaryColumns::default() };
    for scale in [1.0, 100_000.0] {
        let at = |x: f64, y: f64| format!("[{},{}]", x * scale, y * scale);
        let ring = [at(-4.0, 12.0), at(-1.0, 12.0), at(-1.0, 15.0), at(-4.0, 15.0), at(-4.0, 12.0)].join(",");
        let text = format!(
            r#"{{"type":"Feature","properties":{{"id":"a"}},"geometry":{{"type":"Polygon","coordinates":[[{ring}]]}}}}"#
        );
        let text = format!(r#"{{"type":"FeatureCollection","features":[{text}]}}"#);
        judged(read::boundaries(&input("d.geojson", text.as_bytes()), &columns));
    }
}

/// The small tables beside incidents.
pub fn tables(bytes: &[u8]) {
    let file = input("t.csv", bytes);
    judged(read::aliases(&file));
    judged(read::towns(&file));
    judged(read::reported_totals(&file));
    judged(read::population(&file, "region_pcode", "population"));
}

/// Project files and kept scales.
pub fn project(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    judged(Project::parse(text, "project.toml", Path::new("nowhere")));
    judged(Scale::parse(text, "scale.toml"));
}

/// Finished files, whoever made them.
pub fn proof(bytes: &[u8]) {
    for medium in Medium::ALL {
        judged(judge(medium, bytes));
    }
}

/// As `districts`, for bytes that are put into an archive first.
pub fn archived_districts(bytes: &[u8]) {
    districts(&input("d.zip", bytes));
}

/// As `whole`, for bytes that are put into an archive first.
pub fn workbook(bytes: &[u8]) {
    whole(&input("t.xlsx", bytes));
}
