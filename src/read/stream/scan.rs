//! The one rule for quotes and line breaks that cutting and reading share.
//!
//! A quote opens only at the start of a field (RFC 4180), two of them inside stand for one, and what follows the closing
//! one up to the separator belongs to the field too: as the csv crate reads it.

use memchr::memchr;

/// The offset of the quote that closes the one that opens at `open`; `None` if the text ends first. The other value says
/// whether a doubled quote lies between.
pub(super) fn closing(text: &[u8], open: usize) -> Option<(usize, bool)> {
    let (mut at, mut doubled) = (open + 1, false);
    loop {
        at += memchr(b'"', text.get(at..)?)?;
        if text.get(at + 1) != Some(&b'"') {
            return Some((at, doubled));
        }
        (at, doubled) = (at + 2, true);
    }
}

/// Line breaks that end in the text, which does not begin between CR and LF: CR, LF or both together.
pub(super) fn line_breaks(text: &[u8]) -> u64 {
    let feeds = memchr::memchr_iter(b'\n', text).count();
    let lone = memchr::memchr_iter(b'\r', text).filter(|&at| text.get(at + 1) != Some(&b'\n')).count();
    (feeds + lone) as u64
}
