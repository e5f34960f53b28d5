//! A tree of XML elements, written with two blanks a level.

use quick_xml::escape::escape;

use crate::name::xml_forbids;

/// An element: its attributes, and either elements or text inside.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    inside: Vec<Node>,
    text: String,
}

impl Node {
    pub(super) fn new(name: &'static str) -> Node {
        Node { name, attributes: Vec::new(), inside: Vec::new(), text: String::new() }
    }

    /// An element with nothing but text.
    pub(super) fn text(name: &'static str, text: impl Into<String>) -> Node {
        Node { text: text.into(), ..Node::new(name) }
    }

    pub(super) fn with(mut self, attribute: &'static str, value: impl ToString) -> Node {
        self.attributes.push((attribute, value.to_string()));
        self
    }

    pub(super) fn add(mut self, inside: impl IntoIterator<Item = Node>) -> Node {
        self.inside.extend(inside);
        self
    }

    /// The element as text, each on a line of its own, after what stands before it in the file.
    pub(super) fn document(&self, head: &str) -> String {
        let mut text = format!("{head}\n");
        self.write(&mut text, 0);
        text
    }

    fn write(&self, out: &mut String, level: usize) {
        let indent = "  ".repeat(level);
        *out += &format!("{indent}<{}", self.name);
        for (name, value) in &self.attributes {
            // A parser makes blanks of line breaks in attributes, unless they are references.
            *out += &format!(" {name}=\"{}\"", escaped(value).replace('\n', "&#10;"));
        }
        if self.inside.is_empty() && self.text.is_empty() {
            *out += "/>\n";
        } else if self.inside.is_empty() {
            *out += &format!(">{}</{}>\n", escaped(&self.text), self.name);
        } else {
            *out += ">\n";
            self.inside.iter().for_each(|node| node.write(out, level + 1));
            *out += &format!("{indent}</{}>\n", self.name);
        }
    }
}

fn escaped(text: &str) -> String {
    escape(text.replace(xml_forbids, "\u{fffd}")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_people_do_not_break_the_file() {
        assert_eq!(Node::text("a", "b\u{1}\u{ffff}").document(""), "\n<a>b\u{fffd}\u{fffd}</a>\n");
        let node = Node::new("a").with("b", "\"x\" < 'y' & z").add([Node::text("c", "1 < 2 & 3"), Node::new("d")]);
        let text = node.document("<!DOCTYPE a>");
        assert_eq!(
            text,
            "<!DOCTYPE a>\n<a b=\"&quot;x&quot; &lt; &apos;y&apos; &amp; z\">\n  <c>1 &lt; 2 &amp; 3</c>\n  <d/>\n</a>\n"
        );
    }
}
