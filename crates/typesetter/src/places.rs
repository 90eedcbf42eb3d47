//! Writing a page as extractors do that keep the places of the print (`pdftotext -layout`).
//!
//! Such an extractor counts characters, not widths: the lines of a cell make up a block, a block begins as many
//! characters from the left as the blocks beside it need, and what stands on one height comes on one line, with blanks
//! between. So columns of wide and of narrow characters drift apart, and neighbours may touch.

use crate::content::Content;
use crate::flatten::{Flattened, Layout, Mark, Placed};
use crate::random::Random;
use fenjie_text::chars::width;

/// How the cells of a table stand beside each other.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// Whether the lines of each column are centred.
    centred: Vec<bool>,
    /// Between the words of a cell and its rule, in Han characters.
    padding: f32,
    /// Whether cells that stand close below each other make up one block.
    merged: bool,
    /// Whether the lines of a cell may make up several blocks.
    torn: bool,
    /// By how many characters blocks that have nothing to their left may begin too early.
    drift: usize,
    /// Whether full lines of each column are spaced out so that the extractor finds blanks in them, one in so many.
    spaced: Option<usize>,
    /// Whether words that touch are kept apart by a blank.
    apart: bool,
}

impl Places {
    /// Draws places for `columns` columns.
    pub fn draw(columns: usize, random: &mut Random) -> Self {
        Self {
            centred: (0..columns).map(|_| random.chance(35)).collect(),
            padding: *random.pick(&[0.1, 0.25, 0.5]),
            merged: random.chance(30),
            torn: random.chance(40),
            drift: random.range(0, 3),
            spaced: random.chance(15).then(|| random.range(12, 40)),
            apart: random.chance(85),
        }
    }
}

/// The lines of a cell.
struct Block<'a> {
    /// Column of the table.
    column: usize,
    left: f32,
    right: f32,
    lines: Vec<Line<'a>>,
    /// First character.
    first: usize,
    /// Characters of its longest line.
    length: usize,
}

struct Line<'a> {
    placed: &'a Placed,
    words: String,
    left: f32,
}

/// The size of a blank, by which gaps are counted.
const BLANK: f32 = 0.5;

/// Writes a page after another.
pub(crate) fn emit(page: &[Placed], number: usize, content: &Content, layout: &Layout, out: &mut Flattened) {
    const HEADER: f32 = 1.6;
    if number > 1 {
        out.text.push('\u{c}');
    }
    let header: Vec<Placed> = if number == 1 || layout.repeats_header {
        let words = content.headers.iter().enumerate();
        words.map(|(column, words)| Placed { words: words.clone(), top: -HEADER, row: usize::MAX, column }).collect()
    } else {
        Vec::new()
    };
    let mut blocks = blocks(header.iter().chain(page), layout);
    count(&mut blocks, &layout.places);
    write_lines(&blocks, layout, out);
    if layout.numbered {
        out.text.push_str(&" ".repeat(20));
        out.text.push_str(&number.to_string());
        out.text.push('\n');
    }
}

/// The blocks of a page, from the left.
fn blocks<'a>(page: impl Iterator<Item = &'a Placed>, layout: &Layout) -> Vec<Block<'a>> {
    const CLOSE: f32 = 1.6;
    let places = &layout.places;
    let mut blocks: Vec<Block<'a>> = Vec::new();
    for placed in page {
        let column = placed.column;
        let width = layout.columns[column].width;
        let before: f32 = layout.columns[..column].iter().map(|column| column.width + 2.0 * places.padding).sum();
        let words = spaced_out(&placed.words, width, blocks.len() + column, places);
        let used: f32 = placed.words.chars().map(char_width).sum();
        let centred = placed.row == usize::MAX || places.centred[column];
        let left = before + places.padding + if centred { ((width - used) / 2.0).max(0.0) } else { 0.0 };
        let line = Line { placed, words, left };
        let right = left + used;
        let mine = blocks.iter_mut().rev().find(|block| block.column == column);
        let goes_on = mine.filter(|block| {
            let last = block.lines.last().map(|line| line.placed);
            let torn = places.torn && (block.lines.len() * 7 + placed.words.len()) % 4 == 0;
            let same = |last: &Placed| last.row == placed.row && !torn;
            last.is_some_and(|last| same(last) || places.merged && placed.top - last.top < CLOSE)
        });
        match goes_on {
            Some(block) => {
                (block.left, block.right) = (block.left.min(left), block.right.max(right));
                block.lines.push(line);
            }
            None => blocks.push(Block { column, left, right, lines: vec![line], first: 0, length: 0 }),
        }
    }
    blocks.sort_by(|a, b| a.left.total_cmp(&b.left));
    blocks
}

