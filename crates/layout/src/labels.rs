//! Labels of merged cells, given to the rows they cover.
//!
//! How a label stands among its rows depends on how the text was made. Text copied from a table has it on the first
//! row; text pulled out of a PDF has it on the last, or just after; OCR reads it where it is seen, vertically centred:
//! anywhere from its first row to just after its last, and on its first row where its number has a cell of its own. Which
//! of these a document does is told by the labels whose spans are forced: the first and the last of each page. What
//! all share: labels run in order, `（续）` repeats the running label on the next page, and, where `（续）` is used at
//! all, a page whose first label is new begins a new span at its top.

use std::ops::Range;

/// A label as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Occurrence {
    /// Row it was read on, or the row after which it was read when it stood on a line without a row (`after`).
    pub row: usize,
    /// Whether it stood alone on a line below that row.
    pub after: bool,
    /// Whether it says （续）.
    pub continued: bool,
    /// Its printed number.
    pub ordinal: Option<u32>,
    /// Whether its number stands in a cell of its own.
    pub parted: bool,
}

/// For each row the index of the occurrence whose label covers it; `None` for rows before any label.
///
/// `pages` holds the first row of every page, ascending from 0; `likeness(row, occurrence)` says how well a row fits a
/// label by its words, 0 to 1.
pub fn assign(
    rows: usize,
    pages: &[usize],
    labels: &[Occurrence],
    likeness: impl Fn(usize, usize) -> f32,
) -> Vec<Option<usize>> {
    if labels.is_empty() || rows == 0 {
        return vec![None; rows];
    }
    let parts = parts(rows, pages, labels);
    let parted_first = parted_stand_first(&parts, labels);
    if is_first_row_style(pages, labels) && !parted_first {
        return fill_down(rows, labels);
    }
    let unsaid = |_: usize, _: usize| 0.0;
    let far = |habit| spread(rows, &parts, labels, habit, &unsaid);
    let (on_last, cost) = far(Habit::Last);
    let count = labels.len() as f32;
    let in_middle = || far(Habit::Middle { parted_first: false }).1 <= MOST_OFF * count;
    if cost <= MOST_OFF * count && far(Habit::First).1 > CLEARLY_OFF * count && !in_middle() {
        return on_last;
    }
    spread(rows, &parts, labels, Habit::Middle { parted_first }, &likeness).0
}

/// Rows a label, on average, that labels may stand off the places that a habit puts them at …
const MOST_OFF: f32 = 0.1;
/// … and that say that they do not stand there.
const CLEARLY_OFF: f32 = 0.25;

/// Where labels stand among their rows.
#[derive(Clone, Copy)]
enum Habit {
    First,
    Last,
    /// In the middle; those with a number in a cell of its own on the first row, where `parted_first` says so.
    Middle {
        parted_first: bool,
    },
}

impl Habit {
    /// How many rows a label at `row` is off its place in the run from `first` to before `end`.
    fn off(self, label: &Occurrence, row: usize, first: usize, end: usize) -> f32 {
        /// Cost of the middle for a label that stands on the first row as a rule.
        const UNUSUAL: f32 = 1.0;
        let at = row as f32 + if label.after { 0.5 } else { 0.0 };
        let from_middle = (at - (first + end - 1) as f32 / 2.0).abs();
        let from_first = (at - first as f32).abs();
        match self {
            Self::First => from_first,
            Self::Last => end.abs_diff(row + 1) as f32,
            Self::Middle { parted_first: true } if label.parted => from_first.min(from_middle + UNUSUAL),
            Self::Middle { .. } => from_middle,
        }
    }
}

/// Whether labels with a number in a cell of its own, beside others that share theirs, stand on the first row wherever a
/// page forces them to begin there.
fn parted_stand_first(parts: &[Part], labels: &[Occurrence]) -> bool {
    const FEWEST: usize = 2;
    let numbered = || labels.iter().filter(|label| label.ordinal.is_some());
    let forced = parts.iter().filter_map(|part| {
        let first = part.labels.first().filter(|first| labels[first.index].parted)?;
        Some(first.row? - part.start)
    });
    let forced: Vec<usize> = forced.collect();
    numbered().any(|label| label.parted)
        && numbered().any(|label| !label.parted)
        && forced.len() >= FEWEST
        && forced.iter().all(|off| *off == 0)
}

