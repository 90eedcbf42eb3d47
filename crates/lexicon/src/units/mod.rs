//! Printed lists of units: a grammar, for a list is more than names between commas.
//!
//! [`parse`] reads a cell or the value of a label ("市科技局、知识产权局，各区、县级市政府等") and gives each [`Unit`] with its
//! place, its name with the shared level word written out, and the role that the list itself prints.
//!
//! ```
//! use fenjie_lexicon::units;
//! let list = units::parse("市科技局、知识产权 局，各区、县级市政府等相关部门");
//! let names: Vec<&str> = list.units.iter().map(|unit| unit.name.as_str()).collect();
//! assert_eq!(names, ["市科技局", "市知识产权局", "各区、县级市政府"]);
//! ```

mod borders;
mod levels;
mod names;
pub(crate) mod persons;

use crate::agency::{KINDS, ends_as_agency};
use crate::labels::{LABELS, Label};
use crate::plausibility::unit_plausibility;
use crate::printed::{Bracketed, Printed};
use crate::statement::is_colon;
use crate::time;
use borders::{CONJUNCTIONS, split_conjunctions};
use fenjie_text::chars::is_han;
use levels::joins_levels;
use names::Names;
use std::ops::Range;

/// What a unit does for the task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// 牵头, 主办.
    Lead,
    /// 责任, 负责: leads where nobody is named as leading, supports where somebody is.
    Responsible,
    /// 配合, 参与, 协办.
    Support,
}

/// One unit of a printed list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Where it stands in the input, in order: one range, or several where the print doubled a character at a break.
    pub ranges: Vec<Range<usize>>,
    /// The name without blanks, a shared level word written out.
    pub name: String,
    /// Whether it names many bodies at once (各有关单位, 各区、县级市政府).
    pub group: bool,
    /// The role that the list prints for it.
    pub role: Option<Role>,
}

/// A printed list, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitList {
    /// The units, in order.
    pub units: Vec<Unit>,
    /// Whether the list says that the first named leads (排名第一的为牵头单位).
    pub first_leads: bool,
    /// Where a time stands that is a part of the list by itself: 市林业局牵头，10月底前完成.
    pub due: Option<Range<usize>>,
}

/// Reads a printed list of units. Any string is accepted; what is no name is given as it stands.
pub fn parse(s: &str) -> UnitList {
    let printed = Printed::new(s);
    let whole = 0..printed.as_str().len();
    parse_part(&printed, whole, false)
}

