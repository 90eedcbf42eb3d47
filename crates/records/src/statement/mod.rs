//! Responsibility statements inside paragraphs: in brackets after the text, behind a label, on lines of their own, as sentences.

mod boxed;
mod bracket;
mod sentence;

use crate::draft::NamedUnit;
pub(crate) use boxed::unboxed;
pub(crate) use bracket::{closes_by_bare_names, ends_in_bare_list, heading_ends_in_bare_list};
use fenjie_layout::looks_like_time;
use fenjie_lexicon::statement::{self, Label, Statement};
use fenjie_lexicon::units::Unit;
use fenjie_lexicon::{ends_as_agency, unit_plausibility};
use fenjie_text::{Text, chars};
use std::ops::Range;

/// From this plausibility on what names roles is a statement.
const PLAUSIBLE: f32 = 0.5;
/// From this plausibility on words are the names of units.
pub(crate) const SURE: f32 = 0.85;

/// A statement of responsibility as found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Responsibility {
    pub(crate) whole: Text,
    pub(crate) lead: Vec<NamedUnit>,
    pub(crate) support: Vec<NamedUnit>,
    pub(crate) deadline: Option<Text>,
    pub(crate) plausibility: f32,
}

/// A stretch of a paragraph.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Words(Text),
    Statement(Responsibility),
}

/// How the statements of one document are to be read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Habits {
    /// The document says that the first named unit leads.
    pub(crate) first_leads: bool,
    /// The mark that the document says is that of the units that lead.
    pub(crate) leading_mark: Option<char>,
    /// Brackets that hold nothing but units close its tasks.
    pub(crate) bare_lists: bool,
    /// They do so behind the full stop of most of its items, so that a name needs not be known to be one.
    pub(crate) bare_names: bool,
}

impl Responsibility {
    fn of(body: &Text, whole: Text, habits: Habits) -> Self {
        // What a blank parts in print is parted here: 甲牵头 乙配合.
        let body = &body.spaced();
        let parse = if habits.first_leads { statement::parse_first_leads } else { statement::parse };
        let Statement { lead, support, deadline, plausibility, .. } = parse(body.as_str());
        let named = |units: Vec<Unit>| units.into_iter().map(|unit| named_unit(body, unit)).collect();
        Self {
            lead: named(lead),
            support: named(support),
            deadline: deadline.map(|range| body.slice(range).tidied()),
            plausibility,
            whole,
        }
    }
}

/// Cuts a unit out of the text it was read from.
pub(crate) fn named_unit(body: &Text, unit: Unit) -> NamedUnit {
    let mut raw = Text::new();
    for range in unit.ranges {
        raw.push(&body.slice(range));
    }
    NamedUnit { raw: raw.tidied(), name: unit.name }
}

/// Whether a name is that of a body, known or not; 各县自行 and 专人 are none.
fn is_organ(name: &str) -> bool {
    const SHORTEST: usize = 3;
    name.chars().count() >= SHORTEST && (ends_as_agency(name) || name.ends_with(['科', '区']))
}

/// Cuts a paragraph that no label opens into words and statements.
pub(crate) fn pieces(paragraph: &Text, habits: Habits) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let found = statements(paragraph, habits);
    let is_text = |rest: &str| rest.chars().any(char::is_alphanumeric);
    let opens = matches!(&found[..], [(range, _)] if range.start == 0 && is_text(&paragraph.as_str()[range.end..]));
    for (range, found) in found {
        if at < range.start {
            pieces.push(Piece::Words(paragraph.slice(at..range.start)));
        }
        at = range.end;
        pieces.push(Piece::Statement(found));
    }
    if at < paragraph.len() {
        pieces.push(Piece::Words(paragraph.slice_from(at)));
    }
    // 由市水利局牵头，对…: what stands before the work closes it all the same.
    if opens {
        pieces.rotate_left(1);
    }
    pieces
}

/// The statement that a line of its own is, without label or brackets: 市应急局牵头，市能源局配合. One that names only who helps
/// goes on with the line before, as `follows_statement` says.
pub(crate) fn bare_line(line: &Text, follows_statement: bool, habits: Habits) -> Option<Responsibility> {
    sentence::whole(line, habits).filter(|found| follows_statement || !found.lead.is_empty())
}

/// Whether a line is such a statement.
pub(crate) fn is_bare_line(line: &Text) -> bool {
    bare_line(line, false, Habits::default()).is_some()
}

