//! The extractor played again: a reading of a page says where each line is printed, and from that follows the order in
//! which the extractor puts the lines out. The reading whose order is that of the dump is right.
//!
//! Rows are as high as their highest cell, lines are at even distances, cells and merged cells stand in the middle of
//! their rows: so the place of every line follows from its row, and a few measures of the table (`geometry`), which are
//! those that give the order of the dump best. `boxes` plays pdfminer, `flows` poppler; `search` looks for the reading.

mod anneal;
mod boxes;
mod flows;
mod geometry;
mod moves;
mod search;

use super::align::Row;
use super::cells::Model;
use super::heading::Words;
use super::page::Body;
use super::spans::Span;
use crate::Watch;
use crate::limits::{Limit, PAGE_PARTS};
use geometry::Geometry;
pub use search::Improved;
use std::cell::Cell;
use std::ops::Range;

/// A rectangle on a page, in multiples of the font size; y goes down.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x0: f32,
    /// Right edge.
    pub x1: f32,
    /// Upper edge.
    pub y0: f32,
    /// Lower edge.
    pub y1: f32,
}

impl Rect {
    /// The smallest rectangle around both.
    fn with(&self, other: &Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            x1: self.x1.max(other.x1),
            y0: self.y0.min(other.y0),
            y1: self.y1.max(other.y1),
        }
    }

    fn area(&self) -> f32 {
        (self.x1 - self.x0) * (self.y1 - self.y0)
    }

    /// Whether both have room in common.
    fn meets(&self, other: &Self) -> bool {
        self.x1 > other.x0 && other.x1 > self.x0 && self.y1 > other.y0 && other.y1 > self.y0
    }
}

/// A word printed in one line: its sides and the middle of its height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Word {
    /// Left side.
    pub x0: f32,
    /// Right side.
    pub x1: f32,
    /// The middle of its height.
    pub y: f32,
}

impl Word {
    fn rect(&self) -> Rect {
        Rect { x0: self.x0, x1: self.x1, y0: self.y - 0.5, y1: self.y + 0.5 }
    }
}

/// The program that wrote the dump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extractor {
    /// `pdf2txt`.
    Pdfminer,
    /// `pdftotext`.
    Poppler,
}

/// Pages that the measures of a table are taken from.
const SAMPLE: usize = 6;
/// How much a table may be played again. A play counts the pairs of what it puts in order: boxes of the one program, words
/// of the other, whose pairs are seldom looked at. What is not better known or improved by then stays as it was read.
const MOST_EFFORT: usize = 15_000_000;
/// Words of a page that poppler's play looks at with each.
const NEAR_WORDS: usize = 16;

/// The pages of a table, to be played again.
pub struct Replay<'a> {
    table: Table<'a>,
    sheets: Vec<Sheet>,
}

#[derive(Clone)]
/// The reading that is most like the dump, and the program and the measures with which it is.
pub struct Chosen {
    /// The reading.
    pub reading: Reading,
    extractor: Extractor,
    geometry: Geometry,
}

impl<'a> Replay<'a> {
    /// The pages of `table`, but for empty and overlong ones.
    pub fn new(table: Table<'a>) -> Self {
        let mut sheets = table.sheets();
        sheets.retain(|sheet| {
            let fragments: usize = sheet.flows.clone().map(|flow| table.body.flows[flow].fragments().len()).sum();
            if fragments > PAGE_PARTS {
                table.watch.hit(Limit::PageParts);
            }
            (1..=PAGE_PARTS).contains(&fragments)
        });
        Self { table, sheets }
    }

