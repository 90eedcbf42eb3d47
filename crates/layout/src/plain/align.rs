//! The cells of one record laid against the columns of a table, by dynamic programming.

use crate::fit::Words;
use fenjie_lexicon::ColumnRole;
use fenjie_text::{Text, chars};

/// A record laid against the columns.
pub(crate) struct Aligned {
    /// One text a column.
    pub(crate) cells: Vec<Text>,
    /// Cells that belong to no column (a page number).
    pub(crate) stray: Vec<Text>,
}

/// Reward for a cell that stands where the page's header says.
const IN_PLACE: f32 = 0.8;
/// The same where that header lacks columns itself, so that its places are doubtful.
const IN_DOUBTFUL_PLACE: f32 = 0.3;
/// Cost of leaving the task column empty.
const NO_TASK: f32 = -0.6;
/// Cost of leaving the column of leading units empty: a row without support is common, one without a lead is not.
const NO_LEAD: f32 = -0.4;
/// Cost of parting one field into two cells.
const PARTED: f32 = -0.5;
/// Cost of leaving out a field that holds words.
const LEFT_OUT: f32 = -3.5;
/// Cost of leaving out a field that is nothing but a number.
const NUMBER_LEFT_OUT: f32 = -0.5;

/// What a value in its place gains at least.
const VALUE: f32 = -1.0;

#[derive(Clone, Copy)]
enum Step {
    Start,
    SkipColumn,
    LeaveOut,
    Place,
    /// The field is parted before this position; its halves go to this column and the one that follows `gap` later.
    Part {
        at: usize,
        gap: usize,
    },
}

/// The best assignment of fields to columns that keeps their order. `positions[i]` is the column that the header puts
/// field `i` under.
pub(crate) fn align(fields: &[Text], roles: &[ColumnRole], positions: &[usize]) -> Aligned {
    let (rows, columns) = (fields.len(), roles.len());
    let in_place = if positions.len() < columns { IN_DOUBTFUL_PLACE } else { IN_PLACE };
    let mut best = vec![vec![(f32::NEG_INFINITY, Step::Start); columns + 1]; rows + 1];
    best[0][0] = (0.0, Step::Start);
    let words: Vec<Words> = fields.iter().map(|field| Words::of(field.as_str())).collect();
    let partings: Vec<Vec<Parting>> = fields.iter().map(partings).collect();
    for i in 0..=rows {
        for j in 0..=columns {
            let score = best[i][j].0;
            if score == f32::NEG_INFINITY {
                continue;
            }
            let mut offer = |i: usize, j: usize, gain: f32, step: Step| {
                if score + gain > best[i][j].0 {
                    best[i][j] = (score + gain, step);
                }
            };
            if j < columns {
                offer(i, j + 1, skip(roles[j]), Step::SkipColumn);
            }
            let Some(words) = words.get(i) else { continue };
            offer(i + 1, j, leave_out(words), Step::LeaveOut);
            if j < columns {
                let is_in_place = positions.get(i) == Some(&j);
                let place = if is_in_place { in_place } else { 0.0 };
                // What is to be reached may be a bare figure, where the row has a cell for every column.
                let is_value = is_in_place && rows == columns && roles[j] == ColumnRole::Deliverable;
                let fit = words.fit(roles[j]).max(if is_value { VALUE } else { f32::MIN });
                offer(i + 1, j + 1, fit + place, Step::Place);
                for parting in &partings[i] {
                    for (gap, gain) in parting.gains(&roles[j..]) {
                        offer(i + 1, j + gap + 1, gain, Step::Part { at: parting.at, gap });
                    }
                }
            }
        }
    }
    trace(fields, columns, &best)
}

fn skip(role: ColumnRole) -> f32 {
    match role {
        ColumnRole::Task => NO_TASK,
        ColumnRole::Lead => NO_LEAD,
        _ => 0.0,
    }
}

fn leave_out(words: &Words) -> f32 {
    if words.is_empty() {
        0.0
    } else if words.fit(ColumnRole::Sequence) > 0.0 {
        NUMBER_LEFT_OUT
    } else {
        LEFT_OUT
    }
}

