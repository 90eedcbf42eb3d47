//! Statements of responsibility: which units answer for a task, and by when.
//!
//! [`parse`] reads the body of a statement in any of its printed forms; [`label`] recognises a line of its own
//! (牵头单位：…) and tells where its value begins.
//!
//! ```
//! use fenjie_lexicon::statement;
//! let body = statement::parse("10月底完成，牵头单位：市财政局；配合单位：市科技局、教育局");
//! assert_eq!(body.lead[0].name, "市财政局");
//! assert_eq!(body.support[1].name, "市教育局");
//! assert_eq!(body.deadline, Some(0..8));
//! assert!(body.plausibility > 0.9);
//! assert!(statement::parse("广东").plausibility < 0.5);
//! ```

use crate::agency::{KINDS, ends_as_agency};
use crate::labels::LABELS;
pub use crate::labels::Label;
use crate::printed::{Bracketed, Printed};
use crate::region::opening_place;
use crate::time;
use crate::units::{self, Role, Unit, level_word};
use fenjie_text::WordList;
use fenjie_text::chars::{closing_bracket, is_blank, is_han};
use std::ops::Range;
use std::sync::LazyLock;

/// A statement of responsibility, read. Ranges are of the string that was given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statement {
    /// The units that lead: 牵头 where printed, else those that are responsible.
    pub lead: Vec<Unit>,
    /// The units that help.
    pub support: Vec<Unit>,
    /// Where the time by which the task is due stands.
    pub deadline: Option<Range<usize>>,
    /// Whether the statement says that the first named leads (排名第一的为牵头单位); it then holds for the whole document
    /// when 下同 follows.
    pub first_leads: bool,
    /// How sure it is that this is a statement of responsibility and no ordinary parenthesis, 0 to 1.
    pub plausibility: f32,
}

/// Reads the body of a statement: what stands inside its brackets, or the whole line.
pub fn parse(body: &str) -> Statement {
    parse_with(body, false)
}

/// The same for a document that has said that the first named leads.
pub fn parse_first_leads(body: &str) -> Statement {
    parse_with(body, true)
}

fn parse_with(body: &str, first_leads: bool) -> Statement {
    let printed = Printed::new(body);
    let mut reading = Reading { first_leads, ..Reading::default() };
    for segment in segments(&printed, without_remark(printed.as_str(), within_brackets(printed.as_str()))) {
        reading.read(&printed, segment);
    }
    // What no other parenthesis says.
    let by_duty = printed.as_str().contains("职责分工");
    reading.finish(by_duty)
}

/// The body alone, when the brackets of the statement were given with it.
fn within_brackets(text: &str) -> Range<usize> {
    let marks = text.chars().next().zip(text.chars().next_back());
    match marks {
        Some((open, close)) if closing_bracket(open).is_some() && Bracketed::of(text).holds_all() => {
            let inner = open.len_utf8()..text.len() - close.len_utf8();
            // （甲）（乙） is two pairs.
            let single = !inner.is_empty()
                && text[inner.clone()].find(close).is_none_or(|at| text[inner.clone()][..at].contains(open));
            if single { inner } else { 0..text.len() }
        }
        _ => 0..text.len(),
    }
}

/// The body without the remark that who else is always responsible is not named again (以下均需各市政府负责，不再列出).
fn without_remark(text: &str, body: Range<usize>) -> Range<usize> {
    let remark = text[body.clone()].find("以下均").filter(|at| text[body.start + at..body.end].contains("不再列"));
    body.start..remark.map_or(body.end, |at| body.start + at)
}

/// A label and its value, or a stretch without a label.
struct Segment {
    label: Option<Label>,
    value: Range<usize>,
}

