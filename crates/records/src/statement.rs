//! Responsibility statements inside paragraphs: in brackets after the text, behind a label, on lines of their own.

use crate::draft::NamedUnit;
use fenjie_layout::{Marker, looks_like_time};
use fenjie_lexicon::ends_as_agency;
use fenjie_lexicon::statement::{self, Label, Statement};
use fenjie_lexicon::units::Unit;
use fenjie_text::{Text, chars};
use regex::Regex;
use std::ops::{Range, RangeInclusive};
use std::sync::LazyLock;

/// From this plausibility on a bracket that names its roles is a statement.
const PLAUSIBLE: f32 = 0.5;
/// From this plausibility on a bracket that ends its paragraph is one though it names units only.
const PLAUSIBLE_LIST: f32 = 0.6;
/// Longest body of a statement, in bytes: lists of all departments of a ministry run to about a thousand.
const LONGEST_BODY: usize = 3000;

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

/// Cuts a paragraph into words and statements.
pub(crate) fn pieces(paragraph: &Text, habits: Habits) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for (range, found) in statements(paragraph, habits) {
        if at < range.start {
            pieces.push(Piece::Words(paragraph.slice(at..range.start)));
        }
        at = range.end;
        pieces.push(Piece::Statement(found));
    }
    if at < paragraph.len() {
        pieces.push(Piece::Words(paragraph.slice_from(at)));
    }
    pieces
}

fn statements(paragraph: &Text, habits: Habits) -> Vec<(Range<usize>, Responsibility)> {
    if Line::of(paragraph.as_str()) == Line::Labelled {
        let whole = paragraph.clone();
        return vec![(0..paragraph.len(), Responsibility::of(paragraph, whole, habits))];
    }
    let mut found: Vec<_> =
        brackets(paragraph.as_str()).filter_map(|bracket| bracketed(paragraph, bracket, habits)).collect();
    if found.is_empty()
        && let Some(sentence) = closing_sentence(paragraph.as_str())
    {
        let body = paragraph.slice(sentence.clone());
        let mut read = Responsibility::of(&body, body.clone(), habits);
        if opens_statement(body.as_str()) && read.lead.iter().all(|unit| is_organ(&unit.name)) {
            read.plausibility = read.plausibility.max(PLAUSIBLE);
        }
        if read.plausibility >= PLAUSIBLE && !read.lead.is_empty() {
            return vec![(sentence, read)];
        }
    }
    let from = found.last().map_or(0, |(range, _)| range.end);
    if let Some(start) = label_inside(paragraph.as_str(), from) {
        let body = paragraph.slice_from(start);
        let read = Responsibility::of(&body, body.clone(), habits);
        if read.plausibility >= PLAUSIBLE {
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
        let Some(labelled) = statement::label(paragraph) else { return Self::Words };
        let in_brackets = paragraph.trim_start().starts_with(['（', '(', '〔', '[', '【', '［', '﹝']);
        let is_bare = paragraph[labelled.value..].chars().all(chars::is_blank);
        match labelled.label {
            // 责任领导：某某；责任单位：市财政局
            Label::Persons if label_inside(paragraph, 0).is_some() => Self::Labelled,
            Label::Persons | Label::Members => Self::Persons,
            _ if in_brackets => Self::Words,
            // 各有关 / 单位： is the end of an address.
            _ if is_bare && labelled.range.len() <= "单位".len() => Self::Words,
            _ if is_bare => Self::Label,
            _ => Self::Labelled,
        }
    }
}

/// Whether a paragraph can be the value of the label before it: a list of units, a time.
pub(crate) fn is_value(paragraph: &Text) -> bool {
    looks_like_time(paragraph.as_str()) || statement::parse(paragraph.as_str()).plausibility >= PLAUSIBLE
}

/// A bracket: all of it, and what stands inside.
struct Bracket {
    outer: Range<usize>,
    inner: Range<usize>,
}

/// The outermost brackets of a paragraph, in order; an opening one that is never closed is passed over.
fn brackets(paragraph: &str) -> impl Iterator<Item = Bracket> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some((start, open)) = paragraph[at..].char_indices().find(|(_, c)| opens_bracket(*c)) {
            let start = at + start;
            let inner = start + open.len_utf8();
            if let Some((end, close)) = matching(paragraph, inner, open) {
                at = end + close;
                return Some(Bracket { outer: start..at, inner: inner..end });
            }
            at = inner;
        }
        None
    })
}

