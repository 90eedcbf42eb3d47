//! Times as notices print them.
//!
//! [`parse`] reads a deadline (a cell of 完成时限), [`find`] the times that a text sets, [`date`] the 成文日期.
//!
//! ```
//! use fenjie_lexicon::time;
//! use fenjie_model::DeadlineKind;
//! let deadline = time::parse("12 月底前", Some(2020)).unwrap();
//! assert_eq!((deadline.kind, deadline.until.as_deref()), (DeadlineKind::Month, Some("2020-12-31")));
//! assert_eq!(time::date("二○一一年九月八日").as_deref(), Some("2011-09-08"));
//! ```

mod dotted;
mod moment;

use crate::passage::Passage;
use crate::printed::Printed;
use fenjie_model::DeadlineKind;
use fenjie_text::numeral::{DIGITS, digit, han_digit};
use fenjie_text::{CharSet, WordList};
use moment::{Moment, Part, Year};
use std::ops::Range;
use std::sync::LazyLock;

/// A time by which something is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Time {
    /// What kind of time.
    pub kind: DeadlineKind,
    /// Last day, ISO 8601; `None` when open or when the year is not known. A standing task that has a first step
    /// (2019年7月取得阶段性成果并持续推进) has the day of that step.
    pub until: Option<String>,
}

/// A time that a text sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it stands in the text.
    pub range: Range<usize>,
    /// What it is.
    pub time: Time,
}

/// Reads a deadline; `own_year` is the year of the document, for months without a year. `None` when no time is in it.
pub fn parse(s: &str, own_year: Option<i32>) -> Option<Time> {
    let printed = Printed::new(s);
    let text = printed.as_str();
    let bare_year = text.chars().count() == 4 && text.chars().all(|c| digit(c).is_some() || han_digit(c).is_some());
    let with_year = format!("{text}年");
    let text = if bare_year { with_year.as_str() } else { text };
    let times = scan(text);
    let last = times.last();
    let own_year = years(text, &times.iter().collect::<Vec<_>>()).last().copied().flatten().or(own_year);
    let until = last.and_then(|time| iso(time.last.last_day(own_year)));
    let begins =
        |time: &Stretch| text[time.range.end..].starts_with('起') && !text[time.range.end..].starts_with("起至");
    if last.is_some_and(begins) {
        return Some(Time { kind: DeadlineKind::Standing, until: None });
    }
    let standing = STANDING.occurs_in(text);
    if RECURRING.occurs_in(text) {
        return Some(Time { kind: DeadlineKind::Recurring, until: None });
    }
    match (last, standing) {
        (_, true) => {
            let whole_year =
                own_year.filter(|_| text.contains("全年") && last.is_none()).map(|year| format!("{year:04}-12-31"));
            Some(Time { kind: DeadlineKind::Standing, until: until.or(whole_year) })
        }
        (Some(time), false) => Some(Time { kind: time.kind(), until }),
        (None, false) => dotted::read(text).map(|(last, ranged)| {
            let time = Stretch { range: 0..text.len(), last, ranged, recurring: false };
            Time { kind: time.kind(), until: iso(last.last_day(own_year)) }
        }),
    }
}

/// The times that a text sets, in order: 2020年底前, 到2025年, “十四五”期间. Years that only name something (2020年版,
/// 比2019年, 《2017年工作要点》) are passed over.
pub fn find(s: &str, own_year: Option<i32>) -> Vec<Found> {
    Passage::of(s).times(own_year)
}

/// The times of a scanned text, as [`find`] gives them.
pub(crate) fn set_by(printed: &Printed<'_>, scanned: &[Stretch], own_year: Option<i32>) -> Vec<Found> {
    if scanned.is_empty() {
        return Vec::new();
    }
    let text = printed.as_str();
    let titles = titles(text);
    let sets = |time: &&Stretch| {
        let named = titles.iter().any(|title| title.contains(&time.range.start)) || in_quoted_name(text, &time.range);
        !named && sets_a_time(text, time)
    };
    let times: Vec<&Stretch> = scanned.iter().filter(sets).collect();
    let found = times.iter().zip(years(text, &times)).map(|(time, year)| {
        let until = iso(time.last.last_day(year.or(own_year)));
        Found { range: printed.range(&time.range), time: Time { kind: time.kind(), until } }
    });
    found.collect()
}

