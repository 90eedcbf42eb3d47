//! Labels over the whole width that carry no number of their own and have lost the separators behind them.

use super::record::Record;
use crate::{below_table, grid};
use fenjie_lexicon::ColumnRole;
use fenjie_source::Line;
use fenjie_text::numeral;
use std::collections::BTreeSet;

/// The lines without separators that are labels over the whole width, though no number says so: each stands above a
/// numbered row, no two are alike, and there are several or it stands right below the header.
pub(super) fn bare_labels(lines: &[&Line], records: &[Option<Record>]) -> BTreeSet<usize> {
    const FEWEST: usize = 2;
    let is_filled = |at: &usize| records[*at].as_ref().map_or(!lines[*at].text.is_blank(), |r| !r.cells.is_empty());
    let filled: Vec<usize> = (0..lines.len()).filter(is_filled).collect();
    let record = |at: usize| records[at].as_ref();
    let is_counted = records.iter().flatten().find(|record| record.is_header).is_some_and(counts_rows);
    let is_label = |around: &&[usize]| {
        let words = lines[around[1]].text.as_str();
        let follows = record(around[0]).is_some() && record(around[2]).is_some_and(is_numbered);
        follows && record(around[1]).is_none() && grid::is_bare_label(words) && !below_table::begins(words)
    };
    let labels: Vec<&[usize]> = filled.windows(3).filter(is_label).collect();
    let words: BTreeSet<&str> = labels.iter().map(|around| lines[around[1]].text.as_str()).collect();
    let below_header = || labels.iter().any(|around| record(around[0]).is_some_and(|record| record.is_header));
    let are_labels = is_counted && words.len() == labels.len() && (labels.len() >= FEWEST || below_header());
    labels.into_iter().filter(|_| are_labels).map(|around| around[1]).collect()
}

/// Whether the first column of a header is that of the number.
fn counts_rows(header: &Record) -> bool {
    header.cells.first().and_then(|cell| ColumnRole::of_header(cell.as_str())) == Some(ColumnRole::Sequence)
}

/// Whether a row opens with its number.
pub(super) fn is_numbered(record: &Record) -> bool {
    let number = record.cells.first().and_then(|cell| numeral::parse_integer(cell.as_str()));
    number.is_some() && record.cells.iter().filter(|cell| !cell.is_blank()).nth(1).is_some()
}
