use super::moment::{Moment, Part, Year};
use fenjie_text::numeral::digit;

/// The last moment of a cell that prints its time in figures alone, and whether it closes a range: 2023.12.31, 2023/6/30前,
/// 6.30前, 2023.12, 2022.10—2023.6.
pub(super) fn read(text: &str) -> Option<(Moment, bool)> {
    let text = text.strip_suffix("完成").unwrap_or(text);
    let (end, before) = match ["底之前", "底前", "底"].iter().find_map(|word| text.strip_suffix(word)) {
        Some(end) => (end, false),
        None => ["之前", "以前", "前"]
            .iter()
            .find_map(|word| text.strip_suffix(word))
            .map_or((text, false), |end| (end, true)),
    };
    let (first, last) = range(end).map_or((None, end), |(first, last)| (Some(first), last));
    let moment = figures(last, before)?;
    match first {
        None => Some((moment, false)),
        // 2022.10—12.31: the year stands in front of the first alone.
        Some(first) => {
            let first = figures(first, false)?;
            Some((Moment { year: moment.year.or(first.year), ..moment }, true))
        }
    }
}

/// The two ends of a range.
fn range(text: &str) -> Option<(&str, &str)> {
    const JOINTS: [&str; 9] = ["——", "--", "—", "–", "―", "~", "～", "至", "到"];
    let dotted = || text.contains(['.', '．', '/', '／']);
    JOINTS.iter().find_map(|joint| text.split_once(joint)).or_else(|| text.split_once(['-', '－']).filter(|_| dotted()))
}

/// Year, month and day, year and month, or month and day.
fn figures(text: &str, before: bool) -> Option<Moment> {
    const MARKS: [char; 6] = ['.', '．', '/', '／', '-', '－'];
    let mut numbers = [0; 3];
    let mut count = 0;
    for part in text.split(MARKS) {
        *numbers.get_mut(count)? = number(part)?;
        count += 1;
    }
    let (year, month, day) = match (count, numbers) {
        (3, [year, month, day]) => (Some(year), month, Some(day)),
        (2, [year, month, _]) if year > 31 => (Some(year), month, None),
        (2, [month, day, _]) => (None, month, Some(day)),
        _ => return None,
    };
    let year = match year {
        Some(year) if (1949..2100).contains(&year) => Some(Year::Number(year as i32)),
        Some(_) => return None,
        None => None,
    };
    let valid = (1..=12).contains(&month) && day.is_none_or(|day| (1..=31).contains(&day));
    let part = day.map_or(Part::Month(month), |day| Part::Day(month, day));
    valid.then_some(Moment { year, part, before: before && day.is_none(), marked: true })
}

/// A number of up to four figures.
fn number(part: &str) -> Option<u32> {
    const LONGEST: usize = 4;
    let figures: Option<Vec<u32>> = part.chars().take(LONGEST + 1).map(digit).collect();
    let figures = figures.filter(|figures| (1..=LONGEST).contains(&figures.len()))?;
    Some(figures.into_iter().fold(0, |number, figure| number * 10 + figure))
}
