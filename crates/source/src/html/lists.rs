//! The numbers that a browser prints before the items of `<ol>`, which the file itself does not hold.

use crate::numbering::NumberStyle;
use fenjie_text::{Text, chars, numeral};
use scraper::node::Element;

/// The lists that are open, the innermost last.
#[derive(Default)]
pub(super) struct Lists {
    open: Vec<List>,
    /// The number of the item that was opened and has no words yet.
    pending: Option<String>,
}

struct List {
    style: NumberStyle,
    /// The number of the next item.
    next: u32,
}

impl Lists {
    /// Follows an element that is no part of a line into its content.
    pub fn open(&mut self, element: &Element) {
        match element.name() {
            "ol" => self.open.push(List {
                style: declared(element).unwrap_or_else(|| of_type(element.attr("type").unwrap_or_default())),
                next: number(element, "start").unwrap_or(1),
            }),
            "ul" | "menu" => self.open.push(List { style: NumberStyle::Bullet, next: 1 }),
            "li" => self.pending = self.item(element),
            _ => {}
        }
    }

    /// Leaves an element.
    pub fn close(&mut self, name: &str) {
        match name {
            "ol" | "ul" | "menu" => drop(self.open.pop()),
            "li" => self.pending = None,
            _ => {}
        }
    }

    /// The first words of an item behind its number. Words that carry a number of their own stand in a list that shows
    /// none, whatever sheet of styles says so.
    pub fn numbered(&mut self, words: Text) -> Text {
        let Some(number) = self.pending.take().filter(|_| !opens_with_number(words.as_str())) else { return words };
        let mut numbered = words.slice(0..0);
        numbered.push_mark(&number);
        numbered.push(&words);
        numbered
    }

    /// The number of an item as printed; `None` where the list shows none.
    fn item(&mut self, item: &Element) -> Option<String> {
        let list = self.open.last_mut()?;
        let value = number(item, "value").unwrap_or(list.next);
        list.next = value.saturating_add(1);
        let style = declared(item).unwrap_or(list.style);
        let mark = if style == NumberStyle::Chinese { "、" } else { ". " };
        (!matches!(style, NumberStyle::Bullet | NumberStyle::None)).then(|| format!("{}{mark}", style.write(value)))
    }
}

fn number(element: &Element, name: &str) -> Option<u32> {
    element.attr(name)?.trim().parse().ok()
}

fn of_type(letter: &str) -> NumberStyle {
    match letter {
        "a" => NumberStyle::LowerLetter,
        "A" => NumberStyle::UpperLetter,
        "i" => NumberStyle::LowerRoman,
        "I" => NumberStyle::UpperRoman,
        _ => NumberStyle::Decimal,
    }
}

/// What `list-style` in an element's own style says.
fn declared(element: &Element) -> Option<NumberStyle> {
    let style = element.attr("style")?.to_ascii_lowercase();
    let rules = style.split(';').filter_map(|rule| rule.split_once(':'));
    let values = rules.filter(|(name, _)| matches!(name.trim(), "list-style" | "list-style-type"));
    values.flat_map(|(_, value)| value.split_whitespace()).find_map(of_name)
}

fn of_name(name: &str) -> Option<NumberStyle> {
    Some(match name {
        "none" | "none!important" => NumberStyle::None,
        "disc" | "circle" | "square" => NumberStyle::Bullet,
        "decimal" => NumberStyle::Decimal,
        "decimal-leading-zero" => NumberStyle::DecimalZero,
        "lower-alpha" | "lower-latin" => NumberStyle::LowerLetter,
        "upper-alpha" | "upper-latin" => NumberStyle::UpperLetter,
        "lower-roman" => NumberStyle::LowerRoman,
        "upper-roman" => NumberStyle::UpperRoman,
        "cjk-ideographic" | "cjk-decimal" | "simp-chinese-informal" | "trad-chinese-informal" => NumberStyle::Chinese,
        "simp-chinese-formal" | "trad-chinese-formal" => NumberStyle::ChineseLegal,
        "cjk-heavenly-stem" => NumberStyle::HeavenlyStem,
        "cjk-earthly-branch" => NumberStyle::EarthlyBranch,
        _ => return None,
    })
}

/// Whether words open with a number and what closes it: 1．, 一、, （三）, ①, 第二条.
fn opens_with_number(words: &str) -> bool {
    let words = words.trim_start_matches(chars::is_blank);
    let rest = words.strip_prefix(['（', '(', '第', '〔', '【', '[']).unwrap_or(words);
    let is_number = |c: char| numeral::digit(c).is_some() || numeral::is_han_numeral(c);
    let closed = rest.trim_start_matches(is_number);
    let closes = closed.starts_with(['、', '.', '．', '）', ')', '〕', '】', ']', '条', '章', '项']);
    closed.len() < rest.len() && closes || words.starts_with(|c| ('\u{2460}'..='\u{249b}').contains(&c))
}
