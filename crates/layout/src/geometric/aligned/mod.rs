//! Tables without vertical rules, or without any.
//!
//! A line of header words begins one. Between two header words a gutter is kept free by every line of the table; the
//! first line that closes a gutter is prose again. Rows come from horizontal rules, where there are enough of them, or
//! from the text (`rows`): lines set closer than the rows are, and labels centred beside the rows they cover.

mod rows;

use super::Sheet;
use super::edges::Edges;
use super::fragment::{Fragment, FragmentCell};
use super::line::{self, TextLine};
use super::ruled;
use crate::grid;
use fenjie_lexicon::ColumnRole;
use fenjie_source::{Glyph, Rect};

/// A gutter is at least this wide, in ems.
const GUTTER: f32 = 0.25;
/// A distance of lines that ends a table, in ems.
const FAR: f32 = 5.0;

/// Whether a line is a table header, by its words.
pub(super) fn is_header(line: &TextLine, source: &str) -> bool {
    header(line, source).is_some()
}

/// The header words of a line, each with its box.
fn header(line: &TextLine, source: &str) -> Option<Vec<(Rect, String)>> {
    // Words may be spread out ("工 作 内 容"): try wider and wider gaps between words.
    const GAPS: [f32; 3] = [0.7, 1.5, 2.5];
    GAPS.iter().map(|gap| words(line, source, *gap)).find(|words| {
        let texts: Vec<&str> = words.iter().map(|(_, text)| text.as_str()).collect();
        texts.len() >= 3 && grid::is_header(&texts)
    })
}

fn words(line: &TextLine, source: &str, gap: f32) -> Vec<(Rect, String)> {
    let mut words: Vec<(Rect, String)> = Vec::new();
    for glyph in &line.glyphs {
        let text = source.get(glyph.span.range()).unwrap_or_default();
        match words.last_mut() {
            Some((bounds, word)) if glyph.bbox.x0 - bounds.x1 <= gap * line.size => {
                *bounds = bounds.hull(glyph.bbox);
                word.push_str(text);
            }
            _ => words.push((glyph.bbox, text.to_owned())),
        }
    }
    words
}

