//! The encoding that a .cpg names, in all its spellings, or the header of a .dbf by a byte.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::dos_pages::letters;
use crate::error::{Error, Result};

/// How the bytes of a table are letters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Charset {
    /// An encoding of the web.
    Web(&'static Encoding),
    /// A code page of DOS, by its number: one of those whose letters are known.
    Dos(u16),
}

impl Charset {
    pub(super) const UTF_8: Charset = Charset::Web(UTF_8);
    pub(super) const WINDOWS_1252: Charset = Charset::Web(WINDOWS_1252);

    /// Its name for messages.
    pub(super) fn name(self) -> String {
        match self {
            Charset::Web(encoding) => encoding.name().to_string(),
            Charset::Dos(page) => format!("code page {page}"),
        }
    }

    /// The text; what is no letter becomes U+FFFD.
    pub(super) fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        let table = match self {
            Charset::Web(encoding) => return encoding.decode_without_bom_handling(bytes).0,
            Charset::Dos(page) => letters(page).unwrap_or_default(),
        };
        let high: Vec<char> = table.chars().collect();
        let letter = |b: &u8| {
            if *b < 128 { char::from(*b) } else { high.get(usize::from(*b) - 128).copied().unwrap_or('\u{fffd}') }
        };
        Cow::Owned(bytes.iter().map(letter).collect())
    }
}

/// The encoding that the language byte in the header of a .dbf names; `None` if it is 0 or not known.
pub(super) fn of_language(byte: u8) -> Option<Charset> {
    let label = match byte {
        0x01 | 0x09 | 0x0b | 0x0d | 0x0f | 0x11 | 0x15 | 0x18 | 0x19 | 0x1b => return Some(Charset::Dos(437)),
        0x1f | 0x22 | 0x23 | 0x40 | 0x64 | 0x87 => return Some(Charset::Dos(852)),
        0x6b | 0x88 => return Some(Charset::Dos(857)),
        0x24 => return Some(Charset::Dos(860)),
        0x67 => return Some(Charset::Dos(861)),
        0x1c | 0x6c => return Some(Charset::Dos(863)),
        0x08 | 0x17 | 0x66 => return Some(Charset::Dos(865)),
        0x02 | 0x0a | 0x0e | 0x10 | 0x12 | 0x14 | 0x16 | 0x1a | 0x1d | 0x25 | 0x37 => return Some(Charset::Dos(850)),
        0x03 | 0x57 | 0x58 | 0x59 => "windows-1252",
        0x04 => "macintosh",
        0x13 | 0x7b => "shift_jis",
        0x26 | 0x65 => "ibm866",
        0x4d | 0x7a => "gbk",
        0x4e | 0x79 => "euc-kr",
        0x4f | 0x78 => "big5",
        0x50 | 0x7c => "windows-874",
        0x7d => "windows-1255",
        0x7e => "windows-1256",
        0xc8 => "windows-1250",
        0xc9 => "windows-1251",
        0xca => "windows-1254",
        0xcb => "windows-1253",
        0xcc => "windows-1257",
        _ => return None,
    };
    Encoding::for_label(label.as_bytes()).map(Charset::Web)
}

