//! Labels that the layout leaves open, settled by what they say.
//!
//! Rows at a page top go on with the label at the end of the page before, or belong to the next: the layout does not tell.
//! A table that is printed for one district after the other has the same headings under the same categories, so where a
//! category ends is open in one table and plain in another; and a row shares more words with its own label.

use super::{FlattenedRegion, OpenRows};
use fenjie_lexicon::ColumnRole;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

type Votes = BTreeMap<String, BTreeMap<String, usize>>;

/// What a label settled by shared words alone is trusted.
const BY_WORDS: f32 = 0.7;

/// The columns of category and heading.
fn columns(region: &FlattenedRegion) -> Option<(usize, usize)> {
    let find = |role| region.table.columns.iter().position(|column| column.role == role);
    Some((find(ColumnRole::Category)?, find(ColumnRole::Title)?))
}

/// Moves the end of a label at a page top to where the place of the next label, other tables and the words of the rows put
/// it.
pub fn settle(regions: &mut [FlattenedRegion]) {
    let votes = votes(regions);
    let topics = Topics::of(regions);
    for region in regions {
        for open in region.open.clone() {
            if open.rows.end < region.table.rows.len() {
                settle_one(region, &votes, &topics, &open);
            }
        }
    }
}

fn settle_one(region: &mut FlattenedRegion, votes: &Votes, topics: &Topics, open: &OpenRows) {
    const VOTE: f32 = 2.0;
    const EVEN: f32 = 0.5;
    const SURE: f32 = 2.0;
    // A row before the next label that has no heading of its own.
    const NO_HEADING: f32 = -1.0;
    let (before, after) = (open.rows.start, open.rows.end);
    let label = open.group.end - 1;
    let title = columns(region).filter(|(category, _)| *category == label).map(|(_, title)| title);
    let words = |row: usize, column: usize| region.table.rows[row].cells[column].text.as_str();
    let (first, second) = (words(before, label), words(after, label));
    let heading = |row: usize| title.map_or("", |title| words(row, title));
    // A heading that covers several rows has one vote.
    let vote = |rows: Range<usize>, label: &str| -> f32 {
        let own = rows.clone().filter(|row| *row == rows.start || heading(*row) != heading(row - 1));
        let times = |row: usize| votes.get(heading(row)).and_then(|labels| labels.get(label)).copied().unwrap_or(0);
        own.map(|row| times(row).min(2) as f32).sum()
    };
    let likeness =
        |rows: Range<usize>, label: &str| -> f32 { rows.map(|row| topics.likeness(region, row, label)).sum() };
    let cut = |border: usize| border > 0 && !heading(border).is_empty() && heading(border - 1) == heading(border);
    // A heading printed after the border need not cover the rows before it; one printed before it covers both.
    let printed_after = |border: usize| {
        let own = |row: usize| title.is_some_and(|title| !region.table.rows[row].cells[title].inherited);
        (border..=after).take_while(|row| heading(*row) == heading(border)).any(own)
    };
    let agreement = |border: usize| {
        let voted = VOTE * (vote(before..border, first) + vote(border..after, second));
        let torn = if cut(border) { NO_HEADING } else { 0.0 };
        let fit = open.fits.get(border - before).copied().unwrap_or(0.0);
        fit + voted + torn + likeness(before..border, first) + likeness(border..after, second)
    };
    // If nothing speaks for another, the last: rows at a page top go on with the page before.
    let mut best: Option<(usize, f32)> = None;
    let mut next = f32::NEG_INFINITY;
    for border in (before..=after).rev().filter(|border| !cut(*border) || printed_after(*border)) {
        let here = agreement(border);
        match best {
            Some((_, other)) if here <= other + EVEN => next = next.max(here),
            _ => {
                next = next.max(best.map_or(next, |(_, other)| other));
                best = Some((border, here));
            }
        }
    }
    let Some((border, agreed)) = best else { return };
    let cells: Vec<crate::Cell> = open
        .group
        .clone()
        .map(|column| crate::Cell { text: region.table.rows[after].cells[column].text.clone(), inherited: true })
        .collect();
    if cut(border)
        && let Some(title) = title
    {
        let torn = heading(border).to_owned();
        for row in region.table.rows[..border].iter_mut().rev() {
            let cell = &mut row.cells[title];
            if !cell.inherited || cell.text.as_str() != torn {
                break;
            }
            *cell = crate::Cell { text: fenjie_text::Text::new(), inherited: false };
        }
    }
    for (index, row) in region.table.rows.iter_mut().enumerate().take(after).skip(before) {
        if index >= border {
            row.cells.splice(open.group.clone(), cells.iter().cloned());
        }
        if agreed < next + SURE {
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
        let open: BTreeSet<usize> = region.open.iter().flat_map(|open| open.rows.clone()).collect();
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

/// Pairs of neighbouring characters in the rows of every label, over all tables: what its rows speak of.
struct Topics {
    labels: BTreeMap<String, Topic>,
    all: Topic,
}

#[derive(Default)]
struct Topic {
    counts: BTreeMap<(char, char), f32>,
    sum: f32,
}

impl Topic {
    fn add(&mut self, pairs: &BTreeSet<(char, char)>, weight: f32) {
        for pair in pairs {
            *self.counts.entry(*pair).or_default() += weight;
            self.sum += weight;
        }
    }

    fn count(&self, pair: (char, char)) -> f32 {
        self.counts.get(&pair).copied().unwrap_or(0.0)
    }
}

impl Topics {
    /// From the rows of which the layout tells under which label they stand.
    fn of(regions: &[FlattenedRegion]) -> Self {
        // A label says in few words what its rows speak of.
        const LABEL: f32 = 6.0;
        let mut topics = Self { labels: BTreeMap::new(), all: Topic::default() };
        if regions.iter().all(|region| region.open.is_empty()) {
            return topics;
        }
        for region in regions {
            let groups: BTreeSet<usize> = region.open.iter().map(|open| open.group.end - 1).collect();
            for (index, row) in region.table.rows.iter().enumerate() {
                let own = own_pairs(region, index);
                topics.all.add(&own, 1.0);
                for column in &groups {
                    let open =
                        region.open.iter().any(|open| open.group.end - 1 == *column && open.rows.contains(&index));
                    let label = row.cells[*column].text.as_str();
                    if open || label.is_empty() {
                        continue;
                    }
                    let topic = topics.labels.entry(label.to_owned()).or_insert_with(|| {
                        let mut topic = Topic::default();
                        topic.add(&pairs(label).collect(), LABEL);
                        topic
                    });
                    topic.add(&own, 1.0);
                }
            }
        }
        topics
    }

    /// How much more row `row` of `region` speaks of what the rows under `label` speak of than of anything, in log odds.
    fn likeness(&self, region: &FlattenedRegion, row: usize, label: &str) -> f32 {
        // The share of a row's words that are of its topic.
        const TOPICAL: f32 = 0.3;
        // Neighbouring pairs say much the same.
        const SHARE: f32 = 0.1;
        let Some(topic) = self.labels.get(label) else { return 0.0 };
        let gain = |pair: (char, char)| {
            let background = (self.all.count(pair) + 1.0) / (self.all.sum + 1.0);
            (TOPICAL * topic.count(pair) / topic.sum / background + 1.0 - TOPICAL).ln()
        };
        SHARE * own_pairs(region, row).into_iter().map(gain).sum::<f32>()
    }
}

/// The pairs of neighbouring characters of a row outside its merged labels, but for the heading that is printed with it.
fn own_pairs(region: &FlattenedRegion, row: usize) -> BTreeSet<(char, char)> {
    let cells = region.table.rows[row].cells.iter().zip(&region.table.columns);
    let own = cells.filter(|(cell, column)| match column.role {
        ColumnRole::Task | ColumnRole::Deliverable => true,
        ColumnRole::Title => !cell.inherited,
        _ => false,
    });
    own.flat_map(|(cell, _)| pairs(cell.text.as_str())).collect()
}

fn pairs(words: &str) -> impl Iterator<Item = (char, char)> {
    words.chars().zip(words.chars().skip(1))
}
