//! Files that are damaged, dirty or mean harm, each with the outcome that is required of it. Whatever they hold, the program ends
//! with a documented exit code, says what it found, and loses no row.

mod archive;
mod environment;
mod geometry;
mod injection;
mod layers;
mod outputs;
mod promises;
mod text;
mod workbook;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use tempfile::TempDir;

/// Exit codes of `cercle --help`; a signal or a panic has none of them.
const DOCUMENTED: [i32; 12] = [0, 64, 65, 66, 70, 73, 74, 75, 78, 80, 81, 2];

/// What became of a run.
struct Outcome {
    code: i32,
    said: String,
    /// Rows of the ledger without its head: row, id, bucket, reason.
    rows: Vec<[String; 4]>,
}

impl Outcome {
    /// Buckets in the order of the rows.
    fn buckets(&self) -> Vec<&str> {
        self.rows.iter().map(|row| row[2].as_str()).collect()
    }

    fn ids(&self) -> Vec<&str> {
        self.rows.iter().map(|row| row[1].as_str()).collect()
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// `cercle check` of an incident file with the embedded districts.
fn check(name: &str, bytes: &[u8], more: &[&str]) -> Outcome {
    let folder = folder();
    fs::write(folder.path().join(name), bytes).expect("writes");
    let mut arguments = vec!["check", name, "--boundaries", "bundled:mali_districts.geojson", "--ledger", "ledger.csv"];
    arguments.extend(more);
    run(folder.path(), &arguments)
}

/// A run of the program in a folder, which must end in time with a documented code and without a trace of a panic.
fn run(folder: &Path, arguments: &[&str]) -> Outcome {
    let start = Instant::now();
    let mut command = Command::cargo_bin("cercle").expect("the program is built");
    let output = command.current_dir(folder).args(arguments).timeout(Duration::from_secs(60)).output().expect("runs");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let code = output.status.code().unwrap_or_else(|| panic!("{arguments:?}: ended by a signal: {said}"));
    assert!(DOCUMENTED.contains(&code), "{arguments:?}: exit code {code}: {said}");
    assert!(!said.contains("panicked"), "{arguments:?}: {said}");
    assert!(start.elapsed() < Duration::from_secs(60), "{arguments:?} took {:?}", start.elapsed());
    let mut rows = Vec::new();
    if let Ok(mut ledger) = csv::Reader::from_path(folder.join("ledger.csv")) {
        for row in ledger.records() {
            let row = row.expect("a ledger that can be read");
            rows.push([1, 2, 3, 4].map(|i| row[i].to_string()));
        }
    }
    Outcome { code, said, rows }
}

/// Makes sure that a file is refused with a code and a message that says so.
fn refused(id: &str, outcome: &Outcome, code: i32, words: &[&str]) {
    assert_eq!(outcome.code, code, "{id}: {}", outcome.said);
    for word in words {
        assert!(outcome.said.contains(word), "{id}: '{word}' is not said: {}", outcome.said);
    }
    assert!(outcome.rows.is_empty(), "{id}: a refused file leaves no ledger");
}
