//! Labels of merged cells, given to the rows they cover.
//!
//! How a label stands among its rows depends on how the text was made. Text copied from a table has it on the first
//! row; OCR reads it where it is seen, vertically centred: anywhere from its first row to just after its last. What
//! both share: labels run in order, `（续）` repeats the running label on the next page, and, where `（续）` is used at
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
    if is_first_row_style(pages, labels) {
        return fill_down(rows, labels);
    }
    spread(rows, pages, labels, likeness)
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

/// The best partition of the rows: each label gets a run of rows, in order, whose middle it stands near and whose words
/// it resembles; a run may not cross into a page that opens with another label when the document prints （续）.
fn spread(
    rows: usize,
    pages: &[usize],
    labels: &[Occurrence],
    likeness: impl Fn(usize, usize) -> f32,
) -> Vec<Option<usize>> {
    let mut assigned = vec![None; rows];
    let page_of = |row: usize| {
        let next = pages.partition_point(|page| *page <= row);
        pages[next.saturating_sub(1)]..pages.get(next).copied().unwrap_or(rows)
    };
    for part in parts(rows, pages, labels, page_of) {
        let ends = partition(&part, labels, &likeness);
        let mut start = part.start;
        for (label, end) in part.labels.iter().zip(ends) {
            assigned[start..end].fill(Some(label.index));
            start = end;
        }
    }
    assigned
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
fn parts(rows: usize, pages: &[usize], labels: &[Occurrence], page_of: impl Fn(usize) -> Range<usize>) -> Vec<Part> {
    let by_page = labels.iter().any(|label| label.continued);
    let pages = if by_page { pages } else { &[0][..] };
    let mut parts: Vec<Part> = Vec::new();
    for (p, &start) in pages.iter().enumerate() {
        let end = pages.get(p + 1).copied().unwrap_or(rows);
        let placed = placed(labels, start, end, &page_of);
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

/// The ends of the runs of one part, by dynamic programming over (label, end row). Every run holds the row its label
/// was read on, so the end of a run lies between that row and the row of the next label.
fn partition(part: &Part, labels: &[Occurrence], likeness: &impl Fn(usize, usize) -> f32) -> Vec<usize> {
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
                    .map(|(from, (start, cost, _))| (from, cost + run_cost(*start, end, placed, labels, likeness)))
                    .min_by(|(_, a), (_, b)| a.total_cmp(b))
                    .unwrap_or((0, 0.0));
                (end, cost, from)
            })
            .collect();
        layers.push(layer);
    }
    trace(&layers)
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

/// How badly rows `start..end` suit a label: distance of the label from the middle, less the likeness of the words.
fn run_cost(
    start: usize,
    end: usize,
    label: &Placed,
    labels: &[Occurrence],
    likeness: &impl Fn(usize, usize) -> f32,
) -> f32 {
    /// Weight of one row's likeness against one row of distance from the middle.
    const LIKENESS: f32 = 1.0;
    /// Cost of a run without rows, above every distance.
    const EMPTY: f32 = 1e6;
    if start >= end {
        return EMPTY;
    }
    let alike: f32 = (start..end).map(|row| likeness(row, label.index)).sum();
    let (first, last) = (start.max(label.page.start), end.min(label.page.end).max(start + 1));
    let middle = (first + last - 1) as f32 / 2.0;
    // A label that was not printed at all heads few rows: its cell was cut off by the page.
    let unseen = (end - start - 1) as f32;
    let off = label.row.map_or(unseen, |row| {
        let at = row as f32 + if labels[label.index].after { 0.5 } else { 0.0 };
        (at - middle).abs()
    });
    off - LIKENESS * alike
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(row: usize) -> Occurrence {
        Occurrence { row, after: false, continued: false, ordinal: None }
    }

    #[test]
    fn labels_on_their_first_rows_fill_down() {
        let labels = [label(0), label(3)];
        let assigned = assign(5, &[0], &labels, |_, _| 0.0);
        assert_eq!(assigned, [Some(0), Some(0), Some(0), Some(1), Some(1)]);
    }

    #[test]
    fn centred_labels_take_the_rows_around_them() {
        let labels = [label(1), Occurrence { row: 5, after: true, continued: false, ordinal: None }, label(7)];
        let assigned = assign(9, &[0], &labels, |_, _| 0.0);
        assert_eq!(assigned, [0, 0, 0, 1, 1, 1, 2, 2, 2].map(Some));
    }
}
