//! Which rows each merged cell covers, when the text tells its page and its order but not its place.
//!
//! A merged cell is printed on the page on which its rows begin, so that row is one of that page. What else there is:
//! where its lines stand among those of the rows in its own block; that its rows are at least as high as itself; and
//! which rows speak of the same things.

use super::super::weights::Kind;
use super::align::{Label, Row};
use super::content::broken_number;
use super::page::Body;
use super::wrap::room;
use fenjie_lexicon::ColumnRole;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A merged cell with the row on which its rows begin.
#[derive(Clone, Debug)]
pub struct Span {
    /// The cell: fragments of each of its columns.
    pub cells: Vec<(usize, Vec<usize>)>,
    /// The first row.
    pub start: usize,
}

/// What spans are found from.
pub struct Spans<'a> {
    /// The table's body.
    pub body: &'a Body,
    /// The words of each fragment.
    pub words: &'a [String],
    /// The rows.
    pub rows: &'a [Row],
    /// How much a pair of characters in common says, by the pair.
    pairs: BTreeMap<(char, char), f32>,
    /// The pairs of each row.
    row_pairs: Vec<Vec<(char, char)>>,
    /// Lines of each row.
    heights: Vec<f32>,
    /// What the first rows say of a label, all together, by the label's first fragment and number of fragments.
    senses: RefCell<BTreeMap<(usize, usize), Vec<f32>>>,
}

struct Whole {
    page: u32,
    flow: usize,
    cells: Vec<(usize, Vec<usize>)>,
}

impl<'a> Spans<'a> {
    /// Prepares the rows of columns with these roles.
    pub fn new(body: &'a Body, words: &'a [String], rows: &'a [Row], roles: &[ColumnRole]) -> Self {
        let texts: Vec<usize> = (0..roles.len()).filter(|c| Kind::of(roles[*c]) == Kind::Text).collect();
        let row_pairs: Vec<Vec<(char, char)>> = rows
            .iter()
            .map(|row| {
                let text: String = texts.iter().flat_map(|c| &row.cells[*c]).map(|f| words[*f].as_str()).collect();
                let mut pairs = pairs(&text);
                pairs.sort_unstable();
                pairs.dedup();
                pairs
            })
            .collect();
        let mut counts: BTreeMap<(char, char), usize> = BTreeMap::new();
        for pair in row_pairs.iter().flatten() {
            *counts.entry(*pair).or_default() += 1;
        }
        let all = rows.len() as f32;
        let pairs =
            counts.into_iter().map(|(pair, n)| (pair, ((all + 1.0) / (n as f32 + 0.5)).ln().max(0.0))).collect();
        let heights = rows.iter().map(|row| row.cells.iter().map(Vec::len).max().unwrap_or(1).max(1) as f32).collect();
        Self { body, words, rows, pairs, row_pairs, heights, senses: RefCell::default() }
    }

    /// The spans of the labels of one column, with the numbers of the column before it; `borders` are rows on which
    /// an outer label begins.
    pub fn of(
        &self,
        labels: &[Label],
        number: Option<usize>,
        column: usize,
        width: f32,
        borders: &[usize],
    ) -> Vec<Span> {
        let wholes = self.reordered(self.wholes(labels, column, width), borders);
        let wholes = self.numbered(wholes, labels, number);
        if wholes.is_empty() || self.rows.is_empty() {
            return Vec::new();
        }
        let choices: Vec<Vec<usize>> = wholes.iter().map(|whole| self.starts(whole)).collect();
        let mut best: Vec<Vec<(f32, usize)>> = Vec::new();
        for index in 0..wholes.len() {
            let mut here = Vec::with_capacity(choices[index].len());
            for start in &choices[index] {
                let options = match index {
                    0 => vec![(if *start == 0 { 0.0 } else { -1.0 }, 0)],
                    _ => choices[index - 1]
                        .iter()
                        .enumerate()
                        .filter(|(_, before)| *before < start)
                        .map(|(choice, before)| {
                            let score =
                                best[index - 1][choice].0 + self.fit(&wholes[index - 1], *before, *start, borders);
                            (score, choice)
                        })
                        .collect(),
                };
                let best_option = options.into_iter().max_by(|a, b| a.0.total_cmp(&b.0));
                here.push(best_option.unwrap_or((-1000.0, 0)));
            }
            best.push(here);
        }
        let last = wholes.len() - 1;
        let end = |choice: usize| {
            best[last][choice].0 + self.fit(&wholes[last], choices[last][choice], self.rows.len(), borders)
        };
        let mut choice = (0..choices[last].len()).max_by(|a, b| end(*a).total_cmp(&end(*b))).unwrap_or(0);
        let mut spans = Vec::with_capacity(wholes.len());
        for (index, whole) in wholes.into_iter().enumerate().rev() {
            spans.push(Span { cells: whole.cells, start: choices[index][choice] });
            choice = best[index][choice].1;
        }
        spans.reverse();
        spans
    }

