//! Lines cut into the smallest pieces that a cell can be made of, each with what the print shows of it.

use super::wording;
use fenjie_lexicon::statement::{self, Label, Labelled};
use fenjie_lexicon::units::Role;
use fenjie_text::chars::{is_blank, is_wide, may_not_close_line, may_not_open_line, width};
use fenjie_text::numeral::parse_ordinal;

/// How a segment is joined to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// It begins a line.
    Newline,
    /// A blank between wide characters: the border of a cell or of a printed line, hardly ever wording.
    Blank,
    /// A blank beside Latin or digits, or between letter-spaced characters: often within a printed line.
    SoftBlank,
    /// Nothing, but the words change as between two cells.
    Glued,
    /// Nothing, in a line too wide for one cell.
    Inside,
}

/// A piece of a line that belongs to one cell.
#[derive(Clone, Debug)]
pub struct Segment {
    /// Number of the line.
    pub line: usize,
    /// Byte positions in the line's text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// How it is joined to the segment before.
    pub join: Join,
    /// Pages (or parts of pages) are counted from 0 inside a region.
    pub page: u32,
    /// Printed width in Han characters, blanks left out.
    pub width: f32,
    /// Width of the blank before it, where that is one of the printed line.
    pub gap: f32,
    /// Width of the first unbreakable cluster: what would have to fit on the line before.
    pub cluster: f32,
    /// First character.
    pub first: char,
    /// Last character.
    pub last: char,
    /// Opening marks that the segment leaves open.
    pub opens: u8,
    /// Closing marks whose opening is not in the segment.
    pub closes: u8,
    /// The whole segment as a number.
    pub number: Option<u32>,
    /// Whether what follows in the line tells that the number counts something (5 个).
    pub counts: bool,
    /// Log odds that a sentence opens with it, by its words.
    pub opening: f32,
    /// Log odds that a sentence closes with it.
    pub closing: f32,
    /// Whether a label over the whole width of the table stands before it: no row goes on over it.
    pub wall: bool,
    /// The number of an item ("2.", "（二）", "③") that the segment begins with.
    pub item: Option<u32>,
    /// The label of units (牵头单位：) that the segment begins with.
    pub label: Option<UnitLabel>,
}

/// A label that tells what the units behind it do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitLabel {
    /// What they do.
    pub role: Role,
    /// Where the first of them stands, in bytes.
    pub value: usize,
}

impl UnitLabel {
    /// The label that `words` begin with.
    fn of(words: &str) -> Option<Self> {
        let Labelled { label: Label::Units(role), value, .. } =
            words.contains(['：', ':']).then(|| statement::label(words)).flatten()?
        else {
            return None;
        };
        words[..value].ends_with(['：', ':']).then_some(Self { role, value })
    }
}

/// Cuts one line; `page` is written into every segment.
pub fn cut(line: usize, text: &str, page: u32, out: &mut Vec<Segment>) {
    let tokens = tokens(text);
    let spaced = letter_spaced(text, &tokens);
    let mut join = Join::Newline;
    let mut gap = 0.0;
    let first = out.len();
    for (index, &(start, end)) in tokens.iter().enumerate() {
        if index > 0 {
            let letters = spaced[index - 1] && spaced[index];
            join = blank_join(text, tokens[index - 1], (start, end), letters);
            gap = if join == Join::SoftBlank && !letters { BLANK } else { 0.0 };
        }
        let mut from = start;
        for cut in glued_cuts(&text[start..end]) {
            push(line, text, (from, start + cut), (join, gap), page, out);
            from = start + cut;
            (join, gap) = (Join::Glued, 0.0);
        }
        push(line, text, (from, end), (join, gap), page, out);
    }
    for at in first + 1..out.len() {
        let words = &text[out[at].start..out[at].end];
        let arabic = out[at - 1].number.is_some() && out[at - 1].first.is_ascii_digit();
        out[at - 1].counts = arabic && out[at].join == Join::SoftBlank && fenjie_lexicon::counts(words);
    }
}

/// Width of a blank beside Latin or digits, in Han characters.
const BLANK: f32 = 0.25;

/// How wide the marks are in a print. Their glyphs are half blank, so a line may be squeezed at them; and some extractors
/// write the narrow form of marks that the print has wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marks {
    /// As wide as the characters that the extractor wrote.
    AsWritten,
    /// Wide ones squeezed.
    Squeezed,
    /// Narrow ones wide.
    Widened,
    /// Narrow ones wide, and all squeezed.
    WidenedSqueezed,
}

