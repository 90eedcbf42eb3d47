//! The header of a table without vertical rules: lines of which most words are those of headers.

use crate::geometric::line::TextLine;
use crate::grid;
use fenjie_lexicon::ColumnRole;
use fenjie_source::{Glyph, Rect};

/// The header of a table: its words, each with its box, and the lines that they take.
pub(super) struct Head {
    pub(super) words: Vec<(Rect, String)>,
    pub(super) lines: usize,
}

impl Head {
    /// The header that begins with the first of these lines: that line, or several where words stand in two or three
    /// lines beside words in one, and only together are all words of headers.
    pub(super) fn of(lines: &[TextLine], source: &str) -> Option<Self> {
        const MOST_LINES: usize = 5;
        const CLOSE: f32 = 0.8;
        let close = |pair: &&[TextLine]| pair[1].bbox.y0 - pair[0].bbox.y1 < CLOSE * pair[0].size;
        let most = 1 + lines.windows(2).take(MOST_LINES - 1).take_while(close).count();
        let alone = |line: &TextLine| words_of_header(std::slice::from_ref(line), source);
        let known = |words: Option<Vec<(Rect, String)>>| words.map_or(0, |words| known(&words));
        let mut best = alone(lines.first()?).map(|words| Self { words, lines: 1 });
        let mut most_known = known(alone(lines.first()?));
        for (count, line) in (2..=most).zip(lines.iter().skip(1)) {
            most_known = most_known.max(known(alone(line)));
            let Some(words) = words_of_header(&lines[..count], source) else { continue };
            let all = self::known(&words);
            if all == words.len() && all > most_known {
                most_known = all;
                best = Some(Self { words, lines: count });
            }
        }
        best
    }
}

/// The words of lines, when they are those of a header.
fn words_of_header(lines: &[TextLine], source: &str) -> Option<Vec<(Rect, String)>> {
    // Columns may stand close together, and words may be spread out ("工 作 内 容"): the gap between words that shows the
    // most words of headers is the one.
    const GAPS: [f32; 4] = [0.35, 0.7, 1.5, 2.5];
    let is_header = |words: &Vec<(Rect, String)>| {
        let texts: Vec<&str> = words.iter().map(|(_, text)| text.as_str()).collect();
        texts.len() >= 3 && grid::is_header(&texts)
    };
    let found = GAPS.iter().map(|gap| words(lines, source, *gap)).filter(is_header);
    found.reduce(|best, words| if known(&words) > known(&best) { words } else { best })
}

/// How many are words of headers.
fn known(words: &[(Rect, String)]) -> usize {
    words.iter().filter(|(_, word)| ColumnRole::of_header(word).is_some()).count()
}

/// What stands together, over all lines, when gaps of more than `gap` ems part words.
fn words(lines: &[TextLine], source: &str, gap: f32) -> Vec<(Rect, String)> {
    let mut glyphs: Vec<(&Glyph, f32)> =
        lines.iter().flat_map(|line| line.glyphs.iter().map(|glyph| (glyph, line.size))).collect();
    glyphs.sort_by(|(a, _), (b, _)| a.bbox.x0.total_cmp(&b.bbox.x0));
    let mut bounds: Vec<Rect> = Vec::new();
    for (glyph, size) in glyphs {
        match bounds.last_mut() {
            Some(last) if glyph.bbox.x0 - last.x1 <= gap * size => *last = last.hull(glyph.bbox),
            _ => bounds.push(glyph.bbox),
        }
    }
    let word = |place: &Rect| -> String {
        let inside = |glyph: &&Glyph| glyph.bbox.x0 >= place.x0 && glyph.bbox.x0 < place.x1;
        let glyphs = lines.iter().flat_map(|line| line.glyphs.iter().filter(inside));
        glyphs.filter_map(|glyph| source.get(glyph.span.range())).collect()
    };
    bounds.into_iter().map(|place| (place, word(&place))).collect()
}
