//! Putting together pages that have places: PDF, OFD, scans.
//!
//! On each page ruled lines that touch make the grid of a table (`ruled`); a header without vertical rules
//! below it makes one from the columns that the text itself keeps (`aligned`); what is left is cut into lines, of two
//! columns of text the left before the right (`columns`). Then, over
//! all pages, page numbers and running lines are set apart (`furniture`), fragments of tables are joined (`join`) and
//! lines become paragraphs (`paragraph`).

mod aligned;
mod columns;
mod edges;
mod fragment;
mod furniture;
mod join;
mod line;
mod overrun;
mod paragraph;
mod ruled;

use crate::{Block, FurnitureKind, Watch, page_number};
use edges::Edges;
use fenjie_source::{Glyph, Item, LineRole, Page, Source};
use fenjie_text::{Span, Text};
use fragment::Fragment;
use line::TextLine;
use paragraph::Style;

/// The blocks of a source whose pages have places, in reading order.
pub fn blocks(source: &Source, watch: &Watch) -> Vec<Block> {
    let text = source.text.as_str();
    let setting = columns::Setting::of(&source.pages);
    let sheet = |(at, page)| {
        if watch.is_over() { Sheet::default() } else { Sheet::new(at, page, text, setting, watch) }
    };
    let mut sheets: Vec<Sheet> = source.pages.iter().enumerate().map(sheet).collect();
    set_furniture_apart(&mut sheets, source, text);
    aligned::find(&mut sheets, text, watch);
    overrun::put_back(&mut sheets);
    let prose: Vec<Vec<TextLine>> = sheets.iter().map(|sheet| sheet.lines.clone()).collect();
    let mut assembly = Assembly { source: text, style: Style::measure(&prose, text), ..Assembly::new(text) };
    for sheet in sheets.into_iter().take_while(|_| !watch.is_over()) {
        sheet.elements(text).into_iter().for_each(|element| assembly.push(element));
    }
    assembly.finish()
}

/// A page: its tables, the lines beside them, and its furniture.
#[derive(Default)]
struct Sheet {
    page: usize,
    /// By how much it is longer for columns that were set one below the other.
    added: f32,
    edges: Edges,
    fragments: Vec<Fragment>,
    lines: Vec<TextLine>,
    furniture: Vec<(FurnitureKind, TextLine)>,
}

impl Sheet {
    fn new(at: usize, page: &Page, source: &str, setting: Option<columns::Setting>, watch: &Watch) -> Self {
        let (askew, mut glyphs) = without_askew(page);
        let edges = edges::edges(&page.rules);
        let mut fragments: Vec<Fragment> = Vec::new();
        for (group, bounds) in ruled::groups(&edges) {
            let (inside, outside): (Vec<Glyph>, Vec<Glyph>) =
                glyphs.iter().partition(|glyph| bounds.contains(glyph.bbox.center()));
            if let Some(fragment) = ruled::fragment(&group, &inside, at, watch).filter(|_| !inside.is_empty()) {
                fragments.push(fragment);
                glyphs = outside;
            }
        }
        // What stands in a ruled table keeps its place.
        let (glyphs, added) = match setting.filter(|_| fragments.is_empty()) {
            Some(setting) => columns::unfolded(glyphs, at, setting),
            None => (glyphs, 0.0),
        };
        let (lines, numbers) = without_page_numbers(line::lines(glyphs, at), source);
        let askew = line::lines(askew, at).into_iter().map(|line| (FurnitureKind::Ornament, line));
        let furniture = numbers.into_iter().map(|line| (FurnitureKind::PageNumber, line)).chain(askew).collect();
        Self { page: at, added, edges, fragments, lines, furniture }
    }

    /// Everything on the page from top to bottom.
    fn elements(self, source: &str) -> Vec<Element> {
        let lines = self.lines.into_iter().map(|line| (line.middle(), Element::Line(line)));
        let tables = self.fragments.into_iter().map(|fragment| (fragment.bbox.y0, Element::Table(fragment)));
        let furniture =
            self.furniture.into_iter().map(|(kind, line)| (line.middle(), Element::Furniture(kind, line.text(source))));
        let mut elements: Vec<(f32, Element)> = lines.chain(tables).chain(furniture).collect();
        elements.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        elements.into_iter().map(|(_, element)| element).collect()
    }
}

