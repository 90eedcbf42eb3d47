//! Tasks that stand under the name of who is to do them: 一、市发展改革委, and below it the tasks of that one.

use crate::draft::Draft;
use crate::statement::{SURE, named_unit};
use fenjie_lexicon::{unit_plausibility, units};
use fenjie_text::{Text, chars};
use std::collections::BTreeSet;

/// Gives tasks that print nobody who leads the units of the heading they stand under, where headings name units throughout.
pub(crate) fn assign(drafts: &mut [Draft]) {
    let headings: Vec<Option<Text>> = drafts.iter().map(heading).collect();
    if !name_units(drafts, &headings) {
        return;
    }
    for (draft, heading) in drafts.iter_mut().zip(headings) {
        let Some(heading) = heading.filter(|heading| is_unit_list(heading.as_str())) else { continue };
        if !draft.lead.is_empty() {
            continue;
        }
        let list = units::parse(heading.as_str());
        draft.lead = list.units.into_iter().map(|unit| named_unit(&heading, unit)).collect();
        draft.notes.retain(|note| note.code != "no_responsible_unit");
    }
}

/// Whether hardly a task prints who leads, and most of the headings, two at least, are lists of units.
fn name_units(drafts: &[Draft], headings: &[Option<Text>]) -> bool {
    const FEWEST: usize = 2;
    let led = drafts.iter().filter(|draft| !draft.lead.is_empty()).count();
    if led * 4 > drafts.len() {
        return false;
    }
    let distinct: BTreeSet<&str> = headings.iter().flatten().map(Text::as_str).collect();
    let naming = distinct.iter().filter(|heading| is_unit_list(heading)).count();
    naming >= FEWEST && naming * 5 >= distinct.len() * 4
}

/// Whether a line without a number can be such a heading: 县教育体育局：. Whom a letter is sent to is named with 各.
pub(crate) fn is_line(line: &str) -> bool {
    const LONGEST: usize = 40;
    let bare = line.trim_end_matches(chars::is_blank).strip_suffix(['：', ':']).unwrap_or_default();
    !bare.is_empty() && !bare.contains('各') && bare.chars().nth(LONGEST).is_none() && is_unit_list(bare)
}

fn is_unit_list(words: &str) -> bool {
    unit_plausibility(words) >= SURE
}

/// The words that a task stands under, without a remark in brackets (（5项）).
fn heading(draft: &Draft) -> Option<Text> {
    let label = &draft.category.as_ref()?.label;
    let bare = label.as_str().trim_end_matches(|c| chars::is_blank(c) || matches!(c, '：' | ':'));
    let end = if bare.ends_with(['）', ')']) { bare.rfind(['（', '('])? } else { bare.len() };
    Some(label.slice(0..end).tidied())
}