/// The year that each time printed without one takes from the times before it: that of the sentence (2022年6月底前印发，年底前
/// 开展), or of the last that names more than a year. A goal of a later year in a sentence of its own (到2025年…。) says
/// nothing of the months after it.
fn years(text: &str, times: &[&Stretch]) -> Vec<Option<i32>> {
    /// Longest sentence that is looked at, in bytes.
    const LONGEST: usize = 600;
    let mut dated: Option<(&Stretch, i32)> = None;
    let year = |time: &Stretch, dated: Option<(&Stretch, i32)>| {
        let (other, year) = dated.filter(|_| time.last.year.is_none() && !time.recurring)?;
        let between = &text[other.range.end..time.range.start];
        let same_sentence = || between.len() <= LONGEST && !between.contains('。');
        (other.last.part != Part::Whole || same_sentence()).then_some(year)
    };
    let mut years = Vec::with_capacity(times.len());
    for time in times {
        years.push(year(time, dated));
        match time.last.year {
            Some(Year::Number(year)) if !time.recurring && time.last.part != Part::Plan => dated = Some((time, year)),
            _ => {}
        }
    }
    years
}

/// Whether a time is part of a name in quotes: “四季有信”.
fn in_quoted_name(text: &str, time: &Range<usize>) -> bool {
    const LONGEST: usize = 36;
    let before = &text[text.ceil_char_boundary(time.start.saturating_sub(LONGEST))..time.start];
    let after = &text[time.end..text.floor_char_boundary(time.end + LONGEST)];
    [('“', '”'), ('「', '」'), ('‘', '’')].iter().any(|(open, close)| {
        let (Some(opened), Some(closed)) = (before.rfind(*open), after.find(*close)) else { return false };
        let inner = &before[opened + open.len_utf8()..];
        let whole = inner.is_empty() && closed == 0;
        !whole
            && !inner.contains(*close)
            && !inner.contains(['，', '。', '；'])
            && !after[..closed].contains(['，', '。', '；'])
    })
}

/// The first whole date of a string as ISO 8601: 二○一一年九月八日, 2017年1月27日, 2017.1.27, 2017-01-27.
pub fn date(s: &str) -> Option<String> {
    let printed = Printed::new(s);
    let text = printed.as_str();
    let starts = text.char_indices().filter(|(at, c)| {
        (digit(*c).is_some() || han_digit(*c).is_some())
            && !text[..*at]
                .chars()
                .next_back()
                .is_some_and(|before| digit(before).is_some() || han_digit(before).is_some())
    });
    starts.map(|(at, _)| &text[at..]).find_map(|rest| written_date(rest).or_else(|| dotted_date(rest)))
}

fn written_date(s: &str) -> Option<String> {
    let (moment, _) = moment::read(s)?;
    match (moment.year, moment.part) {
        (Some(Year::Number(_)), Part::Day(..)) => iso(Moment { before: false, ..moment }.last_day(None)),
        _ => None,
    }
}

/// 2017.1.27, 2017-01-27, 2017/1/27.
fn dotted_date(s: &str) -> Option<String> {
    let mut numbers = s.splitn(3, ['.', '-', '/', '．', '－', '—']);
    // A time of day may follow without a blank: 2017-01-27 10:11.
    let mut number = |longest: usize| {
        let part = numbers.next()?;
        let digits = part.chars().take(longest).take_while(|c| digit(*c).is_some());
        let end = digits.map(char::len_utf8).sum();
        fenjie_text::numeral::parse_integer(&part[..end]).map(|value| (value as u32, end == part.len()))
    };
    let ((year, true), (month, true), (day, _)) = (number(4)?, number(2)?, number(2)?) else { return None };
    let valid = (1949..2100).contains(&year) && (1..=12).contains(&month) && day > 0;
    let moment =
        Moment { year: Some(Year::Number(year as i32)), part: Part::Day(month, day), before: false, marked: true };
    if valid { iso(moment.last_day(None)) } else { None }
}

