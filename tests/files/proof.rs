//! Finished files held to the rules: ours keep them, spoiled ones and those of others do not.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use assert_cmd::cargo::CommandCargoExt;
use cercle::error::Kind;
use cercle::ledger::Ledger;
use cercle::lint::Finding;
use cercle::paint::{Format, Lettering};
use cercle::project::{EMBEDDED, Project};
use cercle::proof::{Medium, proof};
use cercle::run;

/// The embedded figures in every format, drawn once: name, medium, bytes. SVG is there with words and with shapes.
fn files() -> &'static [(String, Medium, Vec<u8>)] {
    static FILES: OnceLock<Vec<(String, Medium, Vec<u8>)>> = OnceLock::new();
    FILES.get_or_init(|| {
        let project = Project::parse(EMBEDDED, "embedded", Path::new("")).expect("valid");
        let (findings, ground) = run::findings(&project, &mut Ledger::default()).expect("reads");
        let mut files = Vec::new();
        for spec in &project.figures {
            let scene = run::scene(&project, &ground, &findings, spec).expect("draws");
            let mut add = |name: &str, format: Format, lettering| {
                let medium = Medium::find(format.extension()).expect("every format of ours is read back");
                files.push((format!("{}{name}", spec.name), medium, format.paint(&scene, lettering).expect("paints")));
            };
            Format::ALL.iter().for_each(|format| add("", *format, Lettering::Words));
            add(" in shapes", Format::Svg, Lettering::Outlines);
        }
        files
    })
}

fn file(name: &str, medium: Medium) -> &'static [u8] {
    &files().iter().find(|(n, m, _)| n == name && *m == medium).expect("is there").2
}

fn text(name: &str, medium: Medium) -> &'static str {
    std::str::from_utf8(file(name, medium)).expect("text")
}

fn broken(medium: Medium, bytes: &[u8]) -> Vec<String> {
    let findings: Vec<Finding> = proof(medium, bytes).expect("is read");
    findings.into_iter().map(|f| format!("{}: {}", f.rule, f.message)).collect()
}

/// What a file breaks after a change to it.
fn spoiled(medium: Medium, from: &str, to: &str) -> Vec<String> {
    let whole = text("density-2022-2024", medium);
    assert!(whole.contains(from), "{from}");
    broken(medium, whole.replace(from, to).as_bytes())
}

#[test]
fn our_files_keep_every_rule() {
    for (name, medium, bytes) in files() {
        assert_eq!(broken(*medium, bytes), [""; 0], "{name}.{}", medium.extension());
    }
}

#[test]
fn a_spoiled_drawing_breaks_the_rule_that_it_should() {
    for (from, to, rule) in [
        ("font-size=\"6\"", "font-size=\"5.4\"", "type-minimum"),
        ("stroke-width=\".75\"", "stroke-width=\".2\"", "stroke-minimum"),
        ("id=\"note-sources\"", "id=\"note-source\"", "note-sources"),
        ("id=\"note-designations\"", "id=\"x\"", "note-designations"),
        ("id=\"note-coverage\"", "id=\"x\"", "note-coverage"),
        ("<g id=\"choropleth\">", "<g id=\"choropleth\" class=\"a\">", "file-plain"),
        ("<g id=\"choropleth\">", "<g id=\"choropleth\" opacity=\".5\">", "file-plain"),
        ("<g id=\"choropleth\">", "<g id=\"choropleth\" onclick=\"alert(1)\">", "file-plain"),
        ("<g id=\"choropleth\">", "<script>alert(1)</script><g id=\"choropleth\">", "file-plain"),
        ("<g id=\"choropleth\">", "<filter id=\"f\"/><g id=\"choropleth\">", "file-plain"),
        ("</style>", "g{opacity:.5}</style>", "file-plain"),
        ("<g id=\"choropleth\">", "<image href=\"data:image/png;base64,AA\"/><g id=\"choropleth\">", "file-raster"),
        ("font-weight:600", "font-weight:800", "file-fonts"),
        ("src:url(data:", "src:url(https:", "file-fonts"),
        (" width=\"340.16pt\"", "", "file-size"),
        ("width=\"340.16pt\"", "width=\"300pt\"", "file-size"),
        ("xml:lang=\"en\" lang=\"en\"", "", "file-language"),
        ("fill=\"#1f1d1a\"", "fill=\"#c9c9c9\"", "text-contrast"),
    ] {
        let found = spoiled(Medium::Svg, from, to);
        assert!(found.iter().any(|f| f.starts_with(rule)), "{from} to {to}: {rule} not in {found:?}");
    }
}

