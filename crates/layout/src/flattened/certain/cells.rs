//! What the cells of a row can be, each by what its column holds.

use super::super::facts::{is_time, units_likeness};
use super::super::header::{Header, HeaderColumn};
use super::super::segment::{Join, Segment};
use super::{LONGEST_ROW, Row};
use crate::looks_like_time;
use fenjie_lexicon::{ColumnRole, complete_unit};
use fenjie_text::chars::{is_blank, is_han};
use std::ops::Range;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The number of the row.
    Number,
    /// What is to be done.
    Task,
    /// What the task is part of.
    Label,
    /// Who leads.
    Leaders,
    /// Who helps, if anyone does.
    Helpers,
    /// By when.
    Time,
    /// Persons.
    Persons,
    /// A few words or nothing.
    Remark,
    /// Words of any kind.
    Words,
}

/// How the cells of a row stand in the lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Each in a part of a line, the paragraphs of a text in one each.
    Whole,
    /// Some broken over lines.
    Broken,
}

/// What the columns of a table hold.
pub(super) struct Holds {
    kinds: Vec<Kind>,
    /// Whether units are told by the names of sections of one body: 责任科室.
    offices: bool,
    /// Whether cells may go on on further lines: where words of no kind of their own do is not told.
    may_break: bool,
}

impl Holds {
    /// What the columns below a header hold; `None` where the rows of such a table are not told by their cells alone.
    pub(super) fn of(header: &Header) -> Option<Self> {
        let kinds: Vec<Kind> = header
            .columns
            .iter()
            .map(|column| match column.role {
                ColumnRole::Sequence => Some(Kind::Number),
                ColumnRole::Task => Some(Kind::Task),
                ColumnRole::Title | ColumnRole::Category => Some(Kind::Label),
                ColumnRole::Lead => Some(Kind::Leaders),
                ColumnRole::Support => Some(Kind::Helpers),
                ColumnRole::Deadline => Some(Kind::Time),
                _ if column.names_persons() => Some(Kind::Persons),
                ColumnRole::Remark => Some(Kind::Remark),
                ColumnRole::Deliverable | ColumnRole::Other => Some(Kind::Words),
                ColumnRole::CategoryNumber => None,
            })
            .collect::<Option<_>>()?;
        let count = |kind| kinds.iter().filter(|other| **other == kind).count();
        let is_told = count(Kind::Number) == 1 && kinds[0] == Kind::Number && count(Kind::Task) == 1;
        let is_unit = |column: &&HeaderColumn| matches!(column.role, ColumnRole::Lead | ColumnRole::Support);
        let offices = header.columns.iter().filter(is_unit).any(|column| column.words.contains(['科', '股', '室']));
        // A list of units before a text may end with any of its lines: 各乡镇⏎人民政府.
        let is_vague = |pair: &[Kind]| {
            matches!(pair[1], Kind::Label | Kind::Words)
                || pair == [Kind::Task, Kind::Remark]
                || pair[1] == Kind::Task && matches!(pair[0], Kind::Leaders | Kind::Helpers)
        };
        let may_break = !kinds.windows(2).any(is_vague);
        (is_told && count(Kind::Leaders) > 0).then_some(Self { kinds, offices, may_break })
    }
}

/// Reads the segments of a table as rows.
pub(super) struct Reader<'a> {
    segments: &'a [Segment],
    holds: &'a Holds,
    /// The words of all segments without blanks, and where those of each begin.
    words: String,
    starts: Vec<usize>,
}

/// What the cells of the columns before are worth at best, and where the last of them begins.
type Best = Option<(f32, usize)>;

impl<'a> Reader<'a> {
    pub(super) fn new(segments: &'a [Segment], lines: &[&str], holds: &'a Holds) -> Self {
        let (mut words, mut starts) = (String::new(), vec![0]);
        for segment in segments {
            words.extend(lines[segment.line][segment.start..segment.end].chars().filter(|c| !is_blank(*c)));
            starts.push(words.len());
        }
        Self { segments, holds, words, starts }
    }

    /// How many segments there are.
    pub(super) fn len(&self) -> usize {
        self.segments.len()
    }

    /// Whether a line ends before segment `at`.
    pub(super) fn ends_line(&self, at: usize) -> bool {
        self.segments.get(at).is_none_or(|segment| segment.join == Join::Newline)
    }

    /// The number that a line begins with at segment `at`.
    pub(super) fn number(&self, at: usize) -> Option<u32> {
        const MOST: u32 = 999;
        let segment = self.segments.get(at)?;
        let is_number = segment.join == Join::Newline && segment.first.is_ascii_digit() && !segment.counts;
        segment.number.filter(|number| is_number && (1..=MOST).contains(number))
    }

