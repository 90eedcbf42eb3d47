//! The header of a table whose words stand among its cells: each begins a block or follows another, perhaps broken over lines.

use super::super::{heading, is_empty};
use crate::flattened::header::{Header, HeaderColumn};
use crate::flattened::{regions::is_title, run};
use crate::page_number;
use fenjie_lexicon::ColumnRole;
use fenjie_text::chars::{self, is_han};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A piece of a line.
type Place = (usize, Range<usize>);

/// A word of a header with all its pieces.
#[derive(Clone, Debug)]
struct Word {
    said: String,
    places: Vec<Place>,
}

/// A header and the pages of its table.
pub struct Found {
    /// Its words with their places on the first page.
    words: Vec<Word>,
    /// Where each of its columns begins on each page.
    pub begins: Vec<heading::Words>,
    /// All that it takes up.
    pub places: Vec<Place>,
    /// The last page.
    pub last: usize,
}

impl Found {
    /// The header. A column of unknown meaning left of the numbers of rows holds labels.
    pub fn header(&self) -> Option<Header> {
        let role = |word: &Word| ColumnRole::of_header(&word.said);
        let number = self.words.iter().position(|word| role(word) == Some(ColumnRole::Sequence));
        let labelled = self.words.iter().any(|word| role(word) == Some(ColumnRole::Category));
        let column = |(at, word): (usize, &Word)| {
            let is_label = !labelled && number.is_some_and(|number| at < number);
            let unknown = if is_label { ColumnRole::Category } else { ColumnRole::Other };
            let places = word.places.clone();
            HeaderColumn { words: word.said.clone(), places, role: role(word).unwrap_or(unknown) }
        };
        let columns: Vec<_> = self.words.iter().enumerate().map(column).collect();
        let line = self.places.iter().map(|(line, _)| *line).min()?;
        Some(Header::of(line, 0, line + 1, &columns))
    }
}

/// The header words of each page.
pub struct Heads(Vec<Vec<Word>>);

impl Heads {
    /// The header words of all pages.
    pub fn of(lines: &[&str], pages: &[Range<usize>]) -> Self {
        Self(pages.iter().map(|page| words_of(lines, page)).collect())
    }

    /// The header of the table that begins on page `first`.
    pub fn find(&self, lines: &[&str], pages: &[Range<usize>], first: usize) -> Option<Found> {
        let own = self.known(first);
        if !names_a_table(own.iter().copied()) {
            return None;
        }
        let mut last = first;
        while last + 1 < pages.len() && !begins_anew(lines, &pages[last + 1]) && self.repeats(&own, last + 1) {
            last += 1;
        }
        let repeated = last > first;
        let often = |word: &str| {
            let times = (first..=last).filter(|page| self.0[*page].iter().any(|w| w.said == word)).count();
            !repeated || times * 2 > last - first + 1
        };
        let mut words: Vec<String> = own.iter().filter(|word| often(word)).map(|word| (*word).to_owned()).collect();
        if repeated {
            words.extend(self.unknown(lines, &pages[first..=last], first..=last));
        }
        if !names_a_table(words.iter().map(String::as_str)) || words.len() > crate::limits::HEADER_COLUMNS {
            return None;
        }
        self.order(&mut words, first..=last);
        let mut places = Vec::new();
        let (mut with_places, mut begins) = (Vec::new(), Vec::new());
        for word in words {
            let on_page = |page: usize| self.0[page].iter().find(|known| known.said == word);
            let here: Vec<&Word> = (first..=last).filter_map(on_page).collect();
            places.extend(here.iter().flat_map(|word| word.places.clone()));
            with_places.extend(here.first().map(|word| (*word).clone()));
            let first = here.iter().filter_map(|word| word.places.first().cloned()).collect();
            begins.push((word, first));
        }
        Some(Found { words: with_places, begins, places, last })
    }

    /// Whether another table begins on a page.
    pub fn begins(&self, lines: &[&str], pages: &[Range<usize>], page: usize) -> bool {
        begins_anew(lines, &pages[page]) || names_a_table(self.known(page).into_iter())
    }

