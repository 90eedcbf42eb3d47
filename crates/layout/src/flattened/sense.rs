//! Labels that the layout leaves open, settled by what they say.
//!
//! Rows at a page top go on with the label at the end of the page before, or belong to the next: the layout does not tell.
//! A table that is printed for one district after the other has the same headings under the same categories, so where a
//! category ends is open in one table and plain in another; and a row shares more words with its own label.

use super::FlattenedRegion;
use super::labels::Group;
use fenjie_lexicon::ColumnRole;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

type Votes = BTreeMap<String, BTreeMap<String, usize>>;

/// How much more of a heading the rows must share with it for it to be theirs.
const CLEAR: f32 = 0.1;

/// What a label settled by shared words alone is trusted.
const BY_WORDS: f32 = 0.7;

/// The columns of category and heading.
fn columns(region: &FlattenedRegion) -> Option<(usize, usize)> {
    let find = |role| region.table.columns.iter().position(|column| column.role == role);
    Some((find(ColumnRole::Category)?, find(ColumnRole::Title)?))
}

/// Moves the end of a label at a page top to where other tables and the words of the rows put it.
pub fn settle(regions: &mut [FlattenedRegion]) {
    let votes = votes(regions);
    for region in regions {
        let weights = Weights::of(region);
        for (group, range) in region.open.clone() {
            if range.end < region.table.rows.len() {
                settle_one(region, &votes, &weights, &group, &range);
            }
        }
    }
}

fn settle_one(region: &mut FlattenedRegion, votes: &Votes, weights: &Weights, group: &Group, range: &Range<usize>) {
    let (before, after) = (range.start, range.end);
    let label = group.end - 1;
    let title = columns(region).filter(|(category, _)| *category == label).map(|(_, title)| title);
    let words = |row: usize, column: usize| region.table.rows[row].cells[column].text.as_str();
    let (first, second) = (words(before, label), words(after, label));
    let vote = |row: usize, label: &str| {
        let heading = title.map_or("", |title| words(row, title));
        votes.get(heading).and_then(|labels| labels.get(label)).copied().unwrap_or(0).min(2)
    };
    // An outer label ends where an inner one does.
    let apart = |border: usize| {
        title.is_none_or(|title| {
            border == 0 || words(border, title).is_empty() || words(border - 1, title) != words(border, title)
        })
    };
    let agreement = |border: usize| {
        let votes = (before..border).map(|row| vote(row, first)).sum::<usize>()
            + (border..after).map(|row| vote(row, second)).sum::<usize>();
        let shared = (before..border).map(|row| weights.shared(row, first)).sum::<f32>()
            + (border..after).map(|row| weights.shared(row, second)).sum::<f32>();
        (votes, shared)
    };
    // A category ends anywhere, a heading mostly covers few rows.
    let clear = if title.is_some() { 0.0 } else { CLEAR };
    let mut best: Option<(usize, (usize, f32))> = None;
    // If nothing speaks for another, the last: rows at a page top go on with the page before.
    for border in (before..=after).rev().filter(|border| apart(*border)) {
        let here = agreement(border);
        if best.is_none_or(|(_, other)| here.0 > other.0 || here.0 == other.0 && here.1 > other.1 + clear) {
            best = Some((border, here));
        }
    }
    let Some((border, (voted, _))) = best else { return };
    let cells: Vec<crate::Cell> = group
        .clone()
        .map(|column| crate::Cell { text: region.table.rows[after].cells[column].text.clone(), inherited: true })
        .collect();
    for (index, row) in region.table.rows.iter_mut().enumerate().take(after).skip(before) {
        if index >= border {
            row.cells.splice(group.clone(), cells.iter().cloned());
        }
        if voted == 0 {
            row.confidence = row.confidence.min(BY_WORDS);
            if !row.doubtful.contains(&label) {
                row.doubtful.push(label);
                row.doubtful.sort_unstable();
            }
        }
    }
}

/// How often each heading stands under each category where the layout is plain.
fn votes(regions: &[FlattenedRegion]) -> Votes {
    let mut votes = Votes::new();
    for region in regions {
        let Some((category, title)) = columns(region) else { continue };
        let open: BTreeSet<usize> = region.open.iter().flat_map(|(_, rows)| rows.clone()).collect();
        for (_, row) in region.table.rows.iter().enumerate().filter(|(index, _)| !open.contains(index)) {
            let heading = row.cells[title].text.as_str();
            let label = row.cells[category].text.as_str();
            if !heading.is_empty() && !label.is_empty() {
                *votes.entry(heading.to_owned()).or_default().entry(label.to_owned()).or_default() += 1;
            }
        }
    }
    votes
}

/// Pairs of neighbouring characters in each row outside its labels, and how rare each is.
struct Weights {
    rows: Vec<BTreeSet<(char, char)>>,
    rarity: BTreeMap<(char, char), f32>,
}

impl Weights {
    fn of(region: &FlattenedRegion) -> Self {
        if region.open.is_empty() {
            return Self { rows: Vec::new(), rarity: BTreeMap::new() };
        }
        let own = |role: ColumnRole| matches!(role, ColumnRole::Task | ColumnRole::Deliverable);
        let columns: Vec<usize> =
            (0..region.table.columns.len()).filter(|index| own(region.table.columns[*index].role)).collect();
        let rows: Vec<BTreeSet<(char, char)>> = region
            .table
            .rows
            .iter()
            .map(|row| columns.iter().flat_map(|column| pairs(row.cells[*column].text.as_str())).collect())
            .collect();
        let mut counts: BTreeMap<(char, char), usize> = BTreeMap::new();
        for pair in rows.iter().flatten() {
            *counts.entry(*pair).or_default() += 1;
        }
        let all = rows.len() as f32;
        let rarity = counts.into_iter().map(|(pair, count)| (pair, ((all + 1.0) / count as f32).ln())).collect();
        Self { rows, rarity }
    }

    /// The share of a label's pairs, by rarity, that a row has.
    fn shared(&self, row: usize, label: &str) -> f32 {
        let Some(words) = self.rows.get(row) else { return 0.0 };
        let weight = |pair: &(char, char)| self.rarity.get(pair).copied().unwrap_or(1.0);
        let all: f32 = pairs(label).map(|pair| weight(&pair)).sum();
        let both: f32 = pairs(label).filter(|pair| words.contains(pair)).map(|pair| weight(&pair)).sum();
        both / all.max(1.0)
    }
}

fn pairs(words: &str) -> impl Iterator<Item = (char, char)> {
    words.chars().zip(words.chars().skip(1))
}