fn statements(paragraph: &Text, habits: Habits) -> Vec<(Range<usize>, Responsibility)> {
    let mut found = bracket::find_all(paragraph, habits);
    if found.is_empty()
        && let Some(sentence) = sentence::find(paragraph, habits)
    {
        return vec![sentence];
    }
    let from = found.last().map_or(0, |(range, _)| range.end);
    if let Some((start, label)) = label_inside(paragraph.as_str(), from) {
        let read = Responsibility::of(&paragraph.slice_from(label), paragraph.slice_from(start), habits);
        let says_something = !read.lead.is_empty() || !read.support.is_empty() || read.deadline.is_some();
        if read.plausibility >= PLAUSIBLE && says_something {
            found.push((start..paragraph.len(), read));
        }
    }
    found
}

/// What the label that a paragraph opens with makes of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// A label and its value: 牵头单位：…, 完成时限：….
    Labelled,
    /// A label without its value: 责任单位：, or 责任单位 alone. Where no value follows it is a heading like any other
    /// (三、组织机构; 四、时间安排).
    Label,
    /// The persons in charge (责任领导：…), or the members of a group (成员单位：…): part of a statement beside other labels only.
    Persons,
    /// Anything else.
    Words,
}

impl Line {
    pub(crate) fn of(paragraph: &str) -> Self {
        let Some(labelled) = statement::label(paragraph) else {
            return if opens_with_time(paragraph) { Self::Labelled } else { Self::Words };
        };
        let in_brackets = paragraph.trim_start().starts_with(['（', '(', '〔', '[', '【', '［', '﹝']);
        let is_bare = paragraph[labelled.value..].chars().all(chars::is_blank);
        match labelled.label {
            // 责任领导：某某，责任单位：市财政局
            Label::Persons if label_inside(paragraph, 0).is_some() || says_more(paragraph) => Self::Labelled,
            Label::Persons | Label::Members => Self::Persons,
            _ if in_brackets => Self::Words,
            // 各有关 / 单位： is the end of an address.
            _ if is_bare && labelled.range.len() <= "单位".len() => Self::Words,
            _ if is_bare => Self::Label,
            // 单位：万元; 时间：上午
            _ if labelled.range.len() <= "单位".len() && !fits(labelled.label, &paragraph[labelled.value..]) => {
                Self::Words
            }
            _ => Self::Labelled,
        }
    }
}

/// Whether words can be the value of a label so short that it may mean something else.
fn fits(label: Label, value: &str) -> bool {
    match label {
        Label::Deadline => looks_like_time(value),
        _ => unit_plausibility(value) >= PLAUSIBLE,
    }
}

/// Whether a line that the label of persons opens names units as well, or a time and nothing but labels and names.
fn says_more(line: &str) -> bool {
    const LONGEST_NAME: usize = 4;
    if colons(line).nth(1).is_none() {
        return false;
    }
    let read = statement::parse(line);
    let is_plain = |clause: &str| colons(clause).next().is_some() || clause.chars().nth(LONGEST_NAME).is_none();
    !read.lead.is_empty()
        || !read.support.is_empty()
        || read.deadline.is_some() && line.split(['，', ',', '；', ';', '、']).all(is_plain)
}

/// Whether a line says by when and goes on with a label: 2023年12月底前完成，责任单位：市交通局.
fn opens_with_time(line: &str) -> bool {
    let Some((time, rest)) = line.split_once(['，', ',', '；', ';']) else { return false };
    let is_label = || {
        statement::label(rest).is_some_and(|found| matches!(found.label, Label::Units(_)) && found.value < rest.len())
    };
    looks_like_time(time.trim_end_matches("完成")) && rest.contains(['：', ':']) && is_label()
}

/// Whether a line opens with the label of persons: 责任人：某某.
pub(crate) fn names_persons(line: &str) -> bool {
    statement::label(line).is_some_and(|found| found.label == Label::Persons)
}

/// Whether a paragraph can be the value of the label before it: a list of units, a time.
pub(crate) fn is_value(paragraph: &Text) -> bool {
    looks_like_time(paragraph.as_str()) || statement::parse(paragraph.as_str()).plausibility >= PLAUSIBLE
}

/// A label after the end of a sentence, from position `from` on ("…。责任单位：市财政局"): where it begins with its ornaments
/// (——), and without.
fn label_inside(paragraph: &str, from: usize) -> Option<(usize, usize)> {
    const LONGEST_LABEL: usize = 12;
    for colon in colons(paragraph).filter(|at| *at > from) {
        let before = &paragraph[from..colon];
        let start = before.rfind(['。', '；', ';', '！', '）', ')', ' ', '\u{3000}', '】', ']']);
        let Some(start) = start.map(|at| from + at + paragraph[from + at..].chars().next().map_or(1, char::len_utf8))
        else {
            continue;
        };
        let label = &paragraph[start..colon];
        if label.chars().count() > LONGEST_LABEL || label.is_empty() {
            continue;
        }
        if let Some(found) = statement::label(&paragraph[start..]) {
            return Some((start, start + found.range.start));
        }
    }
    None
}

