//! Printed quantities: number, unit and how the number binds. What [`target`](crate::target) and
//! [`indicator`](crate::indicator) have in common.

mod number;

use crate::word_list::WordList;
use fenjie_model::{Amount, Operator};
use number::{Number, number_at};
use serde::Deserialize;
use std::ops::Range;
use std::sync::LazyLock;

/// The words of `data/quantities.toml`.
#[derive(Default, Deserialize)]
pub(crate) struct Words {
    units: WordList,
    not_units: WordList,
    at_least_before: WordList,
    at_most_before: WordList,
    about_before: WordList,
    plain_before: WordList,
    pub(crate) change: WordList,
    pub(crate) opening: WordList,
    pub(crate) closing: WordList,
    at_least_after: WordList,
    at_most_after: WordList,
    about_after: WordList,
    limit_after: WordList,
    pub(crate) times: WordList,
    pub(crate) aid: WordList,
    pub(crate) existing: WordList,
    pub(crate) existing_before: WordList,
    pub(crate) generic: WordList,
    pub(crate) making: WordList,
    pub(crate) once: WordList,
    pub(crate) once_units: WordList,
}

pub(crate) static WORDS: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/quantities.toml")).unwrap_or_default());

/// A number with its unit, in text without blanks.
#[derive(Clone, Debug)]
pub(crate) struct Quantity {
    /// The printed words, from the word that binds the number to the last that does.
    pub(crate) range: Range<usize>,
    /// The number alone.
    pub(crate) number: Range<usize>,
    pub(crate) op: Operator,
    pub(crate) value: Amount,
    pub(crate) unit: Option<String>,
    /// Whether a word says how the number binds.
    pub(crate) bound: bool,
    /// Whether it is printed in Chinese numerals.
    pub(crate) han: bool,
}

/// Every quantity of a text without blanks, in order. Dates, ordinals and numbers without a unit are none.
pub(crate) fn scan(text: &str) -> Vec<Quantity> {
    if !text.contains(number::may_open) {
        return Vec::new();
    }
    let times = crate::time::scan(text);
    let mut found: Vec<Quantity> = Vec::new();
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if at < end || !number::may_open(c) {
            continue;
        }
        if let Some(time) = times.iter().find(|time| time.range.contains(&at)) {
            end = time.range.end;
            continue;
        }
        if let Some(quantity) = quantity_at(text, at) {
            end = quantity.range.end;
            found.push(quantity);
        } else if let Some(length) = number::digits(&text[at..]) {
            // The rest of a number that is no quantity is none either.
            end = at + length;
        }
    }
    found
}

fn quantity_at(text: &str, at: usize) -> Option<Quantity> {
    let first = number_at(text, at)?;
    let mut end = at + first.length;
    let mut number_end = end;
    let mut value = Amount::One(first.value);
    let mut op = None;
    let mut unit = first.unit.map(str::to_owned);
    if unit.is_none() {
        let (own, length, more) = unit_at(&text[end..]);
        let (joint, second) = ranged(text, end, length).unwrap_or_default();
        if let Some(Number { value: upper, length: number_length, .. }) = second {
            let start = end + joint;
            let (upper_unit, length, _) = unit_at(&text[start + number_length..]);
            value = Amount::Range([first.value, upper]);
            op = Some(Operator::Range);
            number_end = start + number_length;
            end = number_end + length;
            unit = upper_unit.or(own);
        } else {
            op = more.then_some(Operator::AtLeast);
            end += length;
            unit = own;
        }
    }
    let unit = unit?;
    let (after, after_length) = bound_after(&text[end..], &unit);
    let (before, before_length) = bound_before(&text[..at]);
    let bound = op.is_some() || after.is_some() || before.is_some();
    let op = op.or(after).or(before).unwrap_or(Operator::Equal);
    Some(Quantity {
        range: at - before_length..end + after_length,
        number: at..number_end,
        op,
        value,
        unit: (!unit.is_empty()).then_some(unit),
        bound,
        han: first.han,
    })
}

/// The second number of a range and where it begins: 5—8个, 15%—25%, 3至5家.
fn ranged(text: &str, end: usize, unit: usize) -> Option<(usize, Option<Number>)> {
    const JOINTS: [&str; 10] = ["——", "—", "－", "-", "~", "～", "–", "―", "至", "到"];
    for start in [end, end + unit] {
        let Some(joint) = JOINTS.iter().find(|joint| text[start..].starts_with(**joint)) else { continue };
        let at = start + joint.len();
        if let Some(number) = number_at(text, at).filter(|number| number.unit.is_none()) {
            return Some((at - end, Some(number)));
        }
    }
    None
}

/// The unit that opens `s`, its length with 余 or 多 around it, and whether one of them stands there.
fn unit_at(s: &str) -> (Option<String>, usize, bool) {
    let mut at = 0;
    let mut more = eat_more(s, &mut at);
    let scale_start = at;
    while at - scale_start < 6 && s[at..].starts_with(['万', '亿', '千', '百']) {
        at += '万'.len_utf8();
    }
    let scale = &s[scale_start..at];
    more |= !scale.is_empty() && eat_more(s, &mut at);
    match WORDS.units.opening(&s[at..]).filter(|_| !WORDS.not_units.opens(&s[at..])) {
        Some(word) => (Some(format!("{scale}{word}")), at + word.len(), more),
        None if !scale.is_empty() => (Some(scale.to_owned()), at, more),
        None => (None, 0, false),
    }
}

fn eat_more(s: &str, at: &mut usize) -> bool {
    let more = s[*at..].starts_with(['余', '多', '+', '＋']);
    if more {
        *at += s[*at..].chars().next().map_or(0, char::len_utf8);
    }
    more
}

fn bound_after(s: &str, unit: &str) -> (Option<Operator>, usize) {
    let groups = [
        (&WORDS.at_least_after, Operator::AtLeast),
        (&WORDS.at_most_after, Operator::AtMost),
        (&WORDS.about_after, Operator::About),
    ];
    for (words, op) in groups {
        if let Some(word) = words.opening(s) {
            return (Some(op), word.len());
        }
    }
    if WORDS.times.holds(unit)
        && let Some(word) = WORDS.limit_after.opening(s)
    {
        return (Some(Operator::AtMost), word.len());
    }
    (None, 0)
}

fn bound_before(s: &str) -> (Option<Operator>, usize) {
    // 通过5个项目 says nothing of more.
    let s = if ["通过", "经过"].iter().any(|word| s.ends_with(word)) { "" } else { s };
    let groups = [
        (&WORDS.at_least_before, Some(Operator::AtLeast)),
        (&WORDS.at_most_before, Some(Operator::AtMost)),
        (&WORDS.about_before, Some(Operator::About)),
        (&WORDS.plain_before, None),
    ];
    let word = groups
        .iter()
        .filter_map(|(words, op)| words.closing(s).map(|word| (word.len(), *op)))
        .max_by_key(|(length, _)| *length);
    match word {
        // 提高到不低于: what binds may follow what does not; the word next to the number is enough, but its verb belongs to it.
        Some((length, op)) => {
            let verb = WORDS.plain_before.closing(&s[..s.len() - length]).filter(|_| op.is_some());
            (op, length + verb.map_or(0, str::len))
        }
        None => (None, 0),
    }
}