/// Cuts a body at its labels.
fn segments(printed: &Printed<'_>, body: Range<usize>) -> Vec<Segment> {
    let text = &printed.as_str()[..body.end];
    let inside = Bracketed::of(&text[body.start..]);
    let mut segments = Vec::new();
    let mut open = Segment { label: None, value: body.start..body.start };
    let mut clause = body.start;
    if let Some((label, value)) = label_without_colon(&text[body.start..]) {
        open = Segment { label: Some(label), value: body.start + value..body.start + value };
        clause = open.value.start;
    }
    for (at, c) in text.char_indices().filter(|(at, _)| *at >= body.start && !inside.holds(*at - body.start)) {
        if is_colon(c) || c == '为' {
            let is_first = |start: usize| start == body.start || open.label.is_some() && start == clause;
            let behind_person = || {
                open.label
                    .filter(|label| *label == Label::Persons && c != '为')
                    .and_then(|_| label_behind_person(&text[clause..at]))
            };
            let found = label_before(printed, clause..at)
                .or_else(|| behind_person().map(|(start, label)| (clause + start, label)))
                .filter(|(start, _)| c != '为' || is_first(*start));
            if let Some((start, label)) = found {
                segments.push(Segment { value: open.value.start..start, ..open });
                let value = at + c.len_utf8();
                open = Segment { label: Some(label), value: value..value };
                clause = value;
            }
        } else if matches!(c, '；' | ';' | '，' | ',' | '。' | '、' | '/' | '／') {
            clause = at + c.len_utf8();
            let bare = open.label.and_then(|_| label_without_colon(&text[clause..]));
            if let Some((label, value)) = bare {
                segments.push(Segment { value: open.value.start..clause, ..open });
                open = Segment { label: Some(label), value: clause + value..clause + value };
            }
        }
    }
    segments.push(Segment { value: open.value.start..text.len(), ..open });
    segments.retain(|segment| segment.label.is_some() || !segment.value.is_empty());
    segments
}

/// A label that a statement opens with and whose colon was lost (责任单位 市经信局；…), and where its value begins: a name with
/// the word for its level follows.
fn label_without_colon(text: &str) -> Option<(Label, usize)> {
    const LENGTHS: Range<usize> = 4..7;
    if !LABELS.opens_label(text) {
        return None;
    }
    text.char_indices().enumerate().skip(LENGTHS.start).take(LENGTHS.len()).find_map(|(_, (at, _))| {
        let label = LABELS.label(&text[..at]).filter(|label| matches!(label, Label::Units(_)))?;
        let name = text[at..].split(['、', '，', ',', '；', ';', '。']).next().unwrap_or_default();
        level_word(name).filter(|_| ends_as_agency(name)).map(|_| (label, at))
    })
}

/// A colon, or one of the characters that are printed for it.
pub(crate) fn is_colon(c: char) -> bool {
    matches!(c, '：' | ':' | '∶' | '﹕' | '︰')
}

/// The label that ends a clause: all of it, or what stands behind a blank or behind the name of a unit
/// (市园林局 责任单位：). Also where it begins.
fn label_before(printed: &Printed<'_>, clause: Range<usize>) -> Option<(usize, Label)> {
    let text = &printed.as_str()[clause.clone()];
    let whole = LABELS.label(text).map(|label| (clause.start, label));
    // 市水利局 责任人 ends as a label of persons does, and is the end of a list with such a label behind it.
    if whole.is_some_and(|(_, label)| label != Label::Persons) {
        return whole;
    }
    // 督办领导, too short to be a name with a label behind it.
    let shortest = if whole.is_some() { 4 } else { 1 };
    let label_from = |at: usize| LABELS.label(&text[at..]).map(|label| (clause.start + at, label));
    let places = || text.char_indices().enumerate().skip(1);
    let behind_gap = || {
        // 责 / 任领导 is one label, broken by the line.
        let is_name = |count: usize| whole.is_none() || count + 1 >= shortest;
        let gaps = places().filter(|(count, (at, _))| is_name(*count) && printed.gap_before(clause.start + at));
        gaps.into_iter().find_map(|(_, (at, _))| label_from(at))
    };
    let behind_name = || {
        // 金洲镇 / 配合单位, but 各镇责任单位 is one word.
        let is_place = |name: &str| {
            name.ends_with(['镇', '乡'])
                && !["城乡", "城镇", "乡镇"].iter().any(|word| name.ends_with(word))
                && !name.starts_with('各')
        };
        let is_name = |name: &str| ends_as_agency(name) || is_place(name);
        let names = places().filter(|(count, (at, _))| *count >= shortest && is_name(&text[..*at]));
        // 市水利局责任人, but 市联系电话 and 市委督办领导 are one word.
        let is_whole = |at: usize, label: Label| label != Label::Persons || text[at..].starts_with("责任");
        names.into_iter().find_map(|(_, (at, _))| label_from(at).filter(|(_, label)| is_whole(at, *label)))
    };
    behind_gap().or_else(behind_name).or(whole)
}

