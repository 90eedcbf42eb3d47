//! Statements that are a sentence or clauses of one: 由市应急局牵头，市能源局配合，6月底前完成.

use super::bracket::names_role;
use super::{Habits, PLAUSIBLE, Responsibility, SURE, is_organ};
use fenjie_layout::looks_like_time;
use fenjie_lexicon::unit_plausibility;
use fenjie_text::{Text, chars};
use std::ops::{Range, RangeInclusive};

/// What parts the clauses of a statement.
const CLAUSE_MARKS: [char; 4] = ['，', ',', '；', ';'];

/// The sentence or clauses of a paragraph that say nothing but who answers for the rest, and by when: at its end as a
/// sentence, at its end as clauses, or before the work.
pub(super) fn find(paragraph: &Text, habits: Habits) -> Option<(Range<usize>, Responsibility)> {
    let words = paragraph.as_str();
    let places = [closing_sentence(words), closing_clauses(words), opening_clauses(words)];
    places.into_iter().flatten().find_map(|range| {
        let body = paragraph.slice(range.clone());
        let mut read = Responsibility::of(&body, body.clone(), habits);
        if opens_statement(body.as_str()) && read.lead.iter().all(|unit| is_organ(&unit.name)) {
            read.plausibility = read.plausibility.max(PLAUSIBLE);
        }
        (read.plausibility >= PLAUSIBLE && !read.lead.is_empty()).then_some((range, read))
    })
}

/// A line that says nothing but who answers for the work above it, and by when: 市应急局牵头，市能源局配合.
pub(super) fn whole(line: &Text, habits: Habits) -> Option<Responsibility> {
    const LONGEST: usize = 400;
    let (stop, sentence) = last_sentence(line.as_str());
    let is_named = |clause: &str| gives_role_or_time(clause) || unit_plausibility(clause) >= SURE;
    if stop > 0
        || line.as_str().chars().nth(LONGEST).is_some()
        || !sentence.split(CLAUSE_MARKS).all(is_named)
        || !sentence.split(CLAUSE_MARKS).any(gives_role)
    {
        return None;
    }
    let read = Responsibility::of(line, line.clone(), habits);
    (read.plausibility >= PLAUSIBLE && (!read.lead.is_empty() || !read.support.is_empty())).then_some(read)
}

/// Whether words open as statements do.
fn opens_statement(words: &str) -> bool {
    const WORDS: [&str; 9] = ["由", "请", "此项", "该项", "本项", "以上", "上述", "责任单位为", "牵头单位为"];
    WORDS.iter().any(|word| words.starts_with(word))
}

/// The last sentence, all of it. Also the end of one that only names the work before: 油气管道专项行动由市能源局牵头，市公安局配合.
fn closing_sentence(paragraph: &str) -> Option<Range<usize>> {
    const LONGEST: usize = 120;
    const LENGTHS_OF_NAME: RangeInclusive<usize> = 4..=24;
    let (stop, sentence) = last_sentence(paragraph);
    if sentence.chars().nth(LONGEST).is_some() || !sentence.split(CLAUSE_MARKS).all(gives_role_or_time) {
        return None;
    }
    let is_named = |at: &usize| {
        let name = &sentence[..*at];
        stop == 0 && LENGTHS_OF_NAME.contains(&name.chars().count()) && !name.contains(CLAUSE_MARKS)
    };
    match sentence.find('由') {
        Some(at) if is_named(&at) => Some(stop + at..paragraph.len()),
        _ => (stop > 0).then_some(stop..paragraph.len()),
    }
}

/// The last clauses, where the first of them opens as statements do: …，由市应急局牵头，市能源局配合。
fn closing_clauses(paragraph: &str) -> Option<Range<usize>> {
    let (stop, sentence) = last_sentence(paragraph);
    let clauses = sentence.match_indices(CLAUSE_MARKS).map(|(at, mark)| at + mark.len());
    let start = clauses.into_iter().find(|at| {
        let rest = &sentence[*at..];
        rest.starts_with('由') && rest.split(CLAUSE_MARKS).all(gives_role_or_time)
    })?;
    Some(stop + start..paragraph.len())
}

/// The first clauses, where work follows: 由市水利局牵头，市财政局配合，对河道进行清理.
fn opening_clauses(paragraph: &str) -> Option<Range<usize>> {
    const SHORTEST_WORK: usize = 6;
    let mut end = 0;
    for clause in paragraph.split_inclusive(CLAUSE_MARKS).take_while(|clause| gives_role(clause)) {
        end += clause.len();
    }
    let opens =
        || paragraph.trim_start_matches(chars::is_blank).starts_with(['由', '请']) || opens_with_unit(paragraph);
    (end > 0 && opens() && paragraph[end..].chars().nth(SHORTEST_WORK).is_some()).then_some(0..end)
}

/// Whether the first words are a unit and what it is to do: 市水利局牵头，….
fn opens_with_unit(paragraph: &str) -> bool {
    let clause = paragraph.split(CLAUSE_MARKS).next().unwrap_or_default();
    let name = ["牵头负责", "牵头", "负责", "主办", "承办"].iter().find_map(|verb| clause.strip_suffix(verb));
    name.is_some_and(|name| unit_plausibility(name.trim_matches(chars::is_blank)) >= SURE)
}

/// Where the last sentence begins, and the sentence without its closing mark.
fn last_sentence(paragraph: &str) -> (usize, &str) {
    let end = paragraph.trim_end_matches(|c| chars::is_blank(c) || matches!(c, '。' | '；')).len();
    let stop = paragraph[..end].rfind('。').map_or(0, |at| at + '。'.len_utf8());
    (stop, &paragraph[stop..end])
}

/// Whether a clause gives units a role, or says by when.
fn gives_role_or_time(clause: &str) -> bool {
    let clause = clause.trim_matches(chars::is_blank);
    let time = ["确保", "并于", "于", "力争"].iter().find_map(|word| clause.strip_prefix(word)).unwrap_or(clause);
    gives_role(clause) || looks_like_time(time.trim_end_matches("完成").trim_end_matches("全部"))
}

/// Whether a clause ends with what somebody is to do, or names the unit of a role (责任单位为市水利局).
fn gives_role(clause: &str) -> bool {
    const VERBS: [&str; 14] = [
        "牵头", "负责", "配合", "参与", "参加", "落实", "协助", "协办", "主办", "承办", "实施", "推进", "办理", "协同",
    ];
    let clause = clause.trim_matches(|c| chars::is_blank(c) || CLAUSE_MARKS.contains(&c));
    let names = |label: &str| names_role(label) && label.ends_with(['位', '门']);
    VERBS.iter().any(|verb| clause.ends_with(verb)) || clause.split_once('为').is_some_and(|(label, _)| names(label))
}
