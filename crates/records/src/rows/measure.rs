//! Tables of indicators, which give the value to be reached and its unit of measure in two columns: 城镇新增就业 | 万人 | 2.2.

use fenjie_layout::Table;
use fenjie_lexicon::ColumnRole;
use fenjie_text::{Text, chars, numeral};

/// The column of the units of measure, told from one of bodies by what it holds.
pub(super) fn column(table: &Table) -> Option<usize> {
    let is_measure = |header: &str| matches!(header, "单位" | "计量单位" | "指标单位" | "度量单位");
    let names = |header: &Text| is_measure(&chars::without_blanks(header.as_str()));
    table.columns.iter().position(|column| column.role == ColumnRole::Other && names(&column.header))
}

/// A value with its unit of measure, as prints with one column for both have it; `None` where the value is more than a figure.
pub(super) fn measured(value: &Text, measure: &Text) -> Option<Text> {
    const LONGEST_MEASURE: usize = 6;
    let (value, measure) = (value.tidied(), measure.tidied());
    let is_figure = |c: char| numeral::digit(c).is_some() || matches!(c, '.' | '．' | ',');
    let end =
        value.as_str().rfind(is_figure).and_then(|at| Some(at + value.as_str()[at..].chars().next()?.len_utf8()))?;
    let (figure, bound) = value.as_str().split_at(end);
    let is_value = figure.chars().all(|c| is_figure(c) || "≥≤>＞<＜±-－—~～".contains(c))
        && matches!(bound, "" | "以上" | "左右" | "以内" | "以下");
    let names_measure = measure.as_str().chars().nth(LONGEST_MEASURE).is_none()
        && !measure.as_str().contains(|c| numeral::digit(c).is_some() || "-－—/".contains(c));
    if !is_value || !names_measure {
        return None;
    }
    let mut measured = value.slice(0..end);
    measured.push(&measure);
    measured.push(&value.slice_from(end));
    Some(measured)
}
