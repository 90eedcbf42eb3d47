//! How statements close tasks, and what becomes of the words behind the last of them.

use super::PlanReading;
use crate::draft::Draft;
use crate::statement::Responsibility;
use crate::title;
use fenjie_text::{Text, chars};

/// The short phrase that a paragraph opens with as its heading, and what follows its full stop.
pub(super) fn paragraph_heading(words: &Text) -> Option<(Text, Text)> {
    const LONGEST: usize = 22;
    let (heading, rest) = title::first_sentence(words);
    let is_phrase = !heading.as_str().contains(['，', '、', '；', ',', '：']);
    let fits = (4..=LONGEST).contains(&heading.as_str().chars().count());
    (is_phrase && fits && title::is_text(&rest)).then_some((heading, rest))
}

/// A statement: the task that it closes, or more units for the task before when nothing stands between.
pub(super) fn close(base: &Draft, text: &Text, found: Responsibility, first: usize, reading: &mut PlanReading) {
    let (text, marks) = title::without_lead_in(text);
    let follows = reading.drafts.len() > first;
    if text.is_blank() && follows {
        if let Some(draft) = reading.drafts.last_mut() {
            draft.lead.extend(found.lead);
            draft.support.extend(found.support);
            draft.deadline = draft.deadline.take().or(found.deadline);
            draft.other.push(found.whole);
            draft.other.extend(marks);
        }
        return;
    }
    if text.is_blank() && base.title.is_none() {
        reading.prose.push(found.whole);
        reading.prose.extend(base.sequence.clone().map(|(_, number)| number));
        return;
    }
    let mut draft = Draft { lead: found.lead, support: found.support, deadline: found.deadline, ..base.clone() };
    draft.confidence = f64::from(0.7 + 0.3 * found.plausibility);
    draft.other.push(found.whole);
    draft.other.extend(marks);
    draft.text = if text.is_blank() { draft.title.take() } else { Some(text) };
    reading.drafts.push(draft);
}

/// What stands behind the last statement, or all of an item without one.
pub(super) fn rest(base: &Draft, words: &Text, first: usize, reading: &mut PlanReading) {
    let (text, marks) = title::without_lead_in(words);
    if reading.drafts.len() > first {
        reading.prose.push(text);
        if let Some(draft) = reading.drafts.last_mut() {
            draft.other.extend(marks);
        }
        return;
    }
    let mut draft = Draft { other: marks, ..base.clone() };
    if is_elision(text.as_str()) && draft.title.is_some() {
        draft.note("content_missing", "the source leaves the content of this item out");
        draft.text = draft.title.take();
        draft.other.push(text);
    } else {
        draft.text = if text.is_blank() { draft.title.take() } else { Some(text) };
    }
    if draft.text.is_some() {
        draft.note("no_responsible_unit", "no responsibility statement was found for this item");
        draft.confidence = 0.8;
        reading.drafts.push(draft);
    }
}

/// Whether words stand for what was not published: （略）.
fn is_elision(words: &str) -> bool {
    matches!(words.trim_matches(|c| chars::is_blank(c) || "（）()。；".contains(c)), "略" | "略去")
}

/// Paragraphs of one task are joined; a blank keeps Latin words apart.
pub(super) fn push_paragraph(words: &mut Text, more: &Text) {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    if latin(words.as_str().chars().last()) && latin(more.as_str().chars().find(|c| !chars::is_blank(*c))) {
        words.push_blank();
    }
    words.push(more);
}
