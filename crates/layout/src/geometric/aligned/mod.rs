//! Tables without vertical rules, or without any.
//!
//! A line of header words begins one. Between two header words a gutter is kept free by every line of the table; the
//! first line that closes a gutter is prose again. Rows come from horizontal rules, where there are enough of them, or
//! from the text (`rows`): lines set closer than the rows are, and labels centred beside the rows they cover. Rows set as
//! close as lines are told by what their cells say (`tight`).

mod head;
mod numbers;
mod rows;
mod tight;

use super::Sheet;
use super::edges::Edges;
use super::fragment::{Fragment, FragmentCell};
use super::line::{self, TextLine};
use super::ruled;
use crate::Watch;
use crate::grid;
use fenjie_lexicon::ColumnRole;
use fenjie_source::{Glyph, Rect};
use head::Head;
use std::ops::Range;

/// A gutter is at least this wide, in ems.
const GUTTER: f32 = 0.1;
/// A distance of lines that ends a table, in ems.
const FAR: f32 = 5.0;

/// Whether a line is a table header, by its words.
pub(super) fn is_header(line: &TextLine, source: &str) -> bool {
    Head::of(std::slice::from_ref(line), source).is_some()
}

/// Finds such tables among the lines of the pages and moves their lines into fragments.
pub(super) fn find(sheets: &mut [Sheet], source: &str, watch: &Watch) {
    let mut at = Place { sheet: 0, line: 0 };
    while at.sheet < sheets.len() && !watch.is_over() {
        let Some(lines) = sheets[at.sheet].lines.get(at.line..).filter(|lines| !lines.is_empty()) else {
            at = Place { sheet: at.sheet + 1, line: 0 };
            continue;
        };
        match Head::of(lines, source) {
            Some(head) => at = take_table(sheets, at, &head, source),
            None => at.line += 1,
        }
    }
}

/// A line of a page.
#[derive(Clone, Copy)]
struct Place {
    sheet: usize,
    line: usize,
}

/// Takes the table that begins at a header line out of the lines; where to look on.
fn take_table(sheets: &mut [Sheet], start: Place, head: &Head, source: &str) -> Place {
    let mut gutters = Gutters::between(&head.words);
    let mut extents: Vec<(usize, Extent)> = Vec::new();
    for (sheet, page) in sheets.iter().enumerate().skip(start.sheet) {
        let is_first = sheet == start.sheet;
        let (from, heads) = if is_first { (start.line, head.lines) } else { (0, 0) };
        let extent = Extent::of(page, from, heads, &mut gutters, source);
        let end = extent.lines.end;
        let below = page.lines.len() > end || page.fragments.iter().any(|other| below(other, page, end));
        if end > from {
            extents.push((sheet, extent));
        }
        if below || end == from && !is_first {
            break;
        }
    }
    if let Some((sheet, extent)) = extents.last_mut() {
        extent.end_with_rows(&sheets[*sheet], &mut gutters);
    }
    for (sheet, extent) in &mut extents {
        extent.settle_labels(&sheets[*sheet], &mut gutters);
    }
    let runs = extents.iter().flat_map(|(sheet, extent)| extent.runs().into_iter().map(|run| (*sheet, run)));
    let runs: Vec<(usize, Run)> = runs.collect();
    let rows: usize = runs.iter().map(|(_, run)| run.lines.len()).sum();
    let Some(&(last, _)) = runs.last().filter(|_| rows > head.lines) else {
        return Place { line: start.line + 1, ..start };
    };
    let from = if last == start.sheet { start.line } else { 0 };
    // From the last to the first: what is taken out moves what stands behind it.
    let mut parts: Vec<Part> =
        runs.iter().rev().map(|(sheet, run)| Part::take(&mut sheets[*sheet], run, &gutters, source)).collect();
    parts.reverse();
    let roles: Vec<Option<ColumnRole>> = head.words.iter().map(|(_, word)| ColumnRole::of_header(word)).collect();
    for (sheet, fragment) in fragments(&parts, &roles, source) {
        sheets[sheet].fragments.push(fragment);
    }
    Place { sheet: last, line: from }
}

