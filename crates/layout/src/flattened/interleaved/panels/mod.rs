//! Tables whose pages came out as blocks, each of some columns of some rows: `pdftotext` without options, `pdf2txt`.
//!
//! A block goes from top to bottom, and in its lines the cells of several columns may take turns. What a row takes of each
//! block is told by what the parts of its lines say and how they stand (`rows`); the blocks of a page are woven into rows
//! (`weave`).

mod heights;
mod weave;

use super::super::blocks;
use super::super::cohesion::Cohesion;
use super::super::confidence::Played;
use super::super::placed::placed;
use super::super::regions::is_title;
use super::super::weights::Kind;
use super::super::{FlattenedRegion, Frame, positions};
use super::header::{Found, parts_of};
use super::rows::{Chunk, Column, Content, MOST_COLUMNS, Own, Reader};
use super::sheet::Sheet;
use super::{columns, variants};
use crate::{Watch, below_table};
use fenjie_lexicon::ColumnRole;
use fenjie_text::Text;
use std::ops::Range;
use weave::{Page, Woven};

/// Rounds in which the widths of the columns are learned.
const ROUNDS: usize = 2;
/// Pages that show the widths.
const SAMPLE: usize = 2;
/// Most lines of a page.
const MOST_LINES: usize = 160;
/// Ways kept while a row's part of a block is read.
const BEAM: usize = 40;

/// The tables of a dump in blocks; `page_starts` are the lines before which the dump has a form feed.
pub fn recover(texts: &[&Text], lines: &[&str], page_starts: &[usize], watch: &Watch) -> Vec<FlattenedRegion> {
    const MOST_REFUSED: usize = 8;
    let pages = pages(lines.len(), page_starts);
    let heads = blocks::Heads::of(lines, &pages);
    let mut found = Vec::new();
    let (mut at, mut refused) = (0, 0);
    while at < pages.len() && refused < MOST_REFUSED && !watch.is_over() {
        let header = heads.find(lines, &pages, at);
        let asked = header.is_some();
        match header.and_then(|header| table(texts, lines, &pages, (&heads, header), at, page_starts, watch)) {
            Some((region, last)) if super::beats_stream(texts, &region, page_starts, watch) => {
                (at, refused) = (last + 1, 0);
                found.push(region);
            }
            _ => {
                refused += usize::from(asked);
                at += 1;
            }
        }
    }
    found
}

