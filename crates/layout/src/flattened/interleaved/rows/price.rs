//! What the words of a part say by themselves of the columns that it may stand in.

use super::super::super::run::is_time;
use super::super::sheet::Part;
use super::{LABELLED, names_in};

impl Part {
    /// Prices of a part by its own words.
    pub fn price(&mut self, words: &str, value: usize) {
        self.opens_unit = if value > 0 { 1.0 } else { fenjie_lexicon::unit_starts(words) };
        let last = names_in(&words[value..]).last().unwrap_or_default();
        self.ends_unit = if words.ends_with(['、', '，', '；']) { 0.0 } else { fenjie_lexicon::complete_unit(last) };
        if value > 0 {
            (self.in_list, self.in_time, self.in_text, self.in_label) = (1.5, false, LABELLED, LABELLED);
            return;
        }
        let digits = words.chars().any(|c| c.is_ascii_digit());
        let sentence = words.contains(['。', '；', '“', '《', '%', '：']);
        let named = fenjie_lexicon::unit_plausibility(words);
        let time = is_time(words);
        self.in_list = match () {
            () if time => -3.0,
            () if sentence || digits => -3.0,
            () if self.width > 16.0 => -2.0,
            () => (fenjie_lexicon::unit_starts(words) - 0.4).max(0.0),
        };
        let dated = "年月日季度旬底前末初上下半完成至起长期持续推进并取得阶段性成果全每常坚启动实施见效，—-.0123456789一二三四五六七八九十第";
        self.in_time = self.width <= 10.0 && words.chars().all(|c| dated.contains(c));
        self.in_text = match () {
            () if time => -3.0,
            () if named > 0.9 && self.width > 2.0 => -1.5,
            () => 0.0,
        };
        self.in_label = match () {
            () if time => -3.0,
            () if words.contains(['，', '；', '。']) || self.ordinal => -4.0,
            () if words.contains('、') && fenjie_lexicon::unit_starts(words) > 0.6 => -3.0,
            () if named > 0.9 && self.width > 2.0 => -2.0,
            () if self.last == '。' || self.width > 14.0 => -2.5,
            () => -0.6,
        };
    }
}
