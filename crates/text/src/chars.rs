//! Kinds of characters.

use std::borrow::Cow;

/// A blank: white space of any width, zero-width and control characters. Blanks are never part of a field's wording.
#[inline]
pub fn is_blank(c: char) -> bool {
    match c {
        // Nearly all characters of a notice: ideographs, Chinese and full-width marks, ASCII.
        '\u{3001}'..='\u{d7ff}' | '\u{ff01}'..='\u{ffe6}' | '!'..='~' => false,
        '\0'..=' ' => true,
        _ => c.is_whitespace() || c.is_control() || is_invisible(c),
    }
}

/// A string without its blanks; the string itself where it holds none.
///
/// ```
/// assert_eq!(fenjie_text::chars::without_blanks("牵 头　单位"), "牵头单位");
/// ```
pub fn without_blanks(s: &str) -> Cow<'_, str> {
    if has_blank(s) { s.chars().filter(|c| !is_blank(*c)).collect() } else { s.into() }
}

/// Whether a blank stands anywhere in `s`. Ideographs, most of what there is, are passed over by their first byte.
pub fn has_blank(s: &str) -> bool {
    let bytes = s.as_bytes();
    let mut at = 0;
    while let Some(first) = bytes.get(at) {
        match first {
            0xe4..=0xe9 => at += 3,
            b'!'..=b'~' => at += 1,
            _ => match s[at..].chars().next() {
                Some(c) if !is_blank(c) => at += c.len_utf8(),
                _ => return true,
            },
        }
    }
    false
}

/// Characters of no width.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}')
}

/// A Chinese character (CJK unified and compatibility ideographs, 〇).
#[inline]
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{323af}' | '\u{f900}'..='\u{faff}' | '〇')
}

/// A character that fills a whole Han width in print: Chinese characters and full-width or Chinese marks. Blanks beside
/// one are layout, not wording.
#[inline]
pub fn is_wide(c: char) -> bool {
    is_han(c)
        || matches!(c, '\u{3001}'..='\u{303f}' | '\u{ff01}'..='\u{ff60}' | '\u{2e80}'..='\u{2fdf}' | '\u{fe30}'..='\u{fe6f}')
        || matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '·' | '\u{2460}'..='\u{24ff}' | '\u{3200}'..='\u{33ff}')
}

/// Width in Han characters as set in print: wide 1, blanks a quarter, all else a half.
#[inline]
pub fn width(c: char) -> f32 {
    if is_wide(c) {
        1.0
    } else if is_blank(c) {
        0.25
    } else {
        0.5
    }
}

/// Width of a string in Han characters.
pub fn str_width(s: &str) -> f32 {
    s.chars().map(width).sum()
}

/// A mark that may not begin a printed line (GB/T 15834 and common practice).
#[inline]
#[rustfmt::skip] // a character a line would say no more
pub fn may_not_open_line(c: char) -> bool {
    matches!(c, '、' | '，' | '。' | '；' | '：' | '？' | '！' | '）' | '》' | '〉' | '」' | '』' | '】' | '〕' | '］' | '｝' | '”' | '’' | '…' | ',' | '.' | ';' | ':' | '?' | '!' | ')' | ']' | '}' | '%' | '％')
}

/// A mark that may not end a printed line.
#[inline]
#[rustfmt::skip] // a character a line would say no more
pub fn may_not_close_line(c: char) -> bool {
    matches!(c, '（' | '《' | '〈' | '「' | '『' | '【' | '〔' | '［' | '｛' | '“' | '‘' | '(' | '[' | '{')
}

/// An opening bracket of any kind and width, with the closing one that matches it.
#[inline]
pub fn closing_bracket(open: char) -> Option<char> {
    Some(match open {
        '（' => '）',
        '(' => ')',
        '〔' => '〕',
        '[' => ']',
        '［' => '］',
        '【' => '】',
        '﹝' => '﹞',
        '《' => '》',
        '〈' => '〉',
        '｛' => '｝',
        '{' => '}',
        '「' => '」',
        _ => return None,
    })
}

/// Whether `c` closes a bracket of any kind.
pub fn is_closing_bracket(c: char) -> bool {
    matches!(c, '）' | ')' | '〕' | ']' | '］' | '】' | '﹞' | '》' | '〉' | '｝' | '}' | '」')
}
