//! Numbers of rows that follow each other down a column.

use crate::geometric::line::TextLine;
use std::ops::Range;

/// A number of a row and the lines that it takes: in a narrow column 10 stands as 1 over 0.
#[derive(Clone, Debug)]
pub(super) struct Number {
    value: u32,
    pub(super) lines: Range<usize>,
}

/// The numbers of the columns of several pages, where they are numbers in order; each chapter may begin at 1 again.
pub(super) fn in_order(pages: &[&[TextLine]], source: &str) -> Option<Vec<Vec<Number>>> {
    let mut last = None;
    let numbers: Option<Vec<Vec<Number>>> = pages.iter().map(|lines| on_page(lines, &mut last, source)).collect();
    numbers.filter(|numbers| numbers.iter().map(Vec::len).sum::<usize>() > 1)
}

fn on_page(lines: &[TextLine], last: &mut Option<u32>, source: &str) -> Option<Vec<Number>> {
    let words: Vec<String> = lines.iter().map(|line| line.string(source)).collect();
    let mut numbers = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let number = next(&words, at, *last)?;
        (*last, at) = (Some(number.value), number.lines.end);
        numbers.push(number);
    }
    Some(numbers)
}

/// The number at a line: the one that follows the last, in one line or a digit a line, or a 1.
fn next(words: &[String], at: usize, last: Option<u32>) -> Option<Number> {
    const MOST_LINES: usize = 3;
    let read = |count: usize| {
        let words = words.get(at..at + count)?;
        let is_split = count == 1 || words.iter().all(|word| word.chars().count() == 1);
        let value = words.concat().trim_end_matches(['.', '．', '、']).parse::<u32>().ok()?;
        is_split.then_some(Number { value, lines: at..at + count })
    };
    let follows = |number: &Number| last.is_none_or(|last| Some(number.value) == last.checked_add(1));
    let in_order = (1..=MOST_LINES).filter_map(read).find(follows);
    in_order.or_else(|| read(1).filter(|number| number.value == 1))
}
