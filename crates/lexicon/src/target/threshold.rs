//! Numbers that tell whom or what a measure is for, and set no goal themselves: 投资5000万元以上的项目, 30万千瓦及以上机组,
//! 对利用率低于30%的设备, 500米范围内.

use super::goal::Place;
use crate::quantity::{Quantity, WORDS};
use fenjie_model::Operator;

/// Ends of the units that count firms, places and undertakings.
const COUNTERS: [char; 6] = ['家', '个', '户', '所', '项', '座'];

impl<'a> Place<'a> {
    /// A threshold that tells who or what is meant; `all` are the numbers of the text.
    pub(super) fn singles_out(&self, all: &[Quantity]) -> bool {
        self.is_within()
            || self.is_bracket()
            || self.is_required_of(all)
            || self.compares() && (self.describes(all) || self.grades(all) || self.is_condition())
            || self.is_attribute(all)
            || self.is_size()
            || self.tells_settlements()
            || self.is_dimension()
            || self.is_capacity(all)
    }

    /// The part of a sum that is meant: 应纳税所得额80万元至200万元部分.
    fn is_bracket(&self) -> bool {
        self.unit.ends_with('元') && self.after.trim_start_matches('的').starts_with("部分")
    }

    /// The size from which something is required of what is built, alone or in a list of sizes by place: 甲市3万平方米、
    /// 乙市5万平方米以上新建的厂房，应安装水表.
    fn is_required_of(&self, all: &[Quantity]) -> bool {
        const REQUIRED: [&str; 6] = ["应当", "应", "须", "必须", "均应", "一律"];
        if !self.is_bare() || !self.is_weight() || self.is_made() || self.speaks_of_making() {
            return false;
        }
        let listed = |other: &&Quantity| other.unit == self.quantity.unit && self.holds(other);
        let last = all.iter().rfind(listed).unwrap_or(self.quantity);
        let words = &self.text[last.number.end..last.range.end];
        let next = self.text[self.clause.end..].trim_start_matches(['，', ',']);
        // The last of a long list may stand beyond the end of the clause that was looked at.
        let noun = self.text.get(last.range.end..self.clause.end).unwrap_or_default();
        words.ends_with(['上', '下'])
            && noun.rsplit_once('的').is_some_and(|(attribute, noun)| !attribute.is_empty() && !noun.is_empty())
            && REQUIRED.iter().any(|word| next.starts_with(word))
    }

    /// The surroundings of a place: 15公里范围内, 500米服务半径.
    fn is_within(&self) -> bool {
        let surrounds = ["范围内", "范围以内", "服务半径"].iter().any(|word| self.after.starts_with(word));
        surrounds && self.unit.ends_with(['米', '里'])
    }

    /// How large those are that are meant: 年营收2000万元, 20人以上规模, 大型企业（含100家）.
    fn is_size(&self) -> bool {
        ["（含", "(含", "以上的企业"].iter().any(|word| self.after.starts_with(word))
            || self.before.ends_with("年营收")
            || self.after.starts_with("规模") && !self.after.starts_with("规模以上") && self.quantity.bound
    }

    /// How many live in the places that are meant: 20户以上自然村.
    fn tells_settlements(&self) -> bool {
        self.compares() && self.unit.ends_with(['户', '人']) && WORDS.settlements.opens(self.after)
    }

    /// How thick or wide a thing is to be that is meant: 厚度0.01毫米以上地膜.
    fn is_dimension(&self) -> bool {
        const DIMENSIONS: [&str; 8] = ["厚度", "直径", "半径", "高度", "宽度", "深度", "口径", "海拔"];
        let of_dimension = || DIMENSIONS.iter().any(|dimension| self.before.ends_with(dimension));
        let of_area = || ["地区", "区域", "地带"].iter().any(|area| self.after.starts_with(area));
        let described = || of_dimension() && self.after.starts_with(fenjie_text::chars::is_han) || of_area();
        self.is_bare() && self.unit.ends_with('米') && described()
    }

