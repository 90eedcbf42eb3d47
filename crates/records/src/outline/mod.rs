//! The outline of a document: parts (body, annexes, tables), and in each a tree of numbered headings and items.

mod builder;
mod lines;

pub(crate) use builder::parts;
pub(crate) use lines::{box_number, is_annex_mark, is_box_caption, is_title_line};

use fenjie_layout::{Marker, MarkerStyle, Table};
use fenjie_text::{Text, chars};

/// A heading or item with the paragraphs below it, up to the next number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    pub(crate) marker: Option<Marker>,
    /// Whether it opens with a heading or number, rather than being what a part begins with or what follows its end.
    pub(crate) is_headed: bool,
    /// Whether it follows the signature of a notice.
    pub(crate) is_tail: bool,
    /// The first paragraph begins with the printed number.
    pub(crate) paragraphs: Vec<Text>,
    pub(crate) parent: Option<usize>,
    pub(crate) children: Vec<usize>,
}

/// A plan, list, annex or table of the document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Part<'a> {
    pub(crate) title: Option<Text>,
    /// Whether the source says that it is an annex.
    pub(crate) is_annex: bool,
    /// The numbered heading that a part of nothing but a table stands under.
    pub(crate) heading: Option<Text>,
    /// Lines that open it: 附件1.
    pub(crate) marks: Vec<Text>,
    /// Node 0 is the part itself: what stands before the first number.
    pub(crate) nodes: Vec<Node>,
    pub(crate) tables: Vec<&'a Table>,
}

impl Node {
    /// The printed number with its marks.
    pub(crate) fn number(&self) -> Option<Text> {
        Some(self.paragraphs.first()?.slice(0..self.marker?.len))
    }

    /// Its paragraphs without the number.
    pub(crate) fn words(&self) -> Vec<Text> {
        let number = self.marker.map_or(0, |marker| marker.len);
        let cut = |(at, text): (usize, &Text)| if at == 0 { text.slice_from(number) } else { text.clone() };
        self.paragraphs.iter().enumerate().map(cut).filter(|text| !text.is_blank()).collect()
    }

    /// The words of every paragraph that holds any, the number left out.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &str> {
        let number = self.marker.map_or(0, |marker| marker.len);
        let words = self.paragraphs.iter().enumerate();
        let words =
            words.map(move |(at, text)| text.as_str().get(if at == 0 { number } else { 0 }..).unwrap_or_default());
        words.filter(|words| !words.chars().all(chars::is_blank))
    }

    pub(crate) fn style(&self) -> Option<MarkerStyle> {
        self.marker.map(|marker| marker.style)
    }
}

impl Part<'_> {
    fn new() -> Self {
        Self { nodes: vec![Node::default()], ..Self::default() }
    }
}
