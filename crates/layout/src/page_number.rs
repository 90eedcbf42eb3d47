//! Page numbers: on a line of their own, or in the same line as the text of the next page (— 4 —完善工作机制).

use fenjie_text::{chars, numeral};

/// Bytes that the page number takes up with which a line of text begins; `None` when it begins with none, or holds nothing
/// else. Only numbers between two dashes are told from text.
pub(crate) fn leading(line: &str) -> Option<usize> {
    const MOST_DIGITS: usize = 4;
    let is_dash = |c: char| matches!(c, '—' | '－' | '–' | '―' | '-');
    let inner = line.trim_start_matches(chars::is_blank).strip_prefix(is_dash)?.trim_start_matches(chars::is_blank);
    let digits = inner.chars().take_while(|c| numeral::digit(*c).is_some()).map(char::len_utf8).sum::<usize>();
    let rest = inner[digits..].trim_start_matches(chars::is_blank).strip_prefix(is_dash)?;
    let goes_on = rest.chars().find(|c| !chars::is_blank(*c)).is_some_and(chars::is_han);
    (goes_on && (1..=MOST_DIGITS).contains(&digits)).then_some(line.len() - rest.len())
}

/// Whether a line is nothing but page numbers between dashes: — 5 —, or — 5 —— 6 — where a page without text lies between.
pub(crate) fn is_dashed(line: &str) -> bool {
    const MOST_DIGITS: usize = 4;
    const DASHES: [char; 6] = ['—', '－', '–', '―', '-', '﹣'];
    if !line.trim_start_matches(chars::is_blank).starts_with(DASHES) {
        return false;
    }
    let compact = chars::without_blanks(line);
    let mut numbers = compact.split(DASHES).filter(|part| !part.is_empty()).peekable();
    compact.ends_with(DASHES)
        && numbers.peek().is_some()
        && numbers.all(|part| part.chars().count() <= MOST_DIGITS && part.chars().all(|c| numeral::digit(c).is_some()))
}

/// Whether a line is a page number and nothing else: — 5 —, - 5 -, 第5页, 5/12, 5.
pub(crate) fn is_alone(line: &str) -> bool {
    const LONGEST: usize = 14;
    if line.chars().filter(|c| !chars::is_blank(*c)).nth(LONGEST).is_some() {
        return false;
    }
    let compact = chars::without_blanks(line);
    let dashed = compact.trim_matches(['—', '-', '－', '–', '―', '﹣', '·', '~']);
    let dashed = dashed.strip_prefix("Page").or_else(|| dashed.strip_prefix("page")).unwrap_or(dashed);
    let named = dashed.strip_prefix('第').and_then(|rest| rest.split('页').next()).unwrap_or(dashed);
    let (number, total) = named.split_once(['/', '／']).unwrap_or((named, "1"));
    let total = total.trim_start_matches('共').trim_end_matches('页');
    // 2024/4/22 is a day.
    let is_total = !total.is_empty() && total.chars().all(|c| numeral::digit(c).is_some());
    let is_whole = is_total && (number == dashed || dashed.contains(['/', '／', '页']));
    is_whole && !number.is_empty() && number.len() <= 6 && number.chars().all(|c| numeral::digit(c).is_some())
}

#[cfg(test)]
mod tests {
    use super::{is_alone, is_dashed, leading};

    #[test]
    fn a_number_alone() {
        for number in ["5", "— 5 —", "第5页", "5/12", "第 5 页 共 12 页", "第5页/共12页"] {
            assert!(is_alone(number), "{number}");
        }
        for none in ["2024/4/22", "5/12前", "5个"] {
            assert!(!is_alone(none), "{none}");
        }
    }

    #[test]
    fn a_line_of_numbers_between_dashes() {
        for numbers in ["— 5 —", "-12-", "— 5 —— 6 —"] {
            assert!(is_dashed(numbers), "{numbers}");
        }
        for none in ["—", "—5", "2017-2020", "- 第五 -", "—20175—"] {
            assert!(!is_dashed(none), "{none}");
        }
    }

    #[test]
    fn a_number_between_dashes_before_text() {
        assert_eq!(leading("— 4 —完善工作机制"), Some("— 4 —".len()));
        for none in ["— 4 —", "—4月底前", "2017-2020年", "——4项任务", "-5G-网络"] {
            assert_eq!(leading(none), None, "{none}");
        }
    }
}
