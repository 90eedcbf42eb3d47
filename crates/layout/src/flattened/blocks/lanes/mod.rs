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
use super::{Candidate, Cohesion, FlattenedRegion, Frame, heading};
use crate::Watch;
use crate::flattened::weights::Kind;
use decode::{Piece, Sheet};
use fenjie_lexicon::ColumnRole;
use fenjie_text::Text;
pub use heads::Heads;
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

/// The table that begins on page `first`, where its columns tell their cells, and its last page.
pub fn table(
    texts: &[&Text],
    lines: &[&str],
    pages: &[Range<usize>],
    heads: &Heads,
    first: usize,
    watch: &Watch,
) -> Option<Candidate> {
    let found = heads.find(lines, pages, first)?;
    let more = super::goes_on_without_header(lines, pages, first, found.last);
    let last = (found.last + 1..=more).find(|page| heads.begins(lines, pages, *page)).map_or(more, |page| page - 1);
    let mut pages = pages[first..=last].to_vec();
    let start = found.places.iter().map(|(line, _)| *line).min()?;
    let tail = (start..pages.last()?.end).find(|at| crate::below_table::begins(lines[*at]));
    if let (Some(tail), Some(page)) = (tail, pages.last_mut()) {
        page.end = page.end.min(tail).max(page.start);
    }
    let numbers = super::numbers_before(lines, &pages, start);
    let mut taken = found.places.clone();
    taken.extend(super::title_after(lines, &pages, start));
    let body = page::body(lines, &pages, start, &numbers, &taken);
    let header = found.header()?;
    let mut roles: Vec<ColumnRole> = header.columns.iter().map(|column| column.role).collect();
    super::number_of_category(&mut roles, &body);
    let words = super::words_of(&body, lines);
    let read = read(&body, &words, lines, &roles, watch)?;
    if std::env::var("LANES").is_ok() {
        eprintln!("pages {first}..={last} whole {:.2}", read.whole);
        for lane in &read.lanes {
            eprintln!("{:?} {}", lane.role, lane.width);
        }
        for row in &read.reading.rows {
            let c: Vec<String> =
                row.cells.iter().map(|c| c.iter().map(|f| words[*f].as_str()).collect::<String>()).collect();
            eprintln!("p{} {}", row.page, c.join(" | "));
        }
        for s in read.reading.spans.iter().flat_map(|(_, s)| s) {
            let c: String = s.cells[0].1.iter().map(|f| words[*f].as_str()).collect();
            eprintln!("label {} {}", s.start, c);
        }
    }
    const LEAST: f32 = 0.9;
    if read.whole < LEAST {
        return None;
    }
    let columns: Vec<Model> = read.lanes.iter().map(Lane::model).collect();
    // Which of two like columns a cell is of, its place in the dump tells.
    let paired = [ColumnRole::Lead, ColumnRole::Support].iter().all(|role| roles.contains(role));
    let improved = {
        let begins = heading::of_columns(&header, &found.begins);
        let replay = Replay::new(replay::Table::new(&body, &columns, &begins, &pages, watch));
        let chosen = replay.choose(vec![(read.reading, None)])?;
        let known = chosen.reading.rows.clone();
        let finder = Spans::new(&body, &words, &known, &roles);
        let content = Content::default();
        let cohesion = Cohesion::of(&body.segments, lines);
        let decoder = Decoder {
            fragments: &body.fragments,
            words: &words,
            columns: &columns,
            content: &content,
            cohesion: &cohesion,
            sentences: super::content::has_sentences(&body),
            beam: super::BEAM,
            aside: super::ASIDE,
            rows: true,
            watch,
        };
        if paired { replay.improve(chosen, &finder, &decoder) } else { replay.as_read(chosen, &finder, &decoder) }
    };
    if std::env::var("LANES").is_ok() {
        eprintln!("likes {:?}", improved.likes);
        for row in &improved.reading.rows {
            let c: Vec<String> =
                row.cells.iter().map(|c| c.iter().map(|f| words[*f].as_str()).collect::<String>()).collect();
            eprintln!("R{} {}", row.page, c.join(" | "));
        }
        for s in improved.reading.spans.iter().flat_map(|(_, s)| s) {
            let c: String = s.cells[0].1.iter().map(|f| words[*f].as_str()).collect();
            eprintln!("Rlabel {} {}", s.start, c);
        }
    }
    let end = pages.last()?.end;
    let mut furniture = body.furniture.clone();
    furniture.extend(taken);
    furniture.sort_by_key(|(line, place)| (*line, place.start));
    let frame = Frame { texts, lines, header: &header, furniture: &furniture, continued: false, watch };
    let table = super::put_together(&frame, &body, &improved, &roles);
    Some(Candidate { region: FlattenedRegion::settled(start..end, table), last, like: improved.like() })
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
            *page = if page.is_empty() { fragments } else { page.start..fragments.end };
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
        let many = 2.0 * cells.saturating_sub(rows / 2 + 1) as f32 * EXCESS / 2.0;
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