/// Reads the part `range` of `printed` as a list; `labelled` when a label has announced what its units are.
pub(crate) fn parse_part(printed: &Printed<'_>, range: Range<usize>, labelled: bool) -> UnitList {
    const NAME: f32 = 0.85;
    let start = range.start;
    let mut list = UnitList::default();
    let mut names = Names::default();
    // Units from here on wait for the role that closes their clause.
    let mut clause = 0;
    // Units from here on stand behind the last comma.
    let mut phrase = 0;
    // Whom the leader works with (甲会同乙、丙负责) up to the end of the clause.
    let mut helps = false;
    // Whether a full stop stands before the piece, as far as it was looked for.
    let (mut behind_stop, mut looked_at) = (false, start);
    let says_so = says_first_leads(&printed.as_str()[range.clone()]);
    for piece in pieces(printed, range) {
        let text = &printed.as_str()[piece.clone()];
        if matches!(text, "下同" | "以下同" | "以下不再列出") {
            continue;
        }
        if let Some(due) = time::due(text).filter(|due| due.start == 0 || !text[..due.start].contains('由')) {
            list.due.get_or_insert(printed.range(&(piece.start + due.start..piece.start + due.end)));
            continue;
        }
        // Behind the units a label announced, what they are to reach by when: 2024年底前取得明显成效.
        if labelled && !list.units.is_empty() && sets_goal(text) {
            list.due.get_or_insert(printed.range(&piece));
            continue;
        }
        // Behind a label a closing verb speaks for its own clause alone: 责任单位：甲、乙，各区配合.
        if printed.as_str()[start..piece.start].ends_with(['，', ',', '；', ';', '。']) {
            phrase = list.units.len();
            clause = if labelled { phrase } else { clause };
        }
        let mut piece = piece;
        if says_so && says_first_leads(text) {
            list.first_leads = true;
            // 市财政局（排名第一的为牵头单位，下同）, and the remark of a header before its first cell.
            let open = text.find(['（', '(']).filter(|open| !says_first_leads(&text[..*open]));
            let close = || text.char_indices().rfind(|(_, c)| matches!(c, '）' | ')'));
            let behind = || close().map(|(at, c)| at + c.len_utf8()).filter(|end| *end < text.len());
            match open {
                Some(0) => match behind() {
                    Some(end) => piece.start += end,
                    None => continue,
                },
                Some(open) => piece.end = piece.start + open,
                None => continue,
            }
        } else if list.first_leads && ["其他", "其余", "其它"].iter().any(|rest| text.starts_with(rest)) {
            continue;
        }
        // After a full stop a sentence may follow (以下均需各级政府落实，不再列出).
        behind_stop |= printed.as_str()[looked_at..piece.start].contains('。');
        looked_at = piece.start;
        if behind_stop && unit_plausibility(text) < NAME {
            continue;
        }
        let (named, closing) = names_of(printed, piece);
        for (name, joined_by) in named {
            let (name, own_role) = without_own_role(printed.as_str(), name);
            let behind = own_role.filter(|_| LABELS.is_joint(inner_words(&printed.as_str()[name.end..])));
            let Some(name) = trimmed(printed.as_str(), name) else { continue };
            if behind.is_some() {
                set_open(&mut list.units[phrase..], behind);
            }
            helps |= joined_by == WITH[0] || own_role == Some(Role::Support);
            list.units.push(names.unit(printed, name, own_role.or(helps.then_some(Role::Support))));
        }
        if let Some(role) = closing {
            helps = false;
            // 市水利局，各县区配合: who is named before the comma leads.
            let from = if role == Role::Support { phrase.max(clause) } else { clause };
            set_open(&mut list.units[from..], Some(role));
            clause = list.units.len();
        }
    }
    list
}

/// Whether a clause opens with a time and names no unit.
fn sets_goal(clause: &str) -> bool {
    time::opens(clause)
        && !ends_as_agency(clause)
        && LABELS.closing_verb(clause).is_none_or(|(role, _)| role == Role::Responsible)
}

/// Gives a role to the units that have none.
fn set_open(units: &mut [Unit], role: Option<Role>) {
    units.iter_mut().filter(|unit| unit.role.is_none()).for_each(|unit| unit.role = role);
}

fn says_first_leads(text: &str) -> bool {
    text.contains("牵头") && ["第一", "首位", "排首", "首个", "排在前"].iter().any(|first| text.contains(first))
}

/// Cuts at separators outside brackets, but not inside enumerated levels (各区、县级市政府).
fn pieces(printed: &Printed<'_>, range: Range<usize>) -> Vec<Range<usize>> {
    let text = &printed.as_str()[range.clone()];
    let inside = Bracketed::of(text);
    let mut cuts = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        if at < start {
            continue;
        }
        let gap = printed.gap_before(range.start + at);
        if !gap && is_han(c) {
            continue;
        }
        if !inside.holds(at)
            && (gap || is_colon(c))
            && let Some(person) = persons::behind(printed, range.start + start, range.start + at, range.end)
        {
            cuts.push(start..at);
            start = person - range.start;
            continue;
        }
        let verb_closes = gap && start < at && LABELS.closing_verb(&text[start..at]).is_some() && !is_separator(c);
        if verb_closes && !inside.holds(at) {
            cuts.push(start..at);
            start = at;
        }
        if !inside.holds(at)
            && is_separator(c)
            && !(c == '、' && joins_levels(&text[start..at], &text[at + c.len_utf8()..]))
        {
            cuts.push(start..at);
            start = at + c.len_utf8();
        }
    }
    cuts.push(start..text.len());
    cuts.into_iter().map(|cut| cut.start + range.start..cut.end + range.start).collect()
}

fn is_separator(c: char) -> bool {
    matches!(c, '、' | '，' | ',' | '；' | ';' | '。' | '﹑' | '､' | '/' | '／' | '|' | '｜')
}