#[test]
fn a_spoiled_page_breaks_the_rule_that_it_should() {
    for (from, to, rule) in [
        ("data-note=\"note-boundaries\"", "", "note-boundaries"),
        ("<html lang=\"en\">", "<html>", "file-language"),
        ("default-src 'none'", "default-src *", "file-structure"),
        ("\"use strict\";", "\"use strict\"; ", "file-structure"),
        ("<body>", "<body><img src=\"https://example.org/a.png\">", "file-structure"),
        ("font-size=\"6\"", "font-size=\"5.4\"", "type-minimum"),
        ("src:url(data:", "src:url(https:", "file-fonts"),
        ("name=\"description\"", "name=\"words\"", "file-language"),
    ] {
        let found = spoiled(Medium::Html, from, to);
        assert!(found.iter().any(|f| f.starts_with(rule)), "{from} to {to}: {rule} not in {found:?}");
    }
}

/// The bytes with each of the one text as the other, which is as long: places in the file stay right.
fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut out = bytes.to_vec();
    let mut changed = false;
    for at in 0..out.len().saturating_sub(from.len()) {
        if out[at..].starts_with(from.as_bytes()) {
            out[at..at + to.len()].copy_from_slice(to.as_bytes());
            changed = true;
        }
    }
    assert!(changed, "{from}");
    out
}

#[test]
fn a_spoiled_print_breaks_the_rule_that_it_should() {
    let whole = file("density-2022-2024", Medium::Pdf);
    for (from, to, rule) in [
        ("/FontFile3", "/FontNone3", "file-fonts"),
        ("/Marked true", "/Marked null", "file-structure"),
        ("/Lang(en)", "/Long(en)", "file-language"),
        ("/Alt<", "/Art<", "file-language"),
        ("/MediaBox", "/MediaBux", "file-size"),
        ("/CIDFontType0/", "/Image/X/Font/", "file-raster"),
    ] {
        let found = broken(Medium::Pdf, &replaced(whole, from, to));
        assert!(found.iter().any(|f| f.starts_with(rule)), "{from}: {rule} not in {found:?}");
    }
    let standard = b"%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj 2 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj\n%%EOF";
    assert!(
        broken(Medium::Pdf, standard).contains(&"file-fonts: the file does not carry the font Helvetica".to_string())
    );
}

#[test]
fn a_picture_says_its_size_and_what_it_shows() {
    let mut plain = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(4, 4).write_to(&mut plain, image::ImageFormat::Png).expect("is written");
    let found = broken(Medium::Png, plain.get_ref());
    assert_eq!(
        found,
        [
            "file-resolution: the file does not say how large its pixels are (pHYs)",
            "file-language: the file has no title, no description"
        ]
    );
    let project = Project::parse(EMBEDDED, "embedded", Path::new("")).expect("valid");
    let (findings, ground) = run::findings(&project, &mut Ledger::default()).expect("reads");
    let scene = run::scene(&project, &ground, &findings, &project.figures[1]).expect("draws");
    let coarse = cercle::paint::png(&scene, cercle::paint::PngOptions { dpi: 96.0 }).expect("paints");
    assert_eq!(broken(Medium::Png, &coarse), ["file-resolution: the picture has 96 pixels per inch, below 150"]);
}

#[test]
fn what_others_drew_is_judged_by_what_can_be_read_of_it() {
    let theirs = "<svg xmlns='http://www.w3.org/2000/svg' width='100mm' height='80mm' viewBox='0 0 1000 800'>\
        <style>.a{fill:red}</style><g transform='translate(10 10) scale(2)'><text x='5' y='20' font-size='8' \
        font-family='Arial, sans-serif' fill='#ccc'>Kayes</text></g><rect x='900' y='700' width='200' height='10'/>\
        <path class='a' d='M0 0L10 10' stroke='rgb(9,9,9)' stroke-width='.5'/></svg>";
    let found = broken(Medium::Svg, theirs.as_bytes());
    for start in [
        "type-minimum: 'Kayes' (g) is 4.54 pt",
        "outside-page",
        "stroke-minimum",
        "note-sources",
        "text-contrast",
        "file-fonts: the file does not carry Arial 400",
        "file-plain: the drawing has a style sheet, class = \"a\"",
        "file-language: the file has no title, no description, no language",
    ] {
        assert!(found.iter().any(|f| f.starts_with(start)), "{start}: {found:?}");
    }
}

