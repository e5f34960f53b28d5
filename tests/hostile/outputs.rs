//! Every verb that writes, and every place that it cannot or must not write to.

use std::fs;
use std::path::Path;
use std::process::Command as Process;
use std::time::Duration;

use assert_cmd::Command;

use super::folder;

/// A verb: its arguments, and the output that something is wrong with. A project file's outputs go to the same folder.
struct Verb {
    arguments: &'static str,
    output: &'static str,
}

const VERBS: [Verb; 14] = [
    Verb { arguments: "build my.toml --out .", output: "ledger.csv" },
    Verb { arguments: "build my.toml --out .", output: "density.svg" },
    Verb { arguments: "map i.csv --boundaries d.geojson --layer choropleth --out m.pdf", output: "m.pdf" },
    Verb { arguments: "join i.csv --boundaries d.geojson --out o.csv", output: "o.csv" },
    Verb { arguments: "join i.csv --boundaries d.geojson --out o.gpkg", output: "o.gpkg" },
    Verb { arguments: "join i.csv --boundaries d.geojson --out o.csv --ledger l.csv", output: "l.csv" },
    Verb { arguments: "check i.csv --boundaries d.geojson --ledger l.csv", output: "l.csv" },
    Verb { arguments: "heat i.csv --boundaries d.geojson --cell 1km --out h.png", output: "h.png" },
    Verb {
        arguments: "tile i.csv --boundaries d.geojson --vector --zoom 0-8 --layer points --out t.mbtiles",
        output: "t.mbtiles",
    },
    Verb {
        arguments: "tile i.csv --boundaries d.geojson --vector --zoom 0-8 --layer points --out t.pmtiles",
        output: "t.pmtiles",
    },
    Verb { arguments: "tile i.csv --boundaries d.geojson --vector --zoom 0-8 --layer points --out t", output: "t" },
    Verb { arguments: "boundaries clean d.geojson --out c.geojson", output: "c.geojson" },
    Verb { arguments: "boundaries diff d.geojson d.geojson --out x.csv", output: "x.csv" },
    Verb { arguments: "init --out p.toml", output: "p.toml" },
];

const PROJECT: &str = r#"
[subject]
incidents = "attacks"
place = "here"
[period]
first = 2024
last = 2024
[[incidents]]
file = "i.csv"
[boundaries]
file = "d.geojson"
[output]
formats = ["svg"]
layers = ["geojson"]
[[figure]]
name = "density"
kind = "density"
width = 120
"#;

