//! Prints pages for the tests: characters and rules at their places, as a reader of PDFs or an OCR would find them.

use fenjie_source::{Format, Glyph, Page, Rect, Rule, Source};
use fenjie_text::Span;

/// Size of the letters.
pub const SIZE: f32 = 10.0;
/// Distance of lines.
pub const PITCH: f32 = 14.0;
/// Distance between text and rule.
const PADDING: f32 = 3.0;
const LEFT: f32 = 60.0;
const TOP: f32 = 80.0;

/// How exactly the places are found.
#[derive(Clone, Copy, Default)]
pub struct Scan {
    /// Lean of the sheet: points down per point to the right.
    pub skew: f32,
    /// Largest error of a box's sides, in points.
    pub error: f32,
    /// Whether rules come in pieces with small gaps.
    pub broken: bool,
}

/// Which rules a table has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    All,
    Horizontal,
    None,
}

/// Pages being printed.
pub struct Print {
    text: String,
    pages: Vec<Page>,
    scan: Scan,
    noise: u32,
}

/// A cell: its words, and how many rows it covers.
pub struct Label {
    pub words: &'static str,
    pub rows: usize,
}

/// A table: label columns left, then the cells of each row.
pub struct Sheet<'t> {
    /// Width of each column in characters.
    pub widths: &'t [usize],
    pub header: &'t [&'t str],
    pub labels: &'t [&'t [Label]],
    pub rows: &'t [&'t [&'t str]],
    pub rules: Rules,
}

impl Print {
    pub fn new(scan: Scan) -> Self {
        Self { text: String::new(), pages: Vec::new(), scan, noise: 7 }
    }

    pub fn source(self) -> Source {
        Source {
            text: self.text,
            format: Format::Pdf,
            encoding: None,
            pages: self.pages,
            paged: true,
            diagnostics: Vec::new(),
        }
    }

    pub fn page(&mut self) {
        let number = self.pages.len() as u32 + 1;
        self.pages.push(Page { number, size: Some((595.0, 842.0)), ..Page::default() });
    }

    /// A small error that is the same in every run.
    fn slip(&mut self) -> f32 {
        self.noise = self.noise.wrapping_mul(1_103_515_245).wrapping_add(12345);
        (f32::from((self.noise >> 16) as u8) / 127.5 - 1.0) * self.scan.error
    }

    /// A line of characters from `x`, its top at `y`.
    pub fn line(&mut self, x: f32, y: f32, size: f32, words: &str) {
        let mut x = x;
        for c in words.chars() {
            let width = size * fenjie_text::chars::width(c);
            if c != ' ' {
                let start = self.text.len();
                self.text.push(c);
                let down = y + self.scan.skew * x;
                let bbox =
                    Rect::new(x + self.slip(), down + self.slip(), x + width + self.slip(), down + size + self.slip());
                let span = Span::new(start, self.text.len());
                if let Some(page) = self.pages.last_mut() {
                    page.glyphs.push(Glyph { span, bbox, size, bold: false, confidence: 1.0 });
                }
            }
            x += width;
        }
        self.text.push('\n');
    }

    fn rule(&mut self, x0: f32, y0: f32, x1: f32, y1: f32) {
        let (skew, broken) = (self.scan.skew, self.scan.broken);
        let Some(page) = self.pages.last_mut() else { return };
        // A leaning rule is found as level pieces, each a little lower than the one before.
        let pieces = if broken { 5 } else { 1 };
        for piece in 0..pieces {
            let part = |share: f32, from: f32, to: f32| from + (to - from) * share;
            let (a, b) =
                (piece as f32 / pieces as f32, (piece + 1) as f32 / pieces as f32 - if broken { 0.005 } else { 0.0 });
            let (xa, xb, ya, yb) = (part(a, x0, x1), part(b, x0, x1), part(a, y0, y1), part(b, y0, y1));
            let rect = if x1 > x0 {
                let down = ya + skew * f32::midpoint(xa, xb);
                Rect::new(xa, down, xb, down)
            } else {
                Rect::new(xa, ya + skew * xa, xa, yb + skew * xa)
            };
            page.rules.push(Rule { rect, width: 0.5 });
        }
    }

