//! A part of a file, as a `Range` asks for it (RFC 9110, section 14).

use std::ops::Range;

/// What is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it: no range is asked for, several are, or it is written otherwise than the standard says.
    Whole,
    /// These bytes.
    Piece(Range<u64>),
    /// Nothing: the range begins behind the end.
    Beyond,
}

/// The part of a file of so many bytes that a header asks for.
pub(super) fn part(header: &str, length: u64) -> Part {
    let Some((unit, set)) = header.split_once('=') else { return Part::Whole };
    let Some((first, last)) = set.trim().split_once('-') else { return Part::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") || set.contains(',') {
        return Part::Whole;
    }
    match (place(first), place(last)) {
        (Some(Some(first)), Some(last)) => {
            let end = last.map_or(length, |last| last.saturating_add(1).min(length));
            match last {
                Some(last) if last < first => Part::Whole,
                _ if first >= length => Part::Beyond,
                _ => Part::Piece(first..end),
            }
        }
        (Some(None), Some(Some(suffix))) if suffix == 0 || length == 0 => Part::Beyond,
        (Some(None), Some(Some(suffix))) => Part::Piece(length.saturating_sub(suffix)..length),
        _ => Part::Whole,
    }
}

/// Digits, nothing at all, or (`None`) something else. A number beyond 64 bits is as good as the largest.
fn place(text: &str) -> Option<Option<u64>> {
    if text.is_empty() {
        return Some(None);
    }
    text.bytes().all(|b| b.is_ascii_digit()).then(|| Some(text.parse().unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_those_of_the_standard() {
        let table = [
            ("bytes=0-0", Part::Piece(0..1)),
            ("bytes=0-99", Part::Piece(0..100)),
            ("bytes=0-", Part::Piece(0..100)),
            ("Bytes=90-1000", Part::Piece(90..100)),
            ("bytes=-5", Part::Piece(95..100)),
            ("bytes=-500", Part::Piece(0..100)),
            ("bytes=99-99", Part::Piece(99..100)),
            ("bytes=5-99999999999999999999999", Part::Piece(5..100)),
            ("bytes=100-", Part::Beyond),
            ("bytes=18446744073709551615-", Part::Beyond),
            ("bytes=-0", Part::Beyond),
            ("bytes=5-4", Part::Whole),
            ("bytes=0-1,5-6", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("bytes=1-2-3", Part::Whole),
            ("items=0-1", Part::Whole),
            ("bytes", Part::Whole),
        ];
        for (header, wanted) in table {
            assert_eq!(part(header, 100), wanted, "{header}");
        }
        assert_eq!((part("bytes=0-", 0), part("bytes=-1", 0)), (Part::Beyond, Part::Beyond));
    }
}
