//! The characters of a watermark in a dump that keeps the places of the print: they run aslant over the page, so each stands on a
//! line of its own between the lines of the text, the next a little to its side, and every page has the same.

use super::FORM_FEED;
use fenjie_source::{Item, Line};
use fenjie_text::chars::{is_blank, is_han};
use std::cmp::Ordering;

/// Most characters of a watermark that one line of a dump holds.
const MOST_BESIDE: usize = 3;
/// Characters of the shortest watermark.
const FEWEST: usize = 3;
/// Characters by which a watermark may stand elsewhere on another page.
const SHIFTED: usize = 3;

/// A line of a few characters: where it stands among the items, and the characters with their places in it.
struct Stray {
    at: usize,
    characters: Vec<(char, usize)>,
}

/// The items of `items` that are a watermark or a blank line beside one, in order.
pub(super) fn items(items: &[&Item], text: &str) -> Vec<usize> {
    let pages = pages(items, text);
    let characters = |page: &Vec<Stray>| page.iter().map(|stray| stray.characters.len()).sum::<usize>();
    let fewest = pages.iter().filter(|page| characters(page) >= FEWEST).min_by_key(|page| characters(page));
    let Some(mark) = fewest.filter(|page| is_aslant(page)) else { return Vec::new() };
    let mark: Vec<(char, usize)> = mark.iter().flat_map(|stray| stray.characters.iter().copied()).collect();
    let bearing: Vec<Vec<usize>> = pages.iter().filter_map(|page| bears(page, &mark)).collect();
    let marked = pages.iter().filter(|page| characters(page) >= FEWEST).count();
    if bearing.len() < 2 || 2 * bearing.len() < marked {
        return Vec::new();
    }
    let mut found: Vec<usize> = bearing.iter().flatten().flat_map(|at| with_blanks(items, *at)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The lines of a few Han characters, page by page.
fn pages(items: &[&Item], text: &str) -> Vec<Vec<Stray>> {
    let mut pages = vec![Vec::new()];
    let mut end = 0;
    for (at, item) in items.iter().enumerate() {
        let Item::Line(line) = item else { continue };
        if let Some(span) = line.text.span() {
            if text.get(end..span.start).is_some_and(|between| between.contains(FORM_FEED)) {
                pages.push(Vec::new());
            }
            end = span.end;
        }
        if let (Some(characters), Some(page)) = (few_characters(line), pages.last_mut()) {
            page.push(Stray { at, characters });
        }
    }
    pages
}

/// The characters of a line that holds a few and nothing else, and that does not begin at the margin.
fn few_characters(line: &Line) -> Option<Vec<(char, usize)>> {
    const LEFTMOST: usize = 2;
    let words = line.text.as_str();
    let full = || words.chars().enumerate().filter(|(_, c)| !is_blank(*c));
    let is_few = full().nth(MOST_BESIDE).is_none() && full().next().is_some_and(|(left, _)| left >= LEFTMOST);
    (is_few && full().all(|(_, c)| is_han(c))).then(|| full().map(|(left, c)| (c, left)).collect())
}

/// Whether the characters of a page stand ever further to one side.
fn is_aslant(page: &[Stray]) -> bool {
    const NARROWEST: usize = 3;
    const MOST: usize = 40;
    let lefts: Vec<usize> = page.iter().filter_map(|stray| stray.characters.first()).map(|(_, left)| *left).collect();
    if lefts.len() < FEWEST || lefts.len() > MOST {
        return false;
    }
    let pairs =
        || lefts.iter().enumerate().flat_map(|(at, left)| lefts[at + 1..].iter().map(move |other| left.cmp(other)));
    let count = |order: Ordering| pairs().filter(|found| *found == order).count();
    let most = count(Ordering::Less).max(count(Ordering::Greater));
    let spread = lefts.iter().max().unwrap_or(&0) - lefts.iter().min().unwrap_or(&0);
    spread >= NARROWEST && 4 * most >= 3 * pairs().count()
}

/// The lines of a page that hold the characters of `mark` about where they stand; `None` where one is missing.
fn bears(page: &[Stray], mark: &[(char, usize)]) -> Option<Vec<usize>> {
    let is_of =
        |(c, left): &(char, usize)| mark.iter().any(|(other, place)| c == other && left.abs_diff(*place) <= SHIFTED);
    let lines: Vec<&Stray> = page.iter().filter(|stray| stray.characters.iter().all(is_of)).collect();
    let held = |c: char| lines.iter().flat_map(|stray| &stray.characters).filter(|(other, _)| *other == c).count();
    let wanted = |c: char| mark.iter().filter(|(other, _)| *other == c).count();
    mark.iter().all(|(c, _)| held(*c) == wanted(*c)).then(|| lines.iter().map(|stray| stray.at).collect())
}

/// A line and the blank ones beside it, which the characters have parted from the text.
fn with_blanks(items: &[&Item], at: usize) -> Vec<usize> {
    let is_empty = |at: &usize| matches!(items[*at], Item::Line(line) if line.text.as_str().chars().all(is_blank));
    let before = (0..at).rev().take_while(is_empty);
    let after = (at + 1..items.len()).take_while(is_empty);
    before.chain([at]).chain(after).collect()
}
