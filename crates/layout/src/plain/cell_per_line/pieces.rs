//! Names and times that a narrow cell broke over two lines are put together again, before it is asked which line is which
//! cell.

use super::CellLine;
use super::reading::WHOLE;
use crate::looks_like_time;
use fenjie_lexicon::complete_unit;
use fenjie_text::chars;

/// What parts the names of a list.
const MARKS: [char; 3] = ['、', '，', '；'];

/// The lines, each with the rest of a name or time that it is the first half of.
pub(super) fn joined(lines: Vec<CellLine>) -> Vec<CellLine> {
    let mut joined: Vec<CellLine> = Vec::with_capacity(lines.len());
    for line in lines {
        match joined.last_mut() {
            Some(upper) if are_halves(upper.text.as_str(), line.text.as_str()) => {
                upper.text = upper.text.tidied();
                upper.text.push(&line.text.tidied());
                upper.place = line.place;
                upper.breaks += 1 + line.breaks;
            }
            _ => joined.push(line),
        }
    }
    joined
}

fn are_halves(upper: &str, lower: &str) -> bool {
    let (upper, lower) = (chars::without_blanks(upper), chars::without_blanks(lower));
    are_of_time(&upper, &lower) || are_of_name(&upper, &lower)
}

/// 10月底⏎前, 2025年12⏎月, 10⏎月底前: no time begins with what the second line begins with.
fn are_of_time(upper: &str, lower: &str) -> bool {
    const LONGEST: usize = 12;
    const RESTS: [char; 7] = ['年', '月', '日', '底', '前', '初', '末'];
    let is_cut = upper.ends_with(|c: char| c.is_ascii_digit() || ['年', '月', '日', '底'].contains(&c));
    is_cut
        && lower.starts_with(RESTS)
        && upper.chars().nth(LONGEST).is_none()
        && lower.chars().nth(LONGEST).is_none()
        && looks_like_time(&format!("{upper}{lower}"))
}

/// 县市场⏎监管局, 县财政局、县自然⏎资源局: the last name of a list is none until the first of the next line is its end. It
/// opens with the level of a body, which the label or text of another cell does not.
fn are_of_name(upper: &str, lower: &str) -> bool {
    const LONGEST: usize = 14;
    const LEVELS: [char; 10] = ['省', '市', '县', '区', '州', '旗', '镇', '乡', '局', '各'];
    let (Some(begun), Some(rest)) = (upper.rsplit(MARKS).next(), lower.split(MARKS).next()) else { return false };
    let is_begun = begun.starts_with(LEVELS) && begun.chars().nth(1).is_some() && begun.chars().all(chars::is_han);
    let is_rest = !rest.is_empty() && !rest.starts_with(LEVELS) && rest.chars().all(chars::is_han);
    let are_names = |list: &str| list.split(MARKS).all(|name| complete_unit(name) >= WHOLE);
    let name = format!("{begun}{rest}");
    is_begun
        && (is_rest || rest == "局")
        && name.chars().nth(LONGEST).is_none()
        && complete_unit(begun) < WHOLE
        && complete_unit(&name) >= WHOLE
        && upper
            .strip_suffix(begun)
            .map_or("", |names| names.trim_end_matches(MARKS))
            .split(MARKS)
            .all(|name| name.is_empty() || complete_unit(name) >= WHOLE)
        && lower.split_once(MARKS).is_none_or(|(_, names)| are_names(names) || names.is_empty())
}

#[cfg(test)]
mod tests {
    use super::are_halves;

    #[test]
    fn halves_of_names_and_times() {
        for (upper, lower) in [
            ("县市场", "监管局"),
            ("县林业", "局"),
            ("县财政局、县自然", "资源局"),
            ("县市场", "监管局、县公安局"),
            ("10月底", "前"),
            ("2025年12", "月"),
            ("10", "月底前"),
        ] {
            assert!(are_halves(upper, lower), "{upper} {lower}");
        }
    }

    #[test]
    fn cells_of_their_own() {
        for (upper, lower) in [
            ("县财政局", "县林业局"),
            ("县财政局", "6月底前"),
            ("改造老旧小区12个。", "县住建局"),
            ("社区食堂建设", "县民政局"),
            ("3", "2025年6月"),
            ("6月底前", "2"),
        ] {
            assert!(!are_halves(upper, lower), "{upper} {lower}");
        }
    }
}
