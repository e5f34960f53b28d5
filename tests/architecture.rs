//! The house rules, read from the sources: who may import whom, how long things are, who may print.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms and what of ours they may import. A room is a file or folder directly under `src`.
const ROOMS: &[(&str, &[&str])] = &[
    ("unit", &[]),
    ("color", &[]),
    ("deflate", &[]),
    ("draft", &[]),
    ("error", &[]),
    ("language", &[]),
    ("name", &[]),
    ("font", &["scene"]),
    ("palette", &["color"]),
    ("boundary", &["unit"]),
    ("incident", &["unit"]),
    ("gazetteer", &["boundary", "incident", "name"]),
    ("ledger", &["error", "gazetteer"]),
    ("projection", &["unit"]),
    ("sheet", &["color"]),
    ("scene", &["color", "font", "language", "sheet", "unit"]),
    ("text", &["color", "error", "font", "scene", "unit"]),
    ("symbol", &["color", "error", "font", "palette", "scene", "text", "unit"]),
    ("index", &["boundary", "incident", "unit"]),
    ("topology", &["boundary", "index", "unit"]),
    ("overlay", &["boundary", "error", "projection", "unit"]),
    ("read", &["boundary", "error", "gazetteer", "incident", "ledger", "name", "unit"]),
    ("join", &["boundary", "error", "gazetteer", "incident", "index", "ledger", "unit"]),
    ("measure", &["boundary", "error", "incident", "index", "join", "ledger", "name", "projection", "unit"]),
    ("disclose", &["boundary", "error", "incident", "index", "join", "ledger", "measure", "unit"]),
    ("clean", &["boundary", "error", "measure", "overlay", "projection", "topology", "unit"]),
    ("vintage", &["boundary", "error", "incident", "join", "overlay"]),
    ("caption", &["language", "measure", "name"]),
    ("classify", &["error"]),
    (
        "layer",
        &[
            "boundary",
            "classify",
            "color",
            "error",
            "font",
            "measure",
            "palette",
            "projection",
            "scene",
            "symbol",
            "text",
            "topology",
            "unit",
        ],
    ),
    ("furniture", &["classify", "color", "error", "font", "language", "palette", "scene", "symbol", "text", "unit"]),
    (
        "figure",
        &[
            "classify",
            "color",
            "error",
            "font",
            "furniture",
            "incident",
            "language",
            "layer",
            "ledger",
            "measure",
            "palette",
            "scene",
            "sheet",
            "symbol",
            "text",
            "topology",
            "unit",
        ],
    ),
    ("paint", &["color", "deflate", "error", "font", "language", "name", "scene", "sheet", "unit"]),
    ("lint", &["color", "font", "palette", "scene", "unit"]),
    ("proof", &["color", "error", "font", "lint", "scene", "text", "unit"]),
    ("style", &["boundary", "classify", "color", "error", "language", "measure", "name", "palette", "symbol", "unit"]),
    (
        "write",
        &[
            "boundary",
            "classify",
            "color",
            "deflate",
            "disclose",
            "error",
            "incident",
            "language",
            "ledger",
            "measure",
            "name",
            "projection",
            "style",
            "topology",
            "unit",
            "vintage",
        ],
    ),
    (
        "tile",
        &[
            "boundary",
            "classify",
            "color",
            "deflate",
            "draft",
            "error",
            "font",
            "incident",
            "index",
            "language",
            "layer",
            "ledger",
            "measure",
            "name",
            "paint",
            "palette",
            "projection",
            "scene",
            "symbol",
            "text",
            "topology",
            "unit",
        ],
    ),
    ("serve", &["error", "font", "paint", "tile"]),
    (
        "project",
        &[
            "boundary",
            "classify",
            "disclose",
            "error",
            "figure",
            "incident",
            "index",
            "join",
            "language",
            "measure",
            "paint",
            "palette",
            "projection",
            "read",
            "tile",
            "unit",
            "write",
        ],
    ),
    (
        "run",
        &[
            "boundary",
            "caption",
            "classify",
            "disclose",
            "draft",
            "error",
            "figure",
            "gazetteer",
            "incident",
            "index",
            "join",
            "language",
            "layer",
            "ledger",
            "lint",
            "measure",
            "paint",
            "palette",
            "project",
            "proof",
            "read",
            "scene",
            "style",
            "tile",
            "unit",
            "write",
        ],
    ),
    (
        "cli",
        &[
            "boundary",
            "classify",
            "clean",
            "disclose",
            "draft",
            "error",
            "figure",
            "gazetteer",
            "incident",
            "index",
            "join",
            "language",
            "layer",
            "ledger",
            "lint",
            "measure",
            "overlay",
            "paint",
            "palette",
            "project",
            "projection",
            "read",
            "run",
            "scene",
            "serve",
            "style",
            "tile",
            "unit",
            "vintage",
            "write",
        ],
    ),
];

/// Most lines of a file, most lines of a function, most parameters of one.
const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 80;
const PARAMETERS: usize = 5;
/// Most lines of the file in the middle when files are ordered by length.
const MEDIAN_LINES: usize = 150;

struct Source {
    /// Path from `src`.
    name: String,
    room: String,
    lines: Vec<String>,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("src can be listed") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    let source = |path: PathBuf| {
        let name = path.strip_prefix(&root).expect("inside src").to_string_lossy().replace('\\', "/");
        let room = name.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_string();
        let text = fs::read_to_string(&path).expect("source is text");
        Source { name, room, lines: without_tests(&text) }
    };
    files.into_iter().map(source).filter(|s| !s.name.ends_with("_tests.rs")).collect()
}

