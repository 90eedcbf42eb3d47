//! How well the words of a cell fit what a column holds: evidence for the meaning of columns and of shifted cells.

use fenjie_lexicon::{ColumnRole, statement, unit_plausibility};
use fenjie_text::{chars, numeral};
use std::borrow::Cow;
use std::cell::OnceCell;

/// How well `words` fit a column of this role, about -3 (cannot be) to 3 (hardly anything else); 0 for empty words.
pub fn fit(words: &str, role: ColumnRole) -> f32 {
    Words::of(words).fit(role)
}

/// The words of a cell; what is found out about them for one role serves the others.
pub(crate) struct Words<'a> {
    /// Without blanks.
    compact: Cow<'a, str>,
    length: usize,
    is_number: bool,
    is_time: bool,
    units: OnceCell<f32>,
}

impl<'a> Words<'a> {
    pub(crate) fn of(words: &'a str) -> Self {
        let compact = chars::without_blanks(words);
        let digits = compact.trim_end_matches(['.', '．', '、']);
        let is_number = !digits.is_empty() && digits.len() <= 12 && digits.chars().all(|c| numeral::digit(c).is_some());
        Self { length: compact.chars().count(), is_number, is_time: is_time(&compact), units: OnceCell::new(), compact }
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.compact.is_empty()
    }

    /// How well the words fit a column of this role, as [`fit`] gives it.
    pub(crate) fn fit(&self, role: ColumnRole) -> f32 {
        if self.compact.is_empty() {
            return 0.0;
        }
        match role {
            ColumnRole::Sequence if self.is_number => 3.0,
            ColumnRole::Sequence => -2.5,
            ColumnRole::CategoryNumber => match (self.is_han_number(), self.is_number) {
                (true, _) => 3.0,
                (_, true) => -1.0,
                _ => -2.5,
            },
            ColumnRole::Category | ColumnRole::Title => self.label(),
            ColumnRole::Task | ColumnRole::Deliverable => self.prose(),
            ColumnRole::Lead | ColumnRole::Support => self.units(),
            ColumnRole::Deadline if self.is_time => 3.0,
            ColumnRole::Deadline if self.may_be_time() => -0.5,
            ColumnRole::Deadline => -3.0,
            ColumnRole::Remark | ColumnRole::Other if self.is_number => -1.0,
            ColumnRole::Remark | ColumnRole::Other => 0.0,
        }
    }

    fn is_han_number(&self) -> bool {
        let number = self.compact.split(['(', '（']).next().unwrap_or_default();
        numeral::parse_han(number.trim_end_matches('、')).is_some()
    }

    fn are_units(&self) -> bool {
        self.unit_plausibility() > 0.9
    }

    fn unit_plausibility(&self) -> f32 {
        *self.units.get_or_init(|| unit_plausibility(&self.compact).max(self.statement_plausibility()))
    }

    /// How much the words look like units that are given roles: 市商务局牵头，市财政局配合.
    fn statement_plausibility(&self) -> f32 {
        const LONGEST: usize = 60;
        let gives_roles = ["牵头", "配合", "负责"].iter().any(|verb| self.compact.contains(verb));
        let is_short = self.length <= LONGEST && !self.compact.contains('。');
        if gives_roles && is_short { statement::parse(&self.compact).plausibility } else { 0.0 }
    }

    /// Whether short words speak of a time in a way of their own: 第8周, 春节期间, 5个工作日内.
    fn may_be_time(&self) -> bool {
        const LONGEST: usize = 12;
        const WORDS: &str = "年月日周旬季期前内起时节止";
        self.length <= LONGEST
            && self.compact.contains(|c| WORDS.contains(c))
            && !self.compact.contains('。')
            && self.unit_plausibility() < 0.5
    }

    fn label(&self) -> f32 {
        if self.is_number || self.is_time || self.are_units() {
            -1.5
        } else if self.length > 60 || self.compact.contains('。') {
            -1.0
        } else {
            1.0
        }
    }

    fn prose(&self) -> f32 {
        if self.is_number || self.is_time {
            -2.5
        } else if self.are_units() {
            -1.5
        } else if self.length > 12 {
            2.0
        } else {
            0.5
        }
    }

