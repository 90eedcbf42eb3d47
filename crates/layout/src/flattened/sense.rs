//! Categories that the layout leaves open, settled by what the tables of one document have in common.
//!
//! A table that is printed for one district after the other has the same headings under the same categories. Where a
//! category ends at a page top is open in one table and plain in another.

use super::FlattenedRegion;
use fenjie_lexicon::ColumnRole;
use std::collections::{BTreeMap, BTreeSet};

type Votes = BTreeMap<String, BTreeMap<String, usize>>;

/// The columns of category and heading.
fn columns(region: &FlattenedRegion) -> Option<(usize, usize)> {
    let find = |role| region.table.columns.iter().position(|column| column.role == role);
    Some((find(ColumnRole::Category)?, find(ColumnRole::Title)?))
}

/// Moves the end of a category at a page top to where the headings of other rows put it.
pub fn settle(regions: &mut [FlattenedRegion]) {
    let votes = votes(regions);
    for region in regions {
        let Some((category, title)) = columns(region) else { continue };
        for range in region.open.clone() {
            let (before, after) = (range.start, range.end);
            let rows = &region.table.rows;
            if after >= rows.len() {
                continue;
            }
            let words = |row: usize, column: usize| rows[row].cells[column].text.as_str().to_owned();
            let (first, second) = (words(before, category), words(after, category));
            let vote = |row: usize, label: &str| {
                votes.get(&words(row, title)).and_then(|labels| labels.get(label)).copied().unwrap_or(0).min(2)
            };
            let agreement = |border: usize| {
                (before..border).map(|row| vote(row, &first)).sum::<usize>()
                    + (border..after).map(|row| vote(row, &second)).sum::<usize>()
            };
            // Of equal borders the last: rows at a page top go on with the page before.
            let Some(border) = (before..=after).max_by_key(|border| agreement(*border)) else { continue };
            for row in border..after {
                for column in [category.checked_sub(1), Some(category)].into_iter().flatten() {
                    if matches!(region.table.columns[column].role, ColumnRole::Category | ColumnRole::CategoryNumber) {
                        let text = region.table.rows[after].cells[column].text.clone();
                        region.table.rows[row].cells[column] = crate::Cell { text, inherited: true };
                    }
                }
            }
        }
    }
}

/// How often each heading stands under each category where the layout is plain.
fn votes(regions: &[FlattenedRegion]) -> Votes {
    let mut votes = Votes::new();
    for region in regions {
        let Some((category, title)) = columns(region) else { continue };
        let open: BTreeSet<usize> = region.open.iter().flat_map(Clone::clone).collect();
        for (_, row) in region.table.rows.iter().enumerate().filter(|(index, _)| !open.contains(index)) {
            let heading = row.cells[title].text.as_str();
            let label = row.cells[category].text.as_str();
            if !heading.is_empty() && !label.is_empty() {
                *votes.entry(heading.to_owned()).or_default().entry(label.to_owned()).or_default() += 1;
            }
        }
    }
    votes
}
