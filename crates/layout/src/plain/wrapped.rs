//! Paragraphs that are printed lines: a PDF turned into Word, text pasted from one, makes a paragraph of every line.

use crate::Marker;
use fenjie_lexicon::statement;
use fenjie_source::{Item, Line, LineRole};
use fenjie_text::chars;

/// Fewest paragraphs that break off at one width before they are taken for lines.
const FEWEST_BREAKS: usize = 5;
/// Widths within so many Han characters of each other are one: an indentation is lost, a mark may not open a line.
const SLACK: f32 = 2.5;

/// The items with their paragraphs as printed lines, where the paragraphs show a wrap; `None` where they are whole.
pub(super) fn as_printed_lines(items: &[&Item]) -> Option<Vec<Item>> {
    let lines: Vec<&str> = items.iter().filter_map(|item| whole_line(item)).collect();
    shows_wrap(&lines).then(|| {
        let printed = |item: &&Item| match item {
            Item::Line(line) => Item::Line(Line { whole: false, ..line.clone() }),
            Item::Table(table) => Item::Table(table.clone()),
        };
        items.iter().map(printed).collect()
    })
}

/// The words of what the format says is a paragraph of the text.
fn whole_line(item: &Item) -> Option<&str> {
    match item {
        Item::Line(line) if line.whole && line.role == LineRole::Plain && !line.text.is_blank() => {
            Some(line.text.as_str())
        }
        _ => None,
    }
}

/// Whether paragraphs are broken at a width: hardly one is wider, and most of those that break off in mid-sentence while the
/// next opens nothing are about as wide. Headings break off too, but at any width, and a numbered one follows them.
fn shows_wrap(lines: &[&str]) -> bool {
    const WIDTHS: std::ops::RangeInclusive<f32> = 18.0..=60.0;
    const SHORTEST: f32 = 14.0;
    let width = |line: &str| chars::str_width(line.trim_matches(chars::is_blank));
    let mut breaks: Vec<f32> =
        lines.windows(2).filter(|pair| breaks_off(pair[0], pair[1])).map(|pair| width(pair[0])).collect();
    breaks.retain(|width| *width >= SHORTEST);
    breaks.sort_by(f32::total_cmp);
    let near = |full: f32| {
        breaks.partition_point(|width| *width <= full + SLACK) - breaks.partition_point(|width| *width < full - SLACK)
    };
    let Some(full) = breaks.iter().copied().max_by_key(|full| near(*full)) else { return false };
    let beyond = lines.iter().filter(|line| width(line) > full + 2.0 * SLACK).count();
    WIDTHS.contains(&full)
        && near(full) >= FEWEST_BREAKS
        && near(full) * 3 >= breaks.len() * 2
        && beyond * 10 <= lines.len()
}

/// Whether a paragraph ends in mid-sentence and the next begins nothing of its own.
fn breaks_off(line: &str, next: &str) -> bool {
    let is_open = line
        .trim_end_matches(chars::is_blank)
        .ends_with(|c: char| chars::is_han(c) || c.is_ascii_alphanumeric() || "，、“《（(".contains(c));
    is_open
        && !line.contains('\t')
        && Marker::parse(next).is_none()
        && statement::label(line).is_none()
        && statement::label(next).is_none()
}

/// Whether `next` closes the bracket in which a statement stands at the end of the paragraph: a hard return broke it.
pub(super) fn closes_statement(paragraph: &str, next: &str) -> bool {
    /// Longest rest of a statement, in characters.
    const LONGEST: usize = 120;
    let open = |c: char| matches!(c, '（' | '(' | '〔' | '[' | '【');
    let close = |c: char| matches!(c, '）' | ')' | '〕' | ']' | '】');
    let mut unclosed = Vec::new();
    for (at, c) in paragraph.char_indices() {
        if open(c) {
            unclosed.push(at + c.len_utf8());
        } else if close(c) {
            unclosed.pop();
        }
    }
    let states = || unclosed.first().is_some_and(|at| statement::label(&paragraph[*at..]).is_some());
    let mut depth = 0usize;
    let closes = next.chars().take(LONGEST).find_map(|c| {
        if open(c) {
            depth += 1;
        } else if close(c) {
            if depth == 0 {
                return Some(true);
            }
            depth -= 1;
        }
        (c == '。').then_some(false)
    });
    !unclosed.is_empty() && states() && closes == Some(true) && Marker::parse(next).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_break_off_at_one_width_are_told_from_paragraphs_and_headings() {
        let printed: Vec<&str> = ["推动街道社区联合开办便民服务站点，改造沿河的"; 6].into();
        assert!(shows_wrap(&printed));
        let sentence = "更新小区管网。".repeat(12);
        let whole: Vec<&str> = [&printed[..], &[sentence.as_str(); 3]].concat();
        assert!(!shows_wrap(&whole), "paragraphs are wider");
        let names = ["城东", "城东供水管网更新工程", "城东片区供水管网和排水管网更新改造工程一期", "沿河步道"];
        assert!(!shows_wrap(&names.repeat(3)), "names end at any width");
        let headings: Vec<&str> = ["一、推动街道社区联合开办便民服务站点和沿河步道"; 6].into();
        assert!(!shows_wrap(&headings), "numbers open them");
    }

    #[test]
    fn a_hard_return_within_a_statement_is_told_from_one_behind_it() {
        assert!(closes_statement("完善制度。（责任处室：综合处、规", "划处）"));
        assert!(closes_statement("完善制度。（牵头单位：各县（市、区）人民政府，市", "发展改革委（市能源局）)。"));
        assert!(!closes_statement("完善制度。（责任处室：综合处）", "推进建设）"));
        assert!(!closes_statement("完善制度（包括考核", "办法）"));
        assert!(!closes_statement("完善制度。（责任处室：综合处、规", "推进建设。（责任处室：规划处）"));
        assert!(!closes_statement("完善制度。（责任处室：综合处", "2.推进建设（责任处室：规划处）"));
    }
}
