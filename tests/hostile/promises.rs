//! Promises that hold for any input: every row in one bucket, an order that changes nothing, no file opened that was not named.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command as Process, Stdio};

use super::{folder, run};

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Kinds of rows: what follows the identifier, and the bucket that it must end in. Bamako lies in a district, 0,0 in none.
const KINDS: [(&str, &str); 10] = [
    ("2024-01-02,12.6,-8", "joined"),
    ("2024-01-03,0,0", "outside"),
    ("2024-01-04,,", "no_location"),
    ("2024-01-05,91,-8", "rejected"),
    ("2024-02-31,12.6,-8", "rejected"),
    ("2024-01-06,12.6", "rejected"),
    ("2024-01-07,nan,-8", "rejected"),
    ("2024-01-08,12°36'00″N,8°0'0″W", "joined"),
    ("\"2024-01-09\",\"14.4\",\"-4.2\"", "joined"),
    ("2024-01-10,12.6,-8,more", "rejected"),
];

/// A table of rows of any kind with blank lines between: its text, and line and bucket of each row.
fn table(rows: u64, dice: &mut Dice) -> (String, Vec<(String, String)>) {
    let (mut text, mut wanted, mut line) = (String::from("id,date,lat,lon\n"), Vec::new(), 2);
    for row in 0..rows {
        for _ in 0..dice.below(3) / 2 {
            text.push('\n');
            line += 1;
        }
        let (rest, bucket) = KINDS[dice.below(KINDS.len() as u64) as usize];
        // an identifier of several lines now and then
        let breaks = dice.below(12) / 11;
        let id = if breaks == 1 { format!("\"r\n{row}\"") } else { format!("r{row}") };
        text.push_str(&format!("{id},{rest}\n"));
        wanted.push((line.to_string(), bucket.to_string()));
        line += 1 + breaks;
    }
    (text, wanted)
}

fn ledger(folder: &Path) -> Vec<(String, String)> {
    let mut reader = csv::Reader::from_path(folder.join("l.csv")).expect("a ledger");
    reader.records().map(|row| row.expect("a row")).map(|row| (row[1].to_string(), row[3].to_string())).collect()
}

const JOIN: [&str; 7] =
    ["join", "i.csv", "--boundaries", "bundled:mali_districts.geojson", "--out", "o.csv", "--ledger"];

#[test]
fn every_row_of_any_kind_ends_where_it_must() {
    let mut dice = Dice(7);
    for round in 0..6 {
        let (text, wanted) = table(3_000, &mut dice);
        let folder = folder();
        fs::write(folder.path().join("i.csv"), &text).expect("writes");
        let outcome = run(folder.path(), &[&JOIN[..], &["l.csv"]].concat());
        assert_eq!((outcome.code, ledger(folder.path()) == wanted), (0, true), "P1 {round}: {}", outcome.said);
        // the same, read part by part
        let program = assert_cmd::cargo::cargo_bin("cercle");
        let mut child = Process::new(program)
            .current_dir(folder.path())
            .args([
                "join",
                "-",
                "--boundaries",
                "bundled:mali_districts.geojson",
                "--out",
                "p.csv",
                "--ledger",
                "l.csv",
            ])
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        child.stdin.take().expect("open").write_all(text.as_bytes()).expect("read");
        assert!(child.wait().expect("ends").success());
        assert!(ledger(folder.path()) == wanted, "P1 {round}: part by part");
        let read = |name: &str| fs::read(folder.path().join(name)).expect("there");
        assert!(read("o.csv") == read("p.csv"), "P1 {round}: counts");
    }
}

