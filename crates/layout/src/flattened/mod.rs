//! Flattened tables: ruled tables whose cells came out of a PDF as bare lines, put together again.
//!
//! The header tells the columns (`header`); the lines are cut into segments (`segment`); the widths at which the
//! columns break their lines are inferred from the crowded line widths (`fit`); the best of all cuts into rows and
//! cells is found by dynamic programming (`decode`); merged labels get the rows they cover (`labels`). Before that, labels
//! over the whole width are taken out (`bands`), and what stands below the table.
//!
//! Where the lines keep the places of the print (`positions`), the column of every part of a line is found from line to
//! line (`tracks`), how far down each line stands from the lines of the cells (`heights`), the rows from both (`grid`),
//! and the labels with the rows they cover from the heights (`spans`). Where lines are sorted from top to bottom and keep no
//! places, columns and rows are found at once (`interleaved`).

mod assemble;
mod bands;
mod blanks;
mod blocks;
mod body;
mod certain;
mod cohesion;
mod confidence;
mod decode;
mod ends;
mod evidence;
mod facts;
mod fit;
mod geometry;
mod grid;
mod header;
mod header_words;
mod heights;
mod interleaved;
mod labels;
mod lattice;
mod mend;
mod model;
mod name_lines;
mod path;
mod placed;
mod positions;
mod regions;
mod rows;
mod run;
mod segment;
mod sense;
mod spans;
mod stacked;
mod strays;
mod stream;
mod tracks;
pub mod training;
mod weights;
mod wording;

use crate::{Cell, Column, Recoverer, Row, Table, Watch};
use bands::Band;
use body::body;
use fenjie_lexicon::{ColumnRole, continuation_mark};
use fenjie_text::Text;
use header::Header;
use labels::Group;
use regions::{Region, regions};
use rows::RawRow;
use run::Run;
use segment::Segment;
use std::ops::Range;

/// A flattened table found among the lines of a document.
#[derive(Clone, Debug)]
pub struct FlattenedRegion {
    /// The lines that the table takes up, all of them: cells, repeated headers, page numbers.
    pub lines: Range<usize>,
    /// The table.
    pub table: Table,
    /// Columns of labels and rows of which the layout does not tell whether they go on with the label before or belong to
    /// the next.
    open: Vec<OpenRows>,
    /// Labels over the whole width that are still to be put among the rows.
    bands: Vec<Band>,
    /// The first line of each row.
    starts: Vec<usize>,
}

impl FlattenedRegion {
    /// A table with nothing left to be settled.
    fn settled(lines: Range<usize>, table: Table) -> Self {
        Self { lines, table, open: Vec::new(), bands: Vec::new(), starts: Vec::new() }
    }

    /// Puts the labels over the whole width among the rows.
    fn put_bands(&mut self, lines: &[&Text]) {
        let Self { table, bands, starts, .. } = self;
        bands::put(&mut table.rows, starts, bands, lines, table.columns.len());
    }
}

/// Rows at a page top, before the first label of their page in the columns `group`: some may go on with the label before,
/// the rest belong to the next.
#[derive(Clone, Debug)]
struct OpenRows {
    group: Group,
    rows: Range<usize>,
    /// For each row that may be the first of the next label, the row with that label the last, how well the place of the
    /// label fits, in log odds.
    fits: Vec<f32>,
}

/// Finds the flattened tables among `lines`, the whole document line by line, blank lines and leading blanks kept;
/// `page_starts` are the lines, in order, before which the dump has a form feed.
pub fn recover(lines: &[&Text], page_starts: &[usize], watch: &Watch) -> Vec<FlattenedRegion> {
    let strings: Vec<&str> = lines.iter().map(|text| text.as_str()).collect();
    let headers = header::find_all(&strings, watch);
    watch.place(lines);
    let regions = regions(&strings, &headers);
    let mut found = Vec::new();
    for region in regions.iter().take_while(|_| !watch.is_over()) {
        found.extend(recover_region(lines, &strings, region, page_starts, watch));
        watch.place(&lines[region.lines.clone()]);
    }
    sense::settle(&mut found);
    put_bands(&mut found, lines);
    found
}

/// Finds the tables among `lines` whose rows leave no doubt; arguments as in [`recover`].
pub fn recover_certain(lines: &[&Text], page_starts: &[usize], watch: &Watch) -> Vec<FlattenedRegion> {
    let strings: Vec<&str> = lines.iter().map(|text| text.as_str()).collect();
    let headers = header::find_all(&strings, watch);
    let mut found = Vec::new();
    for region in regions(&strings, &headers) {
        let Some(header) = region.headers.first().filter(|_| !watch.is_over()) else { break };
        if positions::keeps_positions(&strings, &region.lines) {
            continue;
        }
        let body = body(&strings, &region, page_starts);
        let (furniture, continued) = (&body.furniture, body.continued);
        let frame = Frame { texts: lines, lines: &strings, header, furniture, continued, watch };
        found.extend(certain::recover(&frame, &region, body.segments));
    }
    put_bands(&mut found, lines);
    found
}