fn opens_bracket(c: char) -> bool {
    matches!(c, '（' | '(' | '〔' | '[' | '【' | '［' | '﹝')
}

/// Where the bracket opened before `from` is closed, and the width of the closing mark. Brackets of either width close
/// each other, since OCR mixes them.
fn matching(paragraph: &str, from: usize, open: char) -> Option<(usize, usize)> {
    let is_round = matches!(open, '（' | '(');
    let same = |c: char| opens_bracket(c) && is_round == matches!(c, '（' | '(');
    let closes = |c: char| match open {
        _ if is_round => matches!(c, '）' | ')'),
        _ => matches!(c, '〕' | ']' | '】' | '］' | '﹞'),
    };
    let mut depth = 1;
    let end = (from + LONGEST_BODY).min(paragraph.len());
    for (at, c) in paragraph[from..].char_indices().take_while(|(at, _)| from + at < end) {
        if same(c) {
            depth += 1;
        } else if closes(c) {
            depth -= 1;
            if depth == 0 {
                return Some((from + at, c.len_utf8()));
            }
        }
    }
    None
}

fn bracketed(paragraph: &Text, bracket: Bracket, habits: Habits) -> Option<(Range<usize>, Responsibility)> {
    let inner = &paragraph.as_str()[bracket.inner.clone()];
    let names_role = names_role(inner);
    let closes = ends_paragraph(&paragraph.as_str()[bracket.outer.end..]);
    let may_be_bare =
        closes && (habits.bare_lists || habits.bare_names) && !names_person(&paragraph.as_str()[..bracket.outer.start]);
    let before = &paragraph.as_str()[..bracket.outer.start];
    if !names_role && (!may_be_bare || is_other_name(before, inner)) {
        return None;
    }
    let is_parted = before.ends_with(['。', '；']);
    let has_form = (closes || is_parted) && closes_as_statement(inner);
    let is_usual = habits.bare_names && closes && is_name_list(before, inner);
    let body = paragraph.slice(bracket.inner);
    let mut read = Responsibility::of(&body, paragraph.slice(bracket.outer.clone()), habits);
    let units = || read.lead.iter().chain(&read.support);
    if has_form && units().any(|unit| is_organ(&unit.name)) {
        read.plausibility = read.plausibility.max(PLAUSIBLE);
    }
    if is_usual {
        read.plausibility = read.plausibility.max(PLAUSIBLE_LIST);
    }
    let enough = if names_role { PLAUSIBLE } else { PLAUSIBLE_LIST };
    let says_something = !read.lead.is_empty() || !read.support.is_empty();
    (read.plausibility >= enough && says_something).then_some((bracket.outer, read))
}

/// Whether a name is that of a body, known or not; 各县自行 and 专人 are none.
fn is_organ(name: &str) -> bool {
    const SHORTEST: usize = 3;
    name.chars().count() >= SHORTEST && (ends_as_agency(name) || name.ends_with(['科', '区']))
}

/// Whether a bracket gives a second name of the agency before it: 报市政府办公室（市政府督查室）.
fn is_other_name(before: &str, inner: &str) -> bool {
    ends_as_agency(before) && !inner.contains(['、', '，', ',', '；'])
}

