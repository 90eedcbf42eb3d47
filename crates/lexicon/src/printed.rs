use fenjie_text::chars::{closing_bracket, has_blank, is_blank, is_han};
use std::borrow::Cow;
use std::ops::Range;

/// A printed string without its blanks, that knows where each of its bytes stood. Names are broken over lines and spaced
/// out in print, so every reader of this crate works on this form and gives ranges of the printed one.
pub(crate) struct Printed<'a> {
    text: Cow<'a, str>,
    /// Where byte `i` of `text` stands in the printed string, one more entry for the end; empty when nothing was left out.
    offsets: Vec<u32>,
}

impl<'a> Printed<'a> {
    pub(crate) fn new(printed: &'a str) -> Self {
        if !has_blank(printed) {
            return Self { text: printed.into(), offsets: Vec::new() };
        }
        let mut text = String::with_capacity(printed.len());
        let mut offsets = Vec::with_capacity(printed.len() + 1);
        for (at, c) in printed.char_indices().filter(|(_, c)| !is_blank(*c)) {
            text.push(c);
            offsets.extend((at..at + c.len_utf8()).map(|byte| byte as u32));
        }
        offsets.push(printed.len() as u32);
        Self { text: text.into(), offsets }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Where the byte `at` stands in the printed string.
    fn offset(&self, at: usize) -> usize {
        if self.offsets.is_empty() { at } else { self.offsets.get(at).map_or(0, |offset| *offset as usize) }
    }

    /// The printed range of a range of the text without blanks.
    pub(crate) fn range(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.offset(range.start);
        if range.is_empty() { start..start } else { start..self.offset(range.end - 1) + 1 }
    }

    /// Whether anything was left out.
    pub(crate) fn has_gaps(&self) -> bool {
        !self.offsets.is_empty()
    }

    /// Whether a blank or a line break was printed before the byte `at`.
    pub(crate) fn gap_before(&self, at: usize) -> bool {
        !self.offsets.is_empty() && at > 0 && at < self.text.len() && self.offset(at) != self.offset(at - 1) + 1
    }
}

/// Where bracketed text stands, the brackets included. A bracket without its partner is an ordinary character.
pub(crate) struct Bracketed {
    /// For every byte whether it is inside a pair; empty where there is none, as in most names.
    inside: Vec<bool>,
}

impl Bracketed {
    pub(crate) fn of(text: &str) -> Self {
        let mut inside = Vec::new();
        let mut open: Vec<(usize, char)> = Vec::new();
        for (at, c) in text.char_indices().filter(|(_, c)| !is_han(*c)) {
            if let Some(close) = closing_bracket(c) {
                open.push((at, close));
            } else if let Some(depth) = open.iter().rposition(|(_, close)| same_bracket(*close, c)) {
                let (start, _) = open[depth];
                open.truncate(depth);
                inside.resize(text.len(), false);
                inside[start..at + c.len_utf8()].fill(true);
            }
        }
        Self { inside }
    }

    /// Whether the byte `at` is inside brackets.
    pub(crate) fn holds(&self, at: usize) -> bool {
        self.inside.get(at).is_some_and(|inside| *inside)
    }

    /// Whether all that is printed is.
    pub(crate) fn holds_all(&self) -> bool {
        !self.inside.is_empty() && self.inside.iter().all(|inside| *inside)
    }
}

/// Full-width and half-width brackets of one shape close each other: notices mix them.
fn same_bracket(expected: char, found: char) -> bool {
    let fold = |c| match c {
        ')' => '）',
        ']' | '］' | '﹞' => '〕',
        '}' => '｝',
        other => other,
    };
    fold(expected) == fold(found)
}
