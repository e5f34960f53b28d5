//! Zip archives from strangers: what is refused before anything is inflated.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::read::ZipFile;

use crate::error::{Error, Kind, Result};

/// Entries that an archive may have.
const MOST_ENTRIES: usize = 10_000;
/// Bytes that an archive may inflate to, counted as they come out: declared sizes may lie.
const MOST_INFLATED: u64 = 1 << 30;

/// Bytes that are looked at together where an entry is not held whole, and how many are in sight around each of them.
const PIECE: u64 = 1 << 20;
pub(super) const AROUND: usize = 1 << 15;

/// A zip archive in memory, with a budget of inflated bytes.
pub(super) struct Archive<'a> {
    name: String,
    zip: ZipArchive<Cursor<&'a [u8]>>,
    budget: u64,
}

impl<'a> Archive<'a> {
    /// Opens the archive.
    ///
    /// # Errors
    /// `Kind::Data` if it is broken or its entries overlap, `Kind::Limit` if it has too many.
    pub(super) fn open(name: &str, bytes: &'a [u8]) -> Result<Archive<'a>> {
        let broken = |e| Error::data(format!("{name}: not a readable zip archive: {e}"));
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        if zip.len() > MOST_ENTRIES {
            return Err(Error::new(
                Kind::Limit,
                format!("{name}: {} entries; at most {MOST_ENTRIES} are read", zip.len()),
            ));
        }
        if records(bytes, zip.central_directory_start()) != zip.len() {
            return Err(Error::data(format!("{name}: two entries of the zip archive have the same name"))
                .hint("pack it anew with one file of each name"));
        }
        if zip.has_overlapping_entries().map_err(broken)? {
            return Err(Error::data(format!("{name}: entries of the zip archive overlap, as in a decompression bomb")));
        }
        Ok(Archive { name: name.to_string(), zip, budget: MOST_INFLATED })
    }

    /// Number of entries.
    pub(super) fn len(&self) -> usize {
        self.zip.len()
    }

    /// The entry's name; `None` for folders and symbolic links.
    ///
    /// # Errors
    /// `Kind::Data` if the entry is encrypted or its header cannot be read.
    pub(super) fn file_name(&mut self, index: usize) -> Result<Option<String>> {
        let name = self.name.clone();
        let entry =
            self.zip.by_index_raw(index).map_err(|e| Error::data(format!("{name}: entry {}: {e}", index + 1)))?;
        if entry.encrypted() {
            return Err(Error::data(format!("{name}: entry {} is encrypted", index + 1))
                .hint("unpack the archive and name the file inside"));
        }
        if entry.is_dir() || entry.is_symlink() {
            return Ok(None);
        }
        Ok(Some(String::from_utf8_lossy(entry.name_raw()).into_owned()))
    }

    /// The first bytes of an entry, at most `most`.
    ///
    /// # Errors
    /// `Kind::Data` if it cannot be inflated, `Kind::Limit` if the budget is spent.
    pub(super) fn read(&mut self, index: usize, most: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let most = most.min(self.budget + 1);
        let outcome = self.entry(index)?.take(most).read_to_end(&mut bytes);
        outcome.map_err(|e| self.broken(index, &e))?;
        self.spend(bytes.len() as u64)?;
        Ok(bytes)
    }

    /// Shows an entry piece by piece, without holding it: each piece begins with the end of the one before. `visit` is told how far
    /// what stands in a piece has `AROUND` bytes behind it, or the end of the entry; the next piece shows the rest again with as
    /// many before it. Answers the entry's length.
    ///
    /// # Errors
    /// `Kind::Data` if it cannot be inflated.
    pub(super) fn look_through(&mut self, index: usize, visit: &mut dyn FnMut(&[u8], usize)) -> Result<u64> {
        let (mut window, mut length, mut carried) = (Vec::new(), 0u64, 0);
        let mut outcome = Ok(());
        {
            let mut entry = self.entry(index)?;
            loop {
                match entry.by_ref().take(PIECE).read_to_end(&mut window) {
                    Ok(read) => length += read as u64,
                    Err(e) => {
                        outcome = Err(e);
                        break;
                    }
                }
                let is_last = window.len() - carried < PIECE as usize;
                visit(&window, if is_last { window.len() } else { window.len() - AROUND });
                if is_last {
                    break;
                }
                window.drain(..window.len() - 2 * AROUND);
                carried = window.len();
            }
        }
        outcome.map_err(|e| self.broken(index, &e))?;
        Ok(length)
    }

    /// Inflates every entry to nowhere, to see that all together keep within the budget.
    ///
    /// # Errors
    /// As for `read`.
    pub(super) fn measure(&mut self) -> Result<()> {
        for index in 0..self.len() {
            let most = self.budget + 1;
            let copied = std::io::copy(&mut self.entry(index)?.take(most), &mut std::io::sink());
            let length = copied.map_err(|e| self.broken(index, &e))?;
            self.spend(length)?;
        }
        self.budget = MOST_INFLATED;
        Ok(())
    }

    fn entry(&mut self, index: usize) -> Result<ZipFile<'_, Cursor<&'a [u8]>>> {
        let name = &self.name;
        self.zip.by_index(index).map_err(|e| Error::data(format!("{name}: entry {}: {e}", index + 1)))
    }

    fn broken(&self, index: usize, cause: &std::io::Error) -> Error {
        Error::data(format!("{}: entry {}: {cause}", self.name, index + 1))
    }

    fn spend(&mut self, bytes: u64) -> Result<()> {
        match self.budget.checked_sub(bytes) {
            Some(rest) => {
                self.budget = rest;
                Ok(())
            }
            None => Err(Error::new(Kind::Limit, format!("{}: inflates to more than 1 GiB", self.name))),
        }
    }
}

/// Records of the central directory (APPNOTE 4.3.12): of two with one name the reader of archives keeps one.
fn records(bytes: &[u8], start: u64) -> usize {
    const FIXED: usize = 46;
    let mut rest = usize::try_from(start).ok().and_then(|start| bytes.get(start..)).unwrap_or_default();
    let mut count = 0;
    while rest.starts_with(b"PK\x01\x02") && rest.len() >= FIXED {
        let length = |at: usize| usize::from(u16::from_le_bytes([rest[at], rest[at + 1]]));
        let whole = FIXED + length(28) + length(30) + length(32);
        rest = rest.get(whole..).unwrap_or_default();
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            writer.start_file(*name, SimpleFileOptions::default()).expect("start");
            writer.write_all(bytes).expect("write");
        }
        writer.finish().expect("finish").into_inner()
    }

