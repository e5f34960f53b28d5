use super::*;
use crate::ledger::{Bucket, Ledger};
use crate::read;
use proptest::prelude::*;

/// What a file comes to: rows in each bucket and located incidents, sorted; or an error.
type Outcome = std::result::Result<(Vec<u64>, Vec<String>), String>;

fn bundled(text: &[u8]) -> Input {
    Input::Bundled { name: "t.csv", bytes: text.to_vec().leak() }
}

fn streamed(input: &Input, options: &IncidentOptions, size: usize) -> Outcome {
    let counted = counted();
    let meter = Meter::default();
    let ask = Ask { options, counted: &counted, years: true, category: None, meter: &meter };
    let spare = drive::States::new(Vec::new());
    let work = |seen: &mut Vec<String>, batch: &Batch| {
        let row = |i: usize| format!("{:?} {:?} {}", batch.lon[i], batch.lat[i], batch.year[i]);
        seen.extend((0..batch.len()).map(row));
    };
    let account = csv::read_in_blocks(input, &ask, &drive::Work { init: &Vec::new, work: &work, spare: &spare }, size);
    let account = account.map_err(|e| e.message)?;
    account.balance().expect("balances");
    account.refuse_nothing_but_rejects().map_err(|e| e.message)?;
    let mut places: Vec<String> = spare.into_inner().into_iter().flatten().collect();
    places.sort();
    assert_eq!(places.len() as u64, account.count(Bucket::Joined));
    Ok((Bucket::ALL.map(|b| account.count(b)).to_vec(), places))
}

fn counted() -> Vec<Precision> {
    Precision::ALL.into_iter().filter(|p| p.counts_by_default()).collect()
}

/// The same by reading the file whole.
fn whole(input: &Input, options: &IncidentOptions) -> Outcome {
    let mut ledger = Ledger::default();
    let incidents = read::incidents(std::slice::from_ref(input), options, &mut ledger).map_err(|e| e.message)?;
    let mut places = Vec::new();
    for i in 0..incidents.len() {
        let bucket = match incidents.location[i] {
            None => Bucket::NoLocation,
            Some(_) if !counted().contains(&incidents.precision[i]) => Bucket::LowPrecision,
            Some(place) => {
                places.push(format!("{:?} {:?} {}", place.lon, place.lat, incidents.year(i).unwrap_or(0)));
                Bucket::Joined
            }
        };
        ledger.entries[incidents.entry[i]].bucket = Some(bucket);
    }
    ledger.balance().expect("balances");
    ledger.refuse_nothing_but_rejects().map_err(|e| e.message)?;
    places.sort();
    Ok((Bucket::ALL.map(|b| ledger.count(b) as u64).to_vec(), places))
}

/// Both ways of reading say the same, in blocks of any size.
fn agree(text: &[u8], options: &IncidentOptions) -> Outcome {
    let input = bundled(text);
    let expected = whole(&input, options);
    for size in [1, 7, 64, blocks::BLOCK] {
        let found = streamed(&input, options, size);
        assert_eq!(found, expected, "{size}: {:?}", String::from_utf8_lossy(text));
    }
    expected
}

fn plain(text: &str) -> Outcome {
    agree(text.as_bytes(), &IncidentOptions::default())
}

