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

/// Powers of ten, for as many digits as eight bytes hold.
const POWERS: [u64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
/// A byte of eight times.
const ONES: u64 = 0x0101_0101_0101_0101;

/// A plain decimal number with one to three digits before a point and one to seven behind it, eight together at most: the
/// whole field from `start` to `end`. Of other spellings `wide` and `decimal` read some.
///
/// The digits are brought together in eight bytes and read at once; sign and length of the parts decide no jump, for which
/// of them come next no processor can guess.
#[inline(always)]
pub(super) fn number(text: &[u8], (start, end): (usize, usize)) -> Option<f64> {
    let negative = u64::from(*text.get(start)? == b'-');
    let from = start + negative as usize;
    let head = eight_bytes(text, from)?;
    let points = head ^ (ONES * u64::from(b'.'));
    let points = points.wrapping_sub(ONES) & !points & (ONES * 0x80);
    // bits before the first point; 64 if there is none
    let whole = points.trailing_zeros() & !7;
    let places = end.wrapping_sub(from + whole as usize / 8 + 1);
    if !(8..=24).contains(&whole) || !(1..=7).contains(&places) || whole as usize / 8 + places > 8 {
        return None;
    }
    let tail = eight_bytes(text, end.wrapping_sub(8))? >> (64 - 8 * places) << (64 - 8 * places);
    let spare = 64 - 8 * places as u32 - whole;
    let digits = (tail | (head & ((1 << whole) - 1)) << spare) ^ (ONES * u64::from(b'0')) >> spare << spare;
    if others(digits) != 0 {
        return None;
    }
    // signed numbers become doubles in one step
    Some(signed(joined(digits) as i64 as f64 / TENS[places], negative))
}

/// A plain decimal number with one to three digits before a point and up to fifteen digits in all.
pub(super) fn wide(text: &[u8], (start, end): (usize, usize)) -> Option<f64> {
    let negative = u64::from(*text.get(start)? == b'-');
    let from = start + negative as usize;
    let point = from + text.get(from..end)?.iter().take(4).position(|b| *b == b'.')?;
    let (whole, places) = (point - from, end - point - 1);
    if whole == 0 || places == 0 || whole + places > 15 {
        return None;
    }
    let before = leading(text, from, whole)?;
    let first = leading(text, point + 1, places.min(8))?;
    let then = places.saturating_sub(8);
    let last = if then > 0 { leading(text, point + 9, then)? } else { 0 };
    let value = (before * POWERS[places.min(8)] + first) * POWERS[then] + last;
    Some(signed(value as i64 as f64 / TENS[places], negative))
}

/// The number that so many bytes, one to eight, make if all of them are digits.
#[inline(always)]
fn leading(text: &[u8], at: usize, count: usize) -> Option<u64> {
    let spare = 64 - 8 * count as u32;
    let digits = (eight_bytes(text, at)? ^ (ONES * u64::from(b'0'))) << spare;
    (others(digits) == 0).then(|| joined(digits))
}

/// Eight bytes of the text, the first one lowest; `None` where it has not so many.
#[inline(always)]
fn eight_bytes(text: &[u8], at: usize) -> Option<u64> {
    text.get(at..)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
}

/// A bit in each of eight bytes that is not below ten: in the lowest of them for certain.
#[inline(always)]
fn others(digits: u64) -> u64 {
    (digits | (digits & (ONES * 0x7f)).wrapping_add(ONES * 0x76)) & (ONES * 0x80)
}

/// The number that eight digits make, the first one lowest: neighbours are joined to pairs, fours and eights by
/// multiplications (Langdale and Lemire 2019).
#[inline(always)]
fn joined(digits: u64) -> u64 {
    let fours = pairs(digits).wrapping_mul(100).wrapping_add(pairs(digits) >> 16) & 0x0000_ffff_0000_ffff;
    fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff
}

/// Eight digits as four numbers of two digits.
#[inline(always)]
fn pairs(digits: u64) -> u64 {
    digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00ff_00ff_00ff_00ff
}

/// The size with its sign, which is the highest bit; adding zero turns -0 into 0.
#[inline(always)]
fn signed(size: f64, negative: u64) -> f64 {
    f64::from_bits(size.to_bits() | negative << 63) + 0.0
}

/// Days of the months from 1 to 12, of a year that is no leap year.
const DAYS: [u8; 16] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0, 0, 0];

