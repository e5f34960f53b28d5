//! The encoding that a .cpg names, in all its spellings.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use crate::error::{Error, Result};

/// The encoding for a label such as `UTF-8`, `65001`, `ISO-8859-1`, `88591`, `LATIN1`, `1252` or `ANSI 1252`.
///
/// # Errors
/// `Kind::Data` for a label that is not known or an encoding that is not read (such as the DOS code pages).
pub(super) fn encoding(file: &str, cpg: &[u8]) -> Result<&'static Encoding> {
    let label = String::from_utf8_lossy(cpg);
    let label = label.trim_start_matches('\u{feff}').trim_matches(|c: char| c.is_whitespace() || c == '\0');
    let plain: String = label.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    let number = ["ANSI", "CP", "WINDOWS", "MSCP", "MS", "IBM", "OEM", "ISO"]
        .iter()
        .find_map(|prefix| plain.strip_prefix(prefix))
        .unwrap_or(&plain);
    let found = match number {
        "UTF8" | "65001" => Some(UTF_8),
        // Windows-1252 has letters where ISO 8859-1 has unused control characters, and is otherwise the same
        "1252" | "88591" | "LATIN1" | "L1" | "28591" | "ASCII" | "USASCII" => Some(WINDOWS_1252),
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
    found.ok_or_else(|| {
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
        ] {
            assert_eq!(encoding("b.shp", label.as_bytes()).map(Encoding::name), Ok(name), "{label}");
        }
    }

    #[test]
    fn an_unknown_label_is_refused() {
        for label in ["", "850", "OEM 437", "klingon"] {
            assert!(encoding("b.shp", label.as_bytes()).is_err(), "{label}");
        }
    }
}
