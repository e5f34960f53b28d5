//! The preview server, spoken to byte by byte.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use cercle::tile::{Block, Encoding, Field, FieldKind, Pyramid, Target, Tile, TileSet, VectorLayer, keep};
use cercle::unit::Rect;

const MALI: Rect = Rect { x0: -12.25, y0: 10.14, x1: 4.27, y1: 25.0 };

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

fn content(tile: Tile) -> Vec<u8> {
    if (tile.x + tile.y).is_multiple_of(5) { Vec::new() } else { gzipped(format!("{tile:?}").as_bytes()) }
}

fn make(path: &Path) {
    let field = Field { name: "count".into(), kind: FieldKind::Number, description: "incidents".into() };
    let set = TileSet {
        name: "</script><b>".into(),
        description: "a test".into(),
        attribution: "A & B".into(),
        encoding: Encoding::Mvt,
        size: 512,
        zooms: 0..=7,
        bounds: MALI,
        language: Default::default(),
        legend: None,
        layers: vec![VectorLayer {
            id: "districts".into(),
            description: "d".into(),
            zooms: 0..=7,
            fields: vec![field],
        }],
        style: None,
    };
    let pyramid = Pyramid::new(0..=7, MALI).expect("a pyramid");
    let target = Target { path, force: false, key: [0; 32], beside: &[] };
    keep(&set, &pyramid, &target, |block: &Block| Ok(block.tiles()?.into_iter().map(|t| (t, content(t))).collect()))
        .expect("made");
}

/// A server with its folder; ends with the test.
struct Served {
    process: Child,
    port: u16,
    token: String,
    folder: tempfile::TempDir,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl Served {
    fn start(name: &str) -> Served {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        make(&path);
        let mut process = Command::new(env!("CARGO_BIN_EXE_cercle"))
            .args(["serve".as_ref(), path.as_os_str()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("piped")).read_line(&mut line).expect("says its address");
        let rest = line.trim_end().strip_prefix("http://127.0.0.1:").expect("an address of this machine");
        let (port, token) = rest.split_once('/').expect("a path");
        let token = token.trim_end_matches('/').to_string();
        assert!(token.len() == 32 && token.bytes().all(|b| b.is_ascii_hexdigit()), "{line}");
        Served { process, port: port.parse().expect("a port"), token, folder }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("connects");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("set");
        stream
    }

    /// Sends a request as it is and reads the answer up to the end of the connection.
    fn send(&self, request: &[u8]) -> Answer {
        let mut stream = self.connect();
        stream.write_all(request).expect("writes");
        let mut bytes = Vec::new();
        // the server may close while some of the request is unread
        let _ = stream.read_to_end(&mut bytes);
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        Answer { status, head, body: bytes.get(end + 4..).unwrap_or_default().to_vec() }
    }

    fn ask(&self, method: &str, path: &str, headers: &[&str]) -> Answer {
        let port = self.port;
        let more: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
        let host = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{more}\r\n");
        self.send(host.as_bytes())
    }

    fn get(&self, name: &str, headers: &[&str]) -> Answer {
        self.ask("GET", &format!("/{}/{name}", self.token), headers)
    }
}

#[test]
fn tiles_come_as_they_are_stored_with_the_headers_that_keep_others_out() {
    for name in ["t", "t.mbtiles", "t.pmtiles"] {
        let served = Served::start(name);
        let tile = Tile { z: 7, x: 61, y: 57 };
        let answer = served.get("7/61/57.pbf", &[]);
        assert_eq!(answer.status, 200, "{name}");
        assert_eq!(answer.header("content-type"), Some("application/vnd.mapbox-vector-tile"));
        let plain = name == "t";
        assert_eq!(answer.header("content-encoding"), (!plain).then_some("gzip"));
        let wanted = if plain { format!("{tile:?}").into_bytes() } else { content(tile) };
        assert_eq!(answer.body, wanted, "{name}");
        assert_eq!(served.get("7/61/59.pbf", &[]).status, 204, "{name}: an empty tile");
        assert_eq!(served.get("9/240/230.pbf", &[]).status, 204, "{name}: beyond the zooms");
        for path in ["", "worker.js", "tiles.json", "style.json", "inter-400.woff2", "7/61/57.pbf", "7/61/59.pbf", "x"]
        {
            let answer = served.get(path, &[]);
            let header = |name| answer.header(name).unwrap_or_else(|| panic!("{path} lacks {name}"));
            assert_eq!(header("cache-control"), "no-store");
            assert_eq!(header("referrer-policy"), "no-referrer");
            assert_eq!(header("x-content-type-options"), "nosniff");
            assert_eq!(header("cross-origin-resource-policy"), "same-origin");
            assert!(header("content-security-policy").starts_with("default-src 'none'"));
            assert!(!answer.head.to_lowercase().contains("access-control"), "{}", answer.head);
        }
        let head = served.ask("HEAD", &format!("/{}/7/61/57.pbf", served.token), &[]);
        assert_eq!((head.status, head.body.len()), (200, 0));
        assert_eq!(head.header("content-length"), Some(&*wanted.len().to_string()));
        let tag = answer.header("etag").expect("a tag");
        for known in
            [format!("If-None-Match: {tag}"), format!("If-None-Match: \"x\", W/{tag}"), "If-None-Match: *".into()]
        {
            let again = served.get("7/61/57.pbf", &[&known]);
            assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, Some(tag)), "{known}");
        }
        assert_eq!(served.get("7/61/57.pbf", &["If-None-Match: \"other\""]).status, 200);
    }
}