/// Whether every label stands on the first row of its span: nothing speaks against it when the first row of the table
/// has a label, no label stands alone on a line, and （续） is never printed away from a page top.
fn is_first_row_style(pages: &[usize], labels: &[Occurrence]) -> bool {
    let first_row = labels[0].row == 0 && !labels[0].after;
    let misplaced = |label: &Occurrence| label.after || (label.continued && !pages.contains(&label.row));
    let continues = labels.iter().any(|label| label.continued);
    let new_page_without = |page: &usize| continues && !labels.iter().any(|label| label.row == *page);
    first_row && !labels.iter().any(misplaced) && !pages.iter().any(new_page_without)
}

fn fill_down(rows: usize, labels: &[Occurrence]) -> Vec<Option<usize>> {
    let mut assigned = vec![None; rows];
    for (i, label) in labels.iter().enumerate() {
        let end = labels.get(i + 1).map_or(rows, |next| next.row).min(rows);
        assigned[label.row.min(rows)..end.max(label.row.min(rows))].fill(Some(i));
    }
    assigned
}

/// The best partition of the rows, and how far off the labels stand: each label gets a run of rows, in order, that it
/// stands in as the habit says and whose words it resembles; a run may not cross into a page that opens with another label
/// when the document prints （续）.
fn spread(
    rows: usize,
    parts: &[Part],
    labels: &[Occurrence],
    habit: Habit,
    likeness: &impl Fn(usize, usize) -> f32,
) -> (Vec<Option<usize>>, f32) {
    let mut assigned = vec![None; rows];
    let mut cost = 0.0;
    for part in parts {
        let (ends, part_cost) = partition(part, labels, habit, likeness);
        cost += part_cost;
        let mut start = part.start;
        for (label, end) in part.labels.iter().zip(ends) {
            assigned[start..end].fill(Some(label.index));
            start = end;
        }
    }
    (assigned, cost)
}

/// A run of rows and the labels that share them.
struct Part {
    start: usize,
    end: usize,
    labels: Vec<Placed>,
}

/// A label in a part; without a row where it was not printed but must begin there.
#[derive(Clone)]
struct Placed {
    index: usize,
    row: Option<usize>,
    /// The rows of the page it was printed on, which it stands in the middle of its own among.
    page: Range<usize>,
}

/// Pages are parts of their own when the document prints （续）, else the whole table is one part. A page without any
/// label goes on with the page before.
fn parts(rows: usize, pages: &[usize], labels: &[Occurrence]) -> Vec<Part> {
    let page_of = |row: usize| {
        let next = pages.partition_point(|page| *page <= row);
        pages[next.saturating_sub(1)]..pages.get(next).copied().unwrap_or(rows)
    };
    let by_page = labels.iter().any(|label| label.continued);
    let pages = if by_page { pages } else { &[0][..] };
    let mut parts: Vec<Part> = Vec::new();
    for (p, &start) in pages.iter().enumerate() {
        let end = pages.get(p + 1).copied().unwrap_or(rows);
        let placed = placed(labels, start, end, page_of);
        if let (Some(before), Some(first)) = (parts.last_mut(), placed.first()) {
            lend_unseen_label(before, labels, first.index);
        }
        match parts.last_mut() {
            Some(part) if placed.is_empty() => part.end = end,
            _ if start < end => parts.push(Part { start, end, labels: placed }),
            _ => {}
        }
    }
    parts
}

/// The labels read on rows `start..end`, at most one a row.
fn placed(labels: &[Occurrence], start: usize, end: usize, page_of: impl Fn(usize) -> Range<usize>) -> Vec<Placed> {
    let mut placed: Vec<Placed> = Vec::new();
    for (index, label) in labels.iter().enumerate().filter(|(_, label)| (start..end).contains(&label.row)) {
        if placed.last().is_none_or(|last| last.row < Some(label.row)) {
            placed.push(Placed { index, row: Some(label.row), page: page_of(label.row) });
        }
    }
    placed
}

