//! Places that cannot be written to, inputs that are no files, and runs that are cut off.

use std::fs;
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::time::Duration;

use super::{folder, run};

const ROWS: &str = "id,date,lat,lon\na,2024-01-02,12.6,-8\n";

fn join<'a>(out: &'a str, input: &'a str) -> [&'a str; 6] {
    ["join", input, "--boundaries", "bundled:mali_districts.geojson", "--out", out]
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("lists");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn odd_inputs_are_refused() {
    let folder = folder();
    for (input, codes) in [("nowhere.csv", [66, 66]), (".", [65, 66]), ("/dev/null", [65, 65])] {
        let outcome = run(folder.path(), &join("out.csv", input));
        assert!(codes.contains(&outcome.code), "{input}: {} {}", outcome.code, outcome.said);
    }
    assert!(names(folder.path()).is_empty());
}

#[test]
fn an_input_that_never_ends_meets_a_limit() {
    let folder = folder();
    let outcome = run(folder.path(), &join("out.csv", "/dev/zero"));
    assert!([65, 80].contains(&outcome.code), "{} {}", outcome.code, outcome.said);
}

#[test]
fn outputs_that_would_do_harm_are_refused_before_any_work() {
    let folder = folder();
    fs::write(folder.path().join("i.csv"), ROWS).expect("writes");
    fs::create_dir(folder.path().join("dir.csv")).expect("made");
    fs::hard_link(folder.path().join("i.csv"), folder.path().join("hard.csv")).expect("linked");
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("i.csv"), folder.path().join("soft.csv")).expect("linked");
    for out in ["i.csv", "./i.csv", "dir.csv", "soft.csv", "no/such/\0folder"] {
        if out.contains('\0') {
            continue;
        }
        let outcome = run(folder.path(), &join(out, "i.csv"));
        assert_eq!(outcome.code, 73, "{out}: {}", outcome.said);
        assert_eq!(fs::read_to_string(folder.path().join("i.csv")).expect("there"), ROWS, "{out}");
    }
    assert!(!names(folder.path()).iter().any(|name| name.starts_with(".cercle")));
}

/// The program in a folder, with limits set by a shell.
#[cfg(unix)]
fn limited(folder: &Path, limit: &str, arguments: &str) -> (Option<i32>, String) {
    let program = assert_cmd::cargo::cargo_bin("cercle");
    let script = format!("{limit}; exec '{}' {arguments}", program.display());
    let output = Process::new("sh").arg("-c").arg(script).current_dir(folder).output().expect("a shell");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
#[cfg(unix)]
fn a_full_disk_leaves_the_old_files() {
    let folder = folder();
    let (code, said) = limited(folder.path(), "true", "build --out maps");
    assert_eq!(code, Some(0), "{said}");
    let before: Vec<(String, Vec<u8>)> = names(&folder.path().join("maps"))
        .into_iter()
        .map(|name| (name.clone(), fs::read(folder.path().join("maps").join(name)).expect("there")))
        .collect();
    // files may have 50 blocks of 512 bytes: the first larger one fails
    let (code, said) = limited(folder.path(), "trap '' XFSZ; ulimit -f 50", "build --out maps --force");
    assert_eq!(code, Some(74), "{said}");
    assert!(said.contains("cannot write"), "{said}");
    let after = names(&folder.path().join("maps"));
    assert_eq!(after, before.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>(), "no temporary file is left");
    for (name, bytes) in before {
        assert!(fs::read(folder.path().join("maps").join(&name)).expect("there") == bytes, "{name} is as it was");
    }
}

#[test]
#[cfg(unix)]
fn a_reader_that_goes_away_is_no_fault_of_ours() {
    let folder = folder();
    let program = assert_cmd::cargo::cargo_bin("cercle");
    let script = format!("'{0}' list project | head -1; '{0}' --help | head -1", program.display());
    let output = Process::new("sh").arg("-c").arg(script).current_dir(folder.path()).output().expect("a shell");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
#[cfg(unix)]
fn a_run_that_is_killed_leaves_the_old_or_the_new_file() {
    let folder = folder();
    fs::write(folder.path().join("i.csv"), ROWS).expect("writes");
    let program = assert_cmd::cargo::cargo_bin("cercle");
    let start = || {
        let mut command = Process::new(&program);
        command.current_dir(folder.path()).args(join("out.geojson", "i.csv"));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("starts")
    };
    assert!(start().wait().expect("ends").success());
    let whole = fs::read(folder.path().join("out.geojson")).expect("there");
    for microseconds in (0..60_000).step_by(1_500) {
        let mut child = start();
        std::thread::sleep(Duration::from_micros(microseconds));
        let _ = child.kill();
        let _ = child.wait();
        assert!(fs::read(folder.path().join("out.geojson")).expect("there") == whole, "killed after {microseconds} µs");
    }
    assert!(start().wait().expect("ends").success());
    let left: Vec<String> = names(folder.path()).into_iter().filter(|n| n.starts_with(".cercle")).collect();
    assert!(left.is_empty(), "what killed runs left is cleared away by the next: {left:?}");
}
