//! The words of headers in the lines of a dump, and the columns that they spell.

use super::header::HeaderColumn;
use super::run;
use crate::limits::HEADER_COLUMNS;
use crate::{Marker, grid, page_number};
use fenjie_lexicon::ColumnRole;
use fenjie_lexicon::statement::{self, Label};
use fenjie_text::chars::is_blank;
use std::ops::Range;

/// Longest header of one column, in characters.
const LONGEST_WORDS: usize = 8;

/// Marks that no header has: most lines of prose are refused at once.
pub(super) const SENTENCE_MARKS: [char; 2] = ['，', '。'];

/// Words without a blank among them, and where they stand.
pub(super) struct Token<'a> {
    pub(super) line: usize,
    pub(super) range: Range<usize>,
    pub(super) words: &'a str,
    /// Whether it is the first character of a word that is letter-spaced: the token before ends another.
    opens: bool,
    /// Whether it is one of its later characters.
    pub(super) inside: bool,
    /// Whether it is of a remark in brackets on the word before: 责任单位 / （排在首位的为牵头单 / 位）.
    remark: bool,
}

/// Splits a line into tokens; letter-spaced words ("工 作 内 容") become one. False when the line can be no header.
pub(super) fn push_tokens<'a>(line: usize, text: &'a str, tokens: &mut Vec<Token<'a>>) -> bool {
    if text.len() > 600 || text.contains(SENTENCE_MARKS) {
        return false;
    }
    let mut found: Vec<Token> = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (is_blank(c), start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                found.push(Token {
                    line,
                    range: from..at,
                    words: &text[from..at],
                    opens: false,
                    inside: false,
                    remark: false,
                });
                start = None;
            }
            _ => {}
        }
    }
    let mut found: Vec<Token> = found.into_iter().flat_map(parted).collect();
    mark_remarks(tokens, &mut found);
    mark_letter_spaced(&mut found);
    let is_long = |words: &str| words.chars().count() > LONGEST_WORDS && ColumnRole::run_together(words).is_empty();
    let alien = |token: &Token| {
        is_long(token.words) && !token.remark
            // The name of a table; 表 alone is the end of a word above: 领衔代⏎表.
            || token.words.ends_with('表') && (tokens.is_empty() || token.words != "表")
            || token.words.contains(|c: char| c.is_ascii_digit() || "，。；：、—-－–《》“”".contains(c))
    };
    let glued = found.first().is_some_and(|token| page_number::is_alone(token.words));
    if found.iter().skip(usize::from(glued && tokens.is_empty())).any(alien) {
        return false;
    }
    tokens.extend(found);
    tokens.len() <= HEADER_COLUMNS * 5
}

/// Marks the words of a line that belong to a remark in brackets, which may go on from the lines before.
fn mark_remarks(before: &[Token<'_>], line: &mut [Token<'_>]) {
    const OPENING: [char; 2] = ['（', '('];
    let is_open = |words: &str| words.matches(OPENING).count() > words.matches(['）', ')']).count();
    let last = before.iter().rposition(|token| !token.remark).map_or(before, |last| &before[last + 1..]);
    let mut remark: String = last.iter().map(|token| token.words).collect();
    let is_word = |words: &str| ColumnRole::of_header(words).is_some();
    let mut follows = before.last().is_some_and(|token| token.remark || is_word(token.words));
    for token in line {
        let opens = follows && token.words.starts_with(OPENING) && Marker::parse(token.words).is_none();
        if opens {
            remark.clear();
        }
        token.remark = opens || is_open(&remark);
        remark.push_str(token.words);
        follows = is_word(token.words);
    }
}