/// A blank at which a field may be two cells.
struct Parting<'a> {
    at: usize,
    first: Words<'a>,
    second: Words<'a>,
}

/// Ways to part a field at a blank into two cells.
fn partings(field: &Text) -> Vec<Parting<'_>> {
    /// Parted fields are short, or their first part is a label.
    const MOST_BLANKS: usize = 8;
    let blanks = field.as_str().char_indices().filter(|(_, c)| chars::is_blank(*c)).map(|(at, _)| at);
    // A list that ends in a comma goes on behind the blank.
    let is_whole = |at: &usize| !field.as_str()[..*at].trim_end().ends_with(['、', '，', ',', '；', ';']);
    let parted = |at: usize| {
        let (first, second) = field.as_str().split_at(at);
        Parting { at, first: Words::of(first), second: Words::of(second) }
    };
    blanks.take(MOST_BLANKS).filter(is_whole).map(parted).collect()
}

impl Parting<'_> {
    /// What is gained by putting the first part in the first of `roles`, the second so many further.
    fn gains<'a>(&'a self, roles: &'a [ColumnRole]) -> impl Iterator<Item = (usize, f32)> + 'a {
        let first_fit = self.first.fit(roles[0]);
        let further = if first_fit > 0.0 { 1..roles.len() } else { 0..0 };
        further.map(move |gap| (gap, first_fit + self.second.fit(roles[gap]) + PARTED)).filter(|(_, gain)| *gain > 1.0)
    }
}

fn trace(fields: &[Text], columns: usize, best: &[Vec<(f32, Step)>]) -> Aligned {
    let mut aligned = Aligned { cells: vec![Text::new(); columns], stray: Vec::new() };
    let (mut i, mut j) = (fields.len(), columns);
    loop {
        match best[i][j].1 {
            Step::Start => break,
            Step::SkipColumn => j -= 1,
            Step::LeaveOut => {
                i -= 1;
                if !fields[i].is_blank() {
                    aligned.stray.push(fields[i].clone());
                }
            }
            Step::Place => {
                (i, j) = (i - 1, j - 1);
                aligned.cells[j] = fields[i].clone();
            }
            Step::Part { at, gap } => {
                i -= 1;
                aligned.cells[j - 1] = fields[i].slice_from(at).trimmed();
                j -= gap + 1;
                aligned.cells[j] = fields[i].slice(0..at).trimmed();
            }
        }
    }
    aligned
}

#[cfg(test)]
mod tests {
    use super::*;
    use fenjie_text::Span;

    const ROLES: [ColumnRole; 5] =
        [ColumnRole::Title, ColumnRole::Task, ColumnRole::Lead, ColumnRole::Support, ColumnRole::Deadline];

    fn cells(fields: &[&str], positions: &[usize]) -> Vec<String> {
        let texts: Vec<Text> = fields.iter().map(|field| Text::from_source(field, Span::new(0, field.len()))).collect();
        align(&texts, &ROLES, positions).cells.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn fields_go_where_they_fit() {
        let task = "推进专利审查协作中心建设，完善服务";
        assert_eq!(
            cells(&["1. 开展改革", task, "市财政局", "2017 年"], &[0, 2, 3, 4]),
            ["1. 开展改革", task, "市财政局", "", "2017 年"]
        );
        assert_eq!(
            cells(&["", task, "市工商局", "越秀区政府 长 期"], &[0, 2, 3, 4]),
            ["", task, "市工商局", "越秀区政府", "长 期"]
        );
        assert_eq!(
            cells(&["", task, "市工商局、 越秀区政府", "", "长 期"], &[0, 1, 2, 3, 4]),
            ["", task, "市工商局、 越秀区政府", "", "长 期"]
        );
        assert_eq!(
            cells(&["20. 加强人才培养  加快基地建设，支持高端人才培养和引进", "市财政局", "", "2017年"], &[0, 2, 3, 4]),
            ["20. 加强人才培养", "加快基地建设，支持高端人才培养和引进", "市财政局", "", "2017年"]
        );
    }
}
