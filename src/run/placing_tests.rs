//! Rows of every kind against an oracle that knows where each belongs; read whole, streamed, and in another order.

use proptest::prelude::*;

use super::{MOST_IDS, book, count};
use crate::boundary::{Boundaries, District};
use crate::incident::Incidents;
use crate::join::{Joined, Policy, join};
use crate::ledger::{Account, Bucket, Ledger};
use crate::read::stream::{Ask, Meter};
use crate::read::{IncidentOptions, Input, incidents};
use crate::write::ledger_csv;

const NAMES: [&str; 6] = ["Ségou", "Centre", "Gourma-Rharous", "Centre", "Kati", "Ménaka"];

/// Six squares of one degree, three in the north above three in the south.
fn set() -> Boundaries {
    let district = |i: usize| {
        let (x, y) = ((i % 3) as f64, 1.0 - (i / 3) as f64);
        let region = ["Nord", "Sud"][i / 3];
        let shape = geo::Rect::new((x, y), (x + 1.0, y + 1.0)).to_polygon();
        District {
            id: format!("P{i}"),
            name: NAMES[i].to_string(),
            region_id: format!("R-{region}"),
            region: region.to_string(),
            shape: geo::MultiPolygon(vec![shape]),
        }
    };
    Boundaries { districts: (0..6).map(district).collect(), file: "made.geojson".into(), ..Boundaries::default() }
}

/// A name as sources write it; the fourth way is UTF-8 read as Windows-1252.
fn spelt(name: &str, how: u8) -> String {
    match how {
        0 => name.to_string(),
        1 => name.to_uppercase().replace('É', "E"),
        2 => format!(" cercle de {} ", name.replace('-', " ")),
        3 => name.replace('é', "Ã©"),
        _ => format!("{name} District"),
    }
}

/// A row of a kind that says a unit, and what becomes of it: bucket, reason and district.
fn row((kind, unit, how, year): (u8, usize, u8, u16), snap: bool) -> (String, String) {
    let (x, y) = ((unit % 3) as f64 + 0.5, 1.5 - (unit / 3) as f64);
    let (name, region, other) = (spelt(NAMES[unit], how), ["Nord", "Sud"][unit / 3], (unit + 1) % 6);
    // 331.7 m south of the lower row: a degree of latitude has 110,574 m at the equator
    let south = unit % 3 + 3;
    let (cells, expected) = match kind {
        0 => (format!("{y},{x},exact,,,"), format!("joined,,P{unit}")),
        1 => (format!("{y},{x},exact,,,P{other}"), format!("joined,pcode_differs,P{unit}")),
        2 => (format!(",,exact,,,P{unit}"), format!("joined,by_pcode,P{unit}")),
        3 => (format!(",,exact,{region},{name},"), format!("joined,by_name,P{unit}")),
        4 if NAMES[unit] == "Centre" => (format!(",,exact,,{name},"), "no_location,name_ambiguous,".into()),
        4 => (format!(",,exact,,{name},"), format!("joined,by_name,P{unit}")),
        5 => (",,exact,,Xyzzy,".to_string(), "no_location,name_unknown,".into()),
        6 => (format!("{y},{x},region,{region},{name},P9"), format!("joined,precision_region;by_name,P{unit}")),
        7 if snap => (format!("-0.003,{x},exact,,,"), format!("joined,snapped,P{south}")),
        7 => (format!("-0.003,{x},exact,,,"), format!("outside,within 332 m of P{south},")),
        8 => (format!("{y},{x},region,{region},,"), "low_precision,precision_region,".into()),
        9 => (format!(",,exact,Elsewhere,{name},"), "no_location,region_unknown,".into()),
        _ => (",,exact,,,".to_string(), "no_location,,".into()),
    };
    (format!("{year}-05-06,{cells}"), expected)
}

fn table(rows: &[(String, String)]) -> Input {
    let mut text = "date,lat,lon,precision,region,district,district_pcode\n".to_string();
    rows.iter().for_each(|(row, _)| text += &format!("{row}\n"));
    Input::Bundled { name: "made.csv", bytes: text.into_bytes().leak() }
}