/// The time that a whole clause of a statement sets: "10月底完成", "2020年12月底前", "长期坚持". The range leaves out the
/// closing 完成.
pub(crate) fn due(clause: &str) -> Option<Range<usize>> {
    const CLOSING: [&str; 8] = ["前完成", "完成", "办结", "落实到位", "落实", "实施", "启动", "推进"];
    if STANDING.holds(clause) || RECURRING.holds(clause) {
        return Some(0..clause.len());
    }
    if let Some(season) = before_season(clause) {
        return Some(season);
    }
    let times = scan(clause);
    let (first, last) = (times.first()?, times.last()?);
    let opening = matches!(&clause[..first.range.start], "" | "到" | "在" | "于" | "力争" | "确保" | "每年");
    let rest = &clause[last.range.end..];
    let stages = STANDING.closes(rest);
    if !opening {
        return None;
    }
    if stages {
        return Some(0..clause.len());
    }
    (rest.is_empty() || CLOSING.contains(&rest)).then_some(0..last.range.end)
}

/// A time told by the season or the feast that it comes before: 汛前, 春节前完成.
fn before_season(clause: &str) -> Option<Range<usize>> {
    const SEASONS: [&str; 20] = [
        "汛",
        "汛期",
        "主汛期",
        "入汛",
        "雨季",
        "台风季",
        "入冬",
        "冬季",
        "春耕",
        "供暖",
        "供暖季",
        "供暖期",
        "春节",
        "元旦",
        "清明",
        "五一",
        "国庆",
        "中秋",
        "开学",
        "高考",
    ];
    let (season, rest) = clause.split_once('前')?;
    let closes = ["", "完成", "落实", "到位", "落实到位", "启动", "办结"].contains(&rest);
    let season = season.trim_start_matches("今年").trim_start_matches("每年");
    (closes && SEASONS.contains(&season)).then_some(0..clause.len() - rest.len())
}

/// Whether a clause opens with a time by which, or all through which, something is to be done: 3月底前出台政策, 年内持续推进.
pub(crate) fn opens(clause: &str) -> bool {
    const LEADS: [&str; 4] = ["力争", "确保", "于", "在"];
    let clause = LEADS.iter().find_map(|lead| clause.strip_prefix(lead)).unwrap_or(clause);
    ["年内", "全年", "年底前", "年底", "上半年", "下半年"].iter().any(|word| clause.starts_with(word))
        || scan(clause).first().is_some_and(|time| time.range.start == 0)
}

/// Words of tasks that are never done with.
static STANDING: LazyLock<WordList> = LazyLock::new(|| {
    let words = [
        "长期坚持",
        "长期推进",
        "长期",
        "持续推进",
        "持续实施",
        "持续开展",
        "持续",
        "全年",
        "常态化",
        "立即",
        "即时",
        "即知即改",
        "分阶段",
        "贯穿全年",
        "经常性",
        "长效",
        "适时",
        "按时",
        "及时",
        "近期",
        "不定期",
        "日常",
    ];
    words.into_iter().collect()
});

/// Words of tasks that come again and again.
static RECURRING: LazyLock<WordList> = LazyLock::new(|| {
    let words = [
        "每年",
        "每季度",
        "每季",
        "每月",
        "每周",
        "每日",
        "每半年",
        "每两年",
        "定期",
        "按月",
        "按季度",
        "按季",
        "逐年",
        "年度",
    ];
    words.into_iter().collect()
});

/// A stretch of text that is a time: one moment, or from one to another.
pub(crate) struct Stretch {
    pub(crate) range: Range<usize>,
    last: Moment,
    ranged: bool,
    recurring: bool,
}

