//! Tables drawn with characters: │ and ─ with their corners, as text sites printed tables for many years, or | and - with + at
//! the corners. A line between two rules is no row, all the lines between them are; a rule through some columns alone leaves the
//! cells of the others open (a cell merged downwards).

use super::Region;
use crate::{Block, Recoverer, grid};
use fenjie_source::{Line, MarkupCell, MarkupTable};
use fenjie_text::{Text, chars, numeral};
use std::ops::Range;

/// Fewest rows of such a table, its header among them.
const FEWEST_ROWS: usize = 2;

/// The drawn tables among the lines.
pub(crate) fn regions(lines: &[&Line]) -> Vec<Region> {
    let drawn: Vec<Option<Drawn>> = lines.iter().map(|line| Drawn::of(&line.text)).collect();
    let mut regions = Vec::new();
    let mut start = 0;
    while start < lines.len() {
        let Some(first) = drawn[start].as_ref().filter(|line| line.opens_table()) else {
            start += 1;
            continue;
        };
        let is_ascii = first.is_ascii;
        let goes_on = |at: &usize| match &drawn[*at] {
            Some(line) => line.is_ascii == is_ascii,
            None => lines[*at].text.is_blank(),
        };
        let mut end = (start..lines.len()).take_while(goes_on).last().map_or(start, |last| last + 1);
        while end > start && drawn[end - 1].is_none() {
            end -= 1;
        }
        let own: Vec<&Drawn> = drawn[start..end].iter().flatten().collect();
        if let Some(block) = table(&own) {
            regions.push(Region { start, end, blocks: vec![block] });
        }
        start = end.max(start + 1);
    }
    regions
}

/// A line of a drawn table: pieces between corners and bars.
struct Drawn {
    pieces: Vec<Piece>,
    /// The corners and bars.
    marks: Vec<Text>,
    is_ascii: bool,
}

struct Piece {
    text: Text,
    /// Where it stands, in half-width columns.
    place: Range<usize>,
    is_rule: bool,
}

impl Drawn {
    /// A line that begins and ends with a corner or bar, and holds something between them.
    fn of(line: &Text) -> Option<Self> {
        let words = line.as_str().trim_matches(chars::is_blank);
        let (first, last) = (words.chars().next()?, words.chars().next_back()?);
        let is_ascii = matches!(first, '+' | '|') && matches!(last, '+' | '|');
        let is_mark = |c: char| if is_ascii { matches!(c, '+' | '|') } else { is_corner(c) };
        if !is_mark(first) || !is_mark(last) || words.chars().count() < 3 {
            return None;
        }
        let line = line.trimmed();
        // Inside a row of | a + b | the + is text.
        let is_rule_line = !is_ascii || line.as_str().chars().all(|c| matches!(c, '+' | '|' | '-' | '=' | ':' | ' '));
        let parts = |c: char| if is_ascii && !is_rule_line { c == '|' } else { is_mark(c) };
        let mut drawn = Self { pieces: Vec::new(), marks: Vec::new(), is_ascii };
        let (mut from, mut column, mut begins) = (None, 0, 0);
        for (at, c) in line.as_str().char_indices() {
            if parts(c) {
                if let Some(from) = from {
                    let text = line.slice(from..at);
                    let is_rule = !text.is_empty() && text.as_str().chars().all(is_dash);
                    drawn.pieces.push(Piece { text, place: begins..column, is_rule });
                }
                drawn.marks.push(line.slice(at..at + c.len_utf8()));
                from = Some(at + c.len_utf8());
                column += width(c);
                begins = column;
            } else {
                column += width(c);
            }
        }
        (!drawn.pieces.is_empty()).then_some(drawn)
    }

    /// Whether a table can begin with it: with its upper rule. The rule below a header of Markdown begins none.
    fn opens_table(&self) -> bool {
        self.is_rule() && self.marks.first().is_some_and(|mark| mark.as_str() != "|")
    }

    /// Whether it is a rule from end to end.
    fn is_rule(&self) -> bool {
        self.pieces.iter().all(|piece| piece.is_rule)
    }
}

fn is_corner(c: char) -> bool {
    matches!(
        c,
        '│' | '┃'
            | '║'
            | '├'
            | '┤'
            | '┬'
            | '┴'
            | '┼'
            | '┌'
            | '┐'
            | '└'
            | '┘'
            | '┏'
            | '┓'
            | '┗'
            | '┛'
            | '┣'
            | '┫'
            | '┳'
            | '┻'
            | '╋'
    ) || ('\u{251c}'..='\u{254b}').contains(&c)
        || ('\u{2552}'..='\u{256c}').contains(&c)
}

fn is_dash(c: char) -> bool {
    matches!(c, '─' | '━' | '═' | '┄' | '┈' | '—' | '-' | '=' | ':')
}

/// Half-width columns that a character takes up; those that draw are set as wide as ideographs.
fn width(c: char) -> usize {
    if c.is_ascii() { 1 } else { 2 }
}

