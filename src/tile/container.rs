//! The kinds of containers for tiles, and what one may take the place of.

use std::fs;
use std::path::Path;

use super::folder;
use super::pyramid::MOST_ZOOM;
use crate::error::{Error, Kind, Result};

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
            Container::Folder => fs::read_dir(path).is_ok_and(|entries| {
                let names: Vec<_> = entries.flatten().map(|entry| (entry.file_name(), entry.path())).collect();
                let tiles = |name: &str| name.parse::<u8>().is_ok_and(|zoom| zoom <= MOST_ZOOM);
                let ours = |name: &str, is_dir: bool| if is_dir { tiles(name) } else { folder::FILES.contains(&name) };
                let all = names.iter().all(|(name, path)| name.to_str().is_some_and(|name| ours(name, path.is_dir())));
                all && (names.is_empty() || path.join(folder::METADATA).is_file())
            }),
            Container::MbTiles => begins(b"MPBX", 68),
            Container::PmTiles => begins(b"PMTiles", 0),
        }
    }
}

/// Makes sure that nothing but a tile set of the same kind is replaced, unless a file is to be by force.
///
/// # Errors
/// `Kind::CannotCreate` saying what stands there.
pub fn check_place(path: &Path, force: bool) -> Result<()> {
    let container = Container::of(path);
    let Ok(there) = fs::symlink_metadata(path) else { return Ok(()) };
    let kind = there.file_type();
    let refuse =
        |what: &str, hint: &str| Err(Error::new(Kind::CannotCreate, format!("{}: {what}", path.display())).hint(hint));
    match container {
        _ if kind.is_symlink() => refuse("is a symbolic link", "name what it leads to, or choose another name"),
        _ if !kind.is_dir() && !kind.is_file() => refuse("is no ordinary file", "choose another name"),
        _ if container.is_ours(path) => Ok(()),
        Container::Folder if kind.is_dir() => {
            refuse("is a folder with other files in it", "choose a new or empty folder")
        }
        Container::Folder => refuse("is a file", "choose a new folder, or a name that ends in .mbtiles or .pmtiles"),
        Container::MbTiles | Container::PmTiles if kind.is_dir() => refuse("is a folder", "choose another name"),
        Container::MbTiles | Container::PmTiles if force => Ok(()),
        Container::MbTiles | Container::PmTiles => {
            refuse("is there already and is no tile set", "choose another name, or --force to replace it")
        }
    }
}
