//! A directory of a PMTiles archive (version 3, section 4.2): columns of variable-length numbers.

/// Entries in the order of their tiles.
#[derive(Debug, PartialEq)]
pub(super) struct Directory(Vec<Entry>);

#[derive(Debug, PartialEq)]
struct Entry {
    id: u64,
    offset: u64,
    length: u32,
    /// Tiles with this content, one after the other along the curve; 0 for a leaf directory, which holds the tiles from here on.
    run: u32,
}

/// What a directory knows of a tile: a place in the section of tiles, or in that of leaf directories.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Found {
    Tile { offset: u64, length: u32 },
    Leaf { offset: u64, length: u32 },
}

impl Directory {
    /// Reads a directory from its bytes, decompressed.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(bytes: &[u8]) -> Result<Directory, String> {
        let mut rest = bytes;
        let count = number(&mut rest)?;
        // each entry has four numbers of a byte or more: what cannot be there is not made room for
        if count == 0 || count > rest.len() as u64 / 4 {
            return Err(format!("a directory of {} bytes says that it has {count} entries", bytes.len()));
        }
        let mut entries = Vec::with_capacity(count as usize);
        let mut id = 0u64;
        for i in 0..count {
            let step = number(&mut rest)?;
            id = id.checked_add(step).ok_or("numbers of tiles are too large")?;
            if i > 0 && step == 0 {
                return Err(format!("tile {id} is there twice"));
            }
            entries.push(Entry { id, offset: 0, length: 0, run: 0 });
        }
        for entry in &mut entries {
            entry.run = short(&mut rest)?;
        }
        for entry in &mut entries {
            entry.length = short(&mut rest)?;
            if entry.length == 0 {
                return Err(format!("tile {} is empty", entry.id));
            }
        }
        let mut next = None;
        for entry in &mut entries {
            entry.offset = match (number(&mut rest)?, next) {
                (0, Some(next)) => next,
                (0, None) => return Err("the first place in a directory is missing".into()),
                (place, _) => place - 1,
            };
            next = Some(entry.offset.checked_add(entry.length.into()).ok_or("places are too large")?);
        }
        if !rest.is_empty() {
            return Err(format!("{} bytes are left over after a directory", rest.len()));
        }
        match entries.windows(2).find(|pair| pair[0].id.saturating_add(pair[0].run.into()) > pair[1].id) {
            Some(pair) => Err(format!("{} tiles from {} on reach over tile {}", pair[0].run, pair[0].id, pair[1].id)),
            None => Ok(Directory(entries)),
        }
    }

    /// Where a tile is, by its number along the curves.
    pub fn find(&self, id: u64) -> Option<Found> {
        let after = self.0.partition_point(|entry| entry.id <= id);
        let &Entry { id: first, offset, length, run } = self.0.get(after.checked_sub(1)?)?;
        match run {
            0 => Some(Found::Leaf { offset, length }),
            run if id - first < u64::from(run) => Some(Found::Tile { offset, length }),
            _ => None,
        }
    }
}

/// A number of seven bits a byte, the lowest first; the highest bit says that more follow.
fn number(bytes: &mut &[u8]) -> Result<u64, String> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first().ok_or("a directory ends too early")?;
        *bytes = rest;
        let part = u64::from(byte & 0x7f);
        if shift == 63 && part > 1 {
            break;
        }
        value |= part << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err("a number in a directory has more than 64 bits".into())
}

fn short(bytes: &mut &[u8]) -> Result<u32, String> {
    let value = number(bytes)?;
    u32::try_from(value).map_err(|_| format!("a directory has a run or a length of {value}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(numbers: &[u64]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for &n in numbers {
            let mut n = n;
            while n >= 0x80 {
                bytes.push(n as u8 | 0x80);
                n >>= 7;
            }
            bytes.push(n as u8);
        }
        bytes
    }

    #[test]
    fn the_columns_are_those_of_the_specification() {
        // three entries: tiles 5, 42 to 44, and a leaf from 69 on; the second follows the first in the file
        let directory = Directory::read(&packed(&[3, 5, 37, 27, 1, 3, 0, 10, 20, 300, 1, 0, 1001])).expect("reads");
        let find = |id| directory.find(id);
        assert_eq!(find(4), None);
        assert_eq!(find(5), Some(Found::Tile { offset: 0, length: 10 }));
        assert_eq!(find(6), None);
        assert_eq!([find(42), find(44)], [Some(Found::Tile { offset: 10, length: 20 }); 2]);
        assert_eq!(find(45), None);
        assert_eq!([find(69), find(u64::MAX)], [Some(Found::Leaf { offset: 1000, length: 300 }); 2]);
    }

    #[test]
    fn what_cannot_be_is_refused_in_words() {
        let long = 1 << 33;
        let bad: [(&[u64], &str); 10] = [
            (&[0], "0 entries"),
            (&[1 << 40, 1, 1, 1, 1], "entries"),
            (&[2, 5, 0, 1, 1, 1, 1, 1, 0], "twice"),
            (&[1, 5, long, 1, 1], "a run or a length of 8589934592"),
            (&[1, 5, 1, 0, 1], "empty"),
            (&[1, 5, 1, 1, 0], "missing"),
            (&[1, 5, 1, 1, 1, 7], "left over"),
            (&[2, 5, 1, 9, 1, 1, 1, 1, 0], "reach over"),
            (&[2, u64::MAX, 1, 1, 1, 1, 1, 1, 0], "too large"),
            (&[2, 1, 1, 1, 1, 1, 1, u64::MAX, 0], "too large"),
        ];
        for (numbers, word) in bad {
            let error = Directory::read(&packed(numbers)).expect_err("refused");
            assert!(error.contains(word), "{numbers:?}: {error}");
        }
        assert!(Directory::read(&[1, 0x80]).is_err());
        assert!(Directory::read(&[0xff; 40]).expect_err("refused").contains("64 bits"));
    }
}