    /// Prints a table from the top of a page, `rows` of it, each label cut to the rows that are printed; the number of
    /// lines kept of the last row may be less than it has. Returns its bottom.
    pub fn table(&mut self, sheet: &Sheet, rows: std::ops::Range<usize>, header: bool) -> f32 {
        let mut edges = vec![LEFT];
        for width in sheet.widths {
            edges.push(edges[edges.len() - 1] + *width as f32 * SIZE + 2.0 * PADDING);
        }
        let mut y = TOP;
        let mut borders = vec![y];
        if header {
            for (column, words) in sheet.header.iter().enumerate() {
                self.cell(words, edges[column], edges[column + 1], y, y + PITCH + 2.0 * PADDING, true);
            }
            y += PITCH + 2.0 * PADDING;
            borders.push(y);
        }
        let first = sheet.labels.len();
        for row in &sheet.rows[rows.clone()] {
            let lines = row
                .iter()
                .enumerate()
                .map(|(at, words)| wrap(words, sheet.widths[first + at]).len())
                .max()
                .unwrap_or(1);
            let bottom = y + lines.max(2) as f32 * PITCH + 2.0 * PADDING;
            for (at, words) in row.iter().enumerate() {
                self.cell(words, edges[first + at], edges[first + at + 1], y, bottom, false);
            }
            y = bottom;
            borders.push(y);
        }
        let starts = self.labels(sheet, &rows, &edges, &borders, usize::from(header));
        self.rules(sheet, &edges, &borders, &starts);
        y
    }

    /// Prints the labels; for each label column the borders at which its cells begin.
    fn labels(
        &mut self,
        sheet: &Sheet,
        rows: &std::ops::Range<usize>,
        edges: &[f32],
        borders: &[f32],
        head: usize,
    ) -> Vec<Vec<f32>> {
        let mut starts = Vec::new();
        for (column, labels) in sheet.labels.iter().enumerate() {
            let mut at = 0;
            let mut own = vec![borders[0], borders[head]];
            for label in *labels {
                let (from, to) = (at.max(rows.start), (at + label.rows).min(rows.end));
                if from < to {
                    let (top, bottom) = (borders[from - rows.start + head], borders[to - rows.start + head]);
                    if at >= rows.start {
                        self.cell(label.words, edges[column], edges[column + 1], top, bottom, false);
                    }
                    own.extend([top, bottom]);
                }
                at += label.rows;
            }
            starts.push(own);
        }
        starts
    }

    fn rules(&mut self, sheet: &Sheet, edges: &[f32], borders: &[f32], starts: &[Vec<f32>]) {
        if sheet.rules == Rules::None {
            return;
        }
        let (top, bottom) = (borders[0], borders[borders.len() - 1]);
        if sheet.rules == Rules::All {
            for x in edges {
                self.rule(*x, top, *x, bottom);
            }
        }
        for y in borders {
            for column in 0..edges.len() - 1 {
                if starts.get(column).is_none_or(|own| own.contains(y)) {
                    self.rule(edges[column], *y, edges[column + 1], *y);
                }
            }
        }
    }

    fn cell(&mut self, words: &str, x0: f32, x1: f32, top: f32, bottom: f32, centred: bool) {
        let lines = wrap(words, ((x1 - x0 - 2.0 * PADDING) / SIZE).round() as usize);
        let mut y = f32::midpoint(top, bottom) - lines.len() as f32 * PITCH / 2.0 + (PITCH - SIZE) / 2.0;
        for line in lines {
            let width = fenjie_text::chars::str_width(&line) * SIZE;
            let x = if centred { f32::midpoint(x0, x1) - width / 2.0 } else { x0 + PADDING };
            self.line(x, y, SIZE, &line);
            y += PITCH;
        }
    }
}

/// Breaks words into lines of `width` characters.
pub fn wrap(words: &str, width: usize) -> Vec<String> {
    let chars: Vec<char> = words.chars().collect();
    chars.chunks(width.max(1)).map(|line| line.iter().collect()).collect()
}