    /// The cells of the segments `place`, where they are a whole row.
    pub(super) fn row(&self, place: Range<usize>) -> Option<Row> {
        let goes_over_wall = self.segments[place.clone()].iter().skip(1).any(|segment| segment.wall);
        if place.len() < 2 || place.len() > LONGEST_ROW || goes_over_wall {
            return None;
        }
        self.row_in(Way::Whole, &place).or_else(|| self.row_in(Way::Broken, &place).filter(|_| self.holds.may_break))
    }

    /// The best cells of a row, one column after the other.
    fn row_in(&self, way: Way, place: &Range<usize>) -> Option<Row> {
        let columns = self.holds.kinds.len();
        let (first, length) = (place.start + 1, place.len() - 1);
        let mut best: Vec<Vec<Best>> = vec![vec![None; length + 1]; columns];
        best[0][0] = Some((0.0, 0));
        for column in 1..columns {
            for from in 0..=length {
                let Some((score, _)) = best[column - 1][from] else { continue };
                if !self.may_begin(column, first + from) {
                    continue;
                }
                let kind = self.holds.kinds[column];
                let goes_on = |to: &usize| *to <= from + 1 || self.may_go_on(kind, first + to - 1, way);
                for to in (from..=length).take_while(goes_on) {
                    let Some(worth) = self.cell(column, &(first + from..first + to), way) else { continue };
                    let slot = &mut best[column][to];
                    if slot.is_none_or(|(best, _)| score + worth > best) {
                        *slot = Some((score + worth, from));
                    }
                }
            }
        }
        let mut row = vec![place.start..first; columns];
        let mut end = length;
        for column in (1..columns).rev() {
            let (_, from) = best[column][end]?;
            row[column] = first + from..first + end;
            end = from;
        }
        (self.has_time_before_remarks(&row) && self.has_whole_label(&row)).then_some(row)
    }

    /// Whether the text of a row does not begin with the end of the label before it: where it takes several lines, each of them
    /// is numbered, or the label is closed by a mark.
    fn has_whole_label(&self, row: &Row) -> bool {
        let kinds = &self.holds.kinds;
        let Some(task) = (1..row.len()).find(|column| kinds[*column] == Kind::Task) else { return true };
        let lines: Vec<usize> =
            self.borders(&row[task]).filter(|at| self.segments[*at].join == Join::Newline).collect();
        let is_counted = |at: &usize| self.segments[*at].item.is_some();
        let label = &row[task - 1];
        label.is_empty()
            || !matches!(kinds[task - 1], Kind::Label | Kind::Words | Kind::Remark)
            || lines.is_empty()
            || is_counted(&row[task].start) && lines.iter().all(is_counted)
            || self.segments[label.end - 1].last == '。'
    }

    /// Whether no remark stands in a row that has no time: it may be one that is not known.
    fn has_time_before_remarks(&self, row: &Row) -> bool {
        let mut cells = self.holds.kinds.iter().zip(row);
        let lacks_time = cells.clone().any(|(kind, cell)| *kind == Kind::Time && cell.is_empty());
        !lacks_time || cells.all(|(kind, cell)| *kind != Kind::Remark || cell.is_empty())
    }

    /// Whether a row lacks nothing but remarks and is closed by a time.
    pub(super) fn is_full(&self, row: &Row) -> bool {
        let cells = || self.holds.kinds.iter().zip(row);
        let last = cells().rfind(|(_, cell)| !cell.is_empty()).map(|(kind, _)| *kind);
        last == Some(Kind::Time) && cells().all(|(kind, cell)| *kind == Kind::Remark || !cell.is_empty())
    }

    /// Whether a cell may begin with a segment: in the middle of a word only behind a person.
    fn may_begin(&self, column: usize, at: usize) -> bool {
        let is_inside = self.segments.get(at).is_some_and(|segment| segment.join == Join::Inside);
        !is_inside || self.holds.kinds[column - 1] == Kind::Persons
    }

