//! Printed quantities: number, unit and how the number binds. What [`target`](crate::target) and
//! [`indicator`](crate::indicator) have in common.

mod number;

use crate::time::Stretch;
use fenjie_model::{Amount, Operator};
use fenjie_text::{CharSet, WordList};
use number::{Number, number_at};
use serde::Deserialize;
use std::ops::Range;
use std::sync::LazyLock;

/// The words of `data/quantities.toml`.
#[derive(Default, Deserialize)]
pub(crate) struct Words {
    units: WordList,
    not_units: WordList,
    ambiguous: WordList,
    at_least_before: WordList,
    at_most_before: WordList,
    about_before: WordList,
    not_before: WordList,
    plain_before: WordList,
    pub(crate) change: WordList,
    pub(crate) opening: WordList,
    pub(crate) not_opening: WordList,
    pub(crate) closing: WordList,
    at_least_after: WordList,
    at_most_after: WordList,
    about_after: WordList,
    limit_after: WordList,
    pub(crate) times: WordList,
    pub(crate) benefits: WordList,
    pub(crate) rewards: WordList,
    pub(crate) raising: WordList,
    pub(crate) per_head: WordList,
    pub(crate) aid: WordList,
    pub(crate) existing: WordList,
    pub(crate) existing_before: WordList,
    pub(crate) at_hand: WordList,
    pub(crate) done: WordList,
    pub(crate) ahead: WordList,
    pub(crate) grades: WordList,
    rates: WordList,
    at_least_ahead: WordList,
    at_most_ahead: WordList,
    pub(crate) singled_out: WordList,
    pub(crate) leading: WordList,
    pub(crate) generic: WordList,
    pub(crate) making: WordList,
    pub(crate) once: WordList,
    pub(crate) once_units: WordList,
    pub(crate) measuring: WordList,
    ages: WordList,
    reached: WordList,
    scales: WordList,
    indices: WordList,
    not_times: WordList,
    pub(crate) grading: WordList,
    pub(crate) vague: WordList,
    pub(crate) capacity: WordList,
    pub(crate) sized: WordList,
    pub(crate) settlements: WordList,
    pub(crate) measured: WordList,
    pub(crate) levels: WordList,
    pub(crate) classes: WordList,
    pub(crate) forbidding: WordList,
    pub(crate) not_disposing: WordList,
    pub(crate) drafting: WordList,
    pub(crate) referring: WordList,
    pub(crate) documents: WordList,
    pub(crate) areas: WordList,
    pub(crate) not_areas: WordList,
    pub(crate) standards: WordList,
    pub(crate) whole_areas: WordList,
    pub(crate) bettering: WordList,
    pub(crate) taken_as: WordList,
    pub(crate) unjoined: WordList,
    pub(crate) listed_measures: WordList,
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
    /// The word that binds the number over a verb between them (至少建成2个); it stands before the range.
    pub(crate) ahead: Option<Range<usize>>,
    /// Whether it shares the bound of the number before it (分别不低于30%、25%).
    each: bool,
}

/// Every quantity of a text without blanks, in order; `times` are those of the text. Dates, ordinals and numbers without a
/// unit are none.
pub(crate) fn scan(text: &str, times: &[Stretch]) -> Vec<Quantity> {
    let mut found: Vec<Quantity> = Vec::new();
    let mut end = 0;
    let openings: &CharSet = &number::OPENINGS;
    for (at, _) in text.char_indices().filter(|(_, c)| openings.contains(*c)) {
        if at < end {
            continue;
        }
        if let Some(time) = times.iter().find(|time| time.range.contains(&at)) {
            end = time.range.end;
            continue;
        }
        if let Some(quantity) = quantity_at(text, found.last().map_or(0, |last| last.range.end), at) {
            end = quantity.range.end;
            found.push(quantity);
        } else if let Some(length) = number::digits(&text[at..]) {
            // The rest of a number that is no quantity is none either.
            end = at + length;
        }
    }
    share_bounds(text, &mut found);
    found
}

