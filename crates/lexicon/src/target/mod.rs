//! Quantified goals that a text sets: 增长16%以上, 每区不少于5家, 5—8个, 翻一番.
//!
//! Dates, ordinals, names and slogans (三个网络, 5G, 千亿级), amounts of aid, thresholds of who is meant and what exists
//! already are no goals.
//!
//! ```
//! use fenjie_lexicon::target;
//! let text = "全市注册商标总量达到13万件以上";
//! let found = target::find(text);
//! assert_eq!((found[0].what.as_str(), found[0].unit.as_deref()), ("全市注册商标总量", Some("万件")));
//! assert_eq!(&text[found[0].range.clone()], "达到13万件以上");
//! ```

mod goal;
mod threshold;

use crate::passage::Passage;
use crate::printed::Printed;
use crate::quantity::{self, Quantity, WORDS};
use crate::time::Stretch;
use fenjie_model::{Amount, Operator};
use goal::is_goal;
use std::ops::Range;

/// A quantified goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// What is measured: the clause without the number.
    pub what: String,
    /// How the number binds.
    pub op: Operator,
    /// The number, in the printed unit.
    pub value: Amount,
    /// Printed unit; `None` for a bare number.
    pub unit: Option<String>,
    /// Where the printed words of the number stand.
    pub range: Range<usize>,
}

/// The goals that a text sets, in order.
pub fn find(s: &str) -> Vec<Target> {
    Passage::of(s).goals()
}

/// The goals of a scanned text, as [`find`] gives them.
pub(crate) fn set_by(printed: &Printed<'_>, times: &[Stretch]) -> Vec<Target> {
    let text = printed.as_str();
    let quantities = quantity::scan(text, times);
    let mut found: Vec<Target> = Vec::new();
    for quantity in quantities.iter().filter(|quantity| is_goal(text, quantity, &quantities)) {
        let what = what(text, quantity, &quantities);
        let what = subject(what, found.last().map(|last| last.what.as_str()));
        found.push(Target {
            what,
            op: quantity.op,
            value: quantity.value,
            unit: quantity.unit.clone(),
            range: printed.range(&quantity.range),
        });
    }
    found
}

/// …60万辆，力争达到80万辆: the second number is of the same thing; 同比增长80%: of the thing before.
pub(crate) fn subject(what: String, last: Option<&str>) -> String {
    match last {
        Some(last) if what.is_empty() => last.to_owned(),
        Some(last)
            if ["同比", "比上年", "较上年", "比去年", "较去年", "比20", "较20", "年均"]
                .iter()
                .any(|word| what.starts_with(word)) =>
        {
            format!("{last}{what}")
        }
        _ => what,
    }
}

/// The clause around a quantity, between the marks that part clauses.
pub(crate) fn clause(text: &str, range: &Range<usize>) -> Range<usize> {
    /// What stands further off, in bytes, says nothing of the quantity.
    const LONGEST: usize = 600;
    let is_mark = |c: char| matches!(c, '，' | ',' | '。' | '；' | ';' | '：' | '！');
    let first = text.ceil_char_boundary(range.start.saturating_sub(LONGEST));
    let last = text.floor_char_boundary(range.end.saturating_add(LONGEST));
    let before = text[first..range.start].char_indices().rev().map(|(at, c)| (first + at, c));
    // A mark inside a quoted name parts no clauses: “保护版权，销售正版”活动.
    let mut quoted = false;
    let start = before.into_iter().find(|(at, c)| {
        quoted = if *c == '”' { true } else { quoted && *c != '“' };
        !quoted && is_mark(*c) && !thousands_comma(text, *at)
    });
    let end = text[range.end..last].char_indices().find(|(_, c)| is_mark(*c));
    start.map_or(first, |(at, c)| at + c.len_utf8())..end.map_or(last, |(at, _)| range.end + at)
}

fn thousands_comma(text: &str, at: usize) -> bool {
    text[at..].starts_with(',')
        && text[..at].ends_with(|c: char| c.is_ascii_digit())
        && text[at + 1..].starts_with(|c: char| c.is_ascii_digit())
}