#[test]
fn rows_end_as_they_do_when_the_file_is_read_whole() {
    let (buckets, places) = plain("id,date,lat,lon\n1,2024-01-02,12.5,-8\n2,,13,-7.25\n3,2024-05-01,95,1\n4,2024-05-01,,\n\n5,x,1,1\n6,2023-01-01,1,\n").expect("reads");
    assert_eq!(buckets, [2, 0, 0, 1, 0, 3]);
    assert_eq!(places, ["-7.25 13.0 0", "-8.0 12.5 2024"]);
    for text in [
        "lat;lon\n12,5;-8,25\n3;4\n",
        "lat;lon\n1;2\n12,5;-8,25\n",
        "lat,lon\r\n1,2\r\n\"3\",\"4.5\"\r\n",
        "lat,lon\r1,2\r3,4",
        "lat,lon,date\n1,2,31/01/2024\n1,2,03/04/2024\n",
        "lat,lon,date\n1,2,03/04/2024\n",
        "lat,lon,date\n1,2,31/01/2024\n1,2,01/31/2024\n",
        "lat,lon,t\n1,2,\"a\nb\"\"c\"\n3,4,\"a\"b\n5,6,a\"b\n",
        "lat,lon,t\n1,2,a\n3,4\n5,6,b,c\n",
        "#lat,lat,lon\n#x,#geo+lat,#geo+lon\n,1,2\n#a,#b,#c\n",
        "lat,lon\n190,1\n1,190\n0,0\n1,-180.5\n-0,12.\n",
        "\u{feff}lat,lon\n1,2\n",
        "lat,lon\n",
        "",
        "\n\n",
        "lat,lon\n12.5,1\n12,5\n\"12,5\",1\n",
        "lat,lon,t\n1,2,\"open\n3,4,x\n",
        "latitude,longitude,geo precision,SiND Event ID,Country ISO\n1,2,(4) x,a,MLI\n1,2,2,b,mli\n1,2,,c,NER\n",
        "latitude,longitude,geo_precision,event_id_cnty,event_date\n1,2,1,a,01 March 2024\n1,2,9,b,2 March 2024\n",
    ] {
        let _ = plain(text);
    }
    let day = |y, m, d| jiff::civil::Date::new(y, m, d).expect("a day");
    let options = IncidentOptions {
        only: vec![("country".to_string(), vec!["Mali".to_string()])],
        period: Some((day(2024, 1, 1), day(2024, 12, 31))),
        ..IncidentOptions::default()
    };
    let rows = "lat,lon,country,date\n1,2,Mali,2024-02-03\n1,2,MALI,2024-02-03\n1,2, mali ,2023-12-31\n1,2,Niger,x\n1,2,Mali,\n1,2,Mali,2024\n";
    assert_eq!(agree(rows.as_bytes(), &options).expect("reads").0, [3, 0, 0, 0, 2, 1]);
}

#[test]
fn a_quote_that_never_closes_is_named_with_its_line() {
    let text = format!("lat,lon,t\n{}1,2,\"open\n{}", "1,2,x\n".repeat(300), "3,4,y\n".repeat(1200));
    for size in [64, 1024, blocks::BLOCK] {
        let error = streamed(&bundled(text.as_bytes()), &IncidentOptions::default(), size).expect_err("refused");
        assert!(error.contains("t.csv, line 302: a quote is opened and not closed"), "{error}");
    }
}

#[test]
fn other_encodings_and_compressed_files_are_read() {
    let text = "lat,lon,name\n1,2,G\u{e9}o\n3,4.5,x\n";
    let expected = plain(text).expect("reads");
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let gzip = {
        use std::io::Write;
        let mut coder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        coder.write_all(text.as_bytes()).expect("in memory");
        coder.finish().expect("in memory")
    };
    let zstd = zstd::encode_all(text.as_bytes(), 1).expect("in memory");
    for bytes in [utf16, gzip.clone(), zstd] {
        assert_eq!(streamed(&bundled(&bytes), &IncidentOptions::default(), 64).expect("reads"), expected);
    }
    let cut = streamed(&bundled(&gzip[..gzip.len() - 12]), &IncidentOptions::default(), 64).expect_err("cut off");
    assert!(cut.contains("damaged") || cut.contains("cannot read"), "{cut}");
    let bare: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let error = streamed(&bundled(&bare), &IncidentOptions::default(), 64).expect_err("no mark");
    assert!(error.contains("UTF-16 without a byte order mark"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn any_table_is_read_as_a_whole_one_is(
        rows in prop::collection::vec("(-?[0-9]{1,3}(\\.[0-9]{1,3})?|\"1,5\"|x|)[,;](-?[0-9]{1,3}(\\.[0-9]{1,3})?|\"[0-9]\n\"|)([,;](2024-0[1-9]-[0-3][0-9]|\"a\"\"b\"|5\"|))?(\n|\r\n|\r|\n\n)", 0..12),
        dated in any::<bool>(),
    ) {
        let third = if dated { "date" } else { "t" };
        let _ = plain(&format!("lat,lon,{third}\n{}", rows.concat()));
    }

    #[test]
    fn any_bytes_are_read_or_refused_alike(text in "[a1\\-.,;\"\n\r# ]{0,80}") {
        let _ = plain(&format!("lat,lon\n1,2\n{text}"));
    }
}
