//! Tables without vertical rules, or without any: columns from the header and from text that keeps to them.

use super::Sheet;
use super::line::TextLine;

/// Whether a line is a table header, by its words.
pub(super) fn is_header(_line: &TextLine, _source: &str) -> bool {
    false
}

/// Finds such tables among the lines of the pages and moves their lines into fragments.
pub(super) fn find(_sheets: &mut [Sheet], _source: &str) {}
