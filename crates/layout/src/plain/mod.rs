//! Pages without places: text as lines. Furniture is set aside, tables are put together, the rest becomes paragraphs.

mod align;
mod bare_heading;
mod bare_number;
mod bare_statement;
mod broken_statement;
mod cell_per_line;
mod delimited;
mod drawn;
mod figure_item;
pub(crate) mod furniture;
mod glued;
mod header_words;
mod hung;
mod paragraph;
mod running;
mod watermark;
mod wrapped;

use crate::{Block, FurnitureKind, Recoverer, Table, Watch, flattened, grid, page_number, run_together};
use fenjie_lexicon::{ColumnRole, continuation_mark};
use fenjie_source::{Item, Line, LineRole, MarkupTable, Source};
use fenjie_text::{Text, chars};
use furniture::Furniture;

/// What ends the pages of a dump.
const FORM_FEED: char = '\u{c}';

/// The blocks of a source whose pages have no places.
pub fn blocks(source: &Source, watch: &Watch) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines: Vec<&Line> = Vec::new();
    let text = source.text.as_str();
    let parted = furniture_parted(source);
    let items: Vec<&Item> = match &parted {
        Some(items) => items.iter().collect(),
        None => source.pages.iter().flat_map(|page| &page.items).collect(),
    };
    let printed = wrapped::as_printed_lines(&items);
    let items: Vec<&Item> = printed.as_ref().map_or(items, |printed| printed.iter().collect());
    let joined = header_words::joined(&items);
    let mut items: Vec<&Item> = joined.as_ref().map_or(items, |joined| joined.iter().collect());
    let marked = watermark::items(&items, text);
    let watermark: Vec<&Item> = marked.iter().map(|at| items[*at]).collect();
    let mut at = 0..;
    items.retain(|_| at.next().is_none_or(|at| marked.binary_search(&at).is_err()));
    hung::put_in_place(&mut items);
    for item in items {
        match item {
            Item::Line(line) => lines.push(line),
            Item::Table(table) => {
                let captions = split_captions(&mut lines);
                line_blocks(&lines, text, watch, &mut blocks);
                blocks
                    .extend(captions.iter().map(|line| Block::Furniture(FurnitureKind::Running, line.text.trimmed())));
                lines.clear();
                markup_blocks(table, &mut blocks);
            }
        }
    }
    line_blocks(&lines, text, watch, &mut blocks);
    let words = watermark.into_iter().filter_map(|item| match item {
        Item::Line(line) => Some(line.text.trimmed()).filter(|words| !words.is_empty()),
        Item::Table(_) => None,
    });
    blocks.extend(words.map(|words| Block::Furniture(FurnitureKind::Running, words)));
    bare_heading::mark(&mut blocks);
    blocks
}

/// The items of a source in which page numbers, the head of a site or a title open lines of text, each then on a line of its
/// own; `None` when there are none.
fn furniture_parted(source: &Source) -> Option<Vec<Item>> {
    let items = || source.pages.iter().flat_map(|page| &page.items);
    let end = |item: &Item| match item {
        Item::Line(line) => {
            let line = line.text.as_str();
            page_number::leading(line)
                .or_else(|| furniture::site_head(line))
                .or_else(|| run_together::title_before_number(line))
        }
        Item::Table(_) => None,
    };
    items().any(|item| end(item).is_some()).then(|| {
        let parts = |item: &Item| match (item, end(item)) {
            (Item::Line(line), Some(end)) => {
                let part = |text: Text| Item::Line(Line { text, ..line.clone() });
                vec![part(line.text.slice(0..end)), part(line.text.slice_from(end))]
            }
            _ => vec![item.clone()],
        };
        items().flat_map(parts).collect()
    })
}

/// A marked-up table; one that has no header and hardly two rows is a frame around prose.
fn markup_blocks(markup: &MarkupTable, blocks: &mut Vec<Block>) {
    let columns = markup.rows.iter().map(Vec::len).max().unwrap_or(0);
    if columns < 2 {
        let lines = markup.rows.iter().flatten().flat_map(|cell| &cell.lines);
        blocks.extend(lines.map(|line| Block::Paragraph(line.clone())));
        return;
    }
    let table = grid::table(grid::resolve_spans(markup), Recoverer::Markup);
    match before_break(blocks) {
        Some(at) if add_part(blocks, at, &table) => {}
        _ => blocks.push(Block::Table(table)),
    }
}

