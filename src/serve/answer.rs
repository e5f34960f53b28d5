//! What is answered.

use bytes::Bytes;
use hyper::header::{
    ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    HeaderName, HeaderValue, IF_NONE_MATCH, IF_RANGE, RANGE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method, Response, StatusCode, Uri};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::body::Sent;
use super::page::Page;
use super::range::{Part, part};
use super::request::{Gate, Wanted};
use super::style;
use crate::font::Face;
use crate::tile::{OpenTiles, Tile};

/// What scripts and styles may do in anything but the page: nothing.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// A tile set and where it is shown.
pub(super) struct Site {
    tiles: OpenTiles,
    page: Page,
    /// The port on this machine.
    pub port: u16,
    /// The random part of the address.
    pub token: String,
}

impl Site {
    pub fn new(tiles: OpenTiles, port: u16, token: String) -> Site {
        Site { tiles, page: Page::new(), port, token }
    }
}

/// The head of a request.
pub(super) struct Asked {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
}

impl From<Parts> for Asked {
    fn from(head: Parts) -> Asked {
        Asked { method: head.method, uri: head.uri, headers: head.headers }
    }
}

impl Asked {
    fn header(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Something that can be sent: its type, what scripts may do in it, its digest and itself.
struct Found {
    media_type: &'static str,
    policy: String,
    tag: String,
    is_gzip: bool,
    body: Sent,
}

impl Found {
    fn new(media_type: &'static str, bytes: impl Into<Bytes>) -> Found {
        let bytes = bytes.into();
        let digest = Sha256::digest(&bytes);
        let tag = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        Found {
            media_type,
            policy: NOTHING.into(),
            tag,
            is_gzip: bytes.starts_with(&[0x1f, 0x8b]),
            body: Sent::bytes(bytes),
        }
    }

    fn json(value: &Value) -> Found {
        Found::new("application/json", value.to_string())
    }
}

/// Answers a request.
pub(super) fn answer(site: &Site, asked: &Asked) -> Response<Sent> {
    let gate = Gate { port: site.port, token: &site.token, ending: site.tiles.encoding().extension() };
    let (wanted, name) = match gate.read(&asked.method, &asked.uri, &asked.headers) {
        Ok(read) => read,
        Err(status) => return refusal(status),
    };
    let base = format!("http://{name}/{}", site.token);
    let found = match wanted {
        Wanted::Page => {
            let page = Found::new("text/html; charset=utf-8", site.page.html.clone());
            Ok(Found { policy: site.page.policy.clone(), ..page })
        }
        Wanted::Worker => Ok(Found {
            // the worker fetches the tiles
            policy: "default-src 'none'; connect-src 'self'".into(),
            ..Found::new("text/javascript; charset=utf-8", site.page.worker)
        }),
        Wanted::Notices => Ok(Found::new("text/plain; charset=utf-8", site.page.notices)),
        Wanted::Font(weight) => {
            let face = Face::ALL.into_iter().find(|face| face.weight() == weight && !face.is_italic());
            face.map(|face| Found::new("font/woff2", face.woff2())).ok_or(StatusCode::NOT_FOUND)
        }
        Wanted::TileJson => Ok(Found::json(&style::tilejson(&site.tiles, &base))),
        Wanted::Style => Ok(Found::json(&style::style(&site.tiles, &base))),
        Wanted::Archive => return archive(site, asked),
        Wanted::Tile(place) => tile(&site.tiles, place),
    };
    match found {
        Ok(found) => sent(found, asked),
        Err(status) => refusal(status),
    }
}

/// An empty tile is no error: maps ask for what lies around a set.
fn tile(tiles: &OpenTiles, place: Tile) -> Result<Found, StatusCode> {
    let bytes = tiles.tile(place).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?.ok_or(StatusCode::NO_CONTENT)?;
    Ok(Found::new(tiles.encoding().media_type(), bytes))
}

/// The archive, or the part of it that is asked for.
fn archive(site: &Site, asked: &Asked) -> Response<Sent> {
    let Some(whole) = site.tiles.whole() else { return refusal(StatusCode::NOT_FOUND) };
    let length = whole.length;
    // the same file for as long as the server runs, and another token in the next run
    let tag = format!("{:x}-{}", length, &site.token[..8]);
    let is_same = asked.header(IF_RANGE).is_none_or(|wanted| wanted == format!("\"{tag}\""));
    let asks = asked.header(RANGE).filter(|_| asked.method == Method::GET && is_same);
    let asks_once = asked.headers.get_all(RANGE).iter().count() <= 1;
    let place = asks.filter(|_| asks_once).map_or(Part::Whole, |range| part(range, length));
    let found =
        |body| Found { media_type: "application/vnd.pmtiles", policy: NOTHING.into(), tag, is_gzip: false, body };
    let mut made = match place {
        Part::Whole => sent(found(Sent::file(whole, 0..length)), asked),
        Part::Piece(piece) => {
            let range = format!("bytes {}-{}/{length}", piece.start, piece.end - 1);
            let mut made = sent(found(Sent::file(whole, piece)), asked);
            if made.status() == StatusCode::OK {
                *made.status_mut() = StatusCode::PARTIAL_CONTENT;
                set(&mut made, CONTENT_RANGE, &range);
            }
            made
        }
        Part::Beyond => {
            let mut made = refusal(StatusCode::RANGE_NOT_SATISFIABLE);
            set(&mut made, CONTENT_RANGE, &format!("bytes */{length}"));
            made
        }
    };
    set(&mut made, ACCEPT_RANGES, "bytes");
    made
}

/// What was found, or that it is as it was.
fn sent(found: Found, asked: &Asked) -> Response<Sent> {
    let tag = format!("\"{}\"", found.tag);
    let known = asked
        .header(IF_NONE_MATCH)
        .is_some_and(|known| known.split(',').map(str::trim).any(|k| k == "*" || k.trim_start_matches("W/") == tag));
    let mut made = Response::new(if known { Sent::bytes(Bytes::new()) } else { found.body });
    if known {
        *made.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        set(&mut made, CONTENT_TYPE, found.media_type);
        if found.is_gzip {
            set(&mut made, CONTENT_ENCODING, "gzip");
        }
    }
    set(&mut made, ETAG, &tag);
    guarded(made, &found.policy)
}

/// The same few words for every reason.
fn refusal(status: StatusCode) -> Response<Sent> {
    let words: &'static str = match status {
        StatusCode::NO_CONTENT => "",
        StatusCode::NOT_FOUND => "there is nothing here\n",
        StatusCode::METHOD_NOT_ALLOWED => "only GET and HEAD are answered\n",
        StatusCode::MISDIRECTED_REQUEST => "this is not the server you ask for\n",
        StatusCode::RANGE_NOT_SATISFIABLE => "the range begins behind the end\n",
        _ => "the tile set cannot be read here\n",
    };
    let mut made = Response::new(Sent::bytes(words));
    *made.status_mut() = status;
    if status == StatusCode::METHOD_NOT_ALLOWED {
        set(&mut made, ALLOW, "GET, HEAD");
    }
    if !words.is_empty() {
        set(&mut made, CONTENT_TYPE, "text/plain; charset=utf-8");
    }
    guarded(made, NOTHING)
}

/// The answer when making one failed.
pub(super) fn failure() -> Response<Sent> {
    refusal(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Puts on what every answer has. There is no header that would let pages of other origins read it.
fn guarded(mut made: Response<Sent>, policy: &str) -> Response<Sent> {
    set(&mut made, CONTENT_SECURITY_POLICY, policy);
    set(&mut made, CACHE_CONTROL, "no-store");
    set(&mut made, REFERRER_POLICY, "no-referrer");
    set(&mut made, X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(&mut made, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(&mut made, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    made
}

fn set(made: &mut Response<Sent>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        made.headers_mut().insert(name, value);
    }
}