/// The encoding for a label such as `UTF-8`, `65001`, `ISO-8859-1`, `88591`, `LATIN1`, `1252` or `ANSI 1252`.
///
/// # Errors
/// `Kind::Data` for a label that is not known or an encoding that is not read (such as the code page 864 of DOS).
pub(super) fn encoding(file: &str, cpg: &[u8]) -> Result<Charset> {
    let label = String::from_utf8_lossy(cpg);
    let label = label.trim_start_matches('\u{feff}').trim_matches(|c: char| c.is_whitespace() || c == '\0');
    let plain: String = label.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    let number = ["ANSI", "CP", "WINDOWS", "WIN", "DOS", "MSCP", "MS", "IBM", "OEM", "ISO"]
        .iter()
        .find_map(|prefix| plain.strip_prefix(prefix))
        .unwrap_or(&plain);
    if let Some(page) = number.parse().ok().filter(|page| letters(*page).is_some()) {
        return Ok(Charset::Dos(page));
    }
    let found = match number {
        "UTF8" | "65001" => Some(UTF_8),
        // Windows-1252 has letters where ISO 8859-1 has unused control characters, and is otherwise the same
        "1252" | "88591" | "LATIN1" | "L1" | "28591" | "ASCII" | "USASCII" | "LATIN" => Some(WINDOWS_1252),
        "LATIN9" | "L9" | "28605" => Encoding::for_label(b"iso-8859-15"),
        "MAC" | "MACROMAN" | "MACINTOSH" | "XMACROMAN" | "10000" => Encoding::for_label(b"macintosh"),
        "932" => Encoding::for_label(b"shift_jis"),
        "936" => Encoding::for_label(b"gbk"),
        "949" => Encoding::for_label(b"euc-kr"),
        "950" => Encoding::for_label(b"big5"),
        "866" => Encoding::for_label(b"ibm866"),
        _ if number.len() == 4 && number.starts_with("125") => {
            Encoding::for_label(format!("windows-{number}").as_bytes())
        }
        _ => match number.strip_prefix("8859") {
            Some(part) => Encoding::for_label(format!("iso-8859-{part}").as_bytes()),
            None => Encoding::for_label(label.as_bytes()),
        },
    };
    found.map(Charset::Web).ok_or_else(|| {
        Error::data(format!("{file}: the .cpg names an encoding that is not known: '{label}'"))
            .hint("save the shapefile as UTF-8, or correct the .cpg (for instance: UTF-8, 1252)")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_known() {
        for (label, name) in [
            ("UTF-8", "UTF-8"),
            ("utf8\r\n", "UTF-8"),
            ("65001", "UTF-8"),
            ("ISO-8859-1", "windows-1252"),
            ("ISO8859-1", "windows-1252"),
            ("88591", "windows-1252"),
            ("LATIN1", "windows-1252"),
            ("1252", "windows-1252"),
            ("ANSI 1252", "windows-1252"),
            ("CP1252", "windows-1252"),
            ("windows-1251", "windows-1251"),
            ("1256", "windows-1256"),
            ("ISO 8859-2", "ISO-8859-2"),
            ("88595", "ISO-8859-5"),
            ("Big5", "Big5"),
            ("936", "GBK"),
            ("8859_1", "windows-1252"),
            ("ISO-8859-15", "ISO-8859-15"),
            ("LATIN-9", "ISO-8859-15"),
            ("windows-1250", "windows-1250"),
            ("MacRoman", "macintosh"),
            ("OEM 850", "code page 850"),
            ("437", "code page 437"),
            ("IBM850", "code page 850"),
        ] {
            let found = encoding("b.shp", label.as_bytes()).map(Charset::name);
            assert_eq!(found.as_deref(), Ok(name), "{label}");
        }
    }

    #[test]
    fn a_name_is_recovered_from_every_encoding() {
        for (charset, bytes) in [
            (Charset::UTF_8, &b"S\xc3\xa9gou"[..]),
            (Charset::WINDOWS_1252, b"S\xe9gou"),
            (Charset::Dos(437), b"S\x82gou"),
            (Charset::Dos(850), b"S\x82gou"),
            (Charset::Web(encoding_rs::MACINTOSH), b"S\x8egou"),
        ] {
            assert_eq!(charset.decode(bytes), "Ségou", "{charset:?}");
        }
        let all: Vec<u8> = (0..=255).collect();
        for page in [437, 850, 852, 855, 858, 860, 861, 862, 863, 865] {
            let text = Charset::Dos(page).decode(&all);
            assert_eq!((text.chars().count(), text.contains('\u{fffd}')), (256, false), "{page}");
        }
        for (label, bytes, name) in [
            ("CP852", &b"\x9d\xa2d\xab"[..], "Łódź"),
            ("855", b"\xe2\xa0\xbd\xd6\xd4", "Район"),
            ("OEM 857", b"\x98zmir", "İzmir"),
            ("IBM860", b"Lu\x93s", "Luôs"),
            ("863", b"Mont\x82\x83l", "Montéâl"),
            ("cp865", b"Tr\x9bnd", "Trønd"),
            ("DOS 862", b"\x80\x81", "אב"),
            ("866", b"\x90\xa0\xa9\xae\xad", "Район"),
        ] {
            assert_eq!(encoding("b.shp", label.as_bytes()).expect("known").decode(bytes), name, "{label}");
        }
        assert_eq!(
            (Charset::Dos(850).decode(b"\x90\xd0\xff"), Charset::Dos(437).decode(b"\xe1")),
            ("Éð\u{a0}".into(), "ß".into())
        );
    }

    #[test]
    fn the_language_byte_names_an_encoding() {
        let name = |byte| of_language(byte).map(Charset::name);
        assert_eq!((name(0x57).as_deref(), name(0xc9).as_deref()), (Some("windows-1252"), Some("windows-1251")));
        assert_eq!((name(0x02).as_deref(), name(0x04).as_deref()), (Some("code page 850"), Some("macintosh")));
        assert_eq!((name(0), name(0xff)), (None, None));
        assert!((1..=255).filter_map(of_language).all(|c| c != Charset::UTF_8));
    }

    #[test]
    fn an_unknown_label_is_refused() {
        for label in ["", "864", "OEM 720", "klingon"] {
            assert!(encoding("b.shp", label.as_bytes()).is_err(), "{label}");
        }
    }
}
