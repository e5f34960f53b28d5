//! The PDF painter: one tagged page of exactly the scene's size, with the letters' fonts in the file.

use jiff::civil::DateTime;
use krilla::Document;
use krilla::geom::Rect;
use krilla::metadata::{self, Metadata};
use krilla::page::PageSettings;
use krilla::tagging::{BBox, Node, Tag, TagGroup, TagTree};

use super::content::draw;
use crate::error::{Error, Kind, Result};
use crate::scene::Scene;

/// Longest side of a page in points (ISO 32000-1, annex C.2).
const LONGEST: f64 = 14_400.0;

/// How a scene becomes a page.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PdfOptions {
    /// When the figure was made, in universal time. None writes no date, so that a scene has the same bytes on every day.
    pub created: Option<DateTime>,
}

/// Paints the scene as a PDF 1.7 file of one page: vector shapes, text as text in subset fonts, greys in one channel, the
/// whole tagged as a figure with the description as its alternative text, in the scene's language.
///
/// # Errors
/// `Kind::Usage` if the page would have no area, `Kind::Limit` if a side is longer than 14 400 points (5.08 m).
pub fn pdf(scene: &Scene, options: PdfOptions) -> Result<Vec<u8>> {
    let [width, height] = [scene.width, scene.height];
    if !(width > 0.0 && height > 0.0) {
        return Err(Error::usage(format!("a page of {width} × {height} points cannot be painted")));
    }
    if width > LONGEST || height > LONGEST {
        return Err(Error::new(Kind::Limit, format!("a page of {width} × {height} points is longer than {LONGEST}"))
            .hint("lower the size of the figure"));
    }
    let page = Rect::from_xywh(0.0, 0.0, width as f32, height as f32);
    let settings = PageSettings::from_wh(width as f32, height as f32);
    let (Some(page), Some(settings)) = (page, settings) else {
        return Err(Error::usage(format!("a page of {width} × {height} points cannot be painted")));
    };
    let mut document = Document::new();
    document.set_metadata(metadata(scene, options));
    let mut sheet = document.start_page_with(settings);
    let parts = draw(sheet.surface(), &scene.items);
    sheet.finish();
    document.set_tag_tree(structure(scene, page, parts));
    document.finish().map_err(|e| Error::internal(format!("cannot write the PDF: {e}")))
}

fn metadata(scene: &Scene, options: PdfOptions) -> Metadata {
    let software = "cercle".to_string();
    let words = Metadata::new()
        .title(scene.title.clone())
        .description(scene.description.clone())
        .language(scene.language.tag().to_string())
        .creator(software.clone())
        .producer(software);
    match options.created {
        Some(created) => words.creation_date(date(created)),
        None => words,
    }
}

/// The date as PDF writes it; numbers that jiff allows fit.
fn date(created: DateTime) -> metadata::DateTime {
    metadata::DateTime::new(created.year().unsigned_abs())
        .month(created.month().unsigned_abs())
        .day(created.day().unsigned_abs())
        .hour(created.hour().unsigned_abs())
        .minute(created.minute().unsigned_abs())
        .second(created.second().unsigned_abs())
        .utc_offset_hour(0)
}

/// The whole page is one figure: who cannot see it hears the description once, not the letters of every label.
fn structure(scene: &Scene, page: Rect, parts: Vec<Node>) -> TagTree {
    let language = Some(scene.language.tag().to_string());
    let alternative = (!scene.description.is_empty()).then(|| scene.description.clone());
    let figure = Tag::Figure(alternative).with_bbox(Some(BBox::new(0, page))).with_lang(language.clone());
    let mut tree = TagTree::new().with_lang(language);
    tree.push(TagGroup::with_children(figure, parts));
    tree
}
