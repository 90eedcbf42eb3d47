use crate::LineRole;
use crate::flow::role_of_style;
use crate::xml::Element;
use std::collections::BTreeMap;

/// Styles may be based on one another; a chain longer than this goes round in a circle.
const LONGEST_CHAIN: usize = 32;

/// The paragraph styles.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: BTreeMap<String, Style>,
    default: Option<String>,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    properties: Properties,
}

/// What a paragraph, or its style, says of itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Properties {
    /// Level of the outline from 0; 9 is body text.
    pub outline: Option<u8>,
    /// Number of the list; 0 takes the paragraph out of lists.
    pub list: Option<String>,
    /// Level in the list, from 0.
    pub level: Option<usize>,
}

impl Properties {
    /// From a `pPr` element.
    pub fn read(element: Option<&Element>) -> Self {
        let value = |path: &[&str]| element.and_then(|element| element.at(path)).and_then(|e| e.attribute("val"));
        Self {
            outline: value(&["outlineLvl"]).and_then(|level| level.parse().ok()),
            list: value(&["numPr", "numId"]).map(str::to_owned),
            level: value(&["numPr", "ilvl"]).and_then(|level| level.parse().ok()),
        }
    }

    fn or(self, base: &Self) -> Self {
        Self {
            outline: self.outline.or(base.outline),
            list: self.list.or_else(|| base.list.clone()),
            level: self.level.or(base.level),
        }
    }
}

impl Styles {
    pub fn read(root: &Element) -> Self {
        let mut styles = Self::default();
        for element in root.all("style") {
            let Some(id) = element.attribute("styleId") else { continue };
            let value = |name| element.child(name).and_then(|e| e.attribute("val"));
            let is_paragraph = element.attribute("type").is_none_or(|kind| kind == "paragraph");
            if is_paragraph && element.attribute("default").is_some_and(on) {
                styles.default = Some(id.to_owned());
            }
            let style = Style {
                name: value("name").unwrap_or_default().to_lowercase(),
                based_on: value("basedOn").map(str::to_owned),
                properties: Properties::read(element.child("pPr")),
            };
            styles.by_id.insert(id.to_owned(), style);
        }
        styles
    }

    /// The style and those that it is based on, nearest first.
    fn chain<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = (&'a str, &'a Style)> {
        let first = id.or(self.default.as_deref());
        std::iter::successors(first, |id| self.by_id.get(*id)?.based_on.as_deref())
            .take(LONGEST_CHAIN)
            .filter_map(|id| Some((id, self.by_id.get(id)?)))
    }

    /// What a paragraph of this style says of itself, its own `direct` properties first.
    pub fn properties(&self, id: Option<&str>, direct: Properties) -> Properties {
        self.chain(id).fold(direct, |all, (_, style)| all.or(&style.properties))
    }

    /// The ids of the style and of those that it is based on.
    pub fn ids<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = &'a str> {
        self.chain(id).map(|(id, _)| id)
    }

    /// What the style, or the outline level, makes of a paragraph: a heading, a line of a table of contents.
    pub fn role(&self, id: Option<&str>, outline: Option<u8>) -> LineRole {
        if let Some(role) = self.chain(id).find_map(|(_, style)| role_of_style(&style.name)) {
            return role;
        }
        match outline {
            Some(level @ 0..=8) => LineRole::Heading(level + 1),
            _ => LineRole::Plain,
        }
    }
}

/// Whether a switch is on: `<w:b/>`, `w:val="true"`, `"on"`, `"1"`.
pub(super) fn on(value: &str) -> bool {
    !matches!(value, "0" | "false" | "off" | "none")
}

/// Whether the switch `name` is there and on.
pub(super) fn switch(element: Option<&Element>, name: &str) -> bool {
    let switch = element.and_then(|element| element.child(name));
    switch.is_some_and(|switch| switch.attribute("val").is_none_or(on))
}