/// The label of units or of a time that a person's name runs into (李明责任单位：, 李明（副镇长）责任单位：), and where it begins.
fn label_behind_person(clause: &str) -> Option<(usize, Label)> {
    const LENGTHS: Range<usize> = 2..9;
    const LONGEST_WITH_OFFICE: usize = 24;
    clause.char_indices().enumerate().take(LONGEST_WITH_OFFICE).skip(LENGTHS.start).find_map(|(count, (at, _))| {
        let is_name = LENGTHS.contains(&count) || clause[..at].ends_with(['）', ')']);
        let label = LABELS.label(&clause[at..]).filter(|label| is_name && *label != Label::Persons)?;
        Some((at, label))
    })
}

#[derive(Default)]
struct Reading {
    units: Vec<(Role, Unit)>,
    deadline: Option<Range<usize>>,
    first_leads: bool,
    labels: bool,
    verbs: bool,
    /// Units that no label and no verb gives a role, by how much they look like units.
    bare: Vec<f32>,
    likeness: Vec<f32>,
}

impl Reading {
    fn read(&mut self, printed: &Printed<'_>, segment: Segment) {
        self.labels |= segment.label.is_some();
        match segment.label {
            Some(Label::Units(role)) => self.list(printed, segment.value, Some(role)),
            Some(Label::Members) => self.list(printed, segment.value, Some(Role::Support)),
            Some(Label::Deadline) => {
                let value = without_marks(printed.as_str(), segment.value);
                if !value.is_empty() && self.deadline.is_none() {
                    self.deadline = Some(printed.range(&value));
                }
            }
            Some(Label::Persons) => {}
            None => self.unlabelled(printed, segment.value),
        }
    }

    /// A stretch without a label: clauses that set a time, and lists with or without a closing verb.
    fn unlabelled(&mut self, printed: &Printed<'_>, value: Range<usize>) {
        let text = printed.as_str();
        let mut start = value.start;
        for part in text[value.clone()].split_inclusive(['，', ',', '；', ';', '。']) {
            let range = start..start + part.len();
            if self.deadline.is_none()
                && let Some(time) = time::due(part.trim_end_matches(['，', ',', '；', ';', '。']))
            {
                self.deadline = Some(printed.range(&(start + time.start..start + time.end)));
                start = range.end;
                continue;
            }
            break;
        }
        let end = stages(&text[start..value.end]).map_or(value.end, |stages| start + stages);
        if end < value.end && self.deadline.is_none() {
            self.deadline = Some(printed.range(&without_marks(text, end..value.end)));
        }
        if start < end {
            self.list(printed, without_marks(text, start..end), None);
        }
    }

    fn list(&mut self, printed: &Printed<'_>, range: Range<usize>, role: Option<Role>) {
        let list = units::parse_part(printed, range, role.is_some());
        self.first_leads |= list.first_leads;
        self.deadline = self.deadline.take().or(list.due);
        // 甲牵头，乙、丙: who comes after the leader without a verb helps.
        let leader = list.units.iter().any(|unit| unit.role == Some(Role::Lead));
        // 按期完成 is said of the work.
        let is_named = |unit: &Unit| !unit.name.ends_with("完成") || ends_as_agency(&unit.name);
        for unit in list.units.into_iter().filter(is_named) {
            let likeness = likeness(&unit);
            self.likeness.push(likeness);
            self.verbs |= unit.role.is_some();
            if role.is_none() && unit.role.is_none() {
                self.bare.push(likeness);
            }
            let own = unit.role.or(if leader && role.is_none() { Some(Role::Support) } else { role });
            self.units.push((own.unwrap_or(Role::Responsible), unit));
        }
    }

