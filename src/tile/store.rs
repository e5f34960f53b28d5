//! Making a tile set and putting it in its place whole.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::container::{Container, check_place};
use super::pyramid::{Block, Pyramid, Tile};
use super::spool::{Spool, Spooled};
use super::tile_set::TileSet;
use super::{folder, mbtiles, pmtiles};
use crate::draft::{self, DraftFolder};
use crate::error::{Error, Kind, Result};

/// Blocks that are made in one round, in parallel, before they are written: so many at most, and no more than have these bytes
/// together if they are like the largest one before.
const ROUND: usize = 64;
const ROUND_BYTES: usize = 64 << 20;

/// Where a tile set goes.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// A file or folder.
    pub path: &'a Path,
    /// Replace a file that is no tile set. A folder that holds anything else is never replaced.
    pub force: bool,
    /// What the tiles are made from, as a digest: tiles of an interrupted run with the same one are taken over.
    pub key: [u8; 32],
    /// Files that a folder of tiles has beside them: names and contents.
    pub beside: &'a [(String, Vec<u8>)],
}

/// Tiles in a container that waits beside its place: nothing is replaced before `put`, and everything is removed if that is
/// never called, but for the spool, which the next run of the same goes on with.
pub struct Ready {
    spool: Spool,
    waits: PathBuf,
    beside: DraftFolder,
    place: PathBuf,
}

impl Ready {
    /// Where it waits.
    pub fn path(&self) -> &Path {
        &self.waits
    }

