use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use super::super::shapefile_sample::four_squares;
use super::*;

fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).expect("start");
        writer.write_all(bytes).expect("write");
    }
    writer.finish().expect("finish").into_inner()
}

fn refusal(outcome: Result<Parts>) -> String {
    outcome.err().map_or(String::from("was read"), |e| e.message)
}

#[test]
fn a_zip_with_one_polygon_layer_is_read_whatever_the_case() {
    let sample = four_squares();
    let table = sample.dbf.expect("made");
    let lines = { sample.shp.iter().enumerate().map(|(i, b)| if i == 32 { 3 } else { *b }).collect::<Vec<u8>>() };
    let bytes = zipped(&[
        ("x/A.SHP", &sample.shp),
        ("x/a.dbf", &table),
        ("x/a.CPG", b"UTF-8"),
        ("x/roads.shp", &lines),
        ("__MACOSX/x/._a.shp", b"junk"),
        ("x/readme.txt", b"hello"),
    ]);
    let parts = from_zip("b.zip", &bytes).expect("one layer");
    assert_eq!(parts.name, "b.zip#x/A.SHP");
    assert_eq!((parts.shp, parts.dbf, parts.cpg), (sample.shp, Some(table), Some(b"UTF-8".to_vec())));
    assert!(parts.prj.is_none());
}

#[test]
fn other_archives_are_refused() {
    let shp = four_squares().shp;
    let two = zipped(&[("a.shp", &shp), ("b.shp", &shp)]);
    assert!(refusal(from_zip("b.zip", &two)).contains("several polygon layers: a.shp, b.shp"));
    assert!(refusal(from_zip("b.zip", &zipped(&[("a.txt", b"x")]))).contains("no shapefile"));
    let nested = zipped(&[("inner.zip", b"x"), ("a.shp", &shp)]);
    assert!(refusal(from_zip("b.zip", &nested)).contains("another archive"));
    let twins = zipped(&[("a.shp", &shp), ("A.SHP", &shp)]);
    assert!(refusal(from_zip("b.zip", &twins)).contains("two entries"));
    assert!(refusal(from_zip("b.zip", b"PK\x03\x04")).contains("not a readable zip"));
}

#[test]
fn names_that_climb_out_of_the_archive_are_only_names() {
    let shp = four_squares().shp;
    let parts = from_zip("b.zip", &zipped(&[("../../etc/a.shp", &shp), ("/abs.dbf", b"x")])).expect("one layer");
    assert_eq!(parts.name, "b.zip#../../etc/a.shp");
    assert!(parts.dbf.is_none());
}

#[test]
fn a_folder_must_hold_one_polygon_layer() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("write");
    assert!(refusal(from_folder(folder.path())).contains("no shapefile"));
    let sample = four_squares();
    write("A.SHP", &sample.shp);
    write("a.dbf", &sample.dbf.expect("made"));
    let parts = from_folder(folder.path()).expect("one layer");
    assert!(parts.dbf.is_some() && parts.shx.is_none());
    write("b.shp", &sample.shp);
    assert!(refusal(from_folder(folder.path())).contains("several polygon layers"));
    assert!(from_path(&folder.path().join("b.shp")).is_ok());
}