#[test]
fn the_order_of_rows_changes_nothing_but_their_order() {
    let mut dice = Dice(11);
    let rows: Vec<String> = (0..400).map(|i| format!("r{i},{}\n", KINDS[dice.below(10) as usize].0)).collect();
    let folder = folder();
    let made = |rows: &[String]| {
        fs::write(folder.path().join("i.csv"), format!("id,date,lat,lon\n{}", rows.concat())).expect("writes");
        let outcome = run(folder.path(), &[&JOIN[..], &["l.csv"]].concat());
        assert_eq!(outcome.code, 0, "{}", outcome.said);
        let map = [
            "map",
            "i.csv",
            "--boundaries",
            "bundled:mali_districts.geojson",
            "--layer",
            "choropleth",
            "--out",
            "m.svg",
        ];
        assert_eq!(run(folder.path(), &map).code, 0);
        let mut reader = csv::Reader::from_path(folder.path().join("l.csv")).expect("a ledger");
        let by_id: BTreeMap<String, String> = reader
            .records()
            .map(|row| row.expect("a row"))
            .map(|r| (r[2].to_string(), r[3].to_string() + &r[4] + &r[5]))
            .collect();
        let read = |name: &str| fs::read(folder.path().join(name)).expect("there");
        (by_id, read("o.csv"), read("m.svg"))
    };
    let straight = made(&rows);
    let mut shuffled = rows;
    for _ in 0..4 {
        for i in (1..shuffled.len()).rev() {
            shuffled.swap(i, dice.below(i as u64 + 1) as usize);
        }
        assert!(made(&shuffled) == straight, "P10");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn nothing_is_opened_that_was_not_named_and_nobody_is_called() {
    if Process::new("strace").arg("-V").output().is_err() {
        return eprintln!("skipped: strace is not installed, so it was not seen which files are opened");
    }
    let folder = folder();
    let place = |name: &str| folder.path().join(name);
    fs::write(place("canary.png"), "not named").expect("writes");
    let canary = place("canary.png").to_string_lossy().into_owned();
    let district = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"id":"<image href='{canary}'/>","name":"file://{canary}"}},"geometry":{{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}}}}]}}"#
    );
    fs::write(place("d.geojson"), district).expect("writes");
    fs::write(place("i.csv"), format!("id,lat,lon\n{canary},0.5,0.5\n")).expect("writes");
    fs::write(
        place("x.svg"),
        format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{canary}"/></svg>"#),
    )
    .expect("writes");
    let program = assert_cmd::cargo::cargo_bin("cercle");
    for arguments in [
        "map i.csv --boundaries d.geojson --layer choropleth --out m.svg",
        "join i.csv --boundaries d.geojson --out o.gpkg",
        "lint x.svg",
    ] {
        let log = place("log");
        let mut command = Process::new("strace");
        command
            .args(["-f", "-qq", "-e", "trace=openat,open,creat,socket,connect,execve", "-o"])
            .arg(&log)
            .arg(&program);
        let done = command.args(arguments.split(' ')).current_dir(folder.path()).output().expect("runs");
        let calls = fs::read_to_string(&log).expect("a log");
        if calls.is_empty() {
            return eprintln!(
                "skipped: strace may not follow a process here: {}",
                String::from_utf8_lossy(&done.stderr)
            );
        }
        let system = ["/etc/ld.so", "/lib", "/usr/lib", "/proc/", "/sys/", "/dev/"];
        for call in calls.lines() {
            assert!(!call.contains("socket(") && !call.contains("connect("), "P33 {arguments}: {call}");
            let Some(path) = call.split('"').nth(1).filter(|_| call.contains("open") || call.contains("creat(")) else {
                continue;
            };
            assert!(!path.contains("canary"), "P33 {arguments}: {call}");
            let own = Path::new(path).is_relative() || path.starts_with(&*folder.path().to_string_lossy());
            let linked = path.starts_with(&*program.parent().expect("a folder").to_string_lossy());
            assert!(
                own || linked || system.iter().any(|s| path.starts_with(s)) || call.contains("ENOENT"),
                "P33 {arguments}: {call}"
            );
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_process_that_dies_leaves_no_core() {
    let program = assert_cmd::cargo::cargo_bin("cercle");
    let script = format!(
        "ulimit -c unlimited 2> /dev/null; exec '{}' join - --boundaries bundled:mali_districts.geojson --out -",
        program.display()
    );
    let mut child = Process::new("sh")
        .arg("-c")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("starts");
    let limits = format!("/proc/{}/limits", child.id());
    let none = || {
        fs::read_to_string(&limits).is_ok_and(|limits| {
            limits.lines().any(|l| l.starts_with("Max core file size") && l.split_whitespace().nth(4) == Some("0"))
        })
    };
    let start = std::time::Instant::now();
    while !none() && start.elapsed() < std::time::Duration::from_secs(20) {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let off = none();
    drop(child.stdin.take());
    let _ = child.wait();
    assert!(off, "P32");
}

#[test]
fn an_empty_environment_is_enough() {
    let folder = folder();
    fs::write(folder.path().join("i.csv"), "id,lat,lon\na,12.6,-8\n").expect("writes");
    let mut command = assert_cmd::Command::cargo_bin("cercle").expect("the program is built");
    command.current_dir(folder.path()).env_clear();
    command
        .args(["join", "i.csv", "--boundaries", "bundled:mali_districts.geojson", "--out", "o.csv"])
        .assert()
        .success();
}
