//! Rows whose text opens with its own heading: 推进工业绿色升级。加快实施……

use crate::draft::Draft;
use crate::title;
use fenjie_text::{Text, chars, numeral};

/// In a table without a column for them, short sentences that open most texts are their headings.
pub(super) fn as_titles(drafts: &mut [Draft]) {
    const FEWEST: usize = 3;
    let count = |drafts: &[Draft]| drafts.iter().filter(|draft| heading(draft).is_some()).count();
    let opened = count(drafts);
    if opened < FEWEST || opened * 3 < drafts.len() * 2 {
        return;
    }
    for draft in drafts {
        let Some((words, mark, text)) = heading(draft) else { continue };
        draft.title = Some(words);
        draft.text = Some(text);
        draft.other.push(mark);
    }
}

/// The short sentence without amounts that a text opens with, the mark that closes it, and what follows.
fn heading(draft: &Draft) -> Option<(Text, Text, Text)> {
    const LENGTH: std::ops::RangeInclusive<usize> = 4..=25;
    let text = draft.text.as_ref().filter(|_| draft.title.is_none())?;
    let (words, rest) = title::first_sentence(text);
    let length = words.as_str().chars().filter(|c| !chars::is_blank(*c)).count();
    let is_phrase = !words.as_str().contains(|c| "，,；;：:".contains(c) || numeral::digit(c).is_some());
    let closed = text.len() - rest.len();
    let mark = text.slice(title::heading_end(text, &words)..closed);
    (LENGTH.contains(&length) && is_phrase && title::is_text(&rest) && !mark.is_blank())
        .then(|| (words, mark, rest.trimmed()))
}
