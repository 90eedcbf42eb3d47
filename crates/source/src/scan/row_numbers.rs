//! Row numbers checked against their sequence. Rows and categories of a task table are numbered from top to bottom, page
//! after page, in figures or Chinese numerals; a number that breaks the sequence between two others, and misses the one
//! that is due by a single character, was misread (11 read as 1, 7 as 2, 二 as 一). It is set right; the reading stays with
//! it, and its confidence says that it was.

use fenjie_ocr::{Bounds, Char, Reading, TextLine};
use fenjie_text::numeral::{is_han_numeral, parse_han};

/// Longest row number in characters.
const LONGEST: usize = 3;
/// How far, in ems, neighbours of one column may stand aside of each other; numbers of one to three characters are centred
/// or set flush, and sheets are laid on the scanner by hand.
const ASIDE: f32 = 1.2;
/// Confidence of a number that was set right: low enough for a record to name it as doubtful.
const SET_RIGHT: f32 = 0.5;

/// A line that holds a row number or what was read for one.
#[derive(Clone, Copy)]
struct Numbered {
    part: usize,
    line: usize,
    /// `None` for what is no number as it was read.
    value: Option<u32>,
    /// Whether it is a Chinese numeral.
    han: bool,
    middle: f32,
    top: f32,
    em: f32,
}

/// Sets row numbers right over all pages of a document, in their order.
pub(super) fn set_right(mut parts: Vec<&mut Reading>) {
    for column in columns(&parts) {
        for at in 0..column.len() {
            let own = column[at];
            let due = due(&column, at).filter(|(due, han)| own.value != Some(*due) || own.han != *han);
            let due = due.and_then(|(due, as_han)| if as_han { han(due) } else { Some(due.to_string()) });
            let line = parts.get_mut(own.part).and_then(|part| part.lines.get_mut(own.line));
            if let (Some(due), Some(line)) = (due, line)
                && one_apart(&text(line), &due)
            {
                rewrite(line, &due);
            }
        }
    }
}

/// The columns of numbers, each from the top of the first page to the foot of the last.
fn columns(parts: &[&mut Reading]) -> Vec<Vec<Numbered>> {
    let mut numbers: Vec<Numbered> =
        parts.iter().enumerate().flat_map(|(part, reading)| numbers_on(part, reading)).collect();
    numbers.sort_by(|a, b| a.middle.total_cmp(&b.middle));
    let beside = |a: &Numbered, b: &Numbered| b.middle - a.middle < ASIDE / 2.0 * b.em;
    let mut columns: Vec<Vec<Numbered>> = numbers.chunk_by(beside).map(<[Numbered]>::to_vec).collect();
    for column in &mut columns {
        column.sort_by(|a, b| a.part.cmp(&b.part).then(a.top.total_cmp(&b.top)));
    }
    columns
}

/// Lines of a page that are a number, or as short as one.
fn numbers_on(part: usize, reading: &Reading) -> impl Iterator<Item = Numbered> {
    reading.lines.iter().enumerate().filter_map(move |(line, of)| {
        let words = text(of);
        let han = words.chars().all(is_han_numeral);
        let like_one = han || words.chars().all(|c| c.is_ascii_alphanumeric());
        let value = if han { parse_han(&words).and_then(|value| value.try_into().ok()) } else { words.parse().ok() };
        let middle = f32::midpoint(of.bounds.x0, of.bounds.x1);
        let (top, em) = (of.bounds.y0, of.size.max(1.0));
        ((1..=LONGEST).contains(&words.chars().count()) && like_one).then_some(Numbered {
            part,
            line,
            value,
            han,
            middle,
            top,
            em,
        })
    })
}

/// The number due between the neighbours of the one at `at`, and whether as a Chinese numeral: they stand in its column and
/// two apart, and a third number beside them goes on their way.
fn due(column: &[Numbered], at: usize) -> Option<(u32, bool)> {
    let value = |at: Option<usize>| column.get(at?)?.value;
    let (before, after) = (at.checked_sub(1)?, at + 1);
    let (low, high) = (value(Some(before))?, value(Some(after))?);
    let own = column.get(at)?;
    let level = [before, after].iter().all(|other| (column[*other].middle - own.middle).abs() < ASIDE * own.em);
    let goes_on = value(before.checked_sub(1)).is_some_and(|first| first + 1 == low)
        || value(Some(after + 1)).is_some_and(|last| high + 1 == last);
    // 一 is often read as a dash or as 1: its neighbour tells better how the column counts.
    (level && high.checked_sub(low) == Some(2) && goes_on).then_some((low + 1, column[after].han))
}

/// A Chinese numeral below a hundred.
fn han(number: u32) -> Option<String> {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |at: u32| DIGITS.get(at as usize).copied();
    Some(match (number / 10, number % 10) {
        (0, ones) => digit(ones)?.to_owned(),
        (1, ones) => format!("十{}", digit(ones)?),
        (tens, ones) => format!("{}十{}", digit(tens)?, digit(ones)?),
    })
}