/// Puts the labels over the whole width among the rows.
fn put_bands(found: &mut [FlattenedRegion], lines: &[&Text]) {
    for region in found {
        if region.bands.is_empty() {
            crate::grid::settle_categories(&mut region.table.columns, &mut region.table.rows);
        }
        region.put_bands(lines);
    }
}

/// The tables with the labels over their whole width among their rows.
fn with_bands(mut found: Vec<FlattenedRegion>, lines: &[&Text]) -> Vec<FlattenedRegion> {
    for region in &mut found {
        region.put_bands(lines);
    }
    found
}

/// Finds the tables whose cells stand side by side in the lines among `lines`, the whole document line by line;
/// `page_starts` as in [`recover`].
pub fn recover_interleaved(lines: &[&Text], page_starts: &[usize], watch: &Watch) -> Vec<FlattenedRegion> {
    let strings: Vec<&str> = lines.iter().map(|text| text.as_str()).collect();
    interleaved::recover(lines, &strings, page_starts, watch)
}

/// Finds the tables whose pages came out as blocks, each of some columns of some rows; arguments as in
/// [`recover_interleaved`].
pub fn recover_panels(lines: &[&Text], page_starts: &[usize], watch: &Watch) -> Vec<FlattenedRegion> {
    let strings: Vec<&str> = lines.iter().map(|text| text.as_str()).collect();
    with_bands(interleaved::panels::recover(lines, &strings, page_starts, watch), lines)
}

/// Finds the tables whose cells are blocks, parted by blank lines, among `lines`, the whole document line by line.
pub fn recover_blocks(lines: &[&Text], watch: &Watch) -> Vec<FlattenedRegion> {
    let strings: Vec<&str> = lines.iter().map(|text| text.as_str()).collect();
    with_bands(blocks::recover(lines, &strings, watch), lines)
}

/// By how much the cells of a reading must fit their columns better than those of the first.
const GAIN: f32 = 0.02;

/// Whether the cells of all tables fit their columns so well that no other reading can do better.
pub fn are_sure(regions: &[FlattenedRegion]) -> bool {
    !regions.is_empty() && regions.iter().all(|region| interleaved::fit_of(&region.table) + GAIN >= 1.0)
}

/// Of two readings of the same lines, table by table the first, but where the cells of the other fit their columns better.
pub fn better_of(first: Vec<FlattenedRegion>, other: Vec<FlattenedRegion>) -> Vec<FlattenedRegion> {
    // Rows that are right fit nearly always.
    const LEAST: f32 = 0.93;
    let fit = |region: &FlattenedRegion| interleaved::fit_of(&region.table);
    let wins = |region: &FlattenedRegion| {
        let best = first.iter().filter(|rival| overlap(rival, region)).map(fit).reduce(f32::max);
        fit(region) > LEAST && best.is_none_or(|best| fit(region) > best + GAIN)
    };
    let mut found: Vec<FlattenedRegion> = other.into_iter().filter(wins).collect();
    let count = found.len();
    for region in first {
        if !found[..count].iter().any(|other| overlap(other, &region)) {
            found.push(region);
        }
    }
    found.sort_by_key(|region| region.lines.start);
    found
}

/// Whether two tables share lines.
fn overlap(one: &FlattenedRegion, other: &FlattenedRegion) -> bool {
    one.lines.start < other.lines.end && other.lines.start < one.lines.end
}

fn recover_region(
    texts: &[&Text],
    lines: &[&str],
    region: &Region<'_>,
    page_starts: &[usize],
    watch: &Watch,
) -> Option<FlattenedRegion> {
    if positions::keeps_positions(lines, &region.lines) {
        let (table, _) = recover_places(texts, lines, region, page_starts, watch)?;
        return Some(FlattenedRegion::settled(region.lines.clone(), table));
    }
    let body = body(lines, region, page_starts);
    let header = region.headers.first()?;
    let frame = Frame { texts, lines, header, furniture: &body.furniture, continued: body.continued, watch };
    stream::recover(&frame, region, body.segments)
}

/// The table of a region whose lines keep their places, with what speaks for and against each row.
fn recover_places(
    texts: &[&Text],
    lines: &[&str],
    region: &Region<'_>,
    page_starts: &[usize],
    watch: &Watch,
) -> Option<(Table, Vec<confidence::Places>)> {
    let header = region.headers.first()?;
    let mut body = body(lines, region, page_starts);
    turn_pages(&mut body.segments, page_starts);
    let frame = Frame { texts, lines, header, furniture: &body.furniture, continued: body.continued, watch };
    positions::recover(&frame, region.headers, body.segments)
}

