use crate::LineRole;
use crate::xml::Element;
use std::collections::BTreeMap;

/// Styles may have parents; a chain longer than this goes round in a circle.
const LONGEST_CHAIN: usize = 32;

/// Paragraph and table styles by name.
#[derive(Debug, Default)]
pub(super) struct Styles<'a> {
    by_name: BTreeMap<(&'a str, &'a str), &'a Element>,
}

impl<'a> Styles<'a> {
    /// The styles of several parts; a later part wins.
    pub fn read(roots: &[&'a Element]) -> Self {
        let groups = roots.iter().flat_map(|root| root.elements());
        let groups = groups.filter(|group| matches!(&*group.name, "styles" | "automatic-styles"));
        let styles = groups.flat_map(Element::elements).filter(|style| &*style.name == "style");
        let by_name = styles.filter_map(|style| {
            Some(((style.attribute("family").unwrap_or_default(), style.attribute("name")?), style))
        });
        Self { by_name: by_name.collect() }
    }

    /// A paragraph style and its parents, nearest first.
    fn chain(&self, name: &'a str) -> impl Iterator<Item = (&'a str, &'a Element)> {
        let parent = |name: &&'a str| self.by_name.get(&("paragraph", *name))?.attribute("parent-style-name");
        std::iter::successors(Some(name), parent)
            .take(LONGEST_CHAIN)
            .filter_map(|name| Some((name, *self.by_name.get(&("paragraph", name))?)))
    }

    /// Name of the list style of a paragraph style.
    pub fn list(&self, name: &'a str) -> Option<&'a str> {
        self.chain(name).find_map(|(_, style)| style.attribute("list-style-name")).filter(|list| !list.is_empty())
    }

    /// What a paragraph style makes of a paragraph.
    pub fn role(&self, name: &'a str) -> LineRole {
        let is_title = |(name, _): (&str, &Element)| name == "Title";
        if self.chain(name).any(is_title) { LineRole::Heading(1) } else { LineRole::Plain }
    }

    /// Whether the tables of a style are shown.
    pub fn shows_table(&self, name: &str) -> bool {
        let style = self.by_name.get(&("table", name));
        let properties = style.and_then(|style| style.child("table-properties"));
        properties.and_then(|properties| properties.attribute("display")) != Some("false")
    }
}
