//! Which numbers of a text set a goal (TRUTH.md, Targets): not names, thresholds, aid, or what exists already.

use super::clause;
use crate::quantity::{Quantity, WORDS};
use fenjie_model::Operator;
use std::ops::Range;

/// A number and what stands around it in its clause.
struct Place<'a> {
    text: &'a str,
    quantity: &'a Quantity,
    clause: Range<usize>,
    before: &'a str,
    after: &'a str,
    unit: &'a str,
}

/// Whether a number of `text` sets a goal; `all` are the numbers of the text.
pub(super) fn is_goal(text: &str, quantity: &Quantity, all: &[Quantity]) -> bool {
    let place = Place::of(text, quantity);
    !place.is_named() && !place.singles_out(all) && !place.is_given() && !place.exists() && place.is_set()
}

impl<'a> Place<'a> {
    fn of(text: &'a str, quantity: &'a Quantity) -> Self {
        let clause = clause(text, &quantity.range);
        let before = &text[clause.start..quantity.range.start];
        let after = &text[quantity.range.end..clause.end];
        Self { text, quantity, clause, before, after, unit: quantity.unit.as_deref().unwrap_or_default() }
    }

    fn words(&self) -> &'a str {
        &self.text[self.clause.clone()]
    }

    /// A name, the number of an item, the grade of a thing: 《…》, 220千伏, 百亿级.
    fn is_named(&self) -> bool {
        let graded = WORDS.grades.holds(self.unit)
            || self.after.starts_with('级') && self.unit.chars().all(|c| "百千万亿元".contains(c));
        graded || in_name(self.text, &self.quantity.number) || numbers_item(self.text, self.quantity)
    }

    /// A threshold that tells who or what is meant: 投资5000万元以上的项目, 营收超亿元企业100家.
    fn singles_out(&self, all: &[Quantity]) -> bool {
        let quantity = self.quantity;
        let compares = matches!(quantity.op, Operator::AtLeast | Operator::AtMost);
        let made = WORDS.making.closes(self.before);
        let described = self.after.trim_start_matches(['）', ')']).strip_prefix('的');
        let bare = quantity.range.start == quantity.number.start;
        if compares && bare && described.is_some() && !made && !self.is_share() {
            return true;
        }
        if ["（含", "(含", "以上的企业"].iter().any(|word| self.after.starts_with(word))
            || self.before.ends_with("年营收")
            || self.after.starts_with("规模") && quantity.bound
        {
            return true;
        }
        if compares && self.is_condition() {
            return true;
        }
        let counted_beside = || all.iter().any(|other| other.number != quantity.number && self.counts(other));
        let later = || all.iter().any(|other| other.number.start >= quantity.range.end && self.holds(other));
        match described {
            // 得分率15%及以上的绿地面积达到600万平方米; …10%以上）的，给予奖励.
            Some(rest) if compares && !made => {
                let names = singled_out(rest) && (bare || !self.is_share());
                later() || self.is_measure() && (names || rest.is_empty() && self.is_rewarded())
            }
            None if compares && self.is_measure() && !self.is_share() => {
                WORDS.singled_out.opens(self.after) && counted_beside()
            }
            _ => false,
        }
    }

    /// One of several conditions of what is given: 投资大于等于2000万元，且能耗不超过10%，…给予2%奖补.
    fn is_condition(&self) -> bool {
        let before = &self.text[..self.clause.end];
        let start = before.rfind('。').map_or(0, |at| at + '。'.len_utf8());
        let rest = &self.text[start..];
        let sentence = rest.split('。').next().unwrap_or(rest);
        ["，且", ",且"].iter().any(|joint| sentence.contains(joint)) && self.is_rewarded()
    }

    /// Whether `other` stands in the same clause.
    fn holds(&self, other: &Quantity) -> bool {
        self.clause.contains(&other.number.start)
    }

    /// Whether `other` counts something in the same clause.
    fn counts(&self, other: &Quantity) -> bool {
        self.holds(other)
            && other.unit.as_deref().is_some_and(|unit| unit.ends_with(['家', '个', '户', '所', '项', '座']))
    }

    /// Whether the number measures, rather than counts, what it is said of.
    fn is_measure(&self) -> bool {
        self.is_share()
            || ["元", "平方米", "平米", "公顷", "亩", "吨", "万", "亿", "户", "人", "公里", "米"]
                .iter()
                .any(|unit| self.unit.ends_with(unit))
    }

    fn is_share(&self) -> bool {
        matches!(self.unit, "%" | "％")
    }

    /// Whether what follows in the sentence says what is given: …的，给予奖励.
    fn is_rewarded(&self) -> bool {
        let rest = &self.text[self.clause.end..];
        let sentence = rest.split('。').next().unwrap_or(rest);
        WORDS.aid.occurs_in(sentence) || sentence.contains("享受")
    }

    /// Money given, or what is asked of who gets it.
    fn is_given(&self) -> bool {
        let places = self.unit.ends_with('名') && self.words().contains('前') && self.is_rewarded();
        WORDS.aid.occurs_in(self.words()) || self.unit.ends_with('元') && self.before.ends_with("最高") || places
    }

    /// What is there already, or counts no goal of its own.
    fn exists(&self) -> bool {
        let base = self.before.contains('在') && self.after.contains("基础上");
        base || WORDS.existing.occurs_in(self.words())
            || !self.quantity.bound && (WORDS.existing_before.closes(self.before) || WORDS.generic.opens(self.after))
    }

    /// Whether the form of the number can set a goal: a limit of time must be one, a Chinese numeral follows a verb of making.
    fn is_set(&self) -> bool {
        let quantity = self.quantity;
        if WORDS.times.holds(self.unit) {
            let words = &self.text[quantity.range.start..quantity.number.start];
            return quantity.bound || words.ends_with(['至', '到']) || self.shares_limit();
        }
        !quantity.han || quantity.bound || self.han_goal()
    }

    /// A bare number in Chinese numerals is a goal only right after a verb of making, 一 only of events (举办一次培训班).
    fn han_goal(&self) -> bool {
        const COUNTED: [&str; 5] = ["个", "家", "所", "次", "场"];
        if &self.text[self.quantity.number.clone()] == "一" {
            return WORDS.once_units.holds(self.unit) && WORDS.once.closes(self.before);
        }
        COUNTED.contains(&self.unit) && WORDS.making.closes(self.before) && !WORDS.leading.closes(self.before)
    }

    /// 分别减至1个月、半个月: the second shares the verb of the first.
    fn shares_limit(&self) -> bool {
        self.text[..self.quantity.range.start].ends_with('、') && self.words().contains("分别")
    }
}

/// Whether words behind 的 name whom a threshold singles out.
fn singled_out(words: &str) -> bool {
    const LONGEST: usize = 24;
    let end = words.char_indices().nth(LONGEST).map_or(words.len(), |(at, _)| at);
    WORDS.singled_out.occurs_in(&words[..end])
}

/// Whether the number stands in 《》 or “”: it is part of a name.
fn in_name(text: &str, number: &Range<usize>) -> bool {
    const LONGEST: usize = 120;
    [('《', '》'), ('“', '”'), ('「', '」')].iter().any(|(open, close)| {
        let before = &text[..number.start];
        let opened = before.rfind(*open).filter(|at| !before[*at..].contains(*close) && number.start - at < LONGEST);
        opened.is_some() && text[number.end..].find(*close).is_some_and(|at| at < LONGEST)
    })
}

/// 1. and 1、 before an item; 110千伏 and 2.0 have no unit and do not come here.
fn numbers_item(text: &str, quantity: &Quantity) -> bool {
    text[quantity.number.end..].starts_with(['.', '．']) && quantity.unit.is_none()
}
