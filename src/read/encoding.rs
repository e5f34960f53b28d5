//! From bytes to text: byte order marks, UTF-8, UTF-16 and Windows-1252.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::error::{Error, Result};

/// Bytes at the head in which a NUL betrays UTF-16 without a byte order mark.
const HEAD: usize = 4096;

/// Whether the content is a zip archive, which every Excel workbook of today is.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// The text, and a note on what had to be assumed.
///
/// # Errors
/// `Kind::Data` for UTF-16 without a byte order mark or with broken pairs.
pub(super) fn decode(file: &str, bytes: Vec<u8>) -> Result<(String, Option<String>)> {
    match Encoding::for_bom(&bytes) {
        Some((encoding, length)) if encoding == UTF_16LE || encoding == UTF_16BE => {
            return match encoding.decode_without_bom_handling_and_without_replacement(&bytes[length..]) {
                Some(text) => {
                    Ok((text.trim_start_matches('\u{feff}').to_string(), Some(format!("read as {}", encoding.name()))))
                }
                None => Err(Error::data(format!(
                    "{file}: starts with a byte order mark of {}, but is broken further on",
                    encoding.name()
                ))
                .hint("save the file again as UTF-8")),
            };
        }
        _ => {}
    }
    refuse_nul(file, &bytes[..bytes.len().min(HEAD)])?;
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Ok(line_by_line(error.as_bytes())),
    };
    match text.trim_start_matches('\u{feff}') {
        rest if rest.len() < text.len() => Ok((rest.to_string(), None)),
        _ => Ok((text, None)),
    }
}

/// Makes sure that the beginning of a text holds no NUL, as UTF-16 does in every second byte.
///
/// # Errors
/// `Kind::Data` with the line of the first.
pub(super) fn refuse_nul(file: &str, head: &[u8]) -> Result<()> {
    let Some(first) = head.iter().position(|b| *b == 0) else { return Ok(()) };
    if head.iter().filter(|b| **b == 0).count() * 4 >= head.len() {
        return Err(Error::data(format!("{file}: looks like UTF-16 without a byte order mark"))
            .hint("save the file again as UTF-8"));
    }
    let line = head[..first].iter().filter(|b| **b == b'\n').count() + 1;
    Err(Error::data(format!("{file}, line {line}: a NUL character, which no text has"))
        .hint("the file is damaged, or not what its name says: export it again"))
}

/// Text in UTF-8, of which what is not is read as Windows-1252: letters beyond ASCII that stand together are either. So it does
/// not matter whether a file, a line or a field is read at once.
pub(super) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.into();
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    for run in bytes.chunk_by(|a, b| a.is_ascii() == b.is_ascii()) {
        match std::str::from_utf8(run) {
            Ok(run) => text.push_str(run),
            Err(_) => text.push_str(&WINDOWS_1252.decode_without_bom_handling(run).0),
        }
    }
    text.into()
}

/// Reads what is not UTF-8 as Windows-1252, and counts the lines that hold such: files pasted together hold both.
fn line_by_line(bytes: &[u8]) -> (String, Option<String>) {
    let mut bytes = bytes;
    while let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        bytes = rest;
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    let (mut foreign, mut utf8, mut example) = (0u64, 0u64, None);
    for (index, line) in bytes.split_inclusive(|b| *b == b'\n').enumerate() {
        match std::str::from_utf8(line) {
            Ok(line) => {
                utf8 += u64::from(!line.is_ascii());
                text.push_str(line);
            }
            Err(_) => {
                foreign += 1;
                let line = decoded(line);
                example.get_or_insert_with(|| (index + 1, foreign_word(&line)));
                text.push_str(&line);
            }
        }
    }
    let (line, word) = example.unwrap_or((0, String::new()));
    let mut note = format!("not UTF-8; lines read as Windows-1252: {foreign}, for example line {line}: '{word}'");
    if utf8 > 0 {
        note.push_str(&format!("; lines in UTF-8: {utf8}"));
    }
    (text, Some(note))
}

/// The first word with a letter beyond ASCII, cut to 40 letters.
pub(super) fn foreign_word(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '"'))
        .find(|word| !word.is_ascii())
        .unwrap_or("")
        .chars()
        .filter(|c| !c.is_control())
        .take(40)
        .collect()
}

/// Text that was UTF-8 once, then read as Windows-1252 and saved again (`MÃ©naka`), read back (`Ménaka`).
pub(super) fn mend(text: &str) -> Option<String> {
    if !text.contains(['Ã', 'Â', 'â']) {
        return None;
    }
    let (bytes, _, unmappable) = WINDOWS_1252.encode(text);
    if unmappable {
        return None;
    }
    String::from_utf8(bytes.into_owned()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        decode("a.csv", bytes.to_vec()).expect("readable").0
    }

    #[test]
    fn byte_order_marks_are_taken_off() {
        assert_eq!(text(b"\xef\xbb\xbfid"), "id");
        assert_eq!(text(b"\xff\xfei\0d\0"), "id");
        assert_eq!(text(b"\xfe\xff\0i\0d"), "id");
    }

    #[test]
    fn utf_16_without_a_mark_or_broken_is_refused() {
        let error = decode("a.csv", b"i\0d\0".to_vec()).expect_err("no mark");
        assert!(error.message.contains("without a byte order mark"));
        assert!(decode("a.csv", b"\xff\xfe\0\xd8i\0".to_vec()).is_err());
    }

    #[test]
    fn windows_1252_is_noted_with_an_example() {
        let (text, note) = decode("a.csv", b"id,name\n1,K\xe9dougou\n2,Gao\n".to_vec()).expect("readable");
        assert_eq!(text, "id,name\n1,Kédougou\n2,Gao\n");
        let note = note.expect("noted");
        assert!(note.contains("Windows-1252: 1,") && note.contains("line 2: 'Kédougou'"));
    }

    #[test]
    fn a_file_of_both_encodings_is_read_line_by_line() {
        let (text, note) = decode("a.csv", b"M\xe9naka\nM\xc3\xa9naka\n".to_vec()).expect("readable");
        assert_eq!(text, "Ménaka\nMénaka\n");
        assert!(note.is_some_and(|n| n.ends_with("lines in UTF-8: 1")));
    }

    #[test]
    fn a_line_of_both_encodings_is_read_word_by_word() {
        assert_eq!(text(b"M\xe9naka,M\xc3\xa9naka\n"), "Ménaka,Ménaka\n");
        assert_eq!(decoded(b"M\xe9naka"), "Ménaka");
    }

    proptest::proptest! {
        #[test]
        fn a_file_is_what_its_fields_are(fields in proptest::collection::vec("[a-z\u{e0}-\u{ff}\u{20ac}]{0,6}", 1..9), how in 0u32..) {
            let bytes: Vec<Vec<u8>> = fields
                .iter()
                .enumerate()
                .map(|(i, f)| if how >> (i % 32) & 1 == 0 { f.as_bytes().to_vec() } else { WINDOWS_1252.encode(f).0.into_owned() })
                .collect();
            let each: Vec<String> = bytes.iter().map(|field| decoded(field).into_owned()).collect();
            proptest::prop_assert_eq!(text(&bytes.join(&b","[..])), each.join(","));
        }
    }

    #[test]
    fn mojibake_is_mended_and_honest_text_left_alone() {
        assert_eq!(mend("MÃ©naka").as_deref(), Some("Ménaka"));
        assert_eq!(mend("SÃ©gou Region").as_deref(), Some("Ségou Region"));
        assert_eq!(mend("Ménaka"), None);
        assert_eq!(mend("SÃO"), None);
    }
}