    fn units(&self) -> f32 {
        if self.is_number || self.is_time || self.compact.contains('。') {
            -2.5
        } else {
            4.0 * self.unit_plausibility() - 1.5
        }
    }
}

/// Whether a short string is nothing but a time: 2017年, 6月底前, 长期, 持续推进, 2017.
pub fn looks_like_time(words: &str) -> bool {
    is_time(&chars::without_blanks(words))
}

fn is_time(compact: &str) -> bool {
    const LONGEST: usize = 16;
    // 2025年1月1日至2026年12月31日.
    const LONGEST_SPAN: usize = 24;
    const STANDING: [&str; 15] = [
        "长期",
        "持续",
        "全年",
        "常年",
        "即时",
        "立即",
        "按时",
        "按计划",
        "适时",
        "年内",
        "每年",
        "每半年",
        "每季",
        "每月",
        "每周",
    ];
    // What is said of faults that are put right at once.
    const AT_ONCE: [&str; 4] = ["立行立改", "即知即改", "立查立改", "边查边改"];
    const MARKS: &str =
        "年月日底前初末中旬上下半第季度至到—-－~～、，及起按时序计划节点间完成持续推进长期实施每全一二三四";
    let length = compact.chars().take(LONGEST_SPAN + 1).count();
    let most = if compact.contains('至') { LONGEST_SPAN } else { LONGEST };
    if length == 0 || length > most {
        return false;
    }
    if compact.len() == 4 && compact.starts_with("20") && compact.bytes().all(|b| b.is_ascii_digit()) {
        return true;
    }
    if is_dotted(compact) || AT_ONCE.contains(&compact) {
        return true;
    }
    let is_dated = compact.contains(['年', '月', '季'])
        && compact.contains(|c| numeral::digit(c).is_some() || "底末季".contains(c));
    let known = compact.chars().filter(|c| numeral::digit(*c).is_some() || MARKS.contains(*c)).count();
    (is_dated || STANDING.iter().any(|word| compact.starts_with(word))) && known * 10 >= length * 7
}

/// Whether words list sections of a body: 基础教育科、教研室.
pub(crate) fn are_sections(words: &str) -> bool {
    const LONGEST: usize = 12;
    const ENDS: [&str; 13] = ["科", "股", "室", "处", "站", "所", "队", "办", "部", "组", "中心", "科室", "党委"];
    let is_name = |name: &str| {
        let name = name.trim_matches(chars::is_blank);
        name.chars().nth(1).is_some()
            && name.chars().nth(LONGEST).is_none()
            && name.chars().all(chars::is_han)
            && ENDS.iter().any(|end| name.ends_with(end))
    };
    words.split(['、', '，', '；']).filter(|name| !name.is_empty()).all(is_name)
}

/// 2020.12, 2020-6-30, 2020/9: a year, a month and perhaps a day.
pub(crate) fn is_dotted(compact: &str) -> bool {
    let mut parts = compact.split(['.', '．', '-', '/']);
    let is_year = |part: &str| part.len() == 4 && part.starts_with("20") && part.bytes().all(|b| b.is_ascii_digit());
    let within = |part: &str, most: u32| part.parse().is_ok_and(|n: u32| (1..=most).contains(&n));
    parts.next().is_some_and(is_year)
        && parts.next().is_some_and(|month| within(month, 12))
        && parts.next().is_none_or(|day| within(day, 31))
        && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_fits_its_own_column_best() {
        use ColumnRole::{CategoryNumber, Deadline, Lead, Sequence, Task};
        let roles = [Sequence, CategoryNumber, Task, Lead, Deadline];
        for (words, role) in [
            ("12", Sequence),
            ("二 (续)", CategoryNumber),
            ("加强我市注册商标的培育和认定工作，全市注册商标总量达到13万件以上。", Task),
            ("市科技 局、市财政局", Lead),
            ("2017 年", Deadline),
            ("长 期", Deadline),
            ("2020年12月底前", Deadline),
            ("2020.12", Deadline),
            ("按计划推进", Deadline),
            ("立行立改", Deadline),
            ("每半年", Deadline),
            ("2025年1月1日至2026年12月31日", Deadline),
        ] {
            let best = roles.iter().max_by(|a, b| fit(words, **a).total_cmp(&fit(words, **b))).unwrap();
            assert_eq!(*best, role, "{words}");
        }
    }
}