    fn finish(self, by_duty: bool) -> Statement {
        let plausibility = self.plausibility(by_duty);
        let led = self.units.iter().any(|(role, _)| *role == Role::Lead);
        let mut statement =
            Statement { deadline: self.deadline, first_leads: self.first_leads, plausibility, ..Statement::default() };
        for (role, unit) in self.units {
            let leads = match role {
                Role::Lead => true,
                Role::Support => false,
                Role::Responsible => !led && (!self.first_leads || statement.lead.is_empty()),
            };
            if leads { statement.lead.push(unit) } else { statement.support.push(unit) }
        }
        statement
    }

    fn plausibility(&self, by_duty: bool) -> f32 {
        let mean = |likeness: &[f32]| likeness.iter().sum::<f32>() / likeness.len().max(1) as f32;
        let likeness = mean(&self.likeness);
        if self.labels {
            return if self.units.is_empty() && self.deadline.is_none() { 0.6 } else { 0.85 + 0.15 * likeness };
        }
        // 列首位的为牵头单位 is said of nothing else.
        if self.first_leads && !self.units.is_empty() {
            return 0.9;
        }
        let explains = self.units.first().is_some_and(|(_, unit)| EXPLAINS.occurs_in(&unit.name));
        if self.units.is_empty() || explains {
            return 0.0;
        }
        if self.verbs {
            let sure = if by_duty { likeness } else { likeness.powi(2) };
            return sure * if self.bare.is_empty() { 0.97 } else { 0.9 };
        }
        // A bare list: every part must be a name, and one short word in brackets is more often an explanation.
        let least = self.bare.iter().copied().fold(1.0f32, f32::min);
        let some_whole = self.units.iter().any(|(_, unit)| stands_alone(unit));
        if some_whole { least * 0.95 } else { least * 0.45 }
    }
}

/// What a parenthesis that explains says: （以下简称领导小组）, （设在市大数据局）.
static EXPLAINS: LazyLock<WordList> = LazyLock::new(|| {
    let words = ["以下", "简称", "统称", "设在", "下文", "含", "包括", "送达", "下设"];
    words.into_iter().collect()
});

/// Where the stages of the work begin that close a statement behind its units: 3月底前出台政策，年内持续推进. `None` where no
/// clause opens with a time, or a single one says no more than that.
fn stages(text: &str) -> Option<usize> {
    const MARKS: [char; 4] = ['，', ',', '；', ';'];
    const ROLES: [&str; 9] = ["牵头", "配合", "负责", "参与", "落实", "协助", "组织实施", "按职责分工", "承担"];
    let starts = text.match_indices(MARKS).map(|(at, mark)| at + mark.len());
    let start = starts.into_iter().find(|at| time::opens(&text[*at..]))?;
    let mut clauses = text[start..].split(MARKS).map(|clause| clause.trim_end_matches('。')).peekable();
    let names_role = |clause: &str| ROLES.iter().any(|role| clause.ends_with(role));
    let first = clauses.next()?;
    let is_plain = clauses.peek().is_none() && time::due(first).is_some();
    (!is_plain && !names_role(first) && !clauses.any(names_role)).then_some(start)
}

