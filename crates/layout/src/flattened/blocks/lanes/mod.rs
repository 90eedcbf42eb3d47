//! Tables whose columns are known by what their cells say: the lines of each column, in the order of the dump, cut into as
//! many cells as the table has rows.
//!
//! In each column the lines come in the order of their height, whatever stands between them, and each row has one cell. So
//! the fragments of a page are given to the columns (`decode`), with the widths that read best (`widths`); then the
//! numbers 1, 2, 3 count the rows of each page, each column is cut into so many cells (`counted`), and at each page end
//! it is found which row the page has cut (`pages`). Small tables, which tell too little of their measures for the
//! extractor to be played again, are read so.

mod counted;
mod decode;
mod gaps;
mod heads;
mod merged;
mod pages;
mod says;
mod twins;
mod widths;

use super::cells::{Decoder, Model};
use super::content::Content;
use super::page::{self, Body};
use super::replay::{self, Improved, Reading, Replay};
use super::spans::Spans;
use super::{Candidate, Cohesion, FlattenedRegion, Frame, heading, labels};
use crate::Watch;
use crate::flattened::weights::Kind;
use decode::{Piece, Sheet};
use fenjie_lexicon::ColumnRole;
use fenjie_text::Text;
pub use heads::{Found, Heads};
use says::{Cut, Says};
use std::ops::Range;

/// A column.
#[derive(Clone, Debug)]
struct Lane {
    /// What it holds.
    pub role: ColumnRole,
    /// The kind of its cells.
    pub kind: Kind,
    /// Width at which its lines break.
    pub width: f32,
}

impl Lane {
    fn model(&self) -> Model {
        Model { role: self.role, kind: self.kind, width: self.width, script: None }
    }

    /// What it costs that a row has no cell of the column.
    fn absent(&self) -> f32 {
        match self.role {
            ColumnRole::Support => -0.7,
            ColumnRole::Remark | ColumnRole::Other | ColumnRole::Deliverable => -0.3,
            ColumnRole::Lead | ColumnRole::Deadline => -2.5,
            _ => -5.0,
        }
    }
}

/// A table read by columns.
struct Read {
    /// Its rows and merged cells.
    reading: Reading,
    /// Its columns.
    lanes: Vec<Lane>,
    /// The share of the cells of rows that are where the count has them.
    whole: f32,
}

/// The table that begins on page `first` with the header `found`, where its columns tell their cells.
pub fn table(
    texts: &[&Text],
    lines: &[&str],
    pages: &[Range<usize>],
    (heads, found): (&Heads, Found),
    first: usize,
    watch: &Watch,
) -> Option<Candidate> {
    // How many of the cells must be told without knowing how many there are.
    const LEAST: f32 = 0.7;
    let last = last_page(lines, pages, heads, first, found.last);
    let pages = without_tail(lines, &pages[first..=last]);
    let header = found.header()?;
    let numbers = super::numbers_before(lines, &pages, header.line);
    let mut taken = found.places;
    taken.extend(super::title_after(lines, &pages, header.line));
    let mut roles: Vec<ColumnRole> = header.columns.iter().map(|column| column.role).collect();
    let bands = labels::find(lines, &pages, header.line, &roles);
    let aside = [taken.clone(), labels::places(&bands, lines)].concat();
    let body = page::body(lines, &pages, header.line, &numbers, &aside);
    super::number_of_category(&mut roles, &body);
    let words = super::words_of(&body, lines);
    let read = read(&body, &words, lines, &roles, watch).filter(|read| read.whole >= LEAST)?;
    let begins = heading::of_columns(&header, &found.begins);
    let improved = read.played(&body, &words, lines, (&begins, &pages), watch)?;
    let end = pages.last()?.end;
    let mut furniture = body.furniture.clone();
    furniture.extend(taken);
    furniture.sort_by_key(|(line, place)| (*line, place.start));
    let frame = Frame { texts, lines, header: &header, furniture: &furniture, continued: false, watch };
    let table = super::put_together(&frame, &body, &improved, &roles);
    let task = roles.iter().position(|role| *role == ColumnRole::Task)?;
    let starts = labels::starts(&improved.reading, &body.fragments, task);
    let region = FlattenedRegion { bands, starts, ..FlattenedRegion::settled(header.line..end, table) };
    Some(Candidate { region, last, like: improved.like() })
}

