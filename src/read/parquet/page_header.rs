//! The headers of pages, looked at before the decoder does: it goes on for hours over a list that claims billions of entries,
//! also behind the end of the file.
//!
//! They are structures of Thrift's compact protocol: numbers, texts and structures within (parquet.thrift, `PageHeader`). There are
//! no lists in them.

/// Most structures within each other: a header has three.
const DEEPEST: u32 = 8;

/// Why a header is not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Odd {
    /// The bytes end before it does.
    Unfinished,
    /// It holds what no header of a page has.
    Foreign,
}

/// The length of the header that the bytes begin with.
///
/// # Errors
/// Why there is none.
pub(super) fn length(bytes: &[u8]) -> Result<usize, Odd> {
    let mut at = 0;
    structure(bytes, &mut at, DEEPEST)?;
    Ok(at)
}

/// Passes over a structure.
fn structure(bytes: &[u8], at: &mut usize, deep: u32) -> Result<(), Odd> {
    let deeper = deep.checked_sub(1).ok_or(Odd::Foreign)?;
    loop {
        let field = byte(bytes, at)?;
        if field == 0 {
            return Ok(());
        }
        if field >> 4 == 0 {
            varint(bytes, at)?; // its number, where it is not told from the last one
        }
        match field & 0x0f {
            1 | 2 => {} // yes and no
            3 => pass(bytes, at, 1)?,
            4..=6 => drop(varint(bytes, at)?),
            7 => pass(bytes, at, 8)?,
            8 => {
                let length = varint(bytes, at)?;
                pass(bytes, at, length)?;
            }
            12 => structure(bytes, at, deeper)?,
            _ => return Err(Odd::Foreign),
        }
    }
}

fn byte(bytes: &[u8], at: &mut usize) -> Result<u8, Odd> {
    let found = bytes.get(*at).copied().ok_or(Odd::Unfinished)?;
    *at += 1;
    Ok(found)
}

fn pass(bytes: &[u8], at: &mut usize, length: u64) -> Result<(), Odd> {
    let end = usize::try_from(length).ok().and_then(|length| at.checked_add(length)).ok_or(Odd::Foreign)?;
    *at = end;
    if end <= bytes.len() { Ok(()) } else { Err(Odd::Unfinished) }
}

fn varint(bytes: &[u8], at: &mut usize) -> Result<u64, Odd> {
    let mut value = 0;
    for shift in (0..70).step_by(7) {
        let part = byte(bytes, at)?;
        value |= u64::from(part & 0x7f).checked_shl(shift).unwrap_or(0);
        if part & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(Odd::Foreign)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A data page with statistics: type 0, 20 and 20 bytes, 3 values, the largest "b", one without a value.
    const HEADER: [u8; 26] = [
        0x15, 0, 0x15, 40, 0x15, 40, 0x2c, 0x15, 6, 0x15, 0, 0x15, 6, 0x15, 6, 0x1c, 0x18, 1, b'b', 0x26, 2, 0x41, 0,
        0, 0, 99,
    ];

    #[test]
    fn a_header_ends_where_its_structure_does() {
        assert_eq!(length(&HEADER), Ok(25));
        for end in 0..25 {
            assert_eq!(length(&HEADER[..end]), Err(Odd::Unfinished), "{end} bytes");
        }
    }

    #[test]
    fn lists_and_deep_structures_are_no_part_of_a_header() {
        let endless = [0x15, 0, 0x15, 40, 0x19, 0xf7, 0xff, 0xff, 0xff, 0xff, 7];
        assert_eq!(length(&endless), Err(Odd::Foreign));
        for kind in [9, 10, 11, 13, 14, 15] {
            assert_eq!(length(&[0x10 | kind, 0, 0]), Err(Odd::Foreign), "{kind}");
        }
        assert_eq!(length(&[0x1c; 1000]), Err(Odd::Foreign));
        assert_eq!(length(&[0x15, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]), Err(Odd::Foreign));
        assert_eq!(length(&[0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]), Err(Odd::Foreign));
    }
}
