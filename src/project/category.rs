//! Symbols by kind: the column, its words and its order.

use super::figure::Kind;
use super::file;
use crate::error::{Error, Result};
use crate::figure::{Category, MOST_KINDS};
use crate::language::{Language, Spoken};
use crate::palette::{self, Palette};

/// Kinds that a figure tells apart by a symbol each.
#[derive(Debug, Clone, PartialEq)]
pub struct CategorySpec {
    /// The column of the incident files.
    pub column: String,
    /// What it is called.
    pub label: Spoken<String>,
    /// Texts in the order of the legend, and what each is called.
    pub values: Vec<(String, Spoken<String>)>,
    /// One map a kind.
    pub panels: bool,
    /// Colours of the symbols.
    pub palette: Palette,
}

impl CategorySpec {
    /// The words in a language.
    pub fn spoken(&self, language: Language) -> Category {
        Category {
            column: self.column.clone(),
            label: self.label.of(language).clone(),
            values: self.values.iter().map(|(text, called)| (text.clone(), called.of(language).clone())).collect(),
            panels: self.panels,
            palette: self.palette,
        }
    }
}

/// The kinds of a figure, if it has a category.
pub(super) fn category(
    kind: Kind,
    table: &file::FigureTable,
    palette: Option<Palette>,
) -> Result<Option<CategorySpec>> {
    let Some(column) = &table.category else {
        let stray = [
            ("category_panels", table.category_panels.is_some()),
            ("category_label", table.category_label.is_some() || table.fr.category_label.is_some()),
            ("[[figure.value]]", !table.value.is_empty()),
        ];
        return match stray.iter().find(|(_, given)| *given) {
            Some((key, _)) => {
                Err(Error::project(format!("{key} is given without a category"))
                    .hint("name the column: category = \"…\""))
            }
            None => Ok(None),
        };
    };
    if kind != Kind::Locations {
        return Err(Error::project(format!("a figure of kind \"{}\" has no category", kind.word()))
            .hint("only kind = \"locations\" draws symbols by kind"));
    }
    let panels = table.category_panels.unwrap_or(false);
    if panels && table.yearly == Some(true) {
        return Err(
            Error::project("yearly and category_panels are both true").hint("a map is for a year or for a kind")
        );
    }
    let english = table.category_label.as_deref().unwrap_or(column);
    let french = table.fr.category_label.as_deref().unwrap_or(english);
    let called = |v: &file::CategoryValue| {
        let english = v.label.clone().unwrap_or(v.text.clone());
        let french = v.fr.label.clone().unwrap_or(english.clone());
        Spoken::each(|language| language.of(english.clone(), french.clone()))
    };
    let values: Vec<_> = table.value.iter().map(|v| (v.text.clone(), called(v))).collect();
    for language in Language::ALL {
        let mut kinds: Vec<&String> = values.iter().map(|(_, called)| called.of(language)).collect();
        kinds.sort();
        kinds.dedup();
        if kinds.len() > MOST_KINDS {
            return Err(Error::project(format!("{} kinds are named in [[figure.value]]", kinds.len())).hint(format!(
                "there are symbols for {MOST_KINDS}: leave the rest to \"other\", or give several texts one label"
            )));
        }
    }
    Ok(Some(CategorySpec {
        column: column.clone(),
        label: Spoken::each(|language| language.of(english, french).to_string()),
        values,
        panels,
        palette: colors(palette)?,
    }))
}

/// A palette of kinds: one without an order.
fn colors(named: Option<Palette>) -> Result<Palette> {
    match named {
        None => Ok(*palette::kinds()),
        Some(p) if p.kind == palette::Kind::Qualitative => Ok(p),
        Some(p) => {
            let all = palette::ALL.iter().filter(|p| p.kind == palette::Kind::Qualitative).map(|p| p.name);
            Err(Error::project(format!("the colours of the palette \"{}\" have an order, and kinds have none", p.name))
                .hint(format!("qualitative palettes are {}", all.collect::<Vec<_>>().join(", "))))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::project::{EMBEDDED, Project};

    fn with(lines: &str) -> Result<Project> {
        let text = format!("{EMBEDDED}\n[[figure]]\nname = \"k\"\nkind = \"locations\"\nwidth = 170\n{lines}\n");
        Project::parse(&text, "my.toml", Path::new("."))
    }

    #[test]
    fn a_category_has_words_in_both_languages_and_its_column_is_read() {
        let project = with(
            "category = \"Weapon Carried/Used\"\ncategory_label = \"Weapon\"\nfr.category_label = \"Arme\"\n\
             [[figure.value]]\ntext = \"Arson\"\nlabel = \"Fire\"\nfr.label = \"Feu\"\n[[figure.value]]\ntext = \"Firearms\"",
        )
        .expect("valid");
        assert!(project.incidents.iter().all(|i| i.options.texts == ["Weapon Carried/Used"]));
        let spec = project.figures.last().and_then(|f| f.category.clone()).expect("has one");
        let (en, fr) = (spec.spoken(Language::English), spec.spoken(Language::French));
        assert_eq!((en.label.as_str(), fr.label.as_str()), ("Weapon", "Arme"));
        let kind = |text: &str, called: &str| (text.to_string(), called.to_string());
        assert_eq!(fr.values, [kind("Arson", "Feu"), kind("Firearms", "Firearms")]);
        assert_eq!((en.palette, en.panels), (*palette::kinds(), false));
    }

    #[test]
    fn without_a_category_no_text_is_read() {
        let project = with("").expect("valid");
        assert!(project.incidents.iter().all(|i| i.options.texts.is_empty()));
    }

    #[test]
    fn what_cannot_be_is_refused_before_any_work() {
        let seven: String = (0..7).map(|i| format!("\n[[figure.value]]\ntext = \"{i}\"")).collect();
        for (lines, words) in [
            ("category_panels = true", "without a category"),
            ("category_label = \"A\"", "without a category"),
            ("[[figure.value]]\ntext = \"a\"", "without a category"),
            ("category = \"a\"\nyearly = true\ncategory_panels = true", "both true"),
            ("category = \"a\"\npalette = \"blues\"", "have an order"),
            (&format!("category = \"a\"{seven}"), "7 kinds are named"),
        ] {
            let error = with(lines).expect_err(lines);
            assert_eq!(error.kind, crate::error::Kind::Project, "{lines}");
            assert!(error.to_string().contains(words), "{lines}: {error}");
        }
        let other = EMBEDDED.replace("kind = \"density\"", "kind = \"density\"\ncategory = \"a\"");
        let error = Project::parse(&other, "my.toml", Path::new(".")).expect_err("no category");
        assert!(error.to_string().contains("has no category"), "{error}");
    }
}
