//! What is asked for, and whether the one who asks is heard at all.

use hyper::header::HOST;
use hyper::{HeaderMap, Method, StatusCode, Uri};

use crate::tile::{MOST_ZOOM, Tile};

/// What an address leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Page,
    Worker,
    Notices,
    /// A cut of the typeface, by its weight.
    Font(u16),
    TileJson,
    Style,
    Archive,
    Tile(Tile),
}

/// Whose server this is.
#[derive(Debug, Clone)]
pub(super) struct Gate<'a> {
    pub port: u16,
    pub token: &'a str,
    /// The extension of tiles.
    pub ending: &'a str,
}

impl Gate<'_> {
    /// Reads a request: what it asks for, and by which name it calls this server.
    ///
    /// # Errors
    /// The status of the answer: 421 for a name that is not this machine's, before all else (DNS rebinding); 405 for what is
    /// neither GET nor HEAD; 404 for every other address.
    pub fn read(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(Wanted, String), StatusCode> {
        let name = self.name(uri, headers).ok_or(StatusCode::MISDIRECTED_REQUEST)?;
        if method != Method::GET && method != Method::HEAD {
            return Err(StatusCode::METHOD_NOT_ALLOWED);
        }
        let wanted = self.wanted(uri.path()).ok_or(StatusCode::NOT_FOUND)?;
        Ok((wanted, name))
    }

    /// The one Host there is, if it is this machine's. A request with a whole URL is for a proxy.
    fn name(&self, uri: &Uri, headers: &HeaderMap) -> Option<String> {
        let mut hosts = headers.get_all(HOST).iter();
        let (host, None, None) = (hosts.next()?.to_str().ok()?, hosts.next(), uri.authority()) else { return None };
        let names = ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{}", self.port));
        names.into_iter().find(|name| name == host)
    }

    /// `/TOKEN/` and a name of the table or three numbers, letter by letter: nothing is decoded or put right.
    fn wanted(&self, path: &str) -> Option<Wanted> {
        let (token, rest) = path.strip_prefix('/')?.split_once('/')?;
        if !same(token.as_bytes(), self.token.as_bytes()) {
            return None;
        }
        match rest {
            "" => Some(Wanted::Page),
            "worker.js" => Some(Wanted::Worker),
            "notices.txt" => Some(Wanted::Notices),
            "inter-400.woff2" => Some(Wanted::Font(400)),
            "inter-500.woff2" => Some(Wanted::Font(500)),
            "inter-600.woff2" => Some(Wanted::Font(600)),
            "tiles.json" => Some(Wanted::TileJson),
            "style.json" => Some(Wanted::Style),
            "archive.pmtiles" => Some(Wanted::Archive),
            place => tile(place.strip_suffix(self.ending)?.strip_suffix('.')?).map(Wanted::Tile),
        }
    }
}

/// Compares in a time that does not tell where the first difference is.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |found, (a, b)| found | (a ^ b)) == 0
}

fn tile(place: &str) -> Option<Tile> {
    let mut numbers = place.split('/').map(number);
    let (z, x, y, None) = (numbers.next()??, numbers.next()??, numbers.next()??, numbers.next()) else { return None };
    let z = u8::try_from(z).ok().filter(|z| *z <= MOST_ZOOM)?;
    let side = 1u32 << z;
    (x < side && y < side).then_some(Tile { z, x, y })
}

/// A number as it is written by the page: digits alone, none in front that could be left out.
fn number(text: &str) -> Option<u32> {
    let plain = text.len() <= 7 && text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GATE: Gate<'static> = Gate { port: 8000, token: "0123", ending: "pbf" };

    fn asked(path: &str) -> Option<Wanted> {
        let headers = HeaderMap::from_iter([(HOST, "localhost:8000".parse().expect("a value"))]);
        let uri = path.parse().expect("a path");
        GATE.read(&Method::GET, &uri, &headers).ok().map(|(wanted, _)| wanted)
    }

    #[test]
    fn addresses_are_those_of_the_table_or_three_numbers_within_their_zoom() {
        assert_eq!(asked("/0123/"), Some(Wanted::Page));
        assert_eq!(asked("/0123/style.json?v=1"), Some(Wanted::Style));
        assert_eq!(asked("/0123/3/7/0.pbf"), Some(Wanted::Tile(Tile { z: 3, x: 7, y: 0 })));
        assert_eq!(asked("/0123/22/4194303/4194303.pbf"), Some(Wanted::Tile(Tile { z: 22, x: 4194303, y: 4194303 })));
        let none = [
            "/",
            "/0123",
            "/0124/",
            "/012/",
            "/01234/",
            "//0123/",
            "/0123//",
            "/0123/./",
            "/0123/style.json/",
            "/0123/Style.json",
            "/0123/style%2ejson",
            "/0123/3/8/0.pbf",
            "/0123/3/0/8.pbf",
            "/0123/23/0/0.pbf",
            "/0123/3/7/0.png",
            "/0123/3/7/0",
            "/0123/3/7/0.pbf.pbf",
            "/0123/03/7/0.pbf",
            "/0123/3/+7/0.pbf",
            "/0123/3/-7/0.pbf",
            "/0123/3/7/00.pbf",
            "/0123/3/7//0.pbf",
            "/0123/3/7/0/0.pbf",
            "/0123/256/0/0.pbf",
            "/0123/3/99999999999/0.pbf",
            "/0123/..%2f..%2fetc/passwd",
            "/0123/3/7/%30.pbf",
        ];
        for path in none {
            assert_eq!(asked(path), None, "{path}");
        }
    }

    #[test]
    fn only_names_of_this_machine_are_heard() {
        let status = |hosts: &[&str], uri: &str, method: Method| {
            let headers = hosts.iter().map(|host| (HOST, host.parse().expect("a value"))).collect();
            GATE.read(&method, &uri.parse().expect("a path"), &headers).err().map_or(200, |status| status.as_u16())
        };
        for host in ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"] {
            assert_eq!(status(&[host], "/0123/", Method::GET), 200);
            assert_eq!(status(&[host], "/0123/", Method::POST), 405);
        }
        let bad: [&[&str]; 11] = [
            &[],
            &["evil.example"],
            &["evil.example:8000"],
            &["127.0.0.1"],
            &["localhost"],
            &["127.0.0.1:8001"],
            &["localhost.:8000"],
            &["127.0.0.1:8000.evil.example"],
            &["0.0.0.0:8000"],
            &["user@localhost:8000"],
            &["localhost:8000", "localhost:8000"],
        ];
        for hosts in bad {
            assert_eq!(status(hosts, "/0123/", Method::POST), 421, "{hosts:?}");
        }
        assert_eq!(status(&["localhost:8000"], "http://localhost:8000/0123/", Method::GET), 421);
    }
}