#[test]
fn descriptions_lead_to_this_server_under_the_name_it_is_called_by() {
    let served = Served::start("t.pmtiles");
    let host = format!("localhost:{}", served.port);
    let ask = |name: &str| {
        let (token, end) = (&served.token, "Connection: close");
        let answer = served.send(format!("GET /{token}/{name} HTTP/1.1\r\nHost: {host}\r\n{end}\r\n\r\n").as_bytes());
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
        serde_json::from_slice::<serde_json::Value>(&answer.body).expect("JSON")
    };
    let tiles = ask("tiles.json");
    let url = format!("http://{host}/{}/{{z}}/{{x}}/{{y}}.pbf", served.token);
    assert_eq!(tiles["tiles"], serde_json::json!([url]));
    assert_eq!(tiles["tilejson"], "3.0.0");
    assert_eq!((&tiles["minzoom"], &tiles["maxzoom"]), (&0.into(), &7.into()));
    assert_eq!(tiles["vector_layers"][0]["id"], "districts");
    let style = ask("style.json");
    assert_eq!(style["version"], 8);
    assert!(style["sources"].as_object().expect("sources").values().all(|s| s["tiles"] == serde_json::json!([url])));
    assert!(style.get("glyphs").is_none() && style.get("sprite").is_none());
}

#[test]
fn the_page_runs_its_own_script_alone_and_holds_nothing_of_the_data() {
    use base64::Engine;
    use sha2::{Digest, Sha256};

    let served = Served::start("t.mbtiles");
    let answer = served.get("", &[]);
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let page = String::from_utf8(answer.body.clone()).expect("UTF-8");
    assert!(!page.contains("</script><b>"), "the name of the set is not in the page");
    let policy = answer.header("content-security-policy").expect("a policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
    for (open, close) in [("<script type=\"module\">", "</script>"), ("<style>", "</style>")] {
        for part in page.split(open).skip(1) {
            let inside = part.split(close).next().expect("an end");
            let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(inside.as_bytes()));
            assert!(policy.contains(&format!("'sha256-{hash}'")), "{open} is not allowed");
        }
    }
    assert_eq!(page.matches("<script").count(), page.matches("<script type=\"module\">").count());
}

