//! The lines of a dump as pages of blocks: what the extractor parted by blank lines, cut into fragments of one cell each.

use super::super::segment::{self, Join, Segment};
use crate::page_number;
use fenjie_text::chars::is_blank;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Blank lines that end a page: one ends the last block, the form feed makes another.
const PAGE_BLANKS: usize = 2;

/// The ranges of lines that the pages take up.
pub fn pages(lines: &[&str]) -> Vec<Range<usize>> {
    let mut pages = Vec::new();
    let (mut start, mut blanks) = (0, 0);
    for (at, line) in lines.iter().enumerate() {
        if line.chars().all(is_blank) {
            blanks += 1;
            continue;
        }
        if blanks >= PAGE_BLANKS && at > start {
            pages.push(start..at);
            start = at;
        }
        blanks = 0;
    }
    if start < lines.len() {
        pages.push(start..lines.len());
    }
    pages
}

/// A piece of a printed line: one cell's, as far as blanks tell.
#[derive(Clone, Debug, Default)]
pub struct Fragment {
    /// Its segments.
    pub segments: Range<usize>,
    /// The line it stands on.
    pub line: usize,
    /// Printed width in Han characters.
    pub width: f32,
    /// Width of what would have to fit on the line before.
    pub cluster: f32,
    /// First character.
    pub first: char,
    /// Last character.
    pub last: char,
    /// Opening marks left open, less those closed.
    pub opens: i32,
    /// The whole as a number.
    pub number: Option<u32>,
    /// The number of the item it begins with.
    pub item: Option<u32>,
    /// Letter-spaced, as justified lines are: the line is full.
    pub spaced: bool,
    /// Parted from the fragment before by a blank that may be within a printed line.
    pub soft: bool,
    /// Digits and Latin letters, whose widths are not known well.
    pub narrow: f32,
    /// Stands in the first or the last blocks of its page, where the page may have cut a cell.
    pub edge: Edge,
}

/// Where on its page a fragment stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    /// In the first blocks.
    pub top: bool,
    /// In the last.
    pub bottom: bool,
}

/// A block of the dump.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Page, counted from 0.
    pub page: u32,
    /// The fragments of each line.
    pub lines: Vec<Range<usize>>,
}

impl Flow {
    /// All fragments.
    pub fn fragments(&self) -> Range<usize> {
        let start = self.lines.first().map_or(0, |line| line.start);
        start..self.lines.last().map_or(start, |line| line.end)
    }
}

/// The body of a table: blocks, and what of the pages is furniture.
#[derive(Default)]
pub struct Body {
    /// Segments in the order of the stream.
    pub segments: Vec<Segment>,
    /// Fragments in the order of the stream.
    pub fragments: Vec<Fragment>,
    /// Blocks in the order of the stream.
    pub flows: Vec<Flow>,
    /// Page numbers.
    pub furniture: Vec<(usize, Range<usize>)>,
}

/// The body of a table: the lines of its pages from `start` on, and those at `before`, without the header words at
/// `taken`.
pub fn body(
    lines: &[&str],
    pages: &[Range<usize>],
    start: usize,
    before: &[usize],
    taken: &[(usize, Range<usize>)],
) -> Body {
    let taken: BTreeSet<(usize, usize)> = taken.iter().map(|(line, place)| (*line, place.start)).collect();
    let numbers = page_numbers(lines, pages, start);
    let mut body = Body::default();
    let spaced = is_spaced(&lines[start..]);
    for (page, range) in pages.iter().enumerate() {
        let mut open = false;
        let early = before.iter().copied().filter(|at| range.contains(at));
        for at in early.chain(range.start.max(start)..range.end) {
            let text = lines[at];
            // What stands between them is left out.
            open &= at >= start;
            if text.chars().all(is_blank) {
                open = false;
                continue;
            }
            if numbers.contains(&at) {
                body.furniture.push((at, 0..text.len()));
                continue;
            }
            let from = body.segments.len();
            segment::cut(at, text, page as u32, &mut body.segments);
            let is_taken = |segment: &Segment| {
                taken
                    .range((at, 0)..=(at, segment.start))
                    .next_back()
                    .is_some_and(|(_, begin)| *begin == segment.start || segment.join == Join::SoftBlank)
            };
            let kept: Vec<Segment> = body.segments[from..].iter().filter(|s| !is_taken(s)).cloned().collect();
            body.segments.truncate(from);
            body.segments.extend(kept);
            if body.segments.len() == from {
                continue;
            }
            body.segments[from].join = Join::Newline;
            let first = body.fragments.len();
            fragments(lines, &body.segments, from, spaced, &mut body.fragments);
            if !open {
                body.flows.push(Flow { page: page as u32, lines: Vec::new() });
                open = true;
            }
            if let Some(flow) = body.flows.last_mut() {
                flow.lines.push(first..body.fragments.len());
            }
        }
    }
    mark_edges(&mut body);
    body
}

