use aho_corasick::{AhoCorasick, AhoCorasickKind};
use fenjie_text::chars::without_blanks;
use std::sync::OnceLock;

/// Words of a taxonomy with a weight for each tag. A word counts wherever its characters stand, whatever words they are
/// part of, so that no dictionary is needed.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    spelled: Vec<String>,
    weights: Vec<Vec<f32>>,
    /// All words at once; made when the first text is asked for.
    automaton: OnceLock<Option<AhoCorasick>>,
}

impl Words {
    pub(super) fn add(&mut self, word: &str, tag: usize, weight: f32, tags: usize) {
        let row = self.row_of(word).unwrap_or_else(|| self.insert(word, vec![0.0; tags]));
        if let Some(slot) = self.weights[row].get_mut(tag) {
            *slot = weight;
        }
    }

    /// Puts in words that are not there yet, each with its weights; those that are there get theirs.
    pub(super) fn set_all(&mut self, rows: impl Iterator<Item = (String, Vec<f32>)>) {
        let known: std::collections::HashMap<String, usize> = self.spelled.iter().cloned().zip(0..).collect();
        for (word, weights) in rows {
            match known.get(&word) {
                Some(row) => self.weights[*row] = weights,
                None => _ = self.insert(&word, weights),
            }
        }
    }

    fn row_of(&self, word: &str) -> Option<usize> {
        self.spelled.iter().position(|other| other == word)
    }

    fn insert(&mut self, word: &str, weights: Vec<f32>) -> usize {
        self.automaton = OnceLock::new();
        self.spelled.push(word.to_owned());
        self.weights.push(weights);
        self.spelled.len() - 1
    }

    pub(super) fn row(&self, row: usize) -> &[f32] {
        self.weights.get(row).map_or(&[], Vec::as_slice)
    }

    /// All words at once, ready to be looked for; `None` when there are too many to be.
    fn automaton(&self) -> Option<&AhoCorasick> {
        let build = || AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(&self.spelled).ok();
        self.automaton.get_or_init(build).as_ref()
    }
}

/// The words that occur in the parts, each once, with the weight of the weightiest part that holds it. Blanks within a
/// word do not count.
pub(super) fn wording(words: &Words, parts: &[(&str, f32)]) -> Vec<(usize, f32)> {
    let Some(automaton) = words.automaton() else { return Vec::new() };
    // The weightiest part first: what a later one holds again is known.
    let mut parts: Vec<(&str, f32)> = parts.iter().copied().filter(|(_, weight)| *weight > 0.0).collect();
    parts.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut known = vec![0_u64; words.spelled.len().div_ceil(64)];
    let mut found: Vec<(usize, f32)> = Vec::new();
    for (part, weight) in parts {
        let text = without_blanks(part);
        for row in automaton.find_overlapping_iter(&*text).map(|hit| hit.pattern().as_usize()) {
            let (slot, bit) = (row / 64, 1 << (row % 64));
            if known[slot] & bit == 0 {
                known[slot] |= bit;
                found.push((row, weight));
            }
        }
    }
    found.sort_unstable_by_key(|(row, _)| *row);
    found
}
