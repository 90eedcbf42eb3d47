//! The header of a table whose words are scattered over the pages of a dump: known by its repetition.

use super::super::header::{Header, HeaderColumn};
use super::super::segment::{self, Join};
use fenjie_lexicon::ColumnRole;
use fenjie_text::chars::is_blank;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A header word and its places on the pages.
pub type Words = (String, Vec<(usize, Range<usize>)>);

/// The words of a line that may be header words, with their places; `None` when the line holds anything else.
pub(super) fn header_words(line: &str) -> Option<Vec<(String, Range<usize>)>> {
    const LONGEST_LINE: usize = 160;
    if line.len() > LONGEST_LINE || line.chars().all(is_blank) {
        return None;
    }
    let mut segments = Vec::new();
    segment::cut(0, line, 0, &mut segments);
    let mut words: Vec<(String, Range<usize>)> = Vec::new();
    for piece in &segments {
        let here = &line[piece.start..piece.end];
        match words.last_mut() {
            Some(last) if piece.join == Join::SoftBlank => {
                last.0.push_str(here);
                last.1.end = piece.end;
            }
            _ => words.push((here.to_owned(), piece.start..piece.end)),
        }
    }
    words.iter().all(|(word, _)| is_plain(word)).then_some(words)
}

/// Whether a word may be one of a header.
pub(super) fn is_plain(word: &str) -> bool {
    const LONGEST: usize = 8;
    word.chars().count() <= LONGEST
        && !word.starts_with(['各', '市', '省', '县', '区', '《', '（'])
        && !word.contains(|c: char| c.is_ascii_digit() || "，。；：、—－“”".contains(c))
        && ColumnRole::of_header(word).is_some()
}

/// The words of a page that may be header words, with their lines and places.
pub type PageWords = Vec<(String, usize, Range<usize>)>;

/// What of each page may be header words.
pub fn words_of_pages(lines: &[&str], pages: &[Range<usize>]) -> Vec<PageWords> {
    let of_line = |at: usize| {
        let words = header_words(lines[at]).unwrap_or_default();
        words.into_iter().map(move |(word, place)| (word, at, place))
    };
    pages.iter().map(|page| page.clone().flat_map(of_line).collect()).collect()
}

/// Whether a page may hold the header of a table.
fn names_a_page(words: &PageWords) -> bool {
    let distinct: BTreeSet<&str> = words.iter().map(|(word, ..)| word.as_str()).collect();
    names_a_table(distinct.into_iter())
}

/// How many pages from `first` on may hold the header of one table.
pub fn run(words_of_pages: &[PageWords], first: usize) -> usize {
    words_of_pages[first..].iter().take_while(|words| names_a_page(words)).count()
}

/// The words of the header of the table that begins on page `first`, in the order of the columns, with every place
/// where they are printed, and the last page of the table. A header scattered over its page is known by its repetition.
pub fn find(words_of_pages: &[PageWords], first: usize) -> Option<(Vec<Words>, usize)> {
    const SHARE: usize = 3; // of five pages
    let mut found: Vec<PageWords> = words_of_pages[first..first + run(words_of_pages, first)].to_vec();
    if let [only] = found.as_mut_slice() {
        keep_near(only);
    }
    if found.is_empty() {
        return None;
    }
    // On how many pages each word stands, and how often in all.
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for page in &found {
        let distinct: BTreeSet<&str> = page.iter().map(|(word, ..)| word.as_str()).collect();
        for word in distinct {
            counts.entry(word).or_default().0 += 1;
        }
        for (word, ..) in page {
            counts.entry(word).or_default().1 += 1;
        }
    }
    let seldom_more = |(on, all): &(usize, usize)| *all <= on + on / 2;
    let with = |least: usize| -> Vec<String> {
        let often = counts.iter().filter(|(_, count)| count.0 >= least && seldom_more(count));
        often.map(|(word, _)| (*word).to_owned()).collect()
    };
    // A header is repeated as a whole.
    let mut words = with(found.len());
    if !names_a_table(words.iter().map(String::as_str)) {
        words = with((found.len() * SHARE).div_ceil(5));
    }
    if !names_a_table(words.iter().map(String::as_str)) || words.len() > crate::limits::HEADER_COLUMNS {
        return None;
    }
    let ordered = in_order(&words, &found);
    let last = first + found.len() - 1;
    let with_places = ordered
        .into_iter()
        .map(|word| {
            let first_on_page = |page: &PageWords| page.iter().find(|(w, ..)| *w == word).cloned();
            let places = found.iter().filter_map(first_on_page).map(|(_, line, place)| (line, place)).collect();
            (word, places)
        })
        .collect();
    Some((with_places, last))
}

