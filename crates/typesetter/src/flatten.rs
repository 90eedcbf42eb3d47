//! Laying out a table page by page and flattening it as text extractors do.

use crate::content::{Content, Holds};
use crate::lines::{Breaking, lines};
use crate::places::{self, Places};
use crate::random::Random;
use std::ops::Range;

/// How an extractor joins the printed lines that it finds one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// Every printed line on a line of its own (`PyMuPDF`).
    Never,
    /// Printed lines on one height are joined with a blank (`PDFBox`, pypdf, pdftotext -raw).
    SameHeight,
    /// A printed line is joined when it overlaps what the output line holds (the provincial work points).
    Overlap,
    /// Printed lines stand at their places, from the top (pdftotext -layout).
    Places,
}

impl Join {
    /// All.
    pub const ALL: [Self; 4] = [Self::Never, Self::SameHeight, Self::Overlap, Self::Places];
    /// Those that follow the stream of the page.
    pub const STREAM: [Self; 3] = [Self::Never, Self::SameHeight, Self::Overlap];
}

/// Before which of its rows a merged label comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelPlace {
    /// The first.
    First,
    /// The last on the page where it begins.
    Last,
}

/// How a table is laid out.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools)] // each is a habit of its own, drawn by itself
pub struct Layout {
    /// Line breaking of each column.
    pub columns: Vec<Breaking>,
    /// Lines on a page.
    pub page_lines: f32,
    /// Whether a row may be split by the page end.
    pub splits: bool,
    /// Where labels come.
    pub labels: LabelPlace,
    /// How lines are joined.
    pub join: Join,
    /// Whether each page repeats the header.
    pub repeats_header: bool,
    /// Whether pages are numbered.
    pub numbered: bool,
    /// Whether numbers and Latin are set off by blanks.
    pub spaced_digits: bool,
    /// Whether cells stand at the top of their rows, not in the middle.
    pub top: bool,
    /// How cells stand beside each other.
    pub places: Places,
}

impl Layout {
    /// Draws a layout for `content`.
    pub fn draw(content: &Content, join: Join, random: &mut Random) -> Self {
        let hanging = *random.pick(&[0.0, 0.0, 1.0]);
        let columns = content
            .holds
            .iter()
            .map(|holds| {
                let width = match holds {
                    Holds::CategoryNumber | Holds::Sequence => 2,
                    Holds::Category | Holds::Deadline => random.range(4, 8),
                    Holds::Title => random.range(6, 14),
                    Holds::Task => random.range(11, 26),
                    Holds::Deliverable => random.range(9, 20),
                    Holds::Lead | Holds::Support => random.range(5, 11),
                };
                Breaking { width: width as f32 + *random.pick(&[0.0, 0.0, 0.5]), hanging }
            })
            .collect();
        let mut layout = Self {
            columns,
            page_lines: random.range(28, 48) as f32,
            splits: random.chance(60),
            labels: *random.pick(&[LabelPlace::First, LabelPlace::Last]),
            join,
            repeats_header: random.chance(85),
            numbered: random.chance(60),
            spaced_digits: random.chance(25),
            top: false,
            places: Places::default(),
        };
        if join == Join::Places {
            layout.top = random.chance(20);
            layout.places = Places::draw(content.holds.len(), random);
        }
        layout
    }
}

/// Where a printed line of a cell stands in the text.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Byte range.
    pub range: Range<usize>,
    /// Row before or in which it is printed.
    pub row: usize,
    /// Column.
    pub column: usize,
}

/// A flattened table and the truth about it.
#[derive(Clone, Debug, Default)]
pub struct Flattened {
    /// The text.
    pub text: String,
    /// Every printed line of every cell.
    pub marks: Vec<Mark>,
    /// The words of every cell of every row, labels filled down, without blanks.
    pub truth: Vec<Vec<String>>,
    /// Rows at a page top of which nothing tells whether they go on with the label before or belong to the next.
    pub open: Vec<usize>,
}

/// A printed line placed on a page.
pub(crate) struct Placed {
    pub(crate) words: String,
    pub(crate) top: f32,
    pub(crate) row: usize,
    pub(crate) column: usize,
}

/// Lays out and flattens.
pub fn flatten(content: &Content, layout: &Layout) -> Flattened {
    let pages = pages(content, layout);
    let open = if layout.labels == LabelPlace::Last && layout.join != Join::Places {
        open_rows(content, &pages)
    } else {
        Vec::new()
    };
    let mut out = Flattened { truth: truth(content), open, ..Flattened::default() };
    for (page, number) in pages.into_iter().zip(1usize..) {
        if layout.join == Join::Places {
            places::emit(&page, number, content, layout, &mut out);
            continue;
        }
        if number == 1 || layout.repeats_header {
            out.text.push_str(&content.headers.join(if layout.join == Join::Never { "\n" } else { " " }));
            out.text.push('\n');
        }
        emit(&page, layout.join, &mut out);
        if layout.numbered {
            out.text.push_str(&number.to_string());
            out.text.push('\n');
        }
    }
    out
}

