//! The cells of a table's lines, without what pages add: numbers, headers printed again, marks of what goes on.

use super::regions::{Region, line_before};
use super::segment::{self, Segment};
use crate::page_number;
use fenjie_lexicon::continuation_mark;
use std::ops::Range;

/// The words of a region, what is furniture left out.
pub(super) struct Body {
    pub(super) segments: Vec<Segment>,
    pub(super) furniture: Vec<(usize, Range<usize>)>,
    /// Whether labels that go on over the page are repeated with a mark.
    pub(super) continued: bool,
}

pub(super) fn body(lines: &[&str], region: &Region<'_>, page_starts: &[usize]) -> Body {
    let mut body = Body { segments: Vec::new(), furniture: Vec::new(), continued: false };
    let mut page = 0;
    let mut headers = region.headers.iter().peekable();
    let mut at = region.lines.start;
    let last = (region.lines.start..region.lines.end).rev().find(|at| !lines[*at].trim().is_empty());
    let numbered = numbered_at_head(lines, page_starts);
    while at < region.lines.end {
        if let Some(header) = headers.next_if(|header| header.line == at) {
            let glued = &lines[at][..header.start];
            if page_number::is_alone(glued) {
                body.furniture.push((at, 0..header.start));
            } else {
                segment::cut(at, glued, page, &mut body.segments);
            }
            let words = header.columns.iter().flat_map(|column| &column.places).chain(&header.spanning);
            body.furniture.extend(words.cloned());
            if !body.segments.is_empty() {
                page += 1;
            }
            at = header.end;
            continue;
        }
        let text = lines[at];
        if headers.peek().is_some_and(|header| is_running_head(lines, region.lines.start, at, header.line)) {
            body.furniture.push((at, 0..text.len()));
            at += 1;
            continue;
        }
        let before_header = headers.peek().is_some_and(|header| {
            is_blank(&lines[at + 1..header.line]) && is_blank(&[&lines[header.line][..header.start]])
        });
        let ends_page =
            next_page(page_starts, at).is_some_and(|next| next <= region.lines.end && is_blank(&lines[at + 1..next]));
        let decorated = text.trim().starts_with(['—', '－', '-', '–']);
        let opens_page = at > region.lines.start && numbered && page_starts.binary_search(&at).is_ok();
        if page_number::is_alone(text) && (before_header || ends_page || opens_page || decorated || last == Some(at)) {
            body.furniture.push((at, 0..text.len()));
            if !before_header {
                page += 1;
            }
        } else {
            segment::cut(at, text, page, &mut body.segments);
        }
        at += 1;
    }
    body.continued = take_marks(lines, &mut body);
    body
}

/// Whether every page begins with its number: an extractor that follows the order of the print's commands comes upon a
/// foot first where a browser has set it first.
fn numbered_at_head(lines: &[&str], page_starts: &[usize]) -> bool {
    let first = lines.iter().position(|line| !line.trim().is_empty());
    let starts = first.into_iter().chain(page_starts.iter().copied().filter(|start| *start < lines.len()));
    let number = |at: usize| {
        let digits: String = lines[at].chars().filter(char::is_ascii_digit).collect();
        digits.parse::<usize>().ok().filter(|_| page_number::is_alone(lines[at].trim()))
    };
    let numbers: Option<Vec<usize>> = starts.map(number).collect();
    numbers.is_some_and(|numbers| numbers.len() > 1 && numbers.windows(2).all(|pair| pair[0] + 1 == pair[1]))
}

/// Whether line `at`, between a page number and the header at `header`, is one that heads all pages: it stands above the table
/// as well, which begins at `start`.
fn is_running_head(lines: &[&str], start: usize, at: usize, header: usize) -> bool {
    const SHORTEST: usize = 5;
    let words = lines[at].trim();
    let opens_page = || page_number::is_alone(line_before(lines, at, start));
    words.chars().nth(SHORTEST).is_some()
        && is_blank(&lines[at + 1..header])
        && opens_page()
        && lines[..start].iter().any(|line| line.trim() == words)
}

pub(super) fn is_blank(lines: &[&str]) -> bool {
    lines.iter().all(|line| line.trim().is_empty())
}

/// The line that the page after that of line `at` begins with.
fn next_page(page_starts: &[usize], at: usize) -> Option<usize> {
    page_starts.get(page_starts.partition_point(|start| *start <= at)).copied()
}

/// Takes out the mark of a label repeated on the next page, （续）, where it stands in segments of its own, perhaps
/// broken over lines; whether there was one.
fn take_marks(lines: &[&str], body: &mut Body) -> bool {
    const LONGEST: usize = 3;
    let mut kept: Vec<Segment> = Vec::with_capacity(body.segments.len());
    let segments = std::mem::take(&mut body.segments);
    let words = |segment: &Segment| &lines[segment.line][segment.start..segment.end];
    let mut at = 0;
    while at < segments.len() {
        let length = (1..=LONGEST.min(segments.len() - at)).find(|length| {
            let part = &segments[at..at + length];
            part.iter().all(|segment| segment.width <= 3.0)
                && is_continuation_mark(&part.iter().map(words).collect::<String>())
        });
        if let Some(length) = length {
            for segment in &segments[at..at + length] {
                body.furniture.push((segment.line, segment.start..segment.end));
            }
            at += length;
        } else {
            kept.push(segments[at].clone());
            at += 1;
        }
    }
    let any = kept.len() < segments.len();
    body.segments = kept;
    any
}

/// Whether words are nothing but the mark of what goes on from the page before.
pub(super) fn is_continuation_mark(words: &str) -> bool {
    continuation_mark(words) == Some(0..words.len())
}
