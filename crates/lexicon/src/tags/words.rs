use fenjie_text::chars::{is_blank, is_han};
use std::collections::HashMap;

/// Words of a taxonomy with a weight for each tag. A word counts wherever its characters stand, whatever words they are
/// part of, so that no dictionary is needed.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    rows: Vec<Vec<f32>>,
    /// By their first two characters (the second is NUL for words of one): the rest of each word and its row.
    index: HashMap<(char, char), Vec<(String, usize)>>,
}

impl Words {
    pub(super) fn add(&mut self, word: &str, tag: usize, weight: f32, tags: usize) {
        let row = self.find(word).unwrap_or_else(|| self.insert(word, vec![0.0; tags]));
        if let Some(slot) = self.rows[row].get_mut(tag) {
            *slot = weight;
        }
    }

    pub(super) fn set(&mut self, word: &str, weights: Vec<f32>) {
        match self.find(word) {
            Some(row) => self.rows[row] = weights,
            None => _ = self.insert(word, weights),
        }
    }

    fn find(&self, word: &str) -> Option<usize> {
        let (head, rest) = split(word)?;
        self.index.get(&head)?.iter().find(|(other, _)| other == rest).map(|(_, row)| *row)
    }

    fn insert(&mut self, word: &str, weights: Vec<f32>) -> usize {
        self.rows.push(weights);
        let row = self.rows.len() - 1;
        if let Some((head, rest)) = split(word) {
            self.index.entry(head).or_default().push((rest.to_owned(), row));
        }
        row
    }

    pub(super) fn row(&self, row: usize) -> &[f32] {
        self.rows.get(row).map_or(&[], Vec::as_slice)
    }

    /// Rows of the words that `text` begins with.
    fn opening<'a>(&'a self, text: &'a str) -> impl Iterator<Item = usize> + 'a {
        let two = split(text);
        let one = two.map(|((first, _), _)| ((first, '\0'), ""));
        let longer = two.filter(|((_, second), _)| *second != '\0');
        one.into_iter().chain(longer).flat_map(|(head, after)| {
            let words = self.index.get(&head).into_iter().flatten();
            words.filter(move |(rest, _)| after.starts_with(rest.as_str())).map(|(_, row)| *row)
        })
    }
}

/// The first two characters of a word and the rest.
fn split(word: &str) -> Option<((char, char), &str)> {
    let mut chars = word.chars();
    let first = chars.next()?;
    let second = chars.next().unwrap_or('\0');
    Some(((first, second), chars.as_str()))
}

/// The words that occur in the parts, each once, with the weight of the weightiest part that holds it. Marks and blanks part
/// words; blanks within do not.
pub(super) fn wording(words: &Words, parts: &[(&str, f32)]) -> Vec<(usize, f32)> {
    let mut found: Vec<(usize, f32)> = Vec::new();
    for (part, weight) in parts {
        let text: String = part.chars().filter(|c| !is_blank(*c)).collect();
        for run in text.split(|c: char| !is_han(c) && !c.is_ascii_alphanumeric() && !matches!(c, '+' | '＋')) {
            for (start, _) in run.char_indices() {
                found.extend(words.opening(&run[start..]).map(|row| (row, *weight)));
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    found.dedup_by_key(|(row, _)| *row);
    found
}
