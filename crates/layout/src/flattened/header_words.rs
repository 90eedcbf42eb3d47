//! The words of headers in the lines of a dump, and the columns that they spell.

use super::header::HeaderColumn;
use crate::limits::HEADER_COLUMNS;
use crate::page_number;
use fenjie_lexicon::ColumnRole;
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
                found.push(Token { line, range: from..at, words: &text[from..at] });
                start = None;
            }
            _ => {}
        }
    }
    let found: Vec<Token> = found.into_iter().flat_map(parted).collect();
    let alien = |token: &Token| {
        token.words.chars().count() > LONGEST_WORDS
            || token.words.ends_with('表')
            || token.words.contains(|c: char| c.is_ascii_digit() || "，。；：、—-－–《》“”".contains(c))
    };
    let glued = found.first().is_some_and(|token| page_number::is_alone(token.words));
    if found.iter().skip(usize::from(glued && tokens.is_empty())).any(alien) {
        return false;
    }
    tokens.extend(found);
    tokens.len() <= HEADER_COLUMNS * 5
}

/// The last word of the upper row of a header and the first of the lower, between which an extractor wrote no blank:
/// 完成时限牵头单位.
fn parted(token: Token<'_>) -> Vec<Token<'_>> {
    const SHORTEST: usize = 4;
    let words = ColumnRole::run_together(token.words);
    let is_whole = |(place, _): &(Range<usize>, ColumnRole)| token.words[place.clone()].chars().count() >= SHORTEST;
    let leads = |words: &str| ["牵头", "主办", "主责"].iter().any(|lead| words.starts_with(lead));
    match &words[..] {
        [_, (lower, ColumnRole::Lead)] if words.iter().all(is_whole) && leads(&token.words[lower.clone()]) => {
            let Token { line, range, words: whole } = token;
            let (upper, lower) = whole.split_at(lower.start);
            let border = range.start + upper.len();
            vec![
                Token { line, range: range.start..border, words: upper },
                Token { line, range: border..range.end, words: lower },
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
        let mut words = String::new();
        let mut best: Option<(usize, ColumnRole)> = None;
        for (index, token) in tokens[at..].iter().take(MOST_PARTS).enumerate() {
            words.push_str(token.words);
            // 序号 is whole; what follows, letter-spaced or not, is the next column.
            let own = ColumnRole::of_header(token.words);
            let is_whole =
                best.is_some_and(|(_, role)| role == ColumnRole::Sequence || own.is_some_and(|own| own != role));
            if is_whole || words.chars().count() > LONGEST_WORDS {
                break;
            }
            // Whole words are not joined further; parts of at most two characters are ("责任" "单位").
            let short = tokens[at..=at + index].iter().all(|token| token.words.chars().count() <= 2);
            if let Some(role) = ColumnRole::of_header(&words)
                && (best.is_none() || short && !(distinct(&tokens[at..=at + index])))
            {
                best = Some((index + 1, role));
            }
        }
        let unknown = || is_word_of_header(tokens, at).then_some((1, ColumnRole::Other));
        let Some((count, role)) = best.or_else(unknown) else { break };
        let part = &tokens[at..at + count];
        columns.push(HeaderColumn {
            words: part.iter().map(|token| token.words).collect(),
            places: part.iter().map(|token| (token.line, token.range.clone())).collect(),
            role,
        });
        at += count;
    }
    columns
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
    is_short && (on_line() || between())
}

/// Whether the parts are headers of their own that mean different things ("序号" "任务").
fn distinct(tokens: &[Token<'_>]) -> bool {
    let mut roles = tokens.iter().map(|token| ColumnRole::of_header(token.words));
    let first = roles.next().flatten();
    first.is_some() && roles.any(|role| role.is_some() && role != first)
}
