//! Category labels as they stand in the cells of rows: number and words, together or apart, perhaps with （续）.

use super::record::Record;
use crate::labels::Occurrence;
use crate::{Marker, Row};
use fenjie_lexicon::continuation_mark;
use fenjie_text::{Text, chars, numeral};

/// A category label where it was read.
pub(super) struct Label {
    pub(super) place: Occurrence,
    pub(super) number: Text,
    pub(super) words: Text,
}

impl Label {
    /// The label that the cells of a row for categories and their numbers hold; `None` where they are blank.
    pub(super) fn read(number: Text, words: Text, record: &Record) -> Option<Self> {
        if words.is_empty() && number.is_empty() {
            return None;
        }
        let continued = is_continued(words.as_str()) || is_continued(number.as_str());
        let is_cell = |text: &Text| record.cells.iter().any(|cell| cell.tidied().as_str() == text.as_str());
        let parted = !words.is_empty() && !number.is_empty() && is_cell(&number);
        let (number, words) = split_number(number, words);
        let words = without_continued(&words);
        let ordinal = ordinal(number.as_str());
        let place = Occurrence { row: 0, after: false, continued, ordinal, parted };
        Some(Self { place, number, words })
    }

    pub(super) fn is_numbered_in_chinese(&self) -> bool {
        self.number.as_str().chars().next().is_some_and(numeral::is_han_numeral)
    }

    /// Whether it is nothing but a number, in figures.
    pub(super) fn is_bare_figure(&self) -> bool {
        self.words.is_empty() && !self.number.is_empty() && !self.is_numbered_in_chinese()
    }

    /// The label with its number, where marks tell the two apart (一、建立…).
    pub(super) fn whole(&self) -> Text {
        let mut whole = if Marker::parse(self.number.as_str()).is_some() { self.number.clone() } else { Text::new() };
        whole.push(&self.words);
        whole
    }
}

fn is_continued(words: &str) -> bool {
    continuation_mark(words).is_some() || words.ends_with('续')
}

/// Without a （续） at its end.
fn without_continued(words: &Text) -> Text {
    let end = continuation_mark(words.as_str()).map_or(words.len(), |mark| mark.start);
    words.slice(0..end).trimmed()
}

/// Number and label that share one cell ("一 建立健全…", "三、统计") are taken apart.
fn split_number(number: Text, words: Text) -> (Text, Text) {
    if !words.is_empty() && !number.is_empty() {
        return (number, words);
    }
    let whole = if words.is_empty() { number } else { words };
    let marker = Marker::parse(whole.as_str()).map(|marker| marker.len);
    let bare = || {
        let end = whole.as_str().find(|c| !numeral::is_han_numeral(c))?;
        (end > 0 && end <= 9).then_some(end)
    };
    if is_continued(whole.as_str()) && ordinal(whole.as_str()).is_some() {
        return (whole, Text::new());
    }
    match marker.or_else(bare) {
        Some(end) => (whole.slice(0..end).trimmed(), whole.slice_from(end).trimmed()),
        None if ordinal(whole.as_str()).is_some() => (whole, Text::new()),
        None => (Text::new(), whole),
    }
}

/// The number of a category: 二, 二(续), 2, （二）.
fn ordinal(number: &str) -> Option<u32> {
    let bare = number.trim_start_matches(['（', '(']);
    let (ordinal, end) = numeral::leading_ordinal(bare)?;
    (end == bare.len() || bare[end..].starts_with(['（', '(', '）', ')', '、', '.', '．', ' '])).then_some(ordinal)
}

/// How well the words of rows fit the words of labels: neighbouring characters that both hold, the rarer among the rows
/// the heavier, so that a word all rows share says nothing.
pub(super) struct Likeness {
    rows: Vec<String>,
    labels: Vec<Vec<(String, f32)>>,
}

impl Likeness {
    pub(super) fn of(rows: &[Row], labels: &[Label]) -> Self {
        let words = |row: &Row| row.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("\t");
        let rows: Vec<String> = rows.iter().map(words).collect();
        let labels = labels.iter().map(|label| weighed_pairs(label.words.as_str(), &rows)).collect();
        Self { rows, labels }
    }

    pub(super) fn of_row(&self, row: usize, label: usize) -> f32 {
        let held = self.labels[label].iter().filter(|(pair, _)| self.rows[row].contains(pair.as_str()));
        held.map(|(_, weight)| weight).sum()
    }
}

/// The pairs of neighbouring characters of a label; a pair that no or one row holds weighs a half.
fn weighed_pairs(label: &str, rows: &[String]) -> Vec<(String, f32)> {
    const RAREST: f32 = 0.5;
    let chars: Vec<char> = label.chars().filter(|c| chars::is_han(*c)).collect();
    let weigh = |pair: &[char]| {
        let pair: String = pair.iter().collect();
        let holders = rows.iter().filter(|row| row.contains(pair.as_str())).count().max(1);
        (pair, RAREST / holders as f32)
    };
    chars.windows(2).map(weigh).collect()
}