/// A page that opens with 二（续） after a page that printed only 一: 二 begins unseen at the foot of that page.
fn lend_unseen_label(before: &mut Part, labels: &[Occurrence], first: usize) {
    let label = &labels[first];
    let last = before.labels.last().map(|last| labels[last.index].ordinal);
    let has_room = before.end - before.start > before.labels.len();
    if label.continued && has_room && last.is_some_and(|ordinal| ordinal.is_some() && ordinal != label.ordinal) {
        before.labels.push(Placed { index: first, row: None, page: before.start..before.end });
    }
}

/// The ends of the runs of one part and their cost, by dynamic programming over (label, end row). Every run holds the row its label
/// was read on, so the end of a run lies between that row and the row of the next label.
fn partition(
    part: &Part,
    labels: &[Occurrence],
    habit: Habit,
    likeness: &impl Fn(usize, usize) -> f32,
) -> (Vec<usize>, f32) {
    let count = part.labels.len();
    let window = |k: usize| {
        let first = part.labels[k].row.map_or(part.end, |row| row + 1);
        let last = if k + 1 == count { part.end } else { part.labels[k + 1].row.unwrap_or(part.end - 1) };
        if k + 1 == count { part.end..=part.end } else { first.min(last)..=last }
    };
    let mut layers: Vec<Vec<(usize, f32, usize)>> = vec![vec![(part.start, 0.0, 0)]];
    for (k, placed) in part.labels.iter().enumerate() {
        let before = &layers[k];
        let layer = window(k)
            .map(|end| {
                let (from, cost) = before
                    .iter()
                    .enumerate()
                    .map(|(from, (start, cost, _))| {
                        (from, cost + run_cost(*start, end, placed, labels, habit, likeness))
                    })
                    .min_by(|(_, a), (_, b)| a.total_cmp(b))
                    .unwrap_or((0, 0.0));
                (end, cost, from)
            })
            .collect();
        layers.push(layer);
    }
    let cost = layers.last().and_then(|layer| layer.first()).map_or(0.0, |(_, cost, _)| *cost);
    (trace(&layers), cost)
}

/// Reads the best ends back from the last layer to the first.
fn trace(layers: &[Vec<(usize, f32, usize)>]) -> Vec<usize> {
    let mut ends = vec![0; layers.len() - 1];
    let mut at = 0;
    for (k, layer) in layers.iter().enumerate().skip(1).rev() {
        let (end, _, from) = layer[at.min(layer.len() - 1)];
        ends[k - 1] = end;
        at = from;
    }
    ends
}

/// How badly rows `start..end` suit a label: distance of the label from its place, less the likeness of the words.
fn run_cost(
    start: usize,
    end: usize,
    label: &Placed,
    labels: &[Occurrence],
    habit: Habit,
    likeness: &impl Fn(usize, usize) -> f32,
) -> f32 {
    /// Weight of one row's likeness against one row of distance from the place of the label.
    const LIKENESS: f32 = 1.0;
    /// Cost of a run without rows, above every distance.
    const EMPTY: f32 = 1e6;
    if start >= end {
        return EMPTY;
    }
    let alike: f32 = (start..end).map(|row| likeness(row, label.index)).sum();
    let (first, last) = (start.max(label.page.start), end.min(label.page.end).max(start + 1));
    // A label that was not printed at all heads few rows: its cell was cut off by the page.
    let unseen = (end - start - 1) as f32;
    let off = label.row.map_or(unseen, |row| habit.off(&labels[label.index], row, first, last));
    off - LIKENESS * alike
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(row: usize) -> Occurrence {
        Occurrence { row, after: false, continued: false, ordinal: None, parted: false }
    }

    #[test]
    fn labels_on_their_first_rows_fill_down() {
        let labels = [label(0), label(3)];
        let assigned = assign(5, &[0], &labels, |_, _| 0.0);
        assert_eq!(assigned, [Some(0), Some(0), Some(0), Some(1), Some(1)]);
    }

    #[test]
    fn centred_labels_take_the_rows_around_them() {
        let labels =
            [label(1), Occurrence { row: 5, after: true, continued: false, ordinal: None, parted: false }, label(7)];
        let assigned = assign(9, &[0], &labels, |_, _| 0.0);
        assert_eq!(assigned, [0, 0, 0, 1, 1, 1, 2, 2, 2].map(Some));
    }
}