    /// The words of a page that are known, each once.
    fn known(&self, page: usize) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        let known = self.0[page].iter().map(|word| word.said.as_str());
        known.filter(|word| ColumnRole::of_header(word).is_some() && seen.insert(*word)).collect()
    }

    /// Whether a page repeats a header.
    fn repeats(&self, words: &[&str], page: usize) -> bool {
        const LEAST: usize = 3;
        let here: BTreeSet<&str> = self.known(page).into_iter().collect();
        let both = words.iter().filter(|word| here.contains(*word)).count();
        both >= LEAST && both * 2 > words.len()
    }

    /// Words of no known meaning that every page repeats beside those of its header.
    fn unknown(&self, lines: &[&str], pages: &[Range<usize>], range: std::ops::RangeInclusive<usize>) -> Vec<String> {
        const LONGEST: usize = 6;
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (page, words) in pages.iter().zip(&self.0[range.clone()]) {
            let sentence = page.clone().find(|at| lines[*at].contains(['。', '，'])).unwrap_or(page.end);
            let early = words.iter().filter(|word| word.places.iter().all(|place| place.0 < sentence));
            let fits = |word: &&Word| word.said.chars().count() <= LONGEST && word.said.chars().all(is_han);
            let unnamed = |word: &&Word| ColumnRole::of_header(&word.said).is_none() && !run::is_time(&word.said);
            let mut seen = BTreeSet::new();
            for word in early.filter(fits).filter(unnamed).filter(|word| run::units_likeness(&word.said) < 0.5) {
                if seen.insert(word.said.as_str()) {
                    *counts.entry(word.said.as_str()).or_default() += 1;
                }
            }
        }
        counts.into_iter().filter(|(_, count)| *count == pages.len()).map(|(word, _)| word.to_owned()).collect()
    }

    /// The words in the order in which most pages have them; numbers stand before what they count.
    fn order(&self, words: &mut Vec<String>, range: std::ops::RangeInclusive<usize>) {
        let place = |page: usize, word: &str| self.0[page].iter().position(|known| known.said == word);
        let before = |a: &str, b: &str| -> i32 {
            let vote = |page: usize| Some(if place(page, a)? < place(page, b)? { 1 } else { -1 });
            range.clone().filter_map(vote).sum::<i32>().signum()
        };
        let wins = |word: &String| words.iter().map(|other| before(word, other)).sum::<i32>();
        let mut ordered: Vec<(i32, String)> = words.iter().map(|word| (-wins(word), word.clone())).collect();
        ordered.sort_by_key(|(wins, _)| *wins);
        *words = ordered.into_iter().map(|(_, word)| word).collect();
        let of = |words: &[String], roles: &[ColumnRole]| {
            words.iter().position(|word| ColumnRole::of_header(word).is_some_and(|role| roles.contains(&role)))
        };
        let number = of(words, &[ColumnRole::Sequence]);
        let task = of(words, &[ColumnRole::Task, ColumnRole::Title]);
        if let (Some(number), Some(task)) = (number, task)
            && task < number
        {
            let number = words.remove(number);
            words.insert(task, number);
        }
    }
}

/// A header of tasks names what is to be done and who does it or by when.
fn names_a_table<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    use ColumnRole::{Category, Deadline, Lead, Support, Task, Title};
    const LEAST: usize = 3;
    let roles: BTreeSet<ColumnRole> = words.filter_map(ColumnRole::of_header).collect();
    roles.len() >= LEAST
        && [Task, Title, Category].iter().any(|role| roles.contains(role))
        && [Lead, Support, Deadline].iter().any(|role| roles.contains(role))
}

/// Whether a page begins with another annex.
fn begins_anew(lines: &[&str], page: &Range<usize>) -> bool {
    let first = page.clone().find(|at| !is_empty(lines[*at]));
    first.is_some_and(|at| crate::below_table::begins(lines[at]) || lines[at].trim() == "附件")
}

/// The words of a page that may be those of a header.
fn words_of(lines: &[&str], page: &Range<usize>) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let (mut opens, mut begun) = (true, false);
    let mut at = page.start;
    while at < page.end {
        let line = lines[at].trim();
        if line.is_empty() {
            (opens, at) = (true, at + 1);
            continue;
        }
        let passes = page_number::is_alone(line) || is_title(line) || line.starts_with("附件");
        let found = if opens { word_at(lines, at..page.end) } else { Vec::new() };
        if let Some(end) = found.iter().flat_map(|word| &word.places).map(|place| place.0 + 1).max() {
            let known = found.iter().all(|word| ColumnRole::of_header(&word.said).is_some());
            begun |= known;
            opens = known;
            words.extend(found);
            at = end;
        } else {
            // What stands above a header tells nothing.
            opens = opens && passes || !begun;
            at += 1;
        }
    }
    words
}

/// The header words that begin on the first of `range`: one broken over some lines, or those of one line.
fn word_at(lines: &[&str], range: Range<usize>) -> Vec<Word> {
    const LONGEST: usize = 5;
    let at = range.start;
    let whole = |line: usize| {
        let text = lines[line];
        let start = text.len() - text.trim_start_matches(chars::is_blank).len();
        (line, start..text.trim_end_matches(chars::is_blank).len())
    };
    if let Some((said, end)) = broken_word(lines, &range) {
        return vec![Word { said, places: (at..end).map(whole).collect() }];
    }
    let word = |(said, place): (String, Range<usize>)| Word { said, places: vec![(at, place)] };
    if let Some(words) = heading::header_words(lines[at]) {
        return words.into_iter().map(word).collect();
    }
    let alone = lines[at].trim();
    let may_be_one = alone.chars().count() <= LONGEST && alone.chars().all(is_han);
    if may_be_one { vec![Word { said: alone.to_owned(), places: vec![whole(at)] }] } else { Vec::new() }
}

/// A header word that narrow columns break over lines (完成 | 时限), and the line behind it.
fn broken_word(lines: &[&str], range: &Range<usize>) -> Option<(String, usize)> {
    const MOST_LINES: usize = 3;
    const LONGEST_FIRST: usize = 5;
    const LONGEST_PART: usize = 3;
    let part = |at: usize| {
        let part = lines.get(at).map(|line| line.trim()).unwrap_or_default();
        let most = if at == range.start { LONGEST_FIRST } else { LONGEST_PART };
        (!part.is_empty() && part.chars().count() <= most && part.chars().all(is_han)).then_some(part)
    };
    let first = part(range.start)?;
    let role = ColumnRole::of_header(first);
    if role.is_some() && first.chars().count() > LONGEST_PART {
        return None;
    }
    let mut said = first.to_owned();
    for at in range.start + 1..range.end.min(range.start + MOST_LINES) {
        let next = part(at)?;
        said.push_str(next);
        let goes_on = match ColumnRole::of_header(next) {
            own @ Some(_) if role.is_some() => own == role,
            _ => role.is_none() || ColumnRole::may_close(next),
        };
        if !goes_on {
            return None;
        }
        if heading::is_plain(&said) {
            return Some((said, at + 1));
        }
    }
    None
}
