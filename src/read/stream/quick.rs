//! Values in the plainest spelling, read straight from bytes. What is spelt otherwise goes the careful way.

/// Powers of ten that doubles hold exactly.
const TENS: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// A plain decimal number such as `-3.625`, and whether it has a point: no exponent, plus sign, blanks or comma.
///
/// Up to 15 digits, number and power of ten are exact, so that one division rounds rightly (Clinger 1990); longer ones
/// are left to the standard library.
#[inline]
pub(super) fn decimal(text: &[u8]) -> Option<(f64, bool)> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let (mut value, mut point) = (0u64, None);
    if digits.len() > 16 {
        return long(text);
    }
    for (at, &byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => value = value * 10 + u64::from(byte - b'0'),
            b'.' if point.is_none() && at > 0 => point = Some(digits.len() - 1 - at),
            _ => return None,
        }
    }
    let fraction = point.unwrap_or(0);
    if digits.is_empty() || point == Some(0) || value >= 1_000_000_000_000_000 {
        return if digits.is_empty() { None } else { long(text) };
    }
    let size = value as f64 / TENS[fraction];
    // adding zero turns -0 into 0
    Some((if negative { -size + 0.0 } else { size }, point.is_some()))
}

#[cold]
fn long(text: &[u8]) -> Option<(f64, bool)> {
    if text.len() > 40 || !text.iter().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.')) {
        return None;
    }
    let value: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    Some((value + 0.0, text.contains(&b'.')))
}

/// A plain decimal number with up to three digits before the point, read from `at` on, and where it ends; `None` if the
/// text there is not one, though `decimal` may read it.
#[inline]
pub(super) fn number_at(text: &[u8], mut at: usize) -> Option<((f64, bool), usize)> {
    let negative = *text.get(at)? == b'-';
    at += usize::from(negative);
    let whole = text.get(at..at + 4)?;
    let digits = whole.iter().position(|b| !b.is_ascii_digit())?;
    let value = whole[..digits].iter().fold(0u64, |n, b| n * 10 + u64::from(b - b'0'));
    at += digits;
    if digits == 0 || whole[digits] != b'.' {
        return (digits > 0).then_some(((sign(value as f64, negative), false), at));
    }
    let (fraction, count) = digits_of(u64::from_le_bytes(text.get(at + 1..at + 9)?.try_into().ok()?));
    at += 1 + count;
    // more than eight digits, or none, are rare enough for the long way
    if count == 0 || text.get(at)?.is_ascii_digit() {
        return None;
    }
    // below 2^53, and signed numbers become doubles in one step
    let size = (value * POWERS[count] + fraction) as i64 as f64 / TENS[count];
    Some(((sign(size, negative), true), at))
}

/// Powers of ten.
const POWERS: [u64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

fn sign(size: f64, negative: bool) -> f64 {
    // adding zero turns -0 into 0
    if negative { -size + 0.0 } else { size }
}

/// The number that the leading digits of eight bytes, the first one lowest, make, and how many digits there are.
///
/// All eight are looked at together: a byte is a digit if, less `0`, it is below ten; then pairs, fours and eights of
/// digits are joined by multiplications (Langdale and Lemire 2019).
#[inline]
fn digits_of(bytes: u64) -> (u64, usize) {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let less = bytes ^ (ONES * 0x30);
    let others = (less | (less & (ONES * 0x7f)).wrapping_add(ONES * 0x76)) & (ONES * 0x80);
    let count = (others.trailing_zeros() / 8) as usize;
    if count == 0 {
        return (0, 0);
    }
    let digits = less << (64 - 8 * count as u32);
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    let eight = fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff;
    (eight, count)
}

/// A day such as `2024-03-31` as the number 20240331; `None` for other spellings and for days that may not exist.
#[inline]
pub(super) fn iso_day(text: &[u8]) -> Option<u32> {
    let [a, b, c, d, b'-', e, f, b'-', g, h] = *text else { return None };
    let digits = [a, b, c, d, e, f, g, h];
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = digits.iter().fold(0, |n, d| n * 10 + u32::from(d - b'0'));
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    let sure = (1900..=2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let exists = day <= 28 || (month != 2 && (day <= 30 || !matches!(month, 4 | 6 | 9 | 11)));
    (sure && exists).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_plain_spellings_are_read() {
        assert_eq!(decimal(b"-3.625"), Some((-3.625, true)));
        assert_eq!(decimal(b"12"), Some((12.0, false)));
        assert!(decimal(b"-0").is_some_and(|(v, _)| v.is_sign_positive()));
        for odd in ["", "-", ".", "+1", "1e5", "1,5", " 1", "1 ", ".5", "nan", "inf", "--1", "1.2.3", "12.5N"] {
            assert_eq!(decimal(odd.as_bytes()), None, "{odd}");
        }
        assert_eq!(iso_day(b"2024-03-31"), Some(20_240_331));
        for odd in ["2024-02-29", "2023-02-30", "2024-04-31", "2024-13-01", "2024-3-01", "1800-01-01", "20240331"] {
            assert_eq!(iso_day(odd.as_bytes()), None, "{odd}");
        }
    }

    proptest! {
        #[test]
        fn numbers_within_a_text_are_those_of_the_standard_library(
            text in "-?[0-9]{0,4}\\.?[0-9]{0,10}", behind in "[,;x \"\n-]", rest in "[0-9,x]{8,12}",
        ) {
            let line = format!("7,{text}{behind}{rest}");
            if let Some(((found, point), end)) = number_at(line.as_bytes(), 2) {
                let read = &line[2..end];
                let expected: f64 = read.parse().expect("a number");
                prop_assert_eq!(found.to_bits(), (expected + 0.0).to_bits());
                prop_assert_eq!((point, read), (read.contains('.'), text.as_str()));
            }
        }

        #[test]
        fn numbers_are_those_of_the_standard_library(text in "-?[0-9]{1,18}(\\.[0-9]{1,18})?") {
            let expected: f64 = text.parse().expect("a number");
            if let Some((found, point)) = decimal(text.as_bytes()) {
                prop_assert_eq!(found.to_bits(), (expected + 0.0).to_bits());
                prop_assert_eq!(point, text.contains('.'));
            } else {
                prop_assert!(text.len() > 40);
            }
        }
    }
}