/// 分别不低于30%、25%: the word that binds the first number of such a list binds the others.
fn share_bounds(text: &str, quantities: &mut [Quantity]) {
    for at in 1..quantities.len() {
        let (before, rest) = quantities.split_at_mut(at);
        let (Some(first), Some(next)) = (before.last(), rest.first_mut()) else { return };
        let words = &text[first.range.start..first.number.start];
        let each = text[..first.range.start].ends_with("分别") || words.contains("分别") || first.each;
        let joint = &text[first.range.end..next.range.start];
        // 达到20家和30家: where nothing but the joint parts them, they are of things named side by side.
        let paired = || matches!(joint, "和" | "及") && first.bound && WORDS.at_least_before.closes(words);
        let listed = matches!(joint, "、" | "和" | "及" | "，");
        let shared = each && listed && (!words.is_empty() || first.each) || paired();
        if shared && !next.bound && first.unit == next.unit {
            (next.op, next.bound, next.each) = (first.op, first.bound, true);
        }
    }
}

/// The quantity whose number stands at `at`; the words that bind it begin at `from` or later.
fn quantity_at(text: &str, from: usize, at: usize) -> Option<Quantity> {
    let first = number_at(text, at)?;
    let mut end = at + first.length;
    let mut number_end = end;
    let mut value = Amount::One(first.value);
    let mut op = None;
    let mut unit = first.unit.map(str::to_owned);
    if unit.is_none() {
        // 50家电商基地 are 50家: right after figures such a classifier opens no other word.
        let counts = !first.han && first.value.fract() == 0.0;
        let (own, length, more) = unit_at(&text[end..], counts);
        let (joint, second) = ranged(text, end, length).unwrap_or_default();
        if let Some(Number { value: upper, length: number_length, .. }) = second {
            let start = end + joint;
            let (upper_unit, length, _) = unit_at(&text[start + number_length..], counts);
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
    let is_share = unit.as_deref().is_some_and(|unit| SHARES.contains(&unit));
    let over_base = if is_share { bound_over_base(&text[from.min(at)..at]) } else { None };
    let (before, before_length) =
        over_base.or_else(|| bound_over_each(&text[..at])).unwrap_or_else(|| bound_before(&text[..at]));
    let words = &text[at - before_length..at];
    if unit.is_none()
        && let Some(age) = age_at(&text[end..], &text[from.min(at)..at - before_length])
    {
        end += age.len();
        unit = Some(age.to_owned());
    }
    let measured = &text[..at - before_length];
    if unit.is_none() && is_grade(measured, words, &text[end..]) {
        end += '级'.len_utf8();
        unit = Some("级".to_owned());
    }
    let unit = unit.or_else(|| is_ratio(&text[at..number_end], measured, words, &text[end..]).then(String::new))?;
    let (after, after_length) = bound_after(&text[end..], &unit);
    let op = op.or(after).or(before);
    // 最多跑一次 is a slogan.
    let binds = |op: Operator| !first.han || op == Operator::AtLeast;
    let ahead = if op.is_none() { bound_ahead(&text[..at]).filter(|(op, _)| binds(*op)) } else { None };
    let op = op.or(ahead.as_ref().map(|(op, _)| *op));
    let bound = op.is_some();
    let op = op.unwrap_or(Operator::Equal);
    Some(Quantity {
        range: at - before_length..end + after_length,
        number: at..number_end,
        op,
        value,
        unit: (!unit.is_empty()).then_some(unit),
        bound,
        han: first.han,
        ahead: ahead.map(|(_, word)| word),
        each: false,
    })
}

/// Longest word for what a number is counted by (平方公里), in characters.
const LONGEST_MEASURE: usize = 5;

/// Units of what is taken of something else.
const SHARES: [&str; 5] = ["%", "％", "倍", "成", ""];

/// The unit of an age or of years of schooling that opens `after`, where the clause before the number is of one.
fn age_at<'a>(after: &'a str, before: &str) -> Option<&'a str> {
    let unit = WORDS.ages.opening(after)?;
    let clause = before.rsplit(['，', ',', '。', '；', ';']).next().unwrap_or(before);
    WORDS.reached.occurs_in(clause).then(|| &after[..unit.len()])
}

