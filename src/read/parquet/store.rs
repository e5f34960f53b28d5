//! The bytes of a Parquet file, read in pieces that no length in it can make too large.

use std::fs::File;
use std::io::{BufReader, Read};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

use super::super::input::Input;
use super::page_header::{self, Odd};
use crate::error::{Error, Kind};

/// Bytes that the footer, or a page once inflated, may have. Writers make pages of 1 MiB, some of up to 100 MB.
const MOST_BYTES: u64 = 128 << 20;

/// Bytes that the header of a page may have: it holds the smallest and the largest of its texts.
const MOST_HEADER: usize = 1 << 20;

/// Buffers that are kept for the next page, and the most bytes that one of them may have: pages come in great numbers and all
/// of about a size, and memory that is new each time costs more than reading into it.
const MOST_SPARE: usize = 16;
const SPARE_BYTES: usize = 4 << 20;

/// Buffers of pages that were read.
type Spare = Arc<Mutex<Vec<Vec<u8>>>>;

/// A file, or bytes in memory. Threads read it at once: no position is shared.
#[derive(Clone)]
pub(super) enum Store {
    Disk { file: Arc<File>, length: u64, spare: Spare },
    Memory(Bytes),
}

impl Store {
    /// Opens the input.
    ///
    /// # Errors
    /// `Kind::NoInput` or `Kind::Io`; `Kind::Data` for a pipe.
    pub(super) fn open(input: &Input) -> crate::error::Result<Store> {
        let path = match input {
            Input::Bundled { bytes, .. } => return Ok(Store::Memory(Bytes::from_static(bytes))),
            Input::Bytes { bytes, .. } => return Ok(Store::Memory(bytes.clone())),
            Input::File(path) | Input::Apart { path, .. } => path,
        };
        let file = File::open(path).map_err(|e| Error::reading(path, &e))?;
        let of = file.metadata().map_err(|e| Error::reading(path, &e))?;
        if of.is_dir() {
            return Err(Error::new(Kind::NoInput, format!("{}: is a folder", path.display()))
                .hint("name each of its files, or all of them with *.parquet"));
        }
        if !of.is_file() {
            return Err(Error::data(format!("{}: Parquet cannot be read from a pipe", path.display()))
                .hint("save it to a file first: its end must be read before its beginning"));
        }
        Ok(Store::Disk { file: Arc::new(file), length: of.len(), spare: Spare::default() })
    }
}

impl Length for Store {
    fn len(&self) -> u64 {
        match self {
            Store::Disk { length, .. } => *length,
            Store::Memory(bytes) => bytes.len() as u64,
        }
    }
}

impl ChunkReader for Store {
    type T = BufReader<Piece>;

    /// Beside the end of the file only the headers of pages are read this way. A reader may be asked for and not used, where a
    /// header was looked at before: so what a header claims is checked when it is read.
    fn get_read(&self, start: u64) -> Result<BufReader<Piece>> {
        let is_header = self.len().checked_sub(8) != Some(start);
        Ok(BufReader::with_capacity(256, Piece { store: self.clone(), at: start, is_header }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        if length as u64 > MOST_BYTES || start.checked_add(length as u64).is_none_or(|end| end > self.len()) {
            return Err(ParquetError::General(format!("{length} bytes at {start} are not in the file")));
        }
        let (file, spare) = match self {
            Store::Memory(bytes) => return bytes.get_bytes(start, length),
            Store::Disk { file, spare, .. } => (file, spare),
        };
        let buffer = spare.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        let mut lent = Lent { buffer, length, spare: spare.clone() };
        // what is there of an earlier page need not be cleared before it is read over
        if lent.buffer.len() < length {
            lent.buffer.resize(length, 0);
        }
        let mut read = 0;
        while read < length {
            match read_at(file, &mut lent.buffer[read..length], start + read as u64) {
                Ok(0) => return Err(ParquetError::EOF(format!("only {read} of {length} bytes at {start}"))),
                Ok(some) => read += some,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e.into()),
            }
        }
        Ok(Bytes::from_owner(lent))
    }
}

/// Bytes of a page, in a buffer that is given back when nobody looks at them any more.
struct Lent {
    buffer: Vec<u8>,
    length: usize,
    spare: Spare,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.buffer[..self.length]
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let buffer = std::mem::take(&mut self.buffer);
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() < MOST_SPARE && buffer.capacity() <= SPARE_BYTES {
            spare.push(buffer);
        }
    }
}

/// A file from some place on.
pub(super) struct Piece {
    store: Store,
    at: u64,
    /// Whether the header of a page begins there.
    is_header: bool,
}

