//! Statements in brackets: （牵头单位：市财政局）, （市财政局负责）, and brackets of nothing but names.

use super::{Habits, PLAUSIBLE, Responsibility, is_organ};
use fenjie_layout::Marker;
use fenjie_lexicon::statement::{self, Label};
use fenjie_lexicon::{ends_as_agency, unit_plausibility};
use fenjie_text::{Text, WordList, chars};
use std::ops::{Range, RangeInclusive};
use std::sync::LazyLock;

/// From this plausibility on a bracket that ends its paragraph is one though it names units only.
const PLAUSIBLE_LIST: f32 = 0.6;
/// From this plausibility on a bracket of nothing but units closes a sentence inside a paragraph.
const SURE_LIST: f32 = 0.9;
/// Longest body of a statement, in bytes: lists of all departments of a ministry run to about a thousand.
const LONGEST_BODY: usize = 3000;

/// The brackets of a paragraph that are statements.
pub(super) fn find_all(paragraph: &Text, habits: Habits) -> Vec<(Range<usize>, Responsibility)> {
    let mut found: Vec<(Range<usize>, Responsibility)> = Vec::new();
    for bracket in brackets(paragraph.as_str()) {
        let outer = bracket.outer.clone();
        if let Some(statement) = bracketed(paragraph, &bracket, habits) {
            found.push(statement);
        } else if let Some((range, before)) = found.last_mut().filter(|(range, _)| range.end == outer.start)
            && let Some(deadline) = time_alone(paragraph, &bracket, habits)
        {
            // （责任单位：市财政局）（2020年底前完成）
            before.deadline.get_or_insert(deadline);
            range.end = outer.end;
            before.whole = paragraph.slice(range.clone());
        }
    }
    found
}

/// The deadline that is all a bracket says.
fn time_alone(paragraph: &Text, bracket: &Bracket, habits: Habits) -> Option<Text> {
    let read = Responsibility::of(&paragraph.slice(bracket.inner.clone()), Text::new(), habits);
    read.deadline.filter(|_| read.lead.is_empty() && read.support.is_empty())
}

/// A bracket: all of it, and what stands inside.
struct Bracket {
    outer: Range<usize>,
    inner: Range<usize>,
}

/// The outermost brackets of a paragraph, in order; an opening one that is never closed is passed over, unless a statement
/// opens behind it.
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
            if let Some(end) = end_of_unclosed(&paragraph[inner..]) {
                at = paragraph.len();
                return Some(Bracket { outer: start..at, inner: inner..inner + end });
            }
        }
        None
    })
}

