use crate::numbering::{Counter, LEVELS, Level, NumberStyle};
use crate::xml::Element;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// List styles and how far the list of each has counted.
#[derive(Debug, Default)]
pub(super) struct Lists {
    styles: BTreeMap<String, Vec<Level>>,
    counters: BTreeMap<String, Counter>,
}

/// The name under which the numbering of headings is kept.
pub(super) const OUTLINE: &str = "\u{0}outline";

impl Lists {
    pub fn read(roots: &[&Element]) -> Self {
        let mut lists = Self::default();
        let groups = roots.iter().flat_map(|root| root.elements());
        for style in groups.flat_map(Element::elements) {
            match (&*style.name, style.attribute("name")) {
                ("list-style", Some(name)) => lists.styles.insert(name.to_owned(), levels(style)),
                ("outline-style", _) => lists.styles.insert(OUTLINE.to_owned(), levels(style)),
                _ => None,
            };
        }
        lists
    }

    /// Begins a new list of the style.
    pub fn restart(&mut self, style: &str) {
        self.counters.remove(style);
    }

    /// Counts one item on; returns its number as printed. `start` sets the number.
    pub fn advance(&mut self, style: &str, level: usize, start: Option<u32>) -> String {
        let Some(levels) = self.styles.get(style) else { return String::new() };
        let counter = self.counters.entry(style.to_owned()).or_default();
        if let Some(start) = start {
            counter.set_next(level, start);
        }
        counter.advance(levels, level)
    }
}

fn levels(style: &Element) -> Vec<Level> {
    let mut levels = Vec::new();
    for element in style.elements() {
        let Some(at @ 1..=LEVELS) = element.number::<usize>("level") else { continue };
        if levels.len() < at {
            levels.resize_with(at, Level::default);
        }
        levels[at - 1] = level(element, at);
    }
    levels
}

fn level(element: &Element, at: usize) -> Level {
    let style = if &*element.name == "list-level-style-bullet" {
        NumberStyle::Bullet
    } else {
        NumberStyle::from_sample(element.attribute("num-format").unwrap_or_default())
    };
    let pattern = match element.attribute("num-list-format") {
        // Written %1%.%2% here.
        Some(format) => (1..=LEVELS).fold(format.to_owned(), |f, n| f.replace(&format!("%{n}%"), &format!("%{n}"))),
        None => pattern(element, at, style),
    };
    Level { style, pattern, start: element.number("start-value").unwrap_or(1), ..Level::default() }
}

/// Prefix, the numbers of as many levels as are displayed, suffix.
fn pattern(element: &Element, at: usize, style: NumberStyle) -> String {
    let mut pattern = element.attribute("num-prefix").unwrap_or_default().to_owned();
    let shown = element.number::<usize>("display-levels").unwrap_or(1).clamp(1, at);
    if style != NumberStyle::None {
        for level in at + 1 - shown..=at {
            let dot = if level < at { "." } else { "" };
            // Writing to a string cannot fail.
            let _ = write!(pattern, "%{level}{dot}");
        }
    }
    pattern + element.attribute("num-suffix").unwrap_or_default()
}
