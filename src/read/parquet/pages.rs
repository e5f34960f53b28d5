//! Pages of a Parquet column on their way to the decoder: what they claim to hold is checked first, for it makes room for as
//! many values as are claimed, and a failed allocation ends the process.

use bytes::Bytes;
use parquet::basic::Encoding;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};

/// Values that a page may hold: a page has about a megabyte, and the largest some dozens.
const MOST_VALUES: u64 = 1 << 26;

/// Pages of which none claims more than it can hold.
pub(super) struct CheckedPages<P> {
    pages: P,
    /// The highest levels of repetition and definition, which are written before the values; 0 where there are none.
    levels: [i16; 2],
}

impl<P: PageReader> CheckedPages<P> {
    /// The pages of a column with its highest levels of repetition and definition.
    pub(super) fn new(pages: P, levels: [i16; 2]) -> CheckedPages<P> {
        CheckedPages { pages, levels }
    }
}

impl<P: PageReader> Iterator for CheckedPages<P> {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Result<Page>> {
        self.get_next_page().transpose()
    }
}

impl<P: PageReader> PageReader for CheckedPages<P> {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.pages.get_next_page()?;
        page.iter().try_for_each(|page| check(page, self.levels)).map_err(ParquetError::General)?;
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        self.pages.at_record_boundary()
    }
}

fn check(page: &Page, levels: [i16; 2]) -> std::result::Result<(), String> {
    let (values, encoding, claimed) = match page {
        Page::DictionaryPage { buf, num_values, .. } => {
            // the shortest value of a dictionary is an empty text, of which the length is written
            return match u64::from(*num_values) > buf.len() as u64 {
                true => Err(format!("a dictionary of {} bytes claims {num_values} values", buf.len())),
                false => Ok(()),
            };
        }
        Page::DataPage { buf, encoding, def_level_encoding, rep_level_encoding, num_values, .. } => {
            let mut skipped = 0usize;
            for (highest, of) in levels.into_iter().zip([rep_level_encoding, def_level_encoding]).filter(|l| l.0 > 0) {
                let bits = 16 - highest.leading_zeros() as usize;
                skipped += match of {
                    Encoding::RLE => 4 + length(after(buf, skipped)),
                    _ => (*num_values as usize * bits).div_ceil(8),
                };
            }
            (after(buf, skipped), *encoding, *num_values)
        }
        Page::DataPageV2 { buf, encoding, num_values, def_levels_byte_len, rep_levels_byte_len, .. } => {
            let skipped = (*def_levels_byte_len as usize).saturating_add(*rep_levels_byte_len as usize);
            (after(buf, skipped), *encoding, *num_values)
        }
    };
    if u64::from(claimed) > MOST_VALUES {
        return Err(format!("a page claims {claimed} values; at most {MOST_VALUES} are read"));
    }
    match encoding {
        Encoding::DELTA_BINARY_PACKED | Encoding::DELTA_LENGTH_BYTE_ARRAY => deltas(values, claimed).map(drop),
        // lengths of what each text has in common with the one before, then of the rest
        Encoding::DELTA_BYTE_ARRAY => deltas(values, claimed).and_then(|rest| deltas(rest, claimed)).map(drop),
        _ => Ok(()),
    }
}

fn length(bytes: &[u8]) -> usize {
    bytes.first_chunk().map_or(0, |length| u32::from_le_bytes(*length) as usize)
}

fn after(page: &Bytes, skipped: usize) -> &[u8] {
    page.get(skipped..).unwrap_or_default()
}

/// What follows numbers in the delta encoding (Encodings.md of the format), of which there may be so many.
fn deltas(bytes: &[u8], most: u32) -> std::result::Result<&[u8], String> {
    // a page without values may say nothing
    if bytes.is_empty() {
        return Ok(bytes);
    }
    let mut rest = bytes;
    let cut = || "a page of differences is cut off".to_string();
    let mut number = || varint(&mut rest).ok_or_else(cut);
    let (block, minis, count, _first) = (number()?, number()?, number()?, number()?);
    if count > u64::from(most) {
        return Err(format!("a page of {most} values claims {count}"));
    }
    if minis == 0 || block == 0 || block % minis != 0 || minis > rest.len() as u64 && count > 1 {
        return Err("a page of differences contradicts itself".to_string());
    }
    let in_mini = block / minis;
    let mut left = count.saturating_sub(1);
    while left > 0 {
        varint(&mut rest).ok_or_else(cut)?;
        let (widths, values) = rest.split_at_checked(minis as usize).ok_or_else(cut)?;
        rest = values;
        for width in widths {
            if left == 0 {
                break;
            }
            let bits = in_mini.checked_mul(u64::from(*width)).ok_or_else(cut)?;
            // the last of all may be shorter than the others: the decoder knows what to do
            rest = rest.get(usize::try_from(bits.div_ceil(8)).map_err(|_| cut())?..).unwrap_or_default();
            left = left.saturating_sub(in_mini);
        }
    }
    Ok(rest)
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(buf: &[u8], num_values: u32, encoding: Encoding) -> Page {
        let (def_level_encoding, rep_level_encoding) = (Encoding::RLE, Encoding::RLE);
        let buf = Bytes::copy_from_slice(buf);
        Page::DataPage { buf, num_values, encoding, def_level_encoding, rep_level_encoding, statistics: None }
    }

    #[test]
    fn a_page_that_claims_more_than_it_holds_is_refused() {
        let dictionary = |num_values| Page::DictionaryPage {
            buf: Bytes::from_static(&[0; 8]),
            num_values,
            encoding: Encoding::PLAIN,
            is_sorted: false,
        };
        assert!(check(&dictionary(8), [0, 0]).is_ok() && check(&dictionary(1 << 31), [0, 0]).is_err());
        assert!(check(&data(&[], u32::MAX, Encoding::PLAIN), [0, 0]).is_err());
        // blocks of 128 in 4 parts, three values from 5 on, differences of 1 in no bits
        let three = [128, 1, 4, 3, 10, 2, 0, 0, 0, 0];
        let many = [128, 1, 4, 0xff, 0xff, 0xff, 0xff, 0x0f, 10, 2, 0, 0, 0, 0];
        for encoding in [Encoding::DELTA_BINARY_PACKED, Encoding::DELTA_LENGTH_BYTE_ARRAY] {
            assert_eq!(check(&data(&three, 3, encoding), [0, 0]), Ok(()));
            assert!(check(&data(&three, 2, encoding), [0, 0]).is_err());
            assert!(check(&data(&many, 3, encoding), [0, 0]).is_err());
            let behind = [&[2, 0, 0, 0, 6, 1], &three[..]].concat();
            assert_eq!(check(&data(&behind, 3, encoding), [0, 1]), Ok(()));
            let behind = [&[2, 0, 0, 0, 6, 1], &many[..]].concat();
            assert!(check(&data(&behind, 3, encoding), [0, 1]).is_err());
        }
        let both = |second: &[u8]| check(&data(&[&three, second].concat(), 3, Encoding::DELTA_BYTE_ARRAY), [0, 0]);
        assert_eq!(both(&three), Ok(()));
        assert!(both(&many).is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_a_page_or_none(bytes in proptest::collection::vec(0u8.., 0..80), values in 0u32..100, levels in [0i16..3, 0i16..3]) {
            for encoding in [Encoding::PLAIN, Encoding::DELTA_BYTE_ARRAY, Encoding::DELTA_LENGTH_BYTE_ARRAY] {
                let _ = check(&data(&bytes, values, encoding), levels);
            }
        }
    }
}