/// Where the table stands that ends the blocks, but for what a page break leaves behind it.
fn before_break(blocks: &[Block]) -> Option<usize> {
    let is_of_page = |block: &Block| match block {
        Block::Furniture(kind, _) => matches!(kind, FurnitureKind::PageNumber | FurnitureKind::Running),
        Block::Paragraph(text) | Block::Heading { text, .. } => {
            let words = text.as_str().trim_matches(chars::is_blank);
            words.is_empty() || continuation_mark(words) == Some(0..words.len())
        }
        Block::Table(_) => false,
    };
    let at = blocks.iter().rposition(|block| !is_of_page(block))?;
    matches!(blocks[at], Block::Table(_)).then_some(at)
}

/// Adds a table to the one at `at`, where it goes on with it: converters and writers cut tables at page ends. What stands
/// between the two says so and nothing else.
fn add_part(blocks: &mut [Block], at: usize, part: &Table) -> bool {
    let Some((Block::Table(before), between)) = blocks[at..].split_first_mut() else { return false };
    if !grid::goes_on_below(before, part) {
        return false;
    }
    before.rows.extend(part.rows.iter().cloned());
    before.furniture.extend(part.furniture.iter().cloned());
    before
        .furniture
        .extend(part.columns.iter().map(|column| column.header.clone()).filter(|header| !header.is_empty()));
    let roles: Vec<ColumnRole> = before.columns.iter().map(|column| column.role).collect();
    grid::fill_labels(&mut before.rows, &roles);
    for block in between {
        if let Block::Paragraph(text) | Block::Heading { text, .. } = block {
            *block = Block::Furniture(FurnitureKind::Running, std::mem::take(text));
        }
    }
    true
}

/// Takes the last lines off that are said of the table below them: 填报单位：某局.
fn split_captions<'s>(lines: &mut Vec<&'s Line>) -> Vec<&'s Line> {
    let is_said = |line: &&&Line| grid::is_caption(line.text.as_str());
    let captions = lines.iter().rev().take_while(is_said).count();
    lines.split_off(lines.len() - captions)
}

/// Lines between marked-up tables: regions that are tables, and what stands between them.
fn line_blocks(lines: &[&Line], text: &str, watch: &Watch, blocks: &mut Vec<Block>) {
    let mut at = 0;
    for region in table_regions(lines, text, watch) {
        prose_blocks(&lines[at..region.start], blocks);
        blocks.extend(region.blocks);
        at = region.end;
    }
    prose_blocks(&lines[at..], blocks);
}

/// Lines `start..end` read as tables.
pub(crate) struct Region {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) blocks: Vec<Block>,
}

/// The regions that hold tables, in order, none overlapping: delimited ones first, since their separators leave no
/// doubt, then those whose rows leave none, those whose cells are blocks, those known by a header of consecutive lines, those with glued rows, then
/// flattened ones.
fn table_regions(lines: &[&Line], text: &str, watch: &Watch) -> Vec<Region> {
    let lines = without_site_foot(lines);
    let mut regions = drawn::regions(lines);
    let delimited = |lines: &[&Line]| delimited::regions(lines, watch);
    let certain = |lines: &[&Line]| certain_regions(lines, text, watch);
    let blocked = |lines: &[&Line]| {
        if text.contains(FORM_FEED) { blocked_regions(lines, text, watch) } else { Vec::new() }
    };
    let interleaved = |lines: &[&Line]| interleaved_regions(lines, text, watch);
    let flattened = |lines: &[&Line]| flattened_regions(lines, text, watch);
    let kinds: [Finder<'_>; 7] =
        [&delimited, &certain, &blocked, &interleaved, &cell_per_line::regions, &glued::regions, &flattened];
    for find in kinds {
        if !watch.is_over() {
            add_regions(find, lines, &mut regions);
        }
    }
    regions
}

/// The lines before those at the end that are a site's own (上一篇, 下一篇, 主办): a table of one cell a line would go on
/// into them.
fn without_site_foot<'l, 's>(lines: &'l [&'s Line]) -> &'l [&'s Line] {
    const MOST: usize = 8;
    let tail = &lines[lines.len().saturating_sub(MOST)..];
    let furniture = Furniture::of(tail);
    let is_site = |at: &usize| furniture.kind(*at) == Some(FurnitureKind::Navigation);
    &lines[..lines.len() - (0..tail.len()).rev().take_while(is_site).count()]
}

/// Flattened tables among the lines.
fn flattened_regions(lines: &[&Line], text: &str, watch: &Watch) -> Vec<Region> {
    let texts: Vec<&Text> = lines.iter().map(|line| &line.text).collect();
    regions_of(flattened::recover(&texts, &page_starts(&texts, text), watch))
}

