//! The header of a table whose words an extractor has broken over lines and mixed: 责任单位 / 序 / 完成时 / 任务内容 / 号 / 限.
//!
//! The parts of a word keep their order, whatever stands between them. So a run of short lines is a header when its parts
//! can be put together to header words with none left over.

use super::super::header::{Header, HeaderColumn, resolve};
use super::super::segment::{self, Join};
use crate::limits::HEADER_COLUMNS;
use crate::page_number;
use fenjie_lexicon::ColumnRole;
use fenjie_text::chars::is_blank;
use std::ops::Range;

/// Most lines that a header is broken over.
const MOST_LINES: usize = 16;
/// Most characters of a header word.
const LONGEST: usize = 8;
/// Most ways to put parts together that are looked at.
const MOST_WAYS: usize = 20_000;

/// Characters of a usual header word.
const USUAL: usize = 4;
/// Characters of the rest of one that goes on after a word that is whole (任务 / 内容).
const SHORT: usize = 2;
/// So strange a word is not put together from parts.
const STRANGE: u32 = 6;

/// A part of a header word.
#[derive(Clone, Debug)]
pub struct Part {
    pub words: String,
    pub line: usize,
    pub place: Range<usize>,
}

/// A header and the table below it.
#[derive(Clone)]
pub struct Found {
    /// Its columns in the usual order.
    pub header: Header,
    /// All its parts, for the places where it is repeated.
    pub parts: Vec<Part>,
}

impl Found {
    /// Whether a line holds nothing but words of the header, as where it is repeated.
    pub fn repeats(&self, lines: &[&str], at: usize) -> bool {
        let known = |part: &Part| self.parts.iter().any(|known| known.words == part.words);
        parts_of(lines, at).is_some_and(|parts| parts.iter().all(known))
    }

    /// Adds a column of which the words stand elsewhere on the page, where the header lacks one of its kind.
    pub fn add(&mut self, words: &str, places: Vec<(usize, Range<usize>)>) {
        let Some(role) = ColumnRole::of_header(words) else { return };
        if !self.header.columns.iter().any(|column| column.role == role) {
            self.header.columns.push(HeaderColumn { words: words.to_owned(), places, role });
        }
    }

    /// Whether a line holds nothing but words of headers, those too that the header lacks where it was first read.
    pub fn repeats_any(&self, lines: &[&str], at: usize) -> bool {
        let known = |part: &Part| {
            matches!(part.words.as_str(), "序" | "号")
                || self.parts.iter().any(|known| known.words == part.words)
                || ColumnRole::run_together(&part.words).len() == 1
        };
        parts_of(lines, at).is_some_and(|parts| parts.iter().all(known))
    }
}

/// Whether a line holds nothing but words that header words open with (牵头 / 单位), as at the head of a page.
pub fn opens_words(lines: &[&str], at: usize) -> bool {
    let opens = |part: &Part| part.words.chars().count() <= USUAL && ColumnRole::may_open(&part.words);
    parts_of(lines, at).is_some_and(|parts| parts.iter().all(opens))
}

/// The header that begins in line `at`, if one does. Words of columns that an extractor has put elsewhere may lack.
pub fn read(lines: &[&str], at: usize) -> Option<Found> {
    let mut parts: Vec<Part> = parts_of(lines, at)?;
    // Where each line's parts end among all, and which line follows.
    let mut ends = vec![(parts.len(), at + 1)];
    let mut titles = 0;
    for line in at + 1..lines.len().min(at + MOST_LINES) {
        if lines[line].chars().all(is_blank) {
            continue;
        }
        match parts_of(lines, line) {
            Some(more) => parts.extend(more),
            // The title of the table may stand right of the first words.
            None if titles == 0 && super::super::regions::is_title(lines[line].trim()) => titles += 1,
            None => break,
        }
        ends.push((parts.len(), line + 1));
    }
    ends.dedup_by_key(|end| end.0);
    let (columns, count, end) = ends.iter().rev().find_map(|(count, end)| {
        let columns = Words::new(&parts[..*count]).columns()?;
        Some((columns, *count, *end))
    })?;
    parts.truncate(count);
    let columns = in_usual_order(columns);
    let header =
        Header { line: at, start: parts.first()?.place.start, end, columns, folded: false, spanning: Vec::new() };
    Some(Found { header, parts })
}

/// The parts of a line that may hold nothing but those of header words.
pub fn parts_of(lines: &[&str], at: usize) -> Option<Vec<Part>> {
    const LONGEST_LINE: usize = 120;
    let line = lines[at];
    if line.len() > LONGEST_LINE || line.chars().all(is_blank) || page_number::is_alone(line.trim()) {
        return None;
    }
    let mut segments = Vec::new();
    segment::cut(at, line, 0, &mut segments);
    let mut parts: Vec<Part> = Vec::new();
    for piece in &segments {
        match parts.last_mut() {
            Some(last) if piece.join == Join::SoftBlank => {
                last.words.push_str(&line[piece.start..piece.end]);
                last.place.end = piece.end;
            }
            _ => {
                let words = line[piece.start..piece.end].to_owned();
                parts.push(Part { words, line: at, place: piece.start..piece.end });
            }
        }
    }
    let plain = |part: &Part| {
        part.words.chars().count() <= LONGEST
            && part.words.chars().all(|c| fenjie_text::chars::is_han(c) || "（）()/及".contains(c))
    };
    parts.iter().all(plain).then_some(parts)
}