    /// What each of the works that are counted behind it is to yield: 建设日处理10万吨污水处理厂2座.
    fn is_capacity(&self, all: &[Quantity]) -> bool {
        let counted = || all.iter().any(|other| other.number.start >= self.quantity.range.end && self.holds(other));
        !self.quantity.bound && WORDS.capacity.closes(self.before) && counted()
    }

    /// Whether a word says that the number is a bound.
    fn compares(&self) -> bool {
        matches!(self.quantity.op, Operator::AtLeast | Operator::AtMost)
    }

    /// Whether no word stands between the clause and the number.
    pub(super) fn is_bare(&self) -> bool {
        self.quantity.range.start == self.quantity.number.start
    }

    /// Whether a verb of making stands right before the number.
    fn is_made(&self) -> bool {
        let before = ["总规模", "规模"].iter().find_map(|size| self.before.strip_suffix(size)).unwrap_or(self.before);
        WORDS.making.closes(before)
    }

    /// What the number describes: the words after 的.
    fn described(&self) -> Option<&'a str> {
        self.after.trim_start_matches(['）', ')']).strip_prefix('的')
    }

    /// A bound with 的, or with the noun, before whom it singles out: 产值1亿元以上的企业, 营收超亿元企业60家.
    fn describes(&self, all: &[Quantity]) -> bool {
        let later = || all.iter().any(|other| other.number.start >= self.quantity.range.end && self.holds(other));
        match self.described() {
            Some(_) if self.is_made() => false,
            Some(_) if self.is_bare() && !self.is_share() => true,
            // 合格率20%及以上的林地面积达到300万亩; …8%以上）的，给予奖励.
            Some(rest) => {
                let names = singled_out(rest) && (self.is_bare() || !self.is_share());
                later() || self.is_measure() && (names || rest.is_empty() && self.is_rewarded())
            }
            None => {
                let named = || WORDS.singled_out.opens(self.after) && self.is_counted_beside(all);
                self.is_weight() && (named() || self.is_class_of_next(all))
            }
        }
    }

    /// The sum that names those counted right behind it: 产值过千亿元园区2家.
    fn is_class_of_next(&self, all: &[Quantity]) -> bool {
        const LONGEST: usize = 10;
        let next = all.iter().find(|other| other.range.start >= self.quantity.range.end && self.counts(other));
        let noun = next.and_then(|next| self.text.get(self.quantity.range.end..next.range.start)).unwrap_or_default();
        let is_noun = (1..=LONGEST).contains(&noun.chars().count()) && noun.chars().all(fenjie_text::chars::is_han);
        let bare = next.is_some_and(|next| next.range.start == next.number.start);
        let verbs = || WORDS.making.occurs_in(noun) || WORDS.change.occurs_in(noun) || WORDS.closing.opens(noun);
        self.unit.ends_with('元') && is_noun && bare && !verbs()
    }

    /// A grade right before the class that it tells apart: 20万千瓦及以下等级机组, 日处理300吨以上设施.
    fn grades(&self, all: &[Quantity]) -> bool {
        let words = &self.text[self.quantity.number.end..self.quantity.range.end];
        if !self.is_bare() || !self.is_weight() || !words.ends_with(['上', '下']) {
            return false;
        }
        let noun = opening_noun(self.after);
        let sized = !self.unit.ends_with(['户', '人', '万', '亿']) || WORDS.measured.closes(self.before);
        let classed = sized && (WORDS.classes.occurs_in(noun) || WORDS.singled_out.occurs_in(noun));
        // 以上 after a verb of making says how much is to be made, of a firm how large it is.
        let firms = ["企业", "公司", "集团"].iter().any(|word| noun.contains(word));
        let asked = || self.before.ends_with("完成") || self.speaks_of_making() && !self.is_disposed();
        let goal = || if firms { self.is_made() } else { asked() && !self.is_counted_beside(all) };
        (classed || noun.starts_with('级')) && (words.ends_with("及以上") || words.ends_with("以下") || !goal())
    }

    /// What is measured on those who are meant, alone or joined to others: 对利用率低于30%或功率低于2千瓦的设备.
    fn is_attribute(&self, all: &[Quantity]) -> bool {
        const MOST_JOINED: usize = 8;
        let Some(mut tail) = self.tail() else { return false };
        let mut last = self.quantity;
        for _ in 0..MOST_JOINED {
            let place = Place::of(self.text, last);
            if let Some(noun) = tail.strip_prefix('的') {
                return place.singles_out_noun(noun);
            }
            let Some(next) = place.joined(tail, all) else { return false };
            let Some(next_tail) = Place::of(self.text, next).tail() else { return false };
            (last, tail) = (next, next_tail);
        }
        false
    }

    /// What follows the number and its bound: the bound may stand after what is counted (300个机架以下). `None` where no bound
    /// stands that can tell things apart; 不低于 is said of what is to come.
    fn tail(&self) -> Option<&'a str> {
        const LONGEST_COUNTED: usize = 6;
        const TELLING: [&str; 9] = ["高于", "低于", "超过", "大于", "小于", "多于", "少于", "达到", "≥"];
        let words = &self.text[self.quantity.range.start..self.quantity.number.start];
        let tells = words == "不足" || !words.contains('不') && TELLING.iter().any(|word| words.ends_with(word));
        if self.compares() && (tells || self.is_bare()) {
            let behind = if self.after.is_empty() { &self.text[self.clause.end..] } else { self.after };
            return Some(behind.trim_start_matches(['）', ')']));
        }
        let end = self.after.char_indices().nth(LONGEST_COUNTED).map_or(self.after.len(), |(at, _)| at);
        let counted = &self.after[..end];
        let bound = ["以上", "以下"].iter().find_map(|word| Some(counted.find(word)? + word.len()))?;
        let tail = &self.after[bound..];
        let is_own = self.is_bare() && counted[..bound].chars().all(fenjie_text::chars::is_han);
        (is_own && !counted[..bound].contains('级') && tail.starts_with(['的', '、', '或', '且'])).then_some(tail)
    }

    /// Whether the number and 的 tell apart what `noun` begins with, rather than say how it is to be.
    fn singles_out_noun(&self, noun: &str) -> bool {
        if noun.is_empty() || WORDS.levels.occurs_in(opening_noun(noun)) {
            return false;
        }
        // 将30%以上的资金用于…: the share of what follows is a quota.
        let weighed = || self.is_weight() || self.unit.is_empty();
        let measured = WORDS.measured.closes(self.measured());
        if !self.is_made() && self.is_disposed() {
            return measured || weighed();
        }
        let told = || weighed() || !self.before.is_empty();
        // 用车超过10辆的企业 are firms; 超过10家的企业 is their number.
        let owned =
            || !self.is_share() && !self.unit.ends_with(COUNTERS) && WORDS.singled_out.occurs_in(opening_noun(noun));
        (measured || owned() || told() && self.is_forbidden(noun)) && !self.speaks_of_making()
    }

    /// Whether what the number describes is not to be: 高于320克标准煤/千瓦时的机组不得新建.
    fn is_forbidden(&self, noun: &str) -> bool {
        let next = self.text[self.clause.end..].trim_start_matches(['，', ',']);
        WORDS.forbidding.occurs_in(noun) || WORDS.forbidding.opens(next)
    }

    /// The words before the number that may name what is measured: without 在 and without a remark in brackets.
    fn measured(&self) -> &'a str {
        let before = self.before.trim_end_matches(['在', '为', '均']);
        match before.strip_suffix(['）', ')']) {
            Some(inner) => inner.rfind(['（', '(']).map_or(before, |at| &before[..at]),
            None => before,
        }
    }

    /// The next number, where 或, 且 or 、 joins it to this one.
    fn joined<'q>(&self, tail: &str, all: &'q [Quantity]) -> Option<&'q Quantity> {
        let joint = ["或", "且", "、", "以及", "，且", ",且"].iter().any(|joint| tail.starts_with(joint));
        let next = all.iter().find(|other| joint && other.range.start >= self.quantity.range.end)?;
        let between = self.text.get(self.quantity.range.end..next.range.start)?;
        let marks = between.chars().filter(|c| "，,。；;：:！".contains(*c)).count();
        let near = marks == 0 || marks == 1 && tail.starts_with(['，', ',']);
        (near && !WORDS.making.occurs_in(between)).then_some(next)
    }

    /// Whether 对, 将 or 把 puts what the number describes before its verb.
    fn is_disposed(&self) -> bool {
        self.before.char_indices().any(|(at, c)| {
            matches!(c, '对' | '将' | '把')
                && !WORDS.not_disposing.opens(&self.before[at..])
                && !WORDS.not_disposing.closes(&self.before[..at + c.len_utf8()])
        })
    }

    /// One of several conditions of what is given: 投资大于等于800万元，且损耗不超过5%，…给予3%奖补;
    /// 投资500万元以上且正式运营的，给予….
    fn is_condition(&self) -> bool {
        /// What stands further off, in bytes, is another sentence or none.
        const FURTHEST: usize = 600;
        let near = self.text.ceil_char_boundary(self.clause.start.saturating_sub(FURTHEST));
        let before = &self.text[near..self.clause.end];
        let start = before.rfind('。').map_or(near, |at| near + at + '。'.len_utf8());
        let rest = &self.text[start..self.text.floor_char_boundary(self.clause.end + FURTHEST)];
        let sentence = rest.split('。').next().unwrap_or(rest);
        let in_clause = || self.after.starts_with('且') && self.after.ends_with('的');
        (["，且", ",且"].iter().any(|joint| sentence.contains(joint)) || in_clause()) && self.is_rewarded()
    }

    /// Whether `other` stands in the same clause.
    fn holds(&self, other: &Quantity) -> bool {
        self.clause.contains(&other.number.start)
    }

    /// Whether another number of the clause counts something.
    fn is_counted_beside(&self, all: &[Quantity]) -> bool {
        all.iter().any(|other| other.number != self.quantity.number && self.counts(other))
    }

    /// Whether `other` counts something in the same clause.
    fn counts(&self, other: &Quantity) -> bool {
        self.holds(other) && other.unit.as_deref().is_some_and(|unit| unit.ends_with(COUNTERS))
    }

    /// Whether the number measures, rather than counts, what it is said of.
    pub(super) fn is_measure(&self) -> bool {
        let unit = self.unit.split(['/', '／']).next().unwrap_or_default();
        self.is_share() || WORDS.measuring.closes(unit)
    }

    /// Whether the number says how much or how large, not which share.
    fn is_weight(&self) -> bool {
        self.is_measure() && !self.is_share()
    }

    pub(super) fn is_share(&self) -> bool {
        matches!(self.unit, "%" | "％")
    }
}

/// The words that a noun with its attributes can fill: to the next mark, joint or number.
fn opening_noun(words: &str) -> &str {
    const LONGEST: usize = 12;
    let ends = |(at, c): &(usize, char)| "、，的和与或及并（(".contains(*c) || c.is_ascii_digit() && *at > 0;
    let end = words.char_indices().take(LONGEST).find(ends).map(|(at, _)| at);
    &words[..end.or_else(|| words.char_indices().nth(LONGEST).map(|(at, _)| at)).unwrap_or(words.len())]
}

/// Whether words behind 的 name whom a threshold singles out.
fn singled_out(words: &str) -> bool {
    const LONGEST: usize = 24;
    let end = words.char_indices().nth(LONGEST).map_or(words.len(), |(at, _)| at);
    WORDS.singled_out.occurs_in(&words[..end])
}