#[test]
fn only_who_calls_this_machine_by_its_name_is_answered() {
    let served = Served::start("t.pmtiles");
    let (port, token) = (served.port, &served.token);
    let close = "Connection: close\r\n\r\n";
    let status = |head: String| served.send(format!("{head}{close}").as_bytes()).status;
    let good = |host: &str| status(format!("GET /{token}/tiles.json HTTP/1.1\r\nHost: {host}\r\n"));
    for host in [format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("[::1]:{port}")] {
        assert_eq!(good(&host), 200, "{host}");
    }
    let mut bad: Vec<String> = [
        "evil.example",
        "localhost",
        "127.0.0.1",
        "[::1]",
        "",
        "0.0.0.0:PORT",
        "127.1:PORT",
        "127.0.0.2:PORT",
        "2130706433:PORT",
        "0x7f.1:PORT",
        "evil.example:PORT",
        "localhost.:PORT",
        "LOCALHOST.evil:PORT",
        "localhost:0PORT",
        "localhost:PORT.evil.example",
        "localhost.evil.example:PORT",
        "a@localhost:PORT",
        "localhost:PORT@evil.example",
        "[::ffff:127.0.0.1]:PORT",
        "[::1%25lo]:PORT",
        "localhost:PORT, evil.example",
        "evil.example localhost:PORT",
        "127.0.0.1:PORT#",
        "127.0.0.1:PORT/",
        "http://127.0.0.1:PORT",
    ]
    .map(|host| host.replace("PORT", &port.to_string()))
    .to_vec();
    bad.push(format!("127.0.0.1:{}", port ^ 1));
    for host in &bad {
        assert_eq!(good(host), 421, "{host}");
    }
    let heads = [
        (format!("GET /{token}/ HTTP/1.1\r\n"), 421),
        (format!("GET /{token}/ HTTP/1.0\r\n"), 421),
        (format!("GET /{token}/ HTTP/1.1\r\nHost: localhost:{port}\r\nHost: localhost:{port}\r\n"), 421),
        (format!("GET /{token}/ HTTP/1.1\r\nHost: localhost:{port}\r\nHost: evil.example\r\n"), 421),
        (format!("GET http://evil.example/{token}/ HTTP/1.1\r\nHost: localhost:{port}\r\n"), 421),
        (format!("GET http://localhost:{port}/{token}/ HTTP/1.1\r\nHost: localhost:{port}\r\n"), 421),
        (format!("CONNECT localhost:{port} HTTP/1.1\r\nHost: localhost:{port}\r\n"), 421),
        (format!("POST /{token}/ HTTP/1.1\r\nHost: evil.example\r\n"), 421),
        (format!("OPTIONS * HTTP/1.1\r\nHost: localhost:{port}\r\n"), 405),
    ];
    for (head, wanted) in heads {
        assert_eq!(status(head.clone()), wanted, "{head}");
    }
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get"] {
        let answer = served.ask(method, &format!("/{token}/"), &[]);
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
    let posted = served.ask("POST", &format!("/{token}/"), &["Content-Length: 5"]);
    assert_eq!(posted.status, 405);
}

#[test]
fn every_other_address_has_the_same_answer() {
    let served = Served::start("t");
    std::fs::write(served.folder.path().join("secret.json"), "secret").expect("writes");
    let token = &served.token;
    let usual = served.get("nowhere", &[]);
    assert_eq!(usual.status, 404);
    let names = [
        "..",
        "../",
        "../secret.json",
        "%2e%2e/secret.json",
        "%2E%2E%2Fsecret.json",
        "%252e%252e/secret.json",
        "..%5csecret.json",
        "..%c0%afsecret.json",
        "..%00/secret.json",
        "....//secret.json",
        "..;/secret.json",
        ".%2e/metadata.json",
        "metadata.json",
        "metadata.json%00",
        "./metadata.json",
        "7/61/57.pbf%00",
        "7/61/57.pbf/",
        "7/61/57.pbf;",
        "7/61/57.pbf;x",
        "7/61/57.PBF",
        "7//61/57.pbf",
        "7/61/057.pbf",
        "7/61/+57.pbf",
        "7/61/-1.pbf",
        "7/61/1e1.pbf",
        "7/61/5%37.pbf",
        "7/61/57.png",
        "7/61/57",
        "7/128/57.pbf",
        "7/61/128.pbf",
        "23/0/0.pbf",
        "255/0/0.pbf",
        "256/0/0.pbf",
        "4294967303/61/57.pbf",
        "7/4294967357/57.pbf",
        "7/61/57/57.pbf",
        "7/61",
        "7",
        "style.json/",
        "Style.json",
        "style%2ejson",
        "/",
        "//",
        "/style.json",
        ".git/config",
        "archive.pmtiles/x",
        "inter-300.woff2",
        "inter-400.woff",
        "page.js",
        "%",
        "%zz",
        "~root",
        "C:/",
        "\\",
        "..\\",
    ];
    for name in names {
        let answer = served.get(name, &[]);
        assert_eq!((answer.status, &answer.body), (404, &usual.body), "{name}");
    }
    let wrong = format!("{}{}", &token[..31], if token.ends_with('0') { '1' } else { '0' });
    let paths = [
        "/".into(),
        "//".into(),
        format!("/{token}"),
        format!("//{token}/"),
        format!("/{wrong}/"),
        format!("/{wrong}/tiles.json"),
        format!("/{}/", &token[1..]),
        format!("/{}/", token.to_uppercase() + "A"),
        format!("/x/../{token}/"),
        "/favicon.ico".into(),
        "/robots.txt".into(),
        format!("/%{:02x}{}/", token.as_bytes()[0], &token[1..]),
    ];
    for path in paths {
        let answer = served.ask("GET", &path, &[]);
        assert_eq!((answer.status, &answer.body), (404, &usual.body), "{path}");
    }
}