/// Rows at a page top before the first label there, while a label that came before the last row of the page before may
/// go on.
fn open_rows(content: &Content, pages: &[Vec<Placed>]) -> Vec<usize> {
    let mut open = Vec::new();
    for column in (0..content.holds.len()).filter(|column| is_label(content.holds[*column])) {
        for (before, page) in pages.iter().zip(pages.iter().skip(1)) {
            let labelled = |page: &[Placed], row: usize| page.iter().any(|p| p.column == column && p.row == row);
            let Some(last) = before.last().filter(|last| labelled(before, last.row)) else { continue };
            let first = page.iter().find(|p| p.column == column).map_or(0, |p| p.row);
            let tops = page.iter().map(|p| p.row).filter(|row| *row > last.row && *row <= first);
            open.extend(tops);
        }
    }
    open.sort_unstable();
    open.dedup();
    open
}

/// Cells as a reader sees them: labels on every row that they cover.
fn truth(content: &Content) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for row in &content.rows {
        let cells = row.cells.iter().enumerate().map(|(column, cell)| match cell {
            Some(words) => words.chars().filter(|c| !fenjie_text::chars::is_blank(*c)).collect(),
            None if is_label(content.holds[column]) => rows.last().map_or(String::new(), |above| above[column].clone()),
            None => String::new(),
        });
        let cells = cells.collect();
        rows.push(cells);
    }
    rows
}

fn is_label(holds: Holds) -> bool {
    matches!(holds, Holds::CategoryNumber | Holds::Category | Holds::Title)
}

const PADDING: f32 = 0.35;

/// The printed lines of every page in the order in which a page's stream holds them.
fn pages(content: &Content, layout: &Layout) -> Vec<Vec<Placed>> {
    let broken: Vec<Vec<Vec<String>>> = content.rows.iter().map(|row| break_row(row, layout)).collect();
    let mut pages: Vec<Page> = vec![Page::default()];
    let heights = heights(content, layout, &broken);
    for (row, height) in heights.into_iter().enumerate() {
        let left = layout.page_lines - pages.last().map_or(0.0, |page| page.used);
        let first = pages.last().is_some_and(|page| page.rows.is_empty());
        if height > left && !first && (!layout.splits || left < 2.0) {
            pages.push(Page::default());
        }
        let left = layout.page_lines - pages.last().map_or(0.0, |page| page.used);
        let split = (height > left && layout.splits).then(|| left.floor().max(1.0));
        if let Some(page) = pages.last_mut() {
            page.rows.push(PageRow {
                row,
                top: page.used,
                height: split.unwrap_or(height),
                first: 0.0,
                whole: split.is_none(),
            });
            page.used += split.unwrap_or(height) + PADDING;
        }
        if let Some(split) = split {
            let rest = height - split;
            pages.push(Page {
                used: rest + PADDING,
                rows: vec![PageRow { row, top: 0.0, height: rest, first: split, whole: false }],
            });
        }
    }
    pages.iter().map(|page| page.lines(content, layout, &broken)).collect()
}

fn break_row(row: &crate::content::ContentRow, layout: &Layout) -> Vec<Vec<String>> {
    row.cells
        .iter()
        .zip(&layout.columns)
        .map(|(cell, breaking)| {
            let broken = cell.as_ref().map_or_else(Vec::new, |words| lines(words, *breaking));
            if layout.spaced_digits { broken.iter().map(|line| space_digits(line)).collect() } else { broken }
        })
        .collect()
}

/// "2017年" as "2017 年": a blank between Latin and Chinese, as many extractors write it.
fn space_digits(line: &str) -> String {
    let mut spaced = String::new();
    let mut before: Option<char> = None;
    for c in line.chars() {
        if before.is_some_and(|b| {
            b.is_ascii_digit() && fenjie_text::chars::is_han(c) || fenjie_text::chars::is_han(b) && c.is_ascii_digit()
        }) {
            spaced.push(' ');
        }
        spaced.push(c);
        before = Some(c);
    }
    spaced
}

