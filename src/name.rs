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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_blanks_do_not_count() {
        assert_eq!(fold("  Précision   Géo "), "precision geo");
        assert_eq!(fold("Location\u{a0}"), "location");
        assert_eq!(fold("MÉNAKA"), fold("Me\u{301}naka"));
    }
}
