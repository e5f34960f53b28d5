//! The page that lists what a build made: each figure with its words and its files.

use std::collections::BTreeSet;

use super::{STYLE, filled, source, words};
use crate::font::Face;
use crate::language::Language;
use crate::paint::svg::{escaped, font_rules};

/// What a build made, for its list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Contents {
    /// Language of the page.
    pub language: Language,
    /// What it is about.
    pub title: String,
    /// Which edition it is; empty to say nothing.
    pub edition: String,
    /// The figures.
    pub figures: Vec<Entry>,
    /// Other files: name, size in bytes, and what is in it.
    pub data: Vec<(Made, String)>,
}

/// A figure in a list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Entry {
    /// Its title.
    pub title: String,
    /// Its alternative text.
    pub description: String,
    /// Its files.
    pub files: Vec<Made>,
}

/// A file beside the page: name and size in bytes.
pub type Made = (String, usize);

/// Paints the list as a page, which shows the files beside it and fetches nothing else.
pub fn contents(contents: &Contents) -> Vec<u8> {
    let cuts = BTreeSet::from([Face::Regular, Face::SemiBold]);
    let style = format!("{}{STYLE}", font_rules(&cuts));
    let value = |name: &str| match name {
        "language" => contents.language.tag().to_string(),
        "title" => escaped(&contents.title),
        "edition" => match contents.edition.as_str() {
            "" => String::new(),
            words => format!("<p class=\"edition\">{}</p>\n", escaped(words)),
        },
        "figures" => contents.figures.iter().map(|entry| figure(contents.language, entry)).collect(),
        "data" => data(contents),
        "style" => style.clone(),
        "style-source" => source(&style),
        word => words(contents.language, word).unwrap_or_default().to_string(),
    };
    filled(include_str!("contents.html"), value).into_bytes()
}

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// "PNG, 250 KB", as a link.
fn link(language: Language, (name, bytes): &Made) -> String {
    let (kind, size) = (extension(name).to_uppercase(), bytes.div_ceil(1000));
    let unit = format!("{}{}", language.unit_space(), language.of("KB", "ko"));
    format!("<li><a href=\"{0}\">{1}</a> {size}{unit}</li>\n", escaped(name), escaped(&kind))
}

/// Title, picture, files and alternative text of a figure; the picture leads to the page, if there is one.
fn figure(language: Language, entry: &Entry) -> String {
    let file = |kind: &str| entry.files.iter().map(|(name, _)| name).find(|name| extension(name) == kind);
    let page = file("html").map(|name| escaped(name));
    let title = escaped(&entry.title);
    let title = page.as_ref().map_or(title.clone(), |page| format!("<a href=\"{page}\">{title}</a>"));
    let picture = file("svg").or(file("png")).map_or(String::new(), |name| {
        format!("<img src=\"{}\" alt=\"{}\">\n", escaped(name), escaped(&entry.description))
    });
    let links: String = entry.files.iter().map(|made| link(language, made)).collect();
    let description = escaped(&entry.description);
    format!(
        "<article class=\"figure\">\n<h2>{title}</h2>\n{picture}<p>{description}</p>\n<ul class=\"files\">\n{links}</ul>\n</article>\n"
    )
}

fn data(contents: &Contents) -> String {
    if contents.data.is_empty() {
        return String::new();
    }
    let title = words(contents.language, "word:data").unwrap_or_default();
    let line = |((name, bytes), what): &(Made, String)| {
        let (unit, size) = (contents.language.of("KB", "ko"), bytes.div_ceil(1000));
        let (name, what, space) = (escaped(name), escaped(what), contents.language.unit_space());
        format!("<li><a href=\"{name}\">{name}</a> {size}{space}{unit}<br>{what}</li>\n")
    };
    let lines: String = contents.data.iter().map(line).collect();
    format!("<section class=\"figure\">\n<h2>{title}</h2>\n<ul class=\"files listed\">\n{lines}</ul>\n</section>\n")
}
