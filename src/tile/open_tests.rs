//! What was kept is read back equal; what is damaged never panics, and takes neither time nor memory.

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;

use proptest::prelude::*;
use serde_json::json;

use super::super::{Block, Encoding, Field, FieldKind, Pyramid, Target, TileSet, VectorLayer, keep};
use super::*;
use crate::error::Kind;
use crate::unit::Rect;

const MALI: Rect = Rect { x0: -12.25, y0: 10.14, x1: 4.27, y1: 25.0 };
const NAMES: [&str; 3] = ["t", "t.mbtiles", "t.pmtiles"];

fn set(zooms: std::ops::RangeInclusive<u8>, encoding: Encoding) -> TileSet {
    let fields = vec![Field { name: "count".into(), kind: FieldKind::Number, description: "incidents".into() }];
    let layer = VectorLayer { id: "points".into(), description: "places".into(), zooms: zooms.clone(), fields };
    TileSet {
        name: "a # b".into(),
        description: "a test".into(),
        attribution: "A & B".into(),
        language: Default::default(),
        legend: None,
        encoding,
        size: 512,
        zooms,
        bounds: MALI,
        layers: if encoding == Encoding::Mvt { vec![layer] } else { Vec::new() },
        style: Some(json!({ "version": 8, "sources": {}, "layers": [] })),
    }
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

/// What a tile holds: nothing, the same as many others, or something of its own.
fn content(tile: Tile, seed: u32) -> Option<Vec<u8>> {
    match (tile.x.wrapping_mul(7) ^ tile.y.wrapping_mul(13) ^ seed) % 9 {
        0 | 1 => None,
        2..6 => Some(b"sea".to_vec()),
        n => Some(format!("{n} {}/{}/{}", tile.z, tile.x, tile.y).into_bytes()),
    }
}

/// Keeps one set in all three containers of a folder and answers where.
fn kept(folder: &Path, set: &TileSet, seed: u32) -> [PathBuf; 3] {
    let pyramid = Pyramid::new(set.zooms.clone(), MALI).expect("a pyramid");
    let pack = |bytes: Vec<u8>| if set.encoding == Encoding::Mvt { gzipped(&bytes) } else { bytes };
    let make = |block: &Block| {
        Ok(block.tiles()?.into_iter().map(|t| (t, content(t, seed).map(pack).unwrap_or_default())).collect())
    };
    NAMES.map(|name| {
        let path = folder.join(name);
        keep(set, &pyramid, &Target { path: &path, force: false, key: [0; 32], beside: &[] }, make).expect("made");
        path
    })
}

fn plain(bytes: Vec<u8>) -> Vec<u8> {
    let mut out = Vec::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut out).expect("gzip");
        return out;
    }
    bytes
}

fn all(set: &TileSet) -> Vec<Tile> {
    let pyramid = Pyramid::new(set.zooms.clone(), MALI).expect("a pyramid");
    pyramid.blocks().expect("blocks").iter().flat_map(|block| block.tiles().expect("tiles")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn every_tile_reads_back_from_every_container(first in 0u8..4, more in 0u8..6, seed: u32, vector: bool) {
        let set = set(first..=first + more, if vector { Encoding::Mvt } else { Encoding::Png });
        let folder = tempfile::tempdir().expect("a folder");
        for path in kept(folder.path(), &set, seed) {
            let Ok(open) = OpenTiles::open(&path) else {
                // a folder without any tile cannot say how tiles are encoded
                prop_assert!(all(&set).iter().all(|t| content(*t, seed).is_none()), "{}", path.display());
                continue;
            };
            for tile in all(&set) {
                prop_assert_eq!(open.tile(tile).expect("reads").map(plain), content(tile, seed));
            }
            let outside = Tile { z: first, x: 0, y: (1 << first) - 1 };
            prop_assert!(first < 2 || open.tile(outside).expect("reads").is_none());
            prop_assert_eq!(open.encoding(), set.encoding);
            let about = open.properties();
            prop_assert_eq!(&about["name"], "a # b");
            prop_assert_eq!((&about["minzoom"], &about["maxzoom"]), (&json!(first), &json!(first + more)));
            let bounds: Vec<f64> = about["bounds"].as_array().expect("four").iter().filter_map(Value::as_f64).collect();
            prop_assert!(bounds.iter().zip([MALI.x0, MALI.y0, MALI.x1, MALI.y1]).all(|(a, b)| (a - b).abs() < 1e-6));
            prop_assert_eq!(about.contains_key("vector_layers"), vector);
            prop_assert_eq!(open.style(), set.style.as_ref());
        }
    }

    #[test]
    fn a_damaged_file_is_read_or_refused(flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
                                         cut in prop::option::of(any::<prop::sample::Index>()), early: bool) {
        let (set, folder) = (set(0..=7, Encoding::Mvt), tempfile::tempdir().expect("a folder"));
        for path in &kept(folder.path(), &set, 3)[1..] {
            let whole = fs::read(path).expect("there");
            let mut bytes = whole.clone();
            // header and first directory are where it hurts
            let reach = if early { 600.min(bytes.len()) } else { bytes.len() };
            for (at, value) in &flips {
                bytes[at.index(reach)] ^= value;
            }
            if let Some(cut) = &cut {
                bytes.truncate(cut.index(bytes.len()));
            }
            fs::write(path, &bytes).expect("writes");
            if let Ok(open) = OpenTiles::open(path) {
                for tile in all(&set) {
                    let _ = open.tile(tile);
                }
            }
        }
    }
}

/// An archive of directories given as they are, uncompressed: the first, the leaves, the tiles.
fn archive(root: &[u8], leaves: &[u8], tiles: &[u8]) -> Vec<u8> {
    let metadata = b"{}";
    let mut bytes = b"PMTiles\x03".to_vec();
    let mut at = 127u64;
    for section in [root.len(), metadata.len(), leaves.len(), tiles.len()] {
        bytes.extend(at.to_le_bytes());
        bytes.extend((section as u64).to_le_bytes());
        at += section as u64;
    }
    bytes.extend([0; 24]);
    bytes.extend([1, 1, 1, 2, 0, 22]);
    bytes.resize(127, 0);
    bytes.extend([root, metadata, leaves, tiles].concat());
    bytes
}

fn opened(bytes: &[u8]) -> Result<OpenTiles> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("t.pmtiles");
    fs::write(&path, bytes).expect("writes");
    OpenTiles::open(&path)
}

