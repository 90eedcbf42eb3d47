//! What marks a label or a table that goes on from the page before: 二（续）, （续表）, 续：.

use fenjie_text::chars::is_blank;
use std::ops::Range;

/// What stands between the brackets of such a mark, perhaps with a number behind it: （续表2）.
const WORDS: [&str; 6] = ["续上表", "续上页", "接上页", "接上", "续表", "续"];

/// Where the mark stands in `words`: in brackets anywhere, else as 续： at their head or 续表 as all of them.
///
/// ```
/// use fenjie_lexicon::continuation_mark;
/// assert_eq!(continuation_mark("二（续）"), Some(3..12));
/// assert_eq!(continuation_mark("续：科技创新"), Some(0..6));
/// assert_eq!(continuation_mark("持续推进（续建项目）"), None);
/// ```
pub fn continuation_mark(words: &str) -> Option<Range<usize>> {
    let brackets = words.match_indices(['（', '(']).filter_map(|(start, open)| {
        let inside = start + open.len();
        let (end, close) = words[inside..].match_indices(['）', ')']).next()?;
        is_mark(&words[inside..inside + end]).then_some(start..inside + end + close.len())
    });
    let plain = || match words {
        "续表" | "续上表" => Some(0..words.len()),
        _ => ["续：", "续:"].iter().find(|mark| words.starts_with(**mark)).map(|mark| 0..mark.len()),
    };
    brackets.into_iter().next().or_else(plain)
}

/// Whether `words`, parted from others, may be the beginning of a mark in brackets that is broken over lines.
///
/// ```
/// assert!(fenjie_lexicon::opens_continuation_mark("（ 续"));
/// assert!(!fenjie_lexicon::opens_continuation_mark("（续建"));
/// ```
pub fn opens_continuation_mark(words: &str) -> bool {
    let bare: String = words.chars().filter(|c| !is_blank(*c)).collect();
    let inside = bare.strip_prefix(['（', '(']);
    inside.is_some_and(|inside| WORDS.iter().any(|word| word.starts_with(inside.trim_end_matches(['）', ')']))))
}

fn is_mark(inside: &str) -> bool {
    let bare: String = inside.chars().filter(|c| !is_blank(*c)).collect();
    WORDS.contains(&bare.trim_end_matches(|c: char| c.is_ascii_digit()))
}