/// How much one unit of a list looks like one: a name with a level word or a place, a group, or merely the ending of one.
fn likeness(unit: &Unit) -> f32 {
    let name = unit.name.as_str();
    let length = name.chars().count();
    if !ends_as_agency(name) {
        // 甲区、乙市人民政府: of places that share the word for their governments, all but the last stand bare.
        if opening_place(name) == Some(name.len()) && name.ends_with(['市', '县', '区', '旗', '州', '盟']) {
            return 0.8;
        }
        return if unit.group && (3..20).contains(&length) { 0.6 } else { 0.0 };
    }
    let level = level_word(name).map(|level| &name[level.len()..]);
    let behind_place = || opening_place(name).map(|end| &name[end..]).filter(|rest| !rest.is_empty());
    if level.or_else(behind_place).is_some_and(ends_as_agency) || KINDS.knows(name) || unit.group && length > 2 {
        return 1.0;
    }
    match length {
        _ if name.ends_with("管委会") || name.ends_with("政府") => 1.0,
        3..=5 => 0.7,
        6..=24 => 0.75,
        _ => 0.0,
    }
}

/// Whether a unit could be nothing but a unit: a name with a level word or a place, or 各 with more than levels.
fn stands_alone(unit: &Unit) -> bool {
    let name = unit.name.as_str();
    let level = level_word(name).map(|level| &name[level.len()..]);
    let behind_place = || opening_place(name).map(|end| &name[end..]);
    level.or_else(behind_place).is_some_and(|rest| rest.chars().count() >= 2 && ends_as_agency(rest))
        || (name.starts_with('各') && name.chars().count() >= 3)
        || name.starts_with("国家")
}

fn without_marks(text: &str, range: Range<usize>) -> Range<usize> {
    let s = &text[range.clone()];
    let from = s.len() - s.trim_start_matches(MARKS).len();
    let to = s.trim_end_matches(MARKS).len();
    range.start + from.min(to)..range.start + to
}

const MARKS: [char; 9] = ['；', ';', '，', ',', '。', '、', '：', ':', '.'];

/// A line that a label opens: what it announces, and where its value begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// What the label announces.
    pub label: Label,
    /// Where the label itself stands.
    pub range: Range<usize>,
    /// First byte of the value; the end of the line when the value is on the next.
    pub value: usize,
}

/// Brackets and ornaments before a label.
const OPENING: [char; 23] = [
    '（', '(', '〔', '[', '【', '［', '﹝', '—', '-', '★', '☆', '*', '＊', '●', '◆', '■', '▲', '△', '•', '·', '※', '►',
    '◇',
];

/// Recognises a line that a label opens: 牵头单位：市财政局; 完成时限: 12月底前. Brackets before the label are passed over.
/// A label must be closed by a colon, or be all that the line holds.
pub fn label(line: &str) -> Option<Labelled> {
    let printed = Printed::new(&line[..end_of_label(line)?]);
    let text = printed.as_str();
    let start = text.len() - text.trim_start_matches(OPENING).len();
    let colon = text.char_indices().find(|(_, c)| is_colon(*c));
    let end = colon.map_or(text.len(), |(at, _)| at);
    let words = text.get(start..end)?.trim_end_matches(['】', '］', ']']);
    // 考核（牵头单位： is the end of a sentence with the statement behind it.
    let opened = words.matches(['（', '(']).count() > words.matches(['）', ')']).count();
    let label = LABELS.label(words).filter(|_| !opened)?;
    if colon.is_none() && text[start..end].chars().count() < 4 {
        return None;
    }
    let value = colon.map_or(line.len(), |(at, c)| printed.range(&(at..at + c.len_utf8())).end);
    Some(Labelled { label, range: printed.range(&(start..end)), value })
}

/// Where the label that opens a line ends at the latest: behind its first colon, or with the line; `None` when that is too far.
fn end_of_label(line: &str) -> Option<usize> {
    const LONGEST: usize = 24;
    let mut length = 0;
    for (at, c) in line.char_indices() {
        if !is_han(c) && is_colon(c) {
            return Some(at + c.len_utf8());
        }
        length += usize::from(is_han(c) || !is_blank(c));
        if length > LONGEST {
            return None;
        }
    }
    Some(line.len())
}
