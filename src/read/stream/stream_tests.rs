use super::*;
use crate::ledger::{Bucket, Ledger};
use crate::read;
use proptest::prelude::*;

/// What a file comes to: rows in each bucket and located incidents, sorted; or an error.
pub(super) type Outcome = std::result::Result<(Vec<u64>, Vec<String>), String>;

fn bundled(text: &[u8]) -> Input {
    named("t.csv", text)
}

pub(super) fn named(name: &'static str, bytes: &[u8]) -> Input {
    Input::Bundled { name, bytes: bytes.to_vec().leak() }
}

pub(super) fn streamed(input: &Input, options: &IncidentOptions, size: usize) -> Outcome {
    let counted = counted();
    let meter = Meter::default();
    let ask = Ask { options, counted: &counted, years: true, category: None, words: None, meter: &meter };
    let work = |seen: &mut Vec<String>, batch: &Batch| {
        let row = |i: usize| format!("{:?} {:?} {}", batch.lon[i], batch.lat[i], batch.year[i]);
        seen.extend((0..batch.len()).map(row));
    };
    let read = |thorough: bool| {
        let spare = drive::States::new(Vec::new());
        let then = drive::Work { init: &Vec::new, work: &work, spare: &spare };
        let look = pass::Look { input, thorough };
        let read = match source::format(input) {
            Some(source::Format::Parquet) => parquet::read(input, &ask, &then, look)?,
            Some(source::Format::Workbook) => workbook::read(input, (&ask, size), &then, look)?,
            Some(source::Format::Lines) => lines::read(source::open(input, &meter)?, (&ask, size), &then, look)?,
            _ => csv::read(source::open(input, &meter)?, (&ask, size), &then, look)?,
        };
        Ok(read.map(|account| (account, spare.into_inner())))
    };
    let found: Result<Option<(Account, Vec<Vec<String>>)>> = match read(false) {
        Ok(None) => read(true),
        other => other,
    };
    let (account, states) = found.map_err(|e| e.message)?.expect("read thoroughly");
    account.balance().expect("balances");
    account.refuse_nothing_but_rejects().map_err(|e| e.message)?;
    let mut places: Vec<String> = states.into_iter().flatten().collect();
    places.sort();
    assert_eq!(places.len() as u64, account.count(Bucket::Joined));
    Ok((Bucket::ALL.map(|b| account.count(b)).to_vec(), places))
}

fn counted() -> Vec<Precision> {
    Precision::ALL.into_iter().filter(|p| p.counts_by_default()).collect()
}

/// The same by reading the file whole.
pub(super) fn whole(input: &Input, options: &IncidentOptions) -> Outcome {
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
        "\u{feff}\u{feff}\"lat\",lon\n1,2\n",
        "\n\u{feff}lat,lon\n1,2\n",
        "lat,lon\n1,2\n\u{feff}\"3\",4\n5,6\n",
        "lat,lon,a \t\"b\n1,2,c\n3,4,d \t\"e\n",
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
    let undated = IncidentOptions { period: options.period, ..IncidentOptions::default() };
    assert!(agree(b"lat,lon\n1,2\n", &undated).is_err_and(|e| e.contains("no date")));
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

/// Both ways of reading one JSON object a line say the same; where they refuse, the lines need not.
fn agree_on_lines(text: &str) -> Outcome {
    let input = named("t.ndjson", text.as_bytes());
    let expected = whole(&input, &IncidentOptions::default());
    for size in [1, 7, 64, blocks::BLOCK] {
        let found = streamed(&input, &IncidentOptions::default(), size);
        match &expected {
            Ok(expected) => assert_eq!(found.as_ref(), Ok(expected), "{size}: {text:?}"),
            Err(expected) => assert!(found.is_err(), "{size}: {text:?} is refused whole: {expected}"),
        }
    }
    expected
}

#[test]
fn one_object_a_line_is_read_as_the_whole_file_is() {
    let point = |lon: &str, lat: &str, properties: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{{"type":"Point","coordinates":[{lon},{lat}]}}}}"#
        )
    };
    let text = [
        point("-8", "12.5", r#""date":"2024-01-02""#),
        point("190", "1", ""),
        r#"{"type":"Feature","properties":{"t":1},"geometry":null}"#.to_string(),
        point("1", "95", ""),
        point("1", "1e400", ""),
    ];
    let (buckets, places) = agree_on_lines(&(text[..4].join("\r\n\n") + "\n")).expect("reads");
    assert_eq!((buckets, places), (vec![2, 0, 0, 1, 0, 1], vec!["-170.0 1.0 0".to_string(), "-8.0 12.5 2024".into()]));
    assert!(agree_on_lines(&text.join("\n")).is_err(), "JSON knows no number so large");
    let sequence: String = text[..4].iter().map(|t| format!("\u{1e}{}\n", t.replacen(',', ",\n", 1))).collect();
    assert_eq!(agree_on_lines(&sequence).expect("reads").0, [2, 0, 0, 1, 0, 1]);
    for text in [
        "{\"id\":1}\n{\"lat\":1,\"lon\":2}\n",
        "{\"lat\":1,\"lon\":2}\n{\"lat\":1,\"lon\":2,\"geo precision\":\"(4)\",\"country iso\":1}",
        "{\"lat\":1.5,\"lon\":2}\n{\"lat\":\"1,5\",\"lon\":\"2\"}\n",
        "{\"lat\":\"1.5\",\"lon\":2}\n{\"lat\":\"1,5\",\"lon\":\"2\"}\n",
        "{\"lat\":1,\"lon\":2,\"date\":\"2024\"}\n{\"lat\":1,\"lon\":2,\"date\":\"31/01/2024\"}\n",
        "{\"lat\":1,\"lon\":2,\"lat\":3}\n",
        "{\"lat\":1,\"lon\":2}\n{\"lat\":1,\n",
        "{\"lat\":1,\"lon\":2}\n{}\n{\"lat\":[1],\"lon\":{}}\n",
        "{\"#lat\":\"#geo\",\"lat\":1,\"lon\":2}\n",
        "{\"lat\":1,\"lon\":2}\n\u{feff}{\"lat\":1,\"lon\":2}\n",
        "\n \n",
    ] {
        let _ = agree_on_lines(text);
    }
    let error =
        streamed(&named("t.ndjson", b"{\"lat\":1,\"lon\":2}\n\n{\"lat\":\xff"), &IncidentOptions::default(), 64);
    assert_eq!(error.expect_err("not UTF-8"), "t.ndjson, line 3: not UTF-8");
    let error = streamed(
        &named("t.geojsonl", br#"{"type":"FeatureCollection","features":[]}"#),
        &IncidentOptions::default(),
        64,
    );
    assert!(error.expect_err("one object").contains("FeatureCollection"));
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
    fn any_lines_are_read_as_a_whole_file_is(
        rows in prop::collection::vec("\\{\"lat\":(-?[0-9]{1,2}(\\.[0-9])?|\"[0-9],5\"|null|true|\"x\"),\"lon\":(-?[0-9]{1,3}|\"1\\.5\")(,\"(date|t|id)\":(\"2024-0[1-9]-1[0-9]\"|\"1[0-9]/0[1-9]/2024\"|5))?\\}(\n|\r\n|\n\n)", 1..8),
    ) {
        let _ = agree_on_lines(&rows.concat());
    }

    #[test]
    fn any_bytes_are_read_or_refused_alike(text in "[a1\\-.,;\"\n\r# ]{0,80}") {
        let _ = plain(&format!("lat,lon\n1,2\n{text}"));
    }
}