    /// Of some readings the one most like the dump, played by the program that writes it so; each comes with the program
    /// that it supposes, if any.
    pub fn choose(&self, readings: Vec<(Reading, Option<Extractor>)>) -> Option<Chosen> {
        // How much more like the dump poppler's order must be where no block of several columns shows it.
        const CLEARLY: f32 = 1.75;
        let mut best: Option<(Chosen, f32)> = None;
        for (reading, supposed) in readings {
            for extractor in [Extractor::Pdfminer, Extractor::Poppler] {
                if supposed.is_some_and(|supposed| supposed != extractor) {
                    continue;
                }
                let (geometry, like) = self.fit(&reading, extractor);
                let like = if extractor == Extractor::Pdfminer { like * CLEARLY } else { like };
                if best.as_ref().is_none_or(|(_, before)| like > *before) {
                    best = Some((Chosen { reading: reading.clone(), extractor, geometry }, like));
                }
            }
        }
        best.map(|(chosen, _)| chosen)
    }

    /// The measures with which a reading is most like the dump, and how like, of 1.
    fn fit(&self, reading: &Reading, extractor: Extractor) -> (Geometry, f32) {
        let sample: Vec<&Sheet> = self.sheets.iter().take(SAMPLE).collect();
        Geometry::fit(&self.table, extractor, reading, &sample)
    }
}

/// A reading of the dump: which cells its fragments are, and which rows merged cells cover.
#[derive(Clone, Default)]
pub struct Reading {
    /// The rows.
    pub rows: Vec<Row>,
    /// Merged cells, by column, each column's in the order of the rows.
    pub spans: Vec<(usize, Vec<Span>)>,
}

impl Reading {
    /// The rows that a merged cell covers.
    fn covered(&self, column: usize, index: usize) -> Range<usize> {
        let spans = &self.spans[column].1;
        let end = spans.get(index + 1).map_or(self.rows.len(), |next| next.start);
        spans[index].start..end.max(spans[index].start)
    }
}

/// What is the same for all readings of a table.
pub struct Table<'a> {
    /// The body.
    pub body: &'a Body,
    /// The columns.
    pub columns: &'a [Model],
    /// Header words with their places, in the order of the columns.
    pub header: &'a [Words],
    /// The lines of each page.
    pub pages: &'a [Range<usize>],
    /// The page of each fragment.
    pages_of: Vec<u32>,
    /// How much it may still be played again.
    effort: Cell<usize>,
    watch: &'a Watch,
}

/// A page of the table.
struct Sheet {
    page: u32,
    /// Its blocks.
    flows: Range<usize>,
    /// Its header: the columns whose words stand on one line.
    header: Vec<Vec<usize>>,
}

impl<'a> Table<'a> {
    /// A table that has not been played yet.
    pub fn new(
        body: &'a Body,
        columns: &'a [Model],
        header: &'a [Words],
        pages: &'a [Range<usize>],
        watch: &'a Watch,
    ) -> Self {
        let pages_of = body.flows.iter().flat_map(|flow| flow.fragments().map(|_| flow.page)).collect();
        Self { body, columns, header, pages, pages_of, effort: Cell::new(MOST_EFFORT), watch }
    }

    /// Whether it may not be played any more.
    fn is_spent(&self) -> bool {
        self.effort.get() == 0 || self.watch.is_over()
    }

    /// What it takes to play a page once.
    fn cost(&self, extractor: Extractor, sheet: &Sheet) -> usize {
        let flows = &self.body.flows[sheet.flows.clone()];
        let cost = match extractor {
            Extractor::Pdfminer => flows.len() * flows.len(),
            Extractor::Poppler => flows.iter().map(|flow| flow.fragments().len()).sum::<usize>() * NEAR_WORDS,
        };
        cost.max(1)
    }

    fn spend(&self, effort: usize) {
        self.effort.set(self.effort.get().saturating_sub(effort));
    }

    fn sheets(&self) -> Vec<Sheet> {
        let flows = &self.body.flows;
        (0..self.pages.len())
            .map(|page| {
                let from = flows.partition_point(|flow| (flow.page as usize) < page);
                let to = flows.partition_point(|flow| flow.page as usize <= page);
                Sheet { page: page as u32, flows: from..to, header: self.header_lines(&self.pages[page]) }
            })
            .collect()
    }

