//! What is needed to begin: a project file from a look at files, the schema of project files, completions and the manual page.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

fn cercle(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("cercle").expect("the program is built");
    let output = command.current_dir(folder).args(arguments).output().expect("runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

fn from_root(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path).to_string_lossy().into_owned()
}

#[test]
fn a_project_file_from_a_look_at_files_builds_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::copy(from_root("assets/mali_incidents.csv"), folder.path().join("rows.csv")).expect("copies");
    let (code, _, said) =
        cercle(folder.path(), &["init", "rows.csv", &from_root("boundaries/mali_districts.shp"), "--place", "Mali"]);
    assert_eq!(code, 0, "{said}");
    let text = fs::read_to_string(folder.path().join("cercle.toml")).expect("is there");
    for part in [
        "preset = \"sind\"",
        "# id = \"SiND Event ID\"",
        "# lat = \"Latitude\"",
        "first = 2022",
        "last = 2024",
        "53 districts in 10 regions",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let (code, said, wrong) = cercle(folder.path(), &["build", "cercle.toml", "--out", "maps"]);
    assert_eq!(code, 0, "{said}{wrong}");
    assert!(folder.path().join("maps/density-2022-2024.svg").exists());

    let (code, _, said) = cercle(folder.path(), &["init", "rows.csv", "bundled:mali_districts.geojson"]);
    assert_eq!(code, 73, "{said}");
    assert!(said.contains("is there already"), "{said}");
    assert_eq!(fs::read_to_string(folder.path().join("cercle.toml")).expect("is there"), text);
}

#[test]
fn a_country_is_picked_out_of_a_table_of_several() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows =
        "id,date,Country,lat,lon\n1,2022-03-04,MALI,14.5,-4.2\n2,2024-01-02,Niger,13.5,2\n3,2021-01-02,Mali,13,-4\n";
    fs::write(folder.path().join("rows.csv"), rows).expect("writes");
    let files = ["init", "rows.csv", "bundled:mali_districts.geojson", "--place", "mali"];
    assert_eq!(cercle(folder.path(), &files).0, 0);
    let text = fs::read_to_string(folder.path().join("cercle.toml")).expect("is there");
    assert!(text.contains("\nonly = { Country = [\"MALI\"] }"), "{text}");
    assert!(text.contains("first = 2021\nlast = 2022"), "the years are those of the country: {text}");
    let (code, said, wrong) = cercle(folder.path(), &["build", "cercle.toml", "--out", "maps"]);
    assert!(code == 0 && format!("{said}{wrong}").contains("1 not asked for"), "{said}{wrong}");
}

#[test]
fn a_project_file_in_another_folder_finds_the_files() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("in")).expect("makes");
    fs::create_dir(folder.path().join("maps")).expect("makes");
    fs::write(folder.path().join("in/rows.csv"), "id;date;lat;lon\n1;2024-03-04;14,5;-4,2\n2;2023-01-02;13;-4\n")
        .expect("writes");
    let files = ["in/rows.csv", "bundled:mali_districts.geojson", "--out", "maps/mali.toml"];
    let (code, _, said) = cercle(folder.path(), &[&["init"], &files[..]].concat());
    assert_eq!(code, 0, "{said}");
    let (code, said, wrong) = cercle(folder.path(), &["build", "maps/mali.toml", "--out", "maps/out"]);
    assert_eq!(code, 0, "{said}{wrong}");
}

#[test]
fn without_files_it_is_the_embedded_project_and_half_of_them_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(cercle(folder.path(), &["init"]).0, 0);
    let text = fs::read_to_string(folder.path().join("cercle.toml")).expect("is there");
    assert_eq!(text.trim(), include_str!("../../assets/cercle.toml").trim());
    for (files, what) in [
        (vec!["init", "bundled:mali_incidents.csv", "--out", "a.toml"], "one boundary file is needed"),
        (vec!["init", "bundled:mali_districts.geojson", "--out", "a.toml"], "no incident file"),
        (vec!["init", "bundled:mali_districts.geojson", "bundled:mali_regions.geojson", "--out", "a.toml"], " and "),
    ] {
        let (code, _, said) = cercle(folder.path(), &files);
        assert!(code == 64 && said.contains(what), "{code} {said}");
        assert!(!folder.path().join("a.toml").exists());
    }
}

#[test]
fn schema_completions_and_manual_are_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, text, _) = cercle(folder.path(), &["schema"]);
    let schema: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((code, schema["$schema"].as_str()), (0, Some("https://json-schema.org/draft/2020-12/schema")));
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, text, _) = cercle(folder.path(), &["completions", shell]);
        assert!(code == 0 && text.contains("boundaries") && text.contains("cercle"), "{shell}");
    }
    assert_eq!(cercle(folder.path(), &["completions", "csh"]).0, 64);
    let (code, text, _) = cercle(folder.path(), &["manual"]);
    assert!(code == 0 && text.contains(".TH cercle 1") && text.contains("CERCLE BUILD"), "{text}");
}
