//! Which rows a merged label covers.
//!
//! The stream of a page holds a merged label just before the first row that it covers (office suites), just before
//! the last that it covers on the page where it begins (browsers, Word), or, as the eye and OCR read it, in the
//! middle. One table does it one way; which, the table itself shows.

use super::rows::RawRow;
use super::segment::{Join, Segment};
use std::ops::Range;

/// Where a label stands among the rows that it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placing {
    /// Before the first.
    First,
    /// Before the last on the page where it begins.
    Last,
    /// Before the row in which the middle of its span lies.
    Centre,
}

/// A set of columns whose cells are merged over the same rows: a category's number and its label.
pub type Group = Range<usize>;

/// For each row, the row that holds the label of `group`; `None` where no label covers it.
pub fn owners(
    rows: &[RawRow],
    group: &Group,
    outer: Option<(&Group, &[Option<usize>])>,
    placing: Placing,
    paged: bool,
) -> Vec<Option<usize>> {
    match placing {
        Placing::First => first(rows, group, outer.map(|(_, owners)| owners)),
        Placing::Last => last(rows, group, outer.map(|(group, _)| group)),
        Placing::Centre => centre(rows, group, paged).0,
    }
}

/// Whether row `row` holds a label of `group`.
pub fn holds(row: &RawRow, group: &Group) -> bool {
    group.clone().any(|column| !row.cells[column].is_empty())
}

/// How the labels of `groups` are placed, outermost group first: as the ends of the table and of its pages show.
///
/// Before the first row: the table's first row has every label. Before the last on the page: the last row of every
/// page has one. Where both hold, that which is less likely to come about by chance. Also how sure that is, 0 to 1.
pub fn placing(rows: &[RawRow], groups: &[Group], paged: bool) -> (Placing, f32) {
    const DOUBTED: f32 = 0.5;
    const CLOSE: f32 = 0.8;
    let share = |group: &Group| rows.iter().filter(|row| holds(row, group)).count() as f32 / rows.len().max(1) as f32;
    let sparse: Vec<(&Group, f32)> =
        groups.iter().map(|group| (group, share(group))).filter(|(_, share)| *share > 0.0 && *share < 1.0).collect();
    let Some((outer, _)) = sparse.first() else { return (Placing::First, 1.0) };
    let first = rows.first().is_some_and(|row| sparse.iter().all(|(group, _)| holds(row, group)));
    let last = page_ends_without(rows, outer) == 0 && !is_cut_below_others(rows, outer);
    match (first, last) {
        (true, false) => (Placing::First, 1.0),
        (false, true) => (Placing::Last, 1.0),
        (true, true) => {
            let ends = |group: &Group| pages_with(rows, group) as f32;
            let by_chance = |times: &dyn Fn(&Group) -> f32| -> f32 {
                sparse.iter().map(|(group, share)| times(group) * share.ln()).sum()
            };
            let odds = by_chance(&|_| 1.0) - by_chance(&ends);
            let sure = 1.0 / (1.0 + (-odds.abs()).exp());
            (if odds > 0.0 { Placing::Last } else { Placing::First }, sure)
        }
        (false, false) if centre(rows, outer, paged).1 <= CLOSE => (Placing::Centre, DOUBTED),
        (false, false) => (Placing::Last, DOUBTED),
    }
}

/// Joins a label that the page cut: it has its number on the page before, in the last row there, and goes on without
/// one.
pub fn join_cut(rows: &mut [RawRow], groups: &[Group], segments: &[Segment]) {
    for group in groups.iter().filter(|group| group.len() == 2) {
        let (number, label) = (group.start, group.start + 1);
        let mut last: Option<usize> = None;
        for index in 0..rows.len() {
            if !holds(&rows[index], group) {
                continue;
            }
            let cut = last.filter(|last| {
                let ends_page = rows.get(last + 1).is_none_or(|next| next.page != rows[*last].page);
                let next_page = rows[index].page == rows[*last].page + 1;
                rows[index].cells[number].is_empty()
                    && !rows[*last].cells[number].is_empty()
                    && ends_page
                    && next_page
                    && ends_full(&rows[*last].cells[label], segments)
            });
            match cut {
                Some(home) => {
                    let rest = std::mem::take(&mut rows[index].cells[label]);
                    rows[home].cells[label].extend(rest);
                }
                None => last = Some(index),
            }
        }
    }
}

