//! Tiles that are made but not yet in their container: a file beside the target that an interrupted run leaves for the next.
//!
//! A record a block, each with its length and checksum: what was cut off half way is made again. Each content is kept once.

use std::collections::HashMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::pyramid::Tile;
use crate::draft;
use crate::error::{Error, Kind, Result};

/// The first bytes of a spool; the number changes when its format does.
const MAGIC: &[u8] = b"cercle tiles 1\n";
/// Bytes of a tile's entry in a record: zoom, column, row, number of the content, length of the content if it is new.
const ENTRY: usize = 1 + 4 + 4 + 4 + 4;

/// A tile and the number of its content.
#[derive(Debug, Clone, Copy)]
struct Entry {
    tile: Tile,
    content: u32,
}

/// The tiles made so far.
pub(super) struct Spool {
    path: PathBuf,
    file: BufWriter<File>,
    /// Blocks that are in the file.
    pub done: usize,
    entries: Vec<Entry>,
    /// Offset and length of each content.
    contents: Vec<(u64, u32)>,
    numbers: HashMap<[u8; 32], u32>,
    end: u64,
}

fn failed(path: &Path) -> impl Fn(std::io::Error) -> Error + '_ {
    move |e| {
        Error::new(Kind::Io, format!("{}: cannot keep tiles: {e}", path.display()))
            .hint("what is done is kept: the next run goes on from there")
    }
}

/// Opens the file at the path, which no link leads elsewhere; a new one is for its owner alone.
fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    if std::fs::symlink_metadata(path).is_ok_and(|there| !there.is_file()) {
        return Err(std::io::Error::other("something that is no file has the name"));
    }
    let file = options.open(path)?;
    if draft::is_at(&file, path) { Ok(file) } else { Err(std::io::Error::other("it is a link to elsewhere")) }
}

