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

/// Places of the records of a signature.
fn records(bytes: &[u8], signature: &[u8; 4]) -> Vec<usize> {
    (0..bytes.len().saturating_sub(3)).filter(|&at| bytes[at..].starts_with(signature)).collect()
}

const LOCAL: &[u8; 4] = b"PK\x03\x04";
const CENTRAL: &[u8; 4] = b"PK\x01\x02";

/// Changes two bytes at an offset of every local and every central record.
fn patched(bytes: &[u8], [local, central]: [Option<usize>; 2], value: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (signature, offset) in [(LOCAL, local), (CENTRAL, central)] {
        for at in offset
            .iter()
            .flat_map(|offset| records(&bytes, signature).into_iter().map(move |at| at + offset))
            .collect::<Vec<_>>()
        {
            bytes[at..at + value.len()].copy_from_slice(value);
        }
    }
    bytes
}

#[test]
fn archives_that_lie_about_their_entries_are_refused() {
    let whole = zipped(&shapefile("d"));
    // offsets by APPNOTE 4.3.7 and 4.3.12: flags 6 and 8, method 8 and 10, length inflated 22 and 24
    let encrypted = patched(&whole, [Some(6), Some(8)], &[1, 0]);
    let outcome = boundaries("t.zip", &encrypted);
    assert!(outcome.code == 65 && outcome.said.contains("encrypted"), "D8: {}", outcome.said);
    let outcome = boundaries("t.zip", &patched(&whole, [Some(8), Some(10)], &[12, 0]));
    assert_eq!(outcome.code, 65, "D8 method: {}", outcome.said);
    for length in [[1, 0, 0, 0], [0xfe, 0xff, 0xff, 0xff]] {
        let outcome = boundaries("t.zip", &patched(&whole, [Some(22), Some(24)], &length));
        assert!([0, 65, 80].contains(&outcome.code), "D3: {} {}", outcome.code, outcome.said);
        assert!(outcome.code != 0 || outcome.said.contains("53 districts"), "D3: {}", outcome.said);
    }
    // the names of the local records alone: those of the central ones count
    let mut other = whole.clone();
    records(&whole, LOCAL).into_iter().for_each(|at| other[at + 30] = b'x');
    let outcome = boundaries("t.zip", &other);
    assert!(outcome.code == 65 || outcome.said.contains("53 districts"), "D7: {}", outcome.said);
}

#[test]
fn two_entries_of_one_name_or_one_content_are_refused() {
    let parts = shapefile("d").into_iter().chain([("e.shp".to_string(), embedded("shp"))]).collect::<Vec<_>>();
    let mut twins = zipped(&parts);
    for (signature, offset) in [(LOCAL, 30), (CENTRAL, 46)] {
        for at in records(&twins.clone(), signature) {
            if twins[at + offset..].starts_with(b"e.shp") {
                twins[at + offset] = b'd';
            }
        }
    }
    let outcome = boundaries("t.zip", &twins);
    assert_eq!(outcome.code, 65, "D7: {}", outcome.said);
    // a second central record for the content of the first
    let one = archive(&[("a.shp", &vec![7; 5000])]);
    let at = records(&one, CENTRAL)[0];
    let end = records(&one, b"PK\x05\x06")[0];
    let mut record = one[at..end].to_vec();
    record[46] = b'b';
    let mut overlapping = [&one[..end], &record, &one[end..]].concat();
    let end = end + record.len();
    let size = (2 * record.len() as u32).to_le_bytes();
    overlapping[end + 8..end + 12].copy_from_slice(&[2, 0, 2, 0]);
    overlapping[end + 12..end + 16].copy_from_slice(&size);
    let outcome = boundaries("t.zip", &overlapping);
    assert!(outcome.code == 65 && outcome.said.contains("overlap"), "D2: {}", outcome.said);
}

#[test]
fn a_link_in_an_archive_leads_nowhere() {
    let outside = folder();
    fs::write(outside.path().join("secret.shp"), embedded("shp")).expect("writes");
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in shapefile("d").iter().filter(|(name, _)| !name.ends_with(".shp")) {
        archive.start_file(name.as_str(), SimpleFileOptions::default()).expect("an entry");
        archive.write_all(content).expect("memory");
    }
    let target = outside.path().join("secret.shp");
    archive.add_symlink("d.shp", target.to_string_lossy(), SimpleFileOptions::default()).expect("an entry");
    let outcome = boundaries("t.zip", &archive.finish().expect("an archive").into_inner());
    assert_eq!(outcome.code, 65, "D6: {}", outcome.said);
}