/// Gives labels their numbers that came out before the last cell of the row before: the number of a label stands in the
/// middle of its rows, and an extractor may come upon it there.
pub fn join_numbers(rows: &mut [RawRow], groups: &[Group], segments: &[Segment]) {
    for group in groups.iter().filter(|group| group.len() == 2) {
        let (number, label) = (group.start, group.start + 1);
        for index in 1..rows.len() {
            if rows[index].cells[label].is_empty() || !rows[index].cells[number].is_empty() {
                continue;
            }
            let Some(cell) = rows[index - 1].cells.iter_mut().skip(group.end).rfind(|cell| !cell.is_empty()) else {
                continue;
            };
            let Some((from, _)) =
                cell.first_mut().filter(|(from, to)| segments[*from].number.is_some() && to - from > 1)
            else {
                continue;
            };
            let at = *from;
            if segments[at].counts || segments[at + 1].join == Join::Inside {
                continue;
            }
            *from += 1;
            rows[index].cells[number].push((at, at + 1));
        }
    }
}

/// Whether the table breaks off: its last row lacks a cell that nearly all others have.
fn breaks_off(rows: &[RawRow]) -> bool {
    const NEARLY_ALL: f32 = 0.9;
    const LEAST: usize = 6;
    let Some((last, others)) = rows.split_last().filter(|(_, others)| others.len() >= LEAST) else { return false };
    (0..last.cells.len()).any(|column| {
        let with = others.iter().filter(|row| !row.cells[column].is_empty()).count() as f32;
        last.cells[column].is_empty() && with >= NEARLY_ALL * others.len() as f32
    })
}

/// Whether the last line of a cell is as long as the others, so that it may go on.
fn ends_full(pieces: &[(usize, usize)], segments: &[Segment]) -> bool {
    const SLACK: f32 = 0.6;
    let widths = || pieces.iter().flat_map(|(from, to)| &segments[*from..*to]).map(|segment| segment.width);
    let widest = widths().fold(0.0, f32::max);
    widths().next_back().is_some_and(|last| last >= widest - SLACK)
}

/// Rows at the top of a page, before the first label on it, while a label of the page before may go on: whether they
/// belong to the one or the other the layout does not tell.
pub fn open_rows(rows: &[RawRow], group: &Group) -> Vec<Range<usize>> {
    let mut open = false;
    let mut found = Vec::new();
    for page in pages(rows) {
        let first = page.clone().find(|index| holds(&rows[*index], group));
        if let Some(first) = first.filter(|first| open && *first > page.start) {
            found.push(page.start..first);
        }
        let last = &rows[page.end - 1];
        open = (open && first.is_none()) || holds(last, group) && !closed(last, group);
    }
    found
}

/// Pages on which labels stand, but none before the last row: impossible when labels stand before the last row that
/// they cover on the page where they begin.
fn page_ends_without(rows: &[RawRow], group: &Group) -> usize {
    let without = |page: &&Range<usize>| {
        rows[(*page).clone()].iter().any(|row| holds(row, group)) && !holds(&rows[page.end - 1], group)
    };
    let pages = pages(rows);
    // A table that breaks off ends before the labels of its last rows.
    let whole = if breaks_off(rows) { pages.len() - 1 } else { pages.len() };
    pages[..whole].iter().filter(without).count()
}

/// Whether a page has cut a label in the row that it has cut, below rows that have none: had the label stood beside these as well,
/// there would have been room for all of it.
fn is_cut_below_others(rows: &[RawRow], group: &Group) -> bool {
    let pages = pages(rows);
    let ends = pages.iter().filter(|page| page.len() > 1).map(|page| page.end - 1);
    ends.into_iter().any(|last| closed(&rows[last], group) && !holds(&rows[last - 1], group))
}

fn pages_with(rows: &[RawRow], group: &Group) -> usize {
    pages(rows).iter().filter(|page| rows[(*page).clone()].iter().any(|row| holds(row, group))).count()
}

fn pages(rows: &[RawRow]) -> Vec<Range<usize>> {
    let mut pages: Vec<Range<usize>> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        match pages.last_mut() {
            Some(page) if rows[page.start].page == row.page => page.end = index + 1,
            _ => pages.push(index..index + 1),
        }
    }
    pages
}

fn changes(outer: Option<&[Option<usize>]>, row: usize) -> bool {
    row > 0 && outer.is_some_and(|owners| owners[row] != owners[row - 1])
}

fn first(rows: &[RawRow], group: &Group, outer: Option<&[Option<usize>]>) -> Vec<Option<usize>> {
    let mut owner = None;
    (0..rows.len())
        .map(|index| {
            if holds(&rows[index], group) {
                owner = Some(index);
            } else if changes(outer, index) {
                owner = None;
            }
            owner
        })
        .collect()
}

