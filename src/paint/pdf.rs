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
        .keywords((!scene.edition.is_empty()).then(|| scene.edition.clone()).into_iter().collect())
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

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::color::{Color, WHITE};
    use crate::font::Face;
    use crate::language::Language;
    use crate::scene::{Image, Item, Outline, Path, Stroke, Text, filled, group};
    use crate::text::{Style, Typesetter};
    use crate::unit::{Rect, mm};

    fn scene(items: Vec<Item>) -> Scene {
        Scene {
            width: mm(20.0),
            height: mm(50.0),
            title: "Carte".into(),
            description: "Ségou".into(),
            language: Language::French,
            edition: String::new(),
            facts: Default::default(),
            sheet: Default::default(),
            items,
        }
    }

    fn label() -> Item {
        let style = Style::new(Face::SemiBold, 7.0, Color::hex(0x333333)).tracked(100.0).halo(WHITE, 0.8);
        let line = Typesetter::default().at([20.0, 60.0], "SÉGOU", &style).expect("the font has these letters");
        Item::Text(Text { angle: -30.0, ..line })
    }

    fn painted(items: Vec<Item>) -> Vec<u8> {
        pdf(&scene(items), PdfOptions::default()).expect("paints")
    }

    /// The file as text, its compressed streams opened.
    fn opened(bytes: &[u8]) -> String {
        let mut text = String::from_utf8_lossy(bytes).into_owned();
        let starts = bytes.windows(8).enumerate().filter(|(_, w)| *w == b"\nstream\n").map(|(i, _)| i + 8);
        for start in starts {
            let mut stream = Vec::new();
            if flate2::read::ZlibDecoder::new(&bytes[start..]).read_to_end(&mut stream).is_ok() {
                text.push_str(&String::from_utf8_lossy(&stream));
            }
        }
        text
    }

    #[test]
    fn page_size_language_and_words_are_in_the_file() {
        let text = opened(&painted(vec![group("labels", vec![label()]), group("labels", vec![label()])]));
        for word in ["/MediaBox[0 0 56.692913 141.73228]", "/Lang(fr)", "/S/Figure", "(Ulabels)", "(Ulabels-2)"] {
            assert!(text.contains(word), "{word} in {text}");
        }
        assert!(text.contains("/Alt") && text.contains("/Title(Carte)") && text.contains("Inter-SemiBold"));
    }

    #[test]
    fn a_scene_has_the_same_bytes_every_time_unless_a_date_is_given() {
        let items = || vec![label(), filled(Outline::circle([20.0, 20.0], 9.0), Color::hex(0xB23A14))];
        let one = painted(items());
        assert!(one == painted(items()));
        assert!(!opened(&one).contains("CreationDate"));
        let created = Some(jiff::civil::date(2026, 11, 20).at(8, 5, 0, 0));
        let dated = pdf(&scene(items()), PdfOptions { created }).expect("paints");
        assert!(opened(&dated).contains("(D:20261120080500Z)"));
    }

    #[test]
    fn a_word_with_a_halo_is_text_once_and_grey_is_one_channel() {
        let text = opened(&painted(vec![label()]));
        assert_eq!([text.matches("\nBT ").count(), text.matches("/Artifact BMC").count()], [1, 1]);
        assert!(text.contains("0.2 g") && text.contains("1 G"), "{text}");
        assert!(!text.contains(" rg") && !text.contains(" RG"));
    }

    /// Every ink of ours for words and borders, that is: what has a meaning in its colour keeps it, and so do areas.
    #[test]
    fn dark_words_and_lines_are_black_ink_and_nothing_else_is() {
        use crate::palette::ink;
        let word = |color| {
            let style = Style::new(Face::Regular, 7.0, color);
            Item::Text(Typesetter::default().at([2.0, 60.0], "a", &style).expect("the font has an a"))
        };
        let quiet = [ink::TITLE, ink::TEXT, ink::QUIET, ink::FAINT, ink::HEAD, ink::REGION_NAME, ink::QUIET_REGION];
        for color in quiet {
            assert!(!opened(&painted(vec![word(color)])).contains(" rg"), "{color}");
            assert!((color.grey().contrast(WHITE) - color.contrast(WHITE)).abs() < 0.2, "{color}");
        }
        for color in [ink::INCIDENT, ink::RIVER_NAME] {
            assert!(opened(&painted(vec![word(color)])).contains(" rg"), "{color}");
        }
        let line = |color| {
            let outline = Outline::rect(Rect::new(1.0, 2.0, 30.0, 40.0));
            Item::Path(Path { outline, fill: None, stroke: Some(Stroke::solid(color, 0.5)) })
        };
        for color in [ink::COUNTRY, ink::REGION, ink::REGION_ON_FILL, ink::UNKNOWN] {
            assert!(!opened(&painted(vec![line(color)])).contains(" RG"), "{color}");
        }
        assert!(opened(&painted(vec![line(ink::RIVER)])).contains(" RG"));
        let area = filled(Outline::rect(Rect::new(1.0, 2.0, 30.0, 40.0)), ink::TITLE);
        assert!(opened(&painted(vec![area])).contains(" rg"), "areas keep their tint");
    }

    #[test]
    fn shapes_are_filled_then_stroked_and_dashed() {
        let stroke = Some(Stroke { color: Color::hex(0x7FB0C8), width: 0.7, dash: vec![2.0, 1.5] });
        let outline = Outline::rect(Rect::new(1.0, 2.0, 30.0, 40.0));
        let shape = Path { outline: outline.clone(), fill: Some(WHITE), stroke };
        let text = opened(&painted(vec![Item::Path(shape)]));
        assert!(["0.7 w", "1 j", "[2 1.5]0 d", "\nB\n"].iter().all(|word| text.contains(word)), "{text}");
        let empty = painted(vec![Item::Path(Path { outline, fill: None, stroke: None })]);
        assert!(!opened(&empty).contains("\nf\n"), "a shape without fill and line is not black");
    }

    #[test]
    fn a_picture_is_embedded_and_nothing_else_is() {
        let pixels = image::RgbaImage::from_pixel(3, 2, image::Rgba([178, 58, 20, 128]));
        let image = Item::Image(Image { pixels, place: Rect::new(5.0, 5.0, 35.0, 25.0) });
        let picture = |items| opened(&painted(items)).matches("/Subtype/Image").count();
        assert_eq!(picture(vec![label()]), 0);
        assert_eq!(picture(vec![image]), 2, "colours and transparency");
    }

    #[test]
    fn pages_without_area_and_gigantic_ones_are_refused() {
        for (width, kind) in [(0.0, Kind::Usage), (f64::NAN, Kind::Usage), (14_401.0, Kind::Limit)] {
            let error = pdf(&Scene { width, ..scene(vec![]) }, PdfOptions::default()).expect_err("refused");
            assert_eq!(error.kind, kind, "{width}");
        }
    }
}
