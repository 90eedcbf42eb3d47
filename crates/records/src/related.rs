//! The same task in two lists of one document: an item of the body and its row in the annex.

use crate::draft::Draft;
use std::collections::BTreeSet;

/// From this likeness on, two headings are one.
const SAME_TITLE: f32 = 0.7;
/// From this likeness on, two texts may say the same task when their headings do not tell.
const SAME_TEXT: f32 = 0.6;

/// Pairs of drafts that are one task, by number and heading first, by wording among those.
pub(crate) fn pairs(drafts: &[Draft]) -> Vec<(usize, usize)> {
    let bigrams: Vec<BTreeSet<(char, char)>> = drafts.iter().map(|draft| bigrams(&draft.words())).collect();
    let titles: Vec<BTreeSet<(char, char)>> = drafts
        .iter()
        .map(|draft| draft.title.as_ref().map_or_else(BTreeSet::new, |title| self::bigrams(title.as_str())))
        .collect();
    let mut pairs = Vec::new();
    for (row, draft) in drafts.iter().enumerate().filter(|(_, draft)| draft.is_row) {
        let best = drafts
            .iter()
            .enumerate()
            .filter(|(_, other)| !other.is_row && other.part != draft.part)
            .filter_map(|(item, other)| {
                let same_number = other.sequence.as_ref().map(|s| s.0) == draft.sequence.as_ref().map(|s| s.0);
                let same_title = same_number && likeness(&titles[row], &titles[item]) >= SAME_TITLE;
                let held = containment(&bigrams[row], &bigrams[item]);
                (same_title || held >= SAME_TEXT)
                    .then_some((item, held + f32::from(u8::from(same_title)) + same_lead(draft, other)))
            })
            .max_by(|(_, a), (_, b)| a.total_cmp(b));
        pairs.extend(best.map(|(item, _)| (row, item)));
    }
    pairs
}

fn same_lead(a: &Draft, b: &Draft) -> f32 {
    let names = |draft: &Draft| draft.lead.iter().map(|unit| unit.name.clone()).collect::<BTreeSet<_>>();
    if names(a) == names(b) { 0.3 } else { 0.0 }
}

fn bigrams(words: &str) -> BTreeSet<(char, char)> {
    let chars: Vec<char> = words.chars().filter(|c| c.is_alphanumeric()).collect();
    chars.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

fn likeness(a: &BTreeSet<(char, char)>, b: &BTreeSet<(char, char)>) -> f32 {
    2.0 * a.intersection(b).count() as f32 / (a.len() + b.len()).max(1) as f32
}

fn containment(a: &BTreeSet<(char, char)>, b: &BTreeSet<(char, char)>) -> f32 {
    a.intersection(b).count() as f32 / a.len().max(1) as f32
}
