//! What a number measures: the words of its clause that belong to it, without those that only tell how it binds.

use super::clause;
use crate::quantity::{Quantity, WORDS};
use std::ops::Range;

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

/// What is measured: the part of the clause that belongs to this number, without its words and without leading times.
pub(crate) fn what(text: &str, quantity: &Quantity, all: &[Quantity]) -> String {
    let whole = clause(text, &quantity.range);
    let inside = all.partition_point(|other| other.range.start < whole.start)
        ..all.partition_point(|other| other.range.start < whole.end);
    let others = all.get(inside).unwrap_or_default();
    let own = between_joints(text, whole, quantity, others);
    let start = after_item_number(text, own.start, quantity.range.start);
    let (start, end) = own_brackets(text, start..own.end, quantity, others);
    let change = change(text, quantity);
    let before = match &quantity.ahead {
        Some(word) if word.start >= start => {
            format!("{}{}", &text[start..word.start], &text[word.end..quantity.range.start])
        }
        _ => text[start..quantity.range.start].to_owned(),
    };
    let before = without_closing(without_opening(&before), change);
    let after = text[quantity.range.end..before_item_number(text, quantity.range.end, end)].trim_start_matches('的');
    without_lone_brackets(format!("{before}{change}{}", without_threshold_word(after)))
}

/// Without the brackets that lost their other half with the number or another's words.
fn without_lone_brackets(words: String) -> String {
    const PAIRS: [(char, char); 2] = [('（', '）'), ('(', ')')];
    if !words.contains(['（', '）', '(', ')']) {
        return words;
    }
    let mut open = Vec::new();
    let mut lone = Vec::new();
    for (at, c) in words.char_indices() {
        if PAIRS.iter().any(|(opening, _)| c == *opening) {
            open.push(at);
        } else if PAIRS.iter().any(|(_, closing)| c == *closing) && open.pop().is_none() {
            lone.push(at);
        }
    }
    lone.append(&mut open);
    words.char_indices().filter(|(at, _)| !lone.contains(at)).map(|(_, c)| c).collect()
}

/// How what is measured is to change (增长16%); with 到 or 至 the number is what it comes to, and the verb only binds it.
fn change(text: &str, quantity: &Quantity) -> &'static str {
    let words = &text[quantity.range.start..quantity.number.start];
    let change = WORDS.change.iter().find(|verb| words.contains(verb)).unwrap_or_default();
    let arrives = words.split_once(change).is_some_and(|(_, rest)| rest.starts_with(['到', '至']));
    if arrives { "" } else { change }
}

/// The part of a clause that other numbers leave: where a 、 stands between two numbers it parts them, and the first and
/// the last reach over all others.
fn between_joints(text: &str, whole: Range<usize>, quantity: &Quantity, others: &[Quantity]) -> Range<usize> {
    let before = others.iter().rfind(|other| other.range.end <= quantity.range.start);
    let last = others.iter().rfind(|other| other.range.start >= quantity.range.end);
    let start = before.and_then(|before| {
        let (at, length) = joints(&text[before.range.end..quantity.range.start]).last()?;
        Some(before.range.end + at + length)
    });
    let end = last.and_then(|last| {
        let (at, _) = joints(&text[quantity.range.end..last.range.start]).next()?;
        Some(quantity.range.end + at)
    });
    start.unwrap_or(whole.start)..end.unwrap_or(whole.end)
}

/// Where 、, 和 and 及 join two parts, and their lengths: not inside a word (碳中和, 省级及以上), nor in a bracket or a quoted
/// name that opens in `s`.
fn joints(s: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut depth = 0_usize;
    s.char_indices().filter_map(move |(at, c)| {
        match c {
            '（' | '(' | '“' | '《' => depth += 1,
            '）' | ')' | '”' | '》' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let joins = matches!(c, '、' | '和' | '及') && depth == 0 && !is_inside_word(s, at, c);
        joins.then_some((at, c.len_utf8()))
    })
}

/// Whether 和 or 及 at byte `at` is part of a word.
fn is_inside_word(s: &str, at: usize, c: char) -> bool {
    let behind = at + c.len_utf8();
    WORDS.unjoined.iter().any(|word| {
        word.match_indices(c).any(|(in_word, _)| {
            s[..at].ends_with(&word[..in_word]) && s[behind..].starts_with(&word[in_word + c.len_utf8()..])
        })
    })
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

/// Without what closes the words before a number and measures nothing: 力争, 达到, 的. With a verb of change only 分别 goes.
fn without_closing<'a>(s: &'a str, change: &str) -> &'a str {
    // 人均不少于90学时: 均 belongs to the measure.
    const EACH: [&str; 4] = ["人均", "户均", "日均", "月均"];
    let mut rest = if change.is_empty() { s } else { s.strip_suffix("分别").unwrap_or(s) };
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
    let mut rest = s.trim_start_matches(['●', '■', '◆', '·', '—', '-']);
    loop {
        let times = crate::time::scan(rest);
        if let Some(time) = times.first().filter(|time| time.range.start == 0) {
            rest = rest[time.range.end..].trim_start_matches(['前', '，', ',']);
            continue;
        }
        // 在2023年实现: 在 opens a time; 在建 is a word.
        if let Some(after) = rest.strip_prefix(['在', '于'])
            && crate::time::scan(after).first().is_some_and(|time| time.range.start == 0)
        {
            rest = after;
            continue;
        }
        let opening = WORDS.opening.opening(rest).filter(|_| !WORDS.not_opening.opens(rest));
        match opening.and_then(|word| rest.strip_prefix(word)) {
            Some(shorter) => rest = shorter,
            None => return rest,
        }
    }
}