fn below(other: &Fragment, page: &Sheet, end: usize) -> bool {
    end.checked_sub(1).and_then(|last| page.lines.get(last)).is_some_and(|last| other.bbox.y0 > last.middle())
}

/// The lines of a page that belong to a table.
struct Extent {
    lines: Range<usize>,
    /// Those that may be labels over the whole width (一、重点改革): numbered as chapters are.
    labels: Vec<usize>,
}

/// Lines of a page that are rows of a table, or a label over its whole width.
struct Run {
    lines: Range<usize>,
    is_band: bool,
}

impl Extent {
    /// The lines from `from` on that keep the gutters free, with the labels between them; the first `heads` are the header.
    fn of(page: &Sheet, from: usize, heads: usize, gutters: &mut Gutters, source: &str) -> Self {
        let mut labels = Vec::new();
        let mut end = from;
        while let Some(line) = page.lines.get(end) {
            let last = end.checked_sub(1).filter(|last| *last >= from).and_then(|last| page.lines.get(last));
            let far = last.is_some_and(|last| line.bbox.y0 - last.bbox.y1 > FAR * line.size);
            let crosses = last.is_some_and(|last| {
                let between = |other: &&Fragment| other.bbox.y0 > last.middle() && other.bbox.y0 < line.middle();
                page.fragments.iter().any(|other| between(&other))
            });
            if far || crosses {
                break;
            }
            let is_head = end < from + heads;
            if !is_head && (grid::is_band(&line.string(source)) || is_centred_alone(page, end)) {
                labels.push(end);
            } else if gutters.admit(line) {
                gutters.note(line, is_head);
            } else if !is_head {
                break;
            }
            end += 1;
        }
        let mut extent = Self { lines: from..end, labels };
        if end < page.lines.len() {
            extent.end_with_rows(page, gutters);
        }
        extent
    }

    /// A label has rows below it: one at the end that does not stand in one column is none of the table.
    fn end_with_rows(&mut self, page: &Sheet, gutters: &mut Gutters) {
        let is_last = |extent: &Self| extent.labels.last().is_some_and(|label| label + 1 == extent.lines.end);
        while is_last(self) && page.lines.get(self.lines.end - 1).is_some_and(|line| !gutters.admit(line)) {
            self.labels.pop();
            self.lines.end -= 1;
        }
    }

    /// What stands in one column is no label over the whole width.
    fn settle_labels(&mut self, page: &Sheet, gutters: &mut Gutters) {
        let mut stays = |at: usize, line: &TextLine| is_centred_alone(page, at) || !gutters.admit(line);
        self.labels.retain(|at| page.lines.get(*at).is_some_and(|line| stays(*at, line)));
    }

    /// The rows between labels, and the labels.
    fn runs(&self) -> Vec<Run> {
        let mut runs = Vec::new();
        let mut start = self.lines.start;
        for &label in &self.labels {
            runs.push(Run { lines: start..label, is_band: false });
            runs.push(Run { lines: label..label + 1, is_band: true });
            start = label + 1;
        }
        runs.push(Run { lines: start..self.lines.end, is_band: false });
        runs.retain(|run| !run.lines.is_empty());
        runs
    }
}

/// Whether a line is all that stands between two rules over the width of a table, and stands in the middle of it: a label
/// of the rows below, without a number.
fn is_centred_alone(page: &Sheet, at: usize) -> bool {
    const OFF_MIDDLE: f32 = 3.0;
    const HIGHEST: f32 = 4.0;
    const SHARE: f32 = 0.5;
    let Some(line) = page.lines.get(at) else { return false };
    let width = line.bbox.width();
    let spans = |edge: &&super::edges::Edge| edge.from < line.bbox.x0 && edge.to > line.bbox.x1;
    let edges = || page.edges.horizontal.iter().filter(spans);
    let above = edges().filter(|edge| edge.at <= line.middle()).max_by(|a, b| a.at.total_cmp(&b.at));
    let below = edges().filter(|edge| edge.at > line.middle()).min_by(|a, b| a.at.total_cmp(&b.at));
    let (Some(above), Some(below)) = (above, below) else { return false };
    let within = |other: &TextLine| other.middle() > above.at && other.middle() < below.at;
    let neighbours = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| page.lines.get(at));
    let is_middle = |edge: &super::edges::Edge| {
        (f32::midpoint(edge.from, edge.to) - line.bbox.center().0).abs() <= OFF_MIDDLE
            && width < SHARE * (edge.to - edge.from)
    };
    is_middle(above)
        && is_middle(below)
        && below.at - above.at <= HIGHEST * line.size
        && !neighbours.into_iter().any(within)
}

