use super::*;
use crate::index::tests::squares;
use crate::join::join;
use crate::read::stream::Meter;
use crate::read::{IncidentOptions, incidents};
use crate::write::ledger_csv;

/// The ledger of files that are read whole.
fn whole(inputs: &[Input], districts: &Boundaries) -> Result<Vec<u8>> {
    let mut ledger = Ledger::default();
    let mut all = crate::incident::Incidents::default();
    for input in inputs {
        all.append(incidents(std::slice::from_ref(input), &IncidentOptions::default(), &mut ledger)?);
    }
    join(districts, &all, &Policy::default())?.settle(districts, &all, &mut ledger);
    ledger_csv(&ledger)
}

/// The ledger that is written while the files are read, and its account.
fn streamed(inputs: &[Input], districts: &Boundaries, most: usize) -> Result<(Vec<u8>, Account)> {
    let (options, policy, meter) = (IncidentOptions::default(), Policy::default(), Meter::default());
    let ask =
        Ask { options: &options, counted: &policy.counted, years: true, category: None, words: None, meter: &meter };
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("ledger.csv");
    let booked = book(inputs, (districts, &policy), &ask, (&place, most))?;
    assert!(!place.exists(), "nothing is in its place before all is well");
    let joined: u64 = booked.tally.count(|_, _| true).iter().sum();
    assert_eq!(joined, booked.account.count(Bucket::Joined));
    booked.book.publish(&mut std::io::sink())?;
    assert_eq!(std::fs::read_dir(folder.path()).expect("lists").count(), 1);
    Ok((std::fs::read(&place).expect("reads"), booked.account))
}

fn bundled(name: &'static str, text: String) -> Input {
    Input::Bundled { name, bytes: text.into_bytes().leak() }
}

/// Rows of many kinds, more than one block of them.
fn rows(row: impl Fn(usize, &str, &str, &str) -> String) -> String {
    let odd = [("x", "1"), ("0", "0"), ("1", "190"), ("95", "1"), ("", ""), ("0.5", "1.0"), ("1.0", ""), ("50", "60")];
    (0..30_000)
        .map(|i| {
            let (lat, lon) = if i % 9 == 0 { odd[i / 9 % odd.len()] } else { ("0.25", "0.75") };
            let id = match i % 1000 {
                7 => String::new(),
                8 => "the same, \"again\"".to_string(),
                _ => format!("id {}", i % 29_000),
            };
            row(i, &id, lat, lon)
        })
        .collect()
}

#[test]
fn a_ledger_written_while_reading_has_the_lines_of_one_in_memory() {
    let text = rows(|i, id, lat, lon| {
        let note = "long ".repeat(12) + if i % 50 == 0 { "\nline" } else { "" };
        let end = if i % 700 == 3 { "\r\n\n" } else { "\n" };
        let id = id.replace('"', "\"\"");
        format!("\"{id}\",\"{note}\",{lat},{lon},{}{end}", if i % 11 == 0 { "(4) region" } else { "(1)" })
    });
    let csv = bundled("a.csv", format!("id,note,lat,lon,precision\n{text}"));
    let lines = rows(|i, id, lat, lon| {
        let number = |text: &str| if text.is_empty() { "null".to_string() } else { format!("{text:?}") };
        let note = "long ".repeat(9 + i % 5);
        format!("{{\"id\":{id:?},\"lat\":{},\"lon\":{},\"note\":\"{note}\"}}\n", number(lat), number(lon))
    });
    let json = bundled("b.ndjson", lines);
    let districts = squares();
    for inputs in [vec![csv.clone()], vec![json.clone(), csv]] {
        let expected = whole(&inputs, &districts).expect("reads");
        let (found, account) = streamed(&inputs, &districts, MOST_IDS).expect("reads");
        assert!(expected == found, "the bytes differ");
        let text = String::from_utf8(found).expect("UTF-8");
        for flag in ["duplicate_id;on_boundary", "longitude_normalised", "rejected", "no_location", "null_island"] {
            assert!(text.contains(flag), "{flag}");
        }
        assert_eq!(account.rows_read(), text.lines().count() as u64 - 1);
    }
}

#[test]
fn identifiers_beyond_the_bound_are_not_flagged_and_that_is_said() {
    let text = "id,lat,lon\na,0.2,0.2\nb,0.2,0.2\na,0.2,0.2\nc,0.2,0.2\nc,0.2,0.2\n".to_string();
    let (found, account) = streamed(&[bundled("a.csv", text)], &squares(), 2).expect("reads");
    let found = String::from_utf8(found).expect("UTF-8");
    let flagged: Vec<&str> = found.lines().filter(|l| l.contains("duplicate_id")).collect();
    assert_eq!(flagged, ["a.csv,2,a,joined,duplicate_id,a", "a.csv,4,a,joined,duplicate_id,a"]);
    assert!(account.files[0].notes.iter().any(|n| n.contains("first 2 identifiers") && n.contains("of 2 later")));
}

#[test]
fn counts_by_category_are_those_of_a_count_without_ledger() {
    let kinds = ["raid", "\"fire, great\"", "", "Überfall"];
    let row = |i: usize, lat: &str, lon: &str| format!("{i},{},{lat},{lon},{}\n", kinds[i % 4], ["a", "", "b"][i % 3]);
    let text = rows(|i, _, lat, lon| row(i, lat, lon));
    let input = bundled("a.csv", format!("id,kind,lat,lon,adm2_pcode\n{text}"));
    let (options, policy, meter) = (IncidentOptions::default(), Policy::default(), Meter::default());
    let districts = squares();
    let ask = Ask {
        options: &options,
        counted: &policy.counted,
        years: true,
        category: Some("kind"),
        words: None,
        meter: &meter,
    };
    let (tally, account) =
        super::super::count(std::slice::from_ref(&input), (&districts, &policy), &ask).expect("counts");
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("ledger.csv");
    let booked = book(std::slice::from_ref(&input), (&districts, &policy), &ask, (&place, MOST_IDS)).expect("books");
    assert_eq!(booked.tally, tally);
    assert_eq!(booked.tally.categories(), ["", "fire, great", "raid", "Überfall"]);
    assert!(account.marks.by_code > 100, "words settle some");
    assert_eq!(Bucket::ALL.map(|b| booked.account.count(b)), Bucket::ALL.map(|b| account.count(b)));
    booked.book.publish(&mut std::io::sink()).expect("published");
    let (without, _) = streamed(&[input], &districts, MOST_IDS).expect("reads");
    assert!(std::fs::read(&place).expect("reads") == without, "the ledger is the same");
}

#[test]
fn a_fault_far_down_leaves_the_old_ledger_as_it_was() {
    let text = rows(|i, id, lat, lon| {
        format!("{{\"id\":{id:?},\"lat\":\"{lat}\",\"lon\":\"{lon}\"{}\n", if i < 29_990 { "}" } else { "" })
    });
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("ledger.csv");
    std::fs::write(&place, "old").expect("writes");
    let (options, policy, meter) = (IncidentOptions::default(), Policy::default(), Meter::default());
    let ask =
        Ask { options: &options, counted: &policy.counted, years: false, category: None, words: None, meter: &meter };
    let error = book(&[bundled("b.ndjson", text)], (&squares(), &policy), &ask, (&place, 10)).expect_err("not JSON");
    assert!(error.message.starts_with("b.ndjson, line 29991: not valid JSON"), "{error}");
    assert_eq!(std::fs::read(&place).expect("reads"), b"old");
    assert_eq!(std::fs::read_dir(folder.path()).expect("lists").count(), 1);
}