/// Takes apart letter-spaced lines that are wider than any column: two cells whose lines are justified. `columns` are
/// the widths from left to right, each with whether it holds units.
pub fn part_spaced(body: &mut Body, lines: &[&str], columns: &[(f32, bool)]) {
    const OVER: f32 = 0.6;
    let widest = columns.iter().map(|column| column.0).fold(0.0, f32::max) + OVER;
    let Body { segments, fragments, flows, .. } = body;
    let mut parted: Vec<Fragment> = Vec::with_capacity(fragments.len());
    for flow in flows.iter_mut() {
        for line in &mut flow.lines {
            let start = parted.len();
            for fragment in &fragments[line.clone()] {
                let cut = (fragment.spaced && fragment.width > widest)
                    .then(|| best_part(&segments[fragment.segments.clone()], lines, columns))
                    .flatten();
                match cut {
                    Some(cut) => {
                        let at = fragment.segments.start + cut;
                        segments[at].join = Join::Blank;
                        for range in [fragment.segments.start..at, at..fragment.segments.end] {
                            let run = &segments[range.clone()];
                            parted.push(Fragment {
                                width: run.iter().map(|s| s.width).sum(),
                                cluster: run[0].cluster,
                                first: run[0].first,
                                last: run[run.len() - 1].last,
                                opens: run.iter().map(|s| i32::from(s.opens) - i32::from(s.closes)).sum(),
                                soft: false,
                                segments: range,
                                ..fragment.clone()
                            });
                        }
                    }
                    None => parted.push(fragment.clone()),
                }
            }
            *line = start..parted.len();
        }
    }
    *fragments = parted;
}

/// Where to part a run of letters so that both parts fill a column; the place that opens a name when one holds units.
fn best_part(run: &[Segment], lines: &[&str], columns: &[(f32, bool)]) -> Option<usize> {
    const SLACK: f32 = 2.1;
    const OVER: f32 = 0.6;
    const NAME: f32 = 3.0;
    let mut best: Option<(f32, usize)> = None;
    for cut in 1..run.len() {
        let width = |part: &[Segment]| part.iter().map(|s| s.width).sum::<f32>();
        let (left, right) = (width(&run[..cut]), width(&run[cut..]));
        let words: String = run[cut..].iter().map(|s| &lines[s.line][s.start..s.end]).collect();
        for (index, (first, _)) in columns.iter().enumerate() {
            for (second, units) in &columns[index + 1..] {
                let fills = |part: f32, width: f32| part <= width + OVER && part >= width - SLACK;
                if !fills(left, *first) || !fills(right, *second) {
                    continue;
                }
                let name = if *units { NAME * fenjie_lexicon::unit_starts(&words) } else { 0.0 };
                let score = name - (first - left).abs() - (second - right).abs();
                if best.is_none_or(|(before, _)| score > before) {
                    best = Some((score, cut));
                }
            }
        }
    }
    best.map(|(_, cut)| cut)
}

/// Marks the fragments in the first and last blocks of each page.
fn mark_edges(body: &mut Body) {
    const NEAR: usize = 9;
    let pages: Vec<u32> = body.flows.iter().map(|flow| flow.page).collect();
    for (index, flow) in body.flows.iter().enumerate() {
        let top = index < NEAR || pages[index - NEAR] != flow.page;
        let bottom = pages.get(index + NEAR).is_none_or(|page| *page != flow.page);
        for fragment in flow.fragments() {
            body.fragments[fragment].edge = Edge { top, bottom };
        }
    }
}

/// Whether the text sets blanks between digits and Chinese characters, as office suites do.
pub fn is_spaced(lines: &[&str]) -> bool {
    let (mut apart, mut together) = (0usize, 0usize);
    for line in lines {
        let chars: Vec<char> = line.trim().chars().collect();
        for pair in chars.windows(3) {
            let han = fenjie_text::chars::is_han;
            together +=
                usize::from(pair[0].is_ascii_digit() && han(pair[1]) || han(pair[0]) && pair[1].is_ascii_digit());
            apart += usize::from(
                is_blank(pair[1])
                    && (pair[0].is_ascii_digit() && han(pair[2]) || han(pair[0]) && pair[2].is_ascii_digit()),
            );
        }
    }
    apart > together
}