/// The pages of a dump.
fn pages(count: usize, page_starts: &[usize]) -> Vec<Range<usize>> {
    let starts: Vec<usize> = std::iter::once(0).chain(page_starts.iter().copied().filter(|at| *at > 0)).collect();
    let ends = starts.iter().skip(1).copied().chain([count]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// The table that begins on page `first`.
fn table(
    texts: &[&Text],
    lines: &[&str],
    pages: &[Range<usize>],
    (heads, known): (&blocks::Heads, blocks::Scattered),
    first: usize,
    page_starts: &[usize],
    watch: &Watch,
) -> Option<(FlattenedRegion, usize)> {
    const FEWEST_ROWS: usize = 3;
    let last = blocks::last_page(lines, pages, heads, first, known.last);
    let header = known.header()?;
    let found = Found { parts: Vec::new(), header };
    let own = &pages[first..=last];
    let (mut kept, furniture) = sort(lines, own, &found, &known.places);
    let start = *kept.first()?;
    let named: Vec<ColumnRole> = found.header.columns.iter().map(|column| column.role).collect();
    let bands = blocks::labels::find(lines, own, start, &named);
    kept.retain(|at| !bands.iter().any(|band| band.line() == *at));
    let sheet = Sheet::new(lines, &kept, start, (page_starts, &named));
    if positions::keeps_positions(lines, &(start..own.last()?.end)) || sheet.parts.len() > usize::from(u16::MAX) - 1 {
        return None;
    }
    let (header, columns) = columns(&found, &sheet);
    let task = header.columns.iter().position(|column| column.role == ColumnRole::Task)?;
    if columns.len() > MOST_COLUMNS {
        return None;
    }
    let blocks = blocks_of(&sheet, lines);
    if blocks.iter().any(|page| page.iter().map(Range::len).sum::<usize>() > MOST_LINES) {
        return None;
    }
    // Pages of one block each are read by others.
    if blocks.iter().map(Vec::len).sum::<usize>() < blocks.len() * 2 {
        return None;
    }
    let cohesion = Cohesion::of(&sheet.segments, lines);
    let heads = heads_of(&header, &known.begins);
    let weaver = Weaver { sheet: &sheet, blocks: &blocks, heads: &heads, cohesion: &cohesion, watch };
    let (columns, rows) = weaver.fit(&columns)?;
    if rows.len() < FEWEST_ROWS || watch.is_over() {
        return None;
    }
    let starts = blocks::labels::rising(rows.iter().map(|row| weaver.line_of(row, task)));
    let region = weaver.put_together(&rows, &columns, &header, furniture, texts, lines);
    Some((FlattenedRegion { bands, starts, ..region }, last))
}

/// The lines of the table, and what is none of it: words of the header, page numbers, titles.
fn sort(
    lines: &[&str],
    pages: &[Range<usize>],
    found: &Found,
    places: &[(usize, Range<usize>)],
) -> (Vec<usize>, Vec<(usize, Range<usize>)>) {
    let (mut kept, mut furniture) = (Vec::new(), Vec::new());
    let head = places.iter().map(|place| place.0).min().unwrap_or_default();
    let numbers = blocks::page_numbers(lines, pages, head);
    let is_word = |at: usize| {
        let words: String = lines[at].chars().filter(|c| !fenjie_text::chars::is_blank(*c)).collect();
        let placed: usize = places
            .iter()
            .filter(|place| place.0 == at)
            .map(|place| lines[at][place.1.clone()].trim().chars().count())
            .sum();
        placed > 0 && placed * 4 >= words.chars().count() * 3
            || found.header.columns.iter().any(|column| column.words == words)
            || parts_of(lines, at).is_some_and(|parts| {
                parts.iter().all(|part| found.header.columns.iter().any(|column| column.words == part.words))
            })
    };
    for (index, page) in pages.iter().enumerate() {
        let from = if index == 0 { head.max(page.start) } else { page.start };
        let full: Vec<usize> = (from..page.end).filter(|at| !lines[*at].trim().is_empty()).collect();
        let end = if index + 1 == pages.len() {
            full.iter().position(|at| below_table::begins(lines[*at])).unwrap_or(full.len())
        } else {
            full.len()
        };
        let own = &full[..end];
        let sentences = own.iter().position(|at| lines[*at].contains('。')).unwrap_or(own.len());
        for (place, at) in own.iter().enumerate() {
            let titled = index == 0
                && place <= sentences
                && is_title(lines[*at].trim())
                && lines[*at].trim().chars().count() > 8;
            if is_word(*at) || titled || numbers.contains(at) {
                furniture.push((*at, 0..lines[*at].len()));
            } else {
                kept.push(*at);
            }
        }
    }
    (kept, furniture)
}

/// Where the words of each column stand on the pages, in order.
fn heads_of(header: &super::super::header::Header, begins: &[blocks::Words]) -> Vec<Vec<usize>> {
    let of_column = |words: &str| {
        let places = begins.iter().find(|(word, _)| word == words).map(|(_, places)| places);
        places.into_iter().flatten().map(|place| place.0).collect()
    };
    header.columns.iter().map(|column| of_column(&column.words)).collect()
}

/// The blocks of each page.
fn blocks_of(sheet: &Sheet, lines: &[&str]) -> Vec<Vec<Range<usize>>> {
    let mut pages: Vec<Vec<Range<usize>>> = Vec::new();
    let mut page = u32::MAX;
    for line in 0..sheet.lines.len() {
        let at = sheet.line_of(line);
        let parted = line > 0 && lines[sheet.line_of(line - 1) + 1..at].iter().any(|line| line.trim().is_empty());
        if sheet.lines[line].page != page {
            page = sheet.lines[line].page;
            pages.push(Vec::new());
        }
        let Some(blocks) = pages.last_mut() else { continue };
        match blocks.last_mut().filter(|_| !parted) {
            Some(block) => block.end = line + 1,
            None => blocks.push(line..line + 1),
        }
    }
    pages
}

/// Weaves the blocks of the pages of a table.
struct Weaver<'a> {
    sheet: &'a Sheet,
    blocks: &'a [Vec<Range<usize>>],
    /// Where the words of each column stand on the pages, in order.
    heads: &'a [Vec<usize>],
    cohesion: &'a Cohesion,
    watch: &'a Watch,
}

impl Weaver<'_> {
    /// The columns with the widths and the way of standing that read best, and the rows.
    fn fit(&self, columns: &[Column]) -> Option<(Vec<Column>, Vec<Woven>)> {
        let sample = self.blocks.len().min(SAMPLE);
        let mut known: Option<(Vec<Column>, Content)> = None;
        let mut best: Option<(f32, Vec<Column>, Content)> = None;
        for mut columns in variants(columns) {
            // The widths are much the same however cells stand.
            let rounds = if known.is_some() { 0 } else { ROUNDS };
            let mut content = Content::default();
            if let Some((widths, names)) = &known {
                columns.iter_mut().zip(widths).for_each(|(column, known)| column.width = known.width);
                content = names.clone();
            }
            for _ in 0..rounds {
                let (rows, _) = self.read(&columns, &content, sample);
                self.learn(&mut columns, &rows);
                content = self.content(&columns, &rows);
            }
            known.get_or_insert_with(|| (columns.clone(), content.clone()));
            let (rows, worth) = self.read(&columns, &content, sample);
            if best.as_ref().is_none_or(|best| worth > best.0) {
                self.learn(&mut columns, &rows);
                best = Some((worth, columns.clone(), self.content(&columns, &rows)));
            }
        }
        let (_, columns, content) = best?;
        let (rows, _) = self.read(&columns, &content, self.blocks.len());
        Some((columns, rows))
    }

    /// The rows of the first pages.
    fn read(&self, columns: &[Column], content: &Content, count: usize) -> (Vec<Woven>, f32) {
        let reader = Reader { sheet: self.sheet, columns, cohesion: self.cohesion, content, watch: self.watch };
        let (mut rows, mut worth) = (Vec::new(), 0.0);
        let mut number = 1;
        for (index, blocks) in self.blocks.iter().take(count).enumerate() {
            let of_block = |block: &Range<usize>| -> Vec<Vec<Chunk>> {
                block.clone().map(|line| reader.chunks(line, block.end, BEAM)).collect()
            };
            let mut chunks: Vec<Vec<Vec<Chunk>>> = blocks.iter().map(of_block).collect();
            self.below_heads(blocks, &mut chunks);
            let ahead = weave::ahead(blocks, &chunks, columns);
            let page = Page { sheet: self.sheet, columns, blocks, chunks, ahead, follows: index > 0, number };
            let (mut found, score) = page.rows(self.watch);
            let numbers = found.iter().flat_map(|row| &row.chunks).filter_map(|chunk| chunk.anchor);
            number = numbers.max().map_or(number, |last| last + 1);
            worth += score;
            rows.append(&mut found);
        }
        (rows, worth)
    }

    /// Cells stand below the word of their column, so they come behind it in the dump.
    fn below_heads(&self, blocks: &[Range<usize>], chunks: &mut [Vec<Vec<Chunk>>]) {
        const ABOVE: f32 = -6.0;
        let line = |at: usize| self.sheet.line_of(at);
        let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else { return };
        let (from, to) = (line(first.start), line(last.end - 1));
        let head = |column: &Vec<usize>| column.iter().copied().find(|at| *at > from && *at < to);
        for (index, head) in self.heads.iter().map(head).enumerate() {
            let Some(head) = head else { continue };
            for chunk in chunks.iter_mut().flatten().flatten() {
                if chunk.mask >> index & 1 == 1 && line(chunk.lines.start) < head {
                    chunk.score += ABOVE;
                }
            }
        }
    }

    /// The parts of a cell.
    fn cell(&self, row: &Woven, column: usize) -> Vec<u16> {
        let parts = row.chunks.iter().flat_map(|chunk| {
            let first = self.sheet.lines[chunk.lines.start].parts.start;
            let own = chunk.columns.iter().enumerate().filter(|(_, of)| usize::from(**of) == column);
            own.map(move |(offset, _)| (first + offset) as u16).collect::<Vec<u16>>()
        });
        parts.collect()
    }

    /// The line that the cell of a row begins with.
    fn line_of(&self, row: &Woven, column: usize) -> Option<usize> {
        let part = *self.cell(row, column).first()?;
        Some(self.sheet.segments[self.sheet.parts[usize::from(part)].segment].line)
    }

    fn content(&self, columns: &[Column], rows: &[Woven]) -> Content {
        let units: Vec<usize> = (0..columns.len()).filter(|column| columns[*column].kind == Kind::Unit).collect();
        let lists = rows.iter().flat_map(|row| units.iter().map(|column| self.cell(row, *column)));
        Content::of_lists(self.sheet, lists)
    }

    /// Learns the widths of the columns from rows.
    fn learn(&self, columns: &mut [Column], rows: &[Woven]) {
        for (index, column) in columns.iter_mut().enumerate() {
            let (mut inner, mut all) = (Vec::new(), Vec::new());
            for row in rows {
                let mut widths: Vec<(usize, f32)> = Vec::new();
                for part in self.cell(row, index) {
                    let part = &self.sheet.parts[usize::from(part)];
                    let line = self.sheet.segments[part.segment].line;
                    match widths.last_mut().filter(|last| last.0 == line) {
                        Some(last) => last.1 += part.width + 0.25,
                        None => widths.push((line, part.width)),
                    }
                }
                inner.extend(widths.iter().rev().skip(1).map(|width| width.1));
                all.extend(widths.iter().map(|width| width.1));
            }
            column.learn(inner, all);
        }
    }

    /// The table.
    fn put_together(
        &self,
        rows: &[Woven],
        columns: &[Column],
        header: &super::super::header::Header,
        mut furniture: Vec<(usize, Range<usize>)>,
        texts: &[&Text],
        lines: &[&str],
    ) -> FlattenedRegion {
        let sheet = self.sheet;
        let mut all: Vec<Option<super::Placed>> = placed(sheet.segments.clone(), lines).into_iter().map(Some).collect();
        let mut parts: Vec<super::Placed> = Vec::with_capacity(all.len());
        let set = heights::set(sheet, self.blocks, columns, rows);
        for line in &set.lines {
            for (part, column) in line {
                let Some(mut placed) = all[sheet.parts[*part].segment].take() else { continue };
                (placed.line, placed.column) =
                    (parts.last().map_or(0, |last: &super::Placed| last.line), usize::from(*column));
                if (*part, *column) == line[0] {
                    placed.line += 1;
                }
                parts.push(placed);
            }
        }
        let ranges = set.rows;
        let places = header.columns.iter().flat_map(|column| column.places.iter().cloned());
        furniture.extend(places);
        furniture.sort_by_key(|(line, place)| (*line, place.start));
        furniture.dedup();
        let first = furniture.first().map_or(header.line, |place| place.0).min(header.line);
        let last = sheet.segments.iter().map(|segment| segment.line + 1).max().unwrap_or(first);
        let last = last.max(furniture.last().map_or(0, |place| place.0 + 1));
        let frame = Frame { texts, lines, header, furniture: &furniture, continued: false, watch: self.watch };
        let roles: Vec<ColumnRole> = header.columns.iter().map(|column| column.role).collect();
        let labels: Vec<bool> = columns.iter().map(|column| column.own == Own::Spans).collect();
        let mut table = positions::of_known_rows(&frame, &parts, &ranges, roles, &labels);
        for row in &mut table.rows {
            let played = Played { like: 1.0, labelled: labels.contains(&true), doubtful: false };
            row.confidence = played.confidence();
        }
        FlattenedRegion::settled(first..last, table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(dump: &str) -> Vec<String> {
        super::super::testing::rows(dump, recover)
    }

    const EXPECTED: [&str; 4] = [
        "1|整修城区积水路段，更换老旧供水管网十二公里。|市水务局|市住房城乡建设局、市城管局|六月底前",
        "2|建立工地扬尘在线监测平台，按月通报监测的结果。|市生态环境局|市城管局|全年",
        "3|推动乡镇卫生院配齐药师，组织医务人员开展轮训。|市卫生健康委|市教育局、市财政局|九月底前",
        "4|推广节水器具。|市发展改革委|市水务局|长期",
    ];

    #[test]
    fn columns_side_by_side_in_blocks_that_stand_beside_one_another() {
        let dump = "序号\n工作任务\n牵头单位\n1 整修城区积水路段，更换老旧供水管网十二公\n市水务局\n里。\n\
            2 建立工地扬尘在线监测平台，按月通报监测的\n市生态环境局\n结果。\n\
            3 推动乡镇卫生院配齐药师，组织医务人员开展\n市卫生健康委\n轮训。\n4 推广节水器具。 市发展改革委\n\n\
            配合单位\n\n完成时限\n\n市住房城乡建设\n六月底前\n局、市城管局\n市城管局 全年\n市教育局、市财\n九月底前\n政局\n\
            市水务局 长期\n\n\u{c}";
        assert_eq!(rows(dump), EXPECTED);
    }

    #[test]
    fn each_column_in_blocks_of_its_own() {
        let dump = "序号\n\n1\n\n2\n\n3\n\n4\n\n工作任务\n\n整修城区积水路段，更换老旧供水管网十二公\n里。\n\n\
            建立工地扬尘在线监测平台，按月通报监测的\n结果。\n推动乡镇卫生院配齐药师，组织医务人员开展\n轮训。\n\n推广节水器具。\n\n\
            牵头单位\n\n市水务局\n\n市生态环境局\n\n市卫生健康委\n\n市发展改革委\n\n配合单位\n\n市住房城乡建设\n局、市城管局\n\n市城管局\n\n\
            市教育局、市财\n政局\n\n市水务局\n\n完成时限\n\n六月底前\n\n全年\n\n九月底前\n\n长期\n\n\u{c}";
        assert_eq!(rows(dump), EXPECTED);
    }
}
