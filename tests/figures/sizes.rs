//! Every size with a name: the embedded figures fit, and keep every rule that must hold.

use std::path::Path;

use cercle::figure::Page;
use cercle::ledger::Ledger;
use cercle::lint::{Severity, lint};
use cercle::project::{EMBEDDED, Project};
use cercle::run;

/// Nine maps, one above the other two, are too much for the height of a slide.
const TOO_MUCH: (&str, &str) = ("slide", "people-2022-2024");

#[test]
fn figures_of_every_named_size_are_whole() {
    let project = Project::parse(EMBEDDED, "embedded", Path::new("")).expect("valid");
    let (findings, ground) = run::findings(&project, &mut Ledger::default()).expect("reads");
    for size in Page::NAMED {
        for spec in &project.figures {
            let mut spec = spec.clone();
            spec.page = size.page;
            let drawn = run::scene(&project, &ground, &findings, &spec);
            if (size.name, spec.name.as_str()) == TOO_MUCH {
                let error = drawn.expect_err("no room");
                assert!(error.message.contains("for the map"), "{error}");
                continue;
            }
            let scene = drawn.expect(size.name);
            assert_eq!(scene.width, size.page.width);
            assert!(size.page.height.is_none_or(|height| height == scene.height));
            let broken: Vec<String> = lint(&scene)
                .into_iter()
                .filter(|f| f.severity == Severity::Error)
                .map(|f| format!("{}: {}", f.rule, f.message))
                .collect();
            assert!(broken.is_empty(), "{} {}: {broken:?}", size.name, spec.name);
        }
    }
}

#[test]
fn a_project_names_its_sizes() {
    let text = EMBEDDED.replacen("width = 170", "size = \"slide\"", 1);
    let project = Project::parse(&text, "my.toml", Path::new("")).expect("valid");
    assert_eq!(project.figures[0].page, Page::mm(254.0, 142.875));
}
