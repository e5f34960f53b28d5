use super::super::shapefile_sample::dbf;
use super::*;

fn read(table: &[u8], records: usize, stated: Option<Charset>) -> Result<Attributes> {
    attributes("a.shp", table, records, stated)
}

#[test]
fn values_are_trimmed_of_their_padding() {
    let mut table = dbf(&[("ID", 6), ("N", 4)], &[&[b"007", b"  12"], &[b" a b", b""]]);
    table[32 + 32 + 11] = b'N';
    let read = read(&table, 2, None).expect("sound");
    assert_eq!(read.records, [["007", "12"], [" a b", ""]]);
}

#[test]
fn the_dbase_crate_reads_the_same() {
    let table = dbf(&[("ID", 6), ("NAME", 20)], &[&[b"1", "Ségou".as_bytes()], &[b"2", b"Gao"]]);
    // the crate refuses the empty date that ours has
    let mut dated = table.clone();
    dated[1..4].copy_from_slice(&[121, 12, 20]);
    let mut reader = dbase::Reader::new(std::io::Cursor::new(dated)).expect("readable");
    let theirs: Vec<String> = reader
        .iter_records()
        .map(|r| match r.expect("record").get("NAME") {
            Some(dbase::FieldValue::Character(Some(text))) => text.clone(),
            other => format!("{other:?}"),
        })
        .collect();
    let ours: Vec<String> =
        read(&table, 2, Some(Charset::UTF_8)).expect("sound").records.into_iter().map(|r| r[1].clone()).collect();
    assert_eq!(ours, theirs);
}

#[test]
fn the_encoding_is_the_stated_one_unless_the_bytes_contradict_it() {
    let latin = dbf(&[("N", 10)], &[&[b"S\xe9gou"]]);
    let utf8 = dbf(&[("N", 10)], &[&["Ségou".as_bytes()]]);
    for (table, stated, notes) in [
        (&latin, Some(Charset::WINDOWS_1252), 0),
        (&latin, None, 1),
        (&latin, Some(Charset::UTF_8), 1),
        (&utf8, Some(Charset::UTF_8), 0),
        (&utf8, None, 1),
        (&utf8, Some(Charset::WINDOWS_1252), 1),
    ] {
        let read = read(table, 1, stated).expect("sound");
        assert_eq!((read.records[0][0].as_str(), read.notes.len()), ("Ségou", notes), "{stated:?}");
    }
}

#[test]
fn text_of_dos_without_a_word_of_it_is_told_from_that_of_windows() {
    for (name, means) in [
        (&b"Di\x82ma"[..], "Diéma"),
        (b"S\xe9gou", "Ségou"),
        (b"N\x92Djamena", "N\u{2019}Djamena"),
        (b"Gao \x96 Kidal", "Gao \u{2013} Kidal"),
    ] {
        for stated in [None, Some(Charset::UTF_8)] {
            let read = read(&dbf(&[("N", 12)], &[&[name]]), 1, stated).expect("sound");
            assert!(read.records[0][0].contains(means), "{:?}", read.records[0]);
            assert_eq!(read.notes.len(), 1);
        }
    }
}

#[test]
fn a_letter_cut_by_the_width_does_not_change_the_encoding() {
    let table = dbf(&[("N", 5)], &[&[b"Goss\xc3"], &["Méma".as_bytes()]]);
    let read = read(&table, 2, None).expect("sound");
    assert_eq!((read.records[0][0].as_str(), read.records[1][0].as_str()), ("Goss", "Méma"));
}

#[test]
fn two_fields_of_one_name_are_told_apart() {
    let table = dbf(&[("POPULATION", 3), ("population", 3)], &[&[b"1", b"2"]]);
    let read = read(&table, 1, None).expect("sound");
    assert_eq!(read.fields, ["POPULATION", "population_"]);
    assert_eq!(read.notes.len(), 1);
}

#[test]
fn fields_wider_than_the_record_are_refused() {
    let mut table = dbf(&[("N", 5)], &[&[b"x"]]);
    table[32 + 16] = 200;
    assert!(read(&table, 1, None).is_err());
    table[32 + 16] = 5;
    table[66 - 1] = b'?';
    assert!(read(&table, 1, None).is_err());
}

#[test]
fn without_a_cpg_the_language_byte_decides_unless_the_text_is_utf_8() {
    let mut old = dbf(&[("N", 10)], &[&[b"S\x82gou"]]);
    old[29] = 0x02;
    let found = read(&old, 1, None).expect("sound");
    assert_eq!(found.records[0][0], "Ségou");
    assert!(found.notes[0].contains("code page 850") && found.notes[0].contains("Ségou"), "{:?}", found.notes);
    let mut new = dbf(&[("N", 10)], &[&["Ségou".as_bytes()]]);
    new[29] = 0x02;
    assert_eq!(read(&new, 1, None).expect("sound").records[0][0], "Ségou");
}