/// Counts the pages by where they start, whether the header is repeated there or not.
fn turn_pages(segments: &mut [Segment], page_starts: &[usize]) {
    if page_starts.is_empty() {
        return;
    }
    let page = |line: usize| page_starts.partition_point(|start| *start <= line);
    let first = segments.first().map_or(0, |segment| page(segment.line));
    for segment in segments {
        segment.page = (page(segment.line) - first) as u32;
    }
}

/// What a table is read from, besides its rows.
struct Frame<'a> {
    texts: &'a [&'a Text],
    lines: &'a [&'a str],
    header: &'a Header,
    furniture: &'a [(usize, Range<usize>)],
    /// Whether labels that go on over the page are repeated with a mark.
    continued: bool,
    watch: &'a Watch,
}

/// The table of `raw`; labels stand on the first row of their span already when `placed`.
fn table_of(frame: &Frame<'_>, run: &Run<'_>, raw: &[RawRow], roles: &[ColumnRole], placed: bool) -> Table {
    let Frame { texts, header, .. } = *frame;
    let groups = groups(roles);
    let mut rows: Vec<Row> = raw
        .iter()
        .map(|row| Row {
            cells: row
                .cells
                .iter()
                .map(|pieces| Cell { text: rows::cell_text(run, texts, pieces), inherited: false })
                .collect(),
            confidence: 1.0,
            doubtful: Vec::new(),
        })
        .collect();
    let mut furniture: Vec<Text> = frame
        .furniture
        .iter()
        .map(|(line, place)| texts[*line].slice(place.clone()).trimmed())
        .filter(|t| !t.is_empty())
        .collect();
    let paged = continued(&mut rows, &groups, &mut furniture) || frame.continued;
    let placing = if placed { labels::Placing::First } else { labels::placing(raw, &groups, paged).0 };
    let mut outer: Option<(&Group, Vec<Option<usize>>)> = None;
    for group in &groups {
        let above = outer.as_ref().map(|(group, owners)| (*group, owners.as_slice()));
        let owners = labels::owners(raw, group, above, placing, paged);
        fill(&mut rows, group, &owners);
        outer = Some((group, owners));
    }
    let columns = header
        .columns
        .iter()
        .zip(roles)
        .map(|(column, role)| {
            let mut words = Text::new();
            for (line, place) in &column.places {
                words.push(&texts[*line].slice(place.clone()));
            }
            Column { header: words.tidied(), role: *role }
        })
        .collect();
    Table { columns, rows, recoverer: Recoverer::Flattened, score: 1.0, furniture, title: None }
}

/// Takes the mark of a label repeated on the next page, （续）, off the labels; whether there was one.
fn continued(rows: &mut [Row], groups: &[Group], furniture: &mut Vec<Text>) -> bool {
    let mut any = false;
    for column in groups.iter().flat_map(Clone::clone) {
        for row in rows.iter_mut() {
            let text = &mut row.cells[column].text;
            let words = text.as_str();
            let Some(Range { start: at, end }) = continuation_mark(words) else { continue };
            if at > 0 && end < words.len() {
                continue;
            }
            furniture.push(text.slice(at..end));
            let rest = if at == 0 { text.slice_from(end) } else { text.slice(0..at) };
            *text = rest.trimmed();
            any = true;
        }
    }
    any
}

/// A number column before a category that is as sparse as the category is the category's number.
fn number_of_category(roles: &mut [ColumnRole], raw: &[RawRow]) {
    for index in 0..roles.len().saturating_sub(1) {
        if roles[index] != ColumnRole::Sequence || roles[index + 1] != ColumnRole::Category {
            continue;
        }
        let count = |column: usize| raw.iter().filter(|row| !row.cells[column].is_empty()).count();
        if count(index) * 3 <= raw.len() * 2 && count(index) <= count(index + 1) * 3 / 2 + 1 {
            roles[index] = ColumnRole::CategoryNumber;
        }
    }
}

/// The columns merged together, outermost first.
fn groups(roles: &[ColumnRole]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut index = 0;
    while index < roles.len() {
        match roles[index] {
            ColumnRole::CategoryNumber if roles.get(index + 1) == Some(&ColumnRole::Category) => {
                groups.push(index..index + 2);
                index += 2;
            }
            ColumnRole::CategoryNumber | ColumnRole::Category | ColumnRole::Title => {
                groups.push(index..index + 1);
                index += 1;
            }
            ColumnRole::Lead if weights::leads_rows(roles, index) => {
                groups.push(index..index + 1);
                index += 1;
            }
            _ => index += 1,
        }
    }
    groups
}

/// Writes the labels into the rows that they cover.
fn fill(rows: &mut [Row], group: &Group, owners: &[Option<usize>]) {
    for (index, owner) in owners.iter().enumerate() {
        let Some(owner) = owner.filter(|owner| *owner != index) else { continue };
        for column in group.clone() {
            let text = rows[owner].cells[column].text.clone();
            if rows[index].cells[column].text.is_empty() {
                rows[index].cells[column] = Cell { text, inherited: true };
            }
        }
    }
}