/// A folder with the inputs: two districts of many corners, so that outputs have some length, and rows in them.
fn inputs() -> tempfile::TempDir {
    let folder = folder();
    let district = |id: &str, west: f64| {
        let north: Vec<String> = (0..600)
            .map(|i| format!("[{},{}]", west + 1.0 - f64::from(i) / 600.0, 1.0 + f64::from(i % 2) / 50.0))
            .collect();
        let ring = format!("[[[{west},0],[{},0],{},[{west},0]]]", west + 1.0, north.join(","));
        format!(
            r#"{{"type":"Feature","properties":{{"id":"{id}","name":"{id}"}},"geometry":{{"type":"Polygon","coordinates":{ring}}}}}"#
        )
    };
    let features = format!("{},{}", district("A", 0.0), district("B", 1.0));
    let place = |name: &str| folder.path().join(name);
    fs::write(place("d.geojson"), format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#))
        .expect("writes");
    let rows: String =
        (0..600).map(|i| format!("row-{i},2024-01-02,0.{:03},{}.{:03}\n", i % 900 + 50, i % 2, i % 950 + 25)).collect();
    fs::write(place("i.csv"), format!("id,date,lat,lon\n{rows}")).expect("writes");
    fs::write(place("my.toml"), PROJECT).expect("writes");
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("lists");
    let mut names: Vec<String> =
        entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Exit code and words of a run, which must end by itself.
fn run(folder: &Path, verb: &Verb) -> (i32, String) {
    let mut command = Command::cargo_bin("cercle").expect("the program is built");
    let output = command
        .current_dir(folder)
        .args(verb.arguments.split(' '))
        .timeout(Duration::from_secs(60))
        .output()
        .expect("runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code().unwrap_or_else(|| panic!("{}: ended by a signal: {said}", verb.arguments)), said)
}

/// What stands at an output's place stays, nothing is left beside it, and the run says 73.
fn is_refused(what: &str, stand: impl Fn(&Path, &Path), stays: impl Fn(&Path) -> bool) {
    for verb in &VERBS {
        let folder = inputs();
        let place = folder.path().join(verb.output);
        stand(folder.path(), &place);
        let before = names(folder.path());
        let (code, said) = run(folder.path(), verb);
        assert!(code == 73 && said.contains(verb.output), "{what}: {}: {code}: {said}", verb.arguments);
        assert!(stays(&place), "{what}: {}", verb.arguments);
        assert_eq!(names(folder.path()), before, "{what}: {}", verb.arguments);
    }
}

#[test]
fn a_folder_in_the_way_stays() {
    let stand = |_: &Path, place: &Path| {
        fs::create_dir(place).expect("made");
        fs::write(place.join("letter.txt"), "dear").expect("writes");
    };
    is_refused("folder", stand, |place| place.join("letter.txt").exists());
}

#[test]
#[cfg(unix)]
fn links_pipes_and_inputs_in_the_way_stay() {
    let link = |to: &'static str| move |_: &Path, place: &Path| std::os::unix::fs::symlink(to, place).expect("linked");
    is_refused("link to a file", link("i.csv"), |place| {
        place.is_symlink() && fs::read(place).is_ok_and(|b| b.starts_with(b"id,"))
    });
    is_refused("link to nothing", link("nothing"), |place| place.is_symlink() && !place.exists());
    is_refused("link to a device", link("/dev/null"), |place| place.is_symlink());
    let pipe = |_: &Path, place: &Path| {
        assert!(Process::new("mkfifo").arg(place).status().expect("mkfifo").success());
    };
    let is_pipe = |place: &Path| {
        use std::os::unix::fs::FileTypeExt;
        fs::symlink_metadata(place).is_ok_and(|m| m.file_type().is_fifo())
    };
    is_refused("pipe", pipe, is_pipe);
    let input = |folder: &Path, place: &Path| {
        let name = if VERBS.iter().any(|v| v.arguments.starts_with("boundaries") && place.ends_with(v.output)) {
            "d.geojson"
        } else {
            "i.csv"
        };
        fs::hard_link(folder.join(name), place).expect("linked");
    };
    is_refused("input under another name", input, |place| fs::read(place).is_ok_and(|b| b.len() > 1000));
}

/// The program under limits that a shell sets, as the user nobody if that is asked and can be.
#[cfg(unix)]
fn limited(folder: &Path, before: &str, verb: &Verb) -> (Option<i32>, String) {
    let program = assert_cmd::cargo::cargo_bin("cercle");
    let script = format!("{before} '{}' {}", program.display(), verb.arguments);
    let output = Process::new("sh").arg("-c").arg(script).current_dir(folder).output().expect("a shell");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
#[cfg(unix)]
fn a_full_disk_leaves_what_was_there() {
    for verb in &VERBS {
        let folder = inputs();
        let (code, said) = run(folder.path(), verb);
        assert_eq!(code, 0, "{}: {said}", verb.arguments);
        let place = folder.path().join(verb.output);
        let what = |place: &Path| {
            if place.is_dir() {
                format!("{:?}", names(place))
            } else {
                format!("{:?}", fs::read(place).expect("there"))
            }
        };
        let (there, before) = (names(folder.path()), what(&place));
        // nothing may be longer than half a kilobyte, and what is made is made anew
        if verb.arguments.starts_with("build") {
            fs::write(
                folder.path().join("i.csv"),
                format!("{}x,2024-01-02,0.5,0.5\n", fs::read_to_string(folder.path().join("i.csv")).expect("there")),
            )
            .expect("writes");
        }
        let (code, said) = limited(folder.path(), "trap '' XFSZ; ulimit -f 1; exec", verb);
        if verb.arguments.starts_with("init") {
            assert_eq!(code, Some(73), "{}: {said}", verb.arguments);
            continue;
        }
        // what is small may fit: then it is there, whole
        assert!(
            matches!(code, Some(74))
                || (code == Some(0) && fs::metadata(&place).is_ok_and(|m| m.is_file() && m.len() <= 512)),
            "{}: {code:?}: {said}",
            verb.arguments
        );
        assert_eq!(what(&place), before, "{}", verb.arguments);
        // tiles that were made are kept for the next run
        let left: Vec<String> = names(folder.path()).into_iter().filter(|name| !name.ends_with(".part")).collect();
        assert_eq!(left, there, "{}: {said}", verb.arguments);
        let (code, said) = run(folder.path(), verb);
        assert_eq!(code, 0, "{}: the next run: {said}", verb.arguments);
        assert_eq!(names(folder.path()), there, "{}", verb.arguments);
    }
}

#[test]
#[cfg(unix)]
fn a_folder_that_cannot_be_written_to_is_refused_before_anything_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let setpriv = Process::new("setpriv").arg("--version").output().is_ok();
    let root = fs::metadata("/proc/self").is_ok_and(|m| std::os::unix::fs::MetadataExt::uid(&m) == 0);
    let program = assert_cmd::cargo::cargo_bin("cercle");
    for verb in &VERBS {
        let folder = inputs();
        // whoever is stopped before reading does not see that this is no table
        fs::write(folder.path().join("i.csv"), b"\0\0").expect("writes");
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).expect("changed");
        let nobody = "exec setpriv --reuid=65534 --regid=65534 --clear-groups";
        let allowed = limited(folder.path(), nobody, &Verb { arguments: "--version", output: "" });
        if root && !(setpriv && allowed.0 == Some(0)) {
            return eprintln!("skipped: user nobody cannot run {}", program.display());
        }
        let (code, said) = limited(folder.path(), if root { nobody } else { "exec" }, verb);
        assert!(code == Some(73), "{}: {code:?}: {said}", verb.arguments);
        assert_eq!(names(folder.path()), ["d.geojson", "i.csv", "my.toml"], "{}", verb.arguments);
    }
}

#[test]
#[cfg(unix)]
fn ledgers_can_be_read_by_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    for verb in VERBS.iter().filter(|verb| ["ledger.csv", "l.csv"].contains(&verb.output)) {
        let folder = inputs();
        for _ in 0..2 {
            let (code, said) = limited(folder.path(), "umask 022; exec", verb);
            assert_eq!(code, Some(0), "{said}");
            let mode = |name: &str| fs::metadata(folder.path().join(name)).map(|m| m.permissions().mode() & 0o777);
            assert_eq!(mode(verb.output).expect("there"), 0o600, "{}", verb.arguments);
            for (other, wanted) in [("o.csv", 0o644), ("incidents.geojson", 0o644)] {
                assert!(mode(other).is_err() || mode(other).is_ok_and(|mode| mode == wanted), "{other}");
            }
        }
    }
}