    /// Labels with their numbers, parts over blocks joined.
    fn wholes(&self, labels: &[Label], column: usize, width: f32) -> Vec<Whole> {
        let all = &self.body.fragments;
        let mut wholes: Vec<Whole> = Vec::new();
        for label in labels.iter().filter(|label| label.column == column) {
            let torn = wholes.last().filter(|before| {
                let end = before.cells[0].1.last().map(|end| &all[*end]);
                let start = &all[label.fragments[0]];
                let shared = |f: usize| {
                    all.get(f + 1).is_some_and(|next| next.line == all[f].line)
                        || f > 0 && all[f - 1].line == all[f].line
                };
                let torn = before.page == label.page
                    && before.flow != label.flow
                    && before.cells[0].1.last().is_some_and(|f| shared(*f));
                let cut = before.page + 1 == label.page
                    && end.is_some_and(|end| end.edge.bottom)
                    && start.edge.top
                    && before.cells[0].1.len() == 1;
                (torn || cut) && end.is_some_and(|end| room(end, start, width) < 0.2)
            });
            if torn.is_some() {
                if let Some(last) = wholes.last_mut() {
                    last.cells[0].1.extend(&label.fragments);
                }
                continue;
            }
            let cells = vec![(column, label.fragments.clone())];
            wholes.push(Whole { page: label.page, flow: label.flow, cells });
        }
        wholes
    }

    /// The labels of each page in the order that fits its rows best: pdftotext puts some after the others.
    fn reordered(&self, wholes: Vec<Whole>, borders: &[usize]) -> Vec<Whole> {
        const MOST: usize = 5;
        const INVERSION: f32 = -1.5;
        let mut out: Vec<Whole> = Vec::with_capacity(wholes.len());
        let mut rest = wholes.into_iter().peekable();
        while let Some(first) = rest.next() {
            let page = first.page;
            let mut group = vec![first];
            while let Some(next) = rest.next_if(|next| next.page == page) {
                group.push(next);
            }
            if group.len() > 1 && group.len() <= MOST {
                let value = |order: &[usize]| {
                    let inversions: usize = (0..order.len())
                        .map(|i| order[i + 1..].iter().filter(|later| **later < order[i]).count())
                        .sum();
                    let ordered: Vec<&Whole> = order.iter().map(|index| &group[*index]).collect();
                    self.page_score(&ordered, borders) + inversions as f32 * INVERSION
                };
                let mut best: Vec<usize> = (0..group.len()).collect();
                let mut best_value = value(&best);
                for order in permutations(group.len()) {
                    let new = value(&order);
                    if new > best_value + 0.01 {
                        best_value = new;
                        best = order;
                    }
                }
                let mut slots: Vec<Option<Whole>> = group.into_iter().map(Some).collect();
                out.extend(best.into_iter().filter_map(|index| slots[index].take()));
            } else {
                out.extend(group);
            }
        }
        out
    }