/// Where the colons of a paragraph stand.
fn colons(paragraph: &str) -> impl Iterator<Item = usize> + '_ {
    // A wide colon by the first of its bytes, which other wide marks share.
    let marks = memchr::memchr2_iter(b':', 0xef, paragraph.as_bytes());
    marks.filter(|at| paragraph[*at..].starts_with(['：', ':']))
}

/// Labelled lines that follow each other are one statement. Those of labels that say nothing of units or times are passed
/// over: 资金来源：….
pub(crate) fn joined(lines: &[Text], habits: Habits) -> Responsibility {
    let mut body = Text::new();
    let mut foreign = Text::new();
    let mut is_label = false;
    for line in lines {
        if is_foreign(line.as_str()) {
            foreign.push(line);
            continue;
        }
        let behind_label = std::mem::replace(&mut is_label, Line::of(line.as_str()) == Line::Label);
        let is_open = body.as_str().ends_with(['：', ':']);
        if behind_label && !is_open {
            body.push_mark("：");
        } else if !body.is_empty() && !is_open && !goes_on(body.as_str(), line.as_str()) {
            body.push_mark("；");
        }
        body.push(line);
    }
    let mut found = Responsibility::of(&body, body.clone(), habits);
    found.whole.push(&foreign);
    found
}

/// Whether a line goes on with the statement of the line before: a label waits for its value, or a name for its end
/// (配合单位：市公安局、肇庆 / 银监分局).
pub(crate) fn goes_on(before: &str, line: &str) -> bool {
    const LONGEST: usize = 60;
    let marks = |c: char| matches!(c, '、' | '，' | ',' | '；' | ';' | '：' | ':');
    let before = before.trim_end_matches(chars::is_blank);
    let line = line.trim_matches(chars::is_blank).trim_end_matches('。');
    let (begun, rest) = (before.rsplit(marks).next().unwrap_or(before), line.split(marks).next().unwrap_or(line));
    let is_short = line.chars().nth(LONGEST).is_none() && !line.contains(['。', '：', ':']);
    let completes = || begun.is_empty() || !ends_as_agency(begun) && ends_as_agency(&format!("{begun}{rest}"));
    is_short && Line::of(line) == Line::Words && ends_as_agency(rest) && completes()
}

/// Whether a line opens with a label that is none of statements: 资金来源：市级财政.
pub(crate) fn is_foreign(line: &str) -> bool {
    const LENGTHS: std::ops::RangeInclusive<usize> = 2..=8;
    const LONGEST: usize = 60;
    let label = line.split_once(['：', ':']).map(|(label, _)| label.trim_matches(chars::is_blank));
    label.is_some_and(|label| {
        LENGTHS.contains(&label.chars().filter(|c| !chars::is_blank(*c)).count())
            && label.chars().all(|c| chars::is_han(c) || chars::is_blank(c))
            && line.chars().nth(LONGEST).is_none()
            && Line::of(line) == Line::Words
    })
}

/// The mark that a line says is that of the units that lead: 标★的为牵头单位, 带*号的是牵头单位, 牵头单位以▲标注.
pub(crate) fn leading_mark(line: &str) -> Option<char> {
    const MARKS: &str = "★☆▲△●◆■※*＊#";
    const BEFORE: &str = "的者号为是系表示单位部门标记注符即代责任”\"）)";
    const BEHIND: &str = "单位部门责任以用加标带打为注前后“\"";
    line.match_indices("牵头").find_map(|(at, word)| {
        let before = line[..at].trim_end_matches(|c| BEFORE.contains(c));
        let behind = line[at + word.len()..].trim_start_matches(|c| BEHIND.contains(c));
        let says_before = line[before.len()..at].contains(['为', '是', '系', '示', '的']);
        let says_behind =
            line[at + word.len()..line.len() - behind.len()].contains(['以', '用', '加', '标', '带', '打']);
        let mark = before.chars().next_back().filter(|_| says_before);
        mark.filter(|mark| MARKS.contains(*mark))
            .or_else(|| behind.chars().next().filter(|mark| says_behind && MARKS.contains(*mark)))
    })
}

/// Whether a line says that of several units the first leads: 排名第一的为牵头单位, 列首位的单位牵头.
pub(crate) fn says_first_leads(line: &str) -> bool {
    const BEFORE: usize = 24;
    line.match_indices("牵头").any(|(at, _)| {
        let start = line[..at].char_indices().rev().nth(BEFORE).map_or(0, |(start, _)| start);
        let before = &line[start..at];
        ["第一", "首位", "首个"].iter().any(|word| before.contains(word)) && before.contains(['排', '列', '位', '为'])
    })
}
