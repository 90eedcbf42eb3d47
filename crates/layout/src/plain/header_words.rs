//! Words of a table header that their narrow column broke over two lines (序⏎号) are put together again.

use fenjie_lexicon::ColumnRole;
use fenjie_source::{Item, Line};
use fenjie_text::chars;

/// Longest half of a broken word, in characters.
const LONGEST_HALF: usize = 2;
/// Longest header word, in characters.
const LONGEST: usize = 12;

/// The items with the words of headers whole; `None` when none is broken.
pub(crate) fn joined(items: &[&Item]) -> Option<Vec<Item>> {
    let broken: Vec<usize> = (0..items.len()).filter(|&at| is_broken(items, at)).collect();
    if broken.is_empty() {
        return None;
    }
    let mut joined = Vec::with_capacity(items.len());
    let mut at = 0;
    while at < items.len() {
        match (items[at], items.get(at + 1)) {
            (Item::Line(upper), Some(Item::Line(lower))) if broken.binary_search(&at).is_ok() => {
                let mut text = upper.text.trimmed();
                text.push(&lower.text.trimmed());
                joined.push(Item::Line(Line { text, ..upper.clone() }));
                at += 2;
            }
            _ => {
                joined.push(items[at].clone());
                at += 1;
            }
        }
    }
    Some(joined)
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
    let is_one_word = ColumnRole::run_together(&whole).len() == 1;
    is_one_word && (above.is_none() || below.is_none() || above == below)
}

#[cfg(test)]
mod tests {
    use super::are_halves;

    #[test]
    fn halves_of_one_word_and_two_words() {
        for (upper, lower) in [("序", "号"), ("完成", "时限"), ("牵头", "单位")] {
            assert!(are_halves(upper, lower), "{upper}{lower}");
        }
        for (upper, lower) in [("序号", "任务"), ("类别", "序号"), ("任务", "时限"), ("类别", "行业")] {
            assert!(!are_halves(upper, lower), "{upper}{lower}");
        }
    }
}
