//! Which numbers of a text set a goal (TRUTH.md, Targets): not names, thresholds, aid, or what exists already.

use super::clause;
use crate::quantity::{Quantity, WORDS};
use fenjie_model::Amount;
use std::ops::Range;

/// What cuts a procedure down to the number that follows.
const CUTTING: [&str; 10] =
    ["压缩至", "压缩到", "压减至", "压减到", "精简至", "精简到", "缩短至", "缩短到", "减至", "减少到"];

/// Longest name of a place in a list of them, in characters.
const LONGEST_NAME: usize = 12;

/// A number and what stands around it in its clause.
pub(super) struct Place<'a> {
    pub(super) text: &'a str,
    pub(super) quantity: &'a Quantity,
    pub(super) clause: Range<usize>,
    pub(super) before: &'a str,
    pub(super) after: &'a str,
    pub(super) unit: &'a str,
}

/// Whether a number of `text` sets a goal; `all` are the numbers of the text.
pub(super) fn is_goal(text: &str, quantity: &Quantity, all: &[Quantity]) -> bool {
    let place = Place::of(text, quantity);
    !place.is_named() && !place.singles_out(all) && !place.is_given(all) && !place.exists(all) && place.is_set()
}

impl<'a> Place<'a> {
    pub(super) fn of(text: &'a str, quantity: &'a Quantity) -> Self {
        let clause = clause(text, &quantity.range);
        let before = &text[clause.start..quantity.range.start];
        let after = &text[quantity.range.end..clause.end];
        Self { text, quantity, clause, before, after, unit: quantity.unit.as_deref().unwrap_or_default() }
    }

