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
mod measured;
mod threshold;

use crate::passage::Passage;
use crate::printed::Printed;
use crate::quantity;
use crate::time::Stretch;
use fenjie_model::{Amount, Operator};
use goal::is_goal;
pub(crate) use measured::{subject, what};
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
