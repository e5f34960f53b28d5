//! The rules of humanitarian map design, checked on what is really drawn: a scene in, findings out.
//!
//! Numbers of rules are those of the project's guide to cartography. One family and at most three weights of type (rule 4)
//! need no rule here: `Face` has no other cuts.
//!
//! ```
//! use cercle::color::Color;
//! use cercle::font::Face;
//! use cercle::lint::lint;
//! use cercle::scene::{Item, Scene};
//! use cercle::text::{Style, Typesetter};
//!
//! let small = Typesetter::default().at([10.0, 10.0], "Kayes", &Style::new(Face::Regular, 4.0, Color::hex(0)))?;
//! let scene = Scene { width: 100.0, height: 50.0, items: vec![Item::Text(small)], ..Scene::default() };
//! assert!(lint(&scene).iter().any(|finding| finding.rule == "type-minimum"));
//! # Ok::<(), cercle::error::Error>(())
//! ```

mod classes;
mod contrast;
mod finding;
mod labels;
mod lettering;
mod lines;
mod looks;
mod notes;
mod shape;
mod view;
mod words;

pub use finding::{Finding, Severity};

use rayon::prelude::*;

use crate::scene::Scene;
use finding::Remark;
use view::View;

/// A rule of map design that a figure keeps or breaks.
pub struct Rule {
    /// The stable name: "type-minimum".
    pub id: &'static str,
    /// How bad it is to break it.
    pub severity: Severity,
    /// Number in the guide to cartography.
    pub number: u8,
    /// What it asks for, in a line.
    pub asks: &'static str,
    check: Check,
}

/// What a rule is checked on.
#[derive(Clone, Copy)]
enum Check {
    Scene(fn(&View) -> Vec<Remark>),
    /// A finished file only: whoever reads it says what is wrong (`Rule::finding`).
    File,
}

const fn error(id: &'static str, number: u8, asks: &'static str, check: fn(&View) -> Vec<Remark>) -> Rule {
    Rule { id, severity: Severity::Error, number, asks, check: Check::Scene(check) }
}

const fn warning(id: &'static str, number: u8, asks: &'static str, check: fn(&View) -> Vec<Remark>) -> Rule {
    Rule { id, severity: Severity::Warning, number, asks, check: Check::Scene(check) }
}

const fn of_files(id: &'static str, severity: Severity, number: u8, asks: &'static str) -> Rule {
    Rule { id, severity, number, asks, check: Check::File }
}

impl Rule {
    /// Every rule, in the order of the guide.
    pub const ALL: [Rule; 36] = [
        error("type-minimum", 4, "type of at least 6 pt, 5.5 pt on a scale bar", lettering::minimum),
        warning("type-ratio", 5, "the largest name on a map at most 1.6 times the smallest", lettering::ratio),
        error("text-overlap", 7, "no text over another", labels::overlap),
        warning("text-over-symbol", 7, "no name more than 10 % over dots or circles", labels::over_symbols),
        error("text-covered", 7, "no text under a shape drawn later", labels::covered),
        error("outside-page", 7, "nothing beyond the edge of the page", labels::outside_page),
        error("outside-map", 7, "no name beyond the frame of its map", labels::outside_map),
        error("stroke-minimum", 8, "lines of at least 0.25 pt, light ones over colour 0.35 pt", lines::minimum),
        warning("line-contrast", 10, "lines that carry meaning at least 3:1 against both sides", lines::contrast),
        error("class-limit", 11, "at most 6 classes, or 3 on either side of a middle", classes::limit),
        warning("class-count", 11, "3 to 5 classes, 3 for fewer than 10 areas with incidents", classes::count),
        warning("palette-lightness", 11, "neighbouring classes at least 10 apart in L*", classes::lightness),
        error("palette-difference", 12, "neighbouring classes told apart with any colour vision", classes::difference),
        error("three-looks", 13, "zero, no data and not covered look different", looks::three),
        error("no-data-hatch", 13, "a hatch over every area without data", looks::hatched),
        error("legend-matches", 13, "every colour of the map in the legend", looks::explained),
        error("choropleth-of-counts", 15, "no raw counts as colours of areas", classes::counts),
        error("note-sources", 22, "a note on the sources", notes::sources),
        warning("note-accessed", 22, "the year of access in the note on the sources", notes::accessed),
        error("note-boundaries", 22, "a note on the boundaries", notes::boundaries),
        error("note-vintage", 22, "the year of the boundaries in their note", notes::vintage),
        error("note-coverage", 22, "a note on how many incidents are on the map", notes::coverage),
        warning("note-precision", 22, "a note on the precision of places", notes::precision),
        warning("note-reported", 22, "a note that reports are not a full count", notes::reported),
        error("note-designations", 22, "the disclaimer on designations", notes::designations),
        warning("note-creator", 22, "who made the figure, in the note on the sources", notes::creator),
        warning("title", 23, "a title that says what, where, when and that incidents are reported ones", words::title),
        error("text-contrast", 25, "text at least 4.5:1 against what lies beneath, 3:1 if large", contrast::text),
        warning("alternative-text", 27, "an alternative text of 150 to 400 characters", words::alternative),
        of_files("file-size", Severity::Error, 1, "files: a size in millimetres, and the drawing in proportion to it"),
        of_files("file-resolution", Severity::Warning, 4, "PNG files: at least 150 pixels per inch, said in the file"),
        of_files("file-fonts", Severity::Error, 4, "files: fonts embedded, or words as shapes"),
        of_files("file-plain", Severity::Error, 6, "SVG files: no script, style sheet, clip, filter or reference"),
        of_files("file-raster", Severity::Error, 6, "SVG, PDF and HTML files: no picture in the drawing"),
        of_files("file-language", Severity::Error, 26, "files: title, description and language"),
        of_files("file-structure", Severity::Error, 26, "PDF files: tagged; HTML files: only what they name may run"),
    ];

    /// A finding under the rule of that name, on a finished file as a whole.
    ///
    /// # Panics
    /// If there is no such rule: names are written in the program, not read.
    pub fn finding(id: &str, message: impl Into<String>) -> Finding {
        let rule = Rule::ALL.iter().find(|rule| rule.id == id).expect("rules are named in the program");
        Remark::new(message).under(rule)
    }
}

/// What a scene breaks, in the order of the rules.
pub fn lint(scene: &Scene) -> Vec<Finding> {
    let view = View::new(scene);
    let of = |rule: &Rule| match rule.check {
        Check::Scene(check) => check(&view).into_iter().map(|r| r.under(rule)).collect::<Vec<_>>(),
        Check::File => Vec::new(),
    };
    Rule::ALL.par_iter().flat_map_iter(of).collect()
}

#[cfg(test)]
#[path = "samples_tests.rs"]
mod samples;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_have_names_of_their_own() {
        let mut names: Vec<&str> = Rule::ALL.iter().map(|r| r.id).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Rule::ALL.len());
        assert!(Rule::ALL.iter().all(|r| (1..=31).contains(&r.number) && !r.asks.is_empty()));
    }

    #[test]
    fn the_sample_keeps_every_rule() {
        let found: Vec<String> = lint(&samples::figure()).into_iter().map(|f| f.message).collect();
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn an_empty_page_breaks_the_rules_on_words_and_nothing_else() {
        let found = lint(&Scene::default());
        assert!(found.iter().all(|f| f.number >= 22 && f.place.is_none()), "{found:?}");
        assert_eq!(found.iter().filter(|f| f.severity == Severity::Error).count(), 2);
    }
}