    fn words(&self) -> &'a str {
        &self.text[self.clause.clone()]
    }

    /// A name, the number of an item, the grade of a thing: 《…》, 220千伏, 百亿级, 10万吨级.
    fn is_named(&self) -> bool {
        let sized = || self.is_measure() || self.unit.chars().all(|c| "百千万亿元".contains(c));
        let graded = WORDS.grades.holds(self.unit) || self.after.starts_with('级') && sized();
        graded
            || in_name(self.text, &self.quantity.number)
            || numbers_item(self.text, self.quantity)
            || self.names_standard()
            || self.names_project()
            || self.is_size_of_machine()
            || self.grades_points()
            || self.quantity.han && WORDS.vague.holds(self.unit)
    }

    /// The size of a machine beside which another number stands: 淘汰4.3米焦炉产能90万吨.
    fn is_size_of_machine(&self) -> bool {
        let sized = || self.is_bare() && WORDS.sized.opens(self.after);
        !self.quantity.bound
            && sized()
            && !self.unit.starts_with(['万', '亿'])
            && !self.unit.ends_with(['台', '套', '个', '座', '家', '辆', '艘'])
    }

    /// Points that are given or taken: 扣3分.
    fn grades_points(&self) -> bool {
        self.unit == "分" && !self.quantity.bound && WORDS.grading.closes(self.before)
    }

    /// A share that names a standard: 节能75%标准.
    fn names_standard(&self) -> bool {
        self.is_share() && !self.quantity.bound && WORDS.standards.opens(self.after)
    }

    /// The capacity in the name of a project: 年产60万片玻璃项目.
    fn names_project(&self) -> bool {
        !self.quantity.bound && self.before.ends_with("年产") && self.after.contains("项目")
    }

    /// Whether what follows in the sentence says what is given: …的，给予奖励.
    pub(super) fn is_rewarded(&self) -> bool {
        /// Longest sentence that is looked at, in bytes.
        const LONGEST: usize = 600;
        let rest = &self.text[self.clause.end..];
        let rest = &rest[..rest.floor_char_boundary(LONGEST)];
        let sentence = rest.split('。').next().unwrap_or(rest);
        WORDS.aid.occurs_in(sentence) || sentence.contains("享受")
    }

    /// Money given, or what is asked of who gets it.
    fn is_given(&self, all: &[Quantity]) -> bool {
        let places = self.unit.ends_with('名') && self.words().contains('前') && self.is_rewarded();
        let speaks_of_aid = WORDS.aid.occurs_in(self.words()) && !self.words().contains("补贴性");
        let paid_per_head = self.unit.ends_with('元') && self.words().contains("每人每");
        (speaks_of_aid || paid_per_head) && !self.raises_benefit(all) && !self.is_set_aside()
            || self.unit.ends_with('元') && self.before.ends_with("最高")
            || places
    }

    /// Money that is set aside for a work: 每年安排不少于1000万元专项资金支持….
    fn is_set_aside(&self) -> bool {
        const VERBS: [&str; 4] = ["安排", "投入", "统筹", "筹措"];
        const FUNDS: [&str; 5] = ["专项资金", "财政资金", "专项经费", "资金", "经费"];
        const GIVEN: [&str; 4] = ["奖", "补", "给予", "每家"];
        self.unit.ends_with('元')
            && VERBS.iter().any(|verb| self.before.ends_with(verb))
            && FUNDS.iter().any(|fund| self.after.starts_with(fund))
            && !GIVEN.iter().any(|word| self.after.contains(word))
    }

    /// What everybody is to get from now on: 补助标准提高到每人每年84元, 由60元提高到84元, 分别提高5元和8元.
    fn raises_benefit(&self, all: &[Quantity]) -> bool {
        if !self.unit.ends_with('元') {
            return false;
        }
        let mut words = &self.text[self.clause.start..self.quantity.number.start];
        let mut raised = false;
        while let Some(word) = WORDS.raising.closing(words).or_else(|| WORDS.per_head.closing(words)) {
            raised |= WORDS.raising.closes(words);
            words = &words[..words.len() - word.len()];
        }
        if let Some((rest, _)) = words.rsplit_once(['由', '从']).filter(|(_, base)| raised && base.ends_with('元')) {
            words = rest;
        }
        if !raised && let Some(listed) = words.strip_suffix(['、', '和', '及']) {
            let end = self.clause.start + listed.len();
            let first = all.iter().rfind(|other| other.range.end == end && other.unit == self.quantity.unit);
            return first.is_some_and(|first| Place::of(self.text, first).raises_benefit(all));
        }
        raised && WORDS.benefits.closes(words) && !WORDS.rewards.closes(words)
    }

    /// What is there already, or counts no goal of its own.
    fn exists(&self, all: &[Quantity]) -> bool {
        let base = self.before.contains('在') && self.after.contains("基础上");
        base || WORDS.existing.occurs_in(self.words())
            || self.tells_ground()
            || self.words().starts_with('除')
            || self.is_of_last_year()
            || self.relies_on_it()
            || WORDS.at_hand.closes(self.before)
            || self.counts_graduates()
            || self.counts_all_reached()
            || self.is_done()
            || self.is_investment() && !self.is_invested_in_goal(all)
            || !self.quantity.bound
                && (WORDS.existing_before.closes(self.before)
                    || self.has_been_done()
                    || self.spells_slogan()
                    || WORDS.generic.opens(self.after) && !self.is_cut_down()
                    || !self.is_chosen() && (self.counts_area() || self.is_defined())
                    || self.sums_up_names()
                    || self.counts_named_places()
                    || self.is_of_document())
    }

    /// What the clause itself says is done: 园区已入驻企业251家; 已建成的 are those that are meant.
    fn has_been_done(&self) -> bool {
        let done = self.before.rsplit_once('已').map(|(_, rest)| rest);
        done.is_some_and(|rest| !rest.contains('的') && !WORDS.ahead.occurs_in(rest))
    }

    /// A small count of a scheme that a slogan sums up: 构建1个平台、2个中心、N个应用, …形成“1234”体系.
    fn spells_slogan(&self) -> bool {
        /// What stands further off, in bytes, is of another scheme.
        const FURTHEST: usize = 400;
        let Amount::One(count) = self.quantity.value else { return false };
        let digit = (1..=9_u8).find(|digit| (f64::from(*digit) - count).abs() < f64::EPSILON);
        let Some(digit) = digit.map(|digit| char::from(b'0' + digit)) else { return false };
        let start = self.text.ceil_char_boundary(self.clause.start.saturating_sub(FURTHEST));
        let end = self.text.floor_char_boundary(self.clause.end.saturating_add(FURTHEST));
        let near = &self.text[start..end];
        let counts_any = || ["、N个", "+N个", "和N个", "及N个"].iter().any(|word| self.words().contains(word));
        counts_any() || slogans(near).any(|slogan| slogan.contains(digit))
    }

    /// The ground that a place takes up: 占地300亩; 占地区生产总值 is a share.
    fn tells_ground(&self) -> bool {
        let tells = |words: &str| words.match_indices("占地").any(|(at, _)| !words[at..].starts_with("占地区"));
        let described = || !self.quantity.bound && !self.speaks_of_making() && tells(self.sentence_before());
        tells(self.words()) || described()
    }

    /// A figure of last year; 较上年 and 比去年 compare what is to be with it.
    fn is_of_last_year(&self) -> bool {
        let of =
            |word: &str| self.words().match_indices(word).any(|(at, _)| !self.words()[..at].ends_with(['较', '比']));
        of("上年") || of("去年")
    }

    /// All of those that a measure reaches: 对23座加油站开展全覆盖检查.
    fn counts_all_reached(&self) -> bool {
        const AHEAD: usize = 60;
        let rest = &self.text[self.quantity.range.end..];
        let rest = &rest[..rest.floor_char_boundary(AHEAD)];
        let clause = rest.split(['，', '。', '；']).next().unwrap_or(rest);
        self.words().starts_with('对') && !self.is_measure() && clause.contains("全覆盖")
    }

    /// Those who will graduate are there whatever is done for them: 高校毕业生超过1万人，要….
    fn counts_graduates(&self) -> bool {
        let kind = self.before.strip_suffix("毕业生").filter(|_| self.unit.ends_with('人'));
        let kind = kind.map(|kind| without_times(kind.trim_start_matches("预计")).trim_start_matches("预计"));
        kind.is_some_and(|kind| matches!(kind, "" | "高校" | "普通高校" | "应届高校"))
    }

    /// A bare figure in a sentence that tells what was done: 平台已全面整合数据，布置点位60个.
    fn is_done(&self) -> bool {
        if self.quantity.bound {
            return false;
        }
        let sentence = self.sentence_before();
        let told = |(at, _): (usize, char)| WORDS.done.opening(&sentence[at..]).map(|word| at + word.len());
        let told = sentence.char_indices().rev().find_map(told);
        told.is_some_and(|told| {
            let rest = &sentence[told..];
            // 已经开工的项目 are those that are meant.
            let clause = rest.split(['，', ',', '：']).next().unwrap_or(rest);
            !clause.contains('的') && !WORDS.ahead.occurs_in(rest)
        })
    }

    /// The sentence up to the number.
    fn sentence_before(&self) -> &'a str {
        /// What stands further off, in bytes, tells nothing of the number.
        const FURTHEST: usize = 600;
        let near = self.text.ceil_char_boundary(self.quantity.range.start.saturating_sub(FURTHEST));
        let before = &self.text[near..self.quantity.range.start];
        before.rsplit(['。', '；']).next().unwrap_or(before)
    }

    /// What a measure relies on (依托3个平台), unless something is made of it (依托园区建设项目3个).
    fn relies_on_it(&self) -> bool {
        let relied = self.before.rsplit_once("依托").map(|(_, rest)| rest);
        relied.is_some_and(|rest| !WORDS.making.iter().any(|verb| !WORDS.leading.holds(verb) && rest.contains(verb)))
    }

    /// The money in an undertaking: 总投资5亿元.
    fn is_investment(&self) -> bool {
        let digit = |c: char| c.is_ascii_digit();
        let whole = || self.before.rsplit_once("总投资").is_some_and(|(_, rest)| !rest.contains(digit));
        self.unit.ends_with('元') && (whole() || self.after.starts_with("总投资"))
    }

    /// Whether the money is that of undertakings whose number is a goal: 储备项目50个，总投资300亿元以上.
    fn is_invested_in_goal(&self, all: &[Quantity]) -> bool {
        const COUNTERS: [char; 4] = ['个', '项', '家', '件'];
        let last = all.iter().rev().find(|other| other.range.end <= self.quantity.range.start);
        let Some(undertakings) = last.filter(|last| last.unit.as_deref().is_some_and(|unit| unit.ends_with(COUNTERS)))
        else {
            return false;
        };
        let between = self.text.get(undertakings.range.end..self.quantity.range.start).unwrap_or_default();
        let adjoins = between.chars().filter(|c| "，,；;".contains(*c)).count() <= 1;
        adjoins && !between.contains(['。', '（', '(']) && is_goal(self.text, undertakings, all)
    }

    /// All of the kind in an area: 全市21个站点. A share or a measure of the area is no count of what is there, nor is what a
    /// verb asks for (完成全市20个小区改造).
    fn counts_area(&self) -> bool {
        let area = WORDS.whole_areas.closing(self.before).filter(|_| !self.is_measure());
        area.and_then(|area| self.before.strip_suffix(area)).is_some_and(|rest| !WORDS.making.closes(rest))
    }

    /// Whether those counted are picked out to try something: 100个县开展试点.
    fn is_chosen(&self) -> bool {
        ["示范", "试点", "创建"].iter().any(|word| self.after.contains(word))
    }

    /// A count of those whom the words before it, or 以…为, define: 纳入试点的2家电厂, 以3个大县为重点.
    fn is_defined(&self) -> bool {
        let described = || self.before.ends_with('的') && !self.is_measure() && !WORDS.making.occurs_in(self.before);
        described() || self.before.ends_with('以') && WORDS.taken_as.occurs_in(self.after)
    }

    /// The count after a list of names, of agencies or of what is bettered, says how many were named: 提升甲、乙等5个县站.
    fn sums_up_names(&self) -> bool {
        let named = self.before.ends_with('等') && self.before.contains('、');
        let of_parts = || self.unit == "大类" || self.unit == "项" && WORDS.listed_measures.opens(self.after);
        named && (["部门", "单位"].iter().any(|word| self.after.starts_with(word)) || of_parts() || self.is_bettered())
            || self.before.ends_with('等') && of_parts()
    }

    /// The count behind the names of the places of the work: 在甲、乙、丙3个试验区培育….
    fn counts_named_places(&self) -> bool {
        let Amount::One(count) = self.quantity.value else { return false };
        let named = self.before.rsplit_once('在').filter(|(_, names)| !names.ends_with('共'));
        named.is_some_and(|(_, names)| {
            let parts = names.split(['、', '和']).map(|name| name.chars().count());
            parts.clone().all(|length| (2..=LONGEST_NAME).contains(&length))
                && count > 1.0
                && (parts.count() as f64 - count).abs() < 0.5
        })
    }

    /// Whether the clause is of bettering what is there, and of making nothing.
    fn is_bettered(&self) -> bool {
        WORDS.bettering.opens(self.words()) && !self.speaks_of_making()
    }

    /// Whether a verb of making stands before the number, near or far.
    pub(super) fn speaks_of_making(&self) -> bool {
        WORDS.making.iter().any(|verb| !WORDS.leading.holds(verb) && self.before.contains(verb))
    }

    /// The count of those a document is made for or by: 制定8个市（州）的方案, 按照21个站点的提升方案.
    fn is_of_document(&self) -> bool {
        let areas = || WORDS.areas.opens(self.after) && !WORDS.not_areas.opens(self.after);
        let named = WORDS.drafting.closes(self.before) && areas() || WORDS.referring.opens(self.words());
        named && self.after.rsplit_once('的').is_some_and(|(_, noun)| WORDS.documents.occurs_in(noun))
    }

    /// Whether the form of the number can set a goal: a limit of time must be one, a Chinese numeral follows a verb of making.
    fn is_set(&self) -> bool {
        let quantity = self.quantity;
        if WORDS.times.holds(self.unit) {
            let words = &self.text[quantity.range.start..quantity.number.start];
            return quantity.bound || words.ends_with(['至', '到']) || self.is_held() || self.shares_limit();
        }
        !quantity.han || quantity.bound || self.han_goal()
    }

    /// A length of time that is to stay as it is: 周期稳定在3个月.
    fn is_held(&self) -> bool {
        ["稳定在", "保持在", "维持在"].iter().any(|verb| self.before.ends_with(verb))
    }

    /// A bare number in Chinese numerals is a goal only right after a verb of making, 一 only of events (举办一次培训班).
    fn han_goal(&self) -> bool {
        const COUNTED: [&str; 7] = ["个", "家", "所", "次", "场", "座", "条"];
        if &self.text[self.quantity.number.clone()] == "一" {
            return WORDS.once_units.holds(self.unit) && WORDS.once.closes(self.before);
        }
        COUNTED.contains(&self.unit) && WORDS.making.closes(self.before) && !WORDS.leading.closes(self.before)
    }

    /// 分别减至1个月、半个月, 压缩到3个环节、1个工作日: the second shares the verb of the first.
    fn shares_limit(&self) -> bool {
        self.before.ends_with('、')
            && (self.words().contains("分别") || CUTTING.iter().any(|cut| self.before.contains(cut)))
    }

    /// Whether a verb says to how many steps something is cut down: 压缩到3个环节.
    fn is_cut_down(&self) -> bool {
        let words = &self.text[self.quantity.range.start..self.quantity.number.start];
        CUTTING.iter().any(|cut| words.ends_with(cut))
    }
}

