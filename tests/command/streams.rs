//! Files that are read part by part, as a user meets them: pipes, ledgers, and content that means harm.

use std::fs;
use std::io::Write;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

/// `cercle join` of a file in the folder with the embedded districts.
fn join(folder: &TempDir, file: &str, more: &[&str]) -> Command {
    let mut command = Command::cargo_bin("cercle").expect("the program is built");
    command
        .current_dir(folder.path())
        .args(["join", file, "--boundaries", "bundled:mali_districts.geojson"])
        .args(more);
    command
}

/// What is written to standard error, and the exit code.
fn said(mut command: Command) -> (i32, String) {
    let output = command.output().expect("runs");
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

const CSV: &str = "id,lat,lon\na,12.6,-8.0\nb,nan,1\na,14.4,-4.2\nc,,\n";
const LINES: &str = "{\"id\":\"a\",\"lat\":12.6,\"lon\":-8.0}\n{\"id\":\"b\",\"lat\":\"nan\",\"lon\":1}\n\
    {\"id\":\"a\",\"lat\":14.4,\"lon\":-4.2}\n{\"id\":\"c\"}\n";

#[test]
fn standard_input_is_text_or_json_as_its_first_character_says() {
    let folder = folder();
    fs::write(folder.path().join("t.csv"), CSV).expect("writes");
    join(&folder, "t.csv", &["--out", "file.csv"]).assert().success();
    let expected = fs::read(folder.path().join("file.csv")).expect("written");
    for text in [CSV, LINES] {
        join(&folder, "-", &["--out", "-", "--format", "csv"])
            .write_stdin(text)
            .assert()
            .success()
            .stdout(expected.clone());
    }
    for (content, reason) in [
        (&b"PAR1...."[..], "Parquet cannot be read from a pipe"),
        (b"[{}]", "a JSON array, not one object a line"),
        (b"PK\x03\x04....", "zip archive"),
        (b"l\0a\0t\0,\0l\0o\0n\0\n\0", "UTF-16 without a byte order mark"),
        (b"", "empty"),
    ] {
        let mut command = join(&folder, "-", &["--out", "never.csv"]);
        command.write_stdin(content);
        let (code, text) = said(command);
        assert!(code == 65 && text.contains(reason), "{code}: {text}");
    }
    let mut figure = join(&folder, "-", &["--out", "never.geojson"]);
    figure.write_stdin(CSV);
    assert_eq!(said(figure).0, 64);
    assert!(!folder.path().join("never.csv").exists() && !folder.path().join("never.geojson").exists());
}

#[test]
fn the_ledger_of_a_pipe_is_that_of_the_file() {
    let folder = folder();
    fs::write(folder.path().join("p.csv"), CSV).expect("writes");
    join(&folder, "p.csv", &["--out", "a.csv", "--ledger", "a.ledger"]).assert().success();
    join(&folder, "-", &["--out", "b.csv", "--ledger", "b.ledger"]).write_stdin(CSV).assert().success();
    let text = |name: &str| fs::read_to_string(folder.path().join(name)).expect("written");
    assert_eq!(text("a.ledger").replace("p.csv,", "-,"), text("b.ledger"));
    assert_eq!(text("a.csv"), text("b.csv"));
    assert!(text("b.ledger").contains("-,2,a,joined,duplicate_id,"), "{}", text("b.ledger"));
    let piped = join(&folder, "-", &["--out", "b.csv", "--ledger", "-"]).write_stdin(CSV).output().expect("runs");
    assert_eq!(String::from_utf8_lossy(&piped.stdout), text("b.ledger"));
}

#[cfg(unix)]
#[test]
fn a_heat_map_of_a_pipe_asks_what_the_map_covers() {
    let folder = folder();
    let heat = |more: &[&str]| {
        let mut command = Command::cargo_bin("cercle").expect("the program is built");
        command.current_dir(folder.path()).args(["heat", "-", "--cell", "50km", "--out", "heat.png"]).args(more);
        command.write_stdin(CSV);
        said(command)
    };
    let (code, text) = heat(&[]);
    assert!(code == 64 && text.contains("can be read only once") && text.contains("--bounds"), "{code}: {text}");
    assert!(!folder.path().join("heat.png").exists());
    let (code, text) = heat(&["--bounds=-13,10,5,25"]);
    assert!(code == 0 && folder.path().join("heat.png").exists(), "{code}: {text}");
}

#[test]
fn a_named_pipe_is_read_once() {
    let folder = folder();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs");
    assert!(made.success());
    let writer = std::thread::spawn(move || fs::write(pipe, CSV));
    join(&folder, "pipe", &["--out", "a.csv"]).timeout(std::time::Duration::from_secs(60)).assert().success();
    writer.join().expect("no panic").expect("all was read");
}

/// A file that only says no: nothing is written, and the message names file, line and reason.
fn refused(folder: &TempDir, file: &str, content: &[u8], reason: &str) {
    fs::write(folder.path().join(file), content).expect("writes");
    for more in [&["--out", "never.csv"][..], &["--out", "never.csv", "--ledger", "never.ledger"]] {
        let (code, text) = said(join(folder, file, more));
        assert!([65, 80].contains(&code), "{file}: {code}: {text}");
        assert!(text.contains(reason), "{file}: {text}");
        assert!(!text.contains("panicked"), "{file}: {text}");
    }
    let left: Vec<_> = fs::read_dir(folder.path()).expect("lists").flatten().map(|f| f.file_name()).collect();
    assert!(left.len() == 1, "{left:?}");
    fs::remove_file(folder.path().join(file)).expect("is there");
}

#[test]
fn content_that_means_harm_is_refused_with_its_place() {
    let folder = folder();
    let open = format!("lat,lon,t\n12,-8,a\n12,-8,\"open\n{}", "12,-8,b\n".repeat(5000));
    refused(&folder, "quote.csv", open.as_bytes(), "quote.csv, line 3: a quote is opened and not closed");
    let wide: Vec<u8> = "lat,lon\n12,-8\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    refused(&folder, "wide.csv", &wide, "UTF-16 without a byte order mark");
    refused(&folder, "cut.ndjson", b"{\"lat\":12,\"lon\":-8}\n{\"lat\":12", "cut.ndjson, line 2: not valid JSON");
    let deep = format!("{{\"lat\":12,\"lon\":-8}}\n{{\"a\":{}", "[".repeat(100_000));
    refused(&folder, "deep.ndjson", deep.as_bytes(), "deep.ndjson, line 2: not valid JSON");
    refused(&folder, "cut.parquet", b"PAR1\0\0\0\0\xff\xff\xff\x7fPAR1", "not readable as Parquet");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(CSV.repeat(100).as_bytes()).expect("in memory");
    let packed = packed.finish().expect("in memory");
    fs::write(folder.path().join("cut.csv.gz"), &packed[..packed.len() - 9]).expect("writes");
    let (code, text) = said(join(&folder, "cut.csv.gz", &["--out", "never.csv"]));
    assert!(code != 0 && text.contains("cut.csv.gz"), "{text}");
    assert!(!folder.path().join("never.csv").exists());
}

#[test]
fn a_field_of_many_megabytes_is_refused_without_being_held() {
    let folder = folder();
    let field = "x".repeat(17 << 20);
    for (name, text, code) in [
        ("plain.csv", format!("lat,lon,t\n12,-8,a\n12,-8,{field}\n"), 80),
        ("quoted.csv", format!("lat,lon,t\n12,-8,a\n12,-8,\"{field}\"\n"), 65),
        ("line.ndjson", format!("{{\"lat\":12,\"lon\":-8}}\n{{\"t\":\"{field}\"}}\n"), 80),
    ] {
        fs::write(folder.path().join(name), text).expect("writes");
        let (found, text) = said(join(&folder, name, &["--out", "never.csv"]));
        assert_eq!(found, code, "{text}");
        assert!(text.contains("16 MiB") && text.contains(&format!("{name}, line ")), "{text}");
    }
}

#[test]
fn odd_numbers_and_ragged_rows_are_rejected_each_with_its_line() {
    let folder = folder();
    let text = "lat,lon\n12,-8\nnan,1\ninf,1\n1e400,1\n1,2,3\n1\n12,-8\n";
    fs::write(folder.path().join("odd.csv"), text).expect("writes");
    let out = ["--out", "odd.counts.csv", "--ledger", "odd.ledger"];
    let (code, said) = said(join(&folder, "odd.csv", &out));
    assert_eq!(code, 0, "{said}");
    let ledger = fs::read_to_string(folder.path().join(Path::new("odd.ledger"))).expect("written");
    let rejected: Vec<&str> = ledger.lines().filter(|l| l.contains(",rejected,")).collect();
    let lines: Vec<&str> = rejected.iter().filter_map(|l| l.split(',').nth(1)).collect();
    assert_eq!(lines, ["3", "4", "5", "6", "7"]);
    assert_eq!(ledger.matches(",joined,").count(), 2);
}

/// A workbook is counted part by part in plain counts and with `--by`, and whole beside a ledger of a small file.
#[test]
fn a_workbook_is_counted_the_same_part_by_part_and_whole() {
    let folder = folder();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in ["id", "lat", "lon", "kind"].into_iter().enumerate() {
        sheet.write_string(0, column as u16, heading).expect("a cell");
    }
    for row in 1..10_000u32 {
        sheet.write_string(row, 0, format!("E{row}")).expect("a cell");
        // every hundredth has no place, and every thousandth one off the globe
        if row % 100 > 0 {
            let lat = if row % 1000 == 1 { 95.0 } else { 10.0 + f64::from(row * 7 % 1500) / 100.0 };
            sheet.write_number(row, 1, lat).expect("a cell");
            sheet.write_number(row, 2, -12.0 + f64::from(row * 11 % 1600) / 100.0).expect("a cell");
        }
        sheet.write_string(row, 3, ["attack", "arrest"][row as usize % 2]).expect("a cell");
    }
    book.save(folder.path().join("t.xlsx")).expect("saves");
    let (code, summary) = said(join(&folder, "t.xlsx", &["--out", "a.csv"]));
    assert_eq!(code, 0, "{summary}");
    join(&folder, "t.xlsx", &["--out", "b.csv", "--ledger", "l.csv"]).assert().success();
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("is written");
    assert_eq!(read("a.csv"), read("b.csv"));
    assert!(summary.contains("9999 rows read") && summary.contains("99 without location"), "{summary}");
    assert!(summary.contains("10 rejected") && summary.contains("row 2:"), "{summary}");
    join(&folder, "t.xlsx", &["--by", "kind", "--out", "c.csv", "--ledger", "m.csv"]).assert().success();
    assert_eq!(read("l.csv"), read("m.csv"), "the ledger is the same, row by row");
    assert!(read("c.csv").lines().next().is_some_and(|head| head.ends_with("count_arrest,count_attack,count")));
}
