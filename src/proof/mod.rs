//! Finished files held to the rules of map design: a file in, findings out, whoever made it.
//!
//! What is drawn in an SVG file, or in the HTML that holds one, is read back as a scene and judged by the rules for scenes. Of a
//! PDF the page, the fonts, the tags and the words for those who do not see it are read, of a PNG its resolution and its words:
//! sizes of type, lines and colours in them are not.
//!
//! ```
//! use cercle::proof::{Medium, proof};
//!
//! let file = br#"<svg xmlns="http://www.w3.org/2000/svg" width="60mm" height="40mm" viewBox="0 0 170 113"><script/></svg>"#;
//! let broken: Vec<_> = proof(Medium::Svg, file)?.into_iter().map(|finding| finding.rule).collect();
//! assert!(broken.contains(&"file-plain") && broken.contains(&"file-language"));
//! # Ok::<(), cercle::error::Error>(())
//! ```

mod html;
mod markup;
mod outline;
mod pdf;
mod pdf_object;
mod place;
mod png;
mod style;
mod svg;

use crate::error::{Error, Result};
use crate::lint::{Finding, Rule, lint};
use crate::scene::Scene;

/// A format of finished files that can be read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// Pixels.
    Png,
    /// Shapes and words.
    Svg,
    /// A page for print.
    Pdf,
    /// A page with a drawing in it.
    Html,
}

impl Medium {
    /// Every format.
    pub const ALL: [Medium; 4] = [Medium::Png, Medium::Svg, Medium::Pdf, Medium::Html];

    /// The extension of its files, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Medium::Png => "png",
            Medium::Svg => "svg",
            Medium::Pdf => "pdf",
            Medium::Html => "html",
        }
    }

    /// The format with the extension, in capitals or not.
    pub fn find(extension: &str) -> Option<Medium> {
        Medium::ALL.into_iter().find(|m| m.extension().eq_ignore_ascii_case(extension))
    }
}

/// What a finished file breaks, in the order of the rules.
///
/// # Errors
/// `Kind::Data` if it is no file of the format or a broken one, `Kind::Limit` if it is larger than is sensible for a figure.
pub fn proof(medium: Medium, bytes: &[u8]) -> Result<Vec<Finding>> {
    let mut findings = match medium {
        Medium::Png => png::proof(bytes),
        Medium::Svg => svg::proof(text(bytes)?),
        Medium::Pdf => pdf::proof(bytes),
        Medium::Html => html::proof(text(bytes)?),
    }?;
    findings.sort_by_key(|f| Rule::ALL.iter().position(|rule| rule.id == f.rule));
    Ok(findings)
}

fn text(bytes: &[u8]) -> Result<&str> {
    std::str::from_utf8(bytes)
        .map_err(|e| Error::data(format!("byte {} is not UTF-8", e.valid_up_to() + 1)).hint("save the file as UTF-8"))
}

/// The findings on title, description and language, which every file carries, and on the length of the description.
fn words([title, description, language]: [&str; 3]) -> Vec<Finding> {
    let parts = [("title", title), ("description", description), ("language", language)];
    let lacks: Vec<&str> = parts.iter().filter(|(_, found)| found.trim().is_empty()).map(|(word, _)| *word).collect();
    let mut findings = Vec::new();
    if !lacks.is_empty() {
        findings.push(Rule::finding("file-language", format!("the file has no {}", lacks.join(", no "))));
    }
    if !description.trim().is_empty() {
        let said = Scene { description: description.to_string(), ..Scene::default() };
        findings.extend(lint(&said).into_iter().filter(|f| f.rule == "alternative-text"));
    }
    findings
}
