use fenjie_text::CharSet;
use fenjie_text::chars::without_blanks;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

/// Words of a taxonomy with a weight for each tag. A word counts wherever its characters stand, whatever words they are
/// part of, so that no dictionary is needed.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    spelled: Vec<String>,
    /// The weights of the first word for each tag, then those of the next.
    weights: Vec<f32>,
    tags: usize,
    /// The words by how they begin; made when the first text is asked for.
    openings: OnceLock<Openings>,
}

impl Words {
    /// No words yet, for a taxonomy of so many tags.
    pub(super) fn of_tags(tags: usize) -> Self {
        Self { tags, ..Self::default() }
    }

    pub(super) fn add(&mut self, word: &str, tag: usize, weight: f32) {
        let row = self.row_of(word).unwrap_or_else(|| self.insert(word));
        if let Some(slot) = self.row_mut(row).get_mut(tag) {
            *slot = weight;
        }
    }

    /// Puts in words that are not there yet, each with its weight for every tag; those that are there get theirs.
    pub(super) fn set_all(&mut self, rows: &[(&str, &[f32])]) {
        let known: HashMap<String, usize> = self.spelled.iter().cloned().zip(0..).collect();
        self.spelled.reserve(rows.len());
        self.weights.reserve(rows.len() * self.tags);
        for (word, weights) in rows {
            let row = known.get(*word).copied().unwrap_or_else(|| self.insert(word));
            self.row_mut(row).iter_mut().zip(*weights).for_each(|(slot, weight)| *slot = *weight);
        }
    }

    fn row_of(&self, word: &str) -> Option<usize> {
        self.spelled.iter().position(|other| other == word)
    }

    fn insert(&mut self, word: &str) -> usize {
        self.openings = OnceLock::new();
        self.spelled.push(word.to_owned());
        self.weights.resize(self.spelled.len() * self.tags, 0.0);
        self.spelled.len() - 1
    }

    pub(super) fn row(&self, row: usize) -> &[f32] {
        self.weights.get(self.place(row)).unwrap_or_default()
    }

    fn row_mut(&mut self, row: usize) -> &mut [f32] {
        let place = self.place(row);
        self.weights.get_mut(place).unwrap_or_default()
    }

    fn place(&self, row: usize) -> Range<usize> {
        row * self.tags..(row + 1) * self.tags
    }

    fn openings(&self) -> &Openings {
        self.openings.get_or_init(|| Openings::of(&self.spelled))
    }
}

/// Words by their first two characters, which for most are the whole word; one of a single character has no second.
#[derive(Clone, Debug)]
struct Openings {
    /// Where the rows of every bucket begin, one entry more for the end.
    starts: Vec<u32>,
    /// Rows by the bucket that their opening falls into.
    rows: Vec<Word>,
    /// What words begin with.
    firsts: Box<CharSet>,
    /// Words of a single character.
    singles: Box<CharSet>,
}

type Opening = (char, Option<char>);

#[derive(Clone, Copy, Debug)]
struct Word {
    opening: Opening,
    row: u32,
    /// Whether the opening is the whole word.
    whole: bool,
}

impl Openings {
    /// Some thousand words leave most buckets empty: most places of a text are refused at one look.
    const BUCKETS: u32 = 1 << 13;

    fn of(words: &[String]) -> Self {
        let row = |(word, row): (&String, u32)| {
            let mut characters = word.chars();
            let opening = (characters.next()?, characters.next());
            Some(Word { opening, row, whole: characters.next().is_none() })
        };
        let mut rows: Vec<Word> = words.iter().zip(0..).filter_map(row).collect();
        rows.sort_unstable_by_key(|row| (Self::bucket(row.opening), row.row));
        let mut starts = vec![0; Self::BUCKETS as usize + 1];
        for row in &rows {
            starts[Self::bucket(row.opening) as usize + 1] += 1;
        }
        for bucket in 1..starts.len() {
            starts[bucket] += starts[bucket - 1];
        }
        let firsts = Box::new(rows.iter().map(|row| row.opening.0).collect());
        let singles = Box::new(rows.iter().filter(|row| row.opening.1.is_none()).map(|row| row.opening.0).collect());
        Self { starts, rows, firsts, singles }
    }

    fn bucket((first, second): Opening) -> u32 {
        let mixed = (first as u32).wrapping_mul(0x9e37_79b1) ^ second.map_or(0, |c| c as u32).wrapping_mul(0x85eb_ca77);
        mixed >> (u32::BITS - Self::BUCKETS.ilog2())
    }

    /// The words that open as `opening` does.
    fn rows(&self, opening: Opening) -> impl Iterator<Item = &Word> + '_ {
        let bucket = Self::bucket(opening) as usize;
        let among = self.starts[bucket] as usize..self.starts[bucket + 1] as usize;
        self.rows[among].iter().filter(move |row| row.opening == opening)
    }

    /// Calls `found` with the row of every word that stands anywhere in `text`, as often as it does.
    fn each_in(&self, text: &str, words: &[String], mut found: impl FnMut(usize)) {
        for (at, first) in text.char_indices().filter(|(_, c)| self.firsts.contains(*c)) {
            let second = text[at + first.len_utf8()..].chars().next();
            let stands = |word: &&Word| word.whole || text[at..].starts_with(words[word.row as usize].as_str());
            self.rows((first, second)).filter(stands).for_each(|word| found(word.row as usize));
            if second.is_some() && self.singles.contains(first) {
                self.rows((first, None)).for_each(|word| found(word.row as usize));
            }
        }
    }
}

/// The words that occur in the parts, each once, with the weight of the weightiest part that holds it. Blanks within a
/// word do not count.
pub(super) fn wording(words: &Words, parts: &[(&str, f32)]) -> Vec<(usize, f32)> {
    let openings = words.openings();
    // The weightiest part first: what a later one holds again is known.
    let mut parts: Vec<(&str, f32)> = parts.iter().copied().filter(|(_, weight)| *weight > 0.0).collect();
    parts.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut known = vec![0_u64; words.spelled.len().div_ceil(64)];
    let mut found: Vec<(usize, f32)> = Vec::new();
    let mut before = "";
    for (part, weight) in parts {
        // A title is often the first sentence of its text.
        if before.starts_with(part) {
            continue;
        }
        before = part;
        let text = without_blanks(part);
        openings.each_in(&text, &words.spelled, |row| {
            let (slot, bit) = (row / 64, 1 << (row % 64));
            if known[slot] & bit == 0 {
                known[slot] |= bit;
                found.push((row, weight));
            }
        });
    }
    found.sort_unstable_by_key(|(row, _)| *row);
    found
}
