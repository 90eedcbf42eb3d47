//! Statements of responsibility that a line or page break cuts: in the label (责任 / 单位：), behind it, or in a name.

use crate::Marker;
use fenjie_lexicon::{ends_as_agency, statement};
use fenjie_text::chars;

/// Longest label, in characters, with the bracket before it.
const LONGEST_LABEL: usize = 12;

/// Whether `next` goes on with the statement that `line` breaks off in.
pub(super) fn goes_on(line: &str, next: &str) -> bool {
    let line = line.trim_end_matches(chars::is_blank);
    let next = next.trim_start_matches(chars::is_blank);
    breaks_label(line, next) || Marker::parse(next).is_none() && (awaits_value(line, next) || breaks_name(line, next))
}

/// 牵头单 / 位：市财政局
fn breaks_label(line: &str, next: &str) -> bool {
    let mut opening = next.char_indices().take(LONGEST_LABEL + 1);
    let Some((colon, _)) = opening.find(|(_, c)| matches!(c, '：' | ':')) else { return false };
    let is_han = |words: &str| !words.is_empty() && words.chars().all(chars::is_han);
    let begun = last_clause(line);
    if !is_han(&next[..colon]) || !is_han(begun) || begun.chars().nth(LONGEST_LABEL).is_some() {
        return false;
    }
    // Nothing but the label stands behind the end of the sentence, so it begins where the clause does.
    begun.len() < line.len() && statement::label(&format!("{begun}{next}")).is_some_and(|found| found.range.start == 0)
}

/// …。责任单位： / 市财政局、市教育局
fn awaits_value(line: &str, next: &str) -> bool {
    const PLAUSIBLE: f32 = 0.5;
    let Some(label) = line.strip_suffix(['：', ':']).map(last_clause) else { return false };
    let is_inside = !label.is_empty() && label.len() + '：'.len_utf8() < line.len();
    is_inside
        && statement::label(&format!("{label}：")).is_some()
        && statement::label(next).is_none()
        && statement::parse(next).plausibility >= PLAUSIBLE
}

/// …。责任单位：市市场 / 监管局、市商务局
fn breaks_name(line: &str, next: &str) -> bool {
    let Some(colon) = line.rfind(['：', ':']) else { return false };
    let mark = line[colon..].chars().next().map_or(0, char::len_utf8);
    let (label, value) = (last_clause(&line[..colon]), &line[colon + mark..]);
    let is_separator = |c: char| matches!(c, '、' | '，' | ',' | '；' | ';' | '。');
    let begun = value.rsplit(is_separator).next().unwrap_or_default();
    let rest = next.split(is_separator).next().unwrap_or_default();
    let is_name = |words: &str| !words.is_empty() && words.chars().all(chars::is_han);
    is_name(begun)
        && is_name(rest)
        && label.len() < colon
        && statement::label(&format!("{label}：")).is_some()
        && !ends_as_agency(begun)
        && ends_as_agency(&format!("{begun}{rest}"))
}

/// The words behind the last mark that ends a sentence or clause, or behind the bracket that opens there.
fn last_clause(words: &str) -> &str {
    words.rsplit(['。', '；', ';', '！', '（', '(', '〔', '[', '【', '）', ')', '】']).next().unwrap_or(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_goes_on_behind_the_break_in_its_label_or_a_name() {
        for (line, next) in [
            ("巩固创建成果。责任", "单位：市爱卫会"),
            ("开展宣传。牵头单", "位：市教育局；责任单位：市爱卫办"),
            ("开展督查。配合单位：市教育局；完", "成时限：2021年10月底前"),
            ("每年考核一次。（责", "任领导：王建国；责任单位：市教育局）"),
            ("达到5000吨以上。责任单位：", "市城管局、市住建局"),
            ("整治农贸市场68个。责任单位：市市场", "监管局、市商务局"),
        ] {
            assert!(goes_on(line, next), "{line} | {next}");
        }
    }

    #[test]
    fn what_is_whole_does_not_go_on() {
        for (line, next) in [
            ("巩固创建成果。", "责任单位：市爱卫会"),
            ("责任单位：市教育局", "牵头单位：市爱卫办"),
            ("压实各级责任", "单位：万元"),
            ("具体分工如下。责任单位：", "一、加强领导"),
            ("整治市场68个。责任单位：市商务局", "教育局将组织检查。"),
        ] {
            assert!(!goes_on(line, next), "{line} | {next}");
        }
    }
}
