//! Lines that repeat at the breaks of pages of a text: what a running head or foot left there.

use crate::{FurnitureKind, Marker};
use fenjie_lexicon::{ColumnRole, statement};
use fenjie_source::Line;
use fenjie_text::chars;
use std::collections::BTreeMap;

/// A running line stands at most so many lines away from the page number or address that the page break left.
const NEAR: usize = 3;
/// It repeats at so many breaks …
const BREAKS: usize = 2;
/// … and at one of so many: a title stands twice where a plan follows its notice.
const SHARE: usize = 3;
/// Shortest and longest running line, in characters.
const LENGTH: std::ops::RangeInclusive<usize> = 4..=60;

/// The lines that stand with the same words, digits aside, beside several page numbers. `kinds` says which lines are
/// known to be furniture.
pub(crate) fn lines(lines: &[&Line], kinds: &[Option<FurnitureKind>]) -> Vec<usize> {
    let filled: Vec<usize> = (0..lines.len()).filter(|&at| !lines[at].text.is_blank()).collect();
    let mut found = beside_breaks(lines, kinds, &filled);
    found.extend(at_even_distances(lines, kinds, &filled));
    found
}

/// Lines that stand beside several page numbers.
fn beside_breaks(lines: &[&Line], kinds: &[Option<FurnitureKind>], filled: &[usize]) -> Vec<usize> {
    let is_break = |at: usize| matches!(kinds[at], Some(FurnitureKind::PageNumber | FurnitureKind::Running));
    let marks: Vec<usize> = (0..filled.len()).filter(|&k| is_break(filled[k])).collect();
    // Page number and address of one break stand close together.
    let breaks: Vec<&[usize]> = marks.chunk_by(|a, b| b - a <= NEAR).collect();
    if !are_pages(&breaks) {
        return Vec::new();
    }
    let mut seen: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
    // On a short page a line stands beside two breaks, and repeats nothing.
    let mut counted = vec![false; lines.len()];
    for (number, marks) in breaks.iter().enumerate() {
        let (Some(first), Some(last)) = (marks.first(), marks.last()) else { continue };
        for &beside in &filled[first.saturating_sub(NEAR)..filled.len().min(last + NEAR + 1)] {
            let is_new = !std::mem::replace(&mut counted[beside], true);
            if is_new && kinds[beside].is_none() && may_run(lines[beside].text.as_str()) {
                seen.entry(pattern(lines[beside].text.as_str())).or_default().push((number, beside));
            }
        }
    }
    let least = BREAKS.max(breaks.len() / SHARE);
    let repeats = |places: &&Vec<(usize, usize)>| places.chunk_by(|(a, _), (b, _)| a == b).count() >= least;
    seen.values().filter(repeats).flatten().map(|(_, line)| *line).collect()
}

/// Lines that repeat as pages do, at even distances: heads of pages without a number, but for the first, which may be the title
/// that they repeat.
fn at_even_distances(lines: &[&Line], kinds: &[Option<FurnitureKind>], filled: &[usize]) -> Vec<usize> {
    const FEWEST: usize = 4;
    const SHORTEST_PAGE: usize = 14;
    const UNEVEN: f32 = 0.3;
    let mut seen: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, &at) in filled.iter().enumerate() {
        let words = lines[at].text.as_str().trim_matches(chars::is_blank);
        if kinds[at].is_none() && (may_run(words) || is_latin_head(words)) {
            seen.entry(words).or_default().push(place);
        }
    }
    let are_pages = |places: &&Vec<usize>| {
        let mut steps: Vec<usize> = places.windows(2).skip(1).map(|pair| pair[1] - pair[0]).collect();
        steps.sort_unstable();
        let (Some(first), Some(last)) = (steps.first(), steps.last()) else { return false };
        let middle = steps[steps.len() / 2] as f32;
        places.len() >= FEWEST && *first >= SHORTEST_PAGE && (last - first) as f32 <= UNEVEN * middle
    };
    seen.values().filter(are_pages).flat_map(|places| &places[1..]).map(|place| filled[*place]).collect()
}

/// A head in capitals: GAZETTE OF THE PEOPLE'S GOVERNMENT.
fn is_latin_head(words: &str) -> bool {
    LENGTH.contains(&words.chars().count())
        && words.contains(' ')
        && !words.contains(|c: char| c.is_lowercase() || chars::is_han(c))
        && words.contains(|c: char| c.is_ascii_uppercase())
}

/// Whether as many lines stand between the breaks as a page has: bare numbers may be those of the rows of a table.
fn are_pages(breaks: &[&[usize]]) -> bool {
    const SHORTEST_PAGE: usize = 10;
    let mut lengths: Vec<usize> =
        breaks.windows(2).map(|pair| pair[1].first().unwrap_or(&0) - pair[0].last().unwrap_or(&0)).collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() / 2).is_some_and(|length| *length >= SHORTEST_PAGE)
}

/// The words with their digits made alike.
fn pattern(line: &str) -> String {
    let words = line.chars().filter(|c| !chars::is_blank(*c));
    words.map(|c| if c.is_ascii_digit() { '0' } else { c }).collect()
}

/// Whether a line can be a running one: short, neither a sentence nor an item, a label, a header.
fn may_run(line: &str) -> bool {
    let words = line.trim_matches(chars::is_blank);
    let is_sentence = words.contains(['。', '；', '：', '、', '，']) || words.ends_with(chars::is_closing_bracket);
    LENGTH.contains(&words.chars().count())
        && words.contains(chars::is_han)
        && !is_sentence
        && Marker::parse(words).is_none()
        && statement::label(words).is_none()
        && ColumnRole::of_header(words).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use fenjie_text::{Span, Text};

    fn lines_of(text: &str) -> Vec<Line> {
        let line = |line: &str| {
            let start = line.as_ptr() as usize - text.as_ptr() as usize;
            Line { text: Text::from_source(text, Span::new(start, start + line.len())), ..Line::default() }
        };
        text.split('\n').map(line).collect()
    }

    fn kind(line: &Line) -> Option<FurnitureKind> {
        line.text.as_str().starts_with('-').then_some(FurnitureKind::PageNumber)
    }

    #[test]
    fn a_line_between_two_close_breaks_repeats_nothing() {
        let body = "推进各项工作。\n".repeat(12);
        let source = lines_of(&format!("{body}-1-\n支持企业改造老\n旧生产设备\n-2-\n{body}-3-\n{body}"));
        let all: Vec<&Line> = source.iter().collect();
        let kinds: Vec<_> = all.iter().map(|line| kind(line)).collect();
        assert!(lines(&all, &kinds).is_empty());
    }

    #[test]
    fn what_repeats_beside_page_numbers_is_a_running_head() {
        let body = "推进各项工作。\n".repeat(12);
        let text = format!("某刊物\n{body}-1-\n某刊物\n{body}全文\n-2-\n某刊物\n{body}");
        let source = lines_of(&text);
        let all: Vec<&Line> = source.iter().collect();
        let kinds: Vec<_> = all.iter().map(|line| kind(line)).collect();
        assert!(lines(&all, &kinds).is_empty(), "too short to tell");
        let longer = |line: &Line| {
            let words = line.text.as_str().replace("某刊物", "某省公文汇编");
            Line { text: Text::from_source(&words, Span::new(0, words.len())), ..line.clone() }
        };
        let source: Vec<Line> = source.iter().map(longer).collect();
        let all: Vec<&Line> = source.iter().collect();
        let found: Vec<&str> = lines(&all, &kinds).into_iter().map(|at| all[at].text.as_str()).collect();
        assert_eq!(found, ["某省公文汇编"; 2]);
    }
}
