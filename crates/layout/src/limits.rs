//! What putting together may use up: the limits on what is read, in one place, and the watch that is kept over them.
//!
//! A limit cuts what can be read: where one is hit the user is told. How many ways a search looks at (its beams, samples,
//! rounds and effort, which stand beside each search) is none: a narrower search reads the same, if less well.

use fenjie_model::Diagnostic;
use fenjie_source::Limits;
use fenjie_text::Text;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::time::Instant;

/// Most segments (words of a line that stand together) of one cell of a flattened table.
pub const CELL_SEGMENTS: usize = 80;
/// Most segments of a row before the page end that cuts it.
pub const CUT_ROW_SEGMENTS: usize = 80;
/// Most lines of one row where the lines keep the places of the print: two pages.
pub const ROW_LINES: usize = 90;
/// Most printed lines of a merged label where the lines keep the places of the print.
pub const LABEL_LINES: usize = 16;
/// Most columns of a flattened table; a header of more is none.
pub const HEADER_COLUMNS: usize = 12;
/// Most rows of a page whose cells are blocks: columns are aligned with them by a walk that knows 255 places.
pub const PAGE_ROWS: usize = 250;
/// Most parts of a page whose cells are blocks for the order of the extractor to be played again.
pub const PAGE_PARTS: usize = 400;
/// Most places (columns times rows) of one ruled grid on a page; a drawing may have any number of lines.
pub const GRID_PLACES: usize = 200_000;

/// A limit that was hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// [`CELL_SEGMENTS`].
    CellSegments,
    /// [`CUT_ROW_SEGMENTS`].
    CutRowSegments,
    /// [`ROW_LINES`].
    RowLines,
    /// [`LABEL_LINES`].
    LabelLines,
    /// [`HEADER_COLUMNS`].
    HeaderColumns,
    /// [`PAGE_ROWS`].
    PageRows,
    /// [`PAGE_PARTS`].
    PageParts,
    /// [`GRID_PLACES`].
    GridPlaces,
}

impl Limit {
    /// One English sentence that says what may have been read wrongly.
    fn message(self) -> String {
        let check = "check it against the source";
        match self {
            Self::CellSegments => format!("a cell has {CELL_SEGMENTS} parts, the most that are read as one; {check}"),
            Self::CutRowSegments => {
                format!(
                    "a row has more than {CUT_ROW_SEGMENTS} parts before a page end and was not joined over it; {check}"
                )
            }
            Self::RowLines => format!("a row has {ROW_LINES} lines, the most that are read as one; {check}"),
            Self::LabelLines => format!("a label has {LABEL_LINES} lines, the most that are read as one; {check}"),
            Self::HeaderColumns => {
                format!(
                    "what looks like a header has more than {HEADER_COLUMNS} columns and was read as lines; {check}"
                )
            }
            Self::PageRows => {
                format!("a page has more than {PAGE_ROWS} rows: cells were given to them in turn; {check}")
            }
            Self::PageParts => {
                format!(
                    "a page of a table has more than {PAGE_PARTS} parts: its rows are less sure than others; {check}"
                )
            }
            Self::GridPlaces => {
                format!("a ruled grid has more than {GRID_PLACES} places and was read as text; {check}")
            }
        }
    }
}

/// The watch over one document: when its reading has to end, and the limits that were hit.
///
/// When time is up, searches end at the next look at the watch with whatever they have; whoever set the time gives up the
/// document then ([`Limits::check_time`]), so that no such half-read table is ever shown.
#[derive(Debug, Default)]
pub struct Watch {
    stop_at: Option<Instant>,
    over: Cell<bool>,
    /// Limits hit since a place was last named.
    hit: RefCell<BTreeSet<Limit>>,
    found: RefCell<Vec<Diagnostic>>,
}

impl Watch {
    /// A watch over the time that `limits` leave.
    pub fn new(limits: &Limits) -> Self {
        Self { stop_at: limits.stop_at, ..Self::default() }
    }

    /// Whether time is up. Asked once a page, a row or a window of a search, not in inner loops.
    pub fn is_over(&self) -> bool {
        if !self.over.get() && self.stop_at.is_some_and(|end| Instant::now() >= end) {
            self.over.set(true);
        }
        self.over.get()
    }

    /// Notes a limit that was hit.
    pub(crate) fn hit(&self, limit: Limit) {
        self.hit.borrow_mut().insert(limit);
    }

    /// Makes the limits hit since the last call warnings that lie between the ends of `texts`.
    pub(crate) fn place(&self, texts: &[&Text]) {
        let hit = std::mem::take(&mut *self.hit.borrow_mut());
        let spans = || texts.iter().filter_map(|text| text.span());
        let span = spans().next().zip(spans().next_back()).map(|(first, last)| [first.start, last.end]);
        let warning = |limit: Limit| Diagnostic::warning("layout_limit", limit.message(), span);
        self.found.borrow_mut().extend(hit.into_iter().map(warning));
    }

    /// A warning for every limit that was hit, in document order as far as places are known.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        self.place(&[]);
        self.found.borrow().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn time_that_is_up_stays_up() {
        assert!(!Watch::default().is_over());
        let later = Limits { stop_at: Instant::now().checked_add(Duration::from_hours(1)), ..Limits::default() };
        assert!(!Watch::new(&later).is_over());
        assert!(Watch::new(&Limits { stop_at: Some(Instant::now()), ..Limits::default() }).is_over());
    }

    #[test]
    fn each_limit_is_said_once_for_each_place() {
        let watch = Watch::default();
        let line = Text::from_source("甲乙", fenjie_text::Span::new(0, 6));
        watch.hit(Limit::RowLines);
        watch.hit(Limit::RowLines);
        watch.place(&[&line]);
        watch.hit(Limit::GridPlaces);
        let said: Vec<_> = watch.diagnostics().into_iter().map(|found| (found.code, found.span)).collect();
        assert_eq!(said, [("layout_limit".to_owned(), Some([0, 6])), ("layout_limit".to_owned(), None)]);
    }
}