impl Stretch {
    fn kind(&self) -> DeadlineKind {
        match self.last.part {
            _ if self.recurring => DeadlineKind::Recurring,
            _ if self.ranged => DeadlineKind::Range,
            Part::Plan => DeadlineKind::Range,
            Part::Whole => DeadlineKind::Year,
            Part::Half(_) | Part::Month(_) | Part::Third(..) => DeadlineKind::Month,
            Part::Quarter(_) => DeadlineKind::Quarter,
            Part::Day(..) => DeadlineKind::Date,
        }
    }
}

/// Every stretch of a text without blanks that is a time, names and slogans included.
pub(crate) fn scan(text: &str) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    let mut end = 0;
    let openings: &CharSet = &OPENINGS;
    for (at, c) in text.char_indices().filter(|(_, c)| openings.contains(*c)) {
        let before = || text[..at].chars().next_back().unwrap_or(' ');
        if at < end || !may_open(c, text[at + c.len_utf8()..].chars().next()) || goes_on_number(before(), c) {
            continue;
        }
        if let Some(stretch) = stretch_at(text, at) {
            end = stretch.range.end;
            found.push(stretch);
        }
    }
    found
}

/// The characters that a time can begin with.
static OPENINGS: LazyLock<CharSet> =
    LazyLock::new(|| DIGITS.chars().chain("十今本当明后年上下第“\"每".chars()).collect());

/// Whether the character behind one that can begin a time lets it: most such characters begin other words.
fn may_open(first: char, next: Option<char>) -> bool {
    const JOINTS: [char; 9] = ['—', '－', '-', '~', '～', '–', '―', '至', '到'];
    let is_figure = |c: char| c == '十' || digit(c).is_some() || han_digit(c).is_some();
    let goes_on = |c: char| is_figure(c) || matches!(c, '年' | '月' | '季');
    let followed_by = |characters: &[char]| next.is_some_and(|next| characters.contains(&next));
    match first {
        '今' | '本' | '当' | '明' | '后' => next == Some('年'),
        '上' | '下' => next == Some('半'),
        '年' => followed_by(&['底', '末', '内']),
        '“' | '"' => next == Some('十'),
        '第' => next.is_some_and(is_figure),
        '每' => followed_by(&['年', '半', '两', '季', '月', '周']),
        // 5个, 统一: most figures count something or are part of a word.
        _ if digit(first).is_some() => next.is_some_and(|next| goes_on(next) || JOINTS.contains(&next)),
        _ => next.is_some_and(goes_on),
    }
}

/// Whether `c` goes on with the number that `before` belongs to.
fn goes_on_number(before: char, c: char) -> bool {
    digit(c).is_some() && (digit(before).is_some() || matches!(before, '.' | '．'))
        || han_digit(c).is_some() && (han_digit(before).is_some() || before == '十')
}

fn stretch_at(text: &str, at: usize) -> Option<Stretch> {
    let each = text[at..].strip_prefix('每');
    if each.is_some() {
        return recurring_at(text, at);
    }
    let year_list = year_range(&text[at..]);
    let listed = year_list.or_else(|| month_range(&text[at..]));
    let (first, length) = listed.or_else(|| moment::read(&text[at..]))?;
    let mut end = at + length;
    let mut last = first;
    let mut ranged = listed.is_some();
    // 三年内, 3年内: a duration, not this year.
    let counted = text[..at].ends_with(|c| digit(c).is_some() || han_digit(c).is_some() || c == '两');
    if counted && first.year.is_none() && first.part == Part::Whole {
        return None;
    }
    if !ranged
        && first.part == Part::Whole
        && !first.marked
        && let Some((second, length)) = month_range(&text[end..])
    {
        end += length;
        last = Moment { year: first.year, ..second };
        ranged = true;
    }
    for joint in ["至", "到", "—", "——", "－", "-", "~", "～", "–", "―"] {
        if let Some(rest) = text[end..].strip_prefix(joint)
            && let Some((second, length)) = moment::read(rest)
        {
            end += joint.len() + length;
            last = Moment { year: second.year.or(first.year), ..second };
            ranged = true;
            break;
        }
    }
    Some(Stretch { range: at..end, last, ranged, recurring: false })
}

