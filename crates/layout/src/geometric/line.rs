//! Printed lines out of glyphs.

use fenjie_source::{Glyph, Rect};
use fenjie_text::chars::{is_blank, is_wide, may_not_close_line, may_not_open_line};
use fenjie_text::{Span, Text};

/// Glyphs on one baseline, from left to right. Never empty.
#[derive(Clone, Debug)]
pub(super) struct TextLine {
    /// Index of its page.
    pub(super) page: usize,
    pub(super) glyphs: Vec<Glyph>,
    pub(super) bbox: Rect,
    /// The size most of its glyphs have.
    pub(super) size: f32,
}

/// Cuts glyphs into lines by their baselines, top to bottom.
///
/// A line holds the glyphs whose baseline lies within a third of their height of its first full glyph's: enough for
/// superscripts and a page that leans by a fraction of a degree, less than the half line by which cells are offset.
pub(super) fn lines(glyphs: impl IntoIterator<Item = Glyph>, page: usize) -> Vec<TextLine> {
    const SAME_LINE: f32 = 0.33;
    let mut glyphs: Vec<Glyph> = glyphs.into_iter().collect();
    glyphs.sort_by(|a, b| baseline(a).total_cmp(&baseline(b)).then(a.span.cmp(&b.span)));
    let mut groups: Vec<Vec<Glyph>> = Vec::new();
    let (mut anchor, mut height) = (f32::NEG_INFINITY, 0.0f32);
    for glyph in glyphs {
        let fits = baseline(&glyph) - anchor <= SAME_LINE * glyph.bbox.height().max(height);
        if let Some(group) = groups.last_mut().filter(|_| fits) {
            group.push(glyph);
        } else {
            groups.push(vec![glyph]);
            height = 0.0;
        }
        // A superscript comes first, but the full letters hold the line.
        if glyph.bbox.height() > 1.15 * height {
            (anchor, height) = (baseline(&glyph), glyph.bbox.height());
        }
    }
    attach_scripts(groups.into_iter().filter_map(|group| TextLine::new(group, page)).collect(), page)
}

/// Superscripts and subscripts set far off the baseline (PM2.5) go back to the line that they hang on: a neighbour with
/// larger letters that overlaps them in height, and ends or goes on right beside them.
fn attach_scripts(lines: Vec<TextLine>, page: usize) -> Vec<TextLine> {
    // Browsers set them in 5/6 of the size.
    const SMALL: f32 = 0.85;
    let hangs_on = |script: &TextLine, line: &TextLine| {
        let overlap = script.bbox.y1.min(line.bbox.y1) - script.bbox.y0.max(line.bbox.y0);
        let beside = |glyph: &Glyph| {
            let near = |other: &Glyph| {
                glyph.bbox.x0 - other.bbox.x1 < 0.5 * line.size && other.bbox.x0 - glyph.bbox.x1 < 0.5 * line.size
            };
            line.glyphs.iter().chain(&script.glyphs).any(|other| other.span != glyph.span && near(other))
        };
        let reaches = script.bbox.x0 < line.bbox.x1 + 0.5 * line.size && line.bbox.x0 < script.bbox.x1;
        script.size <= SMALL * line.size
            && overlap >= 0.4 * script.bbox.height()
            && reaches
            && script.glyphs.iter().all(beside)
    };
    let hosts: Vec<Option<usize>> = (0..lines.len())
        .map(|at| {
            let neighbours = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
            let host = |host: &usize| lines.get(*host).is_some_and(|line| hangs_on(&lines[at], line));
            neighbours.into_iter().find(host)
        })
        .collect();
    if hosts.iter().all(Option::is_none) {
        return lines;
    }
    let mut groups: Vec<Vec<Glyph>> = vec![Vec::new(); lines.len()];
    for (at, line) in lines.into_iter().enumerate() {
        let host = hosts[at].filter(|host| hosts[*host].is_none()).unwrap_or(at);
        groups[host].extend(line.glyphs);
    }
    groups.into_iter().filter_map(|group| TextLine::new(group, page)).collect()
}

fn baseline(glyph: &Glyph) -> f32 {
    const DESCENT: f32 = 0.14;
    glyph.bbox.y1 - DESCENT * glyph.bbox.height()
}

impl TextLine {
    pub(super) fn new(mut glyphs: Vec<Glyph>, page: usize) -> Option<Self> {
        glyphs.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0).then(a.span.cmp(&b.span)));
        let bbox = glyphs.iter().map(|glyph| glyph.bbox).reduce(Rect::hull)?;
        let mut sizes: Vec<f32> = glyphs.iter().map(|glyph| glyph.size).collect();
        sizes.sort_by(f32::total_cmp);
        let size = sizes.get(sizes.len() / 2).copied()?;
        Some(Self { page, glyphs, bbox, size })
    }

    /// Its words, with the blanks that the source holds between them.
    pub(super) fn text(&self, source: &str) -> Text {
        let mut text = Text::new();
        let mut last: Option<Span> = None;
        for glyph in &self.glyphs {
            let from = last.map_or(glyph.span.start, |last| last.end);
            let between =
                source.get(from..glyph.span.start).filter(|gap| gap.chars().all(|c| is_blank(c) && c != '\n'));
            let start = if between.is_some() { from } else { glyph.span.start };
            text.push_source(source, Span::new(start, glyph.span.end));
            last = Some(glyph.span);
        }
        text
    }

    /// The characters without blanks.
    pub(super) fn string(&self, source: &str) -> String {
        self.glyphs.iter().filter_map(|glyph| source.get(glyph.span.range())).collect()
    }

    /// The last character.
    pub(super) fn last_char(&self, source: &str) -> Option<char> {
        source.get(self.glyphs.last()?.span.range())?.chars().last()
    }

    /// Middle of its height.
    pub(super) fn middle(&self) -> f32 {
        self.bbox.center().1
    }

    /// Width of what must stay together at its beginning: opening marks, then a Chinese character or a run of Latin
    /// letters and digits, then marks that may not open a line.
    pub(super) fn first_cluster(&self, source: &str) -> f32 {
        let chars: Vec<char> = self
            .glyphs
            .iter()
            .map(|glyph| source.get(glyph.span.range()).and_then(|s| s.chars().next()).unwrap_or(' '))
            .collect();
        let mut end = chars.iter().take_while(|c| may_not_close_line(**c)).count();
        let word = chars[end..].iter().take_while(|c| !is_wide(**c) && !may_not_open_line(**c)).count();
        end += word.max(1);
        end += chars.get(end..).unwrap_or_default().iter().take_while(|c| may_not_open_line(**c)).count();
        let glyphs = self.glyphs.get(..end.min(self.glyphs.len())).unwrap_or_default();
        glyphs.iter().map(|glyph| glyph.bbox).reduce(Rect::hull).map_or(0.0, Rect::width)
    }
}

/// Joins lines into one text, as a reader does: no blanks beside wide characters.
pub(super) fn join<'l>(lines: impl IntoIterator<Item = &'l TextLine>, source: &str) -> Text {
    let mut joined = Text::new();
    for line in lines {
        let text = line.text(source);
        let edge = |c: Option<char>| c.is_some_and(|c| !is_wide(c));
        if edge(joined.as_str().chars().last()) && edge(text.as_str().chars().next()) {
            joined.push_blank();
        }
        joined.push(&text);
    }
    joined.tidied()
}
