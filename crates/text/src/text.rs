use crate::{Span, chars, merge_spans};
use smallvec::SmallVec;
use std::fmt;
use std::ops::Range;

/// A string that knows, character by character, where it stands in the source.
///
/// It is made from spans of the source ([`Text::from_source`], [`Text::push_replaced`]), joined ([`Text::push`]) and
/// cut ([`Text::slice`]). A byte offset into [`Text::as_str`] is called a position; [`Span`]s are always of the source.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Text {
    string: String,
    pieces: SmallVec<[Piece; 2]>,
}

/// `string[at..next.at]` came from `source`. When both are of one length they are the same bytes; otherwise the
/// characters stand for the whole of `source` (a decoded entity, a folded radical), or, where `source` is empty, for
/// nothing (a blank that joins two lines).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    at: u32,
    source: Span,
    verbatim: bool,
}

impl Text {
    /// The empty text.
    pub fn new() -> Self {
        Self::default()
    }

    /// The source characters of `span`, as they stand. A span that is not on character boundaries gives empty text.
    pub fn from_source(source: &str, span: Span) -> Self {
        let mut text = Self::new();
        text.push_source(source, span);
        text
    }

    /// The joined string.
    pub fn as_str(&self) -> &str {
        &self.string
    }

    /// Whether there is nothing but white space.
    pub fn is_blank(&self) -> bool {
        self.string.chars().all(chars::is_blank)
    }

    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.string.is_empty()
    }

    /// Length in bytes of the joined string.
    pub fn len(&self) -> usize {
        self.string.len()
    }

    /// Appends source characters as they stand.
    pub fn push_source(&mut self, source: &str, span: Span) {
        if let Some(piece) = source.get(span.range()) {
            self.push_piece(piece, span, true);
        }
    }

    /// Appends `string`, which stands for the source characters of `span` without being the same bytes (a decoded
    /// entity, a folded radical).
    pub fn push_replaced(&mut self, string: &str, span: Span) {
        self.push_piece(string, span, false);
    }

    /// Appends a blank that the source does not hold, so that two words do not run together.
    pub fn push_blank(&mut self) {
        self.push_mark(" ");
    }

    /// Appends a mark that the source does not hold, so that two parts are read as parted. [`Text::printed`] leaves it
    /// out again.
    pub fn push_mark(&mut self, mark: &str) {
        let at = self.span().map_or(0, |span| span.end);
        self.push_piece(mark, Span::new(at, at), false);
    }

    /// Appends another text.
    pub fn push(&mut self, other: &Text) {
        for (range, piece) in other.ranges() {
            self.push_piece(&other.string[range], piece.source, piece.verbatim);
        }
    }

    fn push_piece(&mut self, string: &str, source: Span, verbatim: bool) {
        if string.is_empty() {
            return;
        }
        let extends =
            self.pieces.last().is_some_and(|last| verbatim && last.verbatim && last.source.end == source.start);
        if extends {
            let last = self.pieces.len() - 1;
            self.pieces[last].source.end = source.end;
        } else {
            self.pieces.push(Piece { at: self.string.len() as u32, source, verbatim });
        }
        self.string.push_str(string);
    }

    /// The part at the positions `range`; positions outside or inside a character give empty text.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Text {
        let mut part = Text::new();
        if self.string.get(range.clone()).is_none() {
            return part;
        }
        for (positions, piece) in self.ranges() {
            let (start, end) = (positions.start.max(range.start), positions.end.min(range.end));
            if start < end {
                part.push_piece(&self.string[start..end], piece.part(&positions, start, end), piece.verbatim);
            }
        }
        part
    }

    /// The part from position `start` to the end.
    #[must_use]
    pub fn slice_from(&self, start: usize) -> Text {
        self.slice(start..self.string.len())
    }

    /// Without blanks at both ends.
    #[must_use]
    pub fn trimmed(&self) -> Text {
        let start = self.string.len() - self.string.trim_start_matches(chars::is_blank).len();
        let end = self.string.trim_end_matches(chars::is_blank).len();
        if start >= end { Text::new() } else { self.slice(start..end) }
    }

    /// As a reader joins broken text: no blank at the ends, none beside a wide character, one between Latin words.
    #[must_use]
    pub fn tidied(&self) -> Text {
        if !chars::has_blank(&self.string) {
            return self.clone();
        }
        let text = self.trimmed();
        let mut tidy = Text::new();
        let mut kept = 0..0;
        let mut last = ' ';
        for (at, c) in text.string.char_indices() {
            if chars::is_blank(c) {
                continue;
            }
            if at > kept.end && (chars::is_wide(last) || chars::is_wide(c)) {
                tidy.push(&text.slice(kept.clone()));
                kept.start = at;
            } else if at > kept.end {
                let blank = text.string[kept.end..].chars().next().map_or(0, char::len_utf8);
                tidy.push(&text.slice(kept.start..kept.end + blank));
                kept.start = at;
            }
            kept.end = at + c.len_utf8();
            last = c;
        }
        tidy.push(&text.slice(kept));
        tidy
    }

    /// [`Text::tidied`], without the marks that the source does not hold: what a reader sees in print.
    #[must_use]
    pub fn printed(&self) -> Text {
        if !self.pieces.iter().any(|piece| piece.source.is_empty()) {
            return self.tidied();
        }
        let mut printed = Text::new();
        for (range, piece) in self.ranges() {
            let is_mark = piece.source.is_empty() && !self.string[range.clone()].chars().all(chars::is_blank);
            if !is_mark {
                printed.push_piece(&self.string[range], piece.source, piece.verbatim);
            }
        }
        printed.tidied()
    }

    /// Where something was first left out of the source, and how many bytes of it: 3 for a wide blank.
    pub fn first_gap(&self) -> Option<(usize, usize)> {
        let mut end = None;
        self.ranges().find_map(|(range, piece)| {
            let gap = end.and_then(|end| piece.source.start.checked_sub(end)).filter(|gap| *gap > 0);
            end = Some(piece.source.end);
            gap.map(|gap| (range.start, gap))
        })
    }

    /// The parts that stand apart in the source: cut wherever blanks, a line break or anything else was left out.
    pub fn parts(&self) -> Vec<Text> {
        let mut parts: Vec<Text> = Vec::new();
        let mut end = None;
        for (range, piece) in self.ranges() {
            if end != Some(piece.source.start) {
                parts.push(Text::new());
            }
            if let Some(part) = parts.last_mut() {
                part.push_piece(&self.string[range], piece.source, piece.verbatim);
            }
            end = Some(piece.source.end);
        }
        parts
    }

    /// The same with a blank wherever blanks or a line break were left out: what stood apart in print can be told again.
    #[must_use]
    pub fn spaced(&self) -> Text {
        let mut parts = self.parts().into_iter();
        let mut spaced = parts.next().unwrap_or_default();
        for part in parts {
            spaced.push_blank();
            spaced.push(&part);
        }
        spaced
    }

    /// The source span of every piece, in reading order.
    pub fn sources(&self) -> impl Iterator<Item = Span> + '_ {
        self.pieces.iter().map(|piece| piece.source)
    }

    /// The source spans, in reading order, neighbours joined.
    pub fn spans(&self) -> Vec<Span> {
        merge_spans(self.pieces.iter().map(|piece| piece.source))
    }

    /// The smallest source span that holds the whole text; `None` for empty text.
    pub fn span(&self) -> Option<Span> {
        self.pieces.iter().map(|piece| piece.source).reduce(Span::hull)
    }

    /// The source offset of the character at `position`.
    pub fn source_at(&self, position: usize) -> Option<usize> {
        self.ranges()
            .find(|(range, _)| range.contains(&position))
            .map(|(range, piece)| piece.source.start + if piece.verbatim { position - range.start } else { 0 })
    }

    fn ranges(&self) -> impl Iterator<Item = (Range<usize>, Piece)> + '_ {
        self.pieces.iter().enumerate().map(|(i, piece)| {
            let end = self.pieces.get(i + 1).map_or(self.string.len(), |next| next.at as usize);
            (piece.at as usize..end, *piece)
        })
    }
}