    /// How well labels fit the rows of their page in this order.
    fn page_score(&self, wholes: &[&Whole], borders: &[usize]) -> f32 {
        let Some(first) = wholes.first() else { return 0.0 };
        let starts = self.starts(first);
        let to = starts.last().map_or(0, |last| last + 1);
        let mut best: Vec<f32> = vec![0.0; starts.len()];
        for (index, whole) in wholes.iter().enumerate() {
            let ends: Vec<usize> = if index + 1 < wholes.len() { starts.clone() } else { vec![to] };
            best = ends
                .iter()
                .map(|end| {
                    starts
                        .iter()
                        .enumerate()
                        .filter(|(_, start)| *start < end)
                        .map(|(choice, start)| best[choice] + self.fit(whole, *start, *end, borders))
                        .fold(-1000.0, f32::max)
                })
                .collect();
        }
        best.first().copied().unwrap_or(0.0)
    }

    /// Gives the labels the numbers of the column before.
    fn numbered(&self, mut wholes: Vec<Whole>, labels: &[Label], number: Option<usize>) -> Vec<Whole> {
        let all = &self.body.fragments;
        let Some(number) = number else { return wholes };
        // Numbers and labels of a page keep one order.
        let pages: Vec<u32> = wholes.iter().map(|whole| whole.page).collect();
        let value = |label: &Label| all[label.fragments[0]].number;
        let mut seen: Vec<(u32, usize)> = Vec::new();
        let is_number = |label: &Label| {
            let words: String = label.fragments.iter().map(|f| self.words[*f].as_str()).collect();
            value(label).is_some() || broken_number(&words).is_some()
        };
        let mut numbers: Vec<&Label> =
            labels.iter().filter(|label| label.column == number && is_number(label)).collect();
        numbers.sort_by_key(|label| (label.page, value(label)));
        for label in numbers {
            let rank = seen.iter().filter(|(page, _)| *page == label.page).count();
            seen.push((label.page, rank));
            let home = (0..wholes.len()).filter(|index| pages[*index] == label.page).nth(rank);
            if let Some(home) = home {
                wholes[home].cells.push((number, label.fragments.clone()));
            }
        }
        wholes
    }

    /// The rows on which a label may begin: those of its page.
    fn starts(&self, whole: &Whole) -> Vec<usize> {
        let from = self.rows.partition_point(|row| row.page < whole.page);
        let to = self.rows.partition_point(|row| row.page <= whole.page);
        if from == to { vec![from.saturating_sub(1)] } else { (from..to).collect() }
    }

    /// How well a label fits the rows `start..end`.
    fn fit(&self, whole: &Whole, start: usize, end: usize, borders: &[usize]) -> f32 {
        const TORN: f32 = -4.0;
        const SHORT: f32 = -0.8;
        const SENSE: f32 = 1.0;
        let torn = borders.iter().filter(|border| **border > start && **border < end).count();
        let page_end = (start..end).find(|row| self.rows[*row].page != whole.page).unwrap_or(end);
        let height: f32 = self.heights[start..page_end].iter().map(|height| height + 0.5).sum();
        let own = whole.cells[0].1.len() as f32;
        let mut score = torn as f32 * TORN + (own - height - 0.5).max(0.0) * SHORT;
        score += self.place(whole, start, page_end, end > page_end);
        score + SENSE * self.sense(&whole.cells[0].1, start, end)
    }