    fn header_lines(&self, page: &Range<usize>) -> Vec<Vec<usize>> {
        let mut lines: Vec<(usize, Vec<usize>)> = Vec::new();
        for (column, (_, places)) in self.header.iter().enumerate() {
            let Some((line, _)) = places.iter().find(|(line, _)| page.contains(line)) else { continue };
            match lines.iter_mut().find(|(known, _)| known == line) {
                Some((_, columns)) => columns.push(column),
                None => lines.push((*line, vec![column])),
            }
        }
        lines.into_iter().map(|(_, columns)| columns).collect()
    }

    fn page_of(&self, fragment: usize) -> u32 {
        self.pages_of.get(fragment).copied().unwrap_or(0)
    }

    /// How many of the neighbours in the dump are neighbours when the page is played again, and how many there are.
    fn agreement(&self, extractor: Extractor, reading: &Reading, sheet: &Sheet, geometry: &Geometry) -> (f32, f32) {
        self.compare(extractor, reading, sheet, geometry, &mut |_, _| {})
    }

    /// The same; `parted` is told the neighbours in the dump that are none in the play.
    fn compare(
        &self,
        extractor: Extractor,
        reading: &Reading,
        sheet: &Sheet,
        geometry: &Geometry,
        parted: &mut dyn FnMut(usize, usize),
    ) -> (f32, f32) {
        if self.is_spent() {
            return (0.0, 1.0);
        }
        let placed = geometry.place(self, reading, sheet);
        match extractor {
            Extractor::Pdfminer => self.as_boxes(sheet, &placed, geometry, parted),
            Extractor::Poppler => self.as_flows(sheet, &placed, geometry, parted),
        }
    }

    fn as_boxes(
        &self,
        sheet: &Sheet,
        placed: &[Option<Word>],
        geometry: &Geometry,
        parted: &mut dyn FnMut(usize, usize),
    ) -> (f32, f32) {
        let first = self.first(sheet);
        let boxes: Vec<usize> = sheet
            .flows
            .clone()
            .filter(|flow| {
                self.body.flows[*flow].fragments().any(|f| placed.get(f - first).copied().flatten().is_some())
            })
            .collect();
        let rect_of = |flow: usize| {
            let words = self.body.flows[flow].fragments().filter_map(|f| placed.get(f - first).copied().flatten());
            words.map(|word| word.rect()).reduce(|all, rect| all.with(&rect))
        };
        let mut rects: Vec<Rect> = sheet.flows.clone().filter_map(rect_of).collect();
        let known = rects.len();
        for line in &sheet.header {
            let words = line.iter().map(|column| geometry.header_word(self, *column).rect());
            rects.extend(words.reduce(|all, rect| all.with(&rect)));
        }
        self.spend(rects.len() * rects.len());
        let order: Vec<usize> = boxes::order(&rects).into_iter().filter(|rect| *rect < known).collect();
        let kept = order.windows(2).filter(|pair| pair[0] + 1 == pair[1]).count();
        let mut follows = vec![usize::MAX; known];
        for pair in order.windows(2) {
            follows[pair[0]] = pair[1];
        }
        for at in (1..known).filter(|at| follows[at - 1] != *at) {
            let (before, here) = (self.body.flows[boxes[at - 1]].fragments(), self.body.flows[boxes[at]].fragments());
            parted(before.end - 1, here.start);
        }
        let ends = usize::from(order.first() == Some(&0)) + usize::from(order.last() == known.checked_sub(1).as_ref());
        let wrong = self.wrongly_grouped(sheet, placed, parted);
        ((kept + ends) as f32 - wrong, (sheet.flows.len() + 1) as f32)
    }

