//! The words of symbols by kind.

use super::{Subject, share};
use crate::furniture::{Header, count};
use crate::language::Language;

/// Most characters of an alternative text.
const LONGEST: usize = 400;
/// Kinds that it names where all of them would be too much.
const NAMED: usize = 3;

/// "Other (4 kinds)".
pub fn other_kinds(language: Language, kinds: usize) -> String {
    let n = count(language, kinds as u64);
    let kind = language.plural(kinds as u64, language.of("kind", "type"), language.of("kinds", "types"));
    format!("{}, {n} {kind}", language.of("Other", "Autres"))
}

/// Incidents whose source does not say the kind.
pub fn not_stated(language: Language) -> &'static str {
    language.of("Not stated", "Non précisé")
}

/// "Weapon: 78 located".
pub fn kinds_heading(language: Language, label: &str, located: u32) -> String {
    let n = count(language, located.into());
    let are = language.of("located", language.plural(located.into(), "localisé", "localisés"));
    language.of(format!("{label}: {n} {are}"), format!("{label} : {n} {are}"))
}

/// What a filled symbol means.
pub fn solid_label(language: Language) -> &'static str {
    language.of("Filled: to about 25\u{a0}km, or on a road", "Plein : à 25\u{202f}km près ou sur route")
}

/// What a hollow symbol means.
pub fn hollow_label(language: Language, subject: &Subject) -> String {
    let lead = language.of("Hollow: to a commune or", "Creux : à la commune ou au");
    format!("{lead} {}", subject.district)
}

/// The line over the map of a kind: "Firearms · 20 of 24"; the bar under it shows what the share is of.
pub fn kind_header(language: Language, called: &str, (located, all): (u32, u32)) -> Header {
    Header { period: called.to_string(), share: share(language, located, all), of: String::new(), named: true }
}

/// What symbols stand for: what the kinds are kinds of, each with its located incidents, and whether each has a map.
pub struct KindsShown {
    /// What the kinds are kinds of.
    pub label: String,
    /// What each is called, and its number.
    pub numbers: Vec<(String, u32)>,
    /// Whether each has a map.
    pub panels: bool,
}

/// The alternative text: `before` says what is shown, `after` where most is.
pub fn kinds_description(language: Language, [before, after]: [&str; 2], shown: &KindsShown) -> String {
    let KindsShown { label, numbers: kinds, panels } = shown;
    let form = match (language, *panels) {
        (Language::English, false) => "Symbol map",
        (Language::English, true) => "Symbol maps, one a kind",
        (Language::French, false) => "Carte par symboles",
        (Language::French, true) => "Cartes par symboles, une par type",
    };
    let listed = |kinds: &[(String, u32)], rest: String| {
        let each: Vec<String> =
            kinds.iter().map(|(name, n)| format!("{name} {}", count(language, (*n).into()))).collect();
        let sign = language.of(":", " :");
        format!("{before} {form}; {label}{sign} {}{rest}. {after}", each.join(", "))
    };
    let whole = listed(kinds, String::new());
    if whole.chars().count() <= LONGEST || kinds.len() <= NAMED {
        return whole;
    }
    let mut order: Vec<(String, u32)> = kinds.clone();
    order.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let (first, others) = order.split_at(NAMED);
    let n = count(language, others.iter().map(|(_, n)| u64::from(*n)).sum());
    listed(first, language.of(format!(", others {n}"), format!(", autres {n}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, French};

    #[test]
    fn kinds_are_counted_in_both_languages() {
        assert_eq!(other_kinds(English, 1), "Other, 1 kind");
        assert_eq!(other_kinds(French, 4), "Autres, 4 types");
        assert_eq!(kinds_heading(French, "Arme", 1), "Arme : 1 localisé");
        assert_eq!(kind_header(English, "Arson", (3, 5)).share, "3 of 5");
    }

    #[test]
    fn a_long_alternative_text_names_the_largest_kinds_and_adds_the_rest_up() {
        let numbers = (0..8).map(|i| (format!("a rather long name of kind {i}"), i)).collect();
        let shown = KindsShown { label: "Weapon".into(), numbers, panels: false };
        let text = kinds_description(English, ["Title.", "Figure."], &shown);
        assert!(text.contains("Weapon: a rather long name of kind 0 0, "), "{text}");
        let title = "t".repeat(200);
        let text = kinds_description(English, [&title, "Figure."], &shown);
        assert!(
            text.contains("Weapon: a rather long name of kind 7 7, ") && text.contains(", others 10. Figure."),
            "{text}"
        );
    }
}
