//! Rows whose cells are broken over lines, as word processors, spreadsheets and recognisers copy them. A row is a stream: what
//! stands before the first tab of a line goes on with the cell that is open, until the row has a cell for every column.

use super::record::Record;
use crate::plain::furniture;
use crate::{Marker, below_table, grid};
use fenjie_lexicon::{ColumnRole, ends_as_agency, time, unit_plausibility};
use fenjie_source::Line;
use fenjie_text::{Text, chars, numeral};

/// Most lines that one row is broken over.
const MOST_LINES: usize = 20;

/// From this plausibility on words name a body.
const UNIT: f32 = 0.6;

/// The lines that are one row of the table that `header` heads, as one, and how many they are; `None` where the first is a row
/// by itself.
pub(super) fn row(lines: &[&Line], header: &Record) -> Option<(Text, usize)> {
    let mut row = Row::open(lines, header)?;
    while row.lines < lines.len().min(MOST_LINES) && (row.fill(lines) || row.extend_last(lines)) {}
    (row.lines > 1).then_some((row.text, row.lines))
}

/// The lines that are one header, as one: its last cell on the first line is no name of a column, and is one with what opens the
/// next line (牵头 / 单位).
pub(super) fn header(lines: &[&Line]) -> Option<Text> {
    let [first, next, ..] = lines else { return None };
    let (first, next) = (&first.text, &next.text);
    if !first.as_str().contains('\t') || !next.as_str().contains('\t') || is_header(next.as_str()) {
        return None;
    }
    let (last, opening) = (last_cell(first.as_str()), first_cell(next.as_str()));
    let is_name = |words: &str| !matches!(ColumnRole::of_header(words), None | Some(ColumnRole::Other));
    let broken = !last.is_empty() && !is_name(last) && is_name(&format!("{last}{opening}"));
    let mut whole = first.clone();
    whole.push(&next.trimmed());
    (broken && is_header(whole.as_str())).then_some(whole)
}

fn is_header(line: &str) -> bool {
    let cells: Vec<&str> = line.split('\t').map(|cell| cell.trim_matches(chars::is_blank)).collect();
    grid::is_header(&cells)
}

/// A row as far as it is put together.
struct Row<'h> {
    header: &'h Record,
    text: Text,
    lines: usize,
    cells: usize,
}

impl<'h> Row<'h> {
    fn open(lines: &[&Line], header: &'h Record) -> Option<Self> {
        let first = lines.first()?.text.trimmed();
        let cells = count(first.as_str());
        let width = header.cells.len();
        if is_header(first.as_str()) {
            return None;
        }
        if (2..=width).contains(&cells) {
            return Some(Self { header, text: lines[0].text.clone(), lines: 1, cells });
        }
        // The number of a row on a line of its own.
        let next = lines.get(1).map(|line| &line.text)?;
        let is_numbered = role(header, 0) == Some(ColumnRole::Sequence);
        // The tab behind it stands on either line.
        let parted = first_cell(next.as_str()).is_empty();
        let cells = count(next.as_str()) + usize::from(!parted);
        let opens = is_number(first.as_str()) && next.as_str().contains('\t') && cells <= width;
        (opens && is_numbered && !is_number(first_cell(next.as_str()))).then(|| {
            let mut text = first;
            if !parted {
                text.push_mark("\t");
            }
            text.push(next);
            Self { header, text, lines: 2, cells }
        })
    }

    /// Takes the lines up to the next one with tabs, when they are the rest of an open cell and further cells.
    fn fill(&mut self, lines: &[&Line]) -> bool {
        let width = self.header.cells.len();
        if self.cells >= width {
            return false;
        }
        let rest = &lines[self.lines..lines.len().min(self.lines + MOST_LINES)];
        let mut list = List::open(last_cell(self.text.as_str()));
        let inner =
            rest.iter().take_while(|line| goes_on_in_cell(&line.text) || list.takes(line.text.as_str())).count();
        let Some(last) = rest.get(inner).map(|line| line.text.as_str()).filter(|last| last.contains('\t')) else {
            return false;
        };
        let filled = self.cells + count(last) - 1;
        let is_numbered = (0..width).any(|column| role(self.header, column) == Some(ColumnRole::Sequence));
        // Behind a cell that is whole, only what fills a numbered row is its rest.
        let fits = match (breaks_off(last_cell(self.text.as_str())), is_numbered) {
            (true, true) => filled <= width,
            (true, false) => filled == width || inner > 0 && filled <= width,
            (false, true) => filled == width,
            (false, false) => false,
        };
        if !fits || first_cell(last).is_empty() || is_number(first_cell(last)) || is_header(last) {
            return false;
        }
        rest[..=inner].iter().for_each(|line| self.push(&line.text));
        self.cells = filled;
        true
    }