/// Marks where the words of a line begin whose characters all stand apart: 牵 头 单 位 配 合 单 位.
fn mark_letter_spaced(tokens: &mut [Token<'_>]) {
    const FEWEST: usize = 4;
    const WIDEST: usize = 4;
    let is_near = |a: &Token<'_>, b: &Token<'_>| b.range.start <= a.range.end + WIDEST;
    for run in tokens.chunk_by_mut(|a, b| is_letter(a) && is_letter(b) && is_near(a, b)) {
        // The first may be the end of a word above: 序 / 号 任 务 内 容.
        for first in 0..=1 {
            if run.len() >= first + FEWEST && mark_words(&mut run[first..]) {
                break;
            }
        }
    }
}

/// Marks where the words begin that the characters spell; whether they spell any.
fn mark_words(letters: &mut [Token<'_>]) -> bool {
    let joined: String = letters.iter().map(|token| token.words).collect();
    let mut starts = ColumnRole::run_together(&joined).into_iter().map(|(place, _)| place.start).peekable();
    let known = starts.peek().is_some();
    let mut at = 0;
    for token in letters.iter_mut().filter(|_| known) {
        token.opens = starts.next_if_eq(&at).is_some();
        token.inside = !token.opens;
        at += token.words.len();
    }
    known
}

fn is_letter(token: &Token<'_>) -> bool {
    token.words.chars().nth(1).is_none()
}

/// Two words between which an extractor wrote no blank: the last of the upper row of a header and the first of the lower
/// (完成时限牵头单位), the one for numbers, whose column is narrow, and the next (序号工作类别).
fn parted(token: Token<'_>) -> Vec<Token<'_>> {
    const SHORTEST: usize = 4;
    let words = ColumnRole::run_together(token.words);
    let is_whole = |(place, _): &(Range<usize>, ColumnRole)| token.words[place.clone()].chars().count() >= SHORTEST;
    let leads = |words: &str| ["牵头", "主办", "主责"].iter().any(|lead| words.starts_with(lead));
    let is_border = match &words[..] {
        [_, (lower, ColumnRole::Lead)] => words.iter().all(is_whole) && leads(&token.words[lower.clone()]),
        [(_, ColumnRole::Sequence), lower] => is_whole(lower),
        _ => false,
    };
    match &words[..] {
        [_, (lower, _)] if is_border => {
            let Token { line, range, words: whole, .. } = token;
            let (upper, lower) = whole.split_at(lower.start);
            let border = range.start + upper.len();
            vec![
                Token { line, range: range.start..border, words: upper, opens: false, inside: false, remark: false },
                Token { line, range: border..range.end, words: lower, opens: false, inside: false, remark: false },
            ]
        }
        _ => vec![token],
    }
}

/// The columns that the tokens spell, as far as they do: fewest columns, broken words joined.
pub(super) fn columns(tokens: &[Token<'_>]) -> Vec<HeaderColumn> {
    const MOST_PARTS: usize = 8;
    let mut columns = Vec::new();
    let mut at = 0;
    while at < tokens.len() && columns.len() <= HEADER_COLUMNS {
        if let Some(host) = columns.last_mut().filter(|_| tokens[at].remark) {
            let host: &mut HeaderColumn = host;
            host.words.push_str(tokens[at].words);
            host.places.push((tokens[at].line, tokens[at].range.clone()));
            at += 1;
            continue;
        }
        let mut words = String::new();
        let mut best: Option<(usize, ColumnRole)> = None;
        let mut breaks_off = false;
        for (index, token) in tokens[at..].iter().take(MOST_PARTS).enumerate() {
            let parts = &tokens[at..=at + index];
            let ends = best.is_some_and(|(_, role)| token.opens || ends_before(&words, role, token))
                || counts_beside(&tokens[at..at + index], token)
                || index > 0 && token.remark;
            words.push_str(token.words);
            if ends || index > 0 && words.chars().count() > LONGEST_WORDS {
                break;
            }
            // Whole words are not joined further; parts of at most two characters are ("责任" "单位").
            let short = parts.iter().all(|token| token.words.chars().count() <= 2);
            let is_whole = closes_header(&words);
            // 时限要 / 求, right behind it.
            let ends_word = breaks_off && is_letter(token) && best.is_some_and(|(count, _)| count == index);
            let may_join = ends_word && is_whole || short && (is_whole || goes_on(&tokens[at + index + 1..]));
            if let Some(role) = ColumnRole::of_header(&words)
                && (best.is_none() || may_join && !distinct(parts))
            {
                best = Some((index + 1, role));
                breaks_off = !is_whole;
            }
        }
        let unknown = || is_word_of_header(tokens, at).then_some((1, ColumnRole::Other));
        let aside = || last_aside(&columns, &tokens[at..]).map(|count| (count, ColumnRole::Other));
        let Some((count, role)) = best.or_else(unknown).or_else(aside) else { break };
        let part = &tokens[at..at + count];
        columns.push(HeaderColumn {
            words: part.iter().map(|token| token.words).collect(),
            places: part.iter().map(|token| (token.line, token.range.clone())).collect(),
            role,
        });
        at += count;
    }
    columns.extend(under_time(&columns, &tokens[at..]));
    columns
}

/// The words below a header that the one for times spans: 一季度, 二季度 below 时间安排.
fn under_time(columns: &[HeaderColumn], tokens: &[Token<'_>]) -> Vec<HeaderColumn> {
    const FEWEST: usize = 2;
    let is_time = |token: &&Token<'_>| token.words.ends_with(['度', '月', '年', '周']) && run::is_time(token.words);
    let below: Vec<&Token<'_>> = tokens.iter().take_while(is_time).collect();
    let spanned = columns.iter().any(|column| column.role == ColumnRole::Deadline);
    if !spanned || below.len() < FEWEST {
        return Vec::new();
    }
    let column = |token: &&Token<'_>| HeaderColumn {
        words: token.words.to_owned(),
        places: vec![(token.line, token.range.clone())],
        role: ColumnRole::Other,
    };
    below.iter().map(column).collect()
}

/// Whether a header that reads `words` so far, and holds what `role` says, ends before `token`.
fn ends_before(words: &str, role: ColumnRole, token: &Token<'_>) -> bool {
    let own = ColumnRole::of_header(token.words);
    let joined = || ColumnRole::of_header(&format!("{words}{}", token.words));
    let is_half = |words: &str, length: usize| words.chars().count() <= length;
    match (role, own) {
        // 序号 is whole; what follows, letter-spaced or not, is the next column.
        (ColumnRole::Sequence, _) => !(is_half(words, 1) && is_letter(token) && joined() == Some(role)),
        // 单位 is a column of its own but for what leads up to it: 配合 / 单位.
        (ColumnRole::Support, Some(ColumnRole::Lead)) => {
            !(is_half(words, 2) && is_half(token.words, 2) && joined() == Some(role))
        }
        (_, own) => own.is_some_and(|own| own != role),
    }
}

/// Whether `token` heads the numbers of the rows beside the word of another column: 指标 序号.
fn counts_beside(before: &[Token<'_>], token: &Token<'_>) -> bool {
    const WHOLE: usize = 2;
    let is_whole = |token: &Token<'_>| token.words.chars().count() >= WHOLE;
    ColumnRole::of_header(token.words) == Some(ColumnRole::Sequence)
        && is_whole(token)
        && before.last().is_some_and(|before| is_whole(before) && before.line == token.line)
}

/// Whether a header goes on after a word: with a known one.
fn goes_on(tokens: &[Token<'_>]) -> bool {
    tokens.first().is_some_and(|next| ColumnRole::of_header(next.words).is_some())
}

/// Whether words end as a header does: with a known word, or in a remark in brackets.
pub(super) fn closes_header(words: &str) -> bool {
    words.contains(['（', '('])
        || words.char_indices().any(|(at, _)| !ColumnRole::run_together(&words[at..]).is_empty())
}

/// Whether a word that names no known column heads one all the same: known words stand on its line, those for units or times
/// among them, or right before and behind it.
fn is_word_of_header(tokens: &[Token<'_>], at: usize) -> bool {
    const FEWEST: usize = 3;
    let role = |token: &Token<'_>| ColumnRole::of_header(token.words);
    let is_key = |role: ColumnRole| matches!(role, ColumnRole::Lead | ColumnRole::Support | ColumnRole::Deadline);
    let is_short = tokens[at].words.chars().count() > 1;
    let beside = || tokens.iter().filter(|token| token.line == tokens[at].line).filter_map(role);
    let on_line = || beside().count() >= FEWEST && beside().any(is_key);
    let known = |at: usize| tokens.get(at).is_some_and(|token| role(token).is_some());
    let counts_rows = || tokens.first().and_then(role) == Some(ColumnRole::Sequence);
    let between =
        || at > 0 && known(at - 1) && known(at + 1) && counts_rows() && tokens.iter().filter_map(role).any(is_key);
    let labels_rows = || at == 0 && tokens.get(1).is_some_and(|next| counts_beside(&tokens[..1], next));
    is_short && (on_line() || between() || labels_rows())
}

/// How many tokens are the last word of a header that counts its rows, and say of a column that it is beside the work: 考核等次,
/// right before the first number.
fn last_aside(columns: &[HeaderColumn], tokens: &[Token<'_>]) -> Option<usize> {
    const FEWEST: usize = 3;
    const MOST_PARTS: usize = 2;
    const LONGEST: usize = 6;
    let counts_rows = columns.first().is_some_and(|first| first.role == ColumnRole::Sequence);
    if !counts_rows || columns.len() < FEWEST {
        return None;
    }
    (1..=MOST_PARTS.min(tokens.len())).find(|count| {
        let words: String = tokens[..*count].iter().map(|token| token.words).collect();
        let is_first = tokens.get(*count).is_none_or(|next| grid::row_number(next.words) == Some(1));
        is_first
            && words.chars().nth(LONGEST).is_none()
            && words.chars().nth(2).is_some()
            && ColumnRole::is_aside(&words)
    })
}

/// Whether the parts are headers of their own that mean different things ("序号" "任务").
fn distinct(tokens: &[Token<'_>]) -> bool {
    let mut roles = tokens.iter().map(|token| ColumnRole::of_header(token.words));
    let first = roles.next().flatten();
    let halves = tokens.len() == 2 && first == Some(ColumnRole::Support);
    first.is_some() && !halves && roles.any(|role| role.is_some() && role != first)
}

/// Whether two columns are those of a small table: 工作任务 | 责任单位, or 成员单位 | 职责分工.
pub(super) fn is_pair(columns: &[HeaderColumn]) -> bool {
    use ColumnRole::{Lead, Support, Task};
    const SHORTEST: usize = 4;
    let [one, other] = columns else { return false };
    let is_pair = match (one.role, other.role) {
        (Task, Lead) => true,
        // The end of a longer header may read like this one, where its words are broken.
        (Lead | Support, Task) => one.places.len() == 1 && other.places.len() == 1,
        _ => false,
    };
    is_pair && columns.iter().all(|column| column.words.chars().count() >= SHORTEST)
}

/// Whether units stand in the lines right below a header, in lines of their own or behind a blank.
pub(super) fn units_below(lines: &[&str], end: usize) -> bool {
    const NEAR: usize = 12;
    const LONGEST: usize = 20;
    const UNITS: f32 = 0.5;
    let is_label = |words: &str| {
        words.contains(['：', ':'])
            && statement::label(words).is_some_and(|found| matches!(found.label, Label::Units(_)))
    };
    let is_unit = |words: &str| words.chars().count() <= LONGEST && fenjie_lexicon::unit_starts(words) > UNITS;
    let near = &lines[end..lines.len().min(end + NEAR)];
    near.iter().flat_map(|line| line.split_whitespace()).any(|words| is_label(words) || is_unit(words))
}