/// The last page of a table whose header is repeated up to page `known`.
pub fn last_page(lines: &[&str], pages: &[Range<usize>], heads: &Heads, first: usize, known: usize) -> usize {
    let last = super::goes_on_without_header(lines, pages, first, known);
    (known + 1..=last).find(|page| heads.begins(lines, pages, *page)).map_or(last, |page| page - 1)
}

/// The pages of a table without what stands below it.
fn without_tail(lines: &[&str], pages: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut pages = pages.to_vec();
    if let Some(page) = pages.last_mut() {
        let tail = page.clone().skip(1).find(|at| crate::below_table::begins(lines[*at]));
        page.end = tail.unwrap_or(page.end);
    }
    pages
}

impl Read {
    /// The reading with how like the dump it is when the extractor is played again; where two columns hold units, the play
    /// tells which is whose.
    fn played(
        self,
        body: &Body,
        words: &[String],
        lines: &[&str],
        (header, pages): (&[heading::Words], &[Range<usize>]),
        watch: &Watch,
    ) -> Option<Improved> {
        let columns: Vec<Model> = self.lanes.iter().map(Lane::model).collect();
        let roles: Vec<ColumnRole> = columns.iter().map(|column| column.role).collect();
        let replay = Replay::new(replay::Table::new(body, &columns, header, pages, watch));
        let chosen = replay.choose(vec![(self.reading, None)])?;
        let known = chosen.reading.rows.clone();
        let finder = Spans::new(body, words, &known, &roles);
        let (content, cohesion) = (Content::default(), Cohesion::of(&body.segments, lines));
        let decoder = Decoder {
            fragments: &body.fragments,
            words,
            columns: &columns,
            content: &content,
            cohesion: &cohesion,
            sentences: super::content::has_sentences(body),
            beam: super::BEAM,
            aside: super::ASIDE,
            rows: true,
            watch,
        };
        let is_paired = [ColumnRole::Lead, ColumnRole::Support].iter().all(|role| roles.contains(role));
        Some(if is_paired {
            replay.improve(chosen, &finder, &decoder)
        } else {
            replay.as_read(chosen, &finder, &decoder)
        })
    }
}

/// Pages that the widths are taken from.
const SAMPLE: usize = 4;

/// Reads a table by columns.
fn read(body: &Body, words: &[String], lines: &[&str], roles: &[ColumnRole], watch: &Watch) -> Option<Read> {
    let table = Table::new(body, words, lines)?;
    let numbers = table.numbers();
    let sheets = table.sheets(&numbers);
    let score = |lanes: &[Lane]| -> f32 {
        let read = sheets.iter().zip(&numbers).take(SAMPLE);
        let of_page = |(sheet, numbers): (&Sheet<'_>, &Vec<usize>)| {
            let (pieces, score) = table.pieces(sheet, lanes, numbers.len());
            score + uneven(&pieces, lanes, numbers.len())
        };
        if watch.is_over() { 0.0 } else { read.map(of_page).sum::<f32>() + usual(lanes) }
    };
    let lanes = widths::fit(body, words, roles, &score);
    let of_page = |(sheet, numbers): (&Sheet<'_>, &Vec<usize>)| table.pieces(sheet, &lanes, numbers.len()).0;
    let pieces: Vec<Vec<Piece>> = sheets.iter().zip(&numbers).map(of_page).collect();
    pages::rows(&table, &sheets, lanes, &pieces, &numbers)
}

/// A table to be read.
struct Table<'a> {
    body: &'a Body,
    says: Says<'a>,
    /// The block of each fragment.
    blocks: Vec<usize>,
    /// The fragments of each page.
    pages: Vec<Range<usize>>,
}

