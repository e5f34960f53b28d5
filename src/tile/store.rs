//! Making a tile set and putting it in its place whole.

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::pyramid::{Block, Pyramid, Tile};
use super::spool::{Spool, Spooled};
use super::tile_set::TileSet;
use super::{folder, mbtiles, pmtiles};
use crate::error::{Error, Kind, Result};

/// Blocks that are made in one round, in parallel, before they are written.
const ROUND: usize = 64;
/// Prefix of files that are being written.
const PREFIX: &str = ".cercle-";

/// Where tiles are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// A folder with a file `z/x/y` for each tile.
    Folder,
    /// An SQLite database, MBTiles 1.3.
    MbTiles,
    /// One file with a directory, PMTiles version 3.
    PmTiles,
}

impl Container {
    /// The container that a path asks for by its extension; anything else is a folder.
    pub fn of(path: &Path) -> Container {
        match path.extension().and_then(|e| e.to_str()).map(str::to_lowercase).as_deref() {
            Some("mbtiles") => Container::MbTiles,
            Some("pmtiles") => Container::PmTiles,
            _ => Container::Folder,
        }
    }

    /// Whether what stands at the path is of this kind, so that a new tile set may take its place.
    fn is_ours(self, path: &Path) -> bool {
        let begins = |magic: &[u8], at: usize| {
            let mut head = vec![0; at + magic.len()];
            let read = fs::File::open(path).and_then(|mut file| std::io::Read::read_exact(&mut file, &mut head));
            read.is_ok() && head[at..] == *magic
        };
        match self {
            Container::Folder => {
                path.join(folder::METADATA).is_file() || fs::read_dir(path).is_ok_and(|mut d| d.next().is_none())
            }
            Container::MbTiles => begins(b"MPBX", 68),
            Container::PmTiles => begins(b"PMTiles", 0),
        }
    }
}

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

/// Makes the tiles of a pyramid, block by block on all cores, and puts them in their place when all are there. `make` answers
/// the tiles of a block along the Hilbert curve; those without bytes are left out. Answers the number of tiles.
///
/// # Errors
/// `Kind::CannotCreate` if something else stands at the target; `Kind::Locked` if another run makes the same; `Kind::Io` if it
/// cannot be written; whatever `make` answers. The target is then as it was.
pub fn keep(
    set: &TileSet,
    pyramid: &Pyramid,
    target: &Target<'_>,
    make: impl Fn(&Block) -> Result<Vec<(Tile, Vec<u8>)>> + Sync,
) -> Result<usize> {
    let container = Container::of(target.path);
    refuse_others(container, target)?;
    let folder = target.path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|e| cannot(folder, &e))?;
    let name = target.path.file_name().ok_or_else(|| Error::usage("tiles need a file or folder with a name"))?;
    let name = name.to_string_lossy();
    let mut spool = Spool::open(&folder.join(format!("{PREFIX}{name}.part")), &target.key)?;
    // the spool is locked: whatever has such a name is what a killed run was putting together
    let own = format!("{PREFIX}{name}.new-");
    sweep(folder, &own);
    let blocks = pyramid.blocks()?;
    for round in blocks[spool.done.min(blocks.len())..].chunks(ROUND) {
        let made = round.par_iter().map(&make).collect::<Result<Vec<_>>>()?;
        made.iter().try_for_each(|tiles| spool.add(tiles))?;
    }
    let count = spool.len();
    put(set, &mut spool.tiles()?, (container, folder, &own), target)?;
    spool.remove()?;
    Ok(count)
}

/// Removes the files and folders whose names begin so; one that cannot be removed stays.
fn sweep(folder: &Path, own: &str) {
    let found = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in found.filter(|entry| entry.file_name().to_string_lossy().starts_with(own)) {
        let path = entry.path();
        let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    }
}

fn cannot(path: &Path, cause: &std::io::Error) -> Error {
    Error::new(Kind::CannotCreate, format!("{}: cannot write there: {cause}", path.display()))
}

fn refuse_others(container: Container, target: &Target<'_>) -> Result<()> {
    let path = target.path;
    if !path.exists() || container.is_ours(path) {
        return Ok(());
    }
    let refuse =
        |what: &str, hint: &str| Err(Error::new(Kind::CannotCreate, format!("{}: {what}", path.display())).hint(hint));
    match (container, path.is_dir()) {
        (Container::Folder, true) => refuse("is a folder with other files in it", "choose a new or empty folder"),
        (Container::Folder, false) => {
            refuse("is a file", "choose a new folder, or a name that ends in .mbtiles or .pmtiles")
        }
        (_, true) => refuse("is a folder", "choose another name"),
        (_, false) if target.force => Ok(()),
        (_, false) => refuse("is there already and is no tile set", "choose another name, or --force to replace it"),
    }
}

/// Writes the container beside its place, under a name that begins with `own`, and renames it.
fn put(
    set: &TileSet,
    tiles: &mut Spooled<'_>,
    (container, folder, own): (Container, &Path, &str),
    target: &Target<'_>,
) -> Result<()> {
    let builder = || {
        let mut builder = tempfile::Builder::new();
        builder.prefix(own);
        builder
    };
    let refuse = |e: std::io::Error| cannot(target.path, &e);
    match container {
        Container::Folder => {
            let new = builder().tempdir_in(folder).map_err(refuse)?;
            folder::write(set, tiles, new.path())?;
            for (name, bytes) in target.beside {
                fs::write(new.path().join(name), bytes).map_err(refuse)?;
            }
            open_to_all(new.path(), 0o755).map_err(refuse)?;
            replace_folder(new.keep(), target.path, builder().tempdir_in(folder).map_err(refuse)?).map_err(refuse)
        }
        Container::MbTiles | Container::PmTiles => {
            let mut new = builder().tempfile_in(folder).map_err(refuse)?;
            match container {
                Container::MbTiles => mbtiles::write(set, tiles, new.path())?,
                _ => pmtiles::write(set, tiles, new.as_file_mut())?,
            }
            new.as_file().sync_all().map_err(refuse)?;
            open_to_all(new.path(), 0o644).map_err(refuse)?;
            new.persist(target.path).map(drop).map_err(|e| refuse(e.error))
        }
    }
}

/// Temporary files are made for their owner alone; outputs are ordinary files.
fn open_to_all(path: &Path, mode: u32) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    }
    #[cfg(not(unix))]
    let _ = (path, mode);
    Ok(())
}

/// Puts a new folder in the place of an old one: the old one is moved away first, and back if the new one cannot follow.
fn replace_folder(new: PathBuf, place: &Path, aside: tempfile::TempDir) -> std::io::Result<()> {
    let old = aside.path().join("old");
    let had = place.exists();
    if had {
        fs::rename(place, &old)?;
    }
    fs::rename(&new, place).inspect_err(|_| {
        if had {
            let _ = fs::rename(&old, place);
        }
    })
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
    }

    #[test]
    fn what_a_killed_run_left_is_removed_by_the_next() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = |name: &str| folder.path().join(name);
        for left in [".cercle-t.new-abc", ".cercle-u.new-abc"] {
            fs::create_dir_all(place(left).join("old/0/0")).expect("made");
        }
        fs::write(place(".cercle-t.new-def"), "half a file").expect("written");
        keep(&set(), &pyramid(), &target(&place("t")), make).expect("made");
        let entries = fs::read_dir(folder.path()).expect("lists");
        let mut names: Vec<_> =
            entries.map(|e| e.expect("an entry").file_name().into_string().expect("text")).collect();
        names.sort_unstable();
        assert_eq!(names, [".cercle-u.new-abc", "t"], "those of another target are not this one's");
    }
}
