//! The languages that a figure can speak.
//!
//! ```
//! use cercle::language::{Language, Spoken};
//!
//! let counted = Spoken::each(|language| language.count(12_345));
//! assert_eq!(counted.of(Language::English), "12,345");
//! assert_eq!(counted.of(Language::French), "12\u{202f}345");
//! assert_eq!(Language::French.list(&["Gao".into(), "Kidal".into()]), "Gao et Kidal");
//! ```

/// A language of figures and captions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// French.
    French,
}

impl Language {
    /// Every language.
    pub const ALL: [Language; 2] = [Language::English, Language::French];

    /// The BCP 47 tag: "en", "fr".
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::French => "fr",
        }
    }

    /// The language with the tag.
    pub fn find(tag: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|l| l.tag() == tag)
    }

    /// The one of two wordings that is in this language: English first, French second.
    pub fn of<T>(self, english: T, french: T) -> T {
        match self {
            Language::English => english,
            Language::French => french,
        }
    }

    /// The form for so many: English has one form for 1 and another for the rest, French one for 0 and 1 (CLDR plural rules).
    pub fn plural<T>(self, n: u64, one: T, many: T) -> T {
        let single = match self {
            Language::English => n == 1,
            Language::French => n < 2,
        };
        if single { one } else { many }
    }

    /// A whole number with its thousands parted: 12,345 in English, 12 345 with narrow no-break spaces (U+202F) in French.
    pub fn count(self, value: u64) -> String {
        let digits = value.to_string();
        let mut grouped = String::new();
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                grouped.push(self.of(',', '\u{202f}'));
            }
            grouped.push(digit);
        }
        grouped
    }

    /// The space between a number and its unit, at which no line breaks (CLDR: narrow in French).
    pub fn unit_space(self) -> &'static str {
        self.of("\u{a0}", "\u{202f}")
    }

    /// Parts as one enumeration: "a, b and c".
    pub fn list(self, parts: &[String]) -> String {
        let and = self.of(" and ", " et ");
        match parts.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{}{and}{last}", others.join(", ")),
            None => String::new(),
        }
    }

    /// A text with the spaces that the language wants: in French a narrow no-break space (U+202F) before ; : ? ! % and inside
    /// « », wherever an ordinary or no-break space stands there (*Lexique des règles typographiques*, Imprimerie nationale).
    pub fn spaced(self, text: &str) -> String {
        if self == Language::English {
            return text.to_string();
        }
        let mut made = String::with_capacity(text.len());
        let mut before = None;
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            let narrow = before == Some('«') || matches!(letters.peek(), Some(';' | ':' | '?' | '!' | '%' | '»'));
            made.push(if matches!(letter, ' ' | '\u{a0}') && narrow { '\u{202f}' } else { letter });
            before = Some(letter);
        }
        made
    }
}

/// A thing in every language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spoken<T> {
    english: T,
    french: T,
}

impl<T> Spoken<T> {
    /// The thing as `make` words it in each language.
    pub fn each(make: impl Fn(Language) -> T) -> Spoken<T> {
        Spoken { english: make(Language::English), french: make(Language::French) }
    }

    /// The thing in a language.
    pub fn of(&self, language: Language) -> &T {
        language.of(&self.english, &self.french)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_singular_in_french_and_plural_in_english() {
        let forms = |language: Language| [0, 1, 2].map(|n| language.plural(n, "one", "many"));
        assert_eq!(forms(Language::English), ["many", "one", "many"]);
        assert_eq!(forms(Language::French), ["one", "one", "many"]);
    }

    #[test]
    fn french_signs_stand_off_by_a_narrow_space() {
        let spaced = |text| Language::French.spaced(text);
        assert_eq!(
            spaced("Où ? Ici : « là » ; 20 %."),
            "Où\u{202f}? Ici\u{202f}: «\u{202f}là\u{202f}»\u{202f}; 20\u{202f}%."
        );
        assert_eq!(spaced("In Conflict 2024: Mali"), "In Conflict 2024: Mali");
        assert_eq!(Language::English.spaced("a : b"), "a : b");
    }

    #[test]
    fn the_last_two_parts_of_a_list_have_a_word_between() {
        let parts = ["a", "b", "c"].map(String::from);
        assert_eq!(Language::English.list(&parts), "a, b and c");
        assert_eq!(Language::French.list(&parts[..2]), "a et b");
        assert_eq!((Language::French.list(&parts[..1]), Language::French.list(&[])), ("a".to_string(), String::new()));
    }
}
