//! Tables with one cell a line: the columns are known only from a header of consecutive lines, merged cells are printed
//! with the first row they cover and left out below. Which line is which cell is found as the best reading of all.

mod header;
mod pieces;
mod reading;
mod regular;

use super::{Region, furniture};
use crate::{Block, FurnitureKind, MarkerStyle, Row, Table, below_table, grid, page_number, spanned};
use fenjie_lexicon::{ColumnRole, continuation_mark};
use fenjie_source::Line;
use fenjie_text::{Text, chars, numeral};

/// A line this wide, in Han characters, cannot be one printed line of a column: the cells are whole.
const WHOLE_CELL: f32 = 36.0;

/// At least one row in so many has a cell that is longer.
const ROWS_OF_A_LONG_CELL: usize = 4;

/// A line that is a cell, or one of its lines.
pub(super) struct CellLine {
    /// Which of all lines it is, the last of them where it was broken.
    place: usize,
    text: Text,
    /// How often its words were broken.
    breaks: usize,
}

/// The tables with one cell a line among the lines. A header that is printed again goes on in the table before.
pub(crate) fn regions(lines: &[&Line]) -> Vec<Region> {
    let filled: Vec<usize> = (0..lines.len()).filter(|&at| !lines[at].text.is_blank()).collect();
    let headers = header::headers(lines, &filled);
    let header = |(start, columns): (usize, usize)| -> Vec<Text> {
        let words: Vec<Text> = filled[start..start + columns].iter().map(|&at| lines[at].text.tidied()).collect();
        let order = spanned::columns(&words.iter().map(Text::as_str).collect::<Vec<_>>());
        order.map_or(words.clone(), |order| order.into_iter().map(|at| words[at].clone()).collect())
    };
    let mut regions: Vec<Region> = Vec::new();
    for same in headers.chunk_by(|a, b| header(*a) == header(*b)) {
        let next = headers.iter().find(|other| other.0 > same[same.len() - 1].0);
        let limit = next.map_or(filled.len(), |next| next.0);
        let ends = same.iter().skip(1).map(|header| header.0).chain([limit]);
        let places: Vec<usize> =
            same.iter().zip(ends).flat_map(|(header, end)| cells(lines, &filled[header.0 + header.1..end])).collect();
        let (start, columns) = same[0];
        let words = header(same[0]);
        let body = pieces::joined(with_whole_labels(lines, places, &words));
        let found = table(&words, &body, Doubt::Some).map(|found| (start, found)).or_else(|| {
            let free = regions.last().map_or(0, |region| filled.partition_point(|at| *at < region.end));
            let above = header::words_above(lines, &filled, start).min(start.saturating_sub(free));
            (1..=above).find_map(|above| {
                let words = header((start - above, columns + above));
                Some((start - above, table(&words, &body, Doubt::None).filter(has_first_column)?))
            })
        });
        if let Some((start, (table, used))) = found {
            regions.push(Region {
                start: filled[start],
                end: body[used - 1].place + 1,
                blocks: vec![Block::Table(table)],
            });
        }
    }
    regions
}

/// How much doubt rows may leave.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doubt {
    Some,
    None,
}

/// Whether the first row of a table has the first of its cells.
fn has_first_column((table, _): &(Table, usize)) -> bool {
    table.rows.iter().find(|row| !regular::is_band_row(row)).is_some_and(|row| !row.cells[0].text.is_empty())
}

/// The lines below a header that can be cells of its table: to where another annex, a note or the foot of the page begins,
/// without page numbers and what is printed above a header that goes on.
fn cells(lines: &[&Line], below: &[usize]) -> Vec<usize> {
    let words = |at: usize| lines[at].text.as_str().trim_matches(chars::is_blank);
    let end = below.iter().position(|&at| ends_body(words(at))).unwrap_or(below.len());
    let is_cell =
        |at: &usize| !page_number::is_dashed(words(*at)) && continuation_mark(words(*at)) != Some(0..words(*at).len());
    below[..end].iter().copied().filter(is_cell).collect()
}

