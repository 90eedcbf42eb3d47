//! Headers printed over several lines where the places of the print are kept: the parts of each word stand one below the
//! other (完成 / 时限), and a word that spans others stands above them (责任分工 over 牵头单位 and 配合单位).
//!
//! An extractor that writes a character a column drifts, so that parts of one word need not overlap: the words of each line
//! are put to those of the fullest one in order, as the words that come out and the distances tell.

use super::header::{HeaderColumn, is_table};
use super::header_words::{Token, closes_header, push_tokens};
use crate::spanned;
use fenjie_lexicon::ColumnRole;
use std::ops::Range;

/// Most lines that the words of a header may be broken over.
pub(super) const MOST_LINES: usize = 4;

/// The columns of a header whose words are broken over the lines from `at` on, and the line behind it.
pub(super) fn read(lines: &[&str], at: usize) -> Option<(usize, Vec<HeaderColumn>)> {
    const FEWEST_LINES: usize = 2;
    let mut tokens: Vec<Token> = Vec::new();
    let mut rows: Vec<Vec<Part>> = Vec::new();
    let mut found: Option<Found> = None;
    for (offset, line) in lines[at..].iter().take(MOST_LINES).enumerate() {
        let before = tokens.len();
        if !push_tokens(at + offset, line, &mut tokens) || tokens.len() == before {
            break;
        }
        rows.push(parts(lines, &tokens[before..]));
        let (own, spanning) = without_spanning(&rows);
        let words = arranged(&own);
        let Some(columns) = named(&words, &own) else { continue };
        // Below a header that is whole stand only the words that one of its own spans; rows make no word of it better.
        let unlike: f32 = words.iter().map(Part::unlike_header).sum();
        let better = |found: &Found| unlike < found.unlike || spanning && !found.spanning;
        if found.as_ref().is_none_or(better) {
            found = Some(Found { end: at + offset + 1, columns, unlike, spanning });
        }
    }
    found.filter(|found| found.end >= at + FEWEST_LINES && wide_apart(&tokens)).map(|found| (found.end, found.columns))
}

/// A header that may be.
struct Found {
    end: usize,
    columns: Vec<HeaderColumn>,
    /// How far its words are from known ones.
    unlike: f32,
    /// Whether a word of it spans others.
    spanning: bool,
}

/// Whether words end as a header does.
fn is_whole(words: &str) -> bool {
    closes_header(words)
}