/// Header words put together from parts.
struct Words<'a> {
    parts: &'a [Part],
    ways: usize,
}

/// A word while it grows: its parts.
type Growing = Vec<usize>;

impl<'a> Words<'a> {
    fn new(parts: &'a [Part]) -> Self {
        Self { parts, ways: 0 }
    }

    /// The columns that all parts make up, when they are those of a table of tasks.
    fn columns(mut self) -> Option<Vec<HeaderColumn>> {
        const MOST_PARTS: usize = 24;
        let parts = self.parts;
        if parts.len() > MOST_PARTS || parts.len() < 2 {
            return None;
        }
        let mut best: Option<(u32, Vec<Growing>)> = None;
        self.grow(0, &mut Vec::new(), &mut best);
        let column = |word: Growing| {
            let words = self.spell(&word);
            let role = ColumnRole::of_header(&words)?;
            let places = word.iter().map(|at| (parts[*at].line, parts[*at].place.clone())).collect();
            Some(HeaderColumn { words, places, role })
        };
        let columns: Option<Vec<HeaderColumn>> = best?.1.into_iter().map(column).collect();
        columns.filter(|columns| names_who_and_when(columns))
    }

    fn spell(&self, word: &[usize]) -> String {
        word.iter().map(|at| self.parts[*at].words.as_str()).collect()
    }

    fn is_known(&self, word: &[usize]) -> bool {
        ColumnRole::of_header(&self.spell(word)).is_some()
    }

    /// Gives part `at` to a word that lacks one, to a new word, or to a whole one; the least strange words win.
    fn grow(&mut self, at: usize, words: &mut Vec<Growing>, best: &mut Option<(u32, Vec<Growing>)>) {
        const MOST_OPEN: usize = 4;
        self.ways += 1;
        let open = words.iter().filter(|word| !self.is_known(word)).count();
        if self.ways > MOST_WAYS || open > MOST_OPEN || words.len() > HEADER_COLUMNS {
            return;
        }
        if at == self.parts.len() {
            let strange: u32 = words.iter().map(|word| strangeness(&self.spell(word))).sum();
            let torn = |word: &Growing| word.len() > 1 && strangeness(&self.spell(word)) >= STRANGE;
            let whole = open == 0 && !words.iter().any(torn);
            if whole && best.as_ref().is_none_or(|best| strange < best.0) {
                *best = Some((strange, words.clone()));
            }
            return;
        }
        let own = self.parts[at].words.chars().count();
        let whole = ColumnRole::of_header(&self.parts[at].words).is_some() && own > 1;
        let mut order: Vec<usize> = (0..words.len()).collect();
        order.sort_by_key(|word| self.is_known(&words[*word]));
        if whole {
            self.begin(at, words, best);
        }
        for word in order {
            let length: usize = words[word].iter().map(|part| self.parts[*part].words.chars().count()).sum();
            if length + own > LONGEST {
                continue;
            }
            let known = self.is_known(&words[word]);
            words[word].push(at);
            let spelled = self.spell(&words[word]);
            let goes_on = if known { own <= SHORT && length <= USUAL } else { ColumnRole::may_open(&spelled) };
            if goes_on || ColumnRole::run_together(&spelled).len() == 1 {
                self.grow(at + 1, words, best);
            }
            words[word].pop();
        }
        if !whole {
            self.begin(at, words, best);
        }
    }

    fn begin(&mut self, at: usize, words: &mut Vec<Growing>, best: &mut Option<(u32, Vec<Growing>)>) {
        if ColumnRole::may_open(&self.parts[at].words) {
            words.push(vec![at]);
            self.grow(at + 1, words, best);
            words.pop();
        }
    }
}

/// How unlike one header a word is: none, several, and long ones are.
fn strangeness(words: &str) -> u32 {
    let mut roles: Vec<ColumnRole> = ColumnRole::run_together(words).into_iter().map(|(_, role)| role).collect();
    roles.dedup();
    let long = words.chars().count().saturating_sub(USUAL) as u32;
    // A word more is better than one that is none.
    2 + long + if roles.is_empty() { 4 } else { (roles.len() as u32 - 1) * 4 }
}

/// Whether a header names who does the work, besides what else it names.
fn names_who_and_when(columns: &[HeaderColumn]) -> bool {
    let any = |roles: &[ColumnRole]| columns.iter().any(|column| roles.contains(&column.role));
    columns.len() >= 2 && any(&[ColumnRole::Lead, ColumnRole::Support])
}

/// The columns in the order in which tables of tasks have them; the words of a dump are out of order.
fn in_usual_order(columns: Vec<HeaderColumn>) -> Vec<HeaderColumn> {
    let mut columns = resolve(columns);
    columns.sort_by_key(|column| super::super::blocks::usual_place(column.role));
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(dump: &str) -> Vec<String> {
        let lines: Vec<&str> = dump.split('|').collect();
        read(&lines, 0)
            .map_or_else(Vec::new, |found| found.header.columns.into_iter().map(|column| column.words).collect())
    }

    #[test]
    fn words_broken_over_lines_and_mixed_are_put_together() {
        assert_eq!(
            words("责任单位|序|完成时|任|务|内容|号|间|牵头单位|配合部门"),
            ["序号", "任务内容", "牵头单位", "配合部门", "完成时间"]
        );
    }
}
