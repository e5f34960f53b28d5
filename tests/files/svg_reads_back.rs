//! SVG files as another program reads them: resvg, which shares no drawing of text or reading of paths with our painters.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use cercle::font::Face;
use cercle::ledger::Ledger;
use cercle::paint::{Lettering, PngOptions, SvgOptions, png, svg};
use cercle::project::{EMBEDDED, Project};
use cercle::run;
use cercle::scene::{Item, Scene, Text};
use image::GrayImage;
use image::imageops::{FilterType, resize};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::roxmltree::{Document, Node};
use resvg::usvg::{self, fontdb};

const DPI: f64 = 300.0;
const LETTERINGS: [Lettering; 2] = [Lettering::Words, Lettering::Outlines];

/// The embedded figures: name and scene, drawn once.
fn scenes() -> &'static [(String, Scene)] {
    static SCENES: OnceLock<Vec<(String, Scene)>> = OnceLock::new();
    SCENES.get_or_init(|| {
        let project = Project::parse(EMBEDDED, "embedded", Path::new("")).expect("valid");
        let (findings, ground) = run::findings(&project, &mut Ledger::default()).expect("reads");
        let draw = |spec| run::scene(&project, &ground, &findings, spec).expect("draws");
        project.figures.iter().map(|spec| (spec.name.clone(), draw(spec))).collect()
    })
}

fn written(scene: &Scene, lettering: Lettering) -> String {
    String::from_utf8(svg(scene, SvgOptions { lettering }).expect("paints")).expect("UTF-8")
}

fn texts<'a>(items: &'a [Item], found: &mut Vec<&'a Text>) {
    for item in items {
        match item {
            Item::Group(group) => texts(&group.items, found),
            Item::Text(text) => found.push(text),
            Item::Path(_) | Item::Image(_) => {}
        }
    }
}

/// The file as resvg draws it at the size of a picture, with no fonts but the embedded ones.
fn drawn(file: &str, [width, height]: [u32; 2]) -> GrayImage {
    let mut fonts = fontdb::Database::new();
    Face::ALL.iter().for_each(|face| fonts.load_font_data(face.bytes().to_vec()));
    let options = usvg::Options { fontdb: Arc::new(fonts), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(file, &options).expect("resvg reads it");
    let mut page = Pixmap::new(width, height).expect("a page");
    // Of a page that is no whole number of pixels, the picture has the last one too.
    let scale = (DPI / 96.0) as f32;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut page.as_mut());
    // The paper is opaque, so that premultiplied colours are the colours.
    let pixel = |p: &[u8]| image::Rgb([p[0], p[1], p[2]]);
    let pixels: Vec<u8> = page.data().chunks_exact(4).flat_map(|p| pixel(p).0).collect();
    image::DynamicImage::ImageRgb8(image::RgbImage::from_raw(width, height, pixels).expect("so many pixels")).to_luma8()
}

/// Mean absolute difference of every fourth row in levels of 255, the second picture moved by so many pixels.
fn difference(one: &GrayImage, two: &GrayImage, [dx, dy]: [i32; 2]) -> f64 {
    let (width, height) = (one.width() as i32 - 1, one.height() as i32 - 1);
    let level = |picture: &GrayImage, x: i32, y: i32| f64::from(picture.get_pixel(x as u32, y as u32).0[0]);
    let row = |y: i32| (1..width).map(|x| (level(one, x, y) - level(two, x + dx, y + dy)).abs()).sum::<f64>();
    let rows = (1..height).step_by(4);
    let count = f64::from(width - 1) * rows.len() as f64;
    rows.map(row).sum::<f64>() / count
}

#[test]
fn another_reader_sees_the_pixels_of_the_png() {
    for (name, scene) in scenes() {
        let picture = png(scene, PngOptions { dpi: DPI }).expect("paints");
        let picture = image::load_from_memory(&picture).expect("a picture").to_luma8();
        let coarse = |p: &GrayImage| resize(p, p.width() / 4, p.height() / 4, FilterType::Triangle);
        for lettering in LETTERINGS {
            let page = drawn(&written(scene, lettering), [picture.width(), picture.height()]);
            let levels = difference(&coarse(&picture), &coarse(&page), [0, 0]);
            // 0.04 to 0.11 when written: edges of letters and lines, blended in other steps.
            assert!(levels < 0.3, "{name}, {lettering:?}: {levels} of 255 levels");
            let here = difference(&picture, &page, [0, 0]);
            for step in [[1, 0], [-1, 0], [0, 1], [0, -1]] {
                let there = difference(&picture, &page, step);
                assert!(here < there, "{name}, {lettering:?}: {here} in place, {there} moved by {step:?}");
            }
        }
    }
}

#[test]
fn files_are_plain_named_and_small() {
    for (name, scene) in scenes() {
        for lettering in LETTERINGS {
            let file = written(scene, lettering);
            assert!(file.len() < 600_000, "{name}: {} bytes", file.len());
            let document = Document::parse(&file).expect("well-formed");
            let root = document.root_element();
            assert_eq!((root.tag_name().name(), root.attribute("role")), ("svg", Some("img")));
            assert_eq!(root.attribute("lang"), Some(scene.language.tag()));
            let held =
                |tag: &str| root.children().find(|n| n.has_tag_name(tag)).and_then(|n| n.text().map(String::from));
            let held = |tag: &str| held(tag).unwrap_or_default();
            assert_eq!((held("title"), held("desc")), (scene.title.clone(), scene.description.clone()));
            let mut ids = BTreeSet::new();
            for node in root.descendants().filter(Node::is_element) {
                assert!(!["script", "filter", "clipPath", "mask"].contains(&node.tag_name().name()), "{name}");
                for forbidden in ["class", "style", "clip-path", "filter"] {
                    assert!(!node.has_attribute(forbidden), "{name}: {forbidden} in <{}>", node.tag_name().name());
                }
                if let Some(id) = node.attribute("id") {
                    assert!(ids.insert(id), "{name}: two are '{id}'");
                }
            }
            let labels = root.attribute("aria-labelledby").expect("says what names it");
            assert!(labels.split(' ').all(|id| ids.contains(id)), "{labels}");
        }
    }
}

#[test]
fn lines_of_text_are_whole_and_outlined_ones_are_shapes() {
    for (name, scene) in scenes() {
        let (live, shapes) = (written(scene, Lettering::Words), written(scene, Lettering::Outlines));
        let (live, shapes) =
            (Document::parse(&live).expect("well-formed"), Document::parse(&shapes).expect("well-formed"));
        let is_halo = |n: &Node| n.attribute("aria-hidden") == Some("true");
        let words = live.descendants().filter(|n| n.has_tag_name("text") && !is_halo(n));
        let words: Vec<&str> = words.map(|n| n.text().unwrap_or_default()).collect();
        let mut lines = Vec::new();
        texts(&scene.items, &mut lines);
        assert_eq!(words, lines.iter().map(|t| t.text.as_str()).collect::<Vec<_>>(), "{name}");
        assert!(!shapes.descendants().any(|n| ["text", "style"].contains(&n.tag_name().name())), "{name}");
        let labels: Vec<&str> = shapes.descendants().filter_map(|n| n.attribute("aria-label")).collect();
        assert_eq!(labels, words, "{name}");
    }
}