/// Whether one character put in, left out or exchanged makes the one word of the other.
fn one_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    match long.len() - short.len() {
        0 => short.iter().zip(long).filter(|(x, y)| x != y).count() == 1,
        1 => (0..long.len()).any(|gone| long[..gone] == short[..gone] && long[gone + 1..] == short[gone..]),
        _ => false,
    }
}

fn text(line: &TextLine) -> String {
    line.chars.iter().map(|c| c.c).collect()
}

/// Puts the digits of `number` in place of what was read, side by side over the same room.
fn rewrite(line: &mut TextLine, number: &str) {
    let read: String = line.chars.iter().map(Char::as_read).collect();
    let Some(room) = line.chars.iter().map(|c| c.bounds).reduce(Bounds::hull) else { return };
    let width = room.width() / number.chars().count().max(1) as f32;
    let digit = |(at, c): (usize, char)| {
        let left = room.x0 + at as f32 * width;
        let bounds = Bounds { x0: left, x1: left + width, ..room };
        Char { c, bounds, confidence: SET_RIGHT, raw: None }
    };
    line.chars = number.chars().enumerate().map(digit).collect();
    line.raw.get_or_insert(read);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of cells: what was read in each, and where its middle stands.
    fn page(cells: &[(&str, f32)]) -> Reading {
        let line = |(row, (words, middle)): (usize, &(&str, f32))| {
            let half = words.chars().count() as f32 * 8.0;
            let y = 100.0 * (1.0 + row as f32);
            let bounds = Bounds::new(middle - half, y, middle + half, y + 30.0);
            let chars = words.chars().map(|c| Char { c, bounds, confidence: 0.99, raw: None }).collect();
            TextLine { chars, bounds, size: 30.0, raw: None }
        };
        Reading {
            width: 1654,
            height: 2339,
            dpi: 200.0,
            quarters: 0,
            skew: 0.0,
            inked: 0.0,
            lines: cells.iter().enumerate().map(line).collect(),
            specks: Vec::new(),
            rules: Vec::new(),
        }
    }

    fn column(read: &[&str]) -> Vec<String> {
        let mut one = page(&read.iter().map(|words| (*words, 150.0)).collect::<Vec<_>>());
        set_right(vec![&mut one]);
        one.lines.iter().map(text).collect()
    }

    #[test]
    fn a_number_one_character_off_its_sequence_is_set_right() {
        assert_eq!(column(&["8", "9", "10", "1", "12"]), ["8", "9", "10", "11", "12"]);
        assert_eq!(column(&["8", "9", "1O", "11", "12"]), ["8", "9", "10", "11", "12"]);
        assert_eq!(column(&["1", "3", "3", "4"]), ["1", "2", "3", "4"]);
    }

    #[test]
    fn columns_are_told_apart_and_count_each_their_own_way() {
        let cells = [("1", 60.0), ("5", 150.0), ("一", 60.0), ("6", 150.0), ("三", 60.0), ("2", 150.0), ("四", 60.0)];
        let mut one = page(&[&cells[..], &[("8", 150.0), ("9", 150.0)]].concat());
        set_right(vec![&mut one]);
        assert_eq!(one.lines.iter().map(text).collect::<Vec<_>>(), ["1", "5", "二", "6", "三", "7", "四", "8", "9"]);
    }

    #[test]
    fn what_was_read_stays_and_the_number_is_doubtful() {
        let mut one = page(&["20", "21", "2", "23"].map(|words| (words, 150.0)));
        set_right(vec![&mut one]);
        let line = &one.lines[2];
        assert_eq!((text(line).as_str(), line.raw.as_deref()), ("22", Some("2")));
        assert!(line.chars.iter().all(|c| c.confidence < 0.8));
        assert!(one.lines[1].raw.is_none());
    }

    #[test]
    fn the_sequence_runs_over_pages() {
        let mut pages = [page(&[("5", 150.0), ("6", 150.0), ("3", 800.0)]), page(&[("1", 152.0), ("8", 150.0)])];
        let [first, second] = &mut pages;
        set_right(vec![first, second]);
        assert_eq!(text(&pages[1].lines[0]), "7");
        assert_eq!(text(&pages[0].lines[2]), "3", "a figure of another column is left alone");
    }

    #[test]
    fn numbers_that_no_sequence_holds_are_left_alone() {
        for read in [
            &["1", "2", "3", "1", "2", "3"][..],
            &["10", "1", "12"],
            &["8", "9", "47", "11", "12"],
            &["2017", "2018", "208", "2020"],
            &["9", "10", "1", "2", "3"],
        ] {
            assert_eq!(column(read), read);
        }
    }
}