impl Piece {
    /// The source span of `start..end`, positions inside this piece's own `positions`. A replaced piece belongs to
    /// its first character, so that cutting inside it never claims the source twice.
    fn part(&self, positions: &Range<usize>, start: usize, end: usize) -> Span {
        if self.verbatim {
            let source = self.source.start;
            Span::new(source + start - positions.start, source + end - positions.start)
        } else if start == positions.start {
            self.source
        } else {
            Span::new(self.source.end, self.source.end)
        }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}@{:?}", self.string, self.span().map(Span::range))
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.string)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tidied_drops_blanks_beside_wide_characters_only() {
        let source = " 工 作 2017 年 Internet  of things ";
        let text = Text::from_source(source, Span::new(0, source.len())).tidied();
        assert_eq!(text.as_str(), "工作2017年Internet of things");
        let spelled: String = text.spans().iter().map(|span| &source[span.range()]).collect();
        assert_eq!(spelled, text.as_str());
    }

    #[test]
    fn parts_are_cut_where_blanks_were_dropped() {
        let source = "市发展改革委　市财政局";
        let text = Text::from_source(source, Span::new(0, source.len())).tidied();
        let parts: Vec<String> = text.parts().iter().map(Text::to_string).collect();
        assert_eq!(parts, ["市发展改革委", "市财政局"]);
        assert_eq!(text.first_gap(), Some(("市发展改革委".len(), "　".len())));
        assert_eq!(text.slice(0..3).first_gap(), None);
    }

    #[test]
    fn marks_that_join_parts_are_not_printed() {
        let source = "市发展改革委\n市财政局";
        let mut text = Text::from_source(source, Span::new(0, 18));
        text.push_mark("、");
        text.push(&Text::from_source(source, Span::new(19, source.len())));
        assert_eq!(text.as_str(), "市发展改革委、市财政局");
        assert_eq!(text.printed().as_str(), "市发展改革委市财政局");
    }

    #[test]
    fn a_decoded_entity_keeps_its_source() {
        let source = "“数字&quot;";
        let mut text = Text::from_source(source, Span::new(0, 9));
        text.push_replaced("\"", Span::new(9, 15));
        assert_eq!(text.as_str(), "“数字\"");
        assert_eq!(text.slice(9..10).spans(), [Span::new(9, 15)]);
        assert_eq!(text.spans(), [Span::new(0, 15)]);
    }
}
