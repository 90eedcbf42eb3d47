//! Segments parted where an extractor wrote two cells without a blank, and put together where it broke one word.

use super::segment::{Join, Segment, cluster, is_closing_mark, push, whole_number};
use super::wording;
use fenjie_text::chars::is_han;

/// Parts the numbers that an extractor has written right before the label beside them ("十三加大政策、"): where the bare
/// numbers before and after leave one out, and a line begins with it.
pub fn part_numbers(segments: &[Segment], lines: &[&str]) -> Vec<Segment> {
    let words = |segment: &Segment| -> &str { &lines[segment.line][segment.start..segment.end] };
    let arabic = |segment: &Segment| segment.first.is_ascii_digit();
    let bare = |script: bool| move |segment: &&Segment| segment.number.is_some() && arabic(segment) == script;
    let mut parted: Vec<Segment> = Vec::with_capacity(segments.len());
    for (index, segment) in segments.iter().enumerate() {
        let leading = if segment.join == Join::Newline { leading_number(words(segment)) } else { None };
        let missing = leading.filter(|(value, _)| {
            let script = arabic(segment);
            let before = parted.iter().rev().take(NUMBERS_APART).find(bare(script)).and_then(|segment| segment.number);
            let after =
                segments[index + 1..].iter().take(NUMBERS_APART).find(bare(script)).and_then(|segment| segment.number);
            before.is_some_and(|before| before + 1 == *value) && after == Some(value + 1)
        });
        let Some((_, length)) = missing else {
            parted.push(segment.clone());
            continue;
        };
        cut_in_two(segment, length, lines, &mut parted);
    }
    parted
}

/// Parts the ends of names that an extractor has written right before the cell beside them ("省知识产权", "局加大国际展会"):
/// where the head of a line makes the end of the line before a whole name of a unit, and what follows opens a sentence.
pub fn part_names(segments: &[Segment], lines: &[&str]) -> Vec<Segment> {
    let words = |segment: &Segment| -> &str { &lines[segment.line][segment.start..segment.end] };
    let mut parted: Vec<Segment> = Vec::with_capacity(segments.len());
    for segment in segments {
        let before = parted.last().filter(|_| segment.join == Join::Newline).map(words);
        let Some(length) = before.and_then(|before| name_end(before, words(segment))) else {
            parted.push(segment.clone());
            continue;
        };
        cut_in_two(segment, length, lines, &mut parted);
    }
    parted
}

/// Puts the lines that an extractor broke between two marks, which a browser sets closer than other characters, together
/// again (“双减” / ；强化).
pub fn join_marks(mut segments: Vec<Segment>) -> Vec<Segment> {
    for at in 1..segments.len() {
        let (page, last) = (segments[at - 1].page, segments[at - 1].last);
        let segment = &mut segments[at];
        let between_marks = is_closing_mark(last) && is_closing_mark(segment.first);
        if segment.join == Join::Newline && segment.page == page && between_marks {
            segment.join = Join::SoftBlank;
        }
    }
    segments
}

/// Takes the blank out of the names of persons that are spaced to the width of three characters (刘　芳). A name that stands
/// right before other words is one with them no more than its two characters are, and becomes one segment.
pub fn join_persons(segments: Vec<Segment>) -> Vec<Segment> {
    const SPACED: f32 = 3.0;
    let is_letter = |segment: &Segment| segment.width <= 1.0 && is_han(segment.first) && segment.number.is_none();
    let mut joined: Vec<Segment> = Vec::with_capacity(segments.len());
    let mut segments = segments.into_iter().peekable();
    while let Some(mut segment) = segments.next() {
        let next = segments.peek();
        let ends = next.is_none_or(|next| next.join != Join::SoftBlank);
        let before = joined.last_mut().filter(|before| {
            let is_name = is_letter(before) && is_letter(&segment) && segment.join == Join::Blank;
            is_name && ends && before.join != Join::SoftBlank
        });
        let is_beside = next.is_some_and(|next| next.line == segment.line && is_han(next.first));
        match before {
            Some(before) if is_beside => {
                (before.end, before.last, before.closing) = (segment.end, segment.last, segment.closing);
                before.width = SPACED;
            }
            Some(_) => {
                (segment.join, segment.gap) = (Join::SoftBlank, 0.0);
                joined.push(segment);
            }
            None => joined.push(segment),
        }
    }
    joined
}

/// Parts the names of persons from the unit that an extractor has written right behind them, as from the cell beside
/// (孙　浩县商务局, 赵立新县工信局): a border is there, which is written as `border`.
pub fn part_persons(segments: &[Segment], lines: &[&str], border: Join) -> Vec<Segment> {
    let words = |segment: &Segment| -> &str { &lines[segment.line][segment.start..segment.end] };
    let mut parted: Vec<Segment> = Vec::with_capacity(segments.len());
    for segment in segments {
        let surname = parted.last().map(words).filter(|_| segment.join == Join::Blank);
        let Some(length) = person_end(surname, words(segment)) else {
            parted.push(segment.clone());
            continue;
        };
        let Segment { line, start, end, page, join, gap, wall, .. } = *segment;
        push(line, lines[line], (start, start + length), (join, gap), page, &mut parted);
        if let Some(person) = parted.last_mut() {
            person.wall = wall;
        }
        push(line, lines[line], (start + length, end), (border, 0.0), page, &mut parted);
    }
    parted
}

