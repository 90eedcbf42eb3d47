//! What stands around the text of a notice: its table of contents, the lines that close it, the foot of its site.

use crate::metadata::names_file;
use crate::outline::is_annex_mark;
use crate::plan::HEADING_WORDS;
use fenjie_layout::{Block, FurnitureKind, Marker};
use fenjie_lexicon::statement;
use fenjie_text::chars;
use std::ops::Range;

/// The blocks of a table of contents: from the line 目录 to where its first entry stands again as a heading.
pub(crate) fn table_of_contents(blocks: &[Block]) -> Range<usize> {
    // Leaders may stand dot by dot on lines of their own.
    const LONGEST: usize = 6000;
    let words = |at: usize| match &blocks[at] {
        Block::Heading { text, .. } | Block::Paragraph(text) => entry(text.as_str()),
        Block::Table(_) | Block::Furniture(..) => String::new(),
    };
    let Some(start) = blocks.iter().position(heads_contents) else { return 0..0 };
    let Some(first) = (start + 1..blocks.len()).find(|&at| !words(at).is_empty()) else { return 0..0 };
    let entry = words(first);
    let again = (first + 1..blocks.len().min(first + LONGEST)).find(|&at| words(at) == entry);
    again.map_or(0..0, |again| start..again)
}

/// Whether a block is the line 目录, perhaps spaced out.
fn heads_contents(block: &Block) -> bool {
    let (Block::Heading { text, .. } | Block::Paragraph(text)) = block else { return false };
    let mut words = text.as_str().chars().filter(|c| !chars::is_blank(*c));
    words.by_ref().take(2).eq("目录".chars()) && entry(text.as_str()) == "目录"
}

/// An entry of a table of contents without blanks, leaders and page number.
fn entry(line: &str) -> String {
    let compact = chars::without_blanks(line).into_owned();
    let bare = compact.trim_end_matches(|c: char| c.is_ascii_digit() || "-—.…·．".contains(c));
    if bare.is_empty() { compact } else { bare.to_owned() }
}

/// Lines that stand after the body of a notice or below a table, and belong to none of its items.
pub(crate) fn closes_notice(line: &str) -> bool {
    HEADING_WORDS.closings.opens(line.trim_start_matches(chars::is_blank)) || opens_foot(line) || is_imprint(line)
}

/// Lines that the foot of a notice opens with: who gets a copy, whom to ask.
pub(crate) fn opens_foot(line: &str) -> bool {
    HEADING_WORDS.foot.opens(line.trim_start_matches(chars::is_blank))
}

/// 甘肃省人民政府办公厅 2021年8月13日印发: the line of the printing office (版记).
fn is_imprint(line: &str) -> bool {
    const LONGEST: usize = 50;
    line.chars().count() <= LONGEST && line.ends_with("印发") && line.contains('年') && line.contains('日')
}

/// Where the foot of a site begins: its first words (附件下载, 相关链接) behind which no item or sentence stands, only the names of
/// files and links.
pub(crate) fn foot_of_site(blocks: &[Block]) -> Option<usize> {
    let is_said = |block: &Block| match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => says_something(text.as_str()),
        Block::Table(_) => true,
        Block::Furniture(..) => false,
    };
    let from = blocks.iter().rposition(is_said)? + 1;
    let of_site = |block: &Block| matches!(block, Block::Furniture(FurnitureKind::Navigation, _));
    blocks[from..].iter().position(of_site).map(|at| from + at)
}

/// Whether a line is an item, a sentence or a label with its value, and no name of a file.
fn says_something(line: &str) -> bool {
    let line = line.trim_end_matches(chars::is_blank);
    let is_said = || Marker::parse(line).is_some() || line.ends_with(['。', '；']) || statement::label(line).is_some();
    !names_file(line) && (is_annex_mark(line) || is_said())
}
