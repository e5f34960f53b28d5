//! What other programs see in the files of the painters: the same picture, whole words, embedded fonts.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use image::GrayImage;
use image::imageops::{FilterType, resize};
use tempfile::TempDir;

const FIGURES: [&str; 3] = ["known-locations-2022-2024", "density-2022-2024", "density-by-region-per-100k-2022-2024"];

/// Builds the embedded project in every format.
fn built() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let cercle = || assert_cmd::Command::cargo_bin("cercle").expect("the program is built");
    let project = String::from_utf8(cercle().args(["list", "project"]).output().expect("runs").stdout).expect("text");
    let mine = folder.path().join("my.toml");
    let output = "[output]\nformats = [\"png\", \"pdf\"]\n\n[credits]";
    fs::write(&mine, project.replacen("[credits]", output, 1)).expect("writes");
    cercle().arg("build").arg(&mine).arg("--out").arg(folder.path()).assert().success();
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