/// Finds such tables among the lines of the pages and moves their lines into fragments.
pub(super) fn find(sheets: &mut [Sheet], source: &str) {
    let mut at = Place { sheet: 0, line: 0 };
    while at.sheet < sheets.len() {
        let Some(line) = sheets[at.sheet].lines.get(at.line) else {
            at = Place { sheet: at.sheet + 1, line: 0 };
            continue;
        };
        match header(line, source) {
            Some(words) => at = take_table(sheets, at, &words, source),
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
fn take_table(sheets: &mut [Sheet], start: Place, words: &[(Rect, String)], source: &str) -> Place {
    let mut gutters = Gutters::between(words);
    let mut extents: Vec<(usize, usize, usize)> = Vec::new();
    for (sheet, page) in sheets.iter().enumerate().skip(start.sheet) {
        let from = if sheet == start.sheet { start.line } else { 0 };
        let end = extent(page, from, &mut gutters);
        if end > from {
            extents.push((sheet, from, end));
        }
        let below = page.lines.len() > end || page.fragments.iter().any(|other| below(other, page, end));
        if below || end == from && sheet > start.sheet {
            break;
        }
    }
    let rows: usize = extents.iter().map(|(_, from, end)| end - from).sum();
    let Some((last, from, _)) = extents.last().copied().filter(|_| rows > 1) else {
        return Place { line: start.line + 1, ..start };
    };
    let parts: Vec<Part> = extents
        .iter()
        .map(|(sheet, from, end)| Part::take(&mut sheets[*sheet], *from..*end, &gutters, source))
        .collect();
    let roles: Vec<Option<ColumnRole>> = words.iter().map(|(_, word)| ColumnRole::of_header(word)).collect();
    for (part, fragment) in parts.iter().zip(fragments(&parts, &roles)) {
        sheets[part.sheet].fragments.push(fragment);
    }
    Place { sheet: last, line: from }
}

fn below(other: &Fragment, page: &Sheet, end: usize) -> bool {
    end.checked_sub(1).and_then(|last| page.lines.get(last)).is_some_and(|last| other.bbox.y0 > last.middle())
}

/// The end of the run of lines that keep the gutters free.
fn extent(page: &Sheet, from: usize, gutters: &mut Gutters) -> usize {
    let mut end = from;
    for line in page.lines.iter().skip(from) {
        let last = end.checked_sub(1).filter(|last| *last >= from).and_then(|last| page.lines.get(last));
        let far = last.is_some_and(|last| line.bbox.y0 - last.bbox.y1 > FAR * line.size);
        let crosses = last.is_some_and(|last| {
            let between = |other: &&Fragment| other.bbox.y0 > last.middle() && other.bbox.y0 < line.middle();
            page.fragments.iter().any(|other| between(&other))
        });
        if far || crosses || !gutters.admit(line) {
            break;
        }
        end += 1;
    }
    end
}

/// The free places between columns: for each pair of neighbours the stretches that no line touches.
struct Gutters {
    free: Vec<Vec<(f32, f32)>>,
    left: f32,
    right: f32,
}

impl Gutters {
    fn between(words: &[(Rect, String)]) -> Self {
        let free = words.windows(2).map(|pair| vec![(pair[0].0.x1, pair[1].0.x0)]).collect();
        let left = words.first().map_or(0.0, |(bounds, _)| bounds.x0);
        let right = words.last().map_or(0.0, |(bounds, _)| bounds.x1);
        Self { free, left, right }
    }

    /// Takes a line into the table, unless it would close a gutter.
    fn admit(&mut self, line: &TextLine) -> bool {
        let least = GUTTER * line.size;
        let free: Vec<Vec<(f32, f32)>> = self.free.iter().map(|gutter| without(gutter, &line.glyphs, least)).collect();
        if free.iter().any(Vec::is_empty) {
            return false;
        }
        self.free = free;
        self.left = self.left.min(line.bbox.x0);
        self.right = self.right.max(line.bbox.x1);
        true
    }

    /// The borders of the columns.
    fn borders(&self) -> Vec<f32> {
        let widest =
            |gutter: &Vec<(f32, f32)>| gutter.iter().copied().max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)));
        let inner = self.free.iter().filter_map(widest).map(|(from, to)| f32::midpoint(from, to));
        std::iter::once(self.left - 1.0).chain(inner).chain(std::iter::once(self.right + 1.0)).collect()
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

/// The lines of a table on one page, cut into columns.
struct Part {
    sheet: usize,
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
    fn take(sheet: &mut Sheet, range: std::ops::Range<usize>, gutters: &Gutters, source: &str) -> Self {
        let borders = gutters.borders();
        let lines: Vec<TextLine> = sheet.lines.drain(range).collect();
        let heads = lines.iter().take_while(|line| is_header(line, source)).count();
        let glyphs: Vec<Glyph> = lines.iter().flat_map(|line| &line.glyphs).copied().collect();
        let bbox = glyphs.iter().map(|glyph| glyph.bbox).reduce(Rect::hull).unwrap_or_default();
        let (head, body) = lines.split_at(heads);
        let (header, columns) = (cut(head, &borders, sheet.page), cut(body, &borders, sheet.page));
        let inside = |at: f32| at > bbox.y0 && at < bbox.y1;
        let horizontal = sheet.edges.horizontal.iter().copied().filter(|edge| inside(edge.at)).collect();
        let edges = Edges { horizontal, vertical: Vec::new() };
        Self { sheet: sheet.page, bbox, borders, edges, glyphs, header, columns }
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

/// The fragments of a table: by rules where these make at least half as many rows as the text shows.
fn fragments(parts: &[Part], roles: &[Option<ColumnRole>]) -> Vec<Fragment> {
    let by_text = rows::fragments(parts, roles);
    let by_rules: Vec<Fragment> = parts.iter().map(Part::by_rules).collect();
    let count = |fragments: &[Fragment]| fragments.iter().map(|fragment| fragment.places.len()).sum::<usize>();
    if 2 * count(&by_rules) >= count(&by_text) { by_rules } else { by_text }
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
    }
}
