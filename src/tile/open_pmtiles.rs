//! A PMTiles archive read back (version 3, sections 3 to 5). Every number in it is a stranger's: offsets are held against
//! the length of the file, what is decompressed has a limit, and directories lead to directories three times at most.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::open::{About, MOST_BYTES, Whole};
use super::pmtiles_directory::{Directory, Found};
use super::pyramid::Tile;
use super::tile_set::Encoding;
use crate::error::{Error, Kind, Result};

const HEADER: usize = 127;
/// Directories on the way to a tile.
const DEEPEST: usize = 3;
/// Bytes of a directory and of the metadata, decompressed. A directory takes six times as much in memory.
const MOST_DIRECTORY: u64 = 1 << 20;
const MOST_METADATA: u64 = 4 << 20;
/// Directories kept in memory beside the first.
const KEPT: usize = 16;

/// An open archive.
pub(super) struct Archive {
    whole: Whole,
    is_gzip: bool,
    root: Directory,
    /// Where leaf directories and tiles lie in the file.
    leaves: Range<u64>,
    data: Range<u64>,
    /// Directories read last, by offset and length.
    read: Mutex<Vec<ReadBefore>>,
}

/// A directory with its offset and length.
type ReadBefore = ((u64, u32), Arc<Directory>);

/// The fields of the header that are needed (section 3).
struct Header([u8; HEADER]);

impl Header {
    fn number(&self, at: usize) -> u64 {
        u64::from_le_bytes(std::array::from_fn(|i| self.0[at + i]))
    }

    /// Degrees, stored as ten-millionths.
    fn degrees(&self, at: usize) -> f64 {
        f64::from(i32::from_le_bytes(std::array::from_fn(|i| self.0[at + i]))) / 1e7
    }

    /// A section: offset and length at two places, within a file.
    fn section(&self, at: usize, what: &str, file: u64) -> Result<Range<u64>> {
        let (start, length) = (self.number(at), self.number(at + 8));
        match start.checked_add(length) {
            Some(end) if end <= file => Ok(start..end),
            _ => Err(damaged(format!("the {what} at byte {start}, of {length} bytes, reach beyond the file's {file}"))),
        }
    }
}

fn damaged(what: impl std::fmt::Display) -> Error {
    Error::data(format!("is damaged: {what}")).hint("make the tile set again, or check it with `pmtiles verify`")
}

impl Archive {
    /// Opens an archive: reads header, metadata and the first directory.
    ///
    /// # Errors
    /// `Kind::Data` if it is damaged or of a kind that is not read, `Kind::Limit` if a part is too large.
    pub fn open(path: &Path) -> Result<(Archive, About)> {
        let mut file = File::open(path).map_err(|e| Error::reading(path, &e))?;
        let length = file.seek(SeekFrom::End(0)).map_err(failed)?;
        let whole = Whole { file: Arc::new(Mutex::new(file)), length };
        let mut header = Header([0; HEADER]);
        if length < HEADER as u64 {
            return Err(Error::data(format!("has {length} bytes: too short for a PMTiles archive")));
        }
        header.0.copy_from_slice(&piece(&whole, 0..HEADER as u64)?);
        if &header.0[..7] != b"PMTiles" || header.0[7] != 3 {
            return Err(Error::data("is not a PMTiles archive of version 3"));
        }
        let is_gzip = is_gzip(header.0[97], "directories")?;
        let encoding = encoding(&header)?;
        let root = header.section(8, "directories", length)?;
        let properties =
            properties(&header, unpacked(&whole, header.section(24, "metadata", length)?, (is_gzip, MOST_METADATA))?)?;
        let archive = Archive {
            root: Directory::read(&unpacked(&whole, root, (is_gzip, MOST_DIRECTORY))?).map_err(damaged)?,
            leaves: header.section(40, "leaf directories", length)?,
            data: header.section(56, "tiles", length)?,
            whole,
            is_gzip,
            read: Mutex::default(),
        };
        Ok((archive, About { encoding, properties }))
    }

    /// A tile as it is stored.
    ///
    /// # Errors
    /// `Kind::Data` if the archive is damaged on the way to it, `Kind::Limit` if it is too large.
    pub fn tile(&self, tile: Tile) -> Result<Option<Vec<u8>>> {
        let id = tile.id()?;
        let mut found = self.root.find(id);
        for _ in 1..DEEPEST {
            let Some(Found::Leaf { offset, length }) = found else { break };
            found = self.leaf(offset, length)?.find(id);
        }
        match found {
            None => Ok(None),
            Some(Found::Leaf { .. }) => Err(damaged(format!("more than {DEEPEST} directories lead to a tile"))),
            Some(Found::Tile { offset, length }) => {
                let place = within(&self.data, offset, length)?;
                if u64::from(length) > MOST_BYTES {
                    return Err(too_large("a tile", MOST_BYTES));
                }
                piece(&self.whole, place).map(Some)
            }
        }
    }

