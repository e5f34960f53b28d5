//! The words of a project file in each language: a French one that is missing is the English one.

use super::file::{self, ProjectFile};
use crate::figure::{Credits, Subject};
use crate::language::{Language, Spoken};

/// The word of a table in a language.
fn word(language: Language, english: &str, french: &Option<String>) -> String {
    language.of(english, french.as_deref().unwrap_or(english)).to_string()
}

/// What the incidents are.
pub(super) fn subject(table: &file::Subject) -> Spoken<Subject> {
    let fr = &table.fr;
    // No rule says whether a place takes "au", "en" or "à": in brackets it needs none of them.
    let in_place = |language: Language| {
        let given = language.of(&table.in_place, &fr.in_place);
        let place = &table.place;
        given.clone().unwrap_or_else(|| match place.is_empty() {
            true => String::new(),
            false => language.of(format!("in {place}"), format!("({place})")),
        })
    };
    Spoken::each(|language| Subject {
        incidents: word(language, &table.incidents, &fr.incidents),
        in_place: in_place(language),
        district: word(language, &table.district, &fr.district),
        districts: word(language, &table.districts, &fr.districts),
    })
}

/// Who stands behind the data.
pub(super) fn credits(file: &ProjectFile) -> Spoken<Credits> {
    let (b, c) = (&file.boundaries, &file.credits);
    let files = file.incidents.iter().map(|i| i.file.rsplit(['/', '\\', ':']).next().unwrap_or(&i.file));
    // Nobody said who stands behind the incidents: the reader at least learns which files they are.
    let files = files.collect::<Vec<_>>().join(", ");
    let sources = if c.sources.is_empty() { &files } else { &c.sources };
    let population = |language| file.population.as_ref().map(|p| word(language, &p.source, &p.fr.source));
    Spoken::each(|language| Credits {
        sources: word(language, sources, &c.fr.sources),
        accessed: word(language, &c.accessed, &c.fr.accessed),
        creator: word(language, &c.creator, &c.fr.creator),
        licence: word(language, &c.licence, &c.fr.licence),
        vintage: word(language, &b.vintage, &b.fr.vintage),
        boundaries: word(language, &b.source, &b.fr.source),
        official: word(language, &b.official, &b.fr.official),
        context: word(language, &file.context.source, &file.context.fr.source),
        population: population(language).unwrap_or_default(),
        edition: String::new(),
    })
}

/// The title of a figure, if it is given one.
pub(super) fn title(table: &file::FigureTable) -> Spoken<Option<String>> {
    Spoken::each(|language| {
        language.of(&table.title, if table.fr.title.is_some() { &table.fr.title } else { &table.title }).clone()
    })
}

/// The line under the title of a figure, if it is given one.
pub(super) fn subtitle(table: &file::FigureTable) -> Spoken<Option<String>> {
    let fr = &table.fr.subtitle;
    Spoken::each(|language| language.of(&table.subtitle, if fr.is_some() { fr } else { &table.subtitle }).clone())
}

/// What a count is called.
pub(super) fn label(table: &file::Count) -> Spoken<String> {
    Spoken::each(|language| word(language, &table.label, &table.fr.label))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::language::Language::{English, French};
    use crate::project::{EMBEDDED, Project};

    fn parse(text: &str) -> Project {
        Project::parse(text, "my.toml", Path::new(".")).expect("valid")
    }

    #[test]
    fn words_are_there_in_both_languages() {
        let project = parse(EMBEDDED);
        assert_eq!(project.subject.of(English).in_place, "in Mali");
        assert_eq!(project.subject.of(French).in_place, "au Mali");
        assert_ne!(project.credits.of(English).vintage, project.credits.of(French).vintage);
    }

    #[test]
    fn a_missing_french_word_is_the_english_one_and_no_preposition_is_guessed() {
        let lines = EMBEDDED.lines().filter(|line| !line.starts_with("fr."));
        let project = parse(&lines.collect::<Vec<_>>().join("\n"));
        assert_eq!(project.subject.of(French).in_place, "(Mali)");
        assert_eq!(project.subject.of(French).incidents, project.subject.of(English).incidents);
        assert_eq!(project.credits.of(French), project.credits.of(English));
    }

    #[test]
    fn titles_have_a_french_twin() {
        let titled = |words: &str| {
            parse(&EMBEDDED.replace("kind = \"region-rate\"", &format!("kind = \"region-rate\"\n{words}"))).figures[2]
                .title
                .clone()
        };
        let both = titled("title = \"Incidents\"\nfr.title = \"Les incidents\"");
        assert_eq!(both.of(English).as_deref(), Some("Incidents"));
        assert_eq!(both.of(French).as_deref(), Some("Les incidents"));
        assert_eq!(titled("title = \"Incidents\"").of(French).as_deref(), Some("Incidents"));
    }

    #[test]
    fn subtitles_have_a_french_twin_and_widths_a_default() {
        let words = "kind = \"strip\"\nsubtitle = \"Key figures\"\nfr.subtitle = \"Chiffres clés\"\n#";
        let lines = EMBEDDED.replace("kind = \"strip\"", words);
        let (before, strip) = lines.split_once("name = \"strip-").expect("is there");
        let text = format!("{before}name = \"strip-{}", strip.replacen("width = 170", "", 1));
        let strip = parse(&text).figures.into_iter().find(|f| f.name.starts_with("strip")).expect("is there");
        assert_eq!(strip.subtitle.of(English).as_deref(), Some("Key figures"));
        assert_eq!(strip.subtitle.of(French).as_deref(), Some("Chiffres clés"));
        assert_eq!(strip.page.width, crate::unit::mm(170.0));
    }

    #[test]
    fn without_sources_the_files_are_named() {
        let lines = EMBEDDED.lines().filter(|line| !line.contains("sources = "));
        let project = parse(&lines.collect::<Vec<_>>().join("\n"));
        assert_eq!(project.credits.of(English).sources, "mali_incidents.csv");
    }

    #[test]
    fn unknown_french_keys_are_refused() {
        let text = EMBEDDED.replace("fr.vintage", "fr.vintge");
        assert!(Project::parse(&text, "my.toml", Path::new(".")).is_err());
    }
}