/// Takes the page numbers off the lines of text that they were set in.
fn without_page_numbers(lines: Vec<TextLine>, source: &str) -> (Vec<TextLine>, Vec<TextLine>) {
    let mut numbers = Vec::new();
    let lines = lines.into_iter().filter_map(|line| {
        let Some(length) = page_number::leading(&line.string(source)) else { return Some(line) };
        let end = line.glyphs.iter().scan(0, |end, glyph| {
            *end += glyph.span.len();
            Some(*end)
        });
        let (number, text) = line.glyphs.split_at(end.take_while(|end| *end <= length).count());
        numbers.extend(TextLine::new(number.to_vec(), line.page));
        TextLine::new(text.to_vec(), line.page)
    });
    (lines.collect(), numbers)
}

/// Glyphs of lines that the reader marks as furniture (watermarks), and the others.
fn without_askew(page: &Page) -> (Vec<Glyph>, Vec<Glyph>) {
    let askew: Vec<Span> = page
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Line(line) if line.role == LineRole::Furniture => line.text.span(),
            _ => None,
        })
        .collect();
    if askew.is_empty() {
        return (Vec::new(), page.glyphs.clone());
    }
    page.glyphs.iter().partition(|glyph| askew.iter().any(|span| span.overlaps(glyph.span)))
}

fn set_furniture_apart(sheets: &mut [Sheet], source: &Source, text: &str) {
    let pages: Vec<Vec<TextLine>> = sheets.iter().map(|sheet| sheet.lines.clone()).collect();
    let heights = source.pages.iter().map(|page| page.size.map_or(842.0, |(_, height)| height));
    let heights: Vec<f32> = heights.zip(&*sheets).map(|(height, sheet)| height + sheet.added).collect();
    let kinds = furniture::kinds(&pages, &heights, text, |line| aligned::is_header(line, text));
    for (sheet, kinds) in sheets.iter_mut().zip(kinds) {
        let lines = std::mem::take(&mut sheet.lines);
        for (line, kind) in lines.into_iter().zip(kinds) {
            match kind {
                Some(kind) => sheet.furniture.push((kind, line)),
                None => sheet.lines.push(line),
            }
        }
    }
}

/// A thing on a page.
enum Element {
    Line(TextLine),
    Table(Fragment),
    Furniture(FurnitureKind, Text),
}

/// Joins elements to blocks, over pages. At most one of `lines` and `fragments` is filled.
struct Assembly<'s> {
    source: &'s str,
    style: Style,
    blocks: Vec<Block>,
    lines: Vec<TextLine>,
    fragments: Vec<Fragment>,
    /// Furniture met inside a paragraph or table; it follows it.
    held: Vec<Block>,
}

impl<'s> Assembly<'s> {
    fn new(source: &'s str) -> Self {
        let style = Style::measure(&[], source);
        Self { source, style, blocks: Vec::new(), lines: Vec::new(), fragments: Vec::new(), held: Vec::new() }
    }

    fn push(&mut self, element: Element) {
        match element {
            Element::Furniture(kind, text) => self.held.push(Block::Furniture(kind, text)),
            Element::Line(line) if !self.fragments.is_empty() && is_continuation(&line, self.source) => {
                self.held.push(Block::Furniture(FurnitureKind::RepeatedHeader, line.text(self.source)));
            }
            Element::Line(line) => {
                if !self.fragments.is_empty() {
                    self.flush();
                }
                self.lines.push(line);
            }
            Element::Table(fragment) => {
                let goes_on = self.fragments.last().is_some_and(|last| last.same_columns(&fragment));
                if !goes_on {
                    self.flush();
                }
                self.fragments.push(fragment);
            }
        }
    }

    fn flush(&mut self) {
        if !self.fragments.is_empty() {
            self.blocks.push(Block::Table(join::table(&self.fragments, self.source)));
            self.fragments.clear();
        }
        self.blocks.extend(paragraph::paragraphs(&self.lines, &self.style, self.source));
        self.lines.clear();
        self.blocks.append(&mut self.held);
    }

    fn finish(mut self) -> Vec<Block> {
        self.flush();
        self.blocks
    }
}

/// 续表, （续表2）, 续上表: the caption that announces the rest of a table on a new page.
fn is_continuation(line: &TextLine, source: &str) -> bool {
    const LONGEST: usize = 8;
    let words = line.string(source);
    let bare = words.trim_start_matches(['（', '(', '附', '表']);
    words.chars().count() <= LONGEST && bare.starts_with('续')
}