    /// Where the label stands among the lines of its block and among the blocks of its page: in the middle of its rows,
    /// but at their top where they go on over the page.
    fn place(&self, whole: &Whole, start: usize, end: usize, goes_on: bool) -> f32 {
        const FREE: f32 = 1.5;
        const OFF: f32 = -0.6;
        const FAR: f32 = -0.25;
        let lines = |fragment: &usize| self.body.fragments[*fragment].line;
        let cell = &whole.cells[0].1;
        let (Some(first), Some(last)) = (cell.first(), cell.last()) else { return 0.0 };
        let middle = (lines(first) + lines(last)) as f32 / 2.0;
        let inside = |row: &Row| row.places.iter().find(|(flow, ..)| *flow == whole.flow).copied();
        let woven = self.rows[start..end].iter().filter_map(inside);
        let (top, bottom) = woven.fold((usize::MAX, 0), |(top, bottom), (_, a, b)| (top.min(a), bottom.max(b)));
        let any = self.rows.iter().any(|row| row.page == whole.page && inside(row).is_some());
        if any {
            if top > bottom {
                return -5.0;
            }
            let own = (lines(last) - lines(first)) as f32;
            let expected = if goes_on { top as f32 + own / 2.0 } else { f32::midpoint(top as f32, bottom as f32) };
            let off = (expected - middle).abs();
            return ((off - FREE).max(0.0) * OFF).max(-5.0);
        }
        // The rank of the label among the tasks of its page, against the middle of its rows.
        let from = self.rows.partition_point(|row| row.page < whole.page);
        let to = self.rows.partition_point(|row| row.page <= whole.page);
        let rank = self.rows[from..to].iter().filter(|row| row.anchor < *first).count() as f32;
        if rank == 0.0 || rank >= (to - from) as f32 {
            return 0.0;
        }
        let half = if goes_on { 0.5 } else { (end - start) as f32 / 2.0 };
        let centre = (start - from.min(start)) as f32 + half;
        FAR * ((centre - rank).abs() - 0.6).clamp(0.0, 5.0)
    }

    /// How much more the rows `start..end` speak of what a label names than others do.
    pub fn sense(&self, label: &[usize], start: usize, end: usize) -> f32 {
        let Some(first) = label.first() else { return 0.0 };
        let key = (*first, label.len());
        let mut senses = self.senses.borrow_mut();
        let sums = senses.entry(key).or_insert_with(|| self.sense_of_rows(label));
        let until = |row: usize| sums.get(row).or(sums.last()).copied().unwrap_or(0.0);
        until(end) - until(start)
    }

    /// What the first rows say of a label, all together, each less a part of what rows say of it as a rule: words that
    /// stand in many rows tell little.
    fn sense_of_rows(&self, label: &[usize]) -> Vec<f32> {
        const MOST: f32 = 6.0;
        const COMMON: f32 = 0.5;
        let text: String = label.iter().map(|f| self.words[*f].as_str()).collect();
        let mut own = pairs(&text);
        own.sort_unstable();
        own.dedup();
        let of_row = |row: &Vec<(char, char)>| {
            let shared = own.iter().filter(|pair| row.binary_search(pair).is_ok());
            shared.map(|pair| self.pairs.get(pair).copied().unwrap_or(0.0)).sum::<f32>().min(MOST)
        };
        let senses: Vec<f32> = self.row_pairs.iter().map(of_row).collect();
        let mean = senses.iter().sum::<f32>() / senses.len().max(1) as f32 * COMMON;
        let mut sums = vec![0.0];
        sums.extend(senses.iter().scan(0.0, |sum, sense| {
            *sum += sense - mean;
            Some(*sum)
        }));
        sums
    }
}

/// Pairs of neighbouring characters.
fn pairs(text: &str) -> Vec<(char, char)> {
    let chars: Vec<char> = text.chars().filter(|c| fenjie_text::chars::is_han(*c)).collect();
    chars.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// Whether the cells of a column may span rows.
pub fn may_span(role: ColumnRole) -> bool {
    Kind::of(role) == Kind::Label || role == ColumnRole::CategoryNumber
}

/// All orders of `count` things.
fn permutations(count: usize) -> Vec<Vec<usize>> {
    let mut orders: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..count {
        orders = orders
            .iter()
            .flat_map(|order| {
                (0..count).filter(|next| !order.contains(next)).map(|next| {
                    let mut order = order.clone();
                    order.push(next);
                    order
                })
            })
            .collect();
    }
    orders
}
