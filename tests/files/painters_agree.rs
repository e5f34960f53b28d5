//! What other programs see in the files of the painters: the same picture, whole words, embedded fonts.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cercle::color::{Color, WHITE};
use cercle::font::Face;
use cercle::paint::{Format, Lettering};
use cercle::scene::{Image, Item, Outline, Path as Shape, Scene, Stroke, Text, filled, group};
use cercle::text::{Style, Typesetter};
use cercle::unit::Rect;
use image::imageops::{FilterType, resize};
use image::{GrayImage, Rgba, RgbaImage};
use tempfile::TempDir;

const FIGURES: [&str; 4] =
    ["known-locations-2022-2024", "density-2022-2024", "density-by-region-per-100k-2022-2024", "circles-2022-2024"];

/// Builds the embedded project in every format.
fn built() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let cercle = || assert_cmd::Command::cargo_bin("cercle").expect("the program is built");
    cercle().args(["build", "--out"]).arg(folder.path()).assert().success();
    folder
}

/// What a program says on standard output; nothing if it is not installed.
fn said(program: &str, arguments: &[&str], file: &Path) -> Option<String> {
    let Ok(output) = Command::new(program).args(arguments).arg(file).output() else {
        eprintln!("skipped: {program} is not installed");
        return None;
    };
    assert!(output.status.success(), "{program} {}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).expect("text"))
}

/// The page as Poppler draws it at 300 dots per inch.
fn drawn(pdf: &Path) -> Option<GrayImage> {
    let stem = pdf.with_extension("drawn");
    let run = Command::new("pdftoppm").args(["-r", "300", "-png", "-singlefile"]).arg(pdf).arg(&stem).output();
    let Ok(run) = run else {
        eprintln!("skipped: pdftoppm is not installed");
        return None;
    };
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    Some(grey(&PathBuf::from(format!("{}.png", stem.display()))))
}

fn grey(path: &Path) -> GrayImage {
    image::open(path).expect("a picture").to_luma8()
}

/// Mean absolute difference of every fourth row in levels of 255, the second picture moved by so many pixels.
fn difference(one: &GrayImage, two: &GrayImage, [dx, dy]: [i32; 2]) -> f64 {
    let size = |a: u32, b: u32| a.min(b) as i32 - 1;
    let (width, height) = (size(one.width(), two.width()), size(one.height(), two.height()));
    let level = |picture: &GrayImage, x: i32, y: i32| f64::from(picture.get_pixel(x as u32, y as u32).0[0]);
    let row = |y: i32| (1..width).map(|x| (level(one, x, y) - level(two, x + dx, y + dy)).abs()).sum::<f64>();
    let rows = (1..height).step_by(4);
    let count = f64::from(width - 1) * rows.len() as f64;
    rows.map(row).sum::<f64>() / count
}

#[test]
fn a_pdf_looks_like_the_png_of_its_scene() {
    let folder = built();
    for name in FIGURES {
        let Some(page) = drawn(&folder.path().join(format!("{name}.pdf"))) else { return };
        let picture = grey(&folder.path().join(format!("{name}.png")));
        // Poppler rounds the page's size up and draws hairlines no thinner than a pixel.
        assert!(page.width().abs_diff(picture.width()) <= 1 && page.height().abs_diff(picture.height()) <= 1, "{name}");
        let coarse = |p: &GrayImage| resize(p, picture.width() / 4, picture.height() / 4, FilterType::Triangle);
        let levels = difference(&coarse(&picture), &coarse(&page), [0, 0]);
        assert!(levels < 2.5, "{name}: {levels} of 255 levels");
        let here = difference(&picture, &page, [0, 0]);
        for step in [[1, 0], [-1, 0], [0, 1], [0, -1]] {
            let there = difference(&picture, &page, step);
            assert!(here < there, "{name}: {here} in place, {there} moved by {step:?}");
        }
    }
}

/// Every kind of item on a page of whole pixels: a ring with a hole, dashes, a picture that lets through, turned letters.
fn sampler() -> Scene {
    let square = |r: f64| [[36.0 - r, 36.0 - r], [36.0 + r, 36.0 - r], [36.0 + r, 36.0 + r], [36.0 - r, 36.0 + r]];
    let mut ring = Outline::default();
    ring.polyline(&square(30.0), true);
    let mut hole = square(20.0);
    hole.reverse();
    ring.polyline(&hole, true);
    let dash = Stroke { color: Color::hex(0x1F5F8B), width: 2.4, dash: vec![6.0, 3.0] };
    let ring = Shape { outline: ring, fill: Some(Color::hex(0xDF8457)), stroke: Some(dash) };
    let pixels = RgbaImage::from_fn(4, 3, |x, y| Rgba([40 * x as u8, 80 * y as u8, 20, 90 + 40 * y as u8]));
    let picture = Image { pixels, place: Rect::new(4.0, 40.0, 32.0, 61.0) };
    let style = Style::new(Face::SemiBold, 14.0, Color::hex(0x222222)).tracked(80.0).halo(WHITE, 1.2);
    let line = Typesetter::default().at([12.0, 66.0], "Ségou 9", &style).expect("the font has these letters");
    let turned = Item::Text(Text { angle: -52.0, ..line });
    let ground = filled(Outline::rect(Rect::new(0.0, 0.0, 72.0, 72.0)), Color::hex(0xEFEDE9));
    let items = vec![ground, group("ring", vec![Item::Path(ring)]), Item::Image(picture), turned];
    Scene { width: 72.0, height: 72.0, title: "Sampler".into(), items, ..Scene::default() }
}

#[test]
fn every_kind_of_item_is_at_the_same_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = Format::ALL.map(|format| {
        let file = folder.path().join("sampler").with_extension(format.extension());
        fs::write(&file, format.paint(&sampler(), Lettering::Words).expect("paints")).expect("writes");
        file
    });
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "pdf")) {
        let Some(page) = drawn(file) else { return };
        let picture = grey(&file.with_extension("png"));
        assert_eq!(page.dimensions(), picture.dimensions());
        let here = difference(&picture, &page, [0, 0]);
        assert!(here < 2.5, "{here} of 255 levels");
        for step in [[1, 0], [-1, 0], [0, 1], [0, -1]] {
            assert!(here < difference(&picture, &page, step) / 1.5, "{step:?}");
        }
    }
}