/// A day such as `2024-03-31` as the number 20240331; `None` for other spellings and for days that do not exist.
#[inline(always)]
pub(super) fn iso_day(text: &[u8]) -> Option<u32> {
    let text: &[u8; 10] = text.try_into().ok()?;
    let (first, last) = (eight_bytes(text, 0)?, eight_bytes(text, 2)?);
    let dashes = 0xff00_00ff_0000_0000;
    if first & dashes != (ONES * u64::from(b'-')) & dashes {
        return None;
    }
    // YYYY from the first eight bytes, MM and DD from the last
    let digits = (first & 0xffff_ffff) | (last >> 24 & 0xffff) << 32 | last >> 48 << 48;
    let digits = digits ^ (ONES * u64::from(b'0'));
    if others(digits) != 0 {
        return None;
    }
    let [century, year, month, day] = [0, 16, 32, 48].map(|bits| (pairs(digits) >> bits) as u32 & 0xff);
    let year = century * 100 + year;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = u32::from(DAYS[month as usize & 15]) + u32::from(month == 2 && leap);
    let exists = month < 16 && day.wrapping_sub(1) < last;
    (exists && (1900..=2100).contains(&year)).then_some((year * 100 + month) * 100 + day)
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
        assert_eq!(iso_day(b"2024-02-29"), Some(20_240_229));
        for odd in [
            "2023-02-29",
            "1900-02-29",
            "2023-02-30",
            "2024-04-31",
            "2024-13-01",
            "2024-3-01",
            "1800-01-01",
            "20240331",
            "2024-00-01",
            "2024-01-00",
        ] {
            assert_eq!(iso_day(odd.as_bytes()), None, "{odd}");
        }
    }

    proptest! {
        #[test]
        fn fields_are_numbers_as_the_standard_library_reads_them(
            before in "[-0-9.,]{0,9}", text in "-?[0-9]{0,4}\\.?[0-9]{0,16}|[-0-9./:;x]{0,12}", behind in "[0-9,.\n]{0,9}",
        ) {
            let line = format!("{before}{text}{behind}");
            let span = (before.len(), before.len() + text.len());
            let [quick, wide] = [number(line.as_bytes(), span), wide(line.as_bytes(), span)];
            let digits = text.strip_prefix('-').unwrap_or(&text);
            let parts = digits.split_once('.').filter(|(a, b)| (1..=3).contains(&a.len()) && !b.is_empty());
            let plain = parts.filter(|(a, b)| a.bytes().chain(b.bytes()).all(|b| b.is_ascii_digit()));
            let expected = plain.map(|_| (text.parse::<f64>().expect("a number") + 0.0).to_bits());
            let count = digits.len().saturating_sub(1);
            // eight bytes are loaded at once, which the text may not have
            let room = line.len() >= span.0 + 24 && span.1 >= 8;
            for (found, most) in [(quick, 8), (wide, 15)] {
                match found {
                    Some(found) => prop_assert_eq!(Some(found.to_bits()), expected),
                    None => prop_assert!(expected.is_none() || count > most || !room),
                }
            }
        }

        #[test]
        fn days_are_those_of_the_calendar(text in "(1[89]|2[01])[0-9][0-9]-[0-3][0-9]-[0-3][0-9]|[-0-9:/x]{8,11}") {
            let day: Option<jiff::civil::Date> = text.parse().ok().filter(|_| text.len() == 10);
            let number = |d: jiff::civil::Date| (d.year() as u32 * 100 + d.month() as u32) * 100 + d.day() as u32;
            let plain = day.filter(|d| (1900..=2100).contains(&d.year()));
            prop_assert_eq!(iso_day(text.as_bytes()), plain.map(number));
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
