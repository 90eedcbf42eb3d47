use crate::{Format, Glyph, Rect, Rule};
use fenjie_model::Diagnostic;
use fenjie_text::{Span, Text};

/// What a reader got out of one file.
#[derive(Clone, Debug)]
pub struct Source {
    /// The document's text; all spans run over it.
    pub text: String,
    /// The format it was read as.
    pub format: Format,
    /// Character encoding of a text format, as the lower-case WHATWG name.
    pub encoding: Option<String>,
    /// The pages in order. A format without pages yields one.
    pub pages: Vec<Page>,
    /// Whether the pages are those of a print (PDF, OFD, scans).
    pub paged: bool,
    /// What could not be read.
    pub diagnostics: Vec<Diagnostic>,
}

/// One page: what stands on it in reading order, and, where the format has places, how it is drawn.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Number in the file, from 1.
    pub number: u32,
    /// Width and height in points, where the format has them.
    pub size: Option<(f32, f32)>,
    /// Lines and marked-up tables in reading order.
    pub items: Vec<Item>,
    /// The characters as drawn, ordered by their span; empty where the format has no places.
    pub glyphs: Vec<Glyph>,
    /// Ruled lines.
    pub rules: Vec<Rule>,
    /// Whether the page shows a picture and no text at all: OCR may find text on it.
    pub scanned: bool,
    /// The share of a PDF page that the largest picture on it takes, 0 to 1; 0 in other formats.
    pub pictured: f32,
    /// How the page was turned before it was read by its looks; `None` where it was not. Boxes are those of the turned
    /// page.
    pub turned: Option<Turned>,
}

/// How a scanned page was set upright and straight.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Turned {
    /// Quarters of a turn, clockwise.
    pub quarters: u8,
    /// Degrees by which its lines fell to the right after that.
    pub skew: f32,
}

/// A thing on a page.
#[derive(Clone, Debug)]
pub enum Item {
    /// A printed line, or a paragraph where the format keeps paragraphs whole.
    Line(Line),
    /// A table that the format itself marks as one.
    Table(MarkupTable),
}

/// What the format itself says of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineRole {
    /// Nothing.
    #[default]
    Plain,
    /// A heading of this level, from 1 (Markdown #, HTML h1, a Word heading style). Levels of OCR output are random.
    Heading(u8),
    /// A running header or footer, navigation, a note: no part of the notice's own text.
    Furniture,
}

/// A printed line, or a paragraph where the format keeps paragraphs whole. Never holds a newline.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Its words, entities decoded, markup left out.
    pub text: Text,
    /// Where it is drawn.
    pub bbox: Option<Rect>,
    /// What the format says it is.
    pub role: LineRole,
    /// Whether the format says that this is a whole paragraph (HTML p, Word paragraph), not a printed line.
    pub whole: bool,
}

/// A table as marked up (HTML, Markdown, Word, Excel, delimited values): rows of cells, spans not yet resolved.
#[derive(Clone, Debug, Default)]
pub struct MarkupTable {
    /// Rows from the top; each holds only the cells that begin in it.
    pub rows: Vec<Vec<MarkupCell>>,
}

/// A cell as marked up.
#[derive(Clone, Debug)]
pub struct MarkupCell {
    /// Its paragraphs or lines.
    pub lines: Vec<Text>,
    /// Rows it covers, at least 1.
    pub rowspan: u32,
    /// Columns it covers, at least 1.
    pub colspan: u32,
    /// Whether it is marked as a header cell.
    pub header: bool,
}

impl Source {
    /// The page and box of each part of `span`, in page order; empty where the format has no places.
    pub fn places(&self, span: Span) -> Vec<(u32, Span, Rect)> {
        self.pages.iter().filter_map(|page| page.place(span).map(|(part, rect)| (page.number, part, rect))).collect()
    }
}

impl Page {
    /// The part of `span` drawn on this page and the box around it.
    fn place(&self, span: Span) -> Option<(Span, Rect)> {
        let first = self.glyphs.partition_point(|glyph| glyph.span.end <= span.start);
        self.glyphs[first..]
            .iter()
            .take_while(|glyph| glyph.span.start < span.end)
            .map(|glyph| (Span::new(glyph.span.start.max(span.start), glyph.span.end.min(span.end)), glyph.bbox))
            .reduce(|(a, b), (c, d)| (a.hull(c), b.hull(d)))
    }
}