/// The names in a piece, each with what joins it to the one before, and the role that closes the piece.
fn names_of<'a>(printed: &'a Printed<'_>, piece: Range<usize>) -> (Vec<(Range<usize>, &'a str)>, Option<Role>) {
    // 市政协办 is a name, not 市政 that 协办.
    if KINDS.knows(bare(&printed.as_str()[piece.clone()])) {
        return (vec![(piece, "")], None);
    }
    let (piece, closing) = without_closing_role(printed.as_str(), piece);
    (split_conjunctions(printed, piece), closing)
}

/// Takes a closing 牵头, 配合, 负责 … off a piece.
fn without_closing_role(text: &str, piece: Range<usize>) -> (Range<usize>, Option<Role>) {
    let name = &text[piece.clone()];
    // 市卫健委为牵头单位
    if let Some((unit, label)) = name.rsplit_once('为')
        && ends_as_agency(unit)
        && let Some(Label::Units(role)) = LABELS.label(label)
    {
        return (piece.start..piece.start + unit.len(), Some(role));
    }
    match LABELS.closing_verb(name) {
        Some((role, length)) => {
            // 以市教育局为主
            let with = if name.ends_with("为主") && name.starts_with('以') { '以'.len_utf8() } else { 0 };
            (piece.start + with..piece.end - length, Some(role))
        }
        None => (piece, None),
    }
}

/// What stands before those whom a leader works with.
const WITH: [&str; 2] = ["会同", "联合"];

/// Takes a 会同 before a name off, or a bracketed （牵头） behind it.
fn without_own_role(text: &str, name: Range<usize>) -> (Range<usize>, Option<Role>) {
    let with = WITH.iter().find(|with| text[name.clone()].strip_prefix(**with).is_some_and(ends_as_agency));
    match with {
        Some(with) => (name.start + with.len()..name.end, Some(Role::Support)),
        None => without_bracketed_role(text, name),
    }
}

/// What opens and closes the bracket of a role: 市教育局（牵头）, 市教育局[牵头].
const OPENING: [char; 7] = ['（', '(', '〔', '[', '【', '［', '﹝'];
const CLOSING: [char; 7] = ['）', ')', '〕', ']', '】', '］', '﹞'];

/// Takes a bracketed （牵头） off a name.
fn without_bracketed_role(text: &str, name: Range<usize>) -> (Range<usize>, Option<Role>) {
    let s = &text[name.clone()];
    let open = s.rfind(OPENING).filter(|_| s.ends_with(CLOSING));
    match open.and_then(|open| Some((open, LABELS.bracketed_role(inner_words(&s[open..]))?))) {
        Some((open, role)) => (name.start..name.start + open, Some(role)),
        None => (name, None),
    }
}

/// The words in the bracket that `s` opens with.
fn inner_words(s: &str) -> &str {
    let inner = s.trim_start_matches(OPENING);
    inner.split(CLOSING).next().filter(|_| inner.len() < s.len()).unwrap_or_default()
}

/// What a broken table, or a mark that a note explains (带*的为牵头单位), leaves behind a name.
const TRAILING: [char; 10] = ['：', ':', '.', '-', '—', '*', '＊', '★', '▲', '△'];

/// Takes 由 before and 等 after a name off, and such marks.
fn trimmed(text: &str, name: Range<usize>) -> Option<Range<usize>> {
    let s = &text[name.clone()];
    let without_end = without_etc(s).trim_end_matches(TRAILING);
    let start = without_task(without_end).trim_start_matches(['：', ':', '.', '-', '—', '由', '请']);
    let from = name.start + (without_end.len() - start.len());
    (!start.is_empty()).then_some(from..from + start.len())
}

/// Without the words for the task itself: 以上任务由市住建局, 此项工作由市人社局.
fn without_task(s: &str) -> &str {
    const LONGEST: usize = 8;
    let named =
        || ["以上", "上述", "此项", "本项", "该项", "此", "本", "该", "各项"].iter().any(|word| s.starts_with(word));
    match s.split_once('由').filter(|(task, _)| task.chars().count() <= LONGEST && named()) {
        Some((_, unit)) => unit,
        None => s,
    }
}

