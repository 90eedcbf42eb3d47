//! Figures that a report states as reached: 专利申请量达12057件, 同比增长33.2%.
//!
//! ```
//! use fenjie_lexicon::indicator;
//! let found = indicator::find("2007年，专利申请量达12057件", None);
//! assert_eq!((found[0].what.as_str(), found[0].period.as_deref()), ("专利申请量", Some("2007")));
//! ```

use crate::printed::Printed;
use crate::quantity::{self, Quantity};
use crate::target::{clause, subject, what};
use fenjie_model::{Amount, Operator};
use std::ops::Range;

/// A stated figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Indicator {
    /// What was counted.
    pub what: String,
    /// How the number binds.
    pub op: Operator,
    /// The number, in the printed unit.
    pub value: Amount,
    /// Printed unit; `None` for a bare number.
    pub unit: Option<String>,
    /// The year it was counted over, as four digits; `None` when not known.
    pub period: Option<String>,
    /// Where its printed words stand.
    pub range: Range<usize>,
}

/// The figures that a text states, in order. `own_year` is the year that the report is about; a year that the text names
/// before a figure goes before it.
pub fn find(s: &str, own_year: Option<i32>) -> Vec<Indicator> {
    let printed = Printed::new(s);
    let text = printed.as_str();
    let quantities = quantity::scan(text, &crate::time::scan(text));
    let years = years(text);
    let mut found: Vec<Indicator> = Vec::new();
    for quantity in quantities.iter().filter(|quantity| is_figure(text, quantity)) {
        let what = what(text, quantity, &quantities);
        let what = subject(what, found.last().map(|last| last.what.as_str()));
        let named = years.iter().rev().find(|(at, _)| *at < quantity.range.start).map(|(_, year)| *year);
        // 达到 in a report says that the figure was reached, not that it may be more.
        let reached = text[quantity.range.start..quantity.number.start].contains('达');
        let op = if reached && quantity.op == Operator::AtLeast { Operator::Equal } else { quantity.op };
        found.push(Indicator {
            what,
            op,
            value: quantity.value,
            unit: quantity.unit.clone(),
            period: named.or(own_year).map(|year| year.to_string()),
            range: printed.range(&quantity.range),
        });
    }
    found
}

/// Years named in the text and where, titles and names aside.
fn years(text: &str) -> Vec<(usize, i32)> {
    text.match_indices('年')
        .filter_map(|(at, _)| {
            let start = at.checked_sub(4)?;
            let digits = text.get(start..at)?;
            let year: i32 = digits.parse().ok()?;
            ((1990..2100).contains(&year) && !in_title(text, start)).then_some((start, year))
        })
        .collect()
}

fn in_title(text: &str, at: usize) -> bool {
    text[..at].rfind('《').is_some_and(|open| !text[open..at].contains('》'))
}

fn is_figure(text: &str, quantity: &Quantity) -> bool {
    let whole = clause(text, &quantity.range);
    let after = &text[quantity.range.end..whole.end];
    let before = &text[whole.start..quantity.range.start];
    let one = quantity.han && &text[quantity.number.clone()] == "一";
    let duration = quantity.unit.as_deref() == Some("日") || after.starts_with("来") && one;
    let named = in_title(text, quantity.number.start) || quoted(text, quantity.number.start);
    let many = quantity.han && ["方面", "层面", "大"].iter().any(|word| after.starts_with(word));
    !(named || one || duration || many || before.ends_with('第'))
}

fn quoted(text: &str, at: usize) -> bool {
    text[..at].rfind('“').is_some_and(|open| !text[open..at].contains('”') && text[at..].contains('”'))
}
