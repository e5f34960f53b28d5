//! The embedded figures against the rules of map design: no errors, and no warnings but those accepted here with a reason.

use std::path::Path;

use assert_cmd::Command;
use cercle::language::Language;
use cercle::lint::Rule;
use cercle::project::{EMBEDDED, Project};
use cercle::run::{Linted, lint_project};

#[test]
fn embedded_figures_keep_every_rule_in_both_languages() {
    for language in Language::ALL {
        let mut project = Project::parse(EMBEDDED, "the embedded project", Path::new("")).expect("it is whole");
        project.language = language;
        for Linted { figure, findings } in lint_project(&project, None, &|_| ()).expect("its figures draw") {
            let said: Vec<String> = findings.iter().map(|f| format!("{}: {}", f.rule, f.message)).collect();
            assert!(said.is_empty(), "{figure} ({}): {said:?}", language.tag());
        }
    }
}

/// The embedded project with boundaries of no known vintage, in a file of its own.
fn undated(folder: &Path) -> String {
    let text = EMBEDDED
        .replace("in force from December 2021 to 2025", "in force")
        .replace("the set that was official in 2023", "");
    let file = folder.join("undated.toml");
    std::fs::write(&file, text).expect("writes");
    file.to_str().expect("a plain path").to_string()
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
    assert!(said.starts_with("known-locations-2022-2024 keeps every rule\ndensity-2022-2024 keeps"), "{said}");

    let folder = tempfile::tempdir().expect("a folder");
    let file = undated(folder.path());
    assert_eq!(run(&["lint", &file]).0, 65);
    let (code, said, _) = run(&["lint", &file, "--format", "json", "--figure", "density-2022-2024"]);
    assert_eq!(code, 65);
    let findings: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    let first = &findings.as_array().expect("an array")[0];
    assert_eq!(first["figure"], "density-2022-2024");
    assert_eq!((&first["rule"], &first["severity"]), (&"note-vintage".into(), &"error".into()));

    let (code, _, errors) = run(&["lint", "--figure", "density"]);
    assert!(code == 64 && errors.contains("did you mean 'density-2022-2024'?"), "{errors}");
}

#[test]
fn a_strict_build_writes_nothing_if_a_figure_breaks_a_rule_badly() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, out) = (undated(folder.path()), folder.path().join("out"));
    let to = out.to_str().expect("a plain path");
    let (code, _, errors) = run(&["build", &file, "--out", to, "--strict"]);
    assert!(code == 65 && errors.contains("note-vintage") && !out.join("density-2022-2024.png").exists(), "{errors}");
    let (code, _, errors) = run(&["build", &file, "--out", to]);
    assert!(code == 0 && errors.contains("error note-vintage"), "{errors}");
    assert!(out.join("density-2022-2024.png").exists());
}

#[test]
fn rules_are_listed() {
    let (code, said, _) = run(&["list", "rules"]);
    assert!(code == 0 && Rule::ALL.iter().all(|r| said.contains(r.id) && said.contains(r.asks)), "{said}");
}

/// A legend that finds no free corner stands under the map, and still shows every colour; long periods fit their labels.
#[test]
fn a_map_of_change_keeps_every_rule_when_narrow_and_over_several_years() {
    let wide = "to = 2023\nwidth = 120";
    assert!(EMBEDDED.contains(wide));
    let several = EMBEDDED.replace("from = 2022 ", "from = [2022, 2023] ").replace(wide, "to = 2024\nwidth = 120");
    for text in [several, EMBEDDED.replace(wide, "to = 2023\nwidth = 85")] {
        for language in Language::ALL {
            let mut project = Project::parse(&text, "mine", Path::new("")).expect("it is whole");
            project.language = language;
            for Linted { findings, .. } in lint_project(&project, Some("change-2022-2023"), &|_| ()).expect("it draws")
            {
                let said: Vec<String> = findings.iter().map(|f| format!("{}: {}", f.rule, f.message)).collect();
                assert!(said.is_empty(), "{}: {said:?}", language.tag());
            }
        }
    }
}
