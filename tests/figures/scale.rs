//! Next year's figures on this year's scale.

use std::fs;
use std::path::Path;

use cercle::error::Kind;
use cercle::project::{EMBEDDED, FigureScale, Project, Scale};
use cercle::read::Input;
use cercle::run::{Built, build};

const FIGURES: [&str; 3] = ["density-2022-2024", "density-by-region-per-100k-2022-2024", "circles-2022-2024"];

/// The embedded project for some years, with breaks found by a method that looks at every value.
fn project(first: i16, last: i16) -> Project {
    // A map of change needs two years.
    let tables: Vec<&str> = EMBEDDED.split("[[figure]]").filter(|t| !t.contains("kind = \"change\"")).collect();
    let text = tables
        .join("[[figure]]")
        .replace("first = 2022", &format!("first = {first}"))
        .replace("last = 2024", &format!("last = {last}"))
        .replace("breaks = [0.2, 0.5, 1, 2]", "method = \"natural\"")
        .replace("\"png\", \"svg\", \"pdf\"", "\"svg\"");
    Project::parse(&text, "my.toml", Path::new("")).expect("valid")
}

fn built(project: &Project, folder: &Path) -> (Built, String) {
    let built = build(project, folder, false, &|_| ()).expect("builds");
    (built, fs::read_to_string(folder.join("scale.toml")).expect("is written"))
}

#[test]
fn a_third_year_keeps_breaks_circles_and_extent_of_two() {
    let folder = tempfile::tempdir().expect("a folder");
    let [two, free, kept] = ["two", "free", "kept"].map(|name| folder.path().join(name));
    let (first, written) = built(&project(2022, 2023), &two);
    assert_eq!(first.remarks, [""; 0]);
    assert!(first.unplaced.iter().any(|line| line.starts_with("figure 'density-2022-2024': no room")));
    assert_eq!(Scale::parse(&written, "scale.toml").expect("valid").text(), written);

    // Left alone, the third year would be scaled in its own way.
    let (_, alone) = built(&project(2024, 2024), &free);
    assert_ne!(alone, written);

    let mut third = project(2024, 2024);
    third.keep(Input::File(two.join("scale.toml"))).expect("is a scale");
    let (third, again) = built(&third, &kept);
    assert_eq!(again, written, "byte for byte");
    assert_eq!(third.remarks, [""; 0]);
    for name in FIGURES {
        let figure = fs::read_to_string(kept.join(format!("{name}.svg"))).expect("is drawn");
        let says = figure.contains("Bounds kept");
        assert_eq!(says, name != "circles-2022-2024", "{name}");
    }
    let legend = |folder: &Path, name: &str| {
        let figure = fs::read_to_string(folder.join(format!("{name}.svg"))).expect("is drawn");
        let from = figure.find("<g id=\"legend\">").expect("has a legend");
        figure[from..].lines().filter(|l| l.contains(" under ") || l.contains(" and over")).count()
    };
    assert_eq!(legend(&two, FIGURES[0]), legend(&kept, FIGURES[0]));
}

#[test]
fn a_map_of_change_keeps_the_bounds_of_an_earlier_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let comparing = |from: i16| {
        let years = format!("from = {from}\nto = {}\nmethod = \"natural\"\nwidth = 120", from + 1);
        let text = EMBEDDED.replace("\"png\", \"svg\", \"pdf\", \"html\"", "\"svg\"");
        let (before, rest) = text.split_once("from = 2022 ").expect("is there");
        let (_, after) = rest.split_once("width = 120").expect("is there");
        Project::parse(&format!("{before}{years}{after}"), "my.toml", Path::new("")).expect("valid")
    };
    let figure = |name: &str| fs::read_to_string(folder.path().join(name).join("change-2022-2023.svg")).expect("drawn");
    let [one, free, kept] = ["one", "free", "kept"].map(|name| folder.path().join(name));
    let (_, written) = built(&comparing(2022), &one);
    assert!(written.contains("differences = ["), "{written}");
    assert_eq!(Scale::parse(&written, "scale.toml").expect("valid").text(), written);
    let (_, alone) = built(&comparing(2023), &free);
    assert_ne!(alone, written, "alone it is scaled in its own way");
    let mut next = comparing(2023);
    next.keep(Input::File(one.join("scale.toml"))).expect("is a scale");
    let (next, again) = built(&next, &kept);
    assert_eq!((again, next.remarks), (written.clone(), Vec::new()));
    assert!(figure("kept").contains("Bounds kept from an earlier map") && !figure("free").contains("Bounds kept"));
    let Some(FigureScale::Change(classes, _)) =
        Scale::parse(&written, "x").expect("valid").of("change-2022-2023").cloned()
    else {
        panic!("{written}")
    };
    assert!(!classes.bounds().is_empty());
    let swapped = written.replace("differences", "breaks");
    fs::write(folder.path().join("swapped.toml"), swapped).expect("writes");
    let mut other = comparing(2023);
    other.keep(Input::File(folder.path().join("swapped.toml"))).expect("is a scale");
    let refused = build(&other, &kept, false, &|_| ()).expect_err("classes of a density are no bounds of a change");
    assert!(refused.message.contains("another kind of figure"), "{}", refused.message);
    let low = written.replace("differences = [", "differences = [0.0, ");
    assert_eq!(Scale::parse(&low, "low.toml").expect_err("no size").kind, Kind::Project);
}