/// A header that is printed only once: its words stand near one another.
fn keep_near(words: &mut PageWords) {
    const NEAR: usize = 40;
    let first = words.first().map_or(0, |(_, line, _)| *line);
    words.retain(|(_, line, _)| line - first <= NEAR);
}

/// A header of tasks names what is to be done and who does it or by when.
fn names_a_table<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    use fenjie_lexicon::ColumnRole::{self, Category, Deadline, Lead, Support, Task, Title};
    const LEAST: usize = 3;
    let roles: BTreeSet<ColumnRole> = words.filter_map(ColumnRole::of_header).collect();
    roles.len() >= LEAST
        && [Task, Title, Category].iter().any(|role| roles.contains(role))
        && [Lead, Support, Deadline].iter().any(|role| roles.contains(role))
}

/// The words in the order in which most pages have them; where pages are even, as tables are commonly laid out.
fn in_order(words: &[String], found: &[PageWords]) -> Vec<String> {
    let place = |page: &[(String, usize, Range<usize>)], word: &str| page.iter().position(|(w, ..)| w == word);
    let common = |word: &str| ColumnRole::of_header(word).map_or(0, usual_place);
    let mut wins: Vec<(i32, usize)> = vec![(0, 0); words.len()];
    for (a, word) in words.iter().enumerate() {
        for other in words {
            if other == word {
                continue;
            }
            let votes: i32 = found
                .iter()
                .filter_map(|page| Some(if place(page, word)? < place(page, other)? { 1 } else { -1 }))
                .sum();
            wins[a].0 -= if votes != 0 { votes.signum() } else { (common(other) - common(word)).signum() };
        }
        wins[a].1 = a;
    }
    wins.sort_unstable();
    wins.into_iter().map(|(_, index)| words[index].clone()).collect()
}

/// Where a column commonly stands among others.
pub fn usual_place(role: ColumnRole) -> i32 {
    use fenjie_lexicon::ColumnRole as R;
    match role {
        R::CategoryNumber => 0,
        R::Category => 1,
        R::Sequence => 2,
        R::Title => 3,
        R::Task => 4,
        R::Deliverable => 5,
        R::Lead => 6,
        R::Support => 7,
        R::Deadline => 8,
        R::Remark | R::Other => 9,
    }
}

/// The header that the words make, whose first stands in `line`; `None` where one is no known word.
pub fn header(words: &[Words], line: usize) -> Option<Header> {
    let columns: Option<Vec<HeaderColumn>> = words
        .iter()
        .map(|(word, places)| {
            let role = ColumnRole::of_header(word)?;
            Some(HeaderColumn { words: word.clone(), places: places.first().cloned().into_iter().collect(), role })
        })
        .collect();
    Some(Header::of(line, 0, line + 1, &columns?))
}

/// The words of the header column by column: one that spans several columns is that of none.
pub fn of_columns(header: &Header, words: &[Words]) -> Vec<Words> {
    let of_column =
        |column: &HeaderColumn| words.iter().find(|(_, places)| places.first() == column.places.first()).cloned();
    header.columns.iter().filter_map(of_column).collect()
}
