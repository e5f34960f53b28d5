//! Small stored pictures of the main kinds of figures, compared pixel by pixel.
//!
//! `CERCLE_GOLDEN=write cargo test --test golden` stores them anew after a change that was meant; look at them before they are
//! committed. Where CI is set nothing is stored. What was drawn, and where it differs, is left in `target/tmp`.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use cercle::ledger::Ledger;
use cercle::paint::{PngOptions, png};
use cercle::project::{EMBEDDED, Project};
use cercle::run;
use cercle::scene::Scene;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ImageEncoder, Rgb, RgbImage};

/// Longer side of a picture in pixels, and most bytes of its file.
const SIDE: f64 = 160.0;
const MOST: usize = 20 * 1024;
const FIGURES: [&str; 8] = [
    "known-locations-2022-2024",
    "density-2022-2024",
    "density-by-region-per-100k-2022-2024",
    "change-2022-2023",
    "circles-2022-2024",
    "people-2022-2024",
    "strip-2022-2024",
    "bars-by-month-2022-2024",
];

fn drawn(scene: &Scene) -> RgbImage {
    let dpi = SIDE / scene.width.max(scene.height) * 72.0;
    let bytes = png(scene, PngOptions { dpi }).expect("paints");
    image::load_from_memory(&bytes).expect("is a picture").to_rgb8()
}

fn stored(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.png"))
}

fn save(picture: &RgbImage, path: &Path) {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::Adaptive);
    let (width, height) = picture.dimensions();
    encoder.write_image(picture.as_raw(), width, height, image::ExtendedColorType::Rgb8).expect("encodes");
    assert!(bytes.len() <= MOST, "{}: {} bytes are more than {MOST}", path.display(), bytes.len());
    std::fs::write(path, bytes).expect("writes");
}

/// What differs, in words, and a picture of it: what is the same pale, what is not red. `None` if nothing does.
fn difference(wanted: &RgbImage, found: &RgbImage) -> Option<(String, RgbImage)> {
    if wanted.dimensions() != found.dimensions() {
        let [w, f] = [wanted, found].map(|p| format!("{} × {}", p.width(), p.height()));
        return Some((format!("is {f} pixels, not {w}"), found.clone()));
    }
    let apart = |a: &Rgb<u8>, b: &Rgb<u8>| a.0.iter().zip(b.0).map(|(a, b)| a.abs_diff(b)).max().unwrap_or(0);
    let mut marked = RgbImage::new(found.width(), found.height());
    let (mut many, mut most, mut first) = (0, 0, String::new());
    let (mut low, mut high) = ([u32::MAX; 2], [0; 2]);
    for ((x, y, a), b) in wanted.enumerate_pixels().zip(found.pixels()) {
        let by = apart(a, b);
        marked.put_pixel(x, y, if by == 0 { Rgb(a.0.map(|v| 191 + v / 4)) } else { Rgb([220, 0, 0]) });
        if by == 0 {
            continue;
        }
        if many < 5 {
            let _ = write!(first, "\n  at {x}, {y}: {:?}, not {:?}", b.0, a.0);
        }
        (many, most) = (many + 1, most.max(by));
        (low, high) = ([low[0].min(x), low[1].min(y)], [high[0].max(x), high[1].max(y)]);
    }
    let words = format!(
        "{many} of {} pixels differ, by up to {most} of 255, between {}, {} and {}, {}:{first}",
        wanted.width() * wanted.height(),
        low[0],
        low[1],
        high[0],
        high[1]
    );
    (many > 0).then_some((words, marked))
}

#[test]
fn figures_look_as_they_did() {
    let write = std::env::var("CERCLE_GOLDEN").is_ok_and(|v| v == "write");
    assert!(!write || std::env::var_os("CI").is_none(), "pictures are stored by people who look at them, not by CI");
    let project = Project::parse(EMBEDDED, "embedded", Path::new("")).expect("valid");
    let (findings, ground) = run::findings(&project, &mut Ledger::default()).expect("reads");
    let mut faults = String::new();
    for name in FIGURES {
        let spec = project.figures.iter().find(|f| f.name == name).expect("is in the embedded project");
        let found = drawn(&run::scene(&project, &ground, &findings, spec).expect("draws"));
        if write {
            save(&found, &stored(name));
        }
        let wanted = image::open(stored(name)).unwrap_or_else(|e| panic!("{}: {e}", stored(name).display())).to_rgb8();
        let Some((words, marked)) = difference(&wanted, &found) else { continue };
        let left = Path::new(env!("CARGO_TARGET_TMPDIR"));
        found.save(left.join(format!("{name}.png"))).expect("writes");
        marked.save(left.join(format!("{name}-differs.png"))).expect("writes");
        let _ = writeln!(faults, "{name} {words}\n  see {}", left.join(format!("{name}-differs.png")).display());
    }
    assert!(faults.is_empty(), "\n{faults}If this is meant: CERCLE_GOLDEN=write cargo test --test golden, and look.");
}

#[test]
fn stored_pictures_are_small_and_each_is_used() {
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")).expect("is there") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().and_then(|s| s.to_str()).expect("a name");
        assert!(FIGURES.contains(&name), "{name} is compared with nothing");
        assert!(path.metadata().expect("a file").len() <= MOST as u64, "{name} is larger than {MOST} bytes");
        let picture = image::open(&path).expect("a picture");
        assert!((100..=200).contains(&picture.width().max(picture.height())), "{name}");
    }
}

#[test]
fn a_difference_is_told_by_its_place_and_size() {
    let white = RgbImage::from_pixel(10, 8, Rgb([255; 3]));
    assert_eq!(difference(&white, &white), None);
    let mut spotted = white.clone();
    spotted.put_pixel(3, 4, Rgb([255, 250, 255]));
    spotted.put_pixel(7, 5, Rgb([0, 255, 255]));
    let (words, marked) = difference(&white, &spotted).expect("differs");
    assert!(words.starts_with("2 of 80 pixels differ, by up to 255 of 255, between 3, 4 and 7, 5:"), "{words}");
    assert!(words.contains("at 3, 4: [255, 250, 255], not [255, 255, 255]"), "{words}");
    assert_eq!((marked.get_pixel(3, 4).0, marked.get_pixel(0, 0).0), ([220, 0, 0], [254; 3]));
    let (words, _) = difference(&white, &RgbImage::new(3, 3)).expect("differs");
    assert_eq!(words, "is 3 × 3 pixels, not 10 × 8");
}
