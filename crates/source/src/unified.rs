//! Folding look-alike code points to the character that a reader sees.

use std::sync::LazyLock;

/// Radicals and compatibility ideographs with the unified ideograph that each stands for, sorted by the former.
static FOLDS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let hex = |s: &str| u32::from_str_radix(s, 16).ok().and_then(char::from_u32);
    include_str!("../data/unified-ideographs.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(from, to)| Some((hex(from)?, hex(to)?)))
        .collect()
});

/// The unified ideograph that a radical (U+2E80–2FDF) or compatibility ideograph stands for: some producers write ⼯ for
/// 工. `None` for every other character; marks keep their width, unlike under NFKC.
pub(crate) fn unified_ideograph(c: char) -> Option<char> {
    if !may_be_folded(c) {
        return None;
    }
    let at = FOLDS.binary_search_by_key(&c, |(from, _)| *from).ok()?;
    FOLDS.get(at).map(|(_, to)| *to)
}

/// Whether a character stands among the radicals, the compatibility ideographs or the small forms.
#[inline]
fn may_be_folded(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}' | '\u{fe50}'..='\u{fe6f}' | '\u{2f800}'..='\u{2fa1f}')
}

/// Whether a character of [`may_be_folded`] may stand in a text, by its first two bytes; hardly any text holds one.
fn may_hold_folded(text: &[u8]) -> bool {
    let is_opening =
        |at: usize| matches!(text[at..], [0xe2, 0xba..=0xbf, ..] | [0xef, 0xa4..=0xab | 0xb9, ..] | [0xf0, 0xaf, ..]);
    memchr::memchr3_iter(0xe2, 0xef, 0xf0, text).any(is_opening)
}

/// The character that a reader takes `c` for: that of [`unified_ideograph`], or the bracket that a small one is.
fn alike(c: char) -> Option<char> {
    match c {
        '\u{fe59}' => Some('（'),
        '\u{fe5a}' => Some('）'),
        _ => unified_ideograph(c),
    }
}

/// The text with look-alikes folded, and how many there were; `None` when it holds none. Only those are folded that take
/// up as many bytes, so that offsets stay what they were.
pub(crate) fn folded(text: &str) -> Option<(String, usize)> {
    if !may_hold_folded(text.as_bytes()) {
        return None;
    }
    let same_length = |c: char| alike(c).filter(|other| other.len_utf8() == c.len_utf8());
    let count = text.chars().filter(|c| same_length(*c).is_some()).count();
    (count > 0).then(|| (text.chars().map(|c| same_length(c).unwrap_or(c)).collect(), count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_offsets_when_it_is_folded() {
        let text = "⼀、加强⼯作﹙⺠政局﹚";
        let (read, count) = folded(text).unwrap();
        assert_eq!((read.as_str(), count, read.len()), ("一、加强工作（民政局）", 5, text.len()));
        assert_eq!(folded("一、加强工作（民政局）"), None);
    }

    #[test]
    fn every_character_that_is_folded_is_looked_for() {
        let folded = (char::MIN..=char::MAX).filter(|c| alike(*c).is_some());
        let missed = |c: &char| !may_hold_folded(format!("工{c}作").as_bytes());
        assert_eq!(folded.filter(missed).collect::<String>(), "");
    }

    #[test]
    fn radicals_become_the_characters_they_look_like() {
        let folded: String = "⼯⺠⻔⻓（：），".chars().map(|c| unified_ideograph(c).unwrap_or(c)).collect();
        assert_eq!(folded, "工民门长（：），");
    }
}