#[test]
fn ranges_of_the_archive_are_its_bytes() {
    let served = Served::start("t.pmtiles");
    let whole = std::fs::read(served.folder.path().join("t.pmtiles")).expect("there");
    let n = whole.len();
    let plain = served.get("archive.pmtiles", &[]);
    assert_eq!((plain.status, &plain.body), (200, &whole));
    assert_eq!(plain.header("accept-ranges"), Some("bytes"));
    let table: [(String, Option<std::ops::Range<usize>>); 6] = [
        ("bytes=0-126".into(), Some(0..127)),
        ("bytes=100-".into(), Some(100..n)),
        ("bytes=-9".into(), Some(n - 9..n)),
        (format!("bytes={}-{}", n - 1, n + 5), Some(n - 1..n)),
        ("bytes=5-4".into(), None),
        (format!("bytes=0-1{}", ",5-6".repeat(1000)), None),
    ];
    for (range, wanted) in table {
        let answer = served.get("archive.pmtiles", &[&format!("Range: {range}")]);
        match wanted {
            Some(part) => {
                let says = format!("bytes {}-{}/{n}", part.start, part.end - 1);
                assert_eq!((answer.status, answer.header("content-range")), (206, Some(&*says)), "{range}");
                assert_eq!(answer.header("content-length"), Some(&*part.len().to_string()));
                assert!(answer.body == whole[part], "{range}");
            }
            None => assert_eq!((answer.status, answer.body.len()), (200, n), "{range}"),
        }
    }
    for range in [format!("bytes={n}-"), "bytes=-0".into()] {
        let answer = served.get("archive.pmtiles", &[&format!("Range: {range}")]);
        assert_eq!((answer.status, answer.header("content-range")), (416, Some(&*format!("bytes */{n}"))), "{range}");
    }
    let tag = plain.header("etag").expect("a tag");
    let status = |headers: &[&str]| served.get("archive.pmtiles", headers).status;
    assert_eq!(status(&["Range: bytes=0-5", &format!("If-Range: {tag}")]), 206);
    assert_eq!(status(&["Range: bytes=0-5", "If-Range: \"other\""]), 200);
    assert_eq!(status(&["Range: bytes=0-5", "Range: bytes=7-9"]), 200);
    assert_eq!(status(&["Range: bytes=0-5", &format!("If-None-Match: {tag}")]), 304);
    let head = served.ask("HEAD", &format!("/{}/archive.pmtiles", served.token), &["Range: bytes=0-5"]);
    assert_eq!((head.status, head.header("content-length")), (200, Some(&*n.to_string())));
    assert_eq!(Served::start("t.mbtiles").get("archive.pmtiles", &[]).status, 404);
}

