//! The HTML painter: one file with the drawing, its table and a script of ours; no network, and nothing else may run.
//!
//! Title, lead and notes are words of the page, which flow on any screen, so the drawing's groups of them are left out.

use crate::error::Result;
use crate::font::Face;
use crate::scene::{Item, Outline, Scene, Segment};
use crate::sheet::{Note, Periods, Sheet};

use super::html_table::table;
use super::page::{STYLE, filled, source, words};
use super::svg::{escaped, faces, font_rules, svg_element};

const TEMPLATE: &str = include_str!("page/page.html");
const SCRIPT: &str = include_str!("page/page.js");
/// White left above and below the drawing, in points.
const MARGIN: f64 = 4.0;

/// A drawing this many times as wide as high is not squeezed into a narrow screen, but moved sideways under it.
const WIDE: f64 = 1.6;

/// Paints the scene as a page.
///
/// # Errors
/// `Kind::Internal` if a picture in the scene cannot be encoded.
pub fn html(scene: &Scene) -> Result<Vec<u8>> {
    let sheet = &scene.sheet;
    let items: Vec<&Item> = scene.items.iter().filter(|item| !is_said(item, sheet)).collect();
    let window = window(scene, &items);
    let title = escaped(&scene.title);
    let role = format!("role=\"group\" aria-label=\"{title}\" aria-describedby=\"description\"");
    let drawing = svg_element(items.iter().copied(), &role, window)?;
    let mut cuts = faces(&scene.items);
    cuts.extend([Face::Regular, Face::SemiBold]);
    let style = format!("{}{STYLE}", font_rules(&cuts));
    let value = |name: &str| match name {
        "language" => scene.language.tag().to_string(),
        "title" => title.clone(),
        "description" => escaped(&scene.description),
        "edition" if scene.edition.is_empty() => String::new(),
        "edition" => format!("<meta name=\"edition\" content=\"{}\">\n", escaped(&scene.edition)),
        "lead" => paragraph("lead", &sheet.lead),
        "hint" => hint(scene),
        "remark" => escaped(&sheet.periods.remark),
        "wide" => String::from(if window[2] > WIDE * window[3] { " wide" } else { "" }),
        "drawing" => drawing.clone(),
        "periods" => periods(&sheet.periods),
        "layers" => layers(scene),
        "table" => table(&sheet.table),
        "notes" => notes(scene),
        "style" => style.clone(),
        "script" => SCRIPT.to_string(),
        "style-source" => source(&style),
        "script-source" => source(SCRIPT),
        word => words(scene.language, word).map(escaped).unwrap_or_default(),
    };
    Ok(filled(TEMPLATE, value).into_bytes())
}

/// Whether the page says in words of its own what a group writes.
fn is_said(item: &Item, sheet: &Sheet) -> bool {
    let said = |id: &str| (id == "title" && !sheet.lead.is_empty()) || (id == "notes" && !sheet.notes.is_empty());
    matches!(item, Item::Group(group) if said(&group.id))
}

/// The part of the page that the items take: its whole width, and the height they reach over.
fn window(scene: &Scene, items: &[&Item]) -> [f64; 4] {
    let mut reach = [f64::MAX, f64::MIN];
    items.iter().for_each(|item| reached(item, &mut reach));
    if reach[0] > reach[1] {
        return [0.0, 0.0, scene.width, scene.height];
    }
    let (top, bottom) = ((reach[0] - MARGIN).max(0.0), (reach[1] + MARGIN).min(scene.height));
    [0.0, top, scene.width, bottom - top]
}

fn reached(item: &Item, reach: &mut [f64; 2]) {
    let mut add = |y: f64| *reach = [reach[0].min(y), reach[1].max(y)];
    match item {
        Item::Group(group) => group.items.iter().for_each(|item| reached(item, reach)),
        Item::Path(path) => heights(&path.outline).for_each(add),
        Item::Image(image) => [image.place.y0, image.place.y1].into_iter().for_each(add),
        Item::Text(text) => [-text.size, text.size / 4.0].into_iter().for_each(|y| add(text.origin[1] + y)),
    }
}

fn heights(outline: &Outline) -> impl Iterator<Item = f64> {
    outline.segments.iter().filter_map(|segment| match *segment {
        Segment::Move(p) | Segment::Line(p) | Segment::Curve(_, _, p) => Some(p[1]),
        Segment::Close => None,
    })
}

fn paragraph(class: &str, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("<p class=\"{class}\">{}</p>\n", escaped(text)) }
}

/// How to get at the figures, and the keys.
fn hint(scene: &Scene) -> String {
    let keys = words(scene.language, "word:keys").unwrap_or_default();
    let hint = &scene.sheet.hint;
    if hint.is_empty() {
        return String::new();
    }
    format!("<p class=\"hint\" id=\"hint\" hidden>{} <span>{}</span></p>\n", escaped(hint), escaped(keys))
}

/// The choice of a part of the period.
fn periods(periods: &Periods) -> String {
    if periods.parts.is_empty() {
        return String::new();
    }
    let choice = |value: &str, label: &str, more: &str| {
        let (value, label) = (escaped(value), escaped(label));
        format!("<label><input type=\"radio\" name=\"period\" value=\"{value}\"{more}> {label}</label>\n")
    };
    let parts: String = periods.parts.iter().map(|part| choice(part, part, "")).collect();
    let title = escaped(&periods.title);
    let whole = choice("", &periods.whole, " checked");
    format!("<fieldset class=\"periods\">\n<legend>{title}</legend>\n{whole}{parts}</fieldset>\n")
}

/// Switches of the layers that the scene has.
fn layers(scene: &Scene) -> String {
    let present = scene.sheet.layers.iter().filter(|[name, _]| scene.items.iter().any(|item| has(item, name)));
    let switch = |[name, label]: &[String; 2]| {
        let (name, label) = (escaped(name), escaped(label));
        format!("<label><input type=\"checkbox\" name=\"layer\" value=\"{name}\" checked> {label}</label>\n")
    };
    let switches: String = present.map(switch).collect();
    if switches.is_empty() {
        return String::new();
    }
    let title = words(scene.language, "word:show").unwrap_or_default();
    format!("<fieldset class=\"layers\">\n<legend>{title}</legend>\n{switches}</fieldset>\n")
}

fn has(item: &Item, name: &str) -> bool {
    match item {
        Item::Group(group) => {
            !group.items.is_empty() && (group.id == name || group.items.iter().any(|item| has(item, name)))
        }
        Item::Path(_) | Item::Image(_) | Item::Text(_) => false,
    }
}

fn notes(scene: &Scene) -> String {
    if scene.sheet.notes.is_empty() {
        return String::new();
    }
    let note = |Note { name, head, text }: &Note| {
        let head = if head.is_empty() { String::new() } else { format!("<b>{}</b> ", escaped(head)) };
        format!("<p data-note=\"{}\">{head}{}</p>\n", escaped(name), escaped(text))
    };
    let notes: String = scene.sheet.notes.iter().map(note).collect();
    let title = words(scene.language, "word:notes").unwrap_or_default();
    format!("<section class=\"notes\" aria-labelledby=\"notes\">\n<h2 id=\"notes\">{title}</h2>\n{notes}</section>\n")
}

#[cfg(test)]
#[path = "html_tests.rs"]
mod tests;