impl<'a> Table<'a> {
    fn new(body: &'a Body, words: &'a [String], lines: &[&str]) -> Option<Self> {
        let mut blocks = vec![0; body.fragments.len()];
        let count = body.flows.last()?.page as usize + 1;
        let mut pages: Vec<Range<usize>> = vec![0..0; count];
        for (index, flow) in body.flows.iter().enumerate() {
            let fragments = flow.fragments();
            blocks[fragments.clone()].fill(index);
            let page = &mut pages[flow.page as usize];
            *page = if page.start == page.end { fragments } else { page.start..fragments.end };
        }
        let fits = |page: &Range<usize>| page.len() <= crate::limits::PAGE_PARTS;
        pages.iter().all(fits).then(|| Self { body, says: Says::new(body, words, lines), blocks, pages })
    }

    fn sheets(&self, numbers: &[Vec<usize>]) -> Vec<Sheet<'_>> {
        let last = self.pages.len() - 1;
        let is_number = |page: usize, at: &usize| numbers[page].contains(at);
        let sheet = |(page, range): (usize, &Range<usize>)| Sheet {
            fragments: &self.body.fragments,
            blocks: &self.blocks,
            own: range.clone().filter(|at| !is_number(page, at)).collect(),
            cut: Cut { head: page > 0, tail: page < last },
        };
        self.pages.iter().enumerate().map(sheet).collect()
    }

    /// The fragments of each page that are numbers of rows: 1, 2, 3 over all pages, whatever their order on a page.
    fn numbers(&self) -> Vec<Vec<usize>> {
        let mut next = 1;
        let mut found = Vec::with_capacity(self.pages.len());
        for page in &self.pages {
            let mut here = Vec::new();
            loop {
                let at = page.clone().find(|at| self.body.fragments[*at].number == Some(next));
                let Some(at) = at else { break };
                here.push(at);
                next += 1;
            }
            found.push(here);
        }
        found
    }

    /// The cells of a page with so many numbers, and how well they read.
    fn pieces(&self, sheet: &Sheet<'_>, lanes: &[Lane], numbers: usize) -> (Vec<Piece>, f32) {
        let (mut pieces, score) = sheet.decode(&self.says, lanes);
        let rows = if numbers > 0 { numbers } else { tasks(&pieces, lanes) };
        twins::part(sheet, &self.says, lanes, rows, &mut pieces);
        (pieces, score)
    }
}

/// How many cells the task's column has.
fn tasks(pieces: &[Piece], lanes: &[Lane]) -> usize {
    pieces.iter().filter(|piece| lanes[piece.column].role == ColumnRole::Task).count()
}

/// What it costs that the columns have more cells or fewer than there are rows; without numbers, than the tasks.
fn uneven(pieces: &[Piece], lanes: &[Lane], numbers: usize) -> f32 {
    const EXCESS: f32 = -2.0;
    const MOST: f32 = -12.0;
    let rows = if numbers > 0 { numbers } else { tasks(pieces, lanes) };
    let inner = lanes.iter().rposition(|lane| lane.kind == Kind::Label);
    let cost = |(column, lane): (usize, &Lane)| {
        let cells = pieces.iter().filter(|piece| piece.column == column).count();
        let over = cells.saturating_sub(rows + 1) as f32 * EXCESS;
        let under = rows.saturating_sub(cells) as f32 * (lane.absent() / 2.0).max(-1.5);
        let many = cells.saturating_sub(rows / 2 + 1) as f32 * EXCESS;
        match lane.kind {
            Kind::Number => 0.0,
            // A label heads some rows.
            Kind::Label if lane.role == ColumnRole::Category || Some(column) != inner => many.max(MOST),
            _ => (over + under).max(MOST),
        }
    };
    lanes.iter().enumerate().map(cost).sum()
}