/// Whether a bracket is nothing but short names and, at its end, what they are to do (…牵头，…配合): a statement, even where
/// a name in it is not known.
fn closes_as_statement(inner: &str) -> bool {
    const LONGEST_NAME: usize = 20;
    const VERBS: [&str; 8] = ["按职责分工负责", "分工负责", "组织实施", "牵头", "负责", "配合", "参与", "落实"];
    let inner = inner.trim_end_matches(chars::is_blank);
    let closes = VERBS.iter().any(|verb| inner.ends_with(verb));
    let is_name = |part: &str| part.chars().filter(|c| !chars::is_blank(*c)).nth(LONGEST_NAME).is_none();
    closes
        && !inner.starts_with('由')
        && !inner.contains(['。', '：', '“'])
        && !EXPLAINS.iter().any(|word| inner.contains(word))
        && inner.split(['、', '，', ',', '；', ';']).all(is_name)
}

static ROLE_WORDS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("牵头|责任|负责|配合|单位|部门|主办|协办|落实|分工|参与|处室").ok());

/// Whether a bracket is nothing but short names: no numbers, no titles, nothing explained.
fn lists_names(inner: &str) -> bool {
    const LENGTHS: RangeInclusive<usize> = 2..=15;
    let is_name = |part: &str| {
        let length = part.chars().filter(|c| !chars::is_blank(*c)).count();
        LENGTHS.contains(&length) && !EXPLAINS.iter().any(|word| part.contains(word))
    };
    !inner.contains(|c: char| "。：:“《—".contains(c) || c.is_ascii_alphanumeric())
        && inner.split(['、', '，', ',', '；', ';']).all(is_name)
}

/// Whether a bracket at the end of an item is a list of names: behind a full stop any names, elsewhere those of bodies.
fn is_name_list(before: &str, inner: &str) -> bool {
    let parted = before.ends_with(['。', '；']);
    lists_names(inner) && (parted || inner.split(['、', '，', ',', '；', ';']).all(is_organ))
}

/// Whether at least half of a document's items close with a bracket of names: such brackets are its statements.
pub(crate) fn closes_by_bare_names(lines: &[Text]) -> bool {
    const FEWEST: usize = 3;
    let closes = |line: &str| {
        let line = line.trim_end_matches(|c| chars::is_blank(c) || matches!(c, '。' | '；'));
        line.ends_with(['）', ')'])
            && brackets(line).last().is_some_and(|last| {
                last.outer.end == line.len() && is_name_list(&line[..last.outer.start], &line[last.inner])
            })
    };
    let items = lines.iter().map(Text::as_str).filter(|line| line.contains('。') && Marker::parse(line).is_some());
    let (closed, all) = items.fold((0, 0), |(closed, all), item| (closed + usize::from(closes(item)), all + 1));
    closed >= FEWEST && closed * 2 >= all
}

/// Words of brackets that explain what stands before them.
const EXPLAINS: [&str; 8] = ["以下", "简称", "统称", "其中", "详见", "包括", "例如", "不含"];

/// Whether the words of a bracket name a role.
fn names_role(inner: &str) -> bool {
    ROLE_WORDS.as_ref().is_some_and(|words| words.is_match(inner))
}

/// The last sentence of a paragraph, when it says nothing but who answers for the rest, and by when: 由市应急局牵头，市能源局配合，
/// 6月底前完成. Also the end of one that only names the work before: 油气管道专项行动由市能源局牵头，市公安局配合.
fn closing_sentence(paragraph: &str) -> Option<Range<usize>> {
    const LONGEST: usize = 120;
    const LONGEST_NAME: usize = 24;
    let end = paragraph.trim_end_matches(|c| chars::is_blank(c) || matches!(c, '。' | '；')).len();
    let stop = paragraph[..end].rfind('。').map(|at| at + '。'.len_utf8());
    let start = stop.unwrap_or(0);
    let sentence = &paragraph[start..end];
    if sentence.chars().nth(LONGEST).is_some() || !sentence.split(CLAUSE_MARKS).all(gives_role_or_time) {
        return None;
    }
    let is_named = |at: &usize| {
        let name = &sentence[..*at];
        stop.is_none() && (4..=LONGEST_NAME).contains(&name.chars().count()) && !name.contains(CLAUSE_MARKS)
    };
    match sentence.find('由') {
        Some(at) if is_named(&at) => Some(start + at..paragraph.len()),
        _ => stop.map(|start| start..paragraph.len()),
    }
}

