//! Items whose numbers nothing but a blank parts from their words: 1 推进…, 02 完善…. Such a number may open any line (5 个项目, a
//! row of a table, 1 总则); a run that rises from one, each a sentence behind the end of another, numbers items.

use fenjie_lexicon::statement;
use fenjie_source::{Line, LineRole};
use fenjie_text::{WordList, chars, numeral};
use std::sync::LazyLock;

/// A number that a line opens with, and where it ends in the line.
struct Opening {
    line: usize,
    ordinal: u64,
    end: usize,
}

/// The lines with a mark behind every such number, as other prints have one; `None` where there are none.
pub(super) fn marked(lines: &[&Line]) -> Option<Vec<Line>> {
    let openings = runs(lines);
    if openings.is_empty() {
        return None;
    }
    Some(marked_at(lines, openings.into_iter().map(|Opening { line, end, .. }| (line, end)), "."))
}

/// The lines with `mark` at each of the places in them.
pub(super) fn marked_at(
    lines: &[&Line],
    places: impl IntoIterator<Item = (usize, usize)>,
    mark: &'static str,
) -> Vec<Line> {
    let mut marked: Vec<Line> = lines.iter().map(|line| (*line).clone()).collect();
    for (line, end) in places {
        let text = &mut marked[line].text;
        let mut with_mark = text.slice(0..end);
        with_mark.push_mark(mark);
        with_mark.push(&text.slice_from(end));
        *text = with_mark;
    }
    marked
}

/// The numbers of all runs.
fn runs(lines: &[&Line]) -> Vec<Opening> {
    const FEWEST: usize = 3;
    let mut found: Vec<Opening> = Vec::new();
    // The numbers from here on are the run that is open.
    let mut start = 0;
    let mut before = None;
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.text.is_blank()) {
        let words = line.text.as_str();
        if let Some((ordinal, end)) = opening(words).filter(|_| line.role == LineRole::Plain) {
            let last = found[start..].last().map(|last| last.ordinal);
            let goes_on = last.is_some_and(|last| last + 1 == ordinal) && before.is_some_and(ends_item);
            if !goes_on && found.len() - start < FEWEST {
                found.truncate(start);
            } else if !goes_on {
                start = found.len();
            }
            if goes_on || ordinal == 1 {
                found.push(Opening { line: at, ordinal, end });
            }
        }
        before = Some(words);
    }
    if found.len() - start < FEWEST {
        found.truncate(start);
    }
    found
}

/// The number that opens a line before a sentence, and where it ends.
fn opening(line: &str) -> Option<(u64, usize)> {
    const MOST_DIGITS: usize = 2;
    const SHORTEST: usize = 8;
    let body = line.trim_start_matches(chars::is_blank);
    let digits: usize =
        body.chars().take(MOST_DIGITS + 1).take_while(|c| numeral::digit(*c).is_some()).map(char::len_utf8).sum();
    let (number, rest) = body.split_at(digits);
    let words = rest.trim_start_matches(chars::is_blank);
    let ordinal = numeral::parse_integer(number).filter(|_| number.chars().nth(MOST_DIGITS).is_none())?;
    let is_sentence = words.starts_with(|c| chars::is_han(c) || matches!(c, '“' | '《'))
        && words.chars().nth(SHORTEST).is_some()
        && !AMOUNTS.opens(words)
        && !has_gap(words);
    (is_sentence && words.len() < rest.len()).then(|| (ordinal, line.len() - rest.len()))
}

/// What words behind a number open with that it counts.
static AMOUNTS: LazyLock<WordList> = LazyLock::new(|| WordList::from_lines(include_str!("../../data/amounts.txt")));

/// Whether wide gaps part the words of a line, as they part cells.
fn has_gap(words: &str) -> bool {
    let words = words.trim_end_matches(chars::is_blank);
    words.contains(['\t', '\u{3000}']) || words.contains("  ")
}

/// Whether an item may end with a line: a sentence closes, or what is said of who does it.
pub(super) fn ends_item(line: &str) -> bool {
    let line = line.trim_matches(chars::is_blank);
    line.ends_with(['。', '；', '：', '）', ')', '〕', ']', '】']) || statement::label(line).is_some()
}

#[cfg(test)]
pub(super) mod testing {
    use super::{Line, LineRole};
    use fenjie_text::{Span, Text};

    /// The lines of a text as `read` gives them; none where it has nothing to say.
    pub(crate) fn seen(source: &str, read: fn(&[&Line]) -> Option<Vec<Line>>) -> Vec<String> {
        let line = |(at, words): (usize, &str)| Line {
            text: Text::from_source(source, Span::new(at, at + words.len())),
            bbox: None,
            role: LineRole::Plain,
            whole: false,
        };
        let starts = std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1));
        let lines: Vec<Line> = starts.zip(source.split('\n')).map(line).collect();
        let read = read(&lines.iter().collect::<Vec<_>>()).unwrap_or_default();
        read.iter().map(|line| line.text.to_string()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::marked;
    use super::testing::seen;

    #[test]
    fn sentences_numbered_in_order_are_items() {
        let lines = seen(
            "某区重点工作\n01 推进厂房建设十万平方米。\n责任单位：建设局\n02　招引亿元以上项目，\n落地开工。\n03 完善园区污水管网（建设局）",
            marked,
        );
        assert_eq!(lines[1], "01. 推进厂房建设十万平方米。");
        assert_eq!(lines[3], "02.　招引亿元以上项目，");
        assert_eq!(lines[5], "03. 完善园区污水管网（建设局）");
    }

    #[test]
    fn numbers_that_count_or_stand_alone_are_no_items() {
        for source in [
            "1 个项目落地见效，成效明显。\n2 个项目开工建设，进展顺利。\n3 个项目前期工作加快推进。",
            "1 总则\n2 组织体系\n3 监测预警\n4 应急响应",
            "1 推进厂房建设十万平方米  建设局\n2 招引亿元以上工业项目  招商局\n3 完善园区污水管网建设  建设局",
            "3 推进厂房建设十万平方米。\n4 招引亿元以上工业项目。\n5 完善园区污水管网建设。",
            "1 推进厂房建设十万平方米。\n2 招引亿元以上工业项目。",
            "1 推进厂房建设十万平方米\n建设局\n2 招引亿元以上工业项目\n招商局\n3 完善园区污水管网建设\n建设局",
        ] {
            assert!(seen(source, marked).is_empty(), "{source}");
        }
    }
}
