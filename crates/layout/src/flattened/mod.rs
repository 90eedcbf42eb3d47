//! Flattened tables: ruled tables whose cells came out of a PDF as bare lines, put together again.
//!
//! The header tells the columns (`header`); the lines are cut into segments (`segment`); the widths at which the
//! columns break their lines are inferred from the crowded line widths (`fit`); the best of all cuts into rows and
//! cells is found by dynamic programming (`decode`); merged labels get the rows they cover (`labels`). Before that, labels
//! over the whole width are taken out (`bands`), and what stands below the table.
//!
//! Where the lines keep the places of the print (`positions`), the column of every part of a line is found from line to
//! line (`tracks`), how far down each line stands from the lines of the cells (`heights`), the rows from both (`grid`),
//! and the labels with the rows they cover from the heights (`spans`).

mod bands;
mod blanks;
mod blocks;
mod cohesion;
mod confidence;
mod decode;
mod ends;
mod evidence;
mod fit;
mod geometry;
mod grid;
mod header;
mod header_words;
mod heights;
mod labels;
mod lattice;
mod positions;
mod rows;
mod run;
mod segment;
mod sense;
mod spans;
mod stacked;
mod strays;
mod stream;
mod tracks;
pub mod training;
mod weights;
mod wording;

use crate::{Cell, Column, Marker, MarkerStyle, Recoverer, Row, Table, Watch, below_table, page_number};
use bands::Band;
use fenjie_lexicon::{ColumnRole, continuation_mark};
use fenjie_text::Text;
use header::Header;
use labels::Group;
use rows::RawRow;
use run::Run;
use segment::Segment;
use std::ops::Range;

/// A flattened table found among the lines of a document.
#[derive(Clone, Debug)]
pub struct FlattenedRegion {
    /// The lines that the table takes up, all of them: cells, repeated headers, page numbers.
    pub lines: Range<usize>,
    /// The table.
    pub table: Table,
    /// Columns of labels and rows of which the layout does not tell whether they go on with the label before or belong to
    /// the next.
    open: Vec<OpenRows>,
    /// Labels over the whole width that are still to be put among the rows.
    bands: Vec<Band>,
    /// The first line of each row.
    starts: Vec<usize>,
}

impl FlattenedRegion {
    /// A table with nothing left to be settled.
    fn settled(lines: Range<usize>, table: Table) -> Self {
        Self { lines, table, open: Vec::new(), bands: Vec::new(), starts: Vec::new() }
    }
}

/// Rows at a page top, before the first label of their page in the columns `group`: some may go on with the label before,
/// the rest belong to the next.
#[derive(Clone, Debug)]
struct OpenRows {
    group: Group,
    rows: Range<usize>,
    /// For each row that may be the first of the next label, the row with that label the last, how well the place of the
    /// label fits, in log odds.
    fits: Vec<f32>,
}

/// Finds the flattened tables among `lines`, the whole document line by line, blank lines and leading blanks kept;
/// `page_starts` are the lines, in order, before which the dump has a form feed.
pub fn recover(lines: &[&Text], page_starts: &[usize], watch: &Watch) -> Vec<FlattenedRegion> {
    let strings: Vec<&str> = lines.iter().map(|text| text.as_str()).collect();
    let headers = header::find_all(&strings, watch);
    watch.place(lines);
    let regions = regions(&strings, &headers);
    let mut found = Vec::new();
    for region in regions.iter().take_while(|_| !watch.is_over()) {
        found.extend(recover_region(lines, &strings, region, page_starts, watch));
        watch.place(&lines[region.lines.clone()]);
    }
    sense::settle(&mut found);
    for FlattenedRegion { table, bands, starts, .. } in &mut found {
        if bands.is_empty() {
            crate::grid::settle_categories(&mut table.columns, &mut table.rows);
        }
        bands::put(&mut table.rows, starts, bands, lines, table.columns.len());
    }
    found
}