/// Whether a sentence opens as statements do.
fn opens_statement(sentence: &str) -> bool {
    ["由", "请", "此项", "该项", "本项", "以上", "上述", "责任单位为", "牵头单位为"]
        .iter()
        .any(|word| sentence.starts_with(word))
}

/// What parts the clauses of a statement.
const CLAUSE_MARKS: [char; 4] = ['，', ',', '；', ';'];

/// Whether a clause ends with what somebody is to do, names the unit of a role (责任单位为市水利局), or says by when.
fn gives_role_or_time(clause: &str) -> bool {
    const VERBS: [&str; 14] = [
        "牵头", "负责", "配合", "参与", "参加", "落实", "协助", "协办", "主办", "承办", "实施", "推进", "办理", "协同",
    ];
    let clause = clause.trim_matches(chars::is_blank);
    let names_role =
        || clause.split_once('为').is_some_and(|(label, _)| names_role(label) && label.ends_with(['位', '门']));
    let time = ["确保", "并于", "于", "力争"].iter().find_map(|word| clause.strip_prefix(word)).unwrap_or(clause);
    VERBS.iter().any(|verb| clause.ends_with(verb)) || names_role() || says_when(time)
}

/// Whether words are a time by which something is to be done: 6月底前, 5月31日前完成.
fn says_when(words: &str) -> bool {
    looks_like_time(words.trim_end_matches("完成").trim_end_matches("全部"))
}

/// Whether no more than a name stands before a bracket: 苏　某（市财政局） in a list of members says where somebody works.
fn names_person(before: &str) -> bool {
    const LONGEST: usize = 4;
    let name = before.rsplit(['：', ':']).next().unwrap_or(before);
    name.chars().filter(|c| !chars::is_blank(*c)).count() <= LONGEST
}

/// Whether nothing follows but marks, and perhaps how many points the work counts: （分值20分）.
fn ends_paragraph(rest: &str) -> bool {
    let is_mark = |c: char| chars::is_blank(c) || "。；;.,，".contains(c);
    let rest = rest.trim_matches(is_mark);
    let score = rest.strip_prefix(['（', '(', '【']).and_then(|rest| rest.strip_suffix(['）', ')', '】']));
    let is_score = |score: &str| {
        let points = score.trim_start_matches("分值").trim_start_matches(['：', ':']).strip_suffix('分');
        points.is_some_and(|points| !points.is_empty() && points.chars().all(|c| c.is_ascii_digit() || c == '.'))
    };
    rest.is_empty() || score.is_some_and(is_score)
}

/// Whether a paragraph ends in a bracket that holds units and no word for a role: the sign of documents that close
/// their tasks with bare lists.
pub(crate) fn ends_in_bare_list(paragraph: &str) -> bool {
    let Some(last) = brackets(paragraph).last() else { return false };
    let inner = &paragraph[last.inner];
    !names_person(&paragraph[..last.outer.start])
        && ends_paragraph(&paragraph[last.outer.end..])
        && statement::parse(inner).plausibility >= PLAUSIBLE_LIST
}

/// A label after the end of a sentence, from position `from` on: "…。责任单位：市财政局".
fn label_inside(paragraph: &str, from: usize) -> Option<usize> {
    const LONGEST_LABEL: usize = 12;
    for (colon, _) in paragraph.match_indices(['：', ':']).filter(|(at, _)| *at > from) {
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
        let value = statement::label(&paragraph[start..]);
        if value.is_some_and(|found| matches!(found.label, Label::Units(_) | Label::Deadline)) {
            return Some(start);
        }
    }
    None
}

/// Labelled lines that follow each other are one statement.
pub(crate) fn joined(lines: &[Text], habits: Habits) -> Responsibility {
    let mut body = Text::new();
    for line in lines {
        if Line::of(body.as_str()) == Line::Label && !body.as_str().ends_with(['：', ':']) {
            body.push_mark("：");
        } else if !body.is_empty() {
            body.push_mark("；");
        }
        body.push(line);
    }
    Responsibility::of(&body, body.clone(), habits)
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
