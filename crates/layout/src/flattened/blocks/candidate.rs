//! Which of two readings of a table holds.

use super::FlattenedRegion;
use crate::Table;
use crate::flattened::run;
use fenjie_lexicon::ColumnRole;

/// A table read in one way.
pub struct Candidate {
    /// The table.
    pub region: FlattenedRegion,
    /// Its last page.
    pub last: usize,
    /// How much of it is as in the dump when the extractor is played again, of 1.
    pub like: f32,
}

impl Candidate {
    /// How much speaks for the reading, of 1. A small table can be cut so that the play is like the dump and the cells make no
    /// sense; that they make sense does not tell their rows.
    fn worth(&self) -> f32 {
        self.like * sense(&self.region.table)
    }

    /// Whether no other reading need be tried.
    pub fn is_sure(&self) -> bool {
        const SURE: f32 = 0.95;
        self.worth() > SURE
    }
}

/// The better of two readings.
pub fn better(one: Option<Candidate>, two: Option<Candidate>) -> Option<Candidate> {
    match (one, two) {
        (Some(one), Some(two)) => Some(if two.worth() > one.worth() { two } else { one }),
        (one, two) => one.or(two),
    }
}

/// The share of the cells of a column that hold what it holds, of the column of which fewest do.
fn sense(table: &Table) -> f32 {
    let of_column = |at: usize| {
        let fits = table.rows.iter().filter_map(|row| fits(row.cells.get(at)?.text.as_str(), table.columns[at].role));
        let (right, all) = fits.fold((0usize, 0usize), |(right, all), fits| (right + usize::from(fits), all + 1));
        (all > 0).then(|| right as f32 / all as f32)
    };
    (0..table.columns.len()).filter_map(of_column).fold(1.0, f32::min)
}

/// Whether a cell holds what its column holds; nothing for columns that may hold anything.
fn fits(words: &str, role: ColumnRole) -> Option<bool> {
    const SHORT: usize = 6;
    const LONG: usize = 30;
    const LIKELY: f32 = 0.6;
    let length = words.chars().count();
    let of_units = |words: &str| run::units_likeness(words) > LIKELY;
    match role {
        ColumnRole::Task => {
            let labelled = words.contains("单位：") || words.contains("部门：");
            Some(length >= SHORT && !labelled && (length > LONG || !of_units(words)))
        }
        ColumnRole::Lead => Some(words.split('：').next_back().is_some_and(of_units)),
        ColumnRole::Support => (length > 0).then(|| words.split('：').next_back().is_some_and(of_units)),
        ColumnRole::Deadline => Some(run::is_time(words)),
        _ => None,
    }
}