/// Columns are no wider than their lines need; labels are narrower than tasks, and those who lead and those who support
/// have about the same room.
fn usual(lanes: &[Lane]) -> f32 {
    const WIDE: f32 = -0.1;
    const UNUSUAL: f32 = -6.0;
    const SHARE: f32 = 0.8;
    const UNLIKE: f32 = 4.0;
    let of = |role: ColumnRole| lanes.iter().find(|lane| lane.role == role).map(|lane| lane.width);
    let task = of(ColumnRole::Task).unwrap_or_default();
    let odd = lanes.iter().filter(|lane| lane.kind == Kind::Label && lane.width > task * SHARE).count();
    let unlike = match (of(ColumnRole::Lead), of(ColumnRole::Support)) {
        (Some(lead), Some(support)) => ((lead - support).abs() - UNLIKE).max(0.0),
        _ => 0.0,
    };
    lanes.iter().map(|lane| lane.width).sum::<f32>() * WIDE + odd as f32 * UNUSUAL - unlike
}

#[cfg(test)]
mod tests {
    use crate::Watch;
    use fenjie_text::{Span, Text};

    /// The rows of the tables in a dump, cells parted by `|`; `\u{c}` ends a page.
    fn rows(dump: &str) -> Vec<String> {
        let mut texts: Vec<Text> = Vec::new();
        let mut at = 0;
        for line in dump.split(['\n', '\u{c}']) {
            texts.push(Text::from_source(dump, Span::new(at, at + line.len())));
            at += line.len() + 1;
        }
        let texts: Vec<&Text> = texts.iter().collect();
        let lines: Vec<&str> = texts.iter().map(|text| text.as_str()).collect();
        let cells = |row: &crate::Row| {
            row.cells.iter().map(|cell| cell.text.as_str().to_owned()).collect::<Vec<String>>().join("|")
        };
        let found = super::super::recover(&texts, &lines, &Watch::default());
        found.iter().flat_map(|region| region.table.rows.iter().map(cells)).collect()
    }

    #[test]
    fn a_column_that_came_out_as_one_block_has_as_many_cells_as_there_are_numbers() {
        let dump = "序号\n1\n\n2\n\n3\n\n工作任务\n编制全市供水管网分布图并按\n季度更新。\n改造老旧泵站十二座，提高城\n区排涝能力。\n\
            推广节水器具。\n\n责任单位\n\n完成时限\n\n市水务局、市城管局、\n市财政局\n\n6 月底前\n\n市城管局\n\n\
            9 月底前\n\n市发展改革委\n\n全年\n\n\u{c}";
        let expected = [
            "1|编制全市供水管网分布图并按季度更新。|市水务局、市城管局、市财政局|6月底前",
            "2|改造老旧泵站十二座，提高城区排涝能力。|市城管局|9月底前",
            "3|推广节水器具。|市发展改革委|全年",
        ];
        assert_eq!(rows(dump), expected);
    }

    #[test]
    fn header_words_broken_over_lines_are_read() {
        let dump = "序\n号\n1\n\n2\n\n3\n\n工作任务\n编制全市供水管网分布图并按\n季度更新。\n改造老旧泵站十二座，提高城\n区排涝能力。\n\
            推广节水器具。\n\n责任\n单位\n\n完成\n时限\n\n市水务局\n\n6 月\n\n市城管局\n\n9 月\n\n市民政局\n\n全年\n\n\u{c}";
        let expected = [
            "1|编制全市供水管网分布图并按季度更新。|市水务局|6月",
            "2|改造老旧泵站十二座，提高城区排涝能力。|市城管局|9月",
            "3|推广节水器具。|市民政局|全年",
        ];
        assert_eq!(rows(dump), expected);
    }
}
