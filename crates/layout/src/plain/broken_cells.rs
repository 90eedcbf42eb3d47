//! Cells of a table with one cell a line that a narrow column broke over two lines: 县自然⏎资源局, 10月底⏎前.

use crate::looks_like_time;
use fenjie_lexicon::{ColumnRole, complete_unit, unit_starts};
use fenjie_text::{Text, chars};

/// The places and words of the lines, those that are one cell put together; the place is that of the last of them.
pub(super) fn joined(header: &[Text], places: Vec<usize>, lines: Vec<Text>) -> (Vec<usize>, Vec<Text>) {
    let roles: Vec<Option<ColumnRole>> = header.iter().map(|words| ColumnRole::of_header(words.as_str())).collect();
    let holds_units = roles.iter().any(|role| matches!(role, Some(ColumnRole::Lead | ColumnRole::Support)));
    let holds_times = roles.contains(&Some(ColumnRole::Deadline));
    let mut whole: (Vec<usize>, Vec<Text>) = (Vec::with_capacity(places.len()), Vec::with_capacity(places.len()));
    for (place, line) in places.into_iter().zip(lines) {
        let words = line.as_str().trim_matches(chars::is_blank);
        let above = whole.1.last().map(|above| above.as_str().trim_matches(chars::is_blank));
        let goes_on = above.is_some_and(|above| {
            holds_units && is_broken_name(above, words) || holds_times && is_broken_time(above, words)
        });
        match (whole.0.last_mut(), whole.1.last_mut()) {
            (Some(last), Some(above)) if goes_on => {
                *above = above.trimmed();
                above.push(&line.trimmed());
                *last = place;
            }
            _ => {
                whole.0.push(place);
                whole.1.push(line);
            }
        }
    }
    whole
}

/// Whether the last name of a list breaks off in the line `above` and ends in the line `below`, which is no name by itself.
fn is_broken_name(above: &str, below: &str) -> bool {
    const LONGEST: usize = 12;
    const OPENS: f32 = 0.5;
    const WHOLE: f32 = 0.7;
    let name = above.rsplit(MARKS).next().unwrap_or_default();
    let end = below.split(MARKS).next().unwrap_or_default();
    let is_short = |words: &str| words.chars().nth(LONGEST).is_none() && words.chars().all(chars::is_han);
    let before = above[..above.len() - name.len()].trim_end_matches(MARKS);
    !name.is_empty()
        && !end.is_empty()
        && is_short(name)
        && is_short(end)
        && (before.is_empty() || complete_unit(before) >= WHOLE)
        && unit_starts(name) >= OPENS
        && complete_unit(name) < WHOLE
        && complete_unit(end) < WHOLE
        && complete_unit(&format!("{name}{end}")) >= WHOLE
}

/// What parts the names of a list.
const MARKS: [char; 3] = ['、', '，', '；'];

/// Whether a time goes on: with the mark of its month or day or of its end, which are no time by themselves, or behind its year.
fn is_broken_time(above: &str, below: &str) -> bool {
    const LONGEST: usize = 4;
    let is_end = |words: &str| {
        words.chars().nth(LONGEST).is_none() && words.chars().all(|c| "年月日底前末内初中上下旬".contains(c))
    };
    let is_number = |words: &str| words.chars().nth(2).is_none() && words.bytes().all(|b| b.is_ascii_digit());
    let is_year = |words: &str| {
        words.strip_suffix('年').is_some_and(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))
    };
    let begins = above.starts_with(|c: char| c.is_ascii_digit());
    let ends = if is_number(above) { below.starts_with('月') } else { !looks_like_time(below) };
    let goes_on = is_end(below) && ends
        || is_year(above) && below.starts_with(|c: char| c.is_ascii_digit()) && below.contains('月');
    begins && goes_on && looks_like_time(&format!("{above}{below}"))
}

#[cfg(test)]
mod tests {
    use super::{is_broken_name, is_broken_time};

    #[test]
    fn a_name_is_broken_where_neither_part_is_one() {
        for (above, below) in [("县水利", "局"), ("县财政局、县水利", "局")] {
            assert!(is_broken_name(above, below), "{above} {below}");
        }
        for (above, below) in [("县水利局", "县财政局"), ("修好县城的路", "水利局"), ("县水利局", "各乡镇")]
        {
            assert!(!is_broken_name(above, below), "{above} {below}");
        }
    }

    #[test]
    fn a_time_is_broken_before_its_end() {
        for (above, below) in [("10月底", "前"), ("9", "月底前"), ("2030年4", "月"), ("2030年", "4月底前")]
        {
            assert!(is_broken_time(above, below), "{above} {below}");
        }
        for (above, below) in [("10月底前", "4月底前"), ("3", "全年"), ("2030年4月", "县水利局"), ("20", "年")]
        {
            assert!(!is_broken_time(above, below), "{above} {below}");
        }
    }
}