    /// What it is worth that the segments `cell` are the cell of a column; `None` where they are not.
    fn cell(&self, column: usize, cell: &Range<usize>, way: Way) -> Option<f32> {
        let kind = self.holds.kinds[column];
        if cell.is_empty() {
            return match kind {
                Kind::Helpers | Kind::Time => Some(-1.0),
                Kind::Remark => Some(0.0),
                _ => None,
            };
        }
        let words = self.words(cell);
        let is_dash = || words.chars().all(|c| matches!(c, '/' | '—' | '－' | '-' | '–'));
        match kind {
            Kind::Number => None,
            Kind::Task => self.task(cell, words, way),
            Kind::Label | Kind::Words => (!is_cell(words) && !words.ends_with(OPEN)).then_some(0.0),
            Kind::Helpers if is_dash() => Some(0.5),
            Kind::Leaders | Kind::Helpers => self.units(cell, words),
            Kind::Time => (is_time(words) && self.is_one_time(cell, words) || is_dash()).then_some(1.0),
            Kind::Persons => (is_dash() || are_persons(words)).then_some(1.0),
            Kind::Remark => {
                let is_told = is_remark(words) && self.is_parted_from_text(column, words, way);
                (is_told && cell.len() == 1).then_some(-0.5)
            }
        }
    }

    /// Whether a remark is not the end of a text: other cells stand between the two, or it has a number and no cell is broken.
    fn is_parted_from_text(&self, column: usize, words: &str, way: Way) -> bool {
        let before = self.holds.kinds[..column].iter().rev().find(|kind| **kind != Kind::Remark);
        before != Some(&Kind::Task) || way == Way::Whole && words.contains(|c: char| c.is_ascii_digit())
    }

    /// Whether a cell may go on with a segment: none but a text does behind a sentence, and one that is not broken only where
    /// a text has a number in it or another paragraph, or in a time.
    fn may_go_on(&self, kind: Kind, at: usize, way: Way) -> bool {
        let has_sentences = !matches!(kind, Kind::Leaders | Kind::Helpers | Kind::Time | Kind::Persons);
        let is_soft = self.segments[at].join == Join::SoftBlank;
        let is_unbroken = || {
            !self.is_border(at)
                || match kind {
                    Kind::Task => is_soft || self.is_paragraph(at),
                    Kind::Time => is_soft,
                    _ => false,
                }
        };
        (has_sentences || self.segments[at - 1].last != '。') && (way == Way::Broken || is_unbroken())
    }

    /// Whether a paragraph begins with a segment: on a line of its own, behind the end of a sentence or with a number.
    fn is_paragraph(&self, at: usize) -> bool {
        let segment = &self.segments[at];
        segment.join == Join::Newline
            && (segment.item.is_some() || matches!(self.segments[at - 1].last, '。' | '；' | '：'))
    }

    /// Whether a time that is broken over lines goes on in the last of them: behind 全年 may stand what is no part of it.
    fn is_one_time(&self, cell: &Range<usize>, words: &str) -> bool {
        let is_broken = || self.borders(cell).any(|at| self.segments[at].join == Join::Newline);
        words.starts_with(|c: char| c.is_ascii_digit() || c == '第') || !is_broken() || looks_like_time(words)
    }

    /// A text is closed by a mark, or by where its line ends; it does not take in what reads like the next cell.
    fn task(&self, cell: &Range<usize>, words: &str, way: Way) -> Option<f32> {
        const SHORTEST: usize = 4;
        const CLOSED: f32 = 1.0;
        let takes_more = || self.borders(cell).any(|at| is_cell(self.words(&(at..cell.end))));
        let is_closed = words.ends_with(['。', '！', '；']);
        // Behind a sentence stands another cell, or another sentence.
        let is_torn = || !is_closed && self.borders(cell).any(|at| self.segments[at - 1].last == '。');
        let is_short = words.chars().nth(SHORTEST - 1).is_none();
        let is_other = is_short || words.ends_with(OPEN) || is_cell(words) || is_torn();
        if is_other || way == Way::Broken && takes_more() {
            return None;
        }
        // A blank in a line is mostly a border.
        let parted = self.borders(cell).filter(|at| self.segments[*at].join == Join::Blank).count();
        Some(if is_closed { CLOSED } else { 0.0 } - parted as f32)
    }

    /// A list of units is broken only in the middle of a name or behind a mark.
    fn units(&self, cell: &Range<usize>, words: &str) -> Option<f32> {
        const BREAK: f32 = 0.1;
        let likeness = if self.are_sections(words) { 1.0 } else { units_likeness(words) };
        let ends_whole = || complete_unit(words) >= WHOLE || self.holds.offices || words == "无";
        if likeness < WHOLE || words.ends_with('、') || !ends_whole() {
            return None;
        }
        let mut breaks = 0;
        for at in self.borders(cell) {
            let (above, below) = (self.words(&(cell.start..at)), self.words(&(at..cell.end)));
            if above.ends_with(MARKS) || below.starts_with(MARKS) {
                continue;
            }
            if self.segments[at].join != Join::Newline || !self.is_broken(last_name(above), first_name(below)) {
                return None;
            }
            breaks += 1;
        }
        Some(likeness - BREAK * breaks as f32)
    }

