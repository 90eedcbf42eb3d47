//! Citations of other documents: 《title》（国发〔2015〕71号）, and 发文字号 alone.
//!
//! ```
//! use fenjie_lexicon::reference;
//! let text = "贯彻《关于加强知识产权工作的意见》（穗府〔2006〕58号），参照穗府[2006]58号文执行";
//! let found = reference::find(text);
//! assert_eq!(found.len(), 1);
//! assert_eq!(&text[found[0].title.clone().unwrap()], "关于加强知识产权工作的意见");
//! assert_eq!(&text[found[0].number.clone()], "穗府〔2006〕58号");
//! ```

use crate::agency::ends_as_agency;
use crate::printed::Printed;
use crate::region::of_number;
use fenjie_text::chars::is_han;
use fenjie_text::numeral::{digit, is_han_numeral, parse_han};
use std::ops::Range;

/// A document that a text cites with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Where its title stands, without 《》.
    pub title: Option<Range<usize>>,
    /// Where its number stands, without 文 and brackets around it.
    pub number: Range<usize>,
    /// The number in one spelling (国发〔2015〕71号), to tell whether two citations are of one document.
    pub key: String,
}

/// The documents that a text cites with a number, each once, in the order of their first citation; a title found later is
/// given to the first.
pub fn find(s: &str) -> Vec<Reference> {
    if !s.contains('号') {
        return Vec::new();
    }
    let printed = Printed::new(s);
    let text = printed.as_str();
    let mut found: Vec<Reference> = Vec::new();
    for (at, _) in text.match_indices('号') {
        let Some(number) = number_before(text, at) else { continue };
        let title = title_beside(text, &number.range).map(|title| printed.range(&title));
        match found.iter_mut().find(|other| other.key == number.key) {
            Some(other) if other.title.is_some() || title.is_none() => {}
            Some(other) => other.title = title,
            None => found.push(Reference { title, number: printed.range(&number.range), key: number.key }),
        }
    }
    found
}

/// The first 发文字号 of a string, as on the line under the head of a notice; `None` when it holds none.
pub fn number(s: &str) -> Option<Range<usize>> {
    let printed = Printed::new(s);
    let text = printed.as_str();
    text.match_indices('号').find_map(|(at, _)| number_before(text, at)).map(|number| printed.range(&number.range))
}

/// Whether a string is a 发文字号 and nothing else.
pub fn is_number(s: &str) -> bool {
    let printed = Printed::new(s);
    let text = printed.as_str().trim_matches(['（', '）', '(', ')']);
    text.find('号').and_then(|at| number_before(text, at)).is_some_and(|number| number.range == (0..text.len()))
}

struct Number {
    range: Range<usize>,
    key: String,
}

/// Reads backwards from 号: serial, year in brackets or bare, 机关代字.
fn number_before(text: &str, at: usize) -> Option<Number> {
    let end = at + '号'.len_utf8();
    let (before, serial) = trailing_digits(&text[..at], 6).or_else(|| trailing_han(&text[..at]))?;
    let before = before.strip_suffix('第').unwrap_or(before);
    if let Some((before, year)) = bracketed_year(before) {
        let start = agency_start(before, Agency::Abbreviated)?;
        let key = format!("{}〔{year}〕{serial}号", &before[start..]);
        return Some(Number { range: start..end, key });
    }
    if let Some((start, key)) = decree(text, before, &serial).or_else(|| bare_year(before, &serial)) {
        return Some(Number { range: start..end, key });
    }
    named_behind(text, before, &serial, end)
}

/// 第45号令, 2018年第23号公告: what it is stands behind its number.
fn named_behind(text: &str, before: &str, serial: &str, end: usize) -> Option<Number> {
    let kind = DECREES.iter().find(|kind| text[end..].starts_with(**kind))?;
    let (agency, year) = year_before(before);
    let start = agency_start(agency, Agency::Named).filter(|_| text[before.len()..].starts_with('第'))?;
    let key = format!("{}{kind}{year}第{serial}号", &agency[start..]);
    Some(Number { range: start..end + kind.len(), key })
}

/// The Chinese numeral that closes `s`, in ASCII, and what stands before it: 主席令第十六号.
fn trailing_han(s: &str) -> Option<(&str, String)> {
    const MOST: usize = 5;
    let length: usize = s.chars().rev().take(MOST).take_while(|c| is_han_numeral(*c)).map(char::len_utf8).sum();
    let before = s[..s.len() - length].strip_suffix('第')?;
    let serial = parse_han(&s[s.len() - length..])?;
    Some((&s[..before.len() + '第'.len_utf8()], serial.to_string()))
}

