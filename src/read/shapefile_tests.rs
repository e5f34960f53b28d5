use super::super::shapefile_sample::four_squares;
use super::*;

fn refusal(parts: Parts) -> String {
    layer(parts, None).err().map_or(String::from("was read"), |e| e.message)
}

/// Ids of the layer with the western edge of their shapes.
fn pairs(layer: &Layer) -> Vec<(&str, f64)> {
    let edge = |f: &Feature| f.shape.0[0].exterior().0.iter().map(|p| p.x).fold(f64::INFINITY, f64::min);
    layer.features.iter().map(|f| (f.values[0].as_str(), edge(f))).collect()
}

fn put(bytes: &mut [u8], at: usize, value: [u8; 4]) {
    bytes[at..at + 4].copy_from_slice(&value);
}

#[test]
fn every_shape_gets_its_own_attributes() {
    let layer = layer(four_squares(), None).expect("sound");
    assert_eq!(pairs(&layer), [("A", 0.0), ("B", 1.0), ("C", 2.0), ("D", 3.0)]);
    assert_eq!(layer.fields, ["ID", "NAME"]);
    assert!(layer.notes.is_empty());
}

#[test]
fn a_deleted_record_is_refused_and_shifts_nothing() {
    let mut parts = four_squares();
    let table = parts.dbf.as_mut().expect("made");
    let second = 32 + 64 + 1 + 15;
    table[second] = b'*';
    let message = refusal(parts);
    assert!(message.contains("record 2 is deleted in the .dbf"), "{message}");
}

#[test]
fn counts_that_differ_are_refused_with_their_numbers() {
    let mut parts = four_squares();
    put(parts.dbf.as_mut().expect("made"), 4, 2u32.to_le_bytes());
    assert!(refusal(parts).contains("4 shapes but the .dbf states 2"));
    let mut parts = four_squares();
    put(parts.dbf.as_mut().expect("made"), 4, 4_000_000_000u32.to_le_bytes());
    assert!(refusal(parts).contains("states 4000000000"));

    let mut parts = four_squares();
    let shx = parts.shx.as_mut().expect("made");
    shx.truncate(100 + 2 * 8);
    assert!(refusal(parts).contains(".shx states 132 bytes but has 116"));
    let mut parts = four_squares();
    let shx = parts.shx.as_mut().expect("made");
    shx.truncate(100 + 2 * 8);
    put(shx, 24, 58u32.to_be_bytes());
    assert!(refusal(parts).contains("lists 2 records but the .shp has 4"));
}

#[test]
fn a_header_that_lies_is_refused() {
    for stated in [50i32, -5, i32::MAX, 0] {
        let mut parts = four_squares();
        put(&mut parts.shp, 24, stated.to_be_bytes());
        assert!(refusal(parts).contains("bytes but has"), "{stated}");
    }
    for (at, value) in [
        (100 + 4, i32::MAX.to_be_bytes()),
        (100 + 4, (-1i32).to_be_bytes()),
        (100 + 8 + 36, i32::MAX.to_le_bytes()),
        (100 + 8 + 40, 0x7fff_ffffi32.to_le_bytes()),
        (100 + 8 + 44, 3i32.to_le_bytes()),
        (100 + 8 + 36, 0i32.to_le_bytes()),
    ] {
        let mut parts = four_squares();
        put(&mut parts.shp, at, value);
        let message = refusal(parts);
        assert!(message.contains("record 1"), "byte {at}: {message}");
    }
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    let whole = four_squares();
    for length in 0..whole.shp.len() {
        let mut parts = four_squares();
        parts.shp.truncate(length);
        assert!(layer(parts, None).is_err(), ".shp of {length} bytes");
    }
    let table = whole.dbf.map_or(0, |d| d.len());
    // the last byte is only the mark at the end
    for length in 0..table - 1 {
        let mut parts = four_squares();
        parts.dbf.as_mut().expect("made").truncate(length);
        assert!(layer(parts, None).is_err(), ".dbf of {length} bytes");
    }
}

#[test]
fn only_the_table_must_be_there() {
    let mut parts = four_squares();
    (parts.shx, parts.prj, parts.cpg) = (None, None, None);
    let read = layer(parts, None).expect("enough");
    assert!(read.notes.iter().any(|n| n.contains("assumed to be WGS 84")));
    let mut parts = four_squares();
    parts.dbf = None;
    assert!(refusal(parts).contains(".dbf that belongs to it is missing"));
}

#[test]
fn metres_are_refused_with_and_without_prj() {
    for prj in [true, false] {
        let mut parts = four_squares();
        if !prj {
            parts.prj = None;
        }
        // first x of the first shape: header, record header, type, box, counts, one ring start
        parts.shp[100 + 8 + 48..100 + 8 + 56].copy_from_slice(&450_000.0f64.to_le_bytes());
        assert!(refusal(parts).contains("metres"));
    }
}

#[test]
fn empty_shapes_and_other_types_are_refused_with_their_record() {
    let mut parts = four_squares();
    put(&mut parts.shp, 108, 0i32.to_le_bytes());
    assert!(refusal(parts).contains("record 1: has no shape"));
    let mut parts = four_squares();
    put(&mut parts.shp, 108, 3i32.to_le_bytes());
    assert!(refusal(parts).contains("record 1: a Polyline is not a district"));
}

#[test]
fn no_changed_byte_ends_the_process() {
    let whole = four_squares();
    let lengths = [whole.shp.len(), whole.dbf.map_or(0, |b| b.len()), whole.shx.map_or(0, |b| b.len())];
    for (which, length) in lengths.into_iter().enumerate() {
        for (at, value) in (0..length).flat_map(|at| [0, 1, 0x7f, 0x80, 0xff].map(|value| (at, value))) {
            let mut parts = four_squares();
            let bytes = match which {
                0 => Some(&mut parts.shp),
                1 => parts.dbf.as_mut(),
                _ => parts.shx.as_mut(),
            };
            bytes.expect("made")[at] = value;
            if let Ok(layer) = layer(parts, None) {
                assert_eq!(layer.features.len(), 4, "part {which}, byte {at} = {value}");
            }
        }
    }
}