/// The table of these lines, from its top rule on.
fn table(lines: &[&Drawn]) -> Option<Block> {
    let widest = lines.iter().max_by_key(|line| line.pieces.len())?;
    let columns: Vec<Range<usize>> = widest.pieces.iter().map(|piece| piece.place.clone()).collect();
    if columns.len() < 2 {
        return None;
    }
    let mut build = Build { columns, open: Vec::new(), cells: Vec::new(), rows: 0 };
    build.open = vec![None; build.columns.len()];
    for section in lines.split_inclusive(|line| line.pieces.iter().any(|piece| piece.is_rule)) {
        build.section(section);
    }
    if build.rows < FEWEST_ROWS {
        return None;
    }
    let mut table = grid::table(grid::resolve_spans(&build.markup()), Recoverer::Ruled);
    let rules = lines.iter().flat_map(|line| line.pieces.iter().filter(|piece| piece.is_rule).map(|piece| &piece.text));
    table.furniture.extend(lines.iter().flat_map(|line| &line.marks).chain(rules).cloned());
    Some(Block::Table(table))
}

/// A cell as far as it is read.
struct Open {
    columns: Range<usize>,
    rows: Range<usize>,
    lines: Vec<Text>,
}

struct Build {
    columns: Vec<Range<usize>>,
    /// The cell that is open in each column.
    open: Vec<Option<usize>>,
    cells: Vec<Open>,
    rows: usize,
}

impl Build {
    /// Lines of text, and the rule below them.
    fn section(&mut self, lines: &[&Drawn]) {
        let (rule, text) = match lines.split_last() {
            Some((last, text)) if last.pieces.iter().any(|piece| piece.is_rule) => (Some(*last), text),
            _ => (None, lines),
        };
        let starts = self.numbered_starts(text);
        for (at, line) in text.iter().enumerate() {
            if at == 0 || starts.contains(&at) {
                self.rows += 1;
                if at > 0 {
                    self.open.fill(None);
                }
            }
            self.line(line);
        }
        let Some(rule) = rule else { return };
        // Cells beside a piece of rule go on below it, and may hold words beside it.
        if rule.pieces.iter().any(|piece| !piece.is_rule && !piece.text.is_blank()) {
            self.line(rule);
        }
        for piece in rule.pieces.iter().filter(|piece| piece.is_rule) {
            for column in self.columns_of(&piece.place, rule.pieces.len()) {
                self.open[column] = None;
            }
        }
    }

    /// Rows without rules between them: lines that open with a number of their own.
    fn numbered_starts(&self, lines: &[&Drawn]) -> Vec<usize> {
        let is_number = |line: &&Drawn| {
            let mut pieces = line.pieces.iter().take(2).map(|piece| chars::without_blanks(piece.text.as_str()));
            line.pieces.len() == self.columns.len() && pieces.any(|words| numeral::parse_integer(&words).is_some())
        };
        let starts: Vec<usize> =
            lines.iter().enumerate().filter(|(_, line)| is_number(line)).map(|(at, _)| at).collect();
        if starts.len() > 1 { starts } else { Vec::new() }
    }

    fn line(&mut self, line: &Drawn) {
        let row = self.rows.max(1) - 1;
        for (at, piece) in line.pieces.iter().enumerate().filter(|(_, piece)| !piece.is_rule) {
            let columns = if line.pieces.len() == self.columns.len() {
                at..at + 1
            } else {
                self.columns_of(&piece.place, line.pieces.len())
            };
            let Some(first) = self.open.get(columns.start).copied() else { continue };
            let cell = first.unwrap_or_else(|| {
                self.cells.push(Open { columns: columns.clone(), rows: row..row + 1, lines: Vec::new() });
                self.cells.len() - 1
            });
            for column in columns {
                self.open[column] = Some(cell);
            }
            self.cells[cell].rows.end = row + 1;
            if !piece.text.is_blank() {
                self.cells[cell].lines.push(piece.text.trimmed());
            }
        }
    }

    /// The columns that a place covers: those whose middles lie in it.
    fn columns_of(&self, place: &Range<usize>, pieces: usize) -> Range<usize> {
        let middle = |column: &Range<usize>| usize::midpoint(column.start, column.end);
        if pieces == 1 {
            return 0..self.columns.len();
        }
        let start = self.columns.iter().position(|column| middle(column) >= place.start).unwrap_or(0);
        let end =
            self.columns.iter().rposition(|column| middle(column) < place.end.max(place.start + 1)).unwrap_or(start);
        start..end.max(start) + 1
    }

    /// The cells as marked-up rows.
    fn markup(&self) -> MarkupTable {
        let mut rows: Vec<Vec<(usize, MarkupCell)>> = vec![Vec::new(); self.rows];
        for cell in &self.cells {
            let markup = MarkupCell {
                lines: cell.lines.clone(),
                rowspan: cell.rows.len() as u32,
                colspan: cell.columns.len() as u32,
                header: false,
            };
            rows[cell.rows.start].push((cell.columns.start, markup));
        }
        let in_order = |mut row: Vec<(usize, MarkupCell)>| {
            row.sort_by_key(|(column, _)| *column);
            row.into_iter().map(|(_, cell)| cell).collect()
        };
        MarkupTable { rows: rows.into_iter().map(in_order).collect() }
    }
}
