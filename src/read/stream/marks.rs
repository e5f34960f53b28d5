//! The bytes that may end a field, found many at a time.

/// Bytes that are looked at together: a bit each in a word.
const WIDE: usize = 64;

/// Walks over the separators, line breaks, quotes and NUL bytes of a text.
#[derive(Clone, Copy)]
pub(super) struct Marks<'a> {
    text: &'a [u8],
    separator: u8,
    /// A bit for each mark among the bytes looked at last that was not answered yet, the first byte lowest.
    left: u64,
    /// Where those bytes begin, and those after them.
    from: usize,
    next: usize,
}

impl<'a> Marks<'a> {
    /// All marks of a text of which the fields have this separator.
    pub(super) fn new(text: &'a [u8], separator: u8) -> Marks<'a> {
        Marks { text, separator, left: 0, from: 0, next: 0 }
    }

    /// The place of the next mark; the length of the text if there is none.
    #[inline(always)]
    pub(super) fn next(&mut self) -> usize {
        while self.left == 0 {
            let rest = self.text.get(self.next..).unwrap_or_default();
            if rest.is_empty() {
                return self.text.len();
            }
            self.from = self.next;
            self.next += WIDE;
            self.left =
                rest.first_chunk().map_or_else(|| end(rest, self.separator), |bytes| bits(bytes, self.separator));
        }
        let at = self.from + self.left.trailing_zeros() as usize;
        self.left &= self.left - 1;
        at
    }

    /// Goes on at a place: the next mark is the first from there.
    pub(super) fn seek(&mut self, at: usize) {
        (self.left, self.next) = (0, at);
    }
}

/// A bit for each byte that is a mark. The comparisons become vector instructions; a multiplication gathers the lowest bits
/// of eight bytes in its highest byte.
#[inline(always)]
fn bits(bytes: &[u8; WIDE], separator: u8) -> u64 {
    let mut marks = [0; WIDE];
    for (mark, &b) in marks.iter_mut().zip(bytes) {
        *mark = u8::from((b == separator) | (b == b'\n') | (b == b'\r') | (b == b'"') | (b == 0));
    }
    let eights = marks.as_chunks::<8>().0.iter().enumerate();
    eights.fold(0, |bits, (i, eight)| {
        let gathered = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        bits | gathered << (8 * i)
    })
}

/// The same for the fewer bytes at the end of a text.
#[cold]
fn end(rest: &[u8], separator: u8) -> u64 {
    let mut bytes = [if separator == b' ' { b'x' } else { b' ' }; WIDE];
    bytes[..rest.len()].copy_from_slice(rest);
    bits(&bytes, separator)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn marks_are_those_found_byte_by_byte(
            text in prop::collection::vec(prop::sample::select(b"a,;\"\n\r\0\x80\xff1 ".to_vec()), 0..300),
            from in 0..300usize,
        ) {
            let expected = |from: usize| -> Vec<usize> {
                (from..text.len()).filter(|at| b",\n\r\"\0".contains(&text[*at])).collect()
            };
            let mut marks = Marks::new(&text, b',');
            let rest = |marks: &mut Marks| -> Vec<usize> {
                std::iter::from_fn(|| Some(marks.next())).take_while(|at| *at < text.len()).collect()
            };
            prop_assert_eq!(rest(&mut marks), expected(0));
            prop_assert_eq!(marks.next(), text.len());
            marks.seek(from);
            prop_assert_eq!(rest(&mut marks), expected(from));
            let mut marks = Marks::new(&text, b',');
            marks.next();
            marks.seek(from);
            prop_assert_eq!(rest(&mut marks), expected(from));
        }
    }
}
