//! Words of a table header that their narrow column broke over two lines (序⏎号) are put together again, and so are the
//! numbers of rows below it (（⏎一⏎）).

use crate::grid;
use fenjie_lexicon::ColumnRole;
use fenjie_source::{Item, Line};
use fenjie_text::chars;

/// Longest half of a broken word, in characters: 完成时⏎限.
const LONGEST_HALF: usize = 3;
/// Longest header word, in characters.
const LONGEST: usize = 12;

/// The items with the words of headers and the numbers of rows whole; `None` when none is broken.
pub(crate) fn joined(items: &[&Item]) -> Option<Vec<Item>> {
    let parts: Vec<usize> = (0..items.len()).map(|at| parts(items, at)).collect();
    if parts.iter().all(|parts| *parts < 2) {
        return None;
    }
    let mut joined = Vec::with_capacity(items.len());
    let mut at = 0;
    while at < items.len() {
        let end = at + parts[at].max(1);
        joined.push(whole(&items[at..end]).unwrap_or_else(|| items[at].clone()));
        at = end;
    }
    Some(joined)
}

/// How many lines from `at` on are the parts of one word or number.
fn parts(items: &[&Item], at: usize) -> usize {
    if is_broken(items, at) { 2 } else { number_parts(items, at) }
}

/// The lines as one.
fn whole(parts: &[&Item]) -> Option<Item> {
    let (Item::Line(first), rest @ [_, ..]) = (parts.first()?, &parts[1..]) else { return None };
    let mut text = first.text.trimmed();
    for part in rest {
        let Item::Line(line) = part else { return None };
        text.push(&line.text.trimmed());
    }
    Some(Item::Line(Line { text, ..first.clone() }))
}

/// How many lines from `at` on are the bracketed number of a row, broken by a column of one character.
fn number_parts(items: &[&Item], at: usize) -> usize {
    const MOST: usize = 5;
    let mut number = String::new();
    for count in 1..=MOST {
        let Some(part) = items.get(at + count - 1).and_then(|item| words(item)) else { return 0 };
        if part.chars().count() != 1 || number.is_empty() != matches!(part, "（" | "(") {
            return 0;
        }
        number.push_str(part);
        if matches!(part, "）" | ")") {
            return if grid::row_number(&number).is_some() { count } else { 0 };
        }
    }
    0
}

/// Whether the lines at `at` and behind it are the halves of one header word, in a header: header words stand before or
/// behind them.
fn is_broken(items: &[&Item], at: usize) -> bool {
    let word = |at: Option<usize>| at.and_then(|at| words(items.get(at)?)).filter(|word| !word.is_empty());
    let (Some(upper), Some(lower)) = (word(Some(at)), word(Some(at + 1))) else { return false };
    let is_header = |word: &str| word.chars().nth(LONGEST).is_none() && ColumnRole::of_header(word).is_some();
    are_halves(upper, lower)
        && [at.checked_sub(1), Some(at + 2)].into_iter().any(|beside| word(beside).is_some_and(is_header))
}

fn words(item: &Item) -> Option<&str> {
    match item {
        Item::Line(line) => Some(line.text.as_str().trim_matches(chars::is_blank)),
        Item::Table(_) => None,
    }
}

/// Whether two pieces make one header word, while they are not the headers of two columns.
fn are_halves(upper: &str, lower: &str) -> bool {
    let is_short = |half: &str| half.chars().nth(LONGEST_HALF).is_none() && half.chars().all(chars::is_han);
    if !is_short(upper) || !is_short(lower) {
        return false;
    }
    let whole = format!("{upper}{lower}");
    let (above, below) = (ColumnRole::of_header(upper), ColumnRole::of_header(lower));
    // 销号情⏎况: one of the words that are no more than an ending behind anything.
    let is_aside = || lower.chars().count() == 1 && ColumnRole::is_aside(&whole);
    let is_one_word = ColumnRole::run_together(&whole).len() == 1 || is_aside();
    is_one_word && (above.is_none() || below.is_none() || above == below)
}

#[cfg(test)]
mod tests {
    use super::{are_halves, joined};
    use fenjie_source::{Item, Line};
    use fenjie_text::{Span, Text};

    #[test]
    fn halves_of_one_word_and_two_words() {
        for (upper, lower) in
            [("序", "号"), ("完成", "时限"), ("牵头", "单位"), ("完成时", "限"), ("责", "任单位"), ("办理情", "况")]
        {
            assert!(are_halves(upper, lower), "{upper}{lower}");
        }
        for (upper, lower) in [("序号", "任务"), ("类别", "序号"), ("任务", "时限"), ("类别", "行业")] {
            assert!(!are_halves(upper, lower), "{upper}{lower}");
        }
    }

    #[test]
    fn a_number_that_its_column_broke_is_whole() {
        let source = "（\n一\n）\n改造老旧小区。";
        let mut at = 0;
        let line = |words: &str| {
            let span = Span::new(at, at + words.len());
            at = span.end + 1;
            Item::Line(Line { text: Text::from_source(source, span), ..Line::default() })
        };
        let items: Vec<Item> = source.lines().map(line).collect();
        let joined = joined(&items.iter().collect::<Vec<_>>()).unwrap_or_default();
        let words: Vec<&str> = joined.iter().filter_map(super::words).collect();
        assert_eq!(words, ["（一）", "改造老旧小区。"]);
    }
}