impl Read for Piece {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = match &self.store {
            Store::Disk { file, .. } => read_at(file, buffer, self.at)?,
            Store::Memory(bytes) => {
                let rest = &bytes[usize::try_from(self.at).unwrap_or(usize::MAX).min(bytes.len())..];
                let some = rest.len().min(buffer.len());
                buffer[..some].copy_from_slice(&rest[..some]);
                some
            }
        };
        if std::mem::take(&mut self.is_header) {
            check(&buffer[..read]).map_err(std::io::Error::other)?;
            self.check_whole(&buffer[..read])?;
        }
        self.at += read as u64;
        Ok(read)
    }
}

impl Piece {
    /// Makes sure that the header of a page that begins with `head` is one and ends.
    fn check_whole(&self, head: &[u8]) -> std::io::Result<()> {
        let mut judged = page_header::length(head);
        let mut bytes = head.to_vec();
        while judged == Err(Odd::Unfinished) && bytes.len() < MOST_HEADER {
            let more = bytes.len().max(256);
            let rest = self.store.len().saturating_sub(self.at + bytes.len() as u64).min(more as u64) as usize;
            if rest == 0 {
                break;
            }
            let rest = self.store.get_bytes(self.at + bytes.len() as u64, rest).map_err(std::io::Error::other)?;
            bytes.extend_from_slice(&rest);
            judged = page_header::length(&bytes);
        }
        judged.map(drop).map_err(|odd| {
            std::io::Error::other(match odd {
                Odd::Unfinished => "the header of a page does not end",
                Odd::Foreign => "the header of a page holds what no page has",
            })
        })
    }
}

/// Makes sure that a page begins as pages do, and does not claim a length that no page should have.
fn check(head: &[u8]) -> std::result::Result<(), String> {
    match claimed(head) {
        None => Err("a page does not begin as pages do".to_string()),
        Some(claim) if claim > MOST_BYTES => {
            Err(format!("a page claims {claim} bytes, more than any page should have"))
        }
        Some(_) => Ok(()),
    }
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> std::io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, at)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> std::io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, at)
}

/// The length that a page claims to have once inflated: the second field of its header, which is Thrift's compact protocol
/// (fields 1 and 2 are i32, each with its type and distance in one byte, then a zigzag varint).
fn claimed(head: &[u8]) -> Option<u64> {
    let rest = head.strip_prefix(&[0x15])?;
    let (_, kind) = varint(rest)?;
    let rest = rest[kind..].strip_prefix(&[0x15])?;
    let (zigzag, _) = varint(rest)?;
    Some(zigzag >> 1)
}

fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut value = 0;
    for (i, byte) in bytes.iter().take(5).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * i);
        if byte & 0x80 == 0 {
            return Some((value, i + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buffers_are_lent_and_given_back() {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        let bytes: Vec<u8> = (0..100).collect();
        std::io::Write::write_all(&mut file, &bytes).expect("written");
        let store = Store::open(&Input::File(file.path().into())).expect("opens");
        let first = store.get_bytes(10, 50).expect("reads");
        let second = store.get_bytes(90, 10).expect("reads");
        let part = first.slice(40..);
        drop(first);
        for (start, length) in [(0, 100), (30, 3), (99, 1)] {
            assert_eq!(store.get_bytes(start, length).expect("reads"), bytes[start as usize..][..length]);
        }
        assert_eq!((&second[..], &part[..]), (&bytes[90..], &bytes[50..60]));
        assert!(store.get_bytes(91, 10).is_err() && store.get_bytes(u64::MAX, 1).is_err());
        drop((second, part));
        let Store::Disk { spare, .. } = &store else { panic!("a file is on disk") };
        assert_eq!(spare.lock().expect("not poisoned").len(), 3);
    }

    #[test]
    fn a_page_that_claims_too_much_is_refused_before_memory_is_asked_for() {
        // type 0; 1 GiB once inflated: zigzag 2^31
        let head = [0x15, 0x00, 0x15, 0x80, 0x80, 0x80, 0x80, 0x08, 0x15, 0x02];
        assert_eq!(claimed(&head), Some(1 << 30));
        let store = Store::Memory(Bytes::from_static(&[0x15, 0x00, 0x15, 0x80, 0x80, 0x80, 0x80, 0x08, 0x15, 0x02]));
        let mut byte = [0];
        let mut read = |start| store.get_read(start).and_then(|mut page| Ok(page.read(&mut byte)?));
        // the second begins as no page does, the last eight bytes are no page
        assert!(read(0).is_err() && read(1).is_err());
        assert_eq!(read(2).ok(), Some(1));
        assert!(store.get_bytes(4, 7).is_err() && store.get_bytes(4, 6).is_ok());
        assert!(store.get_bytes(u64::MAX, 6).is_err());
    }
}