/// The free places between columns: for each pair of neighbours the stretches that no line touches.
struct Gutters {
    free: Vec<Vec<(f32, f32)>>,
    left: f32,
    right: f32,
    /// Where glyphs of the rows below the header stand.
    rows: Vec<f32>,
}

impl Gutters {
    fn between(words: &[(Rect, String)]) -> Self {
        let free = words.windows(2).map(|pair| vec![(pair[0].0.x1, pair[1].0.x0)]).collect();
        let left = words.first().map_or(0.0, |(bounds, _)| bounds.x0);
        let right = words.last().map_or(0.0, |(bounds, _)| bounds.x1);
        Self { free, left, right, rows: Vec::new() }
    }

    /// What a line leaves of the gutters, unless it closes one.
    fn after(&self, line: &TextLine) -> Option<Vec<Vec<(f32, f32)>>> {
        let least = GUTTER * line.size;
        let free: Vec<Vec<(f32, f32)>> = self.free.iter().map(|gutter| without(gutter, &line.glyphs, least)).collect();
        (!free.iter().any(Vec::is_empty)).then_some(free)
    }

    /// Takes a line into the table, unless it would close a gutter.
    fn admit(&mut self, line: &TextLine) -> bool {
        let Some(free) = self.after(line) else { return false };
        self.free = free;
        self.left = self.left.min(line.bbox.x0);
        self.right = self.right.max(line.bbox.x1);
        true
    }

    /// Remembers where the glyphs of a row stand.
    fn note(&mut self, line: &TextLine, is_head: bool) {
        if !is_head {
            self.rows.extend(line.glyphs.iter().map(|glyph| glyph.bbox.center().0));
        }
    }

    /// The borders of the columns: each in the widest stretch of its gutter that leaves the column before it something of
    /// the rows. Numbers set to the right of their column stand nearer to the next one.
    fn borders(&self) -> Vec<f32> {
        let mut borders = vec![self.left - 1.0];
        for gutter in &self.free {
            let last = borders.last().copied().unwrap_or_default();
            let holds = |(_, to): &&(f32, f32)| self.rows.iter().any(|x| *x > last && *x < *to);
            let wider = |a: &&(f32, f32), b: &&(f32, f32)| (a.1 - a.0).total_cmp(&(b.1 - b.0));
            let best = gutter.iter().filter(holds).max_by(wider).or_else(|| gutter.iter().max_by(wider));
            borders.extend(best.map(|(from, to)| f32::midpoint(*from, *to)));
        }
        borders.push(self.right + 1.0);
        borders
    }
}

/// What glyphs leave of free stretches; what is narrower than `least` is gone.
fn without(free: &[(f32, f32)], glyphs: &[Glyph], least: f32) -> Vec<(f32, f32)> {
    let mut rest = free.to_vec();
    for glyph in glyphs {
        let (x0, x1) = (glyph.bbox.x0, glyph.bbox.x1);
        rest = rest
            .into_iter()
            .flat_map(|(from, to)| if x1 <= from || x0 >= to { vec![(from, to)] } else { vec![(from, x0), (x1, to)] })
            .filter(|(from, to)| to - from >= least)
            .collect();
    }
    rest
}

/// Lines of a table that follow each other on one page, cut into columns.
struct Part {
    sheet: usize,
    is_band: bool,
    bbox: Rect,
    borders: Vec<f32>,
    /// Horizontal rules inside.
    edges: Edges,
    glyphs: Vec<Glyph>,
    /// The header words of each column; empty on a page that does not repeat the header.
    header: Vec<Vec<TextLine>>,
    /// The lines of each column below the header.
    columns: Vec<Vec<TextLine>>,
}

