//! A text with columns, cut at the ends of records into blocks that can be read independently.

use std::io::Read;

use memchr::{memchr, memrchr};

use super::scan::{closing, line_breaks};
use crate::error::{Error, Kind};

/// Bytes of a block: about what a core keeps close by.
pub(super) const BLOCK: usize = 1 << 20;
/// Bytes that one record may have.
const MOST_BYTES: usize = 16 << 20;

/// Whole records, the last of which ends with a line break.
pub(super) struct Block {
    pub text: Vec<u8>,
    /// Whether the file begins here.
    pub first: bool,
}

/// Why a text cannot be cut further: `lines` counts from the start of the block.
pub(super) struct Uncut {
    pub lines: u64,
    pub error: Error,
}

/// Where a text may be cut.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// At the ends of records (RFC 4180) of which the fields have this separator.
    Records(u8),
    /// At line feeds.
    Lines,
    /// Before this byte, which begins every record (RFC 8142).
    Before(u8),
}

/// Cuts what it reads.
pub(super) struct Blocks<'a> {
    from: Box<dyn Read + Send + 'a>,
    cut: Cut,
    /// The beginning of the next block.
    rest: Vec<u8>,
    ended: bool,
    /// Whether a line break was added at the end.
    closed: bool,
    first: bool,
    spare: Vec<Vec<u8>>,
    /// Bytes that a block should have.
    size: usize,
}

impl<'a> Blocks<'a> {
    /// Cuts a text, of which the beginning was read already, into blocks of about `size` bytes.
    pub(super) fn new(from: Box<dyn Read + Send + 'a>, cut: Cut, head: Vec<u8>, size: usize) -> Blocks<'a> {
        Blocks { from, cut, rest: head, ended: false, closed: false, first: true, spare: Vec::new(), size }
    }

    /// Takes back the memory of a block that was read.
    pub(super) fn reuse(&mut self, text: Vec<u8>) {
        self.spare.push(text);
    }

    /// The next block; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Block>, Uncut> {
        // what is there of an earlier block need not be cleared before it is read over
        let mut text = self.spare.pop().unwrap_or_default();
        text.resize(text.len().max(self.rest.len()), 0);
        text[..self.rest.len()].copy_from_slice(&self.rest);
        let mut filled = self.rest.len();
        self.rest.clear();
        let mut wanted = self.size;
        loop {
            filled = self.fill(&mut text, filled, wanted)?;
            if filled == 0 {
                return Ok(None);
            }
            match self.end(&text[..filled]) {
                Ok(end) if end > 0 => {
                    self.rest.extend_from_slice(&text[end..filled]);
                    text.truncate(end);
                    let first = std::mem::take(&mut self.first);
                    return Ok(Some(Block { text, first }));
                }
                Err(open) if self.ended || filled >= MOST_BYTES => {
                    return Err(unclosed(&text[..filled - usize::from(self.closed)], open, self.ended));
                }
                Ok(_) if self.ended => {
                    text.insert(filled, b'\n');
                    filled += 1;
                }
                Ok(_) if filled >= MOST_BYTES => {
                    let error = Error::new(Kind::Limit, "a record of more than 16 MiB");
                    return Err(Uncut { lines: 0, error });
                }
                Ok(_) | Err(_) => wanted = (wanted * 2).min(MOST_BYTES),
            }
        }
    }

    /// Reads on behind the bytes that are filled until so many are; answers how many are then.
    fn fill(&mut self, text: &mut Vec<u8>, mut filled: usize, wanted: usize) -> Result<usize, Uncut> {
        text.resize(text.len().max(wanted), 0);
        while filled < wanted && !self.ended {
            match self.from.read(&mut text[filled..wanted]) {
                Ok(0) => self.ended = true,
                Ok(read) => filled += read,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => {
                    return Err(Uncut {
                        lines: line_breaks(&text[..filled]),
                        error: Error::new(Kind::Io, e.to_string()),
                    });
                }
            }
        }
        if self.ended && !self.closed && !matches!(text[..filled].last(), None | Some(b'\n' | b'\r')) {
            text.insert(filled, b'\n'); // the last record needs no line break in the file
            self.closed = true;
            return Ok(filled + 1);
        }
        Ok(filled)
    }

    /// The end of the last whole record, 0 if there is none; if a quote is open at the end and no record ends before it,
    /// the place of that quote.
    fn end(&self, text: &[u8]) -> Result<usize, usize> {
        let separator = match self.cut {
            Cut::Records(separator) => separator,
            Cut::Lines => return Ok(memrchr(b'\n', text).map_or(0, |at| at + 1)),
            Cut::Before(_) if self.ended => return Ok(text.len()),
            Cut::Before(byte) => return Ok(memrchr(byte, text).unwrap_or(0)),
        };
        let mut end = 0;
        let mut from = 0;
        let mut search = 0;
        while let Some(found) = memchr(b'"', &text[search..]) {
            let quote = search + found;
            search = quote + 1;
            let opens = quote == 0 || [separator, b'\n', b'\r'].contains(&text[quote - 1]);
            if !opens {
                continue;
            }
            if let Some(at) = memrchr(b'\n', &text[from..quote]) {
                end = from + at + 1;
            }
            match closing(text, quote) {
                // a quote at the very end may be the first of two
                Some((close, _)) if close + 1 < text.len() || self.ended => (from, search) = (close + 1, close + 1),
                _ if end > 0 && !self.ended => return Ok(end),
                _ => return Err(quote),
            }
        }
        let tail = &text[from..];
        let last = match memrchr(b'\n', tail) {
            Some(at) => Some(at),
            // lines that end in CR alone; one at the very end may be half of a CRLF
            None => memrchr(b'\r', &tail[..tail.len() - usize::from(!self.ended && !tail.is_empty())]),
        };
        Ok(last.map_or(end, |at| from + at + 1))
    }
}

fn unclosed(text: &[u8], open: usize, ended: bool) -> Uncut {
    let swallowed = line_breaks(&text[open..]);
    let within = if ended { "" } else { " within 16 MiB" };
    let error = Error::data(format!("a quote is opened and not closed{within}; it would swallow {swallowed} lines"))
        .hint("close the quote, or double it (\"\") if it is part of the text");
    Uncut { lines: line_breaks(&text[..open]), error }
}
