//! The same task in two lists of one document: an item of the body and its row in the annex.

use crate::draft::Draft;
use std::collections::HashMap;

/// From this likeness on, two headings are one.
const SAME_TITLE: f32 = 0.7;
/// From this likeness on, two texts may say the same task when their headings do not tell.
const SAME_TEXT: f32 = 0.6;

/// Pairs of drafts that are one task, by number and heading first, by wording among those.
pub(crate) fn pairs(drafts: &[Draft]) -> Vec<(usize, usize)> {
    if drafts.iter().all(|draft| draft.is_row == drafts[0].is_row) {
        return Vec::new();
    }
    let words: Vec<Bigrams> = drafts.iter().map(|draft| Bigrams::of(&draft.words())).collect();
    let titles: Vec<Bigrams> = drafts
        .iter()
        .map(|draft| draft.title.as_ref().map_or_else(Bigrams::default, |t| Bigrams::of(t.as_str())))
        .collect();
    let items =
        Holders::of(drafts.iter().enumerate().filter(|(_, draft)| !draft.is_row).map(|(at, _)| (at, &words[at])));
    let mut pairs = Vec::new();
    for (row, draft) in drafts.iter().enumerate().filter(|(_, draft)| draft.is_row) {
        let shared = items.shared_with(&words[row], drafts.len());
        let best = drafts
            .iter()
            .enumerate()
            .filter(|(_, other)| !other.is_row && other.part != draft.part)
            .filter_map(|(item, other)| {
                let same_number = other.sequence.as_ref().map(|s| s.0) == draft.sequence.as_ref().map(|s| s.0);
                let same_title = same_number && titles[row].likeness(&titles[item]) >= SAME_TITLE;
                let held = shared[item] as f32 / words[row].0.len().max(1) as f32;
                (same_title || held >= SAME_TEXT)
                    .then(|| (item, held + f32::from(u8::from(same_title)) + same_lead(draft, other)))
            })
            .max_by(|(_, a), (_, b)| a.total_cmp(b));
        pairs.extend(best.map(|(item, _)| (row, item)));
    }
    pairs
}

fn same_lead(a: &Draft, b: &Draft) -> f32 {
    let names = |draft: &Draft| {
        let mut names: Vec<String> = draft.lead.iter().map(|unit| unit.name.clone()).collect();
        names.sort();
        names.dedup();
        names
    };
    if names(a) == names(b) { 0.3 } else { 0.0 }
}

/// The pairs of neighbouring characters of a wording, marks and blanks left out; sorted, each once.
#[derive(Default)]
struct Bigrams(Vec<(char, char)>);

impl Bigrams {
    fn of(words: &str) -> Self {
        let chars: Vec<char> = words.chars().filter(|c| c.is_alphanumeric()).collect();
        let mut bigrams: Vec<(char, char)> = chars.windows(2).map(|pair| (pair[0], pair[1])).collect();
        bigrams.sort_unstable();
        bigrams.dedup();
        Self(bigrams)
    }

    fn likeness(&self, other: &Self) -> f32 {
        let shared = self.0.iter().filter(|pair| other.0.binary_search(pair).is_ok()).count();
        2.0 * shared as f32 / (self.0.len() + other.0.len()).max(1) as f32
    }
}

/// Which drafts hold a bigram.
struct Holders<'a>(HashMap<&'a (char, char), Vec<usize>>);

impl<'a> Holders<'a> {
    fn of(drafts: impl Iterator<Item = (usize, &'a Bigrams)>) -> Self {
        let mut holders: HashMap<&(char, char), Vec<usize>> = HashMap::new();
        for (at, bigrams) in drafts {
            bigrams.0.iter().for_each(|pair| holders.entry(pair).or_default().push(at));
        }
        Self(holders)
    }

    /// For each of `count` drafts, how many of the bigrams it holds.
    fn shared_with(&self, bigrams: &Bigrams, count: usize) -> Vec<u32> {
        let mut shared = vec![0; count];
        for at in bigrams.0.iter().filter_map(|pair| self.0.get(pair)).flatten() {
            shared[*at] += 1;
        }
        shared
    }
}