impl Part {
    fn take(sheet: &mut Sheet, run: &Run, gutters: &Gutters, source: &str) -> Self {
        let borders = gutters.borders();
        let lines: Vec<TextLine> = sheet.lines.drain(run.lines.clone()).collect();
        let heads = if run.is_band { 0 } else { Head::of(&lines, source).map_or(0, |head| head.lines) };
        let glyphs: Vec<Glyph> = lines.iter().flat_map(|line| &line.glyphs).copied().collect();
        let bbox = glyphs.iter().map(|glyph| glyph.bbox).reduce(Rect::hull).unwrap_or_default();
        let (head, body) = lines.split_at(heads);
        let (header, columns) = (cut(head, &borders, sheet.page), cut(body, &borders, sheet.page));
        let inside = |at: f32| at > bbox.y0 && at < bbox.y1;
        let horizontal = sheet.edges.horizontal.iter().copied().filter(|edge| inside(edge.at)).collect();
        let edges = Edges { horizontal, vertical: Vec::new() };
        Self { sheet: sheet.page, is_band: run.is_band, bbox, borders, edges, glyphs, header, columns }
    }

    /// The fragment of a label over the whole width.
    fn band(&self) -> Fragment {
        let cell = FragmentCell { lines: line::lines(self.glyphs.iter().copied(), self.sheet), rows: 0..1 };
        let mut fragment = empty_fragment(self, 1);
        fragment.places[0].fill(0);
        fragment.cells.push(cell);
        fragment
    }

    /// The fragment that horizontal rules make, taking the gutters for vertical ones.
    fn by_rules(&self) -> Fragment {
        const MARGIN: f32 = 4.0;
        let (top, bottom) = (self.bbox.y0 - MARGIN, self.bbox.y1 + MARGIN);
        let ys = super::edges::places(self.edges.horizontal.iter().map(|edge| edge.at).chain([top, bottom]));
        let vertical = self.borders.iter().map(|x| super::edges::Edge { at: *x, from: top, to: bottom }).collect();
        let edges = Edges { horizontal: self.edges.horizontal.clone(), vertical };
        let rooms = ruled::rooms(&edges, &self.borders, &ys);
        ruled::fill(self.sheet, self.bbox, self.borders.clone(), &ys, &rooms, &self.glyphs, false, false)
    }
}

/// The lines of each column.
fn cut(lines: &[TextLine], borders: &[f32], page: usize) -> Vec<Vec<TextLine>> {
    let mut cut: Vec<Vec<Glyph>> = vec![Vec::new(); borders.len() - 1];
    for glyph in lines.iter().flat_map(|line| &line.glyphs) {
        let column = borders.partition_point(|border| *border <= glyph.bbox.center().0).clamp(1, cut.len()) - 1;
        cut[column].push(*glyph);
    }
    cut.into_iter().map(|glyphs| line::lines(glyphs, page)).collect()
}

/// The fragments of a table, each with its page: by rules where these make at least half as many rows as the text shows.
fn fragments(parts: &[Part], roles: &[Option<ColumnRole>], source: &str) -> Vec<(usize, Fragment)> {
    let rows: Vec<&Part> = parts.iter().filter(|part| !part.is_band).collect();
    let by_text = rows::fragments(&rows, roles, source);
    let by_rules: Vec<Fragment> = rows.iter().map(|part| part.by_rules()).collect();
    let count = |fragments: &[Fragment]| fragments.iter().map(|fragment| fragment.places.len()).sum::<usize>();
    let found = if 2 * count(&by_rules) >= count(&by_text) { by_rules } else { by_text };
    let bands = parts.iter().filter(|part| part.is_band).map(|part| (part.sheet, part.band()));
    rows.iter().map(|part| part.sheet).zip(found).chain(bands).collect()
}

/// A fragment without cells yet, to be filled row by row.
fn empty_fragment(part: &Part, rows: usize) -> Fragment {
    let width = part.borders.len() - 1;
    Fragment {
        bbox: part.bbox,
        columns: part.borders.clone(),
        places: vec![vec![usize::MAX; width]; rows],
        cells: Vec::<FragmentCell>::new(),
        open_below: false,
        ruled: false,
        inferred: false,
    }
}
