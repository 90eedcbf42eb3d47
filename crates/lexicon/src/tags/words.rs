use fenjie_text::chars::{is_blank, is_han};
use std::collections::{BTreeMap, HashMap};

/// Words of a taxonomy with a weight for each tag. A word counts wherever its characters stand, whatever words they are
/// part of, so that no dictionary is needed.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    rows: Vec<Vec<f32>>,
    index: HashMap<String, usize>,
    /// Longest word, in characters.
    longest: usize,
}

impl Words {
    pub(super) fn add(&mut self, word: &str, tag: usize, weight: f32, tags: usize) {
        let row = match self.index.get(word) {
            Some(row) => *row,
            None => self.insert(word, vec![0.0; tags]),
        };
        if let Some(slot) = self.rows[row].get_mut(tag) {
            *slot = weight;
        }
    }

    pub(super) fn set(&mut self, word: &str, weights: Vec<f32>) {
        self.insert(word, weights);
    }

    fn insert(&mut self, word: &str, weights: Vec<f32>) -> usize {
        self.longest = self.longest.max(word.chars().count());
        self.rows.push(weights);
        self.index.insert(word.to_owned(), self.rows.len() - 1);
        self.rows.len() - 1
    }

    pub(super) fn row(&self, row: usize) -> &[f32] {
        self.rows.get(row).map_or(&[], Vec::as_slice)
    }
}

/// The words that occur in the parts, each once, with the weight of the weightiest part that holds it. Marks and blanks part
/// words; blanks within do not.
pub(super) fn wording(words: &Words, parts: &[(&str, f32)]) -> BTreeMap<usize, f32> {
    let mut found = BTreeMap::new();
    for (part, weight) in parts {
        let text: String = part.chars().filter(|c| !is_blank(*c)).collect();
        for run in text.split(|c: char| !is_han(c) && !c.is_ascii_alphanumeric() && !matches!(c, '+' | '＋')) {
            let ends: Vec<usize> = run.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
            for (first, (start, _)) in run.char_indices().enumerate() {
                for end in ends.iter().skip(first).take(words.longest) {
                    if let Some(row) = words.index.get(&run[start..*end]) {
                        let slot = found.entry(*row).or_insert(0.0f32);
                        *slot = slot.max(*weight);
                    }
                }
            }
        }
    }
    found
}