/// Whether any tokens of one line are parted by more than a blank, as where the places of the print are kept.
fn wide_apart(tokens: &[Token<'_>]) -> bool {
    tokens.windows(2).any(|pair| pair[0].line == pair[1].line && pair[1].range.start > pair[0].range.end + 1)
}

/// Words of a header so far, from the top, and where they stand.
#[derive(Clone)]
struct Part {
    words: String,
    places: Vec<(usize, Range<usize>)>,
    /// From its first character to its last, over all lines.
    left: usize,
    right: usize,
}

/// The words of one line, those put together whose characters stand apart.
fn parts(lines: &[&str], tokens: &[Token<'_>]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for token in tokens {
        let left = lines[token.line][..token.range.start].chars().count();
        let right = left + token.words.chars().count();
        let place = (token.line, token.range.clone());
        match parts.last_mut().filter(|_| token.inside) {
            Some(part) => {
                part.words.push_str(token.words);
                part.places.push(place);
                part.right = right;
            }
            None => parts.push(Part { words: token.words.to_owned(), places: vec![place], left, right }),
        }
    }
    parts
}

/// The words without the one that spans others in a line below it; whether there is one.
fn without_spanning(rows: &[Vec<Part>]) -> (Vec<Vec<Part>>, bool) {
    let mut own = rows.to_vec();
    for (upper, row) in rows.iter().enumerate() {
        let spans = |part: &Part| rows[upper + 1..].iter().any(|lower| part.spans(lower));
        if let Some(at) = row.iter().position(spans) {
            own[upper].remove(at);
            return (own, true);
        }
    }
    (own, false)
}

impl Part {
    /// Whether it spans words of `lower`: those who lead and those who help, or words that end alike (一季度, 二季度).
    fn spans(&self, lower: &[Self]) -> bool {
        let units = |pair: &[Self]| spanned::columns(&[&self.words, &pair[0].words, &pair[1].words]).is_some();
        lower.windows(2).any(units) || lower.chunk_by(Self::ends_like).any(|run| self.stands_over(run))
    }

    /// Whether it is a known word over the middle of `run`, words that are none by themselves.
    fn stands_over(&self, run: &[Self]) -> bool {
        let [first, .., last] = run else { return false };
        let middle = usize::midpoint(self.left, self.right);
        let known = |part: &Self| ColumnRole::of_header(&part.words).is_some();
        known(self) && !run.iter().any(known) && (first.left..last.right).contains(&middle)
    }

    /// Whether two words differ in how they begin alone.
    fn ends_like(&self, other: &Self) -> bool {
        const SHORTEST: usize = 3;
        let length = |part: &Self| part.words.chars().count();
        let ends = self.words.chars().rev().zip(other.words.chars().rev()).take_while(|(a, b)| a == b).count();
        length(self) >= SHORTEST && length(self) == length(other) && ends > 0 && ends < length(self)
    }

    fn line(&self) -> usize {
        self.places.first().map_or(0, |(line, _)| *line)
    }

    /// How far its words are from a known one that is whole.
    fn unlike_header(&self) -> f32 {
        const BROKEN: f32 = 1.5;
        const UNKNOWN: f32 = 3.0;
        const LETTER: f32 = 5.0;
        match ColumnRole::of_header(&self.words) {
            Some(_) if is_whole(&self.words) => 0.0,
            Some(_) => BROKEN,
            None if self.words.chars().nth(1).is_some() => UNKNOWN,
            None => LETTER,
        }
    }

    /// What it costs that `other` is a part of this word.
    fn joining(&self, other: &Self) -> f32 {
        const SECOND: f32 = 4.0;
        let joined = self.with(other);
        let one = ColumnRole::run_together(&joined.words).len() == 1;
        let second = !one && (is_whole(&self.words) || is_whole(&other.words));
        self.distance(other).max(0.0) + joined.unlike_header() - self.unlike_header()
            + if second { SECOND } else { 0.0 }
    }

    /// What it costs that it is a word of its own between two others.
    fn standing(&self, before: Option<&Self>, after: Option<&Self>) -> f32 {
        const NEW: f32 = 1.0;
        const SHARED: f32 = 2.0;
        let before = before.map_or(0.0, |before| before.right as f32 - self.left as f32);
        let after = after.map_or(0.0, |after| self.right as f32 - after.left as f32);
        NEW + self.unlike_header() + SHARED * (before.max(0.0) + after.max(0.0))
    }

    /// How many characters are between two words, or how many they share, below zero.
    fn distance(&self, other: &Self) -> f32 {
        self.left.max(other.left) as f32 - self.right.min(other.right) as f32
    }

    /// The word with what stands below or above it.
    fn with(&self, other: &Self) -> Self {
        let (above, below) = if self.line() <= other.line() { (self, other) } else { (other, self) };
        Self {
            words: format!("{}{}", above.words, below.words),
            places: above.places.iter().chain(&below.places).cloned().collect(),
            left: self.left.min(other.left),
            right: self.right.max(other.right),
        }
    }
}

/// The words of all lines put together, from the left: those of the fullest line, and what stands above and below.
fn arranged(rows: &[Vec<Part>]) -> Vec<Part> {
    let unlike = |row: &[Part]| row.iter().map(Part::unlike_header).sum::<f32>();
    let fuller = |a: &usize, b: &usize| {
        rows[*a].len().cmp(&rows[*b].len()).then_with(|| unlike(&rows[*b]).total_cmp(&unlike(&rows[*a])))
    };
    let Some(fullest) = (0..rows.len()).max_by(fuller) else { return Vec::new() };
    let above = rows[..fullest].iter().rev();
    above.chain(&rows[fullest + 1..]).fold(rows[fullest].clone(), |words, row| joined(&words, row))
}

/// The way so far to put the words of a line to others.
#[derive(Clone, Copy)]
enum Step {
    /// The word has nothing in the line.
    Skip,
    /// The word goes on in the line.
    Join,
    /// The line has a word of its own there.
    New,
}

/// The `words` with those of one more line, in the cheapest way that keeps the order of both.
fn joined(words: &[Part], row: &[Part]) -> Vec<Part> {
    let width = words.len() + 1;
    let mut best = vec![(f32::INFINITY, Step::Skip); width * (row.len() + 1)];
    best[0].0 = 0.0;
    for taken in 0..=row.len() {
        for passed in 0..width {
            let cost = best[taken * width + passed].0;
            let mut reach = |taken: usize, passed: usize, cost: f32, step: Step| {
                let known = &mut best[taken * width + passed];
                if cost < known.0 {
                    *known = (cost, step);
                }
            };
            if let Some(word) = words.get(passed) {
                reach(taken, passed + 1, cost, Step::Skip);
                if let Some(part) = row.get(taken) {
                    reach(taken + 1, passed + 1, cost + word.joining(part), Step::Join);
                }
            }
            if let Some(part) = row.get(taken) {
                let before = passed.checked_sub(1).and_then(|at| words.get(at));
                reach(taken + 1, passed, cost + part.standing(before, words.get(passed)), Step::New);
            }
        }
    }
    let (mut taken, mut passed) = (row.len(), words.len());
    let mut out: Vec<Part> = Vec::with_capacity(taken + passed);
    while taken + passed > 0 {
        match best[taken * width + passed].1 {
            Step::Skip => out.push(words[passed - 1].clone()),
            Step::Join => out.push(words[passed - 1].with(&row[taken - 1])),
            Step::New => out.push(row[taken - 1].clone()),
        }
        let step = best[taken * width + passed].1;
        passed -= usize::from(!matches!(step, Step::New));
        taken -= usize::from(!matches!(step, Step::Skip));
    }
    out.reverse();
    out
}

/// The columns that the words name; `None` where they make no header of tasks.
fn named(words: &[Part], rows: &[Vec<Part>]) -> Option<Vec<HeaderColumn>> {
    const FEWEST: usize = 3;
    let role = |part: &Part| ColumnRole::of_header(&part.words);
    let known = words.iter().filter(|part| role(part).is_some()).count();
    // A word that is not known stands among others, and is none of one character.
    let beside =
        |part: &Part| rows.iter().any(|row| row.len() > 1 && row.iter().any(|other| other.line() == part.line()));
    let other = |part: &Part| {
        (known >= FEWEST && part.words.chars().nth(1).is_some() && beside(part)).then_some(ColumnRole::Other)
    };
    let column = |part: &Part| {
        let role = role(part).or_else(|| other(part))?;
        Some(HeaderColumn { words: part.words.clone(), places: part.places.clone(), role })
    };
    words.iter().map(column).collect::<Option<Vec<HeaderColumn>>>().filter(|columns| is_table(columns))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ColumnRole::{Deadline, Lead, Sequence, Support, Task, Title};

    fn columns(lines: &[&str]) -> Vec<(String, ColumnRole)> {
        let found = read(lines, 0).map(|(_, columns)| columns).unwrap_or_default();
        found.into_iter().map(|column| (column.words, column.role)).collect()
    }

    #[test]
    fn parts_of_a_word_need_not_stand_right_below_one_another() {
        let page = [" 编 任务内容    牵头部 完成时", "号        门   限", "1 修路      甲局  六月"];
        let expected = [("编号", Sequence), ("任务内容", Task), ("牵头部门", Lead), ("完成时限", Deadline)];
        assert_eq!(columns(&page), expected.map(|(words, role)| (words.to_owned(), role)));
    }

    #[test]
    fn the_word_that_spans_those_who_lead_and_help_may_have_drifted_from_them() {
        let page = [
            "                                        完成 责任分工",
            "序号     任务名称      任务内容                    时限",
            "                          牵头单位     配合单位",
            "1   道路         修路         甲局       乙局     六月",
        ];
        let roles: Vec<ColumnRole> = columns(&page).into_iter().map(|(_, role)| role).collect();
        assert_eq!(roles, [Sequence, Task, Task, Lead, Support, Deadline]);
        assert_eq!(super::super::header::resolve(read(&page, 0).unwrap().1)[1].role, Title);
    }

    #[test]
    fn a_row_below_a_whole_header_is_no_part_of_it() {
        let page = ["序号  任务内容   牵头单位   完成时限", "     道路      甲局     全年"];
        assert!(columns(&page).is_empty());
    }
}