impl Marks {
    /// All.
    pub const ALL: [Self; 4] = [Self::AsWritten, Self::Squeezed, Self::Widened, Self::WidenedSqueezed];

    /// By how much a mark is wider than its character.
    fn change(self, wide: bool) -> f32 {
        const SQUEEZE: f32 = 0.25;
        const WIDEN: f32 = 0.5;
        match (self, wide) {
            (Self::AsWritten, _) | (Self::Squeezed, false) | (Self::Widened, true) => 0.0,
            (Self::Squeezed | Self::WidenedSqueezed, true) => -SQUEEZE,
            (Self::Widened, false) => WIDEN,
            (Self::WidenedSqueezed, false) => WIDEN - SQUEEZE,
        }
    }

    /// By how much `words` are wider than their characters.
    fn extra(self, words: &str) -> f32 {
        let mut sum = 0.0;
        let mut before: Option<char> = None;
        let mut chars = words.chars().peekable();
        while let Some(c) = chars.next() {
            if is_mark(c) {
                sum += self.change(true);
            } else if ",;:!?()".contains(c) {
                // A comma among digits or Latin is as narrow as these.
                let wide = |beside: Option<char>| beside.is_none_or(is_wide);
                if wide(before) && wide(chars.peek().copied()) {
                    sum += self.change(false);
                }
            }
            before = Some(c);
        }
        sum
    }
}

/// The segments with their widths as in a print with such marks.
pub fn measured(segments: &[Segment], lines: &[&str], marks: Marks) -> Vec<Segment> {
    let measure = |segment: &Segment| {
        let words = &lines[segment.line][segment.start..segment.end];
        let (cluster, length) = cluster(words);
        Segment {
            width: segment.width + marks.extra(words),
            cluster: cluster + marks.extra(&words[..length]),
            ..segment.clone()
        }
    };
    segments.iter().map(measure).collect()
}

/// Whether no printed line opens with a character.
pub fn is_closing_mark(c: char) -> bool {
    "，。；：、！？”》）".contains(c)
}

fn is_mark(c: char) -> bool {
    is_wide(c) && (may_not_open_line(c) || may_not_close_line(c))
}

pub(super) fn push(
    line: usize,
    text: &str,
    (start, end): (usize, usize),
    (join, gap): (Join, f32),
    page: u32,
    out: &mut Vec<Segment>,
) {
    let words = &text[start..end];
    let (Some(first), Some(last)) = (words.chars().next(), words.chars().next_back()) else { return };
    let (opens, closes) = brackets(words);
    out.push(Segment {
        line,
        start,
        end,
        join,
        page,
        width: words.chars().map(width).sum(),
        gap,
        cluster: cluster(words).0,
        first,
        last,
        opens,
        closes,
        number: whole_number(words),
        counts: false,
        opening: wording::opens(&text[start..]),
        closing: wording::closes(&text[..end]),
        wall: false,
        item: item_number(words),
        label: UnitLabel::of(words),
    });
}

fn tokens(text: &str) -> Vec<(usize, usize)> {
    let mut tokens = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (is_blank(c), start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                tokens.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        tokens.push((from, text.len()));
    }
    tokens
}

/// Which tokens belong to a run of letter-spaced characters ("为 企 业 提 供"): three or more single wide characters
/// in a row, with short neighbours.
fn letter_spaced(text: &str, tokens: &[(usize, usize)]) -> Vec<bool> {
    const LEAST: usize = 3;
    const SHORT: usize = 3;
    let length: Vec<usize> = tokens.iter().map(|&(start, end)| text[start..end].chars().take(8).count()).collect();
    let mut spaced = vec![false; tokens.len()];
    let mut at = 0;
    while at < tokens.len() {
        let run = length[at..].iter().take_while(|n| **n == 1).count();
        if run >= LEAST {
            let from = at - length[..at].iter().rev().take_while(|n| **n <= SHORT).count();
            let to = at + run + length[at + run..].iter().take_while(|n| **n <= SHORT).count();
            spaced[from..to].fill(true);
            at = to;
        } else {
            at += run.max(1);
        }
    }
    spaced
}

fn blank_join(text: &str, before: (usize, usize), after: (usize, usize), spaced: bool) -> Join {
    let last = text[..before.1].chars().next_back();
    let first = text[after.0..].chars().next();
    let latin = |c: Option<char>| c.is_some_and(|c| !is_wide(c));
    if spaced || latin(last) || latin(first) { Join::SoftBlank } else { Join::Blank }
}

