//! The heading sentence of an item.

use crate::outline::Node;
use crate::statement::Piece;
use fenjie_lexicon::statement::{self, Label};
use fenjie_lexicon::target;
use fenjie_text::{Text, chars, numeral};

/// Longest heading sentence, in characters.
const LONGEST: usize = 42;
/// Longest heading sentence that holds a comma: headings are phrases, not sentences.
const LONGEST_WITH_COMMA: usize = 30;
/// Longest lead-in that is dropped ("具体措施：").
const LONGEST_LEAD_IN: usize = 6;

/// The heading sentence of an item and how much of its first words it takes up.
#[derive(Clone)]
pub(crate) struct Title {
    pub(crate) words: Text,
    /// The mark that closes it.
    pub(crate) mark: Option<Text>,
    taken: usize,
}

impl Title {
    /// Removes the heading sentence from the item's words.
    pub(crate) fn take_from(&self, pieces: &mut Vec<Piece>) {
        if let Some(Piece::Words(words)) = pieces.first_mut() {
            *words = words.slice_from(self.taken);
            if words.is_blank() {
                pieces.remove(0);
            }
        }
    }
}

/// The heading sentence of an item, when it opens with one and text follows.
pub(crate) fn split(node: &Node, pieces: &[Piece]) -> Option<Title> {
    let Some(Piece::Words(words)) = pieces.first() else { return None };
    let (end, taken) = before_colon(words.as_str()).unwrap_or_else(|| sentence_end(words.as_str()));
    let count = characters(&words.as_str()[..end]).take(LONGEST + 1).count();
    if !(2..=LONGEST).contains(&count) {
        return None;
    }
    let heading = words.slice(0..end).trimmed();
    if states_amount(heading.as_str()) {
        return None;
    }
    let own_line = node.lines().next().is_some_and(|line| heading_takes_line(line, &heading));
    let goes_on = !words.as_str()[taken..].chars().all(chars::is_blank);
    let follows = goes_on || (own_line && pieces.len() > 1 && matches!(pieces[1], Piece::Words(_)));
    let has_comma = heading.as_str().contains(['，', ',', '；']);
    if !follows || (has_comma && !own_line && count > LONGEST_WITH_COMMA) {
        return None;
    }
    let heading = without_persons(heading);
    let mark = words.slice(heading_end(words, &heading)..taken);
    Some(Title { words: heading, mark: (!mark.is_blank()).then_some(mark), taken })
}

/// The phrase that an item opens with and that nothing but a blank parts from its text: 普及健康知识　建立….
pub(crate) fn before_blank(pieces: &[Piece]) -> Option<Title> {
    const LENGTHS: std::ops::RangeInclusive<usize> = 4..=20;
    const SHORTEST_REST: usize = 10;
    // The markup of a page that is left out between two words is longer.
    const LONGEST_BLANK: usize = 3;
    let Some(Piece::Words(words)) = pieces.first() else { return None };
    let (end, _) = words.first_gap().filter(|(_, gap)| *gap <= LONGEST_BLANK)?;
    let heading = words.slice(0..end);
    let is_part = |c: char| chars::is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '“' | '”' | '、');
    // 新建学校 6 所: figures and Latin letters stand between blanks in many prints.
    let parts_words = heading.as_str().ends_with(|c| chars::is_han(c) || c == '”')
        && words.as_str()[end..].starts_with(|c| chars::is_han(c) || matches!(c, '“' | '《'));
    let taken = heading.len();
    let fits = LENGTHS.contains(&characters(heading.as_str()).count())
        && characters(&words.as_str()[taken..]).nth(SHORTEST_REST).is_some();
    (fits && parts_words && heading.as_str().chars().all(is_part)).then_some(Title {
        words: heading,
        mark: None,
        taken,
    })
}

/// A heading without the bracket at its end that says who watches over it: 企业开办（责任领导：某某）.
pub(crate) fn without_persons(heading: Text) -> Text {
    let words = heading.as_str();
    let bracket = words.rfind(['（', '(']).filter(|_| words.ends_with(['）', ')']));
    let names_persons = |at: &usize| {
        let inner = words[*at..].trim_start_matches(['（', '(']);
        statement::label(inner).is_some_and(|found| found.label == Label::Persons)
    };
    match bracket.filter(names_persons) {
        Some(at) => heading.slice(0..at).trimmed(),
        None => heading,
    }
}

/// Whether words state an amount (补助标准提高30元) or set a goal in figures (新开工住房7.98万套): no heading does.
pub(crate) fn states_amount(words: &str) -> bool {
    const MEASURES: [&str; 8] = ["元", "万元", "亿元", "%", "％", "个百分点", "万人", "万亿元"];
    let is_amount = |(at, c): (usize, char)| {
        let rest = &words[at + c.len_utf8()..];
        numeral::digit(c).is_some() && MEASURES.iter().any(|measure| rest.starts_with(measure))
    };
    words.contains(|c| numeral::digit(c).is_some())
        && (words.char_indices().any(is_amount) || !target::find(words).is_empty())
}

/// All of an item's first words as its heading.
pub(crate) fn whole(pieces: &[Piece]) -> Option<Title> {
    let Some(Piece::Words(words)) = pieces.first() else { return None };
    let heading = opening(words);
    let mark = words.slice(heading_end(words, &heading)..words.len());
    Some(Title { words: heading, mark: (!mark.is_blank()).then_some(mark), taken: words.len() })
}

