//! Names compared as people read them.
//!
//! ```
//! use cercle::name::fold;
//!
//! assert_eq!(fold(" Ménaka "), fold("MENAKA"));
//! ```

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A name without the differences that people do not see: case, accents, blanks around and doubled blanks.
pub fn fold(name: &str) -> String {
    let bare: String = name.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    let words: Vec<&str> = bare.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// Whether XML 1.0 (section 2.2) forbids a character, however it is written.
pub fn xml_forbids(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// A name on one line and without characters that are no letters of any script: breaks of lines become blanks, other control
/// characters and noncharacters (Unicode, section 23.7) are dropped. `None` if it has none.
pub fn without_controls(name: &str) -> Option<String> {
    let is_break = |c: char| "\t\n\r\u{b}\u{c}\u{85}\u{2028}\u{2029}".contains(c);
    let is_none =
        |c: char| c.is_control() || matches!(u32::from(c), 0xfdd0..=0xfdef) || u32::from(c) & 0xfffe == 0xfffe;
    if !name.contains(|c: char| is_break(c) || is_none(c)) {
        return None;
    }
    let kept = name.chars().filter(|c| is_break(*c) || !is_none(*c));
    Some(kept.map(|c| if is_break(c) { ' ' } else { c }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_script_writes_is_dropped_and_everything_else_kept() {
        for (name, clean) in [
            ("c\u{1}d", "cd"),
            ("San\u{0}", "San"),
            ("Ville\nNeuve\u{2028}Sud\u{85}", "Ville Neuve Sud "),
            ("\u{1b}[2Je\u{ffff}f\u{1fffe}\u{fdd0}", "[2Jef"),
        ] {
            assert_eq!(without_controls(name).as_deref(), Some(clean));
        }
        for name in ["", "Ségou", "N’Djaména  1 ", "تمبكتو", "a\u{200d}b\u{202e}\u{fffd}"] {
            assert_eq!(without_controls(name), None, "{name}");
        }
        assert!(
            ['\0', '\u{1f}', '\u{ffff}'].into_iter().all(xml_forbids)
                && !"\t\n\r é\u{85}\u{fffd}".contains(xml_forbids)
        );
    }

    #[test]
    fn case_accents_and_blanks_do_not_count() {
        assert_eq!(fold("  Précision   Géo "), "precision geo");
        assert_eq!(fold("Location\u{a0}"), "location");
        assert_eq!(fold("MÉNAKA"), fold("Me\u{301}naka"));
    }
}
