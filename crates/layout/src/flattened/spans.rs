//! Labels and the rows that they cover, where the lines keep the places of the print.
//!
//! A label stands in the middle (or at the top) of the rows that it covers, and its lines stand at one distance. Which
//! lines make up one label and which rows it covers is found at once, as the best of all ways to cut the lines of a
//! label column and the rows of the table into as many parts.

use super::grid::{self, Alignment, GridColumn};
use super::run::Run;
use super::segment::Segment;
use super::weights::Weights;
use crate::Watch;
use crate::limits::{LABEL_LINES, Limit};
use std::collections::BTreeMap;
use std::ops::Range;

/// Most ways to use up the lines before a label that are looked at.
const MOST_WAYS: usize = 64;
/// Margin of a row that only one label can cover.
const CERTAIN: f32 = 20.0;

/// What the lines of the table are like.
pub struct Lines<'a> {
    /// The text that the segments point into.
    pub texts: &'a [&'a str],
    /// How far down each stands.
    pub heights: &'a [f32],
    /// The page of each.
    pub pages: &'a [u32],
    /// Whether anything but labels stands in each.
    pub filled: &'a [bool],
    /// The lines of each row.
    pub rows: &'a [Range<usize>],
    /// Tells when time is up.
    pub watch: &'a Watch,
}

/// A label: its segments in its column, and the first row that it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Segments of the column.
    pub segments: Range<usize>,
    /// The first of its rows.
    pub row: usize,
}

/// The labels of a column, and for each row how much worse it fits that another label covers it.
pub struct Labels {
    /// The labels, from the top.
    pub labels: Vec<Label>,
    /// For each row, by how much the best way beats the best in which a label beside it covers it.
    pub margins: Vec<f32>,
}

/// A label that was found: its printed lines, and the first row that it covers.
type Covered = (Range<usize>, usize);

/// The labels of a column. No label reaches over the `borders`, rows at which the labels of an outer column begin;
/// each covers one of the `numbers`, lines that hold the number of a label, if there are any.
pub fn labels(column: &GridColumn, lines: &Lines<'_>, borders: &[usize], numbers: &[usize]) -> Labels {
    let printed = printed_lines(column);
    if printed.is_empty() || lines.rows.is_empty() {
        return Labels { labels: Vec::new(), margins: vec![CERTAIN; lines.rows.len()] };
    }
    let run = Run::new(&column.segments, lines.texts, lines.watch);
    let own = rows_have_own(&printed, lines.rows);
    let counts = |line: &PrintedLine| is_numbered(&column.segments[line.segments.start], lines.texts);
    let counted = counts(&printed[0]) && printed[1..].iter().any(counts);
    let finder =
        |alignment| Finder { run: &run, column, lines, borders, numbers, printed: &printed, own, counted, alignment };
    let find = |alignment| finder(alignment).find();
    let (middle, top) = (find(Alignment::Middle), find(Alignment::Top));
    if top.0 < middle.0 { top.1 } else { middle.1 }
}

/// A printed line of a label column.
struct PrintedLine {
    segments: Range<usize>,
    line: usize,
    width: f32,
}

fn printed_lines(column: &GridColumn) -> Vec<PrintedLine> {
    let mut lines: Vec<PrintedLine> = Vec::new();
    for (at, (segment, top)) in column.segments.iter().zip(&column.tops).enumerate() {
        match lines.last_mut() {
            Some(line) if line.line == *top => {
                line.segments.end = at + 1;
                line.width += segment.width + segment.gap;
            }
            _ => lines.push(PrintedLine { segments: at..at + 1, line: *top, width: segment.width }),
        }
    }
    lines
}

/// Whether every row has a line of a label beside it: then labels do not span rows.
fn rows_have_own(printed: &[PrintedLine], rows: &[Range<usize>]) -> bool {
    const FEWEST: usize = 4;
    let holds = |row: &Range<usize>| {
        let first = printed.partition_point(|line| line.line < row.start);
        printed.get(first).is_some_and(|line| line.line < row.end)
    };
    rows.len() >= FEWEST && rows.iter().all(holds)
}

struct Finder<'a> {
    run: &'a Run<'a>,
    column: &'a GridColumn,
    lines: &'a Lines<'a>,
    borders: &'a [usize],
    numbers: &'a [usize],
    printed: &'a [PrintedLine],
    /// Whether each row has a label of its own.
    own: bool,
    /// Whether labels open with their numbers, as the first of them does.
    counted: bool,
    alignment: Alignment,
}

