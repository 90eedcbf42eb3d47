//! What the words of a cell say by themselves: whether they are a list of units, or a time.

use fenjie_lexicon::{statement, unit_plausibility};
use fenjie_text::CharSet;
use fenjie_text::chars::is_han;
use std::sync::LazyLock;

/// What a candidate cell says.
#[derive(Clone, Copy, Default)]
pub struct Facts {
    /// How much it looks like a list of units, 0 to 1.
    pub units: f32,
    /// Whether it is a time.
    pub date: bool,
    /// Characters, at most 99.
    pub characters: u16,
}

impl Facts {
    /// What `words` say.
    pub(super) fn of(words: &str) -> Self {
        Self { units: units_likeness(words), date: is_time(words), characters: words.chars().take(99).count() as u16 }
    }
}

/// Marks that no list of units and no time has inside.
pub(super) enum Marks {
    None,
    AtEnd,
    Inside,
}

pub(super) fn marks(words: &str) -> Marks {
    const NO_LIST: [char; 5] = ['。', '《', '“', '；', '：'];
    let bare = words.trim_end_matches(['、', '，', ',', '。', '；']);
    if bare.contains(NO_LIST) {
        Marks::Inside
    } else if words.contains(NO_LIST) {
        Marks::AtEnd
    } else {
        Marks::None
    }
}

/// How much a whole cell looks like a list of units.
pub(super) fn units_likeness(words: &str) -> f32 {
    const LONGEST_NAME: usize = 34;
    const LONGEST_UNKNOWN: usize = 8;
    const UNLIKE: f32 = 0.2;
    const RUN_ON: f32 = 0.3;
    const VERBAL: f32 = 0.85;
    // A cell says that nobody helps.
    if words == "无" {
        return OFFICES;
    }
    let words = words.trim_end_matches(['、', '，', ',', '。', '；']);
    if words.contains(['。', '《', '“', '；', '：']) {
        return 0.0;
    }
    let longest = words.split(['、', '，', ',', '；']).map(|part| part.chars().count()).max().unwrap_or(0);
    // A name of one character is the end of one that the border has cut.
    let torn = words.split(['、', '，', ',', '；']).any(|part| part.chars().nth(1).is_none());
    if longest > LONGEST_NAME || torn {
        return 0.0;
    }
    let by_verbs = likeness_by_verbs(words);
    if by_verbs >= VERBAL {
        return by_verbs;
    }
    // A list that runs on into a sentence is no list, however many names it begins with.
    let runs_on = |part: &str| part.chars().count() > LONGEST_UNKNOWN && unit_plausibility(part) < UNLIKE;
    let likeness = unit_plausibility(words);
    if words.split(['、', '，', ',', '；']).any(runs_on) { likeness * RUN_ON } else { likeness }
}

/// How much a cell that tells roles by verbs (甲局牵头，乙局参与) looks like a list of units.
fn likeness_by_verbs(words: &str) -> f32 {
    const VERBS: [&str; 6] = ["牵头", "负责", "参与", "配合", "协办", "落实"];
    let closes = VERBS.iter().any(|verb| words.ends_with(verb));
    if closes { statement::parse(words).plausibility } else { 0.0 }
}

/// How sure it is that names which end like offices are those of units.
pub(super) const OFFICES: f32 = 0.9;

/// Whether a list is one of offices: 基础教育科、教研室.
pub(super) fn are_offices(words: &str) -> bool {
    const LONGEST: usize = 10;
    let is_office = |part: &str| {
        let length = part.chars().count();
        (3..=LONGEST).contains(&length) && part.ends_with(['科', '股', '室', '处']) && part.chars().all(is_han)
    };
    words.split(['、', '，', '；']).all(is_office)
}

/// Whether a whole cell is a time: "2017年6月底前", "长期", "持续推进", "第三季度".
pub fn is_time(words: &str) -> bool {
    const LONGEST: usize = 24;
    const WORDS: [&str; 17] = [
        "长期",
        "全年",
        "持续",
        "常年",
        "按月",
        "按季",
        "每年",
        "每月",
        "每季",
        "每周",
        "每学期",
        "每半年",
        "即时",
        "立即",
        "适时",
        "立行立改",
        "贯穿全年",
    ];
    let opens = |set: &CharSet| words.chars().next().is_some_and(|c| set.contains(c));
    if !opens(&OF_TIMES) && !opens(&OPENING_TIMES) || words.chars().nth(LONGEST).is_some() {
        return false;
    }
    // 5个工作日内.
    let is_dated = || is_dated(words) || words.contains("个工作日") && is_dated(&words.replace("个工作日", "日"));
    let is_standing = || {
        WORDS.iter().any(|word| words.starts_with(word))
            && words.chars().nth(10).is_none()
            // The name of a unit behind it is another cell.
            && !words.contains(['市', '县', '省', '局', '委', '厅'])
    };
    crate::fit::is_dotted(words) || is_dated() || is_standing()
}

static OF_TIMES: LazyLock<CharSet> = LazyLock::new(|| {
    "年月日季度旬周底前末初上下半完成至起长期持续坚推进并取得阶段性成果效启动实施见，-—~、0123456789一二三四五六七八九十.第内到"
        .chars()
        .collect()
});
static OPENING_TIMES: LazyLock<CharSet> = LazyLock::new(|| "全常按每即适立贯".chars().collect());

/// Whether words are nothing but a date, a month, a week (第12周前), and what is to be by then.
fn is_dated(words: &str) -> bool {
    const NAMED: [&str; 7] = ["年底", "年末", "年内", "年中", "上半年", "下半年", "季末"];
    words.chars().all(|c| OF_TIMES.contains(c))
        && (words.contains(['年', '月', '季', '日']) || words.starts_with('第') && words.contains('周'))
        && (words.contains(|c: char| c.is_ascii_digit() || fenjie_text::numeral::is_han_numeral(c))
            || NAMED.iter().any(|time| words.starts_with(time)))
}

#[cfg(test)]
mod tests {
    use super::{is_time, units_likeness};

    #[test]
    fn what_verbs_tell_of_units_is_a_list_of_them() {
        for units in ["县林业局、县人力资源社会保障局牵头，县融媒体中心参与", "县林业局负责", "无"]
        {
            assert!(units_likeness(units) > 0.8, "{units}");
        }
        assert!(units_likeness("明确任务并抓好落实") < 0.5);
    }

    #[test]
    fn times_in_two_steps_are_times_and_sentences_with_a_date_are_none() {
        let times = ["4月底前启动，11月底前完成", "9月底前取得阶段性成效，长期坚持", "2017年6月底前", "长期坚持"];
        assert!(times.iter().all(|time| is_time(time)));
        assert!(["2026.12", "2026.06.30", "立即启动，长期坚持"].iter().all(|time| is_time(time)));
        assert!(["第8周", "第12周前", "5个工作日内"].iter().all(|time| is_time(time)));
        assert!(["年底前", "每季度末", "上半年", "年内"].iter().all(|time| is_time(time)));
        assert!(!is_time("底前") && !is_time("年度计划"));
        assert!(!is_time("6月底前建成平台") && !is_time("推进实施") && !is_time("完成3项"));
    }
}