/// Ledger and outcome of a table that is read whole.
fn whole(input: &Input, districts: &Boundaries, policy: &Policy) -> (Ledger, Joined, Incidents) {
    let mut ledger = Ledger::default();
    let options = IncidentOptions::default();
    let all = incidents(std::slice::from_ref(input), &options, &mut ledger).expect("reads");
    let joined = join(districts, &all, policy).expect("joins");
    joined.settle(districts, &all, &mut ledger);
    ledger.balance().expect("every row is in a bucket");
    (ledger, joined, all)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn every_row_ends_where_its_words_and_place_say(
        made in prop::collection::vec((0u8..11, 0usize..6, 0u8..5, 2020u16..2024), 1..60),
        snap in any::<bool>(),
    ) {
        let districts = set();
        let policy = Policy { snap: if snap { 500.0 } else { 0.0 }, ..Policy::default() };
        let rows: Vec<(String, String)> = made.into_iter().map(|m| row(m, snap)).collect();
        let input = table(&rows);
        let (ledger, joined, all) = whole(&input, &districts, &policy);
        let told = |l: &Ledger| -> Vec<String> {
            let word = |b: Option<Bucket>| b.map_or("", Bucket::word);
            l.entries.iter().map(|e| format!("{},{},{}", word(e.bucket), e.reason, e.district_id)).collect()
        };
        let expected: Vec<String> = rows.iter().map(|(_, e)| e.clone()).collect();
        prop_assert_eq!(told(&ledger), expected);

        // another order permutes the lines and changes nothing else
        let turned: Vec<(String, String)> = rows.iter().rev().cloned().collect();
        let (back, other, _) = whole(&table(&turned), &districts, &policy);
        let mut lines = told(&back);
        lines.reverse();
        prop_assert_eq!(lines, told(&ledger));
        prop_assert_eq!(&other.misses, &joined.misses);

        // counted part by part
        let (options, meter) = (IncidentOptions::default(), Meter::default());
        let ask =
            Ask { options: &options, counted: &policy.counted, years: true, category: None, words: None, meter: &meter };
        let (tally, account) = count(std::slice::from_ref(&input), (&districts, &policy), &ask).expect("counts");
        let years = [2020, 2021, 2022, 2023];
        let counts = crate::measure::counts(&joined, &all, districts.districts.len(), &years);
        let wide = |counts: &[u32]| counts.iter().map(|&c| u64::from(c)).collect::<Vec<u64>>();
        prop_assert_eq!(tally.count(|_, _| true), wide(&counts.total));
        for (year, counts) in &counts.by_year {
            prop_assert_eq!(tally.count(|y, _| y == *year), wide(counts));
        }
        let sums: Account = (&ledger).into();
        for bucket in Bucket::ALL {
            prop_assert_eq!(account.count(bucket), sums.count(bucket), "{:?}", bucket);
        }
        let apart = |m: crate::ledger::Marks| (m.by_code, m.by_name, m.snapped);
        prop_assert_eq!(apart(account.marks), apart(sums.marks));
        prop_assert_eq!(&account.misses, &sums.misses);

        // and with a ledger
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("ledger.csv");
        let booked = book(std::slice::from_ref(&input), (&districts, &policy), &ask, (&place, MOST_IDS)).expect("books");
        prop_assert_eq!(booked.tally.count(|_, _| true), wide(&counts.total));
        prop_assert_eq!(booked.account.marks, sums.marks);
        prop_assert_eq!(&booked.account.misses, &sums.misses);
        booked.book.publish(&mut std::io::sink()).expect("publishes");
        prop_assert_eq!(std::fs::read(&place).expect("reads"), ledger_csv(&ledger).expect("writes"));
    }
}

#[test]
fn words_do_not_count_where_the_district_is_too_vague_or_only_coordinates_are_wanted() {
    let districts = set();
    let rows = [row((3, 0, 0, 2020), false), row((0, 0, 0, 2020), false), row((6, 2, 0, 2021), false)];
    let input = table(&rows);
    let exact = Policy { counted: vec![crate::incident::Precision::Exact], ..Policy::default() };
    let (ledger, ..) = whole(&input, &districts, &exact);
    let buckets: Vec<Option<Bucket>> = ledger.entries.iter().map(|e| e.bucket).collect();
    let expected = [Bucket::NoLocation, Bucket::Joined, Bucket::LowPrecision].map(Some);
    assert_eq!(buckets, expected);
    let mut ledger = Ledger::default();
    let options = IncidentOptions { place_by: crate::read::PlaceBy::Coordinates, ..IncidentOptions::default() };
    let all = incidents(std::slice::from_ref(&input), &options, &mut ledger).expect("reads");
    join(&districts, &all, &Policy::default()).expect("joins").settle(&districts, &all, &mut ledger);
    assert_eq!(ledger.entries.iter().map(|e| e.bucket).collect::<Vec<_>>(), expected);
}

#[test]
fn acled_names_the_district_of_a_stand_in_where_only_the_region_is_known() {
    let text = "event_id_cnty,event_date,admin1,admin2,latitude,longitude,geo_precision\n\
                A1,2024-01-01,Nord,Centre,1.5,0.5,3\nA2,2024-01-01,Nord,Centre,1.5,0.5,1\n";
    let input = Input::Bundled { name: "acled.csv", bytes: text.as_bytes() };
    let (ledger, ..) = whole(&input, &set(), &Policy::default());
    let told: Vec<(Option<Bucket>, &str)> = ledger.entries.iter().map(|e| (e.bucket, e.reason.as_str())).collect();
    assert_eq!(told, [(Some(Bucket::LowPrecision), "precision_region"), (Some(Bucket::Joined), "")]);
}

#[test]
fn a_table_without_coordinates_counts_by_its_words_alone() {
    let text = "date,adm1_name,adm2_name\n2024-01-01,Nord,segou\n2024-01-02,Sud,Nowhere\n2024-01-03,Sud,\n";
    let input = Input::Bundled { name: "names.csv", bytes: text.as_bytes() };
    let (ledger, joined, all) = whole(&input, &set(), &Policy::default());
    assert_eq!(ledger.count(Bucket::Joined), 1);
    let regions = set().regions();
    assert_eq!(crate::measure::region_only((&all, &joined), &regions, |_| true), [0, 2]);
    let nameless = Input::Bundled { name: "none.csv", bytes: b"date,what\n2024-01-01,x\n" };
    let none = incidents(&[nameless], &IncidentOptions::default(), &mut Ledger::default());
    assert!(none.expect_err("no place at all").message.contains("no column 'lat'"));
}