#[test]
fn directories_that_lead_in_circles_are_left() {
    // an entry with a run of 0 leads to a leaf, here to the first leaf, which leads to itself
    let circle = [1, 0, 0, 5, 1];
    let open = opened(&archive(&circle, &circle, b"tile!")).expect("opens");
    let error = open.tile(Tile { z: 3, x: 1, y: 1 }).expect_err("refused");
    assert!(error.kind == Kind::Data && error.message.contains("directories lead to a tile"), "{error}");
    let two = opened(&archive(&circle, &[1, 0, 100, 5, 1], b"tile!")).expect("opens");
    assert_eq!(two.tile(Tile { z: 3, x: 1, y: 1 }), Ok(Some(b"tile!".to_vec())));
    assert_eq!(two.tile(Tile { z: 9, x: 1, y: 1 }), Ok(None));
}

#[test]
fn a_run_of_four_thousand_million_tiles_is_one_entry() {
    let all = [1, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 5, 1];
    let open = opened(&archive(&all, &[], b"tile!")).expect("opens");
    assert_eq!(open.tile(Tile { z: 15, x: 7, y: 9 }), Ok(Some(b"tile!".to_vec())));
    let long = opened(&archive(&[1, 0, 1, 0xff, 0xff, 0xff, 0xff, 0x0f, 1], &[], b"tile!")).expect("opens");
    assert!(long.tile(Tile { z: 0, x: 0, y: 0 }).is_err_and(|e| e.message.contains("leads to byte 0")));
}

#[test]
fn what_swells_is_stopped_and_what_lies_beyond_the_file_is_said() {
    let mut bomb = archive(&gzipped(&vec![0; 64 << 20]), &[], b"");
    bomb[97] = 2;
    // the metadata are read first, and are no gzip: make them so
    let error = opened(&bomb).err().expect("refused");
    assert_eq!(error.kind, Kind::Data);
    let mut swells = archive(&gzipped(&vec![0; 64 << 20]), &[], b"");
    let root: [u8; 16] = swells[8..24].try_into().expect("sixteen");
    swells[24..40].copy_from_slice(&root);
    swells[97] = 2;
    assert_eq!(opened(&swells).err().map(|e| e.kind), Some(Kind::Limit));
    let mut beyond = archive(&[1, 0, 1, 5, 1], &[], b"tile!");
    beyond[16..24].copy_from_slice(&u64::MAX.to_le_bytes());
    let error = opened(&beyond).err().expect("refused");
    assert!(error.message.contains("reach beyond the file"), "{error}");
}

#[test]
fn a_database_that_never_answers_is_given_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("odd #1?%41.mbtiles");
    let database = rusqlite::Connection::open(&path).expect("opens");
    let endless = "
        CREATE TABLE metadata (name, value);
        INSERT INTO metadata VALUES ('format', 'png'), ('minzoom', 0), ('maxzoom', 1);
        CREATE VIEW tiles AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
            SELECT 0 AS zoom_level, 0 AS tile_column, 0 AS tile_row, x'00' AS tile_data FROM n WHERE i < 0;";
    database.execute_batch(endless).expect("made");
    drop(database);
    let open = OpenTiles::open(&path).expect("opens");
    assert_eq!(open.tile(Tile { z: 0, x: 0, y: 0 }).map_err(|e| e.kind), Err(Kind::Limit));
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_not_followed() {
    let (set, folder) = (set(0..=2, Encoding::Png), tempfile::tempdir().expect("a folder"));
    let [path, ..] = kept(folder.path(), &set, 5);
    fs::write(folder.path().join("secret"), "secret").expect("writes");
    fs::create_dir_all(path.join("2/3")).expect("made");
    std::os::unix::fs::symlink("../../../secret", path.join("2/3/3.png")).expect("linked");
    let open = OpenTiles::open(&path).expect("opens");
    assert_eq!(open.tile(Tile { z: 2, x: 3, y: 3 }), Ok(None));
}

#[test]
fn what_is_no_tile_set_is_said_to_be_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = |name: &str| folder.path().join(name);
    fs::write(place("a.pmtiles"), "dear diary").expect("writes");
    fs::write(place("a.mbtiles"), "dear diary".repeat(200)).expect("writes");
    fs::write(place("a.txt"), "dear diary").expect("writes");
    fs::create_dir(place("empty")).expect("made");
    let kind = |name: &str| OpenTiles::open(&place(name)).err().map(|e| (e.kind, e.message.contains(name)));
    assert_eq!(kind("a.pmtiles"), Some((Kind::Data, true)));
    assert_eq!(kind("a.mbtiles"), Some((Kind::Data, true)));
    assert_eq!(kind("a.txt"), Some((Kind::Usage, true)));
    assert_eq!(kind("empty"), Some((Kind::Data, true)));
    assert_eq!(kind("nowhere.pmtiles"), Some((Kind::NoInput, true)));
}