/// Finds the tables whose cells are blocks, parted by blank lines, among `lines`, the whole document line by line.
pub fn recover_blocks(lines: &[&Text], watch: &Watch) -> Vec<FlattenedRegion> {
    let strings: Vec<&str> = lines.iter().map(|text| text.as_str()).collect();
    blocks::recover(lines, &strings, watch)
}

/// The lines of one table and the headers in it.
struct Region<'a> {
    lines: Range<usize>,
    headers: &'a [Header],
}

/// Headers that repeat one another without a title between them belong to one table.
fn regions<'a>(lines: &[&str], headers: &'a [Header]) -> Vec<Region<'a>> {
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
fn line_before<'a>(lines: &[&'a str], line: usize, floor: usize) -> &'a str {
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
fn is_title(line: &str) -> bool {
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

/// The words of a region, what is furniture left out.
struct Body {
    segments: Vec<Segment>,
    furniture: Vec<(usize, Range<usize>)>,
    /// Whether labels that go on over the page are repeated with a mark.
    continued: bool,
}

fn body(lines: &[&str], region: &Region<'_>, page_starts: &[usize]) -> Body {
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
            for (line, place) in header.columns.iter().flat_map(|column| &column.places) {
                body.furniture.push((*line, place.clone()));
            }
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

fn is_blank(lines: &[&str]) -> bool {
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
fn is_continuation_mark(words: &str) -> bool {
    continuation_mark(words) == Some(0..words.len())
}

fn recover_region(
    texts: &[&Text],
    lines: &[&str],
    region: &Region<'_>,
    page_starts: &[usize],
    watch: &Watch,
) -> Option<FlattenedRegion> {
    if positions::keeps_positions(lines, &region.lines) {
        let (table, _) = recover_places(texts, lines, region, page_starts, watch)?;
        return Some(FlattenedRegion::settled(region.lines.clone(), table));
    }
    let body = body(lines, region, page_starts);
    let header = region.headers.first()?;
    let frame = Frame { texts, lines, header, furniture: &body.furniture, continued: body.continued, watch };
    stream::recover(&frame, region, body.segments)
}

/// The table of a region whose lines keep their places, with what speaks for and against each row.
fn recover_places(
    texts: &[&Text],
    lines: &[&str],
    region: &Region<'_>,
    page_starts: &[usize],
    watch: &Watch,
) -> Option<(Table, Vec<confidence::Places>)> {
    let header = region.headers.first()?;
    let mut body = body(lines, region, page_starts);
    turn_pages(&mut body.segments, page_starts);
    let frame = Frame { texts, lines, header, furniture: &body.furniture, continued: body.continued, watch };
    positions::recover(&frame, region.headers, body.segments)
}

/// Counts the pages by where they start, whether the header is repeated there or not.
fn turn_pages(segments: &mut [Segment], page_starts: &[usize]) {
    if page_starts.is_empty() {
        return;
    }
    let page = |line: usize| page_starts.partition_point(|start| *start <= line);
    let first = segments.first().map_or(0, |segment| page(segment.line));
    for segment in segments {
        segment.page = (page(segment.line) - first) as u32;
    }
}

/// What a table is read from, besides its rows.
struct Frame<'a> {
    texts: &'a [&'a Text],
    lines: &'a [&'a str],
    header: &'a Header,
    furniture: &'a [(usize, Range<usize>)],
    /// Whether labels that go on over the page are repeated with a mark.
    continued: bool,
    watch: &'a Watch,
}