    /// The file.
    pub fn whole(&self) -> Whole {
        self.whole.clone()
    }

    fn leaf(&self, offset: u64, length: u32) -> Result<Arc<Directory>> {
        let kept = || self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, leaf)) = kept().iter().find(|(place, _)| *place == (offset, length)) {
            return Ok(Arc::clone(leaf));
        }
        let bytes = unpacked(&self.whole, within(&self.leaves, offset, length)?, (self.is_gzip, MOST_DIRECTORY))?;
        let leaf = Arc::new(Directory::read(&bytes).map_err(damaged)?);
        let mut kept = kept();
        if kept.len() == KEPT {
            kept.remove(0);
        }
        kept.push(((offset, length), Arc::clone(&leaf)));
        Ok(leaf)
    }
}

fn failed(error: std::io::Error) -> Error {
    Error::new(Kind::Io, format!("cannot read it: {error}"))
}

fn too_large(what: &str, most: u64) -> Error {
    Error::new(Kind::Limit, format!("{what} has more than {} MiB", most >> 20))
}

/// A place in a section, as a place in the file.
fn within(section: &Range<u64>, offset: u64, length: u32) -> Result<Range<u64>> {
    let start = section.start.checked_add(offset);
    let end = start.and_then(|start| start.checked_add(length.into()));
    match (start, end) {
        (Some(start), Some(end)) if end <= section.end => Ok(start..end),
        _ => {
            Err(damaged(format!("a directory leads to byte {offset} of a section of {}", section.end - section.start)))
        }
    }
}

/// Bytes of the file, of a place within it.
fn piece(whole: &Whole, place: Range<u64>) -> Result<Vec<u8>> {
    let mut bytes = vec![0; (place.end - place.start) as usize];
    let mut file = whole.file.lock().unwrap_or_else(PoisonError::into_inner);
    file.seek(SeekFrom::Start(place.start)).and_then(|_| file.read_exact(&mut bytes)).map_err(failed)?;
    Ok(bytes)
}

fn unpacked(whole: &Whole, place: Range<u64>, (is_gzip, most): (bool, u64)) -> Result<Vec<u8>> {
    if place.end - place.start > most {
        return Err(too_large("a directory or the metadata", most));
    }
    let packed = piece(whole, place)?;
    if !is_gzip {
        return Ok(packed);
    }
    let mut bytes = Vec::new();
    let reader = flate2::read::GzDecoder::new(&packed[..]);
    reader
        .take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| damaged(format!("a directory or the metadata are not gzip: {e}")))?;
    if bytes.len() as u64 > most {
        return Err(too_large("a directory or the metadata", most));
    }
    Ok(bytes)
}

fn is_gzip(compression: u8, what: &str) -> Result<bool> {
    match compression {
        1 => Ok(false),
        2 => Ok(true),
        other => {
            let name = ["unknown", "none", "gzip", "brotli", "zstd"].get(usize::from(other)).unwrap_or(&"unknown");
            Err(Error::data(format!("its {what} are compressed by {name} (code {other})"))
                .hint("archives that are read have gzip or no compression"))
        }
    }
}

fn encoding(header: &Header) -> Result<Encoding> {
    let encoding = match header.0[99] {
        1 => Encoding::Mvt,
        2 => Encoding::Png,
        4 => Encoding::Webp,
        other => {
            let name =
                ["unknown", "MVT", "PNG", "JPEG", "WebP", "AVIF", "MLT"].get(usize::from(other)).unwrap_or(&"unknown");
            return Err(Error::data(format!("its tiles are {name} (code {other})"))
                .hint("tiles that are read are MVT, PNG and WebP"));
        }
    };
    is_gzip(header.0[98].max(1), "tiles")?;
    Ok(encoding)
}

/// Metadata, with the numbers that the header has.
fn properties(header: &Header, metadata: Vec<u8>) -> Result<serde_json::Map<String, Value>> {
    let Ok(Value::Object(mut properties)) = serde_json::from_slice(&metadata) else {
        return Err(damaged("its metadata are no JSON object"));
    };
    let bounds = [102, 106, 110, 114].map(|at| header.degrees(at));
    let center = serde_json::json!([header.degrees(119), header.degrees(123), header.0[118]]);
    properties.insert("minzoom".into(), header.0[100].into());
    properties.insert("maxzoom".into(), header.0[101].into());
    properties.insert("bounds".into(), serde_json::json!(bounds));
    properties.insert("center".into(), center);
    Ok(properties)
}
