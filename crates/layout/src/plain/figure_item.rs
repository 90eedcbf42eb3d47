//! Items that open with a figure: 3.100%落实…, 4.24小时开放…. Their numbers read like decimals; that they are the next of a list, each
//! behind the end of the item before, tells that they are none.

use super::bare_number::{ends_item, marked_at};
use crate::{Marker, MarkerStyle};
use fenjie_source::Line;
use fenjie_text::{chars, numeral};

/// The lines with a blank behind every such number; `None` where there are none.
pub(super) fn parted(lines: &[&Line]) -> Option<Vec<Line>> {
    let mut found = Vec::new();
    let (mut last, mut before) = (0, None);
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.text.is_blank()) {
        let words = line.text.as_str();
        match Marker::parse(words) {
            Some(marker) if marker.style == MarkerStyle::Digit => last = u64::from(marker.ordinal),
            Some(marker) if marker.style < MarkerStyle::Digit => last = 0,
            Some(_) => {}
            None => {
                let next = number(words).filter(|(ordinal, _)| last > 0 && *ordinal == last + 1);
                if let Some((ordinal, end)) = next.filter(|_| before.is_some_and(ends_item)) {
                    last = ordinal;
                    found.push((at, end));
                }
            }
        }
        before = Some(words);
    }
    if found.is_empty() { None } else { Some(marked_at(lines, found, " ")) }
}

/// The whole number before the point of a figure that a line opens with, and where the point ends.
fn number(line: &str) -> Option<(u64, usize)> {
    const SHORTEST: usize = 6;
    let body = line.trim_start_matches(chars::is_blank);
    let (number, rest) = body.split_once(['.', '．'])?;
    let opens_figure = rest.starts_with(|c| numeral::digit(c).is_some()) && rest.contains(chars::is_han);
    let is_number = number.chars().nth(2).is_none() && number.chars().all(|c| numeral::digit(c).is_some());
    let ordinal = numeral::parse_integer(number).filter(|_| is_number && opens_figure)?;
    rest.chars().nth(SHORTEST).map(|_| (ordinal, line.len() - rest.len()))
}

#[cfg(test)]
mod tests {
    use super::parted;
    use crate::plain::bare_number::testing::seen;

    #[test]
    fn the_next_number_of_a_list_is_no_part_of_the_figure_behind_it() {
        let lines = seen("1.完善机制建设。\n2.100%落实林长制。\n3.24小时开放书屋（文旅局）\n4.抓好落实工作。", parted);
        assert_eq!(lines[1..3], ["2. 100%落实林长制。", "3. 24小时开放书屋（文旅局）"]);
    }

    #[test]
    fn a_figure_in_the_middle_of_a_sentence_or_list_is_whole() {
        for source in [
            "1.完善机制，安排\n2.5亿元支持企业发展。",
            "1.完善机制。\n3.5亿元支持企业发展。",
            "2.5亿元支持企业发展。\n3.抓好落实。",
        ] {
            assert!(seen(source, parted).is_empty(), "{source}");
        }
    }
}