/// The table of `raw`; labels stand on the first row of their span already when `placed`.
fn table_of(frame: &Frame<'_>, run: &Run<'_>, raw: &[RawRow], roles: &[ColumnRole], placed: bool) -> Table {
    let Frame { texts, header, .. } = *frame;
    let groups = groups(roles);
    let mut rows: Vec<Row> = raw
        .iter()
        .map(|row| Row {
            cells: row
                .cells
                .iter()
                .map(|pieces| Cell { text: rows::cell_text(run, texts, pieces), inherited: false })
                .collect(),
            confidence: 1.0,
            doubtful: Vec::new(),
        })
        .collect();
    let mut furniture: Vec<Text> = frame
        .furniture
        .iter()
        .map(|(line, place)| texts[*line].slice(place.clone()).trimmed())
        .filter(|t| !t.is_empty())
        .collect();
    let paged = continued(&mut rows, &groups, &mut furniture) || frame.continued;
    let placing = if placed { labels::Placing::First } else { labels::placing(raw, &groups, paged).0 };
    let mut outer: Option<(&Group, Vec<Option<usize>>)> = None;
    for group in &groups {
        let above = outer.as_ref().map(|(group, owners)| (*group, owners.as_slice()));
        let owners = labels::owners(raw, group, above, placing, paged);
        fill(&mut rows, group, &owners);
        outer = Some((group, owners));
    }
    let columns = header
        .columns
        .iter()
        .zip(roles)
        .map(|(column, role)| {
            let mut words = Text::new();
            for (line, place) in &column.places {
                words.push(&texts[*line].slice(place.clone()));
            }
            Column { header: words.tidied(), role: *role }
        })
        .collect();
    Table { columns, rows, recoverer: Recoverer::Flattened, score: 1.0, furniture, title: None }
}

/// Takes the mark of a label repeated on the next page, （续）, off the labels; whether there was one.
fn continued(rows: &mut [Row], groups: &[Group], furniture: &mut Vec<Text>) -> bool {
    let mut any = false;
    for column in groups.iter().flat_map(Clone::clone) {
        for row in rows.iter_mut() {
            let text = &mut row.cells[column].text;
            let words = text.as_str();
            let Some(Range { start: at, end }) = continuation_mark(words) else { continue };
            if at > 0 && end < words.len() {
                continue;
            }
            furniture.push(text.slice(at..end));
            let rest = if at == 0 { text.slice_from(end) } else { text.slice(0..at) };
            *text = rest.trimmed();
            any = true;
        }
    }
    any
}

/// A number column before a category that is as sparse as the category is the category's number.
fn number_of_category(roles: &mut [ColumnRole], raw: &[RawRow]) {
    for index in 0..roles.len().saturating_sub(1) {
        if roles[index] != ColumnRole::Sequence || roles[index + 1] != ColumnRole::Category {
            continue;
        }
        let count = |column: usize| raw.iter().filter(|row| !row.cells[column].is_empty()).count();
        if count(index) * 3 <= raw.len() * 2 && count(index) <= count(index + 1) * 3 / 2 + 1 {
            roles[index] = ColumnRole::CategoryNumber;
        }
    }
}

/// The columns merged together, outermost first.
fn groups(roles: &[ColumnRole]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut index = 0;
    while index < roles.len() {
        match roles[index] {
            ColumnRole::CategoryNumber if roles.get(index + 1) == Some(&ColumnRole::Category) => {
                groups.push(index..index + 2);
                index += 2;
            }
            ColumnRole::CategoryNumber | ColumnRole::Category | ColumnRole::Title => {
                groups.push(index..index + 1);
                index += 1;
            }
            ColumnRole::Lead if weights::leads_rows(roles, index) => {
                groups.push(index..index + 1);
                index += 1;
            }
            _ => index += 1,
        }
    }
    groups
}

/// Writes the labels into the rows that they cover.
fn fill(rows: &mut [Row], group: &Group, owners: &[Option<usize>]) {
    for (index, owner) in owners.iter().enumerate() {
        let Some(owner) = owner.filter(|owner| *owner != index) else { continue };
        for column in group.clone() {
            let text = rows[owner].cells[column].text.clone();
            if rows[index].cells[column].text.is_empty() {
                rows[index].cells[column] = Cell { text, inherited: true };
            }
        }
    }
}
