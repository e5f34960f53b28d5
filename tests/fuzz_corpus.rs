//! The files that fuzzing begins with, and those that once broke a promise, go through their readers.

use std::fs;
use std::path::{Path, PathBuf};

#[path = "../fuzz/seeds/mod.rs"]
mod seeds;
#[path = "../fuzz/src/lib.rs"]
mod targets;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus")
}

fn files(target: &str) -> Vec<PathBuf> {
    let folder = fs::read_dir(corpus().join(target)).unwrap_or_else(|e| panic!("fuzz/corpus/{target}: {e}"));
    let mut files: Vec<PathBuf> = folder.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

/// Names the file in front of what went wrong with it.
fn replay(target: &str) {
    for file in files(target) {
        let bytes = fs::read(&file).expect("is read");
        let done = std::panic::catch_unwind(|| targets::run(target, &bytes));
        assert!(done.is_ok(), "{} breaks a promise: see above", file.display());
    }
}

#[test]
fn every_file_of_the_corpus_keeps_the_promises() {
    targets::quieten();
    targets::TARGETS.iter().for_each(|(target, _)| replay(target));
}

#[test]
fn every_target_has_files_and_every_folder_a_target() {
    let folders = fs::read_dir(corpus()).expect("fuzz/corpus");
    let mut folders: Vec<String> = folders.map(|f| f.expect("a folder").file_name().to_string_lossy().into()).collect();
    folders.sort();
    let mut targets: Vec<&str> = targets::TARGETS.iter().map(|(name, _)| *name).collect();
    targets.sort_unstable();
    assert_eq!(folders, targets);
    let bytes: u64 = targets.iter().flat_map(|t| files(t)).map(|f| fs::metadata(f).expect("a file").len()).sum();
    assert!(bytes <= 200_000, "the corpus has {bytes} bytes");
}

/// `CERCLE_CORPUS=write cargo test --test fuzz_corpus` writes them.
#[test]
fn the_seeds_are_what_makes_them() {
    for (target, name, bytes) in seeds::all() {
        let file = corpus().join(target).join(format!("seed-{name}"));
        if std::env::var("CERCLE_CORPUS").is_ok_and(|v| v == "write") {
            fs::create_dir_all(corpus().join(target)).expect("fuzz/corpus");
            fs::write(&file, &bytes).expect("is written");
        }
        // databases and compressed files change with the libraries that write them
        let same = !["gpkg", "parquet", "fgb", "zip"].contains(&target);
        let found = fs::read(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        assert!(!same || found == bytes, "{} is not what makes it", file.display());
    }
}