#[test]
fn a_pdf_is_small_sound_and_holds_whole_words_in_embedded_fonts() {
    let folder = built();
    for name in FIGURES {
        let file = folder.path().join(format!("{name}.pdf"));
        assert!(fs::metadata(&file).expect("is there").len() < 600_000, "{name}");
        said("qpdf", &["--check"], &file);
        if let Some(pictures) = said("pdfimages", &["-list"], &file) {
            assert_eq!(pictures.lines().count(), 2, "{name}: only the heading\n{pictures}");
        }
        if let Some(fonts) = said("pdffonts", &[], &file) {
            let whole = |line: &str| line.contains("+Inter-") && line.contains("yes yes yes");
            assert!(fonts.lines().count() > 2 && fonts.lines().skip(2).all(whole), "{name}\n{fonts}");
        }
    }
    let words = |name: &str| {
        let file = folder.path().join(format!("{name}.pdf"));
        let run = Command::new("pdftotext").arg(&file).arg("-").output();
        run.ok().map(|run| String::from_utf8(run.stdout).expect("text"))
    };
    let (Some(points), Some(density)) = (words(FIGURES[0]), words(FIGURES[1])) else {
        eprintln!("skipped: pdftotext is not installed");
        return;
    };
    for line in ["Known locations of reported incidents affecting health care in Mali, 2022–2024", "BURKINA", "Ségou"]
    {
        assert!(points.lines().any(|l| l == line), "'{line}' in\n{points}");
    }
    for line in ["BURKINA FASO", "Niafunké 5", "2 and over"] {
        assert!(density.lines().any(|l| l == line), "'{line}' in\n{density}");
    }
    assert_eq!(density.matches("Bandiagara").count(), 1, "a halo is not found as text\n{density}");
}
