//! Every word of every embedded figure in French, and nothing but the words differs.

use std::path::Path;

use cercle::language::Language;
use cercle::ledger::Ledger;
use cercle::project::{EMBEDDED, Project};
use cercle::run;
use cercle::scene::{Group, Item, Scene, Segment, Text};

/// The embedded figures in a language.
fn scenes(language: Language) -> Vec<Scene> {
    let mut project = Project::parse(EMBEDDED, "embedded", Path::new("")).expect("valid");
    project.language = language;
    let (findings, ground) = run::findings(&project, &mut Ledger::default()).expect("reads");
    let draw = |spec| run::scene(&project, &ground, &findings, spec).expect("draws");
    project.figures.iter().map(draw).collect()
}

fn groups<'a>(items: &'a [Item], found: &mut Vec<&'a Group>) {
    for item in items {
        if let Item::Group(group) = item {
            found.push(group);
            groups(&group.items, found);
        }
    }
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

/// Every text of a figure, one a line.
fn words(scene: &Scene) -> String {
    let mut found = Vec::new();
    texts(&scene.items, &mut found);
    let drawn = found.iter().map(|t| t.text.as_str());
    drawn.chain([scene.title.as_str(), scene.description.as_str()]).collect::<Vec<_>>().join("\n")
}

#[test]
fn no_english_word_is_left() {
    // The title of a cited publication stays as its publisher gave it, and so do "CC BY" and words that French has too.
    let english = [
        "of",
        "the",
        "and",
        "or",
        "reported",
        "listed",
        "located",
        "mapped",
        "counted",
        "districts",
        "regions",
        "region",
        "incidents per",
        "per",
        "people",
        "year",
        "years",
        "under",
        "over",
        "data",
        "to",
        "are",
        "is",
        "dots",
        "dot",
        "map",
        "maps",
        "accessed",
        "boundaries",
        "census",
        "november",
        "affecting",
        "algeria",
        "mauritania",
        "guinea",
        "senegal",
    ];
    for scene in scenes(Language::French) {
        let words = words(&scene);
        let lower = words.to_lowercase();
        let plain: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        for wanted in english {
            let parts: Vec<&str> = wanted.split(' ').collect();
            assert!(!plain.windows(parts.len()).any(|w| w == parts), "'{wanted}' in {}:\n{words}", scene.title);
        }
    }
}

#[test]
fn french_numbers_and_signs_have_their_spaces() {
    for scene in scenes(Language::French) {
        let words = words(&scene);
        for wrong in [" ;", " :", " ?", " !", " %", "« ", " »", "\u{a0};", "\u{a0}:", "'", "0.2", "10,000", "100,000"]
        {
            assert!(!words.contains(wrong), "'{wrong}' in {}:\n{words}", scene.title);
        }
    }
    let all: String = scenes(Language::French).iter().map(words).collect();
    for right in ["moins de 0,2", "10\u{202f}000\u{202f}km²", "100\u{202f}000\u{a0}habitants", "50 sur 57", "signalés"]
    {
        assert!(all.contains(right), "{right}");
    }
}

#[test]
fn only_the_words_differ() {
    for (english, french) in scenes(Language::English).iter().zip(scenes(Language::French)) {
        let [mut en, mut fr] = [Vec::new(), Vec::new()];
        groups(&english.items, &mut en);
        groups(&french.items, &mut fr);
        let ids = |groups: &[&Group]| groups.iter().map(|g| g.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&en), ids(&fr));
        let land = |groups: &[&Group]| -> Vec<Vec<[f64; 2]>> {
            groups.iter().filter(|g| g.id == "land").map(|g| points(g)).collect()
        };
        let (english_land, french_land) = (land(&en), land(&fr));
        let has_map = en.iter().any(|g| g.id == "map" || g.id.starts_with("map-"));
        assert_eq!(english_land.is_empty(), !has_map);
        for (a, b) in english_land.iter().zip(&french_land) {
            // A longer title may move the maps down, and does nothing else to them.
            let down = b[0][1] - a[0][1];
            assert_eq!(a.len(), b.len());
            let far = a.iter().zip(b).map(|(a, b)| (a[0] - b[0]).abs().max((a[1] + down - b[1]).abs()));
            assert!(far.fold(0.0, f64::max) < 1e-6, "{}", french.title);
        }
        assert_eq!((english.width, french.language), (french.width, Language::French));
    }
}

fn points(group: &Group) -> Vec<[f64; 2]> {
    let paths = group.items.iter().filter_map(|item| if let Item::Path(path) = item { Some(path) } else { None });
    let end = |segment: &Segment| match *segment {
        Segment::Move(p) | Segment::Line(p) | Segment::Curve(_, _, p) => Some(p),
        Segment::Close => None,
    };
    paths.flat_map(|path| path.outline.segments.iter().filter_map(end)).collect()
}