#[test]
fn what_is_no_figure_is_refused() {
    let refused = |medium, bytes: &[u8]| proof(medium, bytes).expect_err("is no figure");
    for (medium, bytes) in [
        (Medium::Svg, "<html/>".as_bytes()),
        (Medium::Svg, b"<svg xmlns='x'/>"),
        (Medium::Svg, b"<svg viewBox='0 0 1e999 4'/>"),
        (Medium::Svg, b"<svg viewBox='0 0 0 4'/>"),
        (Medium::Svg, b"\xFF\xFE<\0s\0"),
        (Medium::Svg, b""),
        (Medium::Html, b"<p>no drawing</p>"),
        (Medium::Html, b"<svg viewBox='0 0 9 9'><g></svg>"),
        (Medium::Pdf, b"%PDF-1.7\n%%EOF"),
        (Medium::Pdf, b"PK\x03\x04"),
        (Medium::Png, b"\x89PNG\r\n\x1a\n"),
        (Medium::Png, b"GIF89a"),
    ] {
        assert_eq!(refused(medium, bytes).kind, Kind::Data, "{}", String::from_utf8_lossy(bytes));
    }
    for (_, medium, bytes) in files().iter().take(5) {
        assert!(proof(*medium, &bytes[..bytes.len() / 2]).is_err(), "half a file ({})", medium.extension());
    }
    let many = format!("<svg viewBox='0 0 9 9'>{}</svg>", "<text>a</text>".repeat(6000));
    assert_eq!(refused(Medium::Svg, many.as_bytes()).kind, Kind::Limit);
}

fn run(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("cercle").expect("the program is built").args(arguments).output().expect("runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (output.status.code().expect("an exit code"), text(output.stdout), text(output.stderr))
}

#[test]
fn the_command_takes_finished_files_as_it_takes_projects() {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, bytes: &[u8]| {
        let path: PathBuf = folder.path().join(name);
        fs::write(&path, bytes).expect("writes");
        path.to_str().expect("a plain path").to_string()
    };
    let good = put("good.svg", file("density-2022-2024", Medium::Svg));
    let print = put("good.PDF", file("density-2022-2024", Medium::Pdf));
    let small = text("density-2022-2024", Medium::Svg).replace("font-size=\"6\"", "font-size=\"5\"");
    let small = put("small.svg", small.as_bytes());
    let (code, said, errors) = run(&["lint", &good, &print]);
    assert_eq!((code, errors.as_str()), (0, ""));
    assert_eq!(said, format!("{good} keeps every rule\n{print} keeps every rule\n"));
    let (code, said, _) = run(&["lint", &good, &small]);
    assert!(code == 65 && said.contains("error type-minimum: "), "{said}");
    let (code, said, _) = run(&["lint", &small, "--format", "json"]);
    let findings: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    let first = &findings.as_array().expect("an array")[0];
    assert_eq!((code, &first["rule"], &first["figure"]), (65, &"type-minimum".into(), &small.as_str().into()));
    assert!(first["box"]["width"].as_f64().is_some_and(|w| w > 1.0));
    for (arguments, expected, says) in [
        ([good.as_str(), "--figure=x"], 64, "for project files"),
        ([good.as_str(), "my.toml"], 64, "finished files end in"),
        (["a.toml", "b.toml"], 64, "a second project file"),
        ([good.as_str(), "/nowhere/a.svg"], 66, "/nowhere/a.svg"),
        ([good.as_str(), &put("torn.svg", b"<svg")], 65, "torn.svg"),
    ] {
        let (code, _, errors) = run(&["lint", arguments[0], arguments[1]]);
        assert!(code == expected && errors.contains(says), "{arguments:?}: {code} {errors}");
    }
}