/// Whether 级 behind a number is the grade that something is to reach: 应用水平达到4级以上.
fn is_grade(measured: &str, before: &str, after: &str) -> bool {
    let rest = after.strip_prefix('级');
    let ends = |rest: &str| !rest.starts_with(fenjie_text::chars::is_han) || bound_after(rest, "").1 > 0;
    !before.is_empty() && WORDS.scales.closes(measured) && rest.is_some_and(ends)
}

/// Whether a number without a unit is a ratio: 能源利用效率（PUE）不高于1.3, 达到1.3以下; or an index: 系数提高到0.5.
fn is_ratio(number: &str, measured: &str, before: &str, after: &str) -> bool {
    const COMPARING: [&str; 7] = ["于", "超", "控制在", "降至", "降到", "低至", "低到"];
    let compares = || COMPARING.iter().any(|word| before.contains(word));
    // 产能比达到0.4, but 同比增长1.5.
    let not_rates = ["同比", "环比", "相比", "对比", "评比"];
    let is_rate =
        || number.contains('.') && measured.ends_with('比') && !not_rates.iter().any(|w| measured.ends_with(w));
    let ends = || !after.starts_with(fenjie_text::chars::is_han) || bound_after(after, "").1 > 0;
    let is_index = || !before.is_empty() && (WORDS.indices.closes(measured) || is_rate()) && ends();
    number.contains('.') && (compares() || !before.is_empty() && WORDS.at_most_after.opens(after)) || is_index()
}

/// The second number of a range and where it begins: 5—8个, 15%—25%, 3至5家.
fn ranged(text: &str, end: usize, unit: usize) -> Option<(usize, Option<Number<'_>>)> {
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
    let (unit, ..) = unit_at(words, false);
    let dates = words.starts_with(['年', '月', '日']) && !WORDS.not_units.opens(words);
    dates || unit.is_some_and(|unit| !WORDS.ambiguous.holds(&unit))
}

/// The unit that opens `s`, its length with 余 or 多 around it, and whether one of them stands there. `counts`: the number
/// before it is a whole one in figures.
fn unit_at(s: &str, counts: bool) -> (Option<String>, usize, bool) {
    if let Some(length) = counted_scale(s) {
        return (Some("亿".to_owned()), length, false);
    }
    if let Some(length) = population(s) {
        return (Some(s[..length].to_owned()), length, false);
    }
    let mut at = 0;
    let mut more = eat_more(s, &mut at);
    let scale_start = at;
    while at - scale_start < 6 && s[at..].starts_with(SCALES) && !opens_measure(&s[at..]) {
        at += '万'.len_utf8();
    }
    let scale = &s[scale_start..at];
    more |= !scale.is_empty() && eat_more(s, &mut at);
    let other = |s: &str| WORDS.not_units.opens(s) && !(counts && s.starts_with(['个', '家']));
    let word = WORDS.units.opening(&s[at..]).filter(|_| !other(&s[at..]));
    // 3PPP is no 3P.
    let whole =
        |word: &&str| !(s[at..at + word.len()].ends_with(is_letter) && s[at + word.len()..].starts_with(is_letter));
    let word = word.filter(whole).or_else(|| latin(&s[at..]).filter(|_| !scale.is_empty()));
    let length = word.map_or(0, |word| unit_length(&s[at..], word));
    if length == 0 && scale.is_empty() {
        return (None, 0, false);
    }
    (Some(format!("{scale}{}", &s[at..at + length])), at + length, more)
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
}