/// The lines of a file up to its test module.
fn without_tests(text: &str) -> Vec<String> {
    text.lines().take_while(|line| *line != "#[cfg(test)]").map(str::to_string).collect()
}

fn code(line: &str) -> &str {
    line.split("//").next().unwrap_or_default()
}

#[test]
fn rooms_import_only_what_the_table_allows() {
    let allowed: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    let mut faults = Vec::new();
    for source in sources().iter().filter(|s| !["lib", "main"].contains(&s.room.as_str())) {
        let Some(imports) = allowed.get(source.room.as_str()) else {
            faults.push(format!("{}: the room '{}' is not in the table", source.name, source.room));
            continue;
        };
        for line in &source.lines {
            for used in code(line).split("crate::").skip(1) {
                let room: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if room != source.room && !imports.contains(&room.as_str()) {
                    faults.push(format!("{}: imports {room}", source.name));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn imports_run_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    // font and scene are two halves of one thing: outlines and what is drawn with them.
    let pair = |a: &str, b: &str| ["font", "scene"].contains(&a) && ["font", "scene"].contains(&b);
    fn reaches(from: &str, to: &str, allowed: &BTreeMap<&str, &[&str]>, depth: usize) -> bool {
        depth > 0
            && allowed[from].iter().any(|next| *next == to || (*next != from && reaches(next, to, allowed, depth - 1)))
    }
    for (room, imports) in ROOMS {
        for import in imports.iter().filter(|i| !pair(room, i)) {
            assert!(!reaches(import, room, &allowed, 6), "{room} and {import} import each other");
        }
    }
}

#[test]
fn only_the_command_line_prints() {
    for source in sources().iter().filter(|s| !["cli", "main"].contains(&s.room.as_str())) {
        for (i, line) in source.lines.iter().enumerate() {
            let prints = ["println!", "eprintln!", "print!(", "eprint!("].iter().any(|word| code(line).contains(word));
            assert!(!prints, "{}:{}: prints", source.name, i + 1);
        }
    }
}

#[test]
fn pixels_are_known_to_the_png_painter_and_the_command_line_only() {
    for source in sources().iter().filter(|s| !["paint", "cli"].contains(&s.room.as_str())) {
        for (i, line) in source.lines.iter().enumerate() {
            let words = code(line).to_lowercase();
            let found = words.split(|c: char| !c.is_alphanumeric()).any(|word| word == "dpi");
            assert!(!found, "{}:{}: knows dpi", source.name, i + 1);
        }
    }
}

#[test]
fn nothing_panics_by_accident_and_nothing_is_left_open() {
    for source in &sources() {
        for (i, line) in source.lines.iter().enumerate() {
            for word in [".unwrap()", "todo!(", "unimplemented!(", "unsafe ", "static mut"] {
                assert!(!code(line).contains(word), "{}:{}: {word}", source.name, i + 1);
            }
        }
    }
}

#[test]
fn files_and_functions_are_short() {
    let sources = sources();
    let mut faults = Vec::new();
    let mut lengths: Vec<usize> = Vec::new();
    for source in &sources {
        lengths.push(source.lines.len());
        if source.lines.len() > FILE_LINES {
            faults.push(format!("{}: {} lines", source.name, source.lines.len()));
        }
        for (name, lines, parameters) in functions(&source.lines) {
            if lines > FUNCTION_LINES {
                faults.push(format!("{}: {name} has {lines} lines", source.name));
            }
            // A trait of the font library has this one; its shape is not ours to choose.
            let foreign = source.name == "font.rs" && name == "curve_to";
            if parameters > PARAMETERS && !foreign {
                faults.push(format!("{}: {name} has {parameters} parameters", source.name));
            }
        }
    }
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median <= MEDIAN_LINES, "the middle file has {median} lines");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Name, length in lines and number of parameters of each function; formatted code, so that a function ends at the brace
/// in its own column.
fn functions(lines: &[String]) -> Vec<(String, usize, usize)> {
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let words = line.trim_start();
        let is_function = ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn ", "pub const fn ", "const fn "]
            .iter()
            .any(|head| words.starts_with(head));
        if !is_function {
            continue;
        }
        let name = words.split("fn ").nth(1).and_then(|r| r.split(['(', '<']).next()).unwrap_or_default().to_string();
        let close = format!("{}}}", " ".repeat(indent));
        let end = lines[start..].iter().position(|l| *l == close || l.ends_with(" }") && l.contains('{')).unwrap_or(0);
        let signature = lines[start..=start + end].join(" ");
        found.push((name, end + 1, parameters(&signature)));
    }
    found
}

/// Parameters between the first parenthesis and its partner: commas at depth one, outside of brackets.
fn parameters(signature: &str) -> usize {
    let Some(open) = signature.find('(') else { return 0 };
    let (mut depth, mut count, mut any, mut before) = (0, 0, false, ' ');
    for c in signature[open..].chars() {
        let arrow = before == '-' && c == '>';
        before = c;
        match c {
            _ if arrow => {}
            '(' | '[' | '<' => depth += 1,
            ')' | ']' => depth -= 1,
            '>' => depth -= 1,
            ',' if depth == 1 => (count, any) = (count + 1, false),
            c if !c.is_whitespace() && depth >= 1 => any = true,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    count + usize::from(any)
}