/// Flattened tables whose rows leave no doubt.
fn certain_regions(lines: &[&Line], text: &str, watch: &Watch) -> Vec<Region> {
    let texts: Vec<&Text> = lines.iter().map(|line| &line.text).collect();
    regions_of(flattened::recover_certain(&texts, &page_starts(&texts, text), watch))
}

/// Tables whose cells stand side by side in the lines.
fn interleaved_regions(lines: &[&Line], text: &str, watch: &Watch) -> Vec<Region> {
    let texts: Vec<&Text> = lines.iter().map(|line| &line.text).collect();
    regions_of(flattened::recover_interleaved(&texts, &page_starts(&texts, text), watch))
}

/// The lines before which a form feed ends a page.
fn page_starts(texts: &[&Text], text: &str) -> Vec<usize> {
    let mut page_starts = Vec::new();
    let mut end = 0;
    for (at, line) in texts.iter().enumerate() {
        let Some(span) = line.span() else { continue };
        if text.get(end..span.start).is_some_and(|between| between.contains(FORM_FEED)) {
            page_starts.push(at);
        }
        end = span.end;
    }
    page_starts
}

/// What finds the tables of one kind.
type Finder<'a> = &'a dyn Fn(&[&Line]) -> Vec<Region>;

/// Adds the regions that `find` sees among the lines that are still free.
fn add_regions(find: Finder<'_>, lines: &[&Line], regions: &mut Vec<Region>) {
    for (start, end) in gaps(regions, lines.len()) {
        regions.extend(find(&lines[start..end]).into_iter().map(|region| Region {
            start: region.start + start,
            end: region.end + start,
            blocks: region.blocks,
        }));
    }
    regions.sort_by_key(|region| region.start);
}

/// Tables among the lines whose cells are blocks, parted by blank lines.
fn blocked_regions(lines: &[&Line], text: &str, watch: &Watch) -> Vec<Region> {
    let texts: Vec<&Text> = lines.iter().map(|line| &line.text).collect();
    let starts = page_starts(&texts, text);
    let blocks = flattened::recover_blocks(&texts, watch);
    if flattened::are_sure(&blocks) {
        return regions_of(blocks);
    }
    let panels = flattened::recover_panels(&texts, &starts, watch);
    if panels.is_empty() {
        return regions_of(blocks);
    }
    let interleaved = flattened::recover_interleaved(&texts, &starts, watch);
    regions_of(flattened::better_of(flattened::better_of(blocks, panels), interleaved))
}

fn regions_of(found: Vec<flattened::FlattenedRegion>) -> Vec<Region> {
    found
        .into_iter()
        .map(|region| Region {
            start: region.lines.start,
            end: region.lines.end,
            blocks: vec![Block::Table(region.table)],
        })
        .collect()
}

/// The runs of lines that no region covers.
fn gaps(regions: &[Region], lines: usize) -> Vec<(usize, usize)> {
    let starts = std::iter::once(0).chain(regions.iter().map(|region| region.end));
    let ends = regions.iter().map(|region| region.start).chain(std::iter::once(lines));
    starts.zip(ends).filter(|(start, end)| start < end).collect()
}

/// Headings, paragraphs and furniture of lines that hold no table.
fn prose_blocks(lines: &[&Line], blocks: &mut Vec<Block>) {
    let marked = bare_number::marked(lines);
    let marked: Option<Vec<&Line>> = marked.as_ref().map(|lines| lines.iter().collect());
    let lines = marked.as_deref().unwrap_or(lines);
    let parted = figure_item::parted(lines);
    let parted: Option<Vec<&Line>> = parted.as_ref().map(|lines| lines.iter().collect());
    let lines = parted.as_deref().unwrap_or(lines);
    let furniture = Furniture::of(lines);
    let wrap = paragraph::Wrap::of_all(lines);
    let mut pending: Vec<&Line> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let kind = furniture.kind(at).or((line.role == LineRole::Furniture).then_some(FurnitureKind::Navigation));
        if let Some(kind) = kind {
            // What page breaks leave stands inside a paragraph; all else ends it.
            let breaks_page = matches!(kind, FurnitureKind::PageNumber | FurnitureKind::Running)
                || furniture::is_page_rule(line.text.as_str());
            if !breaks_page {
                paragraph::join(&pending, wrap, blocks);
                pending.clear();
            }
            blocks.push(Block::Furniture(kind, line.text.trimmed()));
        } else if let LineRole::Heading(level) = line.role {
            paragraph::join(&pending, wrap, blocks);
            pending.clear();
            if paragraph::is_broken_item(line, wrap) {
                pending.push(line);
            } else {
                blocks.push(Block::Heading { level, text: line.text.tidied() });
            }
        } else {
            pending.push(line);
        }
    }
    paragraph::join(&pending, wrap, blocks);
}