    /// Number of tiles.
    pub fn count(&self) -> usize {
        self.spool.len()
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// `Kind::CannotCreate`; what was at the place is there still.
    pub fn put(self) -> Result<usize> {
        let Ready { spool, waits, beside, place } = self;
        let count = spool.len();
        let put = match Container::of(&place) {
            Container::Folder => replace_folder(&waits, &place, beside),
            Container::MbTiles | Container::PmTiles => fs::rename(&waits, &place),
        };
        put.map_err(|e| cannot(&place, &e))?;
        draft::settle(draft::folder_of(&place));
        spool.remove()?;
        Ok(count)
    }
}

/// Makes the tiles of a pyramid, block by block on all cores, in a container beside their place. `make` answers the tiles of a
/// block along the Hilbert curve; those without bytes are left out.
///
/// # Errors
/// `Kind::CannotCreate` if something else stands at the target; `Kind::Locked` if another run makes the same; `Kind::Io` if it
/// cannot be written; whatever `make` answers.
pub fn ready(
    set: &TileSet,
    pyramid: &Pyramid,
    target: &Target<'_>,
    make: impl Fn(&Block) -> Result<Vec<(Tile, Vec<u8>)>> + Sync,
) -> Result<Ready> {
    check_place(target.path, target.force)?;
    let folder = draft::folder_of(target.path);
    fs::create_dir_all(folder).map_err(|e| cannot(folder, &e))?;
    let name = target.path.file_name().ok_or_else(|| Error::usage("tiles need a file or folder with a name"))?;
    draft::sweep(folder, "");
    let mut spool = Spool::open(&folder.join(format!(".cercle-{}.part", name.to_string_lossy())), &target.key)?;
    let blocks = pyramid.blocks()?;
    let (mut next, mut largest) = (spool.done.min(blocks.len()), None);
    while next < blocks.len() {
        let round = &blocks[next..blocks.len().min(next + in_round(largest))];
        let made = round.par_iter().map(&make).collect::<Result<Vec<_>>>()?;
        let bytes = |tiles: &Vec<(Tile, Vec<u8>)>| tiles.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
        largest = made.iter().map(bytes).max().max(largest);
        made.iter().try_for_each(|tiles| spool.add(tiles))?;
        next += round.len();
    }
    let (waits, beside) = contained(set, &mut spool.tiles()?, target)?;
    Ok(Ready { spool, waits, beside, place: target.path.to_path_buf() })
}

/// Makes the tiles and puts them in their place when all are there. Answers the number of tiles.
///
/// # Errors
/// As `ready` and `Ready::put`. The target is then as it was.
pub fn keep(
    set: &TileSet,
    pyramid: &Pyramid,
    target: &Target<'_>,
    make: impl Fn(&Block) -> Result<Vec<(Tile, Vec<u8>)>> + Sync,
) -> Result<usize> {
    ready(set, pyramid, target, make)?.put()
}

/// Blocks of the next round, given the bytes of the largest block so far: all cores have work, and the memory has an end.
fn in_round(largest: Option<usize>) -> usize {
    let cores = rayon::current_num_threads();
    largest.map_or(cores, |bytes| (ROUND_BYTES / bytes.max(1)).clamp(cores, ROUND.max(cores)))
}

fn cannot(path: &Path, cause: &std::io::Error) -> Error {
    Error::new(Kind::CannotCreate, format!("{}: cannot write there: {cause}", path.display()))
}

/// Writes the container beside its place, in a folder of its own.
fn contained(set: &TileSet, tiles: &mut Spooled<'_>, target: &Target<'_>) -> Result<(PathBuf, DraftFolder)> {
    let refuse = |e: std::io::Error| cannot(target.path, &e);
    let beside = draft::folder(draft::folder_of(target.path)).map_err(refuse)?;
    let new = beside.path().join("new");
    match Container::of(target.path) {
        Container::Folder => {
            fs::create_dir(&new).map_err(refuse)?;
            folder::write(set, tiles, &new)?;
            for (name, bytes) in target.beside {
                fs::write(new.join(name), bytes).map_err(refuse)?;
            }
            draft::settle_files(&new).map_err(refuse)?;
        }
        archive => {
            match archive {
                Container::MbTiles => mbtiles::write(set, tiles, &new)?,
                _ => pmtiles::write(set, tiles, File::create_new(&new).map_err(refuse)?)?,
            }
            let written = File::options().write(true).open(&new);
            written.and_then(|file| file.sync_all()).map_err(refuse)?;
        }
    }
    Ok((new, beside))
}

/// Puts a new folder in the place of an old one, in one step where the system can; else the old one is moved away first, and
/// back if the new one cannot follow.
fn replace_folder(new: &Path, place: &Path, beside: DraftFolder) -> std::io::Result<()> {
    if !place.exists() {
        return fs::rename(new, place);
    }
    if draft::exchange(new, place).is_ok() {
        return Ok(());
    }
    // between the two steps a run may be killed: nobody sweeps away what has this name, for it is the only one
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let old = place.with_file_name(format!(".cercle-old-{name}"));
    fs::rename(place, &old)?;
    match fs::rename(new, place) {
        Ok(()) => fs::rename(&old, beside.path().join("old")),
        Err(e) => {
            let _ = fs::rename(&old, place);
            Err(e)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::super::{Encoding, Field, FieldKind, VectorLayer};
    use super::*;
    use crate::unit::Rect;

    const MALI: Rect = Rect { x0: -12.25, y0: 10.14, x1: 4.27, y1: 25.0 };

    fn set() -> TileSet {
        let field = Field { name: "count".into(), kind: FieldKind::Number, description: "incidents".into() };
        TileSet {
            name: "test".into(),
            description: "a test".into(),
            attribution: "A & B".into(),
            encoding: Encoding::Mvt,
            size: 512,
            zooms: 0..=9,
            bounds: MALI,
            layers: vec![VectorLayer {
                id: "points".into(),
                description: "places".into(),
                zooms: 0..=9,
                fields: vec![field],
            }],
            language: Default::default(),
            legend: None,
            style: None,
        }
    }

    fn pyramid() -> Pyramid {
        Pyramid::new(0..=9, MALI).expect("a pyramid")
    }

    /// Every seventh tile is empty, every third like the others of its kind.
    fn make(block: &Block) -> Result<Vec<(Tile, Vec<u8>)>> {
        let content = |t: &Tile| match t.x + t.y {
            sum if sum % 7 == 0 => Vec::new(),
            sum if sum % 3 == 0 => b"sea".to_vec(),
            _ => format!("{}/{}/{}", t.z, t.x, t.y).into_bytes(),
        };
        let gzipped = |bytes: Vec<u8>| {
            let mut out = Vec::new();
            flate2::read::GzEncoder::new(&bytes[..], flate2::Compression::fast())
                .read_to_end(&mut out)
                .expect("memory");
            out
        };
        let made = block.tiles()?.into_iter().map(|t| (t, content(&t)));
        Ok(made.map(|(t, bytes)| (t, if bytes.is_empty() { bytes } else { gzipped(bytes) })).collect())
    }

    fn target(path: &Path) -> Target<'_> {
        Target { path, force: false, key: [0; 32], beside: &[] }
    }

    #[test]
    fn every_container_holds_the_same_tiles_and_the_same_bytes_each_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = |name: &str| folder.path().join(name);
        let counts =
            ["t", "t.mbtiles", "t.pmtiles"].map(|n| keep(&set(), &pyramid(), &target(&place(n)), make).expect("made"));
        let wanted =
            pyramid().blocks().expect("blocks").iter().flat_map(|b| make(b).expect("tiles")).collect::<Vec<_>>();
        let wanted: Vec<_> = wanted.into_iter().filter(|(_, bytes)| !bytes.is_empty()).collect();
        assert_eq!(counts, [wanted.len(); 3]);
        let database = rusqlite::Connection::open(place("t.mbtiles")).expect("opens");
        let count = |of: &str| -> i64 { database.query_row(of, [], |row| row.get(0)).expect("answers") };
        assert_eq!(count("SELECT count(*) FROM tiles"), wanted.len() as i64);
        assert_eq!(count("SELECT count(*) FROM metadata WHERE name = 'json' AND json_valid(value)"), 1);
        for (tile, bytes) in &wanted {
            let south = (1u32 << tile.z) - 1 - tile.y;
            let of = "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3";
            let kept: Vec<u8> =
                database.query_row(of, [tile.z.into(), tile.x, south], |row| row.get(0)).expect("there");
            assert_eq!(kept, *bytes);
            let file = place("t").join(format!("{}/{}/{}.pbf", tile.z, tile.x, tile.y));
            assert!(!fs::read(file).expect("there").starts_with(&[0x1f, 0x8b]), "not compressed in a folder");
        }
        for name in ["t.mbtiles", "t.pmtiles"] {
            let first = fs::read(place(name)).expect("there");
            let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
            one.install(|| keep(&set(), &pyramid(), &target(&place(name)), make)).expect("replaced");
            assert!(fs::read(place(name)).expect("there") == first, "{name} differs");
        }
        keep(&set(), &pyramid(), &target(&place("t")), make).expect("replaced");
        assert_eq!(fs::read_dir(folder.path()).expect("lists").count(), 3, "nothing is left beside them");
    }

    #[test]
    fn the_header_of_pmtiles_says_what_is_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t.pmtiles");
        let tiles = keep(&set(), &pyramid(), &target(&path), make).expect("made") as u64;
        let bytes = fs::read(&path).expect("there");
        let number = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"));
        assert_eq!((&bytes[..8], number(72)), (&b"PMTiles\x03"[..], tiles));
        assert!(number(80) <= tiles && number(88) < number(80), "runs and contents that come again");
        assert_eq!(
            (bytes[96], bytes[98], bytes[99], bytes[100], bytes[101]),
            (1, 2, 1, 0, 9),
            "clustered, gzip, MVT, zooms"
        );
        assert!(number(8) + number(16) < 16_384, "header and root directory fit the first request");
    }