impl Spool {
    /// Opens the spool at the path, with what a run of the same key has left there; anything else in it is discarded.
    ///
    /// # Errors
    /// `Kind::CannotCreate` if it cannot be made, `Kind::Locked` if another run has it, `Kind::Io` if it cannot be read.
    pub fn open(path: &Path, key: &[u8; 32]) -> Result<Spool> {
        let refuse = |e: std::io::Error| {
            Error::new(Kind::CannotCreate, format!("{}: cannot write there: {e}", path.display()))
                .hint("choose another place with --out")
        };
        let file = private(path).map_err(refuse)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::new(Kind::Locked, format!("{}: another run is making these tiles", path.display()))
                    .hint("wait for it to end, or choose another place with --out"));
            }
            Err(TryLockError::Error(e)) => return Err(refuse(e)),
        }
        let mut spool = Spool {
            path: path.to_path_buf(),
            file: BufWriter::new(file),
            done: 0,
            entries: Vec::new(),
            contents: Vec::new(),
            numbers: HashMap::new(),
            end: (MAGIC.len() + key.len()) as u64,
        };
        spool.resume(key).map_err(failed(path))?;
        Ok(spool)
    }

    /// Takes over the whole records of a run with the same key, and cuts off the rest.
    fn resume(&mut self, key: &[u8; 32]) -> std::io::Result<()> {
        let head = [MAGIC, key.as_slice()].concat();
        let file = self.file.get_ref().try_clone()?;
        let mut from = BufReader::new(file);
        let mut found = Vec::new();
        from.by_ref().take(head.len() as u64).read_to_end(&mut found)?;
        if found == head {
            while let Some(record) = read_record(&mut from)?.filter(|record| self.fits(record)) {
                self.take_over(&record);
            }
        }
        self.file.get_ref().set_len(if found == head { self.end } else { 0 })?;
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&head)?;
        self.file.seek(SeekFrom::Start(self.end))?;
        Ok(())
    }

    /// Whether a record is one of ours: checksums keep errors away, not others.
    fn fits(&self, record: &[u8]) -> bool {
        let number = |bytes: &[u8]| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        let Some((count, rest)) = record.split_at_checked(4) else { return false };
        let Some((entries, contents)) = rest.split_at_checked((number(count) as usize).saturating_mul(ENTRY)) else {
            return false;
        };
        let (mut next, mut bytes) = (self.contents.len() as u64, 0u64);
        let known = entries.chunks_exact(ENTRY).all(|entry| {
            let (content, length) = (u64::from(number(&entry[9..])), u64::from(number(&entry[13..])));
            let is_new = content == next;
            next += u64::from(is_new);
            bytes += if is_new { length } else { 0 };
            content < next
        });
        known && bytes == contents.len() as u64
    }

    fn take_over(&mut self, record: &[u8]) {
        let number = |at: usize| u32::from_le_bytes([record[at], record[at + 1], record[at + 2], record[at + 3]]);
        let tiles = number(0) as usize;
        let mut at = 4 + tiles * ENTRY;
        for i in 0..tiles {
            let entry = 4 + i * ENTRY;
            let tile = Tile { z: record[entry], x: number(entry + 1), y: number(entry + 5) };
            let (content, length) = (number(entry + 9), number(entry + 13));
            if content as usize == self.contents.len() {
                let bytes = &record[at..at + length as usize];
                self.numbers.insert(Sha256::digest(bytes).into(), content);
                self.contents.push((self.end + 8 + at as u64, length));
                at += length as usize;
            }
            self.entries.push(Entry { tile, content });
        }
        self.end += 8 + record.len() as u64 + 4;
        self.done += 1;
    }

    /// Adds the tiles of the next block; tiles without bytes are left out.
    ///
    /// # Errors
    /// `Kind::Io` if they cannot be written.
    pub fn add(&mut self, tiles: &[(Tile, Vec<u8>)]) -> Result<()> {
        let tiles: Vec<_> = tiles.iter().filter(|(_, bytes)| !bytes.is_empty()).collect();
        let mut record = (tiles.len() as u32).to_le_bytes().to_vec();
        let mut new: Vec<&[u8]> = Vec::new();
        let mut next = self.contents.len() as u32;
        let mut fresh: HashMap<[u8; 32], u32> = HashMap::new();
        for (tile, bytes) in &tiles {
            let digest: [u8; 32] = Sha256::digest(bytes).into();
            let known = self.numbers.get(&digest).or_else(|| fresh.get(&digest)).copied();
            record.push(tile.z);
            record.extend([tile.x, tile.y, known.unwrap_or(next)].iter().flat_map(|v| v.to_le_bytes()));
            record.extend((if known.is_some() { 0 } else { bytes.len() as u32 }).to_le_bytes());
            if known.is_none() {
                fresh.insert(digest, next);
                new.push(bytes);
                next += 1;
            }
        }
        new.iter().for_each(|bytes| record.extend_from_slice(bytes));
        write_record(&mut self.file, &record).map_err(failed(&self.path))?;
        self.take_over(&record);
        Ok(())
    }

    /// The tiles, to be read in their order.
    ///
    /// # Errors
    /// `Kind::Io` if the file cannot be read.
    pub fn tiles(&mut self) -> Result<Spooled<'_>> {
        self.file.flush().map_err(failed(&self.path))?;
        let file = self.file.get_ref().try_clone().map_err(failed(&self.path))?;
        Ok(Spooled { spool: self, from: BufReader::new(file), at: u64::MAX, next: 0, seen: 0, bytes: Vec::new() })
    }

    /// Number of tiles.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Removes the file: its tiles are in their container.
    ///
    /// # Errors
    /// `Kind::Io` if it cannot be removed.
    pub fn remove(self) -> Result<()> {
        std::fs::remove_file(&self.path).map_err(failed(&self.path))
    }
}

fn write_record(file: &mut impl Write, record: &[u8]) -> std::io::Result<()> {
    let mut sum = flate2::Crc::new();
    sum.update(record);
    file.write_all(&(record.len() as u64).to_le_bytes())?;
    file.write_all(record)?;
    file.write_all(&sum.sum().to_le_bytes())?;
    // what a killed process leaves behind is whole blocks
    file.flush()
}

/// The next record; `None` at the end or where the file was cut off or damaged.
fn read_record(from: &mut impl Read) -> std::io::Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
    if !filled(from, &mut length)? {
        return Ok(None);
    }
    let length = u64::from_le_bytes(length);
    let mut record = Vec::new();
    from.by_ref().take(length).read_to_end(&mut record)?;
    let mut wanted = [0; 4];
    let mut sum = flate2::Crc::new();
    sum.update(&record);
    let whole = record.len() as u64 == length && filled(from, &mut wanted)? && u32::from_le_bytes(wanted) == sum.sum();
    Ok(whole.then_some(record))
}

fn filled(from: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<bool> {
    match from.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
        Err(e) => Err(e),
    }
}

/// The tiles of a spool on their way into a container.
pub(super) struct Spooled<'a> {
    spool: &'a Spool,
    from: BufReader<File>,
    /// Where the next byte comes from; `u64::MAX` before the first.
    at: u64,
    next: usize,
    /// Contents met so far: they are numbered in the order in which they first come.
    seen: u32,
    bytes: Vec<u8>,
}

/// A content's number, and whether it comes for the first time.
pub(super) struct Content {
    pub number: u32,
    pub is_new: bool,
}