/// The slogans of figures in a text: “1234”, “1+2+N”.
fn slogans(text: &str) -> impl Iterator<Item = &str> {
    const FEWEST: usize = 3;
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '+' | '＋' | 'N' | 'n' | 'X');
    let is_year = |inner: &str| inner.len() == 4 && inner.starts_with("20");
    text.split('“').skip(1).filter_map(|rest| rest.split_once('”')).map(|(inner, _)| inner).filter(move |inner| {
        inner.len() >= FEWEST
            && inner.starts_with(|c: char| c.is_ascii_digit())
            && inner.chars().all(is_part)
            && !is_year(inner)
    })
}

/// Without the times that open a clause.
fn without_times(s: &str) -> &str {
    let rest = ["今年", "明年"].iter().find_map(|year| s.strip_prefix(year)).unwrap_or(s);
    let time = crate::time::scan(rest).into_iter().next().filter(|time| time.range.start == 0);
    time.map_or(rest, |time| &rest[time.range.end..])
}

/// Whether the number stands in 《》 or “”: it is part of a name.
fn in_name(text: &str, number: &Range<usize>) -> bool {
    const LONGEST: usize = 120;
    let before = &text[text.ceil_char_boundary((number.start + 1).saturating_sub(LONGEST))..number.start];
    let after = &text[number.end..];
    let after = &after[..after.floor_char_boundary(LONGEST)];
    [('《', '》'), ('“', '”'), ('「', '」')].iter().any(|(open, close)| {
        let opened = before.rfind(*open).is_some_and(|at| !before[at..].contains(*close));
        opened && after.contains(*close)
    })
}

/// 1. and 1、 before an item; 110千伏 and 2.0 have no unit and do not come here.
fn numbers_item(text: &str, quantity: &Quantity) -> bool {
    text[quantity.number.end..].starts_with(['.', '．']) && quantity.unit.is_none()
}