/// The digits that close `s`, in ASCII, and what stands before them.
fn trailing_digits(s: &str, most: usize) -> Option<(&str, String)> {
    let digits: Vec<char> = s.chars().rev().take_while(|c| digit(*c).is_some()).collect();
    if digits.is_empty() || digits.len() > most {
        return None;
    }
    let length: usize = digits.iter().map(|c| c.len_utf8()).sum();
    let ascii = digits.iter().rev().filter_map(|c| digit(*c)).map(|value| value.to_string()).collect();
    Some((&s[..s.len() - length], ascii))
}

/// 〔2015〕 in every kind of bracket, mixed ones too.
fn bracketed_year(s: &str) -> Option<(&str, String)> {
    let inner = s.strip_suffix(['〕', ']', '］', '）', ')', '】', '﹞', '﹚', '｝', '〉', '》', '」', '>'])?;
    let inner = inner.strip_suffix('年').unwrap_or(inner);
    let (before, year) = trailing_digits(inner, 4)?;
    let before = before.strip_suffix(['〔', '[', '［', '（', '(', '【', '﹝', '﹙', '｛', '〈', '《', '「', '<'])?;
    is_year(&year).then_some((before, year))
}

fn is_year(year: &str) -> bool {
    year.len() == 4 && (year.starts_with("19") || year.starts_with("20"))
}

/// 国发2015年71号, 浙财办2019 6号: no brackets; only after a 代字 that ends as they do.
fn bare_year(s: &str, serial: &str) -> Option<(usize, String)> {
    let s = s.strip_suffix('年').unwrap_or(s);
    let (before, year) = trailing_digits(s, 4)?;
    let start = agency_start(before, Agency::Abbreviated)?;
    let agency = &before[start..];
    (is_year(&year) && agency.ends_with(['发', '函', '字', '办', '规', '文']))
        .then(|| (start, format!("{agency}〔{year}〕{serial}号")))
}

/// 国务院令第718号, 市场监管总局公告2020年第1号.
fn decree(text: &str, before: &str, serial: &str) -> Option<(usize, String)> {
    let ordinal = text[before.len()..].starts_with('第');
    let (agency, year) = year_before(before);
    let start = agency_start(agency, Agency::Named)?;
    let named = DECREES.iter().any(|kind| agency.ends_with(kind)) && (ordinal || agency.ends_with('令'));
    named.then(|| (start, format!("{}{year}第{serial}号", &agency[start..])))
}

/// Documents that are numbered by the name of who issued them.
const DECREES: [&str; 3] = ["令", "公告", "通告"];

/// The year that closes `s`, and what stands before it: 公告2020年.
fn year_before(s: &str) -> (&str, String) {
    let year = s.strip_suffix('年').and_then(|s| trailing_digits(s, 4)).filter(|(_, year)| is_year(year));
    year.unwrap_or((s, String::new()))
}

/// How the one who issued a document stands in its number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Agency {
    /// By its 机关代字.
    Abbreviated,
    /// By its name, which may hold 和: 国家发展和改革委员会令.
    Named,
}

