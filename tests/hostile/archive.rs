//! Archives: bombs, lying sizes, names that climb.

use std::fs;
use std::io::{Cursor, Write};

use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use super::{Outcome, folder, run};

/// `cercle check` of a boundary file.
fn boundaries(name: &str, bytes: &[u8]) -> Outcome {
    let folder = folder();
    fs::write(folder.path().join(name), bytes).expect("writes");
    let outcome = run(folder.path(), &["check", "--boundaries", name]);
    let left: Vec<_> = fs::read_dir(folder.path()).expect("lists").collect();
    assert_eq!(left.len(), 1, "nothing is unpacked beside the archive");
    outcome
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        archive.start_file(*name, options).expect("an entry");
        archive.write_all(content).expect("memory");
    }
    archive.finish().expect("an archive").into_inner()
}

fn embedded(extension: &str) -> Vec<u8> {
    fs::read(format!("boundaries/mali_districts.{extension}")).expect("the embedded shapefile")
}

/// The parts of the embedded shapefile under names of the caller.
fn shapefile(stem: &str) -> Vec<(String, Vec<u8>)> {
    ["shp", "shx", "dbf", "prj"].iter().map(|e| (format!("{stem}.{e}"), embedded(e))).collect()
}

fn zipped(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    archive(&parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect::<Vec<_>>())
}

#[test]
fn a_shapefile_in_an_archive_is_read_whatever_its_folder() {
    for stem in ["d", "deep/er/d", "../../d", "/abs/d", "C:\\x\\d"] {
        let outcome = boundaries("t.zip", &zipped(&shapefile(stem)));
        assert!([0, 65].contains(&outcome.code), "D5 {stem}: {}", outcome.said);
        assert!(!stem.starts_with('d') || outcome.said.contains("53 districts"), "{stem}: {}", outcome.said);
    }
}

#[test]
fn a_bomb_is_stopped_by_what_it_becomes() {
    let mut parts = shapefile("d");
    parts[0].1 = vec![0; 300 << 20];
    let bytes = zipped(&parts);
    assert!(bytes.len() < 4 << 20, "300 MB in {} bytes", bytes.len());
    let outcome = boundaries("t.zip", &bytes);
    assert!([65, 80].contains(&outcome.code), "D1: {} {}", outcome.code, outcome.said);
}

#[test]
fn archives_that_leave_open_what_is_meant_are_refused() {
    let two: Vec<_> = shapefile("a").into_iter().chain(shapefile("b")).collect();
    let outcome = boundaries("t.zip", &zipped(&two));
    assert!(outcome.code == 65 && outcome.said.contains("a.shp"), "B15: {}", outcome.said);
    let inner = zipped(&shapefile("d"));
    let outcome = boundaries("t.zip", &archive(&[("inner.zip", &inner)]));
    assert_eq!(outcome.code, 65, "D4: {}", outcome.said);
    let mac: Vec<_> = shapefile("d").into_iter().chain([("__MACOSX/._d.shp".to_string(), vec![0; 64])]).collect();
    let outcome = boundaries("t.zip", &zipped(&mac));
    assert!(outcome.code == 0 && outcome.said.contains("53 districts"), "B15: {}", outcome.said);
    let many: Vec<(String, Vec<u8>)> = (0..20_000).map(|i| (format!("{i}.txt"), Vec::new())).collect();
    let outcome = boundaries("t.zip", &zipped(&many));
    assert!([65, 80].contains(&outcome.code), "D9: {}", outcome.said);
}

#[test]
fn an_archive_that_is_cut_off_or_damaged_is_refused_or_read_the_same() {
    let whole = zipped(&shapefile("d"));
    for cut in (0..whole.len()).step_by(whole.len() / 40) {
        let outcome = boundaries("t.zip", &whole[..cut]);
        assert_eq!(outcome.code, 65, "cut at {cut}: {}", outcome.said);
    }
    for at in (0..whole.len()).step_by(whole.len() / 40) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        let outcome = boundaries("t.zip", &damaged);
        assert!([0, 65, 80].contains(&outcome.code), "damaged at {at}: {}", outcome.said);
    }
}
