//! Lines that are a statement of responsibility without label or brackets: 市应急局牵头，市能源局配合. However wide they are,
//! such a line is a paragraph of its own.

use crate::Marker;
use crate::fit::looks_like_time;
use fenjie_lexicon::unit_plausibility;
use fenjie_text::chars;

/// From this plausibility on words are the names of units.
pub(super) const SURE: f32 = 0.85;

/// Whether a line is nothing but units, each with what it is to do, and perhaps a time.
pub(super) fn is_whole(line: &str) -> bool {
    const LONGEST: usize = 240;
    let words = line.trim_matches(|c| chars::is_blank(c) || matches!(c, '。' | '；' | ';'));
    let mut clauses = words.split(['，', ',', '；', ';']);
    let ends = clauses.next_back().is_some_and(|last| role(last).is_some() || is_time(last));
    if !ends || words.chars().nth(LONGEST).is_some() || words.contains('。') || Marker::parse(words).is_some() {
        return false;
    }
    let clauses = || words.split(['，', ',', '；', ';']);
    clauses().any(|clause| role(clause).is_some())
        && clauses().enumerate().all(|(at, clause)| names_units(clause) || at > 0 && is_time(clause))
}

/// The units of a clause that ends with what they are to do.
fn role(clause: &str) -> Option<&str> {
    const DUTIES: [&str; 8] = ["按职责分工负责", "分工负责", "牵头负责", "牵头", "负责", "配合", "参与", "协助"];
    let clause = clause.trim_matches(chars::is_blank);
    DUTIES.iter().find_map(|duty| clause.strip_suffix(duty)).filter(|units| !units.is_empty())
}

fn names_units(clause: &str) -> bool {
    let units = role(clause).unwrap_or(clause).trim_matches(chars::is_blank);
    unit_plausibility(units.trim_start_matches(['由', '请'])) >= SURE
}

fn is_time(clause: &str) -> bool {
    looks_like_time(clause.trim_matches(chars::is_blank).trim_end_matches("完成"))
}

/// Whether a statement stands on one of two lines, and the break between them parts it from what the other says: nothing leads
/// over to it (此项工作由 / 市财政局负责), and nothing is left of it (10月底前 / 完成).
pub(super) fn is_parted(paragraph: &str, line: &str, next: &str) -> bool {
    let leads_over =
        || line.trim_end_matches(chars::is_blank).ends_with(['由', '请', '、', '，', ',', '：', ':', '（', '(', '—']);
    let goes_on = || next.trim_start_matches(chars::is_blank).starts_with("完成");
    is_whole(next) && !leads_over() && !breaks_off(paragraph) || is_whole(paragraph) && !goes_on()
}

/// Whether words end in the middle of a statement, before it is said what its units are to do: 此项工作由市农业农.
fn breaks_off(words: &str) -> bool {
    let clause = words.rsplit(['。', '；', ';', '，', ',']).next().unwrap_or_default();
    let named = clause.split_once(['由', '请']).map(|(_, units)| units);
    named.is_some_and(|units| !units.trim_matches(chars::is_blank).is_empty() && role(clause).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_with_what_each_is_to_do_are_a_statement() {
        for line in
            ["市水利局牵头，市财政局配合", "由市水利局负责。", "市水利局牵头，市财政局，各县区配合，10月底前完成"]
        {
            assert!(is_whole(line), "{line}");
        }
        for line in
            ["各部门要密切配合", "市水利局、市财政局", "市水利局牵头，定期开展检查", "1．市水利局负责", "10月底前完成"]
        {
            assert!(!is_whole(line), "{line}");
        }
    }

    #[test]
    fn what_leads_over_to_a_statement_or_is_left_of_it_is_not_parted_from_it() {
        assert!(is_parted("推进河道清淤", "推进河道清淤", "市水利局牵头，市财政局配合"));
        assert!(!is_parted("此项工作由", "此项工作由", "市水利局牵头，市财政局配合"));
        let broken = "定期清淤。此项工作由市农业农";
        assert!(!is_parted(broken, broken, "村局负责，5月15日前完成。"));
        assert!(!is_parted("市水利局牵头，10月底前", "市水利局牵头，10月底前", "完成"));
    }
}
