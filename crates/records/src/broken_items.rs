//! Items that the end of a page, or a blank line, has broken in the middle of a sentence: put together again, for the first
//! half would be taken for a heading on a line of its own.

use crate::outline::{Node, Part};
use crate::statement::Line;
use fenjie_text::chars;

/// Joins the first two paragraphs of such items. What is broken is told by the items numbered as it is, which say all on the line of
/// their number.
pub(crate) fn join(part: &mut Part<'_>) {
    let broken: Vec<usize> = (0..part.nodes.len()).filter(|node| is_broken(part, *node)).collect();
    for node in broken {
        let paragraphs = &mut part.nodes[node].paragraphs;
        let rest = paragraphs.remove(1);
        paragraphs[0].push(&rest);
    }
}

fn is_broken(part: &Part<'_>, at: usize) -> bool {
    // So many must be whole for each that is not.
    const WHOLE: usize = 2;
    let node = &part.nodes[at];
    let Some((first, rest)) = halves(node) else { return false };
    if first.ends_with(['，', '、']) {
        return true;
    }
    let beside: Vec<&Node> = part.nodes.iter().filter(|other| other.style() == node.style()).collect();
    let open = beside.iter().filter(|other| halves(other).is_some()).count();
    let whole = beside.iter().filter(|other| other.lines().next().is_some_and(is_sentence)).count();
    let titled = beside.iter().filter(|other| other.lines().next().is_some_and(opens_with_heading)).count();
    whole >= WHOLE * open && if titled * 2 > whole { halves_of_heading(first, rest) } else { is_clause(first) }
}

/// The line of the number, which no mark closes, and the paragraph below it.
fn halves(node: &Node) -> Option<(&str, &str)> {
    node.marker?;
    let mut lines = node.lines().map(|line| line.trim_matches(chars::is_blank));
    let (first, rest) = (lines.next()?, lines.next()?);
    let is_open = !first.contains('。') && first.ends_with(|c: char| chars::is_han(c) || matches!(c, '，' | '、'));
    (is_open && Line::of(rest) == Line::Words && node.paragraphs.len() > 1).then_some((first, rest))
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
