//! Items that the end of a page, or a blank line, has broken in the middle of a sentence: put together again, for the first
//! half would be taken for a heading on a line of its own.

use crate::outline::{Node, Part};
use crate::statement::{Line, is_bare_line};
use fenjie_layout::MarkerStyle;
use fenjie_text::chars;
use std::collections::BTreeMap;

/// Joins the first two paragraphs of such items. What is broken is told by the items numbered as it is, which say all on the
/// line of their number.
pub(crate) fn join(part: &mut Part<'_>) {
    let mut lists: BTreeMap<Option<MarkerStyle>, List> = BTreeMap::new();
    for node in part.nodes.iter().filter(|node| node.marker.is_some()) {
        lists.entry(node.style()).or_default().add(node);
    }
    for node in &mut part.nodes {
        if lists.get(&node.style()).is_some_and(|list| list.tells_broken(node)) {
            let rest = node.paragraphs.remove(1);
            node.paragraphs[0].push(&rest);
        }
    }
}

/// How the items of one kind of number are printed.
#[derive(Default)]
struct List {
    /// A line that no mark closes, and a paragraph below it.
    open: usize,
    /// A sentence on the line of the number.
    whole: usize,
    /// Those of the latter that open with a heading.
    titled: usize,
}

impl List {
    fn add(&mut self, node: &Node) {
        let line = node.lines().next();
        self.open += usize::from(halves(node).is_some());
        self.whole += usize::from(line.is_some_and(is_sentence));
        self.titled += usize::from(line.is_some_and(opens_with_heading));
    }

    /// Whether an item is broken, as those beside it tell.
    fn tells_broken(&self, node: &Node) -> bool {
        // So many must be whole for each that is not.
        const WHOLE: usize = 2;
        let Some((first, rest)) = halves(node) else { return false };
        let is_half = || if self.titled * 2 > self.whole { halves_of_heading(first, rest) } else { is_clause(first) };
        first.ends_with(['，', '、']) || self.whole >= WHOLE * self.open && is_half()
    }
}

/// The line of the number, which no mark closes, and the paragraph below it.
fn halves(node: &Node) -> Option<(&str, &str)> {
    node.marker?;
    let mut lines = node.lines().map(|line| line.trim_matches(chars::is_blank));
    let (first, rest) = (lines.next()?, lines.next()?);
    let is_open = !first.contains('。') && first.ends_with(|c: char| chars::is_han(c) || matches!(c, '，' | '、'));
    let is_words = || Line::of(rest) == Line::Words && !node.paragraphs.get(1).is_some_and(is_bare_line);
    (is_open && node.paragraphs.len() > 1 && is_words()).then_some((first, rest))
}

/// Whether a line holds a sentence, or ends as one does.
fn is_sentence(line: &str) -> bool {
    line.contains('。') || line.trim_end_matches(chars::is_blank).ends_with(['；', '）', ')', '】', ']'])
}

/// Whether a sentence follows the one that a line opens with, as text follows a heading.
fn opens_with_heading(line: &str) -> bool {
    const LONGEST: usize = 30;
    let Some((heading, text)) = line.split_once('。') else { return false };
    let is_text = !text.trim_start_matches(chars::is_blank).starts_with(['（', '(', '【', '[', '〔']);
    heading.chars().nth(LONGEST).is_none()
        && !heading.contains(['，', '（', '('])
        && is_text
        && text.contains(chars::is_han)
}

/// Whether a heading goes on in the next paragraph up to its full stop, and text follows: 健全统 / 筹协调机制。完善….
fn halves_of_heading(first: &str, rest: &str) -> bool {
    const LONGEST: usize = 20;
    let Some((end, text)) = rest.split_once('。') else { return false };
    let is_phrase = !first.contains('，') && !end.contains(['，', '、', '（', '(']);
    is_phrase && first.chars().count() + end.chars().count() <= LONGEST && text.contains(chars::is_han)
}

/// Whether words are more than a heading: a clause with a comma, or a long one.
fn is_clause(words: &str) -> bool {
    const HEADING: usize = 24;
    words.contains('，') || words.chars().nth(HEADING).is_some()
}