/// Where a heading that a colon closes (1.发展云计算产业：强化…) ends, and where what follows it begins.
fn before_colon(words: &str) -> Option<(usize, usize)> {
    const LONGEST: usize = 24;
    const SHORTEST_REST: usize = 12;
    let (at, c) = words
        .char_indices()
        .take(LONGEST)
        .find(|(_, c)| matches!(*c, '：' | ':' | '。' | '，' | '；' | '“' | '《' | '（' | '('))?;
    let rest = at + c.len_utf8();
    let is_long = || words[rest..].chars().filter(|c| !chars::is_blank(*c)).nth(SHORTEST_REST).is_some();
    (matches!(c, '：' | ':') && is_long()).then_some((at, rest))
}

/// Whether words are short enough to be a heading rather than a paragraph.
pub(crate) fn is_heading_length(words: &Text) -> bool {
    const LONGEST: usize = 60;
    characters(words.as_str()).nth(LONGEST).is_none()
}

/// Whether words are as short as the heading sentence of an item.
pub(crate) fn is_short(words: &Text) -> bool {
    (2..=LONGEST).contains(&characters(words.as_str()).take(LONGEST + 1).count())
}

/// Whether words are more than marks.
pub(crate) fn is_text(words: &Text) -> bool {
    words.as_str().chars().filter(|c| c.is_alphanumeric()).count() > 1
}

fn heading_takes_line(line: &str, heading: &Text) -> bool {
    characters(line).nth(characters(heading.as_str()).count() + 1).is_none()
}

/// Where a heading ends that words open with.
pub(crate) fn heading_end(words: &Text, heading: &Text) -> usize {
    let lead = words.len() - words.as_str().trim_start_matches(chars::is_blank).len();
    lead + heading.len()
}

/// What is printed of a text, without its blanks.
fn characters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| !chars::is_blank(*c))
}

/// The first sentence without its closing mark, and what follows the mark. A full stop inside quotes or brackets ends
/// none. Words without any full stop are one sentence, closing colon left out.
pub(crate) fn first_sentence(words: &Text) -> (Text, Text) {
    let (heading, rest) = sentence_end(words.as_str());
    (words.slice(0..heading).trimmed(), words.slice_from(rest))
}

/// The first sentence alone.
pub(crate) fn opening(words: &Text) -> Text {
    words.slice(0..sentence_end(words.as_str()).0).trimmed()
}

/// [`opening`], uncut from its source.
pub(crate) fn opening_words(words: &Text) -> &str {
    words.as_str()[..sentence_end(words.as_str()).0].trim_matches(chars::is_blank)
}

/// Where the first sentence ends before its closing mark, and where what follows the mark begins.
fn sentence_end(words: &str) -> (usize, usize) {
    let mut open = Vec::new();
    let mut last = ' ';
    for (at, c) in words.char_indices() {
        let before = std::mem::replace(&mut last, c);
        if chars::is_han(c) {
            continue;
        }
        let ends = c == '。' || (matches!(c, '.' | '．') && stands_for_full_stop(before, &words[at + c.len_utf8()..]));
        match c {
            _ if ends && open.is_empty() => return (at, at + c.len_utf8()),
            '“' => open.push('”'),
            // A closing quote that a conversion made straight.
            '"' if open.last() == Some(&'”') => {
                open.pop();
            }
            _ => {
                if let Some(close) = chars::closing_bracket(c) {
                    open.push(close);
                } else if open.last() == Some(&c) {
                    open.pop();
                }
            }
        }
    }
    let end = words.trim_end_matches(|c| chars::is_blank(c) || matches!(c, '：' | ':' | '。' | '.')).len();
    (end, words.len())
}

/// Some print a point of half width for 。: between Chinese characters it can be nothing else.
fn stands_for_full_stop(before: char, after: &str) -> bool {
    chars::is_han(before) && after.chars().find(|c| !chars::is_blank(*c)).is_some_and(chars::is_han)
}

/// Drops what does not belong to the text of a task: the mark that closed the statement before it, and a lead-in
/// ("具体措施："). Also gives what was dropped.
pub(crate) fn without_lead_in(words: &Text) -> (Text, Vec<Text>) {
    let mut dropped = Vec::new();
    let start = words.len()
        - words
            .as_str()
            .trim_start_matches(|c| chars::is_blank(c) || matches!(c, '。' | '；' | ';' | '，' | ',' | '、' | '.'))
            .len();
    if start > 0 {
        dropped.push(words.slice(0..start));
    }
    let text = words.slice_from(start);
    let colon = text.as_str().char_indices().take(LONGEST_LEAD_IN + 1).find(|(_, c)| matches!(c, '：' | ':'));
    if let Some((at, c)) = colon {
        let lead_in = &text.as_str()[..at];
        if ["措施", "举措", "任务", "内容", "要求"].iter().any(|word| lead_in.ends_with(word)) {
            dropped.push(text.slice(0..at + c.len_utf8()));
            return (text.slice_from(at + c.len_utf8()).tidied(), dropped);
        }
    }
    (text.tidied(), dropped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fenjie_text::Span;

    #[test]
    fn a_full_stop_inside_quotes_ends_no_heading() {
        let source = "探索“碳汇。碳中和”。建立机制。";
        let (heading, rest) = first_sentence(&Text::from_source(source, Span::new(0, source.len())));
        assert_eq!((heading.as_str(), rest.as_str()), ("探索“碳汇。碳中和”", "建立机制。"));
    }
}