/// The height of each row; where lines stand at their places, labels have room in the rows that they cover.
fn heights(content: &Content, layout: &Layout, broken: &[Vec<Vec<String>>]) -> Vec<f32> {
    let mut heights: Vec<f32> = broken.iter().map(|cells| height(content, cells)).collect();
    if layout.join != Join::Places {
        return heights;
    }
    for column in (0..content.holds.len()).filter(|column| is_label(content.holds[*column])) {
        let mut from = 0;
        while from < heights.len() {
            let goes_on = |row: &crate::content::ContentRow| row.cells[column].is_none();
            let to = from + 1 + content.rows[from + 1..].iter().take_while(|row| goes_on(row)).count();
            let room = heights[from..to].iter().sum::<f32>() + PADDING * (to - from - 1) as f32;
            heights[to - 1] += (broken[from][column].len() as f32 - room).max(0.0);
            from = to;
        }
    }
    heights
}

fn height(content: &Content, cells: &[Vec<String>]) -> f32 {
    let own = cells.iter().zip(&content.holds).filter(|(_, holds)| !is_label(**holds)).map(|(lines, _)| lines.len());
    let labels =
        cells.iter().zip(&content.holds).filter(|(_, holds)| **holds == Holds::Title).map(|(lines, _)| lines.len());
    own.max().unwrap_or(1).max(labels.max().unwrap_or(1).min(4)).max(1) as f32
}

#[derive(Default)]
struct Page {
    used: f32,
    rows: Vec<PageRow>,
}

struct PageRow {
    row: usize,
    top: f32,
    height: f32,
    /// Lines of the row that stand on the page before.
    first: f32,
    whole: bool,
}

impl Page {
    fn lines(&self, content: &Content, layout: &Layout, broken: &[Vec<Vec<String>>]) -> Vec<Placed> {
        let mut placed = Vec::new();
        for part in &self.rows {
            for column in 0..content.holds.len() {
                if is_label(content.holds[column]) {
                    self.place_label(column, part, content, layout, broken, &mut placed);
                } else {
                    place(&broken[part.row][column], column, part, layout.top, &mut placed);
                }
            }
        }
        placed
    }

    /// Places the label of `column` if this is the row before which it comes.
    fn place_label(
        &self,
        column: usize,
        part: &PageRow,
        content: &Content,
        layout: &Layout,
        broken: &[Vec<Vec<String>>],
        placed: &mut Vec<Placed>,
    ) {
        let Some(start) = (0..=part.row).rev().find(|row| content.rows[*row].cells[column].is_some()) else { return };
        let covers = |row: usize| row >= start && (start + 1..=row).all(|r| content.rows[r].cells[column].is_none());
        // A label is printed on the page where it begins.
        let begins_here = self.rows.iter().any(|p| p.row == start && p.first == 0.0);
        let mine: Vec<&PageRow> = self.rows.iter().filter(|p| covers(p.row)).collect();
        let (Some(first), Some(last)) = (mine.first(), mine.last()) else { return };
        let home = if layout.labels == LabelPlace::First { first } else { last };
        if !begins_here || home.row != part.row {
            return;
        }
        let label = &broken[start][column];
        let middle = (first.top + last.top + last.height) / 2.0;
        let head = if layout.top { first.top } else { middle - label.len() as f32 / 2.0 };
        for (index, words) in label.iter().enumerate() {
            let top = head + index as f32;
            placed.push(Placed { words: words.clone(), top, row: part.row, column });
        }
    }
}

fn place(cell: &[String], column: usize, part: &PageRow, top: bool, placed: &mut Vec<Placed>) {
    // Cells of a whole row stand in its middle or at its top; those of a cut row begin at its top.
    let lead = if part.whole && top {
        0.0
    } else if part.whole {
        (part.height - cell.len() as f32) / 2.0
    } else {
        -part.first
    };
    for (index, words) in cell.iter().enumerate() {
        let at = lead + index as f32;
        if part.whole || (at >= 0.0 && at < part.height) {
            placed.push(Placed { words: words.clone(), top: part.top + at, row: part.row, column });
        }
    }
}

/// Writes the printed lines one after the other.
fn emit(page: &[Placed], join: Join, out: &mut Flattened) {
    const SLACK: f32 = 0.2;
    let mut held: Option<(f32, f32)> = None;
    for line in page {
        let (top, bottom) = (line.top, line.top + 1.0);
        let joins = held.is_some_and(|(low, high)| match join {
            Join::Never | Join::Places => false,
            Join::SameHeight => (top - low).abs() < SLACK,
            Join::Overlap => top < high - SLACK && bottom > low + SLACK,
        });
        if held.is_some() {
            out.text.push(if joins { ' ' } else { '\n' });
        }
        held = match held {
            Some((low, high)) if joins => Some((low.min(top), high.max(bottom))),
            _ => Some((top, bottom)),
        };
        let start = out.text.len();
        out.text.push_str(&line.words);
        out.marks.push(Mark { range: start..out.text.len(), row: line.row, column: line.column });
    }
    out.text.push('\n');
}