#[test]
fn what_is_beyond_the_scale_is_drawn_true_and_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, written) = built(&project(2022, 2023), &folder.path().join("two"));
    let low = written.replacen("largest = 10", "largest = 2", 1);
    assert_ne!(low, written, "{written}");
    // A figure that the file does not know is scaled afresh.
    let without = low.replacen("name = \"people-2022-2024\"", "name = \"other\"", 1);
    let file = folder.path().join("low.toml");
    fs::write(&file, &without).expect("writes");
    let mut third = project(2022, 2024);
    third.keep(Input::File(file)).expect("is a scale");
    let (third, again) = built(&third, &folder.path().join("kept"));
    let [beyond, afresh] = third.remarks.as_slice() else { panic!("{:?}", third.remarks) };
    assert!(beyond.contains("is more than the 2 of the largest circle of low.toml"), "{beyond}");
    assert!(afresh.contains("'people-2022-2024' is not in low.toml"), "{afresh}");
    let kept = Scale::parse(&again, "again").expect("valid");
    let Some(FigureScale::Circles(circles)) = kept.of("circles-2022-2024") else { panic!("{again}") };
    assert_eq!(circles.largest, 2);
    assert!(circles.diameter(8) > 1.99 * circles.diameter, "area in proportion beyond the legend too");
}

#[test]
fn scales_that_do_not_fit_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, written) = built(&project(2022, 2023), &folder.path().join("two"));
    let kept = |text: &str| {
        let file = folder.path().join("kept.toml");
        fs::write(&file, text).expect("writes");
        let mut project = project(2024, 2024);
        project.keep(Input::File(file))?;
        build(&project, &folder.path().join("out"), false, &|_| ()).map(|_| ())
    };
    // Another country: the same extent around a centre elsewhere.
    let elsewhere = kept(&written.replace("lon = -4.0", "lon = 30.0")).expect_err("does not fit");
    assert_eq!(elsewhere.kind, Kind::Data);
    assert!(elsewhere.hint.is_some_and(|h| h.contains("other boundaries")), "{}", elsewhere.message);
    let swapped = written.replace("density-2022-2024", "x").replace("circles-2022-2024", "density-2022-2024");
    assert!(kept(&swapped).expect_err("another kind").message.contains("another kind of figure"));
    let unknown = kept(&written.replace("largest", "largst")).expect_err("unknown key");
    assert_eq!((unknown.kind, unknown.hint.as_deref()), (Kind::Project, Some("did you mean 'largest'?")));
    assert_eq!(kept("no scale at all").expect_err("not TOML").kind, Kind::Project);
}

#[test]
fn a_project_file_names_its_scale() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, written) = built(&project(2022, 2023), folder.path());
    let named = format!("{EMBEDDED}\n[scale]\nfile = \"scale.toml\"\n");
    let project = Project::parse(&named, "my.toml", folder.path()).expect("valid");
    assert_eq!(project.scale.as_ref().map(|(_, scale)| scale.text()), Some(written));
    // The build would overwrite the file that it keeps.
    let error = build(&project, folder.path(), false, &|_| ()).expect_err("in its place");
    assert_eq!(error.kind, Kind::CannotCreate);
    assert!(Project::parse(&named, "my.toml", &folder.path().join("elsewhere")).is_err());
}