fn char_width(c: char) -> f32 {
    if c == ' ' { 0.25 } else { width(c) }
}

/// A full line with blanks between its characters, as justified lines seem to have them.
fn spaced_out(words: &str, width: f32, at: usize, places: &Places) -> String {
    const FULL: f32 = 2.0;
    let used: f32 = words.chars().map(char_width).sum();
    let full = used < width && used > width - FULL && used > FULL;
    match places.spaced {
        Some(every) if full && at.is_multiple_of(every) => {
            let letters: Vec<String> = words.chars().filter(|c| *c != ' ').map(String::from).collect();
            letters.join(" ")
        }
        _ => words.to_owned(),
    }
}

/// Counts at which character each block begins: as far from the left as its place wants, and as the blocks beside it need.
fn count(blocks: &mut [Block<'_>], places: &Places) {
    for at in 0..blocks.len() {
        let (before, after) = blocks.split_at_mut(at);
        let Some(block) = after.first_mut() else { continue };
        let offset = |line: &Line<'_>| (line.left - block.left).round() as usize;
        block.length = block.lines.iter().map(|line| offset(line) + line.words.chars().count()).max().unwrap_or(0);
        let beside = before.iter().filter(|other| other.right <= block.left && other.is_beside(block));
        let needed = beside.map(|other| other.first + other.length + blanks(block.left - other.right));
        let needed = needed.max();
        let drift = if needed.is_none() { places.drift * (at % 3) / 2 } else { 0 };
        let columns = block.column as f32 * (2.0 * places.padding / BLANK).floor();
        let wanted = ((block.left - 2.0 * places.padding * block.column as f32) + columns).round() as usize;
        block.first = needed.unwrap_or(0).max(wanted.saturating_sub(drift));
    }
}

/// The blanks in a gap: a wide one is counted in characters.
fn blanks(gap: f32) -> usize {
    const NARROW: f32 = 1.5;
    (gap.min(NARROW) / BLANK + (gap - NARROW).max(0.0)) as usize
}

impl Block<'_> {
    /// Whether lines of both stand at one height.
    fn is_beside(&self, other: &Self) -> bool {
        let tops = |block: &Self| {
            let tops = block.lines.iter().map(|line| line.placed.top);
            tops.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), top| (low.min(top), high.max(top)))
        };
        let (mine, others) = (tops(self), tops(other));
        mine.0 < others.1 + 1.0 && others.0 < mine.1 + 1.0
    }
}

/// Writes the printed lines from the top, those on one height on one line.
fn write_lines(blocks: &[Block<'_>], layout: &Layout, out: &mut Flattened) {
    const SLACK: f32 = 0.4;
    let mut lines: Vec<(&Line<'_>, usize)> = Vec::new();
    for block in blocks {
        lines.extend(block.lines.iter().map(|line| (line, block.first + (line.left - block.left).round() as usize)));
    }
    lines.sort_by(|a, b| a.0.placed.top.total_cmp(&b.0.placed.top));
    let mut from = 0;
    while from < lines.len() {
        let top = lines[from].0.placed.top;
        let length = lines[from..].iter().take_while(|line| line.0.placed.top - top < SLACK).count();
        let beside = &mut lines[from..from + length];
        beside.sort_by(|a, b| a.0.left.total_cmp(&b.0.left));
        let mut at = 0;
        for (line, first) in beside.iter() {
            let gap = first.saturating_sub(at).max(usize::from(at > 0 && layout.places.apart));
            out.text.push_str(&" ".repeat(gap));
            let start = out.text.len();
            out.text.push_str(&line.words);
            if line.placed.row != usize::MAX {
                let Placed { row, column, .. } = *line.placed;
                out.marks.push(Mark { range: start..out.text.len(), row, column });
            }
            at += gap + line.words.chars().count();
        }
        out.text.push('\n');
        from += length;
    }
}
