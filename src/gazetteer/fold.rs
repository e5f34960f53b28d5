//! Names of administrative units without what sources write differently.

use crate::name::fold;

/// Words that say what kind of unit a name is of, folded: they are taken off at either end of a name, whole words only.
/// "state", "city", "town" and "commune" are not among them, for they are parts of names ("Free State", "Commune I").
pub const GENERIC: [&str; 10] = [
    "region",
    "district",
    "cercle",
    "province",
    "department",
    "departement",
    "prefecture",
    "county",
    "governorate",
    "gouvernorat",
];
/// What stands between such a word and the name: "District of Kati", "Région de Ségou".
const LINKS: [&str; 9] = ["of", "the", "de", "du", "des", "d", "la", "le", "l"];

/// A name as it is compared: without case, accents, doubled blanks and punctuation; apostrophes join what they part.
pub(super) fn plain(name: &str) -> String {
    words(name).join(" ").replace('\'', "")
}

/// The same without words such as "region" at either end; empty if nothing else is there.
pub(super) fn bare(name: &str) -> String {
    let all = words(name);
    let mut left: &[String] = &all;
    if let [first, rest @ ..] = left
        && GENERIC.contains(&first.as_str())
    {
        left = rest;
        while let [link, rest @ ..] = left
            && LINKS.contains(&link.as_str())
        {
            left = rest;
        }
        if let [first, rest @ ..] = left
            && let Some((_, cut)) = first.split_once('\'').filter(|(link, cut)| LINKS.contains(link) && !cut.is_empty())
        {
            return std::iter::once(cut)
                .chain(rest.iter().map(String::as_str))
                .collect::<Vec<_>>()
                .join(" ")
                .replace('\'', "");
        }
    }
    if let [rest @ .., last] = left
        && GENERIC.contains(&last.as_str())
    {
        left = rest;
    }
    left.join(" ").replace('\'', "")
}

/// The words of a folded name. Letters that accents do not make (œ, ø, ł) are written as two or as their plain twins.
fn words(name: &str) -> Vec<String> {
    let mut text = String::new();
    for c in fold(name).chars() {
        match c {
            'œ' => text.push_str("oe"),
            'æ' => text.push_str("ae"),
            'ß' => text.push_str("ss"),
            'ø' => text.push('o'),
            'ł' => text.push('l'),
            'đ' => text.push('d'),
            'ı' => text.push('i'),
            '\'' | '’' | '‘' | 'ʼ' | '`' | '´' => text.push('\''),
            c if c.is_alphanumeric() => text.push(c),
            _ => text.push(' '),
        }
    }
    text.split_whitespace().map(|w| w.trim_matches('\'').to_string()).filter(|w| !w.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_punctuation_do_not_count() {
        for (a, b) in
            [("Gourma-Rharous", "GOURMA RHAROUS"), ("N’Djamena", "Ndjaména"), ("Ménaka.", " menaka"), ("Œuf", "oeuf")]
        {
            assert_eq!(plain(a), plain(b), "{a}");
        }
        assert_ne!(plain("Kayes"), plain("Kaye"));
    }

    #[test]
    fn generic_words_are_taken_off_at_the_ends_only() {
        for (name, expected) in [
            ("Ségou Region", "segou"),
            ("Région de Ségou", "segou"),
            ("Cercle d'Ansongo", "ansongo"),
            ("District of Kati", "kati"),
            ("District de l’Ouest", "ouest"),
            ("Region", ""),
            ("Free State", "free state"),
            ("La Région Bleue", "la region bleue"),
        ] {
            assert_eq!(bare(name), expected, "{name}");
        }
    }
}
