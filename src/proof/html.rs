//! HTML files that hold a drawing: the drawing, and the words around it that a figure must have.
//!
//! HTML is no XML, so only what is needed is looked for: single tags, the drawing, the notes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha256};

use super::markup::{Element, element};
use super::style::fonts;
use super::svg::Drawing;
use super::words;
use crate::color::Color;
use crate::error::{Error, Result};
use crate::font::Face;
use crate::lint::{Finding, Rule};
use crate::scene::{Group, Item, Scene};
use crate::text::{Style, Typesetter};

/// Notes are words of the page: they are set under the drawing so that the rules see them, so many points apart.
const APART: f64 = 12.0;

/// What an HTML file breaks.
pub(super) fn proof(text: &str) -> Result<Vec<Finding>> {
    let drawing = parts(text, "<svg", "</svg>").max_by_key(|part| part.len()).ok_or_else(|| {
        Error::data("the page holds no drawing (<svg>)")
            .hint("name an HTML file that holds a figure, not a list of figures")
    })?;
    let root = element(drawing).map_err(|e| e.within("the drawing in the page"))?;
    let sheets: String =
        parts(text, "<style", "</style>").filter_map(|p| p.split_once('>')).map(|(_, css)| css).collect();
    let (carried, _) = fonts(&sheets);
    let mut read = Drawing::default();
    let scene = with_notes(read.read(&root, &carried)?, text)?;
    let title = first(text, "<title", "</title>");
    let metas: Vec<Element> = parts(text, "<meta", ">").filter_map(lone).collect();
    let description = metas.iter().find(|m| m.get("name") == Some("description")).and_then(|m| m.get("content"));
    let page = parts(text, "<html", ">").find_map(lone);
    let language = page.as_ref().and_then(|tag| tag.get("lang")).unwrap_or_default();
    let scene = Scene { description: description.unwrap_or_default().to_string(), ..scene };
    let mut findings = read.findings();
    findings.extend(words([&title, &scene.description, language]).into_iter().filter(|f| f.rule == "file-language"));
    findings.extend(read.judge(&scene));
    findings.extend(structure(text, &metas));
    Ok(findings)
}

/// Every part of a text from one mark to the end of the next other one.
fn parts<'a>(text: &'a str, from: &'a str, to: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(from).filter_map(move |(start, _)| {
        let rest = &text[start..];
        rest.find(to).map(|end| &rest[..end + to.len()])
    })
}

/// A tag without what is in its element.
fn lone(tag: &str) -> Option<Element> {
    element(&format!("{}/>", tag.trim_end_matches('>').trim_end_matches('/'))).ok()
}

/// The words of the first element between two tags.
fn first(text: &str, from: &str, to: &str) -> String {
    let found = parts(text, from, to).next().and_then(|part| element(part).ok());
    found.map(|e| e.words().trim().to_string()).unwrap_or_default()
}

/// The scene with the notes of the page as texts under it.
fn with_notes(mut scene: Scene, text: &str) -> Result<Scene> {
    let set = Typesetter::default();
    for part in parts(text, "<p data-note=", "</p>") {
        let note = element(part).map_err(|e| e.within("a note of the page"))?;
        scene.height += APART;
        // Only what it says is judged: on a screen it is as large as the reader wants.
        let line = set.line("n", &Style::new(Face::Regular, 8.0, Color::hex(0)))?;
        let said = crate::scene::Text { text: note.words(), origin: [0.0, scene.height - 4.0], ..line };
        let id = note.get("data-note").unwrap_or_default().to_string();
        scene.items.push(Item::Group(Group { id, items: vec![Item::Text(said)] }));
    }
    Ok(scene)
}

/// What may run, and what is fetched.
fn structure(text: &str, metas: &[Element]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let policy =
        metas.iter().find(|m| m.get("http-equiv").is_some_and(|h| h.eq_ignore_ascii_case("Content-Security-Policy")));
    let policy = policy.and_then(|m| m.get("content")).unwrap_or_default();
    let named = |part: &str| {
        let code = part.split_once('>').map_or("", |(_, code)| code).trim_end_matches("</script>");
        policy.contains(&format!("'sha256-{}'", BASE64.encode(Sha256::digest(code))))
    };
    let strict = policy.contains("default-src 'none'") && !policy.contains("unsafe");
    if parts(text, "<script", "</script>").any(|script| !strict || !named(script)) {
        let words =
            "a script runs that no security policy names by its hash (default-src 'none'; script-src 'sha256-…')";
        findings.push(Rule::finding("file-structure", words));
    }
    let scripts = parts(text, "<script", ">").filter_map(lone);
    let others = ["<link", "<img", "<iframe", "<object", "<embed", "<audio", "<video"];
    let tags = others.iter().flat_map(|tag| parts(text, tag, ">")).filter_map(lone);
    for tag in tags.chain(scripts) {
        let address = ["src", "href", "data"].iter().find_map(|name| tag.get(name)).unwrap_or_default();
        if !address.is_empty() && !address.starts_with("data:") && !address.starts_with('#') {
            findings.push(Rule::finding("file-structure", format!("<{}> fetches {address:.60}", tag.name)));
        }
    }
    findings
}