impl Spooled<'_> {
    /// The next tile with the bytes and the number of its content.
    ///
    /// # Errors
    /// `Kind::Io` if it cannot be read.
    pub fn next(&mut self) -> Result<Option<(Tile, &[u8], Content)>> {
        let Some(entry) = self.spool.entries.get(self.next) else { return Ok(None) };
        self.next += 1;
        let is_new = entry.content == self.seen;
        self.seen += u32::from(is_new);
        let (offset, length) = self.spool.contents[entry.content as usize];
        let read = |this: &mut Self| {
            if this.at != offset {
                this.from.seek(SeekFrom::Start(offset))?;
            }
            this.bytes.resize(length as usize, 0);
            this.from.read_exact(&mut this.bytes)?;
            this.at = offset + u64::from(length);
            Ok(())
        };
        read(self).map_err(failed(&self.spool.path))?;
        Ok(Some((entry.tile, &self.bytes, Content { number: entry.content, is_new })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(z: u8, contents: &[&str]) -> Vec<(Tile, Vec<u8>)> {
        contents.iter().enumerate().map(|(i, c)| (Tile { z, x: i as u32, y: 1 }, c.as_bytes().to_vec())).collect()
    }

    fn all(spool: &mut Spool) -> Vec<(u8, u32, String, u32)> {
        let mut tiles = spool.tiles().expect("readable");
        let mut found = Vec::new();
        while let Some((tile, bytes, content)) = tiles.next().expect("readable") {
            found.push((tile.z, tile.x, String::from_utf8_lossy(bytes).into_owned(), content.number));
        }
        found
    }

    #[test]
    fn an_interrupted_run_goes_on_wherever_it_was_cut_off() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("spool");
        let blocks = [block(1, &["sea", "a"]), block(2, &["sea", "", "b", "sea"]), block(3, &["c"])];
        let mut straight = Spool::open(&path, &[7; 32]).expect("opens");
        blocks.iter().for_each(|b| straight.add(b).expect("adds"));
        let expected = all(&mut straight);
        assert_eq!(expected.len(), 6, "the empty tile is left out");
        assert_eq!(expected[2], (2, 0, "sea".to_string(), 0), "kept once");
        drop(straight);
        let whole = std::fs::read(&path).expect("reads");
        for cut in 0..=whole.len() {
            std::fs::write(&path, &whole[..cut]).expect("writes");
            let mut again = Spool::open(&path, &[7; 32]).expect("opens");
            let done = again.done;
            assert!(done <= 3 && (cut < whole.len() || done == 3));
            blocks[done..].iter().for_each(|b| again.add(b).expect("adds"));
            assert_eq!(all(&mut again), expected, "cut at {cut}");
            drop(again);
            assert_eq!(std::fs::read(&path).expect("reads"), whole, "cut at {cut}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_spool_is_private_and_follows_no_link() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let (path, link) = (folder.path().join("spool"), folder.path().join("link"));
        drop(Spool::open(&path, &[7; 32]).expect("opens"));
        assert_eq!(std::fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
        std::os::unix::fs::symlink(&path, &link).expect("linked");
        assert_eq!(Spool::open(&link, &[7; 32]).map_err(|e| e.kind).err(), Some(Kind::CannotCreate));
    }

    #[test]
    fn records_of_others_are_not_taken_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("spool");
        let entry = |content: u32, length: u32| {
            let numbers = [3u32.to_le_bytes(), 1u32.to_le_bytes(), content.to_le_bytes(), length.to_le_bytes()];
            [vec![1], numbers.concat()].concat()
        };
        let records = [
            Vec::new(),
            u32::MAX.to_le_bytes().to_vec(),
            [1u32.to_le_bytes().to_vec(), entry(7, 0)].concat(),
            [1u32.to_le_bytes().to_vec(), entry(0, 9)].concat(),
            [1u32.to_le_bytes().to_vec(), entry(0, 1), b"ab".to_vec()].concat(),
        ];
        for record in records {
            let mut bytes = [MAGIC, &[7; 32]].concat();
            write_record(&mut bytes, &record).expect("memory");
            std::fs::write(&path, bytes).expect("writes");
            assert_eq!(Spool::open(&path, &[7; 32]).map(|spool| spool.done), Ok(0), "{record:?}");
        }
    }

    #[test]
    fn tiles_of_another_job_are_not_taken_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("spool");
        Spool::open(&path, &[1; 32]).expect("opens").add(&block(1, &["old"])).expect("adds");
        let mut other = Spool::open(&path, &[2; 32]).expect("opens");
        assert_eq!((other.done, all(&mut other).len()), (0, 0));
        assert_eq!(Spool::open(&path, &[2; 32]).map_err(|e| e.kind).err(), Some(Kind::Locked));
    }
}
