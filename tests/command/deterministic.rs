//! The same project gives the same bytes, wherever, whenever and by however many threads it is built.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A folder, an environment and an umask.
type Place<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);

/// Builds the embedded project in a folder of that name and answers its files.
fn built(folder: &Path, environment: &[(&str, &str)], umask: &str) -> BTreeMap<String, Vec<u8>> {
    fs::create_dir_all(folder).expect("made");
    let program = assert_cmd::cargo::cargo_bin("cercle");
    let script = format!("umask {umask}; exec '{}' build --out maps", program.display());
    let mut command = Command::new("sh");
    command.arg("-c").arg(script).current_dir(folder).envs(environment.iter().copied());
    let output = command.output().expect("a shell");
    assert!(output.status.success(), "{environment:?}: {}", String::from_utf8_lossy(&output.stderr));
    let entries = fs::read_dir(folder.join("maps")).expect("lists").map(|e| e.expect("an entry").path());
    let name = |p: &Path| p.file_name().expect("a name").to_string_lossy().into_owned();
    entries.map(|p| (name(&p), fs::read(&p).expect("reads"))).collect()
}

/// No clock is asked, so SOURCE_DATE_EPOCH has nothing to change.
#[test]
#[cfg(unix)]
fn the_same_project_gives_the_same_bytes_everywhere() {
    let here = tempfile::tempdir().expect("a folder");
    let wanted = built(&here.path().join("a"), &[("RAYON_NUM_THREADS", "1"), ("LC_ALL", "C"), ("TZ", "UTC")], "022");
    assert!(wanted.len() > 50 && wanted.contains_key("manifest.json"));
    let home = here.path().join("home");
    fs::create_dir(&home).expect("made");
    let home = home.to_str().expect("text");
    let others: [Place<'_>; 3] = [
        (
            "another folder, with spaces/and depth",
            &[("RAYON_NUM_THREADS", "2"), ("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8"), ("TZ", "Asia/Kathmandu")],
            "077",
        ),
        ("ş", &[("RAYON_NUM_THREADS", "7"), ("LANG", "ar_EG.UTF-8"), ("HOME", home), ("TMPDIR", home)], "002"),
        (
            "later",
            &[("RAYON_NUM_THREADS", "3"), ("SOURCE_DATE_EPOCH", "1000000000"), ("TZ", "America/St_Johns")],
            "022",
        ),
    ];
    for (name, environment, umask) in others {
        let found = built(&here.path().join(name), environment, umask);
        assert_eq!(found.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>(), "{name}");
        for (file, bytes) in &wanted {
            assert!(found[file] == *bytes, "{name}, {environment:?}: {file} differs");
        }
    }
}