/// The length of the head of `words` that ends the name of a person, before that of a unit; the surname may stand before it.
fn person_end(surname: Option<&str>, words: &str) -> Option<usize> {
    const UNIT: f32 = 0.5;
    const LEVELS: [char; 6] = ['省', '市', '县', '区', '乡', '镇'];
    let is_surname = |words: &str| words.starts_with(fenjie_lexicon::is_surname);
    let end = |count: usize| words.char_indices().nth(count).map(|(at, _)| at);
    if surname.is_some_and(|surname| surname.chars().count() == 1 && is_surname(surname)) {
        return end(1);
    }
    let opens_unit = |at: &usize| fenjie_lexicon::unit_starts(&words[*at..]) >= UNIT;
    // No name ends with the word for a level, which opens that of a unit.
    let is_short = words.chars().nth(2).is_some_and(|c| LEVELS.contains(&c));
    let end = if is_short { end(2) } else { end(3) };
    end.filter(|at| is_surname(words) && words[..*at].chars().all(is_han) && opens_unit(at))
}

/// Cuts a segment after `length` bytes: what follows was glued to it.
fn cut_in_two(segment: &Segment, length: usize, lines: &[&str], parted: &mut Vec<Segment>) {
    let Segment { line, start, end, page, join, gap, .. } = *segment;
    push(line, lines[line], (start, start + length), (join, gap), page, parted);
    push(line, lines[line], (start + length, end), (Join::Glued, 0.0), page, parted);
}

/// The length of the head of `words` that ends the name that `before` breaks off in.
fn name_end(before: &str, words: &str) -> Option<usize> {
    const LONGEST: usize = 3;
    const WHOLE: f32 = 0.9;
    const PART: f32 = 0.5;
    const OPENS: f32 = 1.0;
    let name = before.rsplit(['、', '，', ',']).next().filter(|name| fenjie_lexicon::unit_starts(name) >= PART)?;
    if fenjie_lexicon::complete_unit(name) > PART {
        return None;
    }
    let ends = words.char_indices().skip(1).map(|(at, _)| at).take(LONGEST);
    ends.filter(|at| wording::opens(&words[*at..]) >= OPENS)
        .find(|at| fenjie_lexicon::complete_unit(&format!("{name}{}", &words[..*at])) >= WHOLE)
}

/// Most segments between a number and the next.
const NUMBERS_APART: usize = 400;

/// The number that `words` begin with and go on after with a character of text: its value and its length.
fn leading_number(words: &str) -> Option<(u32, usize)> {
    let arabic = words.starts_with(|c: char| c.is_ascii_digit());
    let numeral = |c: char| if arabic { c.is_ascii_digit() } else { "一二三四五六七八九十".contains(c) };
    let length = words.find(|c| !numeral(c)).filter(|length| *length > 0)?;
    let text = words[length..].chars().next().is_some_and(is_han);
    whole_number(&words[..length]).filter(|_| text).map(|value| (value, length))
}

/// Parts the segments that are too wide for one printed line of any column, the widest of which is `widest`: an extractor
/// has written the cells of a row one after the other without a blank. A border may be before each of their clusters.
pub fn part_wide(segments: Vec<Segment>, lines: &[&str], widest: f32) -> Vec<Segment> {
    const SLACK: f32 = 4.0;
    let mut parted = Vec::with_capacity(segments.len());
    for segment in segments {
        if segment.width <= widest + SLACK {
            parted.push(segment);
            continue;
        }
        let Segment { line, start, end, page, mut join, .. } = segment;
        let mut from = start;
        while from < end {
            let length = cluster(&lines[line][from..end]).1.max(1);
            push(line, lines[line], (from, from + length), (join, 0.0), page, &mut parted);
            join = Join::Inside;
            from += length;
        }
    }
    parted
}

#[cfg(test)]
mod tests {
    use super::super::segment::cut;
    use super::*;

    #[test]
    fn a_number_before_its_label_is_parted_where_one_is_missing() {
        let lines = ["十二", "加大", "十三加大政策、", "三方协议", "十四"];
        let mut segments = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            cut(at, line, 0, &mut segments);
        }
        let parted = part_numbers(&segments, &lines);
        let words: Vec<&str> = parted.iter().map(|s| &lines[s.line][s.start..s.end]).collect();
        assert_eq!(words, ["十二", "加大", "十三", "加大政策、", "三方协议", "十四"]);
    }
}