/// The fragments that the segments from `from` on make up.
fn fragments(lines: &[&str], segments: &[Segment], from: usize, spaced: bool, out: &mut Vec<Fragment>) {
    const BLANK: f32 = 0.25;
    let first = out.len();
    let narrow = |segment: &Segment| {
        let words = &lines[segment.line][segment.start..segment.end];
        words.chars().filter(|c| !fenjie_text::chars::is_wide(*c)).count() as f32
    };
    for (at, segment) in segments.iter().enumerate().skip(from) {
        let alone = |segment: &Segment| segment.number.is_some() && segment.item.is_none();
        let goes_on = at > from
            && matches!(segment.join, Join::SoftBlank | Join::Glued)
            && (spaced && !begins_cell(&segments[at]) || is_letter(&segments[at]) || is_letter(&segments[at - 1]))
            && !(out.len() == first + 1
                && out[first].segments.len() == 1
                && alone(&segments[from])
                && !matches!(segment.first, '年' | '月' | '日'));
        match out.last_mut().filter(|_| goes_on) {
            Some(last) => {
                last.segments.end = at + 1;
                last.width += segment.width + BLANK;
                last.last = segment.last;
                last.opens += i32::from(segment.opens) - i32::from(segment.closes);
                last.number = None;
                last.narrow += narrow(segment);
                let run = &segments[last.segments.clone()];
                last.spaced = run.iter().filter(|s| is_letter(s)).count() >= 3;
                if last.spaced {
                    last.width = run.iter().map(|s| s.width).sum();
                }
            }
            None => out.push(Fragment {
                segments: at..at + 1,
                line: segment.line,
                width: segment.width,
                cluster: segment.cluster.max(quoted_cluster(&lines[segment.line][segment.start..segment.end])),
                first: segment.first,
                last: segment.last,
                opens: i32::from(segment.opens) - i32::from(segment.closes),
                number: segment.number,
                item: segment.item,
                spaced: false,
                soft: at > from && segment.join != Join::Blank,
                narrow: narrow(segment),
                edge: Edge::default(),
            }),
        }
    }
}

/// The first unbreakable cluster where a quotation mark stands second: lines break neither before nor after one.
fn quoted_cluster(words: &str) -> f32 {
    use fenjie_text::chars::{is_wide, width};
    let quote = |c: char| matches!(c, '“' | '”' | '‘' | '’');
    let mut sum = 0.0;
    let mut glued = false;
    for (index, c) in words.chars().enumerate() {
        if index == 1 && !quote(c) {
            return 0.0;
        }
        if index > 1 && !quote(c) && !glued && is_wide(c) {
            break;
        }
        sum += width(c);
        glued = quote(c);
    }
    sum
}

/// Whether a blank beside digits parts two cells: the second begins as an item or a date, in one piece with its words.
pub fn begins_cell(here: &Segment) -> bool {
    const DATE: f32 = 2.5;
    here.item.is_some() || here.first.is_ascii_digit() && here.number.is_none() && here.width >= DATE
}

/// Whether a segment is one wide character, as in letter-spaced lines.
fn is_letter(segment: &Segment) -> bool {
    segment.end - segment.start == segment.first.len_utf8() && fenjie_text::chars::is_wide(segment.first)
}

/// The lines that are page numbers: alone on their line, decorated, or one more from page to page.
pub fn page_numbers(lines: &[&str], pages: &[Range<usize>], start: usize) -> BTreeSet<usize> {
    let plain = |at: usize| -> Option<i64> {
        let line = lines[at].trim();
        page_number::is_alone(line).then_some(())?;
        let digits: String = line.chars().filter(char::is_ascii_digit).collect();
        digits.parse().ok()
    };
    let decorated = |at: usize| lines[at].trim().starts_with(['—', '－', '-', '–', '第']);
    let mut votes: BTreeMap<i64, usize> = BTreeMap::new();
    let candidates = |page: &Range<usize>| (page.start.max(start)..page.end).filter(|at| plain(*at).is_some());
    for (index, page) in pages.iter().enumerate() {
        let offsets: BTreeSet<i64> = candidates(page).filter_map(plain).map(|number| number - index as i64).collect();
        for offset in offsets {
            *votes.entry(offset).or_default() += 1;
        }
    }
    // Of equal counts the smaller offset: numbers of rows run ahead of those of pages.
    let best =
        votes.iter().max_by_key(|(offset, count)| (**count, -offset.abs())).map(|(offset, count)| (*offset, *count));
    let mut times: BTreeMap<i64, usize> = BTreeMap::new();
    // Numbers of rows may stand before the header.
    for number in pages.iter().cloned().flatten().filter_map(plain) {
        *times.entry(number).or_default() += 1;
    }
    let mut numbers = BTreeSet::new();
    for (index, page) in pages.iter().enumerate() {
        let on_page: Vec<usize> = candidates(page).collect();
        if let Some(at) = on_page.iter().rev().find(|at| decorated(**at)) {
            numbers.insert(*at);
            continue;
        }
        let Some((offset, count)) = best else { continue };
        if count * 5 < pages.len() * 3 {
            continue;
        }
        let value = index as i64 + offset;
        let same: Vec<usize> = on_page.iter().copied().filter(|at| plain(*at) == Some(value)).collect();
        // A row may have the page's number: the page number is printed last, and is no row's when the table has that
        // number only once, beside its neighbour.
        let rows: BTreeSet<i64> = page.clone().filter_map(plain).collect();
        let once = times.get(&value) == Some(&1) && (rows.contains(&(value + 1)) || rows.contains(&(value - 1)));
        let in_chain =
            same.len() == 1 && (once || rows.contains(&(value + 1)) && (rows.contains(&(value - 1)) || value == 1));
        if let Some(at) = same.last().filter(|_| !in_chain) {
            numbers.insert(*at);
        }
    }
    numbers
}
