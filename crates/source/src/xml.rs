//! XML parts of packages as trees: small, bounded, and tolerant of what office programs get wrong.
//!
//! Names are kept without their prefix, because files in circulation bind other prefixes and even other namespaces
//! than their standards say. Entities other than the five of XML are never expanded.

use crate::{Error, Limits};
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// An element with all that is in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Element {
    /// Local name.
    pub name: Box<str>,
    attributes: Vec<(Box<str>, Box<str>)>,
    /// What is in it, in order.
    pub nodes: Vec<Node>,
}

/// A thing inside an element.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// Reads one XML part; `format` names the file's format in errors.
    pub fn parse(bytes: &[u8], format: &'static str, limits: &Limits) -> Result<Self, Error> {
        let text = decode(bytes);
        let mut reader = Reader::from_str(&text);
        reader.config_mut().check_end_names = false;
        reader.config_mut().expand_empty_elements = true;
        let mut tree = Tree { open: vec![Self::default()], nodes: 0 };
        loop {
            let event = reader.read_event().map_err(|error| Error::Damaged {
                format,
                reason: format!("{error} at byte {} of an XML part", reader.error_position()),
            })?;
            match event {
                Event::Start(start) => tree.open(&start, limits)?,
                Event::End(_) => tree.close(),
                Event::Text(text) => tree.text(&text, limits)?,
                Event::CData(text) => tree.text(&text, limits)?,
                Event::GeneralRef(entity) => tree.text(&resolve(&entity), limits)?,
                Event::Eof => break,
                _ => {}
            }
        }
        let complete = tree.open.len() == 1;
        let root = tree.open.into_iter().next().and_then(|document| document.into_elements().next());
        root.filter(|_| complete)
            .ok_or_else(|| Error::Damaged { format, reason: "an XML part is cut off or empty".to_owned() })
    }

    /// The elements in it.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    fn into_elements(self) -> impl Iterator<Item = Element> {
        self.nodes.into_iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements in it of one name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |element| &*element.name == name)
    }

    /// The first element in it of that name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| &*element.name == name)
    }

    /// The element at the end of a path of names.
    pub fn at(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The value of the attribute of that local name.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| &**key == name).map(|(_, value)| &**value)
    }

    /// The attribute read as a number.
    pub fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.attribute(name)?.trim().parse().ok()
    }

    /// All text in it and in what is in it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.collect_text(&mut text);
        text
    }

    fn collect_text(&self, text: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Element(element) => element.collect_text(text),
                Node::Text(piece) => text.push_str(piece),
            }
        }
    }

    /// Calls `visit` for this element and all below it, from the top.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Element)) {
        visit(self);
        for element in self.elements() {
            element.walk(visit);
        }
    }
}

/// The elements that are open while a part is read.
struct Tree {
    open: Vec<Element>,
    nodes: usize,
}

impl Tree {
    fn open(&mut self, start: &BytesStart<'_>, limits: &Limits) -> Result<(), Error> {
        self.count(limits)?;
        Limits::check("nesting of XML elements", self.open.len(), limits.depth)?;
        let mut attributes = start.attributes();
        let attributes = attributes.with_checks(false).flatten().map(|attribute| {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_or_else(|_| attribute.value.as_ref().into(), Into::into);
            (attribute.key.local_name().as_ref().into(), value)
        });
        self.open.push(Element {
            name: start.local_name().as_ref().into(),
            attributes: attributes.collect(),
            nodes: Vec::new(),
        });
        Ok(())
    }

    /// Closes the innermost element; a closing tag too many is ignored.
    fn close(&mut self) {
        if self.open.len() > 1
            && let Some(element) = self.open.pop()
            && let Some(parent) = self.open.last_mut()
        {
            parent.nodes.push(Node::Element(element));
        }
    }

    /// Adds text; white space with a line break in it is the indentation of the file.
    fn text(&mut self, text: &str, limits: &Limits) -> Result<(), Error> {
        let Some(parent) = self.open.last_mut() else { return Ok(()) };
        if let Some(Node::Text(last)) = parent.nodes.last_mut() {
            last.push_str(text);
            return Ok(());
        }
        if text.contains('\n') && text.trim().is_empty() {
            return Ok(());
        }
        parent.nodes.push(Node::Text(text.to_owned()));
        self.count(limits)
    }

    fn count(&mut self, limits: &Limits) -> Result<(), Error> {
        self.nodes += 1;
        Limits::check("number of XML elements", self.nodes, limits.xml_nodes)
    }
}

fn resolve(entity: &BytesRef<'_>) -> String {
    match entity.resolve_char_ref() {
        Ok(Some(character)) => character.to_string(),
        _ => resolve_xml_entity(entity).map_or_else(|| format!("&{};", &**entity), str::to_owned),
    }
}

/// The part's text: by byte order mark, else by its XML declaration, else UTF-8.
fn decode(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    let declared = || {
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
        let label = head.strip_prefix("<?xml")?.split("?>").next()?.split_once("encoding")?.1;
        let label = label.trim_start().strip_prefix('=')?.trim_start().get(1..)?;
        encoding_rs::Encoding::for_label(label.split(['"', '\'']).next()?.as_bytes())
    };
    let encoding = match bytes {
        [b'<', 0, ..] => encoding_rs::UTF_16LE,
        [0, b'<', ..] => encoding_rs::UTF_16BE,
        _ => declared().unwrap_or(encoding_rs::UTF_8),
    };
    encoding.decode(bytes).0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(xml: &str) -> Result<Element, Error> {
        Element::parse(xml.as_bytes(), "test", &Limits::default())
    }

    #[test]
    fn entities_of_the_file_are_not_expanded() {
        let bomb = "<!DOCTYPE a [<!ENTITY x 'aaaaaaaaaa'><!ENTITY y '&x;&x;&x;&x;'>]><a>1 &lt; &#x4e8c; &y;</a>";
        assert_eq!(parse(bomb).unwrap().text(), "1 < 二 &y;");
    }

    #[test]
    fn a_prefix_is_not_part_of_a_name() {
        let root = parse("<w:a w:val='1'>\n <w:b r:id='x'/>\n</w:a>").unwrap();
        assert_eq!(root.attribute("val"), Some("1"));
        assert_eq!(root.child("b").and_then(|b| b.attribute("id")), Some("x"));
        assert_eq!(root.text(), "");
    }

    #[test]
    fn a_cut_part_and_a_deep_one_are_refused() {
        assert!(matches!(parse("<a><b>x</b>"), Err(Error::Damaged { .. })));
        assert!(matches!(parse(&"<a>".repeat(100_000)), Err(Error::TooLarge { .. })));
    }

    #[test]
    fn a_part_declares_its_encoding() {
        let (bytes, ..) = encoding_rs::GBK.encode("<?xml version='1.0' encoding='GB2312'?><a>通知</a>");
        assert_eq!(Element::parse(&bytes, "test", &Limits::default()).unwrap().text(), "通知");
        let utf16: Vec<u8> = "<a>通知</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(Element::parse(&utf16, "test", &Limits::default()).unwrap().text(), "通知");
    }
}
