//! Lines that repeat at the breaks of pages of a text: what a running head or foot left there.

use crate::{FurnitureKind, Marker};
use fenjie_lexicon::{ColumnRole, statement};
use fenjie_source::Line;
use fenjie_text::chars;
use std::collections::BTreeMap;

/// A running line stands at most so many lines away from the page number or address that the page break left.
const NEAR: usize = 3;
/// It repeats at so many breaks.
const BREAKS: usize = 2;
/// Shortest and longest running line, in characters.
const LENGTH: std::ops::RangeInclusive<usize> = 4..=60;

/// The lines that stand with the same words, digits aside, beside several page numbers. `kinds` says which lines are
/// known to be furniture.
pub(crate) fn lines(lines: &[&Line], kinds: &[Option<FurnitureKind>]) -> Vec<usize> {
    let filled: Vec<usize> = (0..lines.len()).filter(|&at| !lines[at].text.is_blank()).collect();
    let is_break = |at: usize| matches!(kinds[at], Some(FurnitureKind::PageNumber | FurnitureKind::Running));
    let marks: Vec<usize> = (0..filled.len()).filter(|&k| is_break(filled[k])).collect();
    // Page number and address of one break stand close together.
    let breaks: Vec<&[usize]> = marks.chunk_by(|a, b| b - a <= NEAR).collect();
    if !are_pages(&breaks) {
        return Vec::new();
    }
    let mut seen: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
    for (number, marks) in breaks.iter().enumerate() {
        let (Some(first), Some(last)) = (marks.first(), marks.last()) else { continue };
        for &beside in &filled[first.saturating_sub(NEAR)..filled.len().min(last + NEAR + 1)] {
            if kinds[beside].is_none() && may_run(lines[beside].text.as_str()) {
                seen.entry(pattern(lines[beside].text.as_str())).or_default().push((number, beside));
            }
        }
    }
    let repeats = |places: &&Vec<(usize, usize)>| places.chunk_by(|(a, _), (b, _)| a == b).count() >= BREAKS;
    seen.values().filter(repeats).flatten().map(|(_, line)| *line).collect()
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
    let is_sentence = words.contains(['。', '；', '：', '、', '，']) || words.ends_with(['）', ')']);
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

    #[test]
    fn what_repeats_beside_page_numbers_is_a_running_head() {
        let body = "推进各项工作。\n".repeat(12);
        let text = format!("某刊物\n{body}-1-\n某刊物\n{body}全文\n-2-\n某刊物\n{body}");
        let source: Vec<Line> = text
            .split('\n')
            .map(|line| {
                let start = line.as_ptr() as usize - text.as_ptr() as usize;
                Line { text: Text::from_source(&text, Span::new(start, start + line.len())), ..Line::default() }
            })
            .collect();
        let all: Vec<&Line> = source.iter().collect();
        let kind = |line: &&Line| line.text.as_str().starts_with('-').then_some(FurnitureKind::PageNumber);
        let kinds: Vec<_> = all.iter().map(kind).collect();
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
