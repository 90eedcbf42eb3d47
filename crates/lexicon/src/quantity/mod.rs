//! Printed quantities: number, unit and how the number binds. What [`target`](crate::target) and
//! [`indicator`](crate::indicator) have in common.

mod number;

use fenjie_model::{Amount, Operator};
use number::{Number, number_at};
use serde::Deserialize;
use std::ops::Range;
use std::sync::LazyLock;

/// The words of `data/quantities.toml`.
#[derive(Default, Deserialize)]
pub(crate) struct Words {
    units: Vec<String>,
    not_units: Vec<String>,
    also_words: Vec<String>,
    at_least_before: Vec<String>,
    at_most_before: Vec<String>,
    about_before: Vec<String>,
    plain_before: Vec<String>,
    pub(crate) change: Vec<String>,
    pub(crate) opening: Vec<String>,
    pub(crate) closing: Vec<String>,
    at_least_after: Vec<String>,
    at_most_after: Vec<String>,
    about_after: Vec<String>,
    limit_after: Vec<String>,
    pub(crate) times: Vec<String>,
    pub(crate) aid: Vec<String>,
    pub(crate) existing: Vec<String>,
    pub(crate) existing_before: Vec<String>,
    pub(crate) generic: Vec<String>,
    pub(crate) making: Vec<String>,
    pub(crate) once: Vec<String>,
    pub(crate) once_units: Vec<String>,
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

/// Whether `words`, printed after a number, tell that it counts or dates something and is not the number of a row.
///
/// ```
/// use fenjie_lexicon::counts;
/// assert!(counts("个产业的外观设计") && counts("年翻一番") && counts("万件"));
/// assert!(!counts("对全市开展检查") && !counts("项目建设") && !counts("加快"));
/// ```
pub fn counts(words: &str) -> bool {
    let (unit, ..) = unit_at(words);
    let dates = words.starts_with(['年', '月', '日']) && !WORDS.not_units.iter().any(|word| words.starts_with(word));
    dates || unit.is_some_and(|unit| !WORDS.also_words.contains(&unit))
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
    let other = WORDS.not_units.iter().any(|word| s[at..].starts_with(word.as_str()));
    let fits = |unit: &&String| !other && s[at..].starts_with(unit.as_str());
    let word = WORDS.units.iter().filter(fits).max_by_key(|unit| unit.len());
    match word {
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

fn longest(words: &[String], fits: impl Fn(&str) -> bool) -> Option<&String> {
    words.iter().filter(|word| fits(word)).max_by_key(|word| word.len())
}

fn bound_after(s: &str, unit: &str) -> (Option<Operator>, usize) {
    let groups = [
        (&WORDS.at_least_after, Operator::AtLeast),
        (&WORDS.at_most_after, Operator::AtMost),
        (&WORDS.about_after, Operator::About),
    ];
    for (words, op) in groups {
        if let Some(word) = longest(words, |word| s.starts_with(word)) {
            return (Some(op), word.len());
        }
    }
    if WORDS.times.iter().any(|time| time == unit)
        && let Some(word) = longest(&WORDS.limit_after, |word| s.starts_with(word))
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
        .filter_map(|(words, op)| longest(words, |word| s.ends_with(word)).map(|word| (word.len(), *op)))
        .max_by_key(|(length, _)| *length);
    match word {
        // 提高到不低于: what binds may follow what does not; the word next to the number is enough, but its verb belongs to it.
        Some((length, op)) => {
            let verb =
                longest(&WORDS.plain_before, |word| s[..s.len() - length].ends_with(word)).filter(|_| op.is_some());
            (op, length + verb.map_or(0, String::len))
        }
        None => (None, 0),
    }
}
