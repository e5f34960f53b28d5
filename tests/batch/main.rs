//! Jobs that nobody watches: projects that are built again and again, their tile sets, matrices and years.

mod again;
mod matrix;
mod tiles;
mod yearly;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use sha2::{Digest, Sha256};

/// A folder with a project, `my.toml`, and the table of incidents that the program carries, `incidents.csv`.
fn folder_of(project: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("my.toml"), project).expect("writes");
    fs::copy(root().join("assets/mali_incidents.csv"), folder.path().join("incidents.csv")).expect("copies");
    folder
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = assert_cmd::Command::cargo_bin("cercle").expect("the program is built");
    command.current_dir(folder).args(arguments).output().expect("runs")
}

/// A run that succeeds: the lines of standard output, and what it said.
fn done(folder: &Path, arguments: &[&str]) -> (Vec<String>, String) {
    let output = run(folder, arguments);
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(output.status.success(), "{arguments:?}: {said}");
    (String::from_utf8(output.stdout).expect("text").lines().map(str::to_string).collect(), said)
}

/// The same of a build of `my.toml` into `maps`.
fn build(folder: &Path, more: &[&str]) -> (Vec<String>, String) {
    done(folder, &[&["build", "my.toml", "--out", "maps"], more].concat())
}

/// Names of the files that such a build made.
fn made(folder: &Path, more: &[&str]) -> Vec<String> {
    let name = |line: &String| line.trim_start_matches("maps/").split(" (").next().unwrap_or_default().to_string();
    build(folder, more).0.iter().map(name).collect()
}

/// Every file below a folder, by its path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("lists") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                false => {
                    let name = path.strip_prefix(folder).expect("inside").to_string_lossy().into_owned();
                    found.insert(name, fs::read(&path).expect("reads"));
                }
            }
        }
    }
    found
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