    #[test]
    fn an_error_leaves_the_target_and_the_next_run_goes_on() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t.pmtiles");
        let whole = pyramid().blocks().expect("blocks").len();
        let made = AtomicUsize::new(0);
        let fails = |block: &Block| {
            if block.z == 9 { Err(Error::internal("the power fails")) } else { make(block) }
        };
        assert!(keep(&set(), &pyramid(), &target(&path), fails).is_err());
        assert!(!path.exists());
        let counted = |block: &Block| {
            made.fetch_add(1, Ordering::Relaxed);
            make(block)
        };
        keep(&set(), &pyramid(), &target(&path), counted).expect("made");
        let straight = folder.path().join("s.pmtiles");
        keep(&set(), &pyramid(), &target(&straight), make).expect("made");
        assert!(fs::read(&path).expect("there") == fs::read(&straight).expect("there"));
        assert!(made.load(Ordering::Relaxed) <= whole);
    }

    #[test]
    fn what_is_no_tile_set_is_not_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("diary.pmtiles");
        fs::write(&file, "dear diary").expect("writes");
        let kind = |t: &Target<'_>| keep(&set(), &pyramid(), t, make).map_err(|e| e.kind);
        assert_eq!(kind(&target(&file)), Err(Kind::CannotCreate));
        let home = folder.path().join("home");
        fs::create_dir(&home).expect("made");
        fs::write(home.join("letter.txt"), "dear").expect("writes");
        assert_eq!(kind(&Target { force: true, ..target(&home) }), Err(Kind::CannotCreate));
        assert!(kind(&Target { force: true, ..target(&file) }).is_ok());
        assert!(home.join("letter.txt").exists());
        fs::write(home.join("metadata.json"), "{}").expect("writes");
        assert_eq!(kind(&target(&home)), Err(Kind::CannotCreate), "others too call a file so");
        assert!(home.join("letter.txt").exists());
    }

    #[test]
    fn a_round_has_work_for_all_and_an_end() {
        let cores = rayon::current_num_threads();
        assert_eq!((in_round(None), in_round(Some(0))), (cores, ROUND.max(cores)));
        assert_eq!((in_round(Some(usize::MAX)), in_round(Some(ROUND_BYTES / 8))), (cores, 8.max(cores)));
    }

    #[test]
    fn what_a_killed_run_left_is_gone_after_the_next() {
        let folder = tempfile::tempdir().expect("a folder");
        let stale = folder.path().join(".cercle-new-1-abcdefghijkl");
        fs::create_dir_all(stale.join("new/0/0")).expect("made");
        fs::write(stale.join("new/0/0/0.pbf"), "half").expect("writes");
        for name in ["t", "t.mbtiles", "t.pmtiles"] {
            keep(&set(), &pyramid(), &target(&folder.path().join(name)), make).expect("made");
        }
        assert_eq!(fs::read_dir(folder.path()).expect("lists").count(), 3);
    }
}
