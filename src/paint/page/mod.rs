//! Pages that stand alone: a template filled, with style and script inside and nothing fetched.

mod contents;
mod words;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha256};

pub use contents::{Contents, Entry, Made, contents};
pub(super) use words::words;

/// Style of every page.
pub(super) const STYLE: &str = concat!(include_str!("base.css"), include_str!("page.css"));

/// The template with each `{{name}}` replaced. Values are put in once and as they are: one that holds braces stays so.
pub(crate) fn filled(template: &str, value: impl Fn(&str) -> String) -> String {
    let mut page = String::new();
    for (i, piece) in template.split("{{").enumerate() {
        match piece.split_once("}}") {
            Some((name, rest)) if i > 0 => {
                page.push_str(&value(name));
                page.push_str(rest);
            }
            _ => page.push_str(piece),
        }
    }
    page
}

/// What a content security policy calls an inline style or script (CSP Level 3, section 2.3.1).
pub(crate) fn source(text: &str) -> String {
    format!("'sha256-{}'", BASE64.encode(Sha256::digest(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_not_filled_again() {
        let page = filled("a{{b}}c{{d}}e", |name| format!("[{{{{{name}}}}}]"));
        assert_eq!(page, "a[{{b}}]c[{{d}}]e");
    }

    #[test]
    fn the_hash_is_that_of_the_specification() {
        // The example of CSP Level 3, section 8.4.
        assert_eq!(source("alert('Hello, world.');"), "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='");
    }
}