/// 2017—2020年: the first year is printed without 年.
fn year_range(s: &str) -> Option<(Moment, usize)> {
    let digits = s.char_indices().take_while(|(_, c)| digit(*c).is_some()).last().map(|(at, c)| at + c.len_utf8())?;
    if s[..digits].chars().count() != 4 {
        return None;
    }
    let joint = ["——", "—", "－", "-", "~", "～", "–", "―", "至", "到"]
        .iter()
        .find(|joint| s[digits..].starts_with(**joint))?;
    let start = digits + joint.len();
    let (second, length) = moment::read(&s[start..])?;
    matches!(second.year, Some(Year::Number(_))).then_some((second, start + length))
}

/// 1—6月: the first month is printed without 月.
fn month_range(s: &str) -> Option<(Moment, usize)> {
    let digits = s.char_indices().take_while(|(_, c)| digit(*c).is_some()).last().map(|(at, c)| at + c.len_utf8())?;
    let joint =
        ["——", "—", "－", "-", "~", "～", "–", "―", "至"].iter().find(|joint| s[digits..].starts_with(**joint))?;
    let start = digits + joint.len();
    let (second, length) = moment::read(&s[start..])?;
    let month = second.year.is_none() && matches!(second.part, Part::Month(_)) && s[..digits].chars().count() <= 2;
    month.then_some((second, start + length))
}

/// 每年12月底前, 每季度末.
fn recurring_at(text: &str, at: usize) -> Option<Stretch> {
    let rest = &text[at..];
    let word = ["每年度", "每半年", "每两年", "每季度", "每年", "每季", "每月", "每周"]
        .iter()
        .find(|word| rest.starts_with(**word))?;
    let (last, length) = moment::read(&rest[word.len()..])
        .filter(|(moment, _)| moment.year.is_none())
        .unwrap_or((Moment { year: None, part: Part::Whole, before: false, marked: false }, 0));
    Some(Stretch { range: at..at + word.len() + length, last, ranged: false, recurring: true })
}

/// Whether a time in running text sets one, rather than naming or dating something.
fn sets_a_time(text: &str, time: &Stretch) -> bool {
    const BASE: [&str; 11] = ["比", "较", "比上年", "同比", "以", "自", "从", "截至", "截止", "第", "提前"];
    const NAMING: [&str; 12] = ["版", "第", "基础上", "相比", "以来", "同期", "的", "度工作", "级", "〔", "号", "起"];
    let (before, after) = (&text[..time.range.start], &text[time.range.end..]);
    if BASE.iter().any(|word| before.ends_with(word)) || NAMING.iter().any(|word| after.starts_with(word)) {
        return false;
    }
    if time.recurring {
        return time.last.marked;
    }
    let clause_opens = before.is_empty() || before.ends_with(['，', ',', '。', '；', ';', '：', ':', '）', ')']);
    let led = ["到", "至", "力争", "争取", "确保", "在", "于", "于是"].iter().any(|word| before.ends_with(word));
    let closed = after.is_empty() || after.starts_with(['，', ',', '；', ';']);
    let orders = || matches!(time.last.year, Some(Year::Number(_))) && DOING.iter().any(|word| after.starts_with(word));
    time.last.marked || time.ranged || led || closed || clause_opens && (before.is_empty() || orders())
}

/// What goes on behind a bare year in whose course something is to be done: …；2020年全面建成.
const DOING: [&str; 20] = [
    "全面", "基本", "力争", "确保", "完成", "实现", "达到", "建成", "新建", "新增", "建设", "启动", "推进", "推动",
    "开展", "组织", "形成", "培育", "创建", "举办",
];

/// Where titles in 《》 stand.
fn titles(text: &str) -> Vec<Range<usize>> {
    text.match_indices('《').filter_map(|(open, _)| text[open..].find('》').map(|length| open..open + length)).collect()
}

fn iso(day: Option<(i32, u32, u32)>) -> Option<String> {
    day.map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"))
}
