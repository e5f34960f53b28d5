//! Texts that mean something to the program which reads the output.

use std::fs;

use super::{folder, run};

const EVIL: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "]]> --><svg/onload=alert(1)>",
    "&#x3c;script&#x3e;",
    "\u{202e}txt.exe",
    "a(b)\\endstream",
];

/// Districts whose names are evil: squares side by side.
fn districts() -> String {
    let feature = |(i, name): (usize, &&str)| {
        let (x, y) = (i as f64, 0.0);
        format!(
            r#"{{"type":"Feature","properties":{{"id":"D{i}","name":{},"region_id":"R","region":{}}},"geometry":{{"type":"Polygon","coordinates":[[[{x},{y}],[{},{y}],[{},1],[{x},1],[{x},{y}]]]}}}}"#,
            serde_json::to_string(name).expect("text"),
            serde_json::to_string(EVIL[0]).expect("text"),
            x + 1.0,
            x + 1.0,
        )
    };
    let features: Vec<String> = EVIL.iter().enumerate().map(feature).collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

/// Incidents in each square, with evil identifiers.
fn incidents() -> String {
    let row = |(i, name): (usize, &&str)| {
        format!("\"{}\",{},0.5,2024-01-0{}\n", name.replace('"', "\"\""), i as f64 + 0.5, i + 1)
    };
    let rows: String = EVIL.iter().enumerate().map(row).collect();
    format!("id,lon,lat,date\n{rows}")
}

#[test]
fn names_stay_text_in_every_format() {
    let folder = folder();
    fs::write(folder.path().join("d.geojson"), districts()).expect("writes");
    fs::write(folder.path().join("i.csv"), incidents()).expect("writes");
    for out in ["m.svg", "m.html", "m.pdf", "m.png"] {
        let layer = ["--layer", "choropleth"];
        let arguments = ["map", "i.csv", "--boundaries", "d.geojson", layer[0], layer[1], "--out", out];
        let outcome = run(folder.path(), &arguments);
        assert_eq!(outcome.code, 0, "{out}: {}", outcome.said);
    }
    let svg = fs::read_to_string(folder.path().join("m.svg")).expect("text");
    let html = fs::read_to_string(folder.path().join("m.html")).expect("text");
    for text in [&svg, &html] {
        for word in ["<script>alert", "<img src", "<svg/onload", "onerror=alert(1)>"] {
            let raw = text.match_indices(word).count();
            assert_eq!(raw, 0, "'{word}' is markup: {}", &text[text.find(word).unwrap_or(0)..][..80.min(text.len())]);
        }
    }
    assert!(!svg.contains("<script") && !svg.contains("<foreignObject") && !svg.contains("<!DOCTYPE"));
    let mut reader = quick_xml::Reader::from_str(&svg);
    while !matches!(reader.read_event().expect("well-formed"), quick_xml::events::Event::Eof) {}
}

#[test]
fn escape_sequences_do_not_reach_the_terminal() {
    let folder = folder();
    fs::write(folder.path().join("i.csv"), "id,lat,lon\n\u{1b}]0;owned\u{7},\u{1b}[2J,1\n").expect("writes");
    let outcome = run(folder.path(), &["check", "i.csv"]);
    assert!(!outcome.said.contains('\u{1b}') && !outcome.said.contains('\u{7}'), "{:?}", outcome.said);
}

#[test]
fn a_huge_name_is_no_figure_of_its_own() {
    let folder = folder();
    let huge =
        districts().replace(&serde_json::to_string(EVIL[1]).expect("text"), &format!("\"{}\"", "n".repeat(1 << 20)));
    fs::write(folder.path().join("d.geojson"), huge).expect("writes");
    fs::write(folder.path().join("i.csv"), incidents()).expect("writes");
    let outcome = run(folder.path(), &["map", "i.csv", "--boundaries", "d.geojson", "--out", "m.svg"]);
    assert!([0, 65].contains(&outcome.code), "{}", &outcome.said[..outcome.said.len().min(500)]);
    assert!(outcome.said.len() < 20_000, "the message has {} bytes", outcome.said.len());
}

#[test]
fn control_characters_do_not_reach_what_is_written() {
    let folder = folder();
    let evil = [r"a\u0000b", r"c\u0001d", r"e\ufffef", r"g\u001bh", r"i\u0085j", r"k\u2028l"];
    let mut text = districts();
    for (plain, evil) in EVIL.iter().zip(evil) {
        text = text.replacen(&serde_json::to_string(plain).expect("text"), &format!("\"{evil}\""), 1);
    }
    fs::write(folder.path().join("d.geojson"), text).expect("writes");
    fs::write(folder.path().join("i.csv"), incidents()).expect("writes");
    let mut said = String::new();
    for out in ["m.svg", "m.html"] {
        let outcome =
            run(folder.path(), &["map", "i.csv", "--boundaries", "d.geojson", "--layer", "choropleth", "--out", out]);
        assert_eq!(outcome.code, 0, "F3 {out}: {}", outcome.said);
        assert!(!outcome.said.contains(|c: char| c.is_control() && c != '\n'), "F3 {out}: {:?}", outcome.said);
        said = outcome.said;
        let written = fs::read_to_string(folder.path().join(out)).expect("made");
        for name in ["ab", "cd", "ef", "gh", "i j", "k l"] {
            assert!(written.contains(name), "F3 {out}: {name}");
        }
        let bad = |c: char| (c.is_control() && !"\n\t\r\u{85}".contains(c)) || c == '\u{fffe}';
        assert!(
            !written.contains(bad),
            "F3 {out}: {:?}",
            written.find(bad).map(|at| &written[at.saturating_sub(40)..(at + 9).min(written.len())])
        );
    }
    assert_eq!(said.matches("lost its control characters").count(), 1, "F3: said once: {said}");
    assert!(said.contains("6 × a name or identifier") && said.contains("feature 1, now 'ab'"), "F3: {said}");
    for out in ["o.csv", "o.xlsx", "o.geojson", "o.gpkg", "o.fgb"] {
        let outcome = run(folder.path(), &["join", "i.csv", "--boundaries", "d.geojson", "--out", out]);
        assert_eq!(outcome.code, 0, "F3 {out}: {}", outcome.said);
    }
    // what we wrote we read again
    let rows = fs::read(folder.path().join("o.csv")).expect("there");
    assert!(!rows.contains(&0), "F3: a NUL in a table");
    let lone = districts().replace(&serde_json::to_string(EVIL[0]).expect("text"), r#""\ud800""#);
    fs::write(folder.path().join("d.geojson"), lone).expect("writes");
    let outcome = run(folder.path(), &["check", "--boundaries", "d.geojson"]);
    assert_eq!(outcome.code, 65, "F3 surrogate: {}", outcome.said);
}

#[test]
fn no_cell_that_people_open_is_a_formula() {
    let folder = folder();
    let formulas = ["=HYPERLINK(\"http://x\")", "+1", "-1+1", "@x", "\t=1", "\u{ff1d}1"];
    let mut text = districts();
    for (plain, formula) in EVIL.iter().zip(formulas) {
        let formula = serde_json::to_string(formula).expect("text");
        text = text.replacen(&serde_json::to_string(plain).expect("text"), &formula, 1);
    }
    fs::write(folder.path().join("d.geojson"), text).expect("writes");
    let rows: Vec<String> = formulas.iter().map(|id| format!("\"{}\",0.5,0.5\n", id.replace('"', "\"\""))).collect();
    fs::write(folder.path().join("i.csv"), format!("id,lon,lat\n{}-7,0.5,0.5\n=,0.5,0.5\n=,0.5,0.5\n", rows.concat()))
        .expect("writes");
    let arguments = ["join", "i.csv", "--boundaries", "d.geojson", "--out", "o.csv", "--ledger", "l.csv"];
    let outcome = run(folder.path(), &arguments);
    assert_eq!(outcome.code, 0, "F1: {}", outcome.said);
    let mut ids = Vec::new();
    for name in ["o.csv", "l.csv"] {
        let mut reader = csv::Reader::from_path(folder.path().join(name)).expect("there");
        for row in reader.records() {
            let row = row.expect("a row");
            let odd =
                |cell: &&str| cell.starts_with(['=', '+', '-', '@', '\t', '\u{ff1d}']) && cell.parse::<f64>().is_err();
            assert_eq!(row.iter().find(odd), None, "F1 {name}");
            ids.extend((name == "l.csv").then(|| (row[2].to_string(), row[4].contains("duplicate_id"))));
        }
    }
    assert_eq!(
        ids[6..],
        [("-7".into(), false), ("'=".into(), true), ("'=".into(), true)],
        "F1: a number is one; {ids:?}"
    );
    assert!(ids[..6].iter().zip(formulas).all(|((id, _), was)| *id == format!("'{was}")), "F1: {ids:?}");
}

#[test]
fn figure_names_are_file_names_everywhere() {
    let folder = folder();
    let project = |name: &str| {
        let name = serde_json::to_string(name).expect("text");
        format!(
            "[subject]\nincidents = \"attacks\"\nplace = \"Mali\"\n[period]\nfirst = 2022\nlast = 2024\n[[incidents]]\nfile = \"bundled:mali_incidents.csv\"\n[boundaries]\nfile = \"bundled:mali_districts.geojson\"\n[[figure]]\nname = {name}\nkind = \"density\"\nwidth = 120\n"
        )
    };
    let names = [
        "../../etc/x",
        "a/b",
        "a\\b",
        "CON",
        "con",
        "nul",
        "com1",
        "lpt9",
        "-rf",
        "x.",
        "a b",
        "",
        "a\nb",
        "é",
        &"n".repeat(300),
    ];
    for name in names {
        fs::write(folder.path().join("my.toml"), project(name)).expect("writes");
        let outcome = run(folder.path(), &["build", "my.toml", "--out", "maps", "--dry-run"]);
        assert_eq!(outcome.code, 78, "F4 {name:?}: {}", outcome.said);
    }
    for name in ["density", "com", "com10", "conakry", "a-b_2"] {
        fs::write(folder.path().join("my.toml"), project(name)).expect("writes");
        let outcome = run(folder.path(), &["build", "my.toml", "--out", "maps", "--dry-run"]);
        assert_eq!(outcome.code, 0, "F4 {name:?}: {}", outcome.said);
    }
    assert!(!folder.path().join("maps").exists());
}

#[test]
fn quotes_in_sources_do_not_break_descriptions() {
    let folder = folder();
    let words = r#"A "quoted" \ back </script>"#;
    let arguments = [
        "tile",
        "bundled:mali_incidents.csv",
        "--boundaries",
        "bundled:mali_districts.geojson",
        "--vector",
        "--zoom",
        "0-1",
        "--layer",
        "choropleth",
        "--attribution",
        words,
        "--name",
        words,
        "--base-url",
        "https://example.org/t",
        "--out",
        "t",
    ];
    let outcome = run(folder.path(), &arguments);
    assert_eq!(outcome.code, 0, "F7: {}", outcome.said);
    for file in ["metadata.json", "tiles.json", "style.json"] {
        let text = fs::read_to_string(folder.path().join("t").join(file)).expect("there");
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "F7 {file}: {text}");
    }
}