/// Without 等, 等单位, 等有关部门, 等市级相关部门 at the end.
fn without_etc(s: &str) -> &str {
    match etc_at(s) {
        Some((at, end)) if end == s.len() => &s[..at],
        _ => s,
    }
}

/// The place of 等 and of the phrase that it opens (等相关部门); 等 in 高等学校 or 等级 is none.
fn etc_at(s: &str) -> Option<(usize, usize)> {
    #[rustfmt::skip] // a word a line would say no more
    const CLOSING: [&str; 22] = [
        "单位", "部门", "机构", "处室", "科室", "股室", "企业", "学校", "高校", "地区", "地方", "方面", "市州", "县区", "区县",
        "乡镇", "镇街", "街道", "社区", "园区", "成员", "行业主管",
    ];
    for (at, etc) in s.match_indices('等') {
        let (before, after) = (&s[..at], &s[at + etc.len()..]);
        if before.is_empty()
            || before.ends_with(['高', '平', '同', '初', '中', '优', '均', '对'])
            || after.starts_with(['级', '候', '价'])
        {
            continue;
        }
        if after.is_empty() {
            return Some((at, s.len()));
        }
        // 涉及个人办事的 is no 及.
        let joins = |word: &str| after.match_indices(word).map(|(at, _)| at).find(|at| !after[..*at].ends_with('涉'));
        let phrase = CONJUNCTIONS.iter().filter_map(|word| joins(word)).min().unwrap_or(after.len());
        if CLOSING.iter().any(|closing| after[..phrase].ends_with(closing)) || phrase == 0 {
            // 等有关部门和单位: the second word names nobody either.
            let word =
                CONJUNCTIONS.iter().find(|word| after[phrase..].starts_with(**word)).map_or(0, |word| word.len());
            let is_bare = phrase > 0 && matches!(&after[phrase + word..], "单位" | "部门" | "机构" | "企业" | "个人");
            return Some((at, if is_bare { s.len() } else { at + etc.len() + phrase }));
        }
    }
    None
}

/// A name without its level word.
fn bare(name: &str) -> &str {
    level_word(name).map_or(name, |level| &name[level.len()..])
}

/// The level word that opens the name of an agency: 市 in 市财政局, but none in 市场监管局.
pub fn level_word(name: &str) -> Option<&str> {
    let words: &[&str] = match name.chars().next()? {
        '省' | '市' | '县' | '区' | '州' | '旗' | '盟' => &["省", "市", "县", "区", "州", "旗", "盟"],
        '自' => &["自治区", "自治州", "自治县"],
        '高' => &["高新区"],
        '经' => &["经开区"],
        '开' => &["开发区"],
        '新' => &["新区"],
        '兵' => &["兵团"],
        '师' => &["师市"],
        _ => return None,
    };
    let level = words.iter().find(|word| name.starts_with(**word))?;
    let rest = &name[level.len()..];
    if rest.is_empty() || KINDS.knows(name) {
        return None;
    }
    let by_chance = match *level {
        "高新区" | "经开区" | "开发区" | "新区" => {
            rest.starts_with(['域', '块', '内', '、']) || rest.ends_with("管委会") || rest.ends_with("管理委员会")
        }
        "市" => rest.starts_with(['场', '民', '容', '区', '县', '域', '州', '监']) || rest == "政局",
        "县" => rest.starts_with(['域', '区', '市', '乡']),
        "区" => rest.starts_with(['域', '县', '块', '间', '市']),
        // 省市各部门, but 省市场监管厅.
        "省" => rest.starts_with(['区', '部']) || level_word(rest) == Some("市"),
        "州" | "旗" | "盟" => rest.starts_with(['市', '县', '区']),
        _ => false,
    };
    (!by_chance || KINDS.knows(rest) || opens_with_agency(rest)).then_some(&name[..level.len()])
}

/// Whether names that run together begin with one that is known: 民政局市司法局 behind its 市.
fn opens_with_agency(names: &str) -> bool {
    const SHORTEST: usize = 3 * '局'.len_utf8();
    let opening = KINDS.opening(names).filter(|opening| opening.len() >= SHORTEST);
    opening.is_some_and(|opening| ends_as_agency(opening) && !opening.starts_with(['区', '县', '市', '州', '域']))
}
