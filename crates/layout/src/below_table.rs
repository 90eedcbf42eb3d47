//! What stands below a table and is no row of it: notes, whom the notice is copied to, who printed it, the next annex.

use fenjie_lexicon::time;
use fenjie_text::chars;

/// Whether a line is the first of what stands below a table.
pub(crate) fn begins(line: &str) -> bool {
    let line = line.trim_matches(chars::is_blank);
    is_note(line) || is_of_copies(line) || is_annex(line) || says_who_explains(line)
}

/// 注：, 备注：1. …, 填表说明：, 注1：.
fn is_note(line: &str) -> bool {
    const LABELS: [&str; 6] = ["注", "备注", "说明", "填表说明", "填报说明", "附注"];
    const LONGEST: usize = 20;
    let Some((label, _)) = line.split_once(['：', ':']).filter(|(label, _)| label.len() <= LONGEST) else {
        return false;
    };
    let label = chars::without_blanks(label);
    LABELS.contains(&label.trim_end_matches(|c: char| c.is_ascii_digit()))
}

/// 以上措施由市商务局负责解释。: of the whole document, never of a row.
fn says_who_explains(line: &str) -> bool {
    ["以上", "本表", "本清单", "本措施", "本方案"].iter().any(|whole| line.starts_with(whole))
        && line.contains("负责解释")
}

/// 抄送：市委各部门, 主题词：…, 某市人民政府办公室 2012年3月6日印发.
fn is_of_copies(line: &str) -> bool {
    const LABELS: [&str; 4] = ["抄送", "抄报", "主题词", "分送"];
    let bare = chars::without_blanks(line);
    let opens = LABELS.iter().any(|label| bare.strip_prefix(label).is_some_and(|rest| rest.starts_with(['：', ':'])));
    let printed =
        || bare.strip_suffix("印发").is_some_and(|rest| rest.ends_with('日') && !time::find(rest, None).is_empty());
    opens || printed()
}

/// 附件2, 附件3：某表: a line of its own. 附件 within a cell has no number.
fn is_annex(line: &str) -> bool {
    let bare = chars::without_blanks(line);
    let Some(rest) = bare.strip_prefix("附件").or_else(|| bare.strip_prefix("附表")) else { return false };
    let number = rest.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    number.len() < rest.len() && (number.is_empty() || number.starts_with(['：', ':']))
}

#[cfg(test)]
mod tests {
    use super::begins;

    #[test]
    fn notes_copies_and_annexes_are_below() {
        let below = [
            "备注：1.按月报送。",
            "  注 ：",
            "注1：见表。",
            "抄送：市委各部门，",
            "附件2",
            "附件 3：名单",
            "以上措施由市商务局负责解释。",
        ];
        assert!(below.iter().all(|line| begins(line)));
        assert!(begins("河池市人民政府办公室          2012 年 3 月 6 日印发"));
    }

    #[test]
    fn cells_are_not() {
        let cells =
            ["注册登记：市局", "说明会", "附件要求落实", "6 月底前印发", "情况说明：由市局", "备注", "附件1要求的"];
        assert_eq!(cells.iter().filter(|line| begins(line)).count(), 0);
    }
}