/// The best way to use up so many printed lines and rows: its cost, and the lines and rows used up before the last label.
#[derive(Clone, Copy)]
struct Best {
    cost: f32,
    before: (usize, usize),
}

/// The ways to use up so many printed lines, by the row that the next label begins with.
type Ways = BTreeMap<usize, Best>;

impl Finder<'_> {
    fn find(&self) -> (f32, Labels) {
        let count = self.printed.len();
        let mut ways: Vec<Ways> = vec![Ways::new(); count + 1];
        ways[0] = self.starts().map(|row| (row, Best { cost: Self::unlabelled(row), before: (0, 0) })).collect();
        for from in 0..count {
            if self.lines.watch.is_over() {
                break;
            }
            let (before, after) = ways.split_at_mut(from + 1);
            let starts = promising(&before[from]);
            let mut apart = 0.0;
            for (to, ways) in (from + 1..).zip(after.iter_mut().take(LABEL_LINES)) {
                if to - 1 > from {
                    apart += self.apart(to - 1);
                }
                let words = apart - self.words(from..to) + self.unnumbered(from);
                for end in self.ends_at(to) {
                    for (row, cost) in starts.iter().filter(|(row, _)| *row < end) {
                        let cost = cost + words + self.fit(&(from..to), *row..end);
                        let best = ways.entry(end).or_insert(Best { cost: f32::INFINITY, before: (0, 0) });
                        if cost < best.cost {
                            *best = Best { cost, before: (from, *row) };
                        }
                    }
                }
            }
        }
        let Some((cost, covered)) = self.trace(&ways) else {
            return (f32::MAX, Labels { labels: self.by_row(), margins: vec![0.0; self.lines.rows.len()] });
        };
        if covered.iter().any(|(lines, _)| lines.len() >= LABEL_LINES) {
            self.lines.watch.hit(Limit::LabelLines);
        }
        let margins = self.margins(&covered);
        let label = |(lines, row): Covered| Label { segments: self.segments(lines), row };
        (cost, Labels { labels: covered.into_iter().map(label).collect(), margins })
    }

    /// The labels of the best way to use up all; `None` where there is none.
    fn trace(&self, ways: &[Ways]) -> Option<(f32, Vec<Covered>)> {
        let mut at = self.printed.len();
        let (row, Best { cost, .. }) = ways[at].iter().min_by(|a, b| a.1.cost.total_cmp(&b.1.cost))?;
        let mut row = *row;
        let mut labels = Vec::new();
        while at > 0 {
            let (from, start) = ways[at].get(&row)?.before;
            labels.push((from..at, start));
            (at, row) = (from, start);
        }
        labels.reverse();
        Some((*cost, labels))
    }

    /// For each row what it costs more, at least, that the label before or after its own covers it, or that both are one.
    fn margins(&self, labels: &[Covered]) -> Vec<f32> {
        let rows = self.lines.rows.len();
        let mut margins = vec![CERTAIN; rows];
        for (index, pair) in labels.windows(2).enumerate() {
            let [(first, from), (second, border)] = pair else { continue };
            let to = labels.get(index + 2).map_or(rows, |next| next.1);
            if from >= border || *border >= to {
                continue;
            }
            let cost = |border: usize| self.fit(first, *from..border) + self.fit(second, border..to);
            let best = cost(*border);
            for other in from + 1..to {
                let margin = (cost(other) - best).max(0.0);
                for least in &mut margins[other.min(*border)..other.max(*border)] {
                    *least = least.min(margin);
                }
            }
            let apart = self.apart(second.start) - self.words(first.start..second.end);
            let split = best - self.words(first.clone()) - self.words(second.clone());
            let margin = (self.fit(&(first.start..second.end), *from..to) + apart - split).max(0.0);
            for margins in &mut margins[*from..to] {
                *margins = margins.min(margin);
            }
        }
        margins
    }

    /// The lines of each row as its label: what is left where the lines fit no labels.
    fn by_row(&self) -> Vec<Label> {
        let mut labels: Vec<Label> = Vec::new();
        for line in self.printed {
            let row = self.row_of(line.line);
            match labels.last_mut() {
                Some(label) if label.row == row => label.segments.end = line.segments.end,
                _ => labels.push(Label { segments: line.segments.clone(), row }),
            }
        }
        labels
    }

    /// The segments of printed lines.
    fn segments(&self, lines: Range<usize>) -> Range<usize> {
        self.printed[lines.start].segments.start..self.printed[lines.end - 1].segments.end
    }

    /// The row that holds a line.
    fn row_of(&self, line: usize) -> usize {
        self.lines.rows.partition_point(|row| row.end <= line).min(self.lines.rows.len() - 1)
    }

    /// Rows with which the first label may begin.
    fn starts(&self) -> Range<usize> {
        0..self.row_of(self.printed[0].line) + 1
    }

    /// What it costs that the rows before `row` have no label.
    fn unlabelled(row: usize) -> f32 {
        const NONE: f32 = 4.0;
        if row == 0 { 0.0 } else { NONE + row as f32 }
    }

    /// Rows with which the label may end whose last line is the one before `to`.
    fn ends_at(&self, to: usize) -> Range<usize> {
        let rows = self.lines.rows.len();
        match self.printed.get(to) {
            None => rows..rows + 1,
            Some(next) => {
                let last = self.row_of(self.printed[to - 1].line);
                last..(self.row_of(next.line) + 2).min(rows)
            }
        }
    }

    /// What it costs that printed line `at` is not as far from the one before as the lines of a cell, or has a number.
    fn apart(&self, at: usize) -> f32 {
        const FAR: f32 = 2.5;
        const NEAR: f32 = 0.3;
        const MOST: f32 = 7.0;
        const NUMBERED: f32 = 5.0;
        let (before, here) = (&self.printed[at - 1], &self.printed[at]);
        let Lines { heights, pages, .. } = self.lines;
        let same_page = pages[before.line] == pages[here.line];
        // What the page cuts goes on at the top of the next one, or in the middle of its part there.
        let top = || pages.partition_point(|page| *page < pages[here.line]);
        let distance = if same_page {
            heights[here.line] - heights[before.line] - 1.0
        } else {
            0.5 * (heights[here.line] - heights[top()])
        };
        let numbered = if self.is_numbered(self.first(here)) { NUMBERED } else { 0.0 };
        (FAR * (distance.abs() - NEAR)).clamp(0.0, MOST) + numbered
    }

    /// What the words and widths of the printed lines `lines` say for one label.
    fn words(&self, lines: Range<usize>) -> f32 {
        let segments = self.segments(lines.clone());
        let worth = grid::cell(self.run, &self.column.model, segments.start, segments.end, Weights::shipped());
        if self.column.units { worth - self.unlike_unit(lines) } else { worth }
    }

    /// What it costs that the printed lines `lines` are no whole name of a unit, or more than one.
    fn unlike_unit(&self, lines: Range<usize>) -> f32 {
        const BROKEN: f32 = 3.0;
        const SECOND: f32 = 6.0;
        const WHOLE: f32 = 0.5;
        let (mut name, mut seconds) = (String::new(), 0.0);
        for at in lines {
            let segments = self.segments(at..at + 1);
            let words: String = self.column.segments[segments].iter().map(|segment| self.text(segment)).collect();
            let listed = name.ends_with('、') || name.ends_with('，');
            let begins = !name.is_empty() && !listed && fenjie_lexicon::unit_starts(&words) > WHOLE;
            seconds += if begins && fenjie_lexicon::complete_unit(&name) > WHOLE { SECOND } else { 0.0 };
            name.push_str(&words);
        }
        let whole = seconds > 0.0 || fenjie_lexicon::complete_unit(&name) > WHOLE;
        seconds + if whole { 0.0 } else { BROKEN }
    }

    fn text(&self, segment: &Segment) -> &str {
        &self.lines.texts[segment.line][segment.start..segment.end]
    }

    /// What it costs that a label begins with printed line `at`, which has no number though labels have.
    fn unnumbered(&self, at: usize) -> f32 {
        const UNNUMBERED: f32 = 6.0;
        if self.counted && !self.is_numbered(self.first(&self.printed[at])) { UNNUMBERED } else { 0.0 }
    }

    fn first(&self, line: &PrintedLine) -> &Segment {
        &self.column.segments[line.segments.start]
    }

    /// What it costs that the label of the printed lines `label` covers `rows`.
    fn fit(&self, label: &Range<usize>, rows: Range<usize>) -> f32 {
        const TORN: f32 = 6.0;
        const SHARED: f32 = 8.0;
        let lines = self.lines.rows[rows.start].start..self.lines.rows[rows.end - 1].end;
        let inside = self.borders.partition_point(|border| *border <= rows.start);
        let torn = self.borders.get(inside).is_some_and(|border| *border < rows.end);
        let shared = if self.own { SHARED } else { -self.column.model.absent };
        let unlabelled = (rows.len() - 1) as f32 * shared;
        self.off(label, &lines, rows.start == 0, rows.end == self.lines.rows.len())
            + self.outside(label, &lines)
            + self.numbered(label, lines)
            + unlabelled
            + if torn { TORN } else { 0.0 }
    }

    /// What it costs that lines of a label stand beside cells of rows that it does not cover.
    fn outside(&self, label: &Range<usize>, lines: &Range<usize>) -> f32 {
        const BESIDE: f32 = 3.0;
        let is_outside = |line: usize| self.lines.filled[line] && !lines.contains(&line);
        let outside = [label.start, label.end - 1].into_iter().filter(|at| is_outside(self.printed[*at].line)).count();
        BESIDE * outside as f32
    }

    /// What it costs that a label stands where it does among the lines that it covers, which may be the `first` or the
    /// `last` of the table.
    fn off(&self, label: &Range<usize>, lines: &Range<usize>, first: bool, last: bool) -> f32 {
        const CROSSING: f32 = 0.5;
        const FREE: f32 = 0.3;
        const OFF: f32 = 1.5;
        const FARTHEST: f32 = 10.0;
        const LATE: f32 = 3.0;
        const OUTSIDE: f32 = 1.2;
        const NOWHERE: f32 = 40.0;
        let Lines { heights, pages, filled, .. } = *self.lines;
        let (head, foot) = (self.printed[label.start].line, self.printed[label.end - 1].line);
        // The part of the rows on the page where the label begins.
        let from = lines.start + pages[lines.clone()].partition_point(|page| *page < pages[head]);
        let to = lines.start + pages[lines.clone()].partition_point(|page| *page <= pages[head]);
        let top = (from..to).find(|at| filled[*at]);
        let bottom = (from..to).rev().find(|at| filled[*at]);
        let (Some(top), Some(bottom)) = (top, bottom) else { return NOWHERE };
        let whole = pages[head] == pages[foot];
        if !first && heights[head] < heights[top] - OUTSIDE
            || !last && whole && heights[foot] > heights[bottom] + OUTSIDE
        {
            return NOWHERE;
        }
        let centre = |a: usize, b: usize| f32::midpoint(heights[a], heights[b]);
        let middle = (centre(head, foot) - centre(top, bottom)).abs();
        let below = (heights[head] - heights[top]).abs();
        let crosses = to < lines.end || from > lines.start;
        let off = match self.alignment {
            // What the page cuts keeps its lines at its top in most print engines, in the middle of its part in others.
            _ if !whole => below,
            _ if crosses => below.min(middle + CROSSING),
            Alignment::Middle => middle,
            Alignment::Top | Alignment::Shifted => below,
        };
        // A label stands where its cell begins.
        let late = if from > lines.start { LATE } else { 0.0 };
        OFF * (off - FREE).clamp(0.0, FARTHEST) + late + if crosses { CROSSING } else { 0.0 }
    }

    /// What it costs that a label over `lines` has no number or more than one beside it.
    fn numbered(&self, label: &Range<usize>, lines: Range<usize>) -> f32 {
        const NONE: f32 = 2.0;
        const MORE: f32 = 5.0;
        const OFF: f32 = 1.0;
        if self.numbers.is_empty() {
            return 0.0;
        }
        let from = self.numbers.partition_point(|number| *number < lines.start);
        let to = self.numbers.partition_point(|number| *number < lines.end);
        let heights = self.lines.heights;
        let (first, last) = (self.printed[label.start].line, self.printed[label.end - 1].line);
        match to.saturating_sub(from) {
            0 => NONE,
            1 => {
                let middle = f32::midpoint(heights[first], heights[last]);
                OFF * ((heights[self.numbers[from]] - middle).abs() - 0.6).clamp(0.0, 2.0)
            }
            more => MORE * (more - 1) as f32,
        }
    }

    fn is_numbered(&self, segment: &Segment) -> bool {
        is_numbered(segment, self.lines.texts)
    }
}

/// Whether a segment opens with the number of a heading: 一、, （一）, 1.
fn is_numbered(segment: &Segment, texts: &[&str]) -> bool {
    let words = &texts[segment.line][segment.start..segment.end];
    let rest = words.trim_start_matches(|c| "一二三四五六七八九十".contains(c));
    segment.item.is_some() || rest.len() < words.len() && rest.starts_with('、')
}

/// The cheapest of the ways: the row that the next label begins with, and the cost.
fn promising(ways: &Ways) -> Vec<(usize, f32)> {
    let mut starts: Vec<(usize, f32)> = ways.iter().map(|(row, best)| (*row, best.cost)).collect();
    starts.sort_by(|a, b| a.1.total_cmp(&b.1));
    starts.truncate(MOST_WAYS);
    starts
}