/// Where a statement ends that lost its closing bracket: …（牵头单位：市知识产权局；配合单位：市财政局。
fn end_of_unclosed(rest: &str) -> Option<usize> {
    let label = statement::label(rest).filter(|found| matches!(found.label, Label::Units(_)))?;
    let body = rest.trim_end_matches(|c: char| chars::is_blank(c) || matches!(c, '。' | '；' | ';' | '.'));
    (label.value < body.len() && !body.contains(['。', '（', '('])).then_some(body.len())
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

fn bracketed(paragraph: &Text, bracket: &Bracket, habits: Habits) -> Option<(Range<usize>, Responsibility)> {
    let inner = &paragraph.as_str()[bracket.inner.clone()];
    let names_role = names_role(inner);
    let before = &paragraph.as_str()[..bracket.outer.start];
    let closes = ends_paragraph(&paragraph.as_str()[bracket.outer.end..]);
    let closes_sentence = || {
        let is_parted = before.ends_with('。') || paragraph.as_str()[bracket.outer.end..].starts_with('。');
        habits.bare_lists && is_parted && unit_plausibility(inner) >= SURE_LIST
    };
    // On a line of its own may stand as well the number of the notice.
    let is_alone = before.chars().all(chars::is_blank);
    let may_be_bare = (habits.bare_lists || habits.bare_names)
        && (closes || closes_sentence())
        && (!names_person(before) || closes_sentence())
        && (!is_alone || unit_plausibility(inner) >= SURE_LIST);
    if !names_role && (!may_be_bare || is_other_name(before, inner)) {
        return None;
    }
    let is_parted = before.ends_with(['。', '；']);
    let has_form = (closes || is_parted) && closes_as_statement(inner);
    let is_usual = habits.bare_names && closes && is_name_list(before, inner);
    let body = paragraph.slice(bracket.inner.clone());
    let mut read = Responsibility::of(&body, Text::new(), habits);
    let units = || read.lead.iter().chain(&read.support);
    if has_form && units().any(|unit| is_organ(&unit.name)) {
        read.plausibility = read.plausibility.max(PLAUSIBLE);
    }
    if is_usual {
        read.plausibility = read.plausibility.max(PLAUSIBLE_LIST);
    }
    let enough = if names_role { PLAUSIBLE } else { PLAUSIBLE_LIST };
    // （责任人：某某；完成时间：6月底）
    let names_persons = || read.deadline.is_some() && super::names_persons(inner);
    let says_something = !read.lead.is_empty() || !read.support.is_empty() || names_persons();
    let end = if closes && paragraph.as_str()[bracket.outer.end..].contains('分') {
        paragraph.len()
    } else {
        bracket.outer.end
    };
    read.whole = paragraph.slice(bracket.outer.start..end);
    (read.plausibility >= enough && says_something).then_some((bracket.outer.start..end, read))
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
        && !EXPLAINS.occurs_in(inner)
        && inner.split(['、', '，', ',', '；', ';']).all(is_name)
}

static ROLE_WORDS: LazyLock<WordList> = LazyLock::new(|| {
    let words = ["牵头", "责任", "负责", "配合", "单位", "部门", "主办", "协办", "落实", "分工", "参与", "处室"];
    words.into_iter().collect()
});

/// Whether a bracket is nothing but short names: no numbers, no titles, nothing explained.
fn lists_names(inner: &str) -> bool {
    const LENGTHS: RangeInclusive<usize> = 2..=15;
    let is_name = |part: &str| LENGTHS.contains(&part.chars().filter(|c| !chars::is_blank(*c)).count());
    !inner.contains(|c: char| matches!(c, '。' | '：' | ':' | '“' | '《' | '—') || c.is_ascii_alphanumeric())
        && inner.split(['、', '，', ',', '；', ';']).all(is_name)
        && !EXPLAINS.occurs_in(inner)
}

/// Whether a bracket at the end of an item is a list of names: behind a full stop any names, elsewhere those of bodies.
fn is_name_list(before: &str, inner: &str) -> bool {
    let parted = before.ends_with(['。', '；']);
    lists_names(inner) && (parted || inner.split(['、', '，', ',', '；', ';']).all(is_organ))
}

/// Whether at least half of a document's items close with a bracket of names: such brackets are its statements.
pub(crate) fn closes_by_bare_names(lines: &[Text], first_leads: bool) -> bool {
    // Where the first named leads, units are named.
    let fewest = if first_leads { 1 } else { 3 };
    let closes = |line: &str| {
        brackets(line).any(|bracket| {
            ends_paragraph(&line[bracket.outer.end..])
                && !is_score(&line[bracket.inner.clone()])
                && is_name_list(&line[..bracket.outer.start], &line[bracket.inner])
        })
    };
    let items = lines.iter().map(Text::as_str).filter(|line| line.contains('。') && Marker::parse(line).is_some());
    let (closed, all) = items.fold((0, 0), |(closed, all), item| (closed + usize::from(closes(item)), all + 1));
    closed >= fewest && closed * 2 >= all
}

/// Words of brackets that explain what stands before them.
static EXPLAINS: LazyLock<WordList> = LazyLock::new(|| {
    ["以下", "简称", "统称", "其中", "详见", "包括", "例如", "不含", "失效", "废止"].into_iter().collect()
});

/// Whether words name a role.
pub(super) fn names_role(inner: &str) -> bool {
    ROLE_WORDS.occurs_in(inner)
}

/// Whether no more than a name stands before a bracket: 苏　某（市财政局） in a list of members says where somebody works.
fn names_person(before: &str) -> bool {
    const LONGEST: usize = 4;
    let name = || before.chars().rev().take_while(|c| !matches!(c, '：' | ':')).filter(|c| !chars::is_blank(*c));
    name().next().is_some() && name().nth(LONGEST).is_none() && !name().any(|c| c == '。' || c.is_numeric())
}

/// Whether nothing follows but marks, and perhaps how many points the work counts: （分值20分）.
fn ends_paragraph(rest: &str) -> bool {
    let is_mark = |c: char| chars::is_blank(c) || matches!(c, '。' | '；' | ';' | '.' | ',' | '，');
    let rest = rest.trim_matches(is_mark);
    let score = rest.strip_prefix(['（', '(', '【']).and_then(|rest| rest.strip_suffix(['）', ')', '】']));
    rest.is_empty() || score.is_some_and(is_score)
}

/// Whether the words of a bracket are points: 20分, 分值20分.
fn is_score(inner: &str) -> bool {
    let points = inner.trim_start_matches("分值").trim_start_matches(['：', ':']).strip_suffix('分');
    points.is_some_and(|points| !points.is_empty() && points.chars().all(|c| c.is_ascii_digit() || c == '.'))
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

/// Whether the sentence that an item opens with does so: 1.改善水质（市水利局）。开展….
pub(crate) fn heading_ends_in_bare_list(line: &str) -> bool {
    let first = line.split_inclusive('。').next().unwrap_or_default();
    first.len() < line.len() && first.ends_with("）。") && Marker::parse(line).is_some() && ends_in_bare_list(first)
}
