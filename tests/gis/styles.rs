//! What GIS programs find beside the layers: styles by their names, and a project that opens them.

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use assert_cmd::Command;

fn cercle(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let run = Command::cargo_bin("cercle")
        .expect("the program is built")
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    run.stdout
}

const JOIN: [&str; 5] =
    ["join", "bundled:mali_incidents.csv", "--boundaries", "bundled:mali_districts.geojson", "--out"];

#[test]
fn a_layer_of_join_has_its_style_beside_it_unless_it_goes_to_standard_output() {
    let here = tempfile::tempdir().expect("a folder");
    cercle(here.path(), &[&JOIN[..], &["my.layer.geojson"]].concat());
    let style = fs::read_to_string(here.path().join("my.layer.qml")).expect("a style");
    assert!(style.contains("&quot;class&quot; IS NULL") && style.contains("label=\"no data\""), "{style}");
    assert_eq!(fs::read_dir(here.path()).expect("lists").count(), 2);
    let layer = cercle(here.path(), &[&JOIN[..], &["-", "--format", "geojson"]].concat());
    assert_eq!(layer, fs::read(here.path().join("my.layer.geojson")).expect("a layer"));
    assert_eq!(fs::read_dir(here.path()).expect("lists").count(), 2);
}

#[test]
fn the_project_opens_files_that_are_there_and_speaks_the_language_of_the_figures() {
    let here = tempfile::tempdir().expect("a folder");
    cercle(here.path(), &["build", "--language", "fr", "--out", "."]);
    let bytes = fs::read(here.path().join("layers.qgz")).expect("a project");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    assert_eq!(archive.len(), 1);
    let mut text = String::new();
    archive.by_index(0).expect("an entry").read_to_string(&mut text).expect("text");
    let sources: Vec<&str> =
        text.split("<datasource>").skip(1).filter_map(|rest| rest.split("</datasource>").next()).collect();
    assert_eq!(sources.len(), 3, "districts, regions and incidents");
    for source in sources {
        assert!(source.starts_with("./") && here.path().join(source).exists(), "{source}");
    }
    for words in ["aucun localisé", "sans données", "moins de 0,2", "Densité des incidents"] {
        assert!(text.contains(words), "{words}");
    }
    let beside = fs::read_to_string(here.path().join("districts.qml")).expect("a style");
    assert!(beside.contains("label=\"2 et plus\"") && !beside.contains("and over"));
}
