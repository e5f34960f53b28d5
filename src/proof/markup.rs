//! XML as a tree, as far as drawings need it: no document types, no entities of their own, nothing fetched.

use quick_xml::Reader;
use quick_xml::XmlVersion::Implicit1_0;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::error::{Error, Kind, Result};

/// More elements, or elements deeper in each other, are no figure.
const MOST: usize = 100_000;
const DEEPEST: usize = 64;

/// An element with its attributes and what is in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Element {
    /// Name without prefix.
    pub name: String,
    /// Attributes by full name.
    pub attributes: Vec<(String, String)>,
    /// Elements in it.
    pub children: Vec<Element>,
    /// Words directly in it.
    pub text: String,
}

impl Element {
    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The first element of that name in it.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All words in it and in its elements.
    pub fn words(&self) -> String {
        let inner: String = self.children.iter().map(Element::words).collect();
        format!("{}{inner}", self.text)
    }
}

/// Reads one element and all that is in it.
///
/// # Errors
/// `Kind::Data` with the line if it is not well-formed XML or declares entities, `Kind::Limit` if it is far too large.
pub(super) fn element(xml: &str) -> Result<Element> {
    let mut reader = Reader::from_str(xml);
    let mut open = vec![Element::default()];
    let mut count = 0;
    loop {
        let event = reader.read_event();
        let end = (reader.buffer_position() as usize).min(xml.len());
        let broken = |what: String| {
            let line = xml.as_bytes()[..end].iter().filter(|b| **b == b'\n').count() + 1;
            Error::data(format!("line {line}: {what}")).hint("the file is broken, or no XML")
        };
        match event.map_err(|e| broken(e.to_string()))? {
            Event::Start(start) => {
                count += 1;
                open.push(started(&start).map_err(broken)?);
            }
            Event::Empty(start) => {
                count += 1;
                let made = started(&start).map_err(broken)?;
                put(&mut open, made);
            }
            Event::End(_) => match open.pop() {
                Some(done) if !open.is_empty() => put(&mut open, done),
                _ => return Err(broken("a tag is closed that was not opened".to_string())),
            },
            Event::Text(text) => say(&mut open, &text.xml_content(Implicit1_0)),
            Event::CData(text) => say(&mut open, &text.xml_content(Implicit1_0)),
            Event::GeneralRef(name) => {
                let letter = name.resolve_char_ref().map_err(|e| broken(e.to_string()))?.map(String::from);
                let known = letter.or_else(|| resolve_predefined_entity(&name).map(str::to_string));
                say(&mut open, &known.ok_or_else(|| broken(format!("the entity '{}' is not known", &*name)))?);
            }
            Event::DocType(kind) if kind.contains('[') => {
                return Err(broken("the file declares entities of its own".to_string())
                    .hint("save it without a document type: its entities are not read"));
            }
            Event::DocType(_) | Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
        if count > MOST || open.len() > DEEPEST {
            let words = format!("the file has more than {MOST} elements, or more than {DEEPEST} in each other");
            return Err(Error::new(Kind::Limit, words).hint("a figure for print has a few hundred"));
        }
    }
    match open.as_mut_slice() {
        [outer] if outer.children.len() == 1 => Ok(outer.children.remove(0)),
        [outer] => Err(Error::data(format!("the file has {} outermost elements, not one", outer.children.len()))
            .hint("the file is broken, or no XML")),
        _ => Err(Error::data("the file ends before its elements do").hint("it was cut off: get it again")),
    }
}

fn put(open: &mut [Element], done: Element) {
    if let Some(around) = open.last_mut() {
        around.children.push(done);
    }
}

fn say(open: &mut [Element], words: &str) {
    if let Some(around) = open.last_mut() {
        around.text += words;
    }
}

fn started(start: &BytesStart) -> std::result::Result<Element, String> {
    let mut element = Element { name: start.local_name().into_inner().to_string(), ..Element::default() };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|e| e.to_string())?;
        let value = attribute.normalized_value(Implicit1_0).map_err(|e| e.to_string())?;
        element.attributes.push((attribute.key.into_inner().to_string(), value.into_owned()));
    }
    Ok(element)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_words_and_entities_are_read() {
        let xml = "<?xml version=\"1.0\"?><a x=\"1 &lt; 2\"><!-- no --><b>Goundam &amp; Gao&#x2F;</b><c/></a>";
        let read = element(xml).expect("is read");
        assert_eq!((read.name.as_str(), read.get("x"), read.children.len()), ("a", Some("1 < 2"), 2));
        assert_eq!(read.child("b").expect("is there").words(), "Goundam & Gao/");
    }

    #[test]
    fn hostile_files_are_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
        assert!(element(bomb).expect_err("a bomb").message.contains("entities of its own"));
        assert_eq!(element(&"<g>".repeat(1_000_000)).expect_err("deep").kind, Kind::Limit);
        let many = format!("<g>{}</g>", "<g/>".repeat(MOST + 1));
        assert_eq!(element(&many).expect_err("many").kind, Kind::Limit);
        let entities = ["<a>&nbsp;</a>", "<a>&#xFFFFFFFF;</a>", "<a b=\"&x;\"/>"];
        for broken in ["", "words", "<a", "<a>", "<a></b>", "</a>", "<a/><a/>", "<a b=1/>"].iter().chain(&entities) {
            assert_eq!(element(broken).expect_err(broken).kind, Kind::Data, "{broken}");
        }
    }
}
