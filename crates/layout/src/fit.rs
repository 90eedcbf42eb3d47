//! How well the words of a cell fit what a column holds: evidence for the meaning of columns and of shifted cells.

use fenjie_lexicon::{ColumnRole, unit_plausibility};
use fenjie_text::{chars, numeral};

/// How well `words` fit a column of this role, about -3 (cannot be) to 3 (hardly anything else); 0 for empty words.
pub fn fit(words: &str, role: ColumnRole) -> f32 {
    if words.chars().all(chars::is_blank) {
        return 0.0;
    }
    let words = Words::of(words);
    match role {
        ColumnRole::Sequence => {
            if words.is_number() {
                3.0
            } else {
                -2.5
            }
        }
        ColumnRole::CategoryNumber => match (words.is_han_number(), words.is_number()) {
            (true, _) => 3.0,
            (_, true) => -1.0,
            _ => -2.5,
        },
        ColumnRole::Category | ColumnRole::Title => words.label(),
        ColumnRole::Task | ColumnRole::Deliverable => words.prose(),
        ColumnRole::Lead | ColumnRole::Support => words.units(),
        ColumnRole::Deadline => {
            if words.is_time() {
                3.0
            } else {
                -3.0
            }
        }
        ColumnRole::Remark | ColumnRole::Other => {
            if words.is_number() {
                -1.0
            } else {
                0.0
            }
        }
    }
}

struct Words {
    compact: String,
    length: usize,
    units: f32,
}

impl Words {
    fn of(words: &str) -> Self {
        let compact: String = words.chars().filter(|c| !chars::is_blank(*c)).collect();
        Self { length: compact.chars().count(), units: unit_plausibility(&compact), compact }
    }

    fn is_number(&self) -> bool {
        let digits = self.compact.trim_end_matches(['.', '．', '、']);
        !digits.is_empty() && digits.len() <= 12 && digits.chars().all(|c| numeral::digit(c).is_some())
    }

    fn is_han_number(&self) -> bool {
        let number = self.compact.split(['(', '（']).next().unwrap_or_default();
        numeral::parse_han(number.trim_end_matches('、')).is_some()
    }

    fn is_time(&self) -> bool {
        looks_like_time(&self.compact)
    }

    fn label(&self) -> f32 {
        if self.is_number() || self.is_time() || self.units > 0.9 {
            -1.5
        } else if self.length > 60 || self.compact.contains('。') {
            -1.0
        } else {
            1.0
        }
    }

    fn prose(&self) -> f32 {
        if self.is_number() || self.is_time() {
            -2.5
        } else if self.units > 0.9 {
            -1.5
        } else if self.length > 12 {
            2.0
        } else {
            0.5
        }
    }

    fn units(&self) -> f32 {
        if self.is_number() || self.is_time() || self.compact.contains('。') { -2.5 } else { 4.0 * self.units - 1.5 }
    }
}

/// Whether a short string is nothing but a time: 2017年, 6月底前, 长期, 持续推进, 2017.
pub fn looks_like_time(words: &str) -> bool {
    const LONGEST: usize = 16;
    const STANDING: [&str; 10] = ["长期", "持续", "全年", "常年", "即时", "立即", "按时", "适时", "年内", "每年"];
    const MARKS: &str = "年月日底前初末中旬上下半第季度至到—-－~～、，及起按时序完成持续推进长期实施每全一二三四";
    let compact: String = words.chars().filter(|c| !chars::is_blank(*c)).collect();
    let length = compact.chars().count();
    if length == 0 || length > LONGEST {
        return false;
    }
    if compact.len() == 4 && compact.starts_with("20") && compact.bytes().all(|b| b.is_ascii_digit()) {
        return true;
    }
    let is_dated = compact.contains(['年', '月', '季'])
        && compact.contains(|c| numeral::digit(c).is_some() || "底末季".contains(c));
    let known = compact.chars().filter(|c| numeral::digit(*c).is_some() || MARKS.contains(*c)).count();
    (is_dated || STANDING.iter().any(|word| compact.starts_with(word))) && known * 10 >= length * 7
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
        ] {
            let best = roles.iter().max_by(|a, b| fit(words, **a).total_cmp(&fit(words, **b))).unwrap();
            assert_eq!(*best, role, "{words}");
        }
    }
}