/// Length of the unit that `word` opens: with 次 behind a unit of counting (辆次, 亩次), and with what it goes on with.
fn unit_length(s: &str, word: &str) -> usize {
    let rest = &s[word.len()..];
    let times = rest.starts_with('次') && word.ends_with(fenjie_text::chars::is_han) && !WORDS.not_times.opens(rest);
    let length = word.len() + if times { '次'.len_utf8() } else { 0 };
    length + second_unit(&s[length..], latin(word).is_some())
}

/// Length of the stroke and the population of a rate that has no other unit: 12/10万.
fn population(s: &str) -> Option<usize> {
    let rest = s.strip_prefix(['/', '／'])?;
    let of = ["100万", "10万", "十万", "百万", "1万", "万"].into_iter().find(|of| rest.starts_with(of))?;
    let length = s.len() - rest.len() + of.len();
    Some(length + if s[length..].starts_with('人') { '人'.len_utf8() } else { 0 })
}

/// Length of 个亿, the multiple that speech counts (投入2个亿); in 2个亿元企业 the 亿元 names what is counted.
fn counted_scale(s: &str) -> Option<usize> {
    const SCALE: &str = "个亿";
    let rest = s.strip_prefix(SCALE)?;
    let ends = rest.starts_with('的') || !rest.starts_with(fenjie_text::chars::is_han) || bound_after(rest, "").1 > 0;
    ends.then_some(SCALE.len())
}

/// Characters that multiply the unit after them.
const SCALES: [char; 4] = ['万', '亿', '千', '百'];

/// Whether a unit of more than a multiple begins here: 千瓦, 千伏安.
fn opens_measure(s: &str) -> bool {
    WORDS.units.opening(s).is_some_and(|unit| unit.chars().count() > 1)
}

/// A run of Latin letters: G in 3.2万G.
fn latin(s: &str) -> Option<&str> {
    const LONGEST: usize = 8;
    let end = s.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(s.len());
    (1..=LONGEST).contains(&end).then(|| &s[..end])
}

/// Length of what a unit goes on with: 吨/日, 台/万人, 元/千瓦时, 台（部）, and Latin letters after a unit in Latin letters
/// (GFLOPS/W).
fn second_unit(s: &str, is_latin: bool) -> usize {
    let mut at = 0;
    if let Some(inner) = s.strip_prefix(['（', '('])
        && let Some(unit) = WORDS.units.opening(inner)
        && let rest = &inner[unit.len()..]
        && rest.starts_with(['）', ')'])
    {
        at = s.len() - rest.len() + rest.chars().next().map_or(0, char::len_utf8);
    }
    if let Some(length) = per_measure(s) {
        return length;
    }
    // 吨/月·平方公里: what joins a rate to a second one.
    while let Some(rest) = s[at..].strip_prefix(['/', '／']).or_else(|| s[at..].strip_prefix('·').filter(|_| at > 0))
    {
        let scaled = rest.trim_start_matches(|c| SCALES.contains(&c) && !opens_measure(rest));
        let letters = latin(scaled).filter(|_| is_latin);
        let units = [WORDS.units.opening(scaled), WORDS.rates.opening(scaled), letters];
        let unit = units.into_iter().flatten().map(str::len).max();
        let Some(unit) = unit else { break };
        at = s.len() - scaled.len() + unit;
    }
    at
}

/// Length of 每 and the measure of a rate: 微克每立方米.
fn per_measure(s: &str) -> Option<usize> {
    const MEASURES: [&str; 7] = ["立方米", "平方米", "平方公里", "千瓦时", "升", "吨", "亩"];
    let rest = s.strip_prefix('每')?;
    let measure = MEASURES.iter().find(|measure| rest.starts_with(**measure))?;
    Some('每'.len_utf8() + measure.len())
}

fn eat_more(s: &str, at: &mut usize) -> bool {
    let more = s[*at..].starts_with(['余', '多', '+', '＋']);
    if more {
        *at += s[*at..].chars().next().map_or(0, char::len_utf8);
    }
    more
}