/// The lines that are cells, where the number of a label over the whole width (一) stands on the
/// line before its words as one with them.
fn with_whole_labels(lines: &[&Line], places: Vec<usize>, header: &[Text]) -> Vec<CellLine> {
    const FEWEST: usize = 2;
    let words = |k: usize| places.get(k).map(|&at| &lines[at].text);
    let role = |words: &Text| ColumnRole::of_header(words.as_str());
    let is_counted = header.first().and_then(role) == Some(ColumnRole::Sequence)
        && !header.iter().any(|words| role(words) == Some(ColumnRole::Category));
    let is_row = |k: usize| words(k).is_some_and(|words| numeral::parse_integer(words.tidied().as_str()).is_some());
    let label = |k: usize| grid::numbered_band(words(k)?, words(k + 1)?).filter(|_| is_counted && is_row(k + 2));
    let mut whole = Vec::with_capacity(places.len());
    let (mut at, mut labels) = (0, 0);
    while let Some(line) = words(at) {
        let (last, text) = match label(at) {
            Some(label) => {
                labels += 1;
                (at + 1, label)
            }
            None => (at, line.clone()),
        };
        whole.push(CellLine { place: places[last], text, breaks: 0 });
        at = last + 1;
    }
    if labels >= FEWEST {
        return whole;
    }
    places.into_iter().map(|place| CellLine { place, text: lines[place].text.clone(), breaks: 0 }).collect()
}

/// The table of a body; also how many lines of the body it takes up. Lines behind its last row (a signature, a remark) are
/// left out, where the lines before them are a table.
fn table(header: &[Text], body: &[CellLine], doubt: Doubt) -> Option<(Table, usize)> {
    const MOST_BEHIND: usize = 8;
    // Only tables that fit a page or two are read again and again.
    const LONGEST: usize = 300;
    let behind = if body.len() <= LONGEST { MOST_BEHIND.min(body.len()) } else { 0 };
    let found = (0..=behind).find_map(|behind| whole_table(header, &body[..body.len() - behind], doubt))?;
    let (table, used, last) = found;
    let task = table.columns.iter().position(|column| column.role == ColumnRole::Task);
    let is_empty = |row: &Row| task.is_some_and(|task| row.cells[task].text.is_empty()) && !regular::is_band_row(row);
    match table.rows.last() {
        Some(row) if is_empty(row) && last > 0 => {
            whole_table(header, &body[..last], doubt).map(|(table, used, _)| (table, used))
        }
        _ => Some((table, used)),
    }
}

/// A table of all lines, where its cells are whole or it is regular; also how many lines it takes up, and where its last
/// row begins.
fn whole_table(header: &[Text], body: &[CellLine], doubt: Doubt) -> Option<(Table, usize, usize)> {
    const FEWEST_COLUMNS: usize = 3;
    let read = |style| {
        let bands = reading::bands(header, body, style);
        (style == MarkerStyle::Han || !bands.is_empty()).then(|| reading::read(header.to_vec(), body, &bands))?
    };
    // One long line may be the cells of a row that an extractor ran together; whole cells are long in many rows.
    let long = body.iter().filter(|line| chars::str_width(line.text.as_str()) > WHOLE_CELL).count();
    let is_whole = long >= (body.len() / (header.len() * ROWS_OF_A_LONG_CELL)).max(1);
    let may_leave_doubt = doubt == Doubt::Some && header.len() >= FEWEST_COLUMNS;
    let is_table = |reading: &reading::Reading| {
        regular::is_beyond_doubt(reading) || may_leave_doubt && (is_whole || regular::is_regular(reading, body.len()))
    };
    let found = read(MarkerStyle::Han).filter(is_table);
    let found = found.or_else(|| read(MarkerStyle::HanBracket).filter(regular::is_beyond_doubt))?;
    Some((found.table, body.len(), found.last_row))
}

/// Whether a line stands below a table: another annex, a note on the table, the foot of the page. Cells begin with their
/// lines here, so that these words need no mark behind them.
fn ends_body(words: &str) -> bool {
    const OPENINGS: [&str; 4] = ["填表说明", "填报说明", "抄送", "抄报"];
    let annex = words.strip_prefix("附件").or_else(|| words.strip_prefix("附表"));
    let is_annex = annex.is_some_and(|rest| rest.chars().all(|c| !chars::is_han(c)) && rest.chars().count() <= 4);
    is_annex
        || below_table::begins(words)
        || OPENINGS.iter().any(|opening| words.starts_with(opening))
        || furniture::kind(words, || true) == Some(FurnitureKind::Navigation)
}
