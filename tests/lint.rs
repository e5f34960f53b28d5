//! The embedded figures against the rules of map design: no errors, and no warnings but those accepted here with a reason.

use std::path::Path;

use assert_cmd::Command;
use cercle::lint::{Rule, Severity};
use cercle::project::{EMBEDDED, Project};
use cercle::run::{Linted, lint_project};

/// Figure, rule, a layer named in the message, and why it may stay.
const ACCEPTED: &[(&str, &str, &str, &str)] = &[
    ("density-2022-2024", "line-contrast", "region-borders", FILLS),
    ("density-2022-2024", "line-contrast", "stable-outlines", OUTLINE),
    ("density-by-region-per-100k-2022-2024", "line-contrast", "region-borders", FILLS),
    ("density-by-region-per-100k-2022-2024", "line-contrast", "country-border", OUTLINE),
    ("density-by-region-per-100k-2022-2024", "line-contrast", "stable-outlines", OUTLINE),
];

/// Fills run from white to dark brown: no single colour keeps 3:1 to all of them. Where one dark class lies on both sides the
/// border is faint, which a light casing would mend.
const FILLS: &str = "a border between two classes is also seen as the step between them";
const OUTLINE: &str = "the dark line stands out on its other side, and is the edge of what it surrounds";

fn linted() -> Vec<Linted> {
    let project =
        Project::parse(EMBEDDED, "the embedded project", Path::new("")).expect("the embedded project is whole");
    lint_project(&project, None, &|_| ()).expect("its figures draw")
}

#[test]
fn embedded_figures_keep_the_rules_but_for_what_is_accepted() {
    let mut accepted: Vec<_> = ACCEPTED.to_vec();
    for Linted { figure, findings } in linted() {
        for f in findings {
            assert!(f.severity < Severity::Error, "{figure}: {}: {}", f.rule, f.message);
            let found = accepted.iter().position(|(of, rule, layer, reason)| {
                !reason.is_empty() && *of == figure && *rule == f.rule && f.message.contains(layer)
            });
            let index = found.unwrap_or_else(|| panic!("{figure}: {}: {} is not accepted", f.rule, f.message));
            accepted.remove(index);
        }
    }
    assert!(accepted.is_empty(), "accepted, but no longer found: {accepted:?}");
}

fn run(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("cercle").expect("the program is built").args(arguments).output().expect("runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (output.status.code().expect("an exit code"), text(output.stdout), text(output.stderr))
}

#[test]
fn lint_answers_text_json_and_an_exit_code() {
    let (code, said, errors) = run(&["lint"]);
    assert_eq!((code, errors.as_str()), (0, ""));
    assert!(said.starts_with("known-locations-2022-2024 keeps every rule\ndensity-2022-2024:\n  warning "), "{said}");

    let (code, said, _) = run(&["lint", "--format", "json", "--figure", "density-2022-2024", "--strict"]);
    assert_eq!(code, 65);
    let findings: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    let first = &findings.as_array().expect("an array")[0];
    assert_eq!(first["figure"], "density-2022-2024");
    assert_eq!((&first["rule"], &first["severity"]), (&"line-contrast".into(), &"warning".into()));
    // The figure is 120 mm wide.
    let side = |key: &str| first["box"][key].as_f64().expect("a length in mm");
    assert!(side("x") >= 4.0 && side("x") + side("width") <= 116.0 && side("height") > 20.0, "{first}");

    let (code, _, errors) = run(&["lint", "--figure", "density"]);
    assert!(code == 64 && errors.contains("did you mean 'density-2022-2024'?"), "{errors}");
}

#[test]
fn a_strict_build_writes_nothing_if_a_figure_breaks_a_rule_badly() {
    let folder = tempfile::tempdir().expect("a folder");
    let [file, out] = ["undated.toml", "out"].map(|name| folder.path().join(name));
    let undated = EMBEDDED
        .replace("in force from December 2021 to 2025", "in force")
        .replace("the set that was official in 2023", "");
    std::fs::write(&file, undated).expect("writes");
    let [file, folder] = [&file, &out].map(|p| p.to_str().expect("a plain path"));
    let (code, _, errors) = run(&["build", file, "--out", folder, "--strict"]);
    assert!(code == 65 && errors.contains("note-vintage") && !out.join("density-2022-2024.png").exists(), "{errors}");
    let (code, _, errors) = run(&["build", file, "--out", folder]);
    assert!(code == 0 && errors.contains("lint: density-2022-2024: error note-vintage"), "{errors}");
    assert!(out.join("density-2022-2024.png").exists());
    assert_eq!(run(&["lint", file]).0, 65);
}

#[test]
fn rules_are_listed() {
    let (code, said, _) = run(&["list", "rules"]);
    assert!(code == 0 && Rule::ALL.iter().all(|r| said.contains(r.id) && said.contains(r.asks)), "{said}");
}