    /// Takes a line without tabs that goes on with the last cell of a full row, where further rows follow.
    fn extend_last(&mut self, lines: &[&Line]) -> bool {
        let width = self.header.cells.len();
        let Some(next) = lines.get(self.lines).map(|line| &line.text).filter(|_| self.cells == width) else {
            return false;
        };
        let last = last_cell(self.text.as_str());
        let more = next.as_str().trim_matches(chars::is_blank);
        let is_open = last.ends_with(['、', '，', ',']);
        let continues = match role(self.header, width - 1) {
            Some(ColumnRole::Lead | ColumnRole::Support) => !ends_as_agency(last) || ends_as_agency(more),
            Some(ColumnRole::Deadline) => {
                is_time(&format!("{last}{more}")) && (!is_time(last) || is_time(more) || ends_time(more))
            }
            _ => breaks_off(last),
        };
        let follows = || lines[self.lines..].iter().take(MOST_LINES).any(|line| line.text.as_str().contains('\t'));
        let lists = List::open(last).takes(more);
        if last.is_empty() || !(goes_on_in_cell(next) || lists) || !(is_open || (continues || lists) && follows()) {
            return false;
        }
        self.push(next);
        true
    }

    fn push(&mut self, line: &Text) {
        self.text.push_blank();
        self.text.push(line);
        self.lines += 1;
    }
}

/// A numbered list inside a cell, by the last of its numbers so far.
struct List(Option<Marker>);

impl List {
    /// The list that a cell opens with or goes on with: its last number that follows on the one before.
    fn open(cell: &str) -> Self {
        let mut list = Self(Marker::parse(cell));
        // The lines of a cell are parted by blanks.
        for (at, _) in cell.char_indices().filter(|(_, c)| chars::is_blank(*c)) {
            list.takes(cell[at..].trim_start_matches(chars::is_blank));
        }
        list
    }

    /// Takes a line without tabs that has the next number.
    fn takes(&mut self, line: &str) -> bool {
        let next = Marker::parse(line).filter(|_| !line.contains('\t'));
        let Some((last, next)) = self.0.zip(next) else { return false };
        let follows = last.style == next.style && last.ordinal.checked_add(1) == Some(next.ordinal);
        if follows {
            self.0 = Some(next);
        }
        follows
    }
}

fn count(line: &str) -> usize {
    line.matches('\t').count() + 1
}

fn first_cell(line: &str) -> &str {
    line.split('\t').next().unwrap_or_default().trim_matches(chars::is_blank)
}

fn last_cell(line: &str) -> &str {
    line.rsplit('\t').next().unwrap_or_default().trim_matches(chars::is_blank)
}

fn role(header: &Record, column: usize) -> Option<ColumnRole> {
    ColumnRole::of_header(header.cells.get(column)?.as_str())
}

fn is_number(cell: &str) -> bool {
    numeral::parse_integer(cell.trim_matches(chars::is_blank)).is_some()
}

/// Whether words are a time and nothing beside it.
fn is_time(words: &str) -> bool {
    const LONGEST: usize = 16;
    words.chars().nth(LONGEST).is_none() && time::parse(words, None).is_some()
}

/// Whether words can be the end of a time whose line was too short for it: 底前, 日前完成.
fn ends_time(words: &str) -> bool {
    words.starts_with(|c: char| numeral::digit(c).is_some() || "年月日季度上下中末底初旬前后完".contains(c))
}

/// Whether the last cell of a line goes on: it closes neither with a full stop nor with the name of a body, and is no time.
fn breaks_off(cell: &str) -> bool {
    !cell.is_empty() && !cell.ends_with(['。', '；']) && !names_body(cell) && !is_number(cell) && !is_time(cell)
}

fn names_body(cell: &str) -> bool {
    let name = chars::without_blanks(cell);
    ends_as_agency(&name) && unit_plausibility(&name) >= UNIT
}

/// Whether a line without tabs can be the inside of a cell: no label over the whole width, no item, nothing of the page.
fn goes_on_in_cell(line: &Text) -> bool {
    const LONGEST: usize = 60;
    let words = line.as_str();
    !words.contains('\t')
        && !line.is_blank()
        && words.chars().nth(LONGEST).is_none()
        && !grid::is_band(words)
        && !below_table::begins(words)
        && !words.contains('：')
        && Marker::parse(words).is_none()
        && furniture::kind(words, || false).is_none()
}
