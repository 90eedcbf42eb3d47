//! Statements whose opening bracket hangs over the full stop before it: `pdftotext -layout` prints their first line above the
//! line that they follow.

use fenjie_lexicon::statement;
use fenjie_source::Item;
use fenjie_text::chars;

/// Puts such lines behind the line that they follow.
pub(crate) fn put_in_place(items: &mut [&Item]) {
    let mut at = 1;
    while at + 1 < items.len() {
        if is_hung(items, at) {
            items.swap(at, at + 1);
            at += 1;
        }
        at += 1;
    }
}

/// Whether the line at `at` opens a statement about where the next ends, which ends a sentence that the line before has begun.
fn is_hung(items: &[&Item], at: usize) -> bool {
    const NEAR: usize = 2;
    let [Some(before), Some(line), Some(next)] = [at - 1, at, at + 1].map(|at| words(items[at])) else { return false };
    let bracket = line.trim_start_matches(chars::is_blank).strip_prefix(['〔', '（', '(', '[', '【']);
    let opens_label = |inner: &str| ["责", "牵"].iter().any(|opening| inner.starts_with(opening));
    let closes = |inner: &str| inner.trim_end_matches(is_end_of_bracket).ends_with("负责");
    let opens = bracket.is_some_and(|inner| opens_label(inner) || statement::label(inner).is_some() || closes(inner));
    let is_right = indent(line) > indent(next) && indent(line) + NEAR >= next.chars().count();
    opens
        && is_right
        && next.trim_end_matches(chars::is_blank).ends_with('。')
        && before.trim_end_matches(chars::is_blank).ends_with(chars::is_han)
}

fn words(item: &Item) -> Option<&str> {
    match item {
        Item::Line(line) => Some(line.text.as_str()),
        Item::Table(_) => None,
    }
}

fn is_end_of_bracket(c: char) -> bool {
    chars::is_blank(c) || matches!(c, '）' | ')' | '〕' | ']' | '】')
}

/// How many blanks a line opens with.
fn indent(line: &str) -> usize {
    line.chars().take_while(|c| chars::is_blank(*c)).count()
}