/// Where the name or 机关代字 that closes `s` begins: a run of Chinese characters, cut after the words that lead to a citation.
fn agency_start(s: &str, agency: Agency) -> Option<usize> {
    const LONGEST: usize = 20;
    const LONGEST_ALONE: usize = 8;
    const LEADING: [&str; 49] = [
        "号",
        "以",
        "业经",
        "已经",
        "已由",
        "参照",
        "按照",
        "根据",
        "依据",
        "依照",
        "结合",
        "对照",
        "贯彻落实",
        "贯彻",
        "落实",
        "执行",
        "详见",
        "转发",
        "印发",
        "下发",
        "文件",
        "通知",
        "以及",
        "关于",
        "规定",
        "遵照",
        "对接",
        "废止",
        "编号",
        "文号",
        "字号",
        "发文",
        "按",
        "见",
        "及",
        "和",
        "与",
        "的",
        "原",
        "年",
        // Titles whose end no mark parts from the number behind them.
        "意见",
        "方案",
        "措施",
        "办法",
        "细则",
        "要点",
        "清单",
        "行动计划",
        "工作计划",
    ];
    let run: usize =
        s.chars().rev().take(LONGEST).take_while(|c| is_han(*c) || c.is_ascii_alphabetic()).map(char::len_utf8).sum();
    let start = s.len() - run;
    // Alone in its brackets it is whole, whatever its 代字 are made of: （农与数字[2013]9号）.
    let stands_alone =
        s[..start].ends_with(['（', '(']) && (agency == Agency::Named || s[start..].chars().count() <= LONGEST_ALONE);
    // 甲局和乙局 are two, 发展和改革 is one word of a name.
    let inside_name = |word: &str, at: usize| {
        let before = &s[start..start + at];
        agency == Agency::Named && matches!(word, "和" | "与" | "及") && !before.is_empty() && !ends_as_agency(before)
    };
    let cut = LEADING
        .iter()
        .filter(|word| !stands_alone || word.chars().count() > 1)
        .filter_map(|word| {
            s[start..].rfind(word).filter(|at| !inside_name(word, *at)).map(|at| start + at + word.len())
        })
        .filter(|cut| *cut < s.len())
        .max()
        .unwrap_or(start);
    let length = s[cut..].chars().count();
    let cut = cut + before_code(&s[..cut], &s[cut..], agency);
    (length >= 2).then_some(cut)
}

/// Length of what stands before a 机关代字 and is no part of it: the end of a date (3月5日鲁政发), 经 and 由 before one that
/// is known.
fn before_code(before: &str, name: &str, agency: Agency) -> usize {
    if agency == Agency::Named {
        return 0;
    }
    let after_date = before.ends_with(|c| digit(c).is_some()) && name.starts_with('日');
    let mut length = if after_date { '日'.len_utf8() } else { 0 };
    if name[length..].starts_with(['经', '由', '据']) {
        let word = '经'.len_utf8();
        let known = |code: &str| is_of_the_state_code(code) || !of_number(code).is_empty();
        length += if known(&name[length + word..]) && !known(&name[length..]) { word } else { 0 };
    }
    if name[length..].chars().nth(1).is_some() { length } else { 0 }
}

/// 国, 中: the 机关代字 of the state's and the Party's organs.
fn is_of_the_state_code(code: &str) -> bool {
    code.starts_with(['国', '中'])
}

/// The title in 《》 that the number belongs to: just before its brackets, or just after it.
fn title_beside(text: &str, number: &Range<usize>) -> Option<Range<usize>> {
    // 《…办法》（以下简称《办法》，…号）: the title is the one before the brackets.
    let before = bracket_open(&text[..number.start]).unwrap_or_else(|| without_year(&text[..number.start]));
    let before = before.trim_end_matches(['（', '(', '〔', '[', '，', ',', '“']);
    if let Some(inner) = before.strip_suffix(['》', '»']) {
        return title_open(inner).map(|open| open..inner.len());
    }
    let after = &text[number.end..];
    let opened = after.strip_prefix('文').unwrap_or(after);
    let inner = opened.strip_prefix(['《', '«'])?;
    let start = text.len() - inner.len();
    title_close(inner).map(|close| start..start + close)
}

/// What stands before the bracket that is open at the end of `s`, where a title closes there.
fn bracket_open(s: &str) -> Option<&str> {
    const FURTHEST: usize = 60;
    let mut depth = 0;
    for (at, c) in s.char_indices().rev().take(FURTHEST) {
        match c {
            '）' | ')' => depth += 1,
            '（' | '(' if depth == 0 => return Some(&s[..at]).filter(|before| before.ends_with(['》', '»'])),
            '（' | '(' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Without the year that may stand before a decree: （2005年国务院令第427号）.
fn without_year(s: &str) -> &str {
    year_before(s).0
}

/// Longest title, in characters.
const LONGEST_TITLE: usize = 300;

/// Where the 《 stands that the end of `s` closes; titles inside titles are passed over.
fn title_open(s: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in s.char_indices().rev().take(LONGEST_TITLE) {
        match c {
            '》' | '»' => depth += 1,
            '《' | '«' if depth == 0 => return Some(at + c.len_utf8()),
            '《' | '«' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn title_close(s: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in s.char_indices().take(LONGEST_TITLE) {
        match c {
            '《' | '«' => depth += 1,
            '》' | '»' if depth == 0 => return Some(at),
            '》' | '»' => depth -= 1,
            _ => {}
        }
    }
    None
}