    /// What lines cost that stand near one another though they are in two of pdfminer's boxes, or apart though in one.
    fn wrongly_grouped(&self, sheet: &Sheet, placed: &[Option<Word>], parted: &mut dyn FnMut(usize, usize)) -> f32 {
        // Half a line's height, less or more what the measures may be off.
        const NEAR: f32 = 0.4;
        const FAR: f32 = 0.62;
        const COST: f32 = 1.0;
        const OVERLAP: f32 = -0.6;
        let first = self.first(sheet);
        let mut lines: Vec<(Rect, usize, usize)> = Vec::with_capacity(placed.len());
        let mut wrong = 0.0;
        for flow in sheet.flows.clone() {
            let mut before: Option<Rect> = None;
            for line in &self.body.flows[flow].lines {
                let words = line.clone().filter_map(|f| placed.get(f - first).copied().flatten());
                let Some(rect) = words.map(|word| word.rect()).reduce(|all, rect| all.with(&rect)) else { continue };
                if let Some(before) = before {
                    let gap = rect.y0 - before.y1;
                    if !(OVERLAP..=FAR).contains(&gap) || rect.x0 >= before.x1 || rect.x1 <= before.x0 {
                        wrong += COST;
                        parted(line.start, line.end - 1);
                    }
                }
                before = Some(rect);
                lines.push((rect, flow, line.start));
            }
        }
        lines.sort_by(|a, b| a.0.y0.total_cmp(&b.0.y0));
        for (at, (rect, flow, fragment)) in lines.iter().enumerate() {
            for (other, its_flow, its) in lines[at + 1..].iter().take_while(|(other, ..)| other.y0 - rect.y1 < NEAR) {
                if flow != its_flow && other.y0 > rect.y0 + 0.5 && other.x0 < rect.x1 && other.x1 > rect.x0 {
                    let near = |a: f32, b: f32| (a - b).abs() < 0.5;
                    let middle = |rect: &Rect| f32::midpoint(rect.x0, rect.x1);
                    if near(rect.x0, other.x0) || near(rect.x1, other.x1) || near(middle(rect), middle(other)) {
                        wrong += COST;
                        parted(*fragment, *its);
                    }
                }
            }
        }
        wrong
    }

    fn as_flows(
        &self,
        sheet: &Sheet,
        placed: &[Option<Word>],
        geometry: &Geometry,
        parted: &mut dyn FnMut(usize, usize),
    ) -> (f32, f32) {
        // What stands in one line or one block counts besides.
        const BREAK: f32 = 0.3;
        let first = self.first(sheet);
        let mut ids: Vec<usize> = (0..placed.len()).filter(|at| placed[*at].is_some()).collect();
        let mut words: Vec<Word> = placed.iter().filter_map(|word| *word).collect();
        let known = words.len();
        self.spend(known * NEAR_WORDS);
        for column in sheet.header.iter().flatten() {
            words.push(geometry.header_word(self, *column));
            ids.push(usize::MAX);
        }
        // Each word with how it is parted from the one before: 0 by a blank, 1 by a line's end, 2 by a block's.
        let mut played: Vec<(usize, u8)> = Vec::with_capacity(known);
        for flow in flows::order(&words) {
            let mut parted = 2;
            for line in flow {
                for word in line {
                    if word < known {
                        played.push((ids[word], parted));
                        parted = 0;
                    }
                }
                parted = parted.max(1);
            }
        }
        let mut dumped: Vec<(usize, u8)> = Vec::with_capacity(known);
        for flow in &self.body.flows[sheet.flows.clone()] {
            let mut parted = 2;
            for line in &flow.lines {
                for fragment in line.clone().filter(|f| placed[*f - first].is_some()) {
                    dumped.push((fragment - first, parted));
                    parted = 0;
                }
                parted = parted.max(1);
            }
        }
        let mut follows = vec![(usize::MAX, 2); placed.len()];
        for pair in played.windows(2) {
            follows[pair[0].0] = pair[1];
        }
        let mut kept = 0.0;
        for pair in dumped.windows(2) {
            let (next, by) = follows[pair[0].0];
            if next == pair[1].0 {
                kept += 1.0 + if by == pair[1].1 { BREAK } else { 0.0 };
            }
            if next != pair[1].0 || by != pair[1].1 {
                parted(first + pair[0].0, first + pair[1].0);
            }
        }
        (kept, (placed.len().saturating_sub(1)) as f32 * (1.0 + BREAK))
    }

    /// The first fragment of a page.
    fn first(&self, sheet: &Sheet) -> usize {
        self.body.flows.get(sheet.flows.start).map_or(0, |flow| flow.fragments().start)
    }
}
