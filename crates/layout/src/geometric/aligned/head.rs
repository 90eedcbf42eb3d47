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
        const MOST_LINES: usize = 6;
        const CLOSE: f32 = 0.8;
        let close = |pair: &&[TextLine]| pair[1].bbox.y0 - pair[0].bbox.y1 < CLOSE * pair[0].size;
        let most = 1 + lines.windows(2).take(MOST_LINES - 1).take_while(close).count();
        let mut best = words_of_header(&lines.iter().take(1).collect::<Vec<_>>(), source);
        let mut count = 1;
        for more in 2..=most {
            let found = header_without_spread(&lines[..more], source).filter(|words| are_known(words));
            let Some(words) = found else { continue };
            let alone = lines[..more].iter().filter_map(|line| words_of_header(&[line], source));
            let most_known = alone.chain(best.clone()).map(|words| known(&words)).max().unwrap_or(0);
            let is_better = match &best {
                Some(best) if known(best) == known(&words) => are_completed(best, &words),
                _ => known(&words) > most_known,
            };
            if is_better {
                (best, count) = (Some(words), more);
            }
        }
        best.map(|words| Self { words, lines: count })
    }
}

/// Whether words that have grown are whole words of headers now: 序 and 号 below it, 完成时 and 限.
fn are_completed(words: &[(Rect, String)], grown: &[(Rect, String)]) -> bool {
    let is_whole = |word: &str| ColumnRole::run_together(word).len() == 1;
    let changed = words.iter().zip(grown).filter(|((_, word), (_, grown))| word != grown);
    words.len() == grown.len()
        && changed.clone().count() > 0
        && changed.into_iter().all(|(_, (_, word))| is_whole(word))
}

/// The words of a header, without a line of one word that is spread over several words below it
/// (责任分工 over 牵头单位 and 配合单位).
fn header_without_spread(lines: &[TextLine], source: &str) -> Option<Vec<(Rect, String)>> {
    let is_one_word = |at: &usize| words(&[&lines[*at]], source, SPREAD).len() == 1;
    let without = |spread: usize| {
        let others: Vec<&TextLine> = (0..lines.len()).filter(|at| *at != spread).map(|at| &lines[at]).collect();
        let word = lines[spread].bbox;
        let below = words_of_header(&others, source).filter(|words| are_known(words))?;
        let stands_above =
            |place: &Rect| place.x1.min(word.x1) - place.x0.max(word.x0) > 0.5 * place.width().min(word.width());
        let covers = below.iter().filter(|(place, _)| stands_above(place)).count();
        let is_between = below.first()?.0.x1 < word.x0 && below.last()?.0.x0 > word.x0;
        (covers != 1 && is_between).then_some(below)
    };
    let found = (0..lines.len()).filter(is_one_word).find_map(without);
    found.or_else(|| words_of_header(&lines.iter().collect::<Vec<_>>(), source))
}

/// A gap that parts words in any header, in ems.
const SPREAD: f32 = 2.5;

/// The words of lines, when they are those of a header.
fn words_of_header(lines: &[&TextLine], source: &str) -> Option<Vec<(Rect, String)>> {
    // Columns may stand close together, and words may be spread out ("工 作 内 容"): the gap between words that shows the
    // most words of headers is the one.
    const GAPS: [f32; 4] = [0.35, 0.7, 1.5, SPREAD];
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

/// Whether all words are those of headers, but for a short one among many.
fn are_known(words: &[(Rect, String)]) -> bool {
    const SHORT: usize = 4;
    const MANY: usize = 4;
    let mut unknown = words.iter().filter(|(_, word)| ColumnRole::of_header(word).is_none());
    let is_short = |(_, word): &(Rect, String)| word.chars().count() <= SHORT;
    unknown.next().is_none_or(|word| is_short(word) && words.len() > MANY) && unknown.next().is_none()
}

/// What stands together, over all lines, when gaps of more than `gap` ems part words.
fn words(lines: &[&TextLine], source: &str, gap: f32) -> Vec<(Rect, String)> {
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