fn bound_after(s: &str, unit: &str) -> (Option<Operator>, usize) {
    let groups = [
        (&WORDS.at_least_after, Operator::AtLeast),
        (&WORDS.at_most_after, Operator::AtMost),
        (&WORDS.about_after, Operator::About),
    ];
    // 25个（含）以上
    let included = ["（含）", "(含)"].iter().find(|word| s.starts_with(**word)).map_or(0, |word| word.len());
    for (words, op) in groups {
        if let Some(word) = words.opening(&s[included..]) {
            return (Some(op), included + word.len());
        }
    }
    if WORDS.times.holds(unit)
        && let Some(word) = WORDS.limit_after.opening(s)
    {
        return (Some(Operator::AtMost), word.len());
    }
    (None, 0)
}

/// The word of the clause that governs a number though a verb stands between, and where: 至少争取2个.
fn bound_ahead(s: &str) -> Option<(Operator, Range<usize>)> {
    const LONGEST_VERB: usize = 4;
    let groups = [(&WORDS.at_least_ahead, Operator::AtLeast), (&WORDS.at_most_ahead, Operator::AtMost)];
    let mut verb = s.char_indices().rev().take(LONGEST_VERB).take_while(|(_, c)| fenjie_text::chars::is_han(*c));
    verb.find_map(|(at, _)| groups.iter().find_map(|(words, op)| Some((*op, at - words.closing(&s[..at])?.len()..at))))
}

/// The word that binds a share over the base that the share is taken of, and the length from there to the number:
/// 不低于销售总量的20%.
fn bound_over_base(s: &str) -> Option<(Option<Operator>, usize)> {
    const LONGEST_BASE: usize = 40;
    let base = s.strip_suffix('的')?;
    let words = base.char_indices().rev().take(LONGEST_BASE).take_while(|(_, c)| !"，,。；;：:！、".contains(*c));
    let (at, _) = words.into_iter().find(|(at, _)| {
        let word = WORDS.at_least_before.closing(&s[..*at]).or_else(|| WORDS.at_most_before.closing(&s[..*at]));
        word.is_some_and(|word| word.chars().count() > 1)
    })?;
    let (op, length) = bound_before(&s[..at]);
    Some((op, s.len() - at + length))
}

/// The word that binds a number over what the number is counted by, and the length from there to the number:
/// 不高于每平方米20元.
fn bound_over_each(s: &str) -> Option<(Option<Operator>, usize)> {
    let (words, each) = s.rsplit_once('每').filter(|(_, each)| each.chars().count() <= LONGEST_MEASURE)?;
    let counted = |list: &WordList| list.opening(each).is_some_and(|unit| unit.len() == each.len());
    let (op, length) = bound_before(words);
    (op.is_some() && (counted(&WORDS.units) || counted(&WORDS.rates))).then_some((op, s.len() - words.len() + length))
}

fn bound_before(s: &str) -> (Option<Operator>, usize) {
    if WORDS.not_before.closing(s).is_some() {
        return (None, 0);
    }
    let groups = [
        (&WORDS.at_least_before, Some(Operator::AtLeast)),
        (&WORDS.at_most_before, Some(Operator::AtMost)),
        (&WORDS.about_before, Some(Operator::About)),
        (&WORDS.plain_before, None),
    ];
    let word = groups
        .iter()
        .filter_map(|(words, op)| words.closing(s).map(|word| (word.len(), *op)))
        .max_by_key(|(length, _)| *length);
    match word {
        // 提高到不低于: what binds may follow what does not; the word next to the number is enough, but its verb belongs to it.
        Some((length, op)) => {
            let verb = WORDS.plain_before.closing(&s[..s.len() - length]).filter(|_| op.is_some());
            (op, length + verb.map_or(0, str::len))
        }
        None => (None, 0),
    }
}
