//! The preview page, as `web/` makes it, with what it allows itself to run.

use bytes::Bytes;

use crate::paint::page::{filled, source};

/// The page, its style, its script, the script that works beside it and the licences of what is in them; `None` if they were
/// not built.
pub(super) const BUILT: Option<[&str; 5]> = include!(concat!(env!("OUT_DIR"), "/preview.rs"));

/// The page that says what to do where there is none.
const MISSING: &str = include_str!("missing.html");
const MISSING_STYLE: &str = "body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; color: #1f1d1a }";

/// What is sent for the page.
pub(super) struct Page {
    pub html: Bytes,
    pub policy: String,
    pub worker: &'static str,
    /// The licences of what is in page and worker.
    pub notices: &'static str,
}

impl Page {
    pub fn new() -> Page {
        let [template, style, script, worker, notices] = BUILT.unwrap_or([MISSING, MISSING_STYLE, "", "", ""]);
        let html = filled(template, |name| match name {
            "style" => style.to_string(),
            "script" => script.to_string(),
            _ => String::new(),
        });
        // pictures and buffers that the map makes itself are blobs and data
        let policy = format!(
            "default-src 'none'; script-src {}; style-src {}; worker-src 'self'; connect-src 'self'; font-src 'self'; \
             img-src 'self' blob: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            source(script),
            source(style)
        );
        Page { html: html.into(), policy, worker, notices }
    }
}
