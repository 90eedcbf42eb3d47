//! The units of cells and of rows that name nothing else.

use super::own_cells;
use crate::draft::{Draft, NamedUnit};
use crate::statement::named_unit;
use fenjie_layout::Row;
use fenjie_lexicon::statement::{self, Label};
use fenjie_lexicon::{unit_plausibility, units};
use fenjie_text::{Text, chars};

/// Names on lines of their own are parted by a mark that the print does not need.
pub(super) fn one_a_line(cell: &Text) -> Text {
    let parts = cell.parts();
    let mut list = Text::new();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 && parts_names(parts[at - 1].as_str(), part.as_str()) {
            list.push_mark("、");
        }
        list.push(part);
    }
    list
}

/// What parts the names of a list.
const SEPARATORS: [char; 5] = ['、', '，', ',', '；', ';'];

/// Whether the end of a line parts two names: one is whole at the end of `line`, and `next` opens with another.
fn parts_names(line: &str, next: &str) -> bool {
    let last = line.rsplit(SEPARATORS).next().unwrap_or_default().trim();
    let first = next.split(SEPARATORS).next().unwrap_or_default().trim();
    let opens_level = units::level_word(first).is_some();
    // 西固区 / 教育局 may be one name, 西固区 / 市教育局 are two.
    let is_whole = || last.ends_with(['镇', '乡', '村']) || is_place(first) || opens_level;
    let ends = is_name(last) && !is_half_of_group(last) || is_place(last) && is_whole();
    ends && (opens_level || is_name(first) || is_place(first)) && !is_rest_of_name(first)
}

fn is_name(words: &str) -> bool {
    const SURE: f32 = 0.85;
    unit_plausibility(words) >= SURE
}

/// Whether words are the name of a place that answers for itself: 城关镇, 西固区.
fn is_place(words: &str) -> bool {
    const LENGTHS: std::ops::RangeInclusive<usize> = 3..=6;
    words.ends_with(['镇', '乡', '村', '县', '区', '市', '旗'])
        && words.chars().all(chars::is_han)
        && LENGTHS.contains(&words.chars().count())
}

/// Whether words may be the first half of a group: 各县 / 市区政府.
fn is_half_of_group(words: &str) -> bool {
    words.starts_with('各') && words.chars().nth(2).is_none()
}

/// Whether words name nobody by themselves, so that they go on with the line above: 某市政府 / 办公室, 高新区 / 管委会.
fn is_rest_of_name(words: &str) -> bool {
    const RESTS: [&str; 7] = ["办公室", "办公厅", "管委会", "管理委员会", "政府", "人民政府", "成员单位"];
    RESTS.contains(&words) || words.chars().nth(1).is_none()
}

/// The marks that single out a name in a list without being part of it.
const SINGLED_OUT: &str = "★☆▲△●◆■※";

/// A cell without the marks at the heads of its names (★甲局、乙局), and with the numbers that part them as marks
/// (①甲局②乙局).
fn without_marks(cell: &Text) -> Text {
    let is_number = |c: char| ('\u{2460}'..='\u{2473}').contains(&c);
    let is_mark = |c: char| is_number(c) || SINGLED_OUT.contains(c);
    let words = cell.as_str();
    if !words.contains(is_mark) {
        return cell.clone();
    }
    let mut list = Text::new();
    let mut start = 0;
    for (at, mark) in words.match_indices(is_mark).chain([(words.len(), "")]) {
        list.push(&cell.slice(start..at));
        let is_parted = list.is_blank() || list.as_str().trim_end().ends_with(['、', '，', ',', '；', ';', '：', ':']);
        if mark.starts_with(is_number) && !is_parted {
            list.push_mark("、");
        }
        start = at + mark.len();
    }
    list
}

/// The units of a cell; a cell may print its own roles (牵头：甲；配合：乙).
pub(super) fn units_of(cell: &Text) -> (Vec<NamedUnit>, Vec<NamedUnit>) {
    // 无: nobody.
    if cell.is_blank() || cell.as_str().trim() == "无" {
        return (Vec::new(), Vec::new());
    }
    let cell = &without_marks(cell);
    let words = cell.as_str();
    let has_roles = ["牵头", "配合", "负责", "参与", "协办", "主办", "责任"].iter().any(|role| words.contains(role));
    if has_roles {
        let read = statement::parse(words);
        if !read.lead.is_empty() || !read.support.is_empty() {
            let named = |list: Vec<units::Unit>| list.into_iter().map(|unit| named_unit(cell, unit)).collect();
            return (named(read.lead), named(read.support));
        }
    }
    let list = units::parse(words);
    (list.units.into_iter().map(|unit| named_unit(cell, unit)).collect(), Vec::new())
}

/// The units of a cell some of whose names carry the mark of those that lead (★甲局、乙局); `None` where none does.
pub(super) fn units_by_mark(cell: &Text, mark: char) -> Option<(Vec<NamedUnit>, Vec<NamedUnit>)> {
    let words = cell.as_str();
    let mut lists = [Text::new(), Text::new()];
    let ends = words.match_indices(['、', '，', ',', '；', ';']).map(|(at, part)| (at, at + part.len()));
    let mut start = 0;
    for (end, next) in ends.chain([(words.len(), words.len())]) {
        let name = cell.slice(start..end);
        let list = &mut lists[usize::from(!name.as_str().contains(mark))];
        if !list.is_empty() {
            list.push_mark("、");
        }
        let found = name.as_str().find(mark).unwrap_or(name.len());
        list.push(&name.slice(0..found).trimmed());
        list.push(&name.slice_from((found + mark.len_utf8()).min(name.len())).trimmed());
        start = next;
    }
    let [lead, support] = lists.map(|list| units_of(&list).0);
    (!lead.is_empty()).then_some((lead, support))
}

/// The units of a row that names nothing but who is to do the rows below it (责任单位：某局).
pub(super) fn band_units(row: &Row) -> Option<(Vec<NamedUnit>, Vec<NamedUnit>)> {
    let mut own = own_cells(row);
    let (words, more) = (own.next()?, own.next());
    statement::label(words.as_str()).filter(|found| more.is_none() && matches!(found.label, Label::Units(_)))?;
    let (lead, support) = units_of(words);
    (!lead.is_empty() || !support.is_empty()).then_some((lead, support))
}

/// Of several units the first leads, the others support.
pub(super) fn first_leads(draft: &mut Draft) {
    if draft.support.is_empty() && draft.lead.len() > 1 {
        draft.support = draft.lead.split_off(1);
    }
}