#[test]
fn clients_that_wait_or_talk_without_end_keep_nobody_out() {
    let served = Served::start("t.pmtiles");
    // some say nothing, some begin and never end; more than there are seats
    let mut idle: Vec<TcpStream> = Vec::new();
    for i in 0..600 {
        let mut stream = served.connect();
        if i % 2 == 0 {
            // who had to make room may be told so already
            let _ = stream.write_all(b"GET / HTTP/1.1\r\nHost:");
        }
        idle.push(stream);
    }
    let start = Instant::now();
    for _ in 0..20 {
        assert_eq!(served.get("7/61/57.pbf", &[]).status, 200);
    }
    let took = start.elapsed();
    assert!(took < Duration::from_secs(5), "twenty requests beside 600 idle clients took {took:?}");
    drop(idle);
    let port = served.port;
    let long = format!("GET /{} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n", "a".repeat(40_000));
    let answer = served.send(long.as_bytes());
    assert!([0, 414, 431].contains(&answer.status), "{}", answer.head);
    let flood = format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{}\r\n", "A: b\r\n".repeat(9_000));
    let answer = served.send(flood.as_bytes());
    assert!([0, 400, 431].contains(&answer.status), "{}", answer.head);
    let many = format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{}\r\n", "A: b\r\n".repeat(200));
    assert!([400, 431].contains(&served.send(many.as_bytes()).status));
    assert_eq!(served.get("7/61/57.pbf", &[]).status, 200);
}

#[test]
fn a_head_that_never_ends_is_cut_off() {
    let served = Served::start("t.pmtiles");
    let mut slow = served.connect();
    slow.write_all(b"GET / HTTP/1.1\r\n").expect("writes");
    let start = Instant::now();
    let mut left = Vec::new();
    // a byte a second is no excuse
    slow.set_read_timeout(Some(Duration::from_secs(1))).expect("set");
    while start.elapsed() < Duration::from_secs(20) {
        let mut byte = [0; 256];
        match slow.read(&mut byte) {
            Ok(0) => break,
            Ok(n) => left.extend_from_slice(&byte[..n]),
            Err(e) if [std::io::ErrorKind::WouldBlock, std::io::ErrorKind::TimedOut].contains(&e.kind()) => {
                if slow.write_all(b"A").is_err() {
                    break;
                }
            }
            Err(_) => break,
        }
    }
    let took = start.elapsed();
    assert!((8..16).contains(&took.as_secs()), "cut off after {took:?}");
    assert!(!left.starts_with(b"HTTP/1.1 200"));
}

#[test]
fn requests_one_after_the_other_on_one_connection_are_answered_in_order() {
    let served = Served::start("t.pmtiles");
    let mut stream = served.connect();
    let one = format!("GET /{}/7/61/57.pbf HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", served.token, served.port);
    let sender = stream.try_clone().expect("cloned");
    let all = one.repeat(2000);
    let writing = std::thread::spawn(move || {
        let mut sender = sender;
        sender.write_all(all.as_bytes()).expect("writes");
        sender.shutdown(Shutdown::Write).expect("ends");
    });
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("reads");
    writing.join().expect("written");
    let answers = bytes.windows(15).filter(|w| w == b"HTTP/1.1 200 OK").count();
    assert_eq!(answers, 2000);
}

#[test]
fn what_cannot_be_served_is_said_with_its_exit_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let diary = folder.path().join("diary.pmtiles");
    std::fs::write(&diary, "dear diary").expect("writes");
    let run = |arguments: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_cercle")).arg("serve").args(arguments).output().expect("runs");
        (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned(), done.stdout)
    };
    let (code, words, out) = run(&[diary.to_str().expect("UTF-8")]);
    assert!(code == Some(65) && words.contains("too short for a PMTiles archive") && out.is_empty(), "{words}");
    assert_eq!(run(&["/nowhere/at/all.pmtiles"]).0, Some(66));
    assert_eq!(run(&[diary.to_str().expect("UTF-8"), "--port", "80"]).0, Some(64));
    let served = Served::start("t.pmtiles");
    let path = served.folder.path().join("t.pmtiles");
    let (code, words, _) = run(&[path.to_str().expect("UTF-8"), "--port", &served.port.to_string()]);
    assert!(code == Some(73) && words.contains("cannot be taken"), "{words}");
}
