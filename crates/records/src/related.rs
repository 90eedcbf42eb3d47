//! The same task in two lists of one document: an item of the body and its row in the annex.

use crate::draft::Draft;
use fenjie_layout::Watch;
use fenjie_text::chars::is_han;

/// From this likeness on, two headings are one.
const SAME_TITLE: f32 = 0.7;
/// From this likeness on, two texts may say the same task when their headings do not tell.
const SAME_TEXT: f32 = 0.6;

/// Pairs of drafts that are one task, by number and heading first, by wording among those.
pub(crate) fn pairs(drafts: &[Draft], watch: &Watch) -> Vec<(usize, usize)> {
    if drafts.iter().all(|draft| draft.is_row == drafts[0].is_row) {
        return Vec::new();
    }
    let words: Vec<Bigrams> = drafts.iter().map(|draft| Bigrams::of(&draft.words())).collect();
    let title = |draft: &Draft| draft.title.as_ref().map(|title| Bigrams::of(title.as_str()));
    let titles: Vec<Option<Bigrams>> = drafts.iter().map(title).collect();
    let same_title = |a: usize, b: usize| match (&titles[a], &titles[b]) {
        (Some(a), Some(b)) => a.likeness(b) >= SAME_TITLE,
        _ => false,
    };
    let items =
        Holders::of(drafts.iter().enumerate().filter(|(_, draft)| !draft.is_row).map(|(at, _)| (at, &words[at])));
    let mut pairs = Vec::new();
    let rows = drafts.iter().enumerate().filter(|(_, draft)| draft.is_row);
    for (row, draft) in rows.take_while(|_| !watch.is_over()) {
        let shared = items.shared_with(&words[row], drafts.len());
        let best = drafts
            .iter()
            .enumerate()
            .filter(|(_, other)| !other.is_row && other.part != draft.part)
            .filter_map(|(item, other)| {
                let same_title = same_number(draft, other) && same_title(row, item);
                let held = shared[item] as f32 / words[row].0.len().max(1) as f32;
                (same_title || held >= SAME_TEXT)
                    .then(|| (item, held + f32::from(u8::from(same_title)) + same_lead(draft, other)))
            })
            .max_by(|(_, a), (_, b)| a.total_cmp(b));
        pairs.extend(best.map(|(item, _)| (row, item)));
    }
    pairs
}

fn same_number(a: &Draft, b: &Draft) -> bool {
    matches!((&a.sequence, &b.sequence), (Some(a), Some(b)) if a.0 == b.0)
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
struct Bigrams(Vec<Bigram>);

/// Two characters, one in each half.
type Bigram = u64;

impl Bigrams {
    fn of(words: &str) -> Self {
        let mut chars = words.chars().filter(|c| is_han(*c) || c.is_alphanumeric());
        let first = chars.next();
        let following = chars.scan(first, |before, c| before.replace(c).map(|b| u64::from(b) << 32 | u64::from(c)));
        let mut bigrams: Vec<Bigram> = following.collect();
        bigrams.sort_unstable();
        bigrams.dedup();
        Self(bigrams)
    }

    fn likeness(&self, other: &Self) -> f32 {
        let shared = self.0.iter().filter(|pair| other.0.binary_search(pair).is_ok()).count();
        2.0 * shared as f32 / (self.0.len() + other.0.len()).max(1) as f32
    }
}

/// Which drafts hold a bigram: every pair of both, sorted.
struct Holders(Vec<(Bigram, usize)>);

impl Holders {
    fn of<'a>(drafts: impl Iterator<Item = (usize, &'a Bigrams)>) -> Self {
        let mut holders: Vec<_> =
            drafts.flat_map(|(at, bigrams)| bigrams.0.iter().map(move |pair| (*pair, at))).collect();
        holders.sort_unstable();
        Self(holders)
    }

    /// For each of `count` drafts, how many of the bigrams it holds.
    fn shared_with(&self, bigrams: &Bigrams, count: usize) -> Vec<u32> {
        let mut shared = vec![0; count];
        let mut rest = &self.0[..];
        for pair in &bigrams.0 {
            rest = &rest[rest.partition_point(|(held, _)| held < pair)..];
            for (_, at) in rest.iter().take_while(|(held, _)| held == pair) {
                shared[*at] += 1;
            }
        }
        shared
    }
}
