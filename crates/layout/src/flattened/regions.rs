//! Where the tables of a document begin and end, by their headers.

use super::body::is_blank;
use super::header::Header;
use crate::{Marker, MarkerStyle, below_table, page_number};
use std::ops::Range;

/// The lines of one table and the headers in it.
pub(super) struct Region<'a> {
    pub(super) lines: Range<usize>,
    pub(super) headers: &'a [Header],
}

/// Headers that repeat one another without a title between them belong to one table.
pub(super) fn regions<'a>(lines: &[&str], headers: &'a [Header]) -> Vec<Region<'a>> {
    let mut regions: Vec<Region<'a>> = Vec::new();
    let mut first = 0;
    for index in 0..headers.len() {
        let next = headers.get(index + 1);
        let below = headers[index].end..next.map_or(lines.len(), |next| next.line);
        let tail = below.clone().find(|at| below_table::begins(lines[*at]));
        let begins_next = |next: &&Header| begins_next(lines, headers[first].line, headers[index].end, next.line);
        let follower = next.filter(begins_next);
        let goes_on = next.is_some_and(|next| {
            tail.is_none()
                && follower.is_none()
                && next.signature() == headers[index].signature()
                && !is_title(line_before(lines, next.line, headers[index].end))
        });
        if goes_on {
            continue;
        }
        let floor = regions.last().map_or(0, |region| region.lines.end);
        let end = next.map_or(lines.len(), |next| title_start(lines, headers[index].end, next.line));
        let end = tail.map_or(end, |tail| end.min(tail));
        let heading = follower.and_then(|next| heading_above(lines, headers[index].end, next.line));
        let end = heading.map_or(end, |(heading, _)| end.min(heading));
        let start = table_start(lines, &headers[first], floor, index > first);
        regions.push(Region { lines: start..end.max(start), headers: &headers[first..=index] });
        first = index + 1;
    }
    regions
}

/// The last line that is not blank before `line`, not before `floor`.
pub(super) fn line_before<'a>(lines: &[&'a str], line: usize, floor: usize) -> &'a str {
    lines[floor.min(line)..line].iter().rev().find(|text| !text.trim().is_empty()).map_or("", |text| text.trim())
}

/// Whether a table begins below the header at `next`, not before `floor`, though it repeats the one at `known`: each stands
/// below a heading, and the headings count.
fn begins_next(lines: &[&str], known: usize, floor: usize, next: usize) -> bool {
    let (Some((_, one)), Some((_, two))) = (heading_above(lines, 0, known), heading_above(lines, floor, next)) else {
        return false;
    };
    one.style == two.style && one.ordinal + 1 == two.ordinal
}

/// The heading right above the header at `header`, but for a sentence or two.
fn heading_above(lines: &[&str], floor: usize, header: usize) -> Option<(usize, Marker)> {
    const MOST_LINES: usize = 5;
    let above = (floor.min(header)..header).rev().filter(|at| !is_blank(&lines[*at..=*at]));
    // What stands at the end of the page before is a cell.
    let mut above = above.take_while(|at| !page_number::is_alone(lines[*at])).take(MOST_LINES);
    let at = above.find(|at| crate::grid::is_band(lines[*at]))?;
    Marker::parse(lines[at]).map(|marker| (at, marker))
}

/// Whether a line is the title of a table, list or plan.
pub(super) fn is_title(line: &str) -> bool {
    const ENDINGS: [&str; 14] =
        ["表", "要点", "方案", "清单", "计划", "台账", "分工", "一览", "安排", "任务", "目录", "要求", "措施", "附件"];
    let bare: String = line.chars().filter(|c| !fenjie_text::chars::is_blank(*c)).collect();
    let bare = bare.split(['（', '(']).next().filter(|head| !head.is_empty()).unwrap_or(&bare);
    let length = bare.chars().count();
    (5..=40).contains(&length)
        && ENDINGS.iter().any(|ending| bare.ends_with(ending))
        && !bare.contains(['，', '；', '。', ','])
}

/// Where the lines that belong to the header at `next` begin: its title, and what stands between page and title.
fn title_start(lines: &[&str], floor: usize, next: usize) -> usize {
    const MOST_TITLE_LINES: usize = 4;
    let mut start = next;
    let mut seen = 0;
    for at in (floor..next).rev() {
        let line = lines[at].trim();
        if line.is_empty() {
            continue;
        }
        if page_number::is_alone(line) || seen == MOST_TITLE_LINES || !is_title(line) && seen > 0 {
            break;
        }
        start = at;
        seen += 1;
    }
    start
}

/// A header right after a page number repeats one that is not there: the table began before. Where it stands only once,
/// what comes before it may as well be a letter.
fn table_start(lines: &[&str], header: &Header, floor: usize, is_repeated: bool) -> usize {
    /// Lines of a table are narrower than the page, which has 45 characters of the smallest print at most.
    const WIDEST: f32 = 45.0;
    let before = line_before(lines, header.line, floor);
    let glued = lines[header.line][..header.start].trim();
    if !page_number::is_alone(before) && !page_number::is_alone(glued) {
        return header.line;
    }
    let is_end = |line: &str| is_title(line) || fenjie_text::chars::str_width(line) > WIDEST;
    let start = (floor..header.line).rev().find(|at| is_end(lines[*at])).map_or(floor, |at| at + 1);
    let is_letter = !is_repeated && lines[start..header.line].iter().any(|line| is_of_letter(line));
    if is_letter { header.line } else { start }
}

/// Whether a line is one of a letter and of no table: a heading 一、 or （一）, an address, an annex, a day alone.
fn is_of_letter(line: &str) -> bool {
    let words = line.trim_matches(fenjie_text::chars::is_blank);
    let is_heading = Marker::parse(words).is_some_and(|marker| marker.style <= MarkerStyle::HanBracket);
    let is_day = || words.ends_with('日') && fenjie_lexicon::time::date(words).is_some();
    is_heading || words.ends_with(['：', ':']) || words.starts_with("附件") || is_day()
}
