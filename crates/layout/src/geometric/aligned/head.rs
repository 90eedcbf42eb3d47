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
        let lines: Vec<Spaced> = lines.iter().take(most).map(Spaced::of).collect();
        let mut best = lines.first().and_then(|line| words_of_header(&[line], source));
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
fn header_without_spread(lines: &[Spaced], source: &str) -> Option<Vec<(Rect, String)>> {
    let is_one_word = |at: &usize| lines[*at].words[GAPS.len() - 1].len() == 1;
    let without = |spread: usize| {
        let others: Vec<&Spaced> = (0..lines.len()).filter(|at| *at != spread).map(|at| &lines[at]).collect();
        let word = lines[spread].line.bbox;
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

/// Gaps that may part words, in ems: columns may stand close together, and words may be spread out ("工 作 内 容").
const GAPS: [f32; 4] = [0.35, 0.7, 1.5, SPREAD];
/// A gap that parts words in any header.
const SPREAD: f32 = 2.5;

/// A line and the places of what stands together in it, for each of `GAPS`.
struct Spaced<'a> {
    line: &'a TextLine,
    words: [Vec<Rect>; GAPS.len()],
}

impl<'a> Spaced<'a> {
    fn of(line: &'a TextLine) -> Self {
        let mut glyphs: Vec<Rect> = line.glyphs.iter().map(|glyph| glyph.bbox).collect();
        glyphs.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        Self { line, words: GAPS.map(|gap| hulls(glyphs.iter().map(|glyph| (*glyph, gap * line.size)))) }
    }
}

/// What stands together of these boxes, from left to right: each begins a new hull where it stands farther off than its gap.
fn hulls(boxes: impl Iterator<Item = (Rect, f32)>) -> Vec<Rect> {
    let mut hulls: Vec<Rect> = Vec::new();
    for (place, gap) in boxes {
        match hulls.last_mut() {
            Some(last) if place.x0 - last.x1 <= gap => *last = last.hull(place),
            _ => hulls.push(place),
        }
    }
    hulls
}

/// The words of lines, when they are those of a header: those that stand together at the gap that shows the most words of headers.
fn words_of_header(lines: &[&Spaced], source: &str) -> Option<Vec<(Rect, String)>> {
    const FEWEST: usize = 3;
    let is_header = |words: &Vec<(Rect, String)>| {
        let texts: Vec<&str> = words.iter().map(|(_, text)| text.as_str()).collect();
        grid::is_header(&texts)
    };
    // The wider the gap, the fewer stand apart.
    let places = (0..GAPS.len()).map(|gap| places(lines, gap)).take_while(|places| places.len() >= FEWEST);
    let found = places.map(|places| words(lines, places, source)).filter(is_header);
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

/// Where something stands together, over all lines, when the gap of this index parts words.
fn places(lines: &[&Spaced], gap: usize) -> Vec<Rect> {
    if let [line] = lines {
        return line.words[gap].clone();
    }
    let each = |line: &&Spaced| line.words[gap].iter().map(|place| (*place, GAPS[gap] * line.line.size)).collect();
    let mut all: Vec<(Rect, f32)> = lines.iter().flat_map::<Vec<_>, _>(each).collect();
    all.sort_by(|(a, _), (b, _)| a.x0.total_cmp(&b.x0));
    hulls(all.into_iter())
}

/// What stands at these places, line by line.
fn words(lines: &[&Spaced], places: Vec<Rect>, source: &str) -> Vec<(Rect, String)> {
    let word = |place: &Rect| -> String {
        let inside = |glyph: &&Glyph| glyph.bbox.x0 >= place.x0 && glyph.bbox.x0 < place.x1;
        let glyphs = lines.iter().flat_map(|spaced| spaced.line.glyphs.iter().filter(inside));
        glyphs.filter_map(|glyph| source.get(glyph.span.range())).collect()
    };
    places.into_iter().map(|place| (place, word(&place))).collect()
}