/// Spans that end with the row before which the label stands, on the page where they begin. No label of `group` reaches
/// over the end of an `outer` one.
fn last(rows: &[RawRow], group: &Group, outer: Option<&Group>) -> Vec<Option<usize>> {
    let ends =
        |row: usize| row > 0 && outer.is_some_and(|outer| holds(&rows[row - 1], outer) && !goes_over(rows, row - 1));
    let mut owners: Vec<Option<usize>> = vec![None; rows.len()];
    let mut open: Option<usize> = None;
    let broken = breaks_off(rows);
    for page in pages(rows) {
        let mut from = page.start;
        for index in page.clone() {
            if index > page.start && ends(index) {
                open = None;
                from = from.max(index);
            }
            if !holds(&rows[index], group) {
                owners[index] = open;
                continue;
            }
            // Whether rows at a page top go on with the label before or belong to this one, the layout does not tell.
            let start = if open.is_some() { index } else { from };
            owners[start..=index].fill(Some(index));
            open = None;
            from = index + 1;
        }
        let end = page.end - 1;
        if holds(&rows[end], group) {
            open = (!closed(&rows[end], group)).then_some(end);
        } else if outer.is_none() && from > page.start && owners[end].is_none() && !(page.end == rows.len() && broken) {
            open = owners[from - 1];
            owners[from..page.end].fill(open);
        }
    }
    owners
}

/// Whether a label of the row ends with it: the page has cut the row and the label with it.
fn closed(row: &RawRow, group: &Group) -> bool {
    group.clone().any(|column| row.rests.contains(&column))
}

/// Whether the label at the end of a page may go on after it.
fn goes_over(rows: &[RawRow], row: usize) -> bool {
    rows.get(row + 1).is_some_and(|next| next.page != rows[row].page)
}

/// Spans whose middle lies in the row before which the label stands, by dynamic programming over the ends;
/// and by how many lines a label misses its row on average.
fn centre(rows: &[RawRow], group: &Group, paged: bool) -> (Vec<Option<usize>>, f32) {
    let events: Vec<usize> = (0..rows.len()).filter(|index| holds(&rows[*index], group)).collect();
    let mut owners = vec![None; rows.len()];
    if events.is_empty() {
        return (owners, 0.0);
    }
    // top[i]: where row i begins, in lines.
    let mut top = vec![0.0f32; rows.len() + 1];
    for (index, row) in rows.iter().enumerate() {
        top[index + 1] = top[index] + row.height + PADDING;
    }
    let misfit = |event: usize, start: usize, end: usize| -> f32 {
        let same_page = (start..end).rev().find(|row| rows[*row].page == rows[event].page).map_or(end, |row| row + 1);
        let begin = (start..end).find(|row| rows[*row].page == rows[event].page).unwrap_or(start);
        let middle = f32::midpoint(top[begin], top[same_page]);
        let crosses = paged && rows[start].page != rows[end - 1].page;
        (top[event] - middle).max(middle - top[event + 1]).max(0.0) + if crosses { CROSSING } else { 0.0 }
    };
    // best[e][i]: cheapest way to give rows up to `ends[i]` to the events up to e; ends lie between two events.
    let mut best: Vec<Vec<(f32, usize)>> = Vec::new();
    for (index, event) in events.iter().enumerate() {
        let ends = end_range(&events, index, rows.len());
        let mut row = Vec::new();
        for end in ends {
            let options: Vec<(f32, usize)> = match index {
                0 => vec![(misfit(*event, 0, end), 0)],
                _ => end_range(&events, index - 1, rows.len())
                    .enumerate()
                    .map(|(choice, start)| (best[index - 1][choice].0 + misfit(*event, start, end), choice))
                    .collect(),
            };
            row.push(options.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((f32::INFINITY, 0)));
        }
        best.push(row);
    }
    let mut end = rows.len();
    let mut choice = best.last().map_or(0, |row| row.len() - 1);
    for index in (0..events.len()).rev() {
        let before = best[index][choice].1;
        let start = if index == 0 { 0 } else { end_range(&events, index - 1, rows.len()).nth(before).unwrap_or(0) };
        owners[start..end].fill(Some(events[index]));
        end = start;
        choice = before;
    }
    let total = best.last().and_then(|row| row.last()).map_or(0.0, |option| option.0);
    (owners, total / events.len() as f32)
}

/// What it costs that a label covers rows of two pages where labels are repeated on each page (（续）).
const CROSSING: f32 = 20.0;
/// Blank space of a row above and below its lines, in lines.
const PADDING: f32 = 0.32;

/// Where the span of event `index` may end: after the event, at most where the next stands.
fn end_range(events: &[usize], index: usize, rows: usize) -> Range<usize> {
    match events.get(index + 1) {
        Some(next) => events[index] + 1..next + 1,
        None => rows..rows + 1,
    }
}
