use super::styles::{Properties, Styles, switch};
use crate::numbering::{Counter, Level, NumberStyle};
use crate::xml::Element;
use std::collections::{BTreeMap, BTreeSet};

/// The document's lists (numbering.xml) and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// By the number that paragraphs name.
    by_number: BTreeMap<String, List>,
    /// Lists on one definition count on together.
    counters: BTreeMap<String, Counter>,
    /// Lists that have set their levels back already, which they do once.
    started: BTreeSet<String>,
    /// List and level of the paragraphs of a style, where the list names the style.
    by_style: BTreeMap<String, (String, usize)>,
}

#[derive(Debug, Default)]
struct List {
    definition: String,
    levels: Vec<Level>,
    restarts: Vec<usize>,
}

impl Lists {
    pub fn read(root: &Element, styles: &Styles) -> Self {
        let definitions: BTreeMap<_, _> =
            root.all("abstractNum").filter_map(|d| Some((d.attribute("abstractNumId")?, d))).collect();
        let targets: BTreeMap<_, _> =
            root.all("num").filter_map(|num| Some((num.attribute("numId")?, value(num, "abstractNumId")?))).collect();
        let mut lists = Self::default();
        for num in root.all("num") {
            let (Some(id), Some(target)) = (num.attribute("numId"), value(num, "abstractNumId")) else { continue };
            let Some(definition) = definitions.get(target) else { continue };
            // A definition may only point at a style, which names the list that holds the levels.
            let linked = value(definition, "numStyleLink")
                .and_then(|style| styles.properties(Some(style), Properties::default()).list)
                .and_then(|list| targets.get(list.as_str()).copied());
            let source = linked.and_then(|target| definitions.get(target)).unwrap_or(definition);
            lists.add(id, linked.unwrap_or(target), source, num);
        }
        lists
    }

    fn add(&mut self, id: &str, definition: &str, source: &Element, num: &Element) {
        let mut list = List { definition: definition.to_owned(), ..List::default() };
        for element in source.all("lvl") {
            list.set(element);
            if let (Some(style), Some(level)) = (value(element, "pStyle"), element.number("ilvl")) {
                self.by_style.entry(style.to_owned()).or_insert_with(|| (id.to_owned(), level));
            }
        }
        for change in num.all("lvlOverride") {
            if let Some(element) = change.child("lvl") {
                list.set(element);
            }
            if let (Some(level), Some(start)) = (change.number::<usize>("ilvl"), number(change, "startOverride")) {
                list.restarts.push(level);
                if let Some(level) = list.levels.get_mut(level) {
                    level.start = start;
                }
            }
        }
        self.by_number.insert(id.to_owned(), list);
    }

    /// List and level that the list, not the style, ties to one of these styles.
    pub fn of_style<'a>(&self, mut styles: impl Iterator<Item = &'a str>) -> Option<(String, usize)> {
        styles.find_map(|style| self.by_style.get(style).cloned())
    }

    /// Counts one paragraph on; returns its number as printed.
    pub fn advance(&mut self, list: &str, level: usize) -> String {
        let Some(definition) = self.by_number.get(list) else { return String::new() };
        let counter = self.counters.entry(definition.definition.clone()).or_default();
        if !definition.restarts.is_empty() && self.started.insert(list.to_owned()) {
            definition.restarts.iter().for_each(|level| counter.restart(*level));
        }
        counter.advance(&definition.levels, level)
    }
}

impl List {
    fn set(&mut self, element: &Element) {
        let Some(at @ 0..crate::numbering::LEVELS) = element.number::<usize>("ilvl") else { return };
        if self.levels.len() <= at {
            self.levels.resize_with(at + 1, Level::default);
        }
        self.levels[at] = Level {
            style: format(element).map_or(NumberStyle::Decimal, NumberStyle::from_word),
            pattern: value(element, "lvlText").unwrap_or_default().to_owned(),
            start: number(element, "start").unwrap_or(0),
            legal: switch(Some(element), "isLgl"),
            restart: number(element, "lvlRestart").map(|level| level as usize),
        };
    }
}

/// The number format; the newer ones stand beside a fallback for older programs.
fn format(level: &Element) -> Option<&str> {
    value(level, "numFmt").or_else(|| {
        let choice = level.at(&["AlternateContent", "Choice", "numFmt"]);
        let fallback = level.at(&["AlternateContent", "Fallback", "numFmt"]);
        [choice, fallback].into_iter().flatten().find_map(|format| format.attribute("val").filter(|v| *v != "custom"))
    })
}

fn value<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    element.child(name).and_then(|child| child.attribute("val"))
}

fn number(element: &Element, name: &str) -> Option<u32> {
    value(element, name).and_then(|value| value.parse().ok())
}
