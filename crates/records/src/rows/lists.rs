//! Rows that hold several tasks as lists side by side: 1.… 2.… in the column of tasks, 1.甲局 2.乙局 in that of units.

use super::columns::Columns;
use fenjie_layout::{Cell, Marker, MarkerStyle, Row};
use fenjie_text::Text;

/// Most tasks of one row: each of its rows repeats the other cells.
const MOST_TASKS: usize = 50;

/// The rows that a row stands for, one a number, and the numbers themselves; `None` where its task and its units are no
/// lists of the same numbers.
pub(super) fn apart(row: &Row, columns: &Columns) -> Option<(Vec<Row>, Vec<Text>)> {
    let lists: Vec<Vec<(Text, Text)>> = row.cells.iter().map(|cell| items(&cell.text)).collect();
    let count = lists.get(columns.task?)?.len();
    if count > MOST_TASKS {
        return None;
    }
    let is_listed = |column: &usize| lists.get(*column).is_some_and(|list| list.len() == count);
    if count < 2 || !columns.lead.iter().chain(&columns.support).any(is_listed) {
        return None;
    }
    let numbers = lists.iter().filter(|list| list.len() == count).flatten().map(|(number, _)| number.clone());
    let rows = (0..count).map(|at| {
        let cell = |(cell, list): (&Cell, &Vec<(Text, Text)>)| match list.get(at) {
            Some((_, words)) if list.len() == count => Cell { text: words.clone(), inherited: cell.inherited },
            _ => Cell { text: cell.text.clone(), inherited: cell.inherited || at > 0 },
        };
        Row { cells: row.cells.iter().zip(&lists).map(cell).collect(), ..row.clone() }
    });
    Some((rows.collect(), numbers.collect()))
}

/// The items of a cell that is a list from 1 on: the number of each, and its words.
fn items(cell: &Text) -> Vec<(Text, Text)> {
    let words = cell.as_str();
    let is_style = |marker: &Marker| (MarkerStyle::Digit..=MarkerStyle::Circled).contains(&marker.style);
    let Some(first) = Marker::parse(words).filter(|marker| is_style(marker) && marker.ordinal == 1) else {
        return Vec::new();
    };
    let mut starts = vec![(0, first)];
    for (at, c) in words.char_indices().skip(1) {
        let follows_figure = words[..at].ends_with(|c: char| c.is_ascii_digit() || c == '.');
        if follows_figure || !(c.is_ascii_digit() || matches!(c, '（' | '(' | '\u{2460}'..='\u{249b}')) {
            continue;
        }
        let next = starts.last().map_or(1, |(_, last)| last.ordinal + 1);
        let marker = Marker::parse(&words[at..]);
        starts.extend(marker.filter(|marker| marker.style == first.style && marker.ordinal == next).map(|m| (at, m)));
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([words.len()]);
    let item = |((at, marker), end): (&(usize, Marker), usize)| {
        (cell.slice(*at..at + marker.len), cell.slice(at + marker.len..end).tidied())
    };
    starts.iter().zip(ends).map(item).collect()
}