    #[test]
    fn entries_are_read_by_index() {
        let bytes = zipped(&[("a.shp", b"123"), ("b.dbf", b"4567")]);
        let mut archive = Archive::open("x.zip", &bytes).expect("opens");
        assert_eq!(archive.file_name(1), Ok(Some("b.dbf".to_string())));
        assert_eq!(archive.read(1, 2), Ok(b"45".to_vec()));
        assert_eq!(archive.measure(), Ok(()));
    }

    #[test]
    fn a_broken_archive_is_refused() {
        let bytes = zipped(&[("a.shp", b"123")]);
        assert!(Archive::open("x.zip", &bytes[..bytes.len() - 8]).is_err());
        assert!(Archive::open("x.zip", b"PK\x03\x04").is_err());
    }

    #[test]
    fn a_long_entry_is_seen_piece_by_piece_with_what_is_around() {
        for length in [0, 5, PIECE as usize - 1, PIECE as usize, PIECE as usize + 1, 3 * PIECE as usize + 77] {
            let content: Vec<u8> = (0..length).map(|i| (i % 251) as u8).collect();
            let bytes = zipped(&[("a", &content)]);
            let mut archive = Archive::open("x.zip", &bytes).expect("opens");
            let mut seen = 0;
            let found = archive.look_through(0, &mut |piece, until| {
                let from = if seen == 0 { 0 } else { seen - AROUND };
                assert_eq!(piece, &content[from..from + piece.len()]);
                assert!(from + until >= seen);
                seen = from + until;
            });
            assert_eq!((found, seen), (Ok(length as u64), length));
        }
    }

    #[test]
    fn inflated_bytes_are_counted_not_believed() {
        let bytes = zipped(&[("a", &[0; 5000]), ("b", &[0; 5000])]);
        let mut archive = Archive::open("x.zip", &bytes).expect("opens");
        archive.budget = 6000;
        assert_eq!(archive.measure().map_err(|e| e.kind), Err(Kind::Limit));
    }
}