/// Where two cells ran together without a blank: a date directly before a numbered item ("2017年1. 开展").
fn glued_cuts(words: &str) -> Vec<usize> {
    let mut cuts = Vec::new();
    let mut before: Option<char> = None;
    for (at, c) in words.char_indices() {
        let dated = before.is_some_and(|b| "年月日底前期末度".contains(b));
        if dated && c.is_ascii_digit() && item_number(&words[at..]).is_some() {
            cuts.push(at);
        }
        before = Some(c);
    }
    cuts
}

/// Opening marks left open at the end, closing marks not opened inside.
fn brackets(words: &str) -> (u8, u8) {
    let (mut opens, mut closes) = (0u8, 0u8);
    for c in words.chars() {
        match c {
            '（' | '(' | '《' | '〈' | '“' | '〔' | '[' | '【' => opens = opens.saturating_add(1),
            '）' | ')' | '》' | '〉' | '”' | '〕' | ']' | '】' if opens > 0 => opens -= 1,
            '》' | '〉' | '”' | '〕' | '】' => closes = closes.saturating_add(1),
            _ => {}
        }
    }
    (opens, closes)
}

/// A leading opening mark, then one wide character or a run of others, then the marks that may not open a line: its
/// width and its length in bytes.
pub(super) fn cluster(words: &str) -> (f32, usize) {
    let mut chars = words.chars().peekable();
    let (mut sum, mut length) = (0.0, 0);
    let mut take = |c: char| {
        sum += width(c);
        length += c.len_utf8();
    };
    while let Some(c) = chars.next_if(|c| may_not_close_line(*c)) {
        take(c);
    }
    if let Some(c) = chars.next() {
        take(c);
        if !is_wide(c) {
            while let Some(c) = chars.next_if(|c| !is_wide(*c) && !is_blank(*c)) {
                take(c);
            }
        }
    }
    while let Some(c) = chars.next_if(|c| may_not_open_line(*c)) {
        take(c);
    }
    (sum, length)
}

pub(super) fn whole_number(words: &str) -> Option<u32> {
    const LONGEST: usize = 12;
    if words.len() > LONGEST {
        return None;
    }
    let bare = words.trim_matches(|c| matches!(c, '（' | '）' | '(' | ')' | '、' | '.' | '．'));
    parse_ordinal(bare)
}

/// The number of an item at the head of `words`: "2.", "2．", "2、", "（二）", "(2)", "②"; not "2.5".
pub fn item_number(words: &str) -> Option<u32> {
    let first = words.chars().next()?;
    if ('①'..='⑳').contains(&first) {
        return Some(first as u32 - '①' as u32 + 1);
    }
    if matches!(first, '（' | '(') {
        let rest = &words[first.len_utf8()..];
        let close = rest.find(['）', ')'])?;
        return parse_ordinal(rest.get(..close)?).filter(|n| *n < 100);
    }
    let digits = words.chars().take_while(char::is_ascii_digit).count();
    if digits == 0 || digits > 2 {
        return None;
    }
    let mut rest = words[digits..].chars();
    let mark = rest.next()?;
    if !matches!(mark, '.' | '．' | '、') || rest.next().is_some_and(|c| c.is_ascii_digit()) {
        return None;
    }
    words[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(String, Join)> {
        let mut segments = Vec::new();
        cut(0, text, 0, &mut segments);
        segments.iter().map(|s| (text[s.start..s.end].to_owned(), s.join)).collect()
    }

    #[test]
    fn blanks_between_wide_characters_cut_hard() {
        let cuts = words("公开。 通过平台公示 省质监局");
        assert_eq!(cuts.iter().map(|c| c.1).collect::<Vec<_>>(), [Join::Newline, Join::Blank, Join::Blank]);
        assert_eq!(words("推进 20 个项目")[1].1, Join::SoftBlank);
    }

    #[test]
    fn letter_spaced_lines_stay_soft() {
        assert!(words("为 企 业 提 供 全 方").iter().skip(1).all(|c| c.1 == Join::SoftBlank));
        assert_eq!(words("省知识产权 局")[1].1, Join::Blank);
        let two = words("推 进 强 省 建 设 形成报告若干 省 知 识 产 权");
        assert!(two.iter().skip(8).all(|c| c.1 == Join::SoftBlank));
    }

    #[test]
    fn a_date_glued_to_an_item_is_cut() {
        assert_eq!(words("2017年1. 开展")[1], ("1.".into(), Join::Glued));
    }

    #[test]
    fn items_are_no_decimals() {
        assert_eq!(item_number("2.推动"), Some(2));
        assert_eq!(item_number("2.5倍"), None);
        assert_eq!(item_number("（二）推动"), Some(2));
    }
}
