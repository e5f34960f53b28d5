//! The bytes of a Parquet file, read in pieces that no length in it can make too large.

use std::fs::File;
use std::io::{BufReader, Read};
use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

use super::super::input::Input;
use crate::error::{Error, Kind};

/// Bytes that the footer, or a page once inflated, may have. Writers make pages of 1 MiB, some of up to 100 MB.
const MOST_BYTES: u64 = 128 << 20;

/// A file, or bytes in memory. Threads read it at once: no position is shared.
#[derive(Clone)]
pub(super) enum Store {
    Disk { file: Arc<File>, length: u64 },
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
        Ok(Store::Disk { file: Arc::new(file), length: of.len() })
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

    /// Beside the end of the file only the headers of pages are read this way, so the length that a page claims is checked here.
    fn get_read(&self, start: u64) -> Result<BufReader<Piece>> {
        let mut head = [0; 16];
        let mut peek = Piece { store: self.clone(), at: start };
        let read = peek.read(&mut head)?;
        match claimed(&head[..read]) {
            // the last eight bytes are read this way too
            None if self.len().checked_sub(8) != Some(start) => {
                Err(ParquetError::General("a page does not begin as pages do".to_string()))
            }
            Some(claim) if claim > MOST_BYTES => {
                Err(ParquetError::General(format!("a page claims {claim} bytes, more than any page should have")))
            }
            _ => Ok(BufReader::with_capacity(256, Piece { store: self.clone(), at: start })),
        }
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        if length as u64 > MOST_BYTES || start.checked_add(length as u64).is_none_or(|end| end > self.len()) {
            return Err(ParquetError::General(format!("{length} bytes at {start} are not in the file")));
        }
        if let Store::Memory(bytes) = self {
            return bytes.get_bytes(start, length);
        }
        let mut buffer = Vec::with_capacity(length);
        Piece { store: self.clone(), at: start }.take(length as u64).read_to_end(&mut buffer)?;
        if buffer.len() != length {
            return Err(ParquetError::EOF(format!("only {} of {length} bytes at {start}", buffer.len())));
        }
        Ok(buffer.into())
    }
}

/// A file from some place on.
pub(super) struct Piece {
    store: Store,
    at: u64,
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
        self.at += read as u64;
        Ok(read)
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
    fn a_page_that_claims_too_much_is_refused_before_memory_is_asked_for() {
        // type 0; 1 GiB once inflated: zigzag 2^31
        let head = [0x15, 0x00, 0x15, 0x80, 0x80, 0x80, 0x80, 0x08, 0x15, 0x02];
        assert_eq!(claimed(&head), Some(1 << 30));
        let store = Store::Memory(Bytes::from_static(&[0x15, 0x00, 0x15, 0x80, 0x80, 0x80, 0x80, 0x08, 0x15, 0x02]));
        assert!(store.get_read(0).is_err());
        assert!(store.get_bytes(4, 7).is_err() && store.get_bytes(4, 6).is_ok());
        assert!(store.get_bytes(u64::MAX, 6).is_err());
    }
}