/// What is measured: the part of the clause that belongs to this number, without its words and without leading times.
pub(crate) fn what(text: &str, quantity: &Quantity, all: &[Quantity]) -> String {
    const JOINTS: [char; 3] = ['、', '和', '及'];
    let whole = clause(text, &quantity.range);
    let mut start = whole.start;
    let mut end = whole.end;
    // Other numbers of the clause part it where a 、 stands between them: the first and the last reach over all others.
    let inside = all.partition_point(|other| other.range.start < whole.start)
        ..all.partition_point(|other| other.range.start < whole.end);
    let others = all.get(inside).unwrap_or_default();
    if let Some(between) = others.first().and_then(|first| text.get(first.range.end..quantity.range.start))
        && let Some((at, mark)) = between.char_indices().rev().find(|(_, c)| JOINTS.contains(c))
    {
        start = quantity.range.start - between.len() + at + mark.len_utf8();
    }
    if let Some(between) = others.last().and_then(|last| text.get(quantity.range.end..last.range.start))
        && let Some(at) = between.find(JOINTS)
    {
        end = quantity.range.end + at;
    }
    start = after_item_number(text, start, quantity.range.start);
    (start, end) = own_brackets(text, start..end, quantity, others);
    let words = &text[quantity.range.start..quantity.number.start];
    let change = WORDS.change.iter().find(|verb| words.contains(verb)).unwrap_or_default();
    let before = match &quantity.ahead {
        Some(word) if word.start >= start => {
            format!("{}{}", &text[start..word.start], &text[word.end..quantity.range.start])
        }
        _ => text[start..quantity.range.start].to_owned(),
    };
    let before = without_closing(without_opening(&before), change);
    let after = text[quantity.range.end..before_item_number(text, quantity.range.end, end)].trim_start_matches('的');
    format!("{before}{change}{}", without_threshold_word(after))
}

/// What is counted is no 大关: 产值突破100亿元大关.
fn without_threshold_word(after: &str) -> &str {
    ["大关", "关口"].iter().find_map(|word| after.strip_prefix(word)).unwrap_or(after)
}

/// A remark in brackets with numbers of its own (完成20万亩（其中甲8万亩）) says nothing of those outside, nor what stands
/// outside of its own.
fn own_brackets(text: &str, words: Range<usize>, quantity: &Quantity, others: &[Quantity]) -> (usize, usize) {
    const OPEN: [char; 2] = ['（', '('];
    const CLOSE: [char; 2] = ['）', ')'];
    let (before, after) = (&text[words.start..quantity.range.start], &text[quantity.range.end..words.end]);
    let is_remark = |open: &usize| {
        let has_own = others.iter().any(|other| (words.start..words.start + open).contains(&other.range.start));
        has_own && !before[*open..].contains(CLOSE)
    };
    if let Some(open) = before.rfind(OPEN).filter(is_remark) {
        let end = after.find(CLOSE).map_or(words.end, |close| quantity.range.end + close);
        let open = words.start + open + before[open..].chars().next().map_or(0, char::len_utf8);
        return if open < quantity.range.start { (open, end) } else { (words.start, words.end) };
    }
    let open = after.find(OPEN).map(|open| quantity.range.end + open);
    let remark =
        open.filter(|open| others.iter().any(|other| other.range.start > *open && other.range.end <= words.end));
    (words.start, remark.unwrap_or(words.end))
}

/// 1.形成…2.建成…3个: what stands before the number of the item is another's.
fn after_item_number(text: &str, start: usize, end: usize) -> usize {
    let mut marks = text[start..end].char_indices().filter(|(at, c)| {
        matches!(c, '.' | '．' | '）' | ')')
            && text[..start + at].ends_with(|before: char| before.is_ascii_digit())
            && !text[start + at + c.len_utf8()..].starts_with(|after: char| after.is_ascii_digit())
    });
    marks.next_back().map_or(start, |(at, c)| start + at + c.len_utf8())
}

/// The end of what follows a number: where the number of the next item stands.
fn before_item_number(text: &str, start: usize, end: usize) -> usize {
    let marks = text[start..end].char_indices().filter(|(at, c)| {
        c.is_ascii_digit()
            && text[start + at + 1..].starts_with(['.', '．', '、'])
            && !text[start + at + 1..].chars().nth(1).is_some_and(|after| after.is_ascii_digit())
    });
    marks.map(|(at, _)| start + at).next().unwrap_or(end)
}

/// Without what closes the words before a number and measures nothing: 力争, 达到, 的. With a verb of change the words before it
/// stand as they are.
fn without_closing<'a>(s: &'a str, change: &str) -> &'a str {
    // 人均不少于90学时: 均 belongs to the measure.
    const EACH: [&str; 4] = ["人均", "户均", "日均", "月均"];
    let mut rest = s;
    while change.is_empty()
        && !EACH.iter().any(|each| rest.ends_with(each))
        && let Some(shorter) = WORDS.closing.closing(rest).and_then(|word| rest.strip_suffix(word))
        && !shorter.is_empty()
    {
        rest = shorter;
    }
    rest
}

/// Without what opens a clause and measures nothing: 到2025年, 力争, 实现.
fn without_opening(s: &str) -> &str {
    let mut rest = s;
    loop {
        let times = crate::time::scan(rest);
        if let Some(time) = times.first().filter(|time| time.range.start == 0) {
            rest = rest[time.range.end..].trim_start_matches(['前', '，', ',']);
            continue;
        }
        match WORDS.opening.opening(rest).and_then(|word| rest.strip_prefix(word)) {
            Some(shorter) => rest = shorter,
            None => return rest,
        }
    }
}
