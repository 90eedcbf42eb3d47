//! What was read on a picture, as a page of the document.

use crate::{Glyph, Item, Line, Page, Rect, Rule, Turned};
use fenjie_model::Diagnostic;
use fenjie_ocr::{Bounds, Reading, Stroke, TextLine};
use fenjie_text::{Span, Text};

/// The sheet that a picture shows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sheet {
    /// Number of the page in the file, from 1.
    pub number: u32,
    /// Size in points as the format states it, before the sheet was turned upright.
    pub size: Option<(f32, f32)>,
}

/// Appends the page's text to `text` and returns the page that points into it.
pub(super) fn lay_out(reading: &Reading, sheet: Sheet, text: &mut String, diagnostics: &mut Vec<Diagnostic>) -> Page {
    let scale = points_a_pixel(reading, sheet);
    let size = (reading.width as f32 * scale, reading.height as f32 * scale);
    let mut page = Page {
        number: sheet.number,
        size: Some(size),
        rules: reading.rules.iter().map(|stroke| rule(stroke, scale)).collect(),
        scanned: true,
        turned: Some(Turned { quarters: reading.quarters, skew: reading.skew }),
        ..Page::default()
    };
    for line in rows(&reading.lines).into_iter().flatten() {
        let start = text.len();
        append_line(line, scale, text, &mut page, diagnostics);
        page.items.push(Item::Line(Line {
            text: Text::from_source(text, Span::new(start, text.len())),
            bbox: Some(rect(line.bounds, scale)),
            ..Line::default()
        }));
        text.push('\n');
    }
    if !reading.specks.is_empty() {
        diagnostics.push(Diagnostic::info("ocr_specks", left_out(&reading.specks, page.number), None));
    }
    page
}

/// Says which specks were left out of a page.
fn left_out(specks: &[TextLine], page: u32) -> String {
    let read: Vec<String> = specks.iter().map(|speck| speck.chars.iter().map(|c| c.c).collect()).collect();
    format!("page {page}: {} left out as specks, read as “{}” with little certainty", specks.len(), read.join("” “"))
}

/// Rendering cuts a page to whole pixels; the stated size is the exact one.
fn points_a_pixel(reading: &Reading, sheet: Sheet) -> f32 {
    let longest = reading.width.max(reading.height).max(1) as f32;
    sheet.size.map_or(72.0 / reading.dpi, |(width, height)| width.max(height) / longest)
}

fn append_line(line: &TextLine, scale: f32, text: &mut String, page: &mut Page, diagnostics: &mut Vec<Diagnostic>) {
    let start = text.len();
    for c in &line.chars {
        let from = text.len();
        text.push(c.c);
        let span = Span::new(from, text.len());
        let (bbox, size) = (rect(c.bounds, scale), line.size * scale);
        page.glyphs.push(Glyph { span, bbox, size, bold: false, confidence: c.confidence });
        if let Some(raw) = &c.raw {
            let message = format!("page {}: “{raw}” was recognised, “{}” taken for the print's", page.number, c.c);
            diagnostics.push(Diagnostic::info("ocr_corrected", message, Some([span.start, span.end])));
        }
    }
    if let Some(raw) = &line.raw {
        let message = format!(
            "page {}: “{raw}” was recognised where the sequence of row numbers shows “{}”",
            page.number,
            &text[start..]
        );
        diagnostics.push(Diagnostic::info("ocr_row_number", message, Some([start, text.len()])));
    }
}

/// The lines in rows from the top, each from the left: a line belongs to a row when its middle lies within the middle
/// part of the row's last line.
fn rows(lines: &[TextLine]) -> Vec<Vec<&TextLine>> {
    let middle = |line: &TextLine| f32::midpoint(line.bounds.y0, line.bounds.y1);
    let mut sorted: Vec<&TextLine> = lines.iter().collect();
    sorted.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    let mut rows: Vec<Vec<&TextLine>> = Vec::new();
    for line in sorted {
        let level =
            |last: &&TextLine| middle(line) - middle(last) < 0.4 * line.bounds.height().min(last.bounds.height());
        match rows.last_mut() {
            Some(row) if row.last().is_some_and(level) => row.push(line),
            _ => rows.push(vec![line]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.bounds.x0.total_cmp(&b.bounds.x0));
    }
    rows
}

fn rect(bounds: Bounds, scale: f32) -> Rect {
    let b = bounds.scaled(scale);
    Rect::new(b.x0, b.y0, b.x1, b.y1)
}

/// A rule along its middle.
fn rule(stroke: &Stroke, scale: f32) -> Rule {
    let b = stroke.bounds.scaled(scale);
    let (x, y) = (f32::midpoint(b.x0, b.x1), f32::midpoint(b.y0, b.y1));
    let rect = if stroke.horizontal { Rect::new(b.x0, y, b.x1, y) } else { Rect::new(x, b.y0, x, b.y1) };
    Rule { rect, width: stroke.thickness() * scale }
}

/// Appends a page of another source, whose text is `from`, to the pages over `text`.
pub(super) fn append_page(pages: &mut Vec<Page>, text: &mut String, page: &Page, from: &str) {
    let spans = page.items.iter().filter_map(|item| match item {
        Item::Line(line) => line.text.span(),
        Item::Table(_) => None,
    });
    let Some(whole) = page.glyphs.iter().map(|glyph| glyph.span).chain(spans).reduce(Span::hull) else {
        pages.push(Page { items: Vec::new(), ..page.clone() });
        return;
    };
    let (start, own) = (text.len(), from.get(whole.range()).unwrap_or_default());
    text.push_str(own);
    text.push('\n');
    let moved = |span: Span| Span::new(span.start - whole.start + start, span.end - whole.start + start);
    let mut page = page.clone();
    page.glyphs.iter_mut().for_each(|glyph| glyph.span = moved(glyph.span));
    for item in &mut page.items {
        if let Item::Line(line) = item {
            let mut shifted = Text::new();
            line.text.spans().into_iter().for_each(|span| shifted.push_source(text, moved(span)));
            line.text = shifted;
        }
    }
    pages.push(page);
}
