//! The header of a table with one cell a line: a run of short lines most of which are known to head columns.

use crate::fit::Words;
use crate::grid;
use fenjie_lexicon::ColumnRole;
use fenjie_source::Line;
use fenjie_text::chars;

/// Most columns of such a table.
const MOST_COLUMNS: usize = 10;
/// Fewest columns of such a table.
const FEWEST_COLUMNS: usize = 3;
/// Longest header cell, in characters.
const LONGEST_HEADER: usize = 10;
/// Longest word that heads a column though it is not known as one, in characters.
const LONGEST_WORD: usize = 5;

/// Runs of short lines most of which are header words: index into `filled` and number of columns.
pub(super) fn headers(lines: &[&Line], filled: &[usize]) -> Vec<(usize, usize)> {
    let words = |k: usize| lines[filled[k]].text.as_str();
    let is_short = |k: usize| {
        let words = words(k).trim_matches(chars::is_blank);
        words.chars().count() <= LONGEST_HEADER && !words.contains(['。', '，', '、', '：', '；'])
    };
    // 任务分解表 above a header is the title of the table.
    let is_title = |k: usize| words(k).trim_end_matches(chars::is_blank).ends_with('表');
    let known = |k: usize| is_short(k) && !is_title(k) && ColumnRole::of_header(words(k)).is_some();
    let mut headers: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while at < filled.len() {
        if !known(at) {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < filled.len() && end - at < MOST_COLUMNS && is_short(end) && is_header_word(words(end)) {
            end += 1;
        }
        while end > at && !known(end - 1) {
            end -= 1;
        }
        // A word between a header that counts its rows and the first number is one more of it; a longer one is a label.
        let counts = ColumnRole::of_header(words(at)) == Some(ColumnRole::Sequence) && end - at >= FEWEST_COLUMNS;
        let is_first = |k: usize| grid::row_number(words(k)) == Some(1);
        let is_word = |k: usize| is_short(k) && words(k).chars().nth(LONGEST_WORD).is_none();
        if counts && end + 1 < filled.len() && is_word(end) && is_first(end + 1) && !grid::is_band(words(end)) {
            end += 1;
        }
        // A header that is printed again is no longer than it was: what follows is a label.
        let again = |(start, length): &&(usize, usize)| {
            end - at > *length && (0..*length).all(|k| words(start + k).trim() == words(at + k).trim())
        };
        if let Some((_, length)) = headers.last().filter(again) {
            end = at + length;
        }
        let run: Vec<&str> = (at..end).map(words).collect();
        let is_wide = end - at >= FEWEST_COLUMNS || is_duty_list(&run);
        if is_wide && grid::is_header(&run) && !run.windows(2).any(is_broken) {
            headers.push((at, end - at));
        }
        at = end.max(at + 1);
    }
    headers
}

/// Whether two lines are the halves of one header: 参与 / 单位.
fn is_broken(pair: &[&str]) -> bool {
    let [first, second] = pair else { return false };
    let (first, second) = (first.trim_matches(chars::is_blank), second.trim_matches(chars::is_blank));
    matches!(second, "单位" | "部门")
        && first.chars().count() == second.chars().count()
        && matches!(ColumnRole::of_header(first), Some(ColumnRole::Lead | ColumnRole::Support))
}

/// A header cell is a word, not a number and not a unit list.
fn is_header_word(words: &str) -> bool {
    let words = Words::of(words);
    words.fit(ColumnRole::Sequence) < 0.0 && words.fit(ColumnRole::Deadline) < 0.0
}

/// How many lines right above a header may be words of it though they are not known as such: 包联企业, 存在困难.
pub(super) fn words_above(lines: &[&Line], filled: &[usize], start: usize) -> usize {
    const MOST: usize = 2;
    let is_word = |k: &usize| {
        let words = lines[filled[*k]].text.as_str().trim_matches(chars::is_blank);
        words.chars().nth(1).is_some()
            && words.chars().nth(LONGEST_WORD).is_none()
            && words.chars().all(chars::is_han)
            && is_header_word(words)
    };
    (0..start).rev().take(MOST).take_while(is_word).count()
}

/// Whether a header of two words is that of a list of duties: units, and what each does.
fn is_duty_list(header: &[&str]) -> bool {
    let roles: Vec<_> = header.iter().map(|words| ColumnRole::of_header(words)).collect();
    matches!(roles[..], [Some(ColumnRole::Lead | ColumnRole::Support), Some(ColumnRole::Task)])
}
