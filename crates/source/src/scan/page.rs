//! What was read on a picture, as a page of the document.

use crate::{Glyph, Item, Line, Page, Rect, Rule};
use fenjie_ocr::{Bounds, Reading, Stroke, TextLine};
use fenjie_text::{Span, Text};

/// Height of a detected line box over the size of its print.
const BOX_OVER_PRINT: f32 = 1.28;

/// Appends the page's text to `text` and returns the page that points into it.
pub(crate) fn lay_out(reading: &Reading, number: u32, text: &mut String) -> Page {
    let scale = 72.0 / reading.dpi;
    let mut page = Page {
        number,
        size: Some((reading.width as f32 * scale, reading.height as f32 * scale)),
        rules: reading.rules.iter().map(|stroke| rule(stroke, scale)).collect(),
        ..Page::default()
    };
    for row in rows(&reading.lines) {
        for line in row {
            let start = text.len();
            for c in &line.chars {
                let from = text.len();
                text.push(c.c);
                let span = Span::new(from, text.len());
                page.glyphs.push(Glyph {
                    span,
                    bbox: rect(c.bounds, scale),
                    size: line.bounds.height() * scale / BOX_OVER_PRINT,
                    bold: false,
                    confidence: c.confidence,
                });
            }
            let text_of_line = Text::from_source(text, Span::new(start, text.len()));
            page.items.push(Item::Line(Line {
                text: text_of_line,
                bbox: Some(rect(line.bounds, scale)),
                ..Line::default()
            }));
            text.push('\n');
        }
    }
    page
}

/// The lines in rows from the top, each from the left: two stand in a row when their middles lie inside each other.
fn rows(lines: &[TextLine]) -> Vec<Vec<&TextLine>> {
    let middle = |line: &TextLine| f32::midpoint(line.bounds.y0, line.bounds.y1);
    let mut sorted: Vec<&TextLine> = lines.iter().collect();
    sorted.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    let mut rows: Vec<Vec<&TextLine>> = Vec::new();
    for line in sorted {
        match rows.last_mut() {
            Some(row)
                if row.last().is_some_and(|last| {
                    middle(line) < last.bounds.y1.min(middle(last) + line.bounds.height() * 0.4)
                }) =>
            {
                row.push(line)
            }
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