    /// Whether two parts may be those of one name.
    fn is_broken(&self, above: &str, below: &str) -> bool {
        const LEVELS: [char; 7] = ['省', '市', '县', '区', '州', '旗', '各'];
        let is_name = |words: &str| complete_unit(words) >= WHOLE || self.are_sections(words);
        let is_own = is_name(below) && !BRANCHES.contains(&below);
        let is_begun = above.chars().all(is_han) || lists_levels(above);
        is_begun && !(is_own && (is_name(above) || below.starts_with(LEVELS)))
    }

    /// Whether words are names of sections, in a table that asks for them.
    fn are_sections(&self, words: &str) -> bool {
        self.holds.offices && crate::fit::are_sections(words)
    }

    /// Whether the rows are those of one table: most have someone who helps and a time where columns ask for them, and remarks
    /// that only the last row has are what stands below the table.
    pub(super) fn are_alike(&self, rows: &[Row]) -> bool {
        let filled = |column: usize| rows.iter().filter(|row| !row[column].is_empty()).count();
        let is_behind = |column: usize| rows.last().is_some_and(|row| !row[column].is_empty()) && filled(column) == 1;
        self.holds.kinds.iter().enumerate().all(|(column, kind)| match kind {
            Kind::Helpers | Kind::Time => filled(column) * 2 >= rows.len(),
            Kind::Remark => !is_behind(column),
            _ => true,
        })
    }

    /// The segments that a cell goes on with behind a blank or on another line, those of a spaced word left out.
    fn borders(&self, cell: &Range<usize>) -> impl Iterator<Item = usize> {
        (cell.start + 1..cell.end).filter(|at| self.is_border(*at))
    }

    fn is_border(&self, at: usize) -> bool {
        let Segment { join, gap, .. } = self.segments[at];
        join != Join::Inside && (join != Join::SoftBlank || gap > 0.0)
    }

    /// The words of a cell, without blanks.
    fn words(&self, cell: &Range<usize>) -> &str {
        &self.words[self.starts[cell.start]..self.starts[cell.end]]
    }
}

/// Marks that no cell ends with.
const OPEN: [char; 6] = ['，', '、', '：', '（', '“', '《'];

/// What parts the names of a list.
const MARKS: [char; 3] = ['、', '，', '；'];

/// Whether words are a whole cell of units or a time.
fn is_cell(words: &str) -> bool {
    is_time(words) || units_likeness(words) >= WHOLE
}

/// Whether words can be a remark: a few, and no sentence.
fn is_remark(words: &str) -> bool {
    const LONGEST: usize = 16;
    words.chars().nth(LONGEST).is_none() && !words.contains(['。', '，']) && !is_cell(words)
}

/// From this likeness on words are the name of a unit.
const WHOLE: f32 = 0.7;

/// What names no body by itself, so that it goes on with the name above it: 某行某市中心⏎支行.
const BRANCHES: [&str; 8] = ["支行", "分行", "分局", "支局", "分公司", "支公司", "办事处", "管委会"];

/// Whether a name that has begun lists levels in brackets: 各县（市、区）人民.
fn lists_levels(name: &str) -> bool {
    let levels = name.split_once('（').and_then(|(_, rest)| rest.split_once('）'));
    name.starts_with('各') && levels.is_some_and(|(inner, rest)| inner.contains('、') && rest.chars().all(is_han))
}

/// The name that closes a list; marks in brackets part none.
fn last_name(list: &str) -> &str {
    let inside = list.rfind('）').and_then(|close| list[..close].rfind('（').map(|open| open..close));
    let is_border = |at: &usize| inside.as_ref().is_none_or(|inside| !inside.contains(at));
    let border = list.rmatch_indices(MARKS).find(|(at, _)| is_border(at));
    border.map_or(list, |(at, mark)| &list[at + mark.len()..])
}

fn first_name(list: &str) -> &str {
    list.split(MARKS).next().unwrap_or_default()
}

/// Whether words are names of persons: 张伟、欧阳文.
fn are_persons(words: &str) -> bool {
    const LENGTHS: std::ops::RangeInclusive<usize> = 2..=4;
    let is_name = |name: &str| LENGTHS.contains(&name.chars().count()) && name.chars().all(|c| is_han(c) || c == '·');
    words.split(MARKS).all(is_name) && units_likeness(words) < WHOLE && !is_time(words)
}
