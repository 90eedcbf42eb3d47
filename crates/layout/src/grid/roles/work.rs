//! The column of the work where no header says which it is: 项目, 工程名称, 课题 beside 责任单位 and 完成时限. Notices call the
//! same column by the name of whatever they list, so that its place among the known ones tells more than its words.

use super::{Columns, average, is_one_label};
use crate::grid::filled;
use fenjie_lexicon::{ColumnRole, is_surname};
use fenjie_text::{Text, chars};

/// The column left for the work by the words of the headers alone, in a table that counts its rows, dates them and says who
/// answers for each: the nearest before the units of those whose headers mean nothing known.
pub(crate) fn left_by_headers(headers: &[Text]) -> Option<usize> {
    let roles: Vec<Option<ColumnRole>> = headers.iter().map(|words| ColumnRole::of_header(words.as_str())).collect();
    let has = |role: ColumnRole| roles.contains(&Some(role));
    let is_told = has(ColumnRole::Task) || has(ColumnRole::Title);
    let is_complete = has(ColumnRole::Sequence) && has(ColumnRole::Deadline);
    let units = roles.iter().position(|role| matches!(role, Some(ColumnRole::Lead | ColumnRole::Support)))?;
    let is_open = |column: &usize| roles[*column].is_none() && !ColumnRole::is_no_work(headers[*column].as_str());
    (0..units).rfind(is_open).filter(|_| is_complete && !is_told)
}

impl Columns<'_> {
    /// The one column left for the work in a table that counts or dates its rows and says who answers for each: of those whose
    /// headers mean nothing known the nearest before the units, else what is to be reached, else labels of single rows.
    pub(super) fn left_for_work(&self, roles: &[ColumnRole]) -> Option<usize> {
        let units = self.units_of_rows(roles)?;
        let holds_names =
            |&column: &usize| !ColumnRole::is_no_work(self.headers[column].as_str()) && self.names_things(column);
        let of = |role: ColumnRole| {
            let is_open = move |column: &usize| roles[*column] == role && !self.headers[*column].is_empty();
            (0..roles.len()).filter(is_open).filter(holds_names)
        };
        let unknown = || of(ColumnRole::Other).filter(|column| self.named[*column].is_none());
        let labels = || of(ColumnRole::Category).filter(|column| !self.spans_rows(*column));
        let names = || labels().filter(|column| self.headers[*column].as_str().ends_with("名称"));
        let before = unknown().rfind(|column| *column < units);
        before
            .or_else(|| unknown().next())
            .or_else(|| names().next())
            .or_else(|| of(ColumnRole::Deliverable).next())
            .or_else(|| labels().next_back())
            .filter(|_| !roles.contains(&ColumnRole::Title))
    }

    /// The first column of units, where they are those who are to do what the rows name: the rows have times by which it is to
    /// be done, or they are counted and the header says that the units answer for them.
    fn units_of_rows(&self, roles: &[ColumnRole]) -> Option<usize> {
        const UNITS: f32 = 0.5;
        let has = |role: ColumnRole| self.named.contains(&Some(role)) && roles.contains(&role);
        let is_dated = (0..roles.len()).any(|column| {
            self.named[column] == Some(ColumnRole::Deadline)
                && average(self.rows, column, ColumnRole::Deadline).is_some_and(|fit| fit > 0.0)
        });
        let answers = |column: usize| ColumnRole::answers_for_rows(self.headers[column].as_str());
        let are_units = |&column: &usize| {
            let is_named = matches!(self.named[column], Some(ColumnRole::Lead | ColumnRole::Support));
            let is_open = matches!(roles[column], ColumnRole::Lead | ColumnRole::Support);
            let does_it = is_dated || has(ColumnRole::Sequence) && answers(column);
            is_named
                && is_open
                && does_it
                && average(self.rows, column, ColumnRole::Lead).is_some_and(|fit| fit >= UNITS)
        };
        (0..roles.len()).find(are_units)
    }

    /// Whether nearly all rows name something in a column that is no amount, no time and no person.
    fn names_things(&self, column: usize) -> bool {
        let words = || filled(self.rows, column).map(|cell| cell.text.as_str());
        let names = words().filter(|words| !is_amount(words)).count();
        let persons = words().filter(|words| is_person(words)).count();
        let no_time = average(self.rows, column, ColumnRole::Deadline).is_some_and(|fit| fit < 0.0);
        let rows = self.rows.iter().filter(|row| !is_one_label(row)).count();
        names > 0 && names * 4 >= rows * 3 && persons * 4 < names * 3 && no_time
    }
}

/// Whether a cell says how much: 3万亩, 120, ≥85%. Names that open with figures (110千伏输变电工程) go on in words.
fn is_amount(words: &str) -> bool {
    const LONGEST_MEASURE: usize = 3;
    let han = words.chars().filter(|c| chars::is_han(*c)).count();
    let counts = words.trim_start_matches(chars::is_blank).starts_with(|c: char| !chars::is_han(c));
    han < 2 || counts && han <= LONGEST_MEASURE
}

/// Whether a cell is as short as the name of a person and opens with a common surname.
fn is_person(words: &str) -> bool {
    const LONGEST: usize = 4;
    let name = chars::without_blanks(words);
    name.chars().nth(LONGEST).is_none() && name.starts_with(is_surname)
}
